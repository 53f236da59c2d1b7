//! Rows as CSV: RFC 4180 with LF line ends, quoted only where needed.
//!
//! An empty cell is null; no text cell is ever empty, so the two cannot be
//! confused. For spreadsheets an apostrophe goes before what would start a
//! formula; whole numbers and truth values never do.

use super::scan;
use crate::record::{Cells, CsvStyle, RowSink, Schema};

/// Appends rows to a buffer as CSV.
pub(crate) struct CsvRows<'o> {
    out: &'o mut Vec<u8>,
    style: CsvStyle,
}

impl<'o> CsvRows<'o> {
    /// Rows are appended to `out`.
    pub(crate) fn new(out: &'o mut Vec<u8>, style: CsvStyle) -> Self {
        Self { out, style }
    }

    /// The apostrophe before text that begins a formula.
    fn mark(&mut self, value: &str) {
        if self.style.spreadsheet && CsvStyle::is_marked(value) {
            self.out.push(b'\'');
        }
    }

    fn separate(&mut self) {
        self.out.push(b',');
    }
}

/// The header line of a table, and what comes before it.
pub(crate) fn header(schema: &Schema, style: CsvStyle) -> String {
    let names: Vec<&str> = schema.columns.iter().map(|column| column.name).collect();
    let mark = if style.bom { CsvStyle::BOM } else { "" };
    format!("{mark}{}\n", names.join(","))
}

impl Cells for CsvRows<'_> {
    fn text(&mut self, value: &str) {
        let bytes = value.as_bytes();
        if needs_quotes(bytes) {
            self.out.push(b'"');
            self.mark(value);
            for part in bytes.split_inclusive(|&byte| byte == b'"') {
                self.out.extend_from_slice(part);
                if part.ends_with(b"\"") {
                    self.out.push(b'"');
                }
            }
            self.out.push(b'"');
        } else {
            self.mark(value);
            self.out.extend_from_slice(bytes);
        }
        self.separate();
    }

    fn plain(&mut self, value: &str) {
        self.mark(value);
        self.out.extend_from_slice(value.as_bytes());
        self.separate();
    }

    fn integer(&mut self, value: u64) {
        super::encode::push_integer(self.out, value);
        self.separate();
    }

    fn boolean(&mut self, value: bool) {
        self.plain(if value { "true" } else { "false" });
    }

    fn null(&mut self) {
        self.separate();
    }
}

impl RowSink for CsvRows<'_> {
    fn begin(&mut self) {}

    /// Turns the separator after the last cell into the line end.
    fn end(&mut self) {
        if let Some(last) = self.out.last_mut() {
            *last = b'\n';
        }
    }
}

fn needs_quotes(bytes: &[u8]) -> bool {
    scan::any(bytes, |byte| {
        (byte == b',') | (byte == b'"') | (byte == b'\n') | (byte == b'\r')
    })
}
