//! From written forms to the compiled look-up.
//!
//! Every form becomes a path of words; first words are expanded with their
//! proclitics; every word gets its symbol. Collisions that the data does not
//! own up to are faults: two different things under one spelling must both
//! carry an `_AMBIGUOUS` class.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, PackError};
use crate::text::codes::{Code, FIRST_LETTER, LATIN_A, fold_word};
use crate::text::numerals::NumberWord;
use crate::text::tokenize;

use super::clitics::{Clitic, Shape, prefixed, shape};
use super::data::{Data, Form, PackFile, Payload};
use super::lookup::WordTable;
use super::symbols::{ClassId, SetId, SymbolTable};
use super::{Entry, EntryRange, Lexicon, Node, NumberSymbols, Reading, UnitSymbols};

/// Classes whose names are matched beside the units, because what stands inside
/// them must stay visible to the rules.
const BESIDE: [&str; 3] = ["ORG_NAME", "ORG_ACRONYM", "ORG_AMBIGUOUS"];

/// Classes that leave a word `PLAIN`: it could still be a common noun of a name.
const OPEN: [&str; 6] = [
    "ORG_NAME",
    "ORG_ACRONYM",
    "ORG_AMBIGUOUS",
    "ORGHEAD_WEAK",
    "ORGBACK",
    "COMMON",
];

/// Compiles the data, together with the words that rules name literally.
///
/// # Errors
/// Collisions and forms that cannot be looked up, each with file and line.
pub fn compile(data: Data, files: &[PackFile], literals: &[String]) -> Result<Lexicon, PackError> {
    let mut compiler = Compiler::new(data.forms.len());
    compiler.builtin_classes();
    compiler.listed(&data.forms);
    for form in &data.forms {
        compiler.form(form);
    }
    for literal in literals {
        compiler.literal(literal);
    }
    compiler.collisions(&data.forms, files);
    if !compiler.faults.is_empty() {
        return Err(PackError {
            diagnostics: compiler.faults,
        });
    }
    Ok(compiler.finish(data))
}

/// What a path of words ends in.
#[derive(Clone, Debug, Default)]
struct Terminal {
    entries: Vec<Entry>,
}

struct Compiler {
    symbols: SymbolTable,
    /// Distinct words of all forms; the base table, without proclitics.
    words: WordTable,
    /// Entries of each word taken alone.
    alone: Vec<Vec<Entry>>,
    /// Literal class of each word.
    literal: Vec<Option<ClassId>>,
    /// Node of the trie below each word; 0 is none.
    roots: Vec<u32>,
    edges: HashMap<(u32, u32), u32>,
    terminals: Vec<Terminal>,
    /// Folded texts of listed forms, to which generated ones yield.
    listed: HashMap<Vec<Code>, ()>,
    /// By folded text and family: index of the first form.
    seen: HashMap<(Vec<Code>, &'static str), Vec<usize>>,
    form_count: usize,
    faults: Vec<Diagnostic>,
}

/// Forms of one family may not share a spelling unless they say so.
fn family(class: &str) -> &'static str {
    if class.starts_with("COUNTRY") {
        "country"
    } else if BESIDE.contains(&class) {
        "organization"
    } else {
        ""
    }
}

impl Compiler {
    fn new(forms: usize) -> Self {
        Self {
            symbols: SymbolTable::default(),
            words: WordTable::default(),
            alone: Vec::new(),
            literal: Vec::new(),
            roots: Vec::new(),
            edges: HashMap::with_capacity(forms),
            terminals: vec![Terminal::default()],
            listed: HashMap::with_capacity(forms),
            seen: HashMap::with_capacity(forms),
            form_count: 0,
            faults: Vec::new(),
        }
    }

    fn builtin_classes(&mut self) {
        for name in super::BUILTIN_CLASSES {
            self.symbols.class(name);
        }
        for mark in crate::text::codes::MARKS {
            let first = mark.chars().next().unwrap_or_default();
            self.symbols.class(&format!("\"{first}"));
        }
    }

