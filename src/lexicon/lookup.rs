//! The look-up of one token: a bitmap filter first, an exact bucket second.
//!
//! Every key is compared in full; a hash is never trusted. Cost does not grow
//! with the number of keys: a token that is no key ends at one bit, and a slot
//! tells enough of its key's hash that hardly any other key is looked at.

use std::borrow::Cow;

use crate::text::PADDING;
use crate::text::codes::Code;

use super::clitics::Prefix;
use super::store::{Reader, Writer};

/// Longest key, in codes.
pub const LONGEST_KEY: usize = 40;

const _: () = assert!(PADDING >= LONGEST_KEY);

/// log2 of the bits of the smallest filter: it stays in the second-level cache.
const FILTER_BITS: u32 = 21;

/// Where keys are: told by their hashes, so that it does not matter how they are
/// kept. Its arrays lie in the program where the built-in lexicon was compiled with
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Index {
    /// Open addressing; 0 is empty, else the number of the key plus one, which is
    /// less than the number of slots, below as much of its hash as there is room for.
    slots: Cow<'static, [u32]>,
    filter: Cow<'static, [u64]>,
}

impl Index {
    fn with_capacity(keys: usize) -> Self {
        Self {
            slots: vec![0; (keys * 4 / 3).next_power_of_two().max(16)].into(),
            filter: vec![0; filter_words(keys)].into(),
        }
    }

    #[inline]
    fn may_hold(&self, hash: u64) -> bool {
        let (at, bit) = filter_bit(hash, self.filter.len());
        self.filter[at] & bit != 0
    }

    /// Whether there is a key where one with this hash would be sought first.
    #[inline]
    fn has_near(&self, hash: u64) -> bool {
        self.slots[hash as usize & (self.slots.len() - 1)] != 0
    }

    /// The key with this hash of which `is` says that it is the one.
    #[inline]
    fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        if !self.may_hold(hash) {
            return None;
        }
        let mask = self.slots.len() - 1;
        let tag = tag(hash, self.slots.len());
        let mut slot = hash as usize & mask;
        loop {
            let held = self.slots[slot];
            let number = (held & mask as u32).checked_sub(1)?;
            if held & !(mask as u32) == tag && is(number) {
                return Some(number);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Enters key `number`, which is new; the caller sees to it that there is room.
    fn insert(&mut self, hash: u64, number: u32) {
        let (at, bit) = filter_bit(hash, self.filter.len());
        self.filter.to_mut()[at] |= bit;
        place(self.slots.to_mut(), hash, number);
    }

    fn store(&self, writer: &mut Writer) {
        writer.slice(&self.slots);
        writer.slice(&self.filter);
    }

    fn stored(reader: &mut Reader) -> Option<Self> {
        let index = Self {
            slots: reader.slice()?,
            filter: reader.slice()?,
        };
        let sound = index.slots.len().is_power_of_two() && index.filter.len().is_power_of_two();
        sound.then_some(index)
    }
}

/// A map from words to dense numbers, in order of insertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordTable {
    arena: Cow<'static, [Code]>,
    /// Where each key begins in the arena, and where the last one ends.
    starts: Cow<'static, [u32]>,
    index: Index,
}

impl Default for WordTable {
    fn default() -> Self {
        Self::with_capacity(1 << 10)
    }
}

#[inline]
fn word_at(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..at + 8) {
        Some(eight) => u64::from_le_bytes(eight.try_into().unwrap_or_default()),
        None => {
            let mut last = [0; 8];
            let rest = bytes.get(at..).unwrap_or_default();
            last[..rest.len()].copy_from_slice(rest);
            u64::from_le_bytes(last)
        }
    }
}

/// The first sixteen codes of a word as two numbers, with its length. Made of
/// memory that may reach beyond the word, but what stands there never counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordHead {
    low: u64,
    high: u64,
    /// As far as a byte can tell.
    length: u8,
}

impl WordHead {
    /// Of no word.
    pub const NONE: Self = Self {
        low: 0,
        high: 0,
        length: 0,
    };

    /// Codes that it tells.
    const CODES: usize = 16;

    /// The head of the `length` codes from `start`.
    #[inline]
    pub fn of(codes: &[Code], start: usize, length: usize) -> Self {
        let mask = |bytes: usize| {
            if bytes >= 8 {
                !0
            } else {
                (1u64 << (8 * bytes)) - 1
            }
        };
        let high = if length > 8 {
            word_at(codes, start + 8) & mask(length - 8)
        } else {
            0
        };
        Self {
            low: word_at(codes, start) & mask(length),
            high,
            length: u8::try_from(length).unwrap_or(u8::MAX),
        }
    }

