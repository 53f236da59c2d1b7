//! Folding: UTF-8 to one-byte codes with the way back, in one pass.
//!
//! [`fold`] is the only entrance. It runs one of several kernels that give the
//! same answer; [`Kernel::SCALAR`] is portable and is what the others are
//! measured and tested against. A vector kernel folds 64 bytes at a time and
//! leaves a block with a character it does not know to the portable one, whose
//! two-byte characters, which nearly all Arabic text consists of, go through one
//! table; all longer ones take the general path.
//! Folding must never fail: it takes any valid UTF-8.

use super::codes::{self, Code, DROP, SPACE};
use super::offsets::OffsetMap;
use super::simd::{BLOCK, Blocks, Cursor, Kernel};

/// Codes of `SPACE` that follow the last code, so that a reader may look a
/// whole machine word ahead.
pub const PADDING: usize = 64;

/// Folded text and the way back to its source.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    /// The codes, their padding, and what a longer text left behind.
    codes: Vec<Code>,
    len: usize,
    map: OffsetMap,
}

/// The same codes, from the same places.
impl PartialEq for Folded {
    fn eq(&self, other: &Self) -> bool {
        self.codes() == other.codes() && self.map == other.map
    }
}

impl Eq for Folded {}

impl Folded {
    /// The codes, without the padding.
    pub fn codes(&self) -> &[Code] {
        &self.codes[..self.len]
    }

    /// The codes followed by [`PADDING`] spaces.
    pub fn padded(&self) -> &[Code] {
        &self.codes[..(self.len + PADDING).min(self.codes.len())]
    }

    /// Characters of `source` that begin before a byte. `source` must be the text that
    /// was folded.
    pub fn chars_before(&self, source: &str, byte: usize) -> usize {
        self.map.chars_before(source, byte)
    }

    /// Byte offset in `source` of the character that yielded code `index`, or
    /// the length of `source` for the index one past the last. `source` must be
    /// the text that was folded.
    pub fn start_byte(&self, source: &str, index: usize) -> usize {
        if index >= self.len {
            return source.len();
        }
        let mut byte = self.map.byte(index);
        while !source.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }

    /// Byte offset in `source` just behind the character that yielded code
    /// `index` and the combining marks and tatweels that follow it, but for a
    /// tatweel that is a dash.
    pub fn end_byte(&self, source: &str, index: usize) -> usize {
        let start = self.start_byte(source, index);
        let next = self.start_byte(source, index + 1);
        let mut rest = source[start..].chars();
        rest.next();
        let after = rest.as_str();
        let marks = after
            .find(|c| !codes::is_combining(c) && c != codes::TATWEEL)
            .unwrap_or(after.len());
        let end = source.len() - after.len() + marks;
        // The next code of a ligature begins where this one does.
        if next > start { end.min(next) } else { end }
    }
}

/// Folds `source` into `folded`, reusing its memory. `source` may have at most
/// 4 GiB.
pub fn fold(source: &str, kernel: Kernel, folded: &mut Folded) {
    let bytes = source.as_bytes();
    // Every character yields at most one code a byte, but for a few ligatures,
    // for which `fold_long` makes room.
    let room = bytes.len() + PADDING;
    if folded.codes.len() < room {
        folded.codes.resize(room, SPACE);
    }
    folded.map.reset(bytes.len());
    let mut cursor = Cursor::default();
    let mut scalar = Scalar {
        source,
        short: &codes::SHORT,
        at: 0,
        long: Vec::new(),
    };
    while cursor.block * BLOCK < bytes.len() {
        let (keep, chars) = folded.map.blocks();
        let mut out = Blocks {
            codes: &mut folded.codes,
            keep,
            chars,
        };
        kernel.fold_blocks(bytes, &mut cursor, &mut out);
        if cursor.block * BLOCK < bytes.len() {
            scalar.fold_block(&mut cursor, folded);
        }
    }
    folded.len = cursor.codes;
    // A ligature may end the text where the room ends.
    let padded = cursor.codes + PADDING;
    if folded.codes.len() < padded {
        folded.codes.resize(padded, SPACE);
    }
    folded.codes[cursor.codes..padded].fill(SPACE);
    folded.map.finish(cursor.chars);
}

