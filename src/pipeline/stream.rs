//! The filter: one JSON line out for every document in, in order, flushed.
//!
//! An engine that pipes lines through counts on two things: every line is
//! answered, good or bad, and an answer never waits for a line that has not
//! come yet. A document that is set aside is answered with
//! `{"id":…,"error":…}` in its place. On standard input even a blank line is a
//! line and is answered with an error.

use std::io::Write;

use super::conveyor::{Conveyed, GivenUp, convey};
use super::long::LongWork;
use super::summary::{Counter, Parts, Tally};
use super::worker::{Decoded, Worker, internal};
use super::{Options, PipelineError, Progress, Summary, TOP, spool};
use crate::extract::Extractor;
use crate::record::{Rows, Table};
use crate::rules::RulePack;
use crate::sink::filter::FilterEncoder;
use crate::sink::{Rowed, Spooled};
use crate::source::{Document, Inputs, LongDocument, Raw, Reject, Spilling};

/// What the pieces of a chunk became.
#[derive(Default)]
struct Answers {
    lines: Vec<Line>,
    /// What they count for.
    outcomes: Vec<Result<Counted, Reject>>,
}

/// One line or more.
enum Line {
    /// Lines as they are.
    Bytes(Vec<u8>),
    /// The line of a document that was made in parts, and its key.
    InParts(String, Box<Spooled>),
}

/// What a document counts for.
enum Counted {
    Whole(Tally),
    InParts(Box<Parts>),
}

impl Answers {
    /// Where the next line goes.
    fn end(&mut self) -> &mut Vec<u8> {
        if !matches!(self.lines.last(), Some(Line::Bytes(_))) {
            self.lines.push(Line::Bytes(Vec::new()));
        }
        match self.lines.last_mut() {
            Some(Line::Bytes(bytes)) => bytes,
            _ => unreachable!("bytes were pushed"),
        }
    }
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
    let spilling = inputs.spilling().cloned();
    let reader = if piped {
        inputs.read().every_line()
    } else {
        inputs.read()
    };
    let encoder = FilterEncoder::new();
    let worker = Worker {
        extractor: Extractor::new(pack).with_kernel(options.kernel),
        reference_date: options.reference_date,
    };
    let work = |pieces: Vec<Raw>, given_up: &GivenUp| {
        let mut answers = Answers::default();
        for piece in pieces {
            if given_up.is_so() {
                break;
            }
            let answerer = Answerer {
                work: LongWork {
                    worker: &worker,
                    given_up,
                },
                encoder: &encoder,
                spilling: spilling.as_ref(),
            };
            let outcome = answerer.answer(piece, &mut answers);
            answers.outcomes.push(outcome);
        }
        answers
    };
    let mut counter = Counter::default();
    let Conveyed { skipped, .. } = convey(reader, options, progress, work, |answers| {
        for line in answers.lines {
            match line {
                Line::Bytes(bytes) => output.write_all(&bytes),
                Line::InParts(key, mut spooled) => encoder.parts(&key, &mut spooled, output),
            }
            .map_err(PipelineError::Output)?;
        }
        output.flush().map_err(PipelineError::Output)?;
        for outcome in answers.outcomes {
            match outcome {
                Ok(Counted::Whole(tally)) => counter.document(tally),
                Ok(Counted::InParts(parts)) => counter.document_in_parts(*parts),
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

/// Answers pieces.
struct Answerer<'a, 'p> {
    work: LongWork<'a, 'p>,
    encoder: &'a FilterEncoder,
    spilling: Option<&'a Spilling>,
}

impl Answerer<'_, '_> {
    /// Appends the line that answers a piece.
    fn answer(&self, piece: Raw, answers: &mut Answers) -> Result<Counted, Reject> {
        let held = self.spilling.map(|spilling| spilling.held);
        let (key, decoded) = Worker::decode(piece, held);
        let before = answers.end().len();
        let outcome = match decoded {
            Decoded::Held(document) => self.whole(&key, document, answers.end()),
            Decoded::SetAside(reject) => Err(reject),
            Decoded::Long(long) => self.in_parts(*long).map(|(spooled, parts)| {
                let line = Line::InParts(key.clone(), Box::new(spooled));
                answers.lines.push(line);
                Counted::InParts(Box::new(parts))
            }),
        };
        if let Err(reject) = &outcome {
            let lines = answers.end();
            // A fault of nasaq may have come in the middle of a line.
            lines.truncate(before);
            self.encoder.error(&key, &complaint(reject), lines);
        }
        outcome
    }

    /// Appends the line of a document.
    fn whole(&self, key: &str, document: Document, lines: &mut Vec<u8>) -> Result<Counted, Reject> {
        let worker = self.work.worker;
        let pack = worker.extractor.pack();
        worker.extract(document, |document, extraction| {
            let rows =
                Rows::build(document, extraction, pack).map_err(|error| error.to_string())?;
            let tally = Tally::of(document, extraction, rows.count(Table::Timeline));
            self.encoder.document(key, &rows, lines);
            Ok(Counted::Whole(tally))
        })
    }

    /// The rows of a document that is too long to be held.
    fn in_parts(&self, long: LongDocument) -> Result<(Spooled, Parts), Reject> {
        let mut spool = spool(&long.document, self.spilling, FilterEncoder::ARRAYS)?;
        let (doc_id, source) = (long.document.id.clone(), long.document.source.clone());
        let mut arrays = Default::default();
        let totals = self.work.work(long, |rows| {
            let counts = self.encoder.part(rows, &mut arrays);
            let chunks = counts.into_iter().zip(&arrays);
            spool
                .push(chunks.map(|(rows, bytes)| Rowed { rows, bytes }))
                .map_err(|error| error.to_string())
        })?;
        match spool.finish() {
            Ok(spooled) => Ok((spooled, totals.parts)),
            Err(error) => Err(internal(doc_id, source, &error.to_string())),
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
