//! Failures for people: the place in the file, the text with the place of each
//! fault under it, expected and found in columns.
//!
//! Columns hold nothing that runs from right to left; Arabic stands in an isolate
//! at the end of its line. A terminal that reorders Arabic moves what a caret
//! points to, so its characters are counted beside it.

use std::fmt::Write as _;

use crate::diagnostic::isolate;
use crate::text::codes::is_combining;
use crate::workbench::suite::{Difference, Failure, Run, Seen, Tally, Wanted};
use crate::workbench::variants::{Outcome, Variant};

/// Longest text that is shown whole; a longer one is told by its lines at fault.
const SHOWN: usize = 2000;

/// All failures of a run, each followed by an empty line; empty if there is none.
pub fn text(run: &Run<'_>) -> String {
    run.failures()
        .map(|failure| failed(failure) + "\n")
        .collect()
}

/// Which variants break which rules, a line a rule (or file, for tests that are no
/// rule's); empty if none is broken.
pub fn broken(run: &Run<'_>) -> String {
    let mut broken: Vec<(&str, Vec<Variant>)> = Vec::new();
    for verdict in &run.verdicts {
        let name = verdict.test.group();
        for variant in verdict.failures().filter_map(|failure| failure.variant) {
            match broken.iter_mut().find(|(known, _)| *known == name) {
                Some((_, variants)) => variants.push(variant),
                None => broken.push((name, vec![variant])),
            }
        }
    }
    let mut told = String::new();
    for (name, mut variants) in broken {
        variants.sort_unstable();
        variants.dedup();
        let names: Vec<&str> = variants.iter().map(|variant| variant.as_str()).collect();
        let _ = writeln!(told, "{name} is broken by {}", names.join(", "));
    }
    told
}

/// How each variant fared, in columns; empty if none was tried. `reasons` adds a
/// line for everything that opted out.
pub fn variants(run: &Run<'_>, reasons: bool) -> String {
    if run.variants.is_empty() {
        return String::new();
    }
    let mut told = format!(
        "{:18}{:>7}{:>8}{:>11}\n",
        "variant", "tried", "broken", "opted out"
    );
    for (variant, tally) in run.tallies() {
        let Tally {
            tried,
            broken,
            opted_out,
        } = tally;
        let _ = writeln!(told, "{variant:18}{tried:>7}{broken:>8}{opted_out:>11}");
    }
    if reasons {
        for verdict in &run.verdicts {
            for trial in &verdict.trials {
                if let Outcome::OptedOut(reason) = &trial.outcome {
                    let (name, variant) = (&verdict.test.name, trial.variant);
                    let _ = writeln!(told, "{name}~{variant}: {}", isolate(reason));
                }
            }
        }
    }
    told
}

/// One failure.
fn failed(failure: &Failure) -> String {
    let mut told = String::new();
    let Failure {
        name,
        file,
        line,
        column,
        ..
    } = failure;
    let _ = writeln!(told, "FAILED {name}\n  --> {file}:{line}:{column}");
    source(&mut told, failure);
    let rows: Vec<[String; 6]> = (failure.wanted.iter().map(wanted_row))
        .chain(failure.found.iter().map(found_row))
        .collect();
    columns(&mut told, &rows);
    for difference in &failure.differences {
        let _ = writeln!(told, "  = {}", short(difference));
    }
    told
}

/// What is wrong in words without the text of the mention, which the columns show.
fn short(difference: &Difference) -> String {
    let told = |value: &str| match value {
        "" => "nothing".to_owned(),
        value => value.to_owned(),
    };
    match difference {
        Difference::Missing { at: Some(at), .. } => {
            format!("not found: the mention at character {at}")
        }
        Difference::Missing { .. } => "not found".to_owned(),
        Difference::Unexpected(seen) => format!(
            "must not be found: characters {}, by {}",
            range(seen.span.start, seen.span.end),
            seen.rule
        ),
        Difference::Wrong {
            field,
            expected,
            found,
            seen,
        } => format!(
            "{field}: expected {}, found {} at characters {}",
            told(expected),
            told(found),
            range(seen.span.start, seen.span.end)
        ),
        Difference::Error(message) => message.clone(),
    }
}

