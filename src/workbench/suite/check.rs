//! A test against what the engine finds.

use crate::diagnostic::isolate;
use crate::extract::{ExtractError, Extractor, Scratch, Span};
use crate::rules::{Output, RulePack};
use crate::workbench::mention::{self, Details, Mention, MentionType};
use crate::workbench::variants::Variant;

use super::{Expectation, Expected, Test};

/// Something that was found, as failures tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Of what; none for the match of a `not-…` rule.
    pub kind: Option<MentionType>,
    /// Where.
    pub span: Span,
    /// The original slice.
    pub text: String,
    /// Its value; empty if it has none.
    pub value: String,
    /// Id of the rule.
    pub rule: String,
}

/// One way in which what was found is not what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Nothing was found where a mention must be.
    Missing {
        /// The mention; none means any.
        mention: Option<String>,
        /// Its value, if that matters.
        value: Option<String>,
        /// First character of it in the text, if its place is given.
        at: Option<usize>,
        /// The rule that must find it, if that is known.
        rule: Option<String>,
    },
    /// Something was found that must not be.
    Unexpected(Seen),
    /// It was found, and something about it is wrong.
    Wrong {
        /// What: `value`, `certainty`, `basis`, `kind`, or `rule` under a variant.
        field: &'static str,
        /// What it must be.
        expected: String,
        /// What it is.
        found: String,
        /// The mention.
        seen: Seen,
    },
    /// The text could not be worked on.
    Error(String),
}

/// Something that a test says about its text, as failures tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Of what; none for the match of a `not-…` rule.
    pub kind: Option<MentionType>,
    /// The rule that must find it, if that matters.
    pub rule: Option<String>,
    /// The mention; none means any.
    pub text: Option<String>,
    /// Where: first character and one past the last, where the text leaves no
    /// doubt.
    pub chars: Option<(usize, usize)>,
    /// Its value, if that matters.
    pub value: Option<String>,
    /// Whether it must not be found.
    pub counter: bool,
}

/// Why a test does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Name of the test.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// Column of its text in that line, in characters from 1.
    pub column: usize,
    /// Its text.
    pub text: String,
    /// What it says about the text.
    pub wanted: Vec<Wanted>,
    /// All that is wrong; at least one.
    pub differences: Vec<Difference>,
    /// Everything that was found.
    pub found: Vec<Seen>,
    /// The variant under which it does not hold; none for the text as it stands.
    pub variant: Option<Variant>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let told = |value: &str| {
            if value.is_empty() {
                "no value".to_owned()
            } else {
                value.to_owned()
            }
        };
        match self {
            Self::Missing {
                mention,
                value,
                at,
                rule: _,
            } => {
                f.write_str("expected ")?;
                match mention {
                    Some(mention) => f.write_str(&isolate(mention))?,
                    None => f.write_str("a mention")?,
                }
                if let Some(at) = at {
                    write!(f, " at character {at}")?;
                }
                match value {
                    Some(value) => write!(f, " = {}", told(value)),
                    None => Ok(()),
                }
            }
            Self::Unexpected(seen) => write!(f, "must not find {seen}"),
            Self::Wrong {
                field,
                expected,
                found,
                seen,
            } => write!(
                f,
                "expected the {field} {}, found {} for {}, by {}",
                told(expected),
                told(found),
                isolate(&seen.text),
                seen.rule
            ),
            Self::Error(message) => f.write_str(message),
        }
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            span, value, rule, ..
        } = self;
        write!(
            f,
            "{} at characters {}–{}",
            isolate(&self.text),
            span.start,
            span.end
        )?;
        if !value.is_empty() {
            write!(f, " = {}", isolate(value))?;
        }
        write!(f, ", by {rule}")
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.name)?;
        for difference in &self.differences {
            write!(f, "\n  {difference}")?;
        }
        for seen in &self.found {
            write!(f, "\n  found {seen}")?;
        }
        write!(f, "\n  in {}", isolate(&self.text))
    }
}

impl std::error::Error for Failure {}

impl From<&Mention> for Seen {
    fn from(mention: &Mention) -> Self {
        Self {
            kind: Some(mention.kind),
            span: mention.span,
            text: mention.text.clone(),
            value: mention.value.clone(),
            rule: mention.rule.clone(),
        }
    }
}

