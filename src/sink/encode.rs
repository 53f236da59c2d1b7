//! One document's rows as bytes, for every table and format asked for, and its
//! annotated text.
//!
//! This is the parallel half of the sink: an [`Encoder`] is shared by all
//! workers and holds no state of a run, so that what a document becomes never
//! depends on its neighbours or on the number of threads.

use super::annotation::{self, Piece};
use super::csv::CsvRows;
use super::database::pack_sentences;
use super::json::{self, JsonRows};
use super::packed::PackedRows;
use super::spool::Rowed;
use crate::record::{Format, Formats, Rows, Table};

/// Turns rows into bytes.
#[derive(Debug)]
pub struct Encoder {
    formats: Formats,
    keys: [Vec<Box<[u8]>>; 5],
}

impl Encoded {
    /// The chunks with the number of their rows.
    pub(crate) fn rowed(&self) -> impl Iterator<Item = Rowed<'_>> {
        let formats = self.chunks.len() / Table::ALL.len();
        let chunks = self.chunks.iter().enumerate();
        chunks.map(move |(index, bytes)| Rowed {
            rows: self.rows[index / formats],
            bytes,
        })
    }
}

/// One document's rows, encoded.
#[derive(Clone, Debug, Default)]
pub struct Encoded {
    pub(crate) doc_id: String,
    pub(crate) source: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) chars: u64,
    pub(crate) rows: [u64; 5],
    /// A buffer a table and format: table by table, formats in the encoder's order.
    pub(crate) chunks: Vec<Vec<u8>>,
    /// Rows for a database: the tables, and behind them the sentences.
    pub(crate) packed: Vec<Vec<u8>>,
    /// A piece for each other format, in the encoder's order.
    pub(crate) pieces: Vec<Piece>,
}

impl Encoder {
    /// An encoder for these formats; repeats count once, order is fixed.
    pub fn new(formats: &Formats) -> Self {
        Self {
            formats: formats.in_order(),
            keys: Table::ALL.map(|table| json::keys(table.schema())),
        }
    }

    /// The formats, each once.
    pub fn formats(&self) -> &Formats {
        &self.formats
    }

    /// Encodes the rows of a document.
    pub fn encode(&self, rows: &Rows<'_>) -> Encoded {
        let mut encoded = Encoded::default();
        self.encode_into(rows, &mut encoded);
        encoded
    }

    /// The same, reusing the buffers of an [`Encoded`] that was written.
    pub fn encode_into(&self, rows: &Rows<'_>, encoded: &mut Encoded) {
        let document = rows.document();
        document.doc_id.clone_into(&mut encoded.doc_id);
        document.source.clone_into(&mut encoded.source);
        document.sha256.clone_into(&mut encoded.sha256);
        encoded.bytes = rows.text().len() as u64;
        encoded.chars = document.chars as u64;
        encoded.rows = Table::ALL.map(|table| rows.count(table) as u64);
        encoded.chunks.resize_with(self.chunks(), Vec::new);
        let mut chunks = encoded.chunks.iter_mut();
        for table in Table::ALL {
            for (&format, chunk) in self.formats.tables.iter().zip(&mut chunks) {
                chunk.clear();
                self.table(rows, table, format, chunk);
            }
        }
        if self.formats.database {
            pack(rows, &mut encoded.packed);
        }
        encoded.pieces.clear();
        encoded
            .pieces
            .extend(annotation::encode(rows, &self.formats.annotations));
    }

    /// Chunks of a document: one for each table and format.
    pub(crate) fn chunks(&self) -> usize {
        Table::ALL.len() * self.formats.tables.len()
    }

    fn table(&self, rows: &Rows<'_>, table: Table, format: Format, out: &mut Vec<u8>) {
        let keys = &self.keys[table.index()];
        match format {
            Format::Csv => rows.emit(table, &mut CsvRows::new(out, self.formats.csv)),
            Format::Json => rows.emit(table, &mut JsonRows::separated(out, keys, ",\n")),
            Format::Jsonl => rows.emit(table, &mut JsonRows::lines(out, keys)),
            Format::Parquet => rows.emit(table, &mut PackedRows::new(out)),
        }
    }
}

/// The rows of a document for a database.
fn pack(rows: &Rows<'_>, packed: &mut Vec<Vec<u8>>) {
    packed.resize_with(Table::ALL.len() + 1, Vec::new);
    packed.iter_mut().for_each(Vec::clear);
    for table in Table::ALL {
        rows.emit(table, &mut PackedRows::new(&mut packed[table.index()]));
    }
    if let Some(sentences) = packed.last_mut() {
        pack_sentences(rows, sentences);
    }
}

/// Appends a number in decimal.
pub(crate) fn push_integer(out: &mut Vec<u8>, mut value: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}
