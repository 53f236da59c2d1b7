//! The run as a whole: source → extract → record → sink, bounded and ordered.
//!
//! One thread reads, a pool works on a batch while the batch before it is
//! written; every batch keeps its order. So neither the number of threads nor
//! the size of a batch can decide a byte of the output, and memory is bounded
//! by about five batches (one being read, one waiting, one worked on, one
//! being written, one of room) and the longest document. A batch is
//! [`Options::chunk_size`] bytes for each thread.
//!
//! This must never look at the clock, print, or touch a former dataset before
//! the new one is complete.

mod conveyor;
mod feed;
mod stream;
mod summary;
mod visit;
mod worker;

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rayon::{ThreadPool, ThreadPoolBuilder};

use self::conveyor::{Conveyed, GivenUp, convey};
use self::summary::{Counter, Tally};
use self::worker::Worker;
use crate::extract::Extractor;
use crate::record::{Formats, Manifest, Rows, Table};
use crate::rules::RulePack;
use crate::sink::{Appended, DatasetWriter, Encoded, Encoder, SinkError};
use crate::source::{Inputs, Raw, Reject};

pub use self::stream::stream;
pub use self::summary::{Ranked, Summary};
pub use self::visit::visit;

/// Prefix of the names of worker threads; a panic in one of them is reported
/// as a document set aside.
pub const WORKER_NAME: &str = "nasaq-worker";

/// Names a list in [`Summary`].
const TOP: usize = 5;

/// How a run is carried out.
#[derive(Clone, Debug)]
pub struct Options {
    /// Worker threads.
    pub threads: NonZeroUsize,
    /// Bytes of a chunk, which one thread works on.
    pub chunk_size: NonZeroUsize,
    /// The day of writing of documents that do not give their own.
    pub reference_date: Option<NaiveDate>,
    /// Formats of the dataset.
    pub formats: Formats,
}

/// Hears how far a run has come.
pub trait Progress {
    /// That many more documents and bytes of input were dealt with.
    fn advance(&mut self, documents: u64, bytes: u64);
}

/// Hears nothing.
impl Progress for () {
    fn advance(&mut self, _documents: u64, _bytes: u64) {}
}

/// Why a run came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The dataset cannot be written.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// The stream of results cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[source] io::Error),
    /// There was nothing to read.
    #[error("no documents found in the input{}", skipped_note(*.skipped))]
    NoDocuments {
        /// Files passed over because of their extension.
        skipped: u64,
    },
    /// The output directory is an input.
    #[error("the output directory `{}` is also the input", .0.display())]
    OutputIsInput(PathBuf),
    /// Threads cannot be started.
    #[error("cannot start threads: {0}")]
    Threads(String),
    /// The reader thread ended early: a fault of nasaq.
    #[error("internal error: reading stopped before the end of the input")]
    ReaderStopped,
}

/// What one piece became.
type Worked = Result<(Encoded, Tally), Reject>;

/// Extracts from all inputs into a dataset in `directory`.
///
/// # Errors
/// If the dataset cannot be written or there are no documents; a former
/// dataset then stands as it was. A document that cannot be used is no error:
/// it is counted in [`Summary::rejects`] and recorded in `rejects.jsonl`.
pub fn run(
    inputs: Inputs,
    pack: &RulePack,
    directory: &Path,
    options: &Options,
    manifest: &Manifest,
    progress: &mut dyn Progress,
) -> Result<Summary, PipelineError> {
    if inputs.contains_root(directory) {
        return Err(PipelineError::OutputIsInput(directory.to_owned()));
    }
    let mut dataset = DatasetWriter::create(directory, &options.formats)?;
    // Only now does the directory exist for certain, so that it can be told
    // from those that are read.
    let reader = inputs.exclude(directory).read();
    let encoder = Encoder::new(&options.formats);
    let worker = Worker {
        extractor: Extractor::new(pack),
        reference_date: options.reference_date,
    };
    let work = |pieces: Vec<Raw>, given_up: &GivenUp| {
        let pieces = pieces.into_iter().take_while(|_| !given_up.is_so());
        pieces
            .map(|piece| encode(&worker, &encoder, pack, piece))
            .collect::<Vec<Worked>>()
    };
    let mut counter = Counter::default();
    let Conveyed { skipped, .. } = convey(reader, options, progress, work, |worked| {
        append(&mut dataset, &mut counter, worked).map_err(PipelineError::Sink)
    })?;
    let summary = counter.finish(pack, skipped, TOP);
    if summary.documents + summary.rejects == 0 {
        return Err(PipelineError::NoDocuments { skipped });
    }
    dataset.finish(manifest)?;
    Ok(summary)
}

/// From a piece to the bytes of its rows.
fn encode(worker: &Worker<'_>, encoder: &Encoder, pack: &RulePack, piece: Raw) -> Worked {
    let worked = worker.work(piece, |_, document, extraction| {
        let rows = Rows::build(document, extraction, pack).map_err(|error| error.to_string())?;
        let tally = Tally::of(document, extraction, rows.count(Table::Timeline));
        Ok((encoder.encode(&rows), tally))
    });
    worked.outcome
}

/// Writes what a chunk became, in order.
fn append(
    dataset: &mut DatasetWriter,
    counter: &mut Counter,
    worked: Vec<Worked>,
) -> Result<(), SinkError> {
    for outcome in worked {
        match outcome {
            Ok((encoded, tally)) => match dataset.append(&encoded)? {
                Appended::Written => counter.document(tally),
                Appended::Duplicate => counter.reject(&Reject {
                    doc_id: encoded.doc_id,
                    source: encoded.source,
                    byte_offset: None,
                    reason: "an earlier document has the same id".to_owned(),
                }),
            },
            Err(reject) => {
                dataset.reject(&reject)?;
                counter.reject(&reject);
            }
        }
    }
    Ok(())
}

/// A pool of its own, so that the number of threads is the one asked for.
fn pool(threads: NonZeroUsize) -> Result<ThreadPool, PipelineError> {
    ThreadPoolBuilder::new()
        .num_threads(threads.get())
        .thread_name(|index| format!("{WORKER_NAME}-{index}"))
        .build()
        .map_err(|error| PipelineError::Threads(error.to_string()))
}

/// Pieces and bytes of a chunk.
fn size_of(pieces: &[Raw]) -> (u64, u64) {
    (
        pieces.len() as u64,
        pieces.iter().map(|piece| piece.len() as u64).sum(),
    )
}

/// What was there instead of documents.
fn skipped_note(skipped: u64) -> String {
    match skipped {
        0 => String::new(),
        1 => " (1 file has no extension that is read)".to_owned(),
        _ => format!(" ({skipped} files have no extension that is read)"),
    }
}
