//! The JSON report, read again with the reviewer's verdicts in it.

use serde::Deserialize;

use super::change::Change;

/// Number of the shape of the JSON report; another shape gets another number.
pub(super) const SHAPE: u64 = 1;

/// A file of differences that somebody has looked at.
#[derive(Debug)]
pub struct Review {
    /// The changes, each with its verdict.
    pub changes: Vec<Change>,
}

/// Why a file is no review.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ReviewError {
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1; 0 where only the line is known.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for ReviewError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// As much of the report as says what it is.
#[derive(Deserialize)]
struct Head {
    nasaq: Option<Nasaq>,
}

#[derive(Deserialize)]
struct Nasaq {
    report: String,
    shape: u64,
}

#[derive(Deserialize)]
struct Body {
    changes: Vec<Change>,
}

impl Review {
    /// Reads the text of a file that `nasaq diff --format json` wrote.
    ///
    /// # Errors
    /// It is no JSON, no such report, of another version, or a verdict is none.
    pub fn read(text: &str) -> Result<Self, ReviewError> {
        let head: Head = serde_json::from_str(text).map_err(|error| fault(&error))?;
        let other = |message: String| ReviewError {
            line: 1,
            column: 1,
            message,
        };
        match head.nasaq {
            Some(Nasaq { report, shape }) if report == "diff" => {
                if shape != SHAPE {
                    return Err(other(format!(
                        "is a report of shape {shape}; this version of nasaq reads shape {SHAPE}"
                    )));
                }
            }
            _ => {
                let message = "is not what `nasaq diff --format json` writes";
                return Err(other(message.to_owned()));
            }
        }
        let Body { changes } = serde_json::from_str(text).map_err(|error| fault(&error))?;
        Ok(Self { changes })
    }
}

fn fault(error: &serde_json::Error) -> ReviewError {
    let message = error.to_string();
    // The place is told in front.
    let message = message.split(" at line ").next().unwrap_or_default();
    ReviewError {
        line: error.line(),
        column: error.column(),
        message: message.to_owned(),
    }
}
