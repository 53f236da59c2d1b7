//! What a run did, in numbers a person wants to see at its end.
//!
//! For display only: nothing here may decide a byte of a dataset. Memory is
//! bounded, so the bodies in no list are counted only as far as
//! [`MAX_DERIVED`] of them.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};

use crate::extract::{CountryKind, Extraction, OrganizationRef};
use crate::rules::RulePack;
use crate::source::{Document, Reject, mojibake};

/// Rejects that are kept to be shown.
const MAX_REJECTS: usize = 10;

/// Bodies in no list that are counted by name.
const MAX_DERIVED: usize = 20_000;

/// A country or body and how often it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Key of the country or id of the body.
    pub id: String,
    /// English name, or empty.
    pub name_en: String,
    /// Arabic name.
    pub name_ar: String,
    /// Mentions.
    pub count: u64,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents extracted from.
    pub documents: u64,
    /// Documents set aside.
    pub rejects: u64,
    /// The first documents set aside, up to ten.
    pub first_rejects: Vec<Reject>,
    /// Files passed over because of their extension.
    pub skipped: u64,
    /// Documents that look as if they were decoded wrongly before they came here.
    pub mojibake: u64,
    /// Where the first of them were read, up to ten.
    pub first_mojibake: Vec<String>,
    /// Bytes of text.
    pub bytes: u64,
    /// Characters of text.
    pub chars: u64,
    /// Sentences.
    pub sentences: u64,
    /// Date mentions.
    pub dates: u64,
    /// Country mentions.
    pub countries: u64,
    /// Organization mentions.
    pub organizations: u64,
    /// Rows of `timeline`.
    pub timeline: u64,
    /// First and last year named.
    pub years: Option<(i32, i32)>,
    /// Countries by number of mentions, most first; groups are left out.
    pub top_countries: Vec<Ranked>,
    /// Organizations by number of mentions, most first.
    pub top_organizations: Vec<Ranked>,
}

/// What one document adds to a summary.
#[derive(Debug, Default)]
pub(super) struct Tally {
    bytes: u64,
    chars: u64,
    sentences: u64,
    dates: u64,
    years: Option<(i32, i32)>,
    countries: Vec<(u32, bool)>,
    organizations: Vec<OrganizationRef>,
    timeline: u64,
    /// Where the document was read, if it looks wrongly decoded.
    mojibake: Option<String>,
}

impl Tally {
    /// Counts what was found in a document.
    pub(super) fn of(document: &Document, extraction: &Extraction, timeline: usize) -> Self {
        let mojibake = mojibake(&document.text).map(|_| document.source.clone());
        Self {
            mojibake,
            ..Self::of_part(&document.text, 0, extraction, timeline)
        }
    }

    /// Counts what was found in a part of a document, behind that many characters.
    pub(super) fn of_part(
        text: &str,
        before: usize,
        extraction: &Extraction,
        timeline: usize,
    ) -> Self {
        let mut years = None;
        for date in &extraction.dates {
            years = joined(years, date.value.earliest);
            years = joined(years, date.value.latest);
        }
        let countries = extraction.countries.iter().map(|mention| {
            let first = mention.countries.first().copied().unwrap_or_default();
            (first, mention.kind != CountryKind::Group)
        });
        Self {
            bytes: text.len() as u64,
            chars: (extraction.chars - before) as u64,
            sentences: extraction.sentences.len() as u64,
            dates: extraction.dates.len() as u64,
            years,
            countries: countries.collect(),
            organizations: extraction
                .organizations
                .iter()
                .map(|mention| mention.organization.clone())
                .collect(),
            timeline: timeline as u64,
            mojibake: None,
        }
    }
}

/// Widens a span of years by a day.
fn joined(years: Option<(i32, i32)>, day: Option<NaiveDate>) -> Option<(i32, i32)> {
    let Some(year) = day.map(|day| day.year()) else {
        return years;
    };
    let (first, last) = years.unwrap_or((year, year));
    Some((first.min(year), last.max(year)))
}

/// What a document that is worked on in parts adds to a summary. It does not grow
/// with the document.
#[derive(Debug, Default)]
pub(super) struct Parts {
    counter: Counter,
    mojibake: Option<String>,
}

impl Parts {
    /// Adds a part.
    pub(super) fn add(&mut self, tally: Tally) {
        self.counter.part(tally);
    }

    /// Looks whether the document, of which this is the beginning, is wrongly decoded.
    pub(super) fn look_at(&mut self, beginning: &str, document: &Document) {
        self.mojibake = mojibake(beginning).map(|_| document.source.clone());
    }
}

/// Sums up tallies.
#[derive(Debug, Default)]
pub(super) struct Counter {
    summary: Summary,
    countries: HashMap<u32, u64>,
    known: HashMap<u32, u64>,
    derived: HashMap<String, (String, u64)>,
}

