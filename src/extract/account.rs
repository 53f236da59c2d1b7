//! How the value of a mention was built, told in steps.
//!
//! What is decided is asked from the functions that decide it; nothing is
//! decided here.

use chrono::NaiveDate;

use crate::calendar::Reading;
use crate::diagnostic::isolate;
use crate::rules::{PartKind, RulePack};

use super::context::DateContext;
use super::date::{choose_year, path_gone, walk, year_giver};
use super::draft::{Draft, DraftDate, YearPart};
use super::examination::{Account, Capture, Match, Piece, Step};
use super::mention::{Basis, Certainty, CountryKind, DateValue, Extraction, OrganizationRef};
use super::organization::Origin;
use super::path::{DraftPath, Start};

/// Steps from a draft to a value in a context.
pub fn date_steps(
    draft: &DraftDate,
    fixed: Option<Certainty>,
    context: &DateContext,
    captures: &[Capture],
) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(era) = captures.iter().find(|capture| capture.name == "era") {
        let classes = era.classes.join(" ");
        push(
            &mut steps,
            "era",
            format!("the era mark has class {classes}"),
        );
    }
    point(&mut steps, &draft.value, context);
    if let Some(also) = &draft.also {
        push(
            &mut steps,
            "also",
            "told a second time; the two must agree, else both stand as a set (conflict)"
                .to_owned(),
        );
        point(&mut steps, also, context);
    }
    if draft.approximate {
        push(
            &mut steps,
            "approximate",
            "marked as approximate: ~".to_owned(),
        );
    }
    if let Some(fixed) = fixed {
        let note = format!("the rule fixes the certainty: {}", fixed.as_str());
        push(&mut steps, "certainty", note);
    }
    steps
}

fn push(steps: &mut Vec<Step>, step: &'static str, note: String) {
    steps.push(Step { step, note });
}

fn point(steps: &mut Vec<Step>, draft: &Draft, context: &DateContext) {
    match draft {
        Draft::Told(reading) => push(steps, "told", format!("told in full: {}", read(reading))),
        Draft::BareYear(year) => bare_year(steps, *year, context),
        Draft::Yearless { part, hijri } => yearless(steps, *part, *hijri, context),
        Draft::Path(path) => path_step(steps, path, context),
        Draft::PartOf(path, part) => {
            path_step(steps, path, context);
            push(steps, "part", format!("{} of that year", part_name(*part)));
        }
        Draft::Open => push(steps, "open", "this end is open".to_owned()),
        Draft::Span(start, end) => {
            interval(steps, start, end, context);
        }
    }
}

/// The ends of an interval; one without a year of its own takes it from the other.
fn interval(steps: &mut Vec<Step>, start: &Draft, end: &Draft, context: &DateContext) {
    push(
        steps,
        "interval",
        "from the first to the second of these".to_owned(),
    );
    for (own, other) in [(start, end), (end, start)] {
        match (own, other) {
            (Draft::BareYear(year), Draft::Told(_)) if std::ptr::eq(own, start) => {
                let note = format!("year {year}: in the era of the end, which is told in full");
                push(steps, "bare-year", note);
            }
            (Draft::Yearless { part, .. }, Draft::Told(reading)) => {
                let note = format!(
                    "{} without a year: takes it from the other end, {}",
                    part_name(*part),
                    reading.value
                );
                push(steps, "yearless", note);
            }
            _ => point(steps, own, context),
        }
    }
}

fn read(reading: &Reading) -> String {
    let value = reading.value.to_string();
    if reading.calendar_value == value {
        format!("{value} ({})", reading.calendar.as_str())
    } else {
        format!(
            "{} ({}) is {value}",
            reading.calendar_value,
            reading.calendar.as_str()
        )
    }
}

fn bare_year(steps: &mut Vec<Step>, year: i32, context: &DateContext) {
    let Some(choice) = choose_year(year, context) else {
        push(steps, "bare-year", format!("year {year} is out of range"));
        return;
    };
    let note = match &choice.decided {
        Some((other, near)) => format!(
            "year {year} without an era, in a text that tells Hijri dates: read as {}, which is nearer to {} than {}",
            read(&choice.chosen),
            near.value,
            read(other)
        ),
        None => format!(
            "year {year} without an era, no Hijri date near: read as {}{}",
            read(&choice.chosen),
            if choice.sure {
                ""
            } else {
                "; uncertain, since it could be a Hijri year of our time"
            }
        ),
    };
    push(steps, "bare-year", note);
}

fn yearless(steps: &mut Vec<Step>, part: YearPart, hijri: bool, context: &DateContext) {
    let calendar = if hijri { " (Hijri)" } else { "" };
    let name = part_name(part);
    let note = match year_giver(context) {
        Some((day, Basis::Context)) => {
            let last = context.last.as_ref();
            let told = last.map_or_else(|| day.to_string(), |last| last.value.to_string());
            format!("{name}{calendar} without a year: takes it from {told}, the date told last")
        }
        Some((day, _)) => {
            format!("{name}{calendar} without a year: takes it from {day}, the document's date")
        }
        None => format!(
            "{name}{calendar} without a year: no date was told before and the document has none"
        ),
    };
    push(steps, "yearless", note);
}

