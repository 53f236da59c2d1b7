//! For a pull request: a table, and behind it what can be folded away.

use std::fmt::Write;

use super::{count, notes, rule_label, told};
use crate::workbench::difference::{Change, ChangeKind, Comparison, Counts};

/// The comparison as Markdown, as GitHub shows it.
pub fn markdown(comparison: &Comparison) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "### {} in {} of {}\n\nold: {}  \nnew: {}\n",
        count(comparison.total(), "change"),
        comparison.changed,
        count(comparison.documents, "document"),
        plain(&comparison.old),
        plain(&comparison.new),
    );
    if comparison.total() > 0 {
        head(&mut out, "type | old | new", 3);
        for (kind, totals) in comparison.types() {
            let _ = write!(out, "| {kind} | {} | {} ", totals.old, totals.new);
            cells(&mut out, &totals.changes);
        }
        out.push('\n');
        head(&mut out, "rule", 1);
        for (old, new, rule) in comparison.rules() {
            let _ = write!(out, "| {} ", plain(&rule_label(old, new)));
            cells(&mut out, &rule.counts);
        }
        out.push('\n');
    }
    for (old, new, rule) in comparison.rules() {
        let shown = rule.examples();
        let total = count(rule.counts.total(), "change");
        let _ = writeln!(
            out,
            "<details>\n<summary>{}: {total}</summary>\n",
            html(&rule_label(old, new)),
        );
        if (shown.len() as u64) < rule.counts.total() {
            let _ = writeln!(out, "{} of {total} shown.\n", shown.len());
        }
        for change in shown {
            example(&mut out, change);
        }
        out.push_str("\n</details>\n\n");
    }
    for note in notes(comparison) {
        let _ = writeln!(out, "{}\n", plain(&note));
    }
    out
}

fn head(out: &mut String, first: &str, columns: usize) {
    let _ = write!(out, "| {first} ");
    for kind in ChangeKind::ALL {
        let _ = write!(out, "| {} ", kind.as_str());
    }
    out.push_str("|\n| --- ");
    out.push_str(&"| ---: ".repeat(columns - 1 + ChangeKind::ALL.len()));
    out.push_str("|\n");
}

fn cells(out: &mut String, counts: &Counts) {
    for kind in ChangeKind::ALL {
        let _ = write!(out, "| {} ", counts.of(kind));
    }
    out.push_str("|\n");
}

fn example(out: &mut String, change: &Change) {
    let _ = writeln!(
        out,
        "- **{}** {}, {} ({})",
        change.change.as_str(),
        plain(&change.document),
        plain(&told(change)),
        change.id,
    );
    // A block of its own: nothing in it is Markdown.
    let (before, after) = change.context.as_ref().map_or(("", ""), |context| {
        (context.before.as_str(), context.after.as_str())
    });
    let _ = write!(out, "  <p dir=\"rtl\">{}", html(before));
    for piece in change.pieces() {
        let text = html(&piece.text);
        let _ = match (piece.old, piece.new) {
            (true, false) => write!(out, "<del>{text}</del>"),
            (false, true) => write!(out, "<ins>{text}</ins>"),
            _ => write!(out, "<b>{text}</b>"),
        };
    }
    let _ = writeln!(out, "{}</p>", html(after));
}

/// Text inside HTML.
fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace(['\n', '\r'], " ")
}

/// Text that Markdown must not take for its own.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in html(text).chars() {
        if "\\`*_{}[]()#+!|~@".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
