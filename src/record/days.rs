//! Days as the date columns hold them, and whether they agree with the EDTF
//! value beside them.
//!
//! The columns may be narrower than the value (a Hijri year is told as two
//! Gregorian ones) but must never reach outside it.

use chrono::NaiveDate;

use crate::calendar::Edtf;

/// What a date row says of its days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'a> {
    /// First day, inclusive.
    pub(crate) earliest: Option<NaiveDate>,
    /// Last day, inclusive.
    pub(crate) latest: Option<NaiveDate>,
    /// Word of the `calendar` column.
    pub(crate) calendar: &'a str,
    /// Word of the `certainty` column.
    pub(crate) certainty: &'a str,
}

impl Told<'_> {
    /// Whether the days are those of the value: the same where the text told a
    /// Gregorian date for certain, else within them.
    pub(crate) fn agrees(&self, value: &Edtf) -> bool {
        let (first, last) = (value.earliest(), value.latest());
        if self.calendar == "gregorian" && self.certainty == "certain" {
            return (self.earliest, self.latest) == (first, last);
        }
        first.is_none_or(|first| self.earliest.is_some_and(|day| first <= day))
            && last.is_none_or(|last| self.latest.is_some_and(|day| day <= last))
    }

    /// Whether the first day does not come after the last.
    pub(crate) fn in_order(&self) -> bool {
        match (self.earliest, self.latest) {
            (Some(earliest), Some(latest)) => earliest <= latest,
            _ => true,
        }
    }
}

/// Reads a day as the columns spell it: `1948-05-14`, `-0752-01-01`.
pub(crate) fn parse_day(text: &str) -> Option<NaiveDate> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut parts = digits.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let year: i32 = year.parse().ok()?;
    let year = if negative { -year } else { year };
    let rest = parts.next();
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?).filter(|_| rest.is_none())
}
