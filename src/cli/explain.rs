//! `nasaq explain TEXT`: what the engine saw in a text and why it found what
//! it found.

use std::io::{self, Read};

use anyhow::Context;
use chrono::NaiveDate;
use clap::Args;
use nasaq::extract::explain;
use nasaq::source::decode_text;

use super::{Common, Outcome, stdout};

/// Show tokens, classes, the rules that matched and the values for a text
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The text, or `-` to read it from standard input
    text: String,
    /// The day the text was written, for relative dates
    #[arg(long, visible_alias = "reference-date", value_name = "YYYY-MM-DD")]
    date: Option<NaiveDate>,
}

pub(super) fn run(args: &ExplainArgs, common: &Common) -> anyhow::Result<Outcome> {
    let pack = common.pack()?;
    let read;
    let text = if args.text == "-" {
        let mut bytes = Vec::new();
        io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .context("cannot read standard input")?;
        read = bytes;
        decode_text(&read)
            .map_err(|fault| {
                anyhow::anyhow!("standard input, byte {}: {}", fault.offset, fault.reason)
            })?
            .0
    } else {
        &args.text
    };
    stdout::print(&explain(pack, text, args.date))?;
    Ok(Outcome::Done)
}
