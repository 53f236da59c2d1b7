//! Whether a span fits its document.
//!
//! Counting characters is the dear part, so the document is counted once,
//! sentence by sentence, and a mention only from its sentence's first byte.

use crate::extract::Span;

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

/// Measures spans against one document, whose sentences it has checked.
pub(crate) struct Ruler<'a> {
    text: &'a str,
    sentences: &'a [Span],
}

impl<'a> Ruler<'a> {
    /// Checks the sentences and the length of a document.
    pub(crate) fn new(
        text: &'a str,
        sentences: &'a [Span],
        chars: usize,
    ) -> Result<Self, PlaceError> {
        let (mut byte, mut char) = (0, 0);
        for (index, sentence) in sentences.iter().enumerate() {
            if sentence.byte_start < byte {
                return Err(PlaceError::SentenceOrder(index));
            }
            let slice = slice(text, *sentence)?;
            let start = char + count(&text[byte..sentence.byte_start]);
            let end = start + count(slice);
            agree(*sentence, start, end)?;
            (byte, char) = (sentence.byte_end, end);
        }
        let counted = char + count(&text[byte..]);
        if counted != chars {
            return Err(PlaceError::Length {
                counted,
                told: chars,
            });
        }
        Ok(Self { text, sentences })
    }

    /// The text of a mention, if its span fits the document and its sentence.
    pub(crate) fn check(&self, span: Span, sentence: usize) -> Result<&'a str, PlaceError> {
        let text = slice(self.text, span)?;
        let home = self
            .sentences
            .get(sentence)
            .ok_or(PlaceError::Sentence(sentence))?;
        if !(home.byte_start..home.byte_end).contains(&span.byte_start) {
            return Err(PlaceError::Sentence(sentence));
        }
        let start = home.start + count(&self.text[home.byte_start..span.byte_start]);
        agree(span, start, start + count(text))?;
        Ok(text)
    }
}

fn slice(text: &str, span: Span) -> Result<&str, PlaceError> {
    text.get(span.byte_start..span.byte_end)
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
