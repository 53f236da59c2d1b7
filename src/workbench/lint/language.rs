//! Languages of patterns: is everything that one matches matched by another?
//!
//! A pattern is an automaton whose letters are sets of symbols. Inclusion is
//! decided by walking it beside the sets of states that the other can be in;
//! letters are split only as far as the other tells them apart. The walk is
//! bounded: where it would take too long the answer is "not known".

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use crate::rules::SymbolSet;

use super::part::{Part, Unit};

/// Most pairs of states that one question may visit.
const MOST_PAIRS: usize = 20_000;

/// Most states of an automaton that is asked about.
const MOST_STATES: usize = 20_000;

/// A state that reads a unit.
#[derive(Clone, Debug)]
struct Reads {
    symbols: Rc<SymbolSet>,
    /// Whether the unit belongs to the mention.
    inside: bool,
    /// Number of the unit in its tree.
    unit: usize,
    /// States that can come next.
    next: Front,
}

/// States that can be next, and whether the end is one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Front {
    states: BTreeSet<u32>,
    ends: bool,
}

impl Front {
    fn add(&mut self, other: &Self) {
        self.states.extend(&other.states);
        self.ends |= other.ends;
    }
}

/// The language of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Language {
    states: Vec<Reads>,
    start: Front,
}

/// How the second of two languages may be stretched when they are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Whatever stands before a match of the second.
    pub(super) before: bool,
    /// Whatever stands behind it.
    pub(super) behind: bool,
    /// Units count as equal only if both or neither belong to the mention.
    pub(super) mention: bool,
}

impl Language {
    /// The language of a part; `None` if its automaton is too large.
    pub(super) fn of(part: &Part) -> Option<Self> {
        Self::of_any(std::slice::from_ref(part))
    }

    /// The union of the languages of some parts.
    pub(super) fn of_any(parts: &[Part]) -> Option<Self> {
        let mut language = Self {
            states: Vec::new(),
            start: Front::default(),
        };
        let end = Front {
            states: BTreeSet::new(),
            ends: true,
        };
        let mut start = Front::default();
        for part in parts {
            let front = language.build(part, &end)?;
            start.add(&front);
        }
        language.start = start;
        language.trim();
        Some(language)
    }

    /// Adds the states of a part that leads to `next`; returns where it begins.
    fn build(&mut self, part: &Part, next: &Front) -> Option<Front> {
        match part {
            Part::Unit(unit) => self.unit(unit, next),
            Part::Row(parts) => parts
                .iter()
                .rev()
                .try_fold(next.clone(), |next, part| self.build(part, &next)),
            Part::Either(parts) => {
                let mut start = Front::default();
                for part in parts {
                    start.add(&self.build(part, next)?);
                }
                Some(start)
            }
            Part::Repeat { part, min, max, .. } => {
                let mut front = next.clone();
                match max {
                    Some(max) => {
                        for _ in *min..*max {
                            let mut once = self.build(part, &front)?;
                            once.add(next);
                            front = once;
                        }
                    }
                    None => front = self.unbounded(part, next)?,
                }
                for _ in 0..*min {
                    front = self.build(part, &front)?;
                }
                Some(front)
            }
            Part::Capture(part) => self.build(part, next),
        }
    }

    fn unit(&mut self, unit: &Unit, next: &Front) -> Option<Front> {
        if self.states.len() >= MOST_STATES {
            return None;
        }
        if unit.symbols.is_empty() {
            return Some(Front::default());
        }
        self.states.push(Reads {
            symbols: Rc::clone(&unit.symbols),
            inside: unit.inside,
            unit: unit.number,
            next: next.clone(),
        });
        Some(Front {
            states: BTreeSet::from([self.states.len() as u32 - 1]),
            ends: false,
        })
    }

    /// Any number of times: what led on may also lead back to the beginning.
    fn unbounded(&mut self, part: &Part, next: &Front) -> Option<Front> {
        let first = self.states.len();
        // A mark that stands for "done once" while the part is built.
        let mark = u32::MAX;
        let marked = Front {
            states: BTreeSet::from([mark]),
            ends: false,
        };
        let mut front = self.build(part, &marked)?;
        front.states.remove(&mark);
        front.add(next);
        for state in &mut self.states[first..] {
            if state.next.states.remove(&mark) {
                let back = front.clone();
                state.next.add(&back);
            }
        }
        Some(front)
    }

