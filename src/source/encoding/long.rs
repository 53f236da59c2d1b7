//! The same decisions as for a document in memory, for one that is too long to be
//! held: its bytes are looked at block by block.
//!
//! What is found, and where a fault is, must be the same as if the document were
//! held; a test decodes the same bytes both ways.

use std::io;

use encoding_rs::DecoderResult;

use super::utf8::{decode_utf8, utf16_parity, wide_encoding};
use super::{Encoding, Fault, declared, detect};
use crate::source::spill::{Gathering, Kept, Spill};

/// How much of the beginning tells encodings.
const HEAD: usize = 4096;

/// How much is decoded at a time.
const BLOCK: usize = 64 * 1024;

/// Why bytes in a file are not usable text.
#[derive(Debug)]
pub(in crate::source) enum Trouble {
    /// They are none.
    Fault(Fault),
    /// They cannot be read, or not be kept.
    Io(io::Error),
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What stands in a file, as far as it decides what the file is.
#[derive(Debug, Default)]
struct Survey {
    /// The first NUL.
    nul: Option<usize>,
    /// The first byte above ASCII.
    high: Option<usize>,
    /// Why it is not UTF-8.
    utf8: Option<Fault>,
}

impl Survey {
    fn of(bytes: &Spill) -> io::Result<Self> {
        let mut found = Self::default();
        let mut carried: Vec<u8> = Vec::new();
        bytes.blocks(|at, block| {
            let place = |within| at as usize + within;
            found.nul = found.nul.or_else(|| memchr::memchr(0, block).map(place));
            if found.high.is_none() {
                found.high = block.iter().position(|&byte| byte >= 0x80).map(place);
            }
            if found.utf8.is_none() {
                let base = at as usize - carried.len();
                carried.extend_from_slice(block);
                let last = at + block.len() as u64 == bytes.len();
                let whole = if last {
                    carried.len()
                } else {
                    whole_characters(&carried)
                };
                found.utf8 = decode_utf8(&carried[..whole]).err().map(|f| f.behind(base));
                carried.drain(..whole);
            }
            Ok(found.nul.is_none() || found.utf8.is_none() || found.high.is_none())
        })?;
        Ok(found)
    }

