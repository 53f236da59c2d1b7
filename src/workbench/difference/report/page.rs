//! For a browser: one page, nothing loaded from elsewhere.

use serde::Serialize;

use super::{count, notes, rule_label, told};
use crate::workbench::difference::{Change, ChangeKind, Comparison, Counts, Piece};
use crate::workbench::page;

const TEMPLATE: &str = include_str!("../../templates/difference.html");

#[derive(Serialize)]
struct Page<'a> {
    title: String,
    old: &'a str,
    new: &'a str,
    heads: [&'static str; 5],
    types: Vec<TypeRow>,
    rules: Vec<RuleSection<'a>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct TypeRow {
    name: String,
    old: u64,
    new: u64,
    counts: [u64; 5],
}

#[derive(Serialize)]
struct RuleSection<'a> {
    number: usize,
    name: String,
    total: String,
    shown: usize,
    whole: bool,
    counts: [u64; 5],
    changes: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    change: &'static str,
    document: &'a str,
    told: String,
    before: &'a str,
    pieces: Vec<Piece>,
    after: &'a str,
}

/// The comparison as a page.
///
/// # Errors
/// A fault of the template, which the tests would have found.
pub fn html(comparison: &Comparison) -> Result<String, minijinja::Error> {
    let types = comparison.types().map(|(kind, totals)| TypeRow {
        name: kind.to_string(),
        old: totals.old,
        new: totals.new,
        counts: counts(&totals.changes),
    });
    let sections = comparison.rules().into_iter().enumerate();
    let sections = sections.map(|(index, (old, new, rule))| {
        let changes = rule.examples();
        RuleSection {
            number: index + 1,
            name: rule_label(old, new),
            total: count(rule.counts.total(), "change"),
            shown: changes.len(),
            whole: changes.len() as u64 == rule.counts.total(),
            counts: counts(&rule.counts),
            changes: changes.into_iter().map(shown).collect(),
        }
    });
    let context = Page {
        title: format!(
            "{} in {} of {}",
            count(comparison.total(), "change"),
            comparison.changed,
            count(comparison.documents, "document"),
        ),
        old: &comparison.old,
        new: &comparison.new,
        heads: ChangeKind::ALL.map(ChangeKind::as_str),
        types: types.collect(),
        rules: sections.collect(),
        notes: notes(comparison),
    };
    page::fill(TEMPLATE, context)
}

fn counts(counts: &Counts) -> [u64; 5] {
    ChangeKind::ALL.map(|kind| counts.of(kind))
}

fn shown(change: &Change) -> Shown<'_> {
    let (before, after) = change.context.as_ref().map_or(("", ""), |context| {
        (context.before.as_str(), context.after.as_str())
    });
    Shown {
        id: &change.id,
        change: change.change.as_str(),
        document: &change.document,
        told: told(change),
        before,
        pieces: change.pieces(),
        after,
    }
}
