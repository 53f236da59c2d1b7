//! Rules: patterns over units, and what a match denotes.
//!
//! Rule files are compiled once, together with the lexicon, into an immutable
//! [`RulePack`], which extractors on any number of threads share. This stage
//! knows what a rule says; it must never look at a text.

pub(crate) mod alphabet;
mod atoms;
pub(crate) mod automaton;
mod builtin;
mod compiler;
mod equivalence;
pub(crate) mod expression;
pub(crate) mod file;
mod filter;
#[cfg(test)]
mod hir;
mod layout;
mod pack;
pub(crate) mod parsed;
pub(crate) mod pattern;
mod phase;
mod program;
mod rule;
mod rule_compiler;
mod source;
mod spelling;
mod stored;
mod syntax;
mod value;
mod variants;
mod walker;

pub use crate::diagnostic::{Diagnostic, PackError};
pub use automaton::{SymbolSet, UNIT, WINDOW, bytes_of, symbol_of};
pub(crate) use equivalence::same;
pub(crate) use file::{RuleTable, Spot, place};
pub use layout::Layout;
pub use pack::RulePack;
pub(crate) use pattern::{Admits, Test as UnitTest};
pub use phase::{Phase, RuleIndex, Rules};
pub use program::{Groups, Machine, Program};
pub use rule::{CountryValue, Example, Guard, OrganizationValue, Output, Rule};
pub use source::PackSource;
pub(crate) use source::{Recompiler, TableIndex};
pub use spelling::Spelling;
pub(crate) use syntax::{Atom, Kind, Syntax, parse as parse_pattern};
pub use value::{
    Base, Comparison, Condition, DateSpec, Operand, Ordinal, PartKind, Path, PointSpec, Shift,
    Step, StepUnit, YearSpec,
};
pub use variants::{OptOut, VARIANT_NAMES, fault_of as opt_out_fault};
pub use walker::Walker;
