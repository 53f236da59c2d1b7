//! One EDTF date: a stretch that a single expression names, from a day to a millennium. The fields are private
//! and the first and last day are worked out when the date is built, so that a date in hand is a date that
//! exists. It must never hold two bounds (that is [`Interval`](super::Interval)).

use chrono::{Datelike, NaiveDate};

use super::error::{EdtfError, EdtfErrorKind};
use crate::calendar::Granularity;

/// The largest year, either side of zero, that is told with four digits.
pub(super) const FOUR_DIGITS: i32 = 9_999;
/// The largest year, either side of zero, that is held at all: just inside what [`NaiveDate`] can hold.
pub(super) const LONGEST: i32 = 262_000;

/// Doubt about a whole date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// `~`: the source or the reckoning gives it as near the truth.
    Approximate,
    /// `?`: the source doubts it.
    Uncertain,
    /// `%`: both.
    Both,
}

impl Qualifier {
    /// The EDTF sign.
    pub const fn sign(self) -> char {
        match self {
            Self::Approximate => '~',
            Self::Uncertain => '?',
            Self::Both => '%',
        }
    }

    /// The two doubts together.
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Approximate, Self::Approximate) => Self::Approximate,
            (Self::Uncertain, Self::Uncertain) => Self::Uncertain,
            _ => Self::Both,
        }
    }

    pub(super) const fn from_sign(sign: u8) -> Option<Self> {
        match sign {
            b'~' => Some(Self::Approximate),
            b'?' => Some(Self::Uncertain),
            b'%' => Some(Self::Both),
            _ => None,
        }
    }
}

/// A season, by its meteorological months in the northern hemisphere, where the text's readers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Season {
    /// March to May, `21`.
    Spring,
    /// June to August, `22`.
    Summer,
    /// September to November, `23`.
    Autumn,
    /// December to the end of February of the *next* year, `24`: winter 2014 ends in 2015.
    Winter,
}

impl Season {
    /// The four seasons in the order of their codes.
    pub const ALL: [Self; 4] = [Self::Spring, Self::Summer, Self::Autumn, Self::Winter];

    /// The EDTF code, 21 to 24.
    pub const fn code(self) -> u8 {
        match self {
            Self::Spring => 21,
            Self::Summer => 22,
            Self::Autumn => 23,
            Self::Winter => 24,
        }
    }

    /// The season of an EDTF code.
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            21 => Some(Self::Spring),
            22 => Some(Self::Summer),
            23 => Some(Self::Autumn),
            24 => Some(Self::Winter),
            _ => None,
        }
    }

    /// The first month of the season.
    pub const fn first_month(self) -> u8 {
        match self {
            Self::Spring => 3,
            Self::Summer => 6,
            Self::Autumn => 9,
            Self::Winter => 12,
        }
    }
}

/// What an [`EdtfDate`] names. Free to read and match; it becomes a date only through [`EdtfDate::new`], which
/// checks it.
///
/// The masked units count by their leading digits: `Century(18)` is `18XX`, 1800 to 1899. A negative prefix runs
/// away from zero, as the mask does: `Century(-4)` is `-04XX`, -0499 to -0400. The years -0099 to 0000 and their
/// like have no mask; see [`Edtf::century_bc`](super::Edtf::century_bc).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    /// `1XXX`, by its first digit.
    Millennium(i32),
    /// `18XX`, by its first two digits.
    Century(i32),
    /// `194X`, by its first three digits.
    Decade(i32),
    /// `1948`, `-0752`, `Y12000`; astronomical, so 753 BC is -752.
    Year(i32),
    /// `2014-40`.
    Half {
        /// The year.
        year: i32,
        /// 1 or 2.
        half: u8,
    },
    /// `2015-33`.
    Quarter {
        /// The year.
        year: i32,
        /// 1 to 4.
        quarter: u8,
    },
    /// `2014-21`.
    Season {
        /// The year in which the season begins.
        year: i32,
        /// Which season.
        season: Season,
    },
    /// `1955-05`.
    Month {
        /// The year.
        year: i32,
        /// 1 to 12.
        month: u8,
    },
    /// `1947-03-04`.
    Day(NaiveDate),
}

/// One EDTF date, with its doubt and its first and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EdtfDate {
    precision: Precision,
    qualifier: Option<Qualifier>,
    first: NaiveDate,
    last: NaiveDate,
}

impl EdtfDate {
    /// The date of that precision, if there is one and EDTF can spell it.
    pub fn new(precision: Precision) -> Result<Self, EdtfError> {
        let (first, last) = match precision {
            Precision::Millennium(prefix) => masked_years(prefix, 1_000)?,
            Precision::Century(prefix) => masked_years(prefix, 100)?,
            Precision::Decade(prefix) => masked_years(prefix, 10)?,
            Precision::Year(year) => {
                in_range(year, LONGEST)?;
                months(year, 1, 12)?
            }
            Precision::Half { year, half } => {
                if !(1..=2).contains(&half) {
                    return Err(EdtfErrorKind::Half(half).into());
                }
                in_range(year, FOUR_DIGITS)?;
                months(year, half * 6 - 5, 6)?
            }
            Precision::Quarter { year, quarter } => {
                if !(1..=4).contains(&quarter) {
                    return Err(EdtfErrorKind::Quarter(quarter).into());
                }
                in_range(year, FOUR_DIGITS)?;
                months(year, quarter * 3 - 2, 3)?
            }
            Precision::Season { year, season } => {
                in_range(year, FOUR_DIGITS)?;
                months(year, season.first_month(), 3)?
            }
            Precision::Month { year, month } => {
                if !(1..=12).contains(&month) {
                    return Err(EdtfErrorKind::Month(month).into());
                }
                in_range(year, FOUR_DIGITS)?;
                months(year, month, 1)?
            }
            Precision::Day(day) => {
                in_range(day.year(), FOUR_DIGITS)?;
                (day, day)
            }
        };
        Ok(Self {
            precision,
            qualifier: None,
            first,
            last,
        })
    }

