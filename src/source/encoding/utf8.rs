//! UTF-8 held to the letter, and what is plainly not UTF-8.
//!
//! For what has to be UTF-8 (JSON, gold, rules) this is the whole check. It must
//! never guess.

use super::Encoding;

/// The UTF-8 byte-order mark.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// How much of a document is looked at to tell UTF-16 from other binary data.
const SAMPLE: usize = 4096;

/// Why bytes are not usable text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// First byte at fault, counted from the start of the bytes given.
    pub offset: usize,
    /// What is wrong, in one sentence.
    pub reason: String,
}

impl Fault {
    /// The same behind that many bytes.
    pub(super) fn behind(mut self, bytes: usize) -> Self {
        self.offset += bytes;
        self
    }

    /// A NUL in what should be text.
    pub(super) fn binary(offset: usize) -> Self {
        Self {
            offset,
            reason: "binary data: the document holds a NUL byte".to_owned(),
        }
    }

    /// Bytes that an encoding does not have.
    pub(super) fn malformed(encoding: Encoding, offset: usize, bytes: &[u8]) -> Self {
        let reason = match (encoding, bytes.get(offset)) {
            (Encoding::Utf16Le | Encoding::Utf16Be, _) | (_, None) => {
                format!("malformed {encoding}: half a character")
            }
            (_, Some(byte)) => format!("malformed {encoding}: it has no byte 0x{byte:02X}"),
        };
        Self { offset, reason }
    }
}

/// Checks that `bytes` are UTF-8 text and gives the text without its
/// byte-order mark, and the name of the encoding: `utf-8` or `utf-8-bom`.
///
/// # Errors
/// A [`Fault`] with the first byte at fault if the bytes are UTF-16, UTF-32,
/// binary data (they hold a NUL byte) or malformed UTF-8.
pub fn decode_text(bytes: &[u8]) -> Result<(&str, &'static str), Fault> {
    if let Some(fault) = foreign(bytes) {
        return Err(fault);
    }
    let (body, encoding) = match bytes.strip_prefix(BOM) {
        Some(body) => (body, "utf-8-bom"),
        None => (bytes, "utf-8"),
    };
    let text = decode_utf8(body).map_err(|fault| Fault {
        offset: fault.offset + (bytes.len() - body.len()),
        ..fault
    })?;
    Ok((text, encoding))
}

/// Checks UTF-8 alone: a byte-order mark is kept, a NUL is a character.
pub(in crate::source) fn decode_utf8(bytes: &[u8]) -> Result<&str, Fault> {
    // The fast check says only yes or no; the slow one says where.
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Ok(text);
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let reason = match error.error_len() {
            None => "truncated UTF-8: the data ends in the middle of a character".to_owned(),
            Some(_) => format!(
                "malformed UTF-8 at byte 0x{:02X}; if the text is in another encoding, \
                 name it (`--encoding windows-1256`)",
                bytes[offset]
            ),
        };
        Fault { offset, reason }
    })
}

/// Recognises data that is not UTF-8 text at all, so that the reason can name
/// it instead of the first odd byte.
fn foreign(bytes: &[u8]) -> Option<Fault> {
    wide_encoding(bytes).or_else(|| memchr::memchr(0, bytes).map(Fault::binary))
}

/// Recognises UTF-16 and UTF-32 from the beginning of a document.
pub(super) fn wide_encoding(bytes: &[u8]) -> Option<Fault> {
    let name = match bytes {
        [0xFF, 0xFE, 0, 0, ..] => "UTF-32 (little-endian)",
        [0, 0, 0xFE, 0xFF, ..] => "UTF-32 (big-endian)",
        [0xFF, 0xFE, ..] => "UTF-16 (little-endian)",
        [0xFE, 0xFF, ..] => "UTF-16 (big-endian)",
        _ => match utf16_parity(bytes)? {
            0 => "UTF-16 (big-endian, no byte-order mark)",
            _ => "UTF-16 (little-endian, no byte-order mark)",
        },
    };
    let reason = format!("the text is in {name}, not UTF-8; convert it first");
    Some(Fault { offset: 0, reason })
}

/// Whether the even (0) or odd (1) bytes are the high halves of UTF-16 text:
/// nearly all of them then are 00 (ASCII) or 06 (Arabic).
pub(in crate::source) fn utf16_parity(sample: &[u8]) -> Option<usize> {
    let sample = &sample[..sample.len().min(SAMPLE)];
    memchr::memchr(0, sample)?;
    let looks_high = |parity: usize| {
        let (mut total, mut high, mut nul) = (0_usize, 0_usize, 0_usize);
        for &byte in sample.iter().skip(parity).step_by(2) {
            total += 1;
            high += usize::from(matches!(byte, 0x00 | 0x06));
            nul += usize::from(byte == 0);
        }
        let other_nul = sample.iter().skip(1 - parity).step_by(2).any(|&b| b == 0);
        nul >= 2 && !other_nul && high * 10 >= total * 9
    };
    (0..2).find(|&parity| looks_high(parity))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if little {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn the_mark_is_kept_out_of_the_text() {
        assert_eq!(
            decode_text("\u{FEFF}سلام".as_bytes()),
            Ok(("سلام", "utf-8-bom"))
        );
        assert_eq!(decode_text("سلام".as_bytes()), Ok(("سلام", "utf-8")));
        assert_eq!(decode_text(b""), Ok(("", "utf-8")));
    }

    #[test]
    fn a_fault_is_counted_from_the_start_of_the_file() {
        let mut bytes = "\u{FEFF}سلا".as_bytes().to_vec();
        bytes.push(0xFF);
        bytes.extend_from_slice("م".as_bytes());
        let fault = decode_text(&bytes).unwrap_err();
        assert_eq!(fault.offset, 9);
        assert!(fault.reason.contains("0xFF"), "{}", fault.reason);
    }

    #[test]
    fn a_cut_character_is_named_as_such() {
        let bytes = "سلام".as_bytes();
        let fault = decode_text(&bytes[..bytes.len() - 1]).unwrap_err();
        assert_eq!(fault.offset, 6);
        assert!(fault.reason.contains("truncated"), "{}", fault.reason);
    }

    #[test]
    fn utf16_is_recognised_with_and_without_its_mark() {
        for (little, name) in [(true, "little-endian"), (false, "big-endian")] {
            for text in ["\u{FEFF}في عام 1949", "في عام 1949 وقع الحلف"] {
                let fault = decode_text(&utf16(text, little)).unwrap_err();
                assert!(fault.reason.contains("UTF-16"), "{}", fault.reason);
                assert!(fault.reason.contains(name), "{}", fault.reason);
            }
        }
    }

    #[test]
    fn other_data_with_nul_is_binary() {
        let fault = decode_text(b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00").unwrap_err();
        assert_eq!(fault.offset, 7);
        assert!(fault.reason.contains("binary"), "{}", fault.reason);
    }
}
