//! The files of tests that are not a rule's own: `cases/*.toml` and
//! `lexicon/*.toml`.
//!
//! A case gives the mentions of its text in order; where each stands is found
//! by looking for its text behind the one before, so that nobody counts
//! characters.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use super::{Expectation, Expected, Test};
use crate::diagnostic::Diagnostic;
use crate::lexicon::PackFile;
use crate::rules::{OptOut, opt_out_fault};
use crate::workbench::MentionType;

/// A file of cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    #[serde(default)]
    case: Vec<CaseTable>,
}

/// A whole text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseTable {
    id: Spanned<String>,
    /// What the case is for; nothing reads it but people.
    #[serde(rename = "about")]
    _about: Option<String>,
    date: Option<Spanned<String>>,
    types: Option<Vec<Spanned<String>>>,
    text: Spanned<String>,
    #[serde(default)]
    mentions: Vec<MentionTable>,
    #[serde(default)]
    variants: BTreeMap<String, Spanned<String>>,
}

/// A mention of a case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MentionTable {
    r#type: Spanned<String>,
    text: Spanned<String>,
    /// Which occurrence of `text` in the whole text it is, from 1, where it is
    /// not the first behind the mention before.
    nth: Option<usize>,
    value: Option<String>,
    certainty: Option<String>,
    basis: Option<String>,
    kind: Option<String>,
    within_organization: Option<bool>,
    other_readings: Option<String>,
}

/// Examples of a lexicon file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    #[serde(default)]
    example: Vec<WordTable>,
    #[serde(default)]
    counterexample: Vec<WordTable>,
}

/// One of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordTable {
    r#type: Spanned<String>,
    text: Spanned<String>,
    mention: Spanned<String>,
    value: Option<String>,
    date: Option<Spanned<String>>,
    #[serde(default)]
    variants: BTreeMap<String, Spanned<String>>,
}

/// A file with what is wrong in it.
struct Reader<'a> {
    source: &'a PackFile,
    faults: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fault(&mut self, code: &'static str, place: Range<usize>, message: String, help: &str) {
        let PackFile { name, text } = self.source;
        let fault = Diagnostic::at(code, name, text, place.start, place.len(), message, help);
        self.faults.push(fault);
    }

    fn column<T>(&self, spot: &Spanned<T>) -> usize {
        let before = &self.source.text[..spot.span().start];
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        before[line..].chars().count() + 1
    }

    fn line<T>(&self, spot: &Spanned<T>) -> usize {
        self.source.text[..spot.span().start].matches('\n').count() + 1
    }

    fn kind(&mut self, word: &Spanned<String>) -> Option<MentionType> {
        word.get_ref()
            .parse()
            .map_err(|message| {
                let help = "date, country or organization";
                self.fault("C003", word.span(), message, help);
            })
            .ok()
    }

    fn date(&mut self, date: Option<&Spanned<String>>) -> Option<NaiveDate> {
        let date = date?;
        let parsed = date.get_ref().parse();
        if parsed.is_err() {
            let message = format!("`{}` is no date", date.get_ref());
            self.fault("C004", date.span(), message, "YYYY-MM-DD");
        }
        parsed.ok()
    }

    /// The variants that a test opts out of.
    fn opt_outs(&mut self, table: BTreeMap<String, Spanned<String>>) -> Vec<OptOut> {
        let mut opt_outs = Vec::new();
        for (variant, reason) in table {
            match opt_out_fault(&variant, reason.get_ref()) {
                Some((message, help)) => self.fault("C006", reason.span(), message, &help),
                None => opt_outs.push(OptOut {
                    variant,
                    reason: reason.into_inner(),
                }),
            }
        }
        opt_outs
    }

    /// Reads TOML, or tells where it is none.
    fn read<T: for<'de> Deserialize<'de>>(&mut self, help: &str) -> Option<T> {
        toml::from_str(&self.source.text)
            .map_err(|error| {
                let span = error.span().unwrap_or(0..0);
                let place = span.start..span.end.max(span.start + 1);
                self.fault("C001", place, error.message().replace('\n', " "), help);
            })
            .ok()
    }
}

/// `cases/archive.toml` → `cases/archive`.
fn stem(source: &PackFile) -> &str {
    source.name.strip_suffix(".toml").unwrap_or(&source.name)
}

