//! Lexicon: what single words and fixed phrases mean.
//!
//! The data files say which written forms exist and what they denote; compiled,
//! they answer for a token with one probe. This stage knows words and the
//! phrases they begin; it must never look at the context, which is the rules'.

mod clitics;
mod compiler;
mod data;
mod entities;
mod forms;
mod lookup;
mod symbols;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::diagnostic::PackError;
use crate::text::codes::{Code, DIGIT_ZERO, FIRST_MARK, FIRST_WORD};
use crate::text::numerals::NumberWord;

pub use clitics::{Clitic, Shape, shape};
pub use data::{PackFile, Payload};
pub use entities::{CATEGORIES, Country, CountryStatus, Group, Organization};
pub use lookup::{LONGEST_KEY, WordTable};
pub use symbols::{ClassId, SetId, Symbol, SymbolTable};

/// Classes that units have without any data file.
pub const BUILTIN_CLASSES: [&str; 26] = [
    "WORD", "PLAIN", "DEF", "NISBASHAPE", "LATIN", "PHRASE", "BLANK", "NUM", "GLUED", "N1", "N2", "N3", "N4", "DAY",
    "MONTHNUM", "YEAR4", "YEAR3", "YEAR2", "CARD", "CARDDAY", "CARDYEAR", "ORD", "ORDDAY", "GROUP", "DATE", "ORG",
];

/// Classes that a date mention of phase 1 has in phase 2, by what it lacks or
/// how long it is.
pub const DATE_CLASSES: [&str; 7] = [
    "DATEDAY",
    "DATEMONTH",
    "DATEYEAR",
    "DATEDECADE",
    "DATECENTURY",
    "DATEPARTIAL",
    "DATEOTHER",
];

/// Stands for "not a word of a phrase".
const NO_WORD: u32 = u32::MAX;

/// One thing that a form can denote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its class.
    pub class: ClassId,
    /// What it denotes.
    pub payload: Payload,
}

/// A run of entries in the lexicon's pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryRange(u32, u32);

/// What a token of the lexicon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Its classes and proclitic.
    pub symbol: Symbol,
    /// Its proclitics.
    pub clitic: Clitic,
    /// Codes that the proclitics take.
    pub clitic_length: u8,
    /// Whether the word has entries, or phrases of its own; else it only stands
    /// inside phrases.
    pub known: bool,
    /// What the word taken alone can denote.
    pub entries: EntryRange,
    root: u32,
    word: u32,
    /// The number it tells, if it is a number word.
    pub number: Option<NumberWord>,
}

impl Reading {
    /// Whether a phrase can begin with this token.
    pub fn begins_phrase(&self) -> bool {
        self.root != 0
    }
}

/// A phrase of the lexicon that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Its symbol for each proclitic of the first word.
    symbols: [Symbol; 8],
    /// What it can denote.
    pub entries: EntryRange,
}

impl Phrase {
    /// Its symbol when its first word has this proclitic.
    pub fn symbol(&self, clitic: Clitic) -> Symbol {
        self.symbols[clitic as usize]
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    unit: Option<Phrase>,
    name: Option<Phrase>,
}

/// Symbols of numbers in digits.
#[derive(Clone, Debug)]
struct NumberSymbols {
    by_digits: [Vec<Symbol>; 4],
    long: Symbol,
    glued: Symbol,
}

/// Symbols of what is no word of the lexicon.
#[derive(Clone, Debug)]
struct UnitSymbols {
    shapes: [[Symbol; 8]; 3],
    latin: Symbol,
    other: Symbol,
    blank: Symbol,
    marks: [Symbol; 30],
    numbers: NumberSymbols,
    cardinals: [[Symbol; 8]; 3],
    ordinals: [[Symbol; 8]; 2],
    organization: Symbol,
    dates: [Symbol; 7],
}

/// A multiplicative hasher for the trie's edges, which are pairs of small
/// numbers that nobody outside chooses.
#[derive(Default)]
struct EdgeHasher(u64);

impl Hasher for EdgeHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(value)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

/// The compiled lexicon.
#[derive(Clone)]
pub struct Lexicon {
    /// Countries, sorted by id.
    pub countries: Vec<Country>,
    /// Groups of countries, sorted by id.
    pub groups: Vec<Group>,
    /// Organizations, sorted by id.
    pub organizations: Vec<Organization>,
    keys: WordTable,
    readings: Vec<Reading>,
    edges: HashMap<(u32, u32), u32, BuildHasherDefault<EdgeHasher>>,
    nodes: Vec<Node>,
    entries: Vec<Entry>,
    symbols: SymbolTable,
    units: UnitSymbols,
    heads: Vec<Vec<Vec<Code>>>,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon")
            .field("countries", &self.countries.len())
            .field("organizations", &self.organizations.len())
            .field("keys", &self.keys.len())
            .field("symbols", &self.symbols.len())
            .finish()
    }
}

