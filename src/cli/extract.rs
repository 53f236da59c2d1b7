//! `nasaq extract [INPUT]...`: the main job, and the filter with `-o -`.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use anyhow::{Context, bail};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use nasaq::pipeline::{self, Options, Summary};
use nasaq::record::{CsvStyle, Format, Formats, Manifest};
use nasaq::rules::RulePack;
use nasaq::source::Inputs;
use nasaq::text::{Kernel, Level};

use super::input::InputArgs;
use super::progress::Bar;
use super::{Common, GazetteerArgs, Outcome, stdout, summary};

const FILTER_HELP: &str = "\
As a filter, `nasaq extract - --input-format jsonl -o -` reads one JSON object a line with the members \
`id`, `text` and, if known, `date` (YYYY-MM-DD), and answers each line, in order and at once, with one \
line: an object with exactly the members id, dates, countries, organizations and timeline, or \
{\"id\":…,\"error\":…} for a line (even a blank one) that cannot be used. Since every line is \
answered in its place, the exit code is then 0.";

/// Extract dates, countries and organizations into a dataset
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_CODES, after_long_help = long_help())]
pub(super) struct ExtractArgs {
    /// Files, directories, or `-` for standard input
    #[arg(value_name = "INPUT", default_value = "input")]
    inputs: Vec<PathBuf>,
    /// The directory of the dataset, or `-` for JSON Lines on standard output
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// Formats of the dataset: tables as csv, json, jsonl, parquet, sqlite; annotated text as brat, conll, timeml, jsonld, spacy
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "csv,json", value_parser = parse_format)]
    format: Vec<String>,
    /// Begin CSV files with a byte order mark, by which spreadsheets know UTF-8
    #[arg(long)]
    bom: bool,
    /// In CSV, put an apostrophe before text that a spreadsheet would take for a formula
    #[arg(long)]
    spreadsheet: bool,
    /// Worker threads [default: one a core]
    #[arg(short = 'j', long, value_name = "N")]
    pub(super) threads: Option<NonZeroUsize>,
    /// Bytes that a thread works on at a time; K, M and G are understood
    #[arg(long, value_name = "BYTES", default_value = "256K", value_parser = parse_size)]
    chunk_size: NonZeroUsize,
    /// The day of writing of documents that do not give their own, for relative dates
    #[arg(long, value_name = "YYYY-MM-DD")]
    reference_date: Option<NaiveDate>,
    /// The widest registers to use; no output depends on it
    #[arg(long, value_name = "LEVEL", default_value = "auto", hide = true)]
    simd: Simd,
    #[command(flatten)]
    pub(super) gazetteer: GazetteerArgs,
    #[command(flatten)]
    pub(super) reading: InputArgs,
}

/// What bare `nasaq` means.
impl Default for ExtractArgs {
    fn default() -> Self {
        Self {
            inputs: vec![PathBuf::from("input")],
            output: PathBuf::from("output"),
            format: vec!["csv".to_owned(), "json".to_owned()],
            bom: false,
            spreadsheet: false,
            threads: None,
            chunk_size: DEFAULT_CHUNK,
            reference_date: None,
            simd: Simd::Auto,
            gazetteer: GazetteerArgs::default(),
            reading: InputArgs::default(),
        }
    }
}

/// Which registers to use, for tests and for those who measure.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Simd {
    /// The best that the processor has
    Auto,
    Avx512,
    Avx2,
    Scalar,
}

impl Simd {
    fn kernel(self) -> anyhow::Result<Kernel> {
        let level = match self {
            Self::Auto => return Ok(Kernel::detect()),
            Self::Avx512 => Level::Avx512,
            Self::Avx2 => Level::Avx2,
            Self::Scalar => Level::Scalar,
        };
        Kernel::at(level).context("this processor does not have the registers that `--simd` names")
    }
}

/// The same as the default of `--chunk-size`.
pub(super) const DEFAULT_CHUNK: NonZeroUsize = NonZeroUsize::new(256 << 10).unwrap();

pub(super) fn run(args: &ExtractArgs, common: &Common) -> anyhow::Result<Outcome> {
    let inputs = args.reading.inputs(&args.inputs)?;
    let pack = common.pack_with(args.gazetteer.into())?;
    let options = options(args)?;
    if args.output.as_os_str() == "-" {
        filter(inputs, pack, &options, common)
    } else {
        dataset(inputs, pack, args, &options, common)
    }
}

/// How the run is carried out.
fn options(args: &ExtractArgs) -> anyhow::Result<Options> {
    let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    Ok(Options {
        threads: args.threads.unwrap_or_else(cores),
        chunk_size: args.chunk_size,
        reference_date: args.reference_date,
        formats: formats(args)?,
        kernel: args.simd.kernel()?,
    })
}

