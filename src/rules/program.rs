//! Programs: expressions as states over symbols.
//!
//! One form serves all who run patterns: the machine of a rule, which tries one
//! way after the other in the order of preference, and the walker, which follows
//! all rules at once. A program must mean what the expression means to
//! `regex-automata`; tests hold it to that.

use std::borrow::Cow;
use std::cell::RefCell;

use crate::lexicon::{Reader, Writer};

use super::atoms::{AtomNumbers, Atoms};
use super::automaton::UNIT;
use super::expression::{Expression, OneOf, Run};

/// A state. States are numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Takes a unit of the atom of this number.
    Take { atom: u32, next: u32 },
    /// Goes on in one of several states, the first preferred: a range of the
    /// program's branches.
    Split { from: u32, to: u32 },
    /// Remembers the place.
    Slot { slot: u32, next: u32 },
    /// The pattern of this number matches.
    Done(u32),
}

/// A state in two numbers: the kind above the first, so that programs lie in the
/// built-in pack as they are used.
pub(super) type Coded = [u32; 2];

/// Where the kind begins.
const KIND: u32 = 30;

impl State {
    fn coded(self) -> Coded {
        let (kind, first, second) = match self {
            Self::Take { atom, next } => (0, atom, next),
            Self::Split { from, to } => (1, from, to),
            Self::Slot { slot, next } => (2, slot, next),
            Self::Done(pattern) => (3, pattern, 0),
        };
        [kind << KIND | first, second]
    }

    #[inline]
    fn of([first, second]: Coded) -> Self {
        let low = first & ((1 << KIND) - 1);
        match first >> KIND {
            0 => Self::Take {
                atom: low,
                next: second,
            },
            1 => Self::Split {
                from: low,
                to: second,
            },
            2 => Self::Slot {
                slot: low,
                next: second,
            },
            _ => Self::Done(low),
        }
    }
}

/// One or several expressions as states.
#[derive(Clone, Debug, Default)]
pub struct Program {
    states: Cow<'static, [Coded]>,
    branches: Cow<'static, [u32]>,
    /// Where each pattern begins.
    pub(super) starts: Cow<'static, [u32]>,
    pub(super) atoms: Atoms,
    /// Twice the number of groups, group 0 among them.
    slots: usize,
}

/// Builds a program from the end of each pattern to its start: what follows is
/// known before what leads to it.
struct Builder {
    states: Vec<State>,
    branches: Vec<u32>,
    atoms: Atoms,
    numbers: AtomNumbers,
    slots: usize,
    /// Whether places are remembered.
    groups: bool,
}

impl Builder {
    fn push(&mut self, state: State) -> u32 {
        self.states.push(state);
        self.states.len() as u32 - 1
    }

    fn split(&mut self, branches: &[u32]) -> u32 {
        let from = self.branches.len() as u32;
        self.branches.extend_from_slice(branches);
        let to = self.branches.len() as u32;
        self.push(State::Split { from, to })
    }

    /// The state in which an expression begins that goes on in `next`.
    fn part(&mut self, expression: &Expression, next: u32) -> u32 {
        match expression {
            Expression::Atom(unit) => {
                let atom = self.numbers.of(unit, &mut self.atoms);
                self.push(State::Take { atom, next })
            }
            Expression::Concat(parts) => parts
                .iter()
                .rev()
                .fold(next, |next, part| self.part(part, next)),
            Expression::Either(parts) => {
                let branches: Vec<u32> = parts.iter().map(|part| self.part(part, next)).collect();
                self.split(&branches)
            }
            Expression::Group(index, sub) if self.groups => {
                let slot = 2 * index;
                self.slots = self.slots.max(slot as usize + 2);
                let end = self.push(State::Slot {
                    slot: slot + 1,
                    next,
                });
                let next = self.part(sub, end);
                self.push(State::Slot { slot, next })
            }
            Expression::Group(_, sub) => self.part(sub, next),
            Expression::Repeat {
                sub,
                min,
                max,
                greedy,
            } => {
                let order = |again, on| if *greedy { [again, on] } else { [on, again] };
                let (mut at, mut copies) = (next, *min);
                match *max {
                    Some(max) => {
                        for _ in *min..max {
                            let again = self.part(sub, at);
                            at = self.split(&order(again, next));
                        }
                    }
                    None => {
                        let more = self.split(&[next, next]);
                        at = self.part(sub, more);
                        self.redirect(more, order(at, next));
                        // What can match nothing is entered once before the question
                        // is whether to go on, as `regex-automata` has it.
                        match (*min, sub.lengths().0) {
                            (0, 0) => at = self.split(&order(at, next)),
                            (0, _) => at = more,
                            _ => copies -= 1,
                        }
                    }
                }
                for _ in 0..copies {
                    at = self.part(sub, at);
                }
                at
            }
        }
    }

