//! The command line: one file a command.
//!
//! The only part of nasaq that prints, reads the clock and asks the machine
//! how many cores it has. It knows every stage; no stage knows it. What a
//! command prints as its result goes to standard output, everything else to
//! standard error; a reader that went away is no error.

mod accept;
mod adopt;
mod audit;
mod case_file;
mod check;
mod completions;
mod coverage;
mod diff;
mod evaluate;
mod explain;
mod extract;
mod given;
mod gold_files;
mod input;
mod man;
mod mutate;
mod progress;
mod receipt;
mod report;
mod report_file;
mod reproduce;
mod requirement;
mod rules;
mod schema;
mod stdout;
mod summary;
mod test;
mod verify;
mod why_not;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use nasaq::lexicon::Gazetteer;
use nasaq::rules::{PackError, RulePack};

/// How a command ended; the exit code is documented in `--help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done.
    Done,
    /// Done, and something was found that should not be there.
    Findings,
    /// Not done: usage, rule or I/O error.
    Failed,
    /// Done, but for some documents.
    SetAside,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::Findings => 1,
            Outcome::Failed => 2,
            Outcome::SetAside => 3,
        })
    }
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  findings: a fault of a dataset (`verify`), a file made otherwise (`reproduce`), a test that does not hold, a difference (`diff`), a gate or
     a measure not met (`evaluate`, `test`), a lint error, a disagreement (`audit`), an expectation not met (`why-not`)
  2  a usage, rule or I/O error; a former dataset is left as it was
  3  finished, but some documents were set aside (see rejects.jsonl)

Without a command, nasaq reads the directory `input` and writes the directory `output`.";

/// Extracts dates, countries and organizations from Arabic text into validated datasets.
#[derive(Debug, Parser)]
#[command(name = "nasaq", version, about, after_help = EXIT_CODES, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Args)]
struct Common {
    /// Use the rules and lexicon in DIR instead of those built in
    #[arg(long, value_name = "DIR", global = true)]
    rules: Option<PathBuf>,
    /// Print nothing but errors and results
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more about what is done
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// An option of commands that measure.
#[derive(Clone, Copy, Debug, Default, Args)]
struct GazetteerArgs {
    /// Know no organization by name, to measure what the rules alone find
    #[arg(long)]
    without_gazetteer: bool,
}

impl From<GazetteerArgs> for Gazetteer {
    fn from(args: GazetteerArgs) -> Self {
        if args.without_gazetteer {
            Self::Off
        } else {
            Self::On
        }
    }
}

/// What a pack that does not compile is called.
const BROKEN: &str = "the built-in rules do not compile";

impl Common {
    /// The rules in force. They live as long as the process: taking a pack apart
    /// at the end would cost more than a short run does.
    fn pack(&self) -> anyhow::Result<&'static RulePack> {
        let pack = match &self.rules {
            Some(directory) => RulePack::load(directory)?,
            None => RulePack::builtin().context(BROKEN)?,
        };
        Ok(Box::leak(Box::new(pack)))
    }

    /// The same for extraction alone, with or without the names of organizations.
    fn pack_with(&self, gazetteer: Gazetteer) -> anyhow::Result<&'static RulePack> {
        let pack = match &self.rules {
            Some(directory) => RulePack::load_with(directory, gazetteer)?,
            None => RulePack::builtin_with(gazetteer).context(BROKEN)?,
        };
        Ok(Box::leak(Box::new(pack)))
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
enum Command {
    Extract(extract::ExtractArgs),
    Explain(explain::ExplainArgs),
    WhyNot(why_not::WhyNotArgs),
    Evaluate(evaluate::EvaluateArgs),
    Audit(audit::AuditArgs),
    Diff(diff::DiffArgs),
    Accept(accept::AcceptArgs),
    Adopt(adopt::AdoptArgs),
    Verify(verify::VerifyArgs),
    Report(report::ReportArgs),
    Reproduce(reproduce::ReproduceArgs),
    Rules(rules::RulesArgs),
    Test(test::TestArgs),
    Schema(schema::SchemaArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// Runs the command line.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to standard output and is no error.
            let failed = error.use_stderr();
            let _ = error.print();
            return if failed {
                Outcome::Failed
            } else {
                Outcome::Done
            }
            .into();
        }
    };
    quiet_workers();
    let Cli { common, command } = cli;
    let command = command.unwrap_or_else(|| Command::Extract(extract::ExtractArgs::default()));
    match dispatch(command, &common) {
        Ok(outcome) => outcome.into(),
        Err(error) if stdout::is_closed(&error) => Outcome::Done.into(),
        Err(error) => {
            let _ = writeln!(io::stderr().lock(), "{}", message(&error));
            Outcome::Failed.into()
        }
    }
}

fn dispatch(command: Command, common: &Common) -> anyhow::Result<Outcome> {
    match command {
        Command::Extract(args) => extract::run(&args, common),
        Command::Explain(args) => explain::run(&args, common),
        Command::WhyNot(args) => why_not::run(&args, common),
        Command::Evaluate(args) => evaluate::run(&args, common),
        Command::Accept(args) => accept::run(&args, common),
        Command::Adopt(args) => adopt::run(&args, common),
        Command::Audit(args) => audit::run(&args, common),
        Command::Diff(args) => diff::run(&args, common),
        Command::Verify(args) => verify::run(&args, common),
        Command::Report(args) => report::run(&args, common),
        Command::Reproduce(args) => reproduce::run(&args, common),
        Command::Rules(args) => rules::run(&args, common),
        Command::Test(args) => test::run(&args, common),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

/// An error with its causes, each said once: some errors tell their cause
/// themselves, with or without the system's number for it.
fn message(error: &anyhow::Error) -> String {
    if let Some(fault) = error.downcast_ref::<PackError>() {
        // Told whole: a prefix would move its first line away from the caret.
        return fault.to_string();
    }
    let mut text = format!("nasaq: {error}");
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        let plain = cause.split(" (os error").next().unwrap_or_default();
        if !text.contains(plain) {
            text.push_str(": ");
            text.push_str(&cause);
        }
    }
    text
}

/// A panic in a worker is told once, as a document set aside, not on the
/// terminal in the middle of the progress bar.
fn quiet_workers() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let worker = std::thread::current()
            .name()
            .is_some_and(|name| name.starts_with(nasaq::pipeline::WORKER_NAME));
        if !worker {
            usual(info);
        }
    }));
}
