//! All tests of a list, tried in parallel and told in order.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::extract::Scratch;
use crate::rules::RulePack;

use super::check::{Failure, check};
use super::{Suite, Test};

/// Tests that one thread takes at a time: its scratch costs more than a test.
const STRIDE: usize = 32;

/// A test and what came of it.
#[derive(Clone, Debug)]
pub struct Verdict<'s> {
    /// The test.
    pub test: &'s Test,
    /// Why it does not hold; none if it does.
    pub failure: Option<Failure>,
}

/// What came of all tests, in their order.
#[derive(Clone, Debug, Default)]
pub struct Run<'s> {
    /// One a test.
    pub verdicts: Vec<Verdict<'s>>,
}

impl Run<'_> {
    /// All failures, in the order of the tests.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        let verdicts = self.verdicts.iter();
        verdicts.filter_map(|verdict| verdict.failure.as_ref())
    }

    /// Number of tests that hold.
    pub fn passed(&self) -> usize {
        self.verdicts.len() - self.failed()
    }

    /// Number of tests that do not hold.
    pub fn failed(&self) -> usize {
        self.failures().count()
    }
}

/// Tries tests against a pack on the threads of rayon's pool. The answer does not
/// depend on their number.
pub fn run<'s>(pack: &RulePack, tests: &[&'s Test]) -> Run<'s> {
    let verdicts = tests
        .par_iter()
        .with_min_len(STRIDE)
        .map_init(Scratch::default, |scratch, &test| Verdict {
            test,
            failure: check(pack, test, scratch).err(),
        })
        .collect();
    Run { verdicts }
}

impl Suite {
    /// Tries all tests of the suite, see [`run`].
    pub fn run(&self, pack: &RulePack) -> Run<'_> {
        let tests: Vec<&Test> = self.tests.iter().collect();
        run(pack, &tests)
    }
}
