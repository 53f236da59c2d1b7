//! What is too long to be held in memory: kept in a file without a name.
//!
//! A line or a document of some GB is put aside as it is read and read again as
//! often as it is needed, a block at a time. This must never leave a file
//! behind: the files have no name, so they are gone with their last handle.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// How much is written and read at a time.
pub(super) const BLOCK: usize = 256 << 10;

/// Where to keep what is too long to be held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spilling {
    /// The folder for files without a name.
    pub folder: PathBuf,
    /// Bytes of a document that are held in memory; longer ones are kept in a file.
    pub held: usize,
}

impl Spilling {
    /// Bytes of a document that are held if nothing else is said.
    pub const HELD: usize = 1 << 20;

    /// Files in `folder` for all that is longer than [`Self::HELD`].
    pub fn into_folder(folder: PathBuf) -> Self {
        Self {
            folder,
            held: Self::HELD,
        }
    }

    /// A file without a name.
    ///
    /// # Errors
    /// What the system reports, with the folder.
    pub(crate) fn file(&self) -> io::Result<File> {
        tempfile::tempfile_in(&self.folder).map_err(|error| {
            let folder = self.folder.display();
            let message = format!("no room for a long document in `{folder}`: {error}");
            io::Error::new(error.kind(), message)
        })
    }
}

/// Bytes in a file.
#[derive(Clone, Debug)]
pub struct Spill {
    file: Arc<Mutex<File>>,
    start: u64,
    length: u64,
    spilling: Spilling,
}

impl PartialEq for Spill {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.file, &other.file)
            && (self.start, self.length) == (other.start, other.length)
    }
}

impl Eq for Spill {}

impl Spill {
    /// The first `length` bytes of a file, which is not to change any more.
    pub(super) fn of_file(file: File, length: u64, spilling: Spilling) -> Self {
        Self {
            file: Arc::new(Mutex::new(file)),
            start: 0,
            length,
            spilling,
        }
    }

    /// How many bytes there are.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Where more can be kept.
    pub(super) fn spilling(&self) -> &Spilling {
        &self.spilling
    }

    /// The bytes from `start` to `end` of these.
    pub(super) fn slice(&self, start: u64, end: u64) -> Self {
        Self {
            start: self.start + start,
            length: end.min(self.length).saturating_sub(start),
            ..self.clone()
        }
    }

    /// The bytes, from the first one.
    pub fn reader(&self) -> SpillReader {
        SpillReader {
            spill: self.clone(),
            at: 0,
        }
    }

    /// The first bytes, at most `most`.
    pub(super) fn beginning(&self, most: usize) -> io::Result<Vec<u8>> {
        super::encoding::beginning(&mut self.reader(), most)
    }

    /// All of them, in memory.
    pub(super) fn whole(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(usize::try_from(self.length).unwrap_or(0));
        self.reader().read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Whether they are all white space.
    pub(super) fn is_blank(&self) -> io::Result<bool> {
        self.blocks(|_, block| Ok(block.trim_ascii().is_empty()))
    }

    /// Gives the bytes block by block, with the place of each, as long as `take`
    /// wants more; whether it always did.
    pub(super) fn blocks(
        &self,
        mut take: impl FnMut(u64, &[u8]) -> io::Result<bool>,
    ) -> io::Result<bool> {
        let mut reader = self.reader();
        let mut block = vec![0; BLOCK];
        loop {
            let at = reader.at;
            let count = reader.read(&mut block)?;
            if count == 0 {
                return Ok(true);
            }
            if !take(at, &block[..count])? {
                return Ok(false);
            }
        }
    }
}

/// Reads bytes that are kept in a file.
#[derive(Debug)]
pub struct SpillReader {
    spill: Spill,
    at: u64,
}

impl Read for SpillReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.spill.length - self.at;
        let most = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let mut file = self
            .spill
            .file
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Every reader has a place of its own, and the file but one.
        file.seek(SeekFrom::Start(self.spill.start + self.at))?;
        let count = file.read(&mut buffer[..most])?;
        if count == 0 {
            let message = "the file became shorter while it was read";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, message));
        }
        self.at += count as u64;
        Ok(count)
    }
}

/// Bytes that come one after the other: held as long as they are few.
#[derive(Debug)]
pub(super) struct Gathering {
    held: Vec<u8>,
    file: Option<File>,
    written: u64,
    last: Option<u8>,
    spilling: Option<Spilling>,
}

/// Where bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    Held(Vec<u8>),
    Spilled(Spill),
}

impl Gathering {
    pub(super) fn new(spilling: Option<Spilling>) -> Self {
        Self {
            held: Vec::new(),
            file: None,
            written: 0,
            last: None,
            spilling,
        }
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> u64 {
        self.written + self.held.len() as u64
    }

    /// The last byte.
    pub(super) fn last(&self) -> Option<u8> {
        self.last
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.held.extend_from_slice(bytes);
        self.last = bytes.last().copied().or(self.last);
        let most = match (&self.file, &self.spilling) {
            (Some(_), _) => BLOCK,
            (None, Some(spilling)) => spilling.held,
            (None, None) => usize::MAX,
        };
        if self.held.len() > most {
            self.write()
        } else {
            Ok(())
        }
    }

    fn write(&mut self) -> io::Result<()> {
        if let (None, Some(spilling)) = (&self.file, &self.spilling) {
            self.file = Some(spilling.file()?);
        }
        if let Some(file) = &mut self.file {
            file.write_all(&self.held)?;
            self.written += self.held.len() as u64;
            self.held.clear();
            self.held.shrink_to(2 * BLOCK);
        }
        Ok(())
    }

    /// What there is.
    pub(super) fn finish(mut self) -> io::Result<Kept> {
        if self.file.is_some() {
            self.write()?;
        }
        Ok(match (self.file, self.spilling) {
            (Some(file), Some(spilling)) => {
                Kept::Spilled(Spill::of_file(file, self.written, spilling))
            }
            _ => Kept::Held(self.held),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_bytes_are_held_and_many_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let spilling = Spilling {
            folder: folder.path().to_owned(),
            held: 10,
        };
        let mut gathering = Gathering::new(Some(spilling.clone()));
        gathering.push(b"0123456789").unwrap();
        assert_eq!(
            gathering.finish().unwrap(),
            Kept::Held(b"0123456789".to_vec())
        );
        let mut gathering = Gathering::new(Some(spilling));
        for _ in 0..100_000 {
            gathering.push(b"0123456789").unwrap();
        }
        assert!(gathering.held.capacity() <= 4 * BLOCK);
        let Kept::Spilled(spill) = gathering.finish().unwrap() else {
            panic!("a MB is more than ten bytes");
        };
        assert_eq!(spill.len(), 1_000_000);
        assert_eq!(spill.slice(7, 12).whole().unwrap(), b"78901");
        assert_eq!(spill.whole().unwrap(), b"0123456789".repeat(100_000));
        assert!(!spill.is_blank().unwrap());
        // Nothing has a name.
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
}
