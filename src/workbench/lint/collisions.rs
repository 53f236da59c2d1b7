//! One spelling, several meanings: `عُمان` and `عَمّان`, `مارس` the month and the
//! verb.
//!
//! Folding makes one key of many spellings, so that two things can share a key
//! without anybody having meant it. A collision is decided if no rule takes the
//! word by itself, without looking at anything around it, or if a rule names it.

use std::collections::{BTreeMap, BTreeSet};

use crate::lexicon::{Data, Form, Payload, Symbol, outranks_generated, read_data};
use crate::rules::pattern::Test;
use crate::rules::{Output, Phase, SymbolSet};
use crate::text::codes::{Code as Letter, fold_word, unfold};
use crate::text::tokens_of;

use super::finding::{Code, Finding, Related};
use super::part::Part;
use super::subject::Subject;

/// Classes of days and months and the like: with them, a number is a date.
const CALENDAR: [&str; 4] = ["MONTH", "HMONTH", "WEEKDAY", "SEASON"];

/// Classes (or how their names begin) that say how a word is used and not what it
/// means: they are no reading of their own beside a name.
const USES: [&str; 9] = [
    "ADJDESC", "COMMON", "COUNTED", "DOCNOUN", "NOT_", "ORGBACK", "ORGHEAD", "PLACE", "TITLE",
];

/// What a form means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Meaning {
    Country(u32),
    Group(u32),
    Organization(u32),
    /// A number of the calendar, by class.
    Calendar(usize, i32),
    /// A word that only has a class.
    Word,
    /// What an `_AMBIGUOUS` class says that there is, outside the lexicon.
    Elsewhere,
}

/// Which type of mention a meaning makes.
fn type_of(meaning: Meaning) -> Option<usize> {
    match meaning {
        Meaning::Calendar(..) => Some(0),
        Meaning::Country(_) | Meaning::Group(_) => Some(1),
        Meaning::Organization(_) => Some(2),
        Meaning::Word | Meaning::Elsewhere => None,
    }
}

fn meaning(data: &Data, form: &Form) -> Option<Meaning> {
    let class = data.classes[form.class].as_str();
    match form.payload {
        Payload::Country(country) => Some(Meaning::Country(country)),
        Payload::Group(group) => Some(Meaning::Group(group)),
        Payload::Organization(organization) => Some(Meaning::Organization(organization)),
        Payload::Number(number) if CALENDAR.contains(&class) => {
            Some(Meaning::Calendar(form.class, number))
        }
        _ => {
            let used =
                USES.iter().any(|prefix| class.starts_with(prefix)) || !outranks_generated(class);
            (!used).then_some(Meaning::Word)
        }
    }
}

/// Spellings with several meanings, decided or not.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let Ok(data) = read_data(subject.source.lexicon()) else {
        return;
    };
    let named = named_words(subject);
    let unasked = unasked(subject);
    let mut spellings: BTreeMap<Vec<Letter>, Vec<usize>> = BTreeMap::new();
    for (index, form) in data.forms.iter().enumerate() {
        spellings
            .entry(fold_word(&form.text).to_vec())
            .or_default()
            .push(index);
    }
    let mut groups: BTreeMap<(Code, Vec<(usize, usize)>), Group> = BTreeMap::new();
    for (letters, forms) in &spellings {
        let forms = in_force(&data, forms);
        let collision = Collision::new(&data, forms);
        if !collision.is_one() {
            continue;
        }
        let alone = unasked.by(&symbols(subject, letters));
        let named = named.get(&unfold(letters)).copied();
        let (code, verdict) = collision.verdict(named, &alone);
        let group = groups.entry((code, collision.rows())).or_default();
        group.verdict.get_or_insert(verdict);
        group.collisions.push(collision);
    }
    for ((code, _), group) in &groups {
        findings.extend(group.finding(*code, subject, &data));
    }
}

/// The forms of a spelling that count: generated ones yield to listed ones, as
/// in the compiler of the lexicon.
fn in_force(data: &Data, forms: &[usize]) -> Vec<usize> {
    let outranks = |index: usize| outranks_generated(&data.classes[data.forms[index].class]);
    let listed = forms
        .iter()
        .any(|&index| !data.forms[index].generated && outranks(index));
    forms
        .iter()
        .copied()
        .filter(|&index| !(listed && data.forms[index].generated))
        .collect()
}

