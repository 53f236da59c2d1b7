//! Whether two rules are provably the same to every text.
//!
//! The proof is cautious: rules of which it says no may be the same all the
//! same, but never the other way round. It knows automata and nothing of what
//! texts are like.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::{Anchored, Input};

use super::expression::{Expression, OneOf};
use super::filter::filter;
use super::rule::{Guard, Rule};

/// States that are looked at before the proof is given up.
const MOST_STATES: usize = 20_000;

/// Whether two rules take the same matches everywhere and make the same of them.
pub(crate) fn same(a: &Rule, b: &Rule) -> bool {
    let short = |rule: &Rule| rule.machine.expression().fixed_length().map(|(n, _)| n) == Some(1);
    let spelling = |rule: &Rule| -> Vec<(usize, String)> {
        let each = rule.spelling.iter();
        each.map(|(capture, spelling)| (*capture, spelling.source().to_owned()))
            .collect()
    };
    a.phase == b.phase
        && a.priority == b.priority
        && a.tight == b.tight
        && (a.line_bound == b.line_bound || short(a) && short(b))
        && a.output == b.output
        && a.captures == b.captures
        && a.groups == b.groups
        && a.capture_classes == b.capture_classes
        && (a.mention, a.era, a.approx, a.doubt, a.hijri)
            == (b.mention, b.era, b.approx, b.doubt, b.hijri)
        && a.conditions == b.conditions
        && spelling(a) == spelling(b)
        && same_match(a, b)
        && same_side(
            [&a.before, &a.not_before],
            [&b.before, &b.not_before],
            Reading::Whole,
        )
        && same_side(
            [&a.after, &a.not_after],
            [&b.after, &b.not_after],
            Reading::Prefix,
        )
        && [
            (&a.sentence, &b.sentence),
            (&a.not_sentence, &b.not_sentence),
        ]
        .into_iter()
        .all(|(a, b)| same_guard(a.as_ref(), b.as_ref(), Reading::Prefix))
}

/// What must stand on a side of the match and what must not.
type Side<'r> = [&'r Option<Guard>; 2];

/// The guards of one side want the same: each alone, or both together, where one
/// lets nothing through that the change of the other would be about.
fn same_side(a: Side<'_>, b: Side<'_>, reading: Reading) -> bool {
    let alone = |at: usize| same_guard(a[at].as_ref(), b[at].as_ref(), reading);
    alone(0) && alone(1) || {
        let guards = [a[0], a[1], b[0], b[1]].map(Option::as_ref);
        // A guard before the match wants a unit at least, whatever its pattern says.
        let counted = |guard: &Guard| reading == Reading::Prefix || guard.lengths.0 > 0;
        guards.into_iter().flatten().all(counted)
            && same_together(
                guards.map(|guard| guard.map(|guard| guard.machine.expression())),
                reading,
            )
    }
}

/// Whether a demand and a refusal let through what another demand and refusal do.
/// They are read from the match outwards, in one text.
fn same_together(expressions: [Option<&Expression>; 4], reading: Reading) -> bool {
    let unit = Expression::Atom(Arc::new(OneOf(vec![(vec![(0, 255)], vec![(0, 255)])])));
    let anything = Expression::Repeat {
        sub: Box::new(unit),
        min: 0,
        max: None,
        greedy: true,
    };
    let within = |expression: &Expression| {
        Expression::Concat(match reading {
            Reading::Whole => vec![anything.clone(), expression.clone()],
            Reading::Prefix => vec![expression.clone(), anything.clone()],
        })
    };
    let told: Vec<Expression> = expressions.iter().flatten().copied().map(within).collect();
    let verdict = |found: [bool; MOST_TOGETHER]| {
        let mut found = found.into_iter();
        // What is not asked for is there, what is not refused is not.
        let [a, not_a, b, not_b] =
            [(0, true), (1, false), (2, true), (3, false)].map(|(at, absent)| {
                match expressions[at] {
                    Some(_) => found.next().unwrap_or(absent),
                    None => absent,
                }
            });
        match (a && !not_a) == (b && !not_b) {
            true => Verdict::Open,
            false => Verdict::Differs,
        }
    };
    walked(told.iter(), verdict)
}

/// The same lengths are preferred and the same captures taken.
fn same_match(a: &Rule, b: &Rule) -> bool {
    let (left, right) = (a.machine.expression(), b.machine.expression());
    if canonical(left) == canonical(right) {
        return true;
    }
    // Where all matches are alike there is nothing to prefer.
    a.layout().is_some() && a.layout() == b.layout() && same_language(left, right, Reading::Whole)
}

