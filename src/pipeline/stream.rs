//! The filter: one JSON line out for every document in, in order, flushed.
//!
//! An engine that pipes lines through counts on two things: every line is
//! answered, good or bad, and an answer never waits for a line that has not
//! come yet. A document that is set aside is answered with
//! `{"id":…,"error":…}` in its place. On standard input even a blank line is a
//! line and is answered with an error.

use std::io::Write;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::feed::Feed;
use super::summary::{Counter, Tally};
use super::worker::Worker;
use super::{Options, PipelineError, Progress, Summary, TOP, batch_bytes, pool, size_of};
use crate::extract::Extractor;
use crate::record::{Rows, Table};
use crate::rules::RulePack;
use crate::sink::filter::FilterEncoder;
use crate::source::{Inputs, Raw, Reject};

/// Bytes that a row takes as JSON, more than most.
const TYPICAL_ROW: usize = 512;

/// What one piece became: its line, and what it counts for.
type Answer = (Vec<u8>, Result<Tally, Reject>);

/// Extracts from all inputs into lines of JSON with the keys `id`, `dates`,
/// `countries`, `organizations` and `timeline`. The `id` is the caller's own,
/// or the name of the document where the caller gave none.
///
/// # Errors
/// If the output cannot be written, or if there are no documents and the
/// input is not a stream.
pub fn stream(
    inputs: Inputs,
    pack: &RulePack,
    output: &mut dyn Write,
    options: &Options,
    progress: &mut dyn Progress,
) -> Result<Summary, PipelineError> {
    let pool = pool(options.threads)?;
    let piped = inputs.is_stream();
    let reader = if piped {
        inputs.read().every_line()
    } else {
        inputs.read()
    };
    let mut feed = Feed::start(reader, options.chunk_size.get())
        .map_err(|error| PipelineError::Threads(error.to_string()))?;
    let encoder = FilterEncoder::new();
    let worker = Worker {
        extractor: Extractor::new(pack).with_kernel(options.kernel),
        reference_date: options.reference_date,
    };
    let work = |piece| answer(&worker, &encoder, pack, piece);

    let mut counter = Counter::default();
    let mut skipped = 0;
    while let Some(first) = feed.next()? {
        let mut pieces = first.pieces;
        skipped = first.skipped;
        let (_, mut held) = size_of(&pieces);
        while held < batch_bytes(options) as u64 {
            let Some(next) = feed.next_at_hand() else {
                break;
            };
            held += size_of(&next.pieces).1;
            pieces.extend(next.pieces);
            skipped = next.skipped;
        }
        let count = pieces.len() as u64;
        let answers: Vec<Answer> = pool.install(|| pieces.into_par_iter().map(work).collect());
        for (line, outcome) in answers {
            output.write_all(&line).map_err(PipelineError::Output)?;
            match outcome {
                Ok(tally) => counter.document(tally),
                Err(reject) => counter.reject(&reject),
            }
        }
        output.flush().map_err(PipelineError::Output)?;
        progress.advance(count, held);
    }
    let summary = counter.finish(pack, skipped, TOP);
    if !piped && summary.documents + summary.rejects == 0 {
        return Err(PipelineError::NoDocuments { skipped });
    }
    Ok(summary)
}

/// The line that answers a piece.
fn answer(worker: &Worker<'_>, encoder: &FilterEncoder, pack: &RulePack, piece: Raw) -> Answer {
    let worked = worker.work(piece, |key, document, extraction| {
        let rows = Rows::build(document, extraction, pack).map_err(|error| error.to_string())?;
        let tally = Tally::of(document, extraction, rows.count(Table::Timeline));
        let count: usize = Table::ALL.into_iter().map(|table| rows.count(table)).sum();
        let mut line = Vec::with_capacity(key.len() + TYPICAL_ROW * count);
        encoder.document(key, &rows, &mut line);
        Ok((line, tally))
    });
    match worked.outcome {
        Ok((line, tally)) => (line, Ok(tally)),
        Err(reject) => {
            let mut line = Vec::new();
            encoder.error(&worked.key, &complaint(&reject), &mut line);
            (line, Err(reject))
        }
    }
}

/// What is wrong and where, in one sentence.
fn complaint(reject: &Reject) -> String {
    let Reject {
        source,
        reason,
        byte_offset,
        ..
    } = reject;
    match byte_offset {
        Some(offset) => format!("{source}, byte {offset}: {reason}"),
        None => format!("{source}: {reason}"),
    }
}
