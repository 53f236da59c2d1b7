//! Bytes to text: the only place where the encoding of a document is decided.
//!
//! In this order: a byte-order mark; the encoding that the caller names; UTF-8
//! if the bytes are UTF-8; what the document declares (XML, HTML); UTF-16 by its
//! bytes; one of the two old Arabic code pages if the letters tell them plainly.
//! Anything else is set aside with the exact byte and a reason that says what to
//! do. This must never replace a malformed byte by U+FFFD and go on, and never
//! take a UTF-8 document with one bad byte for a code page.

mod declared;
mod detect;
mod long;
mod mojibake;
mod stream;
mod utf8;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use encoding_rs::{DecoderResult, ISO_8859_6, UTF_16BE, UTF_16LE, WINDOWS_1256};

pub(super) use long::{Trouble, decode_spilled, spilled_text, spilled_utf8, whole_characters};
pub use mojibake::mojibake;
pub(super) use stream::{beginning, decoded};
pub use utf8::{Fault, decode_text};
pub(super) use utf8::{decode_utf8, utf16_parity};

/// The encodings that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 behind a byte-order mark.
    Utf8Bom,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// Windows-1256, the Arabic code page of Windows.
    Windows1256,
    /// ISO-8859-6, also ASMO 708 and ECMA-114.
    Iso88596,
}

impl Encoding {
    /// The name in `documents.encoding`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1256 => "windows-1256",
            Self::Iso88596 => "iso-8859-6",
        }
    }

    /// The encoding of a byte-order mark, and the mark's length. UTF-32 has the
    /// mark of UTF-16 at its beginning and is none of ours.
    fn of_mark(bytes: &[u8]) -> Option<(Self, usize)> {
        match bytes {
            [0xEF, 0xBB, 0xBF, ..] => Some((Self::Utf8Bom, 3)),
            [0xFF, 0xFE, 0, 0, ..] => None,
            [0xFF, 0xFE, ..] => Some((Self::Utf16Le, 2)),
            [0xFE, 0xFF, ..] => Some((Self::Utf16Be, 2)),
            _ => None,
        }
    }

    /// The decoder for what is not UTF-8.
    fn foreign(self) -> Option<&'static encoding_rs::Encoding> {
        match self {
            Self::Utf8 | Self::Utf8Bom => None,
            Self::Utf16Le => Some(UTF_16LE),
            Self::Utf16Be => Some(UTF_16BE),
            Self::Windows1256 => Some(WINDOWS_1256),
            Self::Iso88596 => Some(ISO_8859_6),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that stands for no encoding that is read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no encoding that nasaq reads; it reads utf-8, utf-16le, utf-16be, windows-1256 and iso-8859-6"
)]
pub struct UnknownEncoding;

impl FromStr for Encoding {
    type Err = UnknownEncoding;

    /// Knows the names of the Encoding Standard: `cp1256`, `arabic`, `asmo-708`.
    fn from_str(name: &str) -> Result<Self, UnknownEncoding> {
        if name.trim().eq_ignore_ascii_case("utf-8-bom") {
            return Ok(Self::Utf8);
        }
        let known = encoding_rs::Encoding::for_label(name.as_bytes());
        match known.map(encoding_rs::Encoding::name) {
            Some("UTF-8") => Ok(Self::Utf8),
            Some("UTF-16LE") => Ok(Self::Utf16Le),
            Some("UTF-16BE") => Ok(Self::Utf16Be),
            Some("windows-1256") => Ok(Self::Windows1256),
            Some("ISO-8859-6") => Ok(Self::Iso88596),
            _ => Err(UnknownEncoding),
        }
    }
}

/// Decodes a whole document. `named` is the encoding that the caller says it is
/// in; only a byte-order mark knows better. A byte-order mark is kept out.
///
/// # Errors
/// A [`Fault`] with the first byte at fault.
pub fn decode(bytes: &[u8], named: Option<Encoding>) -> Result<(Cow<'_, str>, Encoding), Fault> {
    if let Some((encoding, mark)) = Encoding::of_mark(bytes) {
        let text = decode_as(&bytes[mark..], encoding).map_err(|fault| fault.behind(mark))?;
        return Ok((text, encoding));
    }
    if let Some(encoding) = named {
        return Ok((decode_as(bytes, encoding)?, encoding));
    }
    let fault = match decode_text(bytes) {
        Ok((text, _)) => return Ok((Cow::Borrowed(text), Encoding::Utf8)),
        Err(fault) => fault,
    };
    let Some(encoding) = guess(bytes) else {
        return Err(fault);
    };
    Ok((decode_as(bytes, encoding)?, encoding))
}

/// The encoding of bytes that are not UTF-8 and have no mark.
fn guess(bytes: &[u8]) -> Option<Encoding> {
    if memchr::memchr(0, bytes).is_some() {
        return match utf16_parity(bytes) {
            Some(0) => Some(Encoding::Utf16Be),
            Some(_) => Some(Encoding::Utf16Le),
            None => None,
        };
    }
    // Who declares UTF-8 and is not is broken, not another code page.
    match declared::declared(bytes) {
        Some(Encoding::Utf8) => None,
        Some(encoding) => Some(encoding),
        None => detect::detect(bytes),
    }
}

/// Decodes what is known to be in an encoding and has no mark.
fn decode_as(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, str>, Fault> {
    let Some(foreign) = encoding.foreign() else {
        if let Some(offset) = memchr::memchr(0, bytes) {
            return Err(Fault::binary(offset));
        }
        return decode_utf8(bytes).map(Cow::Borrowed);
    };
    let mut decoder = foreign.new_decoder_without_bom_handling();
    // Both code pages and UTF-16 give at most three bytes for each of theirs.
    let mut text = String::with_capacity(bytes.len() * 3 + 16);
    let (outcome, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match outcome {
        DecoderResult::InputEmpty => {}
        DecoderResult::Malformed(length, behind) => {
            let offset = read.saturating_sub(usize::from(length) + usize::from(behind));
            return Err(Fault::malformed(encoding, offset, bytes));
        }
        DecoderResult::OutputFull => {
            return Err(Fault {
                offset: read,
                reason: "internal error: no room to decode".to_owned(),
            });
        }
    }
    text.shrink_to_fit();
    if let Some(at) = text.find('\0') {
        let width = if matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
            text[..at].encode_utf16().count() * 2
        } else {
            text[..at].chars().count()
        };
        return Err(Fault::binary(width));
    }
    Ok(Cow::Owned(text))
}

#[cfg(test)]
mod tests;
