//! The walk through a directory: in the order of names, the same everywhere.
//!
//! Nothing outside the inputs has a say in what is read: of ignore files only
//! the `.gitignore` files inside a directory count, not those above it nor the
//! user's own. Symbolic links are followed, loops are not.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::{Walk, WalkBuilder};

use super::document::Reject;
use super::inputs::Root;
use super::raw::Raw;

/// Bytes of a data package within which it says what it is.
const HEAD: u64 = 1024;

/// A sorted walk through a directory, but for one and for former datasets.
pub(super) fn walk_directory(path: &Path, exclude: Option<PathBuf>) -> Walk {
    let mut builder = WalkBuilder::new(path);
    builder
        .standard_filters(false)
        .hidden(true)
        .git_ignore(true)
        .require_git(false)
        .follow_links(true)
        .sort_by_file_name(Ord::cmp);
    builder.filter_entry(move |entry| {
        let directory = entry.file_type().is_some_and(|kind| kind.is_dir());
        if !directory {
            return true;
        }
        let excluded = exclude.as_ref().is_some_and(|exclude| {
            fs::canonicalize(entry.path()).is_ok_and(|path| path == *exclude)
        });
        !excluded && (entry.depth() == 0 || !is_dataset(entry.path()))
    });
    builder.build()
}

/// Whether a directory is a dataset of ours: its tables quote texts, but are none.
fn is_dataset(directory: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(directory.join("datapackage.json"))
        .and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.is_ok() && memchr::memmem::find(&head, b"\"name\": \"nasaq-dataset\"").is_some()
}

/// Path of a file within its input, with `/` between the parts.
pub(super) fn name_within(root: &Root, path: &Path) -> String {
    let inner = path.strip_prefix(&root.path).unwrap_or(path);
    let parts = inner
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    let name = parts.collect::<Vec<_>>().join("/");
    match (root.name.is_empty(), name.is_empty()) {
        (true, _) => name,
        (false, true) => root.name.clone(),
        (false, false) => format!("{}/{name}", root.name),
    }
}

/// What a failed step of the walk means; nothing for a loop of links.
pub(super) fn walk_failure(error: &ignore::Error, root: &Root) -> Option<Raw> {
    match error {
        ignore::Error::Loop { .. } => None,
        ignore::Error::WithDepth { err, .. } => walk_failure(err, root),
        ignore::Error::WithPath { path, err } => {
            let failed = walk_failure(err, root)?;
            let Raw::Failed(reject) = failed else {
                return Some(failed);
            };
            let name = name_within(root, path);
            Some(Raw::Failed(Reject {
                doc_id: name.clone(),
                source: name,
                ..reject
            }))
        }
        other => {
            let name = name_within(root, &root.path);
            Some(Raw::unreadable(name, None, &system_error(other)))
        }
    }
}

/// The system's part of an error. The full message would tell where the input
/// lies on this machine, and the reject names the place anyway.
fn system_error(error: &ignore::Error) -> io::Error {
    let Some(error) = error.io_error() else {
        return io::Error::other(error.to_string());
    };
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(current) = cause {
        let code = current
            .downcast_ref::<io::Error>()
            .and_then(io::Error::raw_os_error);
        if let Some(code) = code {
            return io::Error::from_raw_os_error(code);
        }
        cause = match current
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => current.source(),
        };
    }
    io::Error::from(error.kind())
}
