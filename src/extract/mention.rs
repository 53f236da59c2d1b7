//! What extraction hands on: mentions with their place in the original text
//! and a resolved value.
//!
//! These are the types that the record stage turns into rows. They hold
//! indices into the rule pack where a name would only be copied; nothing here
//! refers to normalised text, because no normalised offset may leave the
//! engine.

use chrono::NaiveDate;

use crate::calendar::{Edtf, Granularity};
use crate::lexicon::Lexicon;
use crate::rules::RuleIndex;

pub use super::kinds::{Certainty, CountryKind, OrganizationKind};

/// A stretch of the original text, counted twice: in Unicode scalar values
/// (`start`, `end`) and in UTF-8 bytes (`byte_start`, `byte_end`); ends are
/// exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct Span {
    /// First character, counted in Unicode scalar values.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// First byte.
    pub byte_start: usize,
    /// One past the last byte.
    pub byte_end: usize,
}

impl Span {
    /// The bytes of the original text.
    pub fn bytes(self) -> std::ops::Range<usize> {
        self.byte_start..self.byte_end
    }
}

/// Where a mention stands and which rule put it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The mention itself.
    pub span: Span,
    /// Index of its sentence in [`Extraction::sentences`], from 0.
    pub sentence: usize,
    /// The rule that found it.
    pub rule: RuleIndex,
}

/// What shape of date expression a mention is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateKind {
    /// One unit of the calendar told in full: a day, month, year, decade, …
    Absolute,
    /// A stretch between two dates.
    Interval,
    /// One that needs another date to be understood (`ذلك العام`, `أمس`).
    Relative,
}

impl DateKind {
    /// The word used in the `kind` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Absolute => "absolute",
            Self::Interval => "interval",
            Self::Relative => "relative",
        }
    }
}

/// Where a date value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The mention's own words.
    Explicit,
    /// The document's reference date.
    Reference,
    /// An earlier mention of the same document.
    Context,
    /// Nothing: the value is empty.
    Unresolved,
}

impl Basis {
    /// The word used in the `basis` column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Reference => "reference",
            Self::Context => "context",
            Self::Unresolved => "unresolved",
        }
    }
}

/// The value of a date mention; empty fields mean that nothing is known.
#[derive(Clone, Debug, PartialEq)]
pub struct DateValue {
    /// The value as EDTF (ISO 8601-2), in the Gregorian calendar.
    pub edtf: Option<Edtf>,
    /// First day, inclusive, proleptic Gregorian; `None` where open or unknown.
    pub earliest: Option<NaiveDate>,
    /// Last day, inclusive.
    pub latest: Option<NaiveDate>,
    /// Unit of the calendar that the expression denotes.
    pub granularity: Option<Granularity>,
    /// Reckoning of the text: `gregorian`, `islamic-umalqura`, `islamic-civil`, …
    pub calendar: &'static str,
    /// The date in that calendar (`1443-01-10`); equal to the EDTF value for Gregorian dates.
    pub calendar_value: String,
    /// How sure the value is.
    pub certainty: Certainty,
    /// Where it came from.
    pub basis: Basis,
}

/// A date expression in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct DateMention {
    /// Where it stands.
    pub place: Place,
    /// Its shape.
    pub kind: DateKind,
    /// What it denotes.
    pub value: DateValue,
}

/// A country, a demonym or a group of countries in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryMention {
    /// Where it stands.
    pub place: Place,
    /// Name, demonym or group.
    pub kind: CountryKind,
    /// The countries meant, as indices into [`crate::lexicon::Lexicon::countries`]:
    /// one, or the members of a group in lexicon order.
    pub countries: Vec<u32>,
    /// Whether it stands inside an organization's name.
    pub within_organization: bool,
    /// What the same words mean elsewhere, `;`-joined: the readings that lost.
    pub other_readings: String,
}

impl CountryMention {
    /// Keys of the countries meant, joined with `;`.
    pub fn keys(&self, lexicon: &Lexicon) -> String {
        let keys: Vec<&str> = self
            .countries
            .iter()
            .map(|&index| lexicon.countries[index as usize].key())
            .collect();
        keys.join(";")
    }
}

/// The body that an organization mention denotes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OrganizationRef {
    /// Index into [`crate::lexicon::Lexicon::organizations`].
    Known(u32),
    /// A body in no list: the id is derived from its canonical name.
    Derived {
        /// Stable id derived from the folded name.
        id: String,
        /// The name as the document first gave it.
        name_ar: String,
        /// Category of the head noun.
        category: &'static str,
    },
}

impl OrganizationRef {
    /// Id of the body: the value of the `org` column.
    pub fn id<'a>(&'a self, lexicon: &'a Lexicon) -> &'a str {
        match self {
            Self::Known(index) => &lexicon.organizations[*index as usize].id,
            Self::Derived { id, .. } => id,
        }
    }
}

/// An organization in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationMention {
    /// Where it stands.
    pub place: Place,
    /// Name, acronym, alias or anaphor.
    pub kind: OrganizationKind,
    /// Which body.
    pub organization: OrganizationRef,
}

/// All that was found in one document, each list in order of place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extraction {
    /// Length of the document in Unicode scalar values.
    pub chars: usize,
    /// The sentences, in order, without the space around them.
    pub sentences: Vec<Span>,
    /// Date mentions.
    pub dates: Vec<DateMention>,
    /// Country mentions.
    pub countries: Vec<CountryMention>,
    /// Organization mentions.
    pub organizations: Vec<OrganizationMention>,
}
