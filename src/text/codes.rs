//! The one-byte alphabet of folded text.
//!
//! Arabic text needs fewer than 256 distinct characters once spelling variants
//! are folded, so a code is one byte and every later stage works on bytes.
//! Codes are ordered by what they are, so that a class test is a comparison:
//! separators below [`FIRST_WORD`], then digits, Latin letters, Arabic letters.
//! This module is the only one that knows which character has which code; it
//! must never know about positions.

use std::sync::LazyLock;

use super::presentation::PRESENTATION_FORMS;

/// A folded character.
pub type Code = u8;

/// The character vanishes: diacritics, tatweel, invisible controls.
pub const DROP: Code = 0;
/// A character that no pattern can name (emoji, foreign symbols).
pub const OTHER: Code = 1;
/// A line end.
pub const NEWLINE: Code = 2;
/// Any horizontal white space.
pub const SPACE: Code = 3;
/// First of the punctuation marks, in the order of [`MARKS`].
pub const FIRST_MARK: Code = 4;
/// The first code that can be part of a word or number.
pub const FIRST_WORD: Code = 40;
/// Digit zero; the other nine follow.
pub const DIGIT_ZERO: Code = 40;
/// Latin letter a; the other 25 follow.
pub const LATIN_A: Code = 50;
/// A letter of any other script, or a Latin letter without an ASCII base.
pub const FOREIGN_LETTER: Code = 76;
/// The first Arabic letter, in the order of the alphabet.
pub const FIRST_LETTER: Code = 80;

/// One entry a punctuation mark: the characters that fold to it. The first one
/// names the mark in patterns.
pub const MARKS: [&str; 30] = [
    ".",
    ",\u{60c}\u{66c}\u{3001}",
    ";\u{61b}",
    ":",
    "/\u{2044}\u{2215}",
    "\\",
    "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"\u{ab}\u{bb}\u{201c}\u{201d}\u{201e}\u{2039}\u{203a}",
    "'\u{2018}\u{2019}\u{201a}`\u{b4}\u{2bc}",
    "!",
    "?\u{61f}",
    "%\u{66a}\u{609}\u{2030}",
    "&",
    "+",
    "*\u{66d}\u{2022}\u{b7}\u{25cf}\u{25aa}",
    "=",
    "#",
    "@",
    "_",
    "<",
    ">",
    "|\u{a6}",
    "~",
    "^",
];

/// One entry a folded Arabic letter: the characters that fold to it, the
/// canonical letter first. The order is that of the alphabet.
static LETTERS: [&str; 30] = [
    "\u{621}",
    "\u{627}\u{622}\u{623}\u{625}\u{671}\u{672}\u{673}\u{675}",
    "\u{628}\u{67b}\u{67e}\u{680}",
    "\u{62a}\u{679}\u{67a}\u{67c}\u{67d}\u{67f}",
    "\u{62b}",
    "\u{62c}\u{683}\u{684}\u{686}\u{687}\u{6bf}",
    "\u{62d}\u{681}",
    "\u{62e}\u{682}\u{685}",
    "\u{62f}\u{688}\u{689}\u{68a}\u{68b}\u{68d}\u{68e}\u{68f}\u{690}\u{6ee}",
    "\u{630}\u{68c}",
    "\u{631}\u{691}\u{692}\u{693}\u{694}\u{695}\u{696}\u{697}\u{6ef}",
    "\u{632}\u{698}\u{699}",
    "\u{633}\u{69a}\u{69b}",
    "\u{634}\u{69c}\u{6fa}",
    "\u{635}\u{69d}",
    "\u{636}\u{69e}\u{6fb}",
    "\u{637}\u{69f}",
    "\u{638}",
    "\u{639}\u{6a0}",
    "\u{63a}\u{6fc}",
    "\u{641}\u{6a1}\u{6a2}\u{6a3}\u{6a4}\u{6a5}\u{6a6}",
    "\u{642}\u{66f}\u{6a7}\u{6a8}",
    "\u{643}\u{6a9}\u{6aa}\u{6ab}\u{6ac}\u{6ad}\u{6ae}\u{6af}\u{6b0}\u{6b1}\u{6b2}\u{6b3}\u{6b4}\u{63b}\u{63c}",
    "\u{644}\u{6b5}\u{6b6}\u{6b7}\u{6b8}",
    "\u{645}",
    "\u{646}\u{6b9}\u{6ba}\u{6bb}\u{6bc}\u{6bd}",
    "\u{647}\u{629}\u{6be}\u{6c0}\u{6c1}\u{6c2}\u{6c3}\u{6d5}\u{6ff}",
    "\u{648}\u{624}\u{676}\u{677}\u{6c4}\u{6c5}\u{6c6}\u{6c7}\u{6c8}\u{6c9}\u{6ca}\u{6cb}\u{6cf}",
    "\u{64a}\u{626}\u{649}\u{620}\u{63d}\u{63e}\u{63f}\u{678}\u{6cc}\u{6cd}\u{6ce}\u{6d0}\u{6d1}\u{6d2}\u{6d3}",
    "\u{66e}",
];

