//! Rows as Apache Parquet: zstd, a dictionary where values repeat, deltas for
//! places, statistics for pruning.
//!
//! Types are those of the table's description: text is `STRING`, whole numbers
//! are `INT64`, truth values `BOOLEAN`. Days stay text, as in CSV, because
//! neither Python nor pandas has a date before the year 1. The file names the
//! version of nasaq and the table, no clock and no machine.

use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use super::packed::{PackedCell, cells};
use super::staging::StagedFile;
use crate::record::{Column, ColumnType, Schema};

/// Rows a row group, at most.
const GROUP_ROWS: usize = 1 << 17;
/// Bytes of cells gathered for a row group, at most (and one document more):
/// five tables grow at a time, and memory is bounded.
const GROUP_BYTES: usize = 8 << 20;
/// Level of zstd: above it files hardly shrink, and writing takes longer.
const LEVEL: i32 = 1;
/// Values that the writer looks at in one go.
const BATCH_ROWS: usize = 1 << 13;
/// Columns whose range tells a reader what it can pass over. Of the others it
/// is not gathered: nobody asks for names between two names.
const RANGED: [&str; 14] = [
    "doc_id",
    "sentence",
    "start",
    "kind",
    "rule",
    "value",
    "earliest",
    "latest",
    "country",
    "alpha3",
    "org",
    "category",
    "countries",
    "reference_date",
];

/// Appends rows to a Parquet file.
pub(super) struct ParquetTable {
    writer: SerializedFileWriter<StagedFile>,
    columns: Vec<Gathered>,
    rows: usize,
    bytes: usize,
}

impl std::fmt::Debug for ParquetTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ParquetTable({} rows gathered)", self.rows)
    }
}

impl ParquetTable {
    /// Starts the file.
    pub(super) fn create(file: StagedFile, schema: &Schema) -> Result<Self, ParquetError> {
        let writer =
            SerializedFileWriter::new(file, message(schema)?, Arc::new(properties(schema)?))?;
        Ok(Self {
            writer,
            columns: schema.columns.iter().map(Gathered::new).collect(),
            rows: 0,
            bytes: 0,
        })
    }

    /// Appends rows as [`super::packed::PackedRows`] wrote them.
    pub(super) fn append(&mut self, packed: &[u8], rows: u64) -> Result<(), ParquetError> {
        let width = self.columns.len();
        for (index, cell) in cells(packed).enumerate() {
            self.columns[index % width].push(cell);
        }
        self.rows += rows as usize;
        self.bytes += packed.len();
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what was gathered as a row group.
    fn flush(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            let mut writer = group
                .next_column()?
                .ok_or_else(|| ParquetError::General("a column too few".to_owned()))?;
            column.write(writer.untyped())?;
            writer.close()?;
        }
        group.close()?;
        self.rows = 0;
        self.bytes = 0;
        Ok(())
    }

    /// Writes the last row group and the footer.
    pub(super) fn finish(mut self) -> Result<StagedFile, ParquetError> {
        if self.rows > 0 {
            self.flush()?;
        }
        self.writer.into_inner()
    }
}

/// The values of a column since the last row group.
struct Gathered {
    values: Values,
    /// 1 for a value, 0 for null; unused where null cannot be.
    levels: Vec<i16>,
    nullable: bool,
}

enum Values {
    Text { bytes: Vec<u8>, ends: Vec<usize> },
    Integer(Vec<i64>),
    Boolean(Vec<bool>),
}

impl Gathered {
    fn new(column: &Column) -> Self {
        Self {
            values: match column.kind {
                ColumnType::String | ColumnType::Date => Values::Text {
                    bytes: Vec::new(),
                    ends: Vec::new(),
                },
                ColumnType::Integer => Values::Integer(Vec::new()),
                ColumnType::Boolean => Values::Boolean(Vec::new()),
            },
            levels: Vec::new(),
            nullable: column.nullable,
        }
    }

