//! Patterns as the lint reads them: a tree whose every unit knows which symbols
//! it takes and where it is written.
//!
//! The rule compiler gives up the places when it has made an expression; this
//! walks the tree of the pattern and its expression side by side. A place is in
//! the text of the pattern itself or in that of a definition.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crate::lexicon::Symbol;
use crate::rules::SymbolSet;
use crate::rules::alphabet::Alphabet;
use crate::rules::expression::{Expression, OneOf};
use crate::rules::pattern::{Admits, Node, PatternError, Test};

/// Bits of a place below the number of the definition it is in; 0 is the
/// pattern's own text.
const PLACE_BITS: u32 = 40;

/// Where something is written: the number of a definition, from 1, or 0 for the
/// pattern itself, and the bytes there.
pub(super) fn origin(place: &Range<usize>) -> (usize, Range<usize>) {
    let mask = (1usize << PLACE_BITS) - 1;
    (
        place.start >> PLACE_BITS,
        place.start & mask..place.end & mask,
    )
}

/// Moves the places of a definition's pattern into its own range.
pub(super) fn shift(node: &mut Node, definition: usize) {
    match node {
        Node::Atom(_, _, place) => {
            // Also those of a definition within: only the outermost can be seen in
            // the pattern that uses it.
            let (_, own) = origin(place);
            let base = definition << PLACE_BITS;
            *place = base + own.start..base + own.end;
        }
        Node::Concat(nodes) | Node::Either(nodes) => {
            for node in nodes {
                shift(node, definition);
            }
        }
        Node::Repeat { node, .. } | Node::Capture(_, node) => shift(node, definition),
    }
}

/// One unit of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// The symbols it takes, of those that can arise.
    pub(super) symbols: Rc<SymbolSet>,
    /// As it is written.
    pub(super) test: Test,
    /// Its proclitics, with those of the head made explicit.
    pub(super) admits: Admits,
    /// Where, see [`origin`].
    pub(super) place: Range<usize>,
    /// Its number among the units of the tree, in order.
    pub(super) number: usize,
    /// Whether it stands inside `<mention:…>`.
    pub(super) inside: bool,
    /// Whether it stands inside another capture: then the classes it names say
    /// how what is captured is read, even where they take nothing.
    pub(super) captured: bool,
}

/// A node of the tree.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Unit(Unit),
    Row(Vec<Part>),
    Either(Vec<Part>),
    Repeat {
        part: Box<Part>,
        min: u32,
        max: Option<u32>,
        greedy: bool,
    },
    Capture(Box<Part>),
}

/// The symbols that can arise, at the head of a pattern and behind it.
#[derive(Clone, Debug)]
pub(super) struct Universe {
    pub(super) head: SymbolSet,
    pub(super) rest: SymbolSet,
}

/// Makes trees; symbols that several units take are kept once.
pub(super) struct Reader<'a> {
    pub(super) alphabet: &'a Alphabet<'a>,
    /// One more than the largest symbol.
    pub(super) symbols: usize,
    known: HashMap<*const OneOf, SymbolSet>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(alphabet: &'a Alphabet<'a>, symbols: usize) -> Self {
        Self {
            alphabet,
            symbols,
            known: HashMap::new(),
        }
    }

    /// The tree of a pattern.
    ///
    /// # Errors
    /// A class that does not exist; none in a pattern of a pack that compiles.
    pub(super) fn tree(&mut self, node: &Node, universe: &Universe) -> Result<Part, PatternError> {
        let compiled = self.alphabet.compile(node)?;
        let has_mention = compiled.captures.iter().any(|name| name == "mention");
        let mut walk = Walk {
            reader: self,
            universe,
            number: 0,
            captured: false,
        };
        let (part, _) = walk.part(node, &compiled.expression, true, !has_mention);
        Ok(part)
    }

    /// The tree of a pattern that stands behind something else, where no unit
    /// admits a proclitic unless it says so.
    ///
    /// # Errors
    /// As [`Reader::tree`].
    pub(super) fn tree_behind(
        &mut self,
        node: &Node,
        universe: &Universe,
    ) -> Result<Part, PatternError> {
        let anything = Node::Atom(Test::Any, Admits::Default, 0..0);
        let row = Node::Concat(vec![anything, node.clone()]);
        match self.tree(&row, universe)? {
            Part::Row(mut parts) if parts.len() == 2 => Ok(parts.swap_remove(1)),
            other => Ok(other),
        }
    }

    /// The symbols of one test with some proclitics, of those in `universe`.
    pub(super) fn symbols_of(
        &mut self,
        test: &Test,
        admits: Admits,
        universe: &SymbolSet,
    ) -> SymbolSet {
        let node = Node::Atom(test.clone(), admits, 0..0);
        let mut symbols = match self.alphabet.compile(&node) {
            Ok(compiled) => compiled.expression.first(self.symbols),
            Err(_) => SymbolSet::empty(self.symbols),
        };
        symbols.keep(universe);
        symbols
    }

    fn all_of(&mut self, unit: &std::sync::Arc<OneOf>) -> &SymbolSet {
        let symbols = self.symbols;
        self.known
            .entry(std::sync::Arc::as_ptr(unit))
            .or_insert_with(|| {
                let mut set = SymbolSet::empty(symbols);
                for (highs, lows) in &unit.0 {
                    for high in highs.iter().flat_map(|&(first, last)| first..=last) {
                        for low in lows.iter().flat_map(|&(first, last)| first..=last) {
                            set.insert(Symbol(u16::from_be_bytes([high, low])));
                        }
                    }
                }
                set
            })
    }
}

