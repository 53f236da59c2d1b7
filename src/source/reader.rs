//! From inputs to raw pieces, one at a time, in an order that depends on
//! names alone.
//!
//! Nothing outside the inputs has a say in what is read: of ignore files only
//! the `.gitignore` files inside a directory count, not those above it nor
//! the user's own, so that a checkout gives the same datasets everywhere. One
//! file that cannot be read must never end the run.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use ignore::{DirEntry, Walk, WalkBuilder};

use super::document::Reject;
use super::encoding::wide_encoding;
use super::inputs::{InputFormat, Inputs, Root, RootKind, is_json_lines, is_text};
use super::lines::{LineReader, Piece};
use super::raw::{MAX_DOCUMENT_BYTES, Raw};

/// Where the reader stands.
enum State {
    /// Between two inputs.
    Idle,
    /// In a directory.
    Walking,
    /// In a JSON Lines file.
    Lines(Box<Lines>),
}

/// An open JSON Lines file.
struct Lines {
    reader: LineReader<Box<dyn Read + Send>>,
    name: String,
    standard: bool,
}

/// Reads the inputs in order: directories sorted by name, depth first;
/// symbolic links are followed, loops are not.
pub struct Reader {
    roots: std::vec::IntoIter<Root>,
    inputs: Inputs,
    state: State,
    walk: Option<(Walk, Root)>,
    skipped: u64,
    every_line: bool,
}

impl Reader {
    /// Starts at the first input.
    pub(super) fn new(inputs: Inputs) -> Self {
        Self {
            roots: inputs.roots.clone().into_iter(),
            inputs,
            state: State::Idle,
            walk: None,
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
        match &self.state {
            State::Lines(lines) => lines.standard && !lines.reader.line_at_hand(),
            State::Idle | State::Walking => false,
        }
    }

    /// Opens the next input; `None` when there is no more.
    fn next_root(&mut self) -> Option<Option<Raw>> {
        let root = self.roots.next()?;
        Some(match root.kind {
            RootKind::Directory => {
                self.walk = Some((self.walk_directory(&root.path), root));
                self.state = State::Walking;
                None
            }
            RootKind::TextFile => Some(read_text_file(&root.path, root.name)),
            RootKind::JsonLinesFile => self.open_lines(&root.path, root.name),
            RootKind::StandardText => Some(read_text(io::stdin().lock(), 0, root.name)),
            RootKind::StandardJsonLines => self.start_lines(Box::new(io::stdin()), root.name, true),
        })
    }

    /// A sorted walk through a directory.
    fn walk_directory(&self, path: &Path) -> Walk {
        let mut builder = WalkBuilder::new(path);
        builder
            .standard_filters(false)
            .hidden(true)
            .git_ignore(true)
            .require_git(false)
            .follow_links(true)
            .sort_by_file_name(Ord::cmp);
        if let Some(exclude) = self.inputs.exclude.clone() {
            builder.filter_entry(move |entry| {
                let directory = entry.file_type().is_some_and(|kind| kind.is_dir());
                !directory || fs::canonicalize(entry.path()).map_or(true, |path| path != exclude)
            });
        }
        builder.build()
    }

    /// The next file of the directory that is being walked. The outer `None`
    /// ends the walk, the inner one means that there was nothing to read.
    fn next_entry(&mut self) -> Option<Option<Raw>> {
        let (walk, root) = self.walk.as_mut()?;
        let entry = match walk.next()? {
            Ok(entry) => entry,
            Err(error) => {
                let failed = walk_failure(&error, root);
                self.skipped += u64::from(failed.is_none());
                return Some(failed);
            }
        };
        if entry.file_type().is_some_and(|kind| kind.is_dir()) {
            return Some(None);
        }
        let name = name_within(root, entry.path());
        Some(self.read_entry(&entry, name))
    }

    /// Reads a file found in a directory, or counts it as skipped.
    fn read_entry(&mut self, entry: &DirEntry, name: String) -> Option<Raw> {
        let path = entry.path();
        let format = self.inputs.format;
        let regular = entry.file_type().is_some_and(|kind| kind.is_file());
        if regular && format != InputFormat::JsonLines && is_text(path) {
            Some(read_text_file(path, name))
        } else if regular && format != InputFormat::Text && is_json_lines(path) {
            self.open_lines(path, name)
        } else {
            self.skipped += 1;
            None
        }
    }

    /// Opens a JSON Lines file; gives a piece only if that fails.
    fn open_lines(&mut self, path: &Path, name: String) -> Option<Raw> {
        match File::open(path) {
            Ok(file) => self.start_lines(Box::new(file), name, false),
            Err(error) => Some(unreadable(name, None, &error)),
        }
    }

    /// Starts on a stream of lines, unless it is plainly no JSON Lines.
    fn start_lines(
        &mut self,
        stream: Box<dyn Read + Send>,
        name: String,
        standard: bool,
    ) -> Option<Raw> {
        let mut reader = LineReader::new(stream, MAX_DOCUMENT_BYTES);
        if !self.every_line {
            match reader.peek().map(wide_encoding) {
                Ok(None) => {}
                Ok(Some(fault)) => {
                    return Some(Raw::Failed(Reject {
                        doc_id: name.clone(),
                        source: name,
                        byte_offset: Some(fault.offset as u64),
                        reason: fault.reason,
                    }));
                }
                Err(error) => return Some(unreadable(name, None, &error)),
            }
        }
        self.state = State::Lines(Box::new(Lines {
            reader,
            name,
            standard,
        }));
        None
    }

    /// The next line of the open file; `None` at its end.
    fn next_line(&mut self) -> Option<Raw> {
        let State::Lines(lines) = &mut self.state else {
            return None;
        };
        loop {
            let line = match lines.reader.next_line() {
                Ok(Some(line)) => line,
                Ok(None) => {
                    self.leave_lines();
                    return None;
                }
                Err(error) => {
                    let offset = lines.reader.position();
                    let failed = unreadable(lines.name.clone(), Some(offset), &error);
                    self.leave_lines();
                    return Some(failed);
                }
            };
            match line.piece {
                Piece::Whole(bytes) if !self.every_line && bytes.trim_ascii().is_empty() => {}
                Piece::Whole(bytes) => {
                    return Some(Raw::JsonLine {
                        file: lines.name.clone(),
                        number: line.number,
                        offset: line.offset,
                        bytes,
                    });
                }
                Piece::TooLong => {
                    let source = format!("{}:{}", lines.name, line.number);
                    return Some(too_long(source, line.offset));
                }
            }
        }
    }

    /// Goes back to the walk, if there is one.
    fn leave_lines(&mut self) {
        self.state = if self.walk.is_some() {
            State::Walking
        } else {
            State::Idle
        };
    }
}

impl Iterator for Reader {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        loop {
            let found = match self.state {
                State::Idle => self.next_root()?,
                State::Walking => match self.next_entry() {
                    Some(found) => found,
                    None => {
                        self.walk = None;
                        self.state = State::Idle;
                        None
                    }
                },
                State::Lines(_) => self.next_line(),
            };
            if found.is_some() {
                return found;
            }
        }
    }
}

