//! From an extraction to the rows of its tables.
//!
//! Everything that could make a row break its schema is refused here, once,
//! so that no later stage needs a second opinion. The document is walked once
//! to count its characters; nothing of it is copied.

use super::check::{
    check_calendar, check_category, check_country, check_days, check_document, filled, listable,
    of_document,
};
use super::fault::{Fault, RecordError};
use super::place::{Origin, Ruler};
use super::row::{
    Cells, CountryRow, DateRow, DocumentRow, MentionCells, OrganizationRow, TimelineRow,
};
use super::table::Table;
use super::timeline;
use crate::calendar::Edtf;
use crate::extract::{Basis, DateMention, Extraction, OrganizationRef, Place, Span};
use crate::lexicon::{Country, Organization};
use crate::rules::{RuleIndex, RulePack};
use crate::source::Document;

/// Where indices of an extraction lead: what the rows need of a rule pack.
pub(crate) trait Catalog {
    fn rule(&self, rule: RuleIndex) -> Option<&str>;
    fn country(&self, index: u32) -> Option<&Country>;
    fn organization(&self, index: u32) -> Option<&Organization>;
}

impl Catalog for RulePack {
    fn rule(&self, rule: RuleIndex) -> Option<&str> {
        let known = (rule.0 as usize) < self.rules().len();
        known.then(|| self.rule_id(rule))
    }

    fn country(&self, index: u32) -> Option<&Country> {
        self.lexicon().countries.get(index as usize)
    }

    fn organization(&self, index: u32) -> Option<&Organization> {
        self.lexicon().organizations.get(index as usize)
    }
}

/// The rows of one document, checked, each table in order of place.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows<'a> {
    /// Rows of `dates`.
    pub(crate) dates: Vec<DateRow<'a>>,
    /// Rows of `countries`.
    pub(crate) countries: Vec<CountryRow<'a>>,
    /// Rows of `organizations`.
    pub(crate) organizations: Vec<OrganizationRow<'a>>,
    /// Rows of `timeline`.
    pub(crate) timeline: Vec<TimelineRow<'a>>,
    /// The row of `documents`.
    pub(crate) document: DocumentRow<'a>,
    /// Whether the row of `documents` is one of the rows.
    is_whole: bool,
    text: &'a str,
    sentences: &'a [Span],
}

impl<'a> Rows<'a> {
    /// Makes the rows of a document, or says which mention cannot be one.
    pub fn build(
        document: &'a Document,
        extraction: &'a Extraction,
        pack: &'a RulePack,
    ) -> Result<Self, RecordError> {
        Self::build_with(document, extraction, pack)
    }

    /// Makes the rows of a part of a document that is never held as a whole: those of
    /// all tables but `documents`.
    pub fn build_part(
        document: &'a Document,
        (part, origin): (&'a str, Origin),
        extraction: &'a Extraction,
        pack: &'a RulePack,
    ) -> Result<Self, RecordError> {
        let mut rows = Self::build_at(document, (part, origin), extraction, pack)?;
        rows.is_whole = false;
        Ok(rows)
    }

    /// Makes the row of `documents` for a document whose other rows were made in parts:
    /// its length, its sentences and the rows of each table are told by `end` and `rows`.
    pub fn of_parts(
        document: &'a Document,
        end: Origin,
        rows: [u64; 5],
    ) -> Result<Self, RecordError> {
        check_document(document)?;
        let count = |table: Table| rows[table.index()] as usize;
        Ok(Self {
            dates: Vec::new(),
            countries: Vec::new(),
            organizations: Vec::new(),
            timeline: Vec::new(),
            document: DocumentRow {
                doc_id: &document.id,
                source: &document.source,
                sha256: &document.sha256,
                encoding: document.encoding,
                reference_date: document.reference_date,
                chars: end.char,
                sentences: end.sentence,
                dates: count(Table::Dates),
                countries: count(Table::Countries),
                organizations: count(Table::Organizations),
            },
            is_whole: true,
            text: "",
            sentences: &[],
        })
    }

    pub(crate) fn build_with(
        document: &'a Document,
        extraction: &'a Extraction,
        catalog: &'a impl Catalog,
    ) -> Result<Self, RecordError> {
        check_document(document)?;
        let whole = (document.text.as_str(), Origin::default());
        Self::build_at(document, whole, extraction, catalog)
    }

    fn build_at(
        document: &'a Document,
        (text, origin): (&'a str, Origin),
        extraction: &'a Extraction,
        catalog: &'a impl Catalog,
    ) -> Result<Self, RecordError> {
        let ruler = Ruler::new(text, origin, &extraction.sentences, extraction.chars)
            .map_err(|fault| of_document(document, fault.into()))?;
        let builder = Builder {
            document,
            extraction,
            catalog,
            ruler,
            origin,
        };
        let dates = builder.dates()?;
        let countries = builder.countries()?;
        let organizations = builder.organizations()?;
        let timeline = timeline::rows(
            (text, origin),
            &extraction.sentences,
            &dates,
            &countries,
            &organizations,
        );
        let row = DocumentRow {
            doc_id: &document.id,
            source: &document.source,
            sha256: &document.sha256,
            encoding: document.encoding,
            reference_date: document.reference_date,
            chars: extraction.chars,
            sentences: extraction.sentences.len(),
            dates: dates.len(),
            countries: countries.len(),
            organizations: organizations.len(),
        };
        Ok(Self {
            dates,
            countries,
            organizations,
            timeline,
            document: row,
            is_whole: true,
            text,
            sentences: &extraction.sentences,
        })
    }

    /// The row of `documents`.
    pub fn document(&self) -> &DocumentRow<'a> {
        &self.document
    }

    /// The text of the document.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The sentences of the document, in order.
    pub fn sentences(&self) -> &'a [Span] {
        self.sentences
    }

