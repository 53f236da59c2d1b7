//! The figures as a report: aligned text for people, Markdown for a pull
//! request, JSON for programs.

use std::fmt::Write;

use serde::Serialize;

use super::super::mention::MentionType;
use super::counts::{Figures, Prf};
use super::gate::Judgement;
use super::{Confusion, Evaluation, RuleFigures};
use crate::diagnostic::isolate;

/// Version of the JSON form; it grows when a member changes its meaning or goes.
const VERSION: u32 = 1;

/// Column heads of the figures.
const HEADS: [&str; 13] = [
    "set",
    "type",
    "gold",
    "found",
    "P",
    "R",
    "F",
    "P",
    "R",
    "F",
    "right",
    "of",
    "dateless hit",
];

/// Column heads of the rules.
const RULE_HEADS: [&str; 8] = [
    "type", "rule", "found", "right", "wrong", "P", "values", "right",
];

#[derive(Serialize)]
struct Json<'e> {
    version: u32,
    #[serde(flatten)]
    evaluation: &'e Evaluation,
    gates: &'e [Judgement],
}

impl Evaluation {
    /// The report as JSON: `version`, `sets`, `totals`, `rules`, `confusions`,
    /// `gates`. Figures are numbers from 0 to 1, not rounded.
    pub fn json(&self, gates: &[Judgement]) -> String {
        let report = Json {
            version: VERSION,
            evaluation: self,
            gates,
        };
        let text = serde_json::to_string_pretty(&report);
        text.expect("numbers and texts only, with texts for keys") + "\n"
    }

    /// The report as text; lists have at most `limit` lines a type.
    pub fn text(&self, gates: &[Judgement], limit: usize) -> String {
        let mut out = String::from(
            "Figures in %: strict, then overlap (dates) or but for head nouns, then values or codes.\n\n",
        );
        out.push_str(&aligned(&HEADS, 2, &self.rows()));
        let rules = self.rule_rows(limit);
        if !rules.is_empty() {
            out.push_str("\nRules, most wrong first. What was missed belongs to no rule, so there is no recall.\n\n");
            out.push_str(&aligned(&RULE_HEADS, 2, &rules));
            more(&mut out, self.rules.len(), rules.len());
        }
        if !self.confusions.is_empty() {
            out.push_str("\nValues taken for others: marked → found.\n\n");
            let width = self
                .confusions_shown(limit)
                .map(pair_width)
                .max()
                .unwrap_or(0);
            for confusion in self.confusions_shown(limit) {
                let pad = width - pair_width(confusion);
                let (kind, count) = (confusion.kind, confusion.count);
                let (pair, text) = (pair(confusion), isolate(&one_line(&confusion.text)));
                let _ = writeln!(out, "{count:>5}  {kind:<12}  {pair}{:pad$}  {text}", "");
            }
            more(
                &mut out,
                self.confusions.len(),
                self.confusions_shown(limit).count(),
            );
        }
        if !gates.is_empty() {
            out.push('\n');
            for gate in gates {
                let _ = writeln!(out, "gate {gate}");
            }
        }
        out
    }

    /// The report as Markdown; lists have at most `limit` lines a type.
    pub fn markdown(&self, gates: &[Judgement], limit: usize) -> String {
        let mut out = String::from("### Evaluation\n\n");
        for gate in gates {
            let sign = if gate.passed { "✅" } else { "❌" };
            let figure = gate
                .figure
                .map_or("nothing to measure".to_owned(), |f| format!("{f:.6}"));
            let _ = writeln!(out, "- {sign} `{}`: {figure}", gate.gate);
        }
        if !gates.is_empty() {
            out.push('\n');
        }
        let heads = [
            "set",
            "type",
            "gold",
            "found",
            "strict P",
            "R",
            "F",
            "overlap or head P",
            "R",
            "F",
            "value or code",
            "of",
            "dateless hit",
        ];
        out.push_str(&piped(&heads, 2, &self.rows()));
        let rules = self.rule_rows(limit);
        if !rules.is_empty() {
            out.push_str("\n<details><summary>Rules, most wrong first</summary>\n\n");
            out.push_str(&piped(&RULE_HEADS, 2, &rules));
            more(&mut out, self.rules.len(), rules.len());
            out.push_str("\n</details>\n");
        }
        if !self.confusions.is_empty() {
            out.push_str("\n<details><summary>Values taken for others</summary>\n\n");
            let row = |confusion: &Confusion| {
                vec![
                    confusion.kind.to_string(),
                    confusion.expected.clone(),
                    found_or_nothing(confusion).to_owned(),
                    confusion.count.to_string(),
                    format!("<bdi>{}</bdi>", escaped(&one_line(&confusion.text))),
                ]
            };
            let rows: Vec<_> = self.confusions_shown(limit).map(row).collect();
            out.push_str(&piped(
                &["type", "marked", "found", "count", "first"],
                3,
                &rows,
            ));
            more(
                &mut out,
                self.confusions.len(),
                self.confusions_shown(limit).count(),
            );
            out.push_str("\n</details>\n");
        }
        out
    }

