//! `nasaq adopt CORRECTIONS`: what a reader of a report found wrong becomes cases.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::Args;
use nasaq::workbench::CaseText;
use nasaq::workbench::adoption::{Adopted, Adoption, Corrections, adopt};

use super::case_file::CaseFile;
use super::{Common, Outcome, stdout};

const HELP: &str = "\
CORRECTIONS is what a page of `nasaq report` gives its reader to download. Each sentence that has
corrections becomes a case with all mentions of the judged types as they should be. The case fails until
the rules are mended: nasaq test --cases cases/corrections.toml

Exit codes: 0 every correction is in a case, 1 some cannot be, 2 a usage, rule or I/O error.";

/// Turn a reader's corrections into failing cases
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct AdoptArgs {
    /// The file that the page gave
    #[arg(value_name = "CORRECTIONS")]
    corrections: PathBuf,
    /// The file of cases that the new ones are added to
    /// [default: cases/corrections.toml, in the pack if --rules names one]
    #[arg(short, long, value_name = "FILE.toml")]
    output: Option<PathBuf>,
    /// Show the cases instead of writing them
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &AdoptArgs, common: &Common) -> anyhow::Result<Outcome> {
    let path = args.corrections.display();
    let text =
        fs::read_to_string(&args.corrections).with_context(|| format!("cannot read {path}"))?;
    let corrections = Corrections::read(&text).map_err(|error| anyhow!("{path}:{error}"))?;
    if corrections.is_empty() {
        bail!("{path} holds no corrections");
    }
    let output = args.output.clone().unwrap_or_else(|| {
        let folder = common.rules.clone().unwrap_or_default();
        folder.join("cases/corrections.toml")
    });
    let (folder, name) = place(&output)?;
    let file = CaseFile::open(folder, name)?;
    let pack = common.pack()?;
    let adopted = adopt(&corrections, pack, &file.suite()?);
    if args.dry_run {
        let cases: Vec<String> = adopted.cases.iter().map(CaseText::to_toml).collect();
        stdout::print(&cases.join("\n"))?;
    } else if !adopted.cases.is_empty() {
        file.add(
            "Cases made of a reader's corrections by `nasaq adopt`.",
            &adopted.cases,
        )?;
    }
    let report = report(&adopted, &output, corrections.rule_pack == pack.hash());
    if args.dry_run {
        let _ = io::stderr().lock().write_all(report.as_bytes());
    } else if !common.quiet {
        stdout::print(&report)?;
    }
    let refused = |(_, outcome): &(_, _)| matches!(outcome, Adoption::Refused(_));
    Ok(if adopted.outcomes.iter().any(refused) {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// The directory and the name of the file of cases.
fn place(output: &Path) -> anyhow::Result<(&Path, &str)> {
    let name = output.file_name().and_then(|name| name.to_str());
    match name.filter(|name| name.ends_with(".toml") && !name.starts_with('.')) {
        Some(name) => {
            let folder = output.parent().filter(|at| !at.as_os_str().is_empty());
            Ok((folder.unwrap_or(Path::new(".")), name))
        }
        None => bail!("{}: expected a file that ends in .toml", output.display()),
    }
}

/// A line for each sentence, and a sum.
fn report(adopted: &Adopted, file: &Path, same_rules: bool) -> String {
    let mut text = String::new();
    let (mut refused, mut passing) = (0, 0);
    for (sentence, outcome) in &adopted.outcomes {
        // An id from a document may hold line ends.
        let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        text.push_str(&match outcome {
            Adoption::Case { id, passes } => {
                passing += usize::from(*passes);
                let state = if *passes { "passes already" } else { "fails" };
                format!("{sentence}: case {id}, which {state}\n")
            }
            Adoption::Known(name) => format!("{sentence}: is {name} already\n"),
            Adoption::Refused(reason) => {
                refused += 1;
                format!("{sentence}: refused: {reason}\n")
            }
        });
    }
    let count = adopted.cases.len();
    let ending = if count == 1 { "" } else { "s" };
    text.push_str(&format!("{count} new case{ending} in {}", file.display()));
    if passing > 0 {
        text.push_str(&format!("; {passing} by rules that are mended already"));
    }
    if refused > 0 {
        text.push_str(&format!("; {refused} refused"));
    }
    if refused > 0 && !same_rules {
        text.push_str(" (the report was made with other rules; are they at hand? --rules DIR)");
    }
    text.push('\n');
    text
}
