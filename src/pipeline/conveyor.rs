//! From the reader through the workers to the writer: chunks go in, what became
//! of them comes out in the same order.
//!
//! A chunk is worked on by one thread from beginning to end, without waiting for
//! any other, so that no thread stands idle while there is a chunk to be had.
//! At most [`AHEAD`] chunks a thread (and [`ROOM`] more) are anywhere between
//! reader and writer. The writer is the calling thread; when it waits, all the
//! others come to rest after it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::feed::{self, Chunk};
use super::{Options, PipelineError, Progress, pool, size_of};
use crate::source::{Raw, Reader};

/// Chunks for each thread between reader and writer.
const AHEAD: usize = 2;

/// Chunks beside those: one that is read and one that is written.
const ROOM: usize = 2;

/// How a run went.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Conveyed {
    /// Pieces that were read.
    pub(super) pieces: u64,
    /// Files passed over.
    pub(super) skipped: u64,
}

/// Whether a run has failed, so that nobody waits for what is still worked on.
#[derive(Debug, Default)]
pub(super) struct GivenUp(AtomicBool);

impl GivenUp {
    /// Whether it has.
    pub(super) fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What happens.
enum Event {
    Read(Option<Chunk>),
    /// A chunk is done.
    Made,
}

/// What became of a chunk.
struct Made<T> {
    pieces: u64,
    bytes: u64,
    outcome: thread::Result<T>,
}

/// Reads to the end; `work` is run on chunks by many threads, `take` gets what
/// it makes in the order of the input.
///
/// # Errors
/// What `take` reports, and if threads cannot be started.
pub(super) fn convey<T: Send>(
    reader: Reader,
    options: &Options,
    progress: &mut dyn Progress,
    work: impl Fn(Vec<Raw>, &GivenUp) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), PipelineError>,
) -> Result<Conveyed, PipelineError> {
    let pool = pool(options.threads)?;
    let (events, happened) = channel();
    let reader = reader.ahead(options.threads.get());
    let read = events.clone();
    let tickets = feed::start(reader, options.chunk_size.get(), move |chunk| {
        read.send(Event::Read(chunk)).is_ok()
    })
    .map_err(|error| PipelineError::Threads(error.to_string()))?;
    for _ in 0..AHEAD.saturating_mul(options.threads.get()) + ROOM {
        tickets.give();
    }
    let given_up = GivenUp::default();
    let made: Mutex<BTreeMap<u64, Made<T>>> = Mutex::default();
    let make = |number, chunk: Chunk| {
        let (pieces, bytes) = size_of(&chunk.pieces);
        let outcome = catch_unwind(AssertUnwindSafe(|| work(chunk.pieces, &given_up)));
        let made_now = Made {
            pieces,
            bytes,
            outcome,
        };
        locked(&made).insert(number, made_now);
    };
    pool.in_place_scope(|scope| {
        let mut conveyed = Conveyed::default();
        let (mut started, mut written, mut ended) = (0, 0, false);
        let make = &make;
        let mut turn = || {
            // The sender here keeps the channel open.
            match happened.recv().map_err(|_| PipelineError::ReaderStopped)? {
                Event::Read(None) => return Err(PipelineError::ReaderStopped),
                Event::Read(Some(chunk)) => {
                    conveyed.skipped = chunk.skipped;
                    ended = chunk.last;
                    let (number, events) = (started, events.clone());
                    started += 1;
                    scope.spawn(move |_| {
                        make(number, chunk);
                        // Nobody listens once the run has failed.
                        let _ = events.send(Event::Made);
                    });
                }
                Event::Made => {}
            }
            while let Some(next) = next_of(&made, written) {
                take(next.outcome.unwrap_or_else(|panic| resume_unwind(panic)))?;
                written += 1;
                conveyed.pieces += next.pieces;
                tickets.give();
                progress.advance(next.pieces, next.bytes);
            }
            Ok((ended && written == started).then_some(conveyed))
        };
        loop {
            match turn() {
                Ok(None) => {}
                Ok(Some(conveyed)) => break Ok(conveyed),
                Err(error) => {
                    given_up.0.store(true, Ordering::Relaxed);
                    break Err(error);
                }
            }
        }
    })
}

/// The chunk of this number, if it is done. The lock is held for no longer.
fn next_of<T>(made: &Mutex<BTreeMap<u64, Made<T>>>, number: u64) -> Option<Made<T>> {
    locked(made).remove(&number)
}

fn locked<T>(made: &Mutex<T>) -> MutexGuard<'_, T> {
    made.lock().unwrap_or_else(PoisonError::into_inner)
}
