//! A dataset read back to be worked with.
//!
//! Unlike a verification, which goes on to find all that is wrong, this stops
//! at the first fault: what is compared or counted must be exactly what the
//! package describes, in the columns that this version writes.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::format::Format;
use super::super::package::Content as Stored;
use super::super::package::{PACKAGE_FILE, csv_style, database_schemas, hex};
use super::super::schema::{frictionless_schema, marked_schema};
use super::super::table::{Schema, Table};
use super::database::Database;
use super::files::TableRows;
use super::read::{Content, line_of, read};

/// Why a directory cannot be read as a dataset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct OpenError {
    /// The file at fault.
    pub file: PathBuf,
    /// Its line, from 1, where there is one.
    pub line: Option<u64>,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.message)
    }
}

/// All tables of a dataset, each from the first format that the package lists.
#[derive(Debug)]
pub struct StoredDataset {
    tables: Vec<TableRows>,
    rule_pack: String,
}

impl StoredDataset {
    /// Reads the dataset in a directory.
    ///
    /// # Errors
    /// The first thing that is not as this version of nasaq writes it: a missing
    /// file or table, other columns, a row that cannot be read, or a file that is
    /// not the one the package describes.
    pub fn open(directory: &Path) -> Result<Self, OpenError> {
        let (_, package) = read_package(directory)?;
        let listed = |table: Table| listed(&package, table.schema().name);
        let tables = if Table::ALL.into_iter().any(|table| listed(table).is_some()) {
            let read = |table| read_table(directory, &package, table);
            Table::ALL.into_iter().map(read).collect()
        } else {
            read_database(directory, &package)
        };
        let tables = tables?;
        let rule_pack = package["nasaq"]["rule_pack"].as_str().unwrap_or_default();
        Ok(Self {
            tables,
            rule_pack: rule_pack.to_owned(),
        })
    }

    /// Hash of the rule pack that it was made with; empty if the package tells none.
    pub fn rule_pack(&self) -> &str {
        &self.rule_pack
    }

    /// Number of rows in a table.
    pub fn rows(&self, table: Table) -> usize {
        self.table(table).rows.len()
    }

    pub(crate) fn table(&self, table: Table) -> &TableRows {
        &self.tables[table.index()]
    }
}

fn fault(file: &Path, line: Option<u64>, message: impl Into<String>) -> OpenError {
    OpenError {
        file: file.to_owned(),
        line,
        message: message.into(),
    }
}

/// The package of a dataset: its text, and what it says.
pub(crate) fn read_package(directory: &Path) -> Result<(String, Value), OpenError> {
    let path = directory.join(PACKAGE_FILE);
    let text = fs::read_to_string(&path)
        .map_err(|error| fault(&path, None, format!("not a dataset: {error}")))?;
    let package: Value = serde_json::from_str(&text).map_err(|error| {
        let line = Some(error.line() as u64);
        fault(&path, line, format!("is not JSON: {error}"))
    })?;
    if package["nasaq"].is_object() && package["resources"].is_array() {
        Ok((text, package))
    } else {
        Err(fault(&path, None, "is not the package of a nasaq dataset"))
    }
}

/// The first resource of a table, with its schema and format.
fn listed<'p>(package: &'p Value, table: &str) -> Option<(&'p Value, &'static Schema, Format)> {
    let resources = package["resources"].as_array().into_iter().flatten();
    let mut tables =
        resources.filter_map(
            |resource| match Stored::of_path(resource["path"].as_str()?)? {
                Stored::Table(schema, format) => Some((resource, schema, format)),
                Stored::Database | Stored::Annotated(_) => None,
            },
        );
    tables.find(|(_, schema, _)| schema.name == table)
}

fn other_columns(directory: &Path, package: &Value, name: &str) -> OpenError {
    let version = &package["nasaq"]["version"];
    let message = format!(
        "{name} has other columns than nasaq {} writes; the dataset is of version {}",
        env!("CARGO_PKG_VERSION"),
        version.as_str().unwrap_or("unknown"),
    );
    fault(&directory.join(PACKAGE_FILE), None, message)
}

/// All tables, of a dataset whose tables are in a database alone.
fn read_database(directory: &Path, package: &Value) -> Result<Vec<TableRows>, OpenError> {
    let name = Stored::Database.path();
    let mut resources = package["resources"].as_array().into_iter().flatten();
    let Some(resource) = resources.find(|resource| resource["path"] == name.as_str()) else {
        let message = format!("lists no table `{}`", Table::Dates);
        return Err(fault(&directory.join(PACKAGE_FILE), None, message));
    };
    let told = resource["tables"].as_array().into_iter().flatten();
    let as_declared = told
        .map(|table| table["schema"].clone())
        .eq(database_schemas().map(frictionless_schema));
    if !as_declared {
        return Err(other_columns(directory, package, &name));
    }
    let path = directory.join(&name);
    let bytes = fs::read(&path).map_err(|error| fault(&path, None, error.to_string()))?;
    if resource["hash"].as_str() != Some(&format!("sha256:{}", hex(&Sha256::digest(&bytes)))) {
        let message = format!("is not the file that {PACKAGE_FILE} describes (other hash)");
        return Err(fault(&path, None, message));
    }
    let database = Database::open(&bytes).map_err(|message| fault(&path, None, message))?;
    let read = |table: Table| {
        let rows = database.rows(table.schema());
        let rows = rows.map_err(|message| fault(&path, None, format!("{table}: {message}")))?;
        Ok(TableRows {
            schema: table.schema(),
            file: format!("{name}: {table}"),
            rows,
        })
    };
    Table::ALL.into_iter().map(read).collect()
}

fn read_table(directory: &Path, package: &Value, table: Table) -> Result<TableRows, OpenError> {
    let of_package = directory.join(PACKAGE_FILE);
    let (resource, schema, format) = listed(package, table.as_str())
        .ok_or_else(|| fault(&of_package, None, format!("lists no table `{table}`")))?;
    let name = format!("{}.{format}", schema.name);
    let style = csv_style(resource);
    let declared = if style.spreadsheet {
        marked_schema(schema)
    } else {
        frictionless_schema(schema)
    };
    if resource["schema"] != declared {
        return Err(other_columns(directory, package, &name));
    }
    let path = directory.join(&name);
    let bytes = fs::read(&path).map_err(|error| fault(&path, None, error.to_string()))?;
    let Content { rows, faults } = read(&bytes, format, schema, style);
    if let Some((row, message)) = faults.into_iter().next() {
        let line = row.map(|row| line_of(&bytes, format, row));
        // What has no row is about the file, or about its header.
        let header = (format == Format::Csv).then_some(1);
        return Err(fault(&path, line.or(header), message));
    }
    let told = resource["rows"].as_u64();
    if told != Some(rows.len() as u64) {
        let last = bytes.split(|&byte| byte == b'\n').count() as u64;
        let told = told.map_or_else(|| "no number of".to_owned(), |told| told.to_string());
        let message = format!(
            "ends after {} rows, {PACKAGE_FILE} tells {told} rows",
            rows.len()
        );
        return Err(fault(&path, Some(last), message));
    }
    if resource["hash"].as_str() != Some(&format!("sha256:{}", hex(&Sha256::digest(&bytes)))) {
        let message = format!("is not the file that {PACKAGE_FILE} describes (other hash)");
        return Err(fault(&path, None, message));
    }
    Ok(TableRows {
        schema,
        file: name,
        rows,
    })
}
