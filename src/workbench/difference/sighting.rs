//! A mention as one side of a comparison reports it.
//!
//! All in words and numbers, so that it can come from a rule pack, from a row of
//! a dataset or from a file of reviewed differences, and outlives all three.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::extract::Span;
use crate::workbench::mention::{Details, Mention, MentionType};

/// A mention with all that is compared. Places are counted from the beginning of
/// its document, or of its [`super::Passage`] where it stands in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sighting {
    /// Of what.
    #[serde(rename = "type")]
    pub kind: MentionType,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// First byte.
    pub byte_start: usize,
    /// One past the last byte.
    pub byte_end: usize,
    /// The original slice.
    pub text: String,
    /// The normalised value: EDTF, country keys joined with `;`, organization id.
    /// Empty if nothing is known.
    pub value: String,
    /// Id of the rule that found it.
    pub rule: String,
    /// The word of the `kind` column.
    #[serde(rename = "kind")]
    pub row_kind: String,
    /// The word of the `certainty` column; empty for all but dates.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub certainty: String,
    /// The word of the `basis` column; empty for all but dates.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// First day of a date; empty if it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub earliest: String,
    /// Last day of a date; empty if it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub latest: String,
}

impl Sighting {
    /// What is compared between two sightings of one place, by column.
    pub(super) fn columns(&self) -> [(&'static str, &str); 6] {
        let value = match self.kind {
            MentionType::Date => "value",
            MentionType::Country => "country",
            MentionType::Organization => "org",
        };
        [
            (value, &self.value),
            ("kind", &self.row_kind),
            ("certainty", &self.certainty),
            ("basis", &self.basis),
            ("earliest", &self.earliest),
            ("latest", &self.latest),
        ]
    }

    /// Whether both say the same of the place, whatever the rule.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.columns() == other.columns()
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        Span {
            start: self.start,
            end: self.end,
            byte_start: self.byte_start,
            byte_end: self.byte_end,
        }
    }

    /// The same, counted from a later or an earlier place.
    pub(super) fn moved(
        &self,
        start: impl Fn(usize) -> usize,
        byte: impl Fn(usize) -> usize,
    ) -> Self {
        Self {
            start: start(self.start),
            end: start(self.end),
            byte_start: byte(self.byte_start),
            byte_end: byte(self.byte_end),
            ..self.clone()
        }
    }

    /// The order in which sightings are listed.
    pub(super) fn order(&self) -> (usize, usize, MentionType) {
        (self.byte_start, self.byte_end, self.kind)
    }
}

impl From<Mention> for Sighting {
    fn from(mention: Mention) -> Self {
        let mut sighting = Self {
            kind: mention.kind,
            start: mention.span.start,
            end: mention.span.end,
            byte_start: mention.span.byte_start,
            byte_end: mention.span.byte_end,
            text: mention.text,
            value: mention.value,
            rule: mention.rule,
            row_kind: String::new(),
            certainty: String::new(),
            basis: String::new(),
            earliest: String::new(),
            latest: String::new(),
        };
        match mention.details {
            Details::Date {
                earliest,
                latest,
                certainty,
                basis,
                kind,
            } => {
                let day =
                    |day: Option<_>| day.map_or_else(String::new, |day: NaiveDate| day.to_string());
                sighting.row_kind = kind.as_str().to_owned();
                sighting.certainty = certainty.to_owned();
                sighting.basis = basis.to_owned();
                sighting.earliest = day(earliest);
                sighting.latest = day(latest);
            }
            Details::Country { kind, .. } => sighting.row_kind = kind.as_str().to_owned(),
            Details::Organization { kind } => sighting.row_kind = kind.as_str().to_owned(),
        }
        sighting
    }
}
