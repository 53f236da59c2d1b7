//! The part of EDTF (ISO 8601-2) that this project emits, as a type.
//!
//! Why a type: the value column is what analysts join and sort on, so a value that EDTF cannot spell, or that
//! names no day, must be impossible to write. It must never hold anything the strict parser would not read back.
//!
//! What is here beyond a plain date: centuries and decades by mask (`18XX`, `194X`), astronomical years
//! (`-0752` is 753 BC), seasons 21–24 (northern), quarters 33–36, halves 40–41, the qualifiers `~ ? %` on a
//! whole date, intervals with open (`..`) and unknown (empty) ends, and one-of sets (`[1990,1992..1994]`).

mod date;
mod display;
mod error;
mod parse;
#[cfg(test)]
mod tests;
mod timex3;
mod week;

use chrono::NaiveDate;

pub use date::{EdtfDate, Precision, Qualifier, Season};
pub use error::{EdtfError, EdtfErrorKind};
pub use week::IsoWeek;

use super::{DayRange, Granularity};

/// An EDTF value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Edtf {
    /// One date: `1947-03-04`, `194X`.
    Date(EdtfDate),
    /// A stretch between two bounds: `1989/1991`, `1990/..`.
    Interval(Interval),
    /// An ISO week, spelt as the interval of its Monday and Sunday. Parsing the spelling gives an interval:
    /// that it was a week is known only to [`Edtf::granularity`] and [`Edtf::timex3`].
    Week(IsoWeek),
    /// One of several: `[1990,1992]`.
    OneOf(Alternatives),
}

/// One end of an [`Interval`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// A date.
    Date(EdtfDate),
    /// `..`: the stretch has no end on this side.
    Open,
    /// Nothing written: there is an end, but it is not known.
    Unknown,
}

impl From<EdtfDate> for Bound {
    fn from(date: EdtfDate) -> Self {
        Self::Date(date)
    }
}

/// Two bounds in order, at least one of them a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interval {
    start: Bound,
    end: Bound,
}

impl Interval {
    /// The stretch from one bound to the other, inclusive. It is in order when the first day of the start is not
    /// after the last day of the end, so bounds of unequal precision (`1948-05/1948`) are accepted.
    pub fn new(start: impl Into<Bound>, end: impl Into<Bound>) -> Result<Self, EdtfError> {
        let (start, end) = (start.into(), end.into());
        match (start, end) {
            (Bound::Date(first), Bound::Date(last)) if first.first_day() > last.last_day() => {
                Err(EdtfErrorKind::Reversed.into())
            }
            (Bound::Date(_), _) | (_, Bound::Date(_)) => Ok(Self { start, end }),
            _ => Err(EdtfErrorKind::NoBound.into()),
        }
    }

    /// Where it begins.
    pub const fn start(&self) -> Bound {
        self.start
    }

    /// Where it ends.
    pub const fn end(&self) -> Bound {
        self.end
    }

    fn map(self, change: impl Fn(EdtfDate) -> EdtfDate) -> Self {
        let change = |bound| match bound {
            Bound::Date(date) => Bound::Date(change(date)),
            other => other,
        };
        Self {
            start: change(self.start),
            end: change(self.end),
        }
    }
}

/// At least two different readings, in the order of preference: dates, weeks and intervals without an unknown
/// end, never a set in a set.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Alternatives(Vec<Edtf>);

impl Alternatives {
    /// The readings, the preferred one first.
    pub fn as_slice(&self) -> &[Edtf] {
        &self.0
    }
}

impl From<EdtfDate> for Edtf {
    fn from(date: EdtfDate) -> Self {
        Self::Date(date)
    }
}

impl From<Interval> for Edtf {
    fn from(interval: Interval) -> Self {
        Self::Interval(interval)
    }
}

impl From<IsoWeek> for Edtf {
    fn from(week: IsoWeek) -> Self {
        Self::Week(week)
    }
}

impl Edtf {
    /// A stretch from one bound to the other.
    pub fn interval(start: impl Into<Bound>, end: impl Into<Bound>) -> Result<Self, EdtfError> {
        Interval::new(start, end).map(Self::Interval)
    }

    /// An ISO week by year and number.
    pub fn week(year: i32, week: u8) -> Result<Self, EdtfError> {
        IsoWeek::new(year, week).map(Self::Week)
    }

    /// One of several readings, the preferred one first. Sets inside are opened, repeats dropped; if one reading
    /// is left it is the value.
    pub fn one_of(readings: impl IntoIterator<Item = Self>) -> Result<Self, EdtfError> {
        let mut flat: Vec<Self> = Vec::new();
        for reading in readings {
            let inner = match reading {
                Self::OneOf(Alternatives(inner)) => inner,
                other => vec![other],
            };
            for reading in inner {
                if !flat.contains(&reading) {
                    flat.push(reading);
                }
            }
        }
        if flat.len() == 1 {
            return flat.pop().ok_or_else(|| EdtfErrorKind::Set.into());
        }
        let in_a_set = |reading: &Self| match reading {
            Self::Interval(i) => i.start != Bound::Unknown && i.end != Bound::Unknown,
            _ => true,
        };
        if flat.is_empty() || !flat.iter().all(in_a_set) {
            return Err(EdtfErrorKind::Set.into());
        }
        Ok(Self::OneOf(Alternatives(flat)))
    }

    /// The `n`-th century of our era, by mask: the 19th is `18XX`.
    pub fn century_ce(n: u16) -> Result<Self, EdtfError> {
        EdtfDate::century(i32::from(n) - 1)
            .and_then(positive(n))
            .map(Self::Date)
    }

