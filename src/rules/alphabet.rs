//! From patterns to expressions over symbols.
//!
//! A test of a pattern is a set of class sets, an atom such a set with some
//! proclitics; both are runs of symbols because of how symbols are numbered.
//! This module knows patterns and symbols; how expressions are run is
//! [`super::automaton`]'s.

use regex_syntax::hir::{Capture, Class, ClassBytes, ClassBytesRange, Hir, Repetition};

use crate::lexicon::{ClassId, Clitic, SymbolTable};

use super::automaton::SymbolSet;
use super::pattern::{Admits, Node, PatternError, Test};
use super::parsed::literal;

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

/// Sets of classes, by number.
#[derive(Clone, Debug)]
struct Sets(Vec<u64>);

impl Sets {
    fn empty(sets: usize) -> Self {
        Self(vec![0; sets.div_ceil(64)])
    }

    fn insert(&mut self, set: usize) {
        self.0[set >> 6] |= 1 << (set & 63);
    }

    fn combine(&mut self, other: &Self, with: impl Fn(u64, u64) -> u64) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = with(*mine, *theirs);
        }
    }

    /// First set at or behind `from` that is in (or not in) this, below `end`.
    fn next(&self, from: u16, end: u16, within: bool) -> u16 {
        let mut at = from;
        while at < end {
            let word = self.0[usize::from(at >> 6)];
            let ahead = (if within { word } else { !word }) >> (at & 63);
            if ahead != 0 {
                return end.min(at + ahead.trailing_zeros() as u16);
            }
            at = (at | 63) + 1;
        }
        end
    }

    /// Adds the runs of symbols that these sets have behind a proclitic: `base`
    /// is the first one, `sets` how many sets can stand there.
    fn runs(&self, (base, sets): (u16, u16), runs: &mut Vec<(u16, u16)>) {
        let mut at = self.next(0, sets, true);
        while at < sets {
            let end = self.next(at, sets, false);
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == base + at => *last = base + end - 1,
                _ => runs.push((base + at, base + end - 1)),
            }
            at = self.next(end, sets, true);
        }
    }
}

/// The expression for one unit of these runs of symbols, which are in order.
fn one_of(runs: &[(u16, u16)]) -> Hir {
    // For each high byte in order, the low bytes; neighbours alike are one.
    let mut branches: Vec<(u8, u8, Vec<(u8, u8)>)> = Vec::new();
    for &(first, last) in runs {
        for high in (first >> 8) as u8..=(last >> 8) as u8 {
            let low = if u16::from(high) == first >> 8 { first as u8 } else { 0 };
            let to = if u16::from(high) == last >> 8 { last as u8 } else { u8::MAX };
            match branches.last_mut() {
                Some((_, held, lows)) if *held == high => lows.push((low, to)),
                _ => branches.push((high, high, vec![(low, to)])),
            }
        }
    }
    branches.dedup_by(|next, held| {
        let alike = held.1 + 1 == next.0 && held.2 == next.2;
        if alike {
            held.1 = next.1;
        }
        alike
    });
    let class = |ranges: &[(u8, u8)]| {
        let ranges = ranges.iter().map(|&(first, last)| ClassBytesRange::new(first, last));
        Hir::class(Class::Bytes(ClassBytes::new(ranges)))
    };
    let branch = |(first, last, lows): &(u8, u8, Vec<(u8, u8)>)| {
        Hir::concat(vec![class(&[(*first, *last)]), class(lows)])
    };
    Hir::alternation(branches.iter().map(branch).collect())
}

/// The sets of each class, for compiling patterns.
#[derive(Clone, Debug)]
pub struct Alphabet<'a> {
    table: &'a SymbolTable,
    of_class: Vec<Sets>,
    any: Sets,
}

impl<'a> Alphabet<'a> {
    /// Sorts the sets of `table` by class.
    pub fn new(table: &'a SymbolTable) -> Self {
        let empty = Sets::empty(table.sets().count());
        let mut of_class = vec![empty.clone(); table.class_names().count()];
        let mut any = empty;
        let blank = table.find_class("BLANK");
        for (set, classes) in table.sets().enumerate() {
            for class in classes {
                of_class[usize::from(class.0)].insert(set);
            }
            if blank.is_none_or(|blank| !classes.contains(&blank)) {
                any.insert(set);
            }
        }
        Self { table, of_class, any }
    }

    fn empty(&self) -> Sets {
        Sets::empty(self.table.sets().count())
    }

    fn class(&self, name: &str) -> Option<&Sets> {
        let class = self.table.find_class(name)?;
        self.of_class.get(usize::from(class.0))
    }

    /// The sets for which a test holds; the name of a class that does not exist
    /// as the error.
    fn test(&self, test: &Test) -> Result<Sets, String> {
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
                    set.combine(&self.test(test)?, |mine, theirs| mine | theirs);
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
            first: SymbolSet::empty(self.table.len()),
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
                let runs = self.atom(test, *admits, head, range)?;
                if head {
                    for &(first, last) in &runs {
                        self.first.insert(first, last);
                    }
                }
                Ok((one_of(&runs), false))
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
    ) -> Result<Vec<(u16, u16)>, PatternError> {
        let sets = self.alphabet.test(test).map_err(|name| PatternError {
            code: "R004",
            range: range.clone(),
            message: format!("there is no class `{name}`"),
            help: "a built-in class or one that a lexicon file uses: see `nasaq rules classes`".to_owned(),
        })?;
        let admitted: &[Clitic] = match admits {
            Admits::Default if !head => &[Clitic::None],
            Admits::Default | Admits::All => &Clitic::ALL,
            Admits::These(these) => these,
        };
        let numbering = self.alphabet.table.numbering();
        let mut runs = Vec::new();
        for &clitic in admitted {
            sets.runs(numbering.run(clitic), &mut runs);
        }
        Ok(runs)
    }
}

fn literal_class(word: &str) -> String {
    format!("={}", literal(word))
}
