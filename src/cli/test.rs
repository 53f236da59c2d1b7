//! `nasaq test [FILTER…]`: whether a pack does what it promises.
//!
//! Every example and counter-example of the rules and of the lexicon, and every
//! case. The result goes to standard output (or a file), the summary to standard
//! error.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Error, bail};
use clap::{Args, ValueEnum};
use nasaq::extract::Extractor;
use nasaq::lexicon::PackFile;
use nasaq::rules::RulePack;
use nasaq::workbench::variants::Variant;
use nasaq::workbench::{self, Run, Suite, Tally, Test, report};

use super::coverage::{self, CoverageArgs};
use super::mutate::{self, MutateArgs};
use super::requirement::Requirement;
use super::{Common, Outcome, report_file, stdout};

/// Try every example of the rules and the lexicon, and all cases
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// Only tests of these rules, names, files or types: date.year, date.year::example-1,
    /// lexicon/months, dates-days.toml:12, country, counterexample
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
    /// Also try the cases of this file, or of the *.toml files of this directory
    #[arg(long, value_name = "PATH")]
    cases: Vec<PathBuf>,
    /// Try nothing: write into the files given with --cases what is found in their texts now
    #[arg(long, requires = "cases", conflicts_with_all = ["filters", "list", "require", "mutate", "coverage"])]
    record: bool,
    /// Form of the result
    #[arg(long, value_enum, default_value_t = ReportFormat::Text, value_name = "FORMAT")]
    format: ReportFormat,
    /// Write the result to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show how each variant fared; with names, try only these (`none`: the texts as they
    /// stand)
    #[arg(
        long,
        value_name = "NAME,…",
        num_args = 0..=1,
        require_equals = true,
        value_delimiter = ',',
        default_missing_value = "all"
    )]
    variants: Option<Vec<String>>,
    /// List the names of the tests and try none; with --coverage, list every entry
    #[arg(long)]
    list: bool,
    /// Exit with 1 if a measure is below PERCENT: rules, alternatives and entries with --coverage,
    /// score with --mutate
    #[arg(long, value_name = "NAME=PERCENT,…", value_delimiter = ',')]
    require: Vec<Requirement>,
    #[command(flatten)]
    coverage: CoverageArgs,
    #[command(flatten)]
    mutate: MutateArgs,
}

/// Forms of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// Failures for people
    Text,
    /// JUnit XML
    Junit,
    /// Workflow commands of GitHub Actions
    Github,
    /// One JSON object
    Json,
    /// SARIF 2.1.0
    Sarif,
}

pub(super) fn run(args: &TestArgs, common: &Common) -> anyhow::Result<Outcome> {
    let pack = common.pack()?;
    if args.record {
        return record_cases(args, pack, common);
    }
    let suite = suite(args, common, pack)?;
    if args.mutate.mutate {
        return mutate_rules(args, pack, &suite, common);
    }
    if args.coverage.coverage {
        return measure_coverage(args, pack, &suite, common);
    }
    if !args.require.is_empty() {
        bail!("--require needs --coverage or --mutate");
    }
    let tests = chosen(&suite, &args.filters)?;
    if args.list {
        let names: String = tests
            .iter()
            .map(|test| format!("{}\n", test.name))
            .collect();
        write(args.output.as_deref(), &names)?;
        return Ok(Outcome::Done);
    }
    let variants = variants(args)?;
    let started = Instant::now();
    let run = workbench::run(pack, &tests, &variants);
    let elapsed = started.elapsed();
    let mut told = render(&run, args.format, common.rules.as_deref())?;
    if args.format == ReportFormat::Text {
        told.push_str(&report::broken(&run));
        if args.variants.is_some() {
            told.push_str(&report::variants(&run, common.verbose));
        }
    }
    write(args.output.as_deref(), &told)?;
    if !common.quiet {
        let _ = writeln!(io::stderr().lock(), "{}", summary(&run, elapsed));
    }
    Ok(match run.failed() {
        0 => Outcome::Done,
        _ => Outcome::Findings,
    })
}

/// `771 passed, 2 failed, 0.08 s`, and how much was tried.
fn summary(run: &Run<'_>, elapsed: Duration) -> String {
    let (passed, failed) = (run.passed(), run.failed());
    let seconds = elapsed.as_secs_f64();
    let mut told = format!("{passed} passed, {failed} failed, {seconds:.2} s");
    let tallies = run.tallies();
    let count = |of: fn(&Tally) -> usize| tallies.iter().map(|(_, tally)| of(tally)).sum();
    let (tried, opted_out): (usize, usize) = (count(|t| t.tried), count(|t| t.opted_out));
    if tried + opted_out > 0 {
        let _ = write!(told, " ({tried} variants, {opted_out} opted out)");
    }
    told
}

/// The variants to try.
fn variants(args: &TestArgs) -> anyhow::Result<Vec<Variant>> {
    let Some(names) = &args.variants else {
        return Ok(Variant::ALL.to_vec());
    };
    let mut meant = Vec::new();
    for name in names {
        match name.as_str() {
            "none" => {}
            "all" => meant.extend(Variant::ALL),
            name => meant.extend(Variant::named(name).map_err(Error::msg)?),
        }
    }
    meant.sort_unstable();
    meant.dedup();
    Ok(meant)
}

