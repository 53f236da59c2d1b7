//! What a rule may fix about the mentions that it finds: kinds, and how sure a
//! date is.
//!
//! The build script compiles rules too, so this must never need anything else.

use serde::{Deserialize, Serialize};

/// How sure a date value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Certainty {
    /// Told in full, one reading.
    Certain,
    /// Marked as approximate by the text, or computed with a tabular calendar.
    Approximate,
    /// Decided by the neighbourhood.
    Uncertain,
    /// Two readings remain (3/4/1948); the default one is given.
    Ambiguous,
    /// Told twice and the two readings disagree.
    Conflict,
}

impl Certainty {
    /// The word used in the `certainty` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Approximate => "approximate",
            Self::Uncertain => "uncertain",
            Self::Ambiguous => "ambiguous",
            Self::Conflict => "conflict",
        }
    }
}

/// What kind of country mention this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CountryKind {
    /// A name (`فرنسا`).
    Name,
    /// A demonym (`الفرنسي`).
    Demonym,
    /// A named group of states (`دول البنلوكس`).
    Group,
}

impl CountryKind {
    /// The word used in the `kind` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Demonym => "demonym",
            Self::Group => "group",
        }
    }
}

/// What kind of organization mention this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OrganizationKind {
    /// A name.
    Name,
    /// An acronym (`NATO`).
    Acronym,
    /// A name or acronym that the document itself introduced for a body.
    Alias,
    /// A definite noun that points back (`المنظمة`).
    Anaphor,
}

impl OrganizationKind {
    /// The word used in the `kind` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Acronym => "acronym",
            Self::Alias => "alias",
            Self::Anaphor => "anaphor",
        }
    }
}
