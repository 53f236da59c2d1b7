//! An audit as text for people and JSON for programs.

use std::fmt::Write;

use serde::Serialize;

use super::{Audit, Check, Tally, Telling};
use crate::diagnostic::isolate;

/// Version of the JSON form; it grows when a member changes its meaning or goes.
const VERSION: u32 = 1;

/// Days beyond which a distribution is told together.
const FAR: i64 = 2;

#[derive(Serialize)]
struct Json<'a> {
    version: u32,
    documents: u64,
    set_aside: Vec<SetAside<'a>>,
    checks: Vec<CheckJson<'a>>,
    disagreements: &'a [Telling],
}

#[derive(Serialize)]
struct SetAside<'a> {
    doc_id: &'a str,
    source: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct CheckJson<'a> {
    check: Check,
    told: u64,
    agree: u64,
    disagree: u64,
    agreement: Option<f64>,
    days: Vec<Days>,
    examples: &'a [Telling],
}

#[derive(Serialize)]
struct Days {
    days: i64,
    count: u64,
}

impl Audit {
    /// The audit as JSON: `version`, `documents`, `set_aside`, `checks`,
    /// `disagreements`.
    pub fn json(&self) -> String {
        let check = |(&check, tally): (&Check, &'_ Tally)| CheckJson {
            check,
            told: tally.told(),
            agree: tally.agree,
            disagree: tally.disagree,
            agreement: tally.agreement(),
            days: tally
                .days
                .iter()
                .map(|(&days, &count)| Days { days, count })
                .collect(),
            examples: &[],
        };
        let mut checks: Vec<CheckJson<'_>> = self.tallies.iter().map(check).collect();
        for (json, tally) in checks.iter_mut().zip(self.tallies.values()) {
            json.examples = &tally.examples;
        }
        let set_aside = self.set_aside.iter().map(|reject| SetAside {
            doc_id: &reject.doc_id,
            source: &reject.source,
            reason: &reject.reason,
        });
        let report = Json {
            version: VERSION,
            documents: self.documents,
            set_aside: set_aside.collect(),
            checks,
            disagreements: &self.disagreements,
        };
        let text = serde_json::to_string_pretty(&report);
        text.expect("numbers and texts only, with texts for keys") + "\n"
    }

    /// The audit as text; at most `limit` disagreements of each check.
    pub fn text(&self, limit: usize) -> String {
        let mut out = format!("{} documents\n\n", self.documents);
        let _ = writeln!(
            out,
            "{:<20}  {:>6}  {:>6}  {:>8}  agreement",
            "told twice", "told", "agree", "disagree"
        );
        for (check, tally) in &self.tallies {
            let share = tally
                .agreement()
                .map_or("-".to_owned(), |share| format!("{:.1}%", 100.0 * share));
            let name = check.as_str();
            let (told, agree, disagree) = (tally.told(), tally.agree, tally.disagree);
            let _ = writeln!(
                out,
                "{name:<20}  {told:>6}  {agree:>6}  {disagree:>8}  {share:>9}"
            );
        }
        for (check, tally) in &self.tallies {
            distribution(&mut out, *check, tally);
        }
        for (check, tally) in &self.tallies {
            if !tally.examples.is_empty() {
                let _ = writeln!(out, "\n{}: agree, for example", check.as_str());
                tally
                    .examples
                    .iter()
                    .for_each(|telling| line(&mut out, telling));
            }
            let wrong = || {
                self.disagreements
                    .iter()
                    .filter(|telling| telling.check == *check)
            };
            if tally.disagree > 0 {
                let _ = writeln!(out, "\n{}: disagree", check.as_str());
                wrong()
                    .take(limit)
                    .for_each(|telling| line(&mut out, telling));
                if let Some(more) = wrong().count().checked_sub(limit).filter(|&more| more > 0) {
                    let _ = writeln!(
                        out,
                        "  … and {more} more (`--verbose` or `--format json` shows all)"
                    );
                }
            }
        }
        out
    }
}

/// Days between the halves: −2 to +2 one by one, the rest together.
fn distribution(out: &mut String, check: Check, tally: &Tally) {
    if tally.days.is_empty() {
        return;
    }
    let _ = write!(out, "\n{}, days apart:", check.as_str());
    for days in -FAR..=FAR {
        let count = tally.days.get(&days).copied().unwrap_or(0);
        let _ = write!(out, "  {days:+}: {count}");
    }
    let far: u64 = tally
        .days
        .iter()
        .filter(|(days, _)| days.abs() > FAR)
        .map(|(_, count)| count)
        .sum();
    let _ = writeln!(out, "  farther: {far}");
}

/// A telling: its place and readings, and below them its text.
fn line(out: &mut String, telling: &Telling) {
    let Telling { first, second, .. } = telling;
    let days = telling
        .days
        .map_or(String::new(), |days| format!("  ({days:+} days)"));
    let note = if telling.note.is_empty() {
        String::new()
    } else {
        format!("  ({})", telling.note)
    };
    let _ = writeln!(
        out,
        "  {} {}-{}: {} | {}{days}{note}\n      {}",
        isolate(&telling.source),
        first.start.min(second.start),
        first.end.max(second.end),
        isolate(&first.value),
        isolate(&second.value),
        telling.context.line()
    );
}