/// `--record`: the files of cases are written anew.
fn record_cases(args: &TestArgs, pack: &RulePack, common: &Common) -> anyhow::Result<Outcome> {
    let extractor = Extractor::new(pack);
    let mut changed = 0;
    for path in &args.cases {
        for file in case_files(path)? {
            let text = workbench::record(&extractor, &file)?;
            if text != file.text {
                changed += 1;
                report_file::write(Path::new(&file.name), &text)?;
            }
        }
    }
    if !common.quiet {
        let _ = writeln!(io::stderr().lock(), "{changed} files changed");
    }
    Ok(Outcome::Done)
}

/// `--mutate`: the filters mean what is changed, all tests are tried.
fn mutate_rules(
    args: &TestArgs,
    pack: &RulePack,
    suite: &Suite,
    common: &Common,
) -> anyhow::Result<Outcome> {
    let filters = &args.filters;
    let tried = mutate::Tried {
        pack,
        suite,
        filters,
    };
    let json = measure_format(args.format)?;
    let (report, outcome) = mutate::run(&args.mutate, &args.require, &tried, json, common)?;
    write(args.output.as_deref(), &report)?;
    Ok(outcome)
}

/// `--coverage`: the filters are inputs, all tests are read.
fn measure_coverage(
    args: &TestArgs,
    pack: &RulePack,
    suite: &Suite,
    common: &Common,
) -> anyhow::Result<Outcome> {
    let texts = coverage::Texts {
        pack,
        suite,
        inputs: &args.filters,
        list: args.list,
    };
    let json = measure_format(args.format)?;
    let (report, outcome) = coverage::run(&args.require, &texts, json, common)?;
    write(args.output.as_deref(), &report)?;
    Ok(outcome)
}

/// Whether a measure is told as JSON.
fn measure_format(format: ReportFormat) -> anyhow::Result<bool> {
    match format {
        ReportFormat::Text => Ok(false),
        ReportFormat::Json => Ok(true),
        _ => bail!("what is measured is told as text or json"),
    }
}

/// All tests: those of the pack in force and the cases given.
fn suite(args: &TestArgs, common: &Common, pack: &RulePack) -> anyhow::Result<Suite> {
    let mut suite = match &common.rules {
        Some(directory) => Suite::load(pack, directory)?,
        None => Suite::builtin(pack)?,
    };
    for path in &args.cases {
        for file in case_files(path)? {
            suite.add_cases(&file)?;
        }
    }
    Ok(suite)
}

/// The files of cases at a path, named as the path was given.
fn case_files(path: &Path) -> anyhow::Result<Vec<PackFile>> {
    let name = path.to_string_lossy().replace('\\', "/");
    if path.is_dir() {
        let files = PackFile::read_folder(path, name.trim_end_matches('/'), "toml")?;
        if files.is_empty() {
            bail!("no *.toml file in `{}`", path.display());
        }
        return Ok(files);
    }
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the cases `{}`", path.display()))?;
    Ok(vec![PackFile { name, text }])
}

/// The path of a file of the pack from where the command runs; code hosts want it.
pub(super) fn path_of(directory: Option<&Path>, file: &str) -> String {
    let Some(directory) = directory else {
        return file.to_owned();
    };
    let inner = Path::new(file).file_name().unwrap_or_default();
    let candidates = [directory.join(file), directory.join(inner)];
    let found = candidates.iter().find(|path| path.is_file());
    let path = found.map_or_else(|| file.to_owned(), |path| path.display().to_string());
    let path = path.replace('\\', "/");
    path.strip_prefix("./").unwrap_or(&path).to_owned()
}

/// The tests that the filters mean, each filter at least one.
fn chosen<'s>(suite: &'s Suite, filters: &'s [String]) -> anyhow::Result<Vec<&'s Test>> {
    for filter in filters {
        let one = std::slice::from_ref(filter);
        if suite.filtered(one).next().is_none() {
            match suite.near(filter).as_slice() {
                [] => bail!("no test is meant by `{filter}`; `nasaq test --list` lists them"),
                near => bail!(
                    "no test is meant by `{filter}`; did you mean {}?",
                    near.join(", ")
                ),
            }
        }
    }
    Ok(suite.filtered(filters).collect())
}

fn render(run: &Run<'_>, format: ReportFormat, rules: Option<&Path>) -> anyhow::Result<String> {
    let place = |file: &str| path_of(rules, file);
    Ok(match format {
        ReportFormat::Text => report::text(run),
        ReportFormat::Junit => report::junit(run)?,
        ReportFormat::Github => report::github(run, &place),
        ReportFormat::Json => report::json(run)?,
        ReportFormat::Sarif => report::sarif(run, &place)?,
    })
}

fn write(file: Option<&Path>, text: &str) -> anyhow::Result<()> {
    match file {
        Some(file) => {
            fs::write(file, text).with_context(|| format!("cannot write `{}`", file.display()))
        }
        None => stdout::print(text),
    }
}
