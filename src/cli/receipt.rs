//! What a dataset's receipt means on this machine: where its inputs lie, and
//! which options it was made with.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Command, FromArgMatches};
use nasaq::record::Receipt;
use serde_json::Value;

use super::extract::ExtractArgs;

/// The inputs as they were given, each with its place here, or those that are
/// nowhere. Without `base` a path counts from the working directory, or else from
/// the directory that the dataset is in.
pub(super) fn locate(
    receipt: &Receipt,
    dataset: &Path,
    base: Option<&Path>,
) -> Result<Vec<(PathBuf, PathBuf)>, Vec<PathBuf>> {
    let given = receipt.given().unwrap_or_default();
    let alone = given.len() == 1;
    let beside = std::fs::canonicalize(dataset)
        .ok()
        .and_then(|place| place.parent().map(Path::to_owned));
    let place_of = |path: &PathBuf| -> Option<PathBuf> {
        if path.as_os_str() == "-" {
            return Some(path.clone());
        }
        let candidates = match base {
            Some(base) => {
                let mut places = Vec::new();
                if path.is_relative() {
                    places.push(base.join(path));
                }
                places.extend(path.file_name().map(|name| base.join(name)));
                places.extend(alone.then(|| base.to_owned()));
                places
            }
            None => {
                let beside = beside.as_ref().map(|place| place.join(path));
                std::iter::once(path.clone()).chain(beside).collect()
            }
        };
        candidates.into_iter().find(|place| place.exists())
    };
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for path in given {
        match place_of(&path) {
            Some(place) => found.push((path, place)),
            None => missing.push(path),
        }
    }
    if missing.is_empty() {
        Ok(found)
    } else {
        Err(missing)
    }
}

/// The options of `nasaq extract` that a receipt tells.
pub(super) fn options(receipt: &Receipt) -> anyhow::Result<ExtractArgs> {
    let mut words = vec!["extract".to_owned()];
    for (name, value) in &receipt.options {
        let name = name.replace('_', "-");
        let word = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match value {
            Value::Null | Value::Bool(false) => {}
            Value::Bool(true) => words.push(format!("--{name}")),
            Value::Array(values) => {
                let values: Vec<String> = values.iter().map(word).collect();
                words.push(format!("--{name}={}", values.join(",")));
            }
            value => words.push(format!("--{name}={}", word(value))),
        }
    }
    let command = ExtractArgs::augment_args(Command::new("extract"));
    let told = "the dataset was made with options that this nasaq does not have";
    let Ok(matches) = command.try_get_matches_from(&words) else {
        bail!("{told}: {}", words[1..].join(" "));
    };
    ExtractArgs::from_arg_matches(&matches).context(told)
}
