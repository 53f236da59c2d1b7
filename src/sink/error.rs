//! What can go wrong while a dataset is written.

use std::io;
use std::path::{Path, PathBuf};

/// A dataset could not be written; names the file.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {}", path.display(), Plain(cause))]
pub struct SinkError {
    action: &'static str,
    path: PathBuf,
    #[source]
    cause: io::Error,
}

impl SinkError {
    pub(crate) fn new(action: &'static str, path: &Path, cause: io::Error) -> Self {
        Self {
            action,
            path: path.to_owned(),
            cause,
        }
    }

    /// The file or directory concerned.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The operating system's reason.
    pub fn cause(&self) -> &io::Error {
        &self.cause
    }
}

/// An I/O error in words, without the number that Rust appends.
struct Plain<'a>(&'a io::Error);

impl std::fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.0.to_string();
        f.write_str(text.split(" (os error").next().unwrap_or(&text))
    }
}
