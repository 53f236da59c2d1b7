//! `nasaq accept REVIEW`: differences that somebody has looked at become cases.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::{Args, ValueEnum};
use nasaq::workbench::CaseText;
use nasaq::workbench::difference::{
    Acceptance, Accepted, Change, ChangeKind, Review, Verdict, accept,
};

use super::case_file::CaseFile;
use super::{Common, Outcome, stdout};

const HELP: &str = "\
REVIEW is what `nasaq diff --format json -o REVIEW` wrote. In it, every change has \"verdict\": null;
write \"right\" where the new behaviour is right and \"wrong\" where the old one was. A change that is
right becomes a case that the rules in force pass, one that is wrong a case that they fail until mended.

Exit codes: 0 every change with a verdict is a case, 1 some cannot be, 2 a usage, rule or I/O error.";

/// Turn reviewed differences into cases
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct AcceptArgs {
    /// The JSON report of `nasaq diff`, with verdicts
    #[arg(value_name = "REVIEW")]
    review: PathBuf,
    /// The verdict of changes that have none in the file (but for those of the rule alone)
    #[arg(long, value_enum, value_name = "VERDICT")]
    all: Option<Given>,
    /// Only these changes
    #[arg(long, value_name = "ID", num_args = 1.., value_delimiter = ',')]
    only: Vec<String>,
    /// Directory of the cases [default: cases, in the pack if --rules names one]
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    /// File in it that the new cases are added to
    #[arg(long, value_name = "NAME.toml", default_value = "accepted.toml", value_parser = file_name)]
    file: String,
    /// Show the cases instead of writing them
    #[arg(long)]
    dry_run: bool,
}

/// A verdict on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Given {
    /// The new behaviour is right
    Right,
    /// The old behaviour was right
    Wrong,
}

pub(super) fn run(args: &AcceptArgs, common: &Common) -> anyhow::Result<Outcome> {
    let changes = reviewed(args)?;
    let pack = common.pack()?;
    let folder = args.cases.clone().unwrap_or_else(|| match &common.rules {
        Some(rules) => rules.join("cases"),
        None => PathBuf::from("cases"),
    });
    let file = CaseFile::open(&folder, &args.file)?;
    let known = file.suite()?;
    let chosen = |change: &Change| args.only.is_empty() || args.only.contains(&change.id);
    let accepted = accept(&changes, chosen, pack, &known);
    if args.dry_run {
        let cases: Vec<String> = accepted.cases.iter().map(CaseText::to_toml).collect();
        stdout::print(&cases.join("\n"))?;
    } else if !accepted.cases.is_empty() {
        file.add(
            "Cases made of reviewed differences by `nasaq accept`.",
            &accepted.cases,
        )?;
    }
    let report = report(&accepted, &folder.join(&args.file));
    if args.dry_run {
        let _ = io::stderr().lock().write_all(report.as_bytes());
    } else if !common.quiet {
        stdout::print(&report)?;
    }
    let refused = |(_, outcome): &(_, _)| matches!(outcome, Acceptance::Refused(_));
    Ok(if accepted.outcomes.iter().any(refused) {
        Outcome::Findings
    } else {
        Outcome::Done
    })
}

/// The changes of the review, with the verdicts of the file and of the command
/// line.
fn reviewed(args: &AcceptArgs) -> anyhow::Result<Vec<Change>> {
    let path = args.review.display();
    let text = fs::read_to_string(&args.review).with_context(|| format!("cannot read {path}"))?;
    let review = Review::read(&text).map_err(|error| anyhow!("{path}:{error}"))?;
    let mut changes = review.changes;
    if let Some(id) = args
        .only
        .iter()
        .find(|id| !changes.iter().any(|change| change.id == **id))
    {
        bail!("{path} has no change `{id}`");
    }
    let verdict = args.all.map(|given| match given {
        Given::Right => Verdict::Right,
        Given::Wrong => Verdict::Wrong,
    });
    let chosen = |change: &Change| args.only.is_empty() || args.only.contains(&change.id);
    // A case cannot tell rules apart: a change of the rule alone is left as it is.
    let may_be_case = |change: &Change| change.change != ChangeKind::Reattributed;
    let meant = |change: &&mut Change| chosen(change) && may_be_case(change);
    for change in changes.iter_mut().filter(meant) {
        change.verdict = change.verdict.or(verdict);
    }
    let mut told = changes.iter().filter(|change| chosen(change));
    if !changes.is_empty() && told.all(|change| change.verdict.is_none()) {
        bail!(
            "no change in {path} has a verdict: \
             write \"right\" or \"wrong\" for null in it, or give --all right"
        );
    }
    Ok(changes)
}

/// A line for each change, and a sum.
fn report(accepted: &Accepted, file: &Path) -> String {
    let mut text = String::new();
    let (mut refused, mut failing) = (0, 0);
    for (id, outcome) in &accepted.outcomes {
        text.push_str(&match outcome {
            Acceptance::Case { id: case, passes } => {
                failing += usize::from(!passes);
                let state = if *passes { "passes" } else { "fails" };
                format!("{id}  case {case}, which {state}\n")
            }
            Acceptance::Known(name) => format!("{id}  is {name} already\n"),
            Acceptance::Refused(reason) => {
                refused += 1;
                format!("{id}  refused: {reason}\n")
            }
        });
    }
    let count = accepted.cases.len();
    let ending = if count == 1 { "" } else { "s" };
    text.push_str(&format!("{count} new case{ending} in {}", file.display()));
    if failing > 0 {
        text.push_str(&format!(
            "; {failing} of the changes fail by the rules in force, as is meant for \"wrong\""
        ));
    }
    if refused > 0 {
        text.push_str(&format!(
            "; {refused} refused (are the new rules in force? --rules DIR)"
        ));
    }
    text.push('\n');
    text
}

/// The name of a file of cases, without a directory.
fn file_name(word: &str) -> Result<String, String> {
    let plain = !word.contains(['/', '\\']) && !word.starts_with('.');
    if plain && word.ends_with(".toml") {
        Ok(word.to_owned())
    } else {
        Err("expected the name of a file that ends in .toml, without a directory".to_owned())
    }
}
