//! How far a pattern gets.
//!
//! The machines of the engine say whether a pattern matches; this one also says
//! where it stopped and what could have come next. It is made of the parsed
//! pattern, for the author's notation, and of the compiled expression of the same
//! shape, which says what symbols an atom takes: what matches is never decided
//! here a second time. It is slow and only for people who ask.

use std::sync::Arc;

use crate::lexicon::Symbol;
use crate::rules::expression::{Expression, OneOf};
use crate::rules::pattern::{Admits, Node, Test};

/// Most units in whose place one would have to stand.
const WIDEST: usize = 2;

/// An atom of a pattern.
#[derive(Clone, Debug)]
pub struct Atom {
    /// What a unit must be.
    pub test: Test,
    /// Which proclitics it may have.
    pub admits: Admits,
    takes: Arc<OneOf>,
}

#[derive(Clone, Debug)]
enum State {
    Take { atom: usize, next: usize },
    Split(Vec<usize>),
    Done,
}

/// A pattern as states.
#[derive(Clone, Debug)]
pub struct Program {
    states: Vec<State>,
    atoms: Vec<Atom>,
    start: usize,
}

/// How one unit of a text, or one of the pattern, would have to be otherwise for
/// the pattern to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// The unit would have to be another.
    Instead,
    /// A unit would have to stand before it.
    Missing,
    /// The unit would have to go.
    Extra,
}

/// A match that one change would make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Position of the unit.
    pub at: usize,
    /// What would have to be otherwise.
    pub change: Change,
    /// Units of the text that it concerns: a name misspelt may be two words.
    pub width: usize,
    /// Units of the match.
    pub length: usize,
    /// Weight of its units.
    pub weight: u32,
    /// Atoms that wanted something there.
    pub wanted: Vec<usize>,
}

/// Keeps the better of two repairs; two that are as good want what either wants.
fn offer(best: &mut Option<Repair>, repair: Repair) {
    let rank = |repair: &Repair| {
        let order = (repair.change, repair.width, repair.length);
        (repair.weight, std::cmp::Reverse(order), repair.at)
    };
    match best {
        Some(held) if rank(held) == rank(&repair) => held.wanted.extend(repair.wanted),
        Some(held) if rank(held) > rank(&repair) => {}
        _ => *best = Some(repair),
    }
}

/// How far a pattern got from the start of some units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Lengths of its matches, the shortest first.
    pub matches: Vec<usize>,
    /// Units it took before it stopped.
    pub stopped: usize,
    /// Atoms that could have come next there.
    pub wanted: Vec<usize>,
    /// The best match that one change would make.
    pub repair: Option<Repair>,
}

type Front = Vec<usize>;

impl Program {
    /// The states of a pattern and its expression.
    pub fn new(node: &Node, expression: &Expression) -> Self {
        let mut program = Self {
            states: vec![State::Done],
            atoms: Vec::new(),
            start: 0,
        };
        program.start = program.part(node, expression, 0);
        program
    }

    /// An atom, by number.
    pub fn atom(&self, number: usize) -> &Atom {
        &self.atoms[number]
    }

    fn push(&mut self, state: State) -> usize {
        self.states.push(state);
        self.states.len() - 1
    }

    /// States of a part that goes on to `next`; returns the first.
    fn part(&mut self, node: &Node, expression: &Expression, next: usize) -> usize {
        match (node, expression) {
            (Node::Atom(test, admits, _), Expression::Atom(takes)) => {
                self.atoms.push(Atom {
                    test: test.clone(),
                    admits: *admits,
                    takes: Arc::clone(takes),
                });
                let atom = self.atoms.len() - 1;
                self.push(State::Take { atom, next })
            }
            (Node::Concat(nodes), Expression::Concat(parts)) => nodes
                .iter()
                .zip(parts)
                .rev()
                .fold(next, |next, (node, part)| self.part(node, part, next)),
            (Node::Either(nodes), Expression::Either(parts)) => {
                let branches = nodes.iter().zip(parts);
                let starts = branches.map(|(node, part)| self.part(node, part, next));
                let starts = starts.collect();
                self.push(State::Split(starts))
            }
            (Node::Repeat { node, min, max, .. }, Expression::Repeat { sub, .. }) => {
                let mut at = match max {
                    None => {
                        let fork = self.push(State::Split(Vec::new()));
                        let body = self.part(node, sub, fork);
                        self.states[fork] = State::Split(vec![body, next]);
                        fork
                    }
                    Some(max) => (*min..*max).fold(next, |at, _| {
                        let body = self.part(node, sub, at);
                        self.push(State::Split(vec![body, next]))
                    }),
                };
                for _ in 0..*min {
                    at = self.part(node, sub, at);
                }
                at
            }
            (Node::Capture(_, node), Expression::Group(_, sub)) => self.part(node, sub, next),
            // An expression has the shape of its pattern.
            _ => next,
        }
    }

