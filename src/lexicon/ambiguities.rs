//! What a country's name, or its demonym, means elsewhere: `عمان` the sultanate
//! and the city, `الكونغو` two states and a river.
//!
//! Rules decide which reading holds at a place; this table remembers the others,
//! so that the record can name what lost. It must never decide anything itself.

use serde::{Deserialize, Serialize};

use crate::text::codes::{ALEF, Code, LAM, fold_word};

/// What a reading can be, beside a country.
pub(super) const KINDS: [&str; 9] = [
    "country", "city", "language", "people", "person", "region", "thing", "water", "word",
];

/// One thing that a form can mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Meaning {
    /// Index of the country, if it is one.
    country: Option<u32>,
    /// How a record tells it: the country's key, or the kind and the name.
    told: String,
}

/// The forms that mean several things, folded and sorted, each with its readings
/// in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ambiguities {
    forms: Vec<(Vec<Code>, Vec<Meaning>)>,
    /// By first code: a bit for each length that a form has. Most names are told by
    /// it to be no form.
    lengths: Vec<u64>,
}

/// The bit of a length.
fn bit(length: usize) -> u64 {
    1 << length.min(63)
}

impl Ambiguities {
    /// Adds a reading of a form; `country` is its index, if it is one.
    pub(super) fn add(&mut self, form: &str, country: Option<u32>, told: &str) {
        let codes = fold_word(form);
        let meaning = Meaning {
            country,
            told: told.to_owned(),
        };
        if let Some(&first) = codes.first() {
            self.lengths.resize(1 << Code::BITS, 0);
            self.lengths[usize::from(first)] |= bit(codes.len());
        }
        let known = |(known, _): &(Vec<Code>, _)| known.cmp(&codes);
        match self.forms.binary_search_by(known) {
            Ok(at) => {
                if !self.forms[at].1.contains(&meaning) {
                    self.forms[at].1.push(meaning);
                }
            }
            Err(at) => self.forms.insert(at, (codes, vec![meaning])),
        }
    }

    fn of(&self, codes: &[Code]) -> Option<&[Meaning]> {
        let lengths = self.lengths.get(usize::from(*codes.first()?))?;
        if lengths & bit(codes.len()) == 0 {
            return None;
        }
        let known = |(known, _): &(Vec<Code>, _)| known.as_slice().cmp(codes);
        let at = self.forms.binary_search_by(known).ok()?;
        Some(&self.forms[at].1)
    }

    /// The readings of a mention that are none of `countries`, joined by `;`.
    /// `codes` are its folded words; of an article behind ل only the lam is left.
    pub fn others(&self, codes: &[Code], countries: &[u32]) -> String {
        let found = self.of(codes).or_else(|| {
            (codes.first() == Some(&LAM)).then(|| self.of(&[&[ALEF], codes].concat()))?
        });
        let lost = found.unwrap_or_default().iter().filter(|meaning| {
            meaning
                .country
                .is_none_or(|country| !countries.contains(&country))
        });
        let told: Vec<&str> = lost.map(|meaning| meaning.told.as_str()).collect();
        told.join(";")
    }

    /// Whether the table has a form.
    pub fn has(&self, form: &str) -> bool {
        self.of(&fold_word(form)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reading_that_won_is_not_among_the_others() {
        let mut table = Ambiguities::default();
        table.add("الكونغو", Some(3), "COD");
        table.add("الكونغو", Some(4), "COG");
        table.add("الكونغو", None, "water:نهر الكونغو");
        let others = |text: &str, country| table.others(&fold_word(text), &[country]);
        assert_eq!(others("الكونغو", 4), "COD;water:نهر الكونغو");
        assert_eq!(others("لكونغو", 3), "COG;water:نهر الكونغو");
        assert_eq!(others("فرنسا", 3), "");
    }
}
