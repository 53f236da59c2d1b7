//! The formats of files, and the extensions that stand for them.
//!
//! An extension says what documents look like; whether a file is compressed or an
//! archive is told by its bytes, and its extension only keeps it from being passed
//! over in a directory.

use std::path::Path;

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
    /// Whatever its members are.
    Archive,
}

/// The formats that are known by an extension.
const EXTENSIONS: [(&str, FileFormat); 9] = [
    ("txt", FileFormat::Text),
    ("jsonl", FileFormat::JsonLines),
    ("ndjson", FileFormat::JsonLines),
    ("csv", FileFormat::Csv),
    ("tsv", FileFormat::Tsv),
    ("parquet", FileFormat::Parquet),
    ("tar", FileFormat::Archive),
    ("tgz", FileFormat::Archive),
    ("zip", FileFormat::Archive),
];

/// The extensions of compressed files.
const COMPRESSED: [&str; 6] = ["gz", "zst", "zstd", "xz", "bz2", "bzip2"];

/// The format that a file's extension stands for, without regard to case:
/// `a.csv.gz` is a table.
pub(super) fn format_of(path: &Path) -> Option<FileFormat> {
    let found = path.extension()?;
    if COMPRESSED
        .iter()
        .any(|name| found.eq_ignore_ascii_case(name))
    {
        let inner = Path::new(path.file_stem()?).extension()?;
        return known(inner);
    }
    known(found)
}

/// Whether a file of this name is compressed or an archive.
pub(super) fn is_container(path: &Path) -> bool {
    let Some(found) = path.extension() else {
        return false;
    };
    let compressed = COMPRESSED
        .iter()
        .any(|name| found.eq_ignore_ascii_case(name));
    compressed || known(found) == Some(FileFormat::Archive)
}

fn known(extension: &std::ffi::OsStr) -> Option<FileFormat> {
    let mut known = EXTENSIONS.iter();
    known
        .find(|(name, _)| extension.eq_ignore_ascii_case(name))
        .map(|(_, format)| *format)
}
