//! The run as a whole: source → extract → record → sink, bounded and ordered.
//!
//! One thread reads chunks of about [`Options::chunk_size`] bytes, cut at the ends of
//! documents; each is worked on by one thread of a pool from beginning to end; the
//! calling thread writes what became of them in order. Two chunks a thread and two
//! more are under way at most, so whoever reads the output slowly makes the reader
//! wait. Neither the number of threads nor the size of a chunk can decide a byte of
//! the output.
//!
//! **Memory** does not grow with the input. Beside the pack there are a scratch for each
//! thread (for a segment of 256 KB), the chunks under way with their rows, and 16
//! bytes a document for its name. A document longer than [`Spilling::held`] is
//! never held: its bytes, its text and its rows lie in files without names, and it is
//! worked on part by part. What is carried from part to part is what a held document
//! carries from segment to segment, and nothing else: the last date told (and the last
//! decade or century), whether a Hijri date was told, the names that the document
//! introduced (the last 32), the bodies named in the last sentences, whether lines are
//! hard-wrapped (told by the first 16 KB), and how many bytes, characters, sentences
//! and mentions there were. So the rows are the same as if the document were held.
//! Annotated text ([`crate::record::AnnotationFormat`]) is of whole documents, and so is
//! what [`visit`] gives; there a document is held whatever its length.
//!
//! This must never look at the clock, print, or touch a former dataset before
//! the new one is complete.

mod conveyor;
mod feed;
mod long;
mod stream;
mod summary;
mod visit;
mod worker;

use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use chrono::NaiveDate;
use rayon::{ThreadPool, ThreadPoolBuilder};

use self::conveyor::{Conveyed, GivenUp, convey};
use self::long::LongWork;
use self::summary::{Counter, Parts, Tally};
use self::worker::{Decoded, Worker};
use crate::extract::Extractor;
use crate::record::{Formats, Manifest, Rows, Table};
use crate::rules::RulePack;
use crate::sink::{Appended, DatasetWriter, Encoded, Encoder, SinkError, Spool, Spooled};
use crate::source::{Document, Inputs, LongDocument, Raw, Reject, Spilling, Taken};
use crate::text::Kernel;

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
    /// The way to compute the text stages; no output depends on it.
    pub kernel: Kernel,
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
type Worked = Result<Done, Reject>;

/// A document that is done.
enum Done {
    /// Its rows are at hand.
    Held(Encoded, Tally),
    /// Its rows but the last one were made in parts.
    InParts(Spooled, Box<Encoded>, Parts),
}

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
    // Annotated text and the database are of whole documents.
    let spilling = inputs.spilling().cloned();
    let spilling = spilling
        .filter(|_| options.formats.in_order().annotations.is_empty() && !options.formats.database);
    // Only now does the directory exist for certain, so that it can be told
    // from those that are read.
    let inputs = inputs.exclude(directory);
    let taking = taking(inputs.clone())?;
    let reader = inputs.read();
    let encoder = Encoder::new(&options.formats);
    let worker = Worker {
        extractor: Extractor::new(pack).with_kernel(options.kernel),
        reference_date: options.reference_date,
    };
    let work = |pieces: Vec<Raw>, given_up: &GivenUp| {
        let pieces = pieces.into_iter().take_while(|_| !given_up.is_so());
        let work = |piece| match Worker::decode(piece, spilling.as_ref().map(|s| s.held)).1 {
            Decoded::Held(document) => encode(&worker, &encoder, pack, document),
            Decoded::SetAside(reject) => Err(reject),
            Decoded::Long(long) => {
                let worker = LongWork {
                    worker: &worker,
                    given_up,
                };
                encode_parts(&worker, &encoder, *long, spilling.as_ref())
            }
        };
        pieces.map(work).collect::<Vec<Worked>>()
    };
    let mut counter = Counter::default();
    let Conveyed { skipped, .. } = convey(reader, options, progress, work, |worked| {
        append(&mut dataset, &mut counter, worked).map_err(PipelineError::Sink)
    })?;
    let summary = counter.finish(pack, skipped, TOP);
    if summary.documents + summary.rejects == 0 {
        return Err(PipelineError::NoDocuments { skipped });
    }
    let taken = taking.join().map_err(|_| PipelineError::ReaderStopped)?;
    dataset.finish(&Manifest {
        inputs: taken,
        ..manifest.clone()
    })?;
    Ok(summary)
}

