//! Tokens: runs of letters, runs of digits, single marks.
//!
//! Letters and digits never share a token (`1319هـ` is two), nor do Arabic and
//! Latin letters. White space separates and is no token, but for the blank
//! line, which is one, so that no pattern can reach across it. Tokens are cut by
//! the codes alone; this module must never ask what a word means.

use super::classes::Classes;
use super::codes::{self, Code, FIRST_WORD, SPACE};
use super::simd::{BLOCK, Kernel};

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TokenKind {
    /// One punctuation mark or symbol.
    Mark,
    /// A run of digits.
    Number,
    /// A run of Latin or other foreign letters.
    Latin,
    /// A run of Arabic letters.
    Word,
    /// One or more blank lines: an empty token behind the first line end.
    Blank,
}

/// A token; positions are indices of codes, `end` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First code.
    pub start: u32,
    /// One past the last code.
    pub end: u32,
    /// What it is made of.
    pub kind: TokenKind,
}

impl Token {
    /// Stands where no token is yet.
    const NONE: Self = Self {
        start: 0,
        end: 0,
        kind: TokenKind::Mark,
    };

    /// The codes of the token.
    pub fn codes<'a>(&self, codes: &'a [Code]) -> &'a [Code] {
        &codes[self.start as usize..self.end as usize]
    }
}

const fn kinds() -> [TokenKind; 256] {
    let mut kinds = [TokenKind::Mark; 256];
    let mut code = FIRST_WORD as usize;
    while code < 256 {
        kinds[code] = if code < codes::LATIN_A as usize {
            TokenKind::Number
        } else if code < codes::FIRST_LETTER as usize {
            TokenKind::Latin
        } else {
            TokenKind::Word
        };
        code += 1;
    }
    kinds
}

static KINDS: [TokenKind; 256] = kinds();

/// Marks that can end a sentence, or stand behind one that does, as a set of codes.
const PAUSES: u64 = {
    let marks = [b'.', b'!', b'?', b')', b']', b'"', b'\''];
    let (mut set, mut at) = (0, 0);
    while at < marks.len() {
        let mut place = 0;
        while codes::MARKS[place].as_bytes()[0] != marks[at] {
            place += 1;
        }
        set |= 1 << (codes::FIRST_MARK as usize + place);
        at += 1;
    }
    set
};

/// The tokens of `codes`, for short texts: words of a lexicon, patterns.
pub fn tokens_of(codes: &[Code]) -> Vec<Token> {
    let mut tokens = Vec::new();
    tokenize(codes, Kernel::SCALAR, &mut tokens, &mut Vec::new());
    tokens
}

/// Replaces `tokens` with the tokens of `codes`, and `pauses` with the indices of
/// those behind which a sentence may end, in order: a mark before white space that
/// can end one or close what ends one, whatever stands before a line end, a blank line.
pub fn tokenize(codes: &[Code], kernel: Kernel, tokens: &mut Vec<Token>, pauses: &mut Vec<u32>) {
    let mut cutter = Cutter {
        codes,
        base: 0,
        tokens,
        count: 0,
        pauses,
        open: None,
        before: Classes::BLANK,
        lines: Lines::None,
    };
    cutter.pauses.clear();
    let (blocks, rest) = codes.as_chunks::<BLOCK>();
    kernel.classify(blocks, |classes| cutter.block(classes));
    // White space behind the end closes the last token.
    let mut last = [SPACE; BLOCK];
    last[..rest.len()].copy_from_slice(rest);
    Kernel::SCALAR.classify(&[last], |classes| cutter.block(classes));
    let count = cutter.count;
    tokens.truncate(count);
}

/// Line ends since the last token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lines {
    /// None.
    None,
    /// One, behind the code with this index.
    One(u32),
    /// More: their token is made.
    Blank,
}

/// Cuts tokens out of one block after the other.
struct Cutter<'a> {
    codes: &'a [Code],
    /// Where the next block begins.
    base: usize,
    /// The tokens, and behind them what an earlier text left.
    tokens: &'a mut Vec<Token>,
    /// How many there are.
    count: usize,
    pauses: &'a mut Vec<u32>,
    /// The start of a token that has not ended yet.
    open: Option<u32>,
    /// Classes of the block before.
    before: Classes,
    lines: Lines,
}

/// A set moved up by one code; the last code of the block before comes first.
#[inline]
fn behind(set: u64, before: u64) -> u64 {
    set << 1 | before >> 63
}