/// The symbols of a spelling without proclitics, as a unit and as a name beside.
fn symbols(subject: &Subject<'_>, letters: &[Letter]) -> Vec<Symbol> {
    let lexicon = subject.pack.lexicon();
    let tokens = tokens_of(letters);
    let key = |token: usize| {
        let token = tokens.get(token)?;
        lexicon.key(
            letters,
            token.start as usize,
            (token.end - token.start) as usize,
        )
    };
    let Some(first) = key(0).map(|key| lexicon.reading_of(key)) else {
        return Vec::new();
    };
    if tokens.len() == 1 {
        return vec![first.symbol];
    }
    let (unit, name) = lexicon.phrases(first.root, key);
    let whole = [unit, name].into_iter().flatten();
    whole
        .filter(|(_, length)| *length == tokens.len())
        .map(|(phrase, _)| phrase.symbol(first.clitic))
        .collect()
}

/// The words that rules name literally, each with the first rule that does.
fn named_words<'s>(subject: &'s Subject<'_>) -> BTreeMap<String, &'s str> {
    let mut named = BTreeMap::new();
    for rule in &subject.rules {
        let guards = rule.guards.iter().map(|guard| &guard.part);
        for part in std::iter::once(&rule.part).chain(guards) {
            words(part, &mut |word| {
                let literal = crate::rules::parsed::literal(word);
                named.entry(literal).or_insert(rule.rule.id.as_str());
            });
        }
    }
    named
}

fn words(part: &Part, visit: &mut impl FnMut(&str)) {
    part.units(&mut |unit| {
        unit.test.leaves(&mut |leaf| {
            if let Test::Word(word) = leaf {
                visit(word);
            }
        });
    });
}

/// Symbols that rules take by themselves, without a guard, a condition or a
/// spelling, by type of mention.
struct Unasked<'s>(Vec<(usize, SymbolSet, &'s str)>);

fn unasked<'s>(subject: &'s Subject<'_>) -> Unasked<'s> {
    let mut found = Vec::new();
    for rule in &subject.rules {
        let kind = match rule.rule.output {
            Output::Date { .. } => 0,
            Output::Country(_) => 1,
            Output::Organization { .. } => 2,
            Output::Nothing { .. } => continue,
        };
        let asks = !rule.guards.is_empty() || !rule.rule.spelling.is_empty();
        if asks || rule.rule.phase == Phase::Second {
            continue;
        }
        if let Some(language) = &rule.language {
            found.push((kind, language.alone(subject.symbols), rule.rule.id.as_str()));
        }
    }
    Unasked(found)
}

impl<'s> Unasked<'s> {
    /// The rules that take one of these symbols, by type of mention.
    fn by(&self, symbols: &[Symbol]) -> BTreeMap<usize, &'s str> {
        let mut by = BTreeMap::new();
        for &(kind, ref taken, rule) in &self.0 {
            if symbols.iter().any(|&symbol| taken.contains(symbol)) {
                by.entry(kind).or_insert(rule);
            }
        }
        by
    }
}

/// One spelling with what it can mean.
struct Collision<'d> {
    data: &'d Data,
    /// Of the readings that count, in order of the files.
    forms: Vec<usize>,
    meanings: BTreeSet<Meaning>,
}

impl<'d> Collision<'d> {
    fn new(data: &'d Data, forms: Vec<usize>) -> Self {
        let mut meanings = BTreeSet::new();
        let mut counted = Vec::new();
        for index in forms {
            let form = &data.forms[index];
            if let Some(meaning) = meaning(data, form) {
                meanings.insert(meaning);
                counted.push(index);
            }
            if data.classes[form.class].ends_with("_AMBIGUOUS") {
                meanings.insert(Meaning::Elsewhere);
            }
        }
        Self {
            data,
            forms: counted,
            meanings,
        }
    }

    /// Whether the meanings exclude each other. A group of countries and the body
    /// that they form do not.
    fn is_one(&self) -> bool {
        let denoting = self
            .meanings
            .iter()
            .filter(|meaning| type_of(**meaning).is_some());
        let groups_only = self
            .meanings
            .iter()
            .all(|meaning| matches!(meaning, Meaning::Group(_) | Meaning::Organization(_)));
        let grouped = self
            .meanings
            .iter()
            .any(|meaning| matches!(meaning, Meaning::Group(_)));
        self.meanings.len() > 1 && denoting.count() > 0 && !(groups_only && grouped)
    }

    /// Where its readings stand: file and line, the one that denotes something
    /// first.
    fn rows(&self) -> Vec<(usize, usize)> {
        let denotes = |index: &usize| {
            meaning(self.data, &self.data.forms[*index])
                .is_some_and(|meaning| type_of(meaning).is_some())
        };
        let (main, others): (Vec<usize>, Vec<usize>) =
            self.forms.iter().partition(|at| denotes(at));
        let mut rows: Vec<(usize, usize)> = Vec::new();
        for index in main.into_iter().chain(others) {
            let form = &self.data.forms[index];
            if !rows.contains(&(form.file, form.line)) {
                rows.push((form.file, form.line));
            }
        }
        rows
    }

