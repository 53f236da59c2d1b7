//! `nasaq extract [INPUT]...`: the main job, and the filter with `-o -`.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use chrono::NaiveDate;
use clap::Args;
use nasaq::pipeline::{self, Options, Summary};
use nasaq::record::{Formats, Manifest};
use nasaq::rules::RulePack;
use nasaq::source::Inputs;

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
    /// Formats of the dataset: tables as csv, json, jsonl; annotated text as brat, conll, timeml, jsonld, spacy
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', default_value = "csv,json", value_parser = parse_format)]
    format: Vec<String>,
    /// Worker threads [default: one a core]
    #[arg(short = 'j', long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Bytes that a thread works on at a time; K, M and G are understood
    #[arg(long, value_name = "BYTES", default_value = "256K", value_parser = parse_size)]
    chunk_size: NonZeroUsize,
    /// The day of writing of documents that do not give their own, for relative dates
    #[arg(long, value_name = "YYYY-MM-DD")]
    reference_date: Option<NaiveDate>,
    #[command(flatten)]
    gazetteer: GazetteerArgs,
    #[command(flatten)]
    reading: InputArgs,
}

/// What bare `nasaq` means.
impl Default for ExtractArgs {
    fn default() -> Self {
        Self {
            inputs: vec![PathBuf::from("input")],
            output: PathBuf::from("output"),
            format: vec!["csv".to_owned(), "json".to_owned()],
            threads: None,
            chunk_size: DEFAULT_CHUNK,
            reference_date: None,
            gazetteer: GazetteerArgs::default(),
            reading: InputArgs::default(),
        }
    }
}

/// The same as the default of `--chunk-size`.
pub(super) const DEFAULT_CHUNK: NonZeroUsize = NonZeroUsize::new(256 << 10).unwrap();

pub(super) fn run(args: &ExtractArgs, common: &Common) -> anyhow::Result<Outcome> {
    let inputs = args.reading.inputs(&args.inputs)?;
    let pack = common.pack_with(args.gazetteer.into())?;
    let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let options = Options {
        threads: args.threads.unwrap_or_else(cores),
        chunk_size: args.chunk_size,
        reference_date: args.reference_date,
        formats: formats(&args.format),
    };
    if args.output.as_os_str() == "-" {
        filter(inputs, pack, &options, common)
    } else {
        dataset(inputs, pack, args, &options, common)
    }
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
    let manifest = manifest(pack, args);
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
fn manifest(pack: &RulePack, args: &ExtractArgs) -> Manifest {
    let mut manifest = Manifest::new(pack.hash());
    args.reading.record(&mut manifest);
    let date = args.reference_date.map(|date| date.to_string());
    manifest
        .options
        .insert("reference_date".to_owned(), date.into());
    // Told only where it holds: a dataset is made with the gazetteer.
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

/// The formats of these names.
fn formats(names: &[String]) -> Formats {
    let mut formats = Formats::default();
    for name in names {
        formats.add(name);
    }
    formats
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