/// The run that a receipt tells of once more, into another directory.
pub(super) fn again(
    inputs: Inputs,
    pack: &RulePack,
    args: &ExtractArgs,
    directory: &Path,
    quiet: bool,
) -> anyhow::Result<()> {
    let mut bar = Bar::new(inputs.known_bytes(), quiet);
    let options = options(args)?;
    let manifest = manifest(pack, args, &options.formats);
    let result = pipeline::run(inputs, pack, directory, &options, &manifest, &mut bar);
    bar.finish();
    result?;
    Ok(())
}

/// Writes a dataset.
fn dataset(
    inputs: Inputs,
    pack: &RulePack,
    args: &ExtractArgs,
    options: &Options,
    common: &Common,
) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let manifest = manifest(pack, args, &options.formats);
    let mut bar = Bar::new(inputs.known_bytes(), common.quiet);
    let result = pipeline::run(inputs, pack, &args.output, options, &manifest, &mut bar);
    bar.finish();
    let summary = result?;
    if !common.quiet {
        report(&summary, &args.output, started, common.verbose);
    }
    Ok(outcome(&summary))
}

/// Writes lines to standard output.
fn filter(
    inputs: Inputs,
    pack: &RulePack,
    options: &Options,
    common: &Common,
) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let piped = inputs.is_stream();
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let summary = pipeline::stream(inputs, pack, &mut out, options, &mut ())
        .map_err(stdout::stream_failure)?;
    if common.verbose {
        report(&summary, Path::new("standard output"), started, true);
    }
    // A filter has told its caller in place what is wrong with a line.
    Ok(if piped {
        Outcome::Done
    } else {
        outcome(&summary)
    })
}

/// What is in the dataset depends on these, beside rules and inputs.
fn manifest(pack: &RulePack, args: &ExtractArgs, formats: &Formats) -> Manifest {
    let mut manifest = Manifest::new(pack.hash());
    args.reading.record(&mut manifest);
    let formats = formats.in_order();
    let names: Vec<&str> = formats.names_in_use().collect();
    manifest.options.insert("format".to_owned(), names.into());
    let date = args.reference_date.map(|date| date.to_string());
    manifest
        .options
        .insert("reference_date".to_owned(), date.into());
    // Told only where they hold: CSV is plain, a dataset is made with the gazetteer.
    for (name, given) in [("bom", args.bom), ("spreadsheet", args.spreadsheet)] {
        if given {
            manifest.options.insert(name.to_owned(), true.into());
        }
    }
    if args.gazetteer.without_gazetteer {
        manifest
            .options
            .insert("without_gazetteer".to_owned(), true.into());
    }
    manifest
}

/// Prints the summary; a closed standard error is no reason to fail.
fn report(summary: &Summary, place: &Path, started: Instant, verbose: bool) {
    let place = place.display().to_string();
    let text = summary::render(summary, &place, started.elapsed(), verbose);
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

fn outcome(summary: &Summary) -> Outcome {
    if summary.rejects == 0 {
        Outcome::Done
    } else {
        Outcome::SetAside
    }
}

fn long_help() -> String {
    format!("{FILTER_HELP}\n\n{}", super::EXIT_CODES)
}

/// Reads the name of a format.
fn parse_format(word: &str) -> Result<String, String> {
    let word = word.trim();
    if Formats::names().any(|name| name == word) {
        return Ok(word.to_owned());
    }
    let names: Vec<&str> = Formats::names().collect();
    Err(format!(
        "no such format; the formats are {}",
        names.join(", ")
    ))
}

/// The formats asked for.
fn formats(args: &ExtractArgs) -> anyhow::Result<Formats> {
    let mut formats = Formats::default();
    for name in &args.format {
        formats.add(name);
    }
    formats.csv = CsvStyle {
        bom: args.bom,
        spreadsheet: args.spreadsheet,
    };
    let styled = formats.csv != CsvStyle::default();
    if styled && (args.output.as_os_str() == "-" || !formats.tables.contains(&Format::Csv)) {
        bail!("--bom and --spreadsheet are for CSV files, and none is asked for (--format csv)");
    }
    Ok(formats)
}

/// Reads a number of bytes, as `4096`, `64K` or `1M`.
pub(super) fn parse_size(word: &str) -> Result<NonZeroUsize, String> {
    let (number, shift) = match word.to_ascii_uppercase().strip_suffix(['K', 'M', 'G']) {
        None => (word.to_owned(), 0),
        Some(number) => {
            let shift = match word.as_bytes().last() {
                Some(b'k' | b'K') => 10,
                Some(b'm' | b'M') => 20,
                _ => 30,
            };
            (number.to_owned(), shift)
        }
    };
    number
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_mul(1 << shift))
        .and_then(NonZeroUsize::new)
        .ok_or_else(|| "expected a number of bytes, such as 65536, 64K or 1M".to_owned())
}