/// The portable kernel, which folds any character.
struct Scalar<'s> {
    source: &'s str,
    short: &'static [Code; 0x800],
    /// The first byte that it has not folded; behind the cursor where another kernel
    /// went ahead.
    at: usize,
    /// Codes of one character.
    long: Vec<Code>,
}

impl Scalar<'_> {
    /// Folds the characters that begin in the block under the cursor.
    fn fold_block(&mut self, cursor: &mut Cursor, folded: &mut Folded) {
        let Folded { codes, map, .. } = folded;
        let bytes = self.source.as_bytes();
        let block = cursor.block;
        let mut at = self.at.max(block * BLOCK);
        // What goes on with a character of the block before was folded with it.
        while bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80) {
            at += 1;
        }
        let end = ((block + 1) * BLOCK).min(bytes.len());
        let mut len = cursor.codes;
        let mut chars = cursor.chars;
        // One word of the keep mask at a time, built in a register.
        let mut mask = 0u64;
        while at < end {
            chars += 1;
            let first = bytes[at];
            let (code, length) = if first < 0x80 {
                (self.short[usize::from(first)], 1)
            } else if first < 0xe0 {
                let second = bytes.get(at + 1).copied().unwrap_or(0x80);
                let point = usize::from(first & 0x1f) << 6 | usize::from(second & 0x3f);
                let code = if point == codes::TATWEEL as usize {
                    fold_tatweel(self.source, at)
                } else {
                    self.short[point]
                };
                (code, 2)
            } else {
                let (width, yielded) = fold_long(self.source, at, len, codes, map, &mut self.long);
                len += yielded;
                at += width;
                continue;
            };
            // Written in any case, counted only if kept: no branch to mispredict.
            codes[len] = code;
            let kept = code != DROP;
            len += usize::from(kept);
            mask |= u64::from(kept) << (at % BLOCK);
            at += length;
        }
        map.merge(block, mask, cursor.chars);
        self.at = at;
        *cursor = Cursor {
            block: block + 1,
            codes: len,
            chars,
        };
    }
}

/// Folds the tatweel at `at`. Beside a letter it lengthens the word and says
/// nothing; where neither neighbour is one (`1990ـ1995`, `1872 ـ 1896`) it is
/// what typists put for a dash, and the first of a run stands for all of it.
#[cold]
fn fold_tatweel(source: &str, at: usize) -> Code {
    let shows = |c: &char| codes::is_shown(*c);
    let before = source[..at].chars().rev().find(shows);
    // Asked only of the first of a run, or a long one would cost its square.
    let after = || {
        let mut behind = source[at..].chars().filter(shows);
        behind.find(|&c| c != codes::TATWEEL)
    };
    let lengthens = before.is_some_and(|c| c == codes::TATWEEL || codes::is_letter(c))
        || after().is_some_and(codes::is_letter);
    if lengthens { DROP } else { codes::DASH }
}