    fn listed(&mut self, forms: &[Form]) {
        for form in forms.iter().filter(|form| !form.generated) {
            self.listed.insert(fold_word(&form.text), ());
        }
    }

    /// The words of a form, as numbers; `None` if one cannot be a key.
    fn path(&mut self, codes: &[Code]) -> Option<Vec<u32>> {
        let mut tokens = Vec::new();
        tokenize(codes, &mut tokens);
        tokens.iter().map(|token| self.word(token.codes(codes))).collect()
    }

    fn word(&mut self, codes: &[Code]) -> Option<u32> {
        let number = self.words.insert(codes)?;
        if self.alone.len() < self.words.len() {
            self.alone.push(Vec::new());
            self.literal.push(None);
            self.roots.push(0);
        }
        Some(number)
    }

    fn form(&mut self, form: &Form) {
        let index = self.form_count;
        self.form_count += 1;
        let codes = fold_word(&form.text);
        if form.generated && self.listed.contains_key(&codes) {
            return;
        }
        let class = self.symbols.class(&form.class);
        let entry = Entry {
            class,
            payload: form.payload,
        };
        let path = self.path(&codes).unwrap_or_default();
        let family = family(&form.class);
        if !family.is_empty() {
            self.seen.entry((codes, family)).or_default().push(index);
        }
        let entries = match path[..] {
            [] => return,
            [word] => &mut self.alone[word as usize],
            [first, ref rest @ ..] => {
                let node = self.node(first, rest);
                &mut self.terminals[node as usize].entries
            }
        };
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }

    fn node(&mut self, first: u32, rest: &[u32]) -> u32 {
        let mut node = self.roots[first as usize];
        if node == 0 {
            node = self.terminals.len() as u32;
            self.terminals.push(Terminal::default());
            self.roots[first as usize] = node;
        }
        for &word in rest {
            let next = self.terminals.len() as u32;
            node = *self.edges.entry((node, word)).or_insert(next);
            if node == next {
                self.terminals.push(Terminal::default());
            }
        }
        node
    }

    fn literal(&mut self, literal: &str) {
        let codes = fold_word(literal);
        let class = self.symbols.class(&format!("={literal}"));
        if let Some(word) = self.word(&codes) {
            self.literal[word as usize] = Some(class);
        }
    }

    /// Two things of one family under one spelling.
    fn collisions(&mut self, forms: &[Form], files: &[PackFile]) {
        let mut clashes: Vec<(usize, usize)> = Vec::new();
        for indices in self.seen.values() {
            let first = indices[0];
            for &other in &indices[1..] {
                let (a, b) = (&forms[first], &forms[other]);
                let owned = a.class.ends_with("_AMBIGUOUS") && b.class.ends_with("_AMBIGUOUS");
                if a.payload != b.payload && !owned {
                    clashes.push((first, other));
                }
            }
        }
        clashes.sort_unstable();
        for (first, other) in clashes {
            let (a, b) = (&forms[first], &forms[other]);
            let file = &files[b.file];
            let offset: usize = file.text.split_inclusive('\n').take(b.line - 1).map(str::len).sum();
            self.faults.push(Diagnostic::at(
                "L008",
                &file.name,
                &file.text,
                offset,
                file.text[offset..].lines().next().map_or(0, str::len),
                format!(
                    "`{}` has the spelling of `{}` ({}:{}) once both are folded",
                    b.text, a.text, files[a.file].name, a.line
                ),
                "drop one, or give both an _AMBIGUOUS class",
            ));
        }
    }

    /// Classes that follow from the letters of a word.
    fn shape_classes(&mut self, codes: &[Code], plain: bool) -> Vec<ClassId> {
        let first = codes.first().copied().unwrap_or_default();
        if first < LATIN_A {
            return Vec::new();
        }
        if first < FIRST_LETTER {
            return vec![self.symbols.class("LATIN")];
        }
        let (shape, clitic, _) = shape(codes);
        let shape = if clitic == Clitic::None { shape } else { Shape::Plain };
        self.classes_of_shape(shape, plain)
    }

