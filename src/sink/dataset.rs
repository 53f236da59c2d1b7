//! The dataset in a directory: every table in every format asked for, the
//! rejects, and the package.
//!
//! One writer appends encoded documents in the order in which it is given
//! them; that order is all that decides the files' bytes.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::annotated::AnnotatedFile;
use super::database::DatabaseFile;
use super::encode::Encoded;
use super::error::SinkError;
use super::json;
use super::spool::Spooled;
use super::staging::{StagedFile, Staging};
use super::table_file::TableFile;
use crate::record::{
    Content, CsvStyle, Format, Formats, InputDigest, Inputs, Manifest, PACKAGE_FILE, REJECTS,
    Resource, RowSink, Table, describe, file_names,
};
use crate::source::Reject;

/// What became of a document given to [`DatasetWriter::append`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// Its rows are in the tables.
    Written,
    /// An earlier document has the same name: it is in the rejects instead.
    Duplicate,
}

/// What a finished dataset holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The files, in the order of the package.
    pub resources: Vec<Resource>,
    /// What went in.
    pub inputs: Inputs,
}

impl Summary {
    /// Number of rows in a table.
    pub fn rows(&self, table: Table) -> u64 {
        let mut resources = self.resources.iter();
        resources
            .find(|file| matches!(file.content, Content::Table(schema, _) if schema == table.schema()))
            .map_or(0, |file| file.rows)
    }
}

/// Writes a dataset. Dropped before [`Self::finish`], it leaves no trace.
#[derive(Debug)]
pub struct DatasetWriter {
    pub(super) files: Vec<TableFile>,
    database: Option<DatabaseFile>,
    annotated: Vec<AnnotatedFile>,
    rejects: StagedFile,
    inputs: InputDigest,
    rejected: u64,
    seen: HashSet<[u8; 16]>,
    reject_line: Vec<u8>,
    staging: Staging,
}

impl DatasetWriter {
    /// Starts a dataset in a directory, which is made if it is missing. The
    /// formats are those of the [`super::Encoder`] whose work is appended.
    pub fn create(directory: &Path, formats: &Formats) -> Result<Self, SinkError> {
        let formats = formats.in_order();
        let staging = Staging::create(directory)?;
        let mut files = Vec::new();
        for table in Table::ALL {
            for &format in &formats.tables {
                let file = staging.file(&format!("{table}.{format}"))?;
                files.push(TableFile::create(file, table, format, formats.csv)?);
            }
        }
        let database = if formats.database {
            Some(DatabaseFile::create(
                staging.place(&Content::Database.path()),
            )?)
        } else {
            None
        };
        let mut annotated = Vec::new();
        for format in formats.annotations {
            annotated.push(AnnotatedFile::create(
                staging.file(format.file_name())?,
                format,
            )?);
        }
        let rejects = staging.file(&rejects_name())?;
        Ok(Self {
            files,
            database,
            annotated,
            rejects,
            inputs: InputDigest::default(),
            rejected: 0,
            seen: HashSet::new(),
            reject_line: Vec::new(),
            staging,
        })
    }

    /// Whether an earlier document has the name of this one; it is recorded then.
    fn is_taken(&mut self, encoded: &Encoded) -> Result<bool, SinkError> {
        if self.seen.insert(name_digest(&encoded.doc_id)) {
            return Ok(false);
        }
        self.reject(&Reject {
            doc_id: encoded.doc_id.clone(),
            source: encoded.source.clone(),
            byte_offset: None,
            reason: "an earlier document has the same id".to_owned(),
        })?;
        Ok(true)
    }

    /// Appends the rows of a document that was made in parts; `last` has what is
    /// known only at its end.
    pub(crate) fn append_parts(
        &mut self,
        parts: &mut Spooled,
        last: &Encoded,
    ) -> Result<Appended, SinkError> {
        if self.is_taken(last)? {
            return Ok(Appended::Duplicate);
        }
        let files = &mut self.files;
        parts
            .each(
                |_| true,
                |index, chunk| {
                    files[index]
                        .append(chunk.bytes, chunk.rows)
                        .map_err(PartError::Written)
                },
            )
            .map_err(|error| match error {
                PartError::Written(error) => error,
                PartError::Read(error) => {
                    SinkError::new("read the rows of", Path::new(&last.source), error)
                }
            })?;
        self.append_rows(last)?;
        Ok(Appended::Written)
    }

