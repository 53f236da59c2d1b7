//! Expressions over symbols: patterns with every class resolved.
//!
//! They take little space, because atoms are shared by all patterns, and are
//! turned into what a regular-expression library wants only when it is needed.
//! A symbol is two bytes here; no one else but the automata knows that.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::lexicon::{Clitic, SetId, Symbol};

use super::atoms::Atoms;
use super::automaton::{SymbolSet, bytes_of};

/// A run of bytes, the last one included.
pub type Run = (u8, u8);

/// One unit out of many: for some high bytes, some low bytes. High bytes are in
/// order and none stands twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneOf(pub Vec<(Vec<Run>, Vec<Run>)>);

impl OneOf {
    /// A unit of these sets, in order, with one of these proclitics. Sets that
    /// share a high byte without a proclitic share it with any.
    pub fn new(sets: impl Iterator<Item = SetId>, clitics: &[Clitic]) -> Self {
        let bytes = |set, clitic| bytes_of(Symbol::new(set, clitic));
        let mut blocks = Vec::new();
        let mut sets = sets.peekable();
        while let Some(&first) = sets.peek() {
            let [block, _] = bytes(first, Clitic::None);
            let highs = clitics.iter().map(|&clitic| bytes(first, clitic)[0]);
            let in_block =
                std::iter::from_fn(|| sets.next_if(|&set| bytes(set, Clitic::None)[0] == block));
            let lows = in_block.map(|set| bytes(set, Clitic::None)[1]);
            blocks.push((runs(highs), runs(lows)));
        }
        Self(blocks)
    }

    /// Whether a symbol is one of them.
    #[allow(dead_code)] // the program calls it, the build script may not
    pub fn contains(&self, symbol: Symbol) -> bool {
        let [high, low] = bytes_of(symbol);
        let within = |runs: &[Run], byte| runs.iter().any(|run| run.0 <= byte && byte <= run.1);
        let below = |(highs, _): &(Vec<Run>, _)| highs.last().is_none_or(|run| run.1 < high);
        // High bytes are in order, block after block.
        self.0
            .get(self.0.partition_point(below))
            .is_some_and(|(highs, lows)| within(highs, high) && within(lows, low))
    }
}

/// Runs of bytes that are in order.
fn runs(bytes: impl Iterator<Item = u8>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for byte in bytes {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(byte) => *last = byte,
            _ => runs.push((byte, byte)),
        }
    }
    runs
}

/// An expression over symbols.
#[derive(Clone, Debug)]
pub enum Expression {
    /// One unit.
    Atom(Arc<OneOf>),
    /// One after the other.
    Concat(Vec<Expression>),
    /// One of several, the first preferred.
    Either(Vec<Expression>),
    /// Repeated.
    Repeat {
        /// What is repeated.
        sub: Box<Expression>,
        /// At least.
        min: u32,
        /// At most; `None` for no bound.
        max: Option<u32>,
        /// Whether more is preferred.
        greedy: bool,
    },
    /// A group, by number.
    Group(u32, Box<Expression>),
}

impl Default for Expression {
    /// What matches nothing at all.
    fn default() -> Self {
        Self::Concat(Vec::new())
    }
}

/// Kinds of parts in code.
const ATOM: u32 = 0;
const CONCAT: u32 = 1;
const EITHER: u32 = 2;
const REPEAT: u32 = 3;
const GROUP: u32 = 4;

impl Expression {
    /// Adds the expression in code, every part behind its kind; `number` gives the
    /// number of an atom.
    pub(super) fn encode(&self, code: &mut Vec<u32>, number: &mut impl FnMut(&Arc<OneOf>) -> u32) {
        match self {
            Self::Atom(unit) => code.extend([ATOM, number(unit)]),
            Self::Concat(parts) | Self::Either(parts) => {
                let kind = if matches!(self, Self::Concat(_)) {
                    CONCAT
                } else {
                    EITHER
                };
                code.extend([kind, parts.len() as u32]);
                parts.iter().for_each(|part| part.encode(code, number));
            }
            Self::Repeat {
                sub,
                min,
                max,
                greedy,
            } => {
                let most = max.map_or(0, |max| max.saturating_add(1));
                code.extend([REPEAT, *min, most, u32::from(*greedy)]);
                sub.encode(code, number);
            }
            Self::Group(index, sub) => {
                code.extend([GROUP, *index]);
                sub.encode(code, number);
            }
        }
    }

    /// The expression of a code; `None` if it is none.
    pub(super) fn decode(code: &mut impl Iterator<Item = u32>, atoms: &Atoms) -> Option<Self> {
        let (kind, number) = (code.next()?, code.next()?);
        Some(match kind {
            ATOM => Self::Atom(Arc::clone(atoms.get(number))),
            CONCAT | EITHER => {
                let parts = (0..number).map(|_| Self::decode(code, atoms));
                let parts = parts.collect::<Option<_>>()?;
                if kind == CONCAT {
                    Self::Concat(parts)
                } else {
                    Self::Either(parts)
                }
            }
            REPEAT => Self::Repeat {
                min: number,
                max: code.next()?.checked_sub(1),
                greedy: code.next()? != 0,
                sub: Box::new(Self::decode(code, atoms)?),
            },
            GROUP => Self::Group(number, Box::new(Self::decode(code, atoms)?)),
            _ => return None,
        })
    }

