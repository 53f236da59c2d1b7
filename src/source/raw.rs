//! A piece of input as it was read: not yet looked into.
//!
//! It knows its name and place, so that decoding can be done anywhere and in
//! any order and still name the right byte of the right file. Decoding must
//! never fail the run: whatever is wrong becomes a [`Reject`].

use std::borrow::Cow;
use std::io;

use chrono::NaiveDate;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::document::{Document, Item, Reject};
use super::encoding::{Encoding, Fault, decode, decode_utf8};
use super::html;
use super::json_line::{self, parse_day};
use super::spill::Spill;
use crate::text::string_of;

/// Documents of more bytes than this are set aside: the engine counts in 32 bits.
pub const MAX_DOCUMENT_BYTES: usize = u32::MAX as usize;

/// One document in the bytes it was stored in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    /// A whole text file.
    Text {
        /// Name of the document.
        id: String,
        /// Where it was read.
        source: String,
        /// The encoding that the caller names.
        named: Option<Encoding>,
        /// Whether it is a page of HTML.
        html: bool,
        /// The day it was written, by the name of its file.
        written: Option<NaiveDate>,
        /// The file.
        bytes: Vec<u8>,
    },
    /// One line of a JSON Lines file.
    JsonLine {
        /// Name of the file.
        file: String,
        /// Number of the line, from 1.
        number: u64,
        /// Place of the line's first byte in the file.
        offset: u64,
        /// The encoding of the file; the bytes are UTF-8 by now.
        encoding: Encoding,
        /// The day it was written, by the name of the file.
        written: Option<NaiveDate>,
        /// The line without its line feed.
        bytes: Vec<u8>,
    },
    /// One row of a table.
    Row {
        /// Where it was read: the file with the number of the line or row.
        source: String,
        /// Place of the row's first byte in the file, if it has one.
        offset: Option<u64>,
        /// Name of the document.
        id: Option<Vec<u8>>,
        /// The day it was written.
        date: Option<Vec<u8>>,
        /// The text.
        text: Vec<u8>,
        /// The encoding of the file; the bytes are UTF-8 by now.
        encoding: Encoding,
        /// The day it was written, by the name of the file.
        written: Option<NaiveDate>,
    },
    /// One that is too long to be held.
    Long {
        /// What it is, without its bytes.
        head: Box<Raw>,
        /// Its bytes.
        bytes: Spill,
    },
    /// Nothing: it could not be read.
    Failed(Reject),
}

