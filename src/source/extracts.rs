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

/// How such a file begins.
pub(super) const BEGINNING: &[u8] = b"<doc id=\"";

/// An open file.
pub(super) struct Extracts {
    reader: LineReader<Box<dyn Read + Send>>,
    name: String,
    encoding: Encoding,
    /// The article whose mark was read already.
    open: Option<Article>,
    /// Text stood outside of articles and was told of.
    stray: bool,
    finished: bool,
}

/// An article that has begun.
struct Article {
    id: Option<String>,
    number: u64,
    offset: u64,
    text: Vec<u8>,
}

impl Extracts {
    pub(super) fn new(
        stream: Box<dyn Read + Send>,
        name: String,
        named: Option<Encoding>,
    ) -> io::Result<Self> {
        let (stream, encoding) = decoded(stream, named)?;
        Ok(Self {
            reader: LineReader::new(stream, MAX_DOCUMENT_BYTES),
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
        Raw::Row {
            source: format!("{}:{}", self.name, article.number),
            offset: Some(article.offset),
            id: article.id.map(String::into_bytes),
            date: None,
            text: article.text,
            encoding: self.encoding,
            written: None,
        }
    }

    /// Takes a line; gives a piece if the line completes or breaks something.
    fn take(&mut self, line: Line) -> Option<Raw> {
        let Piece::Whole(bytes) = line.piece else {
            self.open = None;
            return Some(Raw::too_long(
                format!("{}:{}", self.name, line.number),
                line.offset,
            ));
        };
        if let Some(id) = mark(&bytes) {
            let article = Article {
                id,
                number: line.number,
                offset: line.offset,
                text: Vec::new(),
            };
            self.stray = false;
            return self
                .open
                .replace(article)
                .map(|before| self.unclosed(&before));
        }
        match &mut self.open {
            Some(_) if bytes.trim_ascii() == b"</doc>" => {
                self.open.take().map(|article| self.closed(article))
            }
            Some(article) if article.text.len() + bytes.len() >= MAX_DOCUMENT_BYTES => {
                let source = format!("{}:{}", self.name, article.number);
                let offset = article.offset;
                self.open = None;
                Some(Raw::too_long(source, offset))
            }
            Some(article) => {
                article.text.extend_from_slice(&bytes);
                article.text.push(b'\n');
                None
            }
            None if self.stray || bytes.trim_ascii().is_empty() => None,
            None => {
                // Told once, not for every line until the next article.
                self.stray = true;
                Some(self.reject(line.number, line.offset, "text outside of <doc> and </doc>"))
            }
        }
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
