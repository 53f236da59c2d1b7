//! Classes, and the symbols that stand for sets of classes.
//!
//! A unit of text has a set of classes and a proclitic. Each pair is one symbol,
//! a 16-bit number, and patterns are compiled to automata over symbols. All
//! symbols that a text can produce are known when the pack is compiled; none is
//! made afterwards.
//!
//! Numbers are given so that automata stay small: sets are sorted by their
//! classes, the classes of word shapes first, and all symbols with one proclitic
//! lie together. A class is then a few runs of numbers. Sets that never stand
//! behind a proclitic come last and have one symbol each.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::clitics::Clitic;
use super::hash::FastHash;

/// A class of units, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClassId(pub u16);

/// A set of classes with a proclitic, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Symbol(pub u16);

/// A sorted set of classes, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SetId(pub(super) u16);

/// How symbols follow from sets and proclitics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbering {
    /// Number of sets; without a proclitic, the symbol is the set.
    sets: u16,
    /// The first so many sets can stand behind a proclitic.
    prefixable: u16,
}

impl Numbering {
    /// The symbol of a set behind a proclitic. Only for a set that the table
    /// knows to stand there.
    #[inline]
    pub fn symbol(self, set: SetId, clitic: Clitic) -> Symbol {
        Symbol(self.base(clitic) + set.0)
    }

    /// The symbol of the first set behind a proclitic.
    #[inline]
    fn base(self, clitic: Clitic) -> u16 {
        match clitic as u16 {
            0 => 0,
            clitic => self.sets + (clitic - 1) * self.prefixable,
        }
    }

    /// The symbols of a proclitic: the first one, and of how many sets.
    pub fn run(self, clitic: Clitic) -> (u16, u16) {
        let sets = if clitic == Clitic::None { self.sets } else { self.prefixable };
        (self.base(clitic), sets)
    }

    fn parts(self, symbol: Symbol) -> (SetId, Clitic) {
        match symbol.0.checked_sub(self.sets) {
            None => (SetId(symbol.0), Clitic::None),
            Some(above) => {
                let clitic = Clitic::ALL[usize::from(above / self.prefixable) + 1];
                (SetId(above % self.prefixable), clitic)
            }
        }
    }
}

/// The names of all classes and the symbols made of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SymbolTable {
    class_names: Vec<String>,
    classes: HashMap<String, ClassId, FastHash>,
    /// Where the classes of each set begin, and of one more.
    starts: Vec<u32>,
    members: Vec<ClassId>,
    numbering: Numbering,
}

/// What a [`SymbolTable`] is stored as.
pub(super) type StoredSymbols = (Vec<String>, Vec<u32>, Vec<ClassId>, Numbering);

impl SymbolTable {
    pub(super) fn from_stored((class_names, starts, members, numbering): StoredSymbols) -> Self {
        let named = (0..).zip(&class_names).map(|(class, name)| (name.clone(), ClassId(class)));
        Self {
            classes: named.collect(),
            class_names,
            starts,
            members,
            numbering,
        }
    }

    pub(super) fn to_stored(&self) -> StoredSymbols {
        (self.class_names.clone(), self.starts.clone(), self.members.clone(), self.numbering)
    }

    /// The class of this name, if there is one.
    pub fn find_class(&self, name: &str) -> Option<ClassId> {
        self.classes.get(name).copied()
    }

    /// Name of a class; the class of a literal word begins with `=`, that of a
    /// mark with `"`.
    pub fn class_name(&self, class: ClassId) -> &str {
        &self.class_names[usize::from(class.0)]
    }

    /// All class names, in order of making.
    pub fn class_names(&self) -> impl Iterator<Item = &str> {
        self.class_names.iter().map(String::as_str)
    }

    /// All sets of classes, in order of their numbers.
    pub fn sets(&self) -> impl Iterator<Item = &[ClassId]> {
        (0..self.numbering.sets).map(|set| self.classes_of_set(SetId(set)))
    }

