//! Whether a span fits its document.
//!
//! Counting characters is the dear part, so the document is counted once,
//! sentence by sentence, and a mention only from its sentence's first byte.

use std::ops::Range;

use crate::extract::{Extraction, Span};

/// Why a span does not fit its document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// Empty, reversed, beyond the end, or inside a character.
    #[error("bytes {start}..{end} are no stretch of the document")]
    Bytes {
        /// First byte.
        start: usize,
        /// One past the last byte.
        end: usize,
    },
    /// Characters and bytes tell different places.
    #[error("characters {start}..{end} are not at bytes {byte_start}..{byte_end}")]
    Chars {
        /// First character.
        start: usize,
        /// One past the last character.
        end: usize,
        /// First byte.
        byte_start: usize,
        /// One past the last byte.
        byte_end: usize,
    },
    /// The mention does not begin in the sentence that it names.
    #[error("does not begin in sentence {0}")]
    Sentence(usize),
    /// A sentence begins before the one in front of it ends.
    #[error("sentence {0} is out of order")]
    SentenceOrder(usize),
    /// The document's length in characters is not what was told.
    #[error("the document has {counted} characters, not {told}")]
    Length {
        /// Characters counted.
        counted: usize,
        /// Characters told.
        told: usize,
    },
}

/// Where a part of a document begins: what of the document is before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Bytes.
    pub byte: usize,
    /// Characters.
    pub char: usize,
    /// Sentences.
    pub sentence: usize,
    /// Date mentions.
    pub dates: usize,
    /// Country mentions.
    pub countries: usize,
    /// Organization mentions.
    pub organizations: usize,
}

impl Origin {
    /// Where the part behind this one begins.
    #[must_use]
    pub fn behind(self, part: &str, extraction: &Extraction) -> Self {
        Self {
            byte: self.byte + part.len(),
            char: extraction.chars,
            sentence: self.sentence + extraction.sentences.len(),
            dates: self.dates + extraction.dates.len(),
            countries: self.countries + extraction.countries.len(),
            organizations: self.organizations + extraction.organizations.len(),
        }
    }

    /// The bytes of a span, counted in the part.
    pub(crate) fn bytes(&self, span: Span) -> Range<usize> {
        // What begins before the part is no stretch of it.
        let within = |byte: usize| byte.checked_sub(self.byte).unwrap_or(usize::MAX);
        within(span.byte_start)..within(span.byte_end)
    }
}

/// Measures spans against one document or a part of it, whose sentences it has checked.
pub(crate) struct Ruler<'a> {
    text: &'a str,
    origin: Origin,
    sentences: &'a [Span],
}

impl<'a> Ruler<'a> {
    /// Checks the sentences and the length of a document, or of its part that begins
    /// at `origin`; `chars` counts from the beginning of the document.
    pub(crate) fn new(
        text: &'a str,
        origin: Origin,
        sentences: &'a [Span],
        chars: usize,
    ) -> Result<Self, PlaceError> {
        let (mut byte, mut char) = (0, origin.char);
        for (index, sentence) in sentences.iter().enumerate() {
            let Range { start, end } = origin.bytes(*sentence);
            if start < byte {
                return Err(PlaceError::SentenceOrder(origin.sentence + index));
            }
            let slice = slice(text, origin, *sentence)?;
            let first = char + count(&text[byte..start]);
            let behind = first + count(slice);
            agree(*sentence, first, behind)?;
            (byte, char) = (end, behind);
        }
        let counted = char + count(&text[byte..]);
        if counted != chars {
            return Err(PlaceError::Length {
                counted,
                told: chars,
            });
        }
        Ok(Self {
            text,
            origin,
            sentences,
        })
    }

    /// The text of a mention, if its span fits the document and its sentence.
    pub(crate) fn check(&self, span: Span, sentence: usize) -> Result<&'a str, PlaceError> {
        let text = slice(self.text, self.origin, span)?;
        let home = sentence
            .checked_sub(self.origin.sentence)
            .and_then(|index| self.sentences.get(index))
            .ok_or(PlaceError::Sentence(sentence))?;
        if !(home.byte_start..home.byte_end).contains(&span.byte_start) {
            return Err(PlaceError::Sentence(sentence));
        }
        let before = self.origin.bytes(*home).start..self.origin.bytes(span).start;
        let start = home.start + count(&self.text[before]);
        agree(span, start, start + count(text))?;
        Ok(text)
    }
}

fn slice(text: &str, origin: Origin, span: Span) -> Result<&str, PlaceError> {
    text.get(origin.bytes(span))
        .filter(|slice| !slice.is_empty())
        .ok_or(PlaceError::Bytes {
            start: span.byte_start,
            end: span.byte_end,
        })
}

fn agree(span: Span, start: usize, end: usize) -> Result<(), PlaceError> {
    if (span.start, span.end) == (start, end) {
        return Ok(());
    }
    Err(PlaceError::Chars {
        start: span.start,
        end: span.end,
        byte_start: span.byte_start,
        byte_end: span.byte_end,
    })
}

/// Number of characters.
fn count(text: &str) -> usize {
    text.chars().count()
}
