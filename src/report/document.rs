//! A document as the page needs it: its text, its sentences and its mentions,
//! with places in characters for the reader and in UTF-16 for the browser.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use super::names::{Named, Names};
use crate::extract::Span;
use crate::record::{MentionCells, Rows};

/// The words of the `certainty` column, as the page numbers them.
pub(super) const CERTAINTIES: [&str; 5] = [
    "certain",
    "approximate",
    "uncertain",
    "ambiguous",
    "conflict",
];

/// The tables that mentions come from, as the page numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Date,
    Country,
    Organization,
}

/// A mention.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) label: Label,
    pub(super) id: String,
    pub(super) span: Span,
    pub(super) sentence: usize,
    pub(super) kind: String,
    pub(super) rule: String,
    /// Countries or the organization; none for a date.
    pub(super) keys: Vec<Named>,
    pub(super) date: DateCells,
    pub(super) within: bool,
}

/// What the table of dates tells; empty for other mentions.
#[derive(Clone, Debug, Default)]
pub(super) struct DateCells {
    pub(super) value: String,
    pub(super) earliest: Option<NaiveDate>,
    pub(super) latest: Option<NaiveDate>,
    /// The reckoning and the date in it, where it is not the Gregorian one.
    pub(super) calendar: String,
    pub(super) certainty: String,
    pub(super) basis: String,
}

impl DateCells {
    /// First and last year; an open end counts as the other one.
    pub(super) fn years(&self) -> Option<[i32; 2]> {
        let first = self.earliest.or(self.latest)?;
        let last = self.latest.or(self.earliest)?;
        Some([first.year(), last.year()])
    }

    /// Month and day of the first and the last day, `1231` for 31 December; where
    /// an end is open, those of the end of its year.
    pub(super) fn month_days(&self) -> Option<[u32; 2]> {
        let of = |day: NaiveDate| day.month() * 100 + day.day();
        self.earliest.or(self.latest)?;
        Some([self.earliest.map_or(101, of), self.latest.map_or(1231, of)])
    }

    fn certainty(&self) -> Option<usize> {
        CERTAINTIES.iter().position(|&word| word == self.certainty)
    }
}

/// A document with its mentions, ready for a page.
#[derive(Clone, Debug)]
pub struct ReportDocument {
    pub(super) id: String,
    pub(super) source: String,
    pub(super) date: Option<NaiveDate>,
    pub(super) text: String,
    pub(super) sentences: Vec<Span>,
    pub(super) mentions: Vec<Told>,
}

impl ReportDocument {
    /// The document whose rows these are.
    pub fn from_rows(rows: &Rows<'_>) -> Self {
        let document = rows.document();
        let dates = rows.dates().iter().map(|row| Told {
            date: DateCells {
                value: row.value.clone(),
                earliest: row.earliest,
                latest: row.latest,
                calendar: calendar(row.calendar, row.calendar_value),
                certainty: row.certainty.to_owned(),
                basis: row.basis.to_owned(),
            },
            ..told(Label::Date, &row.mention)
        });
        let groups = rows
            .countries()
            .chunk_by(|one, next| one.mention.mention_id == next.mention.mention_id);
        let countries = groups.map(|members| Told {
            keys: members
                .iter()
                .map(|row| {
                    Named::country(
                        row.country.key(),
                        &row.country.name_ar,
                        &row.country.name_en,
                    )
                })
                .collect(),
            within: members[0].within_organization,
            ..told(Label::Country, &members[0].mention)
        });
        let organizations = rows.organizations().iter().map(|row| Told {
            keys: vec![Named::organization(
                row.org,
                row.name_ar,
                row.name_en,
                row.category,
            )],
            ..told(Label::Organization, &row.mention)
        });
        let mut mentions: Vec<Told> = dates.chain(countries).chain(organizations).collect();
        in_order(&mut mentions);
        Self {
            id: document.doc_id.to_owned(),
            source: document.source.to_owned(),
            date: document.reference_date,
            text: rows.text().to_owned(),
            sentences: rows.sentences().to_vec(),
            mentions,
        }
    }

