//! The report as JSON.

use serde::Serialize;

use super::{EntryUse, PartUse, Reach, Report, RuleUse, Share};

#[derive(Serialize)]
struct JsonReport<'r> {
    texts: usize,
    total: JsonShares,
    files: Vec<JsonFile<'r>>,
    unused_rules: Vec<JsonRule<'r>>,
    unused_alternatives: Vec<JsonPart<'r>>,
    unused_entries: Vec<JsonEntry<'r>>,
}

#[derive(Serialize)]
struct JsonShare {
    used: usize,
    all: usize,
    percent: Option<f64>,
}

impl From<Share> for JsonShare {
    fn from(share: Share) -> Self {
        Self {
            used: share.used,
            all: share.all,
            percent: share.percent(),
        }
    }
}

#[derive(Serialize)]
struct JsonShares {
    rules: JsonShare,
    alternatives: JsonShare,
    entries: JsonShare,
}

#[derive(Serialize)]
struct JsonFile<'r> {
    file: &'r str,
    #[serde(flatten)]
    shares: JsonShares,
}

#[derive(Serialize)]
struct JsonRule<'r> {
    id: &'r str,
    file: &'r str,
    line: usize,
    reach: &'static str,
}

#[derive(Serialize)]
struct JsonPart<'r> {
    owner: &'r str,
    key: &'r str,
    part: &'static str,
    source: &'r str,
    file: &'r str,
    line: usize,
    column: usize,
    length: usize,
}

#[derive(Serialize)]
struct JsonEntry<'r> {
    file: &'r str,
    line: usize,
    class: &'r str,
    form: &'r str,
}

/// The report as one JSON object with a line feed: shares, by file, too, and all
/// that is not used, with its place (line and column from 1, length in
/// characters).
///
/// # Errors
/// None that is known.
pub fn json(report: &Report) -> serde_json::Result<String> {
    let shares = |file: Option<&str>| JsonShares {
        rules: report.rules_share(file).into(),
        alternatives: report.parts_share(file).into(),
        entries: report.entries_share(file).into(),
    };
    let files = report.files().into_iter().map(|file| JsonFile {
        file,
        shares: shares(Some(file)),
    });
    let rules = report.rules.iter();
    let parts = report.parts.iter();
    let entries = report.entries.iter();
    let told = JsonReport {
        texts: report.texts,
        total: shares(None),
        files: files.collect(),
        unused_rules: rules
            .filter(|rule| rule.reach != Reach::Won)
            .map(rule)
            .collect(),
        unused_alternatives: parts.filter(|part| !part.used).map(part).collect(),
        unused_entries: entries.filter(|entry| entry.read == 0).map(entry).collect(),
    };
    serde_json::to_string_pretty(&told).map(|json| json + "\n")
}

fn rule(rule: &RuleUse) -> JsonRule<'_> {
    JsonRule {
        id: &rule.id,
        file: &rule.file,
        line: rule.line,
        reach: rule.reach.as_str(),
    }
}

fn part(part: &PartUse) -> JsonPart<'_> {
    JsonPart {
        owner: &part.owner,
        key: part.key,
        part: part.part.as_str(),
        source: &part.source,
        file: &part.place.file,
        line: part.place.line,
        column: part.place.column,
        length: part.place.length,
    }
}

fn entry(entry: &EntryUse) -> JsonEntry<'_> {
    JsonEntry {
        file: &entry.file,
        line: entry.line,
        class: &entry.class,
        form: &entry.form,
    }
}
