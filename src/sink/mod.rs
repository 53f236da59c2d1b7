//! Rows become files: CSV, JSON, JSON Lines, Parquet, SQLite, the exchange formats of annotated
//! text, and the package that describes them.
//!
//! Encoding is done by worker threads, a document at a time
//! ([`Encoder`]); writing is done by one thread, in document order
//! ([`DatasetWriter`]). The sink must never leave a half-written file: until
//! [`DatasetWriter::finish`] has succeeded, the former dataset stands.

mod annotated;
mod annotation;
mod csv;
mod database;
mod dataset;
mod encode;
mod error;
pub mod filter;
mod json;
mod packed;
mod parquet;
mod scan;
mod spool;
mod staging;
mod table_file;

pub use crate::record::{Format, Manifest};
pub use annotation::document_path;
pub use dataset::{Appended, DatasetWriter, Summary};
pub use encode::{Encoded, Encoder};
pub use error::SinkError;

#[cfg(test)]
mod tests;
pub(crate) use spool::{Rowed, Spool, Spooled};