/// Hashes the inputs beside the run: no stage waits for it.
fn taking(inputs: Inputs) -> Result<JoinHandle<Vec<Taken>>, PipelineError> {
    thread::Builder::new()
        .name("nasaq-receipt".to_owned())
        .spawn(move || inputs.taken())
        .map_err(|error| PipelineError::Threads(error.to_string()))
}

/// From a document to the bytes of its rows.
fn encode(worker: &Worker<'_>, encoder: &Encoder, pack: &RulePack, document: Document) -> Worked {
    worker.extract(document, |document, extraction| {
        let rows = Rows::build(document, extraction, pack).map_err(|error| error.to_string())?;
        let tally = Tally::of(document, extraction, rows.count(Table::Timeline));
        Ok(Done::Held(encoder.encode(&rows), tally))
    })
}

/// The same part by part; the rows wait in a file.
fn encode_parts(
    work: &LongWork<'_, '_>,
    encoder: &Encoder,
    long: LongDocument,
    spilling: Option<&Spilling>,
) -> Worked {
    let mut spool = spool(&long.document, spilling, encoder.chunks())?;
    let (doc_id, source) = (long.document.id.clone(), long.document.source.clone());
    let mut encoded = Encoded::default();
    let totals = work.work(long, |rows| {
        encoder.encode_into(rows, &mut encoded);
        spool
            .push(encoded.rowed())
            .map_err(|error| error.to_string())
    })?;
    let last = Rows::of_parts(&totals.document, totals.end, totals.rows);
    let last = last.map_err(|error| error.to_string());
    let spooled = spool.finish().map_err(|error| error.to_string());
    let (last, spooled) = last
        .and_then(|last| Ok((last, spooled?)))
        .map_err(|message| worker::internal(doc_id, source, &message))?;
    encoder.encode_into(&last, &mut encoded);
    encoded.bytes = totals.bytes;
    Ok(Done::InParts(spooled, Box::new(encoded), totals.parts))
}

/// A file for the rows of a document that is too long to be held.
fn spool(document: &Document, spilling: Option<&Spilling>, chunks: usize) -> Result<Spool, Reject> {
    let file = match spilling {
        Some(spilling) => spilling.file(),
        None => Err(io::Error::other("there is no place for a long document")),
    };
    match file {
        Ok(file) => Ok(Spool::new(file, chunks)),
        Err(error) => Err(Reject {
            doc_id: document.id.clone(),
            source: document.source.clone(),
            byte_offset: None,
            reason: format!("cannot be worked on: {error}"),
        }),
    }
}

/// Writes what a chunk became, in order.
fn append(
    dataset: &mut DatasetWriter,
    counter: &mut Counter,
    worked: Vec<Worked>,
) -> Result<(), SinkError> {
    for outcome in worked {
        let (appended, encoded) = match outcome {
            Ok(Done::Held(encoded, tally)) => {
                let appended = dataset.append(&encoded)?;
                if appended == Appended::Written {
                    counter.document(tally);
                }
                (appended, encoded)
            }
            Ok(Done::InParts(mut spooled, last, parts)) => {
                let appended = dataset.append_parts(&mut spooled, &last)?;
                if appended == Appended::Written {
                    counter.document_in_parts(parts);
                }
                (appended, *last)
            }
            Err(reject) => {
                dataset.reject(&reject)?;
                counter.reject(&reject);
                continue;
            }
        };
        if appended == Appended::Duplicate {
            counter.reject(&Reject {
                doc_id: encoded.doc_id,
                source: encoded.source,
                byte_offset: None,
                reason: "an earlier document has the same id".to_owned(),
            });
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
