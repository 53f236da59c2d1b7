//! The rows of a file, read back into typed cells.
//!
//! Reading is strict about what nasaq writes (a header in the columns' order,
//! a row a line, keys in order) and says which row is not like that; it checks
//! no values.

use serde_json::Value;

use super::super::format::{CsvStyle, Format};
use super::super::table::{Column, ColumnType, Schema};
use super::columns;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Cell {
    Null,
    Text(String),
    Integer(u64),
    Boolean(bool),
}

impl Cell {
    pub(crate) fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    pub(crate) fn as_integer(&self) -> u64 {
        match self {
            Self::Integer(number) => *number,
            _ => 0,
        }
    }
}

/// The cells of a row, one a column.
pub(crate) type Row = Vec<Cell>;

/// What was read of a file, and which rows could not be.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) rows: Vec<Row>,
    /// Index of the row from 0, if the fault is a row's, and what is wrong.
    pub(super) faults: Vec<(Option<usize>, String)>,
}

/// Reads a file of a table; `style` is that of CSV.
pub(super) fn read(bytes: &[u8], format: Format, schema: &Schema, style: CsvStyle) -> Content {
    let mut content = Content::default();
    if format == Format::Parquet {
        match columns::read(bytes, schema) {
            Ok(rows) => content.rows = rows,
            Err(fault) => content.faults.push((None, fault)),
        }
        return content;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        content.faults.push((None, "is not UTF-8".to_owned()));
        return content;
    };
    match format {
        Format::Csv => content.csv(text, schema, style),
        Format::Json => content.json(text, schema),
        Format::Jsonl | Format::Parquet => content.jsonl(text, schema),
    }
    content
}

/// Line, from 1, on which the row with this index from 0 begins.
pub(super) fn line_of(bytes: &[u8], format: Format, index: usize) -> u64 {
    match format {
        // Parquet has no lines; its rows are counted.
        Format::Jsonl | Format::Parquet => index as u64 + 1,
        Format::Json => index as u64 + 2,
        Format::Csv => {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(bytes);
            let record = reader.byte_records().nth(index + 1).and_then(Result::ok);
            let place = record.and_then(|record| record.position().map(csv::Position::line));
            // A row of several lines counts from its first.
            place.unwrap_or_else(|| reader.position().line())
        }
    }
}

impl Content {
    fn push(&mut self, row: Result<Row, String>) {
        let index = self.rows.len();
        match row {
            Ok(row) => self.rows.push(row),
            Err(fault) => {
                self.faults.push((Some(index), fault));
                self.rows.push(Row::new());
            }
        }
    }

    fn csv(&mut self, text: &str, schema: &Schema, style: CsvStyle) {
        let unmarked = text.strip_prefix(CsvStyle::BOM);
        if unmarked.is_some() != style.bom {
            let fault = if style.bom { "has no" } else { "has a" };
            self.faults.push((None, format!("{fault} byte order mark")));
        }
        let text = unmarked.unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let header = records.next().and_then(Result::ok).unwrap_or_default();
        if !header
            .iter()
            .eq(schema.columns.iter().map(|column| column.name))
        {
            self.faults
                .push((None, "the header is not the table's columns".to_owned()));
        }
        for record in records {
            self.push(
                record
                    .map_err(|e| e.to_string())
                    .and_then(|r| csv_row(&r, schema, style)),
            );
        }
    }

    fn json(&mut self, text: &str, schema: &Schema) {
        if text == "[]\n" {
            return;
        }
        let Some(body) = text
            .strip_prefix("[\n")
            .and_then(|t| t.strip_suffix("\n]\n"))
        else {
            self.faults
                .push((None, "is not an array with a row a line".to_owned()));
            return;
        };
        let count = body.split('\n').count();
        for (index, line) in body.split('\n').enumerate() {
            let row = match line.strip_suffix(',') {
                Some(row) if index + 1 < count => row,
                None if index + 1 == count => line,
                _ => {
                    self.push(Err("commas are not between the rows".to_owned()));
                    continue;
                }
            };
            self.push(json_row(row, schema));
        }
    }

    fn jsonl(&mut self, text: &str, schema: &Schema) {
        if !text.is_empty() && !text.ends_with('\n') {
            self.faults
                .push((None, "the last line has no end".to_owned()));
        }
        for line in text.split_terminator('\n') {
            self.push(json_row(line, schema));
        }
    }
}

fn csv_row(record: &csv::StringRecord, schema: &Schema, style: CsvStyle) -> Result<Row, String> {
    if record.len() != schema.columns.len() {
        return Err(format!(
            "{} cells, not {}",
            record.len(),
            schema.columns.len()
        ));
    }
    let cells = record.iter().zip(schema.columns);
    cells
        .map(|(text, column)| csv_cell(text, column, style))
        .collect()
}

fn csv_cell(text: &str, column: &Column, style: CsvStyle) -> Result<Cell, String> {
    if text.is_empty() {
        return Ok(Cell::Null);
    }
    let cell = match column.kind {
        ColumnType::String | ColumnType::Date => {
            let text = if style.spreadsheet {
                unmarked(text, column.name)?
            } else {
                text
            };
            Some(Cell::Text(text.to_owned()))
        }
        ColumnType::Integer => text
            .parse()
            .ok()
            .filter(|n: &u64| n.to_string() == text)
            .map(Cell::Integer),
        ColumnType::Boolean => match text {
            "true" => Some(Cell::Boolean(true)),
            "false" => Some(Cell::Boolean(false)),
            _ => None,
        },
    };
    cell.ok_or_else(|| wrong_type(column.name, text))
}

/// Text of CSV for spreadsheets without its apostrophe, which must stand where
/// it should and nowhere else.
fn unmarked<'t>(text: &'t str, column: &str) -> Result<&'t str, String> {
    match text.strip_prefix('\'') {
        Some(rest) if CsvStyle::is_marked(rest) => Ok(rest),
        None if !CsvStyle::is_marked(text) => Ok(text),
        Some(_) => Err(format!("{column}: an apostrophe too many before {text:?}")),
        None => Err(format!("{column}: {text:?} could start a formula")),
    }
}

fn json_row(line: &str, schema: &Schema) -> Result<Row, String> {
    let value: Value = serde_json::from_str(line).map_err(|e| format!("is not JSON: {e}"))?;
    let Value::Object(object) = value else {
        return Err("is not an object".to_owned());
    };
    if !object
        .keys()
        .eq(schema.columns.iter().map(|column| column.name))
    {
        return Err("the keys are not the table's columns".to_owned());
    }
    let cells = object.into_iter().zip(schema.columns);
    cells
        .map(|((_, value), column)| json_cell(value, column.kind, column.name))
        .collect()
}

fn json_cell(value: Value, kind: ColumnType, name: &str) -> Result<Cell, String> {
    let cell = match (value, kind) {
        (Value::Null, _) => Some(Cell::Null),
        (Value::String(text), ColumnType::String | ColumnType::Date) if !text.is_empty() => {
            return Ok(Cell::Text(text));
        }
        (Value::Number(number), ColumnType::Integer) => number.as_u64().map(Cell::Integer),
        (Value::Bool(truth), ColumnType::Boolean) => Some(Cell::Boolean(truth)),
        (value, _) => return Err(wrong_type(name, &value.to_string())),
    };
    cell.ok_or_else(|| wrong_type(name, "this number"))
}

fn wrong_type(column: &str, value: &str) -> String {
    format!("{column}: {value:?} is not of the column's type")
}
