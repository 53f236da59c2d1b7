//! Rules: patterns over units, and what a match denotes.
//!
//! Rule files are compiled once, together with the lexicon, into an immutable
//! [`RulePack`], which extractors on any number of threads share. This stage
//! knows what a rule says; it must never look at a text.

mod alphabet;
mod automaton;
mod builtin;
mod compiler;
mod expression;
mod file;
mod filter;
mod layout;
mod pack;
mod parsed;
mod pattern;
mod source;
mod syntax;
mod value;

pub use crate::diagnostic::{Diagnostic, PackError};
pub use automaton::{Machine, Spelling, SymbolSet, UNIT, WINDOW, bytes_of, symbol_of};
pub use layout::Layout;
pub use pack::{
    CountryValue, Example, Guard, OrganizationValue, Output, Phase, Rule, RuleIndex, RulePack,
    Rules,
};
pub use source::PackSource;
pub(crate) use source::{Recompiler, TableIndex};
pub use value::{
    Base, Condition, DateSpec, Ordinal, PartKind, Path, PointSpec, Relation, Shift, Step, StepUnit,
    YearSpec,
};
