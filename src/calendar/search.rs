//! Finding a unit by its number: “last Friday”, “the coming Ramadan”, “the third Tuesday of that month”.
//!
//! All candidates near a stretch of days are laid out in order and one is chosen by where it lies, so that weekdays,
//! months of two calendars and feasts follow the same few relations. This file must never know a name of any of them.

use chrono::{Datelike, Days, NaiveDate, Weekday};

pub use super::position::Position;
use super::{DayRange, Edtf, EdtfDate, HijriDate, IsoWeek, Precision, Reading, Season};

/// A day that comes back every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Feast {
    /// Month and day of the Gregorian calendar.
    Gregorian(u8, u8),
    /// Month and day of the Hijri calendar.
    Hijri(u8, u8),
    /// Days from Easter Sunday by the Gregorian reckoning.
    Easter(i16),
}

/// A unit of the calendar known by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Numbered {
    /// A day of a Gregorian month.
    Day(u8),
    /// A weekday.
    Weekday(Weekday),
    /// A Gregorian month.
    Month(u8),
    /// A season, 1 (spring) to 4.
    Season(u8),
    /// A quarter of a year.
    Quarter(u8),
    /// A half of a year.
    Half(u8),
    /// A month of the Hijri calendar.
    HijriMonth(u8),
    /// A feast.
    Feast(Feast),
}

/// The unit that lies so; `None` if there is none, or none near enough to be meant.
pub fn find(unit: Numbered, position: Position, stretch: DayRange) -> Option<Reading> {
    let (first, last) = (stretch.first(), stretch.last());
    let mut candidates = candidates(unit, first, last).into_iter();
    match position {
        Position::Within => candidates.find(|found| (first..=last).contains(&found.earliest)),
        Position::After => candidates.find(|found| found.earliest > last),
        Position::Before => candidates.rfind(|found| found.latest < first),
        Position::From => candidates.find(|found| found.latest >= first),
        Position::UpTo => candidates.rfind(|found| found.earliest <= last),
    }
}

/// The `nth` (from 1; 0 is the last) of those units that begin in a stretch.
pub fn nth(unit: Numbered, nth: usize, stretch: DayRange) -> Option<Reading> {
    let (first, last) = (stretch.first(), stretch.last());
    let mut inside = candidates(unit, first, last)
        .into_iter()
        .filter(|found| (first..=last).contains(&found.earliest));
    match nth.checked_sub(1) {
        Some(index) => inside.nth(index),
        None => inside.next_back(),
    }
}

/// The `nth` day (from 1; 0 is the last) of a stretch.
pub fn nth_day(nth: usize, stretch: DayRange) -> Option<Reading> {
    let day = match nth.checked_sub(1) {
        Some(ahead) => stretch.first().checked_add_days(Days::new(ahead as u64))?,
        None => stretch.last(),
    };
    (day <= stretch.last()).then(|| of_day(day)).flatten()
}

/// The `nth` week (from 1; 0 is the last), Monday to Sunday, that lies in a stretch as a whole.
pub fn nth_week(nth: usize, stretch: DayRange) -> Option<Reading> {
    let into = u64::from(stretch.first().weekday().num_days_from_monday());
    let monday = stretch
        .first()
        .checked_add_days(Days::new((7 - into) % 7))?;
    let days = (stretch.last() - monday).num_days() + 1;
    let whole = usize::try_from(days.div_euclid(7)).ok()?;
    let index = if nth == 0 { whole } else { nth };
    let ahead = index.checked_sub(1).filter(|_| index <= whole)? as u64 * 7;
    let start = monday.checked_add_days(Days::new(ahead))?;
    Reading::gregorian(Edtf::Week(IsoWeek::containing(start).ok()?))
}

/// The longest stretch in which days and weekdays are counted.
const MOST_DAYS: i64 = 400;