/// One past the last code. All fit in seven bits.
pub const CODES: Code = FIRST_LETTER + LETTERS.len() as Code;

/// Latin letters with a diacritic, by their ASCII base.
static LATIN_VARIANTS: [(u8, &str); 22] = [
    (b'a', "ÀÁÂÃÄÅàáâãäåĀāĂăĄąǍǎǞǟǠǡǺǻȀȁȂȃȦȧæÆ"),
    (b'c', "ÇçĆćĈĉĊċČč"),
    (b'd', "ĎďðÐđĐ"),
    (b'e', "ÈÉÊËèéêëĒēĔĕĖėĘęĚěȄȅȆȇȨȩ"),
    (b'g', "ĜĝĞğĠġĢģǦǧǴǵ"),
    (b'h', "ĤĥȞȟħĦ"),
    (b'i', "ÌÍÎÏìíîïĨĩĪīĬĭĮįİıǏǐȈȉȊȋ"),
    (b'j', "Ĵĵǰ"),
    (b'k', "ĶķǨǩ"),
    (b'l', "ĹĺĻļĽľłŁ"),
    (b'n', "ÑñŃńŅņŇňǸǹŋŊ"),
    (b'o', "ÒÓÔÕÖòóôõöŌōŎŏŐőƠơǑǒǪǫǬǭȌȍȎȏȪȫȬȭȮȯȰȱøØœŒ"),
    (b'r', "ŔŕŖŗŘřȐȑȒȓ"),
    (b's', "ŚśŜŝŞşŠšȘșß"),
    (b't', "ŢţŤťȚțþÞŧŦ"),
    (b'u', "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųƯưǓǔǕǖǗǘǙǚǛǜȔȕȖȗ"),
    (b'w', "Ŵŵ"),
    (b'y', "ÝýÿŶŷŸȲȳ"),
    (b'z', "ŹźŻżŽž"),
    (b'f', "ƒ"),
    (b'b', "ƀɃ"),
    (b'v', "Ʋ"),
];

/// The code of the alef, first letter of the article.
pub const ALEF: Code = FIRST_LETTER + 1;
/// The code of the lam, second letter of the article.
pub const LAM: Code = FIRST_LETTER + 23;
/// The code of the ba.
pub const BA: Code = FIRST_LETTER + 2;
/// The code of the fa.
pub const FA: Code = FIRST_LETTER + 20;
/// The code of the kaf.
pub const KAF: Code = FIRST_LETTER + 22;
/// The code of the ha, which ta marbuta folds to.
pub const HA: Code = FIRST_LETTER + 26;
/// The code of the waw.
pub const WAW: Code = FIRST_LETTER + 27;
/// The code of the ya, which alef maqsura folds to.
pub const YA: Code = FIRST_LETTER + 28;

/// The code of the dash, in its place among [`MARKS`].
pub const DASH: Code = FIRST_MARK + 6;

/// Code of the mark that `character` folds to, if it is one.
pub fn mark(character: char) -> Option<Code> {
    (FIRST_MARK..)
        .zip(MARKS)
        .find(|(_, characters)| characters.contains(character))
        .map(|(code, _)| code)
}

/// Whether `character` is a combining mark that belongs to the letter before
/// it: it is dropped by folding but stays inside a span that ends there.
pub fn is_combining(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{8d3}'..='\u{8ff}' | '\u{1dc0}'..='\u{1dff}' | '\u{fe70}'..='\u{fe7f}')
}

/// The tatweel, which lengthens a word and says nothing; alone it is a dash,
/// which only folding in context can tell.
pub const TATWEEL: char = '\u{640}';

/// Whether a character has a place of its own on the line: it is neither a
/// mark on another nor invisible.
pub(super) fn is_shown(character: char) -> bool {
    !is_combining(character) && !is_invisible(character)
}

