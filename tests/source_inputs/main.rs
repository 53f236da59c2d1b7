//! What is read, in which encodings and from which kinds of file, and with which
//! places.

mod compressed;
mod encodings;
mod pages;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};

use nasaq::source::{Document, Inputs, Item, ReadOptions, Reject};

/// A short text that names a day and a country.
const TEXT: &str = "وصل الوفد إلى تونس مساء الخميس 4 مارس 1947، ثم غادرها بعد يومين.";

/// Files in a folder, gone when dropped.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// Everything that an input yields.
fn items(path: &Path, options: &ReadOptions) -> Vec<Item> {
    let inputs = Inputs::new(&[path.to_owned()], options.clone()).unwrap();
    inputs.read().map(|raw| raw.decode()).collect()
}

/// The documents of an input that has nothing else.
#[track_caller]
fn documents(path: &Path, options: &ReadOptions) -> Vec<Document> {
    let document = |item| match item {
        Item::Document(document) => document,
        Item::Reject(reject) => panic!("{reject:?}"),
    };
    items(path, options).into_iter().map(document).collect()
}

/// What is set aside of an input.
fn rejects(path: &Path, options: &ReadOptions) -> Vec<Reject> {
    let reject = |item| match item {
        Item::Document(_) => None,
        Item::Reject(reject) => Some(reject),
    };
    items(path, options)
        .into_iter()
        .filter_map(reject)
        .collect()
}
