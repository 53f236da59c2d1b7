//! The walker: which of many patterns match at a place, in one pass.
//!
//! Its states are sets of states of the program of all rules, made as texts ask
//! for them; a step is one look into a table of state and symbol. What is
//! preferred and what is captured does not matter here, only what matches. A
//! walker belongs to one thread and forgets everything when it grows too large.

use std::collections::HashMap;

use crate::lexicon::{FastHash, Symbol};

use super::automaton::{UNIT, symbol_of};
use super::program::{Program, State, row_of};

/// No pattern can match any more.
const DEAD: u16 = 0;
/// Before the first unit.
const START: u16 = 1;
/// Not asked for yet.
const UNKNOWN: u16 = u16::MAX;

/// What is told of a front beside it.
const MATCHES: u8 = 1;
const GOES_ON: u8 = 2;

/// States, and numbers in all of them together, that a walker has at most before
/// it forgets them between two walks. A walk adds no more than a window has units.
const MOST_STATES: usize = 40_000;
const MOST_NUMBERS: usize = 2 << 20;
/// Steps it remembers at most, to which the same applies.
const MOST_STEPS: usize = 1 << 19;

/// A set of states of the program.
#[derive(Debug)]
struct Front {
    /// Atoms that take a unit, each with the states behind, sorted.
    takes: Box<[(u32, u32)]>,
    /// Patterns that match here, in order.
    matches: Box<[u32]>,
}

/// Which low bytes an atom takes behind one high byte.
type Row = (u32, [u64; 4]);

/// Symbols that no atom tells apart are of one kind: there are far fewer kinds than
/// symbols.
#[derive(Debug)]
struct Kinds {
    /// By symbol.
    of: Vec<u16>,
    /// By the atoms that take them, one bit each.
    numbers: HashMap<Box<[u64]>, u16, FastHash>,
    /// The same, by kind.
    atoms: Vec<Box<[u64]>>,
    /// By high byte: the atoms that take any symbol with it.
    rows: Vec<Option<Box<[Row]>>>,
}

impl Kinds {
    fn new(symbols: usize) -> Self {
        Self {
            of: vec![UNKNOWN; symbols],
            numbers: HashMap::default(),
            atoms: Vec::new(),
            rows: vec![None; 256],
        }
    }

    #[inline]
    fn of(&mut self, program: &Program, symbol: Symbol) -> u16 {
        match self.of.get(usize::from(symbol.0)) {
            Some(&kind) if kind != UNKNOWN => kind,
            _ => self.make(program, symbol),
        }
    }

    #[cold]
    fn make(&mut self, program: &Program, symbol: Symbol) -> u16 {
        let [high, low] = symbol.0.to_be_bytes();
        let rows = self.rows[usize::from(high)].get_or_insert_with(|| {
            let atoms = (0..).zip(program.atoms.iter());
            atoms
                .filter_map(|(atom, unit)| Some((atom, row_of(unit, high)?)))
                .collect()
        });
        let mut atoms = vec![0u64; program.atoms.len().div_ceil(64)];
        for &(atom, ref row) in rows.iter() {
            let taken = row[usize::from(low >> 6)] >> (low & 63) & 1;
            atoms[atom as usize >> 6] |= taken << (atom & 63);
        }
        let next = self.atoms.len() as u16;
        let kind = match self.numbers.get(&atoms[..]) {
            Some(&kind) => kind,
            None => {
                self.atoms.push(atoms[..].into());
                self.numbers.insert(atoms.into(), next);
                next
            }
        };
        if let Some(held) = self.of.get_mut(usize::from(symbol.0)) {
            *held = kind;
        }
        kind
    }
}

/// Walks a program.
#[derive(Debug)]
pub struct Walker {
    kinds: Kinds,
    /// By kind: the state behind the first unit.
    starts: Vec<u16>,
    fronts: Vec<Front>,
    /// By front, near together: whether patterns match, whether any goes on.
    tells: Vec<u8>,
    /// Fronts by the states of the program they are made of.
    numbers: HashMap<Box<[u32]>, u16, FastHash>,
    /// Open addressing: state and kind above the state behind; 0 is empty.
    steps: Vec<u64>,
    taken: usize,
    size: usize,
    /// By state of the program: when it was last met.
    met: Vec<u32>,
    now: u32,
    open: Vec<u32>,
    next: Vec<u32>,
}

