//! What is answered.

use serde::Serialize;

use crate::extract::{Account, Held, Piece, Reason, RuleName, SeenUnit, Why, Winner};

use super::progress::Change;
use super::question::Question;
use super::words::{Entity, Lack};

/// Why a text does not yield what was expected, or that it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What was expected.
    pub expected: Question,
    /// Whether it is found.
    pub met: bool,
    /// Bytes of the text that were looked at, if that is not the whole.
    pub cut: Option<usize>,
    /// How the mention that meets it was built.
    pub found: Option<Account>,
    /// What the lexicon knows of the country or organization expected.
    pub entity: Option<Entity>,
    /// The rules that came nearest, the nearest first.
    pub nearest: Vec<Near>,
    /// How many further rules came near.
    pub more: usize,
}

/// A rule and how it failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Near {
    /// The rule.
    pub rule: RuleName,
    /// Its pattern as written.
    pub pattern: String,
    /// Why it does not meet what was expected.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// How much of what was looked for it took.
    #[serde(skip)]
    pub weight: u32,
}

impl Near {
    /// Whether a word that the lexicon lacks is spelled nearly like one it has.
    pub(super) fn is_misspelled(&self) -> bool {
        let Verdict::Stopped(stopped) = &self.verdict else {
            return false;
        };
        let lack = stopped.lack.as_ref();
        lack.is_some_and(|lack| !lack.nearest.is_empty())
    }
}

/// How a rule failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// Its pattern stopped.
    Stopped(Box<Stopped>),
    /// Its pattern matched, and the rule refused the match.
    Refused {
        /// The match.
        #[serde(flatten)]
        piece: Piece,
        /// Why.
        reason: Reason,
    },
    /// Its match lost the overlap.
    Lost {
        /// The match.
        #[serde(flatten)]
        piece: Piece,
        /// What it denotes by itself.
        value: Option<String>,
        /// The one that beat it.
        to: Box<Winner>,
        /// Why that one won.
        why: Why,
    },
    /// Its mention was dropped.
    Dropped {
        /// The mention.
        #[serde(flatten)]
        piece: Piece,
        /// The mention it gave way to.
        by: Held,
    },
    /// It found the mention, with another value.
    OtherValue {
        /// How that value was built.
        account: Box<Account>,
    },
    /// It found another stretch of the text.
    OtherSpan {
        /// How its value was built.
        account: Box<Account>,
    },
    /// It made the text nothing, as it should: a `not-…` rule that won its place.
    Denied {
        /// The match.
        #[serde(flatten)]
        piece: Piece,
    },
    /// Nothing in the text is near to its pattern.
    Nowhere,
}

/// Where a pattern stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stopped {
    /// What it had taken before.
    pub taken: Option<Piece>,
    /// The unit where it stopped; none at the end of the text.
    pub unit: Option<SeenUnit>,
    /// What it wanted there, as in a pattern.
    pub wanted: Vec<String>,
    /// What would have to be otherwise for it to match.
    pub change: Option<Changed>,
    /// What the lexicon lacks, if the unit is in no list.
    pub lack: Option<Lack>,
}

/// A change that would make a pattern match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// `instead`, `missing` or `extra`.
    pub change: &'static str,
    /// What it would match then.
    #[serde(flatten)]
    pub piece: Piece,
}

impl Change {
    /// The word for it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Instead => "instead",
            Self::Missing => "missing",
            Self::Extra => "extra",
        }
    }
}
