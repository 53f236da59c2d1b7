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
    /// A page of HTML is a document.
    Html,
    /// An article of WikiExtractor (`<doc …>` to `</doc>`) is a document.
    Extracts,
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
            Self::Html => Some(FileFormat::Html),
            Self::Extracts => Some(FileFormat::Extracts),
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
    Html,
    Extracts,
    /// Whatever its members are.
    Archive,
}

/// The formats that are known by an extension.
const EXTENSIONS: [(&str, FileFormat); 12] = [
    ("txt", FileFormat::Text),
    ("jsonl", FileFormat::JsonLines),
    ("ndjson", FileFormat::JsonLines),
    ("csv", FileFormat::Csv),
    ("tsv", FileFormat::Tsv),
    ("parquet", FileFormat::Parquet),
    ("html", FileFormat::Html),
    ("htm", FileFormat::Html),
    ("xhtml", FileFormat::Html),
    ("tar", FileFormat::Archive),
    ("tgz", FileFormat::Archive),
    ("zip", FileFormat::Archive),
];

/// The extensions of compressed files.
const COMPRESSED: [&str; 6] = ["gz", "zst", "zstd", "xz", "bz2", "bzip2"];

/// The format that a file's name stands for, without regard to case: `a.csv.gz` is
/// a table, `wiki_07` a file of WikiExtractor.
pub(super) fn format_of(path: &Path) -> Option<FileFormat> {
    let compressed = path.extension().is_some_and(|found| {
        let mut known = COMPRESSED.iter();
        known.any(|name| found.eq_ignore_ascii_case(name))
    });
    let inner = if compressed {
        Path::new(path.file_stem()?)
    } else {
        path
    };
    match inner.extension() {
        Some(extension) => known(extension),
        None => {
            let name = inner.file_name()?.to_str()?;
            let number = name.strip_prefix("wiki_")?;
            let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            digits.then_some(FileFormat::Extracts)
        }
    }
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
