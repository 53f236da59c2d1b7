//! `nasaq report DIR|INPUT...`: a dataset as a page to look at.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, bail};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use nasaq::pipeline::{self, Options};
use nasaq::record::{Formats, PACKAGE_FILE, Receipt, Rows};
use nasaq::report::{Language, ReportBuilder, ReportDocument, ReportOptions, SHOWN, StoredReport};
use nasaq::source::Inputs;
use nasaq::text::Kernel;

use super::extract::DEFAULT_CHUNK;
use super::input::InputArgs;
use super::progress::Bar;
use super::{Common, Outcome, receipt, report_file};

const HELP: &str = "\
A directory with datapackage.json is a dataset: its rows are shown in their texts, which are looked for where its
receipt says they were; --texts names another place. Anything else is input: it is extracted from, and shown.

  nasaq report output -o report.html
  nasaq report output --texts moved/input -o report.html
  nasaq report news/*.txt -o report.html --language ar";

/// Make a page to look at: one HTML file, for any browser, without a network
#[derive(Debug, Args)]
#[command(after_help = HELP, after_long_help = format!("{HELP}\n\n{}", super::EXIT_CODES))]
pub(super) struct ReportArgs {
    /// A dataset, or files and directories to extract from
    #[arg(value_name = "DIR|INPUT", required = true)]
    inputs: Vec<PathBuf>,
    /// The page
    #[arg(short, long, value_name = "FILE", default_value = "report.html")]
    output: PathBuf,
    /// The inputs that the dataset was made from
    #[arg(long, value_name = "INPUT")]
    texts: Vec<PathBuf>,
    /// The day of writing of documents that do not give their own, for relative dates
    #[arg(long, value_name = "YYYY-MM-DD")]
    reference_date: Option<NaiveDate>,
    /// Title of the page
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Language in which the page opens
    #[arg(long, value_enum, default_value_t = PageLanguage::En)]
    language: PageLanguage,
    /// Documents that the page shows; of more, an even share
    #[arg(long, value_name = "N", default_value_t = NonZeroUsize::new(SHOWN).unwrap_or(NonZeroUsize::MIN))]
    documents: NonZeroUsize,
    /// Worker threads [default: one a core]
    #[arg(short = 'j', long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    #[command(flatten)]
    reading: InputArgs,
}

/// The languages of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PageLanguage {
    /// English
    En,
    /// Arabic
    Ar,
}

pub(super) fn run(args: &ReportArgs, common: &Common) -> anyhow::Result<Outcome> {
    let dataset = args
        .inputs
        .iter()
        .find(|path| path.join(PACKAGE_FILE).is_file());
    let made = match dataset {
        Some(_) if args.inputs.len() > 1 => {
            bail!("a report shows one dataset, or inputs, and not both")
        }
        Some(directory) => of_dataset(directory, args, common)?,
        None => of_inputs(args, common)?,
    };
    let name = args.inputs[0]
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let title = args.title.clone().unwrap_or_else(|| match name {
        Some(name) => format!("nasaq: {name}"),
        None => "nasaq".to_owned(),
    });
    let options = ReportOptions {
        title,
        language: match args.language {
            PageLanguage::En => Language::English,
            PageLanguage::Ar => Language::Arabic,
        },
        rule_pack: made.rule_pack,
    };
    let page = made.builder.finish(&options)?;
    report_file::write(&args.output, &page)?;
    if !common.quiet {
        let _ = writeln!(
            io::stderr().lock(),
            "{}: {} of {} documents, {} MB",
            args.output.display(),
            made.builder.shown(),
            made.builder.documents(),
            page.len().div_ceil(100_000) as f64 / 10.0,
        );
    }
    Ok(if made.set_aside == 0 {
        Outcome::Done
    } else {
        Outcome::SetAside
    })
}

/// What a page is made of.
struct Made {
    builder: ReportBuilder,
    rule_pack: String,
    set_aside: u64,
}

/// Extracts from the inputs.
fn of_inputs(args: &ReportArgs, common: &Common) -> anyhow::Result<Made> {
    let pack = common.pack()?;
    let inputs = args.reading.inputs(&args.inputs)?;
    let mut builder = ReportBuilder::new(args.documents.get());
    let mut set_aside = 0;
    let mut bar = Bar::new(inputs.known_bytes(), common.quiet);
    let result = pipeline::visit(
        inputs,
        pack,
        &options(args),
        &mut bar,
        |document, extraction| {
            let rows =
                Rows::build(document, extraction, pack).map_err(|error| error.to_string())?;
            Ok(ReportDocument::from_rows(&rows))
        },
        |made| match made {
            Ok(document) => builder.add(document),
            Err(reject) => {
                set_aside += 1;
                tell(common, &format!("{}: {}", reject.source, reject.reason));
            }
        },
    );
    bar.finish();
    result?;
    Ok(Made {
        builder,
        rule_pack: pack.hash().to_owned(),
        set_aside,
    })
}

/// Reads a dataset, and its texts where they were read then.
fn of_dataset(directory: &Path, args: &ReportArgs, common: &Common) -> anyhow::Result<Made> {
    let stored = StoredReport::open(directory)?;
    let needed = "the texts of the dataset are needed: give them with --texts INPUT";
    let inputs = if args.texts.is_empty() {
        of_receipt(directory)?.map_or_else(
            || {
                let sources = stored.sources().into_iter().map(source_file);
                let mut files: Vec<PathBuf> = sources.collect();
                files.dedup();
                args.reading.inputs(&files).context(needed)
            },
            |found| found.context(needed),
        )?
    } else {
        args.reading.inputs(&args.texts).context(needed)?
    };
    let inputs = inputs.exclude(directory);
    // Sentences are those of the pack at hand; the mentions are the dataset's.
    let pack = common.pack()?;
    let mut builder = ReportBuilder::new(args.documents.get());
    let mut fault = None;
    let mut bar = Bar::new(inputs.known_bytes(), common.quiet);
    let result = pipeline::visit(
        inputs,
        pack,
        &options(args),
        &mut bar,
        |document, extraction| Ok(stored.document(document, &extraction.sentences)),
        |made| match made {
            Ok(Some(Ok(document))) => builder.add(document),
            Ok(Some(Err(message))) => fault = fault.take().or(Some(message)),
            // A document that the dataset does not have, or set aside.
            Ok(None) | Err(_) => {}
        },
    );
    bar.finish();
    result?;
    if let Some(message) = fault {
        bail!("{}: {message}", directory.display());
    }
    let found = builder.documents();
    if found != stored.documents() as u64 {
        bail!(
            "{}: the texts of {} of its {} documents were not found: give them with --texts INPUT",
            directory.display(),
            stored.documents() as u64 - found,
            stored.documents(),
        );
    }
    Ok(Made {
        builder,
        rule_pack: stored.rule_pack().to_owned(),
        set_aside: 0,
    })
}

/// The inputs that the dataset's receipt names, read as they were then; nothing
/// in a dataset of before there were receipts.
fn of_receipt(directory: &Path) -> anyhow::Result<Option<anyhow::Result<Inputs>>> {
    let told = Receipt::open(directory)?;
    if told.given().is_none() {
        return Ok(None);
    }
    let reading = receipt::options(&told)?.reading;
    Ok(Some(match receipt::locate(&told, directory, None) {
        Ok(places) => reading.moved(&places).map_err(Into::into),
        Err(missing) => {
            let missing: Vec<String> = missing.iter().map(|p| p.display().to_string()).collect();
            Err(anyhow::anyhow!("{} is not here", missing.join(", ")))
        }
    }))
}

fn options(args: &ReportArgs) -> Options {
    Options {
        threads: args
            .threads
            .unwrap_or_else(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)),
        chunk_size: DEFAULT_CHUNK,
        reference_date: args.reference_date,
        formats: Formats::default(),
        kernel: Kernel::detect(),
    }
}

/// The file of a source: `news.jsonl:7` is line 7 of `news.jsonl`.
fn source_file(source: &str) -> PathBuf {
    let path = Path::new(source);
    match source.rsplit_once(':') {
        Some((file, line)) if !path.exists() && line.bytes().all(|b| b.is_ascii_digit()) => {
            file.into()
        }
        _ => path.to_owned(),
    }
}

fn tell(common: &Common, message: &str) {
    if !common.quiet {
        let _ = writeln!(io::stderr().lock(), "set aside: {message}");
    }
}
