//! Files that appear all at once or not at all.
//!
//! New files grow in a hidden folder inside the output directory, so that
//! moving them into place is a rename within one file system. Until
//! [`Staging::commit`] the former files are not touched; should a rename
//! fail, those already done are taken back. The hidden folder goes away
//! whenever the value does.
//!
//! A run that is killed leaves its folder behind. While a run lives it holds a
//! lock in its folder, which the system lets go however the run ends; a folder
//! whose lock is free belongs to nobody, and the next run removes it.

use std::fs::{self, File, TryLockError};
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
    /// Open as long as the folder is in use.
    _lock: File,
    /// Whether the output directory is to go again if nothing comes of it.
    fresh: bool,
}

impl Staging {
    /// Makes the output directory, if it is missing, and the hidden folder in it.
    pub(crate) fn create(target: &Path) -> Result<Self, SinkError> {
        let fresh = !target.exists();
        fs::create_dir_all(target).map_err(|e| SinkError::new("create", target, e))?;
        remove_stale(target, Stale::WithoutFormer);
        let refused = |e| SinkError::new("write into", target, e);
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(target)
            .map_err(refused)?;
        let lock = lock(folder.path()).map_err(refused)?;
        Ok(Self {
            target: target.to_owned(),
            folder: Some(folder),
            _lock: lock,
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
        let former = self.folder().join(FORMER);
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
        remove_stale(&self.target, Stale::All);
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

/// How the name of a hidden folder begins.
const PREFIX: &str = ".nasaq-";
/// The file that is locked as long as the run lives.
const LOCK: &str = "run.lock";
/// The former files, while new ones are moved into place.
const FORMER: &str = "former";

/// Locks a folder. The file gets its name only when it is locked, so that nobody
/// meets it unlocked.
fn lock(folder: &Path) -> io::Result<File> {
    let unnamed = folder.join("run.lock.new");
    let file = File::create(&unnamed)?;
    // Where the system has no locks, folders are not removed either.
    if file.try_lock().is_ok() {
        fs::rename(&unnamed, folder.join(LOCK))?;
    }
    Ok(file)
}

/// Which folders of dead runs are to go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stale {
    /// Those of runs that had not begun to move files: what another holds may be
    /// all that is left of a dataset, until a new one is complete.
    WithoutFormer,
    /// All.
    All,
}

/// Removes what dead runs left behind. What cannot be removed stays: it does no
/// harm to this run.
fn remove_stale(target: &Path, which: Stale) {
    for entry in fs::read_dir(target).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !ours || !folder {
            continue;
        }
        let path = entry.path();
        if which == Stale::WithoutFormer && path.join(FORMER).exists() {
            continue;
        }
        // Held until the folder is gone, so that two runs do not remove it at once.
        let Ok(lock) = File::open(path.join(LOCK)) else {
            continue;
        };
        match lock.try_lock() {
            Ok(()) => {
                let _ = fs::remove_dir_all(&path);
            }
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => {}
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder as a killed run leaves it.
    fn dead(target: &Path, name: &str) -> PathBuf {
        let folder = target.join(name);
        fs::create_dir(&folder).unwrap();
        drop(lock(&folder).unwrap());
        fs::write(folder.join("dates.csv"), "half").unwrap();
        folder
    }

    #[test]
    fn what_a_dead_run_left_is_removed_and_nothing_else() {
        let target = tempfile::tempdir().unwrap();
        let target = target.path();
        let stale = dead(target, ".nasaq-stale");
        let moving = dead(target, ".nasaq-moving");
        fs::create_dir(moving.join(FORMER)).unwrap();
        let living = Staging::create(target).unwrap();
        assert!(!stale.exists());
        let others = [".nasaq-theirs", ".other-stale"].map(|name| target.join(name));
        fs::create_dir(&others[0]).unwrap();
        dead(target, ".other-stale");
        fs::write(target.join(".nasaq-file"), "").unwrap();

        let next = Staging::create(target).unwrap();
        assert!(living.folder().exists(), "a living run keeps its folder");
        assert!(
            moving.exists(),
            "former files are kept until there are new ones"
        );
        next.commit(&[], &[]).unwrap();
        assert!(!moving.exists());
        assert!(living.folder().exists());
        assert!(others.iter().all(|folder| folder.exists()));
        assert!(target.join(".nasaq-file").exists());
    }

    #[test]
    #[cfg(unix)]
    fn a_link_is_not_followed() {
        let (target, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let kept = dead(elsewhere.path(), "kept");
        std::os::unix::fs::symlink(&kept, target.path().join(".nasaq-link")).unwrap();
        drop(Staging::create(target.path()).unwrap());
        assert!(kept.join("dates.csv").exists());
    }
}
