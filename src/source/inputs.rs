//! What the user asked to read, checked before anything is read.
//!
//! Each input gets the name that its documents carry into the datasets. That
//! name must never depend on where the input lies on this machine: it is made
//! of the last part of the path alone, and only where it is needed.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::formats::{FileFormat, InputFormat, format_of, is_container};
use super::options::ReadOptions;
use super::reader::Reader;
use super::spill::Spilling;

/// An input that cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// The path does not exist.
    #[error("input `{}` does not exist", .0.display())]
    NotFound(PathBuf),
    /// Nothing can be learnt about the path.
    #[error("input `{}` cannot be read: {source}", path.display())]
    Unreadable {
        /// The path as given.
        path: PathBuf,
        /// What the system reports.
        source: io::Error,
    },
    /// Standard input was named more than once.
    #[error("standard input (`-`) can be read only once")]
    StandardInputTwice,
}

/// What an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RootKind {
    Directory,
    File,
    Standard,
}

/// One input.
#[derive(Clone, Debug)]
pub(super) struct Root {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// The path that the caller knows it by: the same, unless it was moved.
    pub(super) given: PathBuf,
    pub(super) kind: RootKind,
    /// Name of a file; prefix of the names in a directory (may be empty).
    pub(super) name: String,
}

/// A checked list of inputs.
#[derive(Clone, Debug)]
pub struct Inputs {
    pub(super) roots: Vec<Root>,
    pub(super) options: ReadOptions,
    pub(super) exclude: Option<PathBuf>,
}

impl Inputs {
    /// Checks the inputs; `-` is standard input.
    ///
    /// Documents are named by their path within the input. With more than one
    /// input the file name of the input comes first, with `-2`, `-3`, … after
    /// a name that was there before.
    ///
    /// # Errors
    /// If an input does not exist or cannot be looked at, or if standard input
    /// is named twice.
    pub fn new(paths: &[PathBuf], options: impl Into<ReadOptions>) -> Result<Self, InputError> {
        let paths: Vec<_> = paths
            .iter()
            .map(|path| (path.clone(), path.clone()))
            .collect();
        Self::moved(&paths, options)
    }

    /// The same for inputs that lie elsewhere than they did when they were given:
    /// pairs of the path that was given, which names the documents, and the place.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn moved(
        paths: &[(PathBuf, PathBuf)],
        options: impl Into<ReadOptions>,
    ) -> Result<Self, InputError> {
        let mut roots = Vec::with_capacity(paths.len());
        let mut names = HashSet::new();
        for (given, path) in paths {
            let kind = kind_of(path)?;
            let name = if kind == RootKind::Standard {
                if !names.insert("-".to_owned()) {
                    return Err(InputError::StandardInputTwice);
                }
                "-".to_owned()
            } else if kind == RootKind::Directory && paths.len() == 1 {
                String::new()
            } else {
                unique(&mut names, &last_part(given))
            };
            roots.push(Root {
                path: path.clone(),
                given: given.clone(),
                kind,
                name,
            });
        }
        Ok(Self {
            roots,
            options: options.into(),
            exclude: None,
        })
    }

    /// Leaves a directory out of the walk: the output of a run must never be
    /// its input.
    pub fn exclude(mut self, directory: &Path) -> Self {
        self.exclude = fs::canonicalize(directory).ok();
        self
    }

    /// Whether `directory` is one of the inputs itself.
    pub fn contains_root(&self, directory: &Path) -> bool {
        let Ok(directory) = fs::canonicalize(directory) else {
            return false;
        };
        self.roots.iter().any(|root| {
            root.kind == RootKind::Directory
                && fs::canonicalize(&root.path).is_ok_and(|path| path == directory)
        })
    }

    /// Whether the only input is standard input, read line by line.
    pub fn is_stream(&self) -> bool {
        let lines = self.options.format == InputFormat::JsonLines;
        lines && matches!(self.roots.as_slice(), [root] if root.kind == RootKind::Standard)
    }

    /// Where what is too long to be held is kept.
    pub fn spilling(&self) -> Option<&Spilling> {
        self.options.spilling.as_ref()
    }

    /// How many bytes there are to read, if that can be told without walking
    /// through directories.
    pub fn known_bytes(&self) -> Option<u64> {
        let size = |root: &Root| match root.kind {
            // Of a table only some columns are read, and what is compressed grows.
            RootKind::File
                if !is_container(&root.path)
                    && format_of(&root.path) != Some(FileFormat::Parquet) =>
            {
                let metadata = fs::metadata(&root.path).ok()?;
                metadata.is_file().then_some(metadata.len())
            }
            _ => None,
        };
        self.roots.iter().map(size).sum()
    }

    /// Starts to read.
    pub fn read(self) -> Reader {
        Reader::new(self)
    }
}

/// Finds out what an input is.
fn kind_of(path: &Path) -> Result<RootKind, InputError> {
    if path.as_os_str() == "-" {
        return Ok(RootKind::Standard);
    }
    let metadata = fs::metadata(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => InputError::NotFound(path.to_owned()),
        _ => InputError::Unreadable {
            path: path.to_owned(),
            source,
        },
    })?;
    Ok(if metadata.is_dir() {
        RootKind::Directory
    } else {
        RootKind::File
    })
}

/// The last part of a path, or `input` for one that has none (`.`, `..`, `/`).
fn last_part(path: &Path) -> String {
    path.file_name().map_or_else(
        || "input".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// Makes a name unique among those before it: `news`, `news-2`, …
pub fn unique(names: &mut HashSet<String>, name: &str) -> String {
    let mut candidate = name.to_owned();
    let mut count = 1;
    while !names.insert(candidate.clone()) {
        count += 1;
        candidate = format!("{name}-{count}");
    }
    candidate
}
