//! A piece of input as it was read: not yet looked into.
//!
//! It knows its name and place, so that decoding can be done anywhere and in
//! any order and still name the right byte of the right file. Decoding must
//! never fail the run: whatever is wrong becomes a [`Reject`].

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::document::{Document, Item, Reject};
use super::encoding::{Fault, decode_text};
use super::json_line;

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
        /// The line without its line feed.
        bytes: Vec<u8>,
    },
    /// Nothing: it could not be read.
    Failed(Reject),
}

impl Raw {
    /// How many bytes it holds.
    pub fn len(&self) -> usize {
        match self {
            Self::Text { bytes, .. } | Self::JsonLine { bytes, .. } => bytes.len(),
            Self::Failed(_) => 0,
        }
    }

    /// Whether it holds no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where it was read: [`Document::source`].
    pub fn source(&self) -> String {
        match self {
            Self::Text { source, .. } => source.clone(),
            Self::JsonLine { file, number, .. } => format!("{file}:{number}"),
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
        match self {
            Self::Failed(reject) => (json_key(&reject.doc_id), Item::Reject(reject)),
            Self::Text { id, source, bytes } => (json_key(&id), decode_file(id, source, bytes)),
            Self::JsonLine {
                file,
                number,
                offset,
                bytes,
            } => {
                let source = format!("{file}:{number}");
                decode_line(source, offset, &bytes)
            }
        }
    }
}

/// A name as a JSON string.
fn json_key(name: &str) -> String {
    Value::from(name).to_string()
}

/// Decodes a line that begins at `offset` of its file.
fn decode_line(source: String, offset: u64, bytes: &[u8]) -> (String, Item) {
    let (id, outcome) = json_line::parse(bytes, offset == 0);
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
            encoding: record.encoding,
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

/// Decodes a text file.
fn decode_file(id: String, source: String, mut bytes: Vec<u8>) -> Item {
    let (marked, encoding) = match decode_text(&bytes) {
        Ok((text, encoding)) => (bytes.len() - text.len(), encoding),
        Err(Fault { offset, reason }) => {
            return Item::Reject(Reject {
                doc_id: id,
                source,
                byte_offset: Some(offset as u64),
                reason,
            });
        }
    };
    bytes.drain(..marked);
    let sha256 = hex_sha256(&bytes);
    match String::from_utf8(bytes) {
        Ok(text) => Item::Document(Document {
            id,
            source,
            text,
            sha256,
            encoding,
            reference_date: None,
        }),
        Err(error) => Item::Reject(Reject {
            doc_id: id,
            source,
            byte_offset: Some((marked + error.utf8_error().valid_up_to()) as u64),
            reason: "malformed UTF-8".to_owned(),
        }),
    }
}

/// SHA-256 in lower-case hexadecimal.
fn hex_sha256(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digest = Sha256::digest(bytes);
    let mut hex = String::with_capacity(64);
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