    /// The rows of `dates`.
    pub fn dates(&self) -> &[DateRow<'a>] {
        &self.dates
    }

    /// The rows of `countries`.
    pub fn countries(&self) -> &[CountryRow<'a>] {
        &self.countries
    }

    /// The rows of `organizations`.
    pub fn organizations(&self) -> &[OrganizationRow<'a>] {
        &self.organizations
    }

    /// The rows of `timeline`; each names its date by its place in [`Self::dates`].
    pub fn timeline(&self) -> &[TimelineRow<'a>] {
        &self.timeline
    }

    /// Number of rows in a table.
    pub fn count(&self, table: Table) -> usize {
        match table {
            Table::Dates => self.dates.len(),
            Table::Countries => self.countries.len(),
            Table::Organizations => self.organizations.len(),
            Table::Timeline => self.timeline.len(),
            Table::Documents => usize::from(self.is_whole),
        }
    }

    /// Hands out the rows of a table, each between `begin` and `end`.
    pub fn emit<R: RowSink>(&self, table: Table, out: &mut R) {
        match table {
            Table::Dates => emit_each(&self.dates, out, |row, out| row.cells(out)),
            Table::Countries => emit_each(&self.countries, out, |row, out| row.cells(out)),
            Table::Organizations => emit_each(&self.organizations, out, |row, out| row.cells(out)),
            Table::Timeline => {
                emit_each(&self.timeline, out, |row, out| row.cells(&self.dates, out));
            }
            Table::Documents if !self.is_whole => {}
            Table::Documents => {
                emit_each(std::slice::from_ref(&self.document), out, |row, out| {
                    row.cells(out)
                });
            }
        }
    }
}

/// Takes rows: their cells, and where each row begins and ends.
pub trait RowSink: Cells {
    /// A row begins.
    fn begin(&mut self);
    /// The row is complete.
    fn end(&mut self);
}

fn emit_each<T, R: RowSink>(rows: &[T], out: &mut R, cells: impl Fn(&T, &mut R)) {
    for row in rows {
        out.begin();
        cells(row, out);
        out.end();
    }
}

struct Builder<'a, C> {
    document: &'a Document,
    extraction: &'a Extraction,
    catalog: &'a C,
    ruler: Ruler<'a>,
    origin: Origin,
}

