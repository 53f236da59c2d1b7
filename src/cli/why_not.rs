//! `nasaq why-not TEXT --expect …`: why a text does not yield a mention.

use anyhow::anyhow;
use chrono::NaiveDate;
use clap::Args;
use nasaq::rules::PackSource;
use nasaq::workbench::whynot::{Options, Question, why_not};

use super::given::{self, Format};
use super::{Common, Outcome, stdout};

/// Rules that are shown unless all are asked for.
const SHOWN: usize = 3;

/// Say why a mention is not found: the rules that came nearest, and where they stopped
#[derive(Debug, Args)]
pub(super) struct WhyNotArgs {
    /// The text, or `-` to read it from standard input
    text: String,
    /// What should be found: date=1947-03-04, country=FRA, organization=nato, a type alone, or
    /// mention=TEXT; given twice, both about one mention
    #[arg(long, required = true, value_name = "WHAT")]
    expect: Vec<String>,
    /// The day the text was written, for relative dates
    #[arg(long, visible_alias = "reference-date", value_name = "YYYY-MM-DD")]
    date: Option<NaiveDate>,
    /// Ask this rule only
    #[arg(long, value_name = "ID")]
    rule: Option<String>,
    /// Show all rules that came near, not only the best three
    #[arg(long)]
    all: bool,
    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

pub(super) fn run(args: &WhyNotArgs, common: &Common) -> anyhow::Result<Outcome> {
    let question = Question::parse(&args.expect).map_err(|fault| anyhow!("--expect: {fault}"))?;
    let pack = common.pack()?;
    let source = match &common.rules {
        Some(directory) => PackSource::load(directory)?,
        None => PackSource::builtin()?,
    };
    let text = given::text(&args.text)?;
    let options = Options {
        rule: args.rule.clone(),
        most: if args.all { usize::MAX } else { SHOWN },
    };
    let answer = why_not(pack, &source, &text, args.date, &question, &options)?;
    let shown = match args.format {
        Format::Text => answer.to_string(),
        Format::Json => serde_json::to_string_pretty(&answer)? + "\n",
    };
    stdout::print(&shown)?;
    Ok(match answer.met {
        true => Outcome::Done,
        false => Outcome::Findings,
    })
}