    /// Forgets the states from which the end cannot be reached.
    fn trim(&mut self) {
        let mut live = vec![false; self.states.len()];
        loop {
            let mut changed = false;
            for (index, state) in self.states.iter().enumerate().rev() {
                let leads =
                    state.next.ends || state.next.states.iter().any(|&next| live[next as usize]);
                if leads && !live[index] {
                    live[index] = true;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        let keep = |front: &mut Front| front.states.retain(|&state| live[state as usize]);
        keep(&mut self.start);
        for state in &mut self.states {
            keep(&mut state.next);
        }
    }

    /// Whether nothing at all is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.start.states.is_empty() && !self.start.ends
    }

    /// The symbols with which it can begin.
    pub(super) fn first(&self, symbols: usize) -> SymbolSet {
        let mut first = SymbolSet::empty(symbols);
        for &state in &self.start.states {
            first.extend(&self.states[state as usize].symbols);
        }
        first
    }

    /// The symbols that are a whole match by themselves.
    pub(super) fn alone(&self, symbols: usize) -> SymbolSet {
        let mut alone = SymbolSet::empty(symbols);
        for &state in &self.start.states {
            let state = &self.states[state as usize];
            if state.next.ends && state.inside {
                alone.extend(&state.symbols);
            }
        }
        alone
    }

    /// Numbers of the units that a match can reach.
    pub(super) fn live_units(&self) -> BTreeSet<usize> {
        let mut seen: BTreeSet<u32> = self.start.states.clone();
        let mut waiting: Vec<u32> = seen.iter().copied().collect();
        while let Some(state) = waiting.pop() {
            for &next in &self.states[state as usize].next.states {
                if seen.insert(next) {
                    waiting.push(next);
                }
            }
        }
        seen.iter()
            .map(|&state| self.states[state as usize].unit)
            .collect()
    }

    /// Number of states.
    pub(super) fn size(&self) -> usize {
        self.states.len()
    }

    /// Whether everything in this language is in the other one, stretched; `None`
    /// if that takes too long to find out.
    pub(super) fn is_within(&self, other: &Self, stretch: Stretch) -> Option<bool> {
        let mut seen: HashSet<(u32, Front)> = HashSet::new();
        let mut waiting: Vec<(u32, Front)> = Vec::new();
        if !advance(&self.start, &other.start, stretch, &mut seen, &mut waiting) {
            return Some(false);
        }
        while let Some((state, front)) = waiting.pop() {
            if seen.len() > MOST_PAIRS {
                return None;
            }
            let state = &self.states[state as usize];
            for (_, mut reached) in other.read(&front, state, stretch) {
                if stretch.before {
                    reached.add(&other.start);
                }
                if !advance(&state.next, &reached, stretch, &mut seen, &mut waiting) {
                    return Some(false);
                }
            }
        }
        Some(true)
    }

    /// What `front` can become behind each kind of symbol that `reading` reads.
    fn read(&self, front: &Front, reading: &Reads, stretch: Stretch) -> Vec<(SymbolSet, Front)> {
        let mut parts = vec![((*reading.symbols).clone(), Front::default())];
        for &state in &front.states {
            let state = &self.states[state as usize];
            if stretch.mention && state.inside != reading.inside {
                continue;
            }
            let mut split = Vec::with_capacity(parts.len() + 1);
            for (symbols, reached) in parts {
                if symbols.is_within(&state.symbols) {
                    let mut reached = reached;
                    reached.add(&state.next);
                    split.push((symbols, reached));
                } else if symbols.overlaps(&state.symbols) {
                    let (mut common, mut rest) = (symbols.clone(), symbols);
                    common.keep(&state.symbols);
                    rest.remove(&state.symbols);
                    let mut further = reached.clone();
                    further.add(&state.next);
                    split.push((common, further));
                    split.push((rest, reached));
                } else {
                    split.push((symbols, reached));
                }
            }
            parts = split;
        }
        parts
    }
}

/// Steps both languages on; `false` if the first can end where the second
/// cannot.
fn advance(
    mine: &Front,
    theirs: &Front,
    stretch: Stretch,
    seen: &mut HashSet<(u32, Front)>,
    waiting: &mut Vec<(u32, Front)>,
) -> bool {
    if theirs.ends && stretch.behind {
        return true;
    }
    if mine.ends && !theirs.ends {
        return false;
    }
    if !mine.states.is_empty() && theirs.states.is_empty() {
        return false;
    }
    for &state in &mine.states {
        let pair = (state, theirs.clone());
        if seen.insert(pair.clone()) {
            waiting.push(pair);
        }
    }
    true
}
