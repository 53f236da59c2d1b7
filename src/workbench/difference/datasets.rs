//! Two datasets: rows become sightings again and are compared document by
//! document.
//!
//! Datasets hold no texts. The text around a change comes from the inputs where
//! they are given, else from the sentences of the timeline, else there is none;
//! it must never be guessed.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::change::Origin;
use super::compare::Pair;
use super::comparison::{Comparison, DocumentChanges, Filter};
use super::passage::Ground;
use super::sighting::Sighting;
use crate::extract::{Extraction, Span};
use crate::pipeline::{Options, PipelineError, Progress, visit};
use crate::record::{OpenError, Row, StoredDataset, Table, TableRows};
use crate::rules::RulePack;
use crate::source::{Document, Inputs};
use crate::workbench::MentionType;

/// Why datasets cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// One of them cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The inputs cannot be read.
    #[error(transparent)]
    Inputs(#[from] PipelineError),
}

/// A document of a dataset.
#[derive(Debug)]
struct Entry {
    origin: Origin,
    sha256: String,
    /// In order of place, each with its sentence.
    sightings: Vec<Sighting>,
    sentences: Vec<u64>,
    /// Texts of sentences, by number.
    timeline: BTreeMap<u64, String>,
}

/// One dataset, by document.
#[derive(Debug, Default)]
struct Side {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
}

/// Two datasets, read.
#[derive(Debug)]
pub struct Datasets {
    old: Side,
    new: Side,
}

impl Datasets {
    /// Reads both.
    ///
    /// # Errors
    /// The first thing in either that is not as this version of nasaq writes it.
    pub fn open(old: &Path, new: &Path) -> Result<Self, OpenError> {
        Ok(Self {
            old: Side::of(&StoredDataset::open(old)?),
            new: Side::of(&StoredDataset::open(new)?),
        })
    }

    /// Compares them. `texts` are inputs that hold the documents; `pack` serves
    /// only to find the sentences in them.
    ///
    /// # Errors
    /// If the inputs hold no documents at all.
    pub fn compare(
        &self,
        filter: &Filter,
        texts: Option<(Inputs, &RulePack, &Options)>,
        progress: &mut dyn Progress,
        comparison: &mut Comparison,
    ) -> Result<(), PipelineError> {
        let mut with_text: HashMap<String, DocumentChanges> = HashMap::new();
        comparison.context = "the sentences of the timeline";
        if let Some((inputs, pack, options)) = texts {
            comparison.context = "the inputs";
            let make = |document: &Document, extraction: &Extraction| {
                let changes = self.in_text(document, &extraction.sentences, filter);
                Ok(changes.map(|changes| (document.id.clone(), changes)))
            };
            visit(inputs, pack, options, progress, make, |made| match made {
                Ok(Some((id, changes))) => {
                    with_text.entry(id).or_insert(changes);
                }
                Ok(None) => {}
                Err(reject) => comparison.set_aside(&reject),
            })?;
        }
        for new in &self.new.entries {
            let id = &new.origin.id;
            match self.old.get(id) {
                None => comparison.only_new.push(id.clone()),
                Some(old) if old.sha256 != new.sha256 => comparison.other_text.push(id.clone()),
                Some(old) => {
                    let known = with_text.remove(id);
                    comparison.add(known.unwrap_or_else(|| in_timeline(old, new, filter)));
                }
            }
        }
        let gone = |entry: &&Entry| self.new.get(&entry.origin.id).is_none();
        let gone = self.old.entries.iter().filter(gone);
        comparison
            .only_old
            .extend(gone.map(|entry| entry.origin.id.clone()));
        Ok(())
    }

    /// The changes of a document whose text is at hand; none if nothing changed or
    /// if it is not the text that the datasets were made from.
    fn in_text(
        &self,
        document: &Document,
        sentences: &[Span],
        filter: &Filter,
    ) -> Option<DocumentChanges> {
        let (old, new) = (self.old.get(&document.id)?, self.new.get(&document.id)?);
        let same = old.sha256 == document.sha256 && new.sha256 == document.sha256;
        if !same || old.sightings == new.sightings {
            return None;
        }
        let ground = Ground {
            text: &document.text,
            start: 0,
            byte_start: 0,
            sentences,
        };
        Some(old.changes(new, filter, |_| Some(ground)))
    }
}

/// The changes of a document, with the sentences that the timeline holds.
fn in_timeline(old: &Entry, new: &Entry, filter: &Filter) -> DocumentChanges {
    if old.sightings == new.sightings {
        return old.changes(new, filter, |_| None);
    }
    let mut grounds: BTreeMap<u64, (&str, Span)> = BTreeMap::new();
    for (&sentence, text) in old.timeline.iter().chain(&new.timeline) {
        let sides = [old, new].into_iter();
        let inside = sides.flat_map(|side| side.in_sentence(sentence));
        if let Some(span) = place(text, &inside.collect::<Vec<_>>()) {
            grounds.insert(sentence, (text, span));
        }
    }
    let ground = |pair: &Pair| {
        let sentence = match (pair.old, pair.new) {
            (Some(at), _) => old.sentences[at],
            (None, at) => new.sentences[at?],
        };
        let (text, span) = grounds.get(&sentence)?;
        Some(Ground {
            text,
            start: span.start,
            byte_start: span.byte_start,
            sentences: std::slice::from_ref(span),
        })
    };
    old.changes(new, filter, ground)
}

