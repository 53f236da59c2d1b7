//! A reader's corrections become cases that fail until the rules are mended.
//!
//! A case holds all mentions of the judged types in its sentence as they should
//! be: those found, with the corrections of that sentence. It must fail for what
//! the reader judged and for nothing else. A sentence that is read otherwise
//! alone than in its document therefore takes sentences before it along; where
//! they do not help, or the rules have changed since, nothing is written.

mod corrections;

pub use corrections::{Corrections, CorrectionsError};

use corrections::{Correction, Judgement, is_same};

use crate::calendar::Edtf;
use crate::extract::Scratch;
use crate::rules::RulePack;
use crate::workbench::MentionType;
use crate::workbench::suite::{CaseText, Expected, Suite, check};

/// What became of the corrections of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Adoption {
    /// They are a case.
    Case {
        /// Its id.
        id: String,
        /// Whether the rules in force pass it already.
        passes: bool,
    },
    /// A case of this name says it already.
    Known(String),
    /// They cannot be a case, and why.
    Refused(String),
}

/// What became of the corrections of each sentence, with the new cases.
#[derive(Clone, Debug, Default)]
pub struct Adopted {
    /// A sentence (`archive.txt, sentence 3`, counted from 1) and what became of
    /// its corrections, in the order of the file.
    pub outcomes: Vec<(String, Adoption)>,
    /// The new cases.
    pub cases: Vec<CaseText>,
}

/// Makes a case of each sentence that has corrections. `known` holds the cases
/// that there are.
pub fn adopt(corrections: &Corrections, pack: &RulePack, known: &Suite) -> Adopted {
    let mut desk = Desk {
        all: &corrections.corrections,
        pack,
        known,
        scratch: Scratch::default(),
        cases: Vec::new(),
    };
    let mut outcomes = Vec::new();
    for (at, first) in desk.all.iter().enumerate() {
        if desk.all[..at].iter().any(|other| is_of_one(first, other)) {
            continue;
        }
        let name = format!("{}, sentence {}", first.document, first.number + 1);
        let outcome = desk.take(first).unwrap_or_else(Adoption::Refused);
        outcomes.push((name, outcome));
    }
    let cases = desk.cases;
    Adopted { outcomes, cases }
}

/// Whether two corrections are of one sentence.
fn is_of_one(one: &Correction, other: &Correction) -> bool {
    one.document == other.document && one.number == other.number
}

struct Desk<'a> {
    all: &'a [Correction],
    pack: &'a RulePack,
    known: &'a Suite,
    scratch: Scratch,
    cases: Vec<CaseText>,
}

impl<'a> Desk<'a> {
    /// The corrections of a sentence of the document of `of`.
    fn of(&self, of: &Correction, number: usize) -> impl Iterator<Item = &'a Correction> + use<'a> {
        let document = of.document.clone();
        let all = self.all.iter();
        all.filter(move |other| other.document == document && other.number == number)
    }

    fn take(&mut self, first: &'a Correction) -> Result<Adoption, String> {
        let own: Vec<&Correction> = self.of(first, first.number).collect();
        for (at, correction) in own.iter().enumerate() {
            self.value(correction.judgement.mention(), &correction.judgement)?;
            let mention = correction.judgement.mention();
            let mut others = own[..at].iter().map(|other| other.judgement.mention());
            if others.any(|other| is_same(other, mention)) {
                return Err(format!("`{}` is judged twice", mention.text));
            }
            let text = |of: &Correction| of.sentences.last().map(|sentence| sentence.text.clone());
            if text(correction) != text(first) {
                return Err("its corrections do not tell the same sentence".to_owned());
            }
        }
        let mut reason = None;
        for more in 0..first.sentences.len() {
            let [decided, found] = self.readings(first, &own, more);
            // What stands here must be said by the reader, not by the sentence's
            // standing alone.
            match self.fault(&found)? {
                None => return self.file(decided, false),
                Some(_) if self.fault(&decided)?.is_none() => return self.file(decided, true),
                Some(fault) => reason = reason.or(Some(fault)),
            }
        }
        Err(format!(
            "the rules in force read it otherwise than the report did: {}",
            reason.unwrap_or_default()
        ))
    }

    /// Whether the right value is one.
    fn value(&self, mention: &Expected, judgement: &Judgement) -> Result<(), String> {
        let value = match (judgement, &mention.value) {
            (Judgement::Wrong(_), _) | (_, None) => return Ok(()),
            (_, Some(value)) => value,
        };
        let lexicon = self.pack.lexicon();
        let (fits, wanted) = match mention.kind {
            MentionType::Date => (
                value.parse::<Edtf>().is_ok(),
                "a date in EDTF, as 1948-05 or 1914/1918",
            ),
            MentionType::Country => {
                let is_key = |key: &str| lexicon.countries.iter().any(|one| one.key() == key);
                (
                    value.split(';').all(is_key),
                    "the code of a country, as TUN, or codes joined with `;`",
                )
            }
            // A body may be known by its name in the text alone: any id will do.
            MentionType::Organization => (
                !value.contains(char::is_whitespace),
                "the id of an organization, as the table of organizations has it",
            ),
        };
        if fits {
            return Ok(());
        }
        let MentionType::Country = mention.kind else {
            return Err(format!("`{value}` is not {wanted}"));
        };
        let named = lexicon.countries.iter();
        let mut named = named.filter(|one| one.name_ar == *value || one.name_en == *value);
        Err(match named.next() {
            Some(one) => format!("`{value}` is not {wanted}; did you mean {}?", one.key()),
            None => format!("`{value}` is not {wanted}"),
        })
    }