    /// Gives a split of two its branches.
    fn redirect(&mut self, split: u32, branches: [u32; 2]) {
        if let State::Split { from, to } = self.states[split as usize] {
            self.branches[from as usize..to as usize].copy_from_slice(&branches);
        }
    }
}

impl Program {
    /// The program of some patterns, which it numbers in order; `groups` says
    /// whether anyone will ask what their groups took.
    pub fn new<'a>(patterns: impl Iterator<Item = &'a Expression>, groups: bool) -> Self {
        let mut builder = Builder {
            states: Vec::new(),
            branches: Vec::new(),
            atoms: Atoms::default(),
            numbers: AtomNumbers::default(),
            slots: 2,
            groups,
        };
        let mut starts = Vec::new();
        for (number, pattern) in (0..).zip(patterns) {
            let done = builder.push(State::Done(number));
            let start = builder.part(pattern, done);
            starts.push(start);
        }
        Self {
            states: builder.states.into_iter().map(State::coded).collect(),
            branches: builder.branches.into(),
            starts: starts.into(),
            atoms: builder.atoms,
            slots: builder.slots,
        }
    }

    /// How many states there are.
    pub(super) fn len(&self) -> usize {
        self.states.len()
    }

    /// A state.
    #[inline]
    pub(super) fn state(&self, number: u32) -> State {
        State::of(self.states[number as usize])
    }

    /// The states of a range of branches.
    #[inline]
    pub(super) fn branches(&self, from: u32, to: u32) -> &[u32] {
        &self.branches[from as usize..to as usize]
    }

    /// Whether two programs have the same states and atoms.
    #[cfg(test)]
    pub(super) fn is_the_same_as(&self, other: &Self) -> bool {
        self.states == other.states
            && self.branches == other.branches
            && self.starts == other.starts
            && self.atoms.iter().eq(other.atoms.iter())
    }

    /// Adds a program without groups to a store.
    pub(super) fn store(&self, writer: &mut Writer) {
        writer.slice(&self.states);
        writer.slice(&self.branches);
        writer.slice(&self.starts);
        self.atoms.store(writer);
    }

    /// The program that [`Program::store`] added to a store; `None` if it does not
    /// fit.
    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        Some(Self {
            states: reader.slice()?,
            branches: reader.slice()?,
            starts: reader.slice()?,
            atoms: Atoms::stored(reader)?,
            slots: 2,
        })
    }

    /// Tries the only pattern at the start of `units`, in the order of preference,
    /// and returns the end of the match; with `to_the_end`, only one that takes all
    /// units. `slots` are where the groups of the match begin and end.
    /// `members` are what its atoms take.
    fn run(
        &self,
        members: &[Members],
        units: &[u8],
        to_the_end: bool,
        trial: &mut Trial,
    ) -> Option<usize> {
        let length = units.len() / UNIT;
        let Trial {
            open,
            visited,
            slots,
        } = trial;
        open.clear();
        slots.clear();
        slots.resize(self.slots, NOWHERE);
        visited.clear();
        visited.resize((self.states.len() * (length + 1)).div_ceil(64), 0);
        open.extend(self.starts.first().map(|&start| Open::Go(start, 0)));
        while let Some(next) = open.pop() {
            let (mut state, mut at) = match next {
                Open::Go(state, at) => (state, at),
                Open::Forget(slot, held) => {
                    slots[slot as usize] = held;
                    continue;
                }
            };
            loop {
                match self.state(state) {
                    State::Take { atom, next } => {
                        let place = at as usize * UNIT;
                        let Some(&symbol) = units.get(place..).and_then(<[u8]>::first_chunk) else {
                            break;
                        };
                        if !members[atom as usize].contains(symbol) {
                            break;
                        }
                        (state, at) = (next, at + 1);
                    }
                    State::Split { from, to } => {
                        // Whatever goes round or comes together does so here.
                        let bit = state as usize * (length + 1) + at as usize;
                        if visited[bit >> 6] >> (bit & 63) & 1 != 0 {
                            break;
                        }
                        visited[bit >> 6] |= 1 << (bit & 63);
                        let Some((&first, others)) = self.branches(from, to).split_first() else {
                            break;
                        };
                        open.extend(others.iter().rev().map(|&other| Open::Go(other, at)));
                        state = first;
                    }
                    State::Slot { slot, next } => {
                        open.push(Open::Forget(slot, slots[slot as usize]));
                        slots[slot as usize] = at;
                        state = next;
                    }
                    State::Done(_) => {
                        if to_the_end && (at as usize) < length {
                            break;
                        }
                        (slots[0], slots[1]) = (0, at);
                        return Some(at as usize);
                    }
                }
            }
        }
        None
    }
}

