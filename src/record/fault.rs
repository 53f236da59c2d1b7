//! Why an extraction cannot become rows.

use chrono::NaiveDate;

use super::place::PlaceError;
use super::table::Table;
use crate::rules::RuleIndex;

/// Why an extraction does not make rows: a fault of the engine or of the rule
/// pack, never of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{doc_id}: {table} mention {number}: {fault}")]
pub struct RecordError {
    /// The document.
    pub doc_id: String,
    /// The table that the row was meant for.
    pub table: Table,
    /// Number of the mention within its table, from 1; 0 where the fault is the document's.
    pub number: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a mention or a document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The span does not fit the document.
    #[error("{0}")]
    Place(#[from] PlaceError),
    /// The mention stands before the one that it follows in the list.
    #[error("out of order")]
    Order,
    /// A rule that the pack does not have.
    #[error("unknown rule {}", .0.0)]
    Rule(RuleIndex),
    /// A country that the lexicon does not have, or the same one twice.
    #[error("unknown or repeated country {0}")]
    Country(u32),
    /// A country mention without a country.
    #[error("no country")]
    NoCountry,
    /// An organization that the lexicon does not have.
    #[error("unknown organization {0}")]
    Organization(u32),
    /// A cell that may not be empty, or holds what its column does not allow.
    #[error("column {column} does not allow {value:?}")]
    Cell {
        /// The column.
        column: &'static str,
        /// The value offered.
        value: String,
    },
    /// The last day comes before the first, or the days are not the value's.
    #[error("{earliest:?} to {latest:?} are not days of {value:?}")]
    Days {
        /// The EDTF value, or empty.
        value: String,
        /// First day.
        earliest: Option<NaiveDate>,
        /// Last day.
        latest: Option<NaiveDate>,
    },
    /// A value without a basis, or a basis without a value.
    #[error("value {value:?} with basis {basis}")]
    Basis {
        /// The EDTF value, or empty.
        value: String,
        /// The basis given.
        basis: &'static str,
    },
}
