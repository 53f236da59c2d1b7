//! JSON: every test with what was expected and what was found.

use serde::Serialize;

use super::code;
use crate::workbench::suite::{Difference, Failure, Run, Seen, Verdict, Wanted};

#[derive(Serialize)]
struct Document<'r> {
    summary: Summary,
    tests: Vec<Entry<'r>>,
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
}

/// A failure. Characters are counted from 0 in `text`, ends are exclusive.
#[derive(Serialize)]
pub(super) struct Fault<'r> {
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
        passed: verdict.failure.is_none(),
        failure: verdict.failure.as_ref().map(Fault::from),
    }
}

/// The run as one JSON object: `summary` and `tests`.
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
        tests: run.verdicts.iter().map(entry).collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}
