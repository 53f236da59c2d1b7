//! `nasaq evaluate GOLD...`: the rules held against texts that people marked.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use nasaq::extract::Extractor;
use nasaq::workbench::evaluation::{Evaluation, Gate, Judgement, LabelRule, Labels, evaluate};

use super::gold_files::{GoldFormat, read_all};
use super::{Common, GazetteerArgs, Outcome, gold_files, stdout};

/// Lines of a list for each type, unless all are asked for.
const SHOWN: usize = 10;

const AFTER: &str = "\
A gate is [SET.]TYPE.MEASURE[.FIELD] OP NUMBER; OP is >=, >, <= or <, figures lie between 0 and 1:
  date          strict.p|r|f, overlap.p|r|f, value, dateless (share of rows without a date that got one)
  country       strict.p|r|f, head.p|r|f, code
  organization  strict.p|r|f, head.p|r|f
Without a set it is about the total of all sets.

Exit codes:
  0  done, every gate passed
  1  a gate failed
  2  a usage, rule or I/O error, or malformed gold";

/// Measure the rules on texts with marked mentions
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct EvaluateArgs {
    /// Files of gold: JSON Lines, CoNLL (IOB) or brat standoff, or directories with such
    #[arg(value_name = "GOLD", required = true)]
    gold: Vec<PathBuf>,
    /// How the gold is written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    gold_format: GoldFormat,
    /// What a label of CoNLL or brat stands for, as in LOC=country; TYPE is date, country, organization, other (an
    /// entity of another class) or nothing [default: DATE, TIMEX3, COUNTRY, ORG, ORGANIZATION as they say, else other]
    #[arg(long = "label", value_name = "LABEL=TYPE", value_delimiter = ',')]
    labels: Vec<LabelRule>,
    /// The day of writing of texts that do not give their own, for relative dates
    #[arg(long, value_name = "YYYY-MM-DD")]
    reference_date: Option<NaiveDate>,
    /// A table with the columns doc_id and reference_date, as documents.csv of a dataset: when the texts of CoNLL and
    /// brat, which cannot tell, were written
    #[arg(long, value_name = "FILE")]
    dates: Option<PathBuf>,
    /// Form of the report on standard output
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// Write every error to FILE: a table (.tsv) or a page (.html)
    #[arg(long, value_name = "FILE", value_parser = parse_listing)]
    errors: Vec<Listing>,
    /// Fail unless a figure keeps a bound, as in 'date.overlap.f>=0.95'
    #[arg(long = "gate", value_name = "GATE")]
    gates: Vec<Gate>,
    #[command(flatten)]
    gazetteer: GazetteerArgs,
}

/// Form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For pull requests
    Markdown,
}

/// A file for the errors.
#[derive(Clone, Debug)]
struct Listing {
    path: PathBuf,
    html: bool,
}

pub(super) fn run(args: &EvaluateArgs, common: &Common) -> anyhow::Result<Outcome> {
    let mut sets = read_all(&args.gold, args.gold_format, &Labels::new(&args.labels))?;
    let dates = args.dates.as_deref().map(gold_files::dates).transpose()?;
    for set in &mut sets {
        for row in &mut set.rows {
            let told = dates.as_ref().and_then(|dates| dates.get(&row.id).copied());
            row.date = row.date.or(told).or(args.reference_date);
        }
        if !set.unknown_labels.is_empty() && !common.quiet {
            let _ = writeln!(
                io::stderr().lock(),
                "{}: not scored, but taken for entities of another class (--label says otherwise): {}",
                set.name,
                set.unknown_labels.join(", ")
            );
        }
    }
    for gate in &args.gates {
        gate.check(&sets)?;
    }
    let pack = common.pack_with(args.gazetteer.into())?;
    let evaluation = evaluate(&Extractor::new(pack), &sets)?;
    for listing in &args.errors {
        let text = if listing.html {
            evaluation.errors_html()
        } else {
            evaluation.errors_tsv()
        };
        fs::write(&listing.path, text)
            .with_context(|| format!("cannot write `{}`", listing.path.display()))?;
    }
    let gates: Vec<Judgement> = args
        .gates
        .iter()
        .map(|gate| gate.judge(&evaluation))
        .collect();
    report(&evaluation, &gates, args, common)?;
    Ok(if gates.iter().all(|gate| gate.passed) {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

fn report(
    evaluation: &Evaluation,
    gates: &[Judgement],
    args: &EvaluateArgs,
    common: &Common,
) -> anyhow::Result<()> {
    let limit = if common.verbose { usize::MAX } else { SHOWN };
    stdout::print(&match args.format {
        Format::Text => evaluation.text(gates, limit),
        Format::Json => evaluation.json(gates),
        Format::Markdown => evaluation.markdown(gates, limit),
    })?;
    if !common.quiet {
        let count = evaluation.errors.len();
        for listing in &args.errors {
            let _ = writeln!(
                io::stderr().lock(),
                "{count} errors in {}",
                listing.path.display()
            );
        }
    }
    Ok(())
}

/// The form of a list of errors goes by the extension of its file.
fn parse_listing(word: &str) -> Result<Listing, String> {
    let path = PathBuf::from(word);
    let html = match path.extension().and_then(|extension| extension.to_str()) {
        Some("tsv") => false,
        Some("html") => true,
        _ => return Err("the name must end in .tsv or .html".to_owned()),
    };
    Ok(Listing { path, html })
}
