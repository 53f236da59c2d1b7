//! A document as the engine sees it: checked UTF-8 text with a name, and what
//! is known of it from outside.

use chrono::NaiveDate;

#[cfg(doc)]
use super::Encoding;

/// One document, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Name of the document within the run: the path relative to the input
    /// root for a text file, the `id` of a JSON line or a row.
    pub id: String,
    /// Where it was read: path relative to the input root, with the line
    /// number for a JSON line or a row (`notes.jsonl:3`), `-` for standard input.
    pub source: String,
    /// The text, exactly as in the source once decoded (a byte-order mark is kept
    /// out).
    pub text: String,
    /// SHA-256 of `text` in lower-case hexadecimal.
    pub sha256: String,
    /// Name of the encoding that the bytes were in, as of [`Encoding::as_str`].
    pub encoding: &'static str,
    /// The day the text was written, for relative dates.
    pub reference_date: Option<NaiveDate>,
}

impl Document {
    /// A text that belongs to no run, as if from standard input.
    pub fn of_text(text: &str, reference_date: Option<NaiveDate>) -> Self {
        Self {
            id: "-".to_owned(),
            source: "-".to_owned(),
            text: text.to_owned(),
            sha256: String::new(),
            encoding: "utf-8",
            reference_date,
        }
    }
}

/// A document that could not be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Name the document would have had.
    pub doc_id: String,
    /// Where it was read, as in [`Document::source`].
    pub source: String,
    /// Byte in the source at which reading failed, if there is such a place.
    pub byte_offset: Option<u64>,
    /// What was wrong, in one sentence.
    pub reason: String,
}

/// What a source yields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A document to extract from.
    Document(Document),
    /// A document that is set aside.
    Reject(Reject),
}
