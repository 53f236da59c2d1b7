//! The members of a tar archive, each read as a file of its own kind.
//!
//! The archive streams: a member is read while the archive stands at it. Names are
//! only names; nothing is ever written. What is compressed or an archive itself is
//! refused, because limits are set for one level.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use tar::{EntryType, Header, PaxExtensions};

use super::opener::{Opened, Opener};
use super::pieces::Pieces;
use super::raw::Raw;

/// Bytes of a header, and the unit in which members are laid out.
const BLOCK: usize = 512;

/// Bytes that a long name may have.
const MAX_NAME: u64 = 64 * 1024;

/// An open archive.
pub(super) struct TarMembers {
    archive: Arc<Mutex<Archive>>,
    name: String,
    opener: Opener,
    member: Option<Box<dyn Pieces>>,
    skipped: u64,
    finished: bool,
}

/// Where the stream of an archive stands.
struct Archive {
    stream: Box<dyn Read + Send>,
    /// Bytes of the member that are not read yet.
    left: u64,
    /// Bytes that fill its last block.
    padding: u64,
}

/// A member that is read.
struct Member(Arc<Mutex<Archive>>);

/// What a header announces.
struct Announced {
    name: String,
    size: u64,
    regular: bool,
}

impl TarMembers {
    pub(super) fn new(stream: Box<dyn Read + Send>, name: String, opener: Opener) -> Self {
        let archive = Archive {
            stream,
            left: 0,
            padding: 0,
        };
        Self {
            archive: Arc::new(Mutex::new(archive)),
            name,
            opener,
            member: None,
            skipped: 0,
            finished: false,
        }
    }

    /// Goes to the next member.
    fn advance(&mut self) -> io::Result<Option<Announced>> {
        let mut archive = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        archive.announced()
    }
}

impl Pieces for TarMembers {
    fn next_piece(&mut self) -> Option<Raw> {
        loop {
            if let Some(member) = &mut self.member {
                match member.next_piece() {
                    Some(piece) => return Some(piece),
                    None => self.member = None,
                }
            }
            if self.finished {
                return None;
            }
            let announced = match self.advance() {
                Ok(Some(announced)) => announced,
                Ok(None) => {
                    self.finished = true;
                    return None;
                }
                Err(error) => {
                    self.finished = true;
                    return Some(Raw::unreadable(self.name.clone(), None, &error));
                }
            };
            if !announced.regular {
                continue;
            }
            let stream = Box::new(Member(Arc::clone(&self.archive)));
            let place = (self.name.as_str(), announced.name.as_str());
            match self.opener.member(stream, announced.size, place) {
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

impl Read for Member {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut archive = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = usize::try_from(archive.left).unwrap_or(usize::MAX);
        let most = most.min(buffer.len());
        let count = archive.stream.read(&mut buffer[..most])?;
        if count == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        archive.left -= count as u64;
        Ok(count)
    }
}

impl Archive {
    /// The next member with its name; nothing at the end of the archive.
    fn announced(&mut self) -> io::Result<Option<Announced>> {
        let (mut long_name, mut pax_size) = (None, None);
        loop {
            self.skip()?;
            let mut block = [0; BLOCK];
            if !self.block(&mut block)? {
                return Ok(None);
            }
            let header = Header::from_byte_slice(&block);
            check(header, &block)?;
            let size = header.entry_size()?;
            match header.entry_type() {
                EntryType::GNULongName => {
                    let name = self.contents(size)?;
                    let end = name.iter().position(|&byte| byte == 0);
                    long_name = Some(name[..end.unwrap_or(name.len())].to_vec());
                }
                EntryType::XHeader => {
                    let extensions = self.contents(size)?;
                    for extension in PaxExtensions::new(&extensions) {
                        let extension = extension?;
                        match extension.key_bytes() {
                            b"path" => long_name = Some(extension.value_bytes().to_vec()),
                            b"size" => {
                                pax_size = extension.value().ok().and_then(|s| s.parse().ok())
                            }
                            _ => {}
                        }
                    }
                }
                kind => {
                    let size = pax_size.unwrap_or(size);
                    let name = long_name.unwrap_or_else(|| header.path_bytes().into_owned());
                    self.set(size);
                    return Ok(Some(Announced {
                        name: String::from_utf8_lossy(&name).into_owned(),
                        size,
                        regular: matches!(kind, EntryType::Regular | EntryType::Continuous),
                    }));
                }
            }
        }
    }

    /// The contents of a member that is about another.
    fn contents(&mut self, size: u64) -> io::Result<Vec<u8>> {
        if size > MAX_NAME {
            return Err(invalid("a name in the archive is too long"));
        }
        self.set(size);
        let mut bytes = Vec::new();
        self.stream.by_ref().take(size).read_to_end(&mut bytes)?;
        self.left -= bytes.len() as u64;
        Ok(bytes)
    }

    fn set(&mut self, size: u64) {
        self.left = size;
        self.padding = size.next_multiple_of(BLOCK as u64) - size;
    }

    /// Passes over what is left of a member.
    fn skip(&mut self) -> io::Result<()> {
        let rest = self.left + self.padding;
        let passed = io::copy(&mut self.stream.by_ref().take(rest), &mut io::sink())?;
        if passed < self.left {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left = 0;
        self.padding = 0;
        Ok(())
    }

    /// Reads a block; `false` at the end of the archive.
    fn block(&mut self, block: &mut [u8; BLOCK]) -> io::Result<bool> {
        let mut held = 0;
        while held < BLOCK {
            match self.stream.read(&mut block[held..]) {
                Ok(0) if held == 0 => return Ok(false),
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => held += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(block.iter().any(|&byte| byte != 0))
    }
}

/// Whether the sum of a header is the one that it tells.
fn check(header: &Header, block: &[u8; BLOCK]) -> io::Result<()> {
    // The eight bytes of the sum count as blanks.
    let sum: u32 = block[..148]
        .iter()
        .chain(&block[156..])
        .map(|&byte| u32::from(byte))
        .sum();
    if header.cksum().ok() == Some(sum + 8 * 32) {
        Ok(())
    } else {
        Err(invalid("the archive is damaged: a header has a wrong sum"))
    }
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}
