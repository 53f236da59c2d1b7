//! Why a text does not yield what was expected: which rule came nearest, where it
//! stopped, what it wanted there, and whether the lexicon lacks the word.
//!
//! What happened is asked from the engine's own account of it; only how far
//! patterns got that did not match is found out here, afterwards.

mod answer;
mod clues;
mod notation;
mod progress;
mod question;
mod search;
mod show;
#[cfg(test)]
mod tests;
mod words;

use chrono::NaiveDate;

use crate::extract::{ExtractError, Extractor, Scratch};
use crate::rules::{PackError, PackSource, RulePack};
use crate::source::Document;
use crate::workbench::mentions;

pub use answer::{Answer, Changed, Near, Stopped, Verdict};
pub use question::Question;
pub use words::{Entity, KnownForm, Lack, Near as NearForm};

/// What to answer.
#[derive(Clone, Debug)]
pub struct Options {
    /// Ask this rule only, by id.
    pub rule: Option<String>,
    /// Rules to tell of.
    pub most: usize,
}

/// A question that cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The mention is not in the text.
    #[error("the mention is not in the text: it must stand there exactly as given")]
    NoSuchMention,
    /// The rule does not exist.
    #[error("there is no rule `{0}`; `nasaq rules list` lists them all")]
    NoSuchRule(String),
    /// The text is too large.
    #[error(transparent)]
    Text(#[from] ExtractError),
    /// The files are not those of the pack.
    #[error(transparent)]
    Pack(#[from] PackError),
}

/// Says why `text` does not yield what was expected, or that it does. `source` is
/// what `pack` was compiled of.
///
/// # Errors
/// A question that cannot be answered.
pub fn why_not(
    pack: &RulePack,
    source: &PackSource,
    text: &str,
    date: Option<NaiveDate>,
    question: &Question,
    options: &Options,
) -> Result<Answer, Fault> {
    let mention = question.mention.as_deref();
    if mention.is_some_and(|mention| !text.contains(mention)) {
        return Err(Fault::NoSuchMention);
    }
    let rule = options.rule.as_deref();
    if let Some(id) = rule.filter(|id| pack.rules().all(|rule| rule.id != **id)) {
        return Err(Fault::NoSuchRule(id.to_owned()));
    }
    let document = Document::of_text(text, date);
    let seen = Extractor::new(pack).trace(&document, &mut Scratch::default())?;
    let found = mentions(pack, text, &seen.extraction);
    let mut answer = Answer {
        expected: question.clone(),
        met: false,
        cut: seen.cut,
        found: None,
        entity: None,
        nearest: Vec::new(),
        more: 0,
    };
    if let Some(met) = found.iter().find(|mention| question.is_met_by(mention)) {
        answer.met = true;
        let own = |account: &&crate::extract::Account| {
            account.piece.span == met.span && account.kind == met.kind.as_str()
        };
        answer.found = seen.accounts.iter().find(own).cloned();
        return Ok(answer);
    }
    let words = words::Words::new(source.lexicon(), text)?;
    answer.entity = clues::entity(question, &words);
    let weights = clues::Weights::new(question, answer.entity.as_ref(), text);
    let search = search::Search {
        pack,
        source,
        text,
        question,
        seen: &seen,
        words: &words,
        weights: &weights,
    };
    let mut nearest = search.nearest(rule);
    answer.more = nearest.len().saturating_sub(options.most);
    nearest.truncate(options.most);
    answer.nearest = nearest;
    Ok(answer)
}
