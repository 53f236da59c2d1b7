//! `nasaq test --mutate [FILTER…]`: which changes of the rules no test notices.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use nasaq::rules::{PackSource, RulePack};
use nasaq::workbench::Suite;
use nasaq::workbench::mutation::{self, LogKey, Mutant, Report, Trial};
use rayon::ThreadPoolBuilder;

use super::requirement::Requirement;
use super::{Common, Outcome};

/// Options of `--mutate`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Mutation")]
pub(super) struct MutateArgs {
    /// Change each rule, one change at a time, and list the changes that no test notices; a
    /// FILTER is a rule, the beginning of rules' names, a definition (@YEAR), a file or a mutant
    #[arg(long)]
    pub(super) mutate: bool,
    /// Order in which mutants are tried, and which are sampled
    #[arg(long, value_name = "N", default_value_t = 0, requires = "mutate")]
    seed: u64,
    /// Begin no mutant after N seconds
    #[arg(long, value_name = "N", requires = "mutate")]
    seconds: Option<f64>,
    /// Try N mutants only, chosen by the seed
    #[arg(long, value_name = "N", requires = "mutate")]
    sample: Option<usize>,
    /// Keep outcomes in FILE (JSON Lines) and do not try again what is in it for this pack and
    /// these tests
    #[arg(long, value_name = "FILE", requires = "mutate")]
    resume: Option<PathBuf>,
    /// Worker threads [default: one a core]
    #[arg(
        short = 'j',
        long,
        alias = "jobs",
        value_name = "N",
        requires = "mutate"
    )]
    threads: Option<NonZeroUsize>,
}

/// What is tried.
pub(super) struct Tried<'a> {
    pub(super) pack: &'a RulePack,
    pub(super) suite: &'a Suite,
    pub(super) filters: &'a [String],
}

/// Tries the mutants; the report as text or JSON and how the command ends.
pub(super) fn run(
    args: &MutateArgs,
    requirements: &[Requirement],
    tried: &Tried<'_>,
    json: bool,
    common: &Common,
) -> anyhow::Result<(String, Outcome)> {
    Requirement::check_names(requirements, &["score"])?;
    let source = match &common.rules {
        Some(directory) => PackSource::load(directory)?,
        None => PackSource::builtin()?,
    };
    let all = mutation::mutants(&source);
    let chosen = mutation::chosen(&all, tried.filters);
    if chosen.is_empty() {
        match tried.filters {
            [] => bail!("the pack has no rule to change"),
            filters => bail!(
                "nothing to change is meant by `{}`: give a rule, a definition as @NAME or a file",
                filters.join("`, `")
            ),
        }
    }
    let sample = mutation::sample(&chosen, args.seed, args.sample);
    let log = args
        .resume
        .as_deref()
        .map(|path| Log::open(path, LogKey::new(tried.pack, tried.suite)))
        .transpose()?;
    let started = Instant::now();
    let report = attempt(args, &source, tried, &chosen, &sample, log.as_ref())?;
    if let Some(log) = &log {
        log.finish()?;
    }
    if !common.quiet {
        let tally = report.tally();
        let _ = writeln!(
            io::stderr().lock(),
            "{} of {} mutants tried, {} survived, {:.1} s",
            tally.tried,
            tally.mutants,
            tally.survived,
            started.elapsed().as_secs_f64()
        );
    }
    let rendered = match json {
        true => mutation::json(&report)?,
        false => mutation::text(&report),
    };
    let score = report.tally().score().map(|score| score * 100.0);
    let missed = Requirement::missed(requirements, |_| score);
    Ok((rendered, Requirement::outcome(&missed)))
}

fn attempt(
    args: &MutateArgs,
    source: &PackSource,
    tried: &Tried<'_>,
    chosen: &[&Mutant],
    sample: &[&Mutant],
    log: Option<&Log>,
) -> anyhow::Result<Report> {
    let mut outcomes = log.map_or_else(HashMap::new, |log| log.known.clone());
    let open: Vec<&Mutant> = sample
        .iter()
        .filter(|mutant| !outcomes.contains_key(&mutant.id))
        .copied()
        .collect();
    let deadline = match args.seconds {
        Some(seconds) => Some(
            Duration::try_from_secs_f64(seconds)
                .ok()
                .and_then(|limit| Instant::now().checked_add(limit))
                .with_context(|| format!("--seconds {seconds} is no time"))?,
        ),
        None => None,
    };
    let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let pool = ThreadPoolBuilder::new()
        .num_threads(args.threads.unwrap_or_else(cores).get())
        .thread_name(|index| format!("{}-{index}", nasaq::pipeline::WORKER_NAME))
        .build()
        .context("cannot start threads")?;
    let trial = Trial {
        source,
        pack: tried.pack,
        suite: tried.suite,
    };
    let found = pool.install(|| {
        mutation::try_all(
            trial,
            &open,
            &|| deadline.is_none_or(|deadline| Instant::now() < deadline),
            &|mutant, outcome| {
                if let Some(log) = log {
                    log.add(mutant, outcome);
                }
            },
        )
    });
    for (mutant, outcome) in open.iter().zip(found) {
        if let Some(outcome) = outcome {
            outcomes.insert(mutant.id.clone(), outcome);
        }
    }
    let sampled: std::collections::HashSet<&str> =
        sample.iter().map(|mutant| mutant.id.as_str()).collect();
    let trials = chosen.iter().map(|mutant| {
        let known = outcomes.get(&mutant.id).cloned();
        let outcome = known.filter(|_| sampled.contains(mutant.id.as_str()));
        ((*mutant).clone(), outcome)
    });
    Ok(Report {
        trials: trials.collect(),
    })
}

/// The file of `--resume`.
struct Log {
    key: LogKey,
    known: HashMap<String, mutation::Outcome>,
    path: PathBuf,
    /// The file, and the first error of writing to it.
    file: Mutex<(File, io::Result<()>)>,
}

impl Log {
    fn open(path: &Path, key: LogKey) -> anyhow::Result<Self> {
        let cannot = || format!("cannot open the log `{}`", path.display());
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(cannot),
        };
        // A run that was killed may have left half a line.
        let whole = text.rfind('\n').map_or(0, |at| at + 1);
        let known = match mutation::read_log(&text[..whole], &key) {
            Ok(known) => known,
            Err((line, message)) => bail!("{}:{line}: {message}", path.display()),
        };
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(path)
            .with_context(cannot)?;
        if whole < text.len() {
            file.set_len(whole as u64).with_context(cannot)?;
        }
        Ok(Self {
            key,
            known,
            path: path.to_owned(),
            file: Mutex::new((file, Ok(()))),
        })
    }

    fn add(&self, mutant: &Mutant, outcome: &mutation::Outcome) {
        let line = mutation::entry(&self.key, mutant, outcome) + "\n";
        if let Ok(mut held) = self.file.lock() {
            let (file, written) = &mut *held;
            if written.is_ok() {
                *written = file.write_all(line.as_bytes());
            }
        }
    }

    fn finish(&self) -> anyhow::Result<()> {
        let Ok(mut held) = self.file.lock() else {
            bail!("the log `{}` is broken", self.path.display());
        };
        std::mem::replace(&mut held.1, Ok(()))
            .with_context(|| format!("cannot write the log `{}`", self.path.display()))
    }
}
