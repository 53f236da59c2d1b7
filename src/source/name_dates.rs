//! The day of a document from the name of its file: `2024-05-06-news.txt`.
//!
//! Only what the caller asks for, by a pattern: names have numbers of many kinds,
//! and a guess would move every relative date.

use std::str::FromStr;

use chrono::NaiveDate;
use regex::{Captures, Regex};

/// Where in a file's name its date stands.
#[derive(Clone, Debug)]
pub struct NameDates {
    pattern: Regex,
    said: String,
}

/// A pattern that tells no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}; write YYYY, MM and DD, or a regular expression with the groups year, month and day")]
pub struct NameDatesError(String);

impl FromStr for NameDates {
    type Err = NameDatesError;

    /// Reads `YYYY-MM-DD`, `DDMMYYYY` or the like, or a regular expression with
    /// `(?<year>…)`, `(?<month>…)` and `(?<day>…)`.
    fn from_str(said: &str) -> Result<Self, NameDatesError> {
        let pattern = if said.contains("(?<") || said.contains("(?P<") {
            said.to_owned()
        } else {
            let group = |name: &str, digits: usize| format!("(?<{name}>[0-9]{{{digits}}})");
            regex::escape(said)
                .replacen("YYYY", &group("year", 4), 1)
                .replacen("MM", &group("month", 2), 1)
                .replacen("DD", &group("day", 2), 1)
        };
        let pattern = Regex::new(&pattern).map_err(|error| NameDatesError(error.to_string()))?;
        for wanted in ["year", "month", "day"] {
            if !pattern.capture_names().flatten().any(|name| name == wanted) {
                return Err(NameDatesError(format!("the pattern has no {wanted}")));
            }
        }
        Ok(Self {
            pattern,
            said: said.to_owned(),
        })
    }
}

impl NameDates {
    /// The pattern as the caller wrote it.
    pub fn as_str(&self) -> &str {
        &self.said
    }

    /// The first day in the name that there is in the calendar.
    pub(super) fn day_of(&self, name: &str) -> Option<NaiveDate> {
        self.pattern
            .captures_iter(name)
            .find_map(|found| day(&found))
    }
}

/// The day that the groups tell.
fn day(found: &Captures<'_>) -> Option<NaiveDate> {
    let number = |name: &str| found.name(name)?.as_str().parse().ok();
    let year: u32 = number("year")?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number("month")?, number("day")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day_of(pattern: &str, name: &str) -> Option<String> {
        let pattern: NameDates = pattern.parse().unwrap();
        pattern.day_of(name).map(|day| day.to_string())
    }

    #[test]
    fn patterns_find_days() {
        for (pattern, name, expected) in [
            ("YYYY-MM-DD", "news/2024-05-06-a.txt", Some("2024-05-06")),
            ("YYYYMMDD", "n20240506.txt", Some("2024-05-06")),
            ("DD.MM.YYYY", "06.05.2024.txt", Some("2024-05-06")),
            ("YYYY/MM/DD", "2024/05/06/a.txt", Some("2024-05-06")),
            (
                "YYYY-MM-DD",
                "2024-13-06 2024-02-30 2023-12-31",
                Some("2023-12-31"),
            ),
            ("YYYY-MM-DD", "a.txt", None),
            (
                r"^(?<day>\d+)-(?<month>\d+)-(?P<year>\d+)_",
                "6-5-2024_1.txt",
                Some("2024-05-06"),
            ),
        ] {
            assert_eq!(day_of(pattern, name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn patterns_without_a_day_are_refused() {
        for (pattern, said) in [
            ("YYYY-MM", "no day"),
            ("", "no year"),
            ("(?<year>", "unclosed"),
            (r"(?<year>\d+)", "no month"),
        ] {
            let error = pattern.parse::<NameDates>().unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
    }
}
