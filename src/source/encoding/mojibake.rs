//! Text that was decoded wrongly before it came to us: `Ø§Ù„` (UTF-8 read as
//! Western) and `ط§ظ„` (UTF-8 read as Windows-1256).
//!
//! Such text is well-formed and could be on purpose, so it is worked on and
//! warned of, never repaired.

use memchr::memchr2_iter;

/// How much of a text is looked at.
const SAMPLE: usize = 64 * 1024;

/// How many wrong characters make a text one that was decoded wrongly.
const ENOUGH: usize = 4;

/// Byte at which a text begins to look like UTF-8 that was read in another
/// encoding, if it does.
pub fn mojibake(text: &str) -> Option<usize> {
    let bytes = &text.as_bytes()[..text.len().min(SAMPLE)];
    let mut first = None;
    let mut count = 0;
    // Both begin a sign of Latin-1, which Arabic text has few of.
    for at in memchr2_iter(0xC2, 0xC3, bytes) {
        if western(&bytes[at..]) || windows(bytes, at) {
            first.get_or_insert(at);
            count += 1;
        }
    }
    first.filter(|_| count >= ENOUGH)
}

/// `Ø` or `Ù` (the first bytes of Arabic in UTF-8) with a sign or a control
/// behind it, as no language writes them.
fn western(rest: &[u8]) -> bool {
    matches!(
        rest,
        [0xC3, 0x98 | 0x99, 0xC2, 0x80..=0xBF, ..] | [0xC3, 0x98 | 0x99, 0xE2, 0x80 | 0x84, ..]
    )
}

/// A Latin-1 sign right behind `ط` or `ظ` (those same bytes in Windows-1256).
/// Real text has closing quotes there, and blanks.
fn windows(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].ends_with("ط".as_bytes()) || bytes[..at].ends_with("ظ".as_bytes());
    before && matches!(bytes[at..], [0xC2, sign, ..] if !matches!(sign, 0xA0 | 0xAB | 0xBB | 0xAD))
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{WINDOWS_1252, WINDOWS_1256};

    const TEXT: &str = "زار الوزير العاصمة أمس، والتقى رئيس المجلس البلدي في المدينة القديمة";

    #[test]
    fn utf8_read_as_something_else_is_noticed() {
        for wrong in [WINDOWS_1252, WINDOWS_1256] {
            let read = wrong.decode_without_bom_handling(TEXT.as_bytes()).0;
            assert!(mojibake(&read).is_some(), "{read}");
            let later = format!("{TEXT}\n{read}");
            let at = mojibake(&later).unwrap();
            assert!(at > TEXT.len() && later.is_char_boundary(at));
        }
    }

    #[test]
    fn good_text_is_not() {
        for text in [
            TEXT,
            "«الشرط» و«الحظ» و«الضغط» و«اللفظ» و«الخط» و«الوسط»",
            "Øresund, Ærø, Møn og Rømø; 5 £, 20 °C, ٣٠°",
            "",
        ] {
            assert_eq!(mojibake(text), None, "{text}");
        }
    }
}
