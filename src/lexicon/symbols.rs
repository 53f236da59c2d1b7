//! Classes, and the symbols that stand for sets of classes.
//!
//! A unit of text has a set of classes and a proclitic. Each pair is one symbol,
//! a 16-bit number, and patterns are compiled to automata over symbols. All
//! symbols that a text can produce are known when the pack is compiled; none is
//! made afterwards.
//!
//! Numbers are given so that automata, which see a symbol as two bytes, stay
//! small: the proclitic has bits of its own, and sets are sorted by their classes,
//! those of word shapes first, so that a class is a few runs of sets whatever the
//! proclitic.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::classes::{Cover, Covering, ValueClass};
use super::clitics::Clitic;
use super::hash::FastHash;
use super::store::{Reader, Writer};

/// A class of units, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClassId(pub u16);

/// A set of classes with a proclitic, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Symbol(pub u16);

/// A sorted set of classes, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SetId(pub u16);

/// Bits of a set below the proclitic; the others stand above it.
const LOW_BITS: u32 = 8;
const CLITIC_BITS: u32 = 3;
const LOW: u16 = (1 << LOW_BITS) - 1;

/// Most sets there can be.
const MOST_SETS: usize = 1 << (u16::BITS - CLITIC_BITS);

impl Symbol {
    /// The symbol of a set behind a proclitic.
    #[inline]
    pub fn new(set: SetId, clitic: Clitic) -> Self {
        Self(
            set.0 & LOW
                | (clitic as u16) << LOW_BITS
                | set.0 >> LOW_BITS << (LOW_BITS + CLITIC_BITS),
        )
    }

    /// The set.
    #[inline]
    pub fn set(self) -> SetId {
        SetId(self.0 & LOW | self.0 >> (LOW_BITS + CLITIC_BITS) << LOW_BITS)
    }

    /// The proclitic.
    #[inline]
    pub fn clitic(self) -> Clitic {
        Clitic::from_number(u32::from(self.0 >> LOW_BITS) & ((1 << CLITIC_BITS) - 1))
    }
}

/// Names of classes, found by binary search where they lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Names {
    text: Cow<'static, str>,
    /// Where each begins, and where the last one ends.
    starts: Cow<'static, [u32]>,
    /// Numbers of all, in the order of the names.
    sorted: Cow<'static, [u16]>,
}

impl Names {
    fn new(names: &[String]) -> Self {
        let mut starts = vec![0];
        for name in names {
            starts.push(starts[starts.len() - 1] + name.len() as u32);
        }
        let mut sorted: Vec<u16> = (0..names.len() as u16).collect();
        sorted.sort_unstable_by_key(|&number| &names[usize::from(number)]);
        Self {
            text: names.concat().into(),
            starts: starts.into(),
            sorted: sorted.into(),
        }
    }

    fn get(&self, number: u16) -> &str {
        let at = usize::from(number);
        &self.text[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    fn find(&self, name: &str) -> Option<u16> {
        let found = self.sorted.binary_search_by(|&one| self.get(one).cmp(name));
        found.ok().map(|at| self.sorted[at])
    }
}

/// The names of all classes and the symbols made of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SymbolTable {
    names: Names,
    /// Where the classes of each set begin, and of one more.
    starts: Cow<'static, [u32]>,
    members: Vec<ClassId>,
    /// Of each set.
    covers: Vec<Cover>,
    /// In the order of [`ValueClass`].
    of_values: [Option<ClassId>; ValueClass::NAMES.len()],
}

impl SymbolTable {
    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        let names = Names {
            text: std::str::from_utf8(reader.lying()?).ok()?.into(),
            starts: reader.slice()?,
            sorted: reader.slice()?,
        };
        let starts = reader.slice()?;
        let members: &[u16] = reader.lying()?;
        let covers: &[u8] = reader.lying()?;
        let mut table = Self {
            names,
            starts,
            members: members.iter().map(|&class| ClassId(class)).collect(),
            covers: covers.iter().map(|&bits| Cover::from_bits(bits)).collect(),
            of_values: Default::default(),
        };
        table.of_values = ValueClass::NAMES.map(|name| table.find_class(name));
        Some(table)
    }

    pub(super) fn store(&self, writer: &mut Writer) {
        writer.slice(self.names.text.as_bytes());
        writer.slice(&self.names.starts);
        writer.slice(&self.names.sorted);
        writer.slice(&self.starts);
        writer.slice(&self.members.iter().map(|class| class.0).collect::<Vec<_>>());
        writer.slice(
            &self
                .covers
                .iter()
                .map(|cover| cover.bits())
                .collect::<Vec<_>>(),
        );
    }

    /// The same table with what the program asks of it by name.
    fn completed(mut self) -> Self {
        let covering = Covering::new(|name| self.find_class(name));
        let cover = |set| covering.of(self.classes_of_set(SetId(set as u16)));
        self.covers = (0..self.set_count()).map(cover).collect();
        self.of_values = ValueClass::NAMES.map(|name| self.find_class(name));
        self
    }

