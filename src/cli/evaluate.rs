//! `nasaq evaluate GOLD...`: the rules held against texts that people marked.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use nasaq::extract::Extractor;
use nasaq::source::unique;
use nasaq::workbench::evaluation::{Evaluation, Gate, GoldError, GoldSet, Judgement, evaluate};

use super::{Common, GazetteerArgs, Outcome, stdout};

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
    /// Files of gold in JSON Lines, or directories with *.jsonl files
    #[arg(value_name = "GOLD", required = true)]
    gold: Vec<PathBuf>,
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
    let sets = read_all(&args.gold)?;
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

/// Reads all files; what is wrong with any of them is told at once.
fn read_all(paths: &[PathBuf]) -> anyhow::Result<Vec<GoldSet>> {
    let mut sets = Vec::new();
    let mut faults = Vec::new();
    let mut names = HashSet::new();
    for path in files(paths)? {
        let shown = path.display().to_string();
        let bytes = fs::read(&path).with_context(|| format!("cannot read `{shown}`"))?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = unique(&mut names, &stem);
        match GoldSet::from_json_lines(&name, &shown, &bytes) {
            Ok(set) => sets.push(set),
            Err(GoldError { faults: more }) => faults.extend(more),
        }
    }
    if faults.is_empty() {
        Ok(sets)
    } else {
        Err(GoldError { faults }.into())
    }
}

/// The files meant: those named, and the `*.jsonl` of directories by name.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.exists() {
            bail!("gold `{}` does not exist", path.display());
        }
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut found = Vec::new();
        let unreadable = || format!("cannot read `{}`", path.display());
        for entry in fs::read_dir(path).with_context(unreadable)? {
            let file = entry.with_context(unreadable)?.path();
            if is_gold(&file) {
                found.push(file);
            }
        }
        if found.is_empty() {
            bail!("no *.jsonl file in `{}`", path.display());
        }
        found.sort();
        files.extend(found);
    }
    Ok(files)
}

fn is_gold(file: &Path) -> bool {
    let hidden = file
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !hidden
        && file
            .extension()
            .is_some_and(|extension| extension == "jsonl")
        && file.is_file()
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
