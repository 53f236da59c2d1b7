//! Encodings of files.

use encoding_rs::{ISO_8859_6, WINDOWS_1256};
use nasaq::source::{Encoding, ReadOptions};

use super::{Folder, TEXT, documents, rejects};

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn the_encoding_is_found_and_recorded() {
    let folder = Folder::new();
    for (bytes, encoding) in [
        (TEXT.as_bytes().to_vec(), "utf-8"),
        (format!("\u{FEFF}{TEXT}").into_bytes(), "utf-8-bom"),
        (utf16(TEXT), "utf-16le"),
        (utf16(&format!("\u{FEFF}{TEXT}")), "utf-16le"),
        (WINDOWS_1256.encode(TEXT).0.into_owned(), "windows-1256"),
        (ISO_8859_6.encode(TEXT).0.into_owned(), "iso-8859-6"),
    ] {
        let found = documents(&folder.write("a.txt", bytes), &ReadOptions::default());
        assert_eq!(
            (found[0].text.as_str(), found[0].encoding),
            (TEXT, encoding)
        );
    }
}

#[test]
fn lines_and_rows_in_other_encodings() {
    let folder = Folder::new();
    let lines = format!("{{\"id\":\"a\",\"text\":\"{TEXT}\"}}\n{{\"text\":\"{TEXT}\"}}\n");
    let rows = format!("id,text\r\na,\"{TEXT}\"\r\n,\"{TEXT}\"\r\n");
    for (encoding, encode) in [
        ("utf-16le", utf16 as fn(&str) -> Vec<u8>),
        ("windows-1256", |text| {
            WINDOWS_1256.encode(text).0.into_owned()
        }),
    ] {
        for (name, text) in [("a.jsonl", &lines), ("a.csv", &rows)] {
            let path = folder.write(name, encode(text));
            let found = documents(&path, &ReadOptions::default());
            assert_eq!(found.len(), 2);
            assert_eq!(found[0].id, "a");
            for document in found {
                assert_eq!(
                    (document.text.as_str(), document.encoding),
                    (TEXT, encoding)
                );
            }
        }
    }
}

#[test]
fn a_name_decides_where_letters_are_too_few() {
    let folder = Folder::new();
    let path = folder.write("a.txt", WINDOWS_1256.encode("قطر").0);
    let found = rejects(&path, &ReadOptions::default());
    assert_eq!(found[0].byte_offset, Some(0));
    assert!(
        found[0].reason.contains("--encoding"),
        "{}",
        found[0].reason
    );
    let options = ReadOptions {
        encoding: Some(Encoding::Windows1256),
        ..ReadOptions::default()
    };
    let found = documents(&path, &options);
    assert_eq!(
        (found[0].text.as_str(), found[0].encoding),
        ("قطر", "windows-1256")
    );
}

#[test]
fn a_stream_that_breaks_names_the_byte_of_the_file() {
    let folder = Folder::new();
    let mut bytes = utf16("\u{FEFF}{\"text\":\"\"}\n");
    let at = bytes.len();
    bytes.extend([0x00, 0xD8, b'x', 0]);
    let found = rejects(&folder.write("a.jsonl", bytes), &ReadOptions::default());
    let place = format!("at byte {at} of the file");
    assert!(found[0].reason.contains(&place), "{}", found[0].reason);
}
