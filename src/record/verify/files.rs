//! The files of a dataset against its package.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::columns::{REJECTS, SENTENCES};
use super::super::format::{CsvStyle, Format};
use super::super::package::{
    Content as Stored, InputDigest, PACKAGE_FILE, Resource, csv_style, database_schemas,
    file_names, hex, is_intact,
};
use super::super::table::{Schema, Table};
use super::database::Database;
use super::read::{Cell, Content, Row};
use super::{Findings, cells, read};

/// The rows of a dataset, each table as read from its first format.
#[derive(Debug, Default)]
pub(super) struct Tables {
    tables: Vec<TableRows>,
    /// Files of annotated text and the documents that the package tells of each.
    annotated: Vec<(String, u64)>,
    /// Whether every table was found and all its rows could be read.
    pub(super) complete: bool,
    pub(super) files: u64,
    pub(super) rows: u64,
}

/// The rows of a table and the file that they came from.
#[derive(Debug)]
pub(crate) struct TableRows {
    pub(super) schema: &'static Schema,
    pub(super) file: String,
    pub(crate) rows: Vec<Row>,
}

impl Tables {
    pub(super) fn table(&self, table: Table) -> &TableRows {
        &self.tables[table.index()]
    }

    pub(super) fn rejects(&self) -> &TableRows {
        &self.tables[Table::ALL.len()]
    }

    /// The sentences, which only a database has.
    pub(super) fn sentences(&self) -> &TableRows {
        &self.tables[Table::ALL.len() + 1]
    }
}

impl TableRows {
    fn empty(schema: &'static Schema) -> Self {
        Self {
            schema,
            file: String::new(),
            rows: Vec::new(),
        }
    }

    /// The cell of a column; null in a row that could not be read.
    pub(crate) fn cell<'r>(&self, row: &'r Row, column: &str) -> &'r Cell {
        self.schema
            .position(column)
            .and_then(|at| row.get(at))
            .unwrap_or(&Cell::Null)
    }

    pub(crate) fn text<'r>(&self, row: &'r Row, column: &str) -> &'r str {
        self.cell(row, column).as_text()
    }

    pub(crate) fn boolean(&self, row: &Row, column: &str) -> bool {
        *self.cell(row, column) == Cell::Boolean(true)
    }

    pub(crate) fn integer(&self, row: &Row, column: &str) -> u64 {
        self.cell(row, column).as_integer()
    }
}

fn schemas() -> impl Iterator<Item = &'static Schema> {
    Table::ALL
        .into_iter()
        .map(Table::schema)
        .chain([&REJECTS, &SENTENCES])
}

/// Reads the package and every file that it lists.
pub(super) fn read(directory: &Path, findings: &mut Findings) -> (Tables, Option<Value>) {
    let mut tables = Tables {
        tables: schemas().map(TableRows::empty).collect(),
        ..Default::default()
    };
    let Some(package) = package(directory, findings) else {
        return (tables, None);
    };
    tables.files += 1;
    tables.complete = true;
    let mut listed = BTreeSet::new();
    for resource in package["resources"].as_array().into_iter().flatten() {
        let content = resource["path"].as_str().and_then(Stored::of_path);
        match content {
            Some(content) if listed.insert(content.path()) => {
                tables.resource(directory, resource, content, findings);
            }
            _ => findings.file(
                PACKAGE_FILE,
                format!("lists {}, which is no file of a dataset", resource["path"]),
            ),
        }
    }
    check_listed(directory, &listed, findings);
    let mut needed = tables
        .tables
        .iter()
        .filter(|table| table.schema != &SENTENCES);
    tables.complete &= needed.all(|table| !table.file.is_empty());
    (tables, Some(package))
}

fn package(directory: &Path, findings: &mut Findings) -> Option<Value> {
    let read = fs::read_to_string(directory.join(PACKAGE_FILE)).map_err(|e| e.to_string());
    let parsed = read.and_then(|text| match serde_json::from_str::<Value>(&text) {
        Ok(package) => Ok((text, package)),
        Err(e) => Err(format!("is not JSON: {e}")),
    });
    match parsed {
        Ok((text, package)) => {
            if !is_intact(
                &text,
                package["nasaq"]["package"].as_str().unwrap_or_default(),
            ) {
                findings.file(PACKAGE_FILE, "does not match the digest that it carries");
            }
            Some(package)
        }
        Err(fault) => {
            findings.file(PACKAGE_FILE, fault);
            None
        }
    }
}

/// Each table is there in the same formats, and no file of a former run is.
fn check_listed(directory: &Path, listed: &BTreeSet<String>, findings: &mut Findings) {
    let formats = Format::ALL.into_iter().filter(|format| {
        Table::ALL
            .iter()
            .any(|table| listed.contains(&format!("{table}.{format}")))
    });
    let mut expected: Vec<String> = formats
        .flat_map(|format| Table::ALL.map(|table| format!("{table}.{format}")))
        .collect();
    expected.push(format!("{}.{}", REJECTS.name, Format::Jsonl));
    for name in expected.iter().filter(|name| !listed.contains(*name)) {
        findings.file(PACKAGE_FILE, format!("does not list {name}"));
    }
    for name in file_names().iter().filter(|name| *name != PACKAGE_FILE) {
        if !listed.contains(name) && directory.join(name).exists() {
            findings.file(name, "is not in the package");
        }
    }
}

