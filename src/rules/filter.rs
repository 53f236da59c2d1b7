//! The filter: which of many patterns match at a place, in one pass.
//!
//! Its automaton is built straight from the expressions of all rules, as the
//! program starts; what is preferred and what is captured does not matter here,
//! only what matches.

use regex_automata::MatchKind;
use regex_automata::hybrid::dfa::DFA;
use regex_automata::nfa::thompson::{BuildError, Builder, NFA, Transition};
use regex_automata::util::primitives::StateID;

use super::automaton::SIZE_LIMIT;
use super::expression::{Expression, OneOf, Run};

/// Builds the filter of these patterns; it numbers them in order.
///
/// # Errors
/// Says why, where the patterns are too large together.
pub fn filter<'a>(patterns: impl Iterator<Item = &'a Expression>) -> Result<DFA, String> {
    let nfa = nfa(patterns).map_err(|error| error.to_string())?;
    DFA::builder()
        .configure(
            DFA::config()
                .match_kind(MatchKind::All)
                .cache_capacity(8 << 20)
                .skip_cache_capacity_check(true),
        )
        .build_from_nfa(nfa)
        .map_err(|error| error.to_string())
}

fn nfa<'a>(patterns: impl Iterator<Item = &'a Expression>) -> Result<NFA, BuildError> {
    let mut states = States(Builder::new());
    states.0.set_size_limit(Some(SIZE_LIMIT))?;
    let mut starts = Vec::new();
    for pattern in patterns {
        states.0.start_pattern()?;
        let (start, end) = states.expression(pattern)?;
        let matched = states.0.add_match()?;
        states.0.patch(end, matched)?;
        states.0.finish_pattern(start)?;
        starts.push(start);
    }
    if starts.is_empty() {
        // An automaton has at least one pattern; this one never matches.
        states.0.start_pattern()?;
        let start = states.0.add_fail()?;
        states.0.finish_pattern(start)?;
        starts.push(start);
    }
    let start = states.0.add_union(starts)?;
    states.0.build(start, start)
}

/// States of an automaton: where it begins, and the state to lead on from.
type Part = (StateID, StateID);

struct States(Builder);

impl States {
    fn expression(&mut self, expression: &Expression) -> Result<Part, BuildError> {
        match expression {
            Expression::Atom(unit) => self.unit(unit),
            Expression::Concat(parts) => self.row(parts.iter()),
            Expression::Either(parts) => {
                let end = self.0.add_empty()?;
                let mut starts = Vec::with_capacity(parts.len());
                for part in parts {
                    let (start, last) = self.expression(part)?;
                    self.0.patch(last, end)?;
                    starts.push(start);
                }
                Ok((self.0.add_union(starts)?, end))
            }
            Expression::Repeat { sub, min, max, .. } => self.repeat(sub, *min, *max),
            Expression::Group(_, sub) => self.expression(sub),
        }
    }

    fn row<'a>(&mut self, parts: impl Iterator<Item = &'a Expression>) -> Result<Part, BuildError> {
        let start = self.0.add_empty()?;
        let mut end = start;
        for part in parts {
            let (next, last) = self.expression(part)?;
            self.0.patch(end, next)?;
            end = last;
        }
        Ok((start, end))
    }

    /// `min` times, then once more as often as allowed, each time optional.
    fn repeat(&mut self, sub: &Expression, min: u32, max: Option<u32>) -> Result<Part, BuildError> {
        let (start, mut at) = self.row(std::iter::repeat_n(sub, min as usize))?;
        let end = self.0.add_empty()?;
        for _ in 0..max.map_or(1, |max| max.saturating_sub(min)) {
            let (next, last) = self.expression(sub)?;
            let fork = self.0.add_union(vec![next, end])?;
            self.0.patch(at, fork)?;
            at = last;
            if max.is_none() {
                self.0.patch(last, fork)?;
                return Ok((start, end));
            }
        }
        self.0.patch(at, end)?;
        Ok((start, end))
    }

    /// A high byte tells which low bytes may follow: no two branches begin alike.
    fn unit(&mut self, unit: &OneOf) -> Result<Part, BuildError> {
        let end = self.0.add_empty()?;
        let mut highs = Vec::new();
        for (high, lows) in &unit.0 {
            let low = self.0.add_sparse(transitions(lows, end).collect())?;
            highs.extend(transitions(high, low));
        }
        let start = if highs.is_empty() {
            self.0.add_fail()?
        } else {
            self.0.add_sparse(highs)?
        };
        Ok((start, end))
    }
}

fn transitions(runs: &[Run], next: StateID) -> impl Iterator<Item = Transition> {
    runs.iter()
        .map(move |&(start, end)| Transition { start, end, next })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use regex_automata::{Anchored, Input, PatternSet};

    use super::super::automaton::Machine;
    use super::*;

    fn expression() -> impl Strategy<Value = Expression> {
        let run = (0u8..3, 0u8..3).prop_map(|(a, b)| (a.min(b), a.max(b)));
        let unit = proptest::collection::vec(run, 0..2).prop_map(|lows| {
            OneOf(if lows.is_empty() {
                Vec::new()
            } else {
                vec![(vec![(0, 1)], lows)]
            })
        });
        let atom = unit.prop_map(|unit| Expression::Atom(Arc::new(unit)));
        atom.prop_recursive(4, 12, 3, |sub| {
            let parts = || proptest::collection::vec(sub.clone(), 1..4);
            prop_oneof![
                parts().prop_map(Expression::Concat),
                parts().prop_map(Expression::Either),
                sub.clone()
                    .prop_map(|sub| Expression::Group(1, Box::new(sub))),
                (sub.clone(), 0u32..3, proptest::option::of(0u32..3)).prop_map(
                    |(sub, min, more)| {
                        Expression::Repeat {
                            sub: Box::new(sub),
                            min,
                            max: more.map(|more| min + more).filter(|&max| max > 0),
                            greedy: true,
                        }
                    }
                ),
            ]
        })
    }

    proptest! {
        #[test]
        fn says_what_each_machine_says(
            patterns in proptest::collection::vec(expression(), 0..4),
            text in proptest::collection::vec((0u8..2, 0u8..3), 0..6),
        ) {
            let bytes: Vec<u8> = text.iter().flat_map(|&(high, low)| [high, low]).collect();
            let dfa = filter(patterns.iter()).unwrap();
            let mut found = PatternSet::new(patterns.len().max(1));
            let input = Input::new(&bytes).anchored(Anchored::Yes);
            dfa.try_which_overlapping_matches(&mut dfa.create_cache(), &input, &mut found).unwrap();
            for (index, pattern) in patterns.iter().enumerate() {
                let hir = without_groups(pattern).to_hir();
                let matches = Machine::new(&hir).unwrap().matches(&bytes);
                let told = found.iter().any(|found| found.as_usize() == index);
                prop_assert_eq!(told, matches, "{:?}", pattern);
            }
        }
    }

    /// Groups have numbers of their own in a rule; here they would repeat.
    fn without_groups(expression: &Expression) -> Expression {
        let all = |parts: &[Expression]| parts.iter().map(without_groups).collect();
        match expression {
            Expression::Atom(unit) => Expression::Atom(Arc::clone(unit)),
            Expression::Concat(parts) => Expression::Concat(all(parts)),
            Expression::Either(parts) => Expression::Either(all(parts)),
            Expression::Repeat {
                sub,
                min,
                max,
                greedy,
            } => Expression::Repeat {
                sub: Box::new(without_groups(sub)),
                min: *min,
                max: *max,
                greedy: *greedy,
            },
            Expression::Group(_, sub) => without_groups(sub),
        }
    }
}
