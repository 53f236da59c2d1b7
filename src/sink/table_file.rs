//! A file of a table on its way, in any format.

use std::io;
use std::path::PathBuf;

use parquet::errors::ParquetError;

use super::csv;
use super::error::SinkError;
use super::parquet::ParquetTable;
use super::staging::StagedFile;
use crate::record::{Content, CsvStyle, Format, Resource, Table};

/// Appends encoded rows to a file.
#[derive(Debug)]
pub(super) struct TableFile {
    table: Table,
    format: Format,
    style: CsvStyle,
    rows: u64,
    /// Where the file will stand: the name that errors tell.
    path: PathBuf,
    pub(super) body: Body,
}

/// What the rows go to.
#[derive(Debug)]
pub(super) enum Body {
    /// Bytes, one row after the other.
    Lines(StagedFile),
    /// Columns, gathered.
    Columns(Box<ParquetTable>),
}

impl TableFile {
    /// Starts a file with what comes before the first row.
    pub(super) fn create(
        mut file: StagedFile,
        table: Table,
        format: Format,
        style: CsvStyle,
    ) -> Result<Self, SinkError> {
        // Only CSV has a style.
        let style = Some(style).filter(|_| format == Format::Csv);
        let style = style.unwrap_or_default();
        let path = file.path().to_owned();
        let body = match format {
            Format::Parquet => {
                let table = ParquetTable::create(file, table.schema());
                Body::Columns(Box::new(table.map_err(|e| fault(&path, e))?))
            }
            Format::Csv => {
                file.append(csv::header(table.schema(), style).as_bytes())?;
                Body::Lines(file)
            }
            Format::Json | Format::Jsonl => Body::Lines(file),
        };
        Ok(Self {
            table,
            format,
            style,
            rows: 0,
            path,
            body,
        })
    }

    /// The table that the file holds.
    pub(super) fn table(&self) -> Table {
        self.table
    }

    /// Appends rows, encoded for the format.
    pub(super) fn append(&mut self, chunk: &[u8], rows: u64) -> Result<(), SinkError> {
        if rows == 0 {
            return Ok(());
        }
        let first = self.rows == 0;
        self.rows += rows;
        match &mut self.body {
            Body::Columns(table) => table.append(chunk, rows).map_err(|e| fault(&self.path, e)),
            Body::Lines(file) => {
                if self.format == Format::Json {
                    file.append(if first { b"[\n" } else { b",\n" })?;
                }
                file.append(chunk)
            }
        }
    }

    /// Writes what comes after the last row and brings the file to disk.
    pub(super) fn finish(self) -> Result<Resource, SinkError> {
        let file = match self.body {
            Body::Columns(table) => table.finish().map_err(|e| fault(&self.path, e))?,
            Body::Lines(mut file) => {
                if self.format == Format::Json {
                    file.append(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
                }
                file
            }
        };
        let (bytes, sha256) = file.finish()?;
        Ok(Resource {
            content: Content::Table(self.table.schema(), self.format),
            bytes,
            rows: self.rows,
            sha256,
            csv: self.style,
            tables: Vec::new(),
        })
    }
}

/// A fault of the Parquet writer, which wraps those of the file.
fn fault(path: &std::path::Path, fault: ParquetError) -> SinkError {
    let cause = match fault {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    };
    SinkError::new("write", path, cause)
}
