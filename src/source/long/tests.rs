use proptest::prelude::*;

use super::*;
use crate::source::{Spilling, decode};

/// Bytes in a file, with a limit so low that all of it is put aside.
fn spilled(bytes: &[u8]) -> Spill {
    use std::io::Write;
    let spilling = Spilling {
        folder: std::env::temp_dir(),
        held: 16,
    };
    let mut file = spilling.file().unwrap();
    file.write_all(bytes).unwrap();
    Spill::of_file(file, bytes.len() as u64, spilling)
}

fn text_of(long: &LongText) -> String {
    let mut reader = long.reader();
    let mut text = String::new();
    loop {
        let window = reader.window(1000).unwrap();
        if window.is_empty() {
            return text;
        }
        text.push_str(window);
        let width = window.len();
        reader.pass(width);
    }
}

/// Decodes both ways, and compares all but the hash.
#[track_caller]
fn assert_same(head: &Raw, bytes: &[u8]) {
    let (key, item) = head.clone().with_bytes(bytes.to_vec()).decode_keyed();
    let (long_key, long) = head.clone().long(spilled(bytes)).decode_long();
    let long = match long {
        Ok(LongDocument { document, text }) => Item::Document(Document {
            text: text_of(&text),
            ..document
        }),
        Err(reject) => Item::Reject(reject),
    };
    let item = match item {
        Item::Document(document) => Item::Document(Document {
            sha256: match &long {
                Item::Document(long) if long.sha256.is_empty() => String::new(),
                _ => document.sha256,
            },
            ..document
        }),
        reject => reject,
    };
    assert_eq!((long_key, long), (key, item));
}

fn file() -> Raw {
    Raw::Text {
        id: "a.txt".to_owned(),
        source: "a.txt".to_owned(),
        named: None,
        html: false,
        written: None,
        bytes: Vec::new(),
    }
}

fn line(offset: u64) -> Raw {
    Raw::JsonLine {
        file: "a.jsonl".to_owned(),
        number: 3,
        offset,
        encoding: Encoding::Utf8,
        written: None,
        bytes: Vec::new(),
    }
}

#[test]
fn a_long_text_is_decoded_as_a_short_one() {
    let text = "وصل الوفد إلى تونس مساء الخميس 4 مارس 1947، ثم غادرها. 𝄞 ".repeat(20_000);
    let arabic = "وصل الوفد إلى تونس مساء الخميس ثم غادرها بعد يومين.\n".repeat(9_000);
    let (page, ..) = encoding_rs::WINDOWS_1256.encode(&arabic);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cut = &text.as_bytes()[..text.len() - 2];
    let put = |at: usize, bytes: &[u8]| {
        let mut all = text.as_bytes().to_vec();
        all.splice(at..at, bytes.iter().copied());
        all
    };
    for bytes in [
        text.as_bytes().to_vec(),
        put(0, b"\xEF\xBB\xBF"),
        put(800_001, b"\0"),
        put(0, &[b'x'; 700_000]),
        put(text.len() - 13, b"\xFF"),
        cut.to_vec(),
        page.to_vec(),
        [b" ".repeat(500_000), page.to_vec()].concat(),
        wide.clone(),
        [b"\xFF\xFE".to_vec(), wide.clone()].concat(),
        wide[..wide.len() - 1].to_vec(),
        [b"\xFF\xFE".to_vec(), wide, b"\0\0".to_vec()].concat(),
        [page.to_vec(), b"\0".to_vec()].concat(),
    ] {
        assert_same(&file(), &bytes);
    }
    // What is told as another page than it is.
    let named = Raw::Text {
        id: "a".to_owned(),
        source: "a".to_owned(),
        named: Some(Encoding::Iso88596),
        html: false,
        written: None,
        bytes: Vec::new(),
    };
    assert_same(&named, &page);
    assert!(decode(&page, None).is_ok());
}

#[test]
fn a_long_line_is_read_as_a_short_one() {
    let text = "قال \\\"نعم\\\" \\u0641\\u064a 1947 \\ud83d\\ude00 😀\\n".repeat(20_000);
    let other = "x\\t".repeat(50_000);
    for bytes in [
        format!("{{\"id\":7,\"text\":\"{text}\",\"date\":\"2024-05-06\"}}"),
        format!(" {{\"m\":{{\"text\":\"{other}\"}},\"te\\u0078t\":\"{text}\",\"id\":\"a\"}} "),
        format!("{{\"m\":[\"{other}\",{{}}],\"text\":\"short\",\"id\":\"a\"}}"),
        format!("{{\"text\":\"{text}\",\"text\":\"{text}\"}}"),
        format!("{{\"text\":\"{text}\",\"id\":{{}}}}"),
        format!("{{\"id\":\"{other}\",\"text\":\"{text}\"}}"),
        format!("{{\"text\":\"{text}\\ud800\"}}"),
        format!("{{\"text\":\"{text}\\q{text}\"}}"),
        format!("{{\"text\":\"{text}\t{text}\",\"id\":1}}"),
        format!("{{\"m\":\"{other}\\ud800\",\"text\":\"{text}\"}}"),
        format!("{{\"text\":\"{text}\""),
        format!("{{\"text\":\"{text}"),
        format!("{{\"text\":\"{text}\",}}"),
        format!("{{\"text\":\"{text}\"}} x"),
        format!("[\"{text}\"]"),
        format!("\"{text}\""),
        format!("{{\"m\":\"{other}\"}}"),
        format!("{{\"text\":5,\"m\":\"{other}\"}}"),
        " ".repeat(300_000),
    ] {
        assert_same(&line(10), bytes.as_bytes());
    }
    let good = format!("{{\"text\":\"{text}\"}}");
    let marked = format!("\u{FEFF}{good}");
    assert_same(&line(0), marked.as_bytes());
    assert_same(&line(10), marked.as_bytes());
    assert_same(&line(0), &[good.as_bytes(), b"\0"].concat());
    assert_same(&line(0), &good.as_bytes()[..good.len() / 2]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Escapes lie anywhere about the ends of blocks.
    #[test]
    fn escapes_are_never_cut(lead in 0..40_usize, pieces in proptest::collection::vec(0..6_usize, 1..60)) {
        let known = ["ب", "\\u0641", "\\ud83d\\ude00", "\\\\", "\\\"", "a😀"];
        let unit: String = pieces.iter().map(|&piece| known[piece]).collect();
        let text = format!("{}{}", "x".repeat(lead), unit.repeat(700_000 / unit.len()));
        assert_same(&line(10), format!("{{\"text\":\"{text}\"}}").as_bytes());
    }
}