fn range(start: usize, end: usize) -> String {
    format!("{start}–{end}")
}

fn wanted_row(wanted: &Wanted) -> [String; 6] {
    let label = if wanted.counter { "not" } else { "expected" };
    [
        label.to_owned(),
        wanted
            .kind
            .map_or("nothing", |kind| kind.as_str())
            .to_owned(),
        wanted.value.clone().unwrap_or_else(|| "*".to_owned()),
        wanted.rule.clone().unwrap_or_else(|| "*".to_owned()),
        wanted
            .chars
            .map_or("*".to_owned(), |(start, end)| range(start, end)),
        wanted.text.as_deref().map_or("*".to_owned(), isolate),
    ]
}

fn found_row(seen: &Seen) -> [String; 6] {
    [
        "found".to_owned(),
        seen.kind.map_or("nothing", |kind| kind.as_str()).to_owned(),
        seen.value.clone(),
        seen.rule.clone(),
        range(seen.span.start, seen.span.end),
        isolate(&seen.text),
    ]
}

/// Rows in columns as wide as their widest cell; the last is not padded.
fn columns(told: &mut String, rows: &[[String; 6]]) {
    let width = |column: usize| {
        let widths = rows.iter().map(|row| shown_width(&row[column]));
        widths.max().unwrap_or(0)
    };
    let widths: [usize; 5] = std::array::from_fn(width);
    for row in rows {
        told.push_str("  ");
        for (cell, width) in row.iter().zip(widths) {
            // Ids of bodies in no list are Arabic: isolated, they stay in place.
            let pad = width - shown_width(cell);
            let cell = if cell.chars().any(char::is_alphabetic) && !cell.is_ascii() {
                isolate(cell)
            } else {
                cell.clone()
            };
            let _ = write!(told, "{cell}{:pad$}  ", "");
        }
        let _ = writeln!(told, "{}", row[5]);
    }
}

/// Cells of a terminal that a word takes.
fn shown_width(text: &str) -> usize {
    text.chars().filter(|&c| takes_place(c)).count()
}

/// Whether a character has a cell of its own.
fn takes_place(c: char) -> bool {
    !is_combining(c)
        && !c.is_control()
        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}')
}

/// The lines of the text at fault, with carets under what is wrong.
fn source(told: &mut String, failure: &Failure) {
    let places = places(failure);
    let mut start = 0;
    for line in failure.text.split('\n') {
        let count = line.chars().count();
        let here: Vec<(usize, usize)> = places
            .iter()
            .filter(|&&(from, to)| from < start + count && to > start)
            .map(|&(from, to)| (from.max(start) - start, to.min(start + count) - start))
            .collect();
        if !here.is_empty() || failure.text.chars().count() <= SHOWN {
            let _ = writeln!(told, "  | {}", isolate(line));
        }
        for (from, to) in here {
            let cells = |from: usize, to: usize| {
                let characters = line.chars().skip(from).take(to - from);
                characters.filter(|&c| takes_place(c)).count()
            };
            let _ = writeln!(
                told,
                "  | {}{} characters {}",
                " ".repeat(cells(0, from)),
                "^".repeat(cells(from, to).max(1)),
                range(start + from, start + to)
            );
        }
        start += count + 1;
    }
}

/// The characters that the faults are about, in order, each once.
fn places(failure: &Failure) -> Vec<(usize, usize)> {
    let of = |difference: &Difference| match difference {
        Difference::Unexpected(seen) | Difference::Wrong { seen, .. } => {
            Some((seen.span.start, seen.span.end))
        }
        Difference::Missing { mention, at, .. } => {
            let known = |wanted: &&Wanted| {
                wanted.text == *mention
                    && at.is_none_or(|at| wanted.chars.is_some_and(|(start, _)| start == at))
            };
            failure.wanted.iter().find(known)?.chars
        }
        Difference::Error(_) => None,
    };
    let mut places: Vec<(usize, usize)> = failure.differences.iter().filter_map(of).collect();
    places.sort_unstable();
    places.dedup();
    places
}
