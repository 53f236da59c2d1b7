//! Expressions on how a capture is written.
//!
//! Some words differ only in letters that folding makes one (`المجري`,
//! `المجرى`), or in the case of Latin ones. What an expression sees is what a
//! reader sees: the letters, not how they are encoded. Vowel signs, tatweel and
//! marks that nobody sees are gone, presentation forms are opened, decomposed
//! letters composed; digits are ASCII and every white space is one blank. The
//! expression must never meet anything that a variant of the text would change
//! without changing what is read.

use std::borrow::Cow;
use std::sync::OnceLock;

use unicode_normalization::char::compose;

use crate::text::codes::{self, TATWEEL, is_combining, is_invisible};

/// A regular expression for the spelling of a capture.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Spelling {
    source: String,
    #[serde(skip)]
    expression: OnceLock<Option<regex::Regex>>,
}

impl Spelling {
    /// Keeps an expression.
    ///
    /// # Errors
    /// What is wrong with its syntax.
    pub fn new(source: &str) -> Result<Self, String> {
        regex_syntax::parse(source).map_err(|error| error.to_string())?;
        Ok(Self {
            source: source.to_owned(),
            expression: OnceLock::new(),
        })
    }

    /// The expression as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it matches anywhere in `original` as a reader sees it. An
    /// expression that is too large matches nothing.
    pub fn is_match(&self, original: &str) -> bool {
        let expression = self
            .expression
            .get_or_init(|| regex::Regex::new(&self.source).ok());
        expression
            .as_ref()
            .is_some_and(|expression| expression.is_match(&written(original)))
    }
}

/// A text as a reader sees it.
fn written(original: &str) -> Cow<'_, str> {
    let plain = |c: char| {
        matches!(c, '!'..='~' | '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}')
            || c.is_ascii_graphic()
    };
    if original.chars().all(plain) {
        return original.into();
    }
    let mut seen = String::with_capacity(original.len());
    for c in original.chars() {
        if let Some(letters) = codes::letters_of(c) {
            seen.extend(letters.chars().filter(|&c| !is_combining(c)));
        } else if is_combining(c) {
            // A hamza or madda of a decomposed letter is part of it; what makes
            // no letter with the one before says nothing.
            if let Some(whole) = seen.chars().next_back().and_then(|last| compose(last, c)) {
                seen.pop();
                seen.push(whole);
            }
        } else if c.is_whitespace() {
            if !seen.ends_with(' ') {
                seen.push(' ');
            }
        } else if c != TATWEEL && !is_invisible(c) {
            seen.push(match c {
                '\u{660}'..='\u{669}' => digit(c, 0x660),
                '\u{6f0}'..='\u{6f9}' => digit(c, 0x6f0),
                '\u{6a9}' => 'ك',
                c => c,
            });
        }
    }
    settle_persian(seen).into()
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(c as u32 - zero, 10).unwrap_or(c)
}

/// Inside a word the Persian ی is `ي`; at its end it can be `ى` as well and stays.
fn settle_persian(text: String) -> String {
    if !text.contains('\u{6cc}') {
        return text;
    }
    let mut settled = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let inside = characters.peek().is_some_and(|next| next.is_alphabetic());
        settled.push(if c == '\u{6cc}' && inside { 'ي' } else { c });
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_sees_what_a_reader_sees() {
        for (original, seen) in [
            ("MFW", "MFW"),
            ("M\u{200e}F\u{200c}W", "MFW"),
            ("656هُـ", "656ه"),
            ("\u{fe8d}\u{fedf}\u{fee8}\u{fe8e}\u{fe97}\u{feee}", "الناتو"),
            ("\u{fef5}\u{feed}", "لآو"),
            ("\u{627}\u{653}ذ\u{627}\u{654}ر\u{64e}", "آذأر"),
            ("١٩٦٠ ۱۹۶۰", "1960 1960"),
            ("حلف\u{a0}\n شمال", "حلف شمال"),
            ("\u{6a9}\u{6cc}ف\u{6cc}", "كيف\u{6cc}"),
        ] {
            assert_eq!(written(original), seen, "{original:?}");
        }
    }

    #[test]
    fn yeh_and_alef_maqsura_stay_apart() {
        let spelling = Spelling::new("ي$").unwrap();
        assert!(spelling.is_match("المَجَرِيِّ"));
        assert!(spelling.is_match("\u{fef1}"));
        assert!(!spelling.is_match("المجرى"));
        assert!(!spelling.is_match("المجر\u{6cc}"));
    }
}