    /// Its codes, and the word's length.
    #[inline]
    pub fn parts(self) -> (u64, u64, u8) {
        (self.low, self.high, self.length)
    }

    /// Whether it is the whole word.
    #[inline]
    pub fn is_all(self) -> bool {
        usize::from(self.length) <= Self::CODES
    }

    /// Hash of a word. Both halves of a wide product are mixed, so that every
    /// letter reaches every bit.
    #[inline]
    pub fn hash(self) -> u64 {
        let high = self.high.wrapping_mul(0xa24b_aed4_963e_e407);
        let mixed = self.low ^ high.rotate_left(29) ^ u64::from(self.length) << 58;
        let product = u128::from(mixed) * u128::from(0x9e37_79b9_7f4a_7c15u64);
        product as u64 ^ (product >> 64) as u64
    }
}

/// Words of the filter for this many keys: at least four bits a key.
fn filter_words(keys: usize) -> usize {
    (keys / 16).next_power_of_two().max(1 << (FILTER_BITS - 6))
}

/// Word and bit of a filter of `words` words. Neither shares bits of the hash
/// with the slot or with most of its tag.
#[inline]
fn filter_bit(hash: u64, words: usize) -> (usize, u64) {
    let bit = (hash >> 24) as usize & (words * 64 - 1);
    (bit >> 6, 1 << (bit & 63))
}

/// As much of a hash as fits above a number in a slot of a table of `slots`.
#[inline]
fn tag(hash: u64, slots: usize) -> u32 {
    (hash >> 32) as u32 & !(slots as u32 - 1)
}

impl WordTable {
    /// An empty table with room for this many keys.
    pub fn with_capacity(keys: usize) -> Self {
        let mut starts = Vec::with_capacity(keys + 1);
        starts.push(0);
        Self {
            arena: Vec::with_capacity(keys * 8).into(),
            starts: starts.into(),
            index: Index::with_capacity(keys),
        }
    }

