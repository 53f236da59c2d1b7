//! The articles of a file of WikiExtractor: `<doc id="…" url="…" title="…">`, the
//! text, `</doc>`.
//!
//! The marks stand on lines of their own; what is between them is the text of the
//! document as it stands. An article that is not closed must never run into the next.

use std::io::{self, Read};

use super::document::Reject;
use super::encoding::{Encoding, decoded};
use super::lines::{Line, LineReader, Piece};
use super::pieces::Pieces;
use super::raw::{MAX_DOCUMENT_BYTES, Raw};
use super::spill::{Gathering, Kept, Spill, Spilling};

/// How such a file begins.
pub(super) const BEGINNING: &[u8] = b"<doc id=\"";

/// An open file.
pub(super) struct Extracts {
    reader: LineReader<Box<dyn Read + Send>>,
    name: String,
    encoding: Encoding,
    /// The article whose mark was read already.
    open: Option<Article>,
    /// Where to keep an article that is too long to be held.
    spilling: Option<Spilling>,
    /// Text stood outside of articles and was told of.
    stray: bool,
    finished: bool,
}

/// An article that has begun.
struct Article {
    id: Option<String>,
    number: u64,
    offset: u64,
    text: Gathering,
}

impl Extracts {
    pub(super) fn new(
        stream: Box<dyn Read + Send>,
        name: String,
        named: Option<Encoding>,
        spilling: Option<Spilling>,
    ) -> io::Result<Self> {
        let (stream, encoding) = decoded(stream, named)?;
        Ok(Self {
            reader: LineReader::new(stream, MAX_DOCUMENT_BYTES).spilling(spilling.clone()),
            spilling,
            name,
            encoding,
            open: None,
            stray: false,
            finished: false,
        })
    }

    fn reject(&self, number: u64, offset: u64, reason: &str) -> Raw {
        let source = format!("{}:{number}", self.name);
        Raw::Failed(Reject {
            doc_id: source.clone(),
            source,
            byte_offset: Some(offset),
            reason: reason.to_owned(),
        })
    }

    /// An article whose end is missing.
    fn unclosed(&self, article: &Article) -> Raw {
        self.reject(article.number, article.offset, "the article has no </doc>")
    }

    /// An article that is complete.
    fn closed(&self, article: Article) -> Raw {
        let row = |text| Raw::Row {
            source: format!("{}:{}", self.name, article.number),
            offset: Some(article.offset),
            id: article.id.map(String::into_bytes),
            date: None,
            text,
            encoding: self.encoding,
            written: None,
        };
        match article.text.finish() {
            Ok(Kept::Held(text)) => row(text),
            Ok(Kept::Spilled(text)) => row(Vec::new()).long(text),
            Err(error) => Raw::unreadable(self.name.clone(), Some(article.offset), &error),
        }
    }

    /// Takes a line; gives a piece if the line completes or breaks something.
    fn take(&mut self, line: Line) -> Option<Raw> {
        let bytes = match line.piece {
            Piece::Whole(bytes) => bytes,
            // Too long for a mark.
            Piece::Spilled(bytes) => return self.take_text(line.number, line.offset, &bytes),
            Piece::TooLong => {
                self.open = None;
                let source = format!("{}:{}", self.name, line.number);
                return Some(Raw::too_long(source, line.offset));
            }
        };
        if let Some(id) = mark(&bytes) {
            let article = Article {
                id,
                number: line.number,
                offset: line.offset,
                text: Gathering::new(self.spilling.clone()),
            };
            self.stray = false;
            return self
                .open
                .replace(article)
                .map(|before| self.unclosed(&before));
        }
        if self.open.is_some() && bytes.trim_ascii() == b"</doc>" {
            return self.open.take().map(|article| self.closed(article));
        }
        if self.open.is_none() && bytes.trim_ascii().is_empty() {
            return None;
        }
        self.take_text(line.number, line.offset, &bytes)
    }

    /// Takes a line of text.
    fn take_text(&mut self, number: u64, offset: u64, text: &impl Text) -> Option<Raw> {
        match &mut self.open {
            Some(article) if article.text.len() + text.bytes() >= MAX_DOCUMENT_BYTES as u64 => {
                let source = format!("{}:{}", self.name, article.number);
                let offset = article.offset;
                self.open = None;
                Some(Raw::too_long(source, offset))
            }
            Some(article) => {
                let added = text.add_to(&mut article.text);
                let error = added.and_then(|()| article.text.push(b"\n")).err()?;
                let offset = article.offset;
                self.open = None;
                Some(Raw::unreadable(self.name.clone(), Some(offset), &error))
            }
            None if self.stray => None,
            None => {
                // Told once, not for every line until the next article.
                self.stray = true;
                Some(self.reject(number, offset, "text outside of <doc> and </doc>"))
            }
        }
    }
}

/// The bytes of a line, held or not.
trait Text {
    fn bytes(&self) -> u64;
    fn add_to(&self, text: &mut Gathering) -> io::Result<()>;
}

impl Text for Vec<u8> {
    fn bytes(&self) -> u64 {
        self.len() as u64
    }

    fn add_to(&self, text: &mut Gathering) -> io::Result<()> {
        text.push(self)
    }
}

impl Text for Spill {
    fn bytes(&self) -> u64 {
        self.len()
    }

    fn add_to(&self, text: &mut Gathering) -> io::Result<()> {
        self.blocks(|_, block| text.push(block).map(|()| true))
            .map(drop)
    }
}

impl Pieces for Extracts {
    fn next_piece(&mut self) -> Option<Raw> {
        while !self.finished {
            let piece = match self.reader.next_line() {
                Ok(Some(line)) => self.take(line),
                Ok(None) => {
                    self.finished = true;
                    self.open.take().map(|article| self.unclosed(&article))
                }
                Err(error) => {
                    self.finished = true;
                    let offset = self.reader.position();
                    Some(Raw::unreadable(self.name.clone(), Some(offset), &error))
                }
            };
            if piece.is_some() {
                return piece;
            }
        }
        None
    }
}

/// The `id` of the line that begins an article, if it is one.
#[allow(clippy::option_option)]
fn mark(line: &[u8]) -> Option<Option<String>> {
    let line = std::str::from_utf8(line).ok()?.trim();
    let inside = line.strip_prefix("<doc ")?.strip_suffix('>')?;
    let id = inside
        .split_once("id=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    Some(id.map(|(id, _)| id.to_owned()).filter(|id| !id.is_empty()))
}
