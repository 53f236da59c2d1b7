//! The report for people: the survivors of each rule where they stand, then the
//! figures.

use std::fmt::Write;

use super::{Mutant, Report, Tally};
use crate::diagnostic::isolate;

/// The report as text.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    let mut target = None;
    for mutant in report.survivors() {
        let here = (mutant.target.as_str(), mutant.place.file.as_str());
        if target != Some(here) {
            target = Some(here);
            heading(&mut out, report, here);
        }
        survivor(&mut out, mutant);
    }
    let tally = report.tally();
    if tally.survived > 0 {
        let _ = writeln!(out, "Survivors by operator");
        for (operator, of) in report.by_operator() {
            if of.survived > 0 {
                let _ = writeln!(
                    out,
                    "  {operator:<18} {:>5} of {:>5}  {}",
                    of.survived,
                    of.killed + of.survived,
                    percent(of)
                );
            }
        }
        out.push('\n');
    }
    let _ = writeln!(
        out,
        "{} mutants, {} tried: {} killed, {} survived, {} equivalent, {} stillborn\nmutation score {}",
        tally.mutants,
        tally.tried,
        tally.killed,
        tally.survived,
        tally.equivalent,
        tally.stillborn,
        percent(tally)
    );
    out
}

/// The score in percent, cut, so that 100% means all.
fn percent(tally: Tally) -> String {
    match tally.score() {
        Some(score) => format!("{:.1}%", (score * 1000.0).floor() / 10.0),
        None => "-".to_owned(),
    }
}

fn heading(out: &mut String, report: &Report, (target, file): (&str, &str)) {
    let trials = report.trials.iter();
    let own = trials.filter(|(mutant, _)| mutant.target == target && mutant.place.file == file);
    let tally = Tally::of(own.map(|(_, outcome)| outcome.as_ref()));
    let _ = writeln!(
        out,
        "{target}  {file}  {} of {} survived",
        tally.survived,
        tally.killed + tally.survived
    );
}

fn survivor(out: &mut String, mutant: &Mutant) {
    let place = &mutant.place;
    let _ = writeln!(
        out,
        "  {}:{}:{}  {} in {}",
        place.file, place.line, place.column, mutant.operator, mutant.key
    );
    for line in place.excerpt().lines() {
        let _ = writeln!(out, "    {line}");
    }
    let _ = writeln!(out, "    - {}", isolate(&mutant.old));
    if !mutant.new.is_empty() {
        let _ = writeln!(out, "    + {}", isolate(&mutant.new));
    }
    if mutant.rules.len() > 1 {
        let _ = writeln!(out, "    in {} rules", mutant.rules.len());
    }
    out.push('\n');
}
