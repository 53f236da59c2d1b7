//! Mentions become typed, checked rows with their provenance.
//!
//! The stage knows what a dataset is made of: its tables and columns, the
//! rows, the package that describes them, and how to find out whether files on
//! disk still are such a dataset. It must never emit a row that breaks its
//! schema, and never write a file: that is the sink's part.

mod build;
mod check;
mod columns;
mod days;
mod fault;
mod format;
mod manual;
mod mention_columns;
mod package;
mod place;
mod receipt;
mod row;
mod schema;
mod table;
mod timeline;
mod verify;

pub use build::{RowSink, Rows};
pub use columns::{REJECTS, SENTENCES};
pub(crate) use days::parse_day;
pub use fault::{Fault, RecordError};
pub use format::{AnnotationFormat, CsvStyle, DATABASE, Format, Formats};
pub use manual::manual_page;
pub use package::{Content, InputDigest, Inputs, Manifest, PACKAGE_FILE, Resource};
pub(crate) use package::{database_schemas, describe, file_names, hex};
pub use place::{Origin, PlaceError};
pub use receipt::Receipt;
pub use row::{
    Cells, CountryRow, DateRow, DocumentRow, MentionCells, OrganizationRow, TimelineRow,
};
pub use schema::{frictionless_schema, json_schema, json_schemas};
pub use table::{Column, ColumnType, DATE_PATTERN, Domain, Schema, Table};
pub use verify::{Finding, OpenError, StoredDataset, TextOf, Verifier, VerifyReport, verify};
pub(crate) use verify::{Row, TableRows};

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
