//! Lexicon: what single words and fixed phrases mean.
//!
//! The data files say which written forms exist and what they denote; compiled,
//! they answer for a token with one probe. This stage knows words and the
//! phrases they begin; it must never look at the context, which is the rules'.

mod ambiguities;
mod arising;
mod classes;
mod clitics;
mod compiler;
mod data;
mod entities;
mod forms;
mod hash;
mod heads;
mod lookup;
mod packed;
mod reading;
mod spellings;
mod store;
mod stored;
mod symbols;
mod table;
mod trie;
mod units;

use crate::diagnostic::PackError;
use crate::text::PADDING;
use crate::text::codes::{Code, DIGIT_ZERO, FIRST_MARK, FIRST_WORD, SPACE};

use heads::Heads;
use reading::Readings;
use trie::Trie;
use units::UnitSets;

pub use ambiguities::Ambiguities;
pub use arising::Arising;
pub use classes::ValueClass;
pub(crate) use classes::outranks_generated;
pub(crate) use clitics::prefixed;
pub use clitics::{Clitic, Shape, shape};
pub(crate) use data::{Data, Form, read as read_data};
pub use data::{PackFile, Payload};
pub use entities::{
    CATEGORIES, Category, Country, CountryStatus, Group, Organization, category_class,
    stored_category,
};

pub(crate) use hash::FastHash;
use lookup::Keys;
pub use lookup::{LONGEST_KEY, WordHead, WordTable};
pub(crate) use packed::{pack, unpack};
pub use reading::Reading;
pub use store::{Reader, Values, Writer};
pub use symbols::{ClassId, SetId, Symbol, SymbolTable};
pub use table::Table;
pub use trie::Phrase;

/// Classes that units have without any data file.
pub const BUILTIN_CLASSES: [&str; 26] = [
    "WORD",
    "PLAIN",
    "DEF",
    "NISBASHAPE",
    "LATIN",
    "PHRASE",
    "BLANK",
    "NUM",
    "GLUED",
    "N1",
    "N2",
    "N3",
    "N4",
    "DAY",
    "MONTHNUM",
    "YEAR4",
    "YEAR3",
    "YEAR2",
    "CARD",
    "CARDDAY",
    "CARDYEAR",
    "ORD",
    "ORDDAY",
    "GROUP",
    "DATE",
    "ORG",
];

/// Classes beside `DATE` that a date mention of phase 1 has in phase 2, by what
/// it lacks, whether it is relative, and how long it is.
pub const DATE_CLASSES: [&[&str]; 12] = [
    &["DATEDAY", "DAYSPAN"],
    &["DATEMONTH", "MONTHSPAN"],
    &["DATEYEAR", "YEARSPAN"],
    &["DATEDECADE"],
    &["DATECENTURY"],
    &["DATEPARTIAL", "DAYSPAN"],
    &["DATEOTHER"],
    &["DATEPARTIAL", "MONTHSPAN"],
    &["DATEOTHER", "DATERELATIVE", "DAYSPAN"],
    &["DATEOTHER", "DATERELATIVE", "WEEKSPAN"],
    &["DATEOTHER", "DATERELATIVE", "MONTHSPAN"],
    &["DATEOTHER", "DATERELATIVE", "YEARSPAN"],
];

/// Whether a lexicon knows the names of its organizations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gazetteer {
    /// It does.
    #[default]
    On,
    /// It does not, so that organizations are found by rules alone. This is for
    /// measuring what rules are worth on names that no list has.
    Off,
}

/// One thing that a form can denote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its class.
    pub class: ClassId,
    /// What it denotes.
    pub payload: Payload,
}

impl Entry {
    /// The category that a head noun names.
    pub fn category(&self) -> Option<&'static str> {
        match self.payload {
            Payload::Category(category) => CATEGORIES.get(usize::from(category)).copied(),
            _ => None,
        }
    }
}

/// A phrase that was found, and its number of tokens.
pub type Found = (Phrase, usize);

/// A run of entries in the lexicon's pool, or the key whose entries they are: few
/// words are ever asked for theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryRange(u32, u32);

impl EntryRange {
    /// No entries.
    pub const EMPTY: Self = Self(0, 0);

    /// Stands where the first entry does if the other number is a key.
    const OF_KEY: u32 = u32::MAX;

