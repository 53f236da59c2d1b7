//! Which units of a text matter for a question: those of the mention, or else
//! those that could denote the value.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{Edtf, HijriDate};
use crate::extract::{SeenUnit, Span};
use crate::workbench::MentionType;

use super::question::Question;
use super::words::{Entity, Words};

/// What the lexicon knows of the country or organization expected.
pub fn entity(question: &Question, words: &Words<'_>) -> Option<Entity> {
    match (question.kind?, question.value.as_deref()?) {
        (MentionType::Date, _) => None,
        (kind, key) => Some(words.entity(kind, key)),
    }
}

/// How much each unit matters.
pub struct Weights {
    places: Vec<Span>,
    numbers: Vec<[Option<i32>; 3]>,
    /// Whether all units matter alike.
    all: bool,
}

impl Weights {
    /// The weights for a question.
    pub fn new(question: &Question, entity: Option<&Entity>, text: &str) -> Self {
        let mut weights = Self {
            places: Vec::new(),
            numbers: Vec::new(),
            all: false,
        };
        if let Some(mention) = &question.mention {
            let found = text.match_indices(mention.as_str());
            weights.places = found
                .map(|(at, _)| super::words::piece(text, at..at + mention.len()).span)
                .collect();
        } else if let (Some(MentionType::Date), Some(value)) = (question.kind, &question.value) {
            weights.numbers = numbers(value);
        } else if let Some(entity) = entity {
            let near = entity.standing.iter().chain(&entity.nearly);
            weights.places = near.map(|near| near.words.span).collect();
        }
        weights.all = question.mention.is_none() && question.value.is_none();
        weights
    }

    /// How much a unit matters.
    pub fn of(&self, unit: &SeenUnit) -> u32 {
        if self.all {
            return 1;
        }
        let inside = |place: &Span| {
            place.byte_start < unit.span.byte_end && unit.span.byte_start < place.byte_end
        };
        if self.places.iter().any(inside) {
            return 2;
        }
        let has = |class: &str| unit.classes.iter().any(|own| own == class);
        let weigh = |&[year, month, day]: &[Option<i32>; 3]| {
            let short = |year: i32| has("YEAR2") && unit.number == Some(year.rem_euclid(100));
            let number = |wanted: Option<i32>| wanted.is_some() && unit.number == wanted;
            let entry = |wanted: Option<i32>| {
                wanted.is_some_and(|wanted| unit.entries.contains(&wanted.to_string()))
            };
            if number(year) || year.is_some_and(short) {
                4
            } else if (has("MONTH") || has("HMONTH")) && entry(month) {
                3
            } else if number(day) || number(month) {
                2
            } else {
                0
            }
        };
        self.numbers.iter().map(weigh).max().unwrap_or(0)
    }
}

/// Year, month and day of the ends of a date, in the Gregorian and the Hijri
/// calendar.
fn numbers(value: &str) -> Vec<[Option<i32>; 3]> {
    let mut all = Vec::new();
    for end in value.split('/') {
        let plain = end.trim_end_matches(['~', '?', '%']);
        let mut parts = plain.trim_start_matches('-').split('-');
        let mut part = || parts.next().and_then(|part| part.parse::<i32>().ok());
        all.push([part(), part(), part()]);
        let days = end.parse::<Edtf>().ok().and_then(|edtf| edtf.days());
        all.extend(days.and_then(|days| hijri(days.first())));
        all.extend(days.and_then(|days| hijri(days.last())));
    }
    all
}

fn hijri(day: NaiveDate) -> Option<[Option<i32>; 3]> {
    let date = HijriDate::from_gregorian(day).filter(|_| day.year() > 621)?;
    Some([
        Some(date.year()),
        date.month().map(i32::from),
        date.day().map(i32::from),
    ])
}
