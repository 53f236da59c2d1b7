//! JUnit XML: one suite a file, one case a test.

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::code;
use crate::workbench::suite::{Failure, Run, Test};

/// The run as JUnit XML.
///
/// # Errors
/// None for anything that a run can hold.
pub fn junit(run: &Run<'_>) -> Result<String, SerializeError> {
    let mut report = Report::new("nasaq");
    let mut suites: Vec<TestSuite> = Vec::new();
    for verdict in &run.verdicts {
        let file = verdict.test.file.as_str();
        let suite = suites.iter().position(|suite| suite.name.as_str() == file);
        let suite = suite.unwrap_or_else(|| {
            suites.push(TestSuite::new(file));
            suites.len() - 1
        });
        let status = match &verdict.failure {
            None => TestCaseStatus::success(),
            Some(failure) => status(failure),
        };
        let mut plain = case(verdict.test, &verdict.test.name, status);
        plain.set_assertions(1 + verdict.trials.len());
        suites[suite].add_test_case(plain);
        // A variant is told only where it breaks something: each is a case.
        for failure in verdict.failures().filter(|f| f.variant.is_some()) {
            suites[suite].add_test_case(case(verdict.test, &failure.name, self::status(failure)));
        }
    }
    report.add_test_suites(suites);
    report.to_string()
}

/// A test case with the place of its test.
fn case(test: &Test, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(test.group());
    case.extra.insert("file".into(), test.file.as_str().into());
    case.extra
        .insert("line".into(), test.line.to_string().into());
    case
}

fn status(failure: &Failure) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let lines: Vec<String> = failure
        .differences
        .iter()
        .map(ToString::to_string)
        .collect();
    status.set_type(code(failure));
    status.set_message(lines.join("; "));
    status.set_description(failure.to_string());
    status
}
