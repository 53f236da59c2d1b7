//! Rows as JSON objects, written by hand.
//!
//! Arabic stays readable: only what JSON requires is escaped, and beside it
//! the characters that some readers take for a line end (U+0085, U+2028,
//! U+2029) and the other controls, so that a line is a row for every tool.

use super::scan;
use crate::record::{Cells, RowSink, Schema};

/// The keys of a table as they stand in a row before text: `{"doc_id":"`,
/// `,"start":"`, …; before anything else without the last quote.
pub(crate) fn keys(schema: &Schema) -> Vec<Box<[u8]>> {
    schema
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let lead = if index == 0 { '{' } else { ',' };
            format!("{lead}\"{}\":\"", column.name)
                .into_bytes()
                .into_boxed_slice()
        })
        .collect()
}

/// Appends rows to a buffer as JSON objects.
pub(crate) struct JsonRows<'o> {
    out: &'o mut Vec<u8>,
    keys: &'o [Box<[u8]>],
    next: usize,
    between: &'static [u8],
    after: &'static [u8],
    empty: bool,
}

impl<'o> JsonRows<'o> {
    /// Objects with `between` in between, as in an array.
    pub(crate) fn separated(
        out: &'o mut Vec<u8>,
        keys: &'o [Box<[u8]>],
        between: &'static str,
    ) -> Self {
        let between = between.as_bytes();
        Self {
            out,
            keys,
            next: 0,
            between,
            after: b"",
            empty: true,
        }
    }

    /// Objects with a line end after each.
    pub(crate) fn lines(out: &'o mut Vec<u8>, keys: &'o [Box<[u8]>]) -> Self {
        Self {
            out,
            keys,
            next: 0,
            between: b"",
            after: b"\n",
            empty: true,
        }
    }

    /// The next key, and the quote that opens its text.
    fn quoted_key(&mut self) {
        self.out.extend_from_slice(&self.keys[self.next]);
        self.next += 1;
    }

    fn key(&mut self) {
        self.quoted_key();
        self.out.pop();
    }
}

impl Cells for JsonRows<'_> {
    fn text(&mut self, value: &str) {
        self.quoted_key();
        push_escaped(self.out, value);
    }

    fn plain(&mut self, value: &str) {
        self.quoted_key();
        self.out.extend_from_slice(value.as_bytes());
        self.out.push(b'"');
    }

    fn integer(&mut self, value: u64) {
        self.key();
        super::encode::push_integer(self.out, value);
    }

    fn boolean(&mut self, value: bool) {
        self.key();
        self.out
            .extend_from_slice(if value { b"true" } else { b"false" });
    }

    fn null(&mut self) {
        self.key();
        self.out.extend_from_slice(b"null");
    }
}

impl RowSink for JsonRows<'_> {
    fn begin(&mut self) {
        // Room for most rows at once.
        self.out.reserve(1024);
        if !self.empty {
            self.out.extend_from_slice(self.between);
        }
        self.empty = false;
        self.next = 0;
    }

    fn end(&mut self) {
        debug_assert_eq!(
            self.next,
            self.keys.len(),
            "a row hands out a cell a column"
        );
        self.out.push(b'}');
        self.out.extend_from_slice(self.after);
    }
}

/// Appends text as a JSON string.
pub(crate) fn push_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    push_escaped(out, text);
}

/// Appends the inside of a JSON string and its closing quote.
fn push_escaped(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut clean = 0;
    if scan::any(bytes, suspect) {
        let mut at = next_suspect(bytes, 0);
        while at < bytes.len() {
            let length = escape_length(&bytes[at..]);
            if length > 0 {
                out.extend_from_slice(&bytes[clean..at]);
                push_escape(out, &bytes[at..at + length]);
                clean = at + length;
            }
            at = next_suspect(bytes, at + length.max(1));
        }
    }
    out.extend_from_slice(&bytes[clean..]);
    out.push(b'"');
}

/// Whether a byte may begin a character that is escaped.
fn suspect(byte: u8) -> bool {
    (byte < 0x20)
        | (byte == b'"')
        | (byte == b'\\')
        | (byte == 0x7F)
        | (byte == 0xC2)
        | (byte == 0xE2)
}

/// The next suspect byte at or after `from`, or the length.
fn next_suspect(bytes: &[u8], from: usize) -> usize {
    (from..bytes.len())
        .find(|&at| suspect(bytes[at]))
        .unwrap_or(bytes.len())
}

/// Bytes of the character at the front, if it is to be escaped, else 0.
fn escape_length(bytes: &[u8]) -> usize {
    match bytes {
        [0xC2, 0x80..=0x9F, ..] => 2,
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
        [0xC2 | 0xE2, ..] => 0,
        _ => 1,
    }
}

fn push_escape(out: &mut Vec<u8>, character: &[u8]) {
    let code: u16 = match *character {
        [b'"'] => return out.extend_from_slice(b"\\\""),
        [b'\\'] => return out.extend_from_slice(b"\\\\"),
        [b'\n'] => return out.extend_from_slice(b"\\n"),
        [b'\r'] => return out.extend_from_slice(b"\\r"),
        [b'\t'] => return out.extend_from_slice(b"\\t"),
        [byte] => u16::from(byte),
        [_, byte] => u16::from(byte),
        [_, _, byte] => 0x2000 | u16::from(byte & 0x3F),
        _ => return,
    };
    out.extend_from_slice(format!("\\u{code:04x}").as_bytes());
}
