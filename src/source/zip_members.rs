//! The members of a zip archive, each read as a file of its own kind.
//!
//! In the order of the archive's own list. A member streams like a file and is
//! checked against its sum; all of them together count against one limit.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::expand::{Budget, Limits};
use super::opener::{Opened, Opener};
use super::pieces::Pieces;
use super::raw::Raw;

/// An open archive.
pub(super) struct ZipMembers {
    archive: ZipArchive<File>,
    /// The same file for members; they share the place, and set it.
    file: File,
    name: String,
    opener: Opener,
    budget: Arc<Budget>,
    index: usize,
    member: Option<Box<dyn Pieces>>,
    skipped: u64,
}

/// What the list tells of a member.
struct Listed {
    name: String,
    size: u64,
    compressed: u64,
    start: u64,
    method: CompressionMethod,
    sum: u32,
}

impl ZipMembers {
    pub(super) fn open(
        file: File,
        name: String,
        limits: Limits,
        opener: Opener,
    ) -> Result<Self, Raw> {
        let opened = file.try_clone().and_then(|again| {
            let archive = ZipArchive::new(file).map_err(io::Error::other)?;
            Ok((archive, again))
        });
        match opened {
            Ok((archive, file)) => Ok(Self {
                archive,
                file,
                name,
                opener,
                budget: Arc::new(Budget::new(limits)),
                index: 0,
                member: None,
                skipped: 0,
            }),
            Err(error) => Err(Raw::unreadable(name, None, &error)),
        }
    }

    /// What the list tells of the next member; nothing for a folder.
    fn listed(&mut self) -> io::Result<Option<Listed>> {
        let member = self.archive.by_index_raw(self.index - 1);
        let member = member.map_err(io::Error::other)?;
        if !member.is_file() {
            return Ok(None);
        }
        let name = member.name().map_err(io::Error::other)?.into_owned();
        if member.encrypted() {
            return Err(io::Error::other(format!("`{name}` is encrypted")));
        }
        let start = member.data_start();
        Ok(Some(Listed {
            name,
            size: member.size(),
            compressed: member.compressed_size(),
            start: start.ok_or_else(|| io::Error::other("a member has no place"))?,
            method: member.compression(),
            sum: member.crc32(),
        }))
    }

    /// The bytes of a member.
    fn stream(&self, listed: &Listed) -> io::Result<Box<dyn Read + Send>> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(listed.start))?;
        let stored = BufReader::new(self.budget.fed(file.take(listed.compressed)));
        let plain: Box<dyn Read + Send> = match listed.method {
            CompressionMethod::Stored => Box::new(stored),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(stored)),
            other => {
                let message = format!(
                    "`{}` is compressed by {other}, which is not read",
                    listed.name
                );
                return Err(io::Error::other(message));
            }
        };
        Ok(Box::new(Summed {
            inner: self.budget.limited(plain),
            crc: Crc::new(),
            expected: listed.sum,
        }))
    }
}

impl Pieces for ZipMembers {
    fn next_piece(&mut self) -> Option<Raw> {
        loop {
            if let Some(member) = &mut self.member {
                match member.next_piece() {
                    Some(piece) => return Some(piece),
                    None => self.member = None,
                }
            }
            if self.index >= self.archive.len() {
                return None;
            }
            self.index += 1;
            let listed = match self.listed() {
                Ok(Some(listed)) => listed,
                Ok(None) => continue,
                Err(error) => return Some(Raw::unreadable(self.name.clone(), None, &error)),
            };
            let stream = match self.stream(&listed) {
                Ok(stream) => stream,
                Err(error) => return Some(Raw::unreadable(self.name.clone(), None, &error)),
            };
            // A size that is a lie must not make room for it.
            let size = listed.size.min(listed.compressed.saturating_mul(4));
            match self.opener.member(stream, size, (&self.name, &listed.name)) {
                Some(Opened::One(piece)) => return Some(piece),
                Some(Opened::Many(pieces)) => self.member = Some(pieces),
                None => self.skipped += 1,
            }
        }
    }

    fn skipped(&self) -> u64 {
        self.skipped
    }
}

/// Checks at its end that it was what it should be.
struct Summed<R> {
    inner: R,
    crc: Crc,
    expected: u32,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.crc.update(&buffer[..count]);
        if count == 0 && !buffer.is_empty() && self.crc.sum() != self.expected {
            let message = "the archive is damaged: a member has a wrong sum";
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(count)
    }
}
