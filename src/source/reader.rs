//! From inputs to raw pieces, one at a time, in an order that depends on
//! names alone.
//!
//! One file that cannot be read must never end the run.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use ignore::{DirEntry, Walk};

use super::csv_rows::CsvRows;
use super::inputs::{FileFormat, Inputs, Root, RootKind};
use super::json_lines::JsonLines;
use super::parquet_rows::ParquetRows;
use super::pieces::Pieces;
use super::raw::{MAX_DOCUMENT_BYTES, Raw};
use super::walk::{name_within, walk_directory, walk_failure};

/// What a file turned out to hold.
pub(super) enum Opened {
    /// One document, or the reason why there is none.
    One(Raw),
    /// Any number of them.
    Many(Box<dyn Pieces>),
}

/// Reads the inputs in order: directories sorted by name, depth first;
/// symbolic links are followed, loops are not.
pub struct Reader {
    roots: std::vec::IntoIter<Root>,
    inputs: Inputs,
    walk: Option<(Walk, Root)>,
    /// The file of many documents that is being read.
    file: Option<Box<dyn Pieces>>,
    skipped: u64,
    every_line: bool,
}

impl Reader {
    /// Starts at the first input.
    pub(super) fn new(inputs: Inputs) -> Self {
        Self {
            roots: inputs.roots.clone().into_iter(),
            inputs,
            walk: None,
            file: None,
            skipped: 0,
            every_line: false,
        }
    }

    /// Hands out a piece for every line, even a blank one: what a filter needs
    /// to answer line for line. Otherwise blank lines are passed over.
    pub fn every_line(mut self) -> Self {
        self.every_line = true;
        self
    }

    /// How many files were passed over because of their extension.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Whether the next piece may keep the caller waiting for whoever writes
    /// to standard input.
    pub fn may_wait(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.may_wait())
    }

    /// Opens the next input; `None` when there is no more.
    fn next_root(&mut self) -> Option<Option<Opened>> {
        let root = self.roots.next()?;
        Some(match root.kind {
            RootKind::Directory => {
                let exclude = self.inputs.exclude.clone();
                self.walk = Some((walk_directory(&root.path, exclude), root));
                None
            }
            RootKind::File => {
                let format = self.inputs.format_of(&root.path);
                let format = format.unwrap_or(FileFormat::Text);
                Some(self.open_file(&root.path, root.name, format))
            }
            RootKind::Standard => Some(self.open_stdin(root.name)),
        })
    }

    /// The next file of the directory that is being walked. The outer `None`
    /// ends the walk, the inner one means that there was nothing to read.
    fn next_entry(&mut self) -> Option<Option<Opened>> {
        let (walk, root) = self.walk.as_mut()?;
        let entry = match walk.next()? {
            Ok(entry) => entry,
            Err(error) => {
                let failed = walk_failure(&error, root);
                self.skipped += u64::from(failed.is_none());
                return Some(failed.map(Opened::One));
            }
        };
        if entry.file_type().is_some_and(|kind| kind.is_dir()) {
            return Some(None);
        }
        let name = name_within(root, entry.path());
        Some(self.open_entry(&entry, name))
    }

    /// Opens a file found in a directory, or counts it as skipped.
    fn open_entry(&mut self, entry: &DirEntry, name: String) -> Option<Opened> {
        let path = entry.path();
        let regular = entry.file_type().is_some_and(|kind| kind.is_file());
        match self.inputs.format_within(path).filter(|_| regular) {
            Some(format) => Some(self.open_file(path, name, format)),
            None => {
                self.skipped += 1;
                None
            }
        }
    }

    /// Opens a file.
    fn open_file(&self, path: &Path, name: String, format: FileFormat) -> Opened {
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
        match opened {
            Ok((size, _)) if format == FileFormat::Text && size > MAX_DOCUMENT_BYTES as u64 => {
                Opened::One(Raw::too_long(name, 0))
            }
            Ok((_, file)) if format == FileFormat::Parquet => {
                let columns = &self.inputs.options.columns;
                many(ParquetRows::open(file, &name, columns))
            }
            Ok((size, file)) => self.open_stream(Box::new(file), size, name, format),
            Err(error) => Opened::One(Raw::unreadable(name, None, &error)),
        }
    }

    /// Opens standard input.
    fn open_stdin(&self, name: String) -> Opened {
        let format = match self.inputs.options.format.file_format() {
            Some(format) => format,
            None => FileFormat::Text,
        };
        if format == FileFormat::JsonLines {
            let named = self.inputs.options.encoding;
            let stdin = Box::new(io::stdin());
            let lines = JsonLines::of_stdin(stdin, name.clone(), named, self.every_line);
            return many(lines.map_err(|error| Raw::unreadable(name, None, &error)));
        }
        self.open_stream(Box::new(io::stdin()), 0, name, format)
    }

    /// Starts to read a stream in a format.
    fn open_stream(
        &self,
        stream: Box<dyn Read + Send>,
        size: u64,
        name: String,
        format: FileFormat,
    ) -> Opened {
        let options = &self.inputs.options;
        let (named, columns) = (options.encoding, &options.columns);
        match format {
            FileFormat::Text => Opened::One(read_whole(stream, size, &name, |bytes| Raw::Text {
                id: name.clone(),
                source: name.clone(),
                named,
                bytes,
            })),
            FileFormat::JsonLines => many(
                JsonLines::of_file(stream, name.clone(), named)
                    .map_err(|error| Raw::unreadable(name, None, &error)),
            ),
            FileFormat::Csv => many(CsvRows::open(stream, &name, None, named, columns)),
            FileFormat::Tsv => many(CsvRows::open(stream, &name, Some(b'\t'), named, columns)),
            // A Parquet file has its table of contents at its end.
            FileFormat::Parquet => match whole(stream, size, &name) {
                Ok(bytes) => many(ParquetRows::open(bytes::Bytes::from(bytes), &name, columns)),
                Err(failed) => Opened::One(failed),
            },
        }
    }
}

