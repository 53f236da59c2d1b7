//! One JSON line a document, for engines that pipe lines through.
//!
//! A line in must give exactly one line out, whatever happened to the
//! document: a row set or an error, always under the caller's own `id`.

use std::io::{self, Write};

use super::json::{self, JsonRows};
use super::spool::Spooled;
use crate::record::{Rows, Table};

const ARRAYS: [Table; 4] = [
    Table::Dates,
    Table::Countries,
    Table::Organizations,
    Table::Timeline,
];

/// Encodes the lines of the filter.
#[derive(Debug)]
pub struct FilterEncoder {
    keys: [Vec<Box<[u8]>>; 4],
}

impl Default for FilterEncoder {
    fn default() -> Self {
        Self::new()
    }
}

impl FilterEncoder {
    /// An encoder; it can be shared between threads.
    pub fn new() -> Self {
        Self {
            keys: ARRAYS.map(|table| json::keys(table.schema())),
        }
    }

    /// Appends `{"id":…,"dates":[…],"countries":[…],"organizations":[…],"timeline":[…]}`
    /// and a line end. `id` is a JSON value and is echoed as it stands; empty
    /// means `null`.
    pub fn document(&self, id: &str, rows: &Rows<'_>, out: &mut Vec<u8>) {
        push_id(out, id);
        for (table, keys) in ARRAYS.into_iter().zip(&self.keys) {
            out.extend_from_slice(format!(",\"{table}\":[").as_bytes());
            rows.emit(table, &mut JsonRows::separated(out, keys, ","));
            out.push(b']');
        }
        out.extend_from_slice(b"}\n");
    }

    /// Arrays of a line.
    pub(crate) const ARRAYS: usize = ARRAYS.len();

    /// Replaces `arrays` with the insides of the arrays of a part of a document, and
    /// tells the number of rows in each.
    pub(crate) fn part(
        &self,
        rows: &Rows<'_>,
        arrays: &mut [Vec<u8>; ARRAYS.len()],
    ) -> [u64; ARRAYS.len()] {
        for ((table, keys), out) in ARRAYS.into_iter().zip(&self.keys).zip(arrays) {
            out.clear();
            rows.emit(table, &mut JsonRows::separated(out, keys, ","));
        }
        ARRAYS.map(|table| rows.count(table) as u64)
    }

    /// Writes the line of a document whose arrays were made in parts: the same as
    /// [`Self::document`] would have made.
    pub(crate) fn parts(
        &self,
        id: &str,
        spooled: &mut Spooled,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut begin = Vec::new();
        push_id(&mut begin, id);
        out.write_all(&begin)?;
        for (place, table) in ARRAYS.into_iter().enumerate() {
            out.write_all(format!(",\"{table}\":[").as_bytes())?;
            let mut first = true;
            spooled.each(
                |index| index == place,
                |_, chunk| {
                    if chunk.rows == 0 {
                        return Ok(());
                    }
                    if !std::mem::take(&mut first) {
                        out.write_all(b",")?;
                    }
                    out.write_all(chunk.bytes)
                },
            )?;
            out.write_all(b"]")?;
        }
        out.write_all(b"}\n")
    }

    /// Appends `{"id":…,"error":…}` and a line end.
    pub fn error(&self, id: &str, error: &str, out: &mut Vec<u8>) {
        push_id(out, id);
        out.extend_from_slice(b",\"error\":");
        json::push_string(out, error);
        out.extend_from_slice(b"}\n");
    }
}

/// Opens the object. A line end inside the value can only be white space
/// between its parts, so it may become a blank.
fn push_id(out: &mut Vec<u8>, id: &str) {
    out.extend_from_slice(b"{\"id\":");
    let id = if id.trim().is_empty() {
        "null"
    } else {
        id.trim()
    };
    out.extend(id.bytes().map(|byte| {
        if matches!(byte, b'\n' | b'\r') {
            b' '
        } else {
            byte
        }
    }));
}