impl Counter {
    /// Adds a document.
    pub(super) fn document(&mut self, tally: Tally) {
        self.summary.documents += 1;
        self.part(tally);
    }

    /// Adds a document that looks wrongly decoded.
    fn wrongly_decoded(&mut self, source: String) {
        self.summary.mojibake += 1;
        if self.summary.first_mojibake.len() < MAX_REJECTS {
            self.summary.first_mojibake.push(source);
        }
    }

    /// Adds a document that was counted in parts.
    pub(super) fn document_in_parts(&mut self, parts: Parts) {
        let Counter {
            summary,
            countries,
            known,
            derived,
        } = parts.counter;
        self.summary.documents += 1;
        self.summary.bytes += summary.bytes;
        self.summary.chars += summary.chars;
        self.summary.sentences += summary.sentences;
        self.summary.dates += summary.dates;
        self.summary.countries += summary.countries;
        self.summary.organizations += summary.organizations;
        self.summary.timeline += summary.timeline;
        if let Some((first, last)) = summary.years {
            self.years(first, last);
        }
        if let Some(source) = parts.mojibake {
            self.wrongly_decoded(source);
        }
        for (country, count) in countries {
            *self.countries.entry(country).or_default() += count;
        }
        for (body, count) in known {
            *self.known.entry(body).or_default() += count;
        }
        // In an order of their own, so that it is always the same ones that count.
        for (id, (name_ar, count)) in derived.into_iter().collect::<BTreeMap<_, _>>() {
            self.derived(id, name_ar, count);
        }
    }

    fn years(&mut self, first: i32, last: i32) {
        let (earliest, latest) = self.summary.years.unwrap_or((first, last));
        self.summary.years = Some((earliest.min(first), latest.max(last)));
    }

    /// Counts a body in no list.
    fn derived(&mut self, id: String, name_ar: String, times: u64) {
        let full = self.derived.len() >= MAX_DERIVED;
        if let Some((_, count)) = self.derived.get_mut(&id) {
            *count += times;
        } else if !full {
            self.derived.insert(id, (name_ar, times));
        }
    }

    /// Adds what was found, but no document.
    fn part(&mut self, tally: Tally) {
        let summary = &mut self.summary;
        summary.bytes += tally.bytes;
        summary.chars += tally.chars;
        summary.sentences += tally.sentences;
        summary.dates += tally.dates;
        summary.countries += tally.countries.len() as u64;
        summary.organizations += tally.organizations.len() as u64;
        summary.timeline += tally.timeline;
        if let Some(source) = tally.mojibake {
            self.wrongly_decoded(source);
        }
        if let Some((first, last)) = tally.years {
            self.years(first, last);
        }
        for (country, counts) in tally.countries {
            if counts {
                *self.countries.entry(country).or_default() += 1;
            }
        }
        for organization in tally.organizations {
            self.organization(organization);
        }
    }

    /// Counts a mention of a body.
    fn organization(&mut self, organization: OrganizationRef) {
        match organization {
            OrganizationRef::Known(index) => *self.known.entry(index).or_default() += 1,
            OrganizationRef::Derived { id, name_ar, .. } => self.derived(id, name_ar, 1),
        }
    }

    /// Adds a document that was set aside.
    pub(super) fn reject(&mut self, reject: &Reject) {
        self.summary.rejects += 1;
        if self.summary.first_rejects.len() < MAX_REJECTS {
            self.summary.first_rejects.push(reject.clone());
        }
    }

    /// The sum, with `top` names a list.
    pub(super) fn finish(self, pack: &RulePack, skipped: u64, top: usize) -> Summary {
        let lexicon = pack.lexicon();
        let countries = self.countries.into_iter().filter_map(|(index, count)| {
            let country = lexicon.countries.get(index as usize)?;
            Some(Ranked {
                id: country.key().to_owned(),
                name_en: country.name_en.clone(),
                name_ar: country.name_ar.clone(),
                count,
            })
        });
        let known = self.known.into_iter().filter_map(|(index, count)| {
            let body = lexicon.organizations.get(index as usize)?;
            Some(Ranked {
                id: body.id.clone(),
                name_en: body.name_en.clone(),
                name_ar: body.name_ar.clone(),
                count,
            })
        });
        let derived = self
            .derived
            .into_iter()
            .map(|(id, (name_ar, count))| Ranked {
                id,
                name_en: String::new(),
                name_ar,
                count,
            });
        let top_countries = ranked(countries, top);
        let top_organizations = ranked(known.chain(derived), top);
        Summary {
            skipped,
            top_countries,
            top_organizations,
            ..self.summary
        }
    }
}

/// The first of a list by count, then by id.
fn ranked(entries: impl Iterator<Item = Ranked>, top: usize) -> Vec<Ranked> {
    let mut entries: Vec<Ranked> = entries.collect();
    entries.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.id.cmp(&b.id)));
    entries.truncate(top);
    entries
}
