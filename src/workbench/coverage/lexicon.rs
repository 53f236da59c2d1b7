//! The rows of the lexicon's files, by the words that texts have.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diagnostic::PackError;
use crate::extract::{Extractor, Scratch};
use crate::lexicon::read_data;
use crate::rules::{PackSource, RulePack};

use super::EntryUse;

/// A row and the folded forms it stands for.
struct Row {
    class: String,
    form: String,
    forms: Vec<String>,
}

/// All forms of the lexicon.
pub(super) struct Words {
    rows: BTreeMap<(String, usize), Row>,
    known: HashSet<String>,
}

impl Words {
    /// The forms of the lexicon files, folded as texts are.
    ///
    /// # Errors
    /// Faults of the files.
    pub fn new(source: &PackSource, pack: &RulePack) -> Result<Self, PackError> {
        let files = source.lexicon();
        let data = read_data(files).map_err(|diagnostics| PackError { diagnostics })?;
        let extractor = Extractor::new(pack);
        let mut scratch = Scratch::default();
        let mut folded: HashMap<&str, String> = HashMap::new();
        let mut rows: BTreeMap<(String, usize), Row> = BTreeMap::new();
        let mut known = HashSet::new();
        for form in &data.forms {
            let word = folded
                .entry(&form.text)
                .or_insert_with(|| extractor.word_of(&form.text, &mut scratch));
            let row = rows
                .entry((files[form.file].name.clone(), form.line))
                .or_insert_with(|| Row {
                    class: data.classes[form.class].clone(),
                    form: form.text.clone(),
                    forms: Vec::new(),
                });
            if !row.forms.contains(word) {
                row.forms.push(word.clone());
            }
            known.insert(word.clone());
        }
        Ok(Self { rows, known })
    }

    /// Whether some row has this form.
    pub fn has(&self, word: &str) -> bool {
        self.known.contains(word)
    }

    /// All rows, with how many of their forms are among `read`.
    pub fn entries(&self, read: &HashSet<String>) -> Vec<EntryUse> {
        let entry = |((file, line), row): (&(String, usize), &Row)| EntryUse {
            file: file.clone(),
            line: *line,
            class: row.class.clone(),
            form: row.form.clone(),
            forms: row.forms.len(),
            read: row.forms.iter().filter(|form| read.contains(*form)).count(),
        };
        self.rows.iter().map(entry).collect()
    }
}