/// A slot of a group that took no part.
const NOWHERE: u32 = u32::MAX;

/// What is left to try.
#[derive(Clone, Copy, Debug)]
enum Open {
    /// A state at a unit.
    Go(u32, u32),
    /// A slot gets back what it held.
    Forget(u32, u32),
}

/// Memory of trials.
#[derive(Debug, Default)]
struct Trial {
    open: Vec<Open>,
    visited: Vec<u64>,
    slots: Vec<u32>,
}

thread_local! {
    static TRIAL: RefCell<Trial> = RefCell::default();
}

/// Ranges of units of all groups, group 0 first; none for one that took no part.
pub type Groups = Vec<Option<(usize, usize)>>;

/// Runs one pattern, anchored, with captures.
#[derive(Clone, Debug)]
pub struct Machine {
    program: Program,
    members: Vec<Members>,
    to_the_end: bool,
}

impl Machine {
    /// The machine of an expression; `to_the_end` says that it must end where the
    /// units end.
    pub fn new(expression: &Expression, to_the_end: bool) -> Self {
        let program = Program::new(std::iter::once(expression), true);
        let members = program.atoms.iter().map(|unit| Members::of(unit));
        Self {
            members: members.collect(),
            program,
            to_the_end,
        }
    }

    fn with<T>(&self, units: &[u8], then: impl FnOnce(usize, &[u32]) -> T) -> Option<T> {
        TRIAL.with_borrow_mut(|trial| {
            let end = self
                .program
                .run(&self.members, units, self.to_the_end, trial)?;
            Some(then(end, &trial.slots))
        })
    }

    /// Matches at the start of `units`; `groups` receives what the groups took.
    pub fn captures(&self, units: &[u8], groups: &mut Groups) -> bool {
        groups.clear();
        let range = |pair: &[u32]| {
            let took_part = pair[0] != NOWHERE && pair[1] != NOWHERE;
            took_part.then_some((pair[0] as usize, pair[1] as usize))
        };
        self.with(units, |_, slots| {
            groups.extend(slots.chunks_exact(2).map(range));
        })
        .is_some()
    }

    /// Whether the pattern matches at the start of `units`.
    pub fn matches(&self, units: &[u8]) -> bool {
        self.with(units, |_, _| ()).is_some()
    }

    /// Units of the preferred match at the start of `units`.
    pub fn reach(&self, units: &[u8]) -> Option<usize> {
        self.with(units, |end, _| end)
    }
}

/// Which low bytes an atom takes behind a high byte; `None` for none at all.
pub(super) fn row_of(unit: &OneOf, high: u8) -> Option<[u64; 4]> {
    let takes = |(highs, _): &&(Vec<Run>, Vec<Run>)| {
        highs
            .iter()
            .any(|&(first, last)| first <= high && high <= last)
    };
    unit.0.iter().find(takes).map(|(_, lows)| row(lows))
}

/// Low bytes as bits.
fn row(lows: &[Run]) -> [u64; 4] {
    let mut row = [0u64; 4];
    for low in lows.iter().flat_map(|&(first, last)| first..=last) {
        row[usize::from(low >> 6)] |= 1 << (low & 63);
    }
    row
}

/// The symbols that an atom takes, told by two looks.
#[derive(Clone, Debug)]
struct Members {
    /// By high byte: which row; row 0 is empty.
    row: Box<[u8; 256]>,
    rows: Vec<[u64; 4]>,
}

impl Members {
    fn of(unit: &OneOf) -> Self {
        let mut members = Self {
            row: Box::new([0; 256]),
            rows: vec![[0; 4]],
        };
        for (highs, lows) in &unit.0 {
            for high in highs.iter().flat_map(|&(first, last)| first..=last) {
                members.row[usize::from(high)] = members.rows.len() as u8;
            }
            members.rows.push(row(lows));
        }
        members
    }

