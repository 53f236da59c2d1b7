//! The report as JSON.

use serde::Serialize;

use super::{Mutant, Outcome, Report, Tally};

#[derive(Serialize)]
struct JsonReport<'r> {
    #[serde(flatten)]
    total: JsonTally,
    operators: Vec<JsonOperator>,
    mutants: Vec<JsonMutant<'r>>,
}

#[derive(Serialize)]
struct JsonTally {
    count: usize,
    tried: usize,
    killed: usize,
    survived: usize,
    equivalent: usize,
    stillborn: usize,
    score: Option<f64>,
}

impl From<Tally> for JsonTally {
    fn from(tally: Tally) -> Self {
        Self {
            count: tally.mutants,
            tried: tally.tried,
            killed: tally.killed,
            survived: tally.survived,
            equivalent: tally.equivalent,
            stillborn: tally.stillborn,
            score: tally.score(),
        }
    }
}

#[derive(Serialize)]
struct JsonOperator {
    operator: &'static str,
    #[serde(flatten)]
    tally: JsonTally,
}

#[derive(Serialize)]
struct JsonMutant<'r> {
    id: &'r str,
    target: &'r str,
    operator: &'static str,
    key: &'r str,
    file: &'r str,
    line: usize,
    column: usize,
    old: &'r str,
    new: &'r str,
    rules: usize,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'r str>,
}

/// The report as one JSON object with a line feed: figures, figures by operator,
/// every mutant with its outcome (`untried` where there is none).
///
/// # Errors
/// None that is known.
pub fn json(report: &Report) -> serde_json::Result<String> {
    let operators = report.by_operator().into_iter();
    let told = JsonReport {
        total: report.tally().into(),
        operators: operators
            .map(|(operator, tally)| JsonOperator {
                operator: operator.as_str(),
                tally: tally.into(),
            })
            .collect(),
        mutants: report
            .trials
            .iter()
            .map(|(mutant, outcome)| told(mutant, outcome.as_ref()))
            .collect(),
    };
    serde_json::to_string_pretty(&told).map(|json| json + "\n")
}

fn told<'r>(mutant: &'r Mutant, outcome: Option<&'r Outcome>) -> JsonMutant<'r> {
    let (word, by, why) = match outcome {
        None => ("untried", None, None),
        Some(Outcome::Killed { by }) => ("killed", Some(by.as_str()), None),
        Some(Outcome::Survived) => ("survived", None, None),
        Some(Outcome::Equivalent) => ("equivalent", None, None),
        Some(Outcome::Stillborn { why }) => ("stillborn", None, Some(why.as_str())),
    };
    JsonMutant {
        id: &mutant.id,
        target: &mutant.target,
        operator: mutant.operator.as_str(),
        key: &mutant.key,
        file: &mutant.place.file,
        line: mutant.place.line,
        column: mutant.place.column,
        old: &mutant.old,
        new: &mutant.new,
        rules: mutant.rules.len(),
        outcome: word,
        by,
        why,
    }
}
