//! Patterns as an automaton of `regex-automata`, for proofs about them: texts are
//! never searched with it. What is preferred and what is captured does not matter
//! here, only what matches.

use regex_automata::MatchKind;
use regex_automata::hybrid::dfa::DFA;
use regex_automata::nfa::thompson::{BuildError, Builder, NFA, Transition};
use regex_automata::util::primitives::StateID;

use super::automaton::SIZE_LIMIT;
use super::expression::{Expression, OneOf, Run};

/// Builds the automaton of these patterns; it numbers them in order.
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
