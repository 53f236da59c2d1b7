//! The summary at the end of a run, for a person to read.

use std::fmt::Write;
use std::time::Duration;

use nasaq::pipeline::{Ranked, Summary};

/// Writes a run's summary: figures first, then names, then what went wrong.
pub(super) fn render(summary: &Summary, place: &str, elapsed: Duration, verbose: bool) -> String {
    let mut text = String::new();
    let seconds = elapsed.as_secs_f64();
    let megabytes = summary.bytes as f64 / 1e6;
    let mut figures = vec![
        ("documents", grouped(summary.documents)),
        ("set aside", grouped(summary.rejects)),
        ("sentences", grouped(summary.sentences)),
        ("dates", dates(summary)),
        ("countries", grouped(summary.countries)),
        ("organizations", grouped(summary.organizations)),
        ("timeline", grouped(summary.timeline)),
    ];
    if summary.rejects == 0 {
        figures.remove(1);
    }
    let width = figures
        .iter()
        .map(|(_, value)| digits(value))
        .max()
        .unwrap_or(0);
    for (label, value) in &figures {
        let pad = width - digits(value);
        let _ = writeln!(text, "  {label:<14}{:pad$}{value}", "");
    }
    names(&mut text, "most named countries", &summary.top_countries);
    names(
        &mut text,
        "most named organizations",
        &summary.top_organizations,
    );
    rejects(&mut text, summary);
    mojibake(&mut text, summary);
    if verbose && summary.skipped > 0 {
        let files = if summary.skipped == 1 {
            "file"
        } else {
            "files"
        };
        let count = grouped(summary.skipped);
        let _ = writeln!(text, "\n  {count} {files} passed over by extension");
    }
    let rate = if seconds > 0.0 {
        megabytes / seconds
    } else {
        0.0
    };
    let _ = writeln!(
        text,
        "\n  {place}  ({megabytes:.1} MB of text in {seconds:.2} s, {rate:.1} MB/s)"
    );
    text
}

/// The number of dates and the years that they span.
fn dates(summary: &Summary) -> String {
    let count = grouped(summary.dates);
    match summary.years {
        Some((first, last)) if first == last => format!("{count}  ({first})"),
        Some((first, last)) => format!("{count}  ({first} to {last})"),
        None => count,
    }
}

/// Length of the number at the beginning of a figure.
fn digits(value: &str) -> usize {
    value.find(' ').unwrap_or(value.len())
}

/// A list of names. The Arabic stands last on its line, where a terminal that
/// reorders it cannot take the figures along.
fn names(text: &mut String, title: &str, ranked: &[Ranked]) {
    if ranked.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n  {title}");
    let width = ranked
        .iter()
        .map(|entry| grouped(entry.count).len())
        .max()
        .unwrap_or(0);
    let latin = ranked
        .iter()
        .map(|entry| latin_name(entry).chars().count())
        .max()
        .unwrap_or(0);
    for entry in ranked {
        let (count, name) = (grouped(entry.count), latin_name(entry));
        let line = format!("  {count:>width$}  {name:latin$}  {}", entry.name_ar);
        let _ = writeln!(text, "  {}", line.trim_end());
    }
}

/// A name in Latin letters: the English one, else the id.
fn latin_name(entry: &Ranked) -> &str {
    if entry.name_en.is_empty() {
        &entry.id
    } else {
        &entry.name_en
    }
}

/// The first documents set aside, with their reasons.
fn rejects(text: &mut String, summary: &Summary) {
    if summary.rejects == 0 {
        return;
    }
    let _ = writeln!(text, "\n  set aside (rejects.jsonl has them all)");
    for reject in &summary.first_rejects {
        let place = match reject.byte_offset {
            Some(offset) => format!("{}, byte {offset}", reject.source),
            None => reject.source.clone(),
        };
        let _ = writeln!(text, "    {place}: {}", reject.reason);
    }
    let more = summary.rejects - summary.first_rejects.len() as u64;
    if more > 0 {
        let _ = writeln!(text, "    … and {} more", grouped(more));
    }
}

/// Documents that someone decoded wrongly before they came here.
fn mojibake(text: &mut String, summary: &Summary) {
    if summary.mojibake == 0 {
        return;
    }
    let _ = writeln!(
        text,
        "\n  warning: text that was decoded wrongly before it was stored (as Ø§Ù„ or ط§ظ„); little is found in it"
    );
    for source in &summary.first_mojibake {
        let _ = writeln!(text, "    {source}");
    }
    let more = summary.mojibake - summary.first_mojibake.len() as u64;
    if more > 0 {
        let _ = writeln!(text, "    … and {} more", grouped(more));
    }
}

/// A number with its thousands apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use nasaq::source::Reject;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn a_summary_names_what_was_set_aside() {
        let summary = Summary {
            documents: 1200,
            rejects: 12,
            first_rejects: vec![Reject {
                doc_id: "a.txt".to_owned(),
                source: "a.txt".to_owned(),
                byte_offset: Some(3),
                reason: "malformed UTF-8".to_owned(),
            }],
            dates: 9,
            years: Some((711, 1949)),
            ..Summary::default()
        };
        let text = render(&summary, "output", Duration::from_secs(1), false);
        assert!(text.contains("documents     1,200\n"), "{text}");
        assert!(
            text.contains("dates             9  (711 to 1949)\n"),
            "{text}"
        );
        assert!(text.contains("a.txt, byte 3: malformed UTF-8\n"), "{text}");
        assert!(text.contains("… and 11 more\n"), "{text}");
    }
}
