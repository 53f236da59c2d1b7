//! From patterns to automata over symbols.
//!
//! A unit is one symbol and a symbol is two bytes, high byte first, so that the
//! automata of `regex-automata` can run over units; every unit begins at an even
//! offset. Searches are anchored at trigger units and bounded by a window:
//! unanchored, bounded repeats would make them quadratic.

use regex_automata::hybrid::dfa::DFA;
use regex_automata::meta::Regex;
use regex_automata::nfa::thompson::{self, NFA};
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::{Capture, Class, ClassBytes, ClassBytesRange, Hir, Look, Repetition};

use crate::lexicon::{ClassId, Clitic, Symbol, SymbolTable};

use super::pattern::{Admits, Node, PatternError, Test};

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

    /// Adds a symbol.
    pub fn insert(&mut self, symbol: Symbol) {
        self.0[usize::from(symbol.0 >> 6)] |= 1 << (symbol.0 & 63);
    }

    /// Adds all symbols of another set.
    pub fn extend(&mut self, other: &Self) {
        self.combine(other, |mine, theirs| mine | theirs);
    }

    fn combine(&mut self, other: &Self, with: impl Fn(u64, u64) -> u64) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = with(*mine, *theirs);
        }
    }

    /// Number of symbols.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether no symbol is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    fn symbols(&self) -> impl Iterator<Item = u16> {
        let bits = |(index, &word): (usize, &u64)| {
            (0..64).filter(move |bit| word >> bit & 1 != 0).map(move |bit| (index * 64 + bit) as u16)
        };
        self.0.iter().enumerate().flat_map(bits)
    }

    fn to_hir(&self) -> Hir {
        let mut branches = Vec::new();
        let mut symbols = self.symbols().peekable();
        while let Some(&first) = symbols.peek() {
            let high = first >> 8;
            let mut low = Vec::new();
            while let Some(symbol) = symbols.next_if(|&symbol| symbol >> 8 == high) {
                let byte = symbol as u8;
                low.push(ClassBytesRange::new(byte, byte));
            }
            branches.push(Hir::concat(vec![
                Hir::literal([high as u8]),
                Hir::class(Class::Bytes(ClassBytes::new(low))),
            ]));
        }
        Hir::alternation(branches)
    }
}

/// A compiled pattern, without the machine that runs it.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The expression over symbols.
    pub hir: Hir,
    /// Names of its captures; capture `i` is group `i + 1`.
    pub captures: Vec<String>,
    /// For each capture, the classes its atoms name.
    pub capture_classes: Vec<Vec<ClassId>>,
    /// Symbols with which a match can begin.
    pub first: SymbolSet,
    /// Whether it matches nothing at all.
    pub nullable: bool,
}

/// The symbols of each class and of each proclitic, for compiling patterns.
#[derive(Clone, Debug)]
pub struct Alphabet<'a> {
    table: &'a SymbolTable,
    of_class: Vec<SymbolSet>,
    of_clitic: [SymbolSet; 8],
    any: SymbolSet,
}

impl<'a> Alphabet<'a> {
    /// Sorts the symbols of `table` by class.
    pub fn new(table: &'a SymbolTable) -> Self {
        let empty = SymbolSet::empty(table.len());
        let mut of_class = vec![empty.clone(); table.class_names().count()];
        let mut of_clitic = Clitic::ALL.map(|_| empty.clone());
        let mut any = empty;
        let blank = table.find_class("BLANK");
        for index in 0..table.len() {
            let symbol = Symbol(index as u16);
            for class in table.classes_of(symbol) {
                of_class[usize::from(class.0)].insert(symbol);
            }
            of_clitic[table.clitic_of(symbol) as usize].insert(symbol);
            if blank.is_none_or(|blank| !table.has(symbol, blank)) {
                any.insert(symbol);
            }
        }
        Self {
            table,
            of_class,
            of_clitic,
            any,
        }
    }

    fn empty(&self) -> SymbolSet {
        SymbolSet::empty(self.table.len())
    }

    fn class(&self, name: &str) -> Option<&SymbolSet> {
        let class = self.table.find_class(name)?;
        self.of_class.get(usize::from(class.0))
    }

    /// The symbols for which a test holds, whatever their proclitic; the name of
    /// a class that does not exist as the error.
    fn test(&self, test: &Test) -> Result<SymbolSet, String> {
        let named = |name: &str| self.class(name).cloned();
        Ok(match test {
            Test::Any => self.any.clone(),
            Test::Class(name) => named(name).ok_or_else(|| name.clone())?,
            Test::Word(word) => named(&literal_class(word)).unwrap_or_else(|| self.empty()),
            Test::Mark(mark) => crate::text::codes::mark(*mark)
                .map(|code| crate::text::codes::unfold(&[code]))
                .and_then(|first| named(&format!("\"{first}")))
                .unwrap_or_else(|| self.empty()),
            Test::Set(any, but) => {
                let mut set = self.empty();
                for test in any {
                    set.extend(&self.test(test)?);
                }
                for test in but {
                    set.combine(&self.test(test)?, |mine, theirs| mine & !theirs);
                }
                set
            }
        })
    }

