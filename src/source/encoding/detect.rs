//! Which of the two old Arabic code pages bytes are in, if the letters tell.
//!
//! Both have the letters of Arabic in other places, so text read in the wrong
//! one has letters that are rare where the frequent ones should be. The mean
//! surprise of a letter tells right from wrong by a wide margin; what is near the
//! line is not decided. This must never decide for a text that is not Arabic, nor
//! for UTF-8 that has a bad byte in it.

use super::Encoding;

/// How much of a document is looked at.
const SAMPLE: usize = 64 * 1024;

/// Fewer Arabic letters than this say nothing.
const LEAST_LETTERS: usize = 20;

/// Mean log-probability of a letter below which bytes are no Arabic text:
/// Arabic in the right code page has −3.0, in the wrong one −5 and less.
const LEAST_MEAN: f64 = -3.6;

/// Arabic letters in ten thousand of running text, counted on an encyclopedia.
const FREQUENCY: [(char, u16); 36] = [
    ('ء', 30),
    ('آ', 10),
    ('أ', 202),
    ('ؤ', 9),
    ('إ', 79),
    ('ئ', 36),
    ('ا', 1469),
    ('ب', 369),
    ('ة', 326),
    ('ت', 430),
    ('ث', 67),
    ('ج', 134),
    ('ح', 176),
    ('خ', 76),
    ('د', 310),
    ('ذ', 58),
    ('ر', 478),
    ('ز', 65),
    ('س', 262),
    ('ش', 95),
    ('ص', 91),
    ('ض', 56),
    ('ط', 93),
    ('ظ', 21),
    ('ع', 319),
    ('غ', 49),
    ('ف', 261),
    ('ق', 205),
    ('ك', 214),
    ('ل', 1137),
    ('م', 639),
    ('ن', 531),
    ('ه', 240),
    ('و', 571),
    ('ى', 88),
    ('ي', 804),
];

/// The code page that these bytes are in, if that is plain.
pub(super) fn detect(bytes: &[u8]) -> Option<Encoding> {
    let start = bytes.iter().position(|&byte| byte >= 0x80)?;
    // From the first letter, not from a long preamble in Latin script.
    let sample = &bytes[start..bytes.len().min(start + SAMPLE)];
    if mostly_utf8(sample) {
        return None;
    }
    let score = |encoding| mean(sample, encoding).map(|mean| (encoding, mean));
    let found = [Encoding::Windows1256, Encoding::Iso88596]
        .into_iter()
        .filter_map(score)
        .max_by(|one, other| one.1.total_cmp(&other.1))?;
    (found.1 >= LEAST_MEAN).then_some(found.0)
}

/// Whether most bytes above ASCII are part of a character in UTF-8.
fn mostly_utf8(sample: &[u8]) -> bool {
    let high = sample.iter().filter(|&&byte| byte >= 0x80).count();
    let whole: usize = sample
        .utf8_chunks()
        .flat_map(|chunk| chunk.valid().chars())
        .map(char::len_utf8)
        .filter(|&length| length > 1)
        .sum();
    whole * 2 > high
}

/// The mean log-probability of what stands above ASCII; nothing if a byte is not
/// of the encoding or there is too little Arabic.
fn mean(sample: &[u8], encoding: Encoding) -> Option<f64> {
    let page = Page::of(encoding)?;
    let (mut sum, mut counted, mut letters, mut latin) = (0.0, 0_usize, 0_usize, 0_usize);
    for &byte in sample {
        if byte < 0x80 {
            latin += usize::from(byte.is_ascii_alphabetic());
            continue;
        }
        match page.0[usize::from(byte & 0x7F)] {
            Kind::None => return None,
            Kind::Mark => {}
            Kind::Other => {
                sum += (1e-4_f64).ln();
                counted += 1;
            }
            Kind::Letter(log) => {
                sum += log;
                counted += 1;
                letters += 1;
            }
        }
    }
    // A few accented letters in a text in Latin script can be anything.
    let arabic = letters >= LEAST_LETTERS && letters * 4 > latin;
    arabic.then(|| sum / counted as f64)
}

/// What a byte above ASCII stands for.
#[derive(Clone, Copy)]
enum Kind {
    /// Nothing: the encoding does not have the byte.
    None,
    /// Punctuation, a vowel sign or a blank, which says little.
    Mark,
    /// A letter of another language or a rare sign.
    Other,
    /// An Arabic letter with the logarithm of its share.
    Letter(f64),
}

/// The upper half of a code page.
struct Page([Kind; 128]);

impl Page {
    fn of(encoding: Encoding) -> Option<Self> {
        let foreign = encoding.foreign()?;
        let mut kinds = [Kind::None; 128];
        for (byte, kind) in (0x80..=0xFF_u8).zip(kinds.iter_mut()) {
            let bytes = [byte];
            let text =
                foreign.decode_without_bom_handling_and_without_replacement(bytes.as_slice());
            let Some(character) = text.and_then(|text| text.chars().next()) else {
                continue;
            };
            let share = FREQUENCY.iter().find(|(letter, _)| *letter == character);
            *kind = match (share, character) {
                (Some((_, share)), _) => Kind::Letter((f64::from(*share) / 10_000.0).ln()),
                (None, '،' | '؛' | '؟' | 'ـ' | '\u{64B}'..='\u{652}') => Kind::Mark,
                (
                    None,
                    '\u{A0}'
                    | '«'
                    | '»'
                    | '“'
                    | '”'
                    | '‘'
                    | '’'
                    | '–'
                    | '—'
                    | '…'
                    | '•'
                    | '\u{200C}'..='\u{200F}',
                ) => Kind::Mark,
                _ => Kind::Other,
            };
        }
        Some(Self(kinds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{ISO_8859_6, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1256};

    const ARABIC: [&str; 3] = [
        "وصل الوفد إلى العاصمة مساء الخميس، ثم غادرها بعد يومين.",
        "عقد مجلس الوزراء جلسته الأسبوعية وناقش مشروع قانون الموازنة العامة",
        "شهدت المدينة في ذلك العام فيضانا كبيرا أتى على أحيائها القديمة",
    ];

    #[test]
    fn the_letters_tell_the_page() {
        for text in ARABIC {
            let (windows, _, _) = WINDOWS_1256.encode(text);
            let (iso, _, _) = ISO_8859_6.encode(text);
            assert_eq!(detect(&windows), Some(Encoding::Windows1256), "{text}");
            assert_eq!(detect(&iso), Some(Encoding::Iso88596), "{text}");
        }
    }

    #[test]
    fn other_languages_are_not_taken_for_arabic() {
        let others = [
            WINDOWS_1251.encode("Правительство утвердило новый план развития столицы").0,
            WINDOWS_1253.encode("Η κυβέρνηση ενέκρινε το νέο σχέδιο για την πόλη").0,
            WINDOWS_1252.encode("L'été dernier, la société a été créée à Orléans près du théâtre où le maire a été élu").0,
        ];
        for bytes in others {
            assert_eq!(detect(&bytes), None);
        }
    }

    #[test]
    fn utf8_with_a_bad_byte_stays_utf8() {
        for text in ARABIC {
            let mut bytes = text.as_bytes().to_vec();
            bytes.insert(20, 0xFF);
            assert_eq!(detect(&bytes), None);
        }
    }

    #[test]
    fn a_few_letters_say_nothing() {
        assert_eq!(detect(&WINDOWS_1256.encode("سلام").0), None);
        assert_eq!(detect(b""), None);
        assert_eq!(detect(b"plain"), None);
    }
}
