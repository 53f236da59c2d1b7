//! The rows of each document, and their spans cut from its text once more.

use std::collections::{HashMap, HashSet};

use memchr::memmem;
use sha2::{Digest, Sha256};

use super::super::package::hex;
use super::super::table::Table;
use super::Findings;
use super::files::{TableRows, Tables};
use super::read::Row;

/// The tables whose rows have a span.
pub(super) const MENTIONS: [Table; 3] = [Table::Dates, Table::Countries, Table::Organizations];

/// Which rows belong to which document.
#[derive(Debug, Default)]
pub(super) struct Documents {
    by_name: HashMap<String, Entry>,
    /// Names in the rejects.
    set_aside: HashSet<String>,
}

#[derive(Debug, Default)]
struct Entry {
    /// Index in `documents`.
    row: usize,
    /// Indices of its rows, by [`Table::index`].
    rows: [Vec<usize>; 4],
    /// Indices of its sentences.
    sentences: Vec<usize>,
    checked: bool,
}

impl Documents {
    pub(super) fn index(tables: &Tables) -> Self {
        let mut by_name: HashMap<String, Entry> = HashMap::new();
        let documents = tables.table(Table::Documents);
        for (row, cells) in documents.rows.iter().enumerate() {
            let name = documents.text(cells, "doc_id").to_owned();
            by_name.insert(
                name,
                Entry {
                    row,
                    ..Default::default()
                },
            );
        }
        for table in [
            Table::Dates,
            Table::Countries,
            Table::Organizations,
            Table::Timeline,
        ] {
            let rows = tables.table(table);
            for (row, cells) in rows.rows.iter().enumerate() {
                if let Some(entry) = by_name.get_mut(rows.text(cells, "doc_id")) {
                    entry.rows[table.index()].push(row);
                }
            }
        }
        let sentences = tables.sentences();
        for (row, cells) in sentences.rows.iter().enumerate() {
            if let Some(entry) = by_name.get_mut(sentences.text(cells, "doc_id")) {
                entry.sentences.push(row);
            }
        }
        let rejects = tables.rejects();
        let names = rejects
            .rows
            .iter()
            .map(|row| rejects.text(row, "doc_id").to_owned());
        Self {
            by_name,
            set_aside: names.collect(),
        }
    }

    /// The document's row.
    pub(super) fn row<'t>(&self, doc_id: &str, documents: &'t TableRows) -> Option<&'t Row> {
        self.by_name
            .get(doc_id)
            .map(|entry| &documents.rows[entry.row])
    }

    /// Indices of the document's rows in a table.
    pub(super) fn rows_of(&self, doc_id: &str, table: Table) -> &[usize] {
        self.by_name
            .get(doc_id)
            .map_or(&[], |entry| &entry.rows[table.index()])
    }

    /// Indices of the document's sentences.
    pub(super) fn sentences_of(&self, doc_id: &str) -> &[usize] {
        self.by_name
            .get(doc_id)
            .map_or(&[], |entry| &entry.sentences)
    }

    /// Says that a document's text is not to be had.
    pub(super) fn no_text(&mut self, doc_id: &str, tables: &Tables, findings: &mut Findings) {
        if let Some(entry) = self.by_name.get_mut(doc_id) {
            entry.checked = true;
            let file = &tables.table(Table::Documents).file;
            findings.row(
                file,
                entry.row,
                format!("no text of {doc_id:?} to compare with"),
            );
        }
    }

    /// Says which documents were not compared, in the order of their rows.
    pub(super) fn missing_texts(&mut self, tables: &Tables, findings: &mut Findings) {
        let documents = tables.table(Table::Documents);
        for row in &documents.rows {
            let doc_id = documents.text(row, "doc_id");
            if self.by_name.get(doc_id).is_some_and(|entry| !entry.checked) {
                self.no_text(doc_id, tables, findings);
            }
        }
    }

    /// Compares a document's rows with its text; gives the number of spans cut.
    pub(super) fn check_text(
        &mut self,
        doc_id: &str,
        text: &str,
        tables: &Tables,
        findings: &mut Findings,
    ) -> u64 {
        let documents = tables.table(Table::Documents);
        if self.set_aside.contains(doc_id) && !self.by_name.contains_key(doc_id) {
            return 0;
        }
        let Some(entry) = self.by_name.get_mut(doc_id) else {
            findings.file(
                &documents.file,
                format!("a text {doc_id:?} is not in documents"),
            );
            return 0;
        };
        // A later text of the same name was set aside when the dataset was made.
        if std::mem::replace(&mut entry.checked, true) {
            return 0;
        }
        let row = &documents.rows[entry.row];
        if documents.text(row, "sha256") != hex(&Sha256::digest(text)) {
            findings.row(&documents.file, entry.row, "sha256 is not that of the text");
        }
        if documents.integer(row, "chars") != text.chars().count() as u64 {
            findings.row(
                &documents.file,
                entry.row,
                "chars is not the length of the text",
            );
        }
        let mut spans = 0;
        for table in MENTIONS {
            let rows = &entry.rows[table.index()];
            check_spans(tables.table(table), rows, text, findings);
            spans += rows.len() as u64;
        }
        check_spans(tables.sentences(), &entry.sentences, text, findings);
        check_sentences(entry, text, tables, findings);
        spans
    }
}

fn check_spans(table: &TableRows, rows: &[usize], text: &str, findings: &mut Findings) {
    // The last place whose characters were counted: rows come in order, so
    // the text is walked once.
    let (mut byte, mut char) = (0, 0);
    for &at in rows {
        let row = &table.rows[at];
        let number = |column| table.integer(row, column) as usize;
        let (from, to) = (number("byte_start"), number("byte_end"));
        if text.get(from..to) != Some(table.text(row, "text")) {
            findings.row(&table.file, at, "text is not what stands at those bytes");
            continue;
        }
        if from < byte {
            (byte, char) = (0, 0);
        }
        char += text[byte..from].chars().count();
        byte = from;
        if (number("start"), number("end")) != (char, char + text[from..to].chars().count()) {
            findings.row(
                &table.file,
                at,
                "text is not what stands at those characters",
            );
        }
    }
}

/// Each timeline sentence must stand in the text around its date. Rows come in
/// the order of the dates, so each sentence is matched with the next date of
/// the same sentence and value.
fn check_sentences(entry: &Entry, text: &str, tables: &Tables, findings: &mut Findings) {
    let (dates, timeline) = (tables.table(Table::Dates), tables.table(Table::Timeline));
    let same = ["sentence", "value", "earliest", "latest"];
    let mut of_dates = entry.rows[Table::Dates.index()]
        .iter()
        .map(|&at| &dates.rows[at]);
    for &at in &entry.rows[Table::Timeline.index()] {
        let row = &timeline.rows[at];
        let date = of_dates.find(|date| {
            same.iter()
                .all(|c| dates.cell(date, c) == timeline.cell(row, c))
        });
        let sentence = timeline.text(row, "text").as_bytes();
        let stands = date.is_some_and(|date| {
            let inside = dates.integer(date, "byte_start") as usize;
            let from = (inside + 1).saturating_sub(sentence.len());
            let to = inside.saturating_add(sentence.len()).min(text.len());
            let around = text.as_bytes().get(from..to).unwrap_or_default();
            memmem::find(around, sentence).is_some()
        });
        if !stands {
            findings.row(
                &timeline.file,
                at,
                "text is not the sentence around the date",
            );
        }
    }
}
