//! From written forms to the compiled look-up.
//!
//! Every form becomes a path of words; first words are expanded with their
//! proclitics; every word gets its set of classes. Collisions that the data does
//! not own up to are faults: two different things under one spelling must both
//! carry an `_AMBIGUOUS` class.

use crate::diagnostic::{Diagnostic, PackError};
use crate::text::codes::{Code, FIRST_LETTER, LATIN_A, fold_word};
use crate::text::numerals::LARGEST;
use crate::text::{Kernel, Token, tokenize};

use super::classes::DataClass;
use super::clitics::{Clitic, Prefix, Shape, prefixed, prefixes_of, shape};
use super::data::{Data, Form, PackFile, Payload};
use super::entities::{CATEGORIES, category_class};
use super::heads::Heads;
use super::lookup::{Keys, WordTable};
use super::reading::{Readings, WordReading};
use super::spellings::Folded;
use super::symbols::{ClassId, SetId, SymbolBuilder};
use super::trie::{Ends, Trie, end};
use super::units::{UnitSets, numeral_class_names, shape_class_names};
use super::{Entry, EntryRange, Lexicon};

/// Compiles the data, together with the words that rules name literally.
///
/// # Errors
/// Collisions and forms that cannot be looked up, each with file and line.
pub fn compile(data: Data, files: &[PackFile], literals: &[String]) -> Result<Lexicon, PackError> {
    let mut compiler = Compiler::new(&data);
    compiler.forms(&data, files);
    if !compiler.faults.is_empty() {
        return Err(PackError {
            diagnostics: compiler.faults,
        });
    }
    for literal in literals {
        compiler.literal(literal);
    }
    compiler.finish(data).ok_or_else(|| too_many(files))
}

fn too_many(files: &[PackFile]) -> PackError {
    let (file, text) = files
        .first()
        .map_or(("lexicon", ""), |file| (&file.name, &file.text));
    let message = "the lexicon and the words of the rules have too many different sets of classes";
    Diagnostic::at(
        "L009",
        file,
        text,
        0,
        1,
        message,
        "use fewer classes, or fewer words literally",
    )
    .into()
}

struct Compiler {
    symbols: SymbolBuilder,
    /// The classes of the data files, by their number there.
    classes: Vec<DataClass>,
    /// The same by [`ClassId`]; none for classes of no data file.
    by_id: Vec<Option<DataClass>>,
    /// The class of each organization's category.
    bodies: Vec<ClassId>,
    /// Distinct words of all forms, without proclitics.
    words: WordTable,
    /// Entries of each word taken alone.
    alone: Vec<Vec<Entry>>,
    /// Literal class of each word.
    literal: Vec<Option<ClassId>>,
    /// Node of the trie below each word; 0 is none.
    roots: Vec<u32>,
    trie: Trie,
    /// Entries of each node of the trie.
    terminals: Vec<Vec<Entry>>,
    tokens: Vec<Token>,
    path: Vec<u32>,
    faults: Vec<Diagnostic>,
}

