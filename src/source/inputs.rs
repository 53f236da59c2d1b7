//! What the user asked to read, checked before anything is read.
//!
//! Each input gets the name that its documents carry into the datasets. That
//! name must never depend on where the input lies on this machine: it is made
//! of the last part of the path alone, and only where it is needed.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::reader::Reader;

/// How the bytes of an input are to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputFormat {
    /// By the file's extension: `.jsonl` and `.ndjson` are JSON Lines,
    /// everything else that is named explicitly is text.
    #[default]
    Auto,
    /// A file is a document.
    Text,
    /// A line is a document.
    JsonLines,
}

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
    TextFile,
    JsonLinesFile,
    StandardText,
    StandardJsonLines,
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
    pub(super) format: InputFormat,
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
    pub fn new(paths: &[PathBuf], format: InputFormat) -> Result<Self, InputError> {
        let mut roots = Vec::with_capacity(paths.len());
        let mut names = HashSet::new();
        for path in paths {
            let kind = kind_of(path, format)?;
            let standard = matches!(kind, RootKind::StandardText | RootKind::StandardJsonLines);
            let name = if standard {
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
            format,
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
        matches!(self.roots.as_slice(), [root] if root.kind == RootKind::StandardJsonLines)
    }

    /// How many bytes there are to read, if that can be told without walking
    /// through directories.
    pub fn known_bytes(&self) -> Option<u64> {
        let size = |root: &Root| match root.kind {
            RootKind::TextFile | RootKind::JsonLinesFile => {
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

/// Whether a file of this name holds JSON Lines.
pub(super) fn is_json_lines(path: &Path) -> bool {
    has_extension(path, &["jsonl", "ndjson"])
}

/// Whether a file of this name holds text.
pub(super) fn is_text(path: &Path) -> bool {
    has_extension(path, &["txt"])
}

/// Compares the extension without regard to case.
fn has_extension(path: &Path, wanted: &[&str]) -> bool {
    path.extension().is_some_and(|found| {
        wanted
            .iter()
            .any(|wanted| found.eq_ignore_ascii_case(wanted))
    })
}

/// Finds out what an input is.
fn kind_of(path: &Path, format: InputFormat) -> Result<RootKind, InputError> {
    if path.as_os_str() == "-" {
        return Ok(match format {
            InputFormat::JsonLines => RootKind::StandardJsonLines,
            InputFormat::Auto | InputFormat::Text => RootKind::StandardText,
        });
    }
    let metadata = fs::metadata(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => InputError::NotFound(path.to_owned()),
        _ => InputError::Unreadable {
            path: path.to_owned(),
            source,
        },
    })?;
    Ok(match format {
        _ if metadata.is_dir() => RootKind::Directory,
        InputFormat::JsonLines => RootKind::JsonLinesFile,
        InputFormat::Auto if is_json_lines(path) => RootKind::JsonLinesFile,
        InputFormat::Auto | InputFormat::Text => RootKind::TextFile,
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