    /// Whether a symbol has a class that values depend on.
    pub fn has_value_class(&self, symbol: Symbol, class: ValueClass) -> bool {
        self.of_values[class as usize].is_some_and(|class| self.has(symbol, class))
    }

    /// What the set of a symbol hides and shows.
    pub(super) fn cover(&self, symbol: Symbol) -> Cover {
        let at = usize::from(symbol.set().0);
        self.covers.get(at).copied().unwrap_or_default()
    }

    /// The class of this name, if there is one.
    pub fn find_class(&self, name: &str) -> Option<ClassId> {
        self.names.find(name).map(ClassId)
    }

    /// Name of a class; the class of a literal word begins with `=`, that of a
    /// mark with `"`.
    pub fn class_name(&self, class: ClassId) -> &str {
        self.names.get(class.0)
    }

    /// All class names, in order of making.
    pub fn class_names(&self) -> impl Iterator<Item = &str> {
        (0..self.names.sorted.len() as u16).map(|class| self.names.get(class))
    }

    /// Number of sets; they are numbered from 0.
    pub fn set_count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The classes of a set, sorted.
    pub fn classes_of_set(&self, set: SetId) -> &[ClassId] {
        let at = usize::from(set.0);
        &self.members[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The classes of a symbol, sorted.
    pub fn classes_of(&self, symbol: Symbol) -> &[ClassId] {
        self.classes_of_set(symbol.set())
    }

    /// The proclitic of a symbol.
    pub fn clitic_of(&self, symbol: Symbol) -> Clitic {
        symbol.clitic()
    }

    /// Whether a symbol has a class.
    pub fn has(&self, symbol: Symbol, class: ClassId) -> bool {
        self.classes_of(symbol).binary_search(&class).is_ok()
    }

    /// One more than the largest symbol. Not every number below is a symbol.
    pub fn len(&self) -> usize {
        self.set_count().next_multiple_of(1 << LOW_BITS) << CLITIC_BITS
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

    /// The provisional number of the set of these classes, in any order, with
    /// repeats.
    pub(super) fn set(&mut self, mut classes: Vec<ClassId>) -> usize {
        classes.sort_unstable();
        classes.dedup();
        if let Some(&number) = self.numbers.get(&classes) {
            return number;
        }
        let number = self.sets.len();
        self.sets.push(classes.clone());
        self.numbers.insert(classes, number);
        number
    }

    /// The table, and the final number of each set; `None` if symbols need more
    /// than 16 bits.
    pub(super) fn finish(self) -> Option<(SymbolTable, Vec<SetId>)> {
        if self.sets.len() > MOST_SETS || self.class_names.len() > usize::from(u16::MAX) {
            return None;
        }
        let mut order: Vec<usize> = (0..self.sets.len()).collect();
        order.sort_unstable_by_key(|&set| &self.sets[set]);
        let mut numbers = vec![SetId(0); order.len()];
        let mut starts = Vec::with_capacity(order.len() + 1);
        let mut members = Vec::new();
        starts.push(0);
        for (number, &set) in order.iter().enumerate() {
            numbers[set] = SetId(number as u16);
            members.extend_from_slice(&self.sets[set]);
            starts.push(members.len() as u32);
        }
        let table = SymbolTable {
            names: Names::new(&self.class_names),
            starts: starts.into(),
            members,
            covers: Vec::new(),
            of_values: Default::default(),
        };
        Some((table.completed(), numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sets_share_a_symbol() {
        let mut builder = SymbolBuilder::default();
        let (a, b) = (builder.class("A"), builder.class("B"));
        let one = builder.set(vec![b, a, b]);
        let alone = builder.set(vec![a]);
        assert_eq!(builder.set(vec![a, b]), one);
        let (table, sets) = builder.finish().unwrap();
        let symbol = |set: usize, clitic| Symbol::new(sets[set], clitic);
        let bare = symbol(one, Clitic::None);
        assert_ne!(symbol(alone, Clitic::None), bare);
        assert_eq!((table.set_count(), table.len()), (2, 2048));
        for clitic in Clitic::ALL {
            assert_eq!(table.clitic_of(symbol(one, clitic)), clitic);
            assert_eq!(table.classes_of(symbol(one, clitic)), [a, b]);
        }
        assert!(table.has(bare, a) && table.has(bare, b));
        assert_eq!(table.class_name(a), "A");
    }

    #[test]
    fn symbols_know_their_parts() {
        for set in (0..MOST_SETS as u16).map(SetId) {
            for clitic in Clitic::ALL {
                let symbol = Symbol::new(set, clitic);
                assert_eq!((symbol.set(), symbol.clitic()), (set, clitic));
            }
        }
    }
}
