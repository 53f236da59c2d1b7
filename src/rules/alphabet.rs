//! From patterns to expressions over symbols.
//!
//! A test of a pattern is a number of sets of classes, an atom those with some
//! proclitics. How symbols are numbered keeps the expressions small.
//! This module knows patterns and symbols; it must never know how expressions
//! are run.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::lexicon::{ClassId, Clitic, FastHash, SetId, SymbolTable};

use super::automaton::SymbolSet;
use super::expression::{Expression, OneOf};
use super::parsed::literal;
use super::pattern::{Admits, Node, PatternError, Test};

/// A compiled pattern, without the machine that runs it.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The expression over symbols.
    pub expression: Expression,
    /// Names of its captures; capture `i` is group `i + 1`.
    pub captures: Vec<String>,
    /// For each capture, the classes its atoms name.
    pub capture_classes: Vec<Vec<ClassId>>,
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

    fn iter(&self) -> impl Iterator<Item = SetId> {
        let ones = |(at, &word): (usize, &u64)| {
            std::iter::successors(Some(word), |&rest| Some(rest & rest.wrapping_sub(1)))
                .take_while(|&rest| rest != 0)
                .map(move |rest| SetId((at * 64) as u16 + rest.trailing_zeros() as u16))
        };
        self.0.iter().enumerate().flat_map(ones)
    }
}

/// An atom: sets of classes with some proclitics.
#[derive(Debug)]
struct Atom {
    clitics: &'static [Clitic],
    unit: Arc<OneOf>,
}

/// The sets of each class, for compiling patterns.
#[derive(Debug)]
pub struct Alphabet<'a> {
    table: &'a SymbolTable,
    of_class: Vec<Sets>,
    any: Sets,
    /// Atoms that patterns named before: most stand in many.
    atoms: RefCell<HashMap<Test, Vec<Rc<Atom>>, FastHash>>,
}

impl<'a> Alphabet<'a> {
    /// Sorts the sets of `table` by class.
    pub fn new(table: &'a SymbolTable) -> Self {
        let empty = Sets::empty(table.set_count());
        let mut of_class = vec![empty.clone(); table.class_names().count()];
        let mut any = empty;
        let blank = table.find_class("BLANK");
        for set in 0..table.set_count() {
            let classes = table.classes_of_set(SetId(set as u16));
            for class in classes {
                of_class[usize::from(class.0)].insert(set);
            }
            if blank.is_none_or(|blank| !classes.contains(&blank)) {
                any.insert(set);
            }
        }
        Self {
            table,
            of_class,
            any,
            atoms: RefCell::default(),
        }
    }

    fn empty(&self) -> Sets {
        Sets::empty(self.table.set_count())
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

    /// The atom of a test with some proclitics; the name of a class that does not
    /// exist as the error.
    fn atom(&self, test: &Test, clitics: &'static [Clitic]) -> Result<Rc<Atom>, String> {
        let mut atoms = self.atoms.borrow_mut();
        let known = atoms.get(test).map_or(&[][..], Vec::as_slice);
        if let Some(atom) = known.iter().find(|atom| atom.clitics == clitics) {
            return Ok(Rc::clone(atom));
        }
        let unit = Arc::new(OneOf::new(self.test(test)?.iter(), clitics));
        let atom = Rc::new(Atom { clitics, unit });
        atoms
            .entry(test.clone())
            .or_default()
            .push(Rc::clone(&atom));
        Ok(atom)
    }

    /// The units for which a test holds, behind the proclitics that the atom
    /// admits at the head of a pattern or elsewhere; nothing for a class that does
    /// not exist.
    pub fn units(
        &self,
        test: &Test,
        admits: Admits,
        head: bool,
    ) -> Option<(Arc<OneOf>, SymbolSet)> {
        let atom = self.atom(test, clitics(admits, head)).ok()?;
        let mut symbols = SymbolSet::empty(self.table.len());
        symbols.extend_with(&atom.unit);
        Some((Arc::clone(&atom.unit), symbols))
    }

    /// How many symbols there may be.
    pub fn symbols(&self) -> usize {
        self.table.len()
    }

    /// Compiles a pattern.
    ///
    /// # Errors
    /// A class that does not exist.
    pub fn compile(&self, node: &Node) -> Result<Compiled, PatternError> {
        self.compiled(node, true)
    }

    /// Compiles the pattern of what follows a match. Its first unit admits a
    /// proclitic only where the pattern says so: there a proclitic begins another
    /// phrase (`في 1990 وسنة …`, `26/4/48 بحالة جيدة`).
    ///
    /// # Errors
    /// A class that does not exist.
    pub fn compile_following(&self, node: &Node) -> Result<Compiled, PatternError> {
        self.compiled(node, false)
    }

    fn compiled(&self, node: &Node, opens: bool) -> Result<Compiled, PatternError> {
        let mut compiler = Compiler {
            alphabet: self,
            opens,
            captures: Vec::new(),
            capture_classes: Vec::new(),
        };
        let (expression, nullable) = compiler.node(node, true)?;
        Ok(Compiled {
            expression,
            captures: compiler.captures,
            capture_classes: compiler.capture_classes,
            nullable,
        })
    }
}

struct Compiler<'a> {
    alphabet: &'a Alphabet<'a>,
    /// Whether the first unit admits every proclitic.
    opens: bool,
    captures: Vec<String>,
    capture_classes: Vec<Vec<ClassId>>,
}

