//! The rows of a Parquet file, each a document.
//!
//! Only the columns asked for are read, a page at a time. A file that is not what
//! it says must never end the run, whatever the library does with it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use super::document::Reject;
use super::encoding::Encoding;
use super::options::{Columns, Places};
use super::pieces::Pieces;
use super::raw::Raw;

/// An open table.
pub(super) struct ParquetRows {
    rows: RowIter<'static>,
    name: String,
    /// Where the columns are among those that are read.
    places: Places,
    number: u64,
    finished: bool,
}

impl ParquetRows {
    /// Opens a table.
    pub(super) fn open<R: ChunkReader + 'static>(
        file: R,
        name: &str,
        columns: &Columns,
    ) -> Result<Self, Raw> {
        let opened = guarded(|| {
            let reader = SerializedFileReader::new(file).map_err(|error| error.to_string())?;
            let schema = reader.metadata().file_metadata().schema().clone();
            let names: Vec<String> = schema.get_fields().iter().map(name_of).collect();
            let places = columns.places(&names)?;
            let (projection, places) = project(&schema, places)?;
            let rows = RowIter::from_file_into(Box::new(reader))
                .project(Some(projection))
                .map_err(|error| error.to_string())?;
            Ok((rows, places))
        });
        match opened {
            Ok((rows, places)) => Ok(Self {
                rows,
                name: name.to_owned(),
                places,
                number: 0,
                finished: false,
            }),
            Err(reason) => Err(Raw::Failed(Reject {
                doc_id: name.to_owned(),
                source: name.to_owned(),
                byte_offset: None,
                reason: format!("the table cannot be read: {reason}"),
            })),
        }
    }

    /// What a row says.
    fn read(&self, row: &Row, source: String) -> Raw {
        let fields: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
        let cell = |place: Option<usize>| place.map_or(Ok(None), |place| text_of(fields[place]));
        let made = (|| {
            let text = cell(Some(self.places.text))?.ok_or("the text is null")?;
            Ok::<_, String>((text, cell(self.places.id)?, cell(self.places.date)?))
        })();
        match made {
            Ok((text, id, date)) => Raw::Row {
                source,
                offset: None,
                id,
                date,
                text,
                encoding: Encoding::Utf8,
                written: None,
            },
            Err(reason) => Raw::Failed(Reject {
                doc_id: source.clone(),
                source,
                byte_offset: None,
                reason,
            }),
        }
    }
}

impl Pieces for ParquetRows {
    fn next_piece(&mut self) -> Option<Raw> {
        if self.finished {
            return None;
        }
        let next = guarded(|| {
            let row = self.rows.next().transpose();
            row.map_err(|error| error.to_string())
        });
        self.number += 1;
        let source = format!("{}:{}", self.name, self.number);
        match next {
            Ok(None) => None,
            Ok(Some(row)) => Some(self.read(&row, source)),
            Err(reason) => {
                self.finished = true;
                Some(Raw::Failed(Reject {
                    doc_id: source.clone(),
                    source,
                    byte_offset: None,
                    reason: format!("cannot be read, nor what comes after it: {reason}"),
                }))
            }
        }
    }
}

/// The schema with the columns that are read, and where they are in it.
fn project(schema: &Type, places: Places) -> Result<(Type, Places), String> {
    let mut wanted: Vec<usize> = [Some(places.text), places.id, places.date]
        .into_iter()
        .flatten()
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let fields = schema.get_fields();
    if let Some(&nested) = wanted.iter().find(|&&index| !fields[index].is_primitive()) {
        return Err(format!("the column `{}` is nested", fields[nested].name()));
    }
    let kept = wanted.iter().map(|&index| Arc::clone(&fields[index]));
    let projection = Type::group_type_builder(schema.name())
        .with_fields(kept.collect())
        .build()
        .map_err(|error| error.to_string())?;
    let new = |old: usize| wanted.iter().position(|&index| index == old).unwrap_or(0);
    let places = Places {
        text: new(places.text),
        id: places.id.map(new),
        date: places.date.map(new),
    };
    Ok((projection, places))
}

fn name_of(field: &Arc<Type>) -> String {
    field.name().to_owned()
}

/// A cell as bytes of text; nothing for null.
fn text_of(field: &Field) -> Result<Option<Vec<u8>>, String> {
    let day = |day: Option<NaiveDate>| {
        day.map(|day| Some(day.to_string().into_bytes()))
            .ok_or_else(|| "a date out of range".to_owned())
    };
    let moment = |moment: Option<DateTime<chrono::Utc>>| day(moment.map(|at| at.date_naive()));
    Ok(Some(match field {
        Field::Null => return Ok(None),
        Field::Str(text) => text.clone().into_bytes(),
        Field::Bytes(bytes) => bytes.data().to_vec(),
        Field::Date(days) => {
            let since = i64::from(*days).checked_mul(86_400);
            return moment(since.and_then(|seconds| DateTime::from_timestamp(seconds, 0)));
        }
        Field::TimestampMillis(at) => return moment(DateTime::from_timestamp_millis(*at)),
        Field::TimestampMicros(at) => return moment(DateTime::from_timestamp_micros(*at)),
        Field::Byte(number) => number.to_string().into_bytes(),
        Field::Short(number) => number.to_string().into_bytes(),
        Field::Int(number) => number.to_string().into_bytes(),
        Field::Long(number) => number.to_string().into_bytes(),
        Field::UByte(number) => number.to_string().into_bytes(),
        Field::UShort(number) => number.to_string().into_bytes(),
        Field::UInt(number) => number.to_string().into_bytes(),
        Field::ULong(number) => number.to_string().into_bytes(),
        _ => return Err("a cell is neither text, number nor date".to_owned()),
    }))
}

/// Runs `work`; a panic of the library becomes a reason.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("the Parquet reader gave up on it".to_owned()))
}