impl Walker {
    /// A walker of a program over symbols below this number.
    pub fn new(program: &Program, symbols: usize) -> Self {
        let mut walker = Self {
            kinds: Kinds::new(symbols),
            starts: Vec::new(),
            fronts: Vec::new(),
            tells: Vec::new(),
            numbers: HashMap::default(),
            steps: Vec::new(),
            taken: 0,
            size: 0,
            met: vec![0; program.len()],
            now: 0,
            open: Vec::new(),
            next: Vec::new(),
        };
        walker.forget(program);
        walker
    }

    fn forget(&mut self, program: &Program) {
        self.starts.clear();
        self.fronts.clear();
        self.tells.clear();
        self.numbers.clear();
        self.steps.clear();
        self.steps.resize(1 << 12, 0);
        (self.taken, self.size) = (0, 0);
        self.next.clear();
        self.number(program);
        debug_assert_eq!(self.fronts.len(), usize::from(START));
        self.now += 1;
        for &state in &program.starts[..] {
            self.close(program, state);
        }
        self.push(front(program, &self.next));
    }

    fn push(&mut self, front: Front) {
        let matches = if front.matches.is_empty() { 0 } else { MATCHES };
        let goes_on = if front.takes.is_empty() { 0 } else { GOES_ON };
        self.tells.push(matches | goes_on);
        self.fronts.push(front);
    }

    /// Tells of each pattern that matches at the start of `units`, in the order of
    /// their shortest matches and of their numbers, more than once perhaps; returns
    /// how many units the longest match takes.
    #[inline]
    pub fn walk(&mut self, program: &Program, units: &[u8], mut found: impl FnMut(u32)) -> usize {
        let Some((first, mut rest)) = units.split_first_chunk::<UNIT>() else {
            return 0;
        };
        let mut state = self.start(program, symbol_of(*first));
        let (mut at, mut reach) = (0, 0);
        while state != DEAD {
            at += 1;
            let tells = self.tells[usize::from(state)];
            if tells & MATCHES != 0 {
                reach = at;
                for &pattern in &self.fronts[usize::from(state)].matches {
                    found(pattern);
                }
            }
            if tells & GOES_ON == 0 {
                break;
            }
            let Some((next, behind)) = rest.split_first_chunk::<UNIT>() else {
                break;
            };
            rest = behind;
            state = self.step(program, state, symbol_of(*next));
        }
        reach
    }

    /// The state behind a first unit.
    #[inline]
    fn start(&mut self, program: &Program, symbol: Symbol) -> u16 {
        let kind = self.kinds.of(program, symbol);
        match self.starts.get(usize::from(kind)) {
            Some(&state) if state != UNKNOWN => state,
            _ => self.make_start(program, kind),
        }
    }

    #[cold]
    fn make_start(&mut self, program: &Program, kind: u16) -> u16 {
        if self.fronts.len() > MOST_STATES || self.size > MOST_NUMBERS || self.taken > MOST_STEPS {
            self.forget(program);
        }
        let state = self.behind(program, START, kind);
        if self.starts.len() <= usize::from(kind) {
            self.starts.resize(usize::from(kind) + 1, UNKNOWN);
        }
        self.starts[usize::from(kind)] = state;
        state
    }

    #[inline]
    fn step(&mut self, program: &Program, state: u16, symbol: Symbol) -> u16 {
        let kind = self.kinds.of(program, symbol);
        let key = u32::from(state) << 16 | u32::from(kind);
        let mask = self.steps.len() - 1;
        let mut slot = place(key) & mask;
        loop {
            let held = self.steps[slot];
            if (held >> 32) as u32 == key {
                return held as u16;
            }
            if held == 0 {
                return self.make_step(program, state, kind);
            }
            slot = (slot + 1) & mask;
        }
    }

    #[cold]
    fn make_step(&mut self, program: &Program, state: u16, kind: u16) -> u16 {
        let next = self.behind(program, state, kind);
        if (self.taken + 1) * 2 > self.steps.len() {
            let larger = vec![0; self.steps.len() * 2];
            for held in std::mem::replace(&mut self.steps, larger) {
                if held != 0 {
                    self.remember(held);
                }
            }
        }
        let key = u32::from(state) << 16 | u32::from(kind);
        self.remember(u64::from(key) << 32 | u64::from(next));
        self.taken += 1;
        next
    }