    /// A table with the keys of this one and room for `keys` in all.
    pub fn enlarged(&self, keys: usize) -> Self {
        let mut larger = Self::with_capacity(keys);
        for number in 0..self.len() as u32 {
            larger.insert(self.key(number));
        }
        larger
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The codes of key `number`.
    #[inline]
    pub fn key(&self, number: u32) -> &[Code] {
        let at = number as usize;
        &self.arena[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Number of `word`, inserting it if it is new. Words longer than
    /// [`LONGEST_KEY`] are refused.
    pub fn insert(&mut self, word: &[Code]) -> Option<u32> {
        if word.is_empty() || word.len() > LONGEST_KEY {
            return None;
        }
        let head = WordHead::of(word, 0, word.len());
        let hash = head.hash();
        if let Some(found) = self.index.find(hash, |key| self.is(key, head, word)) {
            return Some(found);
        }
        if self.len() * 4 >= self.index.slots.len() * 3 {
            self.grow();
        }
        let number = self.len() as u32;
        let arena = self.arena.to_mut();
        arena.extend_from_slice(word);
        self.starts.to_mut().push(arena.len() as u32);
        self.index.insert(hash, number);
        Some(number)
    }

    fn grow(&mut self) {
        let mut slots = vec![0; self.index.slots.len() * 2];
        for number in 0..self.len() as u32 {
            let word = self.key(number);
            place(&mut slots, WordHead::of(word, 0, word.len()).hash(), number);
        }
        self.index.slots = slots.into();
    }

    /// Number of the word that is the `length` codes of `codes` from `start`.
    #[inline]
    pub fn get(&self, codes: &[Code], start: usize, length: usize) -> Option<u32> {
        let head = WordHead::of(codes, start, length);
        let word = &codes[start..start + length];
        self.index.find(head.hash(), |key| self.is(key, head, word))
    }

    /// Whether a key is this word: two comparisons of numbers for nearly all.
    #[inline]
    fn is(&self, number: u32, word_head: WordHead, word: &[Code]) -> bool {
        let start = self.starts[number as usize] as usize;
        let end = self.starts[number as usize + 1] as usize;
        WordHead::of(&self.arena, start, end - start) == word_head
            && (word_head.is_all()
                || self.arena[start + WordHead::CODES..end] == word[WordHead::CODES..])
    }
}

/// The keys of a lexicon: words, and the same words with proclitics. Of the latter
/// no more is kept than which word and which proclitics.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    words: WordTable,
}

impl Keys {
    /// The keys of a table of which the first `words` are words and all others
    /// told otherwise.
    pub(super) fn of(mut table: WordTable, words: usize) -> Self {
        let end = table.starts[words] as usize;
        table.arena.to_mut().truncate(end);
        table.starts.to_mut().truncate(words + 1);
        Self { words: table }
    }

    #[inline]
    pub(super) fn may_hold(&self, hash: u64) -> bool {
        self.words.index.may_hold(hash)
    }

    #[inline]
    pub(super) fn has_near(&self, hash: u64) -> bool {
        self.words.index.has_near(hash)
    }

    /// Codes of a word.
    pub fn word(&self, word: u32) -> &[Code] {
        self.words.key(word)
    }

    /// Number of the key that is the `length` codes of `codes` from `start`.
    /// `parts` tells the word and the proclitics of a key that is no word.
    #[inline]
    pub(super) fn get(
        &self,
        codes: &[Code],
        start: usize,
        length: usize,
        parts: impl Fn(u32) -> (u32, Prefix),
    ) -> Option<u32> {
        let head = WordHead::of(codes, start, length);
        let word = &codes[start..start + length];
        self.words.index.find(head.hash(), |key| {
            if (key as usize) < self.words.len() {
                return self.words.is(key, head, word);
            }
            let (stem, prefix) = parts(key);
            prefix.spells(word, self.words.key(stem))
        })
    }

    pub(super) fn store(&self, writer: &mut Writer) {
        writer.slice(&self.words.arena);
        writer.slice(&self.words.starts);
        self.words.index.store(writer);
    }

    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        Some(Self {
            words: WordTable {
                arena: reader.slice()?,
                starts: reader.slice()?,
                index: Index::stored(reader)?,
            },
        })
    }
}

fn place(slots: &mut [u32], hash: u64, number: u32) {
    let mask = slots.len() - 1;
    let tag = tag(hash, slots.len());
    let mut slot = hash as usize & mask;
    while slots[slot] != 0 {
        slot = (slot + 1) & mask;
    }
    slots[slot] = tag | (number + 1);
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::super::clitics::prefixed;
    use super::*;
    use crate::text::codes::fold_word;

    proptest! {
        #[test]
        fn agrees_with_a_hash_map(
            words in proptest::collection::vec(proptest::collection::vec(40u8..110, 1..40), 0..60),
            probes in proptest::collection::vec(proptest::collection::vec(40u8..110, 1..40), 0..60),
        ) {
            let mut table = WordTable::default();
            let mut map = HashMap::new();
            for word in &words {
                let number = table.insert(word).unwrap();
                prop_assert_eq!(*map.entry(word.clone()).or_insert(number), number);
            }
            prop_assert_eq!(table.len(), map.len());
            for probe in words.iter().chain(&probes) {
                let mut padded = probe.clone();
                padded.extend([7; 9]);
                prop_assert_eq!(table.get(&padded, 0, probe.len()), map.get(probe).copied());
            }
        }
    }

    #[test]
    fn a_word_with_proclitics_is_found_by_its_parts() {
        let words = ["الناتو", "اللجنة", "لجنة", "من", "مستشفياتهم"].map(fold_word);
        let mut table = WordTable::default();
        for word in &words {
            table.insert(word);
        }
        let mut parts = Vec::new();
        for (number, word) in (0..).zip(&words) {
            prefixed(word, &mut Vec::new(), |form| {
                let known = table.len();
                table.insert(form.codes);
                if table.len() > known {
                    parts.push((number, form.prefix));
                }
            });
        }
        let keys = Keys::of(table.clone(), words.len());
        let get = |codes: &[Code]| {
            let padded = [codes, &[7; 16]].concat();
            keys.get(&padded, 0, codes.len(), |key| {
                parts[key as usize - words.len()]
            })
        };
        for number in 0..table.len() as u32 {
            let key = table.key(number);
            assert_eq!(get(key), Some(number));
            assert_eq!(get(&key[1..]), table.get(key, 1, key.len() - 1));
        }
        assert_eq!(table.len(), words.len() + parts.len());
    }

    #[test]
    fn grows() {
        let mut table = WordTable::default();
        let word = |n: u32| n.to_le_bytes().map(|b| b / 4 + 40).to_vec();
        for n in 0..100_000u32 {
            table.insert(&word(n * 1031));
        }
        for n in 0..100_000u32 {
            assert!(table.get(&word(n * 1031), 0, 4).is_some());
        }
        assert!(table.insert(&[50; 41]).is_none());
    }
}
