//! Files that appear all at once or not at all.
//!
//! New files grow in a hidden folder inside the output directory, so that
//! moving them into place is a rename within one file system. Until
//! [`Staging::commit`] the former files are not touched; should a rename
//! fail, those already done are taken back. The hidden folder goes away
//! whenever the value does.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::error::SinkError;
use crate::record::hex;

/// The hidden folder of a run.
#[derive(Debug)]
pub(crate) struct Staging {
    target: PathBuf,
    /// Emptied only by `drop`.
    folder: Option<TempDir>,
    /// Whether the output directory is to go again if nothing comes of it.
    fresh: bool,
}

impl Staging {
    /// Makes the output directory, if it is missing, and the hidden folder in it.
    pub(crate) fn create(target: &Path) -> Result<Self, SinkError> {
        let fresh = !target.exists();
        fs::create_dir_all(target).map_err(|e| SinkError::new("create", target, e))?;
        let folder = tempfile::Builder::new()
            .prefix(".nasaq-")
            .tempdir_in(target)
            .map_err(|e| SinkError::new("write into", target, e))?;
        Ok(Self {
            target: target.to_owned(),
            folder: Some(folder),
            fresh,
        })
    }

    fn folder(&self) -> &Path {
        self.folder
            .as_ref()
            .map_or(&self.target, |folder| folder.path())
    }

    /// Starts a file that will be called `name`.
    pub(crate) fn file(&self, name: &str) -> Result<StagedFile, SinkError> {
        let path = self.target.join(name);
        let file = File::create(self.folder().join(name))
            .map_err(|e| SinkError::new("write", &path, e))?;
        Ok(StagedFile {
            path,
            out: BufWriter::with_capacity(1 << 17, file),
            hasher: Sha256::new(),
            bytes: 0,
        })
    }

    /// Where a file that will be called `name` grows, for what writes files itself.
    pub(crate) fn place(&self, name: &str) -> StagedPlace {
        StagedPlace {
            path: self.target.join(name),
            staged: self.folder().join(name),
        }
    }

    /// Moves the finished files into place, the last one last, and removes
    /// those of `owned` that are not among them.
    pub(crate) fn commit(mut self, names: &[String], owned: &[String]) -> Result<(), SinkError> {
        let former = self.folder().join("former");
        fs::create_dir(&former).map_err(|e| SinkError::new("write into", &self.target, e))?;
        for name in owned {
            self.keep_former(name, &former)?;
        }
        let mut touched = Vec::new();
        let moved = self.replace(names, owned, &mut touched);
        if moved.is_err() {
            for name in touched.iter().rev() {
                self.restore(name, &former);
            }
        }
        moved?;
        self.fresh = false;
        sync_directory(&self.target)
    }

    /// Loses a file that was to be moved, to see what happens then.
    #[cfg(test)]
    pub(crate) fn lose(&self, name: &str) {
        fs::remove_file(self.folder().join(name)).expect("the file was staged");
    }

    /// Keeps a former file within reach of [`Self::restore`].
    fn keep_former(&self, name: &str, former: &Path) -> Result<(), SinkError> {
        let path = self.target.join(name);
        match fs::symlink_metadata(&path) {
            Err(_) => Ok(()),
            Ok(meta) if meta.is_dir() => Err(SinkError::new(
                "replace",
                &path,
                std::io::ErrorKind::IsADirectory.into(),
            )),
            Ok(_) => fs::hard_link(&path, former.join(name))
                .or_else(|_| fs::copy(&path, former.join(name)).map(drop))
                .map_err(|e| SinkError::new("replace", &path, e)),
        }
    }

    fn replace<'n>(
        &self,
        names: &'n [String],
        owned: &'n [String],
        touched: &mut Vec<&'n str>,
    ) -> Result<(), SinkError> {
        for name in owned.iter().filter(|name| !names.contains(name)) {
            let path = self.target.join(name);
            if fs::symlink_metadata(&path).is_ok() {
                fs::remove_file(&path).map_err(|e| SinkError::new("remove", &path, e))?;
                touched.push(name);
            }
        }
        for name in names {
            let path = self.target.join(name);
            fs::rename(self.folder().join(name), &path)
                .map_err(|e| SinkError::new("replace", &path, e))?;
            touched.push(name);
        }
        Ok(())
    }

    /// Puts a former file back, or removes the new one where there was none.
    /// Nothing more can be done if this fails too.
    fn restore(&self, name: &str, former: &Path) {
        let path = self.target.join(name);
        let kept = former.join(name);
        if fs::symlink_metadata(&kept).is_ok() {
            let _ = fs::rename(kept, path);
        } else {
            let _ = fs::remove_file(path);
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.take() {
            let _ = folder.close();
        }
        if self.fresh {
            let _ = fs::remove_dir(&self.target);
        }
    }
}

/// Makes the renames themselves durable, where the system can.
fn sync_directory(directory: &Path) -> Result<(), SinkError> {
    if cfg!(unix) {
        File::open(directory)
            .and_then(|handle| handle.sync_all())
            .map_err(|e| SinkError::new("write into", directory, e))?;
    }
    Ok(())
}

/// A file on its way that something else writes.
#[derive(Debug)]
pub(crate) struct StagedPlace {
    /// Where it will stand: the name that errors tell.
    pub(crate) path: PathBuf,
    /// Where it grows.
    pub(crate) staged: PathBuf,
}

impl StagedPlace {
    /// Brings the finished file to disk; gives its size and SHA-256.
    pub(crate) fn finish(&self) -> Result<(u64, String), SinkError> {
        let read = || -> io::Result<(u64, String)> {
            let mut file = File::open(&self.staged)?;
            let mut hasher = Sha256::new();
            let mut bytes = 0;
            let mut buffer = vec![0; 1 << 17];
            loop {
                let count = file.read(&mut buffer)?;
                if count == 0 {
                    break;
                }
                hasher.update(&buffer[..count]);
                bytes += count as u64;
            }
            file.sync_all()?;
            Ok((bytes, hex(&hasher.finalize())))
        };
        read().map_err(|e| SinkError::new("write", &self.path, e))
    }
}

impl Write for StagedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes)?;
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A file on its way: hashed and counted as it is written.
#[derive(Debug)]
pub(crate) struct StagedFile {
    /// Where it will stand: the name that errors tell.
    path: PathBuf,
    pub(crate) out: BufWriter<File>,
    hasher: Sha256,
    bytes: u64,
}

impl StagedFile {
    /// Appends bytes.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        self.write_all(bytes)
            .map_err(|e| SinkError::new("write", &self.path, e))
    }

    /// Where the file will stand.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Brings the file to disk; gives its size and SHA-256.
    pub(crate) fn finish(mut self) -> Result<(u64, String), SinkError> {
        self.out
            .flush()
            .and_then(|()| self.out.get_ref().sync_all())
            .map_err(|e| SinkError::new("write", &self.path, e))?;
        Ok((self.bytes, hex(&self.hasher.finalize())))
    }
}
