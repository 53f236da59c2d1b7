//! Mutation: rules are changed, one change at a time, to see whether a test notices.
//!
//! A change that no test notices is a promise that nobody made: a guard that could
//! be taken away, an alternative that nothing needs. What is changed is the text of
//! a rule or of a definition, so that every mutant is something an author could
//! have written. The pack, the suite and the files are never touched.

mod json;
mod log;
mod mutants;
mod operator;
mod pattern;
mod run;
mod sample;
mod table;
mod text;
mod value;

pub use json::json;
pub use log::{LogKey, entry, read_log};
pub use mutants::mutants;
pub use operator::Operator;
pub use run::{Trial, try_all};
pub use sample::{chosen, sample};
pub use text::text;

use crate::diagnostic::Diagnostic;
use crate::rules::{RuleIndex, TableIndex};

/// One change of a pack.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Stable as long as the changed line is: target, operator and place, as
    /// `date.year/remove-alternative@not_after:12`, the place in characters of
    /// the changed value; a second change in one place has `.2` behind it.
    pub id: String,
    /// Id of the rule, or `@NAME` of the definition.
    pub target: String,
    /// What was done.
    pub operator: Operator,
    /// Key of the table: `pattern`, `not_after`, `where`, …; `rule` for all of it.
    pub key: String,
    /// What was there.
    pub old: String,
    /// What is there instead; empty if it was taken away.
    pub new: String,
    /// Where; the message says what was done.
    pub place: Diagnostic,
    /// The rules that it changes: one, or all that use the definition.
    pub rules: Vec<RuleIndex>,
    change: Change,
}

/// What has to be compiled for a mutant.
#[derive(Clone, Debug)]
enum Change {
    /// The rule never matches.
    Delete,
    /// Another value of a key of the rule's table; none takes it away.
    Rule(table::Edit),
    /// Another pattern of a definition.
    Definition(TableIndex, String),
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A test that holds for the pack fails for the mutant.
    Killed {
        /// Its name.
        by: String,
    },
    /// All tests that hold for the pack hold for the mutant.
    Survived,
    /// The mutant provably finds what the pack finds, in any text.
    Equivalent,
    /// The mutant does not compile.
    Stillborn {
        /// Why.
        why: String,
    },
}

/// What became of some mutants, in the order of the pack.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Each with its outcome; none if it was not tried.
    pub trials: Vec<(Mutant, Option<Outcome>)>,
}

/// How many mutants came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All mutants.
    pub mutants: usize,
    /// Those that were tried.
    pub tried: usize,
    /// Those that a test killed.
    pub killed: usize,
    /// Those that no test killed.
    pub survived: usize,
    /// Those that are the pack itself.
    pub equivalent: usize,
    /// Those that do not compile.
    pub stillborn: usize,
}

impl Tally {
    /// Counts.
    pub fn of<'a>(outcomes: impl Iterator<Item = Option<&'a Outcome>>) -> Self {
        let mut tally = Self::default();
        for outcome in outcomes {
            tally.mutants += 1;
            tally.tried += usize::from(outcome.is_some());
            match outcome {
                Some(Outcome::Killed { .. }) => tally.killed += 1,
                Some(Outcome::Survived) => tally.survived += 1,
                Some(Outcome::Equivalent) => tally.equivalent += 1,
                Some(Outcome::Stillborn { .. }) => tally.stillborn += 1,
                None => {}
            }
        }
        tally
    }

    /// Killed among killed and survived, 0 to 1; none if there are neither.
    pub fn score(&self) -> Option<f64> {
        let judged = self.killed + self.survived;
        (judged > 0).then(|| self.killed as f64 / judged as f64)
    }
}

impl Report {
    /// Of all mutants.
    pub fn tally(&self) -> Tally {
        Tally::of(self.trials.iter().map(|(_, outcome)| outcome.as_ref()))
    }

    /// Of the mutants of each operator that has any.
    pub fn by_operator(&self) -> Vec<(Operator, Tally)> {
        let of = |operator: Operator| {
            let trials = self.trials.iter();
            let own = trials.filter(move |(mutant, _)| mutant.operator == operator);
            (
                operator,
                Tally::of(own.map(|(_, outcome)| outcome.as_ref())),
            )
        };
        let all = Operator::ALL.into_iter().map(of);
        all.filter(|(_, tally)| tally.mutants > 0).collect()
    }

    /// The mutants that no test killed.
    pub fn survivors(&self) -> impl Iterator<Item = &Mutant> {
        let trials = self.trials.iter();
        trials.filter_map(|(mutant, outcome)| {
            matches!(outcome, Some(Outcome::Survived)).then_some(mutant)
        })
    }
}
