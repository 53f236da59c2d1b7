//! `nasaq explain TEXT`: what the engine saw in a text and why it found what
//! it found.

use chrono::NaiveDate;
use clap::Args;
use nasaq::extract::explain;

use super::given::{self, Format};
use super::{Common, Outcome, stdout};

/// Show units, classes, the rules that matched, what won and why, and how values were built
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The text, or `-` to read it from standard input
    text: String,
    /// The day the text was written, for relative dates
    #[arg(long, visible_alias = "reference-date", value_name = "YYYY-MM-DD")]
    date: Option<NaiveDate>,
    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(args: &ExplainArgs, common: &Common) -> anyhow::Result<Outcome> {
    let pack = common.pack()?;
    let text = given::text(&args.text)?;
    let seen = explain(pack, &text, args.date)?;
    let shown = match args.format {
        Format::Text => seen.to_string(),
        Format::Json => serde_json::to_string_pretty(&seen)? + "\n",
    };
    stdout::print(&shown)?;
    Ok(Outcome::Done)
}
