//! Dates told twice: by two calendars, in two forms, with their weekday.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::Regex;

use super::Check;
use super::oracle::{DateReading, Oracle, is_digit, loose, number, trimmed};
use crate::calendar::agree;
use crate::extract::DateMention;
use crate::rules::Output;

/// Days that a Hijri month may begin earlier or later than the tables say.
const SIGHTING: u32 = 2;

/// The first day of the Gregorian calendar.
const REFORM: NaiveDate = NaiveDate::from_ymd_opt(1582, 10, 15).unwrap();

/// Names of weekdays by their number from Monday.
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// What may join two tellings, the surest first.
static JOINTS: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    let words = loose("الموافقة|الموافقين|الموافق|للموافق|المصادف|المقابل");
    let small = loose("ل|في|فيه|فيها|إلى");
    [
        format!(
            r"[\s،,(]+(?:{words})(?:\s+(?:{small}))?\s+(?:{})?",
            loose("ل")
        ),
        r"\s*\(\s*".to_owned(),
        "\\s*[/،,\u{640}\u{2010}-\u{2015}-]\\s*".to_owned(),
    ]
    .map(|pattern| Regex::new(&pattern).expect("written here, and used in the tests"))
});

/// What may stand between two mentions that tell one date.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    let words = loose("الموافقة|الموافقين|الموافق|للموافق|المصادف|المقابل");
    let pattern = format!(r"^[\s)]*(?:\(|/|[\s،,(]*(?:{words})(?:\s+(?:ل|في|فيه))?)[\s(]*ل?$");
    Regex::new(&pattern).expect("written here, and used in the tests")
});

/// A weekday in brackets behind a date.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(r"^\s*\(\s*(?:{}\s+)?([^\s()،,.]+)\s*\)", loose("يوم"));
    Regex::new(&pattern).expect("written here, and used in the tests")
});

/// One half of a date: where it stands and what it says alone.
type Part = (Range<usize>, DateReading);

