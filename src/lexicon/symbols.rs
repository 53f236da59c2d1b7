//! Classes, and the symbols that stand for sets of classes.
//!
//! A unit of text has a set of classes and a proclitic. Each distinct pair is
//! one symbol, a 16-bit number, and patterns are compiled to automata over
//! symbols. All symbols that a text can produce are known when the pack is
//! compiled; none is made afterwards.

use std::collections::HashMap;

use super::clitics::Clitic;

/// A class of units, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassId(pub u16);

/// A set of classes with a proclitic, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(pub u16);

/// A sorted set of classes, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SetId(u16);

/// The names of all classes and the symbols made of them.
#[derive(Clone, Debug, Default)]
pub struct SymbolTable {
    class_names: Vec<String>,
    classes: HashMap<String, ClassId>,
    sets: Vec<Vec<ClassId>>,
    set_numbers: HashMap<Vec<ClassId>, SetId>,
    symbols: Vec<(SetId, Clitic)>,
    symbol_numbers: HashMap<(SetId, Clitic), Symbol>,
}

impl SymbolTable {
    /// The class of this name, made if it is new.
    pub fn class(&mut self, name: &str) -> ClassId {
        if let Some(&class) = self.classes.get(name) {
            return class;
        }
        let class = ClassId(self.class_names.len() as u16);
        self.class_names.push(name.to_owned());
        self.classes.insert(name.to_owned(), class);
        class
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

    /// The set of these classes, in any order, with repeats.
    pub fn set(&mut self, mut classes: Vec<ClassId>) -> SetId {
        classes.sort_unstable();
        classes.dedup();
        if let Some(&set) = self.set_numbers.get(&classes) {
            return set;
        }
        let set = SetId(self.sets.len() as u16);
        self.sets.push(classes.clone());
        self.set_numbers.insert(classes, set);
        set
    }

    /// The symbol for a set and a proclitic.
    pub fn symbol(&mut self, set: SetId, clitic: Clitic) -> Symbol {
        if let Some(&symbol) = self.symbol_numbers.get(&(set, clitic)) {
            return symbol;
        }
        let symbol = Symbol(self.symbols.len() as u16);
        self.symbols.push((set, clitic));
        self.symbol_numbers.insert((set, clitic), symbol);
        symbol
    }

    /// The symbol for a set and a proclitic, if text can produce it.
    pub fn find_symbol(&self, set: SetId, clitic: Clitic) -> Option<Symbol> {
        self.symbol_numbers.get(&(set, clitic)).copied()
    }

    /// The classes of a symbol, sorted.
    pub fn classes_of(&self, symbol: Symbol) -> &[ClassId] {
        let (set, _) = self.symbols[usize::from(symbol.0)];
        &self.sets[usize::from(set.0)]
    }

    /// The proclitic of a symbol.
    pub fn clitic_of(&self, symbol: Symbol) -> Clitic {
        self.symbols[usize::from(symbol.0)].1
    }

    /// Whether a symbol has a class.
    pub fn has(&self, symbol: Symbol, class: ClassId) -> bool {
        self.classes_of(symbol).binary_search(&class).is_ok()
    }

    /// Number of symbols; they are numbered from 0.
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// Whether there is no symbol.
    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sets_share_a_symbol() {
        let mut table = SymbolTable::default();
        let (a, b) = (table.class("A"), table.class("B"));
        let one = table.set(vec![b, a, b]);
        let two = table.set(vec![a, b]);
        assert_eq!(one, two);
        let bare = table.symbol(one, Clitic::None);
        assert_eq!(table.symbol(two, Clitic::None), bare);
        assert_ne!(table.symbol(two, Clitic::And), bare);
        assert!(table.has(bare, a) && table.has(bare, b));
        assert_eq!(table.class_name(a), "A");
    }
}