    fn push(&mut self, cell: PackedCell<'_>) {
        if self.nullable {
            self.levels.push(i16::from(cell != PackedCell::Null));
        }
        match (&mut self.values, cell) {
            (Values::Text { bytes, ends }, PackedCell::Text(text)) => {
                bytes.extend_from_slice(text);
                ends.push(bytes.len());
            }
            (Values::Integer(values), PackedCell::Integer(value)) => values.push(value as i64),
            (Values::Boolean(values), PackedCell::Boolean(value)) => values.push(value),
            // Rows hand out cells of the column's type, or null.
            (_, cell) => debug_assert_eq!(cell, PackedCell::Null),
        }
    }

    fn write(&mut self, writer: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = self.nullable.then_some(self.levels.as_slice());
        match (&mut self.values, writer) {
            (Values::Text { bytes, ends }, ColumnWriter::ByteArrayColumnWriter(writer)) => {
                let shared = Bytes::from(std::mem::take(bytes));
                let mut start = 0;
                let values: Vec<ByteArray> = ends
                    .drain(..)
                    .map(|end| shared.slice(std::mem::replace(&mut start, end)..end).into())
                    .collect();
                writer.write_batch(&values, levels, None)?;
            }
            (Values::Integer(values), ColumnWriter::Int64ColumnWriter(writer)) => {
                writer.write_batch(values, levels, None)?;
                values.clear();
            }
            (Values::Boolean(values), ColumnWriter::BoolColumnWriter(writer)) => {
                writer.write_batch(values, levels, None)?;
                values.clear();
            }
            _ => return Err(ParquetError::General("a column of another type".to_owned())),
        }
        self.levels.clear();
        Ok(())
    }
}

/// The schema of the file.
fn message(schema: &Schema) -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::new();
    for column in schema.columns {
        let (physical, logical) = match column.kind {
            ColumnType::String | ColumnType::Date => {
                (Physical::BYTE_ARRAY, Some(LogicalType::String))
            }
            ColumnType::Integer => (Physical::INT64, None),
            ColumnType::Boolean => (Physical::BOOLEAN, None),
        };
        let repetition = if column.nullable {
            Repetition::OPTIONAL
        } else {
            Repetition::REQUIRED
        };
        let field = Type::primitive_type_builder(column.name, physical)
            .with_logical_type(logical)
            .with_repetition(repetition)
            .build()?;
        fields.push(Arc::new(field));
    }
    let group = Type::group_type_builder(schema.name).with_fields(fields);
    Ok(Arc::new(group.build()?))
}

fn properties(schema: &Schema) -> Result<WriterProperties, ParquetError> {
    let about = vec![
        KeyValue::new("nasaq.table".to_owned(), schema.name.to_owned()),
        KeyValue::new(
            "nasaq.description".to_owned(),
            format!("{}\n{}", schema.about_en, schema.about_ar),
        ),
    ];
    let mut properties = WriterProperties::builder()
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .set_created_by(format!("nasaq {}", env!("CARGO_PKG_VERSION")))
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(LEVEL)?))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_write_batch_size(BATCH_ROWS)
        .set_key_value_metadata(Some(about));
    for column in schema.columns {
        let path = ColumnPath::from(column.name);
        let (encoding, dictionary) = match column.kind {
            ColumnType::Integer => (Encoding::DELTA_BINARY_PACKED, false),
            // Ids and names grow in order; sentences share no beginnings.
            ColumnType::String if column.name == "mention_id" => {
                (Encoding::DELTA_BYTE_ARRAY, false)
            }
            ColumnType::String | ColumnType::Date => (Encoding::DELTA_LENGTH_BYTE_ARRAY, true),
            ColumnType::Boolean => (Encoding::PLAIN, false),
        };
        properties = properties
            .set_column_encoding(path.clone(), encoding)
            .set_column_dictionary_enabled(path.clone(), dictionary);
        if RANGED.contains(&column.name) {
            properties = properties.set_column_statistics_enabled(path, EnabledStatistics::Page);
        }
    }
    Ok(properties.build())
}
