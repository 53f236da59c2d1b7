//! All tables as one SQLite database: keys, indexes, and a search over
//! sentences.
//!
//! SQLite writes the file itself, in the hidden folder of the run: without a
//! journal, in one transaction, because a file that is not finished is thrown
//! away as a whole. What is in the file depends on the rows alone, so it must
//! never be written from more than one thread, with a clock, or with settings
//! that change between runs.

mod schema;
mod search;

use rusqlite::types::{ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OpenFlags, params};

use super::dataset::emit_reject;
use super::error::SinkError;
use super::packed::{PackedCell, PackedRows, cells};
use super::staging::StagedPlace;
use crate::record::{
    Content, CsvStyle, Inputs, Manifest, REJECTS, Resource, SENTENCES, Schema, database_schemas,
};
use crate::source::Reject;
pub(super) use search::pack_sentences;

/// Settings of the one connection that ever writes to the file. The cache
/// bounds memory; pages beyond it go to the file. References hold because rows are
/// written after what they refer to; `verify` checks them.
const SETTINGS: &str =
    "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -32768; PRAGMA secure_delete = OFF;
PRAGMA foreign_keys = OFF;";

/// Where the tables of [`super::Encoded`] stand in the order of the database:
/// documents and sentences first, because the others refer to them.
const ORDER: [usize; 6] = [4, 5, 0, 1, 2, 3];

/// A database on its way.
#[derive(Debug)]
pub(super) struct DatabaseFile {
    connection: Connection,
    place: StagedPlace,
    tables: Vec<TableOf>,
    packed: Vec<u8>,
}

/// A table of the database: how a row is added, and how many were.
#[derive(Debug)]
struct TableOf {
    schema: &'static Schema,
    insert: String,
    rows: u64,
}

impl DatabaseFile {
    /// Starts a database with empty tables.
    pub(super) fn create(place: StagedPlace) -> Result<Self, SinkError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || -> rusqlite::Result<Connection> {
            let connection = Connection::open_with_flags(&place.staged, flags)?;
            connection.execute_batch(SETTINGS)?;
            connection.execute_batch(&schema::tables())?;
            connection.execute_batch("BEGIN")?;
            Ok(connection)
        };
        let connection = open().map_err(|e| fault(&place, e))?;
        let table = |schema: &'static Schema| TableOf {
            schema,
            insert: schema::insert(schema),
            rows: 0,
        };
        Ok(Self {
            connection,
            place,
            tables: database_schemas().map(table).collect(),
            packed: Vec::new(),
        })
    }

    /// Appends a document: its rows by table, and its sentences behind them.
    pub(super) fn append(&mut self, packed: &[Vec<u8>]) -> Result<(), SinkError> {
        for (table, &at) in self.tables.iter_mut().zip(&ORDER) {
            let rows = if table.schema == &SENTENCES {
                insert_sentences(&self.connection, table, &packed[at])
            } else {
                insert(&self.connection, table, &packed[at])
            };
            rows.map_err(|e| fault(&self.place, e))?;
        }
        Ok(())
    }

    /// Records a document that was set aside.
    pub(super) fn reject(&mut self, reject: &Reject) -> Result<(), SinkError> {
        self.packed.clear();
        emit_reject(reject, &mut PackedRows::new(&mut self.packed));
        let mut tables = self.tables.iter_mut();
        let Some(table) = tables.find(|table| table.schema == &REJECTS) else {
            return Ok(());
        };
        insert(&self.connection, table, &self.packed).map_err(|e| fault(&self.place, e))
    }

    /// Describes the data in the database, builds its indexes and brings it to disk.
    pub(super) fn finish(
        self,
        manifest: &Manifest,
        inputs: &Inputs,
    ) -> Result<Resource, SinkError> {
        let Self {
            connection,
            place,
            tables,
            ..
        } = self;
        complete(&connection, &tables, manifest, inputs).map_err(|e| fault(&place, e))?;
        connection.close().map_err(|(_, e)| fault(&place, e))?;
        let (bytes, sha256) = place.finish()?;
        Ok(Resource {
            content: Content::Database,
            bytes,
            rows: tables.iter().map(|table| table.rows).sum(),
            sha256,
            csv: CsvStyle::default(),
            tables: tables.iter().map(|table| table.rows).collect(),
        })
    }
}

