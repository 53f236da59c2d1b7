//! The lines of a JSON Lines file, each a piece of its own.

use std::io::{self, Read};

use super::encoding::{Encoding, decoded};
use super::lines::{LineReader, Piece};
use super::pieces::Pieces;
use super::raw::{MAX_DOCUMENT_BYTES, Raw};
use super::spill::Spilling;

/// An open JSON Lines file.
pub(super) struct JsonLines {
    reader: LineReader<Box<dyn Read + Send>>,
    name: String,
    encoding: Encoding,
    /// Standard input, which may make the reader wait.
    standard: bool,
    /// Blank lines are pieces too.
    every_line: bool,
}

impl JsonLines {
    /// Lines of a file. JSON is UTF-8 unless a byte-order mark, the caller or a
    /// beginning that is plainly UTF-16 say otherwise.
    pub(super) fn of_file(
        stream: Box<dyn Read + Send>,
        name: String,
        named: Option<Encoding>,
        spilling: Option<Spilling>,
    ) -> io::Result<Self> {
        let (stream, encoding) = decoded(stream, named)?;
        Ok(Self::new(stream, name, encoding, spilling))
    }

    /// Lines of standard input. It is looked at no further than the line that is
    /// read, because whoever writes may wait for an answer: it is in the encoding
    /// that the caller names, or UTF-8.
    pub(super) fn of_stdin(
        stream: Box<dyn Read + Send>,
        name: String,
        named: Option<Encoding>,
        every_line: bool,
        spilling: Option<Spilling>,
    ) -> io::Result<Self> {
        let (stream, encoding) = match named {
            None | Some(Encoding::Utf8) => (stream, Encoding::Utf8),
            named => decoded(stream, named)?,
        };
        Ok(Self {
            standard: true,
            every_line,
            ..Self::new(stream, name, encoding, spilling)
        })
    }

    fn new(
        stream: Box<dyn Read + Send>,
        name: String,
        encoding: Encoding,
        spilling: Option<Spilling>,
    ) -> Self {
        Self {
            reader: LineReader::new(stream, MAX_DOCUMENT_BYTES).spilling(spilling),
            name,
            encoding,
            standard: false,
            every_line: false,
        }
    }
}

impl JsonLines {
    /// A line of these bytes.
    fn line(&self, number: u64, offset: u64, bytes: Vec<u8>) -> Raw {
        Raw::JsonLine {
            file: self.name.clone(),
            number,
            offset,
            encoding: self.encoding,
            written: None,
            bytes,
        }
    }
}

impl Pieces for JsonLines {
    fn next_piece(&mut self) -> Option<Raw> {
        loop {
            let line = match self.reader.next_line() {
                Ok(line) => line?,
                Err(error) => {
                    let offset = self.reader.position();
                    self.reader.stop();
                    return Some(Raw::unreadable(self.name.clone(), Some(offset), &error));
                }
            };
            match line.piece {
                Piece::Whole(bytes) if !self.every_line && bytes.trim_ascii().is_empty() => {}
                Piece::Whole(bytes) => return Some(self.line(line.number, line.offset, bytes)),
                Piece::Spilled(bytes) => match bytes.is_blank() {
                    Ok(true) if !self.every_line => {}
                    _ => {
                        let head = self.line(line.number, line.offset, Vec::new());
                        return Some(head.long(bytes));
                    }
                },
                Piece::TooLong => {
                    let source = format!("{}:{}", self.name, line.number);
                    return Some(Raw::too_long(source, line.offset));
                }
            }
        }
    }

    fn may_wait(&self) -> bool {
        self.standard && !self.reader.line_at_hand()
    }
}
