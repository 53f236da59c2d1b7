//! The way back from folded codes to the original text.
//!
//! For every 64 bytes of the source there is one word of 64 bits, with a bit
//! set for each byte at which a code was kept, and a base: the number of codes
//! kept before. Going back is a search among the bases and a select in one word,
//! paid only for mentions that are emitted. A character that yields more codes
//! than it has bytes (`ﷲ`) is an exception, kept in a short sorted list.
//! This module must never look at characters: it only counts.

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
    surplus: Vec<Surplus>,
    /// For every 64th code, the block that holds it: where a search begins.
    hint: Vec<u32>,
}

impl OffsetMap {
    /// Empties the map and makes room for a source of `bytes` bytes.
    pub(super) fn reset(&mut self, bytes: usize) {
        self.keep.clear();
        self.keep.resize(bytes.div_ceil(64) + 1, 0);
        self.base.clear();
        self.base.resize(bytes.div_ceil(64) + 1, 0);
        self.surplus.clear();
    }

    /// Notes that the byte at `byte` yielded a code.
    #[inline]
    pub(super) fn keep(&mut self, byte: usize) {
        self.keep[byte >> 6] |= 1 << (byte & 63);
    }

    /// Notes the bytes of a block that yielded a code, one bit each.
    #[inline]
    pub(super) fn merge(&mut self, block: usize, mask: u64) {
        self.keep[block] |= mask;
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

    /// Computes the bases once all codes are noted.
    pub(super) fn finish(&mut self) {
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
        let mut word = self.keep[block];
        for _ in 0..rank - self.base[block] {
            word &= word - 1;
        }
        block * 64 + word.trailing_zeros() as usize
    }
}
