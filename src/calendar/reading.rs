//! What a date of another calendar comes to in the Gregorian one, and the conversions that give it.
//!
//! All calls into `icu_calendar` are in this file, so that the rest of the module sees days and numbers only.
//! It must never choose a reckoning: it is told which calendar to use.

use chrono::{Datelike, NaiveDate};
use icu_calendar::cal::hijri::{TabularAlgorithmEpoch, TabularAlgorithmLeapYears};
use icu_calendar::cal::{Coptic, Hijri, Julian, Persian};
use icu_calendar::types::RataDie;
use icu_calendar::{AsCalendar, Date};

use super::{
    Bound, CalendarSystem, DayRange, Edtf, EdtfDate, EdtfError, Granularity, Precision, Qualifier,
};

/// A date of some calendar, read in the Gregorian one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reading {
    /// The Gregorian value: a day for a day; a month, or the interval of the two months it straddles, for a month;
    /// a year, or an interval of years, for a year and anything longer.
    pub value: Edtf,
    /// The calendar it was told in.
    pub calendar: CalendarSystem,
    /// The date in that calendar: `1443-01-10`, `1443-01`, `1443`, `03XX`, `1443/1445`.
    pub calendar_value: String,
    /// The unit that was told, which the value may no longer show.
    pub granularity: Granularity,
    /// The exact first day, by that calendar.
    pub earliest: NaiveDate,
    /// The exact last day, inclusive, by that calendar.
    pub latest: NaiveDate,
}

/// A date of another calendar could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadingError {
    /// A year before the first of the era, or too far to convert.
    #[error("year {0} is out of range")]
    Year(i32),
    /// A month the calendar does not have.
    #[error("there is no month {0}")]
    Month(u8),
    /// A day the month does not have.
    #[error("day {day} is not in month {month} of {year}, which has {max} days in {calendar}")]
    Day {
        /// The year.
        year: i32,
        /// The month.
        month: u8,
        /// The day asked for.
        day: u8,
        /// The last day of that month.
        max: u8,
        /// The calendar that says so.
        calendar: CalendarSystem,
    },
    /// A day was given without its month.
    #[error("a day needs its month")]
    DayWithoutMonth,
    /// A zeroth century, or a decade that does not begin with a round year.
    #[error("{0} does not name a century or a decade")]
    Span(i32),
    /// An interval from one calendar to another.
    #[error("an interval cannot run from {0} to {1}")]
    Calendars(CalendarSystem, CalendarSystem),
    /// The Gregorian value could not be spelt.
    #[error(transparent)]
    Edtf(#[from] EdtfError),
}

impl Reading {
    /// A Gregorian value, read as it stands; `None` if it has no first or last day.
    pub fn gregorian(value: Edtf) -> Option<Self> {
        let granularity = value.granularity();
        Self::gregorian_as(value, granularity)
    }

    /// The same, as a date of a given unit.
    pub fn gregorian_as(value: Edtf, granularity: Granularity) -> Option<Self> {
        let days = value.days()?;
        Some(Self {
            calendar: CalendarSystem::Gregorian,
            calendar_value: value.to_string(),
            granularity,
            earliest: days.first(),
            latest: days.last(),
            value,
        })
    }

