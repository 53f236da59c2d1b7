//! Hijri dates, and the rule by which a reckoning is chosen for them.
//!
//! The rule: Umm al-Qura where its tables reach (1300–1600 AH, as icu ships them), the civil tabular calendar
//! elsewhere. The tabular calendar can be a day or two away from what people kept, so a day read by it is `~`; a
//! month or a year is not, because its Gregorian value is coarser than the doubt.
//!
//! What “Umm al-Qura” is here: the table KACST computes for the whole range by one criterion, as icu, CLDR and the
//! JDK have it. The calendar printed in Saudi Arabia before 1420 AH (1999) followed other criteria, and its months
//! began up to two days earlier or one later; the tests count the months. A Hijri and a Gregorian half of one date
//! are therefore compared with a tolerance of two days ([`agree`](super::agree)).
//!
//! This file must never know a month's name.

use std::fmt;

use chrono::{Days, NaiveDate};

use super::reading::{self, Reading, ReadingError};
use super::{CalendarSystem, Granularity};

/// The years the Umm al-Qura tables cover in icu_calendar 2.4. Beyond them icu silently falls back on the tabular
/// calendar, which is why the range is written down here.
const UMM_AL_QURA_YEARS: std::ops::RangeInclusive<i32> = 1300..=1600;
/// The last Hijri year accepted; its Gregorian year still has four digits.
const LAST_YEAR: i32 = 9_600;

/// Which form of the Hijri calendar a year is reckoned by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reckoning {
    /// The official tables of Saudi Arabia, `islamic-umalqura`.
    UmmAlQura,
    /// The arithmetic calendar with a Friday epoch, `islamic-civil`.
    Civil,
}

impl Reckoning {
    /// The reckoning used for a Hijri year.
    pub fn of_year(year: i32) -> Self {
        if UMM_AL_QURA_YEARS.contains(&year) {
            Self::UmmAlQura
        } else {
            Self::Civil
        }
    }

    /// The name written in a dataset.
    pub const fn as_str(self) -> &'static str {
        self.system().as_str()
    }

    /// The calendar of that reckoning.
    pub const fn system(self) -> CalendarSystem {
        match self {
            Self::UmmAlQura => CalendarSystem::IslamicUmmAlQura,
            Self::Civil => CalendarSystem::IslamicCivil,
        }
    }
}

impl From<Reckoning> for CalendarSystem {
    fn from(reckoning: Reckoning) -> Self {
        reckoning.system()
    }
}

/// A Hijri year, month or day that exists in the reckoning of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HijriDate {
    year: i32,
    month: Option<u8>,
    day: Option<u8>,
}

impl HijriDate {
    /// The date, if the calendar has it. A day needs its month.
    pub fn new(year: i32, month: Option<u8>, day: Option<u8>) -> Result<Self, ReadingError> {
        let date = Self::observed(year, month, day)?;
        if let (Some(month), Some(day)) = (month, day) {
            let max = date.month_length(month)?;
            if day > max {
                return Err(ReadingError::Day {
                    year,
                    month,
                    day,
                    max,
                    calendar: date.reckoning().system(),
                });
            }
        }
        Ok(date)
    }

    /// As [`HijriDate::new`], but day 30 is taken in every month. Months were begun by sighting, so a text may
    /// well tell a 30th that the tables do not have; it is read as the day after the 29th, approximate.
    pub fn observed(year: i32, month: Option<u8>, day: Option<u8>) -> Result<Self, ReadingError> {
        if !(1..=LAST_YEAR).contains(&year) {
            return Err(ReadingError::Year(year));
        }
        match (month, day) {
            (Some(month), _) if !(1..=12).contains(&month) => Err(ReadingError::Month(month)),
            (None, Some(_)) => Err(ReadingError::DayWithoutMonth),
            (Some(month), Some(day)) if !(1..=30).contains(&day) => Err(ReadingError::Day {
                year,
                month,
                day,
                max: 30,
                calendar: Reckoning::of_year(year).system(),
            }),
            _ => Ok(Self { year, month, day }),
        }
    }

