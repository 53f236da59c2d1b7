//! Two rule packs on a corpus: each document is read once, worked on with both
//! and forgotten.

use std::cell::RefCell;

use super::change::Origin;
use super::comparison::{Comparison, DocumentChanges, Filter};
use super::passage::Ground;
use super::sighting::Sighting;
use crate::extract::{Extraction, Extractor, Scratch};
use crate::pipeline::{Options, PipelineError, Progress, visit};
use crate::rules::RulePack;
use crate::source::{Document, Inputs};
use crate::workbench::mention::mentions;

thread_local! {
    /// The memory of the new pack; the pipeline holds that of the old one.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Compares what two packs find in all inputs.
///
/// # Errors
/// If there are no documents. Documents that cannot be worked on are listed in
/// [`Comparison::set_aside`].
pub fn compare_packs(
    old: &RulePack,
    new: &RulePack,
    inputs: Inputs,
    options: &Options,
    filter: &Filter,
    progress: &mut dyn Progress,
    comparison: &mut Comparison,
) -> Result<(), PipelineError> {
    let extractor = Extractor::new(new);
    let make = |document: &Document, before: &Extraction| {
        // Taken out, so that a panic leaves a fresh one behind.
        let mut scratch = SCRATCH.take();
        let after = extractor.extract(document, &mut scratch);
        SCRATCH.set(scratch);
        let after = after.map_err(|error| error.to_string())?;
        let sides = [
            sightings(old, &document.text, before),
            sightings(new, &document.text, &after),
        ];
        let ground = Ground {
            text: &document.text,
            start: 0,
            byte_start: 0,
            sentences: &before.sentences,
        };
        let origin = Origin::from(document);
        let [before, after] = &sides;
        Ok(DocumentChanges::find(
            &origin,
            before,
            after,
            filter,
            |_| Some(ground),
        ))
    };
    comparison.context = "the texts";
    visit(inputs, old, options, progress, make, |made| match made {
        Ok(document) => comparison.add(document),
        Err(reject) => comparison.set_aside(&reject),
    })
}

/// All mentions of an extraction, in order of place.
fn sightings(pack: &RulePack, text: &str, extraction: &Extraction) -> Vec<Sighting> {
    let found = mentions(pack, text, extraction);
    let mut sightings: Vec<Sighting> = found.into_iter().map(Sighting::from).collect();
    sightings.sort_by_key(Sighting::order);
    sightings
}

impl From<&Document> for Origin {
    fn from(document: &Document) -> Self {
        Self {
            id: document.id.clone(),
            source: document.source.clone(),
            date: document.reference_date.map(|date| date.to_string()),
        }
    }
}
