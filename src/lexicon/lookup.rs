//! The look-up of one token: a bitmap filter first, an exact bucket second.
//!
//! Every key is compared in full; a hash is never trusted. Cost does not grow
//! with the number of keys: a token that is no key ends at one bit.

use crate::text::PADDING;
use crate::text::codes::Code;

/// Longest key, in codes.
pub const LONGEST_KEY: usize = 40;

const _: () = assert!(PADDING >= LONGEST_KEY);

/// log2 of the bits of the filter.
const FILTER_BITS: u32 = 21;

#[derive(Clone, Copy, Debug)]
struct Key {
    offset: u32,
    length: u32,
}

/// A map from words to dense numbers, in order of insertion.
#[derive(Clone, Debug)]
pub struct WordTable {
    arena: Vec<Code>,
    keys: Vec<Key>,
    /// Open addressing; 0 is empty, else the number of the key plus one.
    slots: Vec<u32>,
    filter: Vec<u64>,
}

impl Default for WordTable {
    fn default() -> Self {
        Self {
            arena: Vec::new(),
            keys: Vec::new(),
            slots: vec![0; 1 << 16],
            filter: vec![0; 1 << (FILTER_BITS - 6)],
        }
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
    let mask = |bytes: usize| if bytes >= 8 { !0 } else { (1u64 << (8 * bytes)) - 1 };
    let low = word_at(codes, start) & mask(length);
    let high = if length > 8 {
        word_at(codes, start + 8) & mask(length - 8)
    } else {
        0
    };
    let mixed = low ^ high.wrapping_mul(0xa24b_aed4_963e_e407).rotate_left(29) ^ (length as u64) << 58;
    let product = u128::from(mixed) * u128::from(0x9e37_79b9_7f4a_7c15u64);
    product as u64 ^ (product >> 64) as u64
}

impl WordTable {
    /// Number of keys.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The codes of key `number`.
    pub fn key(&self, number: u32) -> &[Code] {
        let key = self.keys[number as usize];
        &self.arena[key.offset as usize..(key.offset + key.length) as usize]
    }

    /// Number of `word`, inserting it if it is new. Words longer than
    /// [`LONGEST_KEY`] are refused.
    pub fn insert(&mut self, word: &[Code]) -> Option<u32> {
        if word.is_empty() || word.len() > LONGEST_KEY {
            return None;
        }
        if let Some(found) = self.get(word, 0, word.len()) {
            return Some(found);
        }
        if self.keys.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let number = self.keys.len() as u32;
        self.keys.push(Key {
            offset: self.arena.len() as u32,
            length: word.len() as u32,
        });
        self.arena.extend_from_slice(word);
        let hash = hash(word, 0, word.len());
        let bit = (hash >> (64 - FILTER_BITS)) as usize;
        self.filter[bit >> 6] |= 1 << (bit & 63);
        self.place(hash, number);
        Some(number)
    }

    fn place(&mut self, hash: u64, number: u32) {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while self.slots[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = number + 1;
    }

    fn grow(&mut self) {
        self.slots = vec![0; self.slots.len() * 2];
        for number in 0..self.keys.len() as u32 {
            let word = self.key(number);
            let hash = hash(word, 0, word.len());
            self.place(hash, number);
        }
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
