//! Keyword in context: a stretch of a text with a little of what stands around
//! it, for lists that people read.

use std::ops::Range;

use crate::diagnostic::isolate;

/// A stretch of text and its neighbourhood. White space of any kind is a blank.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Context {
    /// What stands before, from a word boundary on; begins with `…` if cut.
    pub before: String,
    /// The stretch itself.
    pub mention: String,
    /// What stands behind, up to a word boundary; ends with `…` if cut.
    pub after: String,
}

impl Context {
    /// The stretch `bytes` of `text` with at most `width` characters on each
    /// side. Ends that lie inside a character are moved outwards.
    pub fn of(text: &str, bytes: Range<usize>, width: usize) -> Self {
        let (start, end) = (
            floor(text, bytes.start),
            ceil(text, bytes.end.max(bytes.start)),
        );
        let head = &text[..start];
        let from = head.char_indices().rev().nth(width).map(|(at, _)| at);
        let before = match from {
            None => flat(head),
            Some(at) => {
                let cut = &head[at..];
                let word = cut.find(char::is_whitespace).unwrap_or(0);
                format!("…{}", flat(&cut[word..]))
            }
        };
        let tail = &text[end..];
        let after = match tail.char_indices().nth(width) {
            None => flat(tail),
            Some((at, _)) => {
                let cut = &tail[..at];
                let word = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
                format!("{}…", flat(&cut[..word]))
            }
        };
        Self {
            before,
            mention: flat(&text[start..end]),
            after,
        }
    }

    /// One line for a terminal: the whole in one isolate, so that it reads in
    /// its own order, the mention between `⟦` and `⟧`.
    pub fn line(&self) -> String {
        let Self {
            before,
            mention,
            after,
        } = self;
        isolate(&format!("{before}⟦{mention}⟧{after}"))
    }
}

/// Runs of white space as one blank each, ends included.
pub(super) fn flat(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            shown.push(c);
        } else if !shown.ends_with(' ') {
            shown.push(' ');
        }
    }
    shown
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_at_words_and_flat() {
        let text = "وصل الوفد\nإلى المدينة في 4 مارس 1947 ثم غادر بعد يومين";
        let start = text.find("4 مارس").unwrap();
        let end = text.find(" ثم").unwrap();
        let context = Context::of(text, start..end, 12);
        assert_eq!(context.before, "… المدينة في ");
        assert_eq!(context.mention, "4 مارس 1947");
        assert_eq!(context.after, " ثم غادر…");
        let all = Context::of(text, start..end, 100);
        assert_eq!(all.before, "وصل الوفد إلى المدينة في ");
        assert_eq!(
            all.line(),
            "\u{2068}وصل الوفد إلى المدينة في ⟦4 مارس 1947⟧ ثم غادر بعد يومين\u{2069}"
        );
        // A place inside a character is moved to its edge.
        assert_eq!(Context::of(text, 1..2, 0).mention, "و");
    }
}
