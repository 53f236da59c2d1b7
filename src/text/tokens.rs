//! Tokens: runs of letters, runs of digits, single marks.
//!
//! Letters and digits never share a token (`1319هـ` is two), nor do Arabic and
//! Latin letters. White space separates and is no token, but for the blank
//! line, which is one, so that no pattern can reach across it. Tokens are cut by
//! the codes alone; this module must never ask what a word means.

use super::codes::{self, Code, FIRST_WORD, NEWLINE, SPACE};

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

/// Replaces `tokens` with the tokens of `codes`.
pub fn tokenize(codes: &[Code], tokens: &mut Vec<Token>) {
    tokens.clear();
    tokens.reserve(codes.len() / 5);
    let mut at = 0;
    while let Some(&code) = codes.get(at) {
        if code == SPACE {
            at += 1;
        } else if code == NEWLINE {
            at = skip_lines(codes, at, tokens);
        } else {
            let kind = KINDS[usize::from(code)];
            let length = if kind == TokenKind::Mark {
                1
            } else {
                let rest = &codes[at..];
                rest.iter()
                    .position(|&next| KINDS[usize::from(next)] != kind)
                    .unwrap_or(rest.len())
            };
            tokens.push(Token {
                start: at as u32,
                end: (at + length) as u32,
                kind,
            });
            at += length;
        }
    }
}

/// Skips white space from the line end at `at`; a second line end makes a
/// blank-line token.
fn skip_lines(codes: &[Code], at: usize, tokens: &mut Vec<Token>) -> usize {
    let mut next = at + 1;
    let mut blank = false;
    while let Some(&code) = codes.get(next) {
        match code {
            SPACE => {}
            NEWLINE => blank = true,
            _ => break,
        }
        next += 1;
    }
    if blank {
        tokens.push(Token {
            start: at as u32 + 1,
            end: at as u32 + 1,
            kind: TokenKind::Blank,
        });
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::codes::{fold_word, unfold};

    fn cut(text: &str) -> Vec<String> {
        let codes = fold_word(text);
        let mut tokens = Vec::new();
        tokenize(&codes, &mut tokens);
        tokens
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
}