impl Iterator for Reader {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        loop {
            if let Some(file) = &mut self.file {
                match file.next_piece() {
                    Some(piece) => return Some(piece),
                    None => self.file = None,
                }
            }
            let opened = match self.walk {
                Some(_) => match self.next_entry() {
                    Some(opened) => opened,
                    None => {
                        self.walk = None;
                        None
                    }
                },
                None => self.next_root()?,
            };
            match opened {
                Some(Opened::One(piece)) => return Some(piece),
                Some(Opened::Many(pieces)) => self.file = Some(pieces),
                None => {}
            }
        }
    }
}

/// Many pieces, or why there are none.
fn many<P: Pieces + 'static>(opened: Result<P, Raw>) -> Opened {
    match opened {
        Ok(pieces) => Opened::Many(Box::new(pieces)),
        Err(failed) => Opened::One(failed),
    }
}

/// Reads a stream to its end and makes a document of it.
fn read_whole(
    stream: Box<dyn Read + Send>,
    size: u64,
    name: &str,
    make: impl FnOnce(Vec<u8>) -> Raw,
) -> Raw {
    match whole(stream, size, name) {
        Ok(bytes) => make(bytes),
        Err(failed) => failed,
    }
}

/// The bytes of a stream, `size` of them if that is known.
fn whole(stream: Box<dyn Read + Send>, size: u64, name: &str) -> Result<Vec<u8>, Raw> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    match stream
        .take(MAX_DOCUMENT_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
    {
        Ok(_) if bytes.len() > MAX_DOCUMENT_BYTES => Err(Raw::too_long(name.to_owned(), 0)),
        Ok(_) => Ok(bytes),
        Err(error) => {
            let at = bytes.len() as u64;
            Err(Raw::unreadable(name.to_owned(), Some(at), &error))
        }
    }
}