/// Folds the character of three or four bytes at `at`, writing its codes from
/// `len` on; returns its length and the number of its codes.
#[cold]
fn fold_long(
    source: &str,
    at: usize,
    len: usize,
    codes: &mut Vec<Code>,
    map: &mut OffsetMap,
    long: &mut Vec<Code>,
) -> (usize, usize) {
    let character = source[at..].chars().next().unwrap_or('\u{fffd}');
    let length = character.len_utf8();
    codes::fold_char(character, long);
    if long.len() > length {
        map.exceed(len + length, long.len() - length);
        let room = len + long.len() + (source.len() - at) + PADDING;
        if codes.len() < room {
            codes.resize(room, SPACE);
        }
    }
    codes[len..len + long.len()].copy_from_slice(long);
    for offset in 0..long.len().min(length) {
        map.keep(at + offset);
    }
    (length, long.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same function, written for clarity: every code with the byte range
    /// of its character.
    fn reference(source: &str) -> Vec<(Code, usize, usize)> {
        let mut out = Vec::new();
        let mut codes = Vec::new();
        for (at, character) in source.char_indices() {
            codes::fold_char(character, &mut codes);
            if character == codes::TATWEEL && is_dash(source, at) {
                codes.push(codes::DASH);
            }
            out.extend(codes.iter().map(|&code| (code, at, character.len_utf8())));
        }
        out
    }

    /// Whether the tatweel at `at` begins a run of them that touches no letter.
    fn is_dash(source: &str, at: usize) -> bool {
        let shown: Vec<(usize, char)> = source
            .char_indices()
            .filter(|&(_, c)| codes::is_shown(c))
            .collect();
        let place = shown.iter().position(|&(found, _)| found == at).unwrap();
        let mut end = place;
        while shown.get(end).is_some_and(|&(_, c)| c == codes::TATWEEL) {
            end += 1;
        }
        let letter = |index: usize| shown.get(index).is_some_and(|&(_, c)| codes::is_letter(c));
        place
            .checked_sub(1)
            .is_none_or(|before| shown[before].1 != codes::TATWEEL && !letter(before))
            && !letter(end)
    }

    fn assert_same(source: &str) {
        for kernel in Kernel::all() {
            assert_kernel(source, kernel);
        }
    }

    fn assert_kernel(source: &str, kernel: Kernel) {
        let mut folded = Folded::default();
        fold(source, kernel, &mut folded);
        let expected = reference(source);
        let codes: Vec<Code> = expected.iter().map(|&(code, ..)| code).collect();
        assert_eq!(folded.codes(), codes);
        for (index, &(_, at, length)) in expected.iter().enumerate() {
            assert_eq!(folded.start_byte(source, index), at, "code {index}");
            let end = folded.end_byte(source, index);
            assert!(end >= at + length && source.is_char_boundary(end));
            let tail = &source[at + length..end];
            assert!(
                tail.chars()
                    .all(|c| codes::is_combining(c) || c == codes::TATWEEL)
            );
        }
        let boundaries = source.char_indices().map(|(at, _)| at);
        for (chars, at) in boundaries.chain([source.len()]).enumerate() {
            assert_eq!(folded.chars_before(source, at), chars, "byte {at}");
        }
        assert_eq!(folded.start_byte(source, codes.len()), source.len());
    }

    #[test]
    fn hard_texts_find_their_way_back() {
        for source in [
            "",
            "في 4 مارس 1947",
            "وُقِّعَت المـعاهدة",
            "\u{fefb}\u{fdf2}\u{fdfa} الله",
            "\u{202b}نص\u{202c}\u{200f} \u{200c}و\u{200d}ه",
            "\u{627}\u{653}\u{648}\u{654}",
            "1990ـ1995 ـ هـ1319ـــ1902\u{64e}ـ ـو ـ",
            "🌍 Arabic عربي ۱۲۳ پاکستان é\u{301}",
            "\u{fdfa}\u{fdfa}\u{fdfa}\u{fdfa}\u{fdfa}\u{fdfa}\u{fdfa}\u{fdfa}",
        ] {
            assert_same(source);
            assert_same(&source.repeat(if cfg!(miri) { 3 } else { 9 }));
        }
    }

    /// Characters of every kind that folding treats in a way of its own.
    fn difficult() -> impl Strategy<Value = char> {
        prop_oneof![
            8 => proptest::char::range('\u{621}', '\u{64a}'),
            3 => proptest::char::range('\u{64b}', '\u{65f}'),
            2 => proptest::char::range('\u{660}', '\u{6ff}'),
            2 => proptest::char::range(' ', '~'),
            2 => proptest::char::range('\u{fb50}', '\u{feff}'),
            1 => proptest::char::range('\u{200b}', '\u{206f}'),
            4 => Just('\u{640}'),
            1 => Just('\n'),
            1 => Just('\u{301}'),
            1 => Just('😀'),
            1 => proptest::char::any(),
        ]
    }

    #[test]
    fn a_tatweel_between_figures_is_a_dash() {
        let codes_of = |source: &str| {
            let mut folded = Folded::default();
            fold(source, Kernel::SCALAR, &mut folded);
            codes::unfold(folded.codes())
        };
        assert_eq!(codes_of("1990ـ1995"), "1990-1995");
        assert_eq!(codes_of("1872 ـ\u{200f}ــ 1896"), "1872 - 1896");
        assert_eq!(codes_of("1319هـ 1902"), "1319ه 1902");
        assert_eq!(codes_of("القرن الـ19، بـ 5 لـُـم"), "القرن ال19, ب 5 لم");
        assert_eq!(codes_of("في ـلندن"), "في لندن");
        let mut folded = Folded::default();
        fold("1990ـ1995", Kernel::SCALAR, &mut folded);
        assert_eq!(folded.end_byte("1990ـ1995", 3), 4);
    }

    proptest! {
        #[test]
        fn every_code_finds_its_character(characters in proptest::collection::vec(difficult(), 0..300)) {
            assert_same(&characters.into_iter().collect::<String>());
        }

        #[test]
        fn any_text_folds_the_same(text in any::<String>()) {
            assert_kernels_agree(&text);
        }

        #[test]
        fn any_bytes_made_text_fold_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            assert_kernels_agree(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn a_difficult_character_may_stand_anywhere(
            filling in "[اأبتـ0-9a-z َِ,.«»“”\u{200f}\n]{150}",
            odd in proptest::collection::vec((0..150_usize, difficult()), 0..3),
        ) {
            let mut characters: Vec<char> = filling.chars().collect();
            for (place, character) in odd {
                characters[place] = character;
            }
            assert_same(&characters.into_iter().collect::<String>());
        }
    }

    /// All kernels give what the portable one gives, whose memory held another text.
    fn assert_kernels_agree(source: &str) {
        let mut expected = Folded::default();
        fold(source, Kernel::SCALAR, &mut expected);
        let mut folded = Folded::default();
        fold(&"\u{fdfa}،".repeat(40), Kernel::SCALAR, &mut folded);
        for kernel in Kernel::all() {
            fold(source, kernel, &mut folded);
            assert_eq!(folded, expected, "{kernel:?} {source:?}");
            let padding = &folded.padded()[folded.codes().len()..];
            assert_eq!(padding, [SPACE; PADDING]);
        }
    }

    #[test]
    fn every_character_folds_the_same_at_the_seam_of_blocks() {
        let mut text = String::new();
        // Few of the characters that only the portable kernel knows, and few of all
        // where every step is watched.
        let (step, rare) = if cfg!(miri) { (397, 39_989) } else { (1, 61) };
        let tried = ('\0'..='\u{3000}')
            .step_by(step)
            .chain(('\u{fb50}'..='\u{feff}').step_by(step))
            .chain(('\u{3001}'..=char::MAX).step_by(rare));
        for character in tried {
            text.clear();
            text.push_str("كلمة ");
            text.extend(std::iter::repeat_n(
                'a',
                64 - text.len() - character as usize % 5,
            ));
            text.push(character);
            text.push_str("ـ دُور b");
            assert_kernels_agree(&text);
        }
    }

    #[test]
    fn a_text_may_end_at_any_byte() {
        let text = "قالَ “نعم” في ٤ مارس – 1947م، «ثم» عـاد \u{fefb}حقا é 🌍 هـ1319ـ ".repeat(5);
        let step = if cfg!(miri) { 31 } else { 1 };
        let ends = (0..=200).step_by(step);
        for end in ends.filter(|&end| text.is_char_boundary(end)) {
            assert_same(&text[..end]);
            assert_kernels_agree(&text[end..]);
        }
    }
}
