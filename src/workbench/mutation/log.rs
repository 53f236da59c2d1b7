//! The log of a trial: one JSON object a line, so that a trial which was stopped
//! goes on where it was. A line counts only for the very pack and suite that it
//! was written for.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Mutant, Outcome};
use crate::rules::RulePack;
use crate::workbench::Suite;

/// For what a line holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogKey {
    /// Hash of the pack.
    pub pack: String,
    /// Hash of the suite and of the program's version.
    pub suite: String,
}

impl LogKey {
    /// The key of a pack and its suite.
    pub fn new(pack: &RulePack, suite: &Suite) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(env!("CARGO_PKG_VERSION"));
        for test in &suite.tests {
            let told = format!("{test:?}");
            hasher.update((told.len() as u64).to_le_bytes());
            hasher.update(told);
        }
        let digest = hasher.finalize();
        Self {
            pack: pack.hash().to_owned(),
            suite: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}

#[derive(Deserialize, Serialize)]
struct Line {
    pack: String,
    suite: String,
    mutant: String,
    outcome: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    by: String,
}

/// What became of a mutant, as a line without its line feed.
pub fn entry(key: &LogKey, mutant: &Mutant, outcome: &Outcome) -> String {
    let (word, by) = match outcome {
        Outcome::Killed { by } => ("killed", by.as_str()),
        Outcome::Survived => ("survived", ""),
        Outcome::Equivalent => ("equivalent", ""),
        Outcome::Stillborn { why } => ("stillborn", why.as_str()),
    };
    let line = Line {
        pack: key.pack.clone(),
        suite: key.suite.clone(),
        mutant: mutant.id.clone(),
        outcome: word.to_owned(),
        by: by.to_owned(),
    };
    serde_json::to_string(&line).unwrap_or_default()
}

/// What a log knows of mutants, by id; lines of another pack or suite are passed
/// over.
///
/// # Errors
/// The first line that is none, from 1, and what is wrong with it.
pub fn read_log(log: &str, key: &LogKey) -> Result<HashMap<String, Outcome>, (usize, String)> {
    let mut known = HashMap::new();
    for (index, line) in log.lines().enumerate() {
        let fault = |message: String| (index + 1, message);
        let line: Line = serde_json::from_str(line).map_err(|error| fault(error.to_string()))?;
        let outcome = match line.outcome.as_str() {
            "killed" => Outcome::Killed { by: line.by },
            "survived" => Outcome::Survived,
            "equivalent" => Outcome::Equivalent,
            "stillborn" => Outcome::Stillborn { why: line.by },
            other => return Err(fault(format!("`{other}` is no outcome"))),
        };
        if line.pack == key.pack && line.suite == key.suite {
            known.insert(line.mutant, outcome);
        }
    }
    Ok(known)
}
