//! Other letters and signs for the same word.

use unicode_normalization::char::decompose_canonical;

use super::edits::Edits;
use crate::text::codes::{TATWEEL, is_combining};

/// Vowel signs in turn: fatha, damma, kasra, sukun, shadda with fatha, tanwin.
const SIGNS: [&str; 6] = [
    "\u{64e}",
    "\u{64f}",
    "\u{650}",
    "\u{652}",
    "\u{651}\u{64e}",
    "\u{64b}",
];

/// Forms of the alef: each becomes the next.
const ALEFS: [char; 5] = ['\u{627}', '\u{623}', '\u{625}', '\u{622}', '\u{671}'];

/// Whether a character is an Arabic letter on which a vowel sign can stand.
pub(super) fn is_letter(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}' | '\u{671}'..='\u{6d3}' | '\u{6d5}' | '\u{6fa}'..='\u{6ff}')
}

/// A sign behind every `step`th letter that has none.
pub(super) fn tashkeel(text: &str, step: usize) -> Edits {
    let mut edits = Edits::default();
    let mut letters = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let marked = characters
            .peek()
            .is_some_and(|&(_, next)| is_combining(next));
        if is_letter(c) {
            if letters % step == 0 && !marked {
                edits.attach(at + c.len_utf8(), SIGNS[letters / step % SIGNS.len()]);
            }
            letters += 1;
        }
    }
    edits
}

/// A tatweel behind every letter that joins the next.
pub(super) fn tatweel(text: &str) -> Edits {
    let mut edits = Edits::default();
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|&(_, next)| next);
        if joins_next(c) && next.is_some_and(|next| is_letter(next) && next != '\u{621}') {
            edits.attach(at + c.len_utf8(), TATWEEL.to_string());
        }
    }
    edits
}

/// Whether a letter joins the one behind it.
pub(super) fn joins_next(c: char) -> bool {
    is_letter(c)
        && !matches!(c,
            '\u{621}'..='\u{625}' | '\u{627}' | '\u{629}' | '\u{62f}'..='\u{632}' | '\u{648}' | '\u{649}'
            | '\u{671}'..='\u{673}' | '\u{675}'..='\u{677}' | '\u{688}'..='\u{699}' | '\u{6c0}'
            | '\u{6c3}'..='\u{6cb}' | '\u{6cd}' | '\u{6cf}' | '\u{6d2}' | '\u{6d3}' | '\u{6d5}')
}

/// Puts another character for each for which `other` knows one.
fn exchange(text: &str, other: impl Fn(char) -> Option<char>) -> Edits {
    let mut edits = Edits::default();
    for (at, c) in text.char_indices() {
        if let Some(other) = other(c).filter(|&other| other != c) {
            edits.replace(at..at + c.len_utf8(), other);
        }
    }
    edits
}

pub(super) fn bare_alef(text: &str) -> Edits {
    exchange(text, |c| ALEFS.contains(&c).then_some(ALEFS[0]))
}

pub(super) fn other_alef(text: &str) -> Edits {
    exchange(text, |c| {
        let place = ALEFS.iter().position(|&alef| alef == c)?;
        Some(ALEFS[(place + 1) % ALEFS.len()])
    })
}

/// Exchanges two letters at the end of words of more than one letter.
pub(super) fn last_letter(text: &str, one: char, other: char) -> Edits {
    let in_word = |c: char| is_letter(c) || is_combining(c) || c == TATWEEL;
    let mut edits = Edits::default();
    let mut letters = 0;
    for (at, c) in text.char_indices() {
        if !in_word(c) {
            letters = 0;
            continue;
        }
        letters += usize::from(is_letter(c));
        let behind = text[at + c.len_utf8()..].chars();
        let last = !behind.take_while(|&next| in_word(next)).any(is_letter);
        if last && letters > 1 && (c == one || c == other) {
            edits.replace(at..at + c.len_utf8(), if c == one { other } else { one });
        }
    }
    edits
}

