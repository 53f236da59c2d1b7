//! A file of annotated text on its way: documents one after the other, or an
//! archive of files.

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::annotation::{CLOSE, CONFIGURATION, OPEN, Piece};
use super::error::SinkError;
use super::staging::StagedFile;
use crate::record::{AnnotationFormat, Content, CsvStyle, Resource};

/// Appends documents to the file of a format.
#[derive(Debug)]
pub(super) struct AnnotatedFile {
    format: AnnotationFormat,
    /// Where the file will stand: the name that errors tell.
    path: PathBuf,
    documents: u64,
    /// Items written, where a separator depends on it.
    items: u64,
    file: Container,
}

enum Container {
    Plain(StagedFile),
    Archive(Box<ZipWriter<StreamWriter<StagedFile>>>),
}

impl fmt::Debug for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plain(_) => "Plain",
            Self::Archive(_) => "Archive",
        })
    }
}

impl AnnotatedFile {
    /// Starts a file with what comes before the first document.
    pub(super) fn create(
        mut file: StagedFile,
        format: AnnotationFormat,
    ) -> Result<Self, SinkError> {
        if format == AnnotationFormat::WebAnnotation {
            file.append(OPEN.as_bytes())?;
        }
        let path = file.path().to_owned();
        let file = if format.is_archive() {
            Container::Archive(Box::new(ZipWriter::new_stream(file)))
        } else {
            Container::Plain(file)
        };
        let mut made = Self {
            format,
            path,
            documents: 0,
            items: 0,
            file,
        };
        if format == AnnotationFormat::Brat {
            let (name, text) = CONFIGURATION;
            made.member(name, text.as_bytes())?;
        }
        Ok(made)
    }

    /// Appends a document.
    pub(super) fn append(&mut self, piece: &Piece) -> Result<(), SinkError> {
        self.documents += 1;
        match piece {
            Piece::Files(files) => files
                .iter()
                .try_for_each(|(name, bytes)| self.member(name, bytes)),
            Piece::Bytes(bytes) => self.bytes(bytes),
            Piece::Items(_, 0) => Ok(()),
            Piece::Items(bytes, count) => {
                let lead: &[u8] = if self.items == 0 { b"\n" } else { b",\n" };
                self.items += count;
                self.bytes(lead)?;
                self.bytes(bytes)
            }
        }
    }

    /// Writes what comes after the last document and brings the file to disk.
    pub(super) fn finish(mut self) -> Result<Resource, SinkError> {
        if self.format == AnnotationFormat::WebAnnotation {
            let close = format!("\n{CLOSE}{}}}\n", self.items);
            self.bytes(close.as_bytes())?;
        }
        let file = match self.file {
            Container::Plain(file) => file,
            Container::Archive(archive) => archive
                .finish()
                .map_err(|e| fault(&self.path, e.into()))?
                .into_inner(),
        };
        let (bytes, sha256) = file.finish()?;
        Ok(Resource {
            content: Content::Annotated(self.format),
            bytes,
            rows: self.documents,
            sha256,
            csv: CsvStyle::default(),
            tables: Vec::new(),
        })
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        match &mut self.file {
            Container::Plain(file) => file.append(bytes),
            Container::Archive(archive) => {
                archive.write_all(bytes).map_err(|e| fault(&self.path, e))
            }
        }
    }

    /// Adds a file to the archive. Its time is always the same, or two runs
    /// would differ.
    fn member(&mut self, name: &str, bytes: &[u8]) -> Result<(), SinkError> {
        if let Container::Archive(archive) = &mut self.file {
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .last_modified_time(DateTime::default())
                .unix_permissions(0o644);
            archive
                .start_file(name, options)
                .map_err(|e| fault(&self.path, e.into()))?;
        }
        self.bytes(bytes)
    }
}

/// An archive does not tell which file could not be written.
fn fault(path: &Path, cause: io::Error) -> SinkError {
    SinkError::new("write", path, cause)
}
