//! The errors one by one: a table for programs and spreadsheets, a page for people.

use serde::Serialize;

use super::super::mention::MentionType;
use super::super::page;
use super::Evaluation;
use super::score::{ErrorKind, EvaluationError, Side};

/// The columns of the table.
const COLUMNS: [&str; 15] = [
    "set",
    "row",
    "line",
    "type",
    "error",
    "gold_start",
    "gold_end",
    "gold_text",
    "gold_value",
    "found_start",
    "found_end",
    "found_text",
    "found_value",
    "rule",
    "context",
];

const PAGE: &str = include_str!("../templates/evaluation.html");

/// Errors of one type and kind, for the page.
#[derive(Serialize)]
struct Group<'e> {
    anchor: String,
    kind: &'static str,
    error: &'static str,
    errors: Vec<&'e EvaluationError>,
}

impl Evaluation {
    /// The errors as tab-separated values with a header, a row an error. White
    /// space within a cell is one blank, so that a line is a row; the mention
    /// stands between `⟦` and `⟧` in its context. Nothing is quoted.
    pub fn errors_tsv(&self) -> String {
        let mut table = COLUMNS.join("\t") + "\n";
        for error in &self.errors {
            let line = error.line.to_string();
            let context = &error.context;
            let context = format!("{}⟦{}⟧{}", context.before, context.mention, context.after);
            let [gold, found] = [&error.gold, &error.found].map(|side| cells(side.as_ref()));
            let head = [&error.set, &error.row, &line].map(|cell| flat(cell));
            let kinds = [error.kind.as_str(), error.error.as_str()].map(str::to_owned);
            let tail = [flat(&error.rule), flat(&context)];
            let row = [&head[..], &kinds, &gold, &found, &tail].concat();
            table.push_str(&row.join("\t"));
            table.push('\n');
        }
        table
    }

    /// The errors as a page that needs nothing else: grouped by type and kind,
    /// each mention marked in its context.
    pub fn errors_html(&self) -> String {
        let mut groups = Vec::new();
        for kind in MentionType::ALL {
            for error in ErrorKind::ALL {
                let is_meant = |e: &&EvaluationError| (e.kind, e.error) == (kind, error);
                let errors: Vec<_> = self.errors.iter().filter(is_meant).collect();
                if !errors.is_empty() {
                    groups.push(Group {
                        anchor: format!("{kind}-{}", error.as_str()),
                        kind: kind.as_str(),
                        error: error.as_str(),
                        errors,
                    });
                }
            }
        }
        let context = minijinja::context! {
            title => "Errors of an evaluation",
            count => self.errors.len(),
            groups => minijinja::Value::from(minijinja::value::Serde(&groups)),
        };
        page::fill(PAGE, context).expect("the template is part of the program, and tested")
    }
}

/// The four cells of a side.
fn cells(side: Option<&Side>) -> [String; 4] {
    match side {
        None => Default::default(),
        Some(side) => [
            side.start.to_string(),
            side.end.to_string(),
            flat(&side.text),
            flat(&side.value),
        ],
    }
}

/// Text that fits a cell.
fn flat(text: &str) -> String {
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    text.split(is_blank)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
