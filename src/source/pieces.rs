//! What a file of many documents is to the reader: pieces, one after another.

use super::raw::Raw;

/// The documents of one file, in order. Whatever goes wrong is a piece too.
pub(super) trait Pieces: Send {
    /// The next document; `None` at the end.
    fn next_piece(&mut self) -> Option<Raw>;

    /// Whether the next piece may keep the caller waiting for whoever writes to
    /// standard input.
    fn may_wait(&self) -> bool {
        false
    }

    /// How many files inside were passed over because of their extension.
    fn skipped(&self) -> u64 {
        0
    }
}
