//! Segments: the stretches in which a document is worked on.
//!
//! A segment is small enough for the processor's cache whatever the size of
//! the document, and ends where no pattern reaches across: at a blank line if
//! there is one, else at a line end, else at a sentence end.

use std::ops::Range;

/// Bytes a segment has at most.
pub const LONGEST: usize = 256 << 10;

/// Cuts a text into ranges of bytes of at most `longest` bytes, without gaps.
pub fn cut(text: &str, longest: usize) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let end = start + first(&text[start..], longest);
        let range = start..end;
        start = end;
        Some(range)
    })
}

/// Bytes of the first segment of a text. Of a longer text it is enough to know
/// `longest + 1` bytes.
pub fn first(text: &str, longest: usize) -> usize {
    if text.len() <= longest {
        text.len()
    } else {
        end_within(text, longest)
    }
}

/// Where to end a segment of `text` that must not exceed `longest` bytes.
fn end_within(text: &str, longest: usize) -> usize {
    let mut limit = longest;
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let head = &text[..limit];
    let after = |found: usize, width: usize| Some(found + width);
    head.rfind("\n\n")
        .and_then(|at| after(at, 2))
        .or_else(|| head.rfind('\n').and_then(|at| after(at, 1)))
        .or_else(|| head.rfind(". ").and_then(|at| after(at, 2)))
        .or_else(|| head.rfind(' ').and_then(|at| after(at, 1)))
        .unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, longest: usize) -> Vec<&str> {
        cut(text, longest).map(|range| &text[range]).collect()
    }

    #[test]
    fn cuts_at_the_best_place() {
        assert_eq!(pieces("ab\n\ncd\nef", 7), ["ab\n\n", "cd\nef"]);
        assert_eq!(pieces("ab\ncdef", 6), ["ab\n", "cdef"]);
        assert_eq!(pieces("ab. cdef", 6), ["ab. ", "cdef"]);
        assert_eq!(pieces("ab cdef", 5), ["ab ", "cdef"]);
        assert_eq!(pieces("سسسس", 5), ["سس", "سس"]);
        assert_eq!(pieces("", 5), Vec::<&str>::new());
    }
}
