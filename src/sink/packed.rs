//! Rows on their way from the workers to a writer that wants columns: cells
//! one after the other, each with a byte that tells its type.

use crate::record::{Cells, RowSink};

const NULL: u8 = 0;
const TEXT: u8 = 1;
const INTEGER: u8 = 2;
const FALSE: u8 = 3;
const TRUE: u8 = 4;

/// A cell, as it comes out again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PackedCell<'a> {
    Null,
    Text(&'a [u8]),
    Integer(u64),
    Boolean(bool),
}

/// Appends rows to a buffer.
pub(super) struct PackedRows<'o> {
    out: &'o mut Vec<u8>,
}

impl<'o> PackedRows<'o> {
    /// Rows are appended to `out`.
    pub(super) fn new(out: &'o mut Vec<u8>) -> Self {
        Self { out }
    }
}

impl Cells for PackedRows<'_> {
    fn text(&mut self, value: &str) {
        // A document is shorter than 4 GB, and so is a cell of it.
        let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
        self.out.push(TEXT);
        self.out.extend_from_slice(&length.to_le_bytes());
        self.out
            .extend_from_slice(&value.as_bytes()[..length as usize]);
    }

    fn plain(&mut self, value: &str) {
        self.text(value);
    }

    fn integer(&mut self, value: u64) {
        self.out.push(INTEGER);
        self.out.extend_from_slice(&value.to_le_bytes());
    }

    fn boolean(&mut self, value: bool) {
        self.out.push(if value { TRUE } else { FALSE });
    }

    fn null(&mut self) {
        self.out.push(NULL);
    }
}

impl RowSink for PackedRows<'_> {
    fn begin(&mut self) {}

    fn end(&mut self) {}
}

/// The cells of a buffer, row after row.
pub(super) fn cells(mut packed: &[u8]) -> impl Iterator<Item = PackedCell<'_>> {
    std::iter::from_fn(move || {
        let (&kind, rest) = packed.split_first()?;
        packed = rest;
        Some(match kind {
            TEXT => {
                let (length, rest) = packed.split_first_chunk::<4>()?;
                let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
                packed = rest;
                PackedCell::Text(text)
            }
            INTEGER => {
                let (number, rest) = packed.split_first_chunk::<8>()?;
                packed = rest;
                PackedCell::Integer(u64::from_le_bytes(*number))
            }
            FALSE => PackedCell::Boolean(false),
            TRUE => PackedCell::Boolean(true),
            _ => PackedCell::Null,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{PackedCell, PackedRows, cells};
    use crate::record::Cells;

    #[test]
    fn cells_come_out_as_they_went_in() {
        let mut out = Vec::new();
        let mut rows = PackedRows::new(&mut out);
        rows.text("سنة");
        rows.null();
        rows.integer(u64::MAX);
        rows.boolean(true);
        rows.plain("");
        rows.boolean(false);
        let found: Vec<PackedCell<'_>> = cells(&out).collect();
        let expected = [
            PackedCell::Text("سنة".as_bytes()),
            PackedCell::Null,
            PackedCell::Integer(u64::MAX),
            PackedCell::Boolean(true),
            PackedCell::Text(b""),
            PackedCell::Boolean(false),
        ];
        assert_eq!(found, expected);
    }
}
