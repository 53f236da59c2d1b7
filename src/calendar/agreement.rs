//! Whether two tellings of one date (`1319 AH / 1902 CE`) speak of the same days. It compares days and nothing
//! else: which half is right is never decided here.

use chrono::NaiveDate;

/// A first and a last day, inclusive, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DayRange {
    first: NaiveDate,
    last: NaiveDate,
}

impl DayRange {
    /// The days from `first` to `last`; `None` if they are out of order.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// One day.
    pub const fn day(day: NaiveDate) -> Self {
        Self {
            first: day,
            last: day,
        }
    }

    /// The first day.
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// The last day, inclusive.
    pub const fn last(self) -> NaiveDate {
        self.last
    }

    /// How many days the range has; at least one.
    pub fn days(self) -> i64 {
        (self.last - self.first).num_days() + 1
    }

    /// Days from the end of the earlier range to the start of the later; 0 when they share a day.
    pub fn distance(self, other: Self) -> i64 {
        let after = (other.first - self.last).num_days();
        let before = (self.first - other.last).num_days();
        after.max(before).max(0)
    }
}

/// Whether two readings of one date agree: they share a day, or lie at most `tolerance_days` apart.
///
/// Between a Hijri and a Gregorian half a tolerance of 2 is right, because the month was announced by sighting
/// and the tables may differ from it by a day or two; between two Gregorian halves it is 0.
pub fn agree(a: DayRange, b: DayRange, tolerance_days: u32) -> bool {
    a.distance(b) <= i64::from(tolerance_days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_hijri_year_agrees_with_either_gregorian_year_it_touches() {
        let hijri_1319 = DayRange::new(day(1901, 4, 20), day(1902, 4, 9)).unwrap();
        for (year, agrees) in [(1900, false), (1901, true), (1902, true), (1903, false)] {
            let gregorian = DayRange::new(day(year, 1, 1), day(year, 12, 31)).unwrap();
            assert_eq!(agree(hijri_1319, gregorian, 2), agrees, "{year}");
            assert_eq!(agree(gregorian, hijri_1319, 2), agrees, "{year}");
            assert_eq!(hijri_1319.distance(gregorian) == 0, agrees, "{year}");
        }
    }

    #[test]
    fn days_agree_within_the_tolerance_only() {
        let a = DayRange::day(day(2024, 3, 11));
        assert!(agree(a, DayRange::day(day(2024, 3, 12)), 1));
        assert!(agree(a, DayRange::day(day(2024, 3, 9)), 2));
        assert!(!agree(a, DayRange::day(day(2024, 3, 12)), 0));
        assert!(!agree(a, DayRange::day(day(2024, 3, 14)), 2));
    }

    #[test]
    fn a_range_is_in_order() {
        assert_eq!(DayRange::new(day(2024, 1, 2), day(2024, 1, 1)), None);
        assert_eq!(DayRange::day(day(2024, 1, 2)).days(), 1);
    }
}
