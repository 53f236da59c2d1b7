//! Extraction: from the units of a text to mentions with values.
//!
//! The story of a segment: units are gathered (`units`), rules run at trigger
//! units (`matcher`), overlaps are resolved (`overlap`), phase 2 joins mentions
//! (`compose`), drafts get values from the context (`date`, `organization`).
//! Nothing here guesses: what cannot be told stays empty and says so.

mod acceptance;
mod account;
mod compose;
mod context;
mod date;
mod draft;
mod examination;
mod explain;
mod extractor;
mod familiar;
mod found;
mod kinds;
mod matcher;
mod mention;
mod observe;
mod organization;
mod overlap;
mod path;
mod segment;
mod survey;
mod text;
mod tracer;
mod units;
mod usage;

pub(crate) use acceptance::{LOOK_AHEAD, LOOK_BEHIND};
pub use examination::{
    Account, Capture, Examination, Held, InsideName, Joint, Match, Outcome, Piece, Reason,
    RuleName, SeenName, SeenUnit, Step, Why, Winner,
};
pub use explain::{Beaten, Classes, explain};
pub use extractor::{Course, ExtractError, Extractor, Scratch};
pub use mention::{
    Basis, Certainty, CountryKind, CountryMention, DateKind, DateMention, DateValue, Extraction,
    OrganizationKind, OrganizationMention, OrganizationRef, Place, Span,
};
pub use survey::Survey;
pub(crate) use usage::{Usage, Used};
