//! Lines with their place, from any reader, in bounded memory.
//!
//! `BufRead::read_until` would do but for two things: a line longer than the
//! limit must be passed over without being held, and a filter must know
//! whether another complete line is already at hand, so that it can answer
//! before it waits. This must never wait for more input than the next line
//! needs.

use std::io::{self, Read};

use super::spill::{Gathering, Kept, Spill, Spilling};

/// How much is asked of the reader at a time.
const BLOCK: usize = 256 * 1024;

/// What stood on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The bytes, without the line feed (and a carriage return before it).
    Whole(Vec<u8>),
    /// The same for a line that is too long to be held.
    Spilled(Spill),
    /// The line is longer than the limit and was passed over.
    TooLong,
}

/// One line and its place in the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Number of the line, from 1.
    pub number: u64,
    /// Place of its first byte in the stream.
    pub offset: u64,
    /// What stands on it.
    pub piece: Piece,
}

/// Splits a byte stream into lines. A last line without a line feed counts.
#[derive(Debug)]
pub struct LineReader<R> {
    inner: R,
    buffer: Vec<u8>,
    /// Bytes of `buffer` that were handed out.
    start: usize,
    /// Bytes of `buffer` that are known to hold no line feed, from 0.
    scanned: usize,
    offset: u64,
    number: u64,
    limit: usize,
    spilling: Option<Spilling>,
    finished: bool,
}

impl<R: Read> LineReader<R> {
    /// Reads lines of up to `limit` bytes from `inner`.
    pub fn new(inner: R, limit: usize) -> Self {
        Self {
            inner,
            buffer: Vec::new(),
            start: 0,
            scanned: 0,
            offset: 0,
            number: 0,
            limit,
            spilling: None,
            finished: false,
        }
    }

    /// Keeps lines that are too long to be held in files.
    #[must_use]
    pub fn spilling(mut self, spilling: Option<Spilling>) -> Self {
        self.spilling = spilling;
        self
    }

    /// Whether the next line is complete in the buffer, so that it can be had
    /// without reading.
    pub fn line_at_hand(&self) -> bool {
        memchr::memchr(b'\n', &self.buffer[self.scanned.max(self.start)..]).is_some()
    }

    /// Place in the stream of the first byte that is not yet handed out.
    pub fn position(&self) -> u64 {
        self.offset
    }

    /// Hands out no more: what is left in the buffer is forgotten.
    pub fn stop(&mut self) {
        self.buffer = Vec::new();
        self.start = 0;
        self.scanned = 0;
        self.finished = true;
    }

    /// The next line, or `None` at the end.
    ///
    /// # Errors
    /// What the reader reports; an interrupted read is tried again.
    pub fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut long = Long::default();
        loop {
            if let Some(found) = memchr::memchr(b'\n', &self.buffer[self.scanned..]) {
                let end = self.scanned + found;
                return self.hand_out(end, 1, long).map(Some);
            }
            self.scanned = self.buffer.len();
            self.put_aside(&mut long)?;
            if self.finished || !self.fill()? {
                let rest = self.buffer.len() - self.start;
                if rest == 0 && long.len() == 0 {
                    return Ok(None);
                }
                return self.hand_out(self.buffer.len(), 0, long).map(Some);
            }
        }
    }

    /// Puts aside what of a line is too long to be held, or drops what is too
    /// long at all.
    fn put_aside(&mut self, long: &mut Long) -> io::Result<()> {
        let rest = &self.buffer[self.start..];
        if long.len() + rest.len() as u64 > self.limit as u64 {
            long.dropped = long.len() + rest.len() as u64;
            long.kept = None;
        } else if let Some(spilling) = &self.spilling
            && rest.len() > spilling.held
        {
            let kept = long
                .kept
                .get_or_insert_with(|| Gathering::new(Some(spilling.clone())));
            kept.push(rest)?;
        } else {
            return Ok(());
        }
        self.buffer.clear();
        self.start = 0;
        self.scanned = 0;
        Ok(())
    }

    /// Takes the line that ends at `end` of the buffer, followed by `feed`
    /// bytes of line end, after what was put aside of it.
    fn hand_out(&mut self, end: usize, feed: usize, long: Long) -> io::Result<Line> {
        let bytes = &self.buffer[self.start..end];
        let length = long.len() + bytes.len() as u64;
        let piece = match long.kept {
            _ if length > self.limit as u64 => Piece::TooLong,
            None => Piece::Whole(bytes.strip_suffix(b"\r").unwrap_or(bytes).to_vec()),
            Some(mut kept) => {
                kept.push(bytes)?;
                let marked = u64::from(kept.last() == Some(b'\r'));
                match kept.finish()? {
                    Kept::Spilled(spill) => Piece::Spilled(spill.slice(0, length - marked)),
                    Kept::Held(mut bytes) => {
                        bytes.truncate(bytes.len() - marked as usize);
                        Piece::Whole(bytes)
                    }
                }
            }
        };
        self.number += 1;
        let line = Line {
            number: self.number,
            offset: self.offset,
            piece,
        };
        self.offset += length + feed as u64;
        self.start = end + feed;
        self.scanned = self.start;
        Ok(line)
    }

    /// Reads once; `false` at the end of the stream.
    fn fill(&mut self) -> io::Result<bool> {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.scanned -= self.start;
            self.start = 0;
        }
        let held = self.buffer.len();
        // One very long line must not keep its memory for the rest of the run.
        if held == 0 && self.buffer.capacity() > 16 * BLOCK {
            self.buffer = Vec::new();
        }
        self.buffer.resize(held + BLOCK, 0);
        let outcome = loop {
            match self.inner.read(&mut self.buffer[held..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome,
            }
        };
        self.buffer.truncate(held + *outcome.as_ref().unwrap_or(&0));
        let count = outcome?;
        self.finished = count == 0;
        Ok(count > 0)
    }
}

