//! Documents that are too long to be held, part by part.
//!
//! A part is a segment of the engine, cut at a blank line, else at a line end, else at
//! the end of a sentence, just as a document in memory is cut into segments; what is
//! carried from part to part is what is carried from segment to segment
//! ([`crate::extract::Course`]). So it makes no difference to the rows whether a
//! document is held. They are numbered and placed from the beginning of the document.

use sha2::{Digest, Sha256};

use super::conveyor::GivenUp;
use super::summary::{Parts, Tally};
use super::worker::{SCRATCH, Worker, guarded, internal};
use crate::extract::Extractor;
use crate::record::{Origin, Rows, Table, hex};
use crate::source::{Document, LongDocument, LongText, Reject, TextReader};

/// What there was in all parts of a document.
pub(super) struct Totals {
    /// The document, with its hash and without its text.
    pub(super) document: Document,
    /// Where it ends.
    pub(super) end: Origin,
    /// Bytes of its text.
    pub(super) bytes: u64,
    /// Rows of each table.
    pub(super) rows: [u64; 5],
    /// What it counts for.
    pub(super) parts: Parts,
}

/// How a document of many parts is worked on.
pub(super) struct LongWork<'w, 'p> {
    pub(super) worker: &'w Worker<'p>,
    pub(super) given_up: &'w GivenUp,
}

impl LongWork<'_, '_> {
    /// Works on a document; `each` takes the rows of every part.
    pub(super) fn work(
        &self,
        long: LongDocument,
        mut each: impl FnMut(&Rows<'_>) -> Result<(), String>,
    ) -> Result<Totals, Reject> {
        let LongDocument { mut document, text } = long;
        document.reference_date = document.reference_date.or(self.worker.reference_date);
        let (doc_id, source) = (document.id.clone(), document.source.clone());
        guarded(|| self.parts(document, &text, &mut each))
            .and_then(|made| made)
            .map_err(|message| internal(doc_id, source, &message))
    }

    fn parts(
        &self,
        mut document: Document,
        text: &LongText,
        each: &mut dyn FnMut(&Rows<'_>) -> Result<(), String>,
    ) -> Result<Totals, String> {
        let extractor = &self.worker.extractor;
        let mut reader = text.reader();
        let mut hash = Sha256::new();
        let mut parts = Parts::default();
        let beginning = window(&mut reader, extractor.window().max(BEGINNING))?;
        parts.look_at(beginning, &document);
        let mut course = extractor.begin(beginning, document.reference_date);
        let mut origin = Origin::default();
        let mut rows = [0; 5];
        // Taken out, so that a panic leaves a fresh one behind.
        let mut scratch = SCRATCH.take();
        loop {
            let window = window(&mut reader, extractor.window())?;
            if window.is_empty() {
                break;
            }
            if self.given_up.is_so() {
                return Err("the run was given up".to_owned());
            }
            let part = &window[..extractor.part(window)];
            let extraction = extractor.go_on(&mut course, part, &mut scratch);
            let made = Rows::build_part(&document, (part, origin), &extraction, extractor.pack())
                .map_err(|error| error.to_string())?;
            each(&made)?;
            for table in Table::ALL {
                rows[table.index()] += made.count(table) as u64;
            }
            let timeline = made.count(Table::Timeline);
            parts.add(Tally::of_part(part, origin.char, &extraction, timeline));
            hash.update(part);
            origin = origin.behind(part, &extraction);
            let width = part.len();
            reader.pass(width);
        }
        SCRATCH.set(scratch);
        if document.sha256.is_empty() {
            document.sha256 = hex(&hash.finalize());
        }
        Ok(Totals {
            document,
            end: origin,
            bytes: text.len(),
            rows,
            parts,
        })
    }
}

/// Bytes of a document that are looked at before its first part.
const BEGINNING: usize = if Extractor::BEGINNING > MOJIBAKE {
    Extractor::BEGINNING
} else {
    MOJIBAKE
};

/// Bytes that tell whether a document was decoded wrongly before it came here.
const MOJIBAKE: usize = 64 * 1024;

fn window<'r>(reader: &'r mut TextReader<'_>, bytes: usize) -> Result<&'r str, String> {
    reader.window(bytes).map_err(|error| error.to_string())
}
