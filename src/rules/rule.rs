//! A compiled rule: what it matches, under which conditions, and what it yields.
//!
//! Everything a match needs is resolved; nothing here can fail.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::extract::{Certainty, CountryKind, OrganizationKind};
use crate::lexicon::{Category, ClassId, stored_category};

use super::automaton::{LazyMachine, SymbolSet, UNIT, symbol_of};
use super::expression::Expression;
use super::layout::Layout;
use super::phase::Phase;
use super::program::Machine;
use super::spelling::Spelling;
use super::value::{Condition, DateSpec};
use super::variants::OptOut;

/// What a country rule's mention denotes: a capture of a lexicon unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryValue {
    /// Capture, by name number.
    pub capture: usize,
    /// Kind of the row; by default what the lexicon unit is.
    pub kind: Option<CountryKind>,
}

/// What an organization rule's mention denotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrganizationValue {
    /// The lexicon entry of a capture.
    Entry(usize),
    /// The body that a captured mention of phase 1 denotes.
    Mention(usize),
    /// A body in no list; the category comes from a captured head noun or is fixed.
    Derived {
        /// Capture of the head noun.
        head: Option<usize>,
        /// Category where there is no head.
        #[serde(with = "stored_category::some")]
        category: Option<Category>,
    },
    /// The body of a category that a captured country has, if there is one only or
    /// one bears its name; else one in no list.
    OfCountry {
        /// Capture of the country.
        capture: usize,
        /// Category of the body.
        #[serde(with = "stored_category")]
        category: Category,
    },
    /// The body last named that the captured noun can point back to.
    Back(usize),
}

/// What a rule yields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Output {
    /// A date.
    Date {
        /// Its value.
        value: Box<DateSpec>,
        /// The value told a second time.
        also: Option<Box<DateSpec>>,
        /// Certainty, where the rule fixes it.
        certainty: Option<Certainty>,
    },
    /// A country.
    Country(CountryValue),
    /// An organization.
    Organization {
        /// Which body.
        value: OrganizationValue,
        /// Kind of the row; by default what the lexicon unit is.
        kind: Option<OrganizationKind>,
        /// Whether the mention becomes a name of the body in this document.
        alias: bool,
    },
    /// Nothing: the text is taken away from shorter matches.
    Nothing {
        /// Of which types: date, country, organization.
        types: [bool; 3],
    },
}

/// A pattern beside a match.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Guard {
    /// The pattern as written.
    pub source: String,
    #[serde(skip)]
    pub(super) machine: LazyMachine,
    /// Symbols with which it can begin; found out when they are first asked for,
    /// because most rules never come near a match.
    #[serde(skip)]
    pub(super) first: OnceLock<SymbolSet>,
    /// Symbols with which it can end, likewise.
    #[serde(skip)]
    pub(super) last: OnceLock<SymbolSet>,
    /// How many symbols there may be.
    pub(super) symbols: usize,
    /// Fewest and most units of its matches.
    pub lengths: (usize, usize),
}

impl Guard {
    /// Symbols with which it can begin.
    pub fn first(&self) -> &SymbolSet {
        self.first
            .get_or_init(|| self.machine.expression().first(self.symbols))
    }

    /// Symbols with which it can end.
    pub fn last(&self) -> &SymbolSet {
        self.last
            .get_or_init(|| self.machine.expression().last(self.symbols))
    }

    /// Whether it matches at the start of `units`; to their end, if it is about
    /// what stands before a match.
    pub fn matches(&self, units: &[u8]) -> bool {
        let begins = units
            .first_chunk()
            .is_some_and(|&symbol| self.first().contains(symbol_of(symbol)));
        // Of one unit that is all there is to ask.
        begins
            && match self.lengths {
                (1, 1) => units.len() == UNIT || !self.machine.is_to_the_end(),
                _ => self.machine.get().matches(units),
            }
    }

