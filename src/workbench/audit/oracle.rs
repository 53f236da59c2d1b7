//! One document under audit, and the means to read a half of it alone.

use std::cell::RefCell;
use std::ops::Range;

use chrono::NaiveDate;

use super::super::context::Context;
use super::{Check, Half, Telling};
use crate::calendar::{DayRange, Granularity};
use crate::extract::{Basis, Examination, Extraction, Extractor, Scratch, SeenUnit};
use crate::rules::RulePack;
use crate::source::Document;

/// Characters of context on each side.
const CONTEXT: usize = 40;

/// Characters of a half that its date may leave over.
const LEFT_OVER: usize = 8;

thread_local! {
    /// The memory for reading halves; the pipeline holds that of the documents.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// A document that is asked what it tells twice.
pub(super) struct Oracle<'d> {
    pub(super) extractor: Extractor<'d>,
    pub(super) document: &'d Document,
    pub(super) extraction: &'d Extraction,
    pub(super) tellings: Vec<Telling>,
}

/// A date as it is read alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DateReading {
    /// Its days.
    pub(super) days: DayRange,
    /// The day, if it is one.
    pub(super) day: Option<NaiveDate>,
    /// Whether it is told in the Hijri calendar.
    pub(super) hijri: bool,
    /// Its value for people.
    pub(super) value: String,
}

impl<'d> Oracle<'d> {
    pub(super) fn new(
        pack: &'d RulePack,
        document: &'d Document,
        extraction: &'d Extraction,
    ) -> Self {
        Self {
            extractor: Extractor::new(pack),
            document,
            extraction,
            tellings: Vec::new(),
        }
    }

    /// Everything that is told twice, in order of place.
    pub(super) fn ask(mut self) -> Vec<Telling> {
        self.dates();
        self.months();
        self.names();
        self.tellings
            .sort_by_key(|telling| (telling.first.start, telling.second.start, telling.check));
        self.tellings
    }

    /// The slice.
    pub(super) fn text(&self, bytes: &Range<usize>) -> &'d str {
        &self.document.text[bytes.clone()]
    }

    /// The one date that a stretch tells in full when it is read alone.
    pub(super) fn date_alone(&self, bytes: &Range<usize>) -> Option<DateReading> {
        let text = self.text(bytes);
        let digits = text.trim();
        let bare = (3..=4).contains(&digits.chars().count()) && digits.chars().all(is_digit);
        if bare {
            // A year in figures needs its noun; the joint has taken that part here.
            return self.only_date(&format!("عام {digits}"));
        }
        self.only_date(text)
    }

    fn only_date(&self, text: &str) -> Option<DateReading> {
        let document = Document {
            id: String::new(),
            source: String::new(),
            text: text.to_owned(),
            sha256: String::new(),
            encoding: "utf-8",
            reference_date: None,
        };
        let mut scratch = SCRATCH.take();
        let read = self.extractor.extract(&document, &mut scratch);
        SCRATCH.set(scratch);
        let found = read.ok()?;
        let [date] = found.dates.as_slice() else {
            return None;
        };
        let span = date.place.span;
        let rest = text[..span.byte_start]
            .chars()
            .chain(text[span.byte_end..].chars());
        if rest.clone().any(is_digit) || rest.count() > LEFT_OVER {
            return None;
        }
        let value = &date.value;
        if value.basis != Basis::Explicit {
            return None;
        }
        let days = DayRange::new(value.earliest?, value.latest?)?;
        let edtf = value.edtf.as_ref()?.to_string();
        let hijri = value.calendar.starts_with("islamic");
        let is_day = value.granularity == Some(Granularity::Day) && days.days() == 1;
        Some(DateReading {
            days,
            day: is_day.then(|| days.first()),
            hijri,
            value: if value.calendar == "gregorian" {
                edtf
            } else {
                format!("{edtf} ({} {})", value.calendar, value.calendar_value)
            },
        })
    }

    /// What the engine sees in a stretch that is read alone.
    pub(super) fn examine(&self, bytes: &Range<usize>) -> Examination {
        let mut scratch = SCRATCH.take();
        let seen = self.extractor.examine(self.text(bytes), &mut scratch);
        SCRATCH.set(scratch);
        seen
    }

    /// Notes a thing told twice.
    pub(super) fn tell(
        &mut self,
        check: Check,
        first: (Range<usize>, String),
        second: (Range<usize>, String),
        agrees: bool,
        days: Option<i64>,
    ) {
        let text = &self.document.text;
        let half = |(bytes, value): (Range<usize>, String)| {
            let bytes = trimmed(text, bytes);
            let start = self.chars(bytes.start);
            Half {
                start,
                end: start + text[bytes.clone()].chars().count(),
                text: text[bytes].to_owned(),
                value,
            }
        };
        let both = first.0.start.min(second.0.start)..first.0.end.max(second.0.end);
        let mut both = trimmed(text, both);
        if text[both.clone()].contains('(') && text[both.end..].starts_with(')') {
            both.end += 1;
        }
        let (first, second) = (half(first), half(second));
        self.tellings.push(Telling {
            check,
            doc_id: self.document.id.clone(),
            source: self.document.source.clone(),
            agrees,
            days,
            first,
            second,
            note: String::new(),
            context: Context::of(text, both, CONTEXT),
        });
    }

    /// Characters before a byte of the document.
    fn chars(&self, byte: usize) -> usize {
        let sentences = &self.extraction.sentences;
        let behind = sentences.partition_point(|sentence| sentence.byte_start <= byte);
        let (start, byte_start) = match behind.checked_sub(1) {
            Some(index) => (sentences[index].start, sentences[index].byte_start),
            None => (0, 0),
        };
        start + self.document.text[byte_start..byte].chars().count()
    }
}

/// The stretch without white space and brackets at its edges.
pub(super) fn trimmed(text: &str, bytes: Range<usize>) -> Range<usize> {
    let outer = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '،' | ',' | ':');
    let slice = &text[bytes.clone()];
    let start = bytes.start + (slice.len() - slice.trim_start_matches(outer).len());
    let end = bytes.end - (slice.len() - slice.trim_end_matches(outer).len());
    start..end.max(start)
}

/// The number that a unit tells, be it a figure or a word of the lexicon.
pub(super) fn number(unit: &SeenUnit) -> Option<i32> {
    let entry = || unit.entries.iter().find_map(|entry| entry.parse().ok());
    unit.number.or_else(entry)
}

/// A digit of the three sets in use.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
        || ('\u{660}'..='\u{669}').contains(&c)
        || ('\u{6f0}'..='\u{6f9}').contains(&c)
}

/// A pattern for words however they are vowelled: `words` apart by `|`.
pub(super) fn loose(words: &str) -> String {
    let letter = |c: char| match c {
        '|' => "|".to_owned(),
        'ا' | 'أ' | 'إ' | 'آ' => "[اأإآ][\u{640}\u{64b}-\u{652}]*".to_owned(),
        _ => format!("{c}[\u{640}\u{64b}-\u{652}]*"),
    };
    words.chars().map(letter).collect()
}
