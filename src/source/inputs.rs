//! What the user asked to read, checked before anything is read.
//!
//! Each input gets the name that its documents carry into the datasets. That
//! name must never depend on where the input lies on this machine: it is made
//! of the last part of the path alone, and only where it is needed.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::options::ReadOptions;
use super::reader::Reader;

/// How the bytes of an input are to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputFormat {
    /// By the file's extension; what has none that is known is text if it is
    /// named explicitly.
    #[default]
    Auto,
    /// A file is a document.
    Text,
    /// A line is a document.
    JsonLines,
    /// A row of a table with commas is a document.
    Csv,
    /// A row of a table with tabs is a document.
    Tsv,
    /// A row of a Parquet file is a document.
    Parquet,
}

impl InputFormat {
    /// The format that files then have; nothing if each has its own.
    pub(super) fn file_format(self) -> Option<FileFormat> {
        match self {
            Self::Auto => None,
            Self::Text => Some(FileFormat::Text),
            Self::JsonLines => Some(FileFormat::JsonLines),
            Self::Csv => Some(FileFormat::Csv),
            Self::Tsv => Some(FileFormat::Tsv),
            Self::Parquet => Some(FileFormat::Parquet),
        }
    }
}

/// How one file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileFormat {
    Text,
    JsonLines,
    Csv,
    Tsv,
    Parquet,
}

/// The formats that are known by an extension.
const EXTENSIONS: [(&str, FileFormat); 6] = [
    ("txt", FileFormat::Text),
    ("jsonl", FileFormat::JsonLines),
    ("ndjson", FileFormat::JsonLines),
    ("csv", FileFormat::Csv),
    ("tsv", FileFormat::Tsv),
    ("parquet", FileFormat::Parquet),
];

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
    pub(super) path: PathBuf,
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
        let mut roots = Vec::with_capacity(paths.len());
        let mut names = HashSet::new();
        for path in paths {
            let kind = kind_of(path)?;
            let name = if kind == RootKind::Standard {
                if !names.insert("-".to_owned()) {
                    return Err(InputError::StandardInputTwice);
                }
                "-".to_owned()
            } else if kind == RootKind::Directory && paths.len() == 1 {
                String::new()
            } else {
                unique(&mut names, &last_part(path))
            };
            roots.push(Root {
                path: path.clone(),
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

    /// How many bytes there are to read, if that can be told without walking
    /// through directories.
    pub fn known_bytes(&self) -> Option<u64> {
        let size = |root: &Root| match root.kind {
            // Of a table only some columns are read.
            RootKind::File if self.format_of(&root.path) != Some(FileFormat::Parquet) => {
                let metadata = fs::metadata(&root.path).ok()?;
                metadata.is_file().then_some(metadata.len())
            }
            _ => None,
        };
        self.roots.iter().map(size).sum()
    }

    /// How a file that is named explicitly is read; nothing if its extension is
    /// not known.
    pub(super) fn format_of(&self, path: &Path) -> Option<FileFormat> {
        self.options
            .format
            .file_format()
            .or_else(|| extension(path))
    }

    /// How a file that was found in a directory is read; nothing if it is not.
    pub(super) fn format_within(&self, path: &Path) -> Option<FileFormat> {
        let found = extension(path)?;
        let wanted = self.options.format.file_format();
        (wanted.is_none() || wanted == Some(found)).then_some(found)
    }

    /// Starts to read.
    pub fn read(self) -> Reader {
        Reader::new(self)
    }
}

/// The format that an extension stands for, without regard to case.
fn extension(path: &Path) -> Option<FileFormat> {
    let found = path.extension()?;
    let known = EXTENSIONS.iter();
    known
        .filter(|(name, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, format)| *format)
        .next()
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
