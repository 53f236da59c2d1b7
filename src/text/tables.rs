//! What folding says of the characters that nearly all text consists of, laid out
//! for look-ups of many at once.
//!
//! Each of them folds to at most one code, whatever stands beside it, but for the
//! tatweel, whose entry is that of one which lengthens a word. The entries are
//! asked of [`codes`](super::codes), the only module that knows characters; this
//! one must never say anything else.

use std::sync::LazyLock;

use super::codes::{self, Code, DROP};

/// The codes of four ranges of characters, by the low bits of the code point.
#[derive(Debug)]
pub(super) struct Tables {
    /// U+0000–U+007F.
    pub(super) ascii: [Code; 128],
    /// U+0080–U+00FF, written with the lead bytes C2 and C3.
    pub(super) latin: [Code; 128],
    /// U+0600–U+06FF, written with the lead bytes D8 to DB.
    pub(super) arabic: [Code; 256],
    /// U+2000–U+203F, written E2 80 and one byte more: quotation marks, dashes,
    /// marks of direction.
    pub(super) general: [Code; 64],
}

/// The tables, made when they are first asked for.
pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    ascii: std::array::from_fn(|low| codes::SHORT[low]),
    latin: std::array::from_fn(|low| codes::SHORT[0x80 + low]),
    arabic: std::array::from_fn(|low| codes::SHORT[0x600 + low]),
    general: std::array::from_fn(|low| code_of(0x2000 + low as u32)),
});

/// The one code of a character that has no more.
fn code_of(point: u32) -> Code {
    let mut folded = Vec::new();
    if let Some(character) = char::from_u32(point) {
        codes::fold_char(character, &mut folded);
    }
    debug_assert!(folded.len() <= 1, "U+{point:04X} has more codes than one");
    folded.first().copied().unwrap_or(DROP)
}