impl Cutter<'_> {
    /// Cuts the next block.
    #[inline(always)]
    fn block(&mut self, classes: &Classes) {
        let base = self.base;
        let before = &self.before;
        // Codes of the class that the code before them has: a token goes on. A letter
        // that is not Arabic and one that is are two classes, and no mark goes on.
        let both = |set: u64, before: u64| set & behind(set, before);
        let goes_on = both(classes.word & !classes.letter, before.word & !before.letter)
            | both(
                classes.letter & !classes.arabic,
                before.letter & !before.arabic,
            )
            | both(classes.arabic, before.arabic);
        let shown = !classes.blank();
        let starts = shown & !goes_on;
        let ends = behind(shown, !before.blank()) & !goes_on;
        // Marks that white space follows, told by the code behind.
        let stops = behind(classes.mark(), before.mark()) & classes.blank();
        if classes.newline == 0 {
            self.within_line(base, starts, ends, stops);
        } else {
            self.across_lines(base, starts, ends, stops, classes.newline);
        }
        self.before = *classes;
        self.base = base + BLOCK;
    }

    /// Cuts a block without line ends.
    #[inline(always)]
    fn within_line(&mut self, base: usize, mut starts: u64, ends: u64, mut stops: u64) {
        while stops != 0 {
            let at = stops.trailing_zeros();
            if self.is_pause(base + at as usize) {
                // The token that ends there: of those of this block as many end before.
                let rank = (ends & ((1 << at) - 1)).count_ones();
                self.pauses.push(self.count as u32 + rank);
            }
            stops &= stops - 1;
        }
        if ends != 0 {
            self.lines = Lines::None;
        }
        let count = ends.count_ones() as usize;
        if self.tokens.len() < self.count + BLOCK {
            self.tokens.resize(self.count + BLOCK, Token::NONE);
        }
        let mut slots = self.tokens[self.count..self.count + count].iter_mut();
        self.count += count;
        let codes = self.codes;
        let fill = |slot: &mut Token, start: u32, ends: &mut u64| {
            *slot = Token {
                start,
                end: base as u32 + ends.trailing_zeros(),
                kind: KINDS[usize::from(codes[start as usize])],
            };
            *ends &= ends.wrapping_sub(1);
        };
        let mut ends = ends;
        if let Some(start) = self.open
            && let Some(slot) = slots.next()
        {
            fill(slot, start, &mut ends);
            self.open = None;
        }
        for slot in slots {
            fill(slot, base as u32 + starts.trailing_zeros(), &mut ends);
            starts &= starts.wrapping_sub(1);
        }
        if starts != 0 {
            self.open = Some(base as u32 + starts.trailing_zeros());
        }
    }

    /// Cuts a block with line ends, one event after the other.
    #[cold]
    fn across_lines(&mut self, base: usize, mut starts: u64, ends: u64, stops: u64, newlines: u64) {
        let mut events = ends | newlines;
        while events != 0 {
            let bit = events & events.wrapping_neg();
            let at = base as u32 + events.trailing_zeros();
            if ends & bit != 0 {
                let start = self.open.take().unwrap_or_else(|| {
                    let start = base as u32 + starts.trailing_zeros();
                    starts &= starts - 1;
                    start
                });
                let kind = KINDS[usize::from(self.codes[start as usize])];
                self.push(Token {
                    start,
                    end: at,
                    kind,
                });
                self.lines = Lines::None;
                if stops & bit != 0 && self.is_pause(at as usize) {
                    self.pause();
                }
            }
            if newlines & bit != 0 {
                self.line_end(at);
            }
            events &= events - 1;
        }
        if starts != 0 {
            self.open = Some(base as u32 + starts.trailing_zeros());
        }
    }

    /// Takes a line end that is code `at`.
    fn line_end(&mut self, at: u32) {
        self.lines = match self.lines {
            Lines::None => {
                self.pause();
                Lines::One(at + 1)
            }
            Lines::One(place) => {
                self.push(Token {
                    start: place,
                    end: place,
                    kind: TokenKind::Blank,
                });
                self.pause();
                Lines::Blank
            }
            Lines::Blank => Lines::Blank,
        }
    }

    /// Whether the mark before code `at` can end a sentence.
    fn is_pause(&self, at: usize) -> bool {
        PAUSES >> self.codes[at - 1] & 1 == 1
    }

    /// Notes the last token, unless it is noted.
    fn pause(&mut self) {
        let last = self.count.checked_sub(1).map(|last| last as u32);
        if let Some(last) = last
            && self.pauses.last() != Some(&last)
        {
            self.pauses.push(last);
        }
    }

    fn push(&mut self, token: Token) {
        match self.tokens.get_mut(self.count) {
            Some(slot) => *slot = token,
            None => self.tokens.push(token),
        }
        self.count += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::codes::{NEWLINE, fold_word, unfold};

    fn cut(text: &str) -> Vec<String> {
        let codes = fold_word(text);
        tokens_of(&codes)
            .iter()
            .map(|token| unfold(token.codes(&codes)))
            .collect()
    }

    #[test]
    fn letters_and_digits_part() {
        assert_eq!(
            cut("سنة1319هـ (BTO)"),
            ["سنه", "1319", "ه", "(", "bto", ")"]
        );
        assert_eq!(cut("26/4/١٩٤٨"), ["26", "/", "4", "/", "1948"]);
    }

    #[test]
    fn only_a_blank_line_is_a_token() {
        assert_eq!(cut("قبل\nبعد"), ["قبل", "بعد"]);
        assert_eq!(cut("قبل \r\n \r\nبعد"), ["قبل", "", "بعد"]);
        assert_eq!(cut("\n\n\n"), [""]);
    }
    /// The same, one code after the other.
    fn one_by_one(codes: &[Code]) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut at = 0;
        while at < codes.len() {
            let kind = KINDS[usize::from(codes[at])];
            let until = |is: &dyn Fn(Code) -> bool| {
                let end = codes[at..].iter().position(|&code| !is(code));
                at + end.unwrap_or(codes.len() - at)
            };
            let end = match codes[at] {
                SPACE => at + 1,
                NEWLINE => {
                    let end = until(&|code| code == SPACE || code == NEWLINE);
                    if codes[at + 1..end].contains(&NEWLINE) {
                        tokens.push(Token {
                            start: at as u32 + 1,
                            end: at as u32 + 1,
                            kind: TokenKind::Blank,
                        });
                    }
                    end
                }
                _ if kind == TokenKind::Mark => at + 1,
                _ => until(&|code| KINDS[usize::from(code)] == kind),
            };
            if codes[at] != SPACE && codes[at] != NEWLINE {
                tokens.push(Token {
                    start: at as u32,
                    end: end as u32,
                    kind,
                });
            }
            at = end;
        }
        tokens
    }

    /// Tokens behind which a sentence may end.
    fn breaks(codes: &[Code], tokens: &[Token]) -> Vec<u32> {
        let may = |&index: &usize| {
            let token = tokens[index];
            let next = tokens.get(index + 1);
            let gap = &codes[token.end as usize..next.map_or(codes.len(), |t| t.start as usize)];
            let pause = token.kind == TokenKind::Mark
                && PAUSES >> codes[token.start as usize] & 1 == 1
                && (!gap.is_empty() || next.is_none());
            token.kind == TokenKind::Blank || gap.contains(&NEWLINE) || pause
        };
        let indices = (0..tokens.len()).filter(may);
        indices.map(|index| index as u32).collect()
    }

    fn any_code() -> impl Strategy<Value = Code> {
        prop_oneof![
            4 => Just(SPACE),
            1 => Just(NEWLINE),
            1 => 1..FIRST_WORD,
            1 => Just(FIRST_WORD),
            1 => FIRST_WORD..codes::CODES,
            6 => codes::FIRST_LETTER..codes::CODES,
        ]
    }

    proptest! {
        #[test]
        fn every_kernel_cuts_the_same_tokens(
            codes in proptest::collection::vec(any_code(), 0..600),
        ) {
            let expected = one_by_one(&codes);
            let expected_breaks = breaks(&codes, &expected);
            // What stood there before must not show.
            let (mut tokens, mut pauses) = (vec![Token::NONE; 70], vec![7]);
            for kernel in Kernel::all() {
                for length in [codes.len(), codes.len().min(200)] {
                    tokenize(&codes[..length], kernel, &mut tokens, &mut pauses);
                    if length == codes.len() {
                        prop_assert_eq!(&tokens, &expected, "{:?}", kernel);
                        prop_assert_eq!(&pauses, &expected_breaks, "{:?}", kernel);
                    } else {
                        prop_assert_eq!(&tokens, &one_by_one(&codes[..length]), "{:?}", kernel);
                    }
                }
            }
        }
    }
}
