//! Documents that are too long to be held: checked and decoded block by block, and
//! read again a window at a time.
//!
//! What comes out must be what [`Raw::decode`] gives, to the byte; only nothing is
//! ever held but a block. The hash of the text is left to whoever reads it first.

mod json;
#[cfg(test)]
mod tests;

use std::io::{self, Read};

use super::document::{Document, Item, Reject};
use super::encoding::{Encoding, Fault, Trouble, decode_spilled, spilled_utf8, whole_characters};
use super::raw::{Raw, item_of_line, json_key};
use super::spill::{Spill, SpillReader};

/// A document whose text is not in memory.
#[derive(Clone, Debug)]
pub struct LongDocument {
    /// What is known of it; `text` is empty, and so is `sha256` if it is not known yet.
    pub document: Document,
    /// The text.
    pub text: LongText,
}

/// A long text, wherever it is.
#[derive(Clone, Debug)]
pub enum LongText {
    /// In memory after all.
    Held(String),
    /// In a file, as UTF-8.
    Spilled(Spill),
}

impl LongText {
    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        match self {
            Self::Held(text) => text.len() as u64,
            Self::Spilled(text) => text.len(),
        }
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads it from its beginning.
    pub fn reader(&self) -> TextReader<'_> {
        match self {
            Self::Held(text) => TextReader {
                rest: text,
                file: None,
            },
            Self::Spilled(text) => TextReader {
                rest: "",
                file: Some(Ahead {
                    reader: text.reader(),
                    held: Vec::new(),
                    passed: 0,
                }),
            },
        }
    }
}

/// Reads a text a window at a time.
#[derive(Debug)]
pub struct TextReader<'t> {
    rest: &'t str,
    file: Option<Ahead>,
}

/// What was read of a file.
#[derive(Debug)]
struct Ahead {
    reader: SpillReader,
    held: Vec<u8>,
    /// Bytes of `held` that were passed.
    passed: usize,
}

impl TextReader<'_> {
    /// What follows: at least so many bytes, or all that is left; a few more where
    /// a character would be cut.
    ///
    /// # Errors
    /// What the system reports, or that the file is no longer what it was.
    pub fn window(&mut self, bytes: usize) -> io::Result<&str> {
        let Some(Ahead {
            reader,
            held,
            passed,
        }) = &mut self.file
        else {
            let mut end = bytes.min(self.rest.len());
            while !self.rest.is_char_boundary(end) {
                end += 1;
            }
            return Ok(&self.rest[..end]);
        };
        held.drain(..*passed);
        *passed = 0;
        let missing = (bytes + 4).saturating_sub(held.len());
        held.reserve(missing);
        reader.take(missing as u64).read_to_end(held)?;
        let whole = if held.len() < bytes + 4 {
            held.len()
        } else {
            whole_characters(held)
        };
        simdutf8::basic::from_utf8(&held[..whole]).map_err(|_| {
            let message = "the file changed while it was read";
            io::Error::new(io::ErrorKind::InvalidData, message)
        })
    }

    /// Goes on behind so many bytes of the window.
    pub fn pass(&mut self, bytes: usize) {
        match &mut self.file {
            Some(ahead) => ahead.passed += bytes,
            None => self.rest = &self.rest[bytes..],
        }
    }
}

impl Raw {
    /// [`Raw::decode_keyed`] for one whose text need not be held.
    pub fn decode_long(self) -> (String, Result<LongDocument, Reject>) {
        let (source, written) = (self.source(), self.written());
        let (key, decoded) = match self {
            Self::Long { head, bytes } => decoded(*head, &bytes),
            held => {
                let (key, item) = held.decode_keyed();
                (key, of_item(item, None))
            }
        };
        let outcome = decoded.map_err(|trouble| match trouble {
            Failure::SetAside(reject) => reject,
            Failure::Io(error) => Reject {
                doc_id: source.clone(),
                source,
                byte_offset: None,
                reason: format!("cannot be read: {error}"),
            },
        });
        let dated = outcome.map(|mut long| {
            long.document.reference_date = long.document.reference_date.or(written);
            long
        });
        (key, dated)
    }
}

/// Why a document cannot be used.
enum Failure {
    SetAside(Reject),
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Decodes by what it is.
fn decoded(head: Raw, bytes: &Spill) -> (String, Result<LongDocument, Failure>) {
    match head {
        Raw::Text {
            id,
            source,
            named,
            html: false,
            ..
        } => (json_key(&id), long_text(id, source, named, bytes)),
        Raw::JsonLine {
            offset, encoding, ..
        } => match json::parse(bytes, offset == 0) {
            Ok((id, outcome)) => {
                let (record, text) = match outcome {
                    Ok((record, text)) => (Ok(record), text),
                    Err(fault) => (Err(fault), None),
                };
                let (key, item) = item_of_line(head.source(), offset, encoding, (id, record));
                (key, of_item(item, text))
            }
            Err(error) => (json_key(&head.source()), Err(error.into())),
        },
        Raw::Row { offset, .. } => {
            let (key, item) = head.decode_keyed();
            let outcome = of_item(item, Some(bytes.clone()));
            let outcome = outcome.and_then(|long| match spilled_utf8(bytes) {
                Ok(()) => Ok(long),
                Err(Trouble::Io(error)) => Err(error.into()),
                Err(Trouble::Fault(Fault { offset: at, reason })) => {
                    Err(Failure::SetAside(Reject {
                        doc_id: long.document.id,
                        source: long.document.source,
                        byte_offset: offset,
                        reason: format!("byte {at} of the cell `text`: {reason}"),
                    }))
                }
            });
            (key, outcome)
        }
        // A page of HTML is looked at as a whole.
        head => match bytes.whole() {
            Ok(bytes) => {
                let (key, item) = head.with_bytes(bytes).decode_keyed();
                (key, of_item(item, None))
            }
            Err(error) => (json_key(&head.source()), Err(error.into())),
        },
    }
}

/// A text file.
fn long_text(
    id: String,
    source: String,
    named: Option<Encoding>,
    bytes: &Spill,
) -> Result<LongDocument, Failure> {
    match decode_spilled(bytes, named) {
        Ok((text, encoding)) => Ok(LongDocument {
            document: Document {
                id,
                source,
                text: String::new(),
                sha256: String::new(),
                encoding: encoding.as_str(),
                reference_date: None,
            },
            text: LongText::Spilled(text),
        }),
        Err(Trouble::Io(error)) => Err(error.into()),
        Err(Trouble::Fault(Fault { offset, reason })) => Err(Failure::SetAside(Reject {
            doc_id: id,
            source,
            byte_offset: Some(offset as u64),
            reason,
        })),
    }
}

/// A document whose text is in a file, or as it was decoded.
fn of_item(item: Item, text: Option<Spill>) -> Result<LongDocument, Failure> {
    let mut document = match item {
        Item::Document(document) => document,
        Item::Reject(reject) => return Err(Failure::SetAside(reject)),
    };
    let held = std::mem::take(&mut document.text);
    let text = match text {
        None => LongText::Held(held),
        Some(text) => {
            document.sha256.clear();
            LongText::Spilled(text)
        }
    };
    Ok(LongDocument { document, text })
}
