//! Moving about the Gregorian calendar from an anchor day: “last month”, “the coming Friday”.
//!
//! The anchor is always given (the document's date, or an earlier mention); this file must never ask what day it
//! is, and must never know which words mean which step.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::{Edtf, EdtfDate, EdtfError, EdtfErrorKind, IsoWeek, Precision, Season};

/// A unit by which relative dates count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Days.
    Day,
    /// ISO weeks, Monday to Sunday.
    Week,
    /// Months.
    Month,
    /// Quarters of a year.
    Quarter,
    /// Halves of a year.
    Half,
    /// Years.
    Year,
    /// Decades by mask, 2010 to 2019.
    Decade,
    /// Centuries by mask, 1900 to 1999.
    Century,
}

/// The number of days of a month; `None` if there is no such month.
pub fn days_in_month(year: i32, month: u8) -> Option<u8> {
    let first = NaiveDate::from_ymd_opt(year, month.into(), 1)?;
    let following = shift(first, Unit::Month, 1)?;
    u8::try_from((following - first).num_days()).ok()
}

/// The day `n` units away. Where the month is too short the last day of it is taken: a month after 31 January is
/// the 28th or 29th of February. `None` only beyond the range of [`NaiveDate`].
pub fn shift(anchor: NaiveDate, unit: Unit, n: i32) -> Option<NaiveDate> {
    match unit {
        Unit::Day => shift_days(anchor, n.into()),
        Unit::Week => shift_days(anchor, i64::from(n) * 7),
        Unit::Month => shift_months(anchor, n.into()),
        Unit::Quarter => shift_months(anchor, i64::from(n) * 3),
        Unit::Half => shift_months(anchor, i64::from(n) * 6),
        Unit::Year => shift_months(anchor, i64::from(n) * 12),
        Unit::Decade => shift_months(anchor, i64::from(n) * 120),
        Unit::Century => shift_months(anchor, i64::from(n) * 1_200),
    }
}

fn shift_days(anchor: NaiveDate, n: i64) -> Option<NaiveDate> {
    let days = Days::new(n.unsigned_abs());
    if n < 0 {
        anchor.checked_sub_days(days)
    } else {
        anchor.checked_add_days(days)
    }
}

fn shift_months(anchor: NaiveDate, n: i64) -> Option<NaiveDate> {
    let months = i64::from(anchor.year()) * 12 + i64::from(anchor.month0()) + n;
    let year = i32::try_from(months.div_euclid(12)).ok()?;
    let month = u32::try_from(months.rem_euclid(12)).ok()? + 1;
    // 28 is in every month: at most three steps down.
    (28..=anchor.day())
        .rev()
        .find_map(|day| NaiveDate::from_ymd_opt(year, month, day))
        .or_else(|| NaiveDate::from_ymd_opt(year, month, anchor.day()))
}

/// The unit that holds the anchor, moved by `offset`: month -1 is last month, year 0 this year, week 1 next week.
pub fn of_unit(anchor: NaiveDate, unit: Unit, offset: i32) -> Result<Edtf, EdtfError> {
    let out_of_range = || EdtfErrorKind::YearOutOfRange(anchor.year().into());
    let day = shift(anchor, unit, offset).ok_or_else(out_of_range)?;
    let year = day.year();
    let month0 = u8::try_from(day.month0()).map_err(|_| out_of_range())?;
    let precision = match unit {
        Unit::Week => return IsoWeek::containing(day).map(Edtf::Week),
        Unit::Day => Precision::Day(day),
        Unit::Month => Precision::Month {
            year,
            month: month0 + 1,
        },
        Unit::Quarter => Precision::Quarter {
            year,
            quarter: month0 / 3 + 1,
        },
        Unit::Half => Precision::Half {
            year,
            half: month0 / 6 + 1,
        },
        Unit::Year => Precision::Year(year),
        Unit::Decade => return masked(year, 10),
        Unit::Century => return masked(year, 100),
    };
    EdtfDate::new(precision).map(Edtf::Date)
}

/// The decade or century a year falls under, as masks count: towards zero, so that -0449 is in `-04XX`. The years
/// just before 1 CE have no mask and are an interval.
fn masked(year: i32, width: i32) -> Result<Edtf, EdtfError> {
    let prefix = year / width;
    if prefix == 0 && year < 0 {
        return Edtf::interval(EdtfDate::year(1 - width)?, EdtfDate::year(0)?);
    }
    let mask = if width == 10 {
        EdtfDate::decade
    } else {
        EdtfDate::century
    };
    mask(prefix).map(Edtf::Date)
}

/// The season the day lies in, and the year it is called by: January and February belong to the winter of the year
/// before.
pub fn season_of(anchor: NaiveDate) -> (i32, Season) {
    let season = match anchor.month() {
        3..=5 => Season::Spring,
        6..=8 => Season::Summer,
        9..=11 => Season::Autumn,
        _ => Season::Winter,
    };
    (anchor.year() - i32::from(anchor.month() < 3), season)
}

/// The ISO week the day lies in.
pub fn iso_week(day: NaiveDate) -> Result<IsoWeek, EdtfError> {
    IsoWeek::containing(day)
}

/// The first such weekday strictly after the anchor.
pub fn next_weekday(anchor: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    let ahead = days_ahead(anchor, weekday);
    shift_days(anchor, if ahead == 0 { 7 } else { ahead })
}

/// The last such weekday strictly before the anchor.
pub fn previous_weekday(anchor: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    shift_days(anchor, days_ahead(anchor, weekday) - 7)
}

