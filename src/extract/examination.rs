//! What the engine saw and decided, kept for people and tools: units with their
//! classes, every match with what became of it and why, and for each mention how
//! its value was built.
//!
//! These are plain facts with names in place of indices; how they are shown is
//! left to others.

use serde::Serialize;

use crate::lexicon::Symbol;
use crate::rules::{Output, Phase, RuleIndex, RulePack};

use super::mention::{Extraction, Span};

/// A unit of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeenUnit {
    /// Its place, with its proclitics.
    pub span: Span,
    /// The original text.
    pub text: String,
    /// Its proclitics, as people write them.
    pub clitic: &'static str,
    /// Names of its classes.
    pub classes: Vec<String>,
    /// The number it tells.
    pub number: Option<i32>,
    /// What the lexicon says it can denote.
    pub entries: Vec<String>,
    /// What patterns see of it.
    #[serde(skip)]
    pub symbol: Symbol,
}

/// A name of several words, which rules see beside the units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeenName {
    /// Index of the unit in which it begins.
    pub start: usize,
    /// Index of the first unit behind it.
    pub behind: usize,
    /// The name as a unit.
    #[serde(flatten)]
    pub unit: SeenUnit,
}

/// A rule, as matches name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleName {
    /// Its id.
    pub id: String,
    /// What it finds: `date`, `country`, `organization`, `none`.
    pub finds: &'static str,
    /// File it stands in.
    pub file: String,
    /// Line of its id.
    pub line: usize,
    /// Phase it runs in, 1 or 2.
    pub phase: u8,
    /// Wins among matches of equal length.
    pub priority: i32,
}

/// A stretch of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Where.
    pub span: Span,
    /// The original text.
    pub text: String,
}

/// What a capture of a rule took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Capture {
    /// Its name.
    pub name: String,
    /// The original text.
    pub text: String,
    /// The number it tells.
    pub number: Option<i32>,
    /// Those classes of the unit that the capture names.
    pub classes: Vec<String>,
}

/// A match of a rule's pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Match {
    /// The rule, by index.
    #[serde(skip)]
    pub rule: RuleIndex,
    /// The rule.
    #[serde(rename = "rule")]
    pub name: RuleName,
    /// Place of the mention.
    pub span: Span,
    /// The mention.
    pub text: String,
    /// Place of the whole match, which may be more than the mention.
    pub whole: Span,
    /// What each capture took, in the order of the pattern.
    pub captures: Vec<Capture>,
    /// What it denotes taken by itself; none if that is not known or nothing.
    pub value: Option<String>,
    /// Whether it won its place (phase 1) or was applied (phase 2).
    pub won: bool,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Outcome {
    /// It won its place, or its rule of phase 2 was applied.
    Won {
        /// Mentions that a rule of phase 2 put it in place of.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        dropped: Vec<Held>,
    },
    /// Another match won the overlap.
    Lost {
        /// The one that beat it.
        to: Box<Winner>,
        /// Why that one won.
        why: Why,
    },
    /// The rule does not accept it.
    Refused {
        /// Why not.
        reason: Reason,
    },
}

/// The match that won an overlap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Winner {
    /// Its rule.
    pub rule: RuleName,
    /// Its mention.
    #[serde(flatten)]
    pub piece: Piece,
}

/// Why a match won an overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It is longer.
    Longer,
    /// It is as long and its rule has the higher priority.
    Priority,
    /// It begins earlier.
    EarlierStart,
    /// Its rule stands earlier.
    EarlierRule,
}

/// A mention that another step took away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    /// `date` or `organization`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The rule that had found it.
    pub rule: String,
    /// The mention.
    #[serde(flatten)]
    pub piece: Piece,
}

/// A date that was dropped because it stands inside an organization's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InsideName {
    /// The date.
    pub date: Held,
    /// The name.
    pub name: Held,
}

/// Why a rule does not accept a match of its pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Reason {
    /// It would cross a line end (`line = true`).
    Line,
    /// White space inside (`tight = true`).
    Tight,
    /// A condition (`where`) does not hold.
    Condition {
        /// The condition, as `first < last + 200`.
        condition: String,
        /// The numbers it compared.
        numbers: Vec<(String, Option<i32>)>,
    },
    /// A guard.
    Guard {
        /// The key: `not_before`, …
        guard: &'static str,
        /// Its pattern as written.
        pattern: String,
        /// What it matched, for one that must not.
        matched: Option<Piece>,
        /// What stands there, for one that must match beside.
        beside: Option<Piece>,
    },
    /// The original spelling of a capture.
    Spelling {
        /// The capture.
        capture: String,
        /// The expression.
        expression: String,
        /// What is written.
        text: String,
    },
    /// The value is none: no such date.
    Value {
        /// The template.
        template: String,
        /// The template with the numbers in it.
        filled: String,
    },
    /// The rule made this mention already.
    Repeated,
}

/// A step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Stable word for it.
    pub step: &'static str,
    /// What happened, in a sentence.
    pub note: String,
}

/// How the value of a mention was built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// `date`, `country` or `organization`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The mention.
    #[serde(flatten)]
    pub piece: Piece,
    /// The rule.
    pub rule: String,
    /// The rule's template.
    pub template: String,
    /// What the captures took.
    pub captures: Vec<Capture>,
    /// What was done with it, in order.
    pub steps: Vec<Step>,
    /// The value; empty if nothing is known.
    pub value: String,
    /// Further columns by name.
    pub columns: Vec<(&'static str, String)>,
}

/// The units that rules of phase 2 saw around some mentions.
pub type Joint = Vec<SeenUnit>;

/// Everything that was seen and decided in the first segment of a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Examination {
    /// Bytes of the text that this tells of, if it is not the whole.
    pub cut: Option<usize>,
    /// The units, in order.
    pub units: Vec<SeenUnit>,
    /// Names of several words beside the units.
    pub names: Vec<SeenName>,
    /// All matches of phase 1, in order of place; then those of phase 2, in the
    /// order in which they were tried.
    pub matches: Vec<Match>,
    /// Dates dropped inside names.
    pub inside_names: Vec<InsideName>,
    /// For each mention, how its value was built, in order of place.
    pub accounts: Vec<Account>,
    /// Units of phase 2, as rules saw them one time after the other.
    #[serde(skip)]
    pub joints: Vec<Joint>,
    /// All mentions of the whole text.
    #[serde(skip)]
    pub extraction: Extraction,
}

impl RuleName {
    /// The name of a rule.
    pub fn of(pack: &RulePack, index: RuleIndex) -> Self {
        let rule = pack.rule(index);
        Self {
            id: rule.id.clone(),
            finds: match rule.output {
                Output::Nothing { .. } => "none",
                _ => rule.kind_of_output(),
            },
            file: rule.file.clone(),
            line: rule.line,
            phase: match rule.phase {
                Phase::First => 1,
                Phase::Second => 2,
            },
            priority: rule.priority,
        }
    }
}
