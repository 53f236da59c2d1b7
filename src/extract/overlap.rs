//! The one policy for overlaps.
//!
//! Within a type the longer candidate wins; among equals the higher priority,
//! then the earlier start, then the earlier rule. A `not-…` rule competes in the
//! same order for the types it denies, and leaves no mention.

use std::cmp::Reverse;

use crate::rules::{Output, RuleIndex, RulePack};

use super::matcher::Candidate;

/// The types a rule's match takes for itself: date, country, organization.
pub(super) fn types(output: &Output) -> [bool; 3] {
    match output {
        Output::Date { .. } => [true, false, false],
        Output::Country(_) => [false, true, false],
        Output::Organization { .. } => [false, false, true],
        Output::Nothing { types } => *types,
    }
}

/// Which tokens of a segment are taken, by type.
#[derive(Debug, Default)]
pub struct Taken {
    by_type: [Vec<u64>; 3],
}

impl Taken {
    /// Frees all tokens of a segment of `tokens` tokens.
    pub fn reset(&mut self, tokens: usize) {
        for bits in &mut self.by_type {
            bits.clear();
            bits.resize(tokens.div_ceil(64), 0);
        }
    }

    /// Whether every token of a range is free.
    pub fn is_free(&self, kind: usize, first: u32, end: u32) -> bool {
        (first..end).all(|token| self.by_type[kind][token as usize >> 6] >> (token & 63) & 1 == 0)
    }

    /// Takes the tokens of a range.
    pub fn take(&mut self, kind: usize, first: u32, end: u32) {
        for token in first..end {
            self.by_type[kind][token as usize >> 6] |= 1 << (token & 63);
        }
    }
}

/// The order in which candidates are served: length, priority, start, rule.
pub(super) type Rank = (Reverse<u32>, Reverse<i32>, u32, u8, RuleIndex);

/// The place of a candidate in that order, the best the smallest.
pub(super) fn rank(pack: &RulePack, candidate: &Candidate) -> Rank {
    (
        Reverse(candidate.end - candidate.first),
        Reverse(pack.rule(candidate.rule).priority),
        candidate.first,
        candidate.clitic,
        candidate.rule,
    )
}

/// Keeps the winners among `candidates`, in order of place; `judged` is called
/// with each candidate and whether it won.
pub fn resolve(
    pack: &RulePack,
    candidates: &mut Vec<Candidate>,
    taken: &mut Taken,
    mut judged: impl FnMut(&Candidate, bool),
) {
    candidates.sort_by_cached_key(|candidate| rank(pack, candidate));
    candidates.retain(|candidate| {
        let output = &pack.rule(candidate.rule).output;
        let types = types(output);
        let free =
            (0..3).all(|kind| !types[kind] || taken.is_free(kind, candidate.first, candidate.end));
        if free {
            for kind in (0..3).filter(|&kind| types[kind]) {
                taken.take(kind, candidate.first, candidate.end);
            }
        }
        judged(candidate, free);
        free && !matches!(output, Output::Nothing { .. })
    });
    candidates.sort_by_cached_key(|candidate| (candidate.first, candidate.end, candidate.rule));
}