    /// The states that can be reached without taking a unit.
    fn closure(&self, from: impl IntoIterator<Item = usize>) -> Front {
        let mut seen = vec![false; self.states.len()];
        let mut open: Vec<usize> = from.into_iter().collect();
        let mut front = Vec::new();
        while let Some(state) = open.pop() {
            if std::mem::replace(&mut seen[state], true) {
                continue;
            }
            match &self.states[state] {
                State::Split(branches) => open.extend(branches),
                State::Take { .. } | State::Done => front.push(state),
            }
        }
        front.sort_unstable();
        front
    }

    fn takes(&self, front: &[usize]) -> impl Iterator<Item = (usize, usize)> {
        let states = front.iter().map(|&state| &self.states[state]);
        states.filter_map(|state| match state {
            State::Take { atom, next } => Some((*atom, *next)),
            _ => None,
        })
    }

    fn step(&self, front: &[usize], symbol: Symbol) -> Front {
        let taken = self
            .takes(front)
            .filter(|&(atom, _)| self.atoms[atom].takes.contains(symbol));
        self.closure(taken.map(|(_, next)| next))
    }

    /// State 0 is the end.
    fn is_done(front: &[usize]) -> bool {
        front.first() == Some(&0)
    }

    /// The fronts before each unit, until no state is left.
    fn fronts(&self, mut front: Front, units: &[Symbol]) -> Vec<Front> {
        let mut fronts = Vec::new();
        for &unit in units {
            let next = self.step(&front, unit);
            fronts.push(front);
            if next.is_empty() {
                return fronts;
            }
            front = next;
        }
        fronts.push(front);
        fronts
    }

    /// Lengths of its matches at the start of `units`, the shortest first.
    #[cfg(test)]
    pub fn matches(&self, units: &[Symbol]) -> Vec<usize> {
        let fronts = self.fronts(self.closure([self.start]), units);
        Self::lengths(&fronts)
    }

    fn lengths(fronts: &[Front]) -> Vec<usize> {
        let lengths = 1..fronts.len();
        lengths
            .filter(|&length| Self::is_done(&fronts[length]))
            .collect()
    }

    /// How far the pattern gets in `units`; `weights` tell how much each of them
    /// matters.
    pub fn run(&self, units: &[Symbol], weights: &[u32]) -> Progress {
        let fronts = self.fronts(self.closure([self.start]), units);
        let stopped = fronts.len() - 1;
        Progress {
            matches: Self::lengths(&fronts),
            stopped,
            wanted: self.takes(&fronts[stopped]).map(|(atom, _)| atom).collect(),
            repair: self.repair(&fronts, units, weights),
        }
    }

    /// The best match that one change makes. Units in whose place others would have
    /// to stand count half: they are at least where something belongs.
    fn repair(&self, fronts: &[Front], units: &[Symbol], weights: &[u32]) -> Option<Repair> {
        let mut best: Option<Repair> = None;
        for (at, front) in fronts.iter().enumerate() {
            let before: u32 = weights[..at].iter().sum();
            for (change, width, after, wanted) in self.changes(front, at, units.len()) {
                let half = match change {
                    Change::Instead => weights[at..at + width].iter().sum::<u32>() / 2,
                    _ => 0,
                };
                for (length, weight) in self.ends(after.clone(), at + width, units, weights) {
                    if change == Change::Extra && length <= at + width {
                        continue;
                    }
                    let repair = Repair {
                        at,
                        change,
                        width,
                        length,
                        weight: before + half + weight,
                        wanted: wanted.clone(),
                    };
                    offer(&mut best, repair);
                }
            }
        }
        best
    }

    /// The changes that can be made to the text before unit `at` of `units`: units
    /// left behind by it, the front after it, and the atoms that wanted it.
    fn changes(
        &self,
        front: &[usize],
        at: usize,
        units: usize,
    ) -> Vec<(Change, usize, Front, Vec<usize>)> {
        let mut changes = Vec::new();
        for (atom, next) in self.takes(front) {
            let after = self.closure([next]);
            for width in (1..=WIDEST).filter(|width| at + width <= units) {
                changes.push((Change::Instead, width, after.clone(), vec![atom]));
            }
            if at > 0 {
                changes.push((Change::Missing, 0, after, vec![atom]));
            }
        }
        if at > 0 && at + 1 < units {
            let wanted = self.takes(front).map(|(atom, _)| atom).collect();
            changes.push((Change::Extra, 1, front.to_vec(), wanted));
        }
        changes
    }

    /// Where matches end that go on at `from` with this front, and the weight of
    /// the units they take from there.
    fn ends(
        &self,
        front: Front,
        from: usize,
        units: &[Symbol],
        weights: &[u32],
    ) -> Vec<(usize, u32)> {
        let fronts = self.fronts(front, &units[from..]);
        let done = (0..fronts.len()).filter(|&more| Self::is_done(&fronts[more]));
        done.map(|more| (from + more, weights[from..from + more].iter().sum()))
            .collect()
    }
}
