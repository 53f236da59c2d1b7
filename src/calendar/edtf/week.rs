//! An ISO week. EDTF has no sign for a week, so it is spelt as the interval of its Monday and Sunday, but it
//! stays a week in granularity and in TIMEX3. It must never be guessed from an interval that happens to run from
//! a Monday to a Sunday.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::date::{EdtfDate, Qualifier};
use super::error::{EdtfError, EdtfErrorKind};

/// An ISO 8601 week, Monday to Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IsoWeek {
    year: i32,
    week: u8,
    monday: EdtfDate,
    sunday: EdtfDate,
}

impl IsoWeek {
    /// The week of that number in the ISO year.
    pub fn new(year: i32, week: u8) -> Result<Self, EdtfError> {
        NaiveDate::from_isoywd_opt(year, week.into(), Weekday::Mon)
            .ok_or_else(|| EdtfErrorKind::Week { year, week }.into())
            .and_then(Self::containing)
    }

    /// The week in which the day lies. Its ISO year can differ from the day's own.
    pub fn containing(day: NaiveDate) -> Result<Self, EdtfError> {
        let out_of_range = || EdtfErrorKind::YearOutOfRange(day.year().into());
        let since_monday = day.weekday().num_days_from_monday();
        let monday = day
            .checked_sub_days(Days::new(since_monday.into()))
            .ok_or_else(out_of_range)?;
        let sunday = monday
            .checked_add_days(Days::new(6))
            .ok_or_else(out_of_range)?;
        let iso = day.iso_week();
        Ok(Self {
            year: iso.year(),
            week: u8::try_from(iso.week()).map_err(|_| out_of_range())?,
            monday: EdtfDate::new(super::Precision::Day(monday))?,
            sunday: EdtfDate::new(super::Precision::Day(sunday))?,
        })
    }

    /// The ISO year, which owns the week's Thursday.
    pub const fn year(&self) -> i32 {
        self.year
    }

    /// The number of the week, 1 to 53.
    pub const fn week(&self) -> u8 {
        self.week
    }

    /// Its Monday.
    pub const fn monday(&self) -> EdtfDate {
        self.monday
    }

    /// Its Sunday.
    pub const fn sunday(&self) -> EdtfDate {
        self.sunday
    }

    /// The same week with that doubt added.
    #[must_use]
    pub fn with_qualifier(self, qualifier: Qualifier) -> Self {
        Self {
            monday: self.monday.with_qualifier(qualifier),
            sunday: self.sunday.with_qualifier(qualifier),
            ..self
        }
    }
}

impl fmt::Display for IsoWeek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.monday, self.sunday)
    }
}
