//! Files that are opened before it is their turn, each in a thread of its own.
//!
//! What is compressed is expanded, and a table of columns decoded, while the files
//! before it are still read. The order of documents is that of the files all the
//! same, and a file that is ahead waits once a few blocks of it are ready: memory is
//! bounded by the number of files that may be ahead.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::document::Reject;
use super::opener::Opened;
use super::pieces::Pieces;
use super::raw::Raw;

/// Bytes that are handed over at a time.
const BLOCK: usize = 128 << 10;

/// Pieces that are handed over at a time, however small they are.
const MAX_PIECES: usize = 4096;

/// Blocks that may wait.
const WAITING: usize = 2;

/// What the thread hands over.
enum Handed {
    Block(Vec<Raw>),
    /// The file is at its end; so many files in it were passed over.
    End(u64),
}

/// The pieces of a file that a thread reads.
pub(super) struct Ahead {
    handed: Receiver<Handed>,
    block: std::vec::IntoIter<Raw>,
    name: String,
    skipped: u64,
    ended: bool,
}

impl Ahead {
    /// Opens and reads a file in a thread of its own.
    ///
    /// # Errors
    /// If there can be no more threads.
    pub(super) fn start(
        name: String,
        open: impl FnOnce() -> Opened + Send + 'static,
    ) -> io::Result<Self> {
        let (sender, handed) = sync_channel(WAITING);
        thread::Builder::new()
            .name("nasaq-expander".to_owned())
            .spawn(move || hand_over(open(), &sender))?;
        Ok(Self {
            handed,
            block: Vec::new().into_iter(),
            name,
            skipped: 0,
            ended: false,
        })
    }
}

/// Reads to the end, or until nobody wants more.
fn hand_over(opened: Opened, sender: &SyncSender<Handed>) {
    let mut pieces = match opened {
        Opened::One(piece) => {
            let _ = sender.send(Handed::Block(vec![piece]));
            let _ = sender.send(Handed::End(0));
            return;
        }
        Opened::Many(pieces) => pieces,
    };
    loop {
        let (mut block, mut bytes) = (Vec::new(), 0_usize);
        while bytes < BLOCK && block.len() < MAX_PIECES {
            let Some(piece) = pieces.next_piece() else {
                break;
            };
            bytes = bytes.saturating_add(piece.len());
            block.push(piece);
        }
        let last = block.is_empty();
        let handed = if last {
            Handed::End(pieces.skipped())
        } else {
            Handed::Block(block)
        };
        if sender.send(handed).is_err() || last {
            return;
        }
    }
}

impl Pieces for Ahead {
    fn next_piece(&mut self) -> Option<Raw> {
        loop {
            if let Some(piece) = self.block.next() {
                return Some(piece);
            }
            if self.ended {
                return None;
            }
            match self.handed.recv() {
                Ok(Handed::Block(block)) => self.block = block.into_iter(),
                Ok(Handed::End(skipped)) => {
                    self.skipped = skipped;
                    self.ended = true;
                }
                // The thread fell; the file must not seem complete.
                Err(_) => {
                    self.ended = true;
                    return Some(Raw::Failed(Reject {
                        doc_id: self.name.clone(),
                        source: self.name.clone(),
                        byte_offset: None,
                        reason: "internal error: reading stopped before the end".to_owned(),
                    }));
                }
            }
        }
    }

    fn skipped(&self) -> u64 {
        self.skipped
    }
}
