//! Presentation forms: letters as old programs and PDF files store them, each in
//! the shape that its neighbours give it, lam with alef as one character.

use super::edits::Edits;
use super::spelling::{is_letter, joins_next};
use crate::text::codes::{TATWEEL, is_combining};

/// First form of each letter and how many it has: isolated, final and, of four,
/// initial and medial, one behind the other.
const FORMS: [(char, u32, u32); 43] = [
    ('\u{621}', 0xfe80, 1),
    ('\u{622}', 0xfe81, 2),
    ('\u{623}', 0xfe83, 2),
    ('\u{624}', 0xfe85, 2),
    ('\u{625}', 0xfe87, 2),
    ('\u{626}', 0xfe89, 4),
    ('\u{627}', 0xfe8d, 2),
    ('\u{628}', 0xfe8f, 4),
    ('\u{629}', 0xfe93, 2),
    ('\u{62a}', 0xfe95, 4),
    ('\u{62b}', 0xfe99, 4),
    ('\u{62c}', 0xfe9d, 4),
    ('\u{62d}', 0xfea1, 4),
    ('\u{62e}', 0xfea5, 4),
    ('\u{62f}', 0xfea9, 2),
    ('\u{630}', 0xfeab, 2),
    ('\u{631}', 0xfead, 2),
    ('\u{632}', 0xfeaf, 2),
    ('\u{633}', 0xfeb1, 4),
    ('\u{634}', 0xfeb5, 4),
    ('\u{635}', 0xfeb9, 4),
    ('\u{636}', 0xfebd, 4),
    ('\u{637}', 0xfec1, 4),
    ('\u{638}', 0xfec5, 4),
    ('\u{639}', 0xfec9, 4),
    ('\u{63a}', 0xfecd, 4),
    ('\u{641}', 0xfed1, 4),
    ('\u{642}', 0xfed5, 4),
    ('\u{643}', 0xfed9, 4),
    ('\u{644}', 0xfedd, 4),
    ('\u{645}', 0xfee1, 4),
    ('\u{646}', 0xfee5, 4),
    ('\u{647}', 0xfee9, 4),
    ('\u{648}', 0xfeed, 2),
    ('\u{649}', 0xfeef, 2),
    ('\u{64a}', 0xfef1, 4),
    ('\u{671}', 0xfb50, 2),
    ('\u{67e}', 0xfb56, 4),
    ('\u{686}', 0xfb7a, 4),
    ('\u{698}', 0xfb8a, 2),
    ('\u{6a4}', 0xfb6a, 4),
    ('\u{6a9}', 0xfb8e, 4),
    ('\u{6af}', 0xfb92, 4),
];

/// The isolated ligature of lam with an alef; the final one is next to it.
fn ligature(alef: char) -> Option<u32> {
    match alef {
        '\u{622}' => Some(0xfef5),
        '\u{623}' => Some(0xfef7),
        '\u{625}' => Some(0xfef9),
        '\u{627}' => Some(0xfefb),
        _ => None,
    }
}

/// Every letter in the shape that its neighbours give it.
pub(super) fn presentation(text: &str) -> Edits {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let joining = |c: char| joins_next(c) || c == TATWEEL;
    let mut edits = Edits::default();
    let mut index = 0;
    while let Some(&(at, c)) = characters.get(index) {
        index += 1;
        let before = characters[..index - 1].iter().rev();
        let before = before.map(|&(_, c)| c).find(|&c| !is_combining(c));
        let joined = before.is_some_and(joining) && c != '\u{621}';
        let direct = characters.get(index).copied();
        if c == '\u{644}'
            && let Some((alef_at, alef)) = direct
            && let Some(first) = ligature(alef)
        {
            let form = char::from_u32(first + u32::from(joined)).unwrap_or(alef);
            edits.replace(at..alef_at + alef.len_utf8(), form);
            index += 1;
            continue;
        }
        let Some(&(_, first, count)) = FORMS.iter().find(|&&(letter, ..)| letter == c) else {
            continue;
        };
        let behind = characters[index..].iter();
        let next = behind.map(|&(_, c)| c).find(|&c| !is_combining(c));
        let joins = count == 4
            && next.is_some_and(|next| (is_letter(next) && next != '\u{621}') || next == TATWEEL);
        let form = first + u32::from(joined && count > 1) + 2 * u32::from(joins);
        if let Some(form) = char::from_u32(form) {
            edits.replace(at..at + c.len_utf8(), form);
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::codes::fold_word;

    #[test]
    fn letters_take_the_shape_of_their_place() {
        let text = "سلام بيت";
        let edits = presentation(text);
        // seen initial, lam-alef final, mim isolated; ba initial, ya medial, ta final.
        assert_eq!(
            edits.apply(text),
            "\u{feb3}\u{fefc}\u{fee1} \u{fe91}\u{fef4}\u{fe96}"
        );
    }

    #[test]
    fn every_form_folds_to_its_letter() {
        for (letter, first, count) in FORMS {
            for form in first..first + count {
                let form = char::from_u32(form).unwrap().to_string();
                assert_eq!(fold_word(&form), fold_word(&letter.to_string()), "{letter}");
            }
        }
    }

    #[test]
    fn a_span_that_begins_inside_a_ligature_takes_all_of_it() {
        let text = "لأمريكا";
        let edits = presentation(text);
        let changed = edits.apply(text);
        let slice = &changed[edits.map(2..text.len())];
        assert!(slice.starts_with('\u{fef7}'), "{slice}");
        assert_eq!(slice, changed);
    }
}