/// The last such weekday up to and including the anchor: what a news text means by a bare weekday in the past
/// tense.
pub fn weekday_on_or_before(anchor: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    let ahead = days_ahead(anchor, weekday);
    shift_days(anchor, if ahead == 0 { 0 } else { ahead - 7 })
}

/// The first such weekday from the anchor on, the anchor included.
pub fn weekday_on_or_after(anchor: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    shift_days(anchor, days_ahead(anchor, weekday))
}

/// The nearest such weekday, the anchor included. There is no tie: it is at most three days away.
pub fn nearest_weekday(anchor: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    let ahead = days_ahead(anchor, weekday);
    shift_days(anchor, if ahead > 3 { ahead - 7 } else { ahead })
}

/// How many days until that weekday, 0 to 6.
fn days_ahead(anchor: NaiveDate, weekday: Weekday) -> i64 {
    i64::from(weekday.days_since(anchor.weekday()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn months_have_their_days() {
        assert_eq!(days_in_month(2024, 2), Some(29));
        assert_eq!(days_in_month(1900, 2), Some(28));
        assert_eq!(days_in_month(-4, 2), Some(29));
        assert_eq!(days_in_month(2023, 12), Some(31));
        assert_eq!(days_in_month(2023, 13), None);
    }

    #[test]
    fn shifting_stays_in_the_month() {
        for (from, unit, n, to) in [
            ("2023-01-31", Unit::Month, 1, "2023-02-28"),
            ("2024-01-31", Unit::Month, 1, "2024-02-29"),
            ("2024-02-29", Unit::Year, -1, "2023-02-28"),
            ("2024-03-31", Unit::Quarter, -1, "2023-12-31"),
            ("2024-08-31", Unit::Half, 1, "2025-02-28"),
            ("2024-03-01", Unit::Day, -1, "2024-02-29"),
            ("2024-03-01", Unit::Week, 2, "2024-03-15"),
            ("2024-02-29", Unit::Century, -1, "1924-02-29"),
            ("0001-01-01", Unit::Month, -1, "0000-12-01"),
        ] {
            assert_eq!(
                shift(day(from), unit, n),
                Some(day(to)),
                "{from} {unit:?} {n}"
            );
        }
        assert_eq!(shift(day("2024-01-01"), Unit::Century, i32::MAX), None);
    }

    #[test]
    fn units_about_an_anchor() {
        let anchor = day("2024-03-11");
        for (unit, offset, value) in [
            (Unit::Day, -1, "2024-03-10"),
            (Unit::Week, -1, "2024-03-04/2024-03-10"),
            (Unit::Month, -1, "2024-02"),
            (Unit::Month, -3, "2023-12"),
            (Unit::Quarter, 0, "2024-33"),
            (Unit::Quarter, -1, "2023-36"),
            (Unit::Half, 1, "2024-41"),
            (Unit::Year, 1, "2025"),
            (Unit::Decade, -1, "201X"),
            (Unit::Century, -1, "19XX"),
        ] {
            let found = of_unit(anchor, unit, offset).unwrap();
            assert_eq!(found.to_string(), value, "{unit:?} {offset}");
        }
        let before = day("-0050-01-01");
        assert_eq!(
            of_unit(before, Unit::Century, 0).unwrap().to_string(),
            "-0099/0000"
        );
        assert_eq!(
            of_unit(before, Unit::Century, -4).unwrap().to_string(),
            "-04XX"
        );
        assert!(of_unit(anchor, Unit::Century, 200).is_err());
    }

    #[test]
    fn winter_is_called_by_its_december() {
        assert_eq!(season_of(day("2024-02-29")), (2023, Season::Winter));
        assert_eq!(season_of(day("2024-12-01")), (2024, Season::Winter));
        assert_eq!(season_of(day("2024-07-01")), (2024, Season::Summer));
    }

    proptest! {
        #[test]
        fn weekdays_about_an_anchor(ordinal in 1_u32..=365, year in 1900..2100, weekday in 0_u8..7) {
            let anchor = NaiveDate::from_yo_opt(year, ordinal).unwrap();
            let weekday = Weekday::try_from(weekday).unwrap();
            let away = |found: Option<NaiveDate>| {
                let found = found.unwrap();
                assert_eq!(found.weekday(), weekday);
                (found - anchor).num_days()
            };
            prop_assert!((1..=7).contains(&away(next_weekday(anchor, weekday))));
            prop_assert!((-7..=-1).contains(&away(previous_weekday(anchor, weekday))));
            prop_assert!((-6..=0).contains(&away(weekday_on_or_before(anchor, weekday))));
            prop_assert!((0..=6).contains(&away(weekday_on_or_after(anchor, weekday))));
            prop_assert!((-3..=3).contains(&away(nearest_weekday(anchor, weekday))));
        }

        #[test]
        fn the_unit_at_offset_zero_holds_the_anchor(year in -9_000..9_000, ordinal in 1_u32..=365) {
            let anchor = NaiveDate::from_yo_opt(year, ordinal).unwrap();
            for unit in [
                Unit::Day, Unit::Week, Unit::Month, Unit::Quarter,
                Unit::Half, Unit::Year, Unit::Decade, Unit::Century,
            ] {
                let days = of_unit(anchor, unit, 0).unwrap().days().unwrap();
                prop_assert!(days.first() <= anchor && anchor <= days.last(), "{:?}", unit);
            }
        }
    }
}
