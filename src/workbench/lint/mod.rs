//! Lint: what is wrong, superfluous, undecided or dear in a pack that compiles.
//!
//! Faults that prevent compiling are the compiler's to tell. What stands here is
//! proved from the languages of the patterns and from the symbols that a text
//! can produce at all; where a proof would take too long, nothing is said. The
//! lint must never change a pack, and must rather miss a finding than tell a
//! false one.

mod alternatives;
mod collisions;
mod costs;
mod decided;
mod finding;
mod language;
mod names;
mod part;
mod reach;
mod sets;
mod shadow;
mod subject;

use crate::diagnostic::PackError;
use crate::extract::Survey;
use crate::rules::alphabet::Alphabet;
use crate::rules::{PackSource, RulePack};

pub use costs::{Cost, Trials};
pub use finding::{Code, Finding, Related};

use subject::Subject;

/// What a lint may look at besides the pack.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Counts of the rules on texts.
    pub survey: Option<&'a Survey>,
    /// Of 100 units, at how many a rule may be tried.
    pub most_tried: f64,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            survey: None,
            most_tried: MOST_TRIED,
        }
    }
}

/// Of 100 units, at how many a rule may be tried if nothing else is said.
pub const MOST_TRIED: f64 = 10.0;

/// What a lint found.
#[derive(Clone, Debug)]
pub struct Lint {
    /// Findings, in order of files, lines and columns.
    pub findings: Vec<Finding>,
    /// What each rule costs, the dearest first.
    pub costs: Vec<Cost>,
}

/// Looks for faults of a pack that was compiled from `source`.
///
/// # Errors
/// None for a source that the pack was compiled from.
pub fn lint(
    source: &PackSource,
    pack: &RulePack,
    options: &Options<'_>,
) -> Result<Lint, PackError> {
    let alphabet = Alphabet::new(pack.lexicon().symbols());
    let mut subject = Subject::new(source, pack, &alphabet)?;
    let mut findings = Vec::new();
    sets::check(&mut subject, &mut findings);
    reach::check(&subject, &mut findings);
    alternatives::check(&subject, &mut findings);
    shadow::check(&subject, &mut findings);
    names::check(&subject, &mut findings);
    decided::check(&subject, &mut findings);
    collisions::check(&subject, &mut findings);
    let costs = costs::costs(&subject, options.survey);
    if let Some(survey) = options.survey {
        costs::check(&subject, &costs, survey, options.most_tried, &mut findings);
    }
    sort(source, &mut findings);
    Ok(Lint { findings, costs })
}

/// Puts findings in order of files as the pack has them, then of places.
fn sort(source: &PackSource, findings: &mut [Finding]) {
    let order = |name: &str| {
        let mut all = source.rules().iter().chain(source.lexicon());
        all.position(|file| file.name == name)
    };
    findings.sort_by_cached_key(|finding| {
        let at = &finding.diagnostic;
        (
            order(&at.file),
            at.line,
            at.column,
            finding.code,
            at.message.clone(),
        )
    });
}