/// Tries one test.
///
/// An example of a rule holds if the rule itself finds the mention, with the value
/// given; a counter-example if the rule finds nothing (or not that mention). A
/// `not-…` rule finds something if its match wins its place. A case holds if
/// exactly its mentions are found.
///
/// # Errors
/// What was expected and what was found instead.
pub fn check(pack: &RulePack, test: &Test, scratch: &mut Scratch) -> Result<(), Failure> {
    let extractor = Extractor::new(pack);
    let (differences, found) = match &test.expectation {
        Expectation::Whole { kinds, mentions } => {
            match mention::read(&extractor, &test.text, test.date, scratch) {
                Ok(found) => (
                    whole(&test.text, kinds, mentions, &found),
                    found.iter().map(Seen::from).collect(),
                ),
                Err(error) => (vec![Difference::Error(error.to_string())], Vec::new()),
            }
        }
        _ => match seen(&extractor, test, &test.text, scratch) {
            Ok(found) => (of_one(pack, test, &found), found),
            Err(error) => (vec![Difference::Error(error.to_string())], Vec::new()),
        },
    };
    if differences.is_empty() {
        Ok(())
    } else {
        Err(failure(pack, test, differences, found))
    }
}

/// The failure of a test in which `differences` were seen.
pub(in crate::workbench) fn failure(
    pack: &RulePack,
    test: &Test,
    differences: Vec<Difference>,
    found: Vec<Seen>,
) -> Failure {
    Failure {
        name: test.name.clone(),
        file: test.file.clone(),
        line: test.line,
        column: test.column,
        text: test.text.clone(),
        wanted: wanted(pack, test),
        differences,
        found,
        variant: None,
    }
}

/// Everything found in `text` that can matter to a test: mentions, or for a rule
/// that finds nothing the matches that won their place.
pub(in crate::workbench) fn seen(
    extractor: &Extractor<'_>,
    test: &Test,
    text: &str,
    scratch: &mut Scratch,
) -> Result<Vec<Seen>, ExtractError> {
    let pack = extractor.pack();
    if let Some(rule) = test.rule()
        && let Output::Nothing { .. } = pack.rule(rule).output
    {
        return Ok(denied(extractor, text, scratch));
    }
    let found = mention::read(extractor, text, test.date, scratch)?;
    Ok(found.iter().map(Seen::from).collect())
}

impl Test {
    /// Whether it is satisfied when something is not found.
    pub(in crate::workbench) fn is_counter(&self) -> bool {
        match self.expectation {
            Expectation::Rule { counter, .. } | Expectation::Mention { counter, .. } => counter,
            Expectation::Whole { .. } => false,
        }
    }

    /// Whether something found is of the rule or the types that the test is about.
    pub(in crate::workbench) fn is_own(&self, pack: &RulePack, seen: &Seen) -> bool {
        match &self.expectation {
            Expectation::Rule { rule, .. } => seen.rule == pack.rule_id(*rule),
            Expectation::Mention { kind, .. } => seen.kind == Some(*kind),
            Expectation::Whole { kinds, .. } => seen.kind.is_some_and(|kind| kinds.contains(&kind)),
        }
    }

    /// Whether something found has the value that the test names, if it names one.
    pub(in crate::workbench) fn is_value(&self, seen: &Seen) -> bool {
        match &self.expectation {
            Expectation::Rule { value, .. } | Expectation::Mention { value, .. } => {
                value.as_ref().is_none_or(|value| *value == seen.value)
            }
            Expectation::Whole { .. } => true,
        }
    }

    /// Whether something found is the mention that the test is about.
    pub(in crate::workbench) fn means(&self, pack: &RulePack, seen: &Seen) -> bool {
        let mention = match &self.expectation {
            Expectation::Rule { mention, .. } => mention.as_ref(),
            Expectation::Mention { mention, .. } => Some(mention),
            Expectation::Whole { .. } => None,
        };
        self.is_own(pack, seen)
            && self.is_value(seen)
            && mention.is_none_or(|mention| *mention == seen.text)
    }
}

/// What a test says about its text.
fn wanted(pack: &RulePack, test: &Test) -> Vec<Wanted> {
    let place = |bytes: std::ops::Range<usize>| {
        let start = test.text[..bytes.start].chars().count();
        (start, start + test.text[bytes].chars().count())
    };
    let only = |mention: &str| {
        let mut places = test.text.match_indices(mention);
        let (at, _) = places.next()?;
        let range = at..at + mention.len();
        places.next().is_none().then(|| place(range))
    };
    match &test.expectation {
        Expectation::Rule {
            rule,
            mention,
            value,
            counter,
        } => vec![Wanted {
            kind: test.kinds.first().copied(),
            rule: Some(pack.rule_id(*rule).to_owned()),
            text: mention.clone(),
            chars: mention.as_deref().and_then(only),
            value: value.clone(),
            counter: *counter,
        }],
        Expectation::Mention {
            kind,
            mention,
            value,
            counter,
        } => vec![Wanted {
            kind: Some(*kind),
            rule: None,
            text: Some(mention.clone()),
            chars: only(mention),
            value: value.clone(),
            counter: *counter,
        }],
        Expectation::Whole { mentions, .. } => mentions
            .iter()
            .map(|wanted| Wanted {
                kind: Some(wanted.kind),
                rule: None,
                text: Some(wanted.text.clone()),
                chars: Some(place(wanted.bytes.clone())),
                value: wanted.value.clone(),
                counter: false,
            })
            .collect(),
    }
}

