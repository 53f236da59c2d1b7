//! Familiar words: what was looked up lately, kept near.
//!
//! A few thousand words make up most of every text, and the lexicon has hundreds
//! of thousands of keys: without this each word would be sought in memory that is
//! far away. It remembers what the lexicon said; it must never say anything else,
//! and what it holds is compared in full.

use crate::lexicon::{EntryRange, Lexicon, Symbol, WordHead};
use crate::text::codes::Code;
use crate::text::{Token, TokenKind};

/// Stands for "no key of the lexicon".
pub const NO_KEY: u32 = u32::MAX;

/// What a word is, by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Its key in the lexicon, or [`NO_KEY`].
    pub key: u32,
    /// Classes and proclitic.
    pub symbol: Symbol,
    /// Codes that proclitics take.
    pub clitic: u8,
    /// Whether it can begin a phrase or a number: then its reading must be asked.
    pub begins: bool,
    /// What it can denote.
    pub entries: EntryRange,
}

/// A remembered word of at most sixteen codes; laid out to take half a cache line.
#[derive(Clone, Copy, Debug)]
struct Known {
    low: u64,
    high: u64,
    key: u32,
    entries: EntryRange,
    symbol: Symbol,
    clitic: u8,
    /// The length, above whether it begins something; 0 is nobody.
    length_begins: u8,
}

const _: () = assert!(size_of::<Known>() == 32);

const NOBODY: Known = Known {
    low: 0,
    high: 0,
    key: NO_KEY,
    entries: EntryRange::EMPTY,
    symbol: Symbol(0),
    clitic: 0,
    length_begins: 0,
};

impl Known {
    fn new(head: WordHead, looked: Looked) -> Self {
        let (low, high, length) = head.parts();
        Self {
            low,
            high,
            key: looked.key,
            entries: looked.entries,
            symbol: looked.symbol,
            clitic: looked.clitic,
            length_begins: length << 1 | u8::from(looked.begins),
        }
    }

    #[inline]
    fn is(&self, head: WordHead) -> bool {
        (self.low, self.high, self.length_begins >> 1) == head.parts()
    }

    #[inline]
    fn looked(&self) -> Looked {
        Looked {
            key: self.key,
            symbol: self.symbol,
            clitic: self.clitic,
            begins: self.length_begins & 1 != 0,
            entries: self.entries,
        }
    }
}

/// Words remembered; a power of two. They take 256 KB.
const SIZE: usize = 1 << 13;

/// The words that a thread met lately, in a lexicon.
#[derive(Debug, Default)]
pub struct Familiar {
    known: Vec<Known>,
    /// The pack whose lexicon it was.
    serial: u64,
}

impl Familiar {
    /// Forgets everything, unless it is of the same pack. `serial` is the pack's.
    pub fn with(&mut self, serial: u64) {
        if self.serial != serial || self.known.is_empty() {
            self.known.clear();
            self.known.resize(SIZE, NOBODY);
            self.serial = serial;
        }
    }

    /// What the word of a token is. `codes` must be padded.
    #[inline]
    pub fn look_up(&mut self, lexicon: &Lexicon, codes: &[Code], token: &Token) -> Looked {
        let (start, end) = (token.start as usize, token.end as usize);
        let head = WordHead::of(codes, start, end - start);
        if !head.is_all() {
            return looked(lexicon, codes, token);
        }
        let at = head.hash() as usize & (SIZE - 1);
        let known = &mut self.known[at];
        if known.is(head) {
            return known.looked();
        }
        let looked = looked(lexicon, codes, token);
        *known = Known::new(head, looked);
        looked
    }
}

/// What the lexicon says of a word.
fn looked(lexicon: &Lexicon, codes: &[Code], token: &Token) -> Looked {
    let (start, end) = (token.start as usize, token.end as usize);
    match lexicon.key(codes, start, end - start) {
        Some(key) => {
            let reading = lexicon.reading_of(key);
            Looked {
                key,
                symbol: reading.symbol,
                clitic: reading.clitic_length,
                begins: reading.begins_phrase() || reading.number.is_some(),
                entries: reading.entries,
            }
        }
        None => {
            let (symbol, clitic) = if token.kind == TokenKind::Word {
                lexicon.unlisted(token.codes(codes))
            } else {
                (lexicon.latin(), 0)
            };
            Looked {
                key: NO_KEY,
                symbol,
                clitic: clitic as u8,
                begins: false,
                entries: EntryRange::default(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Gazetteer;
    use crate::rules::RulePack;
    use crate::text::{Folded, Kernel, fold, tokens_of};

    #[test]
    fn what_is_remembered_is_what_the_lexicon_says() {
        let pack = RulePack::builtin_with(Gazetteer::On).unwrap();
        let lexicon = pack.lexicon();
        let text = include_str!("../../rules/organizations.toml");
        let mut folded = Folded::default();
        fold(text, Kernel::detect(), &mut folded);
        let tokens = tokens_of(folded.codes());
        let is_word = |token: &&Token| matches!(token.kind, TokenKind::Word | TokenKind::Latin);
        let mut familiar = Familiar::default();
        familiar.with(pack.serial());
        for token in tokens.iter().filter(is_word) {
            let expected = looked(lexicon, folded.padded(), token);
            for _ in 0..2 {
                let found = familiar.look_up(lexicon, folded.padded(), token);
                assert_eq!(found, expected);
            }
        }
    }
}
