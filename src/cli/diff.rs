//! `nasaq diff OLD NEW` and `nasaq diff --rules A --rules B INPUT…`: what
//! another version of the rules changes.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, bail};
use chrono::NaiveDate;
use clap::{ArgAction, Args, ValueEnum};
use nasaq::pipeline::Options;
use nasaq::record::PACKAGE_FILE;
use nasaq::rules::RulePack;
use nasaq::text::Kernel;
use nasaq::workbench::MentionType;
use nasaq::workbench::difference::{
    Comparison, Datasets, Filter, Sampling, compare_packs, html, json, markdown, text,
};

use super::input::InputArgs;
use super::progress::Bar;
use super::{Common, Outcome, report_file, stdout};

/// The word for the pack that is built in.
const BUILTIN: &str = "builtin";

const HELP: &str = "\
With OLD and NEW, two datasets (directories with datapackage.json) are compared. With --rules given
twice, two rule packs are compared on the inputs; `builtin` is the pack built in:

  nasaq diff output-before output-after --input input
  nasaq diff --rules builtin --rules my-pack input --format html -o changes.html

Exit codes: 0 nothing differs, 1 something does, 2 a usage, rule or I/O error, 3 nothing differs, but
some documents were set aside.";

/// Show what changes between two datasets, or between two rule packs on a corpus
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct DiffArgs {
    /// The datasets OLD and NEW; with two packs, the inputs
    #[arg(value_name = "OLD NEW | INPUT", required = true)]
    paths: Vec<PathBuf>,
    /// The old and the new pack: give it twice; `builtin` is the one built in
    // The same id as the option of all commands, in whose place it stands.
    #[arg(long, value_name = "DIR", action = ArgAction::Append)]
    rules: Vec<PathBuf>,
    /// Inputs with the texts of the datasets, to show changes in context
    #[arg(long, value_name = "INPUT")]
    input: Vec<PathBuf>,
    /// Only changes of this type (date, country, organization); may be repeated
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<MentionType>,
    /// Only changes in which this rule has a part; may be repeated
    #[arg(long = "rule", value_name = "ID")]
    only: Vec<String>,
    /// Changes that do not count: `rule`, the same mention found by another rule
    #[arg(long, value_enum, value_name = "WHAT")]
    ignore: Option<Ignored>,
    /// Show N examples of each rule [default: text and markdown 5, html 50, json all]
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Draw other examples
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = Form::Text, value_name = "FORM")]
    format: Form,
    /// Write the report to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Day of writing of documents that do not give their own, for relative dates
    #[arg(long, value_name = "YYYY-MM-DD")]
    reference_date: Option<NaiveDate>,
    /// Threads to use [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    #[command(flatten)]
    reading: InputArgs,
}

/// What may be ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Ignored {
    /// The same mention found by another rule
    Rule,
}

/// Forms of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For a terminal
    Text,
    /// For machines and for `nasaq accept`
    Json,
    /// For a pull request
    Markdown,
    /// A page of its own
    Html,
}

pub(super) fn run(args: &DiffArgs, common: &Common) -> anyhow::Result<Outcome> {
    let filter = Filter {
        types: args.types.clone(),
        rules: args.only.clone(),
        ignore_rule: args.ignore.is_some(),
    };
    let comparison = match args.rules.as_slice() {
        [] => datasets(args, &filter, common)?,
        [old, new] => packs(old, new, args, &filter, common)?,
        _ => bail!(
            "two packs are compared: give --rules twice, the old one first \
             (`--rules {BUILTIN}` is the one built in); datasets need none"
        ),
    };
    let report = match args.format {
        Form::Text => text(&comparison),
        Form::Json => json(&comparison),
        Form::Markdown => markdown(&comparison),
        Form::Html => html(&comparison).context("the page cannot be made")?,
    };
    match &args.output {
        Some(path) => report_file::write(path, &report)?,
        None => stdout::print(&report)?,
    }
    if !common.quiet {
        tell(&comparison, args);
    }
    Ok(if comparison.differs() {
        Outcome::Findings
    } else if comparison.set_aside.is_empty() {
        Outcome::Done
    } else {
        Outcome::SetAside
    })
}