    /// The entries of a key; none for what is no key.
    #[inline]
    pub fn of_key(key: u32) -> Self {
        Self(Self::OF_KEY, key)
    }
}

/// The compiled lexicon.
#[derive(Clone, PartialEq, Eq)]
pub struct Lexicon {
    /// Countries, sorted by id.
    pub countries: Table<Country>,
    /// Groups of countries, sorted by id.
    pub groups: Table<Group>,
    /// Organizations, sorted by id.
    pub organizations: Table<Organization>,
    /// What names of countries mean elsewhere.
    pub ambiguities: Ambiguities,
    /// Words of the lexicon, then the same with proclitics.
    keys: Keys,
    readings: Readings,
    trie: Trie,
    entries: Vec<Entry>,
    symbols: SymbolTable,
    units: UnitSets<u16>,
    heads: Heads,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon")
            .field("countries", &self.countries.len())
            .field("organizations", &self.organizations.len())
            .field("keys", &self.readings.len())
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
    pub fn compile(
        files: &[PackFile],
        literals: &[String],
        gazetteer: Gazetteer,
    ) -> Result<Self, PackError> {
        let mut data = data::read(files).map_err(|diagnostics| PackError { diagnostics })?;
        if gazetteer == Gazetteer::Off {
            data.forget_gazetteer();
        }
        compiler::compile(data, files, literals)
    }

    /// Classes and symbols.
    pub fn symbols(&self) -> &SymbolTable {
        &self.symbols
    }

    /// Number of keys: words of the lexicon with all their proclitics.
    pub fn key_count(&self) -> usize {
        self.readings.len()
    }

    /// The reading of a key number returned before.
    #[inline]
    pub fn reading_of(&self, key: u32) -> Reading {
        self.readings.get(key)
    }

    /// The entries of a range.
    pub fn entries(&self, range: EntryRange) -> &[Entry] {
        let EntryRange(first, last) = match range {
            EntryRange(EntryRange::OF_KEY, key) if (key as usize) < self.readings.len() => {
                self.readings.get(key).entries
            }
            EntryRange(EntryRange::OF_KEY, _) => EntryRange::EMPTY,
            run => run,
        };
        &self.entries[first as usize..last as usize]
    }

    /// All that any form can denote, with repeats.
    pub fn all_entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Key number of a word or mark as it stands, for the steps inside phrases.
    pub fn key(&self, codes: &[Code], start: usize, length: usize) -> Option<u32> {
        (length <= LONGEST_KEY)
            .then(|| {
                let parts = |key| self.readings.parts(key);
                self.keys.get(codes, start, length, parts)
            })
            .flatten()
    }

    /// Whether a word with this hash of its [`WordHead`] may be a key; most that are
    /// none are told so by one bit.
    #[inline]
    pub fn may_list(&self, hash: u64) -> bool {
        self.keys.may_hold(hash)
    }

    /// The same of a word that may be one, asked where keys are: afterwards that
    /// place is near.
    #[inline]
    pub fn is_near(&self, hash: u64) -> bool {
        self.keys.has_near(hash)
    }

    /// A word of the lexicon as it reads without its proclitics, the article whole
    /// again (`للقوات` is `القوات`); none for a word of no list.
    pub fn without_proclitics(&self, word: &[Code]) -> Option<&[Code]> {
        let mut padded = word.to_vec();
        padded.resize(word.len() + PADDING, SPACE);
        let key = self.key(&padded, 0, word.len())?;
        Some(self.keys.word(self.readings.word_of(key)))
    }

    /// Folded first words of the names of an organization that have several
    /// words: `منظمه`, `حلف`.
    pub fn heads_of(&self, organization: u32) -> &[Vec<Code>] {
        self.heads.of(organization, self.organizations.len())
    }

    /// The class of the category of the body that an entry denotes.
    pub fn category_class_of(&self, entry: &Entry) -> Option<ClassId> {
        let Payload::Organization(organization) = entry.payload else {
            return None;
        };
        let body = self.organizations.get(organization as usize)?;
        self.symbols.find_class(&category_class(body.category))
    }