fn same_guard(a: Option<&Guard>, b: Option<&Guard>, reading: Reading) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            let (left, right) = (a.machine.expression(), b.machine.expression());
            a.first() == b.first()
                && (canonical(left) == canonical(right) || same_language(left, right, reading))
        }
        _ => false,
    }
}

/// What of a haystack an expression must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// All of it.
    Whole,
    /// Some beginning of it.
    Prefix,
}

/// Whether two expressions match the same haystacks: their automata are walked
/// together.
fn same_language(a: &Expression, b: &Expression, reading: Reading) -> bool {
    let verdict = |[left, right, ..]: [bool; MOST_TOGETHER]| match left == right {
        false => Verdict::Differs,
        true if left && reading == Reading::Prefix => Verdict::Settled,
        true => Verdict::Open,
    };
    walked([a, b].into_iter(), verdict)
}

/// Expressions whose automata are walked at once.
const MOST_TOGETHER: usize = 4;

/// What is known of a haystack, by which of the expressions match it.
enum Verdict {
    /// They tell the rules apart.
    Differs,
    /// Nothing behind it can tell them apart.
    Settled,
    /// What follows may yet.
    Open,
}

/// Whether no haystack tells the rules apart.
fn walked<'a>(
    expressions: impl Iterator<Item = &'a Expression>,
    verdict: impl Fn([bool; MOST_TOGETHER]) -> Verdict,
) -> bool {
    let Ok(dfa) = filter(expressions) else {
        return false;
    };
    Walk {
        cache: dfa.create_cache(),
        dfa,
    }
    .agrees(verdict)
    .unwrap_or(false)
}

struct Walk {
    dfa: DFA,
    cache: Cache,
}

impl Walk {
    /// `None` if it cannot be told.
    fn agrees(&mut self, verdict: impl Fn([bool; MOST_TOGETHER]) -> Verdict) -> Option<bool> {
        let bytes: Vec<u8> = self
            .dfa
            .byte_classes()
            .representatives(..)
            .filter_map(|unit| unit.as_u8())
            .collect();
        let empty = Input::new("").anchored(Anchored::Yes);
        let start = self.dfa.start_state_forward(&mut self.cache, &empty).ok()?;
        let mut seen = HashSet::from([start]);
        let mut open = vec![start];
        while let Some(state) = open.pop() {
            match verdict(self.matches(state)?) {
                Verdict::Differs => return Some(false),
                Verdict::Settled => continue,
                Verdict::Open => {}
            }
            for &byte in &bytes {
                let next = self.dfa.next_state(&mut self.cache, state, byte).ok()?;
                // Match states come a byte late; without the tag the same state
                // would be looked at twice, which does no harm.
                if !next.is_dead() && seen.insert(next) {
                    open.push(next);
                }
            }
            if seen.len() > MOST_STATES || self.cache.clear_count() > 0 {
                return None;
            }
        }
        Some(true)
    }

    /// Which of the expressions match what led to a state.
    fn matches(&mut self, state: LazyStateID) -> Option<[bool; MOST_TOGETHER]> {
        let end = self.dfa.next_eoi_state(&mut self.cache, state).ok()?;
        let mut found = [false; MOST_TOGETHER];
        if end.is_match() {
            for index in 0..self.dfa.match_len(&self.cache, end) {
                let pattern = self.dfa.match_pattern(&self.cache, end, index);
                *found.get_mut(pattern.as_usize())? = true;
            }
        }
        Some(found)
    }
}

/// An expression without what makes no difference to any search.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Canonical {
    /// Matches nothing.
    Never,
    /// High bytes, each with its low bytes.
    Atom(BTreeMap<u8, [u64; 4]>),
    Concat(Vec<Canonical>),
    Either(Vec<Canonical>),
    Repeat(Box<Canonical>, u32, Option<u32>, bool),
    Group(u32, Box<Canonical>),
}

fn canonical(expression: &Expression) -> Canonical {
    match expression {
        Expression::Atom(unit) => atom(unit),
        Expression::Concat(parts) => {
            let mut row = Vec::new();
            for part in parts {
                match canonical(part) {
                    Canonical::Never => return Canonical::Never,
                    Canonical::Concat(inner) => row.extend(inner),
                    part => row.push(part),
                }
            }
            match row.len() {
                1 => row.swap_remove(0),
                _ => Canonical::Concat(row),
            }
        }
        Expression::Either(branches) => either(branches),
        Expression::Repeat {
            sub,
            min,
            max,
            greedy,
        } => match canonical(sub) {
            Canonical::Never if *min == 0 => Canonical::Concat(Vec::new()),
            Canonical::Never => Canonical::Never,
            sub if (*min, *max) == (1, Some(1)) => sub,
            sub => Canonical::Repeat(Box::new(sub), *min, *max, *greedy),
        },
        Expression::Group(index, sub) => match canonical(sub) {
            Canonical::Never => Canonical::Never,
            sub => Canonical::Group(*index, Box::new(sub)),
        },
    }
}

