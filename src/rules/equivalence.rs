//! Whether two rules are provably the same to every text.
//!
//! The proof is cautious: rules of which it says no may be the same all the
//! same, but never the other way round. It knows automata and nothing of what
//! texts are like.

use std::collections::{BTreeMap, HashSet};

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
        && same_guard(a.before.as_ref(), b.before.as_ref(), Reading::Whole)
        && same_guard(a.not_before.as_ref(), b.not_before.as_ref(), Reading::Whole)
        && [
            (&a.after, &b.after),
            (&a.not_after, &b.not_after),
            (&a.sentence, &b.sentence),
            (&a.not_sentence, &b.not_sentence),
        ]
        .into_iter()
        .all(|(a, b)| same_guard(a.as_ref(), b.as_ref(), Reading::Prefix))
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
    let Ok(dfa) = filter([a, b].into_iter()) else {
        return false;
    };
    Walk {
        cache: dfa.create_cache(),
        dfa,
        reading,
    }
    .agrees()
    .unwrap_or(false)
}

struct Walk {
    dfa: DFA,
    cache: Cache,
    reading: Reading,
}

impl Walk {
    /// `None` if it cannot be told.
    fn agrees(&mut self) -> Option<bool> {
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
            let [left, right] = self.matches(state)?;
            if left != right {
                return Some(false);
            }
            if left && self.reading == Reading::Prefix {
                continue;
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

    /// Which of the two expressions match what led to a state.
    fn matches(&mut self, state: LazyStateID) -> Option<[bool; 2]> {
        let end = self.dfa.next_eoi_state(&mut self.cache, state).ok()?;
        let mut found = [false; 2];
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
    use std::sync::Arc;

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
}