    /// Whether the pack decides, and how.
    fn verdict(&self, named: Option<&str>, alone: &BTreeMap<usize, &str>) -> (Code, String) {
        if let Some(rule) = named {
            return (Code::DecidedCollision, format!("`{rule}` tells them apart"));
        }
        let taken: Vec<(Meaning, &str)> = self
            .meanings
            .iter()
            .filter_map(|&meaning| Some((meaning, *alone.get(&type_of(meaning)?)?)))
            .collect();
        // The others are owned up to as ambiguous: then this one is the usual one.
        let owned = |other: Meaning| {
            self.forms.iter().all(|&index| {
                let form = &self.data.forms[index];
                meaning(self.data, form) != Some(other)
                    || self.data.classes[form.class].ends_with("_AMBIGUOUS")
            })
        };
        // What a class owns up to as ambiguous is not taken with the one usual meaning.
        let usual: Vec<(Meaning, &str)> = taken
            .iter()
            .copied()
            .filter(|&(meaning, _)| !owned(meaning))
            .collect();
        let taken = if usual.len() == 1 { usual } else { taken };
        match taken[..] {
            [] => (
                Code::DecidedCollision,
                "no rule takes it without looking around".to_owned(),
            ),
            [(meaning, rule)]
                if !owned(meaning)
                    && self
                        .meanings
                        .iter()
                        .all(|&other| other == meaning || owned(other)) =>
            {
                (
                    Code::DecidedCollision,
                    format!("`{rule}` takes it, the others need context"),
                )
            }
            _ => {
                let mut rules: Vec<&str> = taken.iter().map(|&(_, rule)| rule).collect();
                rules.dedup();
                let rules = rules.join("` and `");
                (
                    Code::UndecidedCollision,
                    format!("`{rules}` takes it without looking around"),
                )
            }
        }
    }
}

/// Collisions of the same rows, told together.
#[derive(Default)]
struct Group<'d> {
    verdict: Option<String>,
    collisions: Vec<Collision<'d>>,
}

impl Group<'_> {
    fn finding(&self, code: Code, subject: &Subject<'_>, data: &Data) -> Option<Finding> {
        const NAMED: usize = 3;
        let first = self.collisions.first()?;
        let rows = first.rows();
        let form_at = |&(file, line): &(usize, usize)| {
            let mut forms = first.forms.iter().map(|&index| &data.forms[index]);
            forms.find(|form| (form.file, form.line) == (file, line))
        };
        let main = form_at(rows.first()?)?;
        let words = self.collisions.iter().filter_map(|collision| {
            let index = collision.forms.first()?;
            Some(data.forms[*index].text.as_str())
        });
        let mut shown: Vec<&str> = words.take(NAMED).collect();
        let more = self.collisions.len() - shown.len();
        let and_more = format!("and {more} more");
        if more > 0 {
            shown.push(&and_more);
        }
        let verdict = self.verdict.as_deref().unwrap_or_default();
        let message = format!("several meanings; {verdict}: {}", shown.join(", "));
        let help = match code {
            Code::UndecidedCollision => {
                "give it an _AMBIGUOUS class, or name it in a rule with a guard or a spelling; \
                 drop a meaning that nobody writes"
            }
            _ => "",
        };
        let file = &subject.source.lexicon()[main.file];
        let mut finding = Finding::at(code, file, line(&file.text, main.line), message, help);
        for form in rows[1..].iter().filter_map(form_at) {
            finding = finding.with(Related {
                file: subject.source.lexicon()[form.file].name.clone(),
                line: form.line,
                message: format!("{} {}", data.classes[form.class], denoted(data, form)),
            });
        }
        Some(finding)
    }
}

/// What a form denotes: an id, a number, or the form itself.
fn denoted(data: &Data, form: &Form) -> String {
    match form.payload {
        Payload::Country(country) => data.countries[country as usize].id.clone(),
        Payload::Group(group) => data.groups[group as usize].id.clone(),
        Payload::Organization(of) => data.organizations[of as usize].id.clone(),
        Payload::Number(number) => number.to_string(),
        Payload::None | Payload::Category(_) => form.text.clone(),
    }
}

/// The bytes of a line, from 1.
fn line(text: &str, number: usize) -> std::ops::Range<usize> {
    let mut lines = text.split_inclusive('\n');
    let start = lines.by_ref().take(number - 1).map(str::len).sum();
    start..start + lines.next().map_or(0, |line| line.trim_end().len())
}
