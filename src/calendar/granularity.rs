//! How long a stretch a date names. It is kept apart from the value because a value can be finer than what was
//! said: a Hijri year is a *year*, though its Gregorian value is an interval. It must never be guessed back from
//! the length of the stretch.

use std::fmt;

/// The unit of the calendar that a date mention names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Granularity {
    /// One day.
    Day,
    /// An ISO week.
    Week,
    /// A month.
    Month,
    /// A season of a year.
    Season,
    /// A quarter of a year.
    Quarter,
    /// Half a year.
    Half,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
    /// A thousand years.
    Millennium,
    /// A stretch between two bounds, whatever their own unit.
    Interval,
}

impl Granularity {
    /// Every granularity, from the shortest to the interval.
    pub const ALL: [Self; 11] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Season,
        Self::Quarter,
        Self::Half,
        Self::Year,
        Self::Decade,
        Self::Century,
        Self::Millennium,
        Self::Interval,
    ];

    /// The word written in a dataset.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Season => "season",
            Self::Quarter => "quarter",
            Self::Half => "half",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
            Self::Millennium => "millennium",
            Self::Interval => "interval",
        }
    }
}

impl fmt::Display for Granularity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