/// One line on standard error where standard output does not say it.
fn tell(comparison: &Comparison, args: &DiffArgs) {
    let mut err = io::stderr().lock();
    if let Some(path) = &args.output {
        let _ = writeln!(
            err,
            "{}: {} changes in {} of {} documents",
            path.display(),
            comparison.total(),
            comparison.changed,
            comparison.documents
        );
    }
    if let [first, ..] = comparison.set_aside.as_slice() {
        let count = comparison.set_aside.len();
        let _ = writeln!(err, "set aside: {count}, the first is {first}");
    }
}

impl DiffArgs {
    fn sampling(&self) -> Sampling {
        let usual = match self.format {
            Form::Text | Form::Markdown => Some(5),
            Form::Html => Some(50),
            Form::Json => None,
        };
        Sampling {
            of_each_rule: self.sample.or(usual),
            seed: self.seed,
        }
    }

    fn options(&self) -> Options {
        let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        Options {
            threads: self.threads.unwrap_or_else(cores),
            chunk_size: super::extract::DEFAULT_CHUNK,
            reference_date: self.reference_date,
            formats: nasaq::record::Formats::default(),
            kernel: Kernel::detect(),
        }
    }

    fn known_rules(&self, packs: &[&RulePack]) -> anyhow::Result<()> {
        for id in &self.only {
            let mut rules = packs.iter().flat_map(|pack| pack.rules());
            if !rules.any(|rule| rule.id == *id) {
                bail!("neither pack has a rule `{id}`; `nasaq rules list` lists them");
            }
        }
        Ok(())
    }
}

/// Two packs on the inputs.
fn packs(
    old: &Path,
    new: &Path,
    args: &DiffArgs,
    filter: &Filter,
    common: &Common,
) -> anyhow::Result<Comparison> {
    if !args.input.is_empty() {
        bail!("--input gives the texts of datasets; with two packs the inputs stand alone");
    }
    let inputs = args.reading.inputs(&args.paths)?;
    let (before, after) = (pack(old)?, pack(new)?);
    args.known_rules(&[before, after])?;
    let label =
        |path: &Path, pack: &RulePack| format!("rules {}, {}", path.display(), short(pack.hash()));
    let mut comparison = Comparison::new(label(old, before), label(new, after), args.sampling());
    let mut bar = Bar::new(inputs.known_bytes(), common.quiet);
    let options = args.options();
    let done = compare_packs(
        before,
        after,
        inputs,
        &options,
        filter,
        &mut bar,
        &mut comparison,
    );
    bar.finish();
    done?;
    Ok(comparison)
}

/// A pack by the name of its directory, or the one built in. Taking it apart at
/// the end would cost more than the run.
fn pack(name: &Path) -> anyhow::Result<&'static RulePack> {
    let pack = if name.as_os_str() == BUILTIN {
        RulePack::builtin().context("the built-in rules do not compile")?
    } else {
        RulePack::load(name)?
    };
    Ok(Box::leak(Box::new(pack)))
}

/// Two datasets.
fn datasets(args: &DiffArgs, filter: &Filter, common: &Common) -> anyhow::Result<Comparison> {
    let [old, new] = args.paths.as_slice() else {
        bail!(
            "expected two datasets, OLD and NEW, found {}; \
             to compare packs on inputs give --rules twice",
            args.paths.len()
        );
    };
    for path in [old, new] {
        if path.exists() && !path.join(PACKAGE_FILE).exists() {
            bail!(
                "`{}` is no dataset: it has no {PACKAGE_FILE}; \
                 to compare packs on inputs give --rules twice",
                path.display()
            );
        }
    }
    let inputs = match args.input.as_slice() {
        [] => None,
        paths => {
            let inputs = args.reading.inputs(paths)?;
            Some(inputs.exclude(old))
        }
    };
    let datasets = Datasets::open(old, new)?;
    let label = |path: &Path| format!("dataset {}", path.display());
    let mut comparison = Comparison::new(label(old), label(new), args.sampling());
    match inputs {
        None => datasets.compare(filter, None, &mut (), &mut comparison)?,
        Some(inputs) => {
            let mut bar = Bar::new(inputs.known_bytes(), common.quiet);
            let (splitter, options) = (pack(Path::new(BUILTIN))?, args.options());
            let texts = Some((inputs, splitter, &options));
            let done = datasets.compare(filter, texts, &mut bar, &mut comparison);
            bar.finish();
            done?;
        }
    }
    Ok(comparison)
}

/// The beginning of a hash, enough to tell packs apart.
fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}
