//! From inputs to raw pieces, one at a time, in an order that depends on
//! names alone.
//!
//! One file that cannot be read must never end the run.

use std::path::PathBuf;

use ignore::{DirEntry, Walk};

use super::inputs::{Inputs, Root, RootKind};
use super::opener::{Opened, Opener};
use super::pieces::Pieces;
use super::raw::Raw;
use super::walk::{name_within, walk_directory, walk_failure};

/// Reads the inputs in order: directories sorted by name, depth first;
/// symbolic links are followed, loops are not.
pub struct Reader {
    roots: std::vec::IntoIter<Root>,
    exclude: Option<PathBuf>,
    opener: Opener,
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
            roots: inputs.roots.into_iter(),
            exclude: inputs.exclude,
            opener: Opener {
                options: inputs.options,
            },
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
                let exclude = self.exclude.clone();
                self.walk = Some((walk_directory(&root.path, exclude), root));
                None
            }
            RootKind::File => Some(self.opener.named(&root.path, root.name)),
            RootKind::Standard => Some(self.opener.stdin(root.name, self.every_line)),
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
        let regular = entry.file_type().is_some_and(|kind| kind.is_file());
        let opened = regular.then(|| self.opener.found(entry.path(), name));
        let opened = opened.flatten();
        self.skipped += u64::from(opened.is_none());
        opened
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
