//! Workbench: what a rule author needs to change a rule and see what it changes.
//!
//! The pure side of it: a [`Suite`] is all that a pack promises (examples of
//! rules, of the lexicon, whole texts), a [`Mention`] is what was found, in a form
//! that can be compared between packs. Showing any of it is left to the caller.

pub mod adoption;
pub mod annotation;
pub mod audit;
mod context;
pub mod coverage;
pub mod difference;
pub mod evaluation;
pub mod lint;
mod mention;
pub mod mutation;
mod page;
pub mod report;
mod suite;
pub mod variants;
pub mod whynot;

pub use annotation::{Annotation, Severity};
pub use context::Context;
pub use mention::{Details, Mention, MentionType, mentions, read};
pub use suite::{
    CaseText, Difference, Expectation, Expected, Failure, RecordError, Run, Seen, Suite, Tally,
    Test, Verdict, Wanted, check, record, run,
};
