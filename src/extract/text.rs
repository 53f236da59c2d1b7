//! A segment of a document with everything the text and lexicon stages know of
//! it, and the way from tokens back to the original.

use crate::text::codes::Code;
use crate::text::sentences::Sentence;
use crate::text::{Folded, Token};

use super::mention::Span;
use super::units::Units;

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
            start: self.char_base + self.folded.chars_before(self.source, start),
            end: self.char_base + self.folded.chars_before(self.source, end),
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
