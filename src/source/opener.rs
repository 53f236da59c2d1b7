//! From a file to what it holds: compressed or not, an archive or not, and then
//! one document or many.
//!
//! What a file is compressed with and whether it is an archive is told by its
//! first bytes; what its documents look like by its name or by the caller. Archives
//! within archives and files compressed twice are refused.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use chrono::NaiveDate;

use super::csv_rows::CsvRows;
use super::document::Reject;
use super::encoding::beginning;
use super::expand::{Container, Expanded, container, expanded};
use super::extracts::{BEGINNING, Extracts};
use super::formats::{FileFormat, InputFormat, format_of, is_container};
use super::json_lines::JsonLines;
use super::options::ReadOptions;
use super::parquet_rows::ParquetRows;
use super::pieces::Pieces;
use super::raw::{MAX_DOCUMENT_BYTES, Raw};
use super::spill::{BLOCK, Gathering, Kept, Spill, Spilling};
use super::tar_members::TarMembers;
use super::zip_members::ZipMembers;

/// What a file turned out to hold.
pub(super) enum Opened {
    /// One document, or the reason why there is none.
    One(Raw),
    /// Any number of them.
    Many(Box<dyn Pieces>),
}

/// Opens files in the way that the caller asked for.
#[derive(Clone, Debug)]
pub(super) struct Opener {
    pub(super) options: ReadOptions,
}

impl Opener {
    /// How a file that is named explicitly is read.
    pub(super) fn format_of(&self, path: &Path) -> FileFormat {
        let said = self.options.format.file_format();
        said.or_else(|| format_of(path)).unwrap_or(FileFormat::Text)
    }

    /// How a file that was found in a directory or an archive is read; nothing if
    /// it is not.
    pub(super) fn format_within(&self, path: &Path) -> Option<FileFormat> {
        let found = format_of(path)?;
        let wanted = self.options.format.file_format();
        let fits = wanted.is_none() || wanted == Some(found) || found == FileFormat::Archive;
        fits.then_some(found)
    }

    /// Whether a file that was found in a directory is read.
    pub(super) fn reads(&self, path: &Path) -> bool {
        self.format_within(path).is_some()
    }

    /// Opens a member of an archive, if it is one to be read.
    pub(super) fn member(
        &self,
        stream: Box<dyn Read + Send>,
        size: u64,
        (archive, name): (&str, &str),
    ) -> Option<Opened> {
        let name = name.trim_start_matches("./");
        let path = Path::new(name);
        let full = format!("{archive}/{name}");
        if is_container(path) {
            return Some(refused(full, NESTED));
        }
        let format = self.format_within(path)?;
        Some(match container(stream) {
            Err(error) => Opened::One(Raw::unreadable(full, None, &error)),
            Ok((Some(_), _)) => refused(full, NESTED),
            Ok((None, stream)) => self.stream(stream, size, full, format),
        })
    }

    /// Opens standard input.
    pub(super) fn stdin(&self, name: String, every_line: bool) -> Opened {
        let format = self.options.format.file_format();
        let stdin = Box::new(io::stdin());
        if format == Some(FileFormat::JsonLines) {
            let named = self.options.encoding;
            let spilling = self.options.spilling.clone();
            let lines = JsonLines::of_stdin(stdin, name.clone(), named, every_line, spilling);
            return many(lines.map_err(|error| Raw::unreadable(name, None, &error)));
        }
        let format = format.unwrap_or(FileFormat::Text);
        match container(stdin) {
            Ok((Some(Container::Zip), _)) => refused(
                name,
                "a zip archive has its list at its end: give it as a file",
            ),
            Ok((Some(container), stream)) => self.container(stream, container, name, format),
            Ok((None, stream)) => self.stream(stream, 0, name, format),
            Err(error) => Opened::One(Raw::unreadable(name, None, &error)),
        }
    }