/// What comes behind the last row.
fn complete(
    connection: &Connection,
    tables: &[TableOf],
    manifest: &Manifest,
    inputs: &Inputs,
) -> rusqlite::Result<()> {
    let mut put = connection.prepare("INSERT INTO nasaq VALUES (?1, ?2)")?;
    for (key, value) in schema::facts(manifest, inputs) {
        put.execute(params![key, value])?;
    }
    let mut put = connection.prepare("INSERT INTO nasaq_tables VALUES (?1, ?2, ?3, ?4)")?;
    for TableOf { schema, rows, .. } in tables {
        let rows = i64::try_from(*rows).unwrap_or(i64::MAX);
        put.execute(params![schema.name, rows, schema.about_en, schema.about_ar])?;
    }
    let sql = "INSERT INTO nasaq_columns VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let mut put = connection.prepare(sql)?;
    for schema in database_schemas() {
        for (at, column) in schema.columns.iter().enumerate() {
            let kind = schema::kind(column);
            let (en, ar) = (column.about_en, column.about_ar);
            let (table, name) = (schema.name, column.name);
            put.execute(params![
                table,
                at as i64,
                name,
                kind,
                column.nullable,
                en,
                ar
            ])?;
        }
    }
    connection.execute_batch(&schema::indexes())?;
    connection.execute_batch(search::OPTIMIZE)?;
    connection.execute_batch("PRAGMA analysis_limit = 1000; ANALYZE; COMMIT")
}

/// Adds rows to a table.
fn insert(connection: &Connection, table: &mut TableOf, packed: &[u8]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(&table.insert)?;
    let mut cells = cells(packed).peekable();
    while cells.peek().is_some() {
        for (at, cell) in (1..=table.schema.columns.len()).zip(&mut cells) {
            statement.raw_bind_parameter(at, cell)?;
        }
        statement.raw_execute()?;
        table.rows += 1;
    }
    Ok(())
}

/// Adds sentences, each with a number, and what is searched of them.
fn insert_sentences(
    connection: &Connection,
    table: &mut TableOf,
    packed: &[u8],
) -> rusqlite::Result<()> {
    let mut sentence = connection.prepare_cached(&table.insert)?;
    let mut searched = connection.prepare_cached(search::INSERT)?;
    let mut cells = cells(packed).peekable();
    while cells.peek().is_some() {
        table.rows += 1;
        let id = i64::try_from(table.rows).unwrap_or(i64::MAX);
        sentence.raw_bind_parameter(1, id)?;
        for (at, cell) in (2..=table.schema.columns.len()).zip(&mut cells) {
            sentence.raw_bind_parameter(at, cell)?;
        }
        sentence.raw_execute()?;
        searched.raw_bind_parameter(1, id)?;
        for (at, cell) in (2..=search::COLUMNS + 1).zip(&mut cells) {
            searched.raw_bind_parameter(at, cell)?;
        }
        searched.raw_execute()?;
    }
    Ok(())
}

impl ToSql for PackedCell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match *self {
            Self::Null => ToSqlOutput::Owned(Value::Null),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text)),
            // No count or place of a text of 4 GB is beyond 63 bits.
            Self::Integer(number) => {
                ToSqlOutput::Owned(Value::Integer(i64::try_from(number).unwrap_or(i64::MAX)))
            }
            Self::Boolean(truth) => ToSqlOutput::Owned(Value::Integer(truth.into())),
        })
    }
}

/// A fault of SQLite, which does not tell the file.
fn fault(place: &StagedPlace, fault: rusqlite::Error) -> SinkError {
    SinkError::new("write", &place.path, std::io::Error::other(fault))
}