    /// The body of a category that a country has: the only one, or the one with
    /// the country's own name.
    pub fn body_of_country(&self, country: u32, category: &str) -> Option<u32> {
        let country = self.countries.get(country as usize)?;
        let is_its = |of: &str| of == country.id || (!of.is_empty() && of == country.alpha3);
        let bodies = (0..)
            .zip(self.organizations.iter())
            .filter(|(_, body)| body.category == category && is_its(&body.country));
        let bodies: Vec<(u32, &Organization)> = bodies.collect();
        let named = bodies
            .iter()
            .find(|(_, body)| body.name_en.starts_with(&country.name_en));
        match (named, &bodies[..]) {
            (Some((index, _)), _) | (None, [(index, _)]) => Some(*index),
            _ => None,
        }
    }

    /// The longest phrases that begin with the word of a [root](Reading::root): one for the units and one
    /// name of an organization, each with its number of tokens. `next` gives the
    /// key number of the token at a distance.
    pub fn phrases(
        &self,
        root: u32,
        next: impl Fn(usize) -> Option<u32>,
    ) -> (Option<Found>, Option<Found>) {
        let (mut unit, mut name) = (None, None);
        let mut node = root;
        let mut length = 1;
        while node != 0 {
            let Some(word) = next(length).filter(|&key| self.readings.is_word(key)) else {
                break;
            };
            let Some(below) = self.trie.below(node, word) else {
                break;
            };
            node = below;
            length += 1;
            let (ends_unit, ends_name) = self.trie.ends(node);
            unit = ends_unit.map(|phrase| (phrase, length)).or(unit);
            name = ends_name.map(|phrase| (phrase, length)).or(name);
        }
        (unit, name)
    }

    /// Whether a phrase is no country and would hide one or a demonym if it stood
    /// inside it.
    pub fn hides(&self, phrase: Symbol) -> bool {
        self.symbols.cover(phrase).hides
    }

    /// Whether a key is a country or a demonym.
    pub fn is_hidden(&self, key: u32) -> bool {
        self.symbols.cover(self.readings.get(key).symbol).shows
    }

    /// Symbol of a word of no list; how many codes its proclitics take.
    #[inline]
    pub fn unlisted(&self, word: &[Code]) -> (Symbol, usize) {
        let (shape, clitic, length) = shape(word);
        (
            Symbol::new(SetId(self.units.shapes[shape as usize]), clitic),
            length,
        )
    }

    /// Symbol of a word in Latin or other foreign letters.
    pub fn latin(&self) -> Symbol {
        bare(self.units.latin)
    }

    /// Symbol of a blank line.
    pub fn blank(&self) -> Symbol {
        bare(self.units.blank)
    }

    /// Symbol of a mark.
    pub fn mark(&self, code: Code) -> Symbol {
        let mark = (FIRST_MARK..FIRST_WORD)
            .contains(&code)
            .then(|| usize::from(code - FIRST_MARK));
        let set = mark.and_then(|mark| self.units.marks.get(mark)).copied();
        bare(set.unwrap_or(self.units.other))
    }

    /// Symbol and value of a run of digits. A number that touches a Latin letter
    /// is `glued`: part of a model or product name.
    pub fn number(&self, digits: &[Code], glued: bool) -> (Symbol, i32) {
        if digits.len() > 4 {
            return (bare(self.units.long), -1);
        }
        let value = digits.iter().fold(0, |value, &digit| {
            value * 10 + i32::from(digit - DIGIT_ZERO)
        });
        let set = if glued {
            self.units.glued
        } else {
            self.units.digits[digits.len() - 1][value as usize]
        };
        (bare(set), value)
    }

    /// Symbol of a number told by several words.
    pub fn numeral(&self, value: u16, ordinal: bool, clitic: Clitic) -> Symbol {
        let set = match (ordinal, value) {
            (true, ..=31) => self.units.ordinals[0],
            (true, _) => self.units.ordinals[1],
            (false, ..=31) => self.units.cardinals[0],
            (false, 32..=99) => self.units.cardinals[1],
            (false, _) => self.units.cardinals[2],
        };
        Symbol::new(SetId(set), clitic)
    }

    /// Symbol of an organization mention in phase 2.
    pub fn organization_symbol(&self) -> Symbol {
        bare(self.units.organization)
    }

    /// Symbol of a date mention in phase 2; `class` indexes [`DATE_CLASSES`].
    pub fn date_symbol(&self, class: usize) -> Symbol {
        bare(self.units.dates[class])
    }
}

/// The symbol of a set without a proclitic.
fn bare(set: u16) -> Symbol {
    Symbol::new(SetId(set), Clitic::None)
}
