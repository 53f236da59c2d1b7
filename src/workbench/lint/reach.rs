//! Rules and guards that nothing can reach.

use crate::rules::parsed::GUARD_KEYS;
use crate::rules::{Phase, WINDOW};

use super::finding::{Code, Finding};
use super::subject::{GuardRead, RuleRead, Subject};

/// Rules that no text can make match, guards without effect.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    for rule in &subject.rules {
        if let Some(finding) = unreachable(rule) {
            findings.push(finding);
        }
        for guard in &rule.guards {
            findings.extend(guarded(guard));
        }
    }
}

fn unreachable(rule: &RuleRead<'_>) -> Option<Finding> {
    let least = rule.part.least();
    if least > WINDOW {
        let message = format!("the rule can never match: it needs {least} units");
        let help = format!("a match has at most {WINDOW} units");
        return Some(rule.written.whole(Code::UnreachableRule, message, help));
    }
    if !rule.language.as_ref()?.is_empty() {
        return None;
    }
    let mut barred = None;
    rule.part.units(&mut |unit| {
        if unit.symbols.is_empty() && barred.is_none() {
            barred = Some(unit.place.clone());
        }
    });
    let finding = match barred {
        Some(place) => rule.written.finding(
            Code::UnreachableRule,
            &place,
            "the rule can never match: no text has such a unit here",
            reason(rule.rule.phase),
        ),
        None => rule.written.whole(
            Code::UnreachableRule,
            "the rule can never match",
            reason(rule.rule.phase),
        ),
    };
    Some(finding)
}

fn reason(phase: Phase) -> &'static str {
    match phase {
        Phase::First => {
            "no word of the lexicon and no other unit has the class with this proclitic; \
             DATE and ORG are seen in phase 2 only"
        }
        Phase::Second => {
            "no word of the lexicon and no other unit has the class with this proclitic"
        }
    }
}

/// How many units a guard sees, see the matcher.
fn reach(which: usize) -> usize {
    match which {
        0 | 2 => crate::extract::LOOK_BEHIND,
        _ => crate::extract::LOOK_AHEAD,
    }
}

fn guarded(guard: &GuardRead<'_>) -> Option<Finding> {
    let name = GUARD_KEYS[guard.which];
    let sees = reach(guard.which);
    let least = guard.part.least();
    let why = if least > sees {
        format!("it needs {least} units and sees {sees}")
    } else if guard.language.as_ref()?.is_empty() {
        "no text has such units".to_owned()
    } else {
        return None;
    };
    let negative = matches!(guard.which, 2 | 3 | 5);
    Some(if negative {
        let message = format!("`{name}` never holds anything back: {why}");
        let help = "remove it, or name what the lexicon knows";
        guard.written.whole(Code::UselessGuard, message, help)
    } else {
        let message = format!("the rule can never match: `{name}` never does, {why}");
        let help = "guards see the units of the text, in phase 2 too: no DATE, no ORG";
        guard.written.whole(Code::UnreachableRule, message, help)
    })
}
