//! Units: the tokens of a segment, looked up and gathered.
//!
//! Phrases of the lexicon become one unit, numbers in words too; every unit has
//! its symbol, and the symbols lie in one haystack for the automata. Names of
//! organizations are found here as well but kept beside: what stands inside
//! them must stay visible.

use crate::lexicon::{Clitic, EntryRange, Lexicon, Payload, Symbol};
use crate::rules::{RulePack, UNIT, bytes_of};
use crate::text::codes::Code;
use crate::text::numerals;
use crate::text::{Token, TokenKind};

use super::familiar::{Familiar, Looked, NO_KEY, is_word};

/// Stands for "no number".
pub const NO_NUMBER: i32 = i32::MIN;

/// One unit; tokens are counted within the segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// Classes and proclitic.
    pub symbol: Symbol,
    /// Codes that proclitics take at the front.
    pub clitic: u8,
    /// The number it tells in digits or in words.
    pub number: i32,
    /// What it can denote.
    pub entries: EntryRange,
}

/// A name of several words, found beside the units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// Unit in which it begins.
    pub unit: u32,
    /// The name as a unit.
    pub as_unit: Unit,
}

/// The units of a segment.
#[derive(Debug, Default)]
pub struct Units {
    familiar: Familiar,
    /// What each word is by itself; nothing that counts for other tokens.
    words: Vec<Looked>,
    /// All units, in order.
    pub units: Vec<Unit>,
    /// Their symbols, two bytes each.
    pub haystack: Vec<u8>,
    /// Names found beside.
    pub names: Vec<Name>,
}

impl Units {
    /// Replaces the units with those of `tokens`. `codes` must be padded.
    pub fn gather(&mut self, pack: &RulePack, codes: &[Code], tokens: &[Token]) {
        let lexicon = pack.lexicon();
        self.units.clear();
        self.haystack.clear();
        self.names.clear();
        self.units.reserve(tokens.len());
        self.haystack.reserve(tokens.len() * UNIT);
        self.familiar.with(pack.serial());
        self.familiar
            .look_up(lexicon, codes, tokens, &mut self.words);
        let mut at = 0;
        while at < tokens.len() {
            at = self.unit(lexicon, codes, tokens, at);
        }
    }

    /// Gathers the unit that begins at token `at`; returns where the next begins.
    #[inline]
    fn unit(&mut self, lexicon: &Lexicon, codes: &[Code], tokens: &[Token], at: usize) -> usize {
        let token = tokens[at];
        let single = |symbol, number| Unit {
            first: at as u32,
            end: at as u32 + 1,
            symbol,
            clitic: 0,
            number,
            entries: EntryRange::default(),
        };
        let unit = match token.kind {
            TokenKind::Word | TokenKind::Latin => {
                let word = self.words[at];
                let unit = Unit {
                    clitic: word.clitic,
                    entries: EntryRange::of_key(word.key),
                    ..single(word.symbol, NO_NUMBER)
                };
                if word.root != 0 || word.number.is_some() {
                    self.longer(lexicon, codes, tokens, word, unit)
                } else {
                    unit
                }
            }
            TokenKind::Number => {
                let (symbol, number) = lexicon.number(token.codes(codes), is_glued(tokens, at));
                single(symbol, number)
            }
            TokenKind::Mark => single(lexicon.mark(codes[token.start as usize]), NO_NUMBER),
            TokenKind::Blank => single(lexicon.blank(), NO_NUMBER),
        };
        self.units.push(unit);
        self.haystack.extend_from_slice(&bytes_of(unit.symbol));
        unit.end as usize
    }