impl<'a, C: Catalog> Builder<'a, C> {
    /// Runs `make` over a list of mentions, checking that they are in order.
    fn each<M, R>(
        &self,
        (table, before): (Table, usize),
        mentions: &'a [M],
        place: impl Fn(&M) -> &Place,
        mut make: impl FnMut(&'a M, usize, &mut Vec<R>) -> Result<(), Fault>,
    ) -> Result<Vec<R>, RecordError> {
        let mut rows = Vec::with_capacity(mentions.len());
        let mut previous = 0;
        for (index, mention) in mentions.iter().enumerate() {
            let start = place(mention).span.byte_start;
            let made = if start < previous {
                Err(Fault::Order)
            } else {
                make(mention, before + index + 1, &mut rows)
            };
            previous = start;
            made.map_err(|fault| RecordError {
                doc_id: self.document.id.clone(),
                table,
                number: before + index + 1,
                fault,
            })?;
        }
        Ok(rows)
    }

    fn mention(
        &self,
        letter: char,
        number: usize,
        place: &Place,
        kind: &'static str,
    ) -> Result<MentionCells<'a>, Fault> {
        let text = self.ruler.check(place.span, place.sentence)?;
        let rule = self
            .catalog
            .rule(place.rule)
            .ok_or(Fault::Rule(place.rule))?;
        Ok(MentionCells {
            doc_id: &self.document.id,
            mention_id: (letter, number),
            sentence: place.sentence,
            span: place.span,
            text,
            kind,
            rule: filled("rule", rule)?,
        })
    }

    fn dates(&self) -> Result<Vec<DateRow<'a>>, RecordError> {
        self.each(
            (Table::Dates, self.origin.dates),
            &self.extraction.dates,
            |date| &date.place,
            |date, number, rows| {
                let mention = self.mention('d', number, &date.place, date.kind.as_str())?;
                rows.push(date_row(mention, date)?);
                Ok(())
            },
        )
    }

    fn countries(&self) -> Result<Vec<CountryRow<'a>>, RecordError> {
        self.each(
            (Table::Countries, self.origin.countries),
            &self.extraction.countries,
            |country| &country.place,
            |found, number, rows| {
                let mention = self.mention('c', number, &found.place, found.kind.as_str())?;
                if found.countries.is_empty() {
                    return Err(Fault::NoCountry);
                }
                for (member, &index) in found.countries.iter().enumerate() {
                    let country = self.catalog.country(index).ok_or(Fault::Country(index))?;
                    if found.countries[..member].contains(&index) {
                        return Err(Fault::Country(index));
                    }
                    check_country(country)?;
                    let within_organization = found.within_organization;
                    rows.push(CountryRow {
                        mention,
                        country,
                        within_organization,
                        other_readings: &found.other_readings,
                    });
                }
                Ok(())
            },
        )
    }

    fn organizations(&self) -> Result<Vec<OrganizationRow<'a>>, RecordError> {
        self.each(
            (Table::Organizations, self.origin.organizations),
            &self.extraction.organizations,
            |organization| &organization.place,
            |found, number, rows| {
                let mention = self.mention('o', number, &found.place, found.kind.as_str())?;
                rows.push(self.organization_row(mention, &found.organization)?);
                Ok(())
            },
        )
    }

    fn organization_row(
        &self,
        mention: MentionCells<'a>,
        body: &'a OrganizationRef,
    ) -> Result<OrganizationRow<'a>, Fault> {
        let row = match body {
            OrganizationRef::Known(index) => {
                let known = self
                    .catalog
                    .organization(*index)
                    .ok_or(Fault::Organization(*index))?;
                OrganizationRow {
                    mention,
                    org: &known.id,
                    name_ar: &known.name_ar,
                    name_en: &known.name_en,
                    acronym: &known.acronym,
                    category: known.category,
                }
            }
            OrganizationRef::Derived {
                id,
                name_ar,
                category,
            } => OrganizationRow {
                mention,
                org: id,
                name_ar,
                name_en: "",
                acronym: "",
                category,
            },
        };
        listable("org", row.org)?;
        check_category(row.category)?;
        Ok(row)
    }
}

fn date_row<'a>(mention: MentionCells<'a>, date: &'a DateMention) -> Result<DateRow<'a>, Fault> {
    let told = &date.value;
    let (value, timex3) = match &told.edtf {
        Some(edtf) => (edtf.to_string(), edtf.timex3()),
        None => (String::new(), String::new()),
    };
    debug_assert!(
        value.is_empty() || value.parse::<Edtf>().is_ok(),
        "{value} is written but not read"
    );
    if value.is_empty() != (told.basis == Basis::Unresolved) {
        return Err(Fault::Basis {
            value,
            basis: told.basis.as_str(),
        });
    }
    let row = DateRow {
        mention,
        value,
        timex3,
        earliest: told.earliest,
        latest: told.latest,
        granularity: told.granularity.map_or("", |unit| unit.as_str()),
        calendar: check_calendar(told.calendar)?,
        calendar_value: &told.calendar_value,
        certainty: told.certainty.as_str(),
        basis: told.basis.as_str(),
    };
    check_days(&row, told.edtf.as_ref())?;
    Ok(row)
}
