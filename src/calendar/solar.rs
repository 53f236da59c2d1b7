//! Dates of the solar calendars met in Arabic texts beside the Gregorian and the Hijri: Solar Hijri of Iran and
//! Afghanistan, Coptic, Julian. It must never know a month's name, nor guess which calendar a text means.

use std::fmt;

use chrono::{Days, NaiveDate};

use super::reading::{self, Reading, ReadingError};
use super::{CalendarSystem, Granularity};

/// The years for which icu's Persian new year is tested against the astronomical rule; a day outside is `~`.
const PERSIAN_TESTED_YEARS: std::ops::RangeInclusive<i32> = 1178..=3000;
/// The last year accepted, in any of the three calendars.
const LAST_YEAR: i32 = 9_000;

/// A solar calendar other than the Gregorian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SolarCalendar {
    /// Solar Hijri, `persian`.
    Persian,
    /// The era of the martyrs, thirteen months, `coptic`.
    Coptic,
    /// Julian, `julian`; astronomical years, so 1 BC is 0.
    Julian,
}

impl SolarCalendar {
    /// The calendar's name in the whole list.
    pub const fn system(self) -> CalendarSystem {
        match self {
            Self::Persian => CalendarSystem::Persian,
            Self::Coptic => CalendarSystem::Coptic,
            Self::Julian => CalendarSystem::Julian,
        }
    }

    const fn first_year(self) -> i32 {
        match self {
            Self::Persian | Self::Coptic => 1,
            Self::Julian => -LAST_YEAR,
        }
    }
}

impl From<SolarCalendar> for CalendarSystem {
    fn from(calendar: SolarCalendar) -> Self {
        calendar.system()
    }
}

/// A year, month or day that exists in its solar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SolarDate {
    calendar: SolarCalendar,
    year: i32,
    month: Option<u8>,
    day: Option<u8>,
}

impl SolarDate {
    /// The date, if the calendar has it. A day needs its month.
    pub fn new(
        calendar: SolarCalendar,
        year: i32,
        month: Option<u8>,
        day: Option<u8>,
    ) -> Result<Self, ReadingError> {
        if !(calendar.first_year()..=LAST_YEAR).contains(&year) {
            return Err(ReadingError::Year(year));
        }
        match (month, day) {
            (None, Some(_)) => return Err(ReadingError::DayWithoutMonth),
            (None, None) => {}
            (Some(month), day) => {
                let system = calendar.system();
                let (first, last) = reading::month_days(system, year, month)?;
                let max = u8::try_from((last - first).num_days() + 1)
                    .map_err(|_| ReadingError::Month(month))?;
                if let Some(day) = day.filter(|day| !(1..=max).contains(day)) {
                    return Err(ReadingError::Day {
                        year,
                        month,
                        day,
                        max,
                        calendar: system,
                    });
                }
            }
        }
        Ok(Self {
            calendar,
            year,
            month,
            day,
        })
    }

    /// The date of a Gregorian day in that calendar; `None` before its era.
    pub fn from_gregorian(calendar: SolarCalendar, day: NaiveDate) -> Option<Self> {
        let (year, month, day) = reading::from_gregorian(calendar.system(), day)?;
        Self::new(calendar, year, Some(month), Some(day)).ok()
    }

    /// The calendar.
    pub const fn calendar(self) -> SolarCalendar {
        self.calendar
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The month.
    pub const fn month(self) -> Option<u8> {
        self.month
    }

    /// The day of the month.
    pub const fn day(self) -> Option<u8> {
        self.day
    }

    /// What it comes to in the Gregorian calendar.
    pub fn to_gregorian(self) -> Result<Reading, ReadingError> {
        let system = self.calendar.system();
        let spelt = self.to_string();
        let Some(month) = self.month else {
            let days = reading::year_days(system, self.year, self.year)?;
            return Reading::of_years(system, spelt, Granularity::Year, days);
        };
        let (first, last) = reading::month_days(system, self.year, month)?;
        let Some(day) = self.day else {
            return Reading::of_month(system, spelt, (first, last));
        };
        let on = first
            .checked_add_days(Days::new(u64::from(day) - 1))
            .ok_or(ReadingError::Year(self.year))?;
        let approximate =
            self.calendar == SolarCalendar::Persian && !PERSIAN_TESTED_YEARS.contains(&self.year);
        Reading::of_day(system, spelt, on, approximate)
    }
}

/// As in [`Reading::calendar_value`]: `1357-11-22`, `1357-11`, `1357`.
impl fmt::Display for SolarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&reading::spell(self.year, self.month, self.day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(calendar: SolarCalendar, year: i32, month: Option<u8>, day: Option<u8>) -> String {
        let date = SolarDate::new(calendar, year, month, day).unwrap();
        date.to_gregorian().unwrap().value.to_string()
    }

    /// The days were checked with Python convertdate 2.5.1.
    #[test]
    fn known_days() {
        use SolarCalendar::{Coptic, Julian, Persian};
        for (calendar, (year, month, day), gregorian) in [
            (Persian, (1357, 11, 22), "1979-02-11"),
            (Persian, (1403, 1, 1), "2024-03-20"),
            (Persian, (1404, 1, 1), "2025-03-21"),
            (Coptic, (1740, 1, 1), "2023-09-12"),
            (Coptic, (1739, 13, 6), "2023-09-11"),
            (Coptic, (1, 1, 1), "0284-08-29"),
            (Julian, (1917, 10, 25), "1917-11-07"),
            (Julian, (622, 7, 16), "0622-07-19"),
        ] {
            assert_eq!(read(calendar, year, Some(month), Some(day)), gregorian);
            let on = gregorian.parse().unwrap();
            let back = SolarDate::from_gregorian(calendar, on).unwrap();
            assert_eq!(
                back,
                SolarDate::new(calendar, year, Some(month), Some(day)).unwrap()
            );
        }
    }

    #[test]
    fn months_and_years_straddle() {
        assert_eq!(read(SolarCalendar::Persian, 1357, None, None), "1978/1979");
        assert_eq!(
            read(SolarCalendar::Persian, 1357, Some(11), None),
            "1979-01/1979-02"
        );
        assert_eq!(read(SolarCalendar::Coptic, 1739, Some(13), None), "2023-09");
        for (year, tested) in [(1177, false), (1178, true), (3000, true), (3001, false)] {
            let day = SolarDate::new(SolarCalendar::Persian, year, Some(1), Some(1)).unwrap();
            assert_eq!(
                day.to_gregorian().unwrap().value.is_approximate(),
                !tested,
                "{year}"
            );
        }
    }

    #[test]
    fn what_the_calendar_does_not_have_is_refused() {
        // 1404 is a common year: its last month has 29 days.
        for (calendar, year, month, day) in [
            (SolarCalendar::Persian, 1404, Some(12), Some(30)),
            (SolarCalendar::Persian, 1404, Some(13), None),
            (SolarCalendar::Persian, 0, None, None),
            (SolarCalendar::Persian, 1404, None, Some(1)),
            (SolarCalendar::Coptic, 1740, Some(13), Some(6)),
            (SolarCalendar::Coptic, 1740, Some(14), None),
            (SolarCalendar::Julian, 1901, Some(2), Some(29)),
        ] {
            assert!(SolarDate::new(calendar, year, month, day).is_err());
        }
        assert!(SolarDate::new(SolarCalendar::Julian, 1900, Some(2), Some(29)).is_ok());
    }
}
