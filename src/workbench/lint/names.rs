//! Names that nothing uses: definitions and captures.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::Output;
use crate::rules::file::Spot;
use crate::rules::parsed::{guard_sources, is_shared};

use super::finding::{Code, Finding, Related};
use super::subject::{RuleRead, Subject};

/// Captures that mean something by their name alone, in rules of dates.
const OF_DATES: [&str; 3] = ["era", "approx", "doubt"];

/// Unused and replaced definitions, unused captures.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    definitions(subject, findings);
    for rule in &subject.rules {
        captures(rule, findings);
    }
}

/// `@NAME` in a pattern.
fn references(pattern: &str) -> impl Iterator<Item = &str> {
    let end = |c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let name = move |rest: &'_ str| rest.find(end).unwrap_or(rest.len());
    pattern
        .split('@')
        .skip(1)
        .map(move |rest| &rest[..name(rest)])
        .filter(|name| !name.is_empty())
}

/// Which definitions some rule uses, by index.
pub(super) fn used(subject: &Subject<'_>) -> BTreeSet<usize> {
    // What a name means in a file: the last definition of it there, else the last
    // in the shared files. A use further up in the file meant the one before;
    // that both count as used then is on the safe side.
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let is_shared_file =
        |file: usize| is_shared(&subject.source.rules()[subject.source.read()[file].0]);
    let meant = |file: usize, name: &str| -> Vec<usize> {
        let all = subject.definitions.iter().enumerate();
        let named = all.filter(|(_, definition)| definition.name == name);
        let (own, shared): (Vec<_>, Vec<_>) = named
            .filter(|(_, definition)| definition.file == file || is_shared_file(definition.file))
            .partition(|(_, definition)| definition.file == file);
        let chosen = if own.is_empty() { shared } else { own };
        chosen.into_iter().map(|(index, _)| index).collect()
    };
    let mut waiting: Vec<usize> = Vec::new();
    for (file, (_, read)) in subject.source.read().iter().enumerate() {
        for table in &read.rule {
            let patterns =
                std::iter::once(&table.pattern).chain(guard_sources(table).into_iter().flatten());
            for name in patterns.flat_map(|spot| references(spot.get_ref())) {
                waiting.extend(meant(file, name));
            }
        }
    }
    while let Some(index) = waiting.pop() {
        if used.insert(index) {
            let definition = &subject.definitions[index];
            for name in references(definition.table.pattern.get_ref()) {
                waiting.extend(meant(definition.file, name));
            }
        }
    }
    used
}

fn definitions(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let used = used(subject);
    let mut last: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (index, definition) in subject.definitions.iter().enumerate() {
        let place = definition.table.name.span();
        let source = definition.written.source;
        if !used.contains(&index) {
            let message = format!("no rule uses the definition `{}`", definition.name);
            let help = "remove it";
            findings.push(Finding::at(
                Code::UnusedDefinition,
                source,
                place.clone(),
                message,
                help,
            ));
        }
        if let Some(before) = last.insert((definition.file, definition.name), index) {
            let message = format!("`{}` is defined a second time", definition.name);
            let help = "give one of them another name";
            let first = &subject.definitions[before];
            let at = first.table.name.span().start;
            let related = Related {
                file: source.name.clone(),
                line: source.text[..at].matches('\n').count() + 1,
                message: "the first definition".to_owned(),
            };
            let finding = Finding::at(Code::ReplacedDefinition, source, place, message, help);
            findings.push(finding.with(related));
        }
    }
}

/// Words in the holes of a template: names of captures, and those of units and
/// anchors, which may be names of captures too.
fn holes(template: &str) -> impl Iterator<Item = &str> {
    let inner = template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(inner, _)| inner));
    inner.flat_map(|hole| hole.split(is_no_name))
}

fn is_no_name(c: char) -> bool {
    !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn captures(rule: &RuleRead<'_>, findings: &mut Vec<Finding>) {
    let table = rule.table;
    let mut read: BTreeSet<&str> = BTreeSet::from(["mention"]);
    let templates = table.value.iter().chain(&table.also);
    read.extend(templates.flat_map(|spot: &Spot<String>| holes(spot.get_ref())));
    for condition in &table.r#where {
        read.extend(condition.get_ref().split(is_no_name));
    }
    read.extend(table.spelling.keys().map(String::as_str));
    match rule.rule.output {
        Output::Date { .. } => read.extend(OF_DATES),
        Output::Organization { .. } => {
            read.insert("head");
        }
        _ => {}
    }
    let pattern = table.pattern.get_ref();
    for name in rule
        .rule
        .captures
        .iter()
        .filter(|name| !read.contains(name.as_str()))
    {
        let written = format!("<{name}:");
        // A capture that comes with a definition may be for other rules.
        if let Some(at) = pattern.find(&written) {
            let place = at..at + written.len();
            let message = format!("nothing reads the capture `{name}`");
            let help = "take the capture away, or use it in value, where or spelling";
            findings.push(
                rule.written
                    .finding(Code::UnusedCapture, &place, message, help),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_and_patterns_name_what_they_use() {
        let of = |template| holes(template).collect::<Vec<_>>();
        assert_eq!(of("{year}-{month}/{year2}"), ["year", "month", "year2"]);
        assert_eq!(of("{ref.year-n}"), ["ref", "year", "n"]);
        assert_eq!(of("derive"), Vec::<&str>::new());
        let of = |pattern| references(pattern).collect::<Vec<_>>();
        assert_eq!(of("@YEAR <a:@ERA>? \"@\" (@X1|B)"), ["YEAR", "ERA", "X1"]);
    }
}
