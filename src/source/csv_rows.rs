//! The rows of a CSV or TSV file, each a document.
//!
//! Read as a stream, a row at a time. A row that is not like the first one is set
//! aside with its line; it must never shift the cells of another.

use std::io::{self, Cursor, Read};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::document::Reject;
use super::encoding::{Encoding, beginning, decoded};
use super::options::{Columns, Places};
use super::pieces::Pieces;
use super::raw::Raw;

/// Bytes of a row. A quotation mark that is never closed would otherwise make
/// one row of the rest of the file.
const MAX_ROW: u64 = 1 << 30;

/// How much is looked at to tell commas from semicolons.
const SAMPLE: usize = 64 * 1024;

/// An open table.
pub(super) struct CsvRows {
    reader: Reader<Bounded>,
    name: String,
    encoding: Encoding,
    places: Places,
    /// Cells of the first row.
    width: usize,
    record: ByteRecord,
    finished: bool,
}

/// A stream that ends a row which goes on for too long.
struct Bounded {
    inner: Box<dyn Read + Send>,
    left: u64,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let message = format!("a row is longer than {MAX_ROW} bytes");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let count = self.inner.read(buffer)?;
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

impl CsvRows {
    /// Opens a table with cells apart by `delimiter`; without one, by commas, or
    /// by semicolons where the first line has those and no comma.
    pub(super) fn open(
        stream: Box<dyn Read + Send>,
        name: &str,
        delimiter: Option<u8>,
        named: Option<Encoding>,
        columns: &Columns,
    ) -> Result<Self, Raw> {
        let unreadable = |error: &io::Error| Raw::unreadable(name.to_owned(), None, error);
        let (mut stream, encoding) = decoded(stream, named).map_err(|error| unreadable(&error))?;
        let head = beginning(stream.as_mut(), SAMPLE).map_err(|error| unreadable(&error))?;
        let delimiter = delimiter.unwrap_or_else(|| delimiter_of(&head));
        let inner = Box::new(Cursor::new(head).chain(stream));
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(Bounded {
                inner,
                left: MAX_ROW,
            });
        let refused = |reason: String| {
            Raw::Failed(Reject {
                doc_id: name.to_owned(),
                source: name.to_owned(),
                byte_offset: Some(0),
                reason,
            })
        };
        let mut record = ByteRecord::new();
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Err(refused("the table is empty".to_owned())),
            Err(error) => return Err(refused(format!("the table cannot be read: {error}"))),
        }
        let names = record.iter().map(|cell| {
            let name = std::str::from_utf8(cell).map(|name| name.trim().to_owned());
            name.map_err(|_| refused("the first row is not UTF-8".to_owned()))
        });
        let names: Vec<String> = names.collect::<Result<_, _>>()?;
        Ok(Self {
            places: columns.places(&names).map_err(refused)?,
            width: names.len(),
            reader,
            name: name.to_owned(),
            encoding,
            record,
            finished: false,
        })
    }

    /// The row that was read.
    fn row(&self) -> Raw {
        let position = self.record.position();
        let line = position.map_or(0, csv::Position::line);
        let offset = position.map(csv::Position::byte);
        let source = format!("{}:{line}", self.name);
        if self.record.len() != self.width {
            return Raw::Failed(Reject {
                doc_id: source.clone(),
                source,
                byte_offset: offset,
                reason: format!(
                    "the row has {} cells, the first row has {}",
                    self.record.len(),
                    self.width
                ),
            });
        }
        let cell = |index: usize| self.record.get(index).unwrap_or_default().to_vec();
        Raw::Row {
            source,
            offset,
            id: self.places.id.map(cell),
            date: self.places.date.map(cell),
            text: cell(self.places.text),
            encoding: self.encoding,
            written: None,
        }
    }
}

impl Pieces for CsvRows {
    fn next_piece(&mut self) -> Option<Raw> {
        if self.finished {
            return None;
        }
        self.reader.get_mut().left = MAX_ROW;
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Some(self.row()),
            Ok(false) => None,
            Err(error) => {
                self.finished = true;
                let position = self.reader.position();
                let source = format!("{}:{}", self.name, position.line());
                Some(Raw::Failed(Reject {
                    doc_id: source.clone(),
                    source,
                    byte_offset: Some(position.byte()),
                    reason: format!("cannot be read: {error}"),
                }))
            }
        }
    }
}

/// Commas, or semicolons where the first line has no comma outside quotes.
fn delimiter_of(head: &[u8]) -> u8 {
    let (mut quoted, mut semicolons) = (false, false);
    for &byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            b',' if !quoted => return b',',
            b';' if !quoted => semicolons = true,
            _ => {}
        }
    }
    if semicolons { b';' } else { b',' }
}
