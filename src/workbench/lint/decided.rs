//! Conditions and spellings whose outcome is fixed by the pattern.

use std::collections::HashMap;

use crate::lexicon::{ClassId, Entry, Payload};
use crate::rules::{Comparison, Condition, Operand, Rule};

use super::finding::{Code, Finding};
use super::subject::{RuleRead, Subject};

/// Least and greatest number that a capture can tell.
type Range = (i32, i32);

/// Numbers of the classes that are no lexicon entries.
const BUILTIN: [(&str, Range); 15] = [
    ("NUM", (-1, 9999)),
    ("N1", (0, 9)),
    ("N2", (0, 99)),
    ("N3", (0, 999)),
    ("N4", (0, 9999)),
    ("DAY", (1, 31)),
    ("MONTHNUM", (1, 12)),
    ("YEAR4", (1000, 2199)),
    ("YEAR3", (100, 999)),
    ("YEAR2", (0, 99)),
    ("CARD", (0, 9999)),
    ("CARDDAY", (1, 31)),
    ("CARDYEAR", (100, 9999)),
    ("ORD", (1, 9999)),
    ("ORDDAY", (1, 31)),
];

/// Comparisons that always or never hold, spellings that every text has.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let ranges = class_ranges(subject);
    for rule in &subject.rules {
        for (condition, spot) in rule.rule.conditions.iter().zip(&rule.table.r#where) {
            if let Some(holds) = outcome(condition, rule.rule, &ranges) {
                let (message, help) = if holds {
                    ("this always holds", "remove it")
                } else {
                    (
                        "this never holds when all its captures take part",
                        "the classes of the captures leave no such numbers",
                    )
                };
                let source = rule.written.source;
                let code = Code::DecidedCondition;
                findings.push(Finding::at(code, source, spot.span(), message, help));
            }
        }
        spellings(rule, findings);
    }
}

fn spellings(rule: &RuleRead<'_>, findings: &mut Vec<Finding>) {
    for spot in rule.table.spelling.values() {
        let Ok(expression) = regex_syntax::parse(spot.get_ref()) else {
            continue;
        };
        let properties = expression.properties();
        // It matches the empty text at any place.
        if properties.minimum_len() == Some(0) && properties.look_set().is_empty() {
            let message = "every text has this spelling";
            let help = "^ and $ bind it to the ends";
            let source = rule.written.source;
            let code = Code::DecidedSpelling;
            findings.push(Finding::at(code, source, spot.span(), message, help));
        }
    }
}

/// The numbers that each class can tell; classes that tell none have no row.
fn class_ranges(subject: &Subject<'_>) -> HashMap<ClassId, Range> {
    let lexicon = subject.pack.lexicon();
    let mut ranges: HashMap<ClassId, Range> = BUILTIN
        .iter()
        .filter_map(|&(name, range)| Some((lexicon.symbols().find_class(name)?, range)))
        .collect();
    for &Entry { class, payload } in lexicon.all_entries() {
        if let Payload::Number(number) = payload {
            let (least, most) = ranges.entry(class).or_insert((number, number));
            *least = number.min(*least);
            *most = number.max(*most);
        }
    }
    ranges
}

/// The numbers of an operand; `None` if they cannot be told.
fn numbers(operand: Operand, rule: &Rule, ranges: &HashMap<ClassId, Range>) -> Option<Range> {
    let Some(capture) = operand.capture else {
        return Some((operand.plus, operand.plus));
    };
    let classes = rule.capture_classes.get(capture)?;
    let mut whole: Option<Range> = None;
    for class in classes {
        let (least, most) = *ranges.get(class)?;
        whole = Some(match whole {
            None => (least, most),
            Some((a, b)) => (a.min(least), b.max(most)),
        });
    }
    whole.map(|(least, most)| (least + operand.plus, most + operand.plus))
}

/// Whether a condition always (`true`) or never holds.
fn outcome(condition: &Condition, rule: &Rule, ranges: &HashMap<ClassId, Range>) -> Option<bool> {
    let (left, right) = (condition.left, condition.right);
    let (a, b) = if left.capture == right.capture {
        // The same number on both sides: only what is added counts.
        ((left.plus, left.plus), (right.plus, right.plus))
    } else {
        (numbers(left, rule, ranges)?, numbers(right, rule, ranges)?)
    };
    let apart = a.1 < b.0 || b.1 < a.0;
    let fixed = a.0 == a.1 && b.0 == b.1;
    match condition.relation {
        Comparison::Less if a.1 < b.0 => Some(true),
        Comparison::Less if a.0 >= b.1 => Some(false),
        Comparison::LessOrEqual if a.1 <= b.0 => Some(true),
        Comparison::LessOrEqual if a.0 > b.1 => Some(false),
        Comparison::Equal if apart => Some(false),
        Comparison::Equal if fixed => Some(a.0 == b.0),
        Comparison::NotEqual if apart => Some(true),
        Comparison::NotEqual if fixed => Some(a.0 != b.0),
        _ => None,
    }
}