    /// The figures of the sets, then the totals.
    fn rows(&self) -> Vec<Vec<String>> {
        let sets = self.sets.iter().map(|set| row(&set.set, &set.figures));
        let totals = self.totals.iter().map(|figures| row("total", figures));
        sets.chain(totals).collect()
    }

    fn confusions_shown(&self, limit: usize) -> impl Iterator<Item = &Confusion> {
        first(&self.confusions, |confusion| confusion.kind, limit)
    }

    fn rule_rows(&self, limit: usize) -> Vec<Vec<String>> {
        let row = |rule: &RuleFigures| {
            let share =
                |part: usize, all: usize| percent((all > 0).then(|| part as f64 / all as f64));
            vec![
                rule.kind.to_string(),
                rule.rule.clone(),
                rule.found.to_string(),
                rule.right.to_string(),
                rule.wrong.to_string(),
                share(rule.right, rule.found),
                rule.valued.to_string(),
                share(rule.value_right, rule.valued),
            ]
        };
        first(&self.rules, |rule| rule.kind, limit)
            .map(row)
            .collect()
    }
}

/// A line of figures.
fn row(name: &str, figures: &Figures) -> Vec<String> {
    let prf = |prf: Prf| {
        let judged = |figure| percent((!figures.partial).then_some(figure));
        [judged(prf.p), percent(Some(prf.r)), judged(prf.f)]
    };
    let lenient = figures.overlap.or(figures.head).unwrap_or_default();
    let (value, of) = match (figures.dates, figures.countries) {
        (Some(dates), _) => (percent(dates.value), dates.valued.to_string()),
        (_, Some(countries)) => (percent(countries.code), countries.coded.to_string()),
        _ => (String::new(), String::new()),
    };
    let dateless = figures
        .dates
        .filter(|_| !figures.partial)
        .map_or_else(String::new, |dates| {
            format!("{}/{}", dates.empty_rows_hit, dates.empty_rows)
        });
    let head = [
        one_line(name),
        figures.kind.to_string(),
        figures.gold.to_string(),
        figures.predicted.to_string(),
    ];
    let tail = [value, of, dateless];
    [&head[..], &prf(figures.strict), &prf(lenient), &tail].concat()
}

fn percent(figure: Option<f64>) -> String {
    figure.map_or_else(|| "-".to_owned(), |figure| format!("{:.1}", 100.0 * figure))
}

/// Columns under their heads: the first `left` to the left, numbers to the right.
fn aligned(heads: &[&str], left: usize, rows: &[Vec<String>]) -> String {
    let heads: Vec<String> = heads.iter().map(|&head| head.to_owned()).collect();
    let lines = || std::iter::once(&heads).chain(rows);
    let width = |column: usize| lines().map(|line| line[column].chars().count()).max();
    let widths: Vec<usize> = (0..heads.len())
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let mut out = String::new();
    for line in lines() {
        let mut shown = String::new();
        for (column, (cell, &width)) in line.iter().zip(&widths).enumerate() {
            let gap = if column == 0 { "" } else { "  " };
            let _ = if column < left {
                write!(shown, "{gap}{cell:<width$}")
            } else {
                write!(shown, "{gap}{cell:>width$}")
            };
        }
        out.push_str(shown.trim_end());
        out.push('\n');
    }
    out
}

/// The same as a table of Markdown.
fn piped(heads: &[&str], left: usize, rows: &[Vec<String>]) -> String {
    let mut out = format!("| {} |\n|", heads.join(" | "));
    for column in 0..heads.len() {
        out.push_str(if column < left { " --- |" } else { " ---: |" });
    }
    out.push('\n');
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out
}

/// The first `limit` items of each type; they are in order of type.
fn first<T>(
    items: &[T],
    kind: impl Fn(&T) -> MentionType,
    limit: usize,
) -> impl Iterator<Item = &T> {
    let mut last = None;
    let mut count = 0;
    items.iter().filter(move |item| {
        let kind = kind(item);
        count = if last.replace(kind) == Some(kind) {
            count + 1
        } else {
            1
        };
        count <= limit
    })
}

fn more(out: &mut String, all: usize, shown: usize) {
    if all > shown {
        let _ = writeln!(
            out,
            "\n… and {} more (`--verbose` or `--format json` shows all)",
            all - shown
        );
    }
}

fn pair(confusion: &Confusion) -> String {
    format!("{} → {}", confusion.expected, found_or_nothing(confusion))
}

fn pair_width(confusion: &Confusion) -> usize {
    pair(confusion).chars().count()
}

fn found_or_nothing(confusion: &Confusion) -> &str {
    if confusion.found.is_empty() {
        "no value"
    } else {
        &confusion.found
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
