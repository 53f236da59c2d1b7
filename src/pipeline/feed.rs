//! The reader thread: pieces gathered into chunks, one for each ticket.
//!
//! Tickets are what keeps memory flat: a chunk is read only when there is a
//! ticket for it, and a ticket comes back only when what became of a chunk is
//! written. So when the workers or whoever reads the output fall behind, reading
//! stops. A chunk never waits for a stream that has nothing to say while
//! pieces are at hand, so that a filter answers promptly.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use crate::source::{Raw, Reader};

/// Pieces in a chunk, however small they are.
const MAX_PIECES: usize = 16 * 1024;

/// Bytes of the first chunk; each one after it may be twice as long. A short
/// input is so spread over all threads.
const FIRST: usize = 16 * 1024;

/// Pieces read together, in order.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) pieces: Vec<Raw>,
    /// Files passed over since the beginning.
    pub(super) skipped: u64,
    /// Whether the inputs are at their end.
    pub(super) last: bool,
}

/// Lets the reader thread read on.
#[derive(Debug)]
pub(super) struct Tickets(Sender<()>);

impl Tickets {
    /// Lets it read one chunk more. That it has ended is no fault.
    pub(super) fn give(&self) {
        let _ = self.0.send(());
    }
}

/// Starts to read in a thread of its own: chunks of about `bytes`, each given to
/// `take`, or nothing if reading failed for a fault of nasaq. It ends when
/// `take` says so or the [`Tickets`] are gone.
///
/// The thread is not waited for: when the run fails it may stand in a read
/// that never ends, and it stops by itself at its next chunk.
pub(super) fn start(
    reader: Reader,
    bytes: usize,
    take: impl Fn(Option<Chunk>) -> bool + Send + 'static,
) -> io::Result<Tickets> {
    let (tickets, given) = channel();
    thread::Builder::new()
        .name("nasaq-reader".to_owned())
        .spawn(move || {
            let mut reader = reader;
            let mut most = FIRST.min(bytes);
            while given.recv().is_ok() {
                let gathered = catch_unwind(AssertUnwindSafe(|| gather(&mut reader, most)));
                let chunk = gathered.ok();
                let last = chunk.as_ref().is_none_or(|chunk| chunk.last);
                if !take(chunk) || last {
                    break;
                }
                most = most.saturating_mul(2).min(bytes);
            }
        })?;
    Ok(Tickets(tickets))
}

/// Reads one chunk.
fn gather(reader: &mut Reader, bytes: usize) -> Chunk {
    let mut chunk = Chunk::default();
    let mut held = 0_usize;
    loop {
        let Some(piece) = reader.next() else {
            chunk.last = true;
            break;
        };
        held = held.saturating_add(piece.len());
        chunk.pieces.push(piece);
        if held >= bytes || chunk.pieces.len() >= MAX_PIECES || reader.may_wait() {
            break;
        }
    }
    chunk.skipped = reader.skipped();
    chunk
}
