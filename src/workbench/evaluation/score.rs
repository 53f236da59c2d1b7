//! One row against what was found in it.
//!
//! It must count exactly as the public scorer does; what it tells beyond counts
//! (which error, by which rule) must never change a count.

use super::super::context::Context;
use super::super::mention::{Details, Mention, MentionType};
use super::counts::Counts;
use super::gold::{CharSpan, Days, Form, GoldRow, GoldSpan, GoldValue};
use super::likeness::{Letters, pairs, touch};
use crate::calendar::Edtf;
use crate::extract::{CountryKind, OrganizationKind};
use serde::Serialize;

/// Characters of context on each side of an error.
const CONTEXT: usize = 60;

/// What kind of error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrorKind {
    /// Marked, and nothing found there.
    Missed,
    /// Found, and nothing marked there.
    Wrong,
    /// Marked and found, but not with the same span: counted as one missed and
    /// one wrong by the strict measure.
    Span,
    /// Found with another value than the marked one.
    Value,
}

impl ErrorKind {
    /// All kinds, in the order in which they are reported.
    pub const ALL: [Self; 4] = [Self::Missed, Self::Wrong, Self::Span, Self::Value];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Wrong => "wrong",
            Self::Span => "span",
            Self::Value => "value",
        }
    }
}

/// A mention as one of the two sides has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The slice.
    pub text: String,
    /// Days (`earliest/latest`, or one day) or country code; empty if unknown.
    pub value: String,
}

/// A place where gold and rules differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EvaluationError {
    /// Name of the set.
    pub set: String,
    /// Id of the row.
    pub row: String,
    /// Line of the row in its file, from 1.
    pub line: usize,
    /// Of what.
    #[serde(rename = "type")]
    pub kind: MentionType,
    /// How.
    pub error: ErrorKind,
    /// What is marked.
    pub gold: Option<Side>,
    /// What was found.
    pub found: Option<Side>,
    /// The rule that found it, or empty.
    pub rule: String,
    /// The place in its text.
    pub context: Context,
}

/// What one rule did on a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RuleOnRow {
    pub(super) strict: bool,
    pub(super) touched: bool,
    pub(super) valued: usize,
    pub(super) value: usize,
}

/// What came of a row for one type.
#[derive(Debug, Default)]
pub(super) struct RowScore {
    pub(super) counts: Counts,
    /// One entry a mention that counts: its rule and what it did.
    pub(super) rules: Vec<(String, RuleOnRow)>,
    pub(super) errors: Vec<EvaluationError>,
}

/// Scores what was `found` in a row for the mentions of one type.
pub(super) fn score(set: &str, row: &GoldRow, found: &[Mention], kind: MentionType) -> RowScore {
    let letters = Letters::new(&row.text);
    let gold: Vec<&GoldSpan> = row.spans.iter().filter(|span| span.kind == kind).collect();
    let marked: Vec<CharSpan> = gold.iter().map(|span| span.span).collect();
    let found = counted(row, found, kind, &marked);
    let places: Vec<CharSpan> = found.iter().map(|mention| place(mention)).collect();
    let mut scorer = Scorer {
        set,
        row,
        kind,
        letters,
        gold,
        marked,
        places,
        score: RowScore {
            rules: found
                .iter()
                .map(|mention| (mention.rule.clone(), RuleOnRow::default()))
                .collect(),
            ..RowScore::default()
        },
        found,
    };
    scorer.run();
    scorer.score
}

/// The mentions of a type that count in a row, each place once.
fn counted<'m>(
    row: &GoldRow,
    found: &'m [Mention],
    kind: MentionType,
    marked: &[CharSpan],
) -> Vec<&'m Mention> {
    let mut counted: Vec<&Mention> = Vec::new();
    for mention in found.iter().filter(|mention| mention.kind == kind) {
        let excluded = match mention.details {
            Details::Date { .. } => false,
            Details::Country { kind, .. } => kind != CountryKind::Name,
            Details::Organization { kind } => kind == OrganizationKind::Anaphor,
        };
        let at = place(mention);
        let meets = marked.iter().any(|&gold| touch(at, gold));
        // Which kinds are mentions is for the file to say, where it can.
        if (excluded && (row.form == Form::Lines || !meets))
            || counted.iter().any(|other| place(other) == at)
        {
            continue;
        }
        let inside = |outer: &CharSpan| outer.0 <= at.0 && at.1 <= outer.1;
        // What a flat form cannot hold beside the mention around it, or beside
        // another in the same place that was found too.
        let also = |other: &GoldSpan| {
            found
                .iter()
                .any(|mention| mention.kind == other.kind && place(mention) == at)
        };
        let hidden = |other: &GoldSpan| {
            other.kind != kind && inside(&other.span) && (other.span != at || also(other))
        };
        let passed_over = row.other.iter().any(|&other| touch(at, other))
            || (kind == MentionType::Country && row.nested.iter().any(inside))
            || (row.form == Form::Flat && row.spans.iter().any(hidden));
        if !passed_over || meets {
            counted.push(mention);
        }
    }
    counted
}