/// Matches of phase 1 that won their place.
fn denied(extractor: &Extractor<'_>, text: &str, scratch: &mut Scratch) -> Vec<Seen> {
    let examination = extractor.examine(text, scratch);
    let won = examination.matches.into_iter().filter(|found| found.won);
    won.map(|found| Seen {
        kind: None,
        span: found.span,
        text: found.text,
        value: String::new(),
        rule: extractor.pack().rule_id(found.rule).to_owned(),
    })
    .collect()
}

/// A test that is about one mention.
fn of_one(pack: &RulePack, test: &Test, seen: &[Seen]) -> Vec<Difference> {
    let (mention, value, counter) = match &test.expectation {
        Expectation::Rule {
            mention,
            value,
            counter,
            ..
        } => (mention.as_deref(), value.as_deref(), *counter),
        Expectation::Mention {
            mention,
            value,
            counter,
            ..
        } => (Some(mention.as_str()), value.as_deref(), *counter),
        Expectation::Whole { .. } => return Vec::new(),
    };
    let own = |seen: &&Seen| test.is_own(pack, seen);
    let meant = |seen: &&Seen| mention.is_none_or(|mention| mention == seen.text);
    let mut hits = seen.iter().filter(own).filter(meant);
    let right = |seen: &Seen| test.is_value(seen);
    if counter {
        // A lexicon's counter-example may deny one value only.
        return match hits.find(|seen| right(seen)) {
            Some(seen) => vec![Difference::Unexpected(seen.clone())],
            None => Vec::new(),
        };
    }
    let Some(first) = hits.next() else {
        return vec![Difference::Missing {
            mention: mention.map(str::to_owned),
            value: value.map(str::to_owned),
            at: None,
            rule: test.rule().map(|rule| pack.rule_id(rule).to_owned()),
        }];
    };
    if right(first) || hits.any(right) {
        return Vec::new();
    }
    vec![Difference::Wrong {
        field: "value",
        expected: value.unwrap_or_default().to_owned(),
        found: first.value.clone(),
        seen: first.clone(),
    }]
}

/// A test that is about all mentions of a text.
fn whole(
    text: &str,
    kinds: &[MentionType],
    expected: &[Expected],
    found: &[Mention],
) -> Vec<Difference> {
    let mut differences: Vec<(usize, Difference)> = Vec::new();
    for wanted in expected {
        let place = |mention: &&Mention| {
            mention.kind == wanted.kind && mention.span.bytes() == wanted.bytes
        };
        match found.iter().find(place) {
            None => {
                let at = text[..wanted.bytes.start].chars().count();
                let missing = Difference::Missing {
                    mention: Some(wanted.text.clone()),
                    value: wanted.value.clone(),
                    at: Some(at),
                    rule: None,
                };
                differences.push((wanted.bytes.start, missing));
            }
            Some(mention) => {
                let start = wanted.bytes.start;
                differences.extend(wrong(wanted, mention).map(|wrong| (start, wrong)));
            }
        }
    }
    for mention in found.iter().filter(|mention| kinds.contains(&mention.kind)) {
        let bytes = mention.span.bytes();
        let wanted = |wanted: &Expected| wanted.kind == mention.kind && wanted.bytes == bytes;
        if !expected.iter().any(wanted) {
            differences.push((bytes.start, Difference::Unexpected(mention.into())));
        }
    }
    differences.sort_by_key(|(at, _)| *at);
    differences
        .into_iter()
        .map(|(_, difference)| difference)
        .collect()
}

/// What is wrong about a mention that stands where it must.
fn wrong<'a>(wanted: &'a Expected, mention: &'a Mention) -> impl Iterator<Item = Difference> {
    let (mut within, mut others) = ("", "");
    let (certainty, basis, kind) = match &mention.details {
        Details::Date {
            certainty, basis, ..
        } => (*certainty, *basis, ""),
        Details::Country {
            kind,
            within_organization,
            other_readings,
            ..
        } => {
            within = if *within_organization {
                "true"
            } else {
                "false"
            };
            others = other_readings;
            ("", "", kind.as_str())
        }
        Details::Organization { kind } => ("", "", kind.as_str()),
    };
    let fields = [
        ("value", &wanted.value, mention.value.as_str()),
        ("certainty", &wanted.certainty, certainty),
        ("basis", &wanted.basis, basis),
        ("kind", &wanted.row_kind, kind),
        ("within_organization", &wanted.within_organization, within),
        ("other_readings", &wanted.other_readings, others),
    ];
    fields.into_iter().filter_map(|(field, expected, found)| {
        let expected = expected.as_ref().filter(|expected| *expected != found)?;
        Some(Difference::Wrong {
            field,
            expected: expected.clone(),
            found: found.to_owned(),
            seen: mention.into(),
        })
    })
}
