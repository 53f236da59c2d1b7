//! Documents past a visitor: read, extracted and worked on in parallel, taken
//! in order. Nothing is kept between chunks but what the visitor keeps.

use super::conveyor::{GivenUp, convey};
use super::worker::Worker;
use super::{Options, PipelineError, Progress};
use crate::extract::{Extraction, Extractor};
use crate::rules::RulePack;
use crate::source::{Document, Inputs, Raw, Reject};

/// Extracts from all inputs with `pack`, makes something of every document on
/// any thread, and hands it to `take` in the order of the inputs. What cannot be
/// worked on, or not be made, arrives as a [`Reject`].
///
/// # Errors
/// If there are no documents or threads cannot be started.
pub fn visit<T: Send>(
    inputs: Inputs,
    pack: &RulePack,
    options: &Options,
    progress: &mut dyn Progress,
    make: impl Fn(&Document, &Extraction) -> Result<T, String> + Sync,
    mut take: impl FnMut(Result<T, Reject>),
) -> Result<(), PipelineError> {
    let worker = Worker {
        extractor: Extractor::new(pack).with_kernel(options.kernel),
        reference_date: options.reference_date,
    };
    let work = |pieces: Vec<Raw>, given_up: &GivenUp| {
        let pieces = pieces.into_iter().take_while(|_| !given_up.is_so());
        pieces
            .map(|piece| worker.work(piece, &make))
            .collect::<Vec<Result<T, Reject>>>()
    };
    let conveyed = convey(inputs.read(), options, progress, work, |made| {
        made.into_iter().for_each(&mut take);
        Ok(())
    })?;
    if conveyed.pieces == 0 {
        return Err(PipelineError::NoDocuments {
            skipped: conveyed.skipped,
        });
    }
    Ok(())
}