struct Walk<'r, 'a> {
    reader: &'r mut Reader<'a>,
    universe: &'r Universe,
    number: usize,
    captured: bool,
}

impl Walk<'_, '_> {
    /// The part of a node and of its expression, and whether it can match
    /// nothing. Both trees have the same shape.
    fn part(
        &mut self,
        node: &Node,
        expression: &Expression,
        head: bool,
        inside: bool,
    ) -> (Part, bool) {
        match (node, expression) {
            (Node::Atom(test, admits, place), Expression::Atom(unit)) => {
                let universe = if head {
                    &self.universe.head
                } else {
                    &self.universe.rest
                };
                let mut symbols = self.reader.all_of(unit).clone();
                symbols.keep(universe);
                self.number += 1;
                let admits = match admits {
                    Admits::Default if head => Admits::All,
                    Admits::Default => Admits::These(&[crate::lexicon::Clitic::None]),
                    other => *other,
                };
                let unit = Unit {
                    symbols: Rc::new(symbols),
                    test: test.clone(),
                    admits,
                    place: place.clone(),
                    number: self.number - 1,
                    inside,
                    captured: self.captured,
                };
                (Part::Unit(unit), false)
            }
            (Node::Concat(nodes), Expression::Concat(expressions)) => {
                let mut nullable = true;
                let mut parts = Vec::with_capacity(nodes.len());
                for (node, expression) in nodes.iter().zip(expressions) {
                    let (part, empty) = self.part(node, expression, head && nullable, inside);
                    parts.push(part);
                    nullable &= empty;
                }
                (Part::Row(parts), nullable)
            }
            (Node::Either(nodes), Expression::Either(expressions)) => {
                let mut nullable = false;
                let mut parts = Vec::with_capacity(nodes.len());
                for (node, expression) in nodes.iter().zip(expressions) {
                    let (part, empty) = self.part(node, expression, head, inside);
                    parts.push(part);
                    nullable |= empty;
                }
                (Part::Either(parts), nullable)
            }
            (
                Node::Repeat {
                    node,
                    min,
                    max,
                    greedy,
                },
                Expression::Repeat { sub, .. },
            ) => {
                let (part, empty) = self.part(node, sub, head, inside);
                let repeat = Part::Repeat {
                    part: Box::new(part),
                    min: *min,
                    max: *max,
                    greedy: *greedy,
                };
                (repeat, empty || *min == 0)
            }
            (Node::Capture(name, node), Expression::Group(_, sub)) => {
                let is_mention = name == "mention";
                let outer = self.captured;
                self.captured |= !is_mention;
                let (part, empty) = self.part(node, sub, head, inside || is_mention);
                self.captured = outer;
                (Part::Capture(Box::new(part)), empty)
            }
            _ => unreachable!("an expression has the shape of its pattern"),
        }
    }
}

impl Part {
    /// Calls `visit` for every unit, in order.
    pub(super) fn units<'p>(&'p self, visit: &mut impl FnMut(&'p Unit)) {
        match self {
            Self::Unit(unit) => visit(unit),
            Self::Row(parts) | Self::Either(parts) => {
                for part in parts {
                    part.units(visit);
                }
            }
            Self::Repeat { part, .. } | Self::Capture(part) => part.units(visit),
        }
    }

    /// Where the whole part is written, if it is in one text.
    pub(super) fn place(&self) -> Option<Range<usize>> {
        let mut whole: Option<Range<usize>> = None;
        let mut one = true;
        self.units(&mut |unit| {
            whole = Some(match whole.take() {
                None => unit.place.clone(),
                Some(so_far) => {
                    one &= origin(&so_far).0 == origin(&unit.place).0;
                    so_far.start.min(unit.place.start)..so_far.end.max(unit.place.end)
                }
            });
        });
        whole.filter(|_| one)
    }

    /// Least number of units of a match.
    pub(super) fn least(&self) -> usize {
        match self {
            Self::Unit(_) => 1,
            Self::Row(parts) => parts.iter().map(Self::least).sum(),
            Self::Either(parts) => parts.iter().map(Self::least).min().unwrap_or(0),
            Self::Repeat { part, min, .. } => part.least() * *min as usize,
            Self::Capture(part) => part.least(),
        }
    }

    /// Whether it holds a lazy repeat.
    pub(super) fn is_lazy(&self) -> bool {
        match self {
            Self::Unit(_) => false,
            Self::Row(parts) | Self::Either(parts) => parts.iter().any(Self::is_lazy),
            Self::Repeat { part, greedy, .. } => !greedy || part.is_lazy(),
            Self::Capture(part) => part.is_lazy(),
        }
    }
}
