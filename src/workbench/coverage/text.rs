//! The report for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Reach, Report, Share};
use crate::diagnostic::isolate;

/// How much of what is not used is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// Rules and parts of patterns; entries by file and class.
    Short,
    /// Every entry, too.
    All,
}

/// The report as text.
pub fn text(report: &Report, listing: Listing) -> String {
    let mut out = String::new();
    rules(&mut out, report);
    parts(&mut out, report);
    entries(&mut out, report, listing);
    table(&mut out, report);
    out
}

fn rules(out: &mut String, report: &Report) {
    let unused = || report.rules.iter().filter(|rule| rule.reach != Reach::Won);
    if unused().next().is_none() {
        return;
    }
    let _ = writeln!(out, "Rules that win no place");
    for rule in unused() {
        let why = match rule.reach {
            Reach::Never => "never matches",
            Reach::Refused => "always refused",
            Reach::Lost | Reach::Won => "always loses",
        };
        let _ = writeln!(out, "  {}:{}  {}  {why}", rule.file, rule.line, rule.id);
    }
    out.push('\n');
}

fn parts(out: &mut String, report: &Report) {
    let unused = report.parts.iter().filter(|part| !part.used);
    let mut owner = None;
    for part in unused {
        if owner.is_none() {
            let _ = writeln!(out, "Parts of patterns that are not used");
        }
        let here = (&part.owner, &part.place.file);
        if owner != Some(here) {
            owner = Some(here);
            let _ = writeln!(out, "  {}  {}", part.owner, part.place.file);
        }
        let _ = writeln!(
            out,
            "    {}:{}:{}  {} {}  {}",
            part.place.file,
            part.place.line,
            part.place.column,
            part.key,
            part.part.as_str(),
            isolate(&part.source)
        );
    }
    if owner.is_some() {
        out.push('\n');
    }
}

fn entries(out: &mut String, report: &Report, listing: Listing) {
    let mut classes: BTreeMap<(&str, &str), Share> = BTreeMap::new();
    for entry in &report.entries {
        let share = classes.entry((&entry.file, &entry.class)).or_default();
        share.all += 1;
        share.used += usize::from(entry.read > 0);
    }
    classes.retain(|_, share| share.used < share.all);
    if classes.is_empty() {
        return;
    }
    let _ = writeln!(out, "Entries of the lexicon that no text has");
    for ((file, class), share) in classes {
        let missing = share.all - share.used;
        let _ = writeln!(out, "  {file}  {class}  {missing} of {}", share.all);
        if listing == Listing::All {
            let own = report.entries.iter();
            let own = own.filter(|entry| entry.file == file && entry.class == class);
            for entry in own.filter(|entry| entry.read == 0) {
                let _ = writeln!(out, "    {file}:{}  {}", entry.line, isolate(&entry.form));
            }
        }
    }
    out.push('\n');
}

fn table(out: &mut String, report: &Report) {
    let files = report.files();
    let width = files
        .iter()
        .map(|file| file.len())
        .max()
        .unwrap_or(0)
        .max(5);
    let _ = writeln!(
        out,
        "{:<width$}  {:>17}  {:>17}  {:>17}",
        "", "rules", "alternatives", "entries"
    );
    for file in files.into_iter().map(Some).chain([None]) {
        let _ = writeln!(
            out,
            "{:<width$}  {:>17}  {:>17}  {:>17}",
            file.unwrap_or("all"),
            cell(report.rules_share(file)),
            cell(report.parts_share(file)),
            cell(report.entries_share(file))
        );
    }
    let _ = writeln!(out, "{} texts read", report.texts);
}

/// Percentages are cut, so that 100% means all.
fn cell(share: Share) -> String {
    match share.percent() {
        Some(percent) => format!(
            "{}/{} {:>5.1}%",
            share.used,
            share.all,
            (percent * 10.0).floor() / 10.0
        ),
        None => "-".to_owned(),
    }
}
