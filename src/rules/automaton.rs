//! What automata run over: symbols, sets of them, and how long a match may be.
//!
//! A unit is one symbol and a symbol is two bytes, high byte first; every unit
//! begins at an even offset. Searches are anchored at trigger units and bounded by
//! a window: unanchored, bounded repeats would make them quadratic.

use std::sync::OnceLock;

use crate::lexicon::{Reader, Symbol, Writer};

use super::expression::{Expression, OneOf};
use super::program::Machine;

/// Bytes a unit takes in a haystack of symbols.
pub const UNIT: usize = 2;

/// Units a match may have at most.
pub const WINDOW: usize = 32;

/// Most bytes an automaton may take.
pub const SIZE_LIMIT: usize = 16 << 20;

/// The two bytes of a symbol.
#[inline]
pub fn bytes_of(symbol: Symbol) -> [u8; UNIT] {
    symbol.0.to_be_bytes()
}

/// The symbol of two bytes.
#[inline]
pub fn symbol_of(bytes: [u8; UNIT]) -> Symbol {
    Symbol(u16::from_be_bytes(bytes))
}

/// A set of symbols.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymbolSet(Vec<u64>);

impl SymbolSet {
    /// The empty set, for a table of this many symbols.
    pub fn empty(symbols: usize) -> Self {
        Self(vec![0; symbols.div_ceil(64)])
    }

    pub(super) fn store(&self, writer: &mut Writer) {
        writer.slice(&self.0);
    }

    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        reader.lying().map(|words| Self(words.to_vec()))
    }

    /// Whether a symbol is in the set.
    #[inline]
    pub fn contains(&self, symbol: Symbol) -> bool {
        self.0
            .get(usize::from(symbol.0 >> 6))
            .is_some_and(|word| word >> (symbol.0 & 63) & 1 != 0)
    }

    /// Adds a symbol.
    pub fn insert(&mut self, symbol: Symbol) {
        self.0[usize::from(symbol.0 >> 6)] |= 1 << (symbol.0 & 63);
    }

    /// Whether the sets have a symbol in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(&other.0)
            .any(|(mine, theirs)| mine & theirs != 0)
    }

    /// Adds all symbols of a unit, a row of 256 at a time.
    pub(super) fn extend_with(&mut self, unit: &OneOf) {
        const ROW: usize = 256 / 64;
        for (highs, lows) in &unit.0 {
            let mut row = [0u64; ROW];
            for &(first, last) in lows {
                for low in first..=last {
                    row[usize::from(low >> 6)] |= 1 << (low & 63);
                }
            }
            for high in highs.iter().flat_map(|&(first, last)| first..=last) {
                let from = usize::from(high) * ROW;
                for (mine, theirs) in self.0.iter_mut().skip(from).zip(row) {
                    *mine |= theirs;
                }
            }
        }
    }

    /// Adds all symbols of another set.
    pub fn extend(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    /// Keeps only the symbols that are in another set too.
    pub fn keep(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine &= theirs;
        }
    }

    /// Takes away the symbols of another set.
    pub fn remove(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine &= !theirs;
        }
    }

    /// Whether every symbol is in another set too.
    pub fn is_within(&self, other: &Self) -> bool {
        let mut words = self.0.iter().zip(&other.0);
        words.all(|(mine, theirs)| mine & !theirs == 0)
    }

    /// Whether a symbol is in both sets.
    pub fn overlaps(&self, other: &Self) -> bool {
        let mut words = self.0.iter().zip(&other.0);
        words.any(|(mine, theirs)| mine & theirs != 0)
    }

    /// Number of symbols.
    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether no symbol is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }
}

/// An expression and its machine, which is built when it is first needed: most
/// rules never come near a match.
#[derive(Clone, Debug, Default)]
pub struct LazyMachine {
    expression: Expression,
    to_the_end: bool,
    machine: OnceLock<Machine>,
}

impl LazyMachine {
    /// Keeps an expression that `check_size` let pass; `to_the_end` says that it
    /// must end where the haystack ends.
    pub fn new(expression: Expression, to_the_end: bool) -> Self {
        Self {
            expression,
            to_the_end,
            machine: OnceLock::new(),
        }
    }

    /// The expression.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// Whether it must end where the haystack ends.
    pub fn is_to_the_end(&self) -> bool {
        self.to_the_end
    }

    /// The machine.
    pub fn get(&self) -> &Machine {
        self.machine
            .get_or_init(|| Machine::new(&self.expression, self.to_the_end))
    }
}

/// Refuses an expression whose automaton would be too large, without building
/// it.
///
/// # Errors
/// Says that it would.
pub fn check_size(expression: &Expression) -> Result<(), String> {
    if expression.size() > SIZE_LIMIT {
        return Err("the automaton of the pattern would be too large".to_owned());
    }
    Ok(())
}
