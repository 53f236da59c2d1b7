//! The rows of a Parquet file, read back into typed cells.

use std::panic::catch_unwind;

use bytes::Bytes;
use parquet::basic::Type as Physical;
use parquet::column::reader::ColumnReader;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};

use super::super::table::{Column, ColumnType, Schema};
use super::read::{Cell, Row};

/// Reads all rows, or says what is wrong with the file. The reader is known to
/// panic on files that were changed.
pub(super) fn read(bytes: &[u8], schema: &Schema) -> Result<Vec<Row>, String> {
    let rows = catch_unwind(|| read_sound(bytes, schema));
    rows.unwrap_or_else(|_| Err("is not Parquet that can be read".to_owned()))
}

fn read_sound(bytes: &[u8], schema: &Schema) -> Result<Vec<Row>, String> {
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(bytes)).map_err(|e| told(&e))?;
    let found = reader.metadata().file_metadata().schema_descr();
    let as_declared = found.num_columns() == schema.columns.len()
        && schema.columns.iter().enumerate().all(|(at, column)| {
            let found = found.column(at);
            found.name() == column.name && found.physical_type() == physical(column)
        });
    if !as_declared {
        return Err("the columns are not the table's columns".to_owned());
    }
    let mut rows = Vec::new();
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(|e| told(&e))?;
        rows.extend(group_rows(group.as_ref(), schema)?);
    }
    Ok(rows)
}

fn told(fault: &ParquetError) -> String {
    format!("is not Parquet: {fault}")
}

fn physical(column: &Column) -> Physical {
    match column.kind {
        ColumnType::String | ColumnType::Date => Physical::BYTE_ARRAY,
        ColumnType::Integer => Physical::INT64,
        ColumnType::Boolean => Physical::BOOLEAN,
    }
}

fn group_rows(group: &dyn RowGroupReader, schema: &Schema) -> Result<Vec<Row>, String> {
    let count = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
    let mut rows: Vec<Row> = vec![Row::with_capacity(schema.columns.len()); count];
    for (at, column) in schema.columns.iter().enumerate() {
        let reader = group.get_column_reader(at).map_err(|e| told(&e))?;
        let cells = column_cells(reader, count, column)?;
        if cells.len() != count {
            return Err(format!(
                "{}: {} cells, not {count}",
                column.name,
                cells.len()
            ));
        }
        rows.iter_mut()
            .zip(cells)
            .for_each(|(row, cell)| row.push(cell));
    }
    Ok(rows)
}

fn column_cells(reader: ColumnReader, count: usize, column: &Column) -> Result<Vec<Cell>, String> {
    let mut levels = Vec::new();
    let cells: Vec<Cell> = match reader {
        ColumnReader::ByteArrayColumnReader(mut reader) => {
            let mut values: Vec<ByteArray> = Vec::new();
            reader
                .read_records(count, Some(&mut levels), None, &mut values)
                .map_err(|e| told(&e))?;
            let text = |value: &ByteArray| {
                let text = std::str::from_utf8(value.data());
                text.map(|text| Cell::Text(text.to_owned()))
                    .map_err(|_| format!("{}: is not UTF-8", column.name))
            };
            values.iter().map(text).collect::<Result<_, _>>()?
        }
        ColumnReader::Int64ColumnReader(mut reader) => {
            let mut values = Vec::new();
            reader
                .read_records(count, Some(&mut levels), None, &mut values)
                .map_err(|e| told(&e))?;
            let number = |value: i64| {
                u64::try_from(value)
                    .map(Cell::Integer)
                    .map_err(|_| format!("{}: {value} is below 0", column.name))
            };
            values.into_iter().map(number).collect::<Result<_, _>>()?
        }
        ColumnReader::BoolColumnReader(mut reader) => {
            let mut values = Vec::new();
            reader
                .read_records(count, Some(&mut levels), None, &mut values)
                .map_err(|e| told(&e))?;
            values.into_iter().map(Cell::Boolean).collect()
        }
        _ => return Err(format!("{}: is of another type", column.name)),
    };
    if levels.is_empty() {
        return Ok(cells);
    }
    let mut cells = cells.into_iter();
    let with_null = levels.into_iter().map(|level| match level {
        0 => Some(Cell::Null),
        _ => cells.next(),
    });
    Ok(with_null.flatten().collect())
}
