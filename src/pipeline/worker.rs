//! What a worker thread does with one piece: decode, extract, hand on.
//!
//! Whatever happens to a document stays with that document. A panic must never
//! end the run, nor leave a scratch that the next document would trip over.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::NaiveDate;

use crate::extract::{Extraction, Extractor, Scratch};
use crate::source::{Document, Item, LongDocument, LongText, Raw, Reject};

thread_local! {
    pub(super) static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// A piece, decoded, and how it is to be worked on.
pub(super) enum Decoded {
    /// In memory.
    Held(Document),
    /// Part by part.
    Long(Box<LongDocument>),
    /// Not at all.
    SetAside(Reject),
}

/// Works on pieces, on any thread.
pub(super) struct Worker<'p> {
    pub(super) extractor: Extractor<'p>,
    /// The day of writing of documents that do not give their own.
    pub(super) reference_date: Option<NaiveDate>,
}

impl Worker<'_> {
    /// Decodes a piece, with the name under which the caller knows it. What has more
    /// than `held` bytes of text is long.
    pub(super) fn decode(piece: Raw, held: Option<usize>) -> (String, Decoded) {
        let source = piece.source();
        let decoded = guarded(|| match (held, piece) {
            (Some(_), piece @ Raw::Long { .. }) => {
                let (key, outcome) = piece.decode_long();
                let decoded = match outcome {
                    Ok(long) => Decoded::Long(Box::new(long)),
                    Err(reject) => Decoded::SetAside(reject),
                };
                (key, decoded)
            }
            (held, piece) => {
                let (key, item) = piece.decode_keyed();
                let decoded = match item {
                    Item::Document(mut document)
                        if held.is_some_and(|held| document.text.len() > held) =>
                    {
                        let text = LongText::Held(std::mem::take(&mut document.text));
                        Decoded::Long(Box::new(LongDocument { document, text }))
                    }
                    Item::Document(document) => Decoded::Held(document),
                    Item::Reject(reject) => Decoded::SetAside(reject),
                };
                (key, decoded)
            }
        });
        decoded.unwrap_or_else(|message| {
            let key = serde_json::Value::from(source.as_str()).to_string();
            (
                key,
                Decoded::SetAside(internal(source.clone(), source, &message)),
            )
        })
    }

    /// Turns a piece into what `make` makes of its document and extraction, or says why it
    /// is set aside.
    pub(super) fn work<T>(
        &self,
        piece: Raw,
        make: impl FnOnce(&Document, &Extraction) -> Result<T, String>,
    ) -> Result<T, Reject> {
        match Self::decode(piece, None).1 {
            Decoded::Held(document) => self.extract(document, make),
            Decoded::SetAside(reject) => Err(reject),
            Decoded::Long(long) => {
                let LongDocument { document, .. } = *long;
                let message = "a document is long that should be held";
                Err(internal(document.id, document.source, message))
            }
        }
    }

    /// Turns a document into what `make` makes of it and its extraction. An error of
    /// `make` is a fault of nasaq.
    pub(super) fn extract<T>(
        &self,
        mut document: Document,
        make: impl FnOnce(&Document, &Extraction) -> Result<T, String>,
    ) -> Result<T, Reject> {
        document.reference_date = document.reference_date.or(self.reference_date);
        guarded(|| {
            // Taken out, so that a panic leaves a fresh one behind.
            let mut scratch = SCRATCH.take();
            let extraction = self
                .extractor
                .extract(&document, &mut scratch)
                .map_err(|error| error.to_string())?;
            SCRATCH.set(scratch);
            make(&document, &extraction)
        })
        .and_then(|made| made)
        .map_err(|message| internal(document.id, document.source, &message))
    }
}

/// A document set aside for a fault that is ours.
pub(super) fn internal(doc_id: String, source: String, message: &str) -> Reject {
    Reject {
        doc_id,
        source,
        byte_offset: None,
        reason: format!("internal error: {message}"),
    }
}

/// Runs `work`; a panic becomes its message.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
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