    fn classes_of_shape(&mut self, shape: Shape, plain: bool) -> Vec<ClassId> {
        let mut names = vec!["WORD"];
        if plain {
            names.push("PLAIN");
        }
        match shape {
            Shape::Plain => {}
            Shape::Definite => names.push("DEF"),
            Shape::DefiniteNisba => names.extend(["DEF", "NISBASHAPE"]),
        }
        names.into_iter().map(|name| self.symbols.class(name)).collect()
    }

    /// The set of a word taken alone.
    fn word_set(&mut self, word: u32) -> SetId {
        let codes = self.words.key(word).to_vec();
        let entries = self.alone[word as usize].clone();
        let plain = entries
            .iter()
            .all(|entry| OPEN.contains(&self.symbols.class_name(entry.class)));
        let mut classes = self.shape_classes(&codes, plain);
        for entry in &entries {
            classes.push(entry.class);
            if let Payload::Number(value) = entry.payload {
                classes.extend(self.numeral_classes(entry.class, value));
            }
        }
        classes.extend(self.literal[word as usize]);
        if codes.len() == 1 && codes[0] < LATIN_A {
            let mark = crate::text::codes::unfold(&codes);
            classes.extend(self.symbols.find_class(&format!("\"{mark}")));
        }
        self.symbols.set(classes)
    }

    fn numeral_classes(&mut self, class: ClassId, value: i32) -> Vec<ClassId> {
        let ordinal = match self.symbols.class_name(class) {
            "NUMERAL" => false,
            "ORDINAL" => true,
            _ => return Vec::new(),
        };
        let names = numeral_class_names(value, ordinal);
        names.iter().map(|name| self.symbols.class(name)).collect()
    }

    fn finish(mut self, data: Data) -> Lexicon {
        let (entries, ranges) = self.pool_entries();
        let heads = heads(data.organizations.len(), &data.forms);
        let mut lexicon = Lexicon {
            countries: data.countries,
            groups: data.groups,
            organizations: data.organizations,
            keys: WordTable::default(),
            readings: Vec::new(),
            edges: HashMap::default(),
            nodes: Vec::new(),
            entries,
            symbols: SymbolTable::default(),
            units: self.unit_symbols(),
            heads,
        };
        let number = self.symbols.find_class("NUMERAL");
        let ordinal = self.symbols.find_class("ORDINAL");
        for word in 0..self.words.len() as u32 {
            self.expand(word, ranges[word as usize], [number, ordinal], &mut lexicon);
        }
        self.surfaces(&mut lexicon);
        self.nodes(&mut lexicon);
        lexicon.edges = self.edges.iter().map(|(&edge, &node)| (edge, node)).collect();
        lexicon.symbols = self.symbols;
        lexicon
    }

    /// One pool for the entries of single words; returns each word's range.
    fn pool_entries(&self) -> (Vec<Entry>, Vec<EntryRange>) {
        let mut pool = Vec::new();
        let ranges = self
            .alone
            .iter()
            .map(|entries| {
                let start = pool.len() as u32;
                pool.extend_from_slice(entries);
                EntryRange(start, pool.len() as u32)
            })
            .collect();
        (pool, ranges)
    }