/// What of a line is no longer in the buffer.
#[derive(Default)]
struct Long {
    /// Bytes that were dropped, because the line is too long at all.
    dropped: u64,
    /// Bytes that are kept in a file.
    kept: Option<Gathering>,
}

impl Long {
    fn len(&self) -> u64 {
        self.dropped + self.kept.as_ref().map_or(0, Gathering::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes a time, as a slow pipe does.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn lines(bytes: &[u8], step: usize, limit: usize) -> Vec<(u64, u64, Option<String>)> {
        let mut reader = LineReader::new(Drip(bytes, step), limit);
        let mut found = Vec::new();
        while let Some(line) = reader.next_line().unwrap() {
            let text = match line.piece {
                Piece::Whole(bytes) => Some(String::from_utf8(bytes).unwrap()),
                Piece::Spilled(_) | Piece::TooLong => None,
            };
            found.push((line.number, line.offset, text));
        }
        found
    }

    #[test]
    fn lines_do_not_depend_on_how_the_bytes_arrive() {
        let bytes = b"one\r\n\nthree is long\nlast";
        for step in [1, 2, 3, 7, 100] {
            let found = lines(bytes, step, 8);
            let whole = |text: &str| Some(text.to_owned());
            assert_eq!(
                found,
                vec![
                    (1, 0, whole("one")),
                    (2, 5, whole("")),
                    (3, 6, None),
                    (4, 20, whole("last")),
                ],
                "step {step}"
            );
        }
    }

    #[test]
    fn an_empty_stream_has_no_line_and_a_final_feed_adds_none() {
        assert_eq!(lines(b"", 5, 10), vec![]);
        assert_eq!(lines(b"a\n", 5, 10), vec![(1, 0, Some("a".to_owned()))]);
        assert_eq!(lines(b"0123456789ab", 4, 10), vec![(1, 0, None)]);
    }

    #[test]
    fn a_line_at_hand_needs_no_read() {
        let mut reader = LineReader::new(Drip(b"a\nb\nc", 4), 10);
        assert!(!reader.line_at_hand());
        reader.next_line().unwrap();
        assert!(reader.line_at_hand());
        reader.next_line().unwrap();
        assert!(!reader.line_at_hand());
    }

    #[test]
    fn long_lines_are_put_aside_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let long = "0123456789".repeat(100_000);
        let bytes = format!("short\r\n{long}\r\n\n{long}x");
        let spilling = Spilling {
            folder: folder.path().to_owned(),
            held: 1000,
        };
        for step in [333, 100_000, 10_000_000] {
            let drip = Drip(bytes.as_bytes(), step);
            let mut reader = LineReader::new(drip, 1_000_001).spilling(Some(spilling.clone()));
            let mut found = Vec::new();
            while let Some(line) = reader.next_line().unwrap() {
                let spilled = matches!(line.piece, Piece::Spilled(_));
                let text = match line.piece {
                    Piece::Whole(bytes) => bytes,
                    Piece::Spilled(spill) => spill.whole().unwrap(),
                    Piece::TooLong => panic!("it is not"),
                };
                found.push((line.offset, text, spilled));
            }
            let at = [0, 7, 1_000_009, 1_000_010];
            let texts = [
                "short".to_owned(),
                long.clone(),
                String::new(),
                format!("{long}x"),
            ];
            for (index, (offset, text, spilled)) in found.into_iter().enumerate() {
                assert_eq!((offset, spilled), (at[index], index % 2 == 1));
                assert!(text == texts[index].as_bytes());
            }
        }
    }
}