    fn remember(&mut self, step: u64) {
        let mask = self.steps.len() - 1;
        let mut slot = place((step >> 32) as u32) & mask;
        while self.steps[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        self.steps[slot] = step;
    }

    /// The state behind a unit.
    fn behind(&mut self, program: &Program, state: u16, kind: u16) -> u16 {
        self.now += 1;
        self.next.clear();
        let takes = std::mem::take(&mut self.fronts[usize::from(state)].takes);
        for &(atom, behind) in &takes {
            let atoms = &self.kinds.atoms[usize::from(kind)];
            if atoms[atom as usize >> 6] >> (atom & 63) & 1 != 0 {
                self.close(program, behind);
            }
        }
        self.fronts[usize::from(state)].takes = takes;
        self.number(program)
    }

    /// Adds the states that take a unit or end a pattern and that lie behind
    /// `state` before any unit is taken.
    fn close(&mut self, program: &Program, state: u32) {
        self.open.push(state);
        while let Some(state) = self.open.pop() {
            if std::mem::replace(&mut self.met[state as usize], self.now) == self.now {
                continue;
            }
            match program.state(state) {
                State::Take { .. } | State::Done(_) => self.next.push(state),
                State::Slot { next, .. } => self.open.push(next),
                State::Split { from, to } => {
                    self.open.extend_from_slice(program.branches(from, to));
                }
            }
        }
    }

    /// The number of the set of states that was gathered, made if it is new.
    fn number(&mut self, program: &Program) -> u16 {
        self.next.sort_unstable();
        if let Some(&number) = self.numbers.get(&self.next[..]) {
            return number;
        }
        let number = self.fronts.len() as u16;
        self.size += self.next.len();
        self.push(front(program, &self.next));
        self.numbers.insert(self.next[..].into(), number);
        number
    }
}

/// A front of these states.
fn front(program: &Program, states: &[u32]) -> Front {
    let (mut takes, mut matches) = (Vec::new(), Vec::new());
    for &state in states {
        match program.state(state) {
            State::Take { atom, next } => takes.push((atom, next)),
            State::Done(pattern) => matches.push(pattern),
            State::Split { .. } | State::Slot { .. } => {}
        }
    }
    takes.sort_unstable();
    matches.sort_unstable();
    Front {
        takes: takes.into(),
        matches: matches.into(),
    }
}

#[inline]
fn place(key: u32) -> usize {
    (u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::program::Machine;
    use super::super::program::tests::expression;
    use super::*;

    proptest! {
        #[test]
        fn says_what_each_machine_says(
            patterns in proptest::collection::vec(expression(), 0..4),
            texts in proptest::collection::vec(
                proptest::collection::vec((0u8..2, 0u8..3), 0..6), 1..8),
        ) {
            let program = Program::new(patterns.iter(), false);
            let mut walker = Walker::new(&program, 512);
            let machines: Vec<Machine> =
                patterns.iter().map(|pattern| Machine::new(pattern, false)).collect();
            for text in texts {
                let units: Vec<u8> = text.iter().flat_map(|&(high, low)| [high, low]).collect();
                let mut found = Vec::new();
                let reach = walker.walk(&program, &units, |pattern| found.push(pattern));
                for (number, (machine, pattern)) in (0..).zip(machines.iter().zip(&patterns)) {
                    // What matches nothing at all is no rule.
                    if pattern.lengths().0 > 0 {
                        let told = found.contains(&number);
                        prop_assert_eq!(told, machine.matches(&units), "{:?}", pattern);
                        let end = machine.reach(&units).unwrap_or(0);
                        prop_assert!(end <= reach, "{:?}", pattern);
                    }
                }
                prop_assert!(reach <= text.len());
            }
        }
    }

    #[test]
    fn forgets_without_harm() {
        let program = Program::new(std::iter::empty(), false);
        let mut walker = Walker::new(&program, 512);
        assert_eq!(walker.walk(&program, &[0, 1, 0, 2], |_| {}), 0);
        walker.forget(&program);
        assert_eq!(walker.walk(&program, &[0, 1], |_| {}), 0);
    }
}