impl Tables {
    fn resource(
        &mut self,
        directory: &Path,
        told: &Value,
        content: Stored,
        findings: &mut Findings,
    ) {
        let file = content.path();
        let bytes = match fs::read(directory.join(&file)) {
            Ok(bytes) => bytes,
            Err(fault) => {
                findings.file(&file, fault.to_string());
                self.complete = false;
                return;
            }
        };
        let mut found = Resource {
            content,
            bytes: bytes.len() as u64,
            rows: told["documents"].as_u64().unwrap_or_default(),
            sha256: hex(&Sha256::digest(&bytes)),
            csv: CsvStyle::default(),
            tables: Vec::new(),
        };
        self.files += 1;
        // Lines can be read however they were changed, so that the row at fault
        // can be told; a reader of columns trusts its file.
        let changed = told["hash"].as_str() != Some(&format!("sha256:{}", found.sha256));
        match content {
            Stored::Table(_, Format::Parquet) if changed => {
                found.rows = told["rows"].as_u64().unwrap_or_default();
                self.complete = false;
            }
            Stored::Table(schema, format) => {
                if format == Format::Csv {
                    found.csv = csv_style(told);
                }
                let read = read::read(&bytes, format, schema, found.csv);
                let rows = self.checked(&file, schema, read, findings);
                found.rows = rows.len() as u64;
                self.keep(schema, file.clone(), rows, findings);
            }
            Stored::Database if changed => {
                let counts = told["tables"].as_array().into_iter().flatten();
                let rows = counts.map(|table| table["rows"].as_u64().unwrap_or_default());
                found.tables = rows.collect();
                self.complete = false;
            }
            Stored::Database => found.tables = self.database(&file, &bytes, findings),
            Stored::Annotated(_) => self.annotated.push((file.clone(), found.rows)),
        }
        compare_resource(told, &found.describe(), &file, findings);
    }

    /// Reads and checks all tables of a database; gives the rows of each.
    fn database(&mut self, file: &str, bytes: &[u8], findings: &mut Findings) -> Vec<u64> {
        let sound = Database::open(bytes).and_then(|database| {
            let faults = database.faults()?;
            faults
                .into_iter()
                .for_each(|fault| findings.file(file, fault));
            Ok(database)
        });
        let database = match sound {
            Ok(database) => database,
            Err(fault) => {
                findings.file(file, fault);
                self.complete = false;
                return Vec::new();
            }
        };
        let mut counts = Vec::new();
        for schema in database_schemas() {
            let name = format!("{file}: {}", schema.name);
            let mut read = Content::default();
            match database.rows(schema) {
                Ok(rows) => read.rows = rows,
                Err(fault) => read.faults.push((None, fault)),
            }
            let rows = self.checked(&name, schema, read, findings);
            counts.push(rows.len() as u64);
            self.keep(schema, name, rows, findings);
        }
        counts
    }

    /// The rows that were read of a table, checked against the schema.
    fn checked(
        &mut self,
        file: &str,
        schema: &'static Schema,
        read: Content,
        findings: &mut Findings,
    ) -> Vec<Row> {
        let Content { rows, faults } = read;
        self.rows += rows.len() as u64;
        self.complete &= faults.is_empty();
        for (row, fault) in faults {
            match row {
                Some(index) => findings.row(file, index, fault),
                None => findings.file(file, fault),
            }
        }
        cells::check(file, schema, &rows, findings);
        rows
    }

    /// Keeps the first format's rows of a table and compares the others with them.
    fn keep(
        &mut self,
        schema: &'static Schema,
        file: String,
        rows: Vec<Row>,
        findings: &mut Findings,
    ) {
        let Some(kept) = self.tables.iter_mut().find(|table| table.schema == schema) else {
            return;
        };
        if kept.file.is_empty() {
            *kept = TableRows { schema, file, rows };
            return;
        }
        if kept.rows.len() != rows.len() {
            let counts = format!(
                "has {} rows, {} has {}",
                rows.len(),
                kept.file,
                kept.rows.len()
            );
            findings.file(&file, counts);
        }
        let pairs = rows.iter().zip(&kept.rows).enumerate();
        for (index, _) in pairs.filter(|(_, (here, there))| here != there) {
            findings.row(&file, index, format!("differs from {}", kept.file));
        }
    }
}

/// Compares what the package tells of a file with what the file is.
fn compare_resource(told: &Value, found: &Value, file: &str, findings: &mut Findings) {
    let keys = found
        .as_object()
        .into_iter()
        .flat_map(|object| object.keys());
    for key in keys.filter(|key| told[*key] != found[*key]) {
        let message = match key.as_str() {
            "bytes" | "hash" | "rows" => {
                format!("{key} is {}, the package tells {}", found[key], told[key])
            }
            _ => format!("the package tells another {key}"),
        };
        findings.file(file, message);
    }
}

/// Compares the package's account of the inputs with the documents.
pub(super) fn check_inputs(package: &Value, tables: &Tables, findings: &mut Findings) {
    let documents = tables.table(Table::Documents);
    let mut digest = InputDigest::default();
    for row in &documents.rows {
        let chars = documents.integer(row, "chars");
        digest.document(
            documents.text(row, "doc_id"),
            documents.text(row, "sha256"),
            0,
            chars,
        );
    }
    for (file, told) in &tables.annotated {
        if *told != documents.rows.len() as u64 {
            let message = format!(
                "has {told} documents, the tables have {}",
                documents.rows.len()
            );
            findings.file(file, message);
        }
    }
    tables.rejects().rows.iter().for_each(|_| digest.reject());
    let found = digest.finish();
    let told = &package["nasaq"]["inputs"];
    for (key, found) in [
        ("documents", Value::from(found.documents)),
        ("rejects", found.rejects.into()),
        ("chars", found.chars.into()),
        ("digest", format!("sha256:{}", found.digest).into()),
    ] {
        if told[key] != found {
            findings.file(
                PACKAGE_FILE,
                format!("inputs.{key} is {}, the tables give {found}", told[key]),
            );
        }
    }
}