impl Raw {
    /// How many bytes it has.
    pub fn len(&self) -> usize {
        match self {
            Self::Text { bytes, .. } | Self::JsonLine { bytes, .. } => bytes.len(),
            Self::Row { text, .. } => text.len(),
            Self::Long { bytes, .. } => usize::try_from(bytes.len()).unwrap_or(usize::MAX),
            Self::Failed(_) => 0,
        }
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where it was read: [`Document::source`].
    pub fn source(&self) -> String {
        match self {
            Self::Text { source, .. } | Self::Row { source, .. } => source.clone(),
            Self::JsonLine { file, number, .. } => format!("{file}:{number}"),
            Self::Long { head, .. } => head.source(),
            Self::Failed(reject) => reject.source.clone(),
        }
    }

    /// Checks and decodes it.
    pub fn decode(self) -> Item {
        self.decode_keyed().1
    }

    /// The same, with the name under which the caller knows the document, as
    /// JSON: the `id` of a JSON line with its type (`7` stays a number), else
    /// the document's name.
    pub fn decode_keyed(self) -> (String, Item) {
        let written = self.written();
        let (key, mut item) = self.decode_undated();
        if let Item::Document(document) = &mut item {
            document.reference_date = document.reference_date.or(written);
        }
        (key, item)
    }

    /// The day it was written, by the name of its file.
    pub(super) fn written(&self) -> Option<NaiveDate> {
        match self {
            Self::Text { written, .. }
            | Self::JsonLine { written, .. }
            | Self::Row { written, .. } => *written,
            Self::Long { head, .. } => head.written(),
            Self::Failed(_) => None,
        }
    }

    /// The same with bytes that are not held.
    pub(super) fn long(self, bytes: Spill) -> Self {
        Self::Long {
            head: Box::new(self),
            bytes,
        }
    }

    /// The same with its bytes.
    pub(super) fn with_bytes(mut self, whole: Vec<u8>) -> Self {
        match &mut self {
            Self::Text { bytes, .. } | Self::JsonLine { bytes, .. } => *bytes = whole,
            Self::Row { text, .. } => *text = whole,
            Self::Long { .. } | Self::Failed(_) => {}
        }
        self
    }

    /// The same without the day that the name of the file tells.
    fn decode_undated(self) -> (String, Item) {
        match self {
            Self::Failed(reject) => (json_key(&reject.doc_id), Item::Reject(reject)),
            Self::Long { head, bytes } => match bytes.whole() {
                Ok(bytes) => head.with_bytes(bytes).decode_undated(),
                Err(error) => Self::unreadable(head.source(), None, &error).decode_undated(),
            },
            Self::Text {
                id,
                source,
                named,
                html,
                bytes,
                ..
            } => {
                let mut item = decode_file(id.clone(), source, named, bytes);
                if let Item::Document(document) = &mut item
                    && html
                {
                    document.text = html::text_of(&document.text);
                    document.sha256 = hex_sha256(document.text.as_bytes());
                }
                (json_key(&id), item)
            }
            Self::JsonLine {
                file,
                number,
                offset,
                encoding,
                bytes,
                ..
            } => {
                let source = format!("{file}:{number}");
                decode_line(source, offset, encoding, &bytes)
            }
            Self::Row {
                source,
                offset,
                id,
                date,
                text,
                encoding,
                ..
            } => {
                let row = Row { id, date, text };
                let (id, item) = decode_row(source, offset, row, encoding);
                (json_key(&id), item)
            }
        }
    }

    /// The same, written on that day unless it says otherwise itself.
    pub(super) fn dated(mut self, day: Option<NaiveDate>) -> Self {
        self.set_written(day);
        self
    }

    fn set_written(&mut self, day: Option<NaiveDate>) {
        match self {
            Self::Text { written, .. }
            | Self::JsonLine { written, .. }
            | Self::Row { written, .. } => {
                *written = day;
            }
            Self::Long { head, .. } => head.set_written(day),
            Self::Failed(_) => {}
        }
    }

    /// A document that the system does not let us read.
    pub(super) fn unreadable(name: String, byte_offset: Option<u64>, error: &io::Error) -> Self {
        Self::Failed(Reject {
            doc_id: name.clone(),
            source: name,
            byte_offset,
            reason: format!("cannot be read: {error}"),
        })
    }

    /// A document past the engine's limit.
    pub(super) fn too_long(source: String, offset: u64) -> Self {
        Self::Failed(Reject {
            doc_id: source.clone(),
            source,
            byte_offset: Some(offset),
            reason: format!(
                "the document is longer than {MAX_DOCUMENT_BYTES} bytes (4 GiB), the longest \
                 that the engine can count"
            ),
        })
    }
}

/// A name as a JSON string.
pub(super) fn json_key(name: &str) -> String {
    Value::from(name).to_string()
}

/// Decodes a line that begins at `offset` of its file.
fn decode_line(source: String, offset: u64, file: Encoding, bytes: &[u8]) -> (String, Item) {
    item_of_line(source, offset, file, json_line::parse(bytes, offset == 0))
}

/// The document of a line that was read.
pub(super) fn item_of_line(
    source: String,
    offset: u64,
    file: Encoding,
    (id, outcome): (Option<Value>, Result<json_line::Record, Fault>),
) -> (String, Item) {
    let key = id
        .as_ref()
        .map_or_else(|| json_key(&source), Value::to_string);
    let name = match id {
        None => source.clone(),
        Some(Value::String(id)) => id,
        Some(other) => other.to_string(),
    };
    let item = match outcome {
        Ok(record) => Item::Document(Document {
            id: name,
            source,
            sha256: hex_sha256(record.text.as_bytes()),
            text: record.text,
            encoding: match file {
                Encoding::Utf8 => record.encoding,
                file => file.as_str(),
            },
            reference_date: record.date,
        }),
        Err(Fault {
            offset: within,
            reason,
        }) => Item::Reject(Reject {
            doc_id: name,
            source,
            byte_offset: Some(offset + within as u64),
            reason,
        }),
    };
    (key, item)
}

/// The cells of a row.
struct Row {
    id: Option<Vec<u8>>,
    date: Option<Vec<u8>>,
    text: Vec<u8>,
}

/// Decodes a row; the name of its document comes first.
fn decode_row(source: String, offset: Option<u64>, row: Row, encoding: Encoding) -> (String, Item) {
    let cell = |bytes: Vec<u8>, name: &str| {
        let checked = decode_utf8(&bytes).map(str::to_owned);
        checked.map_err(|fault| {
            let at = fault.offset;
            format!("byte {at} of the cell `{name}`: {}", fault.reason)
        })
    };
    let optional = |bytes: Option<Vec<u8>>, name| match bytes {
        Some(bytes) if !bytes.is_empty() => cell(bytes, name).map(Some),
        _ => Ok(None),
    };
    let id = optional(row.id, "id");
    let name = match &id {
        Ok(Some(id)) => id.clone(),
        _ => source.clone(),
    };
    let made = (|| {
        id?;
        let text = cell(row.text, "text")?;
        let date =
            match optional(row.date, "date")? {
                None => None,
                Some(date) => Some(day_of_cell(&date).ok_or_else(|| {
                    format!("the date must be a day as YYYY-MM-DD, found {date:?}")
                })?),
            };
        Ok::<_, String>((text, date))
    })();
    let item = match made {
        Ok((text, reference_date)) => Item::Document(Document {
            id: name.clone(),
            source,
            sha256: hex_sha256(text.as_bytes()),
            text,
            encoding: encoding.as_str(),
            reference_date,
        }),
        Err(reason) => Item::Reject(Reject {
            doc_id: name.clone(),
            source,
            byte_offset: offset,
            reason,
        }),
    };
    (name, item)
}

/// A day as `YYYY-MM-DD`, alone or at the head of a time (`2024-05-06T07:08:09Z`).
fn day_of_cell(cell: &str) -> Option<NaiveDate> {
    let cell = cell.trim();
    let (day, rest) = cell.split_at_checked(10)?;
    let time = rest.is_empty() || rest.starts_with('T') || rest.starts_with(' ');
    parse_day(day).filter(|_| time)
}

/// Decodes a text file.
fn decode_file(id: String, source: String, named: Option<Encoding>, mut bytes: Vec<u8>) -> Item {
    let (text, encoding) = match decode(&bytes, named) {
        Ok((Cow::Owned(text), encoding)) => (text, encoding),
        // The file as it is, which need not be held twice.
        Ok((Cow::Borrowed(text), encoding)) => {
            let marked = bytes.len() - text.len();
            bytes.drain(..marked);
            (string_of(bytes).unwrap_or_default(), encoding)
        }
        Err(Fault { offset, reason }) => {
            return Item::Reject(Reject {
                doc_id: id,
                source,
                byte_offset: Some(offset as u64),
                reason,
            });
        }
    };
    Item::Document(Document {
        id,
        source,
        sha256: hex_sha256(text.as_bytes()),
        text,
        encoding: encoding.as_str(),
        reference_date: None,
    })
}

/// SHA-256 in lower-case hexadecimal.
fn hex_sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A digest in lower-case hexadecimal.
pub(super) fn hex(digest: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = String::with_capacity(digest.len() * 2);
    for byte in digest {
        hex.push(DIGITS[usize::from(byte >> 4)] as char);
        hex.push(DIGITS[usize::from(byte & 15)] as char);
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_of_the_text_without_its_mark() {
        let raw = |bytes: &[u8]| Raw::Text {
            id: "a".to_owned(),
            source: "a".to_owned(),
            named: None,
            html: false,
            written: None,
            bytes: bytes.to_vec(),
        };
        let (Item::Document(marked), Item::Document(plain)) =
            (raw(b"\xEF\xBB\xBFabc").decode(), raw(b"abc").decode())
        else {
            panic!("both are documents");
        };
        assert_eq!(marked.sha256, plain.sha256);
        assert_eq!(
            plain.sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!((marked.encoding, plain.encoding), ("utf-8-bom", "utf-8"));
    }
}