/// All such units that touch the stretch, and a few on each side, in order.
fn candidates(unit: Numbered, first: NaiveDate, last: NaiveDate) -> Vec<Reading> {
    let years = first.year() - 1..=last.year().min(first.year() + 12) + 1;
    let each = |of: &dyn Fn(i32) -> Option<Reading>| years.clone().filter_map(of).collect();
    let date = |precision| Reading::gregorian(EdtfDate::new(precision).ok()?.into());
    match unit {
        Numbered::Weekday(weekday) => days(first, last)
            .filter(|day| day.weekday() == weekday)
            .filter_map(of_day)
            .collect(),
        Numbered::Day(number) => days(first, last)
            .filter(|day| day.day() == u32::from(number))
            .filter_map(of_day)
            .collect(),
        Numbered::Month(month) => each(&|year| date(Precision::Month { year, month })),
        Numbered::Quarter(quarter) => each(&|year| date(Precision::Quarter { year, quarter })),
        Numbered::Half(half) => each(&|year| date(Precision::Half { year, half })),
        Numbered::Season(number) => each(&|year| {
            let season = *Season::ALL.get(usize::from(number).checked_sub(1)?)?;
            Reading::gregorian(EdtfDate::season(year, season).ok()?.into())
        }),
        Numbered::HijriMonth(month) => hijri(first, last, month, None),
        Numbered::Feast(Feast::Gregorian(month, day)) => {
            each(&|year| of_day(NaiveDate::from_ymd_opt(year, month.into(), day.into())?))
        }
        Numbered::Feast(Feast::Hijri(month, day)) => hijri(first, last, month, Some(day)),
        Numbered::Feast(Feast::Easter(days)) => each(&|year| {
            of_day(easter(year)?.checked_add_signed(chrono::TimeDelta::days(days.into()))?)
        }),
    }
}

/// The days of a stretch and two months on each side.
fn days(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    const MARGIN: Days = Days::new(62);
    let short = (last - first).num_days() <= MOST_DAYS;
    let from = first.checked_sub_days(MARGIN).filter(|_| short);
    let to = last.checked_add_days(MARGIN).unwrap_or(last);
    from.into_iter()
        .flat_map(|from| from.iter_days())
        .take_while(move |&day| day <= to)
}

fn of_day(day: NaiveDate) -> Option<Reading> {
    Reading::gregorian(EdtfDate::new(Precision::Day(day)).ok()?.into())
}

/// A Hijri month, or a day of it, in every year near a stretch.
fn hijri(first: NaiveDate, last: NaiveDate, month: u8, day: Option<u8>) -> Vec<Reading> {
    let Some(start) = HijriDate::from_gregorian(first) else {
        return Vec::new();
    };
    let end = HijriDate::from_gregorian(last).map_or(start.year(), HijriDate::year);
    (start.year() - 1..=end.min(start.year() + 12) + 1)
        .filter_map(|year| {
            HijriDate::observed(year, Some(month), day)
                .ok()?
                .to_gregorian()
                .ok()
        })
        .collect()
}

