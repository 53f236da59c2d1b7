//! The rows of a database, read back into typed cells.
//!
//! It is read from memory, from the very bytes whose hash was compared, so that
//! no journal beside the file can change what is seen.

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::super::table::{Column, ColumnType, Schema};
use super::read::{Cell, Row};

/// An open database.
#[derive(Debug)]
pub(super) struct Database(Connection);

impl Database {
    /// Opens a database of these bytes.
    pub(super) fn open(bytes: &[u8]) -> Result<Self, String> {
        let open = || -> rusqlite::Result<Connection> {
            let mut connection = Connection::open_in_memory()?;
            connection.deserialize_read_exact("main", bytes, bytes.len(), true)?;
            Ok(connection)
        };
        open().map(Self).map_err(|e| told(&e))
    }

    /// What SQLite itself finds wrong: pages, indexes, references.
    pub(super) fn faults(&self) -> Result<Vec<String>, String> {
        let mut faults = self.texts("PRAGMA integrity_check")?;
        faults.retain(|fault| fault != "ok");
        let dangling = self.texts("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check")?;
        let tell = |table| format!("{table}: a row refers to what is not there");
        faults.extend(dangling.into_iter().map(tell));
        Ok(faults)
    }

    /// All rows of a table, in the order in which they were written.
    pub(super) fn rows(&self, schema: &Schema) -> Result<Vec<Row>, String> {
        let names = format!(
            "SELECT name FROM pragma_table_info('{}') ORDER BY cid",
            schema.name
        );
        if !self
            .texts(&names)?
            .iter()
            .eq(schema.columns.iter().map(|column| column.name))
        {
            return Err("the columns are not the table's columns".to_owned());
        }
        let read = || -> rusqlite::Result<Vec<Result<Row, String>>> {
            let sql = format!("SELECT * FROM {} ORDER BY rowid", schema.name);
            let mut statement = self.0.prepare(&sql)?;
            let rows = statement.query_map([], |row| {
                let cells = schema.columns.iter().enumerate();
                Ok(cells
                    .map(|(at, column)| cell(row.get_ref(at), column))
                    .collect())
            })?;
            rows.collect()
        };
        read().map_err(|e| told(&e))?.into_iter().collect()
    }

    fn texts(&self, sql: &str) -> Result<Vec<String>, String> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.0.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect()
        };
        read().map_err(|e| told(&e))
    }
}

fn told(fault: &rusqlite::Error) -> String {
    format!("is not a database that can be read: {fault}")
}

fn cell(value: rusqlite::Result<ValueRef<'_>>, column: &Column) -> Result<Cell, String> {
    let wrong = || format!("{}: a value is not of the column's type", column.name);
    let value = value.map_err(|e| told(&e))?;
    match (value, column.kind) {
        (ValueRef::Null, _) => Some(Cell::Null),
        (ValueRef::Text(text), ColumnType::String | ColumnType::Date) if !text.is_empty() => {
            let text = std::str::from_utf8(text).ok();
            text.map(|text| Cell::Text(text.to_owned()))
        }
        (ValueRef::Integer(number), ColumnType::Integer) => {
            u64::try_from(number).ok().map(Cell::Integer)
        }
        (ValueRef::Integer(number @ (0 | 1)), ColumnType::Boolean) => {
            Some(Cell::Boolean(number == 1))
        }
        _ => None,
    }
    .ok_or_else(wrong)
}