    #[inline]
    fn contains(&self, [high, low]: [u8; UNIT]) -> bool {
        let row = &self.rows[usize::from(self.row[usize::from(high)])];
        row[usize::from(low >> 6)] >> (low & 63) & 1 != 0
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use regex_automata::meta::Regex;
    use regex_automata::{Anchored, Input, MatchKind};
    use regex_syntax::hir::{Hir, Look};

    use super::*;

    /// Expressions over symbols of two high bytes with three low bytes each; groups
    /// are not numbered yet.
    pub fn expression() -> impl Strategy<Value = Expression> {
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
                    .prop_map(|sub| Expression::Group(0, Box::new(sub))),
                (
                    sub.clone(),
                    0u32..3,
                    proptest::option::of(0u32..3),
                    any::<bool>()
                )
                    .prop_map(|(sub, min, more, greedy)| {
                        Expression::Repeat {
                            sub: Box::new(sub),
                            min,
                            max: more.map(|more| min + more).filter(|&max| max > 0),
                            greedy,
                        }
                    }),
            ]
        })
    }

    /// Numbers the groups from 1.
    fn numbered(expression: &mut Expression, next: &mut u32) {
        match expression {
            Expression::Atom(_) => {}
            Expression::Concat(parts) | Expression::Either(parts) => {
                parts.iter_mut().for_each(|part| numbered(part, next));
            }
            Expression::Repeat { sub, .. } => numbered(sub, next),
            Expression::Group(index, sub) => {
                *index = *next;
                *next += 1;
                numbered(sub, next);
            }
        }
    }

    /// What `regex-automata` says.
    fn captures(hir: &Hir, units: &[u8]) -> Option<Groups> {
        let config = Regex::config()
            .match_kind(MatchKind::LeftmostFirst)
            .utf8_empty(false);
        let regex = Regex::builder()
            .configure(config)
            .build_from_hir(hir)
            .unwrap();
        let mut captures = regex.create_captures();
        regex.captures(Input::new(units).anchored(Anchored::Yes), &mut captures);
        let range = |span: Option<regex_automata::Span>| {
            span.map(|span| (span.start / UNIT, span.end / UNIT))
        };
        captures
            .is_match()
            .then(|| captures.iter().map(range).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        #[test]
        fn a_machine_says_what_regular_expressions_say(
            mut pattern in expression(),
            text in proptest::collection::vec((0u8..2, 0u8..3), 0..7),
            to_the_end in any::<bool>(),
        ) {
            numbered(&mut pattern, &mut 1);
            let units: Vec<u8> = text.iter().flat_map(|&(high, low)| [high, low]).collect();
            let mut hir = pattern.to_hir();
            if to_the_end {
                hir = Hir::concat(vec![hir, Hir::look(Look::End)]);
            }
            let expected = captures(&hir, &units);
            let machine = Machine::new(&pattern, to_the_end);
            let mut groups = Groups::new();
            let found = machine.captures(&units, &mut groups);
            prop_assert_eq!(found.then_some(&groups), expected.as_ref(), "{:?}", pattern);
            prop_assert_eq!(machine.matches(&units), found);
            let end = expected.and_then(|groups| groups[0]).map(|(_, end)| end);
            prop_assert_eq!(machine.reach(&units), end);
        }

        #[test]
        fn members_are_those_of_the_atom(
            lows in proptest::collection::vec((0u8..=255, 0u8..=255), 0..4),
            highs in proptest::collection::btree_set(0u8..=255, 0..6),
        ) {
            let mut runs: Vec<(u8, u8)> = lows.iter().map(|&(a, b)| (a.min(b), a.max(b))).collect();
            runs.sort_unstable();
            let blocks = highs.iter().map(|&high| (vec![(high, high)], runs.clone()));
            let unit = OneOf(blocks.collect());
            let members = Members::of(&unit);
            for symbol in (0..=u16::MAX).map(crate::lexicon::Symbol) {
                let [high, low] = symbol.0.to_be_bytes();
                let is = highs.contains(&high) && runs.iter().any(|run| run.0 <= low && low <= run.1);
                prop_assert_eq!(members.contains([high, low]), is);
                prop_assert_eq!(unit.contains(symbol), is);
            }
        }
    }
}
