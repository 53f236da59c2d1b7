//! A text made of another by edits, with the way from places of the one to places
//! of the other.
//!
//! The span that a mention must have in the changed text follows from the edits
//! alone, never from what the engine finds there.

use std::ops::Range;

/// One edit. Insertions have an empty range.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    /// Bytes of the former text.
    range: Range<usize>,
    /// What stands there now.
    text: String,
    /// Whether what is inserted belongs to the character before it: a diacritic,
    /// a tatweel.
    attached: bool,
}

/// Edits of a text, in order of place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits(Vec<Edit>);

impl Edits {
    /// Puts `text` in place of the bytes `range`, which lie behind all former
    /// edits.
    pub fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.push(range, text.into(), false);
    }

    /// Inserts what belongs to nothing: a span that ends at `at` ends before it,
    /// one that begins there begins behind it.
    pub fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.push(at..at, text.into(), false);
    }

    /// Inserts what belongs to the character before it: a span that ends at `at`
    /// ends behind it, as does the start of one that begins there.
    pub fn attach(&mut self, at: usize, text: impl Into<String>) {
        self.push(at..at, text.into(), true);
    }

    fn push(&mut self, range: Range<usize>, text: String, attached: bool) {
        debug_assert!(
            self.0
                .last()
                .is_none_or(|last| last.range.end <= range.start)
        );
        self.0.push(Edit {
            range,
            text,
            attached,
        });
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The changed text.
    pub fn apply(&self, text: &str) -> String {
        let added: usize = self.0.iter().map(|edit| edit.text.len()).sum();
        let mut changed = String::with_capacity(text.len() + added);
        let mut at = 0;
        for edit in &self.0 {
            changed.push_str(&text[at..edit.range.start]);
            changed.push_str(&edit.text);
            at = edit.range.end;
        }
        changed.push_str(&text[at..]);
        changed
    }

    /// Where a stretch of the former text stands in the changed one. A stretch
    /// that begins or ends inside what was replaced takes all that stands there
    /// now: a ligature is never cut.
    pub fn map(&self, bytes: Range<usize>) -> Range<usize> {
        let start = self.start(bytes.start);
        start..self.end(bytes.end).max(start)
    }

    fn start(&self, place: usize) -> usize {
        let mut shift = 0isize;
        for edit in &self.0 {
            let Range { start, end } = edit.range;
            if start > place || (start == place && end > start) {
                break;
            }
            if end > place {
                return moved(start, shift);
            }
            shift += growth(edit);
        }
        moved(place, shift)
    }

    fn end(&self, place: usize) -> usize {
        let mut shift = 0isize;
        for edit in &self.0 {
            let Range { start, end } = edit.range;
            let insertion = start == end;
            if start > place || (start == place && !(insertion && edit.attached)) {
                break;
            }
            if end > place {
                return moved(start, shift) + edit.text.len();
            }
            shift += growth(edit);
        }
        moved(place, shift)
    }
}

fn growth(edit: &Edit) -> isize {
    edit.text.len() as isize - edit.range.len() as isize
}

fn moved(place: usize, shift: isize) -> usize {
    place.saturating_add_signed(shift)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_follow_their_text() {
        let text = "ab cd ef";
        let mut edits = Edits::default();
        edits.replace(0..1, "AAA");
        edits.attach(2, "^");
        edits.insert(3, "«");
        edits.insert(5, "»");
        edits.replace(6..8, "E");
        let changed = edits.apply(text);
        assert_eq!(changed, "AAAb^ «cd» E");
        let slice = |range| &changed[edits.map(range)];
        assert_eq!(slice(0..2), "AAAb^");
        assert_eq!(slice(3..5), "cd");
        assert_eq!(slice(6..8), "E");
        // Inside what was replaced: all of it.
        assert_eq!(slice(7..8), "E");
        assert_eq!(slice(6..7), "E");
        assert_eq!(slice(0..8), changed);
    }

    #[test]
    fn a_prefix_stays_outside_even_where_it_swallows_a_letter() {
        // ل before ال: the alef goes.
        let text = "زار الناتو";
        let start = text.find("الناتو").unwrap();
        let mut edits = Edits::default();
        edits.insert(start, "ل");
        edits.replace(start..start + 2, "");
        let changed = edits.apply(text);
        assert_eq!(changed, "زار للناتو");
        assert_eq!(&changed[edits.map(start..text.len())], "لناتو");
    }
}