/// Atoms side by side are one; a branch that stands again, without captures, is
/// never reached.
fn either(branches: &[Expression]) -> Canonical {
    let mut kept: Vec<Canonical> = Vec::new();
    let mut flat = Vec::new();
    for branch in branches {
        match canonical(branch) {
            Canonical::Never => {}
            Canonical::Either(inner) => flat.extend(inner),
            branch => flat.push(branch),
        }
    }
    for branch in flat {
        if kept.contains(&branch) {
            continue;
        }
        match (kept.last_mut(), branch) {
            (Some(Canonical::Atom(held)), Canonical::Atom(more)) => {
                for (high, lows) in more {
                    let held = held.entry(high).or_default();
                    (0..4).for_each(|at| held[at] |= lows[at]);
                }
            }
            (_, branch) => kept.push(branch),
        }
    }
    match kept.len() {
        0 => Canonical::Never,
        1 => kept.swap_remove(0),
        _ => Canonical::Either(kept),
    }
}

fn atom(unit: &OneOf) -> Canonical {
    let mut symbols: BTreeMap<u8, [u64; 4]> = BTreeMap::new();
    for (highs, lows) in &unit.0 {
        for high in highs.iter().flat_map(|&(first, last)| first..=last) {
            let held = symbols.entry(high).or_default();
            for low in lows.iter().flat_map(|&(first, last)| first..=last) {
                held[usize::from(low >> 6)] |= 1 << (low & 63);
            }
        }
    }
    match symbols.is_empty() {
        true => Canonical::Never,
        false => Canonical::Atom(symbols),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(low: u8, last: u8) -> Expression {
        Expression::Atom(Arc::new(OneOf(vec![(vec![(0, 0)], vec![(low, last)])])))
    }

    fn optional(sub: Expression) -> Expression {
        Expression::Repeat {
            sub: Box::new(sub),
            min: 0,
            max: Some(1),
            greedy: true,
        }
    }

    #[test]
    fn atoms_side_by_side_are_one() {
        let two = Expression::Either(vec![unit(1, 2), unit(2, 3)]);
        assert_eq!(canonical(&two), canonical(&unit(1, 3)));
        assert_ne!(canonical(&two), canonical(&unit(1, 4)));
        let empty = Expression::Atom(Arc::new(OneOf(Vec::new())));
        let row = Expression::Concat(vec![unit(1, 1), optional(empty)]);
        let bare = Expression::Concat(vec![unit(1, 1), Expression::Concat(Vec::new())]);
        assert_eq!(canonical(&row), canonical(&bare));
    }

    #[test]
    fn languages_are_compared_by_their_automata() {
        let a = Expression::Either(vec![
            Expression::Concat(vec![unit(1, 1), unit(2, 2)]),
            unit(1, 1),
        ]);
        let b = Expression::Concat(vec![unit(1, 1), optional(unit(2, 2))]);
        assert!(same_language(&a, &b, Reading::Whole));
        assert!(!same_language(&a, &unit(1, 1), Reading::Whole));
        // What follows the first unit does not matter to a guard behind a match.
        assert!(same_language(&a, &unit(1, 1), Reading::Prefix));
        assert!(!same_language(&a, &unit(1, 2), Reading::Prefix));
    }

    #[test]
    fn a_refusal_is_dead_where_the_demand_excludes_it() {
        let row = |units: &[u8]| Expression::Concat(units.iter().map(|&at| unit(at, at)).collect());
        let (one, two, wide) = (row(&[1]), row(&[2]), unit(1, 2));
        let (before, behind) = (row(&[3, 1]), row(&[1, 3]));
        for (reading, live) in [(Reading::Whole, &before), (Reading::Prefix, &behind)] {
            let tells = |of: [Option<&Expression>; 4]| !same_together(of, reading);
            // What must be 1 is not 2: such a refusal says nothing more.
            assert!(!tells([Some(&one), Some(&two), Some(&one), None]));
            assert!(tells([None, Some(&two), None, None]));
            assert!(tells([Some(&one), Some(live), Some(&one), None]));
            // A wider demand is the same where the refusal takes the rest away.
            assert!(!tells([Some(&wide), Some(&two), Some(&one), None]));
        }
    }
}
