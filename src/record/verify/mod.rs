//! Whether files on disk still are the dataset that nasaq wrote.
//!
//! Everything is read again from the files alone: sizes and hashes against the
//! package, the package against its own digest, every row against its schema,
//! the tables against each other, and, where the texts are at hand, every span
//! against its text. Verification must never stop at the first fault, nor
//! trust one file because another agrees with it.

mod cells;
mod columns;
mod cross;
mod database;
mod files;
mod open;
mod pack;
mod read;
mod spans;

use std::collections::BTreeMap;
use std::path::Path;

use super::package::PACKAGE_FILE;
use super::receipt::Receipt;
use super::table::Table;
use crate::rules::RulePack;
use crate::source::Taken;
use files::Tables;
use spans::Documents;

pub(crate) use files::TableRows;
pub(crate) use open::read_package;
pub use open::{OpenError, StoredDataset};
pub(crate) use read::Row;

/// One thing that is wrong with a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the dataset's directory.
    pub file: String,
    /// Row of the file from 1, without the header; `None` where the file as a
    /// whole is meant.
    pub row: Option<u64>,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.row {
            Some(row) => write!(f, "{}: row {row}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// What a verification looked at and found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// What is wrong, in the order in which it was found. After the first
    /// hundred of a file the rest are only counted.
    pub findings: Vec<Finding>,
    /// Files read.
    pub files: u64,
    /// Rows checked, over all files.
    pub rows: u64,
    /// Documents whose text was compared.
    pub texts: u64,
    /// Spans cut from a text and compared.
    pub spans: u64,
}

impl VerifyReport {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Findings on their way to a report.
#[derive(Debug, Default)]
struct Findings {
    list: Vec<Finding>,
    counts: BTreeMap<String, u64>,
}

impl Findings {
    /// Findings of one file that are told in full.
    const SHOWN: u64 = 100;

    fn file(&mut self, file: &str, message: impl Into<String>) {
        self.add(file, None, message.into());
    }

    /// Adds a finding about the row with this index from 0.
    fn row(&mut self, file: &str, index: usize, message: impl Into<String>) {
        self.add(file, Some(index as u64 + 1), message.into());
    }

    fn add(&mut self, file: &str, row: Option<u64>, message: String) {
        let count = self.counts.entry(file.to_owned()).or_default();
        *count += 1;
        if *count <= Self::SHOWN {
            self.list.push(Finding {
                file: file.to_owned(),
                row,
                message,
            });
        }
    }

    fn finish(mut self) -> Vec<Finding> {
        for (file, count) in self.counts {
            if count > Self::SHOWN {
                let message = format!("{} findings more", count - Self::SHOWN);
                self.list.push(Finding {
                    file,
                    row: None,
                    message,
                });
            }
        }
        self.list
    }
}

/// A dataset under verification. Texts are given one at a time, so that a
/// corpus can be streamed past it.
#[derive(Debug)]
pub struct Verifier {
    findings: Findings,
    tables: Tables,
    documents: Documents,
    receipt: Option<Receipt>,
    report: VerifyReport,
}

impl Verifier {
    /// Reads the dataset in a directory and checks all that needs no text.
    pub fn open(directory: &Path) -> Self {
        let mut findings = Findings::default();
        let (tables, package) = files::read(directory, &mut findings);
        let documents = Documents::index(&tables);
        if tables.complete {
            cross::check(&tables, &documents, &mut findings);
            if let Some(package) = &package {
                files::check_inputs(package, &tables, &mut findings);
            }
        }
        let report = VerifyReport {
            files: tables.files,
            rows: tables.rows,
            ..Default::default()
        };
        Self {
            findings,
            tables,
            documents,
            receipt: Receipt::open(directory).ok(),
            report,
        }
    }

    /// Names and sources of the documents, in order.
    pub fn documents(&self) -> impl Iterator<Item = (&str, &str)> {
        let table = self.tables.table(Table::Documents);
        table
            .rows
            .iter()
            .map(|row| (table.text(row, "doc_id"), table.text(row, "source")))
    }

    /// Checks a document's rows against its text. Documents may come in any
    /// order, but of several with one name the first must come first, as it
    /// did when the dataset was made. Those that were set aside are passed over.
    pub fn check_text(&mut self, doc_id: &str, text: &str) {
        self.report.texts += 1;
        self.report.spans +=
            self.documents
                .check_text(doc_id, text, &self.tables, &mut self.findings);
    }

    /// Checks rules, codes and names against the pack, if it is the one that the
    /// dataset was made with; gives whether it is.
    pub fn check_pack(&mut self, pack: &RulePack) -> bool {
        let Some(receipt) = self
            .receipt
            .as_ref()
            .filter(|told| told.rule_pack == pack.hash())
        else {
            return false;
        };
        let gazetteer = !receipt.options.contains_key("without_gazetteer");
        pack::check(&self.tables, pack, gazetteer, &mut self.findings);
        true
    }

    /// Checks that the files at hand are those that were read then. Inputs in
    /// another number than then were chosen on purpose and are not compared.
    pub fn check_inputs(&mut self, taken: &[Taken]) {
        let Some(receipt) = &self.receipt else { return };
        if receipt
            .given()
            .is_some_and(|given| given.len() == taken.len())
        {
            for change in receipt.changes(taken) {
                self.findings.file(PACKAGE_FILE, format!("input {change}"));
            }
        }
    }

    /// What was found. If any text was given, every document must have had one.
    pub fn finish(mut self) -> VerifyReport {
        if self.report.texts > 0 {
            self.documents
                .missing_texts(&self.tables, &mut self.findings);
        }
        VerifyReport {
            findings: self.findings.finish(),
            ..self.report
        }
    }
}

/// Gives the text of a document by its name, if it is to be had.
pub type TextOf<'t> = dyn FnMut(&str) -> Option<String> + 't;

/// Verifies the dataset in a directory, against the texts too where `texts`
/// gives them by document name.
pub fn verify(directory: &Path, texts: Option<&mut TextOf<'_>>) -> VerifyReport {
    let mut verifier = Verifier::open(directory);
    if let Some(texts) = texts {
        let names: Vec<String> = verifier
            .documents()
            .map(|(doc_id, _)| doc_id.to_owned())
            .collect();
        for name in &names {
            match texts(name) {
                Some(text) => verifier.check_text(name, &text),
                None => verifier
                    .documents
                    .no_text(name, &verifier.tables, &mut verifier.findings),
            }
        }
    }
    verifier.finish()
}

#[cfg(test)]
mod flips;
#[cfg(test)]
mod tests;
