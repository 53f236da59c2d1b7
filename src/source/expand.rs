//! Compressed streams, found by their first bytes and expanded as they are read.
//!
//! A small file can stand for more bytes than there is time for, so what comes out
//! is counted: in all, and against what went in. This must never trust a size that
//! a file tells of itself.

use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;
use zstd::stream::read::Decoder as ZstdDecoder;

use super::encoding::beginning;

/// How much expanding is too much, for one file or archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes that come out.
    pub max_expanded: u64,
    /// Bytes that come out for each that goes in. The first
    /// [`Limits::FREE`] bytes are free.
    pub max_ratio: u64,
}

impl Limits {
    /// Bytes that may come out whatever went in: short files of one repeated line
    /// are no bombs.
    pub const FREE: u64 = 16 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_expanded: 64 << 30,
            max_ratio: 200,
        }
    }
}

/// What the first bytes of a file say that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Gzip,
    Zstd,
    Xz,
    Bzip2,
    Tar,
    Zip,
}

/// Bytes that tell a container; a tar says what it is behind the first name.
const TELLING: usize = 512;

/// Kibibytes that a decoder may take for what it remembers: as `xz -9` needs.
const WINDOW: u32 = 128 * 1024;

impl Container {
    fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1F, 0x8B, 8, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstd),
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            [
                b'B',
                b'Z',
                b'h',
                b'1'..=b'9',
                0x31,
                0x41,
                0x59,
                0x26,
                0x53,
                0x59,
                ..,
            ]
            | [
                b'B',
                b'Z',
                b'h',
                b'1'..=b'9',
                0x17,
                0x72,
                0x45,
                0x38,
                0x50,
                0x90,
                ..,
            ] => Some(Self::Bzip2),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            _ if head.get(257..262) == Some(b"ustar") => Some(Self::Tar),
            _ => None,
        }
    }
}

/// What a stream is, and the stream with the bytes that were looked at.
///
/// # Errors
/// What the reader reports.
pub(super) fn container(
    mut stream: Box<dyn Read + Send>,
) -> io::Result<(Option<Container>, Box<dyn Read + Send>)> {
    let head = beginning(stream.as_mut(), TELLING)?;
    let found = Container::of(&head);
    Ok((found, Box::new(Cursor::new(head).chain(stream))))
}

/// What a container gives.
pub(super) enum Expanded {
    /// What was compressed.
    Stream(Box<dyn Read + Send>),
    /// A tar archive as it is.
    Archive(Box<dyn Read + Send>),
}

/// The stream that a compressed one stands for.
///
/// # Errors
/// What the decoder reports.
pub(super) fn expanded(
    stream: Box<dyn Read + Send>,
    container: Container,
    limits: Limits,
) -> io::Result<Expanded> {
    if matches!(container, Container::Tar | Container::Zip) {
        return Ok(Expanded::Archive(stream));
    }
    let budget = Arc::new(Budget::new(limits));
    let input = BufReader::new(budget.fed(stream));
    let decoder: Box<dyn Read + Send> = match container {
        Container::Gzip => Box::new(MultiGzDecoder::new(input)),
        Container::Zstd => Box::new(ZstdDecoder::with_buffer(input)?),
        Container::Xz => Box::new(XzReader::new_mem_limit(input, true, WINDOW)),
        // The others are no compression.
        Container::Bzip2 | Container::Tar | Container::Zip => Box::new(MultiBzDecoder::new(input)),
    };
    Ok(Expanded::Stream(Box::new(budget.limited(decoder))))
}

/// What went into decoders and what came out.
#[derive(Debug)]
pub(super) struct Budget {
    limits: Limits,
    consumed: AtomicU64,
    produced: AtomicU64,
}

impl Budget {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            consumed: AtomicU64::new(0),
            produced: AtomicU64::new(0),
        }
    }

    /// Counts what a decoder takes.
    pub(super) fn fed<R>(self: &Arc<Self>, inner: R) -> Fed<R> {
        let budget = Arc::clone(self);
        Fed { inner, budget }
    }

    /// Counts what a decoder gives, and ends it when it is too much.
    pub(super) fn limited<R>(self: &Arc<Self>, inner: R) -> Limited<R> {
        let budget = Arc::clone(self);
        Limited { inner, budget }
    }

    fn check(&self) -> io::Result<()> {
        let produced = self.produced.load(Ordering::Relaxed);
        let consumed = self.consumed.load(Ordering::Relaxed).max(1);
        let Limits {
            max_expanded,
            max_ratio,
        } = self.limits;
        let message = if produced > max_expanded {
            format!("it expands to more than {max_expanded} bytes (--max-expanded)")
        } else if produced > Limits::FREE && produced / consumed > max_ratio {
            format!("it expands more than {max_ratio}-fold (--max-ratio)")
        } else {
            return Ok(());
        };
        Err(io::Error::new(io::ErrorKind::InvalidData, message))
    }
}

/// The input of a decoder.
pub(super) struct Fed<R> {
    inner: R,
    budget: Arc<Budget>,
}

impl<R: Read> Read for Fed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.budget
            .consumed
            .fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// The output of a decoder.
pub(super) struct Limited<R> {
    inner: R,
    budget: Arc<Budget>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.budget
            .produced
            .fetch_add(count as u64, Ordering::Relaxed);
        self.budget.check()?;
        Ok(count)
    }
}
