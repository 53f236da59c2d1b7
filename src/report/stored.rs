//! A dataset on disk, as documents for a page.
//!
//! Rows come from the files; the texts, which a dataset does not hold, come
//! from its inputs and must be those that it was made from.

use std::collections::HashMap;
use std::path::Path;

use super::document::{DateCells, Label, ReportDocument, Told, calendar, in_order};
use super::names::Named;
use crate::extract::Span;
use crate::record::{OpenError, Row, StoredDataset, Table, TableRows, parse_day};
use crate::source::Document;

/// The rows of a dataset, by document.
#[derive(Debug)]
pub struct StoredReport {
    dataset: StoredDataset,
    /// Rows of each table of mentions, by document.
    rows: HashMap<String, [Vec<usize>; 3]>,
    /// Hash of each document's text.
    hashes: HashMap<String, String>,
}

const TABLES: [Table; 3] = [Table::Dates, Table::Countries, Table::Organizations];

impl StoredReport {
    /// Reads the dataset in a directory.
    ///
    /// # Errors
    /// As [`StoredDataset::open`].
    pub fn open(directory: &Path) -> Result<Self, OpenError> {
        let dataset = StoredDataset::open(directory)?;
        let mut rows: HashMap<String, [Vec<usize>; 3]> = HashMap::new();
        for (at, table) in TABLES.into_iter().enumerate() {
            let table = dataset.table(table);
            for (number, row) in table.rows.iter().enumerate() {
                let doc_id = table.text(row, "doc_id").to_owned();
                rows.entry(doc_id).or_default()[at].push(number);
            }
        }
        let documents = dataset.table(Table::Documents);
        let hashes = documents.rows.iter().map(|row| {
            let cell = |name| documents.text(row, name).to_owned();
            (cell("doc_id"), cell("sha256"))
        });
        let hashes = hashes.collect();
        Ok(Self {
            dataset,
            rows,
            hashes,
        })
    }

    /// Hash of the rule pack that the dataset was made with.
    pub fn rule_pack(&self) -> &str {
        self.dataset.rule_pack()
    }

    /// Where the documents were read, each source once, in order.
    pub fn sources(&self) -> Vec<&str> {
        let documents = self.dataset.table(Table::Documents);
        let mut sources: Vec<&str> = Vec::new();
        for row in &documents.rows {
            let source = documents.text(row, "source");
            if sources.last() != Some(&source) {
                sources.push(source);
            }
        }
        sources.dedup();
        sources
    }

    /// Number of documents.
    pub fn documents(&self) -> usize {
        self.hashes.len()
    }

    /// A document of the dataset with its text; `None` if the dataset has no
    /// such document.
    ///
    /// # Errors
    /// If the text is not the one that the dataset was made from, or a row does
    /// not lie in it.
    pub fn document(
        &self,
        document: &Document,
        sentences: &[Span],
    ) -> Option<Result<ReportDocument, String>> {
        let told = self.hashes.get(&document.id)?;
        if *told != document.sha256 {
            let message = format!(
                "{}: not the text that the dataset was made from",
                document.id
            );
            return Some(Err(message));
        }
        Some(self.with_text(document, sentences))
    }

    fn with_text(&self, document: &Document, sentences: &[Span]) -> Result<ReportDocument, String> {
        let mut mentions = Vec::new();
        if let Some(rows) = self.rows.get(&document.id) {
            for (at, label) in [Label::Date, Label::Country, Label::Organization]
                .into_iter()
                .enumerate()
            {
                let table = self.dataset.table(TABLES[at]);
                for &number in &rows[at] {
                    self.add(&mut mentions, table, &table.rows[number], label);
                }
            }
        }
        let fits = |told: &Told| {
            document.text.get(told.span.bytes()).is_some() && told.sentence < sentences.len()
        };
        if let Some(told) = mentions.iter().find(|told| !fits(told)) {
            return Err(format!(
                "{}: mention {} is not in the text",
                document.id, told.id
            ));
        }
        in_order(&mut mentions);
        Ok(ReportDocument {
            id: document.id.clone(),
            source: document.source.clone(),
            date: document.reference_date,
            text: document.text.clone(),
            sentences: sentences.to_vec(),
            mentions,
        })
    }

    /// Adds a row; a further country of a group goes to its mention.
    fn add(&self, mentions: &mut Vec<Told>, table: &TableRows, row: &Row, label: Label) {
        let text = |name| table.text(row, name);
        let number = |name| table.integer(row, name) as usize;
        let key = match label {
            Label::Date => None,
            Label::Country => Some(Named::country(
                text("country"),
                text("name_ar"),
                text("name_en"),
            )),
            Label::Organization => Some(Named::organization(
                text("org"),
                text("name_ar"),
                text("name_en"),
                text("category"),
            )),
        };
        let id = text("mention_id");
        if let Some(last) = mentions
            .last_mut()
            .filter(|last| last.label == label && last.id == id)
        {
            last.keys.extend(key);
            return;
        }
        let date = match label {
            Label::Date => DateCells {
                value: text("value").to_owned(),
                earliest: parse_day(text("earliest")),
                latest: parse_day(text("latest")),
                calendar: calendar(text("calendar"), text("calendar_value")),
                certainty: text("certainty").to_owned(),
                basis: text("basis").to_owned(),
            },
            Label::Country | Label::Organization => DateCells::default(),
        };
        mentions.push(Told {
            label,
            id: id.to_owned(),
            span: Span {
                start: number("start"),
                end: number("end"),
                byte_start: number("byte_start"),
                byte_end: number("byte_end"),
            },
            sentence: number("sentence"),
            kind: text("kind").to_owned(),
            rule: text("rule").to_owned(),
            keys: key.into_iter().collect(),
            date,
            within: label == Label::Country && table.boolean(row, "within_organization"),
        });
    }
}