    /// Enters a word with all its proclitics. A reading with fewer proclitic
    /// letters wins; a word that only stands inside phrases is no reading.
    fn expand(
        &mut self,
        word: u32,
        entries: EntryRange,
        numerals: [Option<ClassId>; 2],
        lexicon: &mut Lexicon,
    ) {
        let has_root = self.roots[word as usize] != 0;
        let bare = entries.0 == entries.1 && self.literal[word as usize].is_none();
        if bare && !has_root {
            return;
        }
        let set = self.word_set(word);
        let number_word = lexicon.entries[entries.0 as usize..entries.1 as usize]
            .iter()
            .find_map(|entry| match entry.payload {
                Payload::Number(value) if numerals.contains(&Some(entry.class)) => {
                    Some((value as u16, numerals[1] == Some(entry.class)))
                }
                _ => None,
            });
        let codes = self.words.key(word).to_vec();
        for form in prefixed(&codes) {
            let Some(key) = lexicon.keys.insert(&form.codes) else {
                continue;
            };
            let reading = Reading {
                symbol: self.symbols.symbol(set, form.clitic),
                clitic: form.clitic,
                clitic_length: form.length as u8,
                entries,
                root: self.roots[word as usize],
                word: super::NO_WORD,
                number: number_word.map(|(value, ordinal)| NumberWord {
                    value,
                    ordinal,
                    joined: form.clitic == Clitic::And,
                }),
                known: true,
            };
            match lexicon.readings.get_mut(key as usize) {
                None => lexicon.readings.push(reading),
                Some(held) if held.clitic_length > reading.clitic_length => *held = reading,
                Some(_) => {}
            }
        }
    }

    /// Enters every word as it stands, for the steps inside phrases. A word
    /// without a reading of its own gets the symbol that its shape would have.
    fn surfaces(&mut self, lexicon: &mut Lexicon) {
        for word in 0..self.words.len() as u32 {
            let codes = self.words.key(word).to_vec();
            let Some(key) = lexicon.keys.insert(&codes) else {
                continue;
            };
            if key as usize == lexicon.readings.len() {
                let (symbol, clitic, length) = self.unlisted(&codes, &lexicon.units);
                lexicon.readings.push(Reading {
                    symbol,
                    clitic,
                    clitic_length: length as u8,
                    entries: EntryRange::default(),
                    root: 0,
                    word: super::NO_WORD,
                    number: None,
                    known: false,
                });
            }
            lexicon.readings[key as usize].word = word;
        }
    }

    /// Symbol of a word that is in the lexicon only inside phrases.
    fn unlisted(&mut self, codes: &[Code], units: &UnitSymbols) -> (super::Symbol, Clitic, usize) {
        let first = codes.first().copied().unwrap_or_default();
        if first >= FIRST_LETTER {
            let (shape, clitic, length) = shape(codes);
            (units.shapes[shape as usize][clitic as usize], clitic, length)
        } else if first >= LATIN_A {
            (units.latin, Clitic::None, 0)
        } else {
            let classes = codes
                .iter()
                .take(1)
                .filter_map(|&code| {
                    let mark = crate::text::codes::unfold(&[code]);
                    self.symbols.find_class(&format!("\"{mark}"))
                })
                .collect();
            let set = self.symbols.set(classes);
            (self.symbols.symbol(set, Clitic::None), Clitic::None, 0)
        }
    }

    /// The trie's nodes, each with what it ends, for units and for names beside.
    fn nodes(&mut self, lexicon: &mut Lexicon) {
        let beside: Vec<ClassId> = BESIDE.iter().map(|name| self.symbols.class(name)).collect();
        for terminal in std::mem::take(&mut self.terminals) {
            let (names, unit): (Vec<Entry>, Vec<Entry>) = terminal
                .entries
                .into_iter()
                .partition(|entry| beside.contains(&entry.class));
            let unit = self.pool(unit, lexicon);
            let name = self.pool(names, lexicon);
            lexicon.nodes.push(Node { unit, name });
        }
    }

    fn pool(&mut self, entries: Vec<Entry>, lexicon: &mut Lexicon) -> Option<super::Phrase> {
        if entries.is_empty() {
            return None;
        }
        let start = lexicon.entries.len() as u32;
        let mut classes: Vec<ClassId> = entries.iter().map(|entry| entry.class).collect();
        classes.push(self.symbols.class("PHRASE"));
        lexicon.entries.extend(entries);
        let set = self.symbols.set(classes);
        Some(super::Phrase {
            symbols: Clitic::ALL.map(|clitic| self.symbols.symbol(set, clitic)),
            entries: EntryRange(start, lexicon.entries.len() as u32),
        })
    }

