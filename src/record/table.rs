//! What a table is: its columns, their types and what their values must look
//! like.
//!
//! One description serves the CSV header, the JSON Schema, the Frictionless
//! schema and `verify`, so that these can never tell different stories. It
//! must stay pure data: nothing here reads or writes a row.

use super::{columns, mention_columns};

/// The tables of a dataset, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// One row a date mention.
    Dates,
    /// One row a country mention and country.
    Countries,
    /// One row an organization mention.
    Organizations,
    /// One row a date mention that shares its sentence with a country or an organization.
    Timeline,
    /// One row a document.
    Documents,
}

impl Table {
    /// All tables, in the order of the documentation.
    pub const ALL: [Self; 5] = [
        Self::Dates,
        Self::Countries,
        Self::Organizations,
        Self::Timeline,
        Self::Documents,
    ];

    /// The table's name, also the stem of its files.
    pub fn as_str(self) -> &'static str {
        self.schema().name
    }

    /// Reads a table's name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.as_str() == word)
    }

    /// The description of the table.
    pub fn schema(self) -> &'static Schema {
        match self {
            Self::Dates => &mention_columns::DATES,
            Self::Countries => &mention_columns::COUNTRIES,
            Self::Organizations => &mention_columns::ORGANIZATIONS,
            Self::Timeline => &columns::TIMELINE,
            Self::Documents => &columns::DOCUMENTS,
        }
    }

    /// The table's columns, in order.
    pub fn columns(self) -> &'static [Column] {
        self.schema().columns
    }

    /// The table's place in [`Table::ALL`].
    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A table's name, columns and key.
#[derive(Debug, PartialEq, Eq)]
pub struct Schema {
    /// Name, also the stem of the table's files.
    pub name: &'static str,
    /// What a row is, in English.
    pub about_en: &'static str,
    /// What a row is, in Arabic.
    pub about_ar: &'static str,
    /// The columns, in order.
    pub columns: &'static [Column],
    /// Columns that together are unique; empty where rows may repeat.
    pub primary_key: &'static [&'static str],
}

impl Schema {
    /// Place of a column, by name.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == column)
    }
}

/// One column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name, as in the CSV header and the JSON keys.
    pub name: &'static str,
    /// Type of its values.
    pub kind: ColumnType,
    /// Whether a row may leave it empty.
    pub nullable: bool,
    /// What values it may hold, beyond their type.
    pub domain: Domain,
    /// What it holds, in English.
    pub about_en: &'static str,
    /// What it holds, in Arabic.
    pub about_ar: &'static str,
}

/// Type of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text, never empty: an empty cell means null.
    String,
    /// A whole number, from 0.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A day, ISO 8601: `1948-05-14`, `-0752-01-01` before year 0.
    Date,
}

/// What a column's values may be, beyond their type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Anything of the type.
    Any,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Text that matches this anchored regular expression, written in the
    /// part of the syntax that ECMAScript, Python, XML Schema and Rust share.
    Pattern(&'static str),
}

/// What a [`ColumnType::Date`] looks like.
pub const DATE_PATTERN: &str =
    "^([+-][0-9]{5,6}|-?[0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

impl Column {
    /// The pattern that the column's text must match, if there is one.
    pub fn pattern(&self) -> Option<&'static str> {
        match (self.kind, self.domain) {
            (_, Domain::Pattern(pattern)) => Some(pattern),
            (ColumnType::Date, _) => Some(DATE_PATTERN),
            _ => None,
        }
    }
}