/// The tests of a file of cases.
pub fn cases(source: &PackFile, tests: &mut Vec<Test>, faults: &mut Vec<Diagnostic>) {
    let mut reader = Reader { source, faults };
    let help = "[[case]] with id, text, mentions; see docs/WORKBENCH.md";
    let Some(file) = reader.read::<CaseFile>(help) else {
        return;
    };
    for case in file.case {
        let name = format!("{}::{}", stem(source), case.id.get_ref());
        if case.id.get_ref().is_empty() || tests.iter().any(|test| test.name == name) {
            let message = format!("the id `{}` is empty or stands twice", case.id.get_ref());
            reader.fault("C002", case.id.span(), message, "a word of its own");
        }
        let kinds: Vec<MentionType> = match &case.types {
            Some(words) => words.iter().filter_map(|word| reader.kind(word)).collect(),
            None => MentionType::ALL.to_vec(),
        };
        let date = reader.date(case.date.as_ref());
        let text = case.text.get_ref();
        let mut behind = [0; 3];
        let mut mentions = Vec::new();
        for table in case.mentions {
            let Some(kind) = reader.kind(&table.r#type) else {
                continue;
            };
            if !kinds.contains(&kind) {
                let message = format!("a {kind}, but the case is not about these");
                reader.fault("C003", table.r#type.span(), message, "add it to `types`");
                continue;
            }
            let wanted = table.text.get_ref();
            let Some(start) = place(text, wanted, table.nth, behind[kind as usize]) else {
                let message = match table.nth {
                    Some(nth) => format!("the text has no occurrence {nth} of the mention"),
                    None => "the mention does not stand in the text behind the one before".into(),
                };
                let help = "the slice of the text, in order of place; `nth` for a later one";
                reader.fault("C005", table.text.span(), message, help);
                continue;
            };
            behind[kind as usize] = start + wanted.chars().next().map_or(0, char::len_utf8);
            mentions.push(Expected {
                kind,
                bytes: start..start + wanted.len(),
                text: wanted.clone(),
                value: table.value,
                certainty: table.certainty,
                basis: table.basis,
                row_kind: table.kind,
                within_organization: table.within_organization.map(|within| within.to_string()),
                other_readings: table.other_readings,
            });
        }
        let opt_outs = reader.opt_outs(case.variants);
        tests.push(Test {
            name,
            opt_outs,
            file: source.name.clone(),
            line: reader.line(&case.text),
            column: reader.column(&case.text),
            kinds: kinds.clone(),
            date,
            expectation: Expectation::Whole { kinds, mentions },
            text: case.text.into_inner(),
        });
    }
}

/// Where a mention begins: at its `nth` occurrence, else at the first from byte
/// `behind` on.
fn place(text: &str, mention: &str, nth: Option<usize>, behind: usize) -> Option<usize> {
    if mention.is_empty() {
        return None;
    }
    match nth {
        Some(nth) => occurrences(text, mention).nth(nth.checked_sub(1)?),
        None => text.get(behind..)?.find(mention).map(|at| behind + at),
    }
}

/// Where `mention` stands in `text`, also where it overlaps itself.
pub(super) fn occurrences<'t>(text: &'t str, mention: &'t str) -> impl Iterator<Item = usize> + 't {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text.get(from..)?.find(mention)?;
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
        Some(at)
    })
}

/// The tests of a file of the lexicon's examples.
pub fn words(source: &PackFile, tests: &mut Vec<Test>, faults: &mut Vec<Diagnostic>) {
    let mut reader = Reader { source, faults };
    let help = "[[example]] and [[counterexample]] with type, text, mention, value";
    let Some(file) = reader.read::<WordsFile>(help) else {
        return;
    };
    for (tables, counter) in [(file.example, false), (file.counterexample, true)] {
        let word = if counter { "counterexample" } else { "example" };
        for (index, table) in tables.into_iter().enumerate() {
            let date = reader.date(table.date.as_ref());
            let Some(kind) = reader.kind(&table.r#type) else {
                continue;
            };
            if !table
                .text
                .get_ref()
                .contains(table.mention.get_ref().as_str())
            {
                let message = "the mention does not stand in the text".to_owned();
                reader.fault("C005", table.mention.span(), message, "a slice of the text");
                continue;
            }
            let opt_outs = reader.opt_outs(table.variants);
            tests.push(Test {
                opt_outs,
                name: format!("{}::{word}-{}", stem(source), index + 1),
                file: source.name.clone(),
                line: reader.line(&table.text),
                column: reader.column(&table.text),
                kinds: vec![kind],
                date,
                expectation: Expectation::Mention {
                    kind,
                    mention: table.mention.into_inner(),
                    value: table.value,
                    counter,
                },
                text: table.text.into_inner(),
            });
        }
    }
}
