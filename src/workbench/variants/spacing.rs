//! Other white space, and marks that nobody sees.

use std::ops::Range;

use super::edits::Edits;
use crate::text::codes::{TATWEEL, fold_word, is_combining};

/// Spaces that are not U+0020, in turn.
pub(super) const SPACES: [&str; 5] = ["\u{2009}", "\t", "\u{3000}", "\u{202f}", "\u{2003}"];

/// Marks that nobody sees, in turn: RLM, LRM, ZWNJ, ZWJ, byte order mark, word
/// joiner, Arabic letter mark.
const MARKS: [&str; 7] = [
    "\u{200f}", "\u{200e}", "\u{200c}", "\u{200d}", "\u{feff}", "\u{2060}", "\u{61c}",
];

/// Line ends, in turn.
const LINE_ENDS: [&str; 3] = ["\n", "\r\n", " \n"];

/// Another space for each.
pub(super) fn spaces(text: &str, others: &[&str]) -> Edits {
    let mut edits = Edits::default();
    for (count, (at, _)) in text.match_indices(' ').enumerate() {
        edits.replace(at..at + 1, others[count % others.len()]);
    }
    edits
}

/// A line end for every space inside the mentions and beside them; for every
/// space of a text without mentions. No line is left without anything to see,
/// which would be the end of a paragraph.
pub(super) fn line_breaks(text: &str, mentions: &[Range<usize>]) -> Edits {
    let within = |at: usize| {
        let touched = |mention: &Range<usize>| at <= mention.end && at + 1 >= mention.start;
        mentions.is_empty() || mentions.iter().any(touched)
    };
    let mut edits = Edits::default();
    let mut line = 0;
    let mut count = 0;
    for (at, _) in text.match_indices(' ') {
        if within(at) && !fold_word(text[line..at].trim()).is_empty() {
            edits.replace(at..at + 1, LINE_ENDS[count % LINE_ENDS.len()]);
            count += 1;
            line = at + 1;
        }
    }
    edits
}

/// A mark on both sides of every stretch without spaces.
pub(super) fn marks_between(text: &str) -> Edits {
    let mut edits = Edits::default();
    let mut count = 0;
    let mut mark = |edits: &mut Edits, at| {
        edits.insert(at, MARKS[count % MARKS.len()]);
        count += 1;
    };
    let mut spaced = true;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() != spaced {
            mark(&mut edits, at);
            spaced = !spaced;
        }
    }
    if !spaced {
        mark(&mut edits, text.len());
    }
    edits
}

/// A mark between any two characters that are no space; what belongs to the
/// character before it stays there.
pub(super) fn marks_within(text: &str) -> Edits {
    let belongs = |c: char| is_combining(c) || c == TATWEEL;
    let mut edits = Edits::default();
    let mut spaced = true;
    for (count, (at, c)) in text.char_indices().enumerate() {
        if !spaced && !c.is_whitespace() && !belongs(c) {
            edits.insert(at, MARKS[count % MARKS.len()]);
        }
        spaced = c.is_whitespace();
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "في 4 مارس";

    #[test]
    fn spaces_are_replaced_one_for_one() {
        assert_eq!(spaces(TEXT, &["\u{a0}"]).apply(TEXT), "في\u{a0}4\u{a0}مارس");
        let edits = spaces(TEXT, &SPACES);
        let changed = edits.apply(TEXT);
        assert_eq!(changed, "في\u{2009}4\tمارس");
        let start = TEXT.find('4').unwrap();
        assert_eq!(&changed[edits.map(start..TEXT.len())], "4\tمارس");
    }

    #[test]
    fn lines_break_in_mentions_and_beside_them() {
        let start = TEXT.find('4').unwrap();
        let mention = start..TEXT.len();
        let edits = line_breaks(TEXT, std::slice::from_ref(&mention));
        let changed = edits.apply(TEXT);
        assert_eq!(changed, "في\n4\r\nمارس");
        assert_eq!(&changed[edits.map(mention)], "4\r\nمارس");
        let all = line_breaks("وصل ـ في 4 مارس", &[]);
        assert_eq!(all.apply("وصل ـ في 4 مارس"), "وصل\nـ في\r\n4 \nمارس");
    }

    #[test]
    fn marks_around_words_stay_outside() {
        let edits = marks_between(TEXT);
        let changed = edits.apply(TEXT);
        assert_eq!(
            changed,
            "\u{200f}في\u{200e} \u{200c}4\u{200d} \u{feff}مارس\u{2060}"
        );
        let start = TEXT.find("مارس").unwrap();
        assert_eq!(&changed[edits.map(start..TEXT.len())], "مارس");
    }

    #[test]
    fn marks_inside_stay_inside() {
        let text = "في مَـا";
        let edits = marks_within(text);
        let changed = edits.apply(text);
        assert_eq!(changed, "ف\u{200e}ي مَـ\u{61c}ا");
        let start = text.find('م').unwrap();
        assert_eq!(&changed[edits.map(start..text.len())], "مَـ\u{61c}ا");
    }
}
