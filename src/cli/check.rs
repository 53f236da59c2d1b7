//! `nasaq rules check [INPUT]…`: what is wrong, superfluous, undecided or dear in
//! a pack that compiles.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, ValueEnum};
use nasaq::extract::{Extractor, Scratch, Survey};
use nasaq::rules::{PackSource, RulePack};
use nasaq::source::{InputFormat, Inputs, Item};
use nasaq::workbench::lint::{Code, Cost, Finding, Lint, MOST_TRIED, Options, Related, lint};
use nasaq::workbench::{Severity, annotation};
use serde::Serialize;

use super::test::path_of;
use super::{Common, Outcome, stdout};

/// Findings of one code that are shown without `--all`.
const SHOWN: usize = 10;

/// Rules in the table of costs without `--all`.
const DEAREST: usize = 20;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Texts on which to count how often rules are tried, match and win
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = CheckFormat::Text, value_name = "FORMAT")]
    format: CheckFormat,
    /// Exit with 1 on warnings, not on errors only
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Leave out findings of this code: W502 or decided-collision
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    allow: Vec<Code>,
    /// Show every finding and every rule's costs, not the first of each kind
    #[arg(long)]
    all: bool,
    /// Show the costs of rules even without texts
    #[arg(long)]
    costs: bool,
    /// Warn of rules that are tried at more than this percentage of the units
    #[arg(long, value_name = "PERCENT", default_value_t = MOST_TRIED)]
    most_tried: f64,
}

/// What makes the command fail besides errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings
    Warnings,
}

/// Forms of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// Findings for people
    Text,
    /// One JSON object
    Json,
    /// Workflow commands of GitHub Actions
    Github,
    /// SARIF 2.1.0
    Sarif,
}

pub(super) fn run(args: &CheckArgs, common: &Common) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let pack = common.pack()?;
    let source = match &common.rules {
        Some(directory) => PackSource::load(directory)?,
        None => PackSource::builtin()?,
    };
    let survey = survey(args, pack)?;
    let options = Options {
        survey: survey.as_ref(),
        most_tried: args.most_tried,
    };
    let mut found = lint(&source, pack, &options)?;
    found
        .findings
        .retain(|finding| !args.allow.contains(&finding.code));
    let place = |file: &str| path_of(common.rules.as_deref(), file);
    let text = match args.format {
        CheckFormat::Text => text(args, &found, survey.as_ref()),
        CheckFormat::Json => json(&found, survey.as_ref())?,
        CheckFormat::Github => annotation::github(&annotations(&found, &place)),
        CheckFormat::Sarif => sarif(&found, &place)?,
    };
    stdout::print(&text)?;
    if !common.quiet {
        let seconds = started.elapsed().as_secs_f64();
        let line = summary(&found.findings);
        let _ = writeln!(io::stderr().lock(), "{line}, {seconds:.2} s");
    }
    Ok(outcome(&found.findings, args.deny))
}

fn outcome(findings: &[Finding], deny: Option<Deny>) -> Outcome {
    let fails = |finding: &Finding| match finding.severity() {
        Severity::Error => true,
        Severity::Warning => deny == Some(Deny::Warnings),
        Severity::Notice => false,
    };
    if findings.iter().any(fails) {
        Outcome::Findings
    } else {
        Outcome::Done
    }
}

/// Counts on the texts given, if there are any. What cannot be read is told and
/// left out.
fn survey(args: &CheckArgs, pack: &RulePack) -> anyhow::Result<Option<Survey>> {
    if args.inputs.is_empty() {
        return Ok(None);
    }
    let inputs = Inputs::new(&args.inputs, InputFormat::Auto)?;
    let extractor = Extractor::new(pack);
    let (mut survey, mut scratch) = (Survey::new(pack), Scratch::default());
    for raw in inputs.read() {
        match raw.decode() {
            Item::Document(document) => {
                extractor.survey(&document, &mut scratch, &mut survey)?;
            }
            Item::Reject(reject) => {
                let _ = writeln!(io::stderr().lock(), "left out: {reject:?}");
            }
        }
    }
    Ok(Some(survey))
}

/// `2 errors, 1 warning, 3 notes`.
fn summary(findings: &[Finding]) -> String {
    let count = |severity| {
        let of = findings
            .iter()
            .filter(|finding| finding.severity() == severity);
        of.count()
    };
    let plural = |count: usize, word: &str| {
        let ending = if count == 1 { "" } else { "s" };
        format!("{count} {word}{ending}")
    };
    [
        plural(count(Severity::Error), "error"),
        plural(count(Severity::Warning), "warning"),
        plural(count(Severity::Notice), "note"),
    ]
    .join(", ")
}

