//! `nasaq audit INPUT...`: what texts tell twice, read twice and compared.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;

use clap::{Args, ValueEnum};
use nasaq::pipeline::Options;
use nasaq::text::Kernel;
use nasaq::workbench::audit::audit;

use super::input::InputArgs;
use super::progress::Bar;
use super::{Common, Outcome, stdout};

/// Disagreements of each check that are printed, unless all are asked for.
const SHOWN: usize = 10;

const AFTER: &str = "\
Exit codes:
  0  everything told twice agrees
  1  disagreements were found
  2  a usage, rule or I/O error
  3  no disagreement, but some documents were set aside";

/// Compare what texts tell twice: dates in two calendars, weekdays, months, codes, acronyms
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct AuditArgs {
    /// Files, directories, or `-` for standard input
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,
    /// Form of the report on standard output
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// Worker threads [default: one a core]
    #[arg(short = 'j', long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    #[command(flatten)]
    reading: InputArgs,
}

/// Form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

pub(super) fn run(args: &AuditArgs, common: &Common) -> anyhow::Result<Outcome> {
    let inputs = args.reading.inputs(&args.inputs)?;
    let pack = common.pack()?;
    let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let options = Options {
        threads: args.threads.unwrap_or_else(cores),
        chunk_size: NonZeroUsize::new(1 << 20).unwrap_or(NonZeroUsize::MIN),
        reference_date: None,
        formats: nasaq::record::Formats::default(),
        kernel: Kernel::detect(),
    };
    let mut bar = Bar::new(inputs.known_bytes(), common.quiet);
    let done = audit(inputs, pack, &options, &mut bar);
    bar.finish();
    let done = done?;
    let limit = if common.verbose { usize::MAX } else { SHOWN };
    stdout::print(&match args.format {
        Format::Text => done.text(limit),
        Format::Json => done.json(),
    })?;
    for reject in &done.set_aside {
        let _ = writeln!(
            io::stderr().lock(),
            "set aside: {}: {}",
            reject.source,
            reject.reason
        );
    }
    Ok(if !done.disagreements.is_empty() {
        Outcome::Findings
    } else if !done.set_aside.is_empty() {
        Outcome::SetAside
    } else {
        Outcome::Done
    })
}