    /// The unit that begins with a word that can begin longer ones.
    fn longer(
        &mut self,
        lexicon: &Lexicon,
        codes: &[Code],
        tokens: &[Token],
        word: Looked,
        mut unit: Unit,
    ) -> Unit {
        let at = unit.first as usize;
        let clitic = word.symbol.clitic();
        if word.root != 0 {
            let next = |distance: usize| {
                let index = at + distance;
                match self.words.get(index)?.key {
                    // Of words it is known; marks and numbers were not looked up.
                    NO_KEY if is_word(tokens[index].kind) => None,
                    NO_KEY => key_of(lexicon, codes, &tokens[index]),
                    key => Some(key),
                }
            };
            let (phrase, name) = lexicon.phrases(word.root, next);
            if let Some((name, length)) = name {
                let as_unit = Unit {
                    end: (at + length) as u32,
                    symbol: name.symbol(clitic),
                    entries: name.entries,
                    ..unit
                };
                self.names.push(Name {
                    unit: self.units.len() as u32,
                    as_unit,
                });
            }
            if let Some((phrase, length)) = phrase
                && !self.hides_country(lexicon, phrase.symbol(clitic), at + 1..at + length)
            {
                unit.end = (at + length) as u32;
                unit.symbol = phrase.symbol(clitic);
                unit.entries = phrase.entries;
                return unit;
            }
        }
        if word.number.is_some() {
            self.numeral(lexicon, at, clitic, &mut unit);
        }
        unit
    }

    /// Whether a phrase that is no country has a country or a demonym inside, which
    /// as one unit it would hide (`مدينة ليون الفرنسية`).
    fn hides_country(
        &self,
        lexicon: &Lexicon,
        phrase: Symbol,
        inside: std::ops::Range<usize>,
    ) -> bool {
        lexicon.hides(phrase)
            && inside
                .filter_map(|token| self.words.get(token))
                .any(|word| word.key != NO_KEY && lexicon.is_hidden(word.key))
    }

    /// Lengthens a unit that begins with a number word.
    fn numeral(&self, lexicon: &Lexicon, at: usize, clitic: Clitic, unit: &mut Unit) {
        let word = |distance: usize| self.words.get(at + distance)?.number;
        let Some(numeral) = numerals::parse(word) else {
            return;
        };
        unit.number = i32::from(numeral.value);
        if numeral.words > 1 {
            unit.end = (at + numeral.words) as u32;
            unit.symbol = lexicon.numeral(numeral.value, numeral.ordinal, clitic);
            unit.entries = EntryRange::default();
        }
    }

    /// Haystack from a unit on, at most `count` units long.
    pub fn window(&self, unit: usize, count: usize) -> &[u8] {
        let end = (unit + count).min(self.units.len());
        &self.haystack[unit * UNIT..end * UNIT]
    }

    /// Index of the first unit that begins at or behind a token.
    pub fn at_token(&self, token: u32) -> usize {
        self.units.partition_point(|unit| unit.first < token)
    }
}

impl Unit {
    /// The number it tells when it is read as one of `classes`: digits and
    /// numerals tell their own, a word of the lexicon that of its entry.
    pub fn number_as(&self, lexicon: &Lexicon, classes: &[crate::lexicon::ClassId]) -> Option<i32> {
        let entries = lexicon.entries(self.entries);
        let of = |entry: &crate::lexicon::Entry| match entry.payload {
            Payload::Number(number) => Some(number),
            _ => None,
        };
        entries
            .iter()
            .filter(|entry| classes.contains(&entry.class))
            .find_map(of)
            .or((self.number != NO_NUMBER).then_some(self.number))
            .or_else(|| entries.iter().find_map(of))
    }
}

fn key_of(lexicon: &Lexicon, codes: &[Code], token: &Token) -> Option<u32> {
    let (start, end) = (token.start as usize, token.end as usize);
    lexicon.key(codes, start, end - start)
}

/// Whether a number touches a Latin letter: `F16`, `5G`.
fn is_glued(tokens: &[Token], at: usize) -> bool {
    let token = tokens[at];
    let before = at.checked_sub(1).map(|index| tokens[index]);
    let after = tokens.get(at + 1);
    before.is_some_and(|before| before.kind == TokenKind::Latin && before.end == token.start)
        || after.is_some_and(|after| after.kind == TokenKind::Latin && after.start == token.end)
}