    /// Appends a document's rows to all tables, unless its name is taken.
    pub fn append(&mut self, encoded: &Encoded) -> Result<Appended, SinkError> {
        if self.is_taken(encoded)? {
            return Ok(Appended::Duplicate);
        }
        self.append_rows(encoded)?;
        Ok(Appended::Written)
    }

    fn append_rows(&mut self, encoded: &Encoded) -> Result<(), SinkError> {
        assert_eq!(
            encoded.chunks.len(),
            self.files.len(),
            "encoder and writer are made for the same formats"
        );
        for (file, piece) in self.annotated.iter_mut().zip(&encoded.pieces) {
            file.append(piece)?;
        }
        for (file, chunk) in self.files.iter_mut().zip(&encoded.chunks) {
            file.append(chunk, encoded.rows[file.table().index()])?;
        }
        if let Some(database) = &mut self.database {
            database.append(&encoded.packed)?;
        }
        self.inputs.document(
            &encoded.doc_id,
            &encoded.sha256,
            encoded.bytes,
            encoded.chars,
        );
        Ok(())
    }

    /// Records a document that was set aside.
    pub fn reject(&mut self, reject: &Reject) -> Result<(), SinkError> {
        self.reject_line.clear();
        push_reject(&mut self.reject_line, reject);
        self.rejected += 1;
        self.inputs.reject();
        if let Some(database) = &mut self.database {
            database.reject(reject)?;
        }
        self.rejects.append(&self.reject_line)
    }

    /// Completes the files and moves them all into place. A former dataset's
    /// files that this one does not have are removed.
    pub fn finish(self, manifest: &Manifest) -> Result<Summary, SinkError> {
        let (staging, names, summary) = self.complete(manifest)?;
        staging.commit(&names, &file_names())?;
        Ok(summary)
    }

    /// Everything but the moves: the files complete, with their names in the
    /// order in which they are to be moved.
    fn complete(self, manifest: &Manifest) -> Result<(Staging, Vec<String>, Summary), SinkError> {
        let mut resources = Vec::new();
        for file in self.files {
            resources.push(file.finish()?);
        }
        let inputs = self.inputs.finish();
        if let Some(database) = self.database {
            resources.push(database.finish(manifest, &inputs)?);
        }
        for file in self.annotated {
            resources.push(file.finish()?);
        }
        let (bytes, sha256) = self.rejects.finish()?;
        let format = Format::Jsonl;
        resources.push(Resource {
            content: Content::Table(&REJECTS, format),
            bytes,
            rows: self.rejected,
            sha256,
            csv: CsvStyle::default(),
            tables: Vec::new(),
        });
        let mut package = self.staging.file(PACKAGE_FILE)?;
        package.append(describe(&resources, &inputs, manifest).as_bytes())?;
        package.finish()?;
        let mut names: Vec<String> = resources.iter().map(Resource::path).collect();
        names.push(PACKAGE_FILE.to_owned());
        Ok((self.staging, names, Summary { resources, inputs }))
    }
}

#[cfg(test)]
impl DatasetWriter {
    /// Finishes after losing one file that was to be moved.
    pub(crate) fn finish_without(self, name: &str) -> Result<Summary, SinkError> {
        let (staging, names, summary) = self.complete(&Manifest::new("0"))?;
        staging.lose(name);
        staging.commit(&names, &file_names())?;
        Ok(summary)
    }
}

/// Why the parts of a document are not in the tables.
enum PartError {
    Read(io::Error),
    Written(SinkError),
}

impl From<io::Error> for PartError {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

fn rejects_name() -> String {
    format!("{}.{}", REJECTS.name, Format::Jsonl)
}

/// Sixteen bytes that stand for a document's name among those seen.
fn name_digest(name: &str) -> [u8; 16] {
    let digest = Sha256::digest(name);
    std::array::from_fn(|index| digest[index])
}

fn push_reject(out: &mut Vec<u8>, reject: &Reject) {
    let keys = json::keys(&REJECTS);
    emit_reject(reject, &mut json::JsonRows::lines(out, &keys));
}

/// Hands out the row of a document that was set aside.
pub(super) fn emit_reject(reject: &Reject, row: &mut impl RowSink) {
    row.begin();
    row.text_or_null(&reject.doc_id);
    row.text_or_null(&reject.source);
    match reject.byte_offset {
        Some(offset) => row.integer(offset),
        None => row.null(),
    }
    row.text(&reject.reason);
    row.end();
}