    /// The stretch from one reading to another, both included: `1443/1445`.
    ///
    /// Between the two Hijri reckonings it is told as civil, the weaker one.
    pub fn interval(start: &Self, end: &Self) -> Result<Self, ReadingError> {
        use CalendarSystem::{IslamicCivil, IslamicUmmAlQura};
        let calendar = match (start.calendar, end.calendar) {
            (a, b) if a == b => a,
            (IslamicCivil, IslamicUmmAlQura) | (IslamicUmmAlQura, IslamicCivil) => IslamicCivil,
            (a, b) => return Err(ReadingError::Calendars(a, b)),
        };
        let first = match &start.value {
            Edtf::Interval(interval) => interval.start(),
            Edtf::Date(date) => Bound::Date(*date),
            Edtf::Week(_) | Edtf::OneOf(_) => Bound::Date(day(start.earliest)?),
        };
        let last = match &end.value {
            Edtf::Interval(interval) => interval.end(),
            Edtf::Date(date) => Bound::Date(*date),
            Edtf::Week(_) | Edtf::OneOf(_) => Bound::Date(day(end.latest)?),
        };
        if start.earliest > end.latest {
            return Err(EdtfError::from(super::EdtfErrorKind::Reversed).into());
        }
        Ok(Self {
            value: Edtf::interval(first, last)?,
            calendar,
            calendar_value: format!("{}/{}", start.calendar_value, end.calendar_value),
            granularity: Granularity::Interval,
            earliest: start.earliest,
            latest: end.latest,
        })
    }

    /// The first and the last day together.
    pub fn days(&self) -> Option<DayRange> {
        DayRange::new(self.earliest, self.latest)
    }

    pub(super) fn of_day(
        calendar: CalendarSystem,
        calendar_value: String,
        on: NaiveDate,
        approximate: bool,
    ) -> Result<Self, ReadingError> {
        let mut date = day(on)?;
        if approximate {
            date = date.with_qualifier(Qualifier::Approximate);
        }
        Ok(Self {
            value: Edtf::Date(date),
            calendar,
            calendar_value,
            granularity: Granularity::Day,
            earliest: on,
            latest: on,
        })
    }

    pub(super) fn of_month(
        calendar: CalendarSystem,
        calendar_value: String,
        (earliest, latest): (NaiveDate, NaiveDate),
    ) -> Result<Self, ReadingError> {
        let month = |day: NaiveDate| {
            EdtfDate::new(Precision::Month {
                year: day.year(),
                month: u8::try_from(day.month()).unwrap_or_default(),
            })
        };
        Ok(Self {
            value: one_or_both(month(earliest)?, month(latest)?)?,
            calendar,
            calendar_value,
            granularity: Granularity::Month,
            earliest,
            latest,
        })
    }

    pub(super) fn of_years(
        calendar: CalendarSystem,
        calendar_value: String,
        granularity: Granularity,
        (earliest, latest): (NaiveDate, NaiveDate),
    ) -> Result<Self, ReadingError> {
        let year = |day: NaiveDate| EdtfDate::year(day.year());
        Ok(Self {
            value: one_or_both(year(earliest)?, year(latest)?)?,
            calendar,
            calendar_value,
            granularity,
            earliest,
            latest,
        })
    }
}

fn day(on: NaiveDate) -> Result<EdtfDate, EdtfError> {
    EdtfDate::new(Precision::Day(on))
}

fn one_or_both(first: EdtfDate, last: EdtfDate) -> Result<Edtf, EdtfError> {
    if first == last {
        Ok(Edtf::Date(first))
    } else {
        Edtf::interval(first, last)
    }
}

/// The months of a year: the Coptic one has a short thirteenth.
pub(super) const fn months_in_year(calendar: CalendarSystem) -> u8 {
    match calendar {
        CalendarSystem::Coptic => 13,
        _ => 12,
    }
}

/// The first and last day of a month.
pub(super) fn month_days(
    calendar: CalendarSystem,
    year: i32,
    month: u8,
) -> Result<(NaiveDate, NaiveDate), ReadingError> {
    if !(1..=months_in_year(calendar)).contains(&month) {
        return Err(ReadingError::Month(month));
    }
    let first = to_gregorian(calendar, year, month, 1);
    let last = first.and_then(|(day, length)| {
        day.checked_add_days(chrono::Days::new(u64::from(length.saturating_sub(1))))
    });
    first
        .map(|(day, _)| day)
        .zip(last)
        .ok_or(ReadingError::Year(year))
}