impl Lexicon {
    /// Reads and compiles the data files, together with the words that rules
    /// name literally.
    ///
    /// # Errors
    /// All faults found, each with file and line.
    pub fn compile(files: &[PackFile], literals: &[String]) -> Result<Self, PackError> {
        let data = data::read(files).map_err(|diagnostics| PackError { diagnostics })?;
        compiler::compile(data, files, literals)
    }

    /// Classes and symbols.
    pub fn symbols(&self) -> &SymbolTable {
        &self.symbols
    }

    /// Number of keys: words of the lexicon with all their proclitics.
    pub fn key_count(&self) -> usize {
        self.keys.len()
    }

    /// The token of `length` codes at `start`, if the lexicon knows it. `codes`
    /// should be padded (see [`crate::text::Folded::padded`]).
    #[inline]
    pub fn reading(&self, codes: &[Code], start: usize, length: usize) -> Option<(u32, &Reading)> {
        if length > LONGEST_KEY {
            return None;
        }
        let key = self.keys.get(codes, start, length)?;
        Some((key, &self.readings[key as usize]))
    }

    /// The reading of a key number returned before.
    #[inline]
    pub fn reading_of(&self, key: u32) -> &Reading {
        &self.readings[key as usize]
    }

    /// The entries of a range.
    pub fn entries(&self, range: EntryRange) -> &[Entry] {
        &self.entries[range.0 as usize..range.1 as usize]
    }

    /// Key number of a word or mark as it stands, for the steps inside phrases.
    pub fn key(&self, codes: &[Code], start: usize, length: usize) -> Option<u32> {
        (length <= LONGEST_KEY).then(|| self.keys.get(codes, start, length)).flatten()
    }

    /// Folded first words of the names of an organization that have several
    /// words: `منظمه`, `حلف`.
    pub fn heads_of(&self, organization: u32) -> &[Vec<Code>] {
        self.heads.get(organization as usize).map_or(&[], Vec::as_slice)
    }

    /// The longest phrases that begin with `first`: one for the units and one
    /// name of an organization, each with its number of tokens. `next` gives the
    /// key number of the token at a distance.
    pub fn phrases(
        &self,
        first: &Reading,
        next: impl Fn(usize) -> Option<u32>,
    ) -> (Option<(Phrase, usize)>, Option<(Phrase, usize)>) {
        let (mut unit, mut name) = (None, None);
        let mut node = first.root;
        let mut length = 1;
        while node != 0 {
            let Some(key) = next(length) else { break };
            let word = self.readings[key as usize].word;
            if word == NO_WORD {
                break;
            }
            let Some(&below) = self.edges.get(&(node, word)) else {
                break;
            };
            node = below;
            length += 1;
            let found = &self.nodes[node as usize];
            if let Some(phrase) = found.unit {
                unit = Some((phrase, length));
            }
            if let Some(phrase) = found.name {
                name = Some((phrase, length));
            }
        }
        (unit, name)
    }

    /// Symbol of a word of no list; how many codes its proclitics take.
    #[inline]
    pub fn unlisted(&self, word: &[Code]) -> (Symbol, usize) {
        let (shape, clitic, length) = shape(word);
        (self.units.shapes[shape as usize][clitic as usize], length)
    }

    /// Symbol of a word in Latin or other foreign letters.
    pub fn latin(&self) -> Symbol {
        self.units.latin
    }

    /// Symbol of a blank line.
    pub fn blank(&self) -> Symbol {
        self.units.blank
    }

    /// Symbol of a mark.
    pub fn mark(&self, code: Code) -> Symbol {
        if (FIRST_MARK..FIRST_WORD).contains(&code) {
            let index = usize::from(code - FIRST_MARK);
            self.units.marks.get(index).copied().unwrap_or(self.units.other)
        } else {
            self.units.other
        }
    }

    /// Symbol and value of a run of digits. A number that touches a Latin letter
    /// is `glued`: part of a model or product name.
    pub fn number(&self, digits: &[Code], glued: bool) -> (Symbol, i32) {
        let numbers = &self.units.numbers;
        if digits.len() > 4 {
            return (numbers.long, -1);
        }
        let value = digits
            .iter()
            .fold(0, |value, &digit| value * 10 + i32::from(digit - DIGIT_ZERO));
        if glued {
            return (numbers.glued, value);
        }
        (numbers.by_digits[digits.len() - 1][value as usize], value)
    }

    /// Symbol of a number told by several words.
    pub fn numeral(&self, value: u16, ordinal: bool, clitic: Clitic) -> Symbol {
        let row = match (ordinal, value) {
            (true, ..=31) => &self.units.ordinals[0],
            (true, _) => &self.units.ordinals[1],
            (false, ..=31) => &self.units.cardinals[0],
            (false, 32..=99) => &self.units.cardinals[1],
            (false, _) => &self.units.cardinals[2],
        };
        row[clitic as usize]
    }

    /// Symbol of an organization mention in phase 2.
    pub fn organization_symbol(&self) -> Symbol {
        self.units.organization
    }

    /// Symbol of a date mention in phase 2; `class` indexes [`DATE_CLASSES`].
    pub fn date_symbol(&self, class: usize) -> Symbol {
        self.units.dates[class]
    }
}
