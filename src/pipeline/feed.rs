//! The reader thread: pieces gathered into batches, through a bounded
//! channel.
//!
//! The bound is what keeps memory flat: when the workers fall behind, reading
//! stops. A batch never waits for a stream that has nothing to say while
//! pieces are at hand, so that a filter answers promptly.

use std::io;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use crate::source::{Raw, Reader};

/// Batches that may wait between reader and workers.
const WAITING: usize = 1;

/// Pieces in a batch, however small they are.
const MAX_PIECES: usize = 16 * 1024;

/// Pieces read together, in order.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) pieces: Vec<Raw>,
    /// Files passed over since the beginning.
    pub(super) skipped: u64,
    /// Whether the inputs are at their end.
    pub(super) last: bool,
}

/// The receiving end of the reader thread.
#[derive(Debug)]
pub(super) struct Feed {
    receiver: Receiver<Batch>,
    finished: bool,
}

impl Feed {
    /// Starts to read in a thread of its own, in batches of about `bytes`.
    ///
    /// The thread is not waited for: when the run fails it may stand in a read
    /// that never ends, and it stops by itself at its next batch.
    pub(super) fn start(reader: Reader, bytes: usize) -> io::Result<Self> {
        let (sender, receiver) = sync_channel(WAITING);
        thread::Builder::new()
            .name("nasaq-reader".to_owned())
            .spawn(move || {
                let mut reader = reader;
                loop {
                    let batch = gather(&mut reader, bytes);
                    let last = batch.last;
                    if sender.send(batch).is_err() || last {
                        break;
                    }
                }
            })?;
        Ok(Self {
            receiver,
            finished: false,
        })
    }

    /// The next batch, waiting for it; `None` after the last.
    ///
    /// # Errors
    /// If the reader thread ended before its inputs did.
    pub(super) fn next(&mut self) -> Result<Option<Batch>, ReaderStopped> {
        if self.finished {
            return Ok(None);
        }
        let batch = self.receiver.recv().map_err(|_| ReaderStopped)?;
        self.finished = batch.last;
        Ok(Some(batch))
    }

    /// The next batch if it is there already.
    pub(super) fn next_at_hand(&mut self) -> Option<Batch> {
        if self.finished {
            return None;
        }
        let batch = self.receiver.try_recv().ok()?;
        self.finished = batch.last;
        Some(batch)
    }
}

/// The reader thread ended before its inputs did: a fault of nasaq.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ReaderStopped;

/// Reads one batch.
fn gather(reader: &mut Reader, bytes: usize) -> Batch {
    let mut batch = Batch::default();
    let mut held = 0_usize;
    loop {
        let Some(piece) = reader.next() else {
            batch.last = true;
            break;
        };
        held = held.saturating_add(piece.len());
        batch.pieces.push(piece);
        if held >= bytes || batch.pieces.len() >= MAX_PIECES || reader.may_wait() {
            break;
        }
    }
    batch.skipped = reader.skipped();
    batch
}