    /// Units of its match at the start of `units`.
    pub fn reach(&self, units: &[u8]) -> Option<usize> {
        self.machine.get().reach(units)
    }
}

/// An example of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The text.
    pub text: String,
    /// The mention that must (or must not) be found; none means any.
    pub mention: Option<String>,
    /// The value it must have.
    pub value: Option<String>,
    /// The document's date.
    pub date: Option<String>,
    /// Whether the rule must not find it.
    pub counter: bool,
    /// Line of the text in the rule's file.
    pub line: usize,
    /// Column of the text in that line, in characters from 1.
    pub column: usize,
    /// Variants under which it need not hold.
    pub opt_outs: Vec<OptOut>,
}

/// A compiled rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Stable id.
    pub id: String,
    /// File it stands in.
    pub file: String,
    /// Line of its id.
    pub line: usize,
    /// What it is for, in a sentence.
    pub about: String,
    /// The pattern as written.
    pub pattern: String,
    /// The value as written.
    pub value: String,
    /// When it runs.
    pub phase: Phase,
    /// Wins among matches of equal length.
    pub priority: i32,
    /// No white space inside a match.
    pub tight: bool,
    /// No line end inside a match.
    pub line_bound: bool,
    /// What it yields.
    pub output: Output,
    /// Distinct capture names; a capture's number indexes them.
    pub captures: Vec<String>,
    /// For each group of the machine, from group 1: the number of its name.
    pub groups: Vec<usize>,
    /// For each capture name: the classes its atoms name.
    pub capture_classes: Vec<Vec<ClassId>>,
    /// Number of the capture `mention`, if there is one.
    pub mention: Option<usize>,
    /// Number of the capture `era`, if there is one.
    pub era: Option<usize>,
    /// Number of the capture `approx`, if there is one.
    pub approx: Option<usize>,
    /// Number of the capture `doubt`, if there is one.
    pub doubt: Option<usize>,
    /// Whether its years are Hijri where no era is captured.
    pub hijri: bool,
    /// Must match just before.
    pub before: Option<Guard>,
    /// Must match just after.
    pub after: Option<Guard>,
    /// Must not match just before.
    pub not_before: Option<Guard>,
    /// Must not match just after.
    pub not_after: Option<Guard>,
    /// Must match elsewhere in the sentence.
    pub sentence: Option<Guard>,
    /// Must not match elsewhere in the sentence.
    pub not_sentence: Option<Guard>,
    /// Conditions on captured numbers.
    pub conditions: Vec<Condition>,
    /// Regular expressions for the original spelling of captures.
    pub spelling: Vec<(usize, Spelling)>,
    /// Examples and counter-examples.
    #[serde(skip)]
    pub examples: Vec<Example>,
    /// Variants under which the examples need not hold.
    pub opt_outs: Vec<OptOut>,
    #[serde(skip)]
    pub(super) machine: LazyMachine,
    #[serde(skip)]
    pub(super) layout: OnceLock<Option<Layout>>,
}

impl Rule {
    /// The pattern, every class resolved.
    pub(crate) fn expression(&self) -> &Expression {
        self.machine.expression()
    }

    /// The machine with captures; built when the rule first comes near a match.
    pub fn machine(&self) -> &Machine {
        self.machine.get()
    }

    /// The patterns beside its own, in the order in which they are written.
    pub(super) fn guards_mut(&mut self) -> [&mut Option<Guard>; 6] {
        [
            &mut self.before,
            &mut self.after,
            &mut self.not_before,
            &mut self.not_after,
            &mut self.sentence,
            &mut self.not_sentence,
        ]
    }

    /// About how many bytes the automaton of its pattern takes.
    pub fn size(&self) -> usize {
        self.machine.expression().size()
    }

    /// The word for what the rule finds.
    pub fn kind_of_output(&self) -> &'static str {
        match self.output {
            Output::Date { .. } => "date",
            Output::Country(_) => "country",
            Output::Organization { .. } => "organization",
            Output::Nothing { .. } => "none",
        }
    }
}
