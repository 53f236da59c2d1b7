//! A comparison as people and machines read it. Every report is a pure function
//! of the comparison.

mod json;
mod markdown;
mod page;
mod text;

pub use json::json;
pub use markdown::markdown;
pub use page::html;
pub use text::text;

use super::change::Change;
use super::comparison::Comparison;

/// `a`, or `a → b` where another rule took over.
fn rule_label(old: &str, new: &str) -> String {
    if old == new {
        old.to_owned()
    } else {
        format!("{old} → {new}")
    }
}

/// `3 changes`, `1 change`.
fn count(number: u64, thing: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{ending}")
}

/// What became of the place or the columns: `20–24 → 15–24`, `value 1947 → 1948`.
fn told(change: &Change) -> String {
    let place = |side: &super::Sighting| format!("{}–{}", side.start, side.end);
    let named = |text: &str| match text {
        "" => "nothing".to_owned(),
        text => text.to_owned(),
    };
    let mut parts = Vec::new();
    match (&change.old, &change.new) {
        (Some(old), Some(new)) if old.span() != new.span() => {
            parts.push(format!("characters {} → {}", place(old), place(new)));
        }
        (Some(side), _) | (None, Some(side)) => parts.push(format!("characters {}", place(side))),
        (None, None) => {}
    }
    let columns = change.columns();
    if let (None, Some(side)) | (Some(side), None) = (&change.old, &change.new) {
        parts.push(format!("= {}", named(&side.value)));
    } else if !columns
        .iter()
        .any(|(column, ..)| *column == side_value(change))
    {
        let side = change.new.as_ref().or(change.old.as_ref());
        parts.extend(side.map(|side| format!("= {}", named(&side.value))));
    }
    let days = ["earliest", "latest"];
    let revalued = columns
        .iter()
        .any(|(column, ..)| *column == side_value(change));
    for (column, old, new) in columns {
        // The days follow from the value.
        if revalued && days.contains(&column) {
            continue;
        }
        parts.push(format!("{column} {} → {}", named(old), named(new)));
    }
    parts.join(", ")
}

/// Name of the column that holds the value.
fn side_value(change: &Change) -> &'static str {
    let side = change.new.as_ref().or(change.old.as_ref());
    side.map_or("value", |side| side.columns()[0].0)
}

/// One sentence each on what is not in the tables.
fn notes(comparison: &Comparison) -> Vec<String> {
    let mut notes = Vec::new();
    let lists = [
        ("only in the old dataset", &comparison.only_old),
        ("only in the new dataset", &comparison.only_new),
        ("with another text, not compared", &comparison.other_text),
        ("set aside", &comparison.set_aside),
    ];
    for (what, list) in lists {
        if !list.is_empty() {
            const SHOWN: usize = 10;
            let mut names = list
                .iter()
                .take(SHOWN)
                .cloned()
                .collect::<Vec<_>>()
                .join(", ");
            if list.len() > SHOWN {
                names.push_str(&format!(" and {} more", list.len() - SHOWN));
            }
            notes.push(format!(
                "{} {what}: {names}",
                count(list.len() as u64, "document")
            ));
        }
    }
    let blind = comparison.changes();
    let blind = blind.iter().filter(|change| change.context.is_none());
    match blind.count() as u64 {
        0 => {}
        number => notes.push(format!(
            "{} shown without context: the text is not in {}; give the inputs with --input",
            count(number, "change"),
            comparison.context,
        )),
    }
    notes
}