    /// Opens a file.
    pub(super) fn file(&self, path: &Path, name: String, format: FileFormat) -> Opened {
        let looked_at = File::open(path).and_then(|file| {
            let size = file.metadata()?.len();
            let (container, stream) = container(Box::new(file.try_clone()?))?;
            Ok((file, size, container, stream))
        });
        let (mut file, size, container, stream) = match looked_at {
            Ok(looked_at) => looked_at,
            Err(error) => return Opened::One(Raw::unreadable(name, None, &error)),
        };
        match container {
            Some(Container::Zip) => {
                let (limits, opener) = (self.options.limits, self.clone());
                many(ZipMembers::open(file, name, limits, opener))
            }
            Some(container) => self.container(stream, container, name, format),
            None if format == FileFormat::Archive => refused(name, "it is no archive"),
            None if format == FileFormat::Parquet => match file.rewind() {
                Ok(()) => {
                    let opened = ParquetRows::open(file, &name, &self.options.columns);
                    self.dated(&name, many(opened))
                }
                Err(error) => Opened::One(Raw::unreadable(name, None, &error)),
            },
            None if format == FileFormat::Text && size > MAX_DOCUMENT_BYTES as u64 => {
                Opened::One(Raw::too_long(name, 0))
            }
            None if format == FileFormat::Text => match self.long_text(&mut file, size, &name) {
                Ok(Some(long)) => self.dated(&name, Opened::One(long)),
                Ok(None) => self.stream(stream, size, name, format),
                Err(error) => Opened::One(Raw::unreadable(name, None, &error)),
            },
            None => self.stream(stream, size, name, format),
        }
    }

    /// Opens what is compressed or a tar archive.
    fn container(
        &self,
        stream: Box<dyn Read + Send>,
        found: Container,
        name: String,
        format: FileFormat,
    ) -> Opened {
        let inner = expanded(stream, found, self.options.limits);
        let within = match inner {
            Ok(Expanded::Archive(stream)) => {
                return Opened::Many(Box::new(TarMembers::new(stream, name, self.clone())));
            }
            Ok(Expanded::Stream(stream)) => container(stream),
            Err(error) => Err(error),
        };
        match within {
            Ok((Some(Container::Tar), stream)) => {
                Opened::Many(Box::new(TarMembers::new(stream, name, self.clone())))
            }
            Ok((Some(_), _)) => refused(name, NESTED),
            Ok((None, _)) if format == FileFormat::Archive => refused(name, "it is no archive"),
            Ok((None, stream)) => self.stream(stream, 0, name, format),
            Err(error) => Opened::One(Raw::unreadable(name, None, &error)),
        }
    }

    /// A file that is one document.
    fn text(&self, name: &str, html: bool, bytes: Vec<u8>) -> Raw {
        Raw::Text {
            id: name.to_owned(),
            source: name.to_owned(),
            named: self.options.encoding,
            html,
            written: None,
            bytes,
        }
    }

    /// A text file that is too long to be held and need not be, because it can be
    /// read again; nothing if it is not one.
    fn long_text(&self, file: &mut File, size: u64, name: &str) -> io::Result<Option<Raw>> {
        let Some(spilling) = &self.options.spilling else {
            return Ok(None);
        };
        if size <= spilling.held as u64 {
            return Ok(None);
        }
        if self.options.format == InputFormat::Auto {
            // The stream that goes on behind its head shares the place.
            let place = file.stream_position()?;
            file.rewind()?;
            let head = beginning(file, BEGINNING.len())?;
            file.seek(SeekFrom::Start(place))?;
            if head == BEGINNING {
                return Ok(None);
            }
        }
        let bytes = Spill::of_file(file.try_clone()?, size, spilling.clone());
        Ok(Some(self.text(name, false, Vec::new()).long(bytes)))
    }

    /// Starts to read a stream in a format.
    fn stream(
        &self,
        stream: Box<dyn Read + Send>,
        size: u64,
        name: String,
        format: FileFormat,
    ) -> Opened {
        let (format, stream) = match self.looked_into(stream, format) {
            Ok(looked_into) => looked_into,
            Err(error) => return Opened::One(Raw::unreadable(name, None, &error)),
        };
        let named = self.options.encoding;
        let columns = &self.options.columns;
        let spilling = self.options.spilling.clone();
        let unreadable = |error: io::Error| Raw::unreadable(name.clone(), None, &error);
        let opened = match format {
            FileFormat::Text | FileFormat::Html | FileFormat::Archive => {
                let html = format == FileFormat::Html;
                // A page is looked at as a whole.
                let spilling = spilling.filter(|_| !html);
                Opened::One(match whole(stream, size, &name, spilling) {
                    Ok(Kept::Held(bytes)) => self.text(&name, html, bytes),
                    Ok(Kept::Spilled(bytes)) => self.text(&name, html, Vec::new()).long(bytes),
                    Err(failed) => failed,
                })
            }
            FileFormat::JsonLines => {
                many(JsonLines::of_file(stream, name.clone(), named, spilling).map_err(unreadable))
            }
            FileFormat::Extracts => {
                many(Extracts::new(stream, name.clone(), named, spilling).map_err(unreadable))
            }
            FileFormat::Csv => many(CsvRows::open(stream, &name, None, named, columns)),
            FileFormat::Tsv => many(CsvRows::open(stream, &name, Some(b'\t'), named, columns)),
            // A Parquet file has its table of contents at its end.
            FileFormat::Parquet => match whole(stream, size, &name, None) {
                Ok(Kept::Held(bytes)) => {
                    many(ParquetRows::open(bytes::Bytes::from(bytes), &name, columns))
                }
                Ok(Kept::Spilled(_)) => refused(name.clone(), "it is too long to be held"),
                Err(failed) => Opened::One(failed),
            },
        };
        self.dated(&name, opened)
    }