/// Whether a character folds to Arabic letters.
pub(super) fn is_letter(character: char) -> bool {
    let mut codes = Vec::new();
    fold_char(character, &mut codes);
    codes.iter().any(|&code| is_arabic(code))
}

/// Whether `character` is a mark that nobody sees: joiners, direction marks, a
/// byte order mark.
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{674}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_line_end(character: char) -> bool {
    matches!(
        character,
        '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// The code of a character that folds to at most one code. Presentation
/// forms, which can stand for several letters, are left to [`fold_char`].
fn fold_simple(character: char) -> Code {
    match SHORT.get(character as usize) {
        Some(&code) => code,
        None => fold_with(character, || {
            let listed = &*LONG;
            let found = listed.binary_search_by_key(&character, |&(character, _)| character);
            found.ok().map(|index| listed[index].1)
        }),
    }
}

/// The listed characters that UTF-8 writes with more than two bytes, in order.
static LONG: LazyLock<Vec<(char, Code)>> = LazyLock::new(|| {
    let mut listed: Vec<(char, Code)> = lists()
        .flat_map(|(code, characters)| characters.chars().map(move |c| (c, code)))
        .filter(|&(character, _)| character as usize >= SHORT.len())
        .collect();
    // Stable, so that the earliest of several entries is kept.
    listed.sort_by_key(|&(character, _)| character);
    listed.dedup_by_key(|&mut (character, _)| character);
    listed
});

/// The same, with what the lists of marks and letters say of it.
fn fold_with(character: char, listed: impl FnOnce() -> Option<Code>) -> Code {
    if is_combining(character) || character == TATWEEL || is_invisible(character) {
        return DROP;
    }
    if is_line_end(character) {
        return NEWLINE;
    }
    if character.is_whitespace() {
        return SPACE;
    }
    let digit = match character {
        '0'..='9' => Some(character as u32 - 0x30),
        '\u{660}'..='\u{669}' => Some(character as u32 - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(character as u32 - 0x6f0),
        _ => None,
    };
    if let Some(digit) = digit {
        return DIGIT_ZERO + digit as Code;
    }
    if character.is_ascii_alphabetic() {
        return LATIN_A + (character.to_ascii_lowercase() as u8 - b'a');
    }
    if let Some(code) = listed() {
        return code;
    }
    if character.is_alphanumeric() {
        FOREIGN_LETTER
    } else {
        OTHER
    }
}

/// The letters that a presentation form stands for.
pub fn letters_of(character: char) -> Option<&'static str> {
    let point = character as u32;
    if !(0xfb50..=0xfefc).contains(&point) {
        return None;
    }
    let found = PRESENTATION_FORMS.binary_search_by(|&(first, last, _)| {
        if last < point {
            std::cmp::Ordering::Less
        } else if first > point {
            std::cmp::Ordering::Greater
        } else {
            std::cmp::Ordering::Equal
        }
    });
    found.ok().map(|index| PRESENTATION_FORMS[index].2)
}

/// Replaces `codes` with the codes of `character`: none for what vanishes, up
/// to 18 for a ligature that is a whole phrase.
pub fn fold_char(character: char, codes: &mut Vec<Code>) {
    codes.clear();
    if let Some(letters) = letters_of(character) {
        let letters = letters.chars().map(fold_simple);
        codes.extend(letters.filter(|&code| code != DROP));
        return;
    }
    match fold_simple(character) {
        DROP => {}
        code => codes.push(code),
    }
}

/// The code of every character that UTF-8 writes with one or two bytes, by code
/// point. Each of them folds to at most one code.
pub(super) static SHORT: LazyLock<[Code; 0x800]> = LazyLock::new(|| {
    let mut listed = [None; 0x800];
    // Later entries give way to earlier ones, as where each character is sought.
    for (code, characters) in lists().rev() {
        for character in characters.chars() {
            if let Some(held) = listed.get_mut(character as usize) {
                *held = Some(code);
            }
        }
    }
    std::array::from_fn(|point| {
        char::from_u32(point as u32)
            .map_or(DROP, |character| fold_with(character, || listed[point]))
    })
});

/// The characters of each mark, letter and Latin letter with a sign, in the order
/// in which they count.
fn lists() -> impl DoubleEndedIterator<Item = (Code, &'static str)> {
    let numbered = |first: Code, lists: &'static [&'static str]| {
        let list = move |at: usize| (first + at as Code, lists[at]);
        (0..lists.len()).map(list)
    };
    let latin = LATIN_VARIANTS
        .iter()
        .map(|&(base, list)| (LATIN_A + (base - b'a'), list));
    numbered(FIRST_MARK, const { &MARKS })
        .chain(numbered(FIRST_LETTER, &LETTERS))
        .chain(latin)
}

/// The folded codes of `text`, without a way back: for the lexicon and for
/// patterns, whose positions nobody asks for.
pub fn fold_word(text: &str) -> Vec<Code> {
    let short = &*SHORT;
    let mut folded = Vec::with_capacity(text.len());
    let mut codes = Vec::new();
    for character in text.chars() {
        match short.get(character as usize) {
            Some(&DROP) => {}
            Some(&code) => folded.push(code),
            None => {
                fold_char(character, &mut codes);
                folded.extend_from_slice(&codes);
            }
        }
    }
    folded
}

/// The canonical spelling of folded codes, for people to read.
pub fn unfold(codes: &[Code]) -> String {
    let of = |code: Code| match code {
        SPACE => ' ',
        NEWLINE => '\n',
        DIGIT_ZERO..=49 => char::from(b'0' + code - DIGIT_ZERO),
        LATIN_A..=75 => char::from(b'a' + code - LATIN_A),
        FOREIGN_LETTER => '\u{25a1}',
        FIRST_LETTER.. => letter(usize::from(code - FIRST_LETTER)),
        FIRST_MARK.. => letter_of(&MARKS, usize::from(code - FIRST_MARK)),
        _ => '\u{fffd}',
    };
    codes.iter().map(|&code| of(code)).collect()
}

fn letter(index: usize) -> char {
    letter_of(&LETTERS, index)
}

fn letter_of(table: &[&str], index: usize) -> char {
    let characters = table.get(index).copied().unwrap_or_default();
    characters.chars().next().unwrap_or('\u{fffd}')
}

/// Whether a code is a digit.
pub fn is_digit(code: Code) -> bool {
    (DIGIT_ZERO..DIGIT_ZERO + 10).contains(&code)
}

/// Whether a code is an Arabic letter.
pub fn is_arabic(code: Code) -> bool {
    code >= FIRST_LETTER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_fold_to_one_word() {
        let variants = [
            "أميركا",
            "امیرکا",
            "أَمِيرْكَا",
            "أمـيركا",
            "\u{627}\u{654}ميركا",
            "أ\u{200c}ميركا",
        ];
        for variant in variants {
            assert_eq!(fold_word(variant), fold_word("اميركا"), "{variant}");
        }
        assert_eq!(fold_word("فرنسية"), fold_word("فرنسيه"));
        assert_eq!(fold_word("٣٫١٤")[0], DIGIT_ZERO + 3);
        assert_eq!(fold_word("۱۲۳"), fold_word("123"));
        assert_eq!(fold_word("١٢٣"), fold_word("123"));
    }

    #[test]
    fn ligatures_open() {
        assert_eq!(fold_word("\u{fefb}"), fold_word("لا"));
        assert_eq!(fold_word("\u{fdf2}"), fold_word("الله"));
        assert_eq!(
            fold_word("\u{fdfa}"),
            fold_word("صلى\u{20}الله\u{20}عليه\u{20}وسلم")
        );
    }

    #[test]
    fn named_letters_are_where_the_constants_say() {
        for (code, text) in [
            (ALEF, "ا"),
            (LAM, "ل"),
            (BA, "ب"),
            (FA, "ف"),
            (KAF, "ك"),
            (HA, "ه"),
            (WAW, "و"),
            (YA, "ي"),
        ] {
            assert_eq!(fold_word(text), [code]);
            assert_eq!(fold_word("-"), [DASH]);
            assert_eq!(unfold(&[code]), text);
        }
    }

    #[test]
    fn every_class_of_code_keeps_to_its_range() {
        let step = if cfg!(miri) { 89 } else { 1 };
        let points = (0..0x3000).chain(0xfb00..0xff00).chain(0x1f600..0x1f650);
        for point in points.step_by(step) {
            let Some(character) = char::from_u32(point) else {
                continue;
            };
            let mut codes = Vec::new();
            fold_char(character, &mut codes);
            for code in codes {
                assert!(
                    code < FIRST_MARK + MARKS.len() as u8 || code >= FIRST_WORD,
                    "U+{point:04X}"
                );
                assert!(code < CODES, "U+{point:04X} {code}");
            }
        }
    }
}
