//! The look-up of one token: a bitmap filter first, an exact bucket second.
//!
//! Every key is compared in full; a hash is never trusted. Cost does not grow
//! with the number of keys: a token that is no key ends at one bit.

use std::borrow::Cow;

use crate::text::PADDING;
use crate::text::codes::Code;

use super::store::{Reader, Writer};

/// Longest key, in codes.
pub const LONGEST_KEY: usize = 40;

const _: () = assert!(PADDING >= LONGEST_KEY);

/// log2 of the bits of the filter.
const FILTER_BITS: u32 = 21;

/// A map from words to dense numbers, in order of insertion. Its arrays lie in
/// the program where the built-in lexicon was compiled with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordTable {
    arena: Cow<'static, [Code]>,
    /// Where each key begins in the arena, and where the last one ends.
    starts: Cow<'static, [u32]>,
    /// Open addressing; 0 is empty, else the number of the key plus one.
    slots: Cow<'static, [u32]>,
    filter: Cow<'static, [u64]>,
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

/// Hash of the `length` codes from `start`. Reads beyond the word but never
/// lets what it reads there count. Both halves of a wide product are mixed, so
/// that every letter reaches every bit.
#[inline]
fn hash(codes: &[Code], start: usize, length: usize) -> u64 {
    let mask = |bytes: usize| {
        if bytes >= 8 {
            !0
        } else {
            (1u64 << (8 * bytes)) - 1
        }
    };
    let low = word_at(codes, start) & mask(length);
    let high = if length > 8 {
        word_at(codes, start + 8) & mask(length - 8)
    } else {
        0
    };
    let mixed =
        low ^ high.wrapping_mul(0xa24b_aed4_963e_e407).rotate_left(29) ^ (length as u64) << 58;
    let product = u128::from(mixed) * u128::from(0x9e37_79b9_7f4a_7c15u64);
    product as u64 ^ (product >> 64) as u64
}

impl WordTable {
    /// An empty table with room for this many keys.
    pub fn with_capacity(keys: usize) -> Self {
        let mut starts = Vec::with_capacity(keys + 1);
        starts.push(0);
        Self {
            arena: Vec::with_capacity(keys * 8).into(),
            starts: starts.into(),
            slots: vec![0; (keys * 4 / 3).next_power_of_two().max(16)].into(),
            filter: vec![0; 1 << (FILTER_BITS - 6)].into(),
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

    pub(super) fn store(&self, writer: &mut Writer) {
        writer.slice(&self.arena);
        writer.slice(&self.starts);
        writer.slice(&self.slots);
        writer.slice(&self.filter);
    }

    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        let table = Self {
            arena: reader.slice()?,
            starts: reader.slice()?,
            slots: reader.slice()?,
            filter: reader.slice()?,
        };
        let sound =
            table.slots.len().is_power_of_two() && table.filter.len() == 1 << (FILTER_BITS - 6);
        sound.then_some(table)
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
        let hash = hash(word, 0, word.len());
        let bit = (hash >> (64 - FILTER_BITS)) as usize;
        if self.filter[bit >> 6] >> (bit & 63) & 1 == 0 {
            self.filter.to_mut()[bit >> 6] |= 1 << (bit & 63);
        } else if let Some(found) = self.find(hash, word) {
            return Some(found);
        }
        if self.len() * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let number = self.len() as u32;
        let arena = self.arena.to_mut();
        arena.extend_from_slice(word);
        self.starts.to_mut().push(arena.len() as u32);
        place(self.slots.to_mut(), hash, number);
        Some(number)
    }

    fn grow(&mut self) {
        let mut slots = vec![0; self.slots.len() * 2];
        for number in 0..self.len() as u32 {
            let word = self.key(number);
            place(&mut slots, hash(word, 0, word.len()), number);
        }
        self.slots = slots.into();
    }

    /// Number of the word that is the `length` codes of `codes` from `start`.
    #[inline]
    pub fn get(&self, codes: &[Code], start: usize, length: usize) -> Option<u32> {
        let hash = hash(codes, start, length);
        let bit = (hash >> (64 - FILTER_BITS)) as usize;
        if self.filter[bit >> 6] >> (bit & 63) & 1 == 0 {
            return None;
        }
        self.find(hash, &codes[start..start + length])
    }

    fn find(&self, hash: u64, word: &[Code]) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let number = self.slots[slot].checked_sub(1)?;
            if self.key(number) == word {
                return Some(number);
            }
            slot = (slot + 1) & mask;
        }
    }
}

fn place(slots: &mut [u32], hash: u64, number: u32) {
    let mask = slots.len() - 1;
    let mut slot = hash as usize & mask;
    while slots[slot] != 0 {
        slot = (slot + 1) & mask;
    }
    slots[slot] = number + 1;
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

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
