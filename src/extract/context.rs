//! What a document has said about time so far: the dates from which the ones behind
//! them are counted and completed. Only what was told moves it; nothing is guessed.

use chrono::NaiveDate;

use super::draft::{Draft, DraftDate};
use super::path::{DraftPath, Go};
use crate::calendar::{Granularity, Reading};
use crate::rules::StepUnit;

/// What a document has said about time so far.
#[derive(Clone, Debug, Default)]
pub struct DateContext {
    /// The day the document was written.
    pub reference: Option<NaiveDate>,
    /// The last day, month or year told in full, or reached from one.
    pub(super) last: Option<Reading>,
    /// The decade or century told behind it, if any.
    long: Option<Reading>,
    /// Whether any date so far was told in the Hijri calendar.
    pub(super) hijri: bool,
    /// The first Hijri date ahead in the segment, where there was none yet.
    pub(super) ahead: Option<Reading>,
}

impl DateContext {
    /// Context at the start of a document.
    pub fn new(reference: Option<NaiveDate>) -> Self {
        Self {
            reference,
            last: None,
            long: None,
            hijri: false,
            ahead: None,
        }
    }

    /// Takes up a date that was told.
    pub(super) fn tell(&mut self, reading: &Reading) {
        match reading.granularity {
            Granularity::Day
            | Granularity::Month
            | Granularity::Season
            | Granularity::Quarter
            | Granularity::Half
            | Granularity::Year => {
                self.last = Some(reading.clone());
                self.long = None;
            }
            Granularity::Decade | Granularity::Century => self.long = Some(reading.clone()),
            Granularity::Week | Granularity::Millennium | Granularity::Interval => {}
        }
    }

    /// Whether a date counted or completed from the last one lies within or behind it.
    pub(super) fn goes_on_to(&self, reading: &Reading) -> bool {
        self.last.as_ref().is_some_and(|last| {
            reading.earliest > last.earliest
                || reading.earliest == last.earliest && reading.latest < last.latest
        })
    }

    /// The date of the text from which a path is gone: decades and centuries are counted
    /// from one of them, if that was told last.
    pub(super) fn start_of(&self, path: &DraftPath) -> Option<&Reading> {
        match path.steps.first() {
            Some(Go::Move(StepUnit::Decade | StepUnit::Century, _)) => {
                self.long.as_ref().or(self.last.as_ref())
            }
            _ => self.last.as_ref(),
        }
    }

    /// Looks ahead in a segment, so that a year before the first era mark can be
    /// read by it.
    pub fn look_ahead<'d>(&mut self, drafts: impl Iterator<Item = &'d DraftDate>) {
        let told = |draft: &'d DraftDate| match &draft.value {
            Draft::Told(reading) if reading.calendar.is_hijri() => Some(reading.clone()),
            _ => None,
        };
        let mut drafts = drafts;
        self.ahead = if self.hijri {
            None
        } else {
            drafts.find_map(told)
        };
    }
}
