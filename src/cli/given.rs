//! A text given on the command line, or on standard input where `-` stands.

use std::io::{self, Read};

use anyhow::Context;
use nasaq::source::decode_text;

/// How a command answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// For tools.
    Json,
}

/// The text that an argument gives.
pub(super) fn text(argument: &str) -> anyhow::Result<String> {
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    let (text, _) = decode_text(&bytes).map_err(|fault| {
        anyhow::anyhow!("standard input, byte {}: {}", fault.offset, fault.reason)
    })?;
    Ok(text.to_owned())
}
