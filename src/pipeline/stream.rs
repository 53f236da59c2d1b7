//! The filter: one JSON line out for every document in, in order, flushed.
//!
//! An engine that pipes lines through counts on two things: every line is
//! answered, good or bad, and an answer never waits for a line that has not
//! come yet. A document that is set aside is answered with
//! `{"id":…,"error":…}` in its place. On standard input even a blank line is a
//! line and is answered with an error.

use std::io::Write;

use super::conveyor::{Conveyed, GivenUp, convey};
use super::summary::{Counter, Tally};
use super::worker::Worker;
use super::{Options, PipelineError, Progress, Summary, TOP};
use crate::extract::Extractor;
use crate::record::{Rows, Table};
use crate::rules::RulePack;
use crate::sink::filter::FilterEncoder;
use crate::source::{Inputs, Raw, Reject};

/// What the pieces of a chunk became.
#[derive(Default)]
struct Answers {
    /// Their lines.
    lines: Vec<u8>,
    /// What they count for.
    outcomes: Vec<Result<Tally, Reject>>,
}

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
    let piped = inputs.is_stream();
    let reader = if piped {
        inputs.read().every_line()
    } else {
        inputs.read()
    };
    let encoder = FilterEncoder::new();
    let worker = Worker {
        extractor: Extractor::new(pack),
        reference_date: options.reference_date,
    };
    let work = |pieces: Vec<Raw>, given_up: &GivenUp| {
        let mut answers = Answers::default();
        for piece in pieces {
            if given_up.is_so() {
                break;
            }
            let outcome = answer(&worker, &encoder, pack, piece, &mut answers.lines);
            answers.outcomes.push(outcome);
        }
        answers
    };
    let mut counter = Counter::default();
    let Conveyed { skipped, .. } = convey(reader, options, progress, work, |answers| {
        output
            .write_all(&answers.lines)
            .and_then(|()| output.flush())
            .map_err(PipelineError::Output)?;
        for outcome in answers.outcomes {
            match outcome {
                Ok(tally) => counter.document(tally),
                Err(reject) => counter.reject(&reject),
            }
        }
        Ok(())
    })?;
    let summary = counter.finish(pack, skipped, TOP);
    if !piped && summary.documents + summary.rejects == 0 {
        return Err(PipelineError::NoDocuments { skipped });
    }
    Ok(summary)
}

/// Appends the line that answers a piece.
fn answer(
    worker: &Worker<'_>,
    encoder: &FilterEncoder,
    pack: &RulePack,
    piece: Raw,
    lines: &mut Vec<u8>,
) -> Result<Tally, Reject> {
    let before = lines.len();
    let worked = worker.work(piece, |key, document, extraction| {
        let rows = Rows::build(document, extraction, pack).map_err(|error| error.to_string())?;
        let tally = Tally::of(document, extraction, rows.count(Table::Timeline));
        encoder.document(key, &rows, lines);
        Ok(tally)
    });
    if let Err(reject) = &worked.outcome {
        // A fault of nasaq may have come in the middle of a line.
        lines.truncate(before);
        encoder.error(&worked.key, &complaint(reject), lines);
    }
    worked.outcome
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
