//! Source: files, directories and standard input become documents.
//!
//! Reading and decoding are two steps. [`Reader`] walks the inputs in a fixed
//! order and hands out [`Raw`] pieces (a file, one line of a JSON Lines file, one
//! row of a table) without looking into them, so that one thread can feed many;
//! [`Raw::decode`] does the costly part (encoding, JSON, hash) and may run on any
//! thread. `docs/INPUTS.md` tells the user what is read and how.
//!
//! This stage must never panic on bytes that it did not expect, and never hold
//! a corpus in memory: at any time it holds one file or one line, and what of
//! those is longer than [`Spilling::held`] lies in a file ([`LongDocument`]).

mod ahead;
mod csv_rows;
mod document;
mod encoding;
mod expand;
mod extracts;
mod formats;
mod html;
mod inputs;
mod json_line;
mod json_lines;
mod lines;
mod long;
mod name_dates;
mod opener;
mod options;
mod parquet_rows;
mod pieces;
mod raw;
mod reader;
mod spill;
mod taken;
mod tar_members;
mod walk;
mod zip_members;

pub use document::{Document, Item, Reject};
pub use encoding::{Encoding, Fault, UnknownEncoding, decode, decode_text, mojibake};
pub use expand::Limits;
pub use formats::InputFormat;
pub use inputs::{InputError, Inputs, unique};
pub use lines::{Line, LineReader, Piece};
pub use long::{LongDocument, LongText, TextReader};
pub use name_dates::{NameDates, NameDatesError};
pub use options::{Columns, ReadOptions};
pub use raw::{MAX_DOCUMENT_BYTES, Raw};
pub use reader::Reader;
pub use spill::{Spill, SpillReader, Spilling};
pub use taken::{Taken, TakenFile, TakenKind};