    fn classes_of_set(&self, set: SetId) -> &[ClassId] {
        let at = usize::from(set.0);
        &self.members[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// How sets and proclitics are numbered.
    pub fn numbering(&self) -> Numbering {
        self.numbering
    }

    /// The classes of a symbol, sorted.
    pub fn classes_of(&self, symbol: Symbol) -> &[ClassId] {
        self.classes_of_set(self.numbering.parts(symbol).0)
    }

    /// The proclitic of a symbol.
    pub fn clitic_of(&self, symbol: Symbol) -> Clitic {
        self.numbering.parts(symbol).1
    }

    /// Whether a symbol has a class.
    pub fn has(&self, symbol: Symbol, class: ClassId) -> bool {
        self.classes_of(symbol).binary_search(&class).is_ok()
    }

    /// Number of symbols; they are numbered from 0.
    pub fn len(&self) -> usize {
        let Numbering { sets, prefixable } = self.numbering;
        usize::from(sets) + (Clitic::ALL.len() - 1) * usize::from(prefixable)
    }

    /// Whether there is no symbol.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Collects classes and sets while a lexicon is compiled. Sets have numbers of
/// their own here; [`SymbolBuilder::finish`] tells the final ones.
#[derive(Debug, Default)]
pub(super) struct SymbolBuilder {
    class_names: Vec<String>,
    classes: HashMap<String, ClassId, FastHash>,
    sets: Vec<Vec<ClassId>>,
    prefixable: Vec<bool>,
    numbers: HashMap<Vec<ClassId>, usize, FastHash>,
}

impl SymbolBuilder {
    /// The class of this name, made if it is new.
    pub(super) fn class(&mut self, name: &str) -> ClassId {
        if let Some(&class) = self.classes.get(name) {
            return class;
        }
        let class = ClassId(self.class_names.len() as u16);
        self.class_names.push(name.to_owned());
        self.classes.insert(name.to_owned(), class);
        class
    }

    pub(super) fn find_class(&self, name: &str) -> Option<ClassId> {
        self.classes.get(name).copied()
    }

    pub(super) fn class_name(&self, class: ClassId) -> &str {
        &self.class_names[usize::from(class.0)]
    }

    /// The provisional number of the set of these classes, in any order, with
    /// repeats; the set can stand behind proclitics if any of its calls says so.
    pub(super) fn set(&mut self, mut classes: Vec<ClassId>, prefixable: bool) -> usize {
        classes.sort_unstable();
        classes.dedup();
        let number = match self.numbers.get(&classes) {
            Some(&number) => number,
            None => {
                let number = self.sets.len();
                self.sets.push(classes.clone());
                self.prefixable.push(false);
                self.numbers.insert(classes, number);
                number
            }
        };
        self.prefixable[number] |= prefixable;
        number
    }

    /// The table, and the final number of each set; `None` if symbols need more
    /// than 16 bits.
    pub(super) fn finish(self) -> Option<(SymbolTable, Vec<SetId>)> {
        let prefixable = self.prefixable.iter().filter(|&&prefixable| prefixable).count();
        let symbols = self.sets.len() + (Clitic::ALL.len() - 1) * prefixable;
        if symbols > usize::from(u16::MAX) || self.class_names.len() > usize::from(u16::MAX) {
            return None;
        }
        let mut order: Vec<usize> = (0..self.sets.len()).collect();
        order.sort_unstable_by_key(|&set| (!self.prefixable[set], &self.sets[set]));
        let mut numbers = vec![SetId(0); order.len()];
        let mut starts = Vec::with_capacity(order.len() + 1);
        let mut members = Vec::new();
        starts.push(0);
        for (number, &set) in order.iter().enumerate() {
            numbers[set] = SetId(number as u16);
            members.extend_from_slice(&self.sets[set]);
            starts.push(members.len() as u32);
        }
        let numbering = Numbering {
            sets: order.len() as u16,
            prefixable: prefixable as u16,
        };
        let table = SymbolTable {
            class_names: self.class_names,
            classes: self.classes,
            starts,
            members,
            numbering,
        };
        Some((table, numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sets_share_a_symbol() {
        let mut builder = SymbolBuilder::default();
        let (a, b) = (builder.class("A"), builder.class("B"));
        let one = builder.set(vec![b, a, b], false);
        let alone = builder.set(vec![a], false);
        assert_eq!(builder.set(vec![a, b], true), one);
        let (table, sets) = builder.finish().unwrap();
        let symbol = |set: usize, clitic| table.numbering().symbol(sets[set], clitic);
        let bare = symbol(one, Clitic::None);
        assert_ne!(symbol(alone, Clitic::None), bare);
        assert_eq!(table.len(), 9);
        for clitic in Clitic::ALL {
            assert_eq!(table.clitic_of(symbol(one, clitic)), clitic);
            assert_eq!(table.classes_of(symbol(one, clitic)), [a, b]);
        }
        assert!(table.has(bare, a) && table.has(bare, b));
        assert_eq!(table.class_name(a), "A");
    }
}