    /// The sentence behind `more` of those before it: as it should be read, and as
    /// it was.
    fn readings(&self, first: &Correction, own: &[&Correction], more: usize) -> [CaseText; 2] {
        let mut kinds: Vec<MentionType> = own
            .iter()
            .map(|correction| correction.judgement.mention().kind)
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        let mut text = String::new();
        let (mut decided, mut found) = (Vec::new(), Vec::new());
        let last = first.sentences.len() - 1;
        for (at, sentence) in first.sentences.iter().enumerate().skip(last - more) {
            let judged = self.of(first, first.number - (last - at));
            let judged: Vec<&Judgement> = judged.map(|correction| &correction.judgement).collect();
            let base = text.len();
            let moved = |mention: &Expected| Expected {
                bytes: mention.bytes.start + base..mention.bytes.end + base,
                ..mention.clone()
            };
            let meant = |mention: &&Expected| kinds.contains(&mention.kind);
            found.extend(sentence.found.iter().filter(meant).map(moved));
            let mended = mended(&sentence.found, &judged);
            decided.extend(mended.iter().filter(meant).map(moved));
            text.push_str(&sentence.text);
        }
        let about = about(own);
        [decided, found].map(|mut mentions| {
            mentions.sort_by_key(|one: &Expected| (one.bytes.start, one.bytes.end, one.kind));
            CaseText::new(about.as_str(), first.date, &kinds, text.as_str(), mentions)
        })
    }

    /// Nothing if the rules in force pass the case, else why not.
    fn fault(&mut self, case: &CaseText) -> Result<Option<String>, String> {
        let test = case.test().map_err(|error| error.to_string())?;
        let failure = check(self.pack, &test, &mut self.scratch).err();
        Ok(failure.map(|failure| {
            let first = failure.differences.first();
            first.map_or_else(String::new, ToString::to_string)
        }))
    }

    /// Adds a case, unless it is there.
    fn file(&mut self, case: CaseText, passes: bool) -> Result<Adoption, String> {
        let mut about = self.known.tests.iter().filter(|test| case.is_about(test));
        if let Some(test) = about.clone().find(|test| case.is(test)) {
            return Ok(Adoption::Known(test.name.clone()));
        }
        if let Some(test) = about.find(|test| test.expectation.kinds() == case.kinds) {
            return Err(format!("{} expects something else of this text", test.name));
        }
        let id = case.id.clone();
        match self.cases.iter().find(|other| other.id == id) {
            Some(other) if other.mentions != case.mentions => {
                return Err(format!("{id} expects something else of this text"));
            }
            Some(_) => {}
            None => self.cases.push(case),
        }
        Ok(Adoption::Case { id, passes })
    }
}

/// What was found in a sentence, with the corrections of it.
fn mended(found: &[Expected], judged: &[&Judgement]) -> Vec<Expected> {
    let of = |mention: &Expected| {
        let mut judged = judged.iter();
        judged.find(|judgement| is_same(judgement.mention(), mention))
    };
    let mut mentions: Vec<Expected> = found
        .iter()
        .filter_map(|mention| match of(mention) {
            Some(Judgement::Wrong(_)) => None,
            Some(Judgement::Value(right)) => Some(right.clone()),
            Some(Judgement::Missing(_)) | None => Some(mention.clone()),
        })
        .collect();
    let missing = judged.iter().filter_map(|judgement| match judgement {
        Judgement::Missing(mention) => Some(mention.clone()),
        _ => None,
    });
    mentions.extend(missing);
    mentions
}

/// What the readers said, in a line.
fn about(own: &[&Correction]) -> String {
    let said = own.iter().map(|correction| {
        let mention = correction.judgement.mention();
        let verdict = match correction.judgement {
            Judgement::Wrong(_) => "is no",
            Judgement::Value(_) => "has another value as a",
            Judgement::Missing(_) => "is a",
        };
        let kind = mention.kind;
        match correction.note.as_str() {
            "" => format!("«{}» {verdict} {kind}.", mention.text),
            note => format!("«{}» {verdict} {kind}: {note}", mention.text),
        }
    });
    let said: Vec<String> = said.collect();
    let line = format!("A reader of {}: {}", own[0].document, said.join(" "));
    // Notes may be of many lines, this is one.
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