/// Where a sentence stands in its document, if the mentions in it leave only one
/// place.
fn place(sentence: &str, inside: &[&Sighting]) -> Option<Span> {
    let first = inside.first()?;
    let fits = |at: &usize| {
        let Some(base) = first.byte_start.checked_sub(*at) else {
            return false;
        };
        inside.iter().all(|found| {
            let from = found.byte_start.checked_sub(base);
            let rest = from.and_then(|from| sentence.get(from..));
            // A mention may go on behind the end of its sentence.
            rest.is_some_and(|rest| {
                !rest.is_empty() && (rest.starts_with(&found.text) || found.text.starts_with(rest))
            })
        })
    };
    let places = sentence.char_indices().map(|(at, _)| at);
    let mut places = places.filter(|at| *at <= first.byte_start).filter(fits);
    let (at, None) = (places.next()?, places.next()) else {
        return None;
    };
    let start = first.start.checked_sub(sentence[..at].chars().count())?;
    let byte_start = first.byte_start - at;
    Some(Span {
        start,
        end: start + sentence.chars().count(),
        byte_start,
        byte_end: byte_start + sentence.len(),
    })
}

impl Entry {
    fn changes<'g>(
        &self,
        new: &Self,
        filter: &Filter,
        ground: impl Fn(&Pair) -> Option<Ground<'g>>,
    ) -> DocumentChanges {
        let (before, after) = (&self.sightings, &new.sightings);
        DocumentChanges::find(&new.origin, before, after, filter, ground)
    }

    fn in_sentence(&self, sentence: u64) -> impl Iterator<Item = &Sighting> {
        let all = self.sightings.iter().zip(&self.sentences);
        all.filter(move |(_, home)| **home == sentence)
            .map(|(sighting, _)| sighting)
    }
}

impl Side {
    fn of(dataset: &StoredDataset) -> Self {
        let mut side = Self::default();
        let documents = dataset.table(Table::Documents);
        for row in &documents.rows {
            let text = |column| documents.text(row, column).to_owned();
            let id = text("doc_id");
            side.by_name.insert(id.clone(), side.entries.len());
            side.entries.push(Entry {
                origin: Origin {
                    id,
                    source: text("source"),
                    date: Some(text("reference_date")).filter(|date| !date.is_empty()),
                },
                sha256: text("sha256"),
                sightings: Vec::new(),
                sentences: Vec::new(),
                timeline: BTreeMap::new(),
            });
        }
        side.mentions(dataset);
        let timeline = dataset.table(Table::Timeline);
        for row in &timeline.rows {
            if let Some(entry) = side.get_mut(timeline.text(row, "doc_id")) {
                let sentence = timeline.integer(row, "sentence");
                let text = timeline.text(row, "text").to_owned();
                entry.timeline.insert(sentence, text);
            }
        }
        side
    }

    fn mentions(&mut self, dataset: &StoredDataset) {
        let tables = [Table::Dates, Table::Countries, Table::Organizations];
        for (kind, table) in MentionType::ALL.into_iter().zip(tables) {
            let table = dataset.table(table);
            // A group of countries is one mention with a row for each member.
            let mut last = ("", "");
            for row in &table.rows {
                let doc_id = table.text(row, "doc_id");
                let this = (doc_id, table.text(row, "mention_id"));
                let Some(entry) = self.get_mut(doc_id) else {
                    continue;
                };
                let sighting = sighting(kind, table, row);
                match entry.sightings.last_mut() {
                    Some(group) if last == this => {
                        group.value = format!("{};{}", group.value, sighting.value);
                    }
                    _ => {
                        entry.sightings.push(sighting);
                        entry.sentences.push(table.integer(row, "sentence"));
                    }
                }
                last = this;
            }
        }
        for entry in &mut self.entries {
            let sightings = std::mem::take(&mut entry.sightings);
            let mut both: Vec<_> = sightings
                .into_iter()
                .zip(entry.sentences.drain(..))
                .collect();
            both.sort_by_key(|(sighting, _)| sighting.order());
            (entry.sightings, entry.sentences) = both.into_iter().unzip();
        }
    }

    fn get(&self, id: &str) -> Option<&Entry> {
        self.by_name.get(id).map(|&at| &self.entries[at])
    }

    fn get_mut(&mut self, id: &str) -> Option<&mut Entry> {
        let at = *self.by_name.get(id)?;
        self.entries.get_mut(at)
    }
}

/// A row as a sighting.
fn sighting(kind: MentionType, table: &TableRows, row: &Row) -> Sighting {
    let text = |column| table.text(row, column).to_owned();
    let number = |column| table.integer(row, column) as usize;
    let value = match kind {
        MentionType::Date => "value",
        MentionType::Country => "country",
        MentionType::Organization => "org",
    };
    Sighting {
        kind,
        start: number("start"),
        end: number("end"),
        byte_start: number("byte_start"),
        byte_end: number("byte_end"),
        text: text("text"),
        value: text(value),
        rule: text("rule"),
        row_kind: text("kind"),
        certainty: text("certainty"),
        basis: text("basis"),
        earliest: text("earliest"),
        latest: text("latest"),
    }
}