/// Path of a file within its input, with `/` between the parts.
fn name_within(root: &Root, path: &Path) -> String {
    let inner = path.strip_prefix(&root.path).unwrap_or(path);
    let parts = inner
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    let name = parts.collect::<Vec<_>>().join("/");
    match (root.name.is_empty(), name.is_empty()) {
        (true, _) => name,
        (false, true) => root.name.clone(),
        (false, false) => format!("{}/{name}", root.name),
    }
}

/// What a failed step of the walk means; nothing for a loop of links.
fn walk_failure(error: &ignore::Error, root: &Root) -> Option<Raw> {
    match error {
        ignore::Error::Loop { .. } => None,
        ignore::Error::WithDepth { err, .. } => walk_failure(err, root),
        ignore::Error::WithPath { path, err } => {
            let failed = walk_failure(err, root)?;
            let Raw::Failed(reject) = failed else {
                return Some(failed);
            };
            let name = name_within(root, path);
            Some(Raw::Failed(Reject {
                doc_id: name.clone(),
                source: name,
                ..reject
            }))
        }
        other => {
            let name = name_within(root, &root.path);
            Some(unreadable(name, None, &system_error(other)))
        }
    }
}

/// The system's part of an error. The full message would tell where the input
/// lies on this machine, and the reject names the place anyway.
fn system_error(error: &ignore::Error) -> io::Error {
    let Some(error) = error.io_error() else {
        return io::Error::other(error.to_string());
    };
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(current) = cause {
        let code = current
            .downcast_ref::<io::Error>()
            .and_then(io::Error::raw_os_error);
        if let Some(code) = code {
            return io::Error::from_raw_os_error(code);
        }
        cause = match current
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => current.source(),
        };
    }
    io::Error::from(error.kind())
}

/// Reads a text file whole.
fn read_text_file(path: &Path, name: String) -> Raw {
    let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
    match opened {
        Ok((size, _)) if size > MAX_DOCUMENT_BYTES as u64 => too_long(name, 0),
        Ok((size, file)) => read_text(file, size, name),
        Err(error) => unreadable(name, None, &error),
    }
}

/// Reads text to the end of a stream.
fn read_text(stream: impl Read, size: u64, name: String) -> Raw {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    match stream
        .take(MAX_DOCUMENT_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
    {
        Ok(_) if bytes.len() > MAX_DOCUMENT_BYTES => too_long(name, 0),
        Ok(_) => Raw::Text {
            id: name.clone(),
            source: name,
            bytes,
        },
        Err(error) => unreadable(name, Some(bytes.len() as u64), &error),
    }
}

/// A document that the system does not let us read.
fn unreadable(name: String, byte_offset: Option<u64>, error: &io::Error) -> Raw {
    Raw::Failed(Reject {
        doc_id: name.clone(),
        source: name,
        byte_offset,
        reason: format!("cannot be read: {error}"),
    })
}

/// A document past the engine's limit.
fn too_long(source: String, offset: u64) -> Raw {
    Raw::Failed(Reject {
        doc_id: source.clone(),
        source,
        byte_offset: Some(offset),
        reason: format!(
            "the document is longer than {MAX_DOCUMENT_BYTES} bytes (4 GiB), the longest \
             that the engine can count"
        ),
    })
}
