//! A file of cases that a command adds to: what is in it stays, and what could
//! not be read again is not written.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use nasaq::lexicon::PackFile;
use nasaq::workbench::{CaseText, Suite};

use super::report_file;

/// A file of cases among the others of its directory.
pub(super) struct CaseFile {
    folder: PathBuf,
    name: String,
    files: Vec<PackFile>,
}

impl CaseFile {
    /// The file `name` of a directory; neither need be there.
    pub(super) fn open(folder: &Path, name: &str) -> anyhow::Result<Self> {
        let files = if folder.is_dir() {
            PackFile::read_folder(folder, "cases", "toml")?
        } else {
            Vec::new()
        };
        Ok(Self {
            folder: folder.to_owned(),
            name: name.to_owned(),
            files,
        })
    }

    /// All cases of the directory.
    pub(super) fn suite(&self) -> anyhow::Result<Suite> {
        suite(&self.files)
    }

    /// Adds the cases after what is there; a new file begins with `heading`.
    pub(super) fn add(mut self, heading: &str, cases: &[CaseText]) -> anyhow::Result<()> {
        let pack_name = format!("cases/{}", self.name);
        let mut file = match self.files.iter().position(|file| file.name == pack_name) {
            Some(at) => self.files.remove(at),
            None => PackFile {
                name: pack_name,
                text: format!("# {heading}\n"),
            },
        };
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            file.text.push('\n');
        }
        for case in cases {
            file.text.push('\n');
            file.text.push_str(&case.to_toml());
        }
        let text = file.text.clone();
        self.files.push(file);
        suite(&self.files)?;
        let folder = &self.folder;
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        report_file::write(&folder.join(&self.name), &text)
    }
}

fn suite(files: &[PackFile]) -> anyhow::Result<Suite> {
    let mut suite = Suite::default();
    for file in files {
        suite.add_cases(file)?;
    }
    Ok(suite)
}
