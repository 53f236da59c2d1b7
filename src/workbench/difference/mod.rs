//! Difference: what another rule pack, or another version of a dataset, changes.
//!
//! A document's two lists of mentions are compared ([`compare`]); what differs
//! becomes a [`Change`] with the rules behind it and the text around it; a
//! [`Comparison`] counts them all and keeps examples of each rule. It must
//! never hold a corpus: what it keeps grows with the differences alone, and with
//! a sample not even with those.

mod acceptance;
mod change;
mod compare;
mod comparison;
mod datasets;
mod packs;
mod passage;
mod report;
mod review;
mod sighting;

pub use acceptance::{Acceptance, Accepted, accept};
pub use change::{Change, Origin, Piece, Verdict};
pub use compare::{ChangeKind, Pair, compare};
pub use comparison::{
    Comparison, Counts, DocumentChanges, Filter, RuleCounts, Sampling, TypeCounts,
};
pub use datasets::{DatasetError, Datasets};
pub use packs::compare_packs;
pub use passage::{Ground, Passage};
pub use report::{html, json, markdown, text};
pub use review::{Review, ReviewError};
pub use sighting::Sighting;
