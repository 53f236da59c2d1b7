//! Symbols of what is no word of the lexicon: numbers, marks, numerals, words of
//! no list, mentions of phase 1.

use serde::{Deserialize, Serialize};

use super::DATE_CLASSES;
use super::clitics::Shape;
use super::symbols::{SetId, SymbolBuilder};

/// The sets of classes of what is no word of the lexicon. `T` is a provisional
/// number while the lexicon is compiled and the set's number afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UnitSets<T> {
    /// By [`Shape`].
    pub(super) shapes: [T; 3],
    pub(super) latin: T,
    pub(super) other: T,
    pub(super) blank: T,
    pub(super) marks: Vec<T>,
    /// By number of digits and value.
    pub(super) digits: [Vec<T>; 4],
    pub(super) long: T,
    pub(super) glued: T,
    /// Cardinals of several words: up to 31, up to 99, beyond.
    pub(super) cardinals: [T; 3],
    /// Ordinals of several words: up to 31, beyond.
    pub(super) ordinals: [T; 2],
    pub(super) organization: T,
    /// By class of [`DATE_CLASSES`].
    pub(super) dates: [T; 12],
}

impl UnitSets<usize> {
    /// Makes the sets.
    pub(super) fn new(symbols: &mut SymbolBuilder) -> Self {
        let mark = |mark: &str| vec![format!("\"{}", mark.chars().next().unwrap_or_default())];
        Self {
            shapes: Shape::ALL.map(|shape| set(symbols, &shape_class_names(shape, true))),
            marks: crate::text::codes::MARKS
                .map(|of| set(symbols, &mark(of)))
                .into(),
            latin: set(symbols, &["LATIN"]),
            other: set::<&str>(symbols, &[]),
            blank: set(symbols, &["BLANK"]),
            digits: [(1, 10), (2, 100), (3, 1000), (4, 10_000)].map(|(digits, end)| {
                let mut last = (Vec::new(), 0);
                let mut next = |value| {
                    let names = number_class_names(value, digits);
                    if last.0 != names {
                        last = (names.clone(), set(symbols, &names));
                    }
                    last.1
                };
                (0..end).map(&mut next).collect()
            }),
            long: set(symbols, &["NUM"]),
            glued: set(symbols, &["NUM", "GLUED"]),
            cardinals: [1, 50, 500].map(|value| set(symbols, &numeral_class_names(value, false))),
            ordinals: [1, 50].map(|value| set(symbols, &numeral_class_names(value, true))),
            organization: set(symbols, &["ORG"]),
            dates: DATE_CLASSES.map(|names| set(symbols, &[&["DATE"], names].concat())),
        }
    }

    /// The same with final numbers.
    pub(super) fn numbered(&self, numbers: &[SetId]) -> UnitSets<u16> {
        let of = |set: usize| numbers[set].0;
        let all = |sets: &Vec<usize>| sets.iter().map(|&set| of(set)).collect();
        UnitSets {
            shapes: self.shapes.map(of),
            latin: of(self.latin),
            other: of(self.other),
            blank: of(self.blank),
            marks: all(&self.marks),
            digits: self.digits.each_ref().map(all),
            long: of(self.long),
            glued: of(self.glued),
            cardinals: self.cardinals.map(of),
            ordinals: self.ordinals.map(of),
            organization: of(self.organization),
            dates: self.dates.map(of),
        }
    }
}

fn set<S: AsRef<str>>(symbols: &mut SymbolBuilder, names: &[S]) -> usize {
    let classes = names
        .iter()
        .map(|name| symbols.class(name.as_ref()))
        .collect();
    symbols.set(classes)
}

/// Names of the classes that a word of Arabic letters has by its shape.
pub(super) fn shape_class_names(shape: Shape, plain: bool) -> Vec<&'static str> {
    let mut names = vec!["WORD"];
    if plain {
        names.push("PLAIN");
    }
    match shape {
        Shape::Plain => {}
        Shape::Definite => names.push("DEF"),
        Shape::DefiniteNisba => names.extend(["DEF", "NISBASHAPE"]),
    }
    names
}

fn number_class_names(value: u32, digits: u32) -> Vec<&'static str> {
    let mut names = vec!["NUM", ["N1", "N2", "N3", "N4"][digits as usize - 1]];
    if digits <= 2 && (1..=31).contains(&value) {
        names.push("DAY");
    }
    if digits <= 2 && (1..=12).contains(&value) {
        names.push("MONTHNUM");
    }
    match digits {
        2 => names.push("YEAR2"),
        3 if value >= 100 => names.push("YEAR3"),
        4 if (1000..2200).contains(&value) => names.push("YEAR4"),
        _ => {}
    }
    names
}

/// Names of the classes of a number told in words.
pub(super) fn numeral_class_names(value: i32, ordinal: bool) -> Vec<&'static str> {
    let mut names = vec![if ordinal { "ORD" } else { "CARD" }];
    if (1..=31).contains(&value) {
        names.push(if ordinal { "ORDDAY" } else { "CARDDAY" });
    }
    if !ordinal && value >= 100 {
        names.push("CARDYEAR");
    }
    names
}
