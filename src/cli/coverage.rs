//! `nasaq test --coverage [INPUT…]`: what of a pack no text uses.

use std::path::PathBuf;

use clap::Args;
use nasaq::rules::{PackSource, RulePack};
use nasaq::source::{Document, InputFormat, Inputs, Item};
use nasaq::workbench::Suite;
use nasaq::workbench::coverage::{self, Coverage, Listing};

use super::requirement::Requirement;
use super::{Common, Outcome};

/// Documents read before their words are counted.
const BATCH: usize = 256;

/// Options of `--coverage`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Coverage")]
pub(super) struct CoverageArgs {
    /// Say which rules, parts of patterns and entries of the lexicon no test uses; in place of
    /// filters, files and directories of documents to read as well
    #[arg(long, conflicts_with = "mutate")]
    pub(super) coverage: bool,
}

/// What is read.
pub(super) struct Texts<'a> {
    pub(super) pack: &'a RulePack,
    pub(super) suite: &'a Suite,
    pub(super) inputs: &'a [String],
    /// Whether every entry is listed.
    pub(super) list: bool,
}

/// Measures; the report as text or JSON and how the command ends.
pub(super) fn run(
    requirements: &[Requirement],
    texts: &Texts<'_>,
    json: bool,
    common: &Common,
) -> anyhow::Result<(String, Outcome)> {
    Requirement::check_names(requirements, &coverage::MEASURES)?;
    let source = match &common.rules {
        Some(directory) => PackSource::load(directory)?,
        None => PackSource::builtin()?,
    };
    let mut coverage = Coverage::new(&source, texts.pack)?;
    coverage.read_tests(&texts.suite.tests);
    if !texts.inputs.is_empty() {
        let paths: Vec<PathBuf> = texts.inputs.iter().map(PathBuf::from).collect();
        let mut batch: Vec<Document> = Vec::new();
        for raw in Inputs::new(&paths, InputFormat::Auto)?.read() {
            // A document that is set aside has no words.
            if let Item::Document(document) = raw.decode() {
                batch.push(document);
            }
            if batch.len() == BATCH {
                coverage.read(&batch);
                batch.clear();
            }
        }
        coverage.read(&batch);
    }
    let report = coverage.report();
    let listing = match texts.list {
        true => Listing::All,
        false => Listing::Short,
    };
    let rendered = match json {
        true => coverage::json(&report)?,
        false => coverage::text(&report, listing),
    };
    let missed = Requirement::missed(requirements, |name| report.share(name)?.percent());
    Ok((rendered, Requirement::outcome(&missed)))
}
