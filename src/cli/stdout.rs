//! Results on standard output.
//!
//! `print!` panics when the reader is gone; here that is an ordinary end
//! ([`is_closed`]), and any other failure an ordinary error.

use std::fmt;
use std::io::{self, Write};

use nasaq::pipeline::PipelineError;

/// The reader of standard output went away.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("standard output was closed")
    }
}

impl std::error::Error for Closed {}

/// Writes a result to standard output.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(failure)
}

/// What a failed write to standard output means.
fn failure(error: io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::BrokenPipe {
        anyhow::Error::new(Closed)
    } else {
        anyhow::Error::new(error).context("cannot write to standard output")
    }
}

/// The same for a run that streams to standard output.
pub(super) fn stream_failure(error: PipelineError) -> anyhow::Error {
    match error {
        PipelineError::Output(error) => failure(error),
        other => other.into(),
    }
}

/// Whether an error says no more than that the reader went away.
pub(super) fn is_closed(error: &anyhow::Error) -> bool {
    error.is::<Closed>()
}
