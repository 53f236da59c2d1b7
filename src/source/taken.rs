//! What was taken in, file by file, with sizes and hashes: the inputs' part of
//! a dataset's receipt.
//!
//! Files are hashed as they lie on disk, before any decoding, in the order in
//! which they are read. What can be read only once (standard input, a pipe) is
//! named but never opened here: it belongs to the run.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::inputs::{Inputs, Root, RootKind};
use super::opener::Opener;
use super::raw::hex;
use super::walk::{name_within, walk_directory};

/// What an input was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenKind {
    /// A directory: every file in it that is read.
    Directory,
    /// A file.
    File,
    /// Standard input or a pipe: read once, so it has no hash.
    Stream,
}

impl TakenKind {
    /// The word for it in a receipt.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::File => "file",
            Self::Stream => "stream",
        }
    }
}

/// An input and the files that it led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The path as it was given.
    pub path: String,
    /// What is there.
    pub kind: TakenKind,
    /// The files in the order in which they are read; of a file itself, of a
    /// stream none.
    pub files: Vec<TakenFile>,
}

/// A file that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenFile {
    /// Its path within the input, with `/` between the parts; of an input that
    /// is a file, its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes in lower-case hexadecimal; `None` if it cannot be read.
    pub sha256: Option<String>,
}

impl Inputs {
    /// Walks through the inputs and hashes every file that would be read.
    pub fn taken(&self) -> Vec<Taken> {
        self.roots.iter().map(|root| self.taken_of(root)).collect()
    }

    fn taken_of(&self, root: &Root) -> Taken {
        let regular = fs::metadata(&root.path).is_ok_and(|metadata| metadata.is_file());
        let kind = match root.kind {
            RootKind::Directory => TakenKind::Directory,
            RootKind::File if regular => TakenKind::File,
            RootKind::File | RootKind::Standard => TakenKind::Stream,
        };
        let files = match kind {
            TakenKind::Directory => self.files_of(root),
            TakenKind::File => {
                let name = root.given.file_name().unwrap_or_default();
                vec![hashed(&root.path, name.to_string_lossy().into_owned())]
            }
            TakenKind::Stream => Vec::new(),
        };
        Taken {
            path: root.given.to_string_lossy().into_owned(),
            kind,
            files,
        }
    }

    /// The files of a directory that the reader does not pass over.
    fn files_of(&self, root: &Root) -> Vec<TakenFile> {
        let opener = Opener {
            options: self.options.clone(),
        };
        let nameless = Root {
            name: String::new(),
            ..root.clone()
        };
        walk_directory(&root.path, self.exclude.clone())
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
            .filter(|entry| opener.reads(entry.path()))
            .map(|entry| hashed(entry.path(), name_within(&nameless, entry.path())))
            .collect()
    }
}

fn hashed(path: &Path, name: String) -> TakenFile {
    let hash = File::open(path).and_then(hash).ok();
    let (bytes, sha256) = hash.unzip();
    TakenFile {
        name,
        bytes: bytes.unwrap_or_default(),
        sha256,
    }
}

/// Size and SHA-256 of a file.
fn hash(mut file: File) -> io::Result<(u64, String)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((bytes, hex(&hasher.finalize()))),
            Ok(count) => {
                hasher.update(&buffer[..count]);
                bytes += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