    /// Why it is no UTF-8 text.
    fn fault(&self, head: &[u8]) -> Option<Fault> {
        wide_encoding(head)
            .or_else(|| self.nul.map(Fault::binary))
            .or_else(|| self.utf8.clone())
    }
}

/// How many bytes there are before a character that goes on behind the last one.
pub(in crate::source) fn whole_characters(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(3);
    let begun = bytes[tail..].iter().rposition(|&byte| byte >= 0xC0);
    let Some(at) = begun.map(|within| tail + within) else {
        return bytes.len();
    };
    let length = match bytes[at] {
        0xF0.. => 4,
        0xE0.. => 3,
        _ => 2,
    };
    if at + length > bytes.len() {
        at
    } else {
        bytes.len()
    }
}

/// [`super::decode_text`] for bytes in a file: whether they are UTF-8, and what
/// stands behind the mark.
pub(in crate::source) fn spilled_text(bytes: &Spill) -> Result<(), Trouble> {
    let survey = Survey::of(bytes)?;
    match survey.fault(&bytes.beginning(HEAD)?) {
        Some(fault) => Err(fault.into()),
        None => Ok(()),
    }
}

/// [`decode_utf8`] for bytes in a file.
pub(in crate::source) fn spilled_utf8(bytes: &Spill) -> Result<(), Trouble> {
    match Survey::of(bytes)?.utf8 {
        Some(fault) => Err(fault.into()),
        None => Ok(()),
    }
}

/// [`super::decode`] for a document in a file.
pub(in crate::source) fn decode_spilled(
    bytes: &Spill,
    named: Option<Encoding>,
) -> Result<(Spill, Encoding), Trouble> {
    let head = bytes.beginning(HEAD)?;
    if let Some((encoding, mark)) = Encoding::of_mark(&head) {
        let body = bytes.slice(mark as u64, bytes.len());
        return match decode_as(&body, encoding) {
            Ok(text) => Ok((text, encoding)),
            Err(Trouble::Fault(fault)) => Err(fault.behind(mark).into()),
            Err(error) => Err(error),
        };
    }
    if let Some(encoding) = named {
        return Ok((decode_as(bytes, encoding)?, encoding));
    }
    let survey = Survey::of(bytes)?;
    let Some(fault) = survey.fault(&head) else {
        return Ok((bytes.clone(), Encoding::Utf8));
    };
    let guessed = if survey.nul.is_some() {
        utf16_parity(&head).map(|parity| match parity {
            0 => Encoding::Utf16Be,
            _ => Encoding::Utf16Le,
        })
    } else {
        match declared::declared(&head) {
            Some(Encoding::Utf8) => None,
            Some(encoding) => Some(encoding),
            None => {
                let letters = survey.high.unwrap_or(0) as u64;
                let sample = bytes.slice(letters, bytes.len()).beginning(BLOCK)?;
                detect::detect(&sample)
            }
        }
    };
    match guessed {
        Some(encoding) => Ok((decode_as(bytes, encoding)?, encoding)),
        None => Err(fault.into()),
    }
}

/// Decodes what is known to be in an encoding and has no mark.
fn decode_as(bytes: &Spill, encoding: Encoding) -> Result<Spill, Trouble> {
    let Some(foreign) = encoding.foreign() else {
        let survey = Survey::of(bytes)?;
        return match survey.nul.map(Fault::binary).or(survey.utf8) {
            Some(fault) => Err(fault.into()),
            None => Ok(bytes.clone()),
        };
    };
    let wide = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    let mut decoder = foreign.new_decoder_without_bom_handling();
    let mut text = Gathering::new(Some(bytes.spilling().clone()));
    let mut output = vec![0; 3 * BLOCK + 16];
    // Units of the encoding that were decoded, to tell the place of a NUL.
    let (mut units, mut nul) = (0_usize, None);
    let mut taken = 0_u64;
    let mut step = |input: &[u8], last: bool| -> Result<(), Trouble> {
        let (outcome, read, written) =
            decoder.decode_to_utf8_without_replacement(input, &mut output, last);
        taken += read as u64;
        match outcome {
            DecoderResult::InputEmpty => {}
            DecoderResult::Malformed(length, behind) => {
                let back = u64::from(length) + u64::from(behind);
                let at = taken.saturating_sub(back);
                let byte = bytes.slice(at, at + 1).whole()?;
                let fault = Fault::malformed(encoding, 0, &byte);
                return Err(fault.behind(at as usize).into());
            }
            DecoderResult::OutputFull => {
                return Err(io::Error::other("internal error: no room to decode").into());
            }
        }
        let decoded = String::from_utf8_lossy(&output[..written]);
        let count = |text: &str| match wide {
            true => text.encode_utf16().count(),
            false => text.chars().count(),
        };
        if nul.is_none() {
            nul = decoded.find('\0').map(|at| units + count(&decoded[..at]));
            units += count(&decoded);
        }
        Ok(text.push(decoded.as_bytes())?)
    };
    let mut trouble = None;
    bytes.blocks(|_, block| {
        let done = block.chunks(BLOCK).try_for_each(|part| step(part, false));
        trouble = done.err();
        Ok(trouble.is_none())
    })?;
    match trouble {
        Some(trouble) => return Err(trouble),
        None => step(&[], true)?,
    }
    if let Some(units) = nul {
        return Err(Fault::binary(if wide { 2 * units } else { units }).into());
    }
    Ok(match text.finish()? {
        Kept::Spilled(text) => text,
        // Shorter than it was, as UTF-16 can be.
        Kept::Held(held) => {
            use std::io::Write;
            let mut file = bytes.spilling().file()?;
            file.write_all(&held)?;
            Spill::of_file(file, held.len() as u64, bytes.spilling().clone())
        }
    })
}