    /// About how many bytes its automaton takes.
    pub fn size(&self) -> usize {
        const STATE: usize = 32;
        const RUN: usize = 8;
        match self {
            Self::Atom(unit) => {
                let runs = unit.0.iter().map(|(highs, lows)| highs.len() + lows.len());
                runs.map(|runs| STATE + runs * RUN).sum::<usize>() + STATE
            }
            Self::Concat(parts) | Self::Either(parts) => parts
                .iter()
                .map(Self::size)
                .fold(STATE, usize::saturating_add),
            Self::Repeat { sub, min, max, .. } => {
                let copies = max.unwrap_or(min.saturating_add(1)).max(1);
                sub.size()
                    .saturating_add(STATE)
                    .saturating_mul(copies as usize)
            }
            Self::Group(_, sub) => sub.size().saturating_add(2 * STATE),
        }
    }

    /// The symbols with which a match can begin, for a table of this many.
    pub fn first(&self, symbols: usize) -> SymbolSet {
        let mut first = SymbolSet::empty(symbols);
        self.begin(&mut first);
        first
    }

    /// Adds what it can begin with; returns whether it can match nothing, so that
    /// what follows it can begin a match, too.
    fn begin(&self, first: &mut SymbolSet) -> bool {
        match self {
            Self::Atom(unit) => {
                first.extend_with(unit);
                false
            }
            Self::Concat(parts) => parts.iter().all(|part| part.begin(first)),
            Self::Either(parts) => parts
                .iter()
                .fold(false, |nullable, part| part.begin(first) | nullable),
            Self::Repeat { sub, min, .. } => sub.begin(first) || *min == 0,
            Self::Group(_, sub) => sub.begin(first),
        }
    }

    /// The symbols with which a match can end, for a table of this many.
    pub fn last(&self, symbols: usize) -> SymbolSet {
        let mut last = SymbolSet::empty(symbols);
        self.end(&mut last);
        last
    }

    /// Adds what it can end with; returns whether it can match nothing, so that
    /// what stands before it can end a match, too.
    fn end(&self, last: &mut SymbolSet) -> bool {
        match self {
            Self::Atom(unit) => {
                last.extend_with(unit);
                false
            }
            Self::Concat(parts) => parts.iter().rev().all(|part| part.end(last)),
            Self::Either(parts) => parts
                .iter()
                .fold(false, |nullable, part| part.end(last) | nullable),
            Self::Repeat { sub, min, .. } => sub.end(last) || *min == 0,
            Self::Group(_, sub) => sub.end(last),
        }
    }

    /// Fewest and most units of its matches.
    pub fn lengths(&self) -> (usize, usize) {
        match self {
            Self::Atom(_) => (1, 1),
            Self::Concat(parts) => parts.iter().fold((0, 0), |(least, most), part| {
                let (less, more) = part.lengths();
                (least + less, most.saturating_add(more))
            }),
            Self::Either(parts) => {
                let lengths = parts.iter().map(Self::lengths);
                let both = |a: (usize, usize), b: (usize, usize)| (a.0.min(b.0), a.1.max(b.1));
                lengths.reduce(both).unwrap_or_default()
            }
            Self::Repeat { sub, min, max, .. } => {
                let (less, more) = sub.lengths();
                let most = max.map_or(usize::MAX, |max| more.saturating_mul(max as usize));
                (less * *min as usize, most)
            }
            Self::Group(_, sub) => sub.lengths(),
        }
    }

    /// Units of every match, where all have as many, and whether there are groups.
    pub fn fixed_length(&self) -> Option<(usize, bool)> {
        match self {
            Self::Atom(_) => Some((1, false)),
            Self::Concat(parts) => parts.iter().try_fold((0, false), |(length, groups), part| {
                let (more, inner) = part.fixed_length()?;
                Some((length + more, groups | inner))
            }),
            Self::Either(parts) => {
                let mut lengths = parts.iter().map(Self::fixed_length);
                let first = lengths.next()??;
                lengths.try_fold(first, |(length, groups), next| {
                    let (other, inner) = next?;
                    (other == length).then_some((length, groups | inner))
                })
            }
            Self::Repeat { sub, min, max, .. } => {
                let (length, groups) = sub.fixed_length()?;
                (*max == Some(*min)).then_some((length * *min as usize, groups))
            }
            Self::Group(_, sub) => sub.fixed_length().map(|(length, _)| (length, true)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_the_shortest_and_the_longest_match() {
        let unit = || Expression::Atom(Arc::new(OneOf(Vec::new())));
        let repeat = |sub, min, max| Expression::Repeat {
            sub: Box::new(sub),
            min,
            max,
            greedy: true,
        };
        let two = Expression::Concat(vec![unit(), Expression::Group(1, Box::new(unit()))]);
        assert_eq!(two.lengths(), (2, 2));
        let either = Expression::Either(vec![two, unit(), repeat(unit(), 0, Some(3))]);
        assert_eq!(either.lengths(), (0, 3));
        assert_eq!(repeat(unit(), 2, None).lengths(), (2, usize::MAX));
    }

    #[test]
    fn a_unit_has_a_branch_for_each_high_byte() {
        let sets = [0, 1, 2, 255, 256, 700].map(SetId);
        let unit = OneOf::new(sets.into_iter(), &Clitic::ALL);
        let expected = [
            ((0, 7), vec![(0, 2), (255, 255)]),
            ((8, 15), vec![(0, 0)]),
            ((16, 23), vec![(188, 188)]),
        ];
        assert_eq!(unit.0, expected.map(|(high, lows)| (vec![high], lows)));
        let unit = OneOf::new([SetId(256)].into_iter(), &[Clitic::None, Clitic::By]);
        assert_eq!(unit.0, [(vec![(8, 8), (10, 10)], vec![(0, 0)])]);
    }
}