impl Compiler {
    fn new(data: &Data) -> Self {
        let mut symbols = SymbolBuilder::default();
        for name in super::BUILTIN_CLASSES {
            symbols.class(name);
        }
        for mark in crate::text::codes::MARKS {
            let first = mark.chars().next().unwrap_or_default();
            symbols.class(&format!("\"{first}"));
        }
        let classes: Vec<DataClass> = data
            .classes
            .iter()
            .map(|name| DataClass::new(name, &mut symbols))
            .collect();
        let mut by_id = vec![
            None;
            classes
                .iter()
                .map(|class| usize::from(class.id.0) + 1)
                .max()
                .unwrap_or(0)
        ];
        for class in &classes {
            by_id[usize::from(class.id.0)] = Some(*class);
        }
        // A rule for names is sound even where no name is listed.
        let shape = shape_class_names(Shape::Plain, true);
        let word: Vec<ClassId> = shape.into_iter().map(|name| symbols.class(name)).collect();
        let phrase = symbols.class("PHRASE");
        for class in classes.iter().filter(|class| class.beside) {
            symbols.set(vec![class.id, phrase]);
            symbols.set([&word[..], &[class.id]].concat());
        }
        for category in CATEGORIES {
            let category = symbols.class(&category_class(category));
            symbols.set(vec![category, phrase]);
            symbols.set([&word[..], &[category]].concat());
        }
        let bodies = data
            .organizations
            .iter()
            .map(|body| symbols.class(&category_class(body.category)))
            .collect();
        let words = data.forms.len() / 2;
        Self {
            symbols,
            classes,
            by_id,
            bodies,
            words: WordTable::with_capacity(words),
            alone: Vec::with_capacity(words),
            literal: Vec::with_capacity(words),
            roots: Vec::with_capacity(words),
            trie: Trie::with_capacity(data.forms.len() / 4),
            terminals: vec![Vec::new()],
            tokens: Vec::new(),
            path: Vec::new(),
            faults: Vec::new(),
        }
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

    /// Enters all forms, but for generated ones whose spelling is listed. Names of
    /// organizations and words listed for their company are no reason to yield:
    /// `الفرنسية` is an agency's short name and a demonym all the same.
    fn forms(&mut self, data: &Data, files: &[PackFile]) {
        let folded = Folded::new(&data.forms);
        let (spellings, count) = folded.spellings();
        let mut listed = vec![false; count];
        for (form, &spelling) in data.forms.iter().zip(&spellings) {
            listed[spelling as usize] |= !form.generated && self.classes[form.class].outranks;
        }
        let mut firsts = vec![[None; 2]; count];
        let mut clashes = Vec::new();
        for (index, (form, &spelling)) in data.forms.iter().zip(&spellings).enumerate() {
            if form.generated && listed[spelling as usize] {
                continue;
            }
            let class = self.classes[form.class];
            if let Some(family) = class.family {
                let first = *firsts[spelling as usize][family].get_or_insert(index);
                let owned = class.ambiguous && self.classes[data.forms[first].class].ambiguous;
                if data.forms[first].payload != form.payload && !owned {
                    clashes.push((first, index));
                }
            }
            self.form(
                folded.of(index),
                Entry {
                    class: class.id,
                    payload: form.payload,
                },
            );
        }
        clashes.sort_unstable();
        self.faults.extend(
            clashes
                .into_iter()
                .map(|(first, other)| clash(&data.forms, files, first, other)),
        );
    }

    /// Enters a form under its words, unless one of them cannot be a key.
    fn form(&mut self, codes: &[Code], entry: Entry) {
        let mut tokens = std::mem::take(&mut self.tokens);
        let mut path = std::mem::take(&mut self.path);
        tokenize(codes, Kernel::SCALAR, &mut tokens, &mut Vec::new());
        path.clear();
        path.extend(
            tokens
                .iter()
                .map_while(|token| self.word(token.codes(codes))),
        );
        let entries = match path[..] {
            _ if path.len() < tokens.len() => None,
            [] => None,
            [word] => Some(&mut self.alone[word as usize]),
            [first, ref rest @ ..] => {
                let node = self.node(first, rest);
                Some(&mut self.terminals[node as usize])
            }
        };
        if let Some(entries) = entries
            && !entries.contains(&entry)
        {
            entries.push(entry);
        }
        (self.tokens, self.path) = (tokens, path);
    }

    fn node(&mut self, first: u32, rest: &[u32]) -> u32 {
        let root = &mut self.roots[first as usize];
        if *root == 0 {
            *root = self.trie.root();
        }
        let node = rest
            .iter()
            .fold(*root, |node, &word| self.trie.descend(node, word));
        self.terminals.resize_with(self.trie.len(), Vec::new);
        node
    }

    fn literal(&mut self, literal: &str) {
        let codes = fold_word(literal);
        let class = self.symbols.class(&format!("={literal}"));
        if let Some(word) = self.word(&codes) {
            self.literal[word as usize] = Some(class);
        }
    }

    fn class(&self, id: ClassId) -> Option<DataClass> {
        self.by_id.get(usize::from(id.0)).copied().flatten()
    }

    /// Classes that follow from the letters of a word.
    fn shape_classes(&mut self, codes: &[Code], plain: bool) -> Vec<ClassId> {
        let names = match codes.first() {
            Some(LATIN_A..FIRST_LETTER) => vec!["LATIN"],
            Some(FIRST_LETTER..) => {
                let (shape, clitic, _) = shape(codes);
                let shape = if clitic == Clitic::None {
                    shape
                } else {
                    Shape::Plain
                };
                shape_class_names(shape, plain)
            }
            _ => Vec::new(),
        };
        names
            .into_iter()
            .map(|name| self.symbols.class(name))
            .collect()
    }

    fn mark_class(&self, codes: &[Code]) -> Option<ClassId> {
        let mark = crate::text::codes::unfold(codes.get(..1)?);
        self.symbols.find_class(&format!("\"{mark}"))
    }

    /// The set of a word taken alone.
    fn word_set(&mut self, word: u32) -> usize {
        let codes = self.words.key(word).to_vec();
        let entries = std::mem::take(&mut self.alone[word as usize]);
        let plain = entries
            .iter()
            .all(|entry| self.class(entry.class).is_some_and(|class| class.open));
        let mut classes = self.shape_classes(&codes, plain);
        for entry in &entries {
            classes.push(entry.class);
            classes.extend(body_class(&self.bodies, entry));
            if let (Payload::Number(value), Some(ordinal)) = (
                entry.payload,
                self.class(entry.class).and_then(|class| class.numeral),
            ) {
                let names = numeral_class_names(value, ordinal);
                classes.extend(names.iter().map(|name| self.symbols.class(name)));
            }
        }
        self.alone[word as usize] = entries;
        classes.extend(self.literal[word as usize]);
        if codes.len() == 1 && codes[0] < LATIN_A {
            classes.extend(self.mark_class(&codes));
        }
        self.symbols.set(classes)
    }

    /// The number that a number word tells, and whether it is an ordinal.
    fn number(&self, word: u32) -> Option<(u16, bool)> {
        self.alone[word as usize]
            .iter()
            .find_map(|entry| match entry.payload {
                Payload::Number(value) => {
                    let ordinal = self.class(entry.class)?.numeral?;
                    let value = u16::try_from(value)
                        .ok()
                        .filter(|value| (..=LARGEST).contains(value))?;
                    Some((value, ordinal))
                }
                _ => None,
            })
    }

    /// Whether a word means something by itself or begins phrases.
    fn is_known(&self, word: u32) -> bool {
        let word = word as usize;
        !self.alone[word].is_empty() || self.literal[word].is_some() || self.roots[word] != 0
    }

    fn finish(mut self, data: Data) -> Option<Lexicon> {
        let words = 0..self.words.len() as u32;
        let units = UnitSets::new(&mut self.symbols);
        let sets: Vec<Option<usize>> = words
            .clone()
            .map(|word| self.is_known(word).then(|| self.word_set(word)))
            .collect();
        let (keys, mut readings) = self.expand();
        let hidden: Vec<Option<(usize, Clitic, usize)>> = words
            .clone()
            .map(|word| readings.lacks(word).then(|| self.unlisted(word, &units)))
            .collect();
        let mut entries = Vec::with_capacity(data.forms.len());
        let ranges: Vec<EntryRange> = self
            .alone
            .iter()
            .map(|alone| pooled(&mut entries, alone))
            .collect();
        let ends = self.ends(&mut entries);
        let numbers: Vec<_> = words.clone().map(|word| self.number(word)).collect();
        let (symbols, finals) = self.symbols.finish()?;
        for word in words {
            let at = word as usize;
            let set = match hidden[at] {
                Some((set, clitic, length)) => {
                    readings.key(word, word, Prefix::reading(clitic, length));
                    set
                }
                None => match sets[at] {
                    Some(set) => set,
                    None => continue,
                },
            };
            readings.word(
                word,
                WordReading {
                    entries: ranges[at],
                    root: self.roots[at],
                    set: finals[set],
                    number: numbers[at],
                },
            );
        }
        let mut trie = self.trie;
        for (node, ends) in (0..).zip(ends) {
            trie.set_ends(node, final_ends(&ends, &finals));
        }
        Some(Lexicon {
            heads: Heads::new(&data.forms),
            countries: data.countries.into(),
            groups: data.groups.into(),
            organizations: data.organizations.into(),
            ambiguities: data.ambiguities,
            keys,
            readings,
            trie,
            entries,
            units: units.numbered(&finals),
            symbols,
        })
    }

    /// All keys: every word, then every known word with all its proclitics. Of
    /// two readings of a key, the one with fewer proclitic letters wins.
    fn expand(&self) -> (Keys, Readings) {
        let words = self.words.len();
        let known = (0..words as u32).filter(|&word| self.is_known(word));
        let most: usize = known
            .clone()
            .map(|word| prefixes_of(self.words.key(word)))
            .sum();
        let mut keys = self.words.enlarged(words.max(most));
        let mut readings = Readings::new(words);
        let mut buffer = Vec::new();
        for word in known {
            prefixed(self.words.key(word), &mut buffer, |form| {
                if let Some(key) = keys.insert(form.codes) {
                    readings.key(key, word, form.prefix);
                }
            });
        }
        (Keys::of(keys, words), readings)
    }

    /// Set, proclitic and its letters of a word that is in the lexicon only
    /// inside phrases: what its shape would have.
    fn unlisted(&mut self, word: u32, units: &UnitSets<usize>) -> (usize, Clitic, usize) {
        let codes = self.words.key(word);
        match codes.first() {
            Some(FIRST_LETTER..) => {
                let (shape, clitic, length) = shape(codes);
                (units.shapes[shape as usize], clitic, length)
            }
            Some(LATIN_A..) => (units.latin, Clitic::None, 0),
            _ => {
                let classes = self.mark_class(codes).into_iter().collect();
                (self.symbols.set(classes), Clitic::None, 0)
            }
        }
    }

    /// What each node ends, for units and for names beside.
    fn ends(&mut self, pool: &mut Vec<Entry>) -> Vec<[Option<(EntryRange, usize)>; 2]> {
        let phrase = self.symbols.class("PHRASE");
        let terminals = std::mem::take(&mut self.terminals);
        let (by_id, bodies) = (&self.by_id, &self.bodies);
        let beside =
            |entry: &Entry| by_id[usize::from(entry.class.0)].is_some_and(|class| class.beside);
        let mut end = |entries: Vec<Entry>| {
            if entries.is_empty() {
                return None;
            }
            let classes = entries
                .iter()
                .flat_map(|entry| [Some(entry.class), body_class(bodies, entry)])
                .flatten()
                .chain([phrase])
                .collect();
            Some((pooled(pool, &entries), self.symbols.set(classes)))
        };
        let ends = terminals.into_iter().map(|entries| {
            let (names, unit): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(beside);
            [end(unit), end(names)]
        });
        ends.collect()
    }
}

/// The class of the category of the organization that an entry denotes.
fn body_class(bodies: &[ClassId], entry: &Entry) -> Option<ClassId> {
    match entry.payload {
        Payload::Organization(organization) => bodies.get(organization as usize).copied(),
        _ => None,
    }
}

fn pooled(pool: &mut Vec<Entry>, entries: &[Entry]) -> EntryRange {
    let start = pool.len() as u32;
    pool.extend_from_slice(entries);
    EntryRange(start, pool.len() as u32)
}

fn final_ends(ends: &[Option<(EntryRange, usize)>; 2], finals: &[SetId]) -> Ends {
    let [[a, b, c], [d, e, f]] =
        ends.map(|found| end(found.map(|(range, set)| (range, finals[set]))));
    [a, b, c, d, e, f]
}

/// Two things of one family under one spelling.
fn clash(forms: &[Form], files: &[PackFile], first: usize, other: usize) -> Diagnostic {
    let (a, b) = (&forms[first], &forms[other]);
    let file = &files[b.file];
    let offset: usize = file
        .text
        .split_inclusive('\n')
        .take(b.line - 1)
        .map(str::len)
        .sum();
    Diagnostic::at(
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
    )
}
