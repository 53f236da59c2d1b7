//! A segment of a document with everything the text and lexicon stages know of
//! it, and the way from tokens back to the original.

use crate::text::codes::Code;
use crate::text::sentences::Sentence;
use crate::text::{Folded, Token};

use super::mention::Span;
use super::units::Units;

/// Bytes between two counted places of the ruler.
const STEP: usize = 64;

/// Counts characters up to any byte of a segment in bounded time.
#[derive(Debug, Default)]
pub struct Ruler {
    /// Characters that begin before byte `index * STEP`.
    before: Vec<u32>,
}

/// Characters that begin among some bytes, of at most 255: a sum in one byte is
/// what a processor adds up sixteen at a time.
fn characters(bytes: &[u8]) -> usize {
    let begins = |&byte: &u8| u8::from((byte as i8) >= -0x40);
    usize::from(bytes.iter().map(begins).sum::<u8>())
}

const _: () = assert!(STEP <= 255);

impl Ruler {
    /// Measures a segment.
    pub fn measure(&mut self, segment: &str) {
        self.before.clear();
        let mut count = 0;
        for chunk in segment.as_bytes().chunks(STEP) {
            self.before.push(count);
            count += characters(chunk) as u32;
        }
        self.before.push(count);
    }

    /// Characters of the segment before a byte.
    pub fn chars_before(&self, segment: &str, byte: usize) -> usize {
        let block = byte / STEP;
        let counted = self.before.get(block).copied().unwrap_or(0) as usize;
        counted + characters(&segment.as_bytes()[block * STEP..byte])
    }
}

/// A segment, borrowed.
#[derive(Clone, Copy)]
pub struct SegmentText<'a> {
    /// The original text of the segment.
    pub source: &'a str,
    /// Folded.
    pub folded: &'a Folded,
    /// Cut into tokens.
    pub tokens: &'a [Token],
    /// Gathered into units.
    pub units: &'a Units,
    /// Sentences, as ranges of tokens.
    pub sentences: &'a [Sentence],
    /// Counts characters.
    pub ruler: &'a Ruler,
    /// Bytes of the document before the segment.
    pub byte_base: usize,
    /// Characters of the document before the segment.
    pub char_base: usize,
}

impl<'a> SegmentText<'a> {
    /// The codes between two tokens.
    pub fn gap(&self, before: u32, after: u32) -> &'a [Code] {
        let (before, after) = (self.tokens[before as usize], self.tokens[after as usize]);
        &self.folded.codes()[before.end as usize..after.start as usize]
    }

    /// Whether no white space stands between the tokens from `first` to `end`.
    pub fn is_tight(&self, first: u32, end: u32) -> bool {
        (first + 1..end).all(|token| self.gap(token - 1, token).is_empty())
    }

    /// The codes of the tokens from `first` to `end`, without `clitic` codes at
    /// the front.
    pub fn codes(&self, first: u32, end: u32, clitic: u8) -> &'a [Code] {
        let start = self.tokens[first as usize].start as usize + usize::from(clitic);
        let end = self.tokens[end as usize - 1].end as usize;
        &self.folded.codes()[start..end]
    }

    fn bytes(&self, first: u32, end: u32, clitic: u8) -> (usize, usize) {
        let start = self.tokens[first as usize].start as usize + usize::from(clitic);
        let last = self.tokens[end as usize - 1].end as usize - 1;
        (
            self.folded.start_byte(self.source, start),
            self.folded.end_byte(self.source, last),
        )
    }

    /// The original text of the tokens from `first` to `end`, without `clitic`
    /// codes at the front.
    pub fn original(&self, first: u32, end: u32, clitic: u8) -> &'a str {
        let (start, end) = self.bytes(first, end, clitic);
        &self.source[start..end]
    }

    /// Place in the document of the tokens from `first` to `end`, without
    /// `clitic` codes at the front.
    pub fn span(&self, first: u32, end: u32, clitic: u8) -> Span {
        let (start, end) = self.bytes(first, end, clitic);
        Span {
            start: self.char_base + self.ruler.chars_before(self.source, start),
            end: self.char_base + self.ruler.chars_before(self.source, end),
            byte_start: self.byte_base + start,
            byte_end: self.byte_base + end,
        }
    }

    /// Number of the sentence that holds a token.
    pub fn sentence_index(&self, token: u32) -> usize {
        self.sentences
            .partition_point(|sentence| sentence.end <= token)
            .min(self.sentences.len().saturating_sub(1))
    }

    /// The sentence that holds a token.
    pub fn sentence_of(&self, token: u32) -> Sentence {
        self.sentences
            .get(self.sentence_index(token))
            .copied()
            .unwrap_or(Sentence {
                start: 0,
                end: self.tokens.len() as u32,
            })
    }
}