    /// A day. The 31st of February is an error.
    pub fn day(year: i32, month: u8, day: u8) -> Result<Self, EdtfError> {
        if !(1..=12).contains(&month) {
            return Err(EdtfErrorKind::Month(month).into());
        }
        in_range(year, FOUR_DIGITS)?;
        let day = NaiveDate::from_ymd_opt(year, month.into(), day.into())
            .ok_or(EdtfErrorKind::Day { year, month, day })?;
        Self::new(Precision::Day(day))
    }

    /// A month.
    pub fn month(year: i32, month: u8) -> Result<Self, EdtfError> {
        Self::new(Precision::Month { year, month })
    }

    /// A year, astronomical: 1 BC is 0.
    pub fn year(year: i32) -> Result<Self, EdtfError> {
        Self::new(Precision::Year(year))
    }

    /// A season.
    pub fn season(year: i32, season: Season) -> Result<Self, EdtfError> {
        Self::new(Precision::Season { year, season })
    }

    /// A quarter, 1 to 4.
    pub fn quarter(year: i32, quarter: u8) -> Result<Self, EdtfError> {
        Self::new(Precision::Quarter { year, quarter })
    }

    /// Half a year, 1 or 2.
    pub fn half(year: i32, half: u8) -> Result<Self, EdtfError> {
        Self::new(Precision::Half { year, half })
    }

    /// Ten years by their first three digits: `decade(194)` is `194X`.
    pub fn decade(prefix: i32) -> Result<Self, EdtfError> {
        Self::new(Precision::Decade(prefix))
    }

    /// A hundred years by their first two digits: `century(18)` is `18XX`, the 19th century.
    pub fn century(prefix: i32) -> Result<Self, EdtfError> {
        Self::new(Precision::Century(prefix))
    }

    /// A thousand years by their first digit: `millennium(1)` is `1XXX`.
    pub fn millennium(prefix: i32) -> Result<Self, EdtfError> {
        Self::new(Precision::Millennium(prefix))
    }

    /// What the date names.
    pub const fn precision(&self) -> Precision {
        self.precision
    }

    /// The doubt about it, if any.
    pub const fn qualifier(&self) -> Option<Qualifier> {
        self.qualifier
    }

    /// The first day, proleptic Gregorian.
    pub const fn first_day(&self) -> NaiveDate {
        self.first
    }

    /// The last day, inclusive, proleptic Gregorian.
    pub const fn last_day(&self) -> NaiveDate {
        self.last
    }

    /// The unit it names.
    pub const fn granularity(&self) -> Granularity {
        match self.precision {
            Precision::Millennium(_) => Granularity::Millennium,
            Precision::Century(_) => Granularity::Century,
            Precision::Decade(_) => Granularity::Decade,
            Precision::Year(_) => Granularity::Year,
            Precision::Half { .. } => Granularity::Half,
            Precision::Quarter { .. } => Granularity::Quarter,
            Precision::Season { .. } => Granularity::Season,
            Precision::Month { .. } => Granularity::Month,
            Precision::Day(_) => Granularity::Day,
        }
    }

    /// The same date with that doubt *added* to what it had: `~` and `?` make `%`.
    #[must_use]
    pub fn with_qualifier(self, qualifier: Qualifier) -> Self {
        Self {
            qualifier: Some(self.qualifier.map_or(qualifier, |old| old.and(qualifier))),
            ..self
        }
    }

    /// Whether it is `~` or `%`.
    pub const fn is_approximate(&self) -> bool {
        matches!(
            self.qualifier,
            Some(Qualifier::Approximate | Qualifier::Both)
        )
    }
}

fn in_range(year: i32, limit: i32) -> Result<(), EdtfError> {
    if (-limit..=limit).contains(&year) {
        Ok(())
    } else {
        Err(EdtfErrorKind::YearOutOfRange(year.into()).into())
    }
}

/// First and last day of `count` months from that one; the months may run into the next year.
fn months(year: i32, month: u8, count: u8) -> Result<(NaiveDate, NaiveDate), EdtfError> {
    let beyond = month + count;
    let (next_year, next_month) = if beyond > 12 {
        (year + 1, beyond - 12)
    } else {
        (year, beyond)
    };
    let first = NaiveDate::from_ymd_opt(year, month.into(), 1);
    let last = NaiveDate::from_ymd_opt(next_year, next_month.into(), 1)
        .and_then(|following| following.pred_opt());
    first
        .zip(last)
        .ok_or_else(|| EdtfErrorKind::YearOutOfRange(year.into()).into())
}

/// First and last day of the `width` years that share a prefix.
fn masked_years(prefix: i32, width: i32) -> Result<(NaiveDate, NaiveDate), EdtfError> {
    let out_of_range =
        || EdtfErrorKind::YearOutOfRange(i64::from(prefix).saturating_mul(width.into()));
    let near = prefix.checked_mul(width).ok_or_else(out_of_range)?;
    let (first_year, last_year) = if prefix < 0 {
        (near.saturating_sub(width - 1), near)
    } else {
        (near, near.saturating_add(width - 1))
    };
    in_range(first_year, FOUR_DIGITS)
        .and(in_range(last_year, FOUR_DIGITS))
        .map_err(|_| out_of_range())?;
    Ok((months(first_year, 1, 12)?.0, months(last_year, 1, 12)?.1))
}