/// Easter Sunday of a Gregorian year (the computus of Meeus, Jones and Butcher, *Astronomical Algorithms*, 1991,
/// ch. 8); `None` before the reform of the calendar.
fn easter(year: i32) -> Option<NaiveDate> {
    const REFORM: i32 = 1583;
    if year < REFORM {
        return None;
    }
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(
        year,
        (n / 31).try_into().ok()?,
        (n % 31 + 1).try_into().ok()?,
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn range(first: &str, last: &str) -> DayRange {
        DayRange::new(day(first), day(last)).unwrap()
    }

    fn found(unit: Numbered, position: Position, first: &str, last: &str) -> String {
        find(unit, position, range(first, last))
            .unwrap()
            .value
            .to_string()
    }

    #[test]
    fn easter_sundays() {
        for (year, date) in [
            (1818, "1818-03-22"),
            (1943, "1943-04-25"),
            (2000, "2000-04-23"),
            (2013, "2013-03-31"),
            (2024, "2024-03-31"),
        ] {
            assert_eq!(easter(year), Some(day(date)), "{year}");
        }
        assert_eq!(easter(1066), None);
    }

    #[test]
    fn positions() {
        let march = Numbered::Month(3);
        let at = |position| found(march, position, "2013-03-12", "2013-03-12");
        assert_eq!(at(Position::After), "2014-03");
        assert_eq!(at(Position::Before), "2012-03");
        assert_eq!(at(Position::From), "2013-03");
        assert_eq!(at(Position::UpTo), "2013-03");
        assert_eq!(
            found(march, Position::Within, "2015-01-01", "2015-12-31"),
            "2015-03"
        );
        let friday = Numbered::Weekday(Weekday::Fri);
        let at = |position| found(friday, position, "2024-03-15", "2024-03-15");
        assert_eq!(at(Position::After), "2024-03-22");
        assert_eq!(at(Position::Before), "2024-03-08");
        assert_eq!(at(Position::From), "2024-03-15");
        assert_eq!(
            found(
                Numbered::Season(3),
                Position::After,
                "2024-03-15",
                "2024-03-15"
            ),
            "2024-23"
        );
    }

    #[test]
    fn feasts_and_months_of_the_hijri_calendar() {
        let fitr = Numbered::Feast(Feast::Hijri(10, 1));
        assert_eq!(
            found(fitr, Position::Within, "2013-01-01", "2013-12-31"),
            "2013-08-08"
        );
        assert_eq!(
            found(fitr, Position::After, "2013-08-08", "2013-08-08"),
            "2014-07-28"
        );
        let ramadan = find(
            Numbered::HijriMonth(9),
            Position::Within,
            range("2019-01-01", "2019-12-31"),
        )
        .unwrap();
        assert_eq!(
            (ramadan.calendar_value.as_str(), ramadan.earliest),
            ("1440-09", day("2019-05-06"))
        );
        let christmas = Numbered::Feast(Feast::Gregorian(12, 25));
        assert_eq!(
            found(christmas, Position::Before, "2013-12-25", "2013-12-25"),
            "2012-12-25"
        );
        let easter = Numbered::Feast(Feast::Easter(-2));
        assert_eq!(
            found(easter, Position::Within, "2013-01-01", "2013-12-31"),
            "2013-03-29"
        );
    }

    #[test]
    fn one_of_several() {
        let september = range("2014-09-01", "2014-09-30");
        let tuesday = Numbered::Weekday(Weekday::Tue);
        let told = |reading: Option<Reading>| reading.map(|reading| reading.value.to_string());
        assert_eq!(
            told(nth(tuesday, 3, september)).as_deref(),
            Some("2014-09-16")
        );
        assert_eq!(
            told(nth(tuesday, 0, september)).as_deref(),
            Some("2014-09-30")
        );
        assert_eq!(nth(tuesday, 6, september), None);
        assert_eq!(told(nth_day(1, september)).as_deref(), Some("2014-09-01"));
        assert_eq!(told(nth_day(0, september)).as_deref(), Some("2014-09-30"));
        assert_eq!(nth_day(31, september), None);
        assert_eq!(
            told(nth_week(1, september)).as_deref(),
            Some("2014-09-01/2014-09-07")
        );
        assert_eq!(
            told(nth_week(0, september)).as_deref(),
            Some("2014-09-22/2014-09-28")
        );
        assert_eq!(nth_week(5, september), None);
        assert_eq!(nth_week(1, range("2014-09-02", "2014-09-05")), None);
    }

    proptest! {
        #[test]
        fn what_is_found_lies_where_it_should(year in 1700..2200, ordinal in 1_u32..=365, length in 0_u64..40, kind in 0_u8..6) {
            let first = NaiveDate::from_yo_opt(year, ordinal).unwrap();
            let stretch = DayRange::new(first, first + Days::new(length)).unwrap();
            let unit = match kind {
                0 => Numbered::Weekday(Weekday::Thu),
                1 => Numbered::Month(12),
                2 => Numbered::HijriMonth(1),
                3 => Numbered::Feast(Feast::Hijri(12, 10)),
                4 => Numbered::Feast(Feast::Easter(0)),
                _ => Numbered::Day(29),
            };
            let (first, last) = (stretch.first(), stretch.last());
            prop_assert!(find(unit, Position::After, stretch).unwrap().earliest > last);
            prop_assert!(find(unit, Position::Before, stretch).unwrap().latest < first);
            prop_assert!(find(unit, Position::From, stretch).unwrap().latest >= first);
            prop_assert!(find(unit, Position::UpTo, stretch).unwrap().earliest <= last);
        }
    }
}
