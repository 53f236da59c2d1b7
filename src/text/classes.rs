//! Classes of codes as sets of bits, one machine word for 64 codes.
//!
//! What is cut out of folded text begins and ends where the class of its codes
//! changes, so that whoever cuts looks at changes and never at codes. A class is
//! told by comparing codes (see [`codes`](super::codes)); this module must never
//! know more of a code than its place in the order.

use super::codes::{Code, FIRST_LETTER, FIRST_WORD, LATIN_A, NEWLINE, SPACE};
use super::simd::BLOCK;

/// The classes of 64 codes; the lowest bit is of the first code. A code that is in
/// none is a mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes {
    /// Line ends.
    pub newline: u64,
    /// White space within a line.
    pub space: u64,
    /// Digits and letters.
    pub word: u64,
    /// Letters, Arabic or not.
    pub letter: u64,
    /// Arabic letters.
    pub arabic: u64,
}

/// The same byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// For each of eight codes, all below 128, whether it is at least `least`.
const fn at_least(codes: u64, least: Code) -> u64 {
    // No sum exceeds its byte; its highest bit tells. The product gathers the eight
    // bits in the highest byte: no two of its terms meet.
    let highest = (codes + each(0x80 - least)) & each(0x80);
    (highest >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

impl Classes {
    /// White space alone: what stands before a text.
    pub(super) const BLANK: Self = Self {
        newline: 0,
        space: !0,
        word: 0,
        letter: 0,
        arabic: 0,
    };

    /// The classes of a block of codes.
    pub(super) fn of(codes: &[Code; BLOCK]) -> Self {
        let mut classes = Self::default();
        for (index, eight) in codes.as_chunks::<8>().0.iter().enumerate() {
            let eight = u64::from_le_bytes(*eight);
            let place = 8 * index;
            let least = |code| at_least(eight, code);
            let (newline, space) = (least(NEWLINE), least(SPACE));
            classes.newline |= (newline & !space) << place;
            classes.space |= (space & !least(SPACE + 1)) << place;
            classes.word |= least(FIRST_WORD) << place;
            classes.letter |= least(LATIN_A) << place;
            classes.arabic |= least(FIRST_LETTER) << place;
        }
        classes
    }

    /// White space of both kinds.
    pub fn blank(&self) -> u64 {
        self.newline | self.space
    }

    /// Marks.
    pub fn mark(&self) -> u64 {
        !(self.word | self.blank())
    }
}

// Line ends and white space are beside one another, and every code is below 128.
const _: () = assert!(SPACE == NEWLINE + 1 && super::codes::CODES <= 0x80);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::Kernel;
    use crate::text::codes::CODES;

    fn one_by_one(codes: &[Code; BLOCK]) -> Classes {
        let bits = |is: &dyn Fn(Code) -> bool| {
            let bit = |(index, &code): (usize, &Code)| u64::from(is(code)) << index;
            codes.iter().enumerate().map(bit).sum()
        };
        Classes {
            newline: bits(&|code| code == NEWLINE),
            space: bits(&|code| code == SPACE),
            word: bits(&|code| code >= FIRST_WORD),
            letter: bits(&|code| code >= LATIN_A),
            arabic: bits(&|code| code >= FIRST_LETTER),
        }
    }

    proptest! {
        #[test]
        fn every_kernel_tells_the_same_classes(
            blocks in proptest::collection::vec(proptest::array::uniform32(0..CODES), 0..12),
        ) {
            let codes: Vec<Code> = blocks.into_iter().flatten().collect();
            let blocks = codes.as_chunks::<BLOCK>().0;
            let expected: Vec<Classes> = blocks.iter().map(one_by_one).collect();
            for kernel in Kernel::all() {
                let mut found = Vec::new();
                kernel.classify(blocks, |classes| found.push(*classes));
                prop_assert_eq!(&found, &expected, "{:?}", kernel);
            }
        }
    }
}