    /// Compiles a pattern.
    ///
    /// # Errors
    /// A class that does not exist.
    pub fn compile(&self, node: &Node) -> Result<Compiled, PatternError> {
        let mut compiler = Compiler {
            alphabet: self,
            captures: Vec::new(),
            capture_classes: Vec::new(),
            first: self.empty(),
        };
        let (hir, nullable) = compiler.node(node, true)?;
        Ok(Compiled {
            hir,
            captures: compiler.captures,
            capture_classes: compiler.capture_classes,
            first: compiler.first,
            nullable,
        })
    }
}

struct Compiler<'a> {
    alphabet: &'a Alphabet<'a>,
    captures: Vec<String>,
    capture_classes: Vec<Vec<ClassId>>,
    first: SymbolSet,
}

impl Compiler<'_> {
    /// The expression of a node and whether it can match nothing. `head` says
    /// that a match can begin here.
    fn node(&mut self, node: &Node, head: bool) -> Result<(Hir, bool), PatternError> {
        match node {
            Node::Atom(test, admits, range) => {
                let set = self.atom(test, *admits, head, range)?;
                if head {
                    self.first.extend(&set);
                }
                Ok((set.to_hir(), false))
            }
            Node::Concat(nodes) => {
                let mut parts = Vec::with_capacity(nodes.len());
                let mut nullable = true;
                for node in nodes {
                    let (hir, empty) = self.node(node, head && nullable)?;
                    parts.push(hir);
                    nullable &= empty;
                }
                Ok((Hir::concat(parts), nullable))
            }
            Node::Either(nodes) => {
                let mut branches = Vec::with_capacity(nodes.len());
                let mut nullable = false;
                for node in nodes {
                    let (hir, empty) = self.node(node, head)?;
                    branches.push(hir);
                    nullable |= empty;
                }
                Ok((Hir::alternation(branches), nullable))
            }
            Node::Repeat { node, min, max, greedy } => {
                let (hir, empty) = self.node(node, head)?;
                let repetition = Hir::repetition(Repetition {
                    min: *min,
                    max: *max,
                    greedy: *greedy,
                    sub: Box::new(hir),
                });
                Ok((repetition, empty || *min == 0))
            }
            Node::Capture(name, node) => self.capture(name, node, head),
        }
    }

    /// A name may stand in several branches of an alternation; each is a group
    /// of its own.
    fn capture(&mut self, name: &str, node: &Node, head: bool) -> Result<(Hir, bool), PatternError> {
        self.captures.push(name.to_owned());
        let mut classes = Vec::new();
        node.atoms(&mut |test, _| {
            test.leaves(&mut |leaf| {
                if let Test::Class(class) = leaf {
                    classes.extend(self.alphabet.table.find_class(class));
                }
            });
        });
        self.capture_classes.push(classes);
        let index = self.captures.len() as u32;
        let (sub, nullable) = self.node(node, head)?;
        let hir = Hir::capture(Capture {
            index,
            name: None,
            sub: Box::new(sub),
        });
        Ok((hir, nullable))
    }

    fn atom(
        &self,
        test: &Test,
        admits: Admits,
        head: bool,
        range: &std::ops::Range<usize>,
    ) -> Result<SymbolSet, PatternError> {
        let mut set = self.alphabet.test(test).map_err(|name| PatternError {
            code: "R004",
            range: range.clone(),
            message: format!("there is no class `{name}`"),
            help: "a built-in class or one that a lexicon file uses: see `nasaq rules classes`".to_owned(),
        })?;
        let admitted: &[Clitic] = match admits {
            Admits::Default if head => return Ok(set),
            Admits::Default => &[Clitic::None],
            Admits::These(these) => these,
            Admits::All => return Ok(set),
        };
        let mut allowed = self.alphabet.empty();
        for &clitic in admitted {
            allowed.extend(&self.alphabet.of_clitic[clitic as usize]);
        }
        set.combine(&allowed, |mine, theirs| mine & theirs);
        Ok(set)
    }
}

/// A word as a literal of patterns: its folded spelling, so that two spellings
/// in two rules are one class.
pub fn literal(word: &str) -> String {
    crate::text::codes::unfold(&crate::text::codes::fold_word(word))
}

fn literal_class(word: &str) -> String {
    format!("={}", literal(word))
}

/// Runs one pattern, anchored, with captures.
#[derive(Clone, Debug)]
pub struct Machine(Regex);

impl Machine {
    /// Builds the machine of an expression.
    ///
    /// # Errors
    /// Says why, where the automaton would be too large.
    pub fn new(hir: &Hir) -> Result<Self, String> {
        let config = Regex::config()
            .match_kind(MatchKind::LeftmostFirst)
            .utf8_empty(false)
            .nfa_size_limit(Some(SIZE_LIMIT))
            .hybrid_cache_capacity(1 << 20);
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

/// An expression that must end where the haystack ends.
pub fn to_the_end(hir: Hir) -> Hir {
    Hir::concat(vec![hir, Hir::look(Look::End)])
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
