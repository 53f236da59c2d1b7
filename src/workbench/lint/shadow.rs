//! Rules that another rule always beats.
//!
//! Rule A is shadowed by rule B if wherever A matches, B matches the same units
//! with the same mention, asks for nothing that A does not ask for, and wins the
//! tie: by priority, else by order. Rules that only their guards keep apart are
//! left alone; that is what guards are for.

use crate::rules::{Output, Phase, Rule, SymbolSet};

use super::finding::{Code, Finding};
use super::language::{Language, Stretch};
use super::part::Part;
use super::subject::{RuleRead, Subject};

/// Shadowed and duplicate rules.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let firsts: Vec<SymbolSet> = subject
        .rules
        .iter()
        .map(|rule| rule.first(subject.symbols))
        .collect();
    for (index, rule) in subject.rules.iter().enumerate() {
        let rival = subject.rules.iter().enumerate().find(|(other, rival)| {
            *other != index
                && firsts[index].is_within(&firsts[*other])
                && wins_tie(rival.rule, *other, rule.rule, index)
                && is_comparable(rule.rule, rival)
                && is_no_stricter(rule, rival)
                && covers(rule, rival)
        });
        if let Some((_, rival)) = rival {
            findings.push(told(rule, rival));
        }
    }
}

fn told(rule: &RuleRead<'_>, rival: &RuleRead<'_>) -> Finding {
    let same = says_the_same(rule, rival) && covers(rival, rule) && is_no_stricter(rival, rule);
    let place = rule.table.id.span();
    let (id, other) = (&rule.rule.id, &rival.rule.id);
    let finding = if same {
        let message = format!("`{id}` says the same as `{other}`");
        Finding::at(
            Code::DuplicateRule,
            rule.written.source,
            place,
            message,
            "remove one of them",
        )
    } else {
        let message = format!("`{id}` can never win: `{other}` matches wherever it does");
        let help = "remove it, give it more priority, or give the other rule a guard";
        Finding::at(
            Code::ShadowedRule,
            rule.written.source,
            place,
            message,
            help,
        )
    };
    finding.with(rival.related(format!("`{other}` wins")))
}

/// The types whose tokens a rule's match takes: date, country, organization.
fn types(output: &Output) -> [bool; 3] {
    match output {
        Output::Date { .. } => [true, false, false],
        Output::Country(_) => [false, true, false],
        Output::Organization { .. } => [false, false, true],
        Output::Nothing { types } => *types,
    }
}

/// Whether `a` wins over `b` when both are equally long and begin together.
fn wins_tie(a: &Rule, a_index: usize, b: &Rule, b_index: usize) -> bool {
    (std::cmp::Reverse(a.priority), a_index) < (std::cmp::Reverse(b.priority), b_index)
}

/// Whether the two compete for the same place at all, and whether the rival's
/// match can be told from its language alone.
fn is_comparable(rule: &Rule, rival: &RuleRead<'_>) -> bool {
    let other = rival.rule;
    let compete = types(&rule.output)
        .iter()
        .zip(types(&other.output))
        .any(|(&mine, theirs)| mine && theirs);
    // A lazy rival may take less than it could; one of phase 2 that leaves units
    // of its match in place lets others have their turn.
    let sure = match other.phase {
        Phase::First => true,
        Phase::Second => {
            other.mention.is_none()
                && matches!(
                    other.output,
                    Output::Date { .. } | Output::Organization { .. }
                )
        }
    };
    rule.phase == other.phase && compete && sure && !rival.part.is_lazy()
}

/// Whether all that B asks for besides its pattern, A asks for too.
fn is_no_stricter(rule: &RuleRead<'_>, rival: &RuleRead<'_>) -> bool {
    let (a, b) = (rule.rule, rival.rule);
    if (b.tight && !a.tight) || (b.line_bound && !a.line_bound) {
        return false;
    }
    let asks = |table: &crate::rules::file::RuleTable| -> Vec<String> {
        let mut all: Vec<String> = table
            .r#where
            .iter()
            .map(|spot| spot.get_ref().replace(' ', ""))
            .collect();
        let spelling = table.spelling.iter();
        all.extend(spelling.map(|(name, spot)| format!("{name}:{}", spot.get_ref())));
        all
    };
    let mine = asks(rule.table);
    if !asks(rival.table).iter().all(|asked| mine.contains(asked)) {
        return false;
    }
    // A value that gives no date makes the match fail.
    if matches!(b.output, Output::Date { .. }) && !says_the_same(rule, rival) {
        return false;
    }
    (0..6).all(|which| is_guard_no_stricter(rule, rival, which))
}

/// Whether both tell their value in the same way.
fn says_the_same(rule: &RuleRead<'_>, rival: &RuleRead<'_>) -> bool {
    let told = |rule: &RuleRead<'_>| {
        let table = rule.table;
        let text = |spot: &Option<crate::rules::file::Spot<String>>| {
            spot.as_ref().map(|spot| spot.get_ref().clone())
        };
        (
            table.r#type.get_ref().clone(),
            text(&table.value),
            text(&table.also),
            text(&table.kind),
            text(&table.certainty),
            text(&table.category),
            table.alias,
        )
    };
    told(rule) == told(rival)
}

fn is_guard_no_stricter(rule: &RuleRead<'_>, rival: &RuleRead<'_>, which: usize) -> bool {
    let Some(theirs) = rival.guard(which) else {
        return true;
    };
    let Some(mine) = rule.guard(which) else {
        return false;
    };
    let (Some(mine), Some(theirs)) = (&mine.language, &theirs.language) else {
        return false;
    };
    let stretch = Stretch {
        before: which == 0 || which == 2,
        behind: which != 0 && which != 2,
        mention: false,
    };
    let (narrow, wide) = if matches!(which, 2 | 3 | 5) {
        (theirs, mine)
    } else {
        (mine, theirs)
    };
    narrow.is_within(wide, stretch) == Some(true)
}

/// Whether all that A matches, B matches with the same mention.
fn covers(rule: &RuleRead<'_>, rival: &RuleRead<'_>) -> bool {
    let (Some(mine), Some(theirs)) = (&rule.language, &rival.language) else {
        return false;
    };
    let stretch = Stretch {
        mention: true,
        ..Stretch::default()
    };
    !mine.is_empty()
        && mine.is_within(theirs, stretch) == Some(true)
        && prefers_longest(&rival.part, true)
}

/// Whether no alternation of a part prefers a branch that is the beginning of a
/// later one: what it matches is then the longest it could.
fn prefers_longest(part: &Part, last: bool) -> bool {
    match part {
        Part::Unit(_) => true,
        Part::Row(parts) => {
            let behind = parts.len();
            let mut all = parts.iter().enumerate();
            all.all(|(index, part)| prefers_longest(part, last && index + 1 == behind))
        }
        Part::Repeat { part, .. } => prefers_longest(part, false),
        Part::Capture(part) => prefers_longest(part, last),
        Part::Either(branches) => {
            branches.iter().all(|part| prefers_longest(part, last))
                && (!last || !cuts_short(branches))
        }
    }
}

fn cuts_short(branches: &[Part]) -> bool {
    let languages: Vec<Option<Language>> = branches.iter().map(Language::of).collect();
    (1..branches.len()).any(|index| {
        languages[..index].iter().any(|before| {
            let (Some(before), Some(later)) = (before, &languages[index]) else {
                return true;
            };
            let behind = Stretch {
                behind: true,
                ..Stretch::default()
            };
            later.is_within(before, behind) != Some(false)
                && later.is_within(before, Stretch::default()) == Some(false)
        })
    })
}
