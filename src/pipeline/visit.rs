//! Documents past a visitor: read, extracted and worked on in parallel, taken
//! in order. Nothing is kept between batches but what the visitor keeps.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::feed::{Batch, Feed};
use super::worker::Worker;
use super::{Options, PipelineError, Progress, batch_bytes, pool, size_of};
use crate::extract::{Extraction, Extractor};
use crate::rules::RulePack;
use crate::source::{Document, Inputs, Reject};

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
    let pool = pool(options.threads)?;
    let mut feed = Feed::start(inputs.read(), batch_bytes(options))
        .map_err(|error| PipelineError::Threads(error.to_string()))?;
    let worker = Worker {
        extractor: Extractor::new(pack).with_kernel(options.kernel),
        reference_date: options.reference_date,
    };
    let work = |piece| {
        let worked = worker.work(piece, |_, document, extraction| make(document, extraction));
        worked.outcome
    };
    let (mut seen, mut passed_over) = (0, 0);
    while let Some(Batch {
        pieces, skipped, ..
    }) = feed.next()?
    {
        passed_over = skipped;
        let (count, bytes) = size_of(&pieces);
        let made: Vec<Result<T, Reject>> =
            pool.install(|| pieces.into_par_iter().map(work).collect());
        made.into_iter().for_each(&mut take);
        seen += count;
        progress.advance(count, bytes);
    }
    if seen == 0 {
        return Err(PipelineError::NoDocuments {
            skipped: passed_over,
        });
    }
    Ok(())
}
