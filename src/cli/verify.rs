//! `nasaq verify DIR [INPUT...]`: whether a dataset still is what it was.
//!
//! Without inputs the files are checked against the package and the schemas;
//! with them every span is cut from its text again. Rules, codes and names are
//! looked up in the rule pack, if it is the one that the dataset was made with.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use nasaq::record::{Finding, Verifier};
use nasaq::source::Item;

use super::input::InputArgs;
use super::{Common, Outcome, stdout};

/// Findings that are printed, unless all are asked for.
const SHOWN: usize = 50;

/// Check a dataset against its package, its schemas and, if given, its inputs
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The directory of the dataset
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// The inputs it was made from, to check every span against its text
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: InputArgs,
}

pub(super) fn run(args: &VerifyArgs, common: &Common) -> anyhow::Result<Outcome> {
    if !args.directory.is_dir() {
        bail!("`{}` is not a directory", args.directory.display());
    }
    let mut verifier = Verifier::open(&args.directory);
    if !args.inputs.is_empty() {
        let inputs = args.reading.inputs(&args.inputs)?.exclude(&args.directory);
        verifier.check_inputs(&inputs.taken());
        for raw in inputs.read() {
            // What was set aside then is set aside now: it has no rows.
            if let Item::Document(document) = raw.decode() {
                verifier.check_text(&document.id, &document.text);
            }
        }
    }
    if !verifier.check_pack(common.pack()?) && common.verbose {
        let _ = writeln!(
            io::stderr().lock(),
            "made with another rule pack than the one at hand: rules and names were not looked up"
        );
    }
    let report = verifier.finish();
    let shown = if common.verbose { usize::MAX } else { SHOWN };
    let mut text: String = report.findings.iter().take(shown).map(line_of).collect();
    if report.findings.len() > shown {
        let more = report.findings.len() - shown;
        text.push_str(&format!("… and {more} more (-v shows all)\n"));
    }
    stdout::print(&text)?;
    if !common.quiet {
        let _ = writeln!(
            io::stderr().lock(),
            "{}: {} files, {} rows, {} texts, {} spans: {}",
            args.directory.display(),
            report.files,
            report.rows,
            report.texts,
            report.spans,
            match report.findings.len() {
                0 => "nothing wrong".to_owned(),
                1 => "1 finding".to_owned(),
                count => format!("{count} findings"),
            }
        );
    }
    Ok(if report.findings.is_empty() {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// A finding on a line of its own.
fn line_of(finding: &Finding) -> String {
    match finding.row {
        Some(row) => format!("{}, row {row}: {}\n", finding.file, finding.message),
        None => format!("{}: {}\n", finding.file, finding.message),
    }
}