struct Scorer<'r> {
    set: &'r str,
    row: &'r GoldRow,
    kind: MentionType,
    letters: Letters<'r>,
    gold: Vec<&'r GoldSpan>,
    marked: Vec<CharSpan>,
    found: Vec<&'r Mention>,
    places: Vec<CharSpan>,
    score: RowScore,
}

impl Scorer<'_> {
    fn run(&mut self) {
        let empty = self.row.spans.is_empty() && self.row.other.is_empty();
        let counts = &mut self.score.counts;
        counts.gold = self.marked.len();
        counts.found = self.places.len();
        counts.empty_rows = usize::from(empty);
        counts.empty_rows_hit = usize::from(empty && !self.places.is_empty());
        let strict = if self.kind == MentionType::Date {
            self.dates()
        } else {
            self.names()
        };
        self.score.counts.strict = strict.len();
        for &(_, found) in &strict {
            self.score.rules[found].1.strict = true;
        }
        for (found, &place) in self.places.iter().enumerate() {
            self.score.rules[found].1.touched = self.marked.iter().any(|&gold| touch(gold, place));
        }
        self.spans(&strict);
    }

    /// Dates: spans by their edges, values wherever something was found.
    fn dates(&mut self) -> Vec<(usize, usize)> {
        let edges = |spans: &[CharSpan]| -> Vec<CharSpan> {
            spans.iter().map(|&span| self.letters.edges(span)).collect()
        };
        let strict = pairs(&edges(&self.marked), &edges(&self.places), |a, b| a == b);
        let touched = |spans: &[CharSpan], others: &[CharSpan]| {
            let is_touched = |span: &&CharSpan| others.iter().any(|&other| touch(**span, other));
            spans.iter().filter(is_touched).count()
        };
        self.score.counts.gold_touched = touched(&self.marked, &self.places);
        self.score.counts.found_touched = touched(&self.places, &self.marked);
        for index in 0..self.gold.len() {
            self.date_value(index);
        }
        strict
    }

    fn date_value(&mut self, index: usize) {
        let gold: &GoldSpan = self.gold[index];
        let gold = &gold.value;
        if *gold == GoldValue::Unknown {
            return;
        }
        let span = self.marked[index];
        self.score.counts.valued += 1;
        let mut best = None;
        for (at, mention) in self.found.iter().enumerate() {
            if touch(self.places[at], span) {
                let good = is_date(gold, mention);
                let rule = &mut self.score.rules[at].1;
                rule.valued += 1;
                rule.value += usize::from(good);
                best = best.filter(|_| !good).or(Some((at, good)));
            }
        }
        match best {
            Some((_, true)) => self.score.counts.value += 1,
            Some((at, false)) => self.error(ErrorKind::Value, Some(index), Some(at)),
            None => {}
        }
    }

    /// Countries and organizations: spans but for clitics, and for head nouns.
    fn names(&mut self) -> Vec<(usize, usize)> {
        let letters = &self.letters;
        let strict = pairs(&self.marked, &self.places, |g, p| {
            letters.same_but_clitics(g, p)
        });
        let head = pairs(&self.marked, &self.places, |g, p| {
            letters.same_but_head(g, p)
        });
        self.score.counts.head = head.len();
        if self.kind == MentionType::Country {
            for &(gold, found) in &strict {
                self.code(gold, found);
            }
        }
        strict
    }

    fn code(&mut self, gold: usize, found: usize) {
        let GoldValue::Code(codes) = &self.gold[gold].value else {
            return;
        };
        if codes == "HIST" {
            return;
        }
        let code = code_of(self.found[found]);
        // brat files of ours tell the key of the tables instead.
        let is_key = |wanted: &str| {
            let mut keys = self.found[found].value.split(';');
            keys.any(|key| key == wanted)
        };
        let right =
            codes.split(['|', '-']).any(|wanted| wanted == code) || codes.split('|').any(is_key);
        self.score.counts.coded += 1;
        self.score.counts.code += usize::from(right);
        let rule = &mut self.score.rules[found].1;
        rule.valued += 1;
        rule.value += usize::from(right);
        if !right {
            self.error(ErrorKind::Value, Some(gold), Some(found));
        }
    }

    /// What the strict pairs leave over: missed, wrong, or found with another span.
    fn spans(&mut self, strict: &[(usize, usize)]) {
        let left = |count: usize, taken: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..count).filter(|&index| !taken(index)).collect()
        };
        let gold = left(self.marked.len(), &|i| {
            strict.iter().any(|pair| pair.0 == i)
        });
        let found = left(self.places.len(), &|j| {
            strict.iter().any(|pair| pair.1 == j)
        });
        let at = |spans: &[CharSpan], left: &[usize]| -> Vec<CharSpan> {
            left.iter().map(|&index| spans[index]).collect()
        };
        let other = pairs(
            &at(&self.marked, &gold),
            &at(&self.places, &found),
            |_, _| true,
        );
        for (index, &i) in gold.iter().enumerate() {
            match other.iter().find(|pair| pair.0 == index) {
                Some(pair) => self.error(ErrorKind::Span, Some(i), Some(found[pair.1])),
                None => self.error(ErrorKind::Missed, Some(i), None),
            }
        }
        for (index, &j) in found.iter().enumerate() {
            if other.iter().all(|pair| pair.1 != index) {
                self.error(ErrorKind::Wrong, None, Some(j));
            }
        }
    }

    fn error(&mut self, error: ErrorKind, gold: Option<usize>, found: Option<usize>) {
        let side = |span: CharSpan, value: String| Side {
            start: span.0,
            end: span.1,
            text: self.letters.slice(span).to_owned(),
            value,
        };
        let gold = gold.map(|i| side(self.marked[i], gold_value(&self.gold[i].value)));
        let rule = found.map_or_else(String::new, |j| self.found[j].rule.clone());
        let found = found.map(|j| side(self.places[j], found_value(self.found[j])));
        let both = || gold.iter().chain(&found);
        let start = both().map(|side| side.start).min().unwrap_or(0);
        let end = both().map(|side| side.end).max().unwrap_or(start);
        let context = Context::of(&self.row.text, self.letters.bytes((start, end)), CONTEXT);
        self.score.errors.push(EvaluationError {
            set: self.set.to_owned(),
            row: self.row.id.clone(),
            line: self.row.line,
            kind: self.kind,
            error,
            gold,
            found,
            rule,
            context,
        });
    }
}

