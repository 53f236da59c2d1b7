use std::io::Read;

use proptest::prelude::*;

use super::*;

const TEXT: &str = "وصل الوفد إلى العاصمة مساء الخميس، ثم غادرها بعد يومين.";

const ALL: [Encoding; 5] = [
    Encoding::Utf8,
    Encoding::Utf16Le,
    Encoding::Utf16Be,
    Encoding::Windows1256,
    Encoding::Iso88596,
];

/// A text in an encoding.
fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => text.as_bytes().to_vec(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Encoding::Windows1256 => WINDOWS_1256.encode(text).0.into_owned(),
        Encoding::Iso88596 => ISO_8859_6.encode(text).0.into_owned(),
    }
}

/// What a stream of these bytes gives.
fn streamed(bytes: &[u8], named: Option<Encoding>) -> std::io::Result<(Vec<u8>, Encoding)> {
    let (mut stream, encoding) = decoded(Box::new(std::io::Cursor::new(bytes.to_vec())), named)?;
    let mut out = Vec::new();
    stream.read_to_end(&mut out)?;
    Ok((out, encoding))
}

#[test]
fn every_encoding_is_read_by_name_and_by_itself() {
    for encoding in ALL {
        let bytes = encoded(TEXT, encoding);
        for named in [Some(encoding), None] {
            let (text, found) = decode(&bytes, named).unwrap();
            assert_eq!((text.as_ref(), found), (TEXT, encoding));
            let (text, found) = streamed(&bytes, named).unwrap();
            assert_eq!((text.as_slice(), found), (TEXT.as_bytes(), encoding));
        }
    }
}

#[test]
fn a_mark_knows_better_than_a_name() {
    let marked = format!("\u{FEFF}{TEXT}");
    for (encoding, expected) in [
        (Encoding::Utf8, Encoding::Utf8Bom),
        (Encoding::Utf16Le, Encoding::Utf16Le),
        (Encoding::Utf16Be, Encoding::Utf16Be),
    ] {
        let bytes = encoded(&marked, encoding);
        let (text, found) = decode(&bytes, Some(Encoding::Windows1256)).unwrap();
        assert_eq!((text.as_ref(), found), (TEXT, expected));
        assert_eq!(streamed(&bytes, None).unwrap().0, TEXT.as_bytes());
    }
}

#[test]
fn a_declaration_decides_where_letters_cannot() {
    let page = "<meta charset=iso-8859-6><p>سلام";
    let bytes = encoded(page, Encoding::Iso88596);
    assert_eq!(decode(&bytes, None).unwrap().1, Encoding::Iso88596);
    // Bytes that are UTF-8 are UTF-8, whatever a page says of itself.
    let found = decode(page.as_bytes(), None).unwrap();
    assert_eq!((found.0.as_ref(), found.1), (page, Encoding::Utf8));
}

#[test]
fn faults_name_the_byte() {
    let fault = |bytes: &[u8], named| decode(bytes, named).unwrap_err();
    // 0xA1 is not assigned in ISO-8859-6.
    let found = fault(b"abc\xA1", Some(Encoding::Iso88596));
    assert_eq!(found.offset, 3);
    assert!(found.reason.contains("0xA1"), "{}", found.reason);
    // Half a pair, behind the mark and two letters.
    let found = fault(b"\xFF\xFEa\0b\0\x00\xD8c\0", None);
    assert_eq!(found.offset, 6, "{}", found.reason);
    // An odd byte at the end.
    let found = fault(b"\xFF\xFEa\0b", None);
    assert_eq!(found.offset, 4, "{}", found.reason);
    let found = fault(b"\xFF\xFEa\0\0\0", None);
    assert_eq!(found.offset, 4);
    assert!(found.reason.contains("NUL"), "{}", found.reason);
    let found = fault(b"\xFF\xFE\0\0a\0\0\0", None);
    assert!(found.reason.contains("UTF-32"), "{}", found.reason);
    assert_eq!(fault(b"a\0b", Some(Encoding::Windows1256)).offset, 1);
}

#[test]
fn names_are_those_of_the_standard() {
    for (name, expected) in [
        ("UTF-8", Encoding::Utf8),
        ("cp1256", Encoding::Windows1256),
        ("Windows-1256", Encoding::Windows1256),
        ("arabic", Encoding::Iso88596),
        ("asmo-708", Encoding::Iso88596),
        ("utf-16", Encoding::Utf16Le),
    ] {
        assert_eq!(name.parse(), Ok(expected), "{name}");
    }
    assert_eq!("koi8-r".parse::<Encoding>(), Err(UnknownEncoding));
}

proptest! {
    #[test]
    fn any_bytes_decode_or_fail_within_them(bytes: Vec<u8>, which in 0..6_usize) {
        let named = ALL.get(which).copied();
        match decode(&bytes, named) {
            Ok((text, encoding)) => {
                // A stream of the same bytes is the same text.
                prop_assert_eq!(streamed(&bytes, Some(encoding)).unwrap().0, text.as_bytes());
            }
            Err(fault) => prop_assert!(fault.offset < bytes.len(), "{}", fault.offset),
        }
    }

    #[test]
    fn every_beginning_of_a_text_decodes_or_fails_within_it(which in 0..5_usize, length in 0..200_usize) {
        let bytes = encoded(TEXT, ALL[which]);
        let bytes = &bytes[..length.min(bytes.len())];
        for named in [Some(ALL[which]), None] {
            match decode(bytes, named) {
                Ok((text, found)) if found == ALL[which] => prop_assert!(TEXT.starts_with(text.as_ref())),
                Ok(_) => {}
                Err(fault) => prop_assert!(fault.offset < bytes.len()),
            }
        }
    }
}
