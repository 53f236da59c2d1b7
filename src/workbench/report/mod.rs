//! A run of tests in the forms that people and machines read: text, JUnit, JSON,
//! and annotations for GitHub and SARIF.
//!
//! Each form is a string made of a [`Run`]; no clock, no place of this machine is
//! in it, so that the same run gives the same bytes.

mod json;
mod junit;
mod text;

use super::annotation::{self, Annotation, Severity};
use super::suite::{Difference, Failure, Run};

pub use json::json;
pub use junit::junit;
pub use text::{broken, text, variants};

/// Workflow commands of GitHub Actions: one for every failure. `place` tells the
/// path of a file of the pack.
pub fn github(run: &Run<'_>, place: &dyn Fn(&str) -> String) -> String {
    annotation::github(&annotations(run, place))
}

/// A SARIF 2.1.0 log: one result for every failure. `place` tells the path of a
/// file of the pack.
///
/// # Errors
/// None for anything that a run can hold.
pub fn sarif(run: &Run<'_>, place: &dyn Fn(&str) -> String) -> Result<String, serde_json::Error> {
    let findings = annotations(run, place);
    let mut codes: Vec<(String, String)> = findings
        .iter()
        .map(|finding| (finding.code.clone(), about(&finding.code)))
        .collect();
    codes.sort();
    codes.dedup();
    let log = annotation::sarif(&findings, &codes);
    serde_json::to_string_pretty(&log).map(|text| text + "\n")
}

/// What a code of [`annotations`] means.
fn about(code: &str) -> String {
    if let Some(variant) = code.strip_prefix("variant/") {
        return format!("a test does not hold under the variant {variant}");
    }
    match code {
        "test/missing" => "a mention was not found",
        "test/unexpected" => "something was found that is no mention",
        "test/wrong" => "a mention was found with something wrong about it",
        _ => "a text could not be worked on",
    }
    .to_owned()
}

/// The failures of a run at their places in the files; `place` tells the path of a
/// file of the pack.
pub fn annotations(run: &Run<'_>, place: &dyn Fn(&str) -> String) -> Vec<Annotation> {
    let of = |failure: &Failure| {
        let lines: Vec<String> = failure
            .differences
            .iter()
            .map(ToString::to_string)
            .collect();
        Annotation {
            severity: Severity::Error,
            code: match failure.variant {
                Some(variant) => format!("variant/{variant}"),
                None => format!("test/{}", code(failure)),
            },
            title: failure.name.clone(),
            message: format!("{}\nin {}", lines.join("\n"), failure.text),
            file: place(&failure.file),
            line: failure.line,
            column: failure.column,
        }
    };
    run.failures().map(of).collect()
}

/// The word for the first thing that is wrong.
fn code(failure: &Failure) -> &'static str {
    match failure.differences.first() {
        Some(Difference::Missing { .. }) => "missing",
        Some(Difference::Unexpected(_)) => "unexpected",
        Some(Difference::Wrong { .. }) => "wrong",
        Some(Difference::Error(_)) | None => "error",
    }
}
