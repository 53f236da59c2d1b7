//! The TIMEX3 `value` of an EDTF value. TIMEX3 is the poorer of the two (no qualifiers, no open ends, no sets),
//! so this is one way: it must never be parsed back.

use std::fmt::Write as _;

use chrono::Datelike;

use super::{Bound, Edtf, EdtfDate, Precision, Season};

impl Edtf {
    /// The TIMEX3 `value`: `1947-03-04`, `194`, `18`, `2014-SU`, `2015-Q3`, `2015-H1`, `2014-W05`, `1989/1991`.
    ///
    /// Before our era it follows HeidelTime: `BC0753` for -0752, `BC04` for `-04XX`. An open or unknown end is
    /// `XXXX`; of a set, the preferred reading; a qualifier is left out (see [`Edtf::timex3_mod`]).
    pub fn timex3(&self) -> String {
        match self {
            Self::Date(date) => date.timex3(),
            Self::Week(week) => format!("{}-W{:02}", timex3_year(week.year()), week.week()),
            Self::Interval(interval) => {
                let end = |bound| match bound {
                    Bound::Date(date) => EdtfDate::timex3(&date),
                    Bound::Open | Bound::Unknown => "XXXX".to_owned(),
                };
                format!("{}/{}", end(interval.start()), end(interval.end()))
            }
            Self::OneOf(readings) => readings
                .as_slice()
                .first()
                .map_or_else(String::new, Self::timex3),
        }
    }

    /// The TIMEX3 `mod` that goes with it: `APPROX` when any date is `~` or `%`.
    pub fn timex3_mod(&self) -> Option<&'static str> {
        self.is_approximate().then_some("APPROX")
    }
}

impl EdtfDate {
    /// The TIMEX3 `value` of one date; see [`Edtf::timex3`].
    pub fn timex3(&self) -> String {
        match self.precision() {
            Precision::Millennium(prefix) => masked(prefix, 1),
            Precision::Century(prefix) => masked(prefix, 2),
            Precision::Decade(prefix) => masked(prefix, 3),
            Precision::Year(year) => timex3_year(year),
            Precision::Half { year, half } => format!("{}-H{half}", timex3_year(year)),
            Precision::Quarter { year, quarter } => format!("{}-Q{quarter}", timex3_year(year)),
            Precision::Season { year, season } => {
                let code = match season {
                    Season::Spring => "SP",
                    Season::Summer => "SU",
                    Season::Autumn => "FA",
                    Season::Winter => "WI",
                };
                format!("{}-{code}", timex3_year(year))
            }
            Precision::Month { year, month } => format!("{}-{month:02}", timex3_year(year)),
            Precision::Day(day) => {
                let mut value = timex3_year(day.year());
                // Writing to a String cannot fail.
                let _ = write!(value, "-{:02}-{:02}", day.month(), day.day());
                value
            }
        }
    }
}

/// Astronomical years become years before our era again: 0 is 1 BC.
fn timex3_year(year: i32) -> String {
    if year > 0 {
        format!("{year:04}")
    } else {
        format!("BC{:04}", 1 - year)
    }
}

fn masked(prefix: i32, width: usize) -> String {
    let era = if prefix < 0 { "BC" } else { "" };
    let digits = prefix.unsigned_abs();
    format!("{era}{digits:0width$}")
}
