//! Mentions as the workbench compares them: one flat form for all types, with
//! names in place of indices, so that it outlives the pack that found them.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::extract::{
    CountryKind, DateKind, DateMention, ExtractError, Extraction, Extractor, OrganizationKind,
    Place, Scratch, Span,
};
use crate::rules::RulePack;
use crate::source::Document;

/// What a mention is a mention of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionType {
    /// A date.
    Date,
    /// A country, a demonym or a group of countries.
    Country,
    /// An organization.
    Organization,
}

impl MentionType {
    /// All types, in the order in which they are reported.
    pub const ALL: [Self; 3] = [Self::Date, Self::Country, Self::Organization];

    /// The word for it in files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Country => "country",
            Self::Organization => "organization",
        }
    }
}

impl fmt::Display for MentionType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for MentionType {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(|| format!("`{word}` is no type: date, country or organization"))
    }
}

/// What is particular to the type of a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Details {
    /// A date.
    Date {
        /// First day, inclusive.
        earliest: Option<NaiveDate>,
        /// Last day, inclusive.
        latest: Option<NaiveDate>,
        /// The word of the `certainty` column.
        certainty: &'static str,
        /// The word of the `basis` column.
        basis: &'static str,
        /// Absolute, interval or relative.
        kind: DateKind,
    },
    /// A country or a group.
    Country {
        /// Name, demonym or group.
        kind: CountryKind,
        /// ISO 3166-1 alpha-2 codes of those countries that have one.
        alpha2: Vec<String>,
        /// Whether it stands inside an organization's name.
        within_organization: bool,
        /// The readings that lost, `;`-joined.
        other_readings: String,
    },
    /// An organization.
    Organization {
        /// Name, acronym, alias or anaphor.
        kind: OrganizationKind,
    },
}

/// A mention that the engine found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Of what.
    pub kind: MentionType,
    /// Where, in the original text.
    pub span: Span,
    /// The original slice.
    pub text: String,
    /// The normalised value: EDTF, country keys joined with `;`, organization
    /// id. Empty if nothing is known.
    pub value: String,
    /// Id of the rule that found it.
    pub rule: String,
    /// The rest.
    pub details: Details,
}

/// Extracts from a text that belongs to no run.
///
/// # Errors
/// As [`Extractor::extract`].
pub fn read(
    extractor: &Extractor<'_>,
    text: &str,
    date: Option<NaiveDate>,
    scratch: &mut Scratch,
) -> Result<Vec<Mention>, ExtractError> {
    let document = Document::of_text(text, date);
    let extraction = extractor.extract(&document, scratch)?;
    Ok(mentions(extractor.pack(), text, &extraction))
}

/// All mentions of an extraction from `text`, in order of place, then type.
pub fn mentions(pack: &RulePack, text: &str, extraction: &Extraction) -> Vec<Mention> {
    let mention = |kind, place: &Place, value: String, details| Mention {
        kind,
        span: place.span,
        text: text[place.span.bytes()].to_owned(),
        value,
        rule: pack.rule_id(place.rule).to_owned(),
        details,
    };
    let lexicon = pack.lexicon();
    let dates = extraction.dates.iter().map(|date| {
        mention(
            MentionType::Date,
            &date.place,
            edtf(date),
            date_details(date),
        )
    });
    let countries = extraction.countries.iter().map(|country| {
        let codes = country.countries.iter();
        let codes = codes.map(|&index| lexicon.countries[index as usize].alpha2.clone());
        let details = Details::Country {
            kind: country.kind,
            alpha2: codes.filter(|code| !code.is_empty()).collect(),
            within_organization: country.within_organization,
            other_readings: country.other_readings.clone(),
        };
        let keys = country.keys(lexicon);
        mention(MentionType::Country, &country.place, keys, details)
    });
    let organizations = extraction.organizations.iter().map(|found| {
        let details = Details::Organization { kind: found.kind };
        let id = found.organization.id(lexicon).to_owned();
        mention(MentionType::Organization, &found.place, id, details)
    });
    let mut all: Vec<Mention> = dates.chain(countries).chain(organizations).collect();
    all.sort_by_key(|mention| (mention.span, mention.kind));
    all
}

/// The EDTF value of a date, empty if it has none.
fn edtf(date: &DateMention) -> String {
    let value = date.value.edtf.as_ref();
    value.map_or_else(String::new, ToString::to_string)
}

fn date_details(date: &DateMention) -> Details {
    Details::Date {
        earliest: date.value.earliest,
        latest: date.value.latest,
        certainty: date.value.certainty.as_str(),
        basis: date.value.basis.as_str(),
        kind: date.kind,
    }
}
