//! What a worker thread does with one piece: decode, extract, hand on.
//!
//! Whatever happens to a document stays with that document. A panic must never
//! end the run, nor leave a scratch that the next document would trip over.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;

use crate::extract::{Extraction, Extractor, Scratch};
use crate::source::{Document, Item, Raw, Reject};

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Works on pieces, on any thread.
pub(super) struct Worker<'p> {
    pub(super) extractor: Extractor<'p>,
    /// The day of writing of documents that do not give their own.
    pub(super) reference_date: Option<NaiveDate>,
}

/// What became of a piece.
pub(super) struct Worked<T> {
    /// The caller's own `id` as JSON, else the document's name as JSON.
    pub(super) key: String,
    /// What was made of it, or why it is set aside.
    pub(super) outcome: Result<T, Reject>,
}

impl Worker<'_> {
    /// Turns a piece into what `make` makes of its key, document and
    /// extraction, or says why it is set aside. An error of `make` is a fault
    /// of nasaq.
    pub(super) fn work<T>(
        &self,
        piece: Raw,
        make: impl FnOnce(&str, &Document, &Extraction) -> Result<T, String>,
    ) -> Worked<T> {
        let source = piece.source();
        let (key, item) = match guarded(|| piece.decode_keyed()) {
            Ok(decoded) => decoded,
            Err(message) => {
                let key = serde_json::Value::from(source.as_str()).to_string();
                let reject = internal(source.clone(), source, &message);
                return Worked {
                    key,
                    outcome: Err(reject),
                };
            }
        };
        let mut document = match item {
            Item::Document(document) => document,
            Item::Reject(reject) => {
                return Worked {
                    key,
                    outcome: Err(reject),
                };
            }
        };
        document.reference_date = document.reference_date.or(self.reference_date);
        let outcome = guarded(|| {
            // Taken out, so that a panic leaves a fresh one behind.
            let mut scratch = SCRATCH.take();
            let extraction = self
                .extractor
                .extract(&document, &mut scratch)
                .map_err(|error| error.to_string())?;
            SCRATCH.set(scratch);
            make(&key, &document, &extraction)
        })
        .and_then(|made| made)
        .map_err(|message| internal(document.id, source, &message));
        Worked { key, outcome }
    }
}

/// A document set aside for a fault that is ours.
fn internal(doc_id: String, source: String, message: &str) -> Reject {
    Reject {
        doc_id,
        source,
        byte_offset: None,
        reason: format!("internal error: {message}"),
    }
}

/// Runs `work`; a panic becomes its message.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| message_of(payload.as_ref()))
}

/// What a panic said.
fn message_of(payload: &(dyn Any + Send)) -> String {
    payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_message() {
        assert_eq!(guarded(|| 5), Ok(5));
        assert_eq!(
            guarded(|| -> u8 { panic!("at {}", 7) }),
            Err("at 7".to_owned())
        );
        assert_eq!(
            guarded(|| -> u8 { panic!("plain") }),
            Err("plain".to_owned())
        );
    }
}
