//! From inputs to raw pieces, one at a time, in an order that depends on
//! names alone.
//!
//! One file that cannot be read must never end the run.

use std::collections::VecDeque;
use std::path::PathBuf;

use ignore::Walk;

use super::ahead::Ahead;
use super::formats::{FileFormat, is_container};
use super::inputs::{Inputs, Root, RootKind};
use super::opener::{Opened, Opener};
use super::pieces::Pieces;
use super::raw::Raw;
use super::walk::{name_within, walk_directory, walk_failure};

/// What comes next.
enum Found {
    /// A file to be opened in a format.
    File(PathBuf, String, FileFormat),
    /// Standard input.
    Standard(String),
    /// What is open already, or failed.
    Opened(Opened),
}

/// Reads the inputs in order: directories sorted by name, depth first;
/// symbolic links are followed, loops are not.
pub struct Reader {
    roots: std::vec::IntoIter<Root>,
    exclude: Option<PathBuf>,
    opener: Opener,
    walk: Option<(Walk, Root)>,
    /// Inputs that come next; those that take long to open are being opened.
    upcoming: VecDeque<Found>,
    /// How many there may be.
    ahead: usize,
    /// The file of many documents that is being read.
    file: Option<Box<dyn Pieces>>,
    skipped: u64,
    every_line: bool,
}

impl Reader {
    /// Starts at the first input.
    pub(super) fn new(inputs: Inputs) -> Self {
        Self {
            roots: inputs.roots.into_iter(),
            exclude: inputs.exclude,
            opener: Opener {
                options: inputs.options,
            },
            walk: None,
            upcoming: VecDeque::new(),
            ahead: 1,
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

    /// Expands up to `files` compressed files at a time, each in a thread of its own. The
    /// order of the pieces is the same.
    pub fn ahead(mut self, files: usize) -> Self {
        self.ahead = files.max(1);
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
    fn next_opened(&mut self) -> Option<Opened> {
        while self.upcoming.len() < self.ahead {
            match self.next_found() {
                Some(Some(found)) => {
                    let found = self.begun(found);
                    self.upcoming.push_back(found);
                }
                Some(None) => {}
                None => break,
            }
        }
        Some(match self.upcoming.pop_front()? {
            Found::File(path, name, format) => self.opener.file(&path, name, format),
            Found::Standard(name) => self.opener.stdin(name, self.every_line),
            Found::Opened(opened) => opened,
        })
    }

    /// Begins to open what takes long and is worth a thread.
    fn begun(&self, found: Found) -> Found {
        let Found::File(path, name, format) = found else {
            return found;
        };
        if self.ahead == 1 || !(format == FileFormat::Parquet || is_container(&path)) {
            return Found::File(path, name, format);
        }
        let (opener, its_path, its_name) = (self.opener.clone(), path.clone(), name.clone());
        let begun = Ahead::start(name.clone(), move || {
            opener.file(&its_path, its_name, format)
        });
        match begun {
            Ok(ahead) => Found::Opened(Opened::Many(Box::new(ahead))),
            Err(_) => Found::File(path, name, format),
        }
    }

    /// The next input, not opened yet. The outer `None` ends them, the inner one means
    /// that there was nothing to read.
    fn next_found(&mut self) -> Option<Option<Found>> {
        if self.walk.is_some() {
            match self.next_entry() {
                Some(found) => return Some(found),
                None => self.walk = None,
            }
        }
        let root = self.roots.next()?;
        Some(match root.kind {
            RootKind::Directory => {
                let exclude = self.exclude.clone();
                self.walk = Some((walk_directory(&root.path, exclude), root));
                None
            }
            RootKind::File => {
                let format = self.opener.format_of(&root.path);
                Some(Found::File(root.path, root.name, format))
            }
            RootKind::Standard => Some(Found::Standard(root.name)),
        })
    }

    /// The next file of the directory that is being walked, in the same way.
    fn next_entry(&mut self) -> Option<Option<Found>> {
        let (walk, root) = self.walk.as_mut()?;
        let entry = match walk.next()? {
            Ok(entry) => entry,
            Err(error) => {
                let failed = walk_failure(&error, root);
                self.skipped += u64::from(failed.is_none());
                return Some(failed.map(|failed| Found::Opened(Opened::One(failed))));
            }
        };
        if entry.file_type().is_some_and(|kind| kind.is_dir()) {
            return Some(None);
        }
        let regular = entry.file_type().is_some_and(|kind| kind.is_file());
        let format = self.opener.format_within(entry.path());
        Some(match format.filter(|_| regular) {
            Some(format) => {
                let name = name_within(root, entry.path());
                Some(Found::File(entry.into_path(), name, format))
            }
            None => {
                self.skipped += 1;
                None
            }
        })
    }
}

impl Iterator for Reader {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        loop {
            if let Some(file) = &mut self.file {
                match file.next_piece() {
                    Some(piece) => return Some(piece),
                    None => {
                        self.skipped += file.skipped();
                        self.file = None;
                    }
                }
            }
            match self.next_opened()? {
                Opened::One(piece) => return Some(piece),
                Opened::Many(pieces) => self.file = Some(pieces),
            }
        }
    }
}
