//! How an EDTF value is spelt. Whatever is written here the strict parser must read back.

use std::fmt;

use chrono::Datelike;

use super::date::FOUR_DIGITS;
use super::{Alternatives, Bound, Edtf, EdtfDate, Interval, Precision};

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Interval(interval) => interval.fmt(f),
            Self::Week(week) => week.fmt(f),
            Self::OneOf(readings) => readings.fmt(f),
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.start(), self.end())
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(f),
            Self::Open => f.write_str(".."),
            Self::Unknown => Ok(()),
        }
    }
}

/// Inside a set a stretch is spelt `a..b`, and an open end is simply left out.
impl fmt::Display for Alternatives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, reading) in self.as_slice().iter().enumerate() {
            f.write_str(if index == 0 { "[" } else { "," })?;
            match reading {
                Edtf::Interval(interval) => {
                    if let Bound::Date(date) = interval.start() {
                        date.fmt(f)?;
                    }
                    f.write_str("..")?;
                    if let Bound::Date(date) = interval.end() {
                        date.fmt(f)?;
                    }
                }
                Edtf::Week(week) => write!(f, "{}..{}", week.monday(), week.sunday())?,
                Edtf::Date(_) | Edtf::OneOf(_) => reading.fmt(f)?,
            }
        }
        f.write_str("]")
    }
}

impl fmt::Display for EdtfDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision() {
            Precision::Millennium(prefix) => write_digits(f, prefix, 1, "XXX")?,
            Precision::Century(prefix) => write_digits(f, prefix, 2, "XX")?,
            Precision::Decade(prefix) => write_digits(f, prefix, 3, "X")?,
            Precision::Year(year) => write_year(f, year)?,
            Precision::Half { year, half } => write_part(f, year, 39 + half)?,
            Precision::Quarter { year, quarter } => write_part(f, year, 32 + quarter)?,
            Precision::Season { year, season } => write_part(f, year, season.code())?,
            Precision::Month { year, month } => write_part(f, year, month)?,
            Precision::Day(day) => {
                write_year(f, day.year())?;
                write!(f, "-{:02}-{:02}", day.month(), day.day())?;
            }
        }
        match self.qualifier() {
            Some(qualifier) => write!(f, "{}", qualifier.sign()),
            None => Ok(()),
        }
    }
}

fn write_part(f: &mut fmt::Formatter<'_>, year: i32, part: u8) -> fmt::Result {
    write_year(f, year)?;
    write!(f, "-{part:02}")
}

fn write_year(f: &mut fmt::Formatter<'_>, year: i32) -> fmt::Result {
    if (-FOUR_DIGITS..=FOUR_DIGITS).contains(&year) {
        write_digits(f, year, 4, "")
    } else {
        write!(f, "Y{year}")
    }
}

fn write_digits(f: &mut fmt::Formatter<'_>, number: i32, width: usize, mask: &str) -> fmt::Result {
    let sign = if number < 0 { "-" } else { "" };
    let digits = number.unsigned_abs();
    write!(f, "{sign}{digits:0width$}{mask}")
}