    /// The Hijri date of a Gregorian day; `None` before 1 Muharram 1 AH (0622-07-19).
    pub fn from_gregorian(day: NaiveDate) -> Option<Self> {
        let by_tables = reading::from_gregorian(CalendarSystem::IslamicUmmAlQura, day)
            .filter(|(year, ..)| UMM_AL_QURA_YEARS.contains(year));
        let (year, month, day) = match by_tables {
            Some(found) => found,
            None => reading::from_gregorian(CalendarSystem::IslamicCivil, day)?,
        };
        Self::new(year, Some(month), Some(day)).ok()
    }

    /// The year, 1 or later.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> Option<u8> {
        self.month
    }

    /// The day of the month.
    pub const fn day(self) -> Option<u8> {
        self.day
    }

    /// The reckoning its year calls for.
    pub fn reckoning(self) -> Reckoning {
        Reckoning::of_year(self.year)
    }

    /// What it comes to in the Gregorian calendar.
    pub fn to_gregorian(self) -> Result<Reading, ReadingError> {
        let reckoning = self.reckoning();
        let calendar = reckoning.system();
        let spelt = self.to_string();
        let Some(month) = self.month else {
            let days = reading::year_days(calendar, self.year, self.year)?;
            return Reading::of_years(calendar, spelt, Granularity::Year, days);
        };
        let (first, last) = reading::month_days(calendar, self.year, month)?;
        let Some(day) = self.day else {
            return Reading::of_month(calendar, spelt, (first, last));
        };
        let on = first
            .checked_add_days(Days::new(u64::from(day) - 1))
            .ok_or(ReadingError::Year(self.year))?;
        let approximate = reckoning == Reckoning::Civil || on > last;
        Reading::of_day(calendar, spelt, on, approximate)
    }

    fn month_length(self, month: u8) -> Result<u8, ReadingError> {
        let (first, last) = reading::month_days(self.reckoning().system(), self.year, month)?;
        u8::try_from((last - first).num_days() + 1).map_err(|_| ReadingError::Month(month))
    }
}

/// As in [`Reading::calendar_value`]: `1443-01-10`, `1443-01`, `1443`.
impl fmt::Display for HijriDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&reading::spell(self.year, self.month, self.day))
    }
}

/// The `n`-th Hijri century: the 4th is 301 to 400 AH, `03XX`, 0913 to 1010.
pub fn hijri_century(n: u16) -> Result<Reading, ReadingError> {
    let n = i32::from(n);
    if !(1..=LAST_YEAR / 100).contains(&n) {
        return Err(ReadingError::Span(n));
    }
    span(
        n * 100 - 99,
        n * 100,
        format!("{:02}XX", n - 1),
        Granularity::Century,
    )
}

/// The Hijri decade that begins with that round year: 1440 is 1440 to 1449 AH, `144X`.
pub fn hijri_decade(year: i32) -> Result<Reading, ReadingError> {
    if year % 10 != 0 || !(10..LAST_YEAR).contains(&year) {
        return Err(ReadingError::Span(year));
    }
    span(
        year,
        year + 9,
        format!("{:03}X", year / 10),
        Granularity::Decade,
    )
}

/// Years under two reckonings are told as civil, the weaker one, but each end by its own.
fn span(
    first: i32,
    last: i32,
    calendar_value: String,
    granularity: Granularity,
) -> Result<Reading, ReadingError> {
    let (start, end) = (Reckoning::of_year(first), Reckoning::of_year(last));
    let (earliest, _) = reading::month_days(start.system(), first, 1)?;
    let (_, latest) = reading::month_days(end.system(), last, 12)?;
    let reckoning = if start == end {
        start
    } else {
        Reckoning::Civil
    };
    Reading::of_years(
        reckoning.system(),
        calendar_value,
        granularity,
        (earliest, latest),
    )
}

#[cfg(test)]
mod tests;
