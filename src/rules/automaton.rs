//! From patterns to automata over symbols.
//!
//! A unit is one symbol and a symbol is two bytes, high byte first, so that the
//! automata of `regex-automata` can run over units; every unit begins at an even
//! offset. Searches are anchored at trigger units and bounded by a window:
//! unanchored, bounded repeats would make them quadratic.

use std::sync::OnceLock;

use regex_automata::meta::Regex;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::{Hir, Look};

use crate::lexicon::Symbol;

use super::expression::{Expression, OneOf};

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

/// Runs one pattern, anchored, with captures.
#[derive(Clone, Debug)]
pub struct Machine(Regex);

impl Machine {
    /// Builds the machine of an expression that `check_size` let pass.
    ///
    /// # Errors
    /// None that is known: the expression is valid and not too large.
    pub fn new(hir: &Hir) -> Result<Self, String> {
        let config = Regex::config()
            .match_kind(MatchKind::LeftmostFirst)
            .utf8_empty(false)
            .nfa_size_limit(None)
            // Windows are short and machines many: a lazy automaton for each would
            // spend its time on states that are seen once. What is anchored has no
            // use for a prefilter.
            .hybrid(false)
            .auto_prefilter(false);
        Regex::builder()
            .configure(config)
            .build_from_hir(hir)
            .map(Self)
            .map_err(|error| error.to_string())
    }

    /// Matches at the start of `units`; `groups` receives the ranges of units of
    /// all groups, group 0 first. `slots` is scratch.
    pub fn captures(
        &self,
        units: &[u8],
        slots: &mut Vec<Option<NonMaxUsize>>,
        groups: &mut Vec<Option<(usize, usize)>>,
    ) -> bool {
        let input = Input::new(units).anchored(Anchored::Yes);
        slots.clear();
        slots.resize(self.0.group_info().slot_len(), None);
        groups.clear();
        if self.0.search_slots(&input, slots).is_none() {
            return false;
        }
        groups.extend(slots.chunks_exact(2).map(|pair| match (pair[0], pair[1]) {
            (Some(start), Some(end)) => Some((start.get() / UNIT, end.get() / UNIT)),
            _ => None,
        }));
        true
    }

    /// Whether the pattern matches at the start of `units`.
    pub fn matches(&self, units: &[u8]) -> bool {
        let input = Input::new(units).anchored(Anchored::Yes).earliest(true);
        self.0.search_half(&input).is_some()
    }

    /// Units of the preferred match at the start of `units`.
    pub fn reach(&self, units: &[u8]) -> Option<usize> {
        let input = Input::new(units).anchored(Anchored::Yes);
        self.0.search_half(&input).map(|end| end.offset() / UNIT)
    }
}

/// An expression and its machine, which is built when it is first needed: most
/// rules never come near a match.
#[derive(Clone, Debug)]
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

    fn hir(&self) -> Hir {
        let hir = self.expression.to_hir();
        if self.to_the_end {
            Hir::concat(vec![hir, Hir::look(Look::End)])
        } else {
            hir
        }
    }

    /// The machine.
    pub fn get(&self) -> &Machine {
        self.machine.get_or_init(|| {
            // The only error there is is size, which was checked before.
            Machine::new(&self.hir()).unwrap_or_else(|error| unreachable!("{error}"))
        })
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