/// Where a path begins, and what it reaches.
fn path_step(steps: &mut Vec<Step>, path: &DraftPath, context: &DateContext) {
    let path = path_gone(path, context);
    let (step, start) = match (&path.start, context.reference, context.start_of(path)) {
        (Start::Reference, Some(day), _) => ("ref", Some(format!("{day}, the document's date"))),
        (Start::Reference, None, _) => ("ref", None),
        (Start::Context, _, Some(last)) => {
            ("ctx", Some(format!("{}, the date told last", last.value)))
        }
        (Start::Context, _, None) => ("ctx", None),
        (Start::Told(draft), ..) => {
            point(steps, draft, context);
            ("path", Some("what was told".to_owned()))
        }
    };
    let note = match (start, walk(path, context), step) {
        (Some(start), Some(reached), _) => {
            format!(
                "{step} is {start}; from there the template leads to {}",
                read(&reached.reading)
            )
        }
        (Some(start), None, _) => format!(
            "{step} is {start}, from which the template leads to no date (too coarse to count from, or there is none)"
        ),
        (None, _, "ref") => {
            "ref is not known: the document has no date (--date gives one)".to_owned()
        }
        (None, ..) => "ctx is not known: no date is told in full before".to_owned(),
    };
    push(steps, step, note);
}

fn part_name(part: YearPart) -> String {
    match part {
        YearPart::Month(month, Some(day)) => format!("day {day} of month {month}"),
        YearPart::Month(month, None) => format!("month {month}"),
        YearPart::Part(PartKind::Season, number) => format!("season {number}"),
        YearPart::Part(PartKind::Quarter, number) => format!("quarter {number}"),
        YearPart::Part(PartKind::Half, number) => format!("half {number}"),
    }
}

/// The columns of a date beside its value.
pub fn date_columns(value: &DateValue) -> Vec<(&'static str, String)> {
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    vec![
        ("earliest", day(value.earliest)),
        ("latest", day(value.latest)),
        ("calendar", value.calendar.to_owned()),
        ("calendar_value", value.calendar_value.clone()),
        ("certainty", value.certainty.as_str().to_owned()),
        ("basis", value.basis.as_str().to_owned()),
    ]
}

/// How it is known which body a mention denotes; `same` is the mention that rules
/// said it is the same as.
pub fn organization_steps(
    pack: &RulePack,
    origin: Origin,
    organization: Option<&OrganizationRef>,
    same: Option<&Piece>,
) -> Vec<Step> {
    let lexicon = pack.lexicon();
    let body = match organization {
        Some(OrganizationRef::Known(known)) => {
            let entry = &lexicon.organizations[*known as usize];
            format!("{}, {} ({})", entry.id, entry.name_en, entry.category)
        }
        Some(OrganizationRef::Derived { category, .. }) => {
            format!("in no list: the id is made of the name (category {category})")
        }
        None => "nothing".to_owned(),
    };
    let (step, note) = match origin {
        Origin::Entry => ("entry", format!("lexicon entry {body}")),
        Origin::Derived => ("derived", body),
        Origin::Same(..) => {
            let at = same.map_or_else(String::new, |same| {
                format!(
                    " the mention at {}–{}  {}",
                    same.span.start,
                    same.span.end,
                    isolate(&same.text)
                )
            });
            ("same", format!("{body}; the same body as{at}"))
        }
        Origin::Alias(rule) => {
            let rule = pack.rule_id(rule);
            (
                "alias",
                format!("a name that the document gave to {body} (by {rule})"),
            )
        }
        Origin::Back {
            category,
            candidates,
            by_head,
        } => ("anaphor", back(category, candidates, by_head, &body)),
    };
    vec![Step { step, note }]
}

fn back(category: &str, candidates: usize, by_head: bool, body: &str) -> String {
    let fitting = if by_head {
        "whose name has this noun".to_owned()
    } else {
        format!("of category {category}")
    };
    match candidates {
        0 => format!("points back, but no body {fitting} was named in the last sentences"),
        1 => format!("points back to the body last named {fitting}: {body}"),
        many => format!("points back, but {many} bodies {fitting} could be meant"),
    }
}

/// Accounts of the countries of an extraction.
pub fn countries(
    pack: &RulePack,
    text: &str,
    extraction: &Extraction,
    matches: &[Match],
) -> Vec<Account> {
    let lexicon = pack.lexicon();
    let account = |country: &super::CountryMention| {
        let place = &country.place;
        let maker = matches
            .iter()
            .find(|found| found.won && found.rule == place.rule && found.span == place.span);
        let captures = maker.map_or_else(Vec::new, |found| found.captures.clone());
        let names = country.countries.iter();
        let names: Vec<&str> = names
            .map(|&index| lexicon.countries[index as usize].name_en.as_str())
            .collect();
        let kind = country.kind.as_str();
        let entry = match country.kind {
            CountryKind::Group => format!("lexicon entry of a group: {}", names.join(", ")),
            _ => format!("lexicon entry {} ({kind})", names.join(", ")),
        };
        let mut steps = Vec::new();
        push(&mut steps, "entry", entry);
        if country.within_organization {
            let note = "stands inside an organization's name".to_owned();
            push(&mut steps, "within-organization", note);
        }
        if !country.other_readings.is_empty() {
            let note = format!("elsewhere these words mean {}", country.other_readings);
            push(&mut steps, "other-readings", note);
        }
        Account {
            kind: "country",
            piece: Piece {
                span: place.span,
                text: text[place.span.bytes()].to_owned(),
            },
            rule: pack.rule_id(place.rule).to_owned(),
            template: pack.rule(place.rule).value.clone(),
            captures,
            steps,
            value: country.keys(lexicon),
            columns: vec![("kind", kind.to_owned())],
        }
    };
    extraction.countries.iter().map(account).collect()
}