fn text(args: &CheckArgs, found: &Lint, survey: Option<&Survey>) -> String {
    let mut text = String::new();
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for finding in &found.findings {
        let count = counts.entry(finding.code).or_default();
        *count += 1;
        // Notes say that nothing is to be done; they are counted.
        let shown = match finding.severity() {
            Severity::Error => true,
            Severity::Warning => *count <= SHOWN,
            Severity::Notice => false,
        };
        if args.all || shown {
            let _ = writeln!(text, "{finding}\n");
        }
    }
    for (code, count) in &counts {
        let _ = writeln!(text, "{code}  {count:>5}  {}", code.title());
    }
    if !args.all && counts.values().any(|&count| count > SHOWN) {
        let _ = writeln!(text, "`--all` shows every finding");
    }
    if args.costs || survey.is_some() {
        text.push('\n');
        let most = if args.all { usize::MAX } else { DEAREST };
        text.push_str(&table(&found.costs, survey, most));
    }
    text
}

/// The costs of the dearest rules, in columns.
fn table(costs: &[Cost], survey: Option<&Survey>, most: usize) -> String {
    let shown = &costs[..most.min(costs.len())];
    let width = shown.iter().map(|cost| cost.rule.len()).max().unwrap_or(4);
    let mut text = format!("{:width$}  phase  states    bytes  fixed  symbols", "rule");
    let per_mille = |count: u64| match survey {
        Some(survey) => 1000.0 * count as f64 / survey.units.max(1) as f64,
        None => 0.0,
    };
    if survey.is_some() {
        text.push_str("  tried‰  matched  candidates      won  mentions");
    }
    text.push('\n');
    for cost in shown {
        let fixed = if cost.fixed { "yes" } else { "no" };
        let _ = write!(
            text,
            "{:width$}  {:>5}  {:>6}  {:>7}  {fixed:>5}  {:>7}",
            cost.rule, cost.phase, cost.states, cost.bytes, cost.symbols
        );
        match cost.trials {
            Some(trials) => {
                let _ = write!(
                    text,
                    "  {:>6.1}  {:>7}  {:>10}  {:>7}",
                    per_mille(trials.tried),
                    trials.matched,
                    trials.candidates,
                    trials.won
                );
            }
            None if survey.is_some() => text.push_str("       –        –           –        –"),
            None => {}
        }
        if let Some(mentions) = cost.mentions {
            let _ = write!(text, "  {mentions:>8}");
        }
        text.push('\n');
    }
    let rest = costs.len() - shown.len();
    if rest > 0 {
        let _ = writeln!(text, "and {rest} more rules");
    }
    if let Some(survey) = survey {
        let _ = writeln!(
            text,
            "{} documents, {} units",
            survey.documents, survey.units
        );
    }
    text
}

#[derive(Serialize)]
struct Document<'l> {
    counts: BTreeMap<&'static str, usize>,
    findings: Vec<Entry<'l>>,
    documents: Option<u64>,
    units: Option<u64>,
    costs: &'l [Cost],
}

#[derive(Serialize)]
struct Entry<'l> {
    code: &'static str,
    title: &'static str,
    severity: &'static str,
    file: &'l str,
    line: usize,
    column: usize,
    message: &'l str,
    help: &'l str,
    related: &'l [Related],
}

impl<'l> From<&'l Finding> for Entry<'l> {
    fn from(finding: &'l Finding) -> Self {
        let at = &finding.diagnostic;
        Self {
            code: finding.code.as_str(),
            title: finding.code.title(),
            severity: finding.weight(),
            file: &at.file,
            line: at.line,
            column: at.column,
            message: &at.message,
            help: &at.help,
            related: &finding.related,
        }
    }
}

fn json(found: &Lint, survey: Option<&Survey>) -> anyhow::Result<String> {
    let mut counts = BTreeMap::from([("error", 0), ("warning", 0), ("note", 0)]);
    for finding in &found.findings {
        *counts.entry(finding.weight()).or_default() += 1;
    }
    let document = Document {
        counts,
        findings: found.findings.iter().map(Entry::from).collect(),
        documents: survey.map(|survey| survey.documents),
        units: survey.map(|survey| survey.units),
        costs: &found.costs,
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn annotations(found: &Lint, place: &dyn Fn(&str) -> String) -> Vec<nasaq::workbench::Annotation> {
    let findings = found.findings.iter();
    findings.map(|finding| finding.annotation(place)).collect()
}

fn sarif(found: &Lint, place: &dyn Fn(&str) -> String) -> anyhow::Result<String> {
    let codes: Vec<(String, String)> = Code::ALL
        .iter()
        .map(|code| (code.as_str().to_owned(), code.title().to_owned()))
        .collect();
    let log = annotation::sarif(&annotations(found, place), &codes);
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}
