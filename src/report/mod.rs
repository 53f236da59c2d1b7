//! A dataset as a page to look at: one HTML file that needs no network and no
//! program but a browser.
//!
//! The page holds every document with its mentions, packed, and unpacks what
//! is looked at. Of very many documents an even share is shown, and the page
//! says so. Nothing from a text may ever be read as markup: texts travel as
//! packed JSON and become text nodes, and the page's own policy forbids every
//! script but its own.

mod document;
mod names;
mod packing;
mod page;
mod stored;

pub use document::ReportDocument;
pub use page::{Language, ReportError, ReportOptions};
pub use stored::StoredReport;

use names::Names;
use packing::pack;
use serde_json::{Value, json};

/// Documents that a page shows, if no other number is asked for.
pub const SHOWN: usize = 10_000;

/// Documents in a piece: what is unpacked at a time.
const CHUNK: usize = 20;

/// Gathers documents for a page, in order.
#[derive(Debug)]
pub struct ReportBuilder {
    limit: usize,
    /// One of so many documents is kept; a power of two, so that the choice
    /// depends on the documents alone.
    stride: u64,
    seen: u64,
    kept: Vec<(u64, ReportDocument)>,
    mentions: [u64; 3],
}

impl ReportBuilder {
    /// A page that shows at most `limit` documents (at least one).
    pub fn new(limit: usize) -> Self {
        Self {
            limit: limit.max(1),
            stride: 1,
            seen: 0,
            kept: Vec::new(),
            mentions: [0; 3],
        }
    }

    /// Adds a document.
    pub fn add(&mut self, document: ReportDocument) {
        for (sum, count) in self.mentions.iter_mut().zip(document.counts()) {
            *sum += count;
        }
        if self.seen.is_multiple_of(self.stride) {
            self.kept.push((self.seen, document));
        }
        self.seen += 1;
        while self.kept.len() > self.limit {
            self.stride *= 2;
            let stride = self.stride;
            self.kept
                .retain(|(number, _)| number.is_multiple_of(stride));
        }
    }

    /// Documents added.
    pub fn documents(&self) -> u64 {
        self.seen
    }

    /// Documents that the page will show.
    pub fn shown(&self) -> usize {
        self.kept.len()
    }

    /// The page.
    ///
    /// # Errors
    /// A fault of the template; none for the one that is built in.
    pub fn finish(&self, options: &ReportOptions) -> Result<String, ReportError> {
        let documents: Vec<&ReportDocument> =
            self.kept.iter().map(|(_, document)| document).collect();
        let names = Names::of(&documents);
        let chunks: Vec<String> = documents
            .chunks(CHUNK)
            .map(|part| {
                let part: Vec<Value> = part.iter().map(|document| document.told(&names)).collect();
                pack(&Value::Array(part))
            })
            .collect();
        let [dates, countries, organizations] = self.mentions;
        let meta = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "pack": options.rule_pack,
            "counts": {
                "documents": self.seen,
                "dates": dates,
                "countries": countries,
                "organizations": organizations,
            },
            "shown": documents.len(),
            "chunk": CHUNK,
            "rules": names.rules(),
            "certainties": document::CERTAINTIES,
            "countries": names.countries(),
            "organizations": names.organizations(),
        });
        page::fill(options, &meta, &pack(&names.index(&documents)), &chunks)
    }
}

#[cfg(test)]
mod tests;
