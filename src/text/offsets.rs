//! The way back from folded codes to the original text.
//!
//! For every 64 bytes of the source there is one word of 64 bits, with a bit
//! set for each byte at which a code was kept, and a base: the number of codes
//! kept before. Going back is a search among the bases and a select in one word,
//! paid only for mentions that are emitted. A character that yields more codes
//! than it has bytes (`ﷲ`) is an exception, kept in a short sorted list.
//! This module must never look at characters: it only counts.

use super::simd::BLOCK;

/// Codes that one source byte yielded beyond the one its bit stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Surplus {
    /// Index of the first surplus code.
    code: u32,
    /// How many there are.
    count: u32,
    /// Surplus codes up to and including these.
    total: u32,
}

/// Codes between two hints.
const HINT: u32 = 64;

/// Maps indices of codes to byte offsets in the source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    keep: Vec<u64>,
    base: Vec<u32>,
    /// For each word of `keep`, the characters that begin before its bytes.
    chars: Vec<u32>,
    surplus: Vec<Surplus>,
    /// For every 64th code, the block that holds it: where a search begins.
    hint: Vec<u32>,
}

impl OffsetMap {
    /// Empties the map and makes room for a source of `bytes` bytes.
    pub(super) fn reset(&mut self, bytes: usize) {
        self.keep.clear();
        self.keep.resize(bytes.div_ceil(BLOCK) + 1, 0);
        self.base.clear();
        self.base.resize(bytes.div_ceil(BLOCK) + 1, 0);
        self.chars.clear();
        self.chars.resize(bytes.div_ceil(BLOCK) + 1, 0);
        self.surplus.clear();
    }

    /// Notes that the byte at `byte` yielded a code.
    #[inline]
    pub(super) fn keep(&mut self, byte: usize) {
        self.keep[byte / BLOCK] |= 1 << (byte % BLOCK);
    }

    /// Notes the bytes of a block that yielded a code, one bit each, and how many
    /// characters begin before it.
    #[inline]
    pub(super) fn merge(&mut self, block: usize, mask: u64, chars: usize) {
        self.keep[block] |= mask;
        self.chars[block] = chars as u32;
    }

    /// Where a kernel notes the same of one block after the other.
    pub(super) fn blocks(&mut self) -> (&mut [u64], &mut [u32]) {
        (&mut self.keep, &mut self.chars)
    }

    /// Notes that the byte last kept yielded `count` more codes, of which the
    /// first has index `code`.
    pub(super) fn exceed(&mut self, code: usize, count: usize) {
        let before = self.surplus.last().map_or(0, |last| last.total);
        self.surplus.push(Surplus {
            code: code as u32,
            count: count as u32,
            total: before + count as u32,
        });
    }

    /// Computes the bases once all codes and `chars` characters are noted.
    pub(super) fn finish(&mut self, chars: usize) {
        if let Some(last) = self.chars.last_mut() {
            *last = chars as u32;
        }
        let mut kept = 0;
        self.hint.clear();
        for (block, (base, keep)) in self.base.iter_mut().zip(&self.keep).enumerate() {
            *base = kept;
            kept += keep.count_ones();
            // A block keeps at most 64 codes, so it passes at most one mark.
            if kept > self.hint.len() as u32 * HINT {
                self.hint.push(block as u32);
            }
        }
    }

    /// Byte offset, in the source, of the byte that yielded code `index`. For a
    /// ligature this can be a byte inside the character.
    ///
    /// `index` must be less than the number of codes.
    pub fn byte(&self, index: usize) -> usize {
        let index = index as u32;
        let rank = match self.surplus.partition_point(|s| s.code <= index) {
            0 => index,
            after => {
                let surplus = self.surplus[after - 1];
                if index < surplus.code + surplus.count {
                    // A surplus code stands at the byte of the code before the run.
                    surplus.code - 1 - (surplus.total - surplus.count)
                } else {
                    index - surplus.total
                }
            }
        };
        let mut block = self.hint[(rank / HINT) as usize] as usize;
        while self.base.get(block + 1).is_some_and(|&base| base <= rank) {
            block += 1;
        }
        block * BLOCK + select(self.keep[block], rank - self.base[block]) as usize
    }

    /// Characters of `source` that begin before a byte.
    pub(super) fn chars_before(&self, source: &str, byte: usize) -> usize {
        let block = byte / BLOCK;
        let rest = &source.as_bytes()[block * BLOCK..byte];
        let begins = |&byte: &u8| u8::from((byte as i8) >= -0x40);
        // Less than a block: the sum fits in a byte, of which a processor adds up
        // many at once.
        let begun = rest.iter().map(begins).sum::<u8>();
        self.chars.get(block).copied().unwrap_or_default() as usize + usize::from(begun)
    }
}

/// The place of the set bit of `word` that has `rank` set ones below it.
fn select(mut word: u64, rank: u32) -> u32 {
    for _ in 0..rank {
        word &= word - 1;
    }
    word.trailing_zeros()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_selected_bit_has_its_rank(word: u64) {
            let places = (0..64).filter(|place| word >> place & 1 == 1);
            for (rank, place) in (0..).zip(places) {
                prop_assert_eq!(select(word, rank), place);
            }
        }
    }
}