fn place(mention: &Mention) -> CharSpan {
    (mention.span.start, mention.span.end)
}

fn days_of(mention: &Mention) -> Option<Days> {
    match mention.details {
        Details::Date {
            earliest, latest, ..
        } => earliest.zip(latest),
        _ => None,
    }
}

/// Whether a mention tells the marked date.
fn is_date(gold: &GoldValue, mention: &Mention) -> bool {
    let found = days_of(mention);
    match gold {
        GoldValue::Days { days, alternatives } => {
            found.is_some_and(|found| found == *days || alternatives.contains(&found))
        }
        GoldValue::Edtf(value) => {
            let days = value.parse::<Edtf>().ok();
            let days = days.and_then(|date| date.earliest().zip(date.latest()));
            mention.value == *value || (days.is_some() && days == found)
        }
        GoldValue::Unknown | GoldValue::Code(_) => false,
    }
}

/// The first code of a country, or empty.
fn code_of(mention: &Mention) -> &str {
    match &mention.details {
        Details::Country { alpha2, .. } => alpha2.first().map_or("", String::as_str),
        _ => "",
    }
}

fn gold_value(value: &GoldValue) -> String {
    match value {
        GoldValue::Unknown => String::new(),
        GoldValue::Code(word) | GoldValue::Edtf(word) => word.clone(),
        GoldValue::Days { days, .. } => stretch(*days),
    }
}

/// The value in the terms in which gold tells it.
fn found_value(mention: &Mention) -> String {
    match &mention.details {
        Details::Date { .. } => days_of(mention).map_or_else(|| mention.value.clone(), stretch),
        Details::Country { .. } if !code_of(mention).is_empty() => code_of(mention).to_owned(),
        _ => mention.value.clone(),
    }
}

fn stretch((first, last): Days) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("{first}/{last}")
    }
}
