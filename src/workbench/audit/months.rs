//! Months told twice: by a Levantine and another name, by number and name.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::Datelike;
use regex::Regex;

use super::Check;
use super::oracle::{Oracle, is_digit, loose, number};
use crate::extract::SeenUnit;

/// The words that Levantine names of months begin with: a closed set.
static LEVANTINE: LazyLock<Regex> = LazyLock::new(|| {
    let words = loose("كانون|شباط|اذار|نيسان|ايار|حزيران|تموز|اب|ايلول|تشرين");
    let pattern =
        format!(r"(?:^|[^\p{{L}}\p{{M}}])[وفبلك]{{0,2}}(?:{words})(?:[^\p{{L}}\p{{M}}]|$)");
    Regex::new(&pattern).expect("written here, and used in the tests")
});

/// Where a number and a name of a month may stand side by side.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    let digits = r"[0-9\u{660}-\u{669}]{1,2}";
    let pattern = format!(r"\(\s*{digits}\s*[/)]|{}\s+{digits}\s*[(/]", loose("شهر"));
    Regex::new(&pattern).expect("written here, and used in the tests")
});

impl Oracle<'_> {
    /// All sentences with such months.
    pub(super) fn months(&mut self) {
        let extraction = self.extraction;
        for sentence in &extraction.sentences {
            let bytes = sentence.bytes();
            let text = self.text(&bytes);
            let (names, numbers) = (LEVANTINE.is_match(text), NUMBERED.is_match(text));
            if !names && !numbers {
                continue;
            }
            let units = self.examine(&bytes).units;
            for at in 0..units.len() {
                if names {
                    self.two_names(bytes.start, &units[at..]);
                }
                if numbers {
                    self.number_behind(bytes.start, &units[at..]);
                    self.number_before(bytes.start, &units[at..]);
                }
            }
        }
    }

    /// `تموز/يوليو`, `ديسمبر (كانون الأول)`, `مارس آذار`.
    fn two_names(&mut self, base: usize, units: &[SeenUnit]) {
        let (second, joined) = match units {
            [_, joint, second, ..] if ["/", "("].contains(&&*joint.text) => (second, true),
            [_, second, ..] => (second, false),
            _ => return,
        };
        let first = &units[0];
        let Some((a, b)) = month(first).zip(month(second)) else {
            return;
        };
        if LEVANTINE.is_match(&first.text) == LEVANTINE.is_match(&second.text) {
            return;
        }
        // Side by side without a joint, other months are a list.
        if a == b || joined {
            self.tell_months(
                Check::MonthNames,
                (place(base, first), a),
                (place(base, second), b),
            );
        }
    }

    /// `يوليو (7)`, `كانون الثاني (20/1/1945)`.
    fn number_behind(&mut self, base: usize, units: &[SeenUnit]) {
        let [name, open, figure, next, ..] = units else {
            return;
        };
        let Some(a) = month(name).filter(|_| open.text == "(") else {
            return;
        };
        if next.text == ")" {
            let b = number(figure).filter(|b| (1..=12).contains(b) && is_figure(figure));
            if let Some(b) = b {
                self.tell_months(
                    Check::MonthNumber,
                    (place(base, name), a),
                    (place(base, figure), b),
                );
            }
        } else if let Some(close) = units.iter().take(9).find(|unit| unit.text == ")") {
            let inside = base + figure.span.byte_start..base + close.span.byte_start;
            let reading = self.date_alone(&inside).filter(|reading| !reading.hijri);
            let figures = is_figure(figure) && ["/", "-", "."].contains(&&*next.text);
            if let Some(day) = reading.and_then(|reading| reading.day).filter(|_| figures) {
                let b = day.month() as i32;
                self.tell_months(Check::MonthNumber, (place(base, name), a), (inside, b));
            }
        }
    }

    /// `شهر 7 (تموز)`, `شهر 7/تموز`.
    fn number_before(&mut self, base: usize, units: &[SeenUnit]) {
        let [noun, figure, joint, name, ..] = units else {
            return;
        };
        let is_noun = noun
            .text
            .trim_start_matches(['و', 'ب', 'ل', 'ف'])
            .ends_with("شهر");
        let joined = ["/", "("].contains(&&*joint.text);
        let told = number(figure).filter(|_| is_noun && joined && is_figure(figure));
        if let Some((a, b)) = told.zip(month(name)) {
            self.tell_months(
                Check::MonthNumber,
                (place(base, figure), a),
                (place(base, name), b),
            );
        }
    }

    fn tell_months(
        &mut self,
        check: Check,
        first: (Range<usize>, i32),
        second: (Range<usize>, i32),
    ) {
        let agrees = first.1 == second.1;
        let value = |month: i32| format!("month {month}");
        self.tell(
            check,
            (first.0, value(first.1)),
            (second.0, value(second.1)),
            agrees,
            None,
        );
    }
}

/// The number of a Gregorian month's name.
fn month(unit: &SeenUnit) -> Option<i32> {
    let is_month = unit.classes.iter().any(|class| class == "MONTH");
    number(unit).filter(|_| is_month)
}

fn is_figure(unit: &SeenUnit) -> bool {
    unit.text.chars().all(is_digit)
}

fn place(base: usize, unit: &SeenUnit) -> Range<usize> {
    base + unit.span.byte_start..base + unit.span.byte_end
}
