//! For a terminal: numbers first, Arabic isolated and at the end of its line.

use crate::workbench::context::flat;
use std::fmt::Write;

use super::{count, notes, rule_label, told};
use crate::diagnostic::isolate;
use crate::workbench::difference::{Change, ChangeKind, Comparison, Counts};

/// The comparison as text.
pub fn text(comparison: &Comparison) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "old  {}\nnew  {}\n", comparison.old, comparison.new);
    if comparison.total() == 0 {
        out.push_str("No mention differs.\n");
    } else {
        types(&mut out, comparison);
        rules(&mut out, comparison);
        examples(&mut out, comparison);
    }
    for note in notes(comparison) {
        let _ = writeln!(out, "{note}");
    }
    let _ = writeln!(
        out,
        "{} in {} of {}",
        count(comparison.total(), "change"),
        comparison.changed,
        count(comparison.documents, "document"),
    );
    out
}

fn head(out: &mut String, first: &str, width: usize, before: &[&str]) {
    let _ = write!(out, "{first:width$}");
    for word in before {
        let _ = write!(out, " {word:>9}");
    }
    for kind in ChangeKind::ALL {
        let _ = write!(out, " {:>13}", kind.as_str());
    }
    out.push('\n');
}

fn cells(out: &mut String, counts: &Counts) {
    for kind in ChangeKind::ALL {
        let _ = write!(out, " {:>13}", counts.of(kind));
    }
    out.push('\n');
}

fn types(out: &mut String, comparison: &Comparison) {
    head(out, "type", 12, &["old", "new"]);
    for (kind, totals) in comparison.types() {
        let _ = write!(out, "{kind:12} {:>9} {:>9}", totals.old, totals.new);
        cells(out, &totals.changes);
    }
    out.push('\n');
}

fn rules(out: &mut String, comparison: &Comparison) {
    let rows = comparison.rules();
    let labels = rows.iter().map(|(old, new, _)| rule_label(old, new));
    let labels: Vec<String> = labels.collect();
    let width = labels.iter().map(|label| label.chars().count()).max();
    let width = width.unwrap_or(0).max(4);
    head(out, "rule", width, &[]);
    for (label, (_, _, rule)) in labels.iter().zip(&rows) {
        let _ = write!(out, "{label:width$}");
        cells(out, &rule.counts);
    }
}

fn examples(out: &mut String, comparison: &Comparison) {
    for (old, new, rule) in comparison.rules() {
        let shown = rule.examples();
        let _ = write!(out, "\n{}", rule_label(old, new));
        let total = rule.counts.total();
        if shown.len() as u64 == total {
            let _ = writeln!(out, ": {}", count(total, "change"));
        } else {
            let _ = writeln!(out, ": {} of {}", shown.len(), count(total, "change"));
        }
        for change in shown {
            example(out, change);
        }
    }
    out.push('\n');
}

fn example(out: &mut String, change: &Change) {
    let Change {
        change: kind,
        document,
        id,
        ..
    } = change;
    let _ = writeln!(
        out,
        "  {} {document}, {}  [{id}]",
        kind.as_str(),
        told(change)
    );
    for (mark, side) in [('-', &change.old), ('+', &change.new)] {
        let both = change.old.is_some() && change.new.is_some();
        let respanned = *kind == ChangeKind::Respanned;
        if let Some(side) = side
            && (!both || respanned)
        {
            let _ = writeln!(out, "    {mark} {}", isolate(&flat(&side.text)));
        }
    }
    match (&change.context, &change.new) {
        (Some(context), _) => {
            let _ = writeln!(out, "      {}", context.line());
        }
        (None, Some(new)) if *kind == ChangeKind::Revalued => {
            let _ = writeln!(out, "      {}", isolate(&flat(&new.text)));
        }
        _ => {}
    }
}
