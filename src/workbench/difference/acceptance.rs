//! Reviewed changes become cases.
//!
//! A case holds the full expectation for its type in its text, so every change in
//! that text needs a verdict. A sentence cut out of its document may be read
//! otherwise than within it; then sentences before it are added, and where even
//! the paragraph does not help the change is refused. Nothing may be written
//! that does not say what the reviewer decided.

use std::collections::HashMap;

use super::change::{Change, Verdict, id};
use super::compare::{ChangeKind, compare};
use super::passage::Passage;
use super::sighting::Sighting;
use crate::extract::Scratch;
use crate::rules::RulePack;
use crate::workbench::MentionType;
use crate::workbench::suite::{CaseText, Expected, Failure, Suite, Test, check};

/// What became of a change with a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// It is a case; the pack in force passes it, or does not.
    Case {
        /// The case, new or of another change of this review.
        id: String,
        /// Whether the pack in force passes it.
        passes: bool,
    },
    /// A case of this name says it already.
    Known(String),
    /// It cannot be a case, and why.
    Refused(String),
}

/// The changes with a verdict and what became of each, with the new cases.
#[derive(Clone, Debug, Default)]
pub struct Accepted {
    /// Id of a change and what became of it, in the order of the review.
    pub outcomes: Vec<(String, Acceptance)>,
    /// The new cases, each once.
    pub cases: Vec<CaseText>,
}

/// Makes cases of all changes that `chosen` says and that have a verdict. `known`
/// holds the cases that there are.
pub fn accept(
    changes: &[Change],
    chosen: impl Fn(&Change) -> bool,
    pack: &RulePack,
    known: &Suite,
) -> Accepted {
    let with_verdict = changes
        .iter()
        .filter_map(|c| Some((c.id.as_str(), c.verdict?)));
    let mut desk = Desk {
        verdicts: with_verdict.collect(),
        pack,
        known,
        scratch: Scratch::default(),
        accepted: Accepted::default(),
    };
    for change in changes.iter().filter(|change| chosen(change)) {
        if change.verdict.is_some() {
            let outcome = desk.take(change).unwrap_or_else(Acceptance::Refused);
            desk.accepted.outcomes.push((change.id.clone(), outcome));
        }
    }
    desk.accepted
}

struct Desk<'a> {
    verdicts: HashMap<&'a str, Verdict>,
    pack: &'a RulePack,
    known: &'a Suite,
    scratch: Scratch,
    accepted: Accepted,
}

/// What a text must yield by the verdicts on it, and what it yields now.
struct Expectations {
    text: String,
    decided: Vec<Sighting>,
    new: Vec<Sighting>,
}

