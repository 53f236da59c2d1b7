//! JSON: every test with what was expected and what was found.

use serde::Serialize;

use super::code;
use crate::workbench::suite::{Difference, Failure, Run, Seen, Tally, Verdict, Wanted};
use crate::workbench::variants::{Outcome, Trial, Variant};

#[derive(Serialize)]
struct Document<'r> {
    summary: Summary,
    variants: Vec<Fared>,
    tests: Vec<Entry<'r>>,
}

/// How a variant fared.
#[derive(Serialize)]
struct Fared {
    name: &'static str,
    tried: usize,
    broken: usize,
    opted_out: usize,
}

#[derive(Serialize)]
struct Summary {
    tests: usize,
    passed: usize,
    failed: usize,
}

#[derive(Serialize)]
struct Entry<'r> {
    name: &'r str,
    file: &'r str,
    line: usize,
    column: usize,
    passed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<Fault<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    variants: Vec<Fault<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opted_out: Vec<Excuse<'r>>,
}

/// A variant that is not tried.
#[derive(Serialize)]
struct Excuse<'r> {
    variant: &'static str,
    reason: &'r str,
}

/// A failure. Characters are counted from 0 in `text`, ends are exclusive.
#[derive(Serialize)]
struct Fault<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'static str>,
    code: &'static str,
    text: &'r str,
    differences: Vec<Told<'r>>,
    expected: Vec<Line<'r>>,
    found: Vec<Line<'r>>,
}

/// One thing that is wrong.
#[derive(Serialize)]
struct Told<'r> {
    /// `missing`, `unexpected`, `error`, or the field that is wrong.
    what: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    mention: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'r str>,
}

/// A mention, expected or found.
#[derive(Serialize)]
struct Line<'r> {
    r#type: Option<&'static str>,
    rule: Option<&'r str>,
    text: Option<&'r str>,
    value: Option<&'r str>,
    start: Option<usize>,
    end: Option<usize>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    not: bool,
}

impl<'r> From<&'r Wanted> for Line<'r> {
    fn from(wanted: &'r Wanted) -> Self {
        Self {
            r#type: wanted.kind.map(|kind| kind.as_str()),
            rule: wanted.rule.as_deref(),
            text: wanted.text.as_deref(),
            value: wanted.value.as_deref(),
            start: wanted.chars.map(|(start, _)| start),
            end: wanted.chars.map(|(_, end)| end),
            not: wanted.counter,
        }
    }
}

impl<'r> From<&'r Seen> for Line<'r> {
    fn from(seen: &'r Seen) -> Self {
        Self {
            r#type: seen.kind.map(|kind| kind.as_str()),
            rule: Some(&seen.rule),
            text: Some(&seen.text),
            value: Some(&seen.value),
            start: Some(seen.span.start),
            end: Some(seen.span.end),
            not: false,
        }
    }
}

impl<'r> From<&'r Difference> for Told<'r> {
    fn from(difference: &'r Difference) -> Self {
        let (what, mention, expected, found, message) = match difference {
            Difference::Missing { mention, value, .. } => {
                ("missing", mention.as_deref(), value.as_deref(), None, None)
            }
            Difference::Unexpected(seen) => {
                let text = Some(seen.text.as_str());
                ("unexpected", text, None, Some(seen.value.as_str()), None)
            }
            Difference::Wrong {
                field,
                expected,
                found,
                seen,
            } => {
                let text = Some(seen.text.as_str());
                (
                    *field,
                    text,
                    Some(expected.as_str()),
                    Some(found.as_str()),
                    None,
                )
            }
            Difference::Error(message) => ("error", None, None, None, Some(message.as_str())),
        };
        Self {
            what,
            mention,
            expected,
            found,
            message,
        }
    }
}

impl<'r> From<&'r Failure> for Fault<'r> {
    fn from(failure: &'r Failure) -> Self {
        Self {
            variant: failure.variant.map(Variant::as_str),
            code: code(failure),
            text: &failure.text,
            differences: failure.differences.iter().map(Told::from).collect(),
            expected: failure.wanted.iter().map(Line::from).collect(),
            found: failure.found.iter().map(Line::from).collect(),
        }
    }
}

fn entry<'r>(verdict: &'r Verdict<'_>) -> Entry<'r> {
    let test = verdict.test;
    Entry {
        name: &test.name,
        file: &test.file,
        line: test.line,
        column: test.column,
        passed: verdict.failures().next().is_none(),
        failure: verdict.failure.as_ref().map(Fault::from),
        variants: (verdict.failures())
            .filter(|failure| failure.variant.is_some())
            .map(Fault::from)
            .collect(),
        opted_out: verdict.trials.iter().filter_map(excuse).collect(),
    }
}

fn excuse(trial: &Trial) -> Option<Excuse<'_>> {
    match &trial.outcome {
        Outcome::OptedOut(reason) => Some(Excuse {
            variant: trial.variant.as_str(),
            reason,
        }),
        _ => None,
    }
}

fn fared((variant, tally): (Variant, Tally)) -> Fared {
    Fared {
        name: variant.as_str(),
        tried: tally.tried,
        broken: tally.broken,
        opted_out: tally.opted_out,
    }
}

/// The run as one JSON object: `summary`, `variants` and `tests`.
///
/// # Errors
/// None for anything that a run can hold.
pub fn json(run: &Run<'_>) -> Result<String, serde_json::Error> {
    let document = Document {
        summary: Summary {
            tests: run.verdicts.len(),
            passed: run.passed(),
            failed: run.failed(),
        },
        variants: run.tallies().into_iter().map(fared).collect(),
        tests: run.verdicts.iter().map(entry).collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}