impl Oracle<'_> {
    /// All dates of the document.
    pub(super) fn dates(&mut self) {
        let extraction = self.extraction;
        let mut before: Option<Range<usize>> = None;
        for date in &extraction.dates {
            let bytes = date.place.span.bytes();
            let parts = self.split(date, &bytes);
            match parts.as_slice() {
                [first, second] => self.two_dates(first, second),
                _ => {
                    if let Some(before) = &before {
                        self.neighbours(before, &bytes);
                    }
                }
            }
            self.weekday(&bytes, &parts);
            before = Some(bytes);
        }
    }

    /// The two tellings that a mention is made of, else the mention, if it can
    /// be read alone.
    fn split(&self, date: &DateMention, bytes: &Range<usize>) -> Vec<Part> {
        let rule = self.extractor.pack().rule(date.place.rule);
        let told_twice = matches!(&rule.output, Output::Date { also: Some(_), .. });
        let text = self.text(bytes);
        for joint in JOINTS.iter() {
            for joint in joint.find_iter(text) {
                let first = bytes.start..bytes.start + joint.start();
                let second = bytes.start + joint.end()..bytes.end;
                let [first, second] =
                    [first, second].map(|half| trimmed(&self.document.text, half));
                // Two bare figures with a dash are a stretch of time.
                let bare = |half: &Range<usize>| self.text(half).chars().all(is_digit);
                let surely = is_word(&joint) || joint.as_str().contains('(');
                if (bare(&first) || bare(&second)) && !surely {
                    continue;
                }
                let Some((a, b)) = self.date_alone(&first).zip(self.date_alone(&second)) else {
                    continue;
                };
                if told_twice || a.hijri != b.hijri {
                    return vec![(first, a), (second, b)];
                }
            }
        }
        let whole = self
            .date_alone(bytes)
            .map(|reading| (bytes.clone(), reading));
        whole.into_iter().collect()
    }

    /// Two mentions, the second behind the first, that may tell one date.
    fn neighbours(&mut self, before: &Range<usize>, bytes: &Range<usize>) {
        if before.end > bytes.start || !BETWEEN.is_match(self.text(&(before.end..bytes.start))) {
            return;
        }
        let readings = self.date_alone(before).zip(self.date_alone(bytes));
        if let Some((a, b)) = readings.filter(|(a, b)| a.hijri != b.hijri) {
            self.two_dates(&(before.clone(), a), &(bytes.clone(), b));
        }
    }

    fn two_dates(&mut self, first: &Part, second: &Part) {
        let (a, b) = (&first.1, &second.1);
        if a.hijri != b.hijri && a.day.is_some() && b.day.is_some() {
            let other = if a.hijri { b } else { a };
            if let Some(day) = other.day.filter(|&day| day < REFORM) {
                return self.julian(first, second, day);
            }
        }
        let (check, tolerance) = if a.hijri == b.hijri {
            (Check::SameCalendar, 0)
        } else {
            (Check::HijriGregorian, SIGHTING)
        };
        // From the Hijri half to the other, whichever stands first.
        let days = a.day.zip(b.day).map(|(a_day, b_day)| {
            let days = (b_day - a_day).num_days();
            if b.hijri && !a.hijri { -days } else { days }
        });
        let agrees = agree(a.days, b.days, tolerance);
        let [first, second] =
            [first, second].map(|(bytes, date)| (bytes.clone(), date.value.clone()));
        self.tell(check, first, second, agrees, days);
    }

    /// A Hijri day beside one before the reform of the calendar: texts tell it by
    /// the Julian calendar, whatever the rules take it for.
    fn julian(&mut self, first: &Part, second: &Part, day: NaiveDate) {
        let hijri = [first, second].into_iter().find(|part| part.1.hijri);
        let Some(hijri) = hijri.and_then(|part| part.1.day) else {
            return;
        };
        let days = (from_julian(day) - hijri).num_days();
        let half = |part: &Part| {
            let julian = if part.1.hijri { "" } else { " (Julian)" };
            (part.0.clone(), format!("{}{julian}", part.1.value))
        };
        let agrees = days.unsigned_abs() <= u64::from(SIGHTING);
        self.tell(
            Check::HijriJulian,
            half(first),
            half(second),
            agrees,
            Some(days),
        );
    }

    /// A weekday at the front of a mention or in brackets behind it.
    fn weekday(&mut self, bytes: &Range<usize>, parts: &[Part]) {
        // A Gregorian day is exact; a Hijri one is asked only where there is no other.
        let days = || parts.iter().filter(|part| part.1.day.is_some());
        let Some(part) = days().find(|part| !part.1.hijri).or_else(|| days().next()) else {
            return;
        };
        let Some((place, number)) = self.weekday_of(bytes) else {
            return;
        };
        let (span, reading) = part;
        let Some(day) = reading.day.filter(|&day| reading.hijri || day >= REFORM) else {
            return;
        };
        let told = i64::from(day.weekday().num_days_from_monday());
        // The nearest day of that name: from three before to three behind.
        let days = (number - told + 10).rem_euclid(7) - 3;
        let (check, tolerance) = if reading.hijri {
            (Check::WeekdayHijri, 1)
        } else {
            (Check::Weekday, 0)
        };
        let name = |number: i64| WEEKDAYS[number.rem_euclid(7) as usize].to_owned();
        let value = format!("{}, a {}", reading.value, name(told));
        let date = if span.contains(&place.start) {
            place.end..span.end
        } else {
            span.clone()
        };
        let (first, second) = ((place, name(number)), (date, value));
        let agrees = days.abs() <= tolerance;
        self.tell(check, first, second, agrees, Some(days));
    }

    /// The weekday told with a mention, and its number from Monday, 0.
    fn weekday_of(&self, bytes: &Range<usize>) -> Option<(Range<usize>, i64)> {
        let in_front = self.weekday_in(bytes, 2);
        in_front.or_else(|| {
            let rest = &self.document.text[bytes.end..];
            let word = BEHIND.captures(rest)?.get(1)?.range();
            self.weekday_in(&(bytes.end + word.start..bytes.end + word.end), 1)
        })
    }

    /// A weekday among the first units of a stretch.
    fn weekday_in(&self, bytes: &Range<usize>, units: usize) -> Option<(Range<usize>, i64)> {
        let seen = self.examine(bytes);
        let weekday = seen
            .units
            .iter()
            .take(units)
            .find(|unit| unit.classes.iter().any(|class| class == "WEEKDAY"))?;
        let place = weekday.span.bytes();
        let number = i64::from(number(weekday)?);
        Some((
            bytes.start + place.start..bytes.start + place.end,
            (number - 1).rem_euclid(7),
        ))
    }
}

/// Whether a joint has a word in it.
fn is_word(joint: &regex::Match<'_>) -> bool {
    joint.as_str().chars().any(char::is_alphabetic)
}

/// The day whose year, month and day of the Julian calendar are those of `day`.
fn from_julian(day: NaiveDate) -> NaiveDate {
    let year = day.year() - i32::from(day.month() <= 2);
    let behind = year.div_euclid(100) - year.div_euclid(400) - 2;
    day + chrono::TimeDelta::days(i64::from(behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_julian_calendar_falls_behind() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (julian, gregorian) in [
            ("1258-02-10", "1258-02-17"),
            ("1492-01-02", "1492-01-11"),
            ("0711-07-19", "0711-07-23"),
            ("1582-10-05", "1582-10-15"),
        ] {
            assert_eq!(from_julian(day(julian)), day(gregorian), "{julian}");
        }
    }
}
