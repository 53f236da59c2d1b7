//! The rows of a document that is too long to be held, on their way to the writer.
//!
//! They are made part by part and wait in a file without a name until the document
//! is complete, because only then is it known that it is not set aside after all. A
//! part has a chunk for each table (and format); the writer reads them part by part,
//! or all chunks of one table.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// Rows of one table, encoded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rowed<'c> {
    pub(crate) rows: u64,
    pub(crate) bytes: &'c [u8],
}

/// Bytes of what is told of a chunk: its rows and its length.
const HEADER: usize = 16;

/// Takes parts.
#[derive(Debug)]
pub(crate) struct Spool {
    file: BufWriter<File>,
    chunks: usize,
}

/// All parts of a document.
#[derive(Debug)]
pub(crate) struct Spooled {
    file: BufReader<File>,
    chunks: usize,
}

impl Spool {
    /// Parts of so many chunks go to `file`.
    pub(crate) fn new(file: File, chunks: usize) -> Self {
        Self {
            file: BufWriter::with_capacity(1 << 17, file),
            chunks,
        }
    }

    /// Appends a part.
    pub(crate) fn push<'c>(&mut self, part: impl Iterator<Item = Rowed<'c>>) -> io::Result<()> {
        let part: Vec<Rowed<'_>> = part.collect();
        debug_assert_eq!(part.len(), self.chunks);
        for chunk in &part {
            self.file.write_all(&chunk.rows.to_le_bytes())?;
            self.file
                .write_all(&(chunk.bytes.len() as u64).to_le_bytes())?;
        }
        part.iter()
            .try_for_each(|chunk| self.file.write_all(chunk.bytes))
    }

    /// All parts, to be read.
    pub(crate) fn finish(self) -> io::Result<Spooled> {
        let file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        Ok(Spooled {
            file: BufReader::with_capacity(1 << 17, file),
            chunks: self.chunks,
        })
    }
}

impl Spooled {
    /// Gives all chunks that are `wanted` by their place in a part, in order.
    pub(crate) fn each<E: From<io::Error>>(
        &mut self,
        wanted: impl Fn(usize) -> bool,
        mut take: impl FnMut(usize, Rowed<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.file.seek(SeekFrom::Start(0))?;
        let mut headers = vec![0; HEADER * self.chunks];
        let mut bytes = Vec::new();
        while !self.file_ended()? {
            self.file.read_exact(&mut headers)?;
            for (index, header) in headers.chunks_exact(HEADER).enumerate() {
                let number = |at: usize| {
                    let bytes = header[at..at + 8].try_into();
                    u64::from_le_bytes(bytes.unwrap_or_default())
                };
                let (rows, length) = (number(0), number(8));
                if !wanted(index) {
                    self.file.seek_relative(length as i64)?;
                    continue;
                }
                bytes.resize(length as usize, 0);
                self.file.read_exact(&mut bytes)?;
                take(
                    index,
                    Rowed {
                        rows,
                        bytes: &bytes,
                    },
                )?;
            }
        }
        Ok(())
    }

    fn file_ended(&mut self) -> io::Result<bool> {
        use std::io::BufRead;
        Ok(self.file.fill_buf()?.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_out_as_they_went_in() {
        let mut spool = Spool::new(tempfile::tempfile().unwrap(), 2);
        let long = vec![b'x'; 300_000];
        let parts: [[(u64, &[u8]); 2]; 3] = [
            [(1, b"ab"), (0, b"")],
            [(0, b""), (7, &long)],
            [(2, b"cd"), (1, b"e")],
        ];
        for part in parts {
            let chunks = part.iter().map(|&(rows, bytes)| Rowed { rows, bytes });
            spool.push(chunks).unwrap();
        }
        let mut spooled = spool.finish().unwrap();
        for chosen in [0, 1] {
            let mut found = Vec::new();
            let take = |index, chunk: Rowed<'_>| -> io::Result<()> {
                found.push((index, chunk.rows, chunk.bytes.to_vec()));
                Ok(())
            };
            spooled.each(|index| index == chosen, take).unwrap();
            let expected = parts.map(|part| (chosen, part[chosen].0, part[chosen].1.to_vec()));
            assert_eq!(found, expected);
        }
    }
}