    /// Symbols of everything that is not a word of the lexicon.
    fn unit_symbols(&mut self) -> UnitSymbols {
        let shapes = Shape::ALL.map(|shape| {
            let classes = self.classes_of_shape(shape, true);
            let set = self.symbols.set(classes);
            Clitic::ALL.map(|clitic| self.symbols.symbol(set, clitic))
        });
        let marks = crate::text::codes::MARKS.map(|mark| {
            let first = mark.chars().next().unwrap_or_default();
            self.plain_symbol(&[&format!("\"{first}")])
        });
        let numeral = |compiler: &mut Self, value, ordinal| {
            let names = numeral_class_names(value, ordinal);
            let classes = names.iter().map(|name| compiler.symbols.class(name)).collect();
            let set = compiler.symbols.set(classes);
            Clitic::ALL.map(|clitic| compiler.symbols.symbol(set, clitic))
        };
        UnitSymbols {
            shapes,
            latin: self.plain_symbol(&["LATIN"]),
            other: self.plain_symbol(&[]),
            blank: self.plain_symbol(&["BLANK"]),
            marks,
            numbers: self.number_symbols(),
            cardinals: [1, 50, 500].map(|value| numeral(self, value, false)),
            ordinals: [1, 50].map(|value| numeral(self, value, true)),
            organization: self.plain_symbol(&["ORG"]),
            dates: super::DATE_CLASSES.map(|name| self.plain_symbol(&["DATE", name])),
        }
    }

    fn plain_symbol(&mut self, names: &[&str]) -> super::Symbol {
        let classes = names.iter().map(|name| self.symbols.class(name)).collect();
        let set = self.symbols.set(classes);
        self.symbols.symbol(set, Clitic::None)
    }

    fn number_symbols(&mut self) -> NumberSymbols {
        let table = [(1u32, 10u32), (2, 100), (3, 1000), (4, 10_000)].map(|(digits, end)| {
            (0..end)
                .map(|value| self.plain_symbol(&number_class_names(value, digits)))
                .collect()
        });
        NumberSymbols {
            by_digits: table,
            long: self.plain_symbol(&["NUM"]),
            glued: self.plain_symbol(&["NUM", "GLUED"]),
        }
    }
}

/// For each organization, the first words of its longer names.
fn heads(organizations: usize, forms: &[Form]) -> Vec<Vec<Vec<Code>>> {
    let mut heads = vec![Vec::new(); organizations];
    for form in forms {
        let Payload::Organization(index) = form.payload else { continue };
        let Some((first, _)) = form.text.split_once(' ') else { continue };
        let head = fold_word(first);
        let known: &mut Vec<Vec<Code>> = &mut heads[index as usize];
        if !known.contains(&head) {
            known.push(head);
        }
    }
    heads
}

fn number_class_names(value: u32, digits: u32) -> Vec<&'static str> {
    let mut names = vec!["NUM", ["N1", "N2", "N3", "N4"][digits as usize - 1]];
    if digits <= 2 && (1..=31).contains(&value) {
        names.push("DAY");
    }
    if digits <= 2 && (1..=12).contains(&value) {
        names.push("MONTHNUM");
    }
    match digits {
        2 => names.push("YEAR2"),
        3 if value >= 100 => names.push("YEAR3"),
        4 if (1000..2200).contains(&value) => names.push("YEAR4"),
        _ => {}
    }
    names
}

fn numeral_class_names(value: i32, ordinal: bool) -> Vec<&'static str> {
    let mut names = vec![if ordinal { "ORD" } else { "CARD" }];
    if (1..=31).contains(&value) {
        names.push(if ordinal { "ORDDAY" } else { "CARDDAY" });
    }
    if !ordinal && value >= 100 {
        names.push("CARDYEAR");
    }
    names
}
