//! An explanation for people: what was seen in a text, which rules matched, which
//! won, and what came out.

use std::fmt::Write;

use chrono::NaiveDate;

use crate::diagnostic::isolate;
use crate::rules::RulePack;
use crate::source::Document;

use super::examination::{Examination, Match, SeenUnit};
use super::extractor::{Extractor, Scratch};
use super::mention::{DateMention, Extraction, Span};

/// Explains a text: units and classes, rules that matched with their captures,
/// mentions with their values. Right-to-left text stands in isolates, each at
/// the end of its line.
pub fn explain(pack: &RulePack, text: &str, date: Option<NaiveDate>) -> String {
    let extractor = Extractor::new(pack);
    let mut scratch = Scratch::default();
    let examination = extractor.examine(text, &mut scratch);
    let document = Document {
        id: "-".to_owned(),
        source: "-".to_owned(),
        text: text.to_owned(),
        sha256: String::new(),
        encoding: "utf-8",
        reference_date: date,
    };
    let mut out = String::new();
    units(&mut out, &examination);
    matches(&mut out, pack, &examination);
    match extractor.extract(&document, &mut scratch) {
        Ok(extraction) => mentions(&mut out, pack, text, &extraction),
        Err(error) => {
            let _ = writeln!(out, "\n{error}");
        }
    }
    out
}

fn units(out: &mut String, examination: &Examination) {
    let _ = writeln!(out, "Units");
    for unit in &examination.units {
        let _ = writeln!(out, "  {}", unit_line(unit));
    }
}

fn unit_line(unit: &SeenUnit) -> String {
    let mut line = format!(
        "{:>4}–{:<4} {}",
        unit.span.start,
        unit.span.end,
        unit.classes.join(" ")
    );
    if let Some(number) = unit.number {
        let _ = write!(line, "  ={number}");
    }
    if !unit.entries.is_empty() {
        let _ = write!(line, "  [{}]", unit.entries.join(" "));
    }
    if !unit.clitic.is_empty() {
        let _ = write!(line, "  {}+", isolate(unit.clitic));
    }
    let _ = write!(line, "  {}", isolate(&unit.text));
    line
}

fn matches(out: &mut String, pack: &RulePack, examination: &Examination) {
    let _ = writeln!(out, "\nRules that matched");
    if examination.matches.is_empty() {
        let _ = writeln!(out, "  none");
    }
    for found in &examination.matches {
        let rule = pack.rule(found.rule);
        let outcome = if found.won { "won " } else { "lost" };
        let _ = writeln!(
            out,
            "  {:>4}–{:<4} {outcome} {}  priority {}  ({}:{})  {}",
            found.span.start,
            found.span.end,
            rule.id,
            rule.priority,
            rule.file,
            rule.line,
            isolate(&found.text)
        );
        captures(out, found);
    }
}

fn captures(out: &mut String, found: &Match) {
    for (name, text) in &found.captures {
        let _ = writeln!(out, "              {name} = {}", isolate(text));
    }
}

fn mentions(out: &mut String, pack: &RulePack, text: &str, extraction: &Extraction) {
    let _ = writeln!(out, "\nMentions");
    let mut lines: Vec<(Span, String)> = Vec::new();
    let slice = |span: Span| isolate(&text[span.byte_start..span.byte_end]);
    for date in &extraction.dates {
        let span = date.place.span;
        let rule = pack.rule_id(date.place.rule);
        lines.push((
            span,
            format!(
                "date          {}  by {rule}  {}",
                date_value(date),
                slice(span)
            ),
        ));
    }
    for country in &extraction.countries {
        let span = country.place.span;
        let keys = country.keys(pack.lexicon());
        let within = if country.within_organization {
            " (within an organization)"
        } else {
            ""
        };
        let kind = country.kind.as_str();
        let rule = pack.rule_id(country.place.rule);
        lines.push((
            span,
            format!(
                "country       {} {kind}{within}  by {rule}  {}",
                keys,
                slice(span)
            ),
        ));
    }
    for organization in &extraction.organizations {
        let span = organization.place.span;
        let id = organization.organization.id(pack.lexicon());
        let kind = organization.kind.as_str();
        let rule = pack.rule_id(organization.place.rule);
        lines.push((
            span,
            format!(
                "organization  {} {kind}  by {rule}  {}",
                isolate(id),
                slice(span)
            ),
        ));
    }
    lines.sort_by_key(|(span, _)| (span.start, span.end));
    if lines.is_empty() {
        let _ = writeln!(out, "  none");
    }
    for (span, line) in lines {
        let _ = writeln!(out, "  {:>4}–{:<4} {line}", span.start, span.end);
    }
}

fn date_value(date: &DateMention) -> String {
    let value = &date.value;
    let edtf = value
        .edtf
        .as_ref()
        .map_or_else(|| "(no value)".to_owned(), ToString::to_string);
    let day = |day: Option<NaiveDate>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
    format!(
        "{edtf} [{} – {}] {} {} {} {}",
        day(value.earliest),
        day(value.latest),
        value.calendar,
        value.calendar_value,
        value.certainty.as_str(),
        value.basis.as_str()
    )
}