impl Compiler<'_> {
    /// The expression of a node and whether it can match nothing. `head` says
    /// that a match can begin here.
    fn node(&mut self, node: &Node, head: bool) -> Result<(Expression, bool), PatternError> {
        match node {
            Node::Atom(test, admits, range) => {
                let atom = self.atom(test, *admits, head, range)?;
                Ok((Expression::Atom(Arc::clone(&atom.unit)), false))
            }
            Node::Concat(nodes) => {
                let mut parts = Vec::with_capacity(nodes.len());
                let mut nullable = true;
                for node in nodes {
                    let (part, empty) = self.node(node, head && nullable)?;
                    parts.push(part);
                    nullable &= empty;
                }
                Ok((Expression::Concat(parts), nullable))
            }
            Node::Either(nodes) => {
                let mut branches = Vec::with_capacity(nodes.len());
                let mut nullable = false;
                for node in nodes {
                    let (branch, empty) = self.node(node, head)?;
                    branches.push(branch);
                    nullable |= empty;
                }
                Ok((Expression::Either(branches), nullable))
            }
            Node::Repeat {
                node,
                min,
                max,
                greedy,
            } => {
                let (sub, empty) = self.node(node, head)?;
                let repeated = Expression::Repeat {
                    sub: Box::new(sub),
                    min: *min,
                    max: *max,
                    greedy: *greedy,
                };
                Ok((repeated, empty || *min == 0))
            }
            Node::Capture(name, node) => self.capture(name, node, head),
        }
    }

    /// A name may stand in several branches of an alternation; each is a group
    /// of its own.
    fn capture(
        &mut self,
        name: &str,
        node: &Node,
        head: bool,
    ) -> Result<(Expression, bool), PatternError> {
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
        Ok((Expression::Group(index, Box::new(sub)), nullable))
    }

    fn atom(
        &self,
        test: &Test,
        admits: Admits,
        head: bool,
        range: &std::ops::Range<usize>,
    ) -> Result<Rc<Atom>, PatternError> {
        self.alphabet
            .atom(test, clitics(admits, head && self.opens))
            .map_err(|name| PatternError {
                code: "R004",
                range: range.clone(),
                message: format!("there is no class `{name}`"),
                help: "a built-in class or one that a lexicon file uses: see `nasaq rules classes`"
                    .to_owned(),
            })
    }
}

/// The proclitics that an atom admits.
fn clitics(admits: Admits, head: bool) -> &'static [Clitic] {
    match admits {
        Admits::Default if !head => &[Clitic::None],
        Admits::Default | Admits::All => &Clitic::ALL,
        Admits::These(these) => these,
    }
}

fn literal_class(word: &str) -> String {
    format!("={}", literal(word))
}