    /// The `n`-th century before our era. The fifth, 500 to 401 BC, is `-04XX` exactly; the first, 100 to 1 BC,
    /// is -0099 to 0000, which no mask covers, so it is `-0099/0000`.
    pub fn century_bc(n: u16) -> Result<Self, EdtfError> {
        Self::before_our_era(n, 100, EdtfDate::century)
    }

    /// The `n`-th millennium of our era: the second is `1XXX`.
    pub fn millennium_ce(n: u16) -> Result<Self, EdtfError> {
        EdtfDate::millennium(i32::from(n) - 1)
            .and_then(positive(n))
            .map(Self::Date)
    }

    /// The `n`-th millennium before our era: the third is `-2XXX`, the first `-0999/0000`.
    pub fn millennium_bc(n: u16) -> Result<Self, EdtfError> {
        Self::before_our_era(n, 1_000, EdtfDate::millennium)
    }

    /// The decade before our era that is called by `year`: the 490s BC are 499 to 490 BC, -0498 to -0489. A mask
    /// would be a year off (`-049X` is -0499 to -0490), so it is always an interval.
    pub fn decade_bc(year: u16) -> Result<Self, EdtfError> {
        let near = i32::from(year / 10 * 10);
        Self::interval(
            EdtfDate::year(1 - (near + 9))?,
            EdtfDate::year(1 - near.max(1))?,
        )
    }

    /// The year `n` BC: 753 BC is `-0752`, 1 BC is `0000`.
    pub fn year_bc(n: u32) -> Result<Self, EdtfError> {
        let year = 1 - i64::from(n);
        i32::try_from(year)
            .ok()
            .filter(|_| n > 0)
            .ok_or_else(|| EdtfErrorKind::YearOutOfRange(year).into())
            .and_then(EdtfDate::year)
            .map(Self::Date)
    }

    fn before_our_era(
        n: u16,
        width: i32,
        mask: fn(i32) -> Result<EdtfDate, EdtfError>,
    ) -> Result<Self, EdtfError> {
        match n {
            0 => Err(EdtfErrorKind::YearOutOfRange(0).into()),
            1 => Self::interval(EdtfDate::year(1 - width)?, EdtfDate::year(0)?),
            _ => mask(1 - i32::from(n)).map(Self::Date),
        }
    }

    /// The first day; `None` when that side is open or unknown. Of a set, the first day of the earliest reading.
    pub fn earliest(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(date.first_day()),
            Self::Week(week) => Some(week.monday().first_day()),
            Self::Interval(Interval { start, .. }) => match start {
                Bound::Date(date) => Some(date.first_day()),
                Bound::Open | Bound::Unknown => None,
            },
            Self::OneOf(Alternatives(readings)) => readings
                .iter()
                .map(Self::earliest)
                .collect::<Option<Vec<_>>>()?
                .into_iter()
                .min(),
        }
    }

    /// The last day, inclusive; `None` when that side is open or unknown. Of a set, that of the latest reading.
    pub fn latest(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(date.last_day()),
            Self::Week(week) => Some(week.sunday().last_day()),
            Self::Interval(Interval { end, .. }) => match end {
                Bound::Date(date) => Some(date.last_day()),
                Bound::Open | Bound::Unknown => None,
            },
            Self::OneOf(Alternatives(readings)) => readings
                .iter()
                .map(Self::latest)
                .collect::<Option<Vec<_>>>()?
                .into_iter()
                .max(),
        }
    }

    /// The first and the last day together; `None` when either side is open or unknown.
    pub fn days(&self) -> Option<DayRange> {
        DayRange::new(self.earliest()?, self.latest()?)
    }

    /// The unit it names; of a set, that of the preferred reading.
    pub fn granularity(&self) -> Granularity {
        match self {
            Self::Date(date) => date.granularity(),
            Self::Week(_) => Granularity::Week,
            Self::Interval(_) => Granularity::Interval,
            Self::OneOf(Alternatives(readings)) => readings
                .first()
                .map_or(Granularity::Interval, Self::granularity),
        }
    }

    /// The same value with that doubt added to every date in it.
    #[must_use]
    pub fn with_qualifier(self, qualifier: Qualifier) -> Self {
        match self {
            Self::Date(date) => Self::Date(date.with_qualifier(qualifier)),
            Self::Week(week) => Self::Week(week.with_qualifier(qualifier)),
            Self::Interval(interval) => {
                Self::Interval(interval.map(|date| date.with_qualifier(qualifier)))
            }
            Self::OneOf(Alternatives(readings)) => Self::OneOf(Alternatives(
                readings
                    .into_iter()
                    .map(|reading| reading.with_qualifier(qualifier))
                    .collect(),
            )),
        }
    }

    /// Whether any date in it is `~` or `%`.
    pub fn is_approximate(&self) -> bool {
        match self {
            Self::Date(date) => date.is_approximate(),
            Self::Week(week) => week.monday().is_approximate(),
            Self::Interval(interval) => [interval.start, interval.end]
                .iter()
                .any(|bound| matches!(bound, Bound::Date(date) if date.is_approximate())),
            Self::OneOf(Alternatives(readings)) => readings.iter().any(Self::is_approximate),
        }
    }
}

/// Ordinals begin at one: there is no zeroth century.
fn positive(n: u16) -> impl Fn(EdtfDate) -> Result<EdtfDate, EdtfError> {
    move |date| {
        if n == 0 {
            Err(EdtfErrorKind::YearOutOfRange(0).into())
        } else {
            Ok(date)
        }
    }
}
