//! A line of JSON that is too long to be held.
//!
//! Long strings are cut out of it, and what is left is a line like any other, which
//! is read as any other. So every fault is told as it would be; only the strings that
//! were cut out are looked at here, and of those only `text` is kept.

use std::io;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::super::encoding::{Fault, Trouble, spilled_text, whole_characters};
use super::super::json_line::{self, Record};
use super::super::spill::{BLOCK, Gathering, Kept, Spill};

/// Bytes of a string that is not cut out.
const SHORT: usize = 64 << 10;

/// Bytes of a line beside its long strings.
const MOST: usize = 64 << 20;

/// What a line says: its `id` as far as it is known; the record, with its text
/// where that is long.
pub(super) type Parsed = (Option<Value>, Result<(Record, Option<Spill>), Fault>);

/// Reads a line.
///
/// # Errors
/// What the system reports.
pub(super) fn parse(line: &Spill, first: bool) -> io::Result<Parsed> {
    match parsed(line, first) {
        Ok(parsed) => Ok(parsed),
        Err(Trouble::Fault(fault)) => Ok((None, Err(fault))),
        Err(Trouble::Io(error)) => Err(error),
    }
}

fn parsed(line: &Spill, first: bool) -> Result<Parsed, Trouble> {
    spilled_text(line)?;
    let skeleton = Skeleton::of(line)?;
    let (id, outcome) = json_line::parse(&skeleton.bytes, first);
    let outcome = outcome.map_err(|fault| Fault {
        offset: skeleton.place(fault.offset),
        ..fault
    });
    let mut text = None;
    for cut in &skeleton.cuts {
        // The first fault of a line is the one that is told.
        if outcome
            .as_ref()
            .is_err_and(|fault| fault.offset < cut.start as usize)
        {
            break;
        }
        if cut.is_text {
            text = Some(unescaped(line, cut)?);
        } else {
            each_part::<IgnoredAny>(line, cut, |_| Ok(()))?;
        }
    }
    let outcome = outcome.map(|record| (record, text));
    Ok((id, outcome))
}

/// A line without its long strings.
#[derive(Default)]
struct Skeleton {
    bytes: Vec<u8>,
    cuts: Vec<Cut>,
}

/// A string that was cut out.
struct Cut {
    /// Where it stood in the skeleton.
    place: usize,
    /// Where it stands in the line, without its quotation marks.
    start: u64,
    end: u64,
    /// Whether it is the value of `text`.
    is_text: bool,
    /// Whether the line ends within it.
    is_open: bool,
}

/// A string that is being read.
struct InString {
    start: u64,
    held: Vec<u8>,
    is_cut: bool,
    escaped: bool,
}

/// Where in the JSON a reader is.
#[derive(Default)]
struct Where {
    depth: usize,
    /// Whether the next string of the outermost object is a key.
    at_key: bool,
    /// The last key of the outermost object.
    key: Vec<u8>,
}

impl Where {
    /// Whether the string that begins here matters to nobody, or is `text`.
    fn may_cut(&self) -> bool {
        self.depth != 1 || !(self.at_key || [b"id".as_slice(), b"date"].contains(&&self.key[..]))
    }

    fn is_text(&self) -> bool {
        self.depth == 1 && !self.at_key && self.key == b"text"
    }

    /// Goes past a byte outside of strings.
    fn pass(&mut self, byte: u8) {
        match byte {
            b'{' | b'[' => {
                self.depth += 1;
                self.at_key = byte == b'{' && self.depth == 1;
            }
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b',' if self.depth == 1 => self.at_key = true,
            b':' if self.depth == 1 => self.at_key = false,
            _ => {}
        }
    }
}

impl Skeleton {
    fn of(line: &Spill) -> Result<Self, Trouble> {
        let mut skeleton = Self::default();
        let mut place = Where::default();
        let mut string: Option<InString> = None;
        let mut within = true;
        line.blocks(|base, block| {
            let mut at = 0;
            while at < block.len() {
                let Some(inside) = &mut string else {
                    let byte = block[at];
                    skeleton.bytes.push(byte);
                    place.pass(byte);
                    at += 1;
                    string = (byte == b'"').then(|| InString {
                        start: base + at as u64,
                        held: Vec::new(),
                        is_cut: false,
                        escaped: false,
                    });
                    continue;
                };
                let width = inside.next(&block[at..], place.may_cut());
                at += width;
                if width == 0 {
                    let ended = string.take();
                    skeleton.close(ended, (base + at as u64, false), &mut place);
                    skeleton.bytes.push(b'"');
                    at += 1;
                }
            }
            let held = string.as_ref().map_or(0, |inside| inside.held.len());
            within = skeleton.bytes.len() + held <= MOST;
            Ok(within)
        })?;
        if !within {
            let reason = format!("the line has more than {MOST} bytes beside its long strings");
            return Err(Fault { offset: 0, reason }.into());
        }
        skeleton.close(string, (line.len(), true), &mut place);
        Ok(skeleton)
    }

