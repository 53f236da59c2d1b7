//! What a key of the lexicon is, told in two small rows: the key says which word
//! it is and which proclitics it has, the word says the rest.
//!
//! Most keys are one of a few thousand words with one of a dozen proclitics;
//! what they share is told once.

use std::borrow::Cow;

use crate::text::numerals::NumberWord;

use super::EntryRange;
use super::clitics::{Clitic, Prefix};
use super::store::{Reader, Writer};
use super::symbols::{SetId, Symbol};

/// What a token of the lexicon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Its classes and proclitic.
    pub symbol: Symbol,
    /// Its proclitics.
    pub clitic: Clitic,
    /// Codes that the proclitics take.
    pub clitic_length: u8,
    /// What the word taken alone can denote.
    pub entries: EntryRange,
    /// The number it tells, if it is a number word.
    pub number: Option<NumberWord>,
    /// Where the phrases that begin with this token are; 0 if there are none.
    pub root: u32,
}

/// A word: first and last entry, root of the phrases that begin with it, and set
/// of classes (16 bits) below the number it tells.
type WordRow = [u32; 4];

/// A key: its word, above the bits of its prefix.
type KeyRow = u32;

/// The row of a key that has no reading yet.
const NO_READING: KeyRow = KeyRow::MAX;

fn prefix_of(row: KeyRow) -> Prefix {
    Prefix::from_number(row & ((1 << Prefix::BITS) - 1))
}

/// Readings of all keys. The first keys are the words themselves, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Readings {
    words: Cow<'static, [WordRow]>,
    keys: Cow<'static, [KeyRow]>,
}

/// A word for [`Readings::word`].
#[derive(Clone, Copy, Debug)]
pub(super) struct WordReading {
    pub(super) entries: EntryRange,
    pub(super) root: u32,
    pub(super) set: SetId,
    /// Value and whether it is an ordinal.
    pub(super) number: Option<(u16, bool)>,
}

impl Readings {
    /// No readings yet of this many words.
    pub(super) fn new(words: usize) -> Self {
        Self {
            words: vec![[0; 4]; words].into(),
            keys: vec![NO_READING; words].into(),
        }
    }

    /// Says what a word is.
    pub(super) fn word(&mut self, word: u32, reading: WordReading) {
        let number = reading.number.map_or(0, |(value, ordinal)| {
            1 + 2 * u32::from(value) + u32::from(ordinal)
        });
        self.words.to_mut()[word as usize] = [
            reading.entries.0,
            reading.entries.1,
            reading.root,
            u32::from(reading.set.0) | number << 16,
        ];
    }

    /// Says that a key is a word with a proclitic, unless it is known to be one
    /// with a shorter or equal one.
    pub(super) fn key(&mut self, key: u32, word: u32, prefix: Prefix) {
        let row = word << Prefix::BITS | prefix.number();
        let keys = self.keys.to_mut();
        match keys.get_mut(key as usize) {
            None => keys.push(row),
            Some(held) if *held == NO_READING || prefix_of(*held).length() > prefix.length() => {
                *held = row;
            }
            Some(_) => {}
        }
    }

    /// Number of keys.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The word of a key, and its proclitics.
    #[inline]
    pub(super) fn parts(&self, key: u32) -> (u32, Prefix) {
        let row = self.keys[key as usize];
        (row >> Prefix::BITS, prefix_of(row))
    }

    /// Whether a key has no reading yet.
    pub(super) fn lacks(&self, key: u32) -> bool {
        self.keys[key as usize] == NO_READING
    }

    /// Whether a key is a word as it stands, whose number it then is.
    #[inline]
    pub(super) fn is_word(&self, key: u32) -> bool {
        (key as usize) < self.words.len()
    }

    /// The word that a key is without its proclitics.
    pub(super) fn word_of(&self, key: u32) -> u32 {
        self.parts(key).0
    }

    /// The reading of a key.
    #[inline]
    pub(super) fn get(&self, key: u32) -> Reading {
        let (word, prefix) = self.parts(key);
        let clitic = prefix.clitic();
        let [first, last, root, word] = self.words[word as usize];
        let number = (word >> 16).checked_sub(1).map(|number| NumberWord {
            value: (number >> 1) as u16,
            ordinal: number & 1 != 0,
            joined: clitic == Clitic::And,
        });
        Reading {
            symbol: Symbol::new(SetId(word as u16), clitic),
            clitic,
            clitic_length: prefix.length() as u8,
            entries: EntryRange(first, last),
            number,
            root,
        }
    }

    pub(super) fn store(&self, writer: &mut Writer) {
        writer.slice(&self.words);
        writer.slice(&self.keys);
    }

    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        Some(Self {
            words: reader.slice()?,
            keys: reader.slice()?,
        })
    }
}
