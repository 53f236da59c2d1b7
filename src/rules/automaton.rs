//! From patterns to automata over symbols.
//!
//! A unit is one symbol and a symbol is two bytes, high byte first, so that the
//! automata of `regex-automata` can run over units; every unit begins at an even
//! offset. Searches are anchored at trigger units and bounded by a window:
//! unanchored, bounded repeats would make them quadratic.

use std::sync::OnceLock;

use regex_automata::hybrid::dfa::DFA;
use regex_automata::meta::Regex;
use regex_automata::nfa::thompson::{self, NFA};
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::lexicon::Symbol;

/// Bytes a unit takes in a haystack of symbols.
pub const UNIT: usize = 2;

/// Units a match may have at most.
pub const WINDOW: usize = 32;

/// Most bytes an automaton may take.
const SIZE_LIMIT: usize = 16 << 20;

/// The two bytes of a symbol.
#[inline]
pub fn bytes_of(symbol: Symbol) -> [u8; UNIT] {
    symbol.0.to_be_bytes()
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

    /// Adds a run of symbols, the last one included.
    pub fn insert(&mut self, first: u16, last: u16) {
        for symbol in first..=last {
            self.0[usize::from(symbol >> 6)] |= 1 << (symbol & 63);
        }
    }

    /// Adds all symbols of another set.
    pub fn extend(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
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
    /// Builds the machine of an expression that [`check_size`] let pass.
    ///
    /// # Errors
    /// None that is known: the expression is valid and not too large.
    pub fn new(hir: &Hir) -> Result<Self, String> {
        let config = Regex::config()
            .match_kind(MatchKind::LeftmostFirst)
            .utf8_empty(false)
            .nfa_size_limit(None)
            // Windows are short and machines many: a lazy automaton for each would
            // spend its time on states that are seen once.
            .hybrid(false);
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
}

/// An expression and its machine, which is built when it is first needed: most
/// rules never come near a match.
#[derive(Clone, Debug)]
pub struct LazyMachine {
    hir: Hir,
    machine: OnceLock<Machine>,
}

impl LazyMachine {
    /// Keeps an expression that [`check_size`] let pass.
    pub fn new(hir: Hir) -> Self {
        Self {
            hir,
            machine: OnceLock::new(),
        }
    }

    /// The expression.
    pub fn expression(&self) -> &Hir {
        &self.hir
    }

    /// The machine.
    pub fn get(&self) -> &Machine {
        self.machine.get_or_init(|| {
            // The only error there is is size, which was checked before.
            Machine::new(&self.hir).unwrap_or_else(|error| unreachable!("{error}"))
        })
    }
}

/// An expression that must end where the haystack ends.
pub fn to_the_end(hir: Hir) -> Hir {
    Hir::concat(vec![hir, Hir::look(Look::End)])
}

/// Refuses an expression whose automaton would be too large, without building
/// it.
///
/// # Errors
/// Says that it would.
pub fn check_size(hir: &Hir) -> Result<(), String> {
    match size(hir) {
        size if size <= SIZE_LIMIT => Ok(()),
        _ => Err("the automaton of the pattern would be too large".to_owned()),
    }
}

/// About how many bytes the automaton of an expression takes.
fn size(hir: &Hir) -> usize {
    const STATE: usize = 32;
    const RANGE: usize = 8;
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => STATE,
        HirKind::Literal(literal) => literal.0.len() * STATE,
        HirKind::Class(Class::Bytes(class)) => STATE + class.ranges().len() * RANGE,
        HirKind::Class(Class::Unicode(class)) => STATE + class.ranges().len() * 4 * RANGE,
        HirKind::Capture(capture) => size(&capture.sub).saturating_add(2 * STATE),
        HirKind::Repetition(repetition) => {
            let copies = repetition.max.unwrap_or(repetition.min.saturating_add(1)) as usize;
            size(&repetition.sub).saturating_add(STATE).saturating_mul(copies.max(1))
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().map(size).fold(STATE, usize::saturating_add)
        }
    }
}

/// Tells which of many patterns match at a place, in one pass.
pub fn filter(hirs: &[&Hir]) -> Result<DFA, String> {
    let nfa = NFA::compiler()
        .configure(
            thompson::Config::new()
                .utf8(false)
                .nfa_size_limit(Some(SIZE_LIMIT))
                .which_captures(thompson::WhichCaptures::None),
        )
        .build_many_from_hir(hirs)
        .map_err(|error| error.to_string())?;
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