/// The first and last day of the years from one to another.
pub(super) fn year_days(
    calendar: CalendarSystem,
    first: i32,
    last: i32,
) -> Result<(NaiveDate, NaiveDate), ReadingError> {
    let (earliest, _) = month_days(calendar, first, 1)?;
    let (_, latest) = month_days(calendar, last, months_in_year(calendar))?;
    Ok((earliest, latest))
}

/// A day, and the length of its month.
fn to_gregorian(
    calendar: CalendarSystem,
    year: i32,
    month: u8,
    day: u8,
) -> Option<(NaiveDate, u8)> {
    match calendar {
        CalendarSystem::Gregorian => {
            let length = super::gregorian::days_in_month(year, month)?;
            NaiveDate::from_ymd_opt(year, month.into(), day.into()).map(|date| (date, length))
        }
        CalendarSystem::IslamicUmmAlQura => naive(
            &Date::try_new_hijri_with_calendar(year, month, day, Hijri::new_umm_al_qura()).ok()?,
        ),
        CalendarSystem::IslamicCivil => {
            naive(&Date::try_new_hijri_with_calendar(year, month, day, CIVIL).ok()?)
        }
        CalendarSystem::Persian => naive(&Date::try_new_persian(year, month, day).ok()?),
        CalendarSystem::Coptic => naive(&Date::try_new_coptic(year, month, day).ok()?),
        CalendarSystem::Julian => naive(&Date::try_new_julian(year, month, day).ok()?),
    }
}

/// Year, month and day of a Gregorian day in another calendar; `None` where icu's own range ends.
pub(super) fn from_gregorian(calendar: CalendarSystem, date: NaiveDate) -> Option<(i32, u8, u8)> {
    let rata_die = RataDie::new(date.num_days_from_ce().into());
    match calendar {
        CalendarSystem::Gregorian => Some((
            date.year(),
            u8::try_from(date.month()).ok()?,
            u8::try_from(date.day()).ok()?,
        )),
        CalendarSystem::IslamicUmmAlQura => fields(
            &Date::from_rata_die(rata_die, Hijri::new_umm_al_qura()),
            rata_die,
        ),
        CalendarSystem::IslamicCivil => fields(&Date::from_rata_die(rata_die, CIVIL), rata_die),
        CalendarSystem::Persian => fields(&Date::from_rata_die(rata_die, Persian), rata_die),
        CalendarSystem::Coptic => fields(&Date::from_rata_die(rata_die, Coptic), rata_die),
        CalendarSystem::Julian => fields(&Date::from_rata_die(rata_die, Julian), rata_die),
    }
}

const CIVIL: Hijri<icu_calendar::cal::hijri::TabularAlgorithm> = Hijri::new_tabular(
    TabularAlgorithmLeapYears::TypeII,
    TabularAlgorithmEpoch::Friday,
);

/// Rata die 1 is 0001-01-01, chrono's day 1 as well.
fn naive<C: AsCalendar>(date: &Date<C>) -> Option<(NaiveDate, u8)> {
    let days = i32::try_from(date.to_rata_die().to_i64_date()).ok()?;
    NaiveDate::from_num_days_from_ce_opt(days).map(|day| (day, date.days_in_month()))
}

/// icu clamps beyond its range; a clamped day is no day.
fn fields<C: AsCalendar>(date: &Date<C>, asked: RataDie) -> Option<(i32, u8, u8)> {
    (date.to_rata_die() == asked).then(|| {
        (
            date.year().extended_year(),
            date.month().ordinal,
            date.day_of_month().0,
        )
    })
}

/// `1443-01-10`, `1443-01` or `1443`.
pub(super) fn spell(year: i32, month: Option<u8>, day: Option<u8>) -> String {
    let sign = if year < 0 { "-" } else { "" };
    let digits = year.unsigned_abs();
    match (month, day) {
        (Some(month), Some(day)) => format!("{sign}{digits:04}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{sign}{digits:04}-{month:02}"),
        _ => format!("{sign}{digits:04}"),
    }
}