    /// Tells a file of WikiExtractor, which has no extension of its own, from text,
    /// unless the caller says what it is.
    fn looked_into(
        &self,
        mut stream: Box<dyn Read + Send>,
        format: FileFormat,
    ) -> io::Result<(FileFormat, Box<dyn Read + Send>)> {
        if format != FileFormat::Text || self.options.format != InputFormat::Auto {
            return Ok((format, stream));
        }
        let head = beginning(stream.as_mut(), BEGINNING.len())?;
        let format = match head == BEGINNING {
            true => FileFormat::Extracts,
            false => FileFormat::Text,
        };
        Ok((format, Box::new(Cursor::new(head).chain(stream))))
    }

    /// Gives documents the day that the name of their file tells.
    fn dated(&self, name: &str, opened: Opened) -> Opened {
        let day = self.options.dates.as_ref();
        let Some(day) = day.and_then(|dates| dates.day_of(name)) else {
            return opened;
        };
        match opened {
            Opened::One(piece) => Opened::One(piece.dated(Some(day))),
            Opened::Many(pieces) => Opened::Many(Box::new(Dated { pieces, day })),
        }
    }
}

/// The pieces of a file whose name tells a day.
struct Dated {
    pieces: Box<dyn Pieces>,
    day: NaiveDate,
}

impl Pieces for Dated {
    fn next_piece(&mut self) -> Option<Raw> {
        let piece = self.pieces.next_piece()?;
        Some(piece.dated(Some(self.day)))
    }

    fn may_wait(&self) -> bool {
        self.pieces.may_wait()
    }

    fn skipped(&self) -> u64 {
        self.pieces.skipped()
    }
}

/// Why a container within another is not read.
const NESTED: &str = "an archive or a compressed file within another is not read: unpack it first";

/// A file that is not read.
fn refused(name: String, reason: &str) -> Opened {
    Opened::One(Raw::Failed(Reject {
        doc_id: name.clone(),
        source: name,
        byte_offset: None,
        reason: reason.to_owned(),
    }))
}

/// Many pieces, or why there are none.
fn many<P: Pieces + 'static>(opened: Result<P, Raw>) -> Opened {
    match opened {
        Ok(pieces) => Opened::Many(Box::new(pieces)),
        Err(failed) => Opened::One(failed),
    }
}

/// The bytes of a stream, `size` of them if that is known.
fn whole(
    mut stream: Box<dyn Read + Send>,
    size: u64,
    name: &str,
    spilling: Option<Spilling>,
) -> Result<Kept, Raw> {
    let most = MAX_DOCUMENT_BYTES as u64 + 1;
    let held = spilling
        .as_ref()
        .map_or(most, |spilling| spilling.held as u64 + 1);
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(held)).unwrap_or(0));
    let failed = |at: u64, error: &io::Error| Raw::unreadable(name.to_owned(), Some(at), error);
    if let Err(error) = stream.by_ref().take(held).read_to_end(&mut bytes) {
        return Err(failed(bytes.len() as u64, &error));
    }
    let ended = (bytes.len() as u64) < held;
    if ended {
        return Ok(Kept::Held(bytes));
    }
    let mut gathering = Gathering::new(spilling);
    let mut added = gathering.push(&bytes);
    bytes = vec![0; BLOCK];
    while added.is_ok() && gathering.len() < most {
        match stream.read(&mut bytes) {
            Ok(0) => break,
            Ok(count) => added = gathering.push(&bytes[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => added = Err(error),
        }
    }
    match added {
        Err(error) => Err(failed(gathering.len(), &error)),
        Ok(()) if gathering.len() >= most => Err(Raw::too_long(name.to_owned(), 0)),
        Ok(()) => gathering.finish().map_err(|error| failed(0, &error)),
    }
}
