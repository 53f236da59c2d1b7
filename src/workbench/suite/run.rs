//! All tests of a list, tried in parallel and told in order.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::extract::Scratch;
use crate::rules::RulePack;

use super::check::{Failure, check};
use super::{Suite, Test};
use crate::workbench::variants::{Outcome, Trial, Variant, try_variants};

/// Tests that one thread takes at a time: its scratch costs more than a test.
const STRIDE: usize = 32;

/// A test and what came of it.
#[derive(Clone, Debug)]
pub struct Verdict<'s> {
    /// The test.
    pub test: &'s Test,
    /// Why it does not hold; none if it does.
    pub failure: Option<Failure>,
    /// What came of it under the variants that had something to change; nothing
    /// for a test that does not hold as it stands.
    pub trials: Vec<Trial>,
}

/// How a variant fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests tried under it.
    pub tried: usize,
    /// Those that did not hold.
    pub broken: usize,
    /// Those that were not tried, with a reason.
    pub opted_out: usize,
}

/// What came of all tests, in their order.
#[derive(Clone, Debug, Default)]
pub struct Run<'s> {
    /// One a test.
    pub verdicts: Vec<Verdict<'s>>,
    /// The variants that were tried.
    pub variants: Vec<Variant>,
}

impl Verdict<'_> {
    /// Its failures: of the text as it stands, or under variants.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        let broken = self.trials.iter().filter_map(|trial| match &trial.outcome {
            Outcome::Broken(failure) => Some(failure),
            _ => None,
        });
        self.failure.iter().chain(broken)
    }
}

impl Run<'_> {
    /// All failures, in the order of the tests.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.verdicts.iter().flat_map(Verdict::failures)
    }

    /// Number of tests that hold, as they stand and under every variant.
    pub fn passed(&self) -> usize {
        self.verdicts.len() - self.failed()
    }

    /// Number of tests that do not hold.
    pub fn failed(&self) -> usize {
        let failed = |verdict: &&Verdict<'_>| verdict.failures().next().is_some();
        self.verdicts.iter().filter(failed).count()
    }

    /// How each variant fared, in their order.
    pub fn tallies(&self) -> Vec<(Variant, Tally)> {
        let mut tallies: Vec<(Variant, Tally)> = (self.variants.iter())
            .map(|&variant| (variant, Tally::default()))
            .collect();
        for trial in self.verdicts.iter().flat_map(|verdict| &verdict.trials) {
            let place = tallies
                .iter()
                .position(|(variant, _)| *variant == trial.variant);
            let Some(place) = place else { continue };
            let tally = &mut tallies[place].1;
            match trial.outcome {
                Outcome::Held => tally.tried += 1,
                Outcome::Broken(_) => {
                    tally.tried += 1;
                    tally.broken += 1;
                }
                Outcome::OptedOut(_) => tally.opted_out += 1,
            }
        }
        tallies
    }
}

/// Tries tests against a pack, as they stand and under `variants`, on the threads
/// of rayon's pool. The answer does not depend on their number.
pub fn run<'s>(pack: &RulePack, tests: &[&'s Test], variants: &[Variant]) -> Run<'s> {
    let verdict = |scratch: &mut Scratch, test: &'s Test| {
        let failure = check(pack, test, scratch).err();
        let trials = match failure {
            None if !variants.is_empty() => try_variants(pack, test, variants, scratch),
            _ => Vec::new(),
        };
        Verdict {
            test,
            failure,
            trials,
        }
    };
    let verdicts = tests
        .par_iter()
        .with_min_len(STRIDE)
        .map_init(Scratch::default, |scratch, &test| verdict(scratch, test))
        .collect();
    Run {
        verdicts,
        variants: variants.to_vec(),
    }
}

impl Suite {
    /// Tries all tests of the suite as they stand, see [`run`].
    pub fn run(&self, pack: &RulePack) -> Run<'_> {
        let tests: Vec<&Test> = self.tests.iter().collect();
        run(pack, &tests, &[])
    }
}
