//! Familiar words: what was looked up lately, kept near.
//!
//! A few thousand words make up most of every text, and the lexicon has hundreds
//! of thousands of keys: without this each word would be sought in memory that is
//! far away. It remembers what the lexicon said; it must never say anything else,
//! and what it holds is compared in full.

use crate::lexicon::{Lexicon, Symbol, WordHead};
use crate::text::codes::Code;
use crate::text::numerals::NumberWord;
use crate::text::{Token, TokenKind};

/// Stands for "no key of the lexicon".
pub const NO_KEY: u32 = u32::MAX;

/// Whether tokens of a kind are looked up by themselves.
pub fn is_word(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Word | TokenKind::Latin)
}

/// What a word is, by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Its key in the lexicon, or [`NO_KEY`].
    pub key: u32,
    /// Classes and proclitic.
    pub symbol: Symbol,
    /// Codes that proclitics take.
    pub clitic: u8,
    /// Where the phrases that begin with it are; 0 if there are none.
    pub root: u32,
    /// The number it tells.
    pub number: Option<NumberWord>,
}

impl Looked {
    /// Stands for what is no word.
    const NO_WORD: Self = Self {
        key: NO_KEY,
        symbol: Symbol(0),
        clitic: 0,
        root: 0,
        number: None,
    };
}

/// A remembered word of at most sixteen codes; laid out to take half a cache line.
#[derive(Clone, Copy, Debug)]
struct Known {
    low: u64,
    high: u64,
    key: u32,
    root: u32,
    number: Option<NumberWord>,
    symbol: Symbol,
    clitic: u8,
    /// The length; 0 is nobody's.
    length: u8,
}

const _: () = assert!(size_of::<Known>() == 32);

const NOBODY: Known = Known {
    low: 0,
    high: 0,
    key: NO_KEY,
    root: 0,
    number: None,
    symbol: Symbol(0),
    clitic: 0,
    length: 0,
};

impl Known {
    fn new(head: WordHead, looked: Looked) -> Self {
        let (low, high, length) = head.parts();
        Self {
            low,
            high,
            key: looked.key,
            root: looked.root,
            number: looked.number,
            symbol: looked.symbol,
            clitic: looked.clitic,
            length,
        }
    }

    #[inline]
    fn is(&self, head: WordHead) -> bool {
        let (low, high, length) = head.parts();
        let length = u64::from(length ^ self.length);
        (self.low ^ low) | (self.high ^ high) | length == 0
    }

    #[inline]
    fn looked(&self) -> Looked {
        Looked {
            key: self.key,
            symbol: self.symbol,
            clitic: self.clitic,
            root: self.root,
            number: self.number,
        }
    }
}

/// Words remembered; a power of two. They take 256 KB.
const SIZE: usize = 1 << 13;

/// Words that are looked up together: while one waits for memory that is far away,
/// the others wait for theirs.
const TOGETHER: usize = 64;

/// A word that is not remembered.
#[derive(Clone, Copy, Debug)]
struct Missed {
    /// Its token.
    token: usize,
    head: WordHead,
    hash: u64,
    /// Whether it may be a word of the lexicon.
    listed: bool,
}

const NOTHING_MISSED: Missed = Missed {
    token: 0,
    head: WordHead::NONE,
    hash: 0,
    listed: false,
};

/// The words that a thread met lately, in a lexicon.
#[derive(Debug, Default)]
pub struct Familiar {
    known: Vec<Known>,
    missed: Vec<Missed>,
    /// The pack whose lexicon it was.
    serial: u64,
}

impl Familiar {
    /// Forgets everything, unless it is of the same pack. `serial` is the pack's.
    pub fn with(&mut self, serial: u64) {
        if self.serial != serial || self.known.is_empty() {
            self.known.clear();
            self.known.resize(SIZE, NOBODY);
            self.missed.resize(TOGETHER, NOTHING_MISSED);
            self.serial = serial;
        }
    }

    /// Replaces `words` with what the words of all tokens are. `codes` must be
    /// padded.
    pub fn look_up(
        &mut self,
        lexicon: &Lexicon,
        codes: &[Code],
        tokens: &[Token],
        words: &mut Vec<Looked>,
    ) {
        words.clear();
        words.reserve(tokens.len());
        for together in tokens.chunks(TOGETHER) {
            let missed = self.remembered(lexicon, codes, together, words);
            let missed = &mut self.missed[..missed];
            for missed in missed.iter_mut() {
                missed.listed = lexicon.may_list(missed.hash);
            }
            for missed in missed.iter_mut().filter(|missed| missed.listed) {
                missed.listed = lexicon.is_near(missed.hash);
            }
            for missed in missed {
                let token = &tokens[missed.token];
                let looked = if missed.listed {
                    looked(lexicon, codes, token)
                } else {
                    unlisted(lexicon, codes, token)
                };
                words[missed.token] = looked;
                let known = &mut self.known[missed.hash as usize & (SIZE - 1)];
                *known = Known::new(missed.head, looked);
            }
        }
    }

    /// Adds what is remembered of some tokens, and notes which words are not; how
    /// many these are. Whether a word is remembered is a toss-up for a processor, so
    /// that nothing here hangs on it.
    fn remembered(
        &mut self,
        lexicon: &Lexicon,
        codes: &[Code],
        tokens: &[Token],
        words: &mut Vec<Looked>,
    ) -> usize {
        let mut count = 0;
        for token in tokens {
            if !is_word(token.kind) {
                words.push(Looked::NO_WORD);
                continue;
            }
            let (start, end) = (token.start as usize, token.end as usize);
            let head = WordHead::of(codes, start, end - start);
            if !head.is_all() {
                words.push(looked(lexicon, codes, token));
                continue;
            }
            let hash = head.hash();
            let known = &self.known[hash as usize & (SIZE - 1)];
            self.missed[count] = Missed {
                token: words.len(),
                head,
                hash,
                listed: false,
            };
            count += usize::from(!known.is(head));
            words.push(known.looked());
        }
        count
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
                root: reading.root,
                number: reading.number,
            }
        }
        None => unlisted(lexicon, codes, token),
    }
}

/// What a word of no list is.
fn unlisted(lexicon: &Lexicon, codes: &[Code], token: &Token) -> Looked {
    let (symbol, clitic) = if token.kind == TokenKind::Word {
        lexicon.unlisted(token.codes(codes))
    } else {
        (lexicon.latin(), 0)
    };
    Looked {
        symbol,
        clitic: clitic as u8,
        ..Looked::NO_WORD
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
        let expected: Vec<Looked> = tokens
            .iter()
            .map(|token| match is_word(token.kind) {
                true => looked(lexicon, folded.padded(), token),
                false => Looked::NO_WORD,
            })
            .collect();
        let mut familiar = Familiar::default();
        familiar.with(pack.serial());
        let mut words = Vec::new();
        for _ in 0..2 {
            familiar.look_up(lexicon, folded.padded(), &tokens, &mut words);
            assert!(words == expected);
        }
    }
}