    /// Takes a string that ends before `end` of the line.
    fn close(&mut self, string: Option<InString>, (end, is_open): (u64, bool), place: &mut Where) {
        let Some(string) = string else { return };
        if string.is_cut {
            self.cuts.push(Cut {
                place: self.bytes.len(),
                start: string.start,
                end,
                is_text: place.is_text(),
                is_open,
            });
            return;
        }
        if place.depth == 1 && place.at_key {
            let quoted = [b"\"", string.held.as_slice(), b"\""].concat();
            let key = serde_json::from_slice::<String>(&quoted);
            place.key = key.map_or_else(|_| Vec::new(), String::into_bytes);
        }
        self.bytes.extend_from_slice(&string.held);
    }

    /// Where a byte of the skeleton stands in the line.
    fn place(&self, offset: usize) -> usize {
        // A line that ends in a string is at fault where it ends.
        let before = self
            .cuts
            .iter()
            .take_while(|cut| cut.place <= offset + usize::from(cut.is_open));
        let removed: u64 = before.map(|cut| cut.end - cut.start).sum();
        offset + removed as usize
    }
}

impl InString {
    /// Takes some bytes; how many it were, none where the string ends.
    fn next(&mut self, bytes: &[u8], may_cut: bool) -> usize {
        let width = if self.escaped {
            1
        } else {
            memchr::memchr2(b'"', b'\\', bytes).map_or(bytes.len(), |at| match bytes[at] {
                b'\\' => at + 1,
                _ => at,
            })
        };
        let taken = &bytes[..width];
        self.escaped = !self.escaped && taken.ends_with(b"\\");
        if !self.is_cut {
            self.held.extend_from_slice(taken);
            self.is_cut = may_cut && self.held.len() > SHORT;
        }
        width
    }
}

/// The text that a string stands for.
fn unescaped(line: &Spill, cut: &Cut) -> Result<Spill, Trouble> {
    let spilling = line.spilling();
    let mut text = Gathering::new(Some(super::super::spill::Spilling {
        // In a file, however short it is by now.
        held: 0,
        ..spilling.clone()
    }));
    each_part::<String>(line, cut, |part| text.push(part.as_bytes()))?;
    match text.finish()? {
        Kept::Spilled(text) => Ok(text),
        Kept::Held(_) => Err(io::Error::other("internal error: a long text is empty").into()),
    }
}

/// Reads a string part by part.
fn each_part<T: DeserializeOwned>(
    line: &Spill,
    cut: &Cut,
    mut take: impl FnMut(T) -> io::Result<()>,
) -> Result<(), Trouble> {
    let mut held: Vec<u8> = Vec::new();
    // Where in the line that begins.
    let mut base = cut.start;
    let mut fault = None;
    line.slice(cut.start, cut.end).blocks(|at, block| {
        held.extend_from_slice(block);
        let last = cut.start + at + block.len() as u64 == cut.end;
        let width = if last {
            held.len()
        } else {
            whole_escapes(&held)
        };
        let quoted = [b"\"", &held[..width], b"\""].concat();
        match serde_json::from_slice(&quoted) {
            Ok(part) => take(part)?,
            Err(error) => {
                let within = error.column().saturating_sub(2) as u64;
                fault = Some(json_line::json_fault_at(&error, (base + within) as usize));
                return Ok(false);
            }
        }
        held.drain(..width);
        base += width as u64;
        Ok(true)
    })?;
    fault.map_or(Ok(()), |fault| Err(fault.into()))
}

/// How many bytes of the inside of a string there are before an escape or a character
/// that goes on behind the last one.
fn whole_escapes(bytes: &[u8]) -> usize {
    debug_assert!(bytes.len() < 2 * BLOCK);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        let escape = at + found;
        let rest = &bytes[escape..];
        let width = match rest {
            // The first half of a character beyond the first plane.
            [
                _,
                b'u',
                b'd' | b'D',
                b'8' | b'9' | b'a' | b'b' | b'A' | b'B',
                ..,
            ] => 12,
            [_, b'u', ..] if rest.len() < 4 => 12,
            [_, b'u', ..] => 6,
            _ => 2,
        };
        if width > rest.len() {
            return escape;
        }
        at = escape + width;
    }
    at + whole_characters(&bytes[at..])
}