    /// Mentions of each type.
    pub(super) fn counts(&self) -> [u64; 3] {
        let count = |label| {
            self.mentions
                .iter()
                .filter(|told| told.label == label)
                .count() as u64
        };
        [Label::Date, Label::Country, Label::Organization].map(count)
    }

    /// The document as JSON.
    pub(super) fn told(&self, names: &Names) -> Value {
        let units = Units::of(self);
        let sentences: Vec<[usize; 2]> = self
            .sentences
            .iter()
            .map(|&span| units.span(span))
            .collect();
        let mentions: Vec<Value> = self
            .mentions
            .iter()
            .map(|told| mention(told, &units, names))
            .collect();
        json!({
            "id": self.id,
            "source": self.source,
            "date": self.date.map(|date| date.to_string()),
            "chars": self.text.chars().count(),
            "text": self.text,
            "sentences": sentences,
            "mentions": mentions,
        })
    }
}

/// Outer mentions before those inside them, as the page nests its marks.
pub(super) fn in_order(mentions: &mut [Told]) {
    mentions.sort_by_key(|told| {
        (
            told.span.start,
            usize::MAX - told.span.end,
            told.label != Label::Organization,
        )
    });
}

/// What is told of a date in another calendar.
pub(super) fn calendar(calendar: &str, value: &str) -> String {
    match calendar {
        "" | "gregorian" => String::new(),
        _ => format!("{calendar} {value}"),
    }
}

fn told(label: Label, cells: &MentionCells<'_>) -> Told {
    let (letter, number) = cells.mention_id;
    Told {
        label,
        id: format!("{letter}{number}"),
        span: cells.span,
        sentence: cells.sentence,
        kind: cells.kind.to_owned(),
        rule: cells.rule.to_owned(),
        keys: Vec::new(),
        date: DateCells::default(),
        within: false,
    }
}

/// A mention as the page reads it: an array, in the order that `data.js` names.
fn mention(told: &Told, units: &Units, names: &Names) -> Value {
    let [from, to] = units.span(told.span);
    let keys: Vec<usize> = told
        .keys
        .iter()
        .filter_map(|key| names.place(told.label, key))
        .collect();
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    json!([
        told.label as u8,
        told.id,
        told.span.start,
        told.span.end,
        from,
        to,
        told.sentence,
        told.kind,
        names.rule(&told.rule),
        keys,
        told.date.value,
        day(told.date.earliest),
        day(told.date.latest),
        told.date.calendar,
        told.date.certainty(),
        told.date.basis,
        told.within,
    ])
}

impl Told {
    /// The number of the certainty, or -1.
    pub(super) fn certainty_index(&self) -> i32 {
        self.date.certainty().map_or(-1, |at| at as i32)
    }
}

/// Byte places of a document with their counts of UTF-16 units, ascending.
struct Units(Vec<(usize, usize)>);

impl Units {
    fn of(document: &ReportDocument) -> Self {
        let mentions = document.mentions.iter().map(|told| told.span);
        let spans = document.sentences.iter().copied().chain(mentions);
        let mut places: Vec<usize> = spans
            .flat_map(|span| [span.byte_start, span.byte_end])
            .collect();
        places.sort_unstable();
        places.dedup();
        let mut units = 0;
        let mut done = 0;
        let counted = places.into_iter().map(|place| {
            units += document.text[done..place].encode_utf16().count();
            done = place;
            (place, units)
        });
        Self(counted.collect())
    }

    fn span(&self, span: Span) -> [usize; 2] {
        [span.byte_start, span.byte_end].map(|byte| {
            let found = self.0.binary_search_by_key(&byte, |&(place, _)| place);
            found.map_or(0, |at| self.0[at].1)
        })
    }
}