impl Desk<'_> {
    fn take(&mut self, change: &Change) -> Result<Acceptance, String> {
        if change.change == ChangeKind::Reattributed {
            return Err("only the rule differs, which a case does not tell".to_owned());
        }
        let Some(passage) = &change.passage else {
            return Err("the text around it is not known: make the review with --input".to_owned());
        };
        if !passage.is_sound() {
            return Err("its passage does not hold its mentions; was it edited?".to_owned());
        }
        let mut first_failure = None;
        for &beginning in passage.beginnings.iter().rev() {
            let expectations = match self.expectations(change, passage, beginning) {
                Ok(expectations) => expectations,
                // More context cannot be had.
                Err(reason) => return Err(first_failure.unwrap_or(reason)),
            };
            let case = case(change, &expectations.text, &expectations.decided);
            let unchanged = case.mentions == expected(change.kind, &expectations.new);
            if unchanged && change.verdict == Some(Verdict::Wrong) {
                return Err("a case does not tell the two sides apart".to_owned());
            }
            let failure = match self.try_out(&case)? {
                None => return self.file(case, true),
                Some(failure) => failure,
            };
            // A case that is meant to fail must fail for what was judged wrong,
            // not because the sentence stands alone.
            let as_now = self::case(change, &expectations.text, &expectations.new);
            if !unchanged && self.try_out(&as_now)?.is_none() {
                return self.file(case, false);
            }
            first_failure.get_or_insert(failure);
        }
        Err(first_failure.unwrap_or_else(|| "its passage has no beginning".to_owned()))
    }

    /// Nothing if the pack in force passes the case, else why not.
    fn try_out(&mut self, case: &CaseText) -> Result<Option<String>, String> {
        let test: Test = case.test().map_err(|error| error.to_string())?;
        let failure: Failure = match check(self.pack, &test, &mut self.scratch) {
            Ok(()) => return Ok(None),
            Err(failure) => failure,
        };
        let first = failure.differences.first();
        Ok(Some(format!(
            "it does not stand alone: {}",
            first.map_or_else(String::new, ToString::to_string)
        )))
    }

    /// Adds a case, unless it is there.
    fn file(&mut self, case: CaseText, passes: bool) -> Result<Acceptance, String> {
        let mut about = self.known.tests.iter().filter(|test| case.is_about(test));
        if let Some(test) = about.clone().find(|test| case.is(test)) {
            return Ok(Acceptance::Known(test.name.clone()));
        }
        if let Some(test) = about.find(|test| test.expectation.kinds() == case.kinds) {
            return Err(format!("{} expects something else of this text", test.name));
        }
        let here = self.accepted.cases.iter();
        let id = case.id.clone();
        match here.clone().find(|other| other.id == id) {
            Some(other) if other.mentions != case.mentions => {
                return Err(format!("{id} expects something else of this text"));
            }
            Some(_) => {}
            None => self.accepted.cases.push(case),
        }
        Ok(Acceptance::Case { id, passes })
    }

    /// What the passage must yield from `beginning` on.
    fn expectations(
        &self,
        change: &Change,
        passage: &Passage,
        beginning: usize,
    ) -> Result<Expectations, String> {
        let skipped = passage.text[..beginning].chars().count();
        let from = |side: &[Sighting]| -> Vec<Sighting> {
            let here = side.iter().filter(|found| found.byte_start >= beginning);
            here.map(|found| found.moved(|at| at - skipped, |at| at - beginning))
                .collect()
        };
        let (old, new) = (from(&passage.old), from(&passage.new));
        let in_document = |found: &Sighting| {
            let base = passage.start + skipped;
            found.moved(|at| at + base, |at| at)
        };
        let mut decided: Vec<Option<Sighting>> = new.iter().cloned().map(Some).collect();
        for pair in compare(&old, &new) {
            if pair.change == ChangeKind::Reattributed {
                continue;
            }
            let before = pair.old.map(|at| &old[at]);
            let sides = [before, pair.new.map(|at| &new[at])].map(|side| side.map(in_document));
            let id = id(
                &change.document,
                pair.change,
                sides[0].as_ref(),
                sides[1].as_ref(),
            );
            match self.verdicts.get(id.as_str()) {
                Some(Verdict::Right) => {}
                Some(Verdict::Wrong) => {
                    if let Some(at) = pair.new {
                        decided[at] = None;
                    }
                    decided.extend(before.cloned().map(Some));
                }
                None => {
                    return Err(format!("{id}, in the same text, has no verdict"));
                }
            }
        }
        let mut decided: Vec<Sighting> = decided.into_iter().flatten().collect();
        decided.sort_by_key(Sighting::order);
        Ok(Expectations {
            text: passage.text[beginning..].to_owned(),
            decided,
            new,
        })
    }
}

/// The case that a text must yield these mentions.
fn case(change: &Change, text: &str, mentions: &[Sighting]) -> CaseText {
    let (old, new) = change.rules();
    let rule = if old == new {
        old.to_owned()
    } else {
        format!("{old} → {new}")
    };
    let verdict = match change.verdict {
        Some(Verdict::Wrong) => "the old behaviour is right",
        _ => "the new behaviour is right",
    };
    let about = format!("{} by {rule}: {verdict}.", change.change.as_str());
    let date = change.date.as_deref().and_then(|date| date.parse().ok());
    let mentions = expected(change.kind, mentions);
    CaseText::new(about, date, &[change.kind], text, mentions)
}

fn expected(kind: MentionType, mentions: &[Sighting]) -> Vec<Expected> {
    let date = kind == MentionType::Date;
    let one = |found: &Sighting| Expected {
        kind,
        bytes: found.span().bytes(),
        text: found.text.clone(),
        value: Some(found.value.clone()),
        certainty: date.then(|| found.certainty.clone()),
        basis: date.then(|| found.basis.clone()),
        row_kind: (!date).then(|| found.row_kind.clone()),
        within_organization: None,
        other_readings: None,
    };
    mentions.iter().map(one).collect()
}
