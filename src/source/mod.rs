//! Source: files, directories and standard input become documents.
//!
//! Reading and decoding are two steps. [`Reader`] walks the inputs in a fixed
//! order and hands out [`Raw`] pieces (a file, or one line of a JSON Lines
//! file) without looking into them, so that one thread can feed many;
//! [`Raw::decode`] does the costly part (UTF-8 check, JSON, hash) and may run
//! on any thread.
//!
//! This stage must never panic on bytes that it did not expect, and never hold
//! a corpus in memory: at any time it holds one file or one line.
mod document;
mod encoding;
mod inputs;
mod json_line;
mod lines;
mod raw;
mod reader;

pub use document::{Document, Item, Reject};
pub use encoding::{Fault, decode_text};
pub use inputs::{InputError, InputFormat, Inputs, unique};
pub use lines::{Line, LineReader, Piece};
pub use raw::{MAX_DOCUMENT_BYTES, Raw};
pub use reader::Reader;