/// The digits of the set that begins with `zero`.
pub(super) fn digits(text: &str, zero: char) -> Edits {
    exchange(text, |c| {
        let value = match c {
            '0'..='9' => c as u32 - '0' as u32,
            '\u{660}'..='\u{669}' => c as u32 - 0x660,
            '\u{6f0}'..='\u{6f9}' => c as u32 - 0x6f0,
            _ => return None,
        };
        char::from_u32(zero as u32 + value)
    })
}

pub(super) fn persian(text: &str) -> Edits {
    exchange(text, |c| match c {
        'ك' => Some('\u{6a9}'),
        'ي' | 'ى' => Some('\u{6cc}'),
        _ => None,
    })
}

/// Canonical decomposition. Marks are not put in canonical order, which nobody
/// could tell from here.
pub(super) fn decomposed(text: &str) -> Edits {
    let mut edits = Edits::default();
    for (at, c) in text.char_indices() {
        let mut parts = String::new();
        decompose_canonical(c, |part| parts.push(part));
        if parts.chars().ne([c]) {
            edits.replace(at..at + c.len_utf8(), parts);
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "زار إلى فرنسا في ٤ آذار 1947م";

    #[test]
    fn vowel_signs_belong_to_their_letter() {
        let edits = tashkeel(TEXT, 1);
        let changed = edits.apply(TEXT);
        assert!(
            changed.starts_with("ز\u{64e}ا\u{64f}ر\u{650} "),
            "{changed}"
        );
        let start = TEXT.find("فرنسا").unwrap();
        let slice = &changed[edits.map(start..start + "فرنسا".len())];
        assert!(slice.starts_with('ف') && is_combining(slice.chars().last().unwrap()));
        let partial = tashkeel(TEXT, 3).apply(TEXT);
        assert!(partial.starts_with("ز\u{64e}ار إ\u{64f}"), "{partial}");
        // A letter that has its sign gets no second one.
        assert_eq!(tashkeel("وُ", 1).apply("وُ"), "وُ");
    }

    #[test]
    fn tatweel_stands_only_where_letters_join() {
        let edits = tatweel(TEXT);
        assert_eq!(edits.apply(TEXT), "زار إلـى فـرنـسـا فـي ٤ آذار 1947م");
        // Behind a proclitic it stays outside.
        let text = "لويسترن";
        let edits = tatweel(text);
        let changed = edits.apply(text);
        assert_eq!(&changed[edits.map(2..text.len())], "ويـسـتـرن");
    }

    #[test]
    fn letters_are_exchanged() {
        assert_eq!(bare_alef("أإآٱا").apply("أإآٱا"), "ااااا");
        assert_eq!(other_alef("أإآٱا").apply("أإآٱا"), "إآٱاأ");
        let last = |text| last_letter(text, 'ي', 'ى').apply(text);
        assert_eq!(last("في إلى يوميا ي"), "فى إلي يوميا ي");
        let last = |text| last_letter(text, 'ة', 'ه').apply(text);
        assert_eq!(last("سنةِ 1319 ه بعده"), "سنهِ 1319 ه بعدة");
        assert_eq!(digits("٤/3/۱۹", '0').apply("٤/3/۱۹"), "4/3/19");
        assert_eq!(digits("٤/3", '\u{6f0}').apply("٤/3"), "۴/۳");
        assert_eq!(persian("كي").apply("كي"), "\u{6a9}\u{6cc}");
    }

    #[test]
    fn decomposed_letters_keep_their_marks() {
        let edits = decomposed(TEXT);
        let changed = edits.apply(TEXT);
        let start = TEXT.find("آذار").unwrap();
        assert_eq!(
            &changed[edits.map(start..start + "آذار".len())],
            "\u{627}\u{653}ذار"
        );
        assert!(decomposed("فرنسا").is_empty());
    }
}
