//! Texts read, and what they use counted.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::diagnostic::{Diagnostic, PackError};
use crate::extract::{Extractor, Scratch, Usage, Used};
use crate::rules::parsed::GUARD_KEYS;
use crate::rules::{PackSource, Recompiler, RuleIndex, RulePack, RuleTable, place};
use crate::source::Document;
use crate::workbench::Test;

use super::instrument::{Instrumented, Owner, Site, Sites, instrument};
use super::lexicon::Words;
use super::{PartUse, Reach, Report, RuleUse};

/// Texts that one thread takes at a time.
const STRIDE: usize = 8;

/// The instrumented patterns of a rule, by key.
type RuleParts = Vec<(&'static str, Instrumented)>;

/// Counts what texts use of a pack.
pub struct Coverage<'p> {
    source: &'p PackSource,
    pack: &'p RulePack,
    rules: Vec<RuleParts>,
    sites: Vec<Site>,
    used: Vec<AtomicBool>,
    reach: Vec<AtomicU8>,
    words: Words,
    read: Mutex<HashSet<String>>,
    texts: usize,
}

impl<'p> Coverage<'p> {
    /// Nothing read yet.
    ///
    /// # Errors
    /// Faults of the lexicon files.
    pub fn new(source: &'p PackSource, pack: &'p RulePack) -> Result<Self, PackError> {
        let compiler = Recompiler::new(source, pack.lexicon());
        let mut sites = Sites::default();
        let mut rules = Vec::with_capacity(pack.rules().len());
        for (index, (file, table)) in source.rule_tables().enumerate() {
            let mut parts = Vec::new();
            for key in ["pattern"].into_iter().chain(GUARD_KEYS) {
                let Some(pattern) = pattern(table, key) else {
                    continue;
                };
                let to_the_end = matches!(key, "before" | "not_before");
                let at = (file, index, key);
                let part = instrument(
                    source,
                    compiler.alphabet(),
                    &mut sites,
                    at,
                    pattern,
                    to_the_end,
                );
                parts.extend(part.map(|part| (key, part)));
            }
            rules.push(parts);
        }
        Ok(Self {
            source,
            pack,
            used: sites.all.iter().map(|_| AtomicBool::new(false)).collect(),
            reach: rules.iter().map(|_| AtomicU8::new(0)).collect(),
            rules,
            sites: sites.all,
            words: Words::new(source, pack)?,
            read: Mutex::default(),
            texts: 0,
        })
    }

    /// Reads the texts of tests on the threads of rayon's pool.
    pub fn read_tests(&mut self, tests: &[Test]) {
        let document = |test: &Test| Document {
            id: test.name.clone(),
            source: test.file.clone(),
            text: test.text.clone(),
            sha256: String::new(),
            encoding: "utf-8",
            reference_date: test.date,
        };
        let documents: Vec<Document> = tests.iter().map(document).collect();
        self.read(&documents);
    }

    /// Reads documents on the threads of rayon's pool. One that is too large to be
    /// worked on uses nothing.
    pub fn read(&mut self, documents: &[Document]) {
        let this = &*self;
        let extractor = Extractor::new(this.pack);
        let each = documents.par_iter().with_min_len(STRIDE);
        each.for_each_init(Scratch::default, |scratch, document| {
            if let Ok(usage) = extractor.usage(document, scratch) {
                this.count(usage);
            }
        });
        self.texts += documents.len();
    }

    fn count(&self, usage: Usage<'_>) {
        for used in &usage.used {
            self.run(used);
        }
        let reached = |rule: RuleIndex, reach: Reach| {
            self.reach[rule.0 as usize].fetch_max(reach as u8, Ordering::Relaxed);
        };
        for rule in usage.refused {
            reached(rule, Reach::Refused);
        }
        for (rule, won) in usage.judged.into_iter().chain(usage.joined) {
            reached(rule, if won { Reach::Won } else { Reach::Lost });
        }
        let words = usage.words.into_iter();
        let known: Vec<String> = words.filter(|word| self.words.has(word)).collect();
        if let Ok(mut read) = self.read.lock() {
            read.extend(known);
        }
    }

    /// Runs a pattern again, unless everything in it was used before.
    fn run(&self, used: &Used) {
        let patterns = &self.rules[used.rule.0 as usize];
        let Some((_, pattern)) = patterns.iter().find(|(key, _)| *key == used.key) else {
            return;
        };
        let done = |site: &usize| self.used[*site].load(Ordering::Relaxed);
        if pattern.sites.iter().all(done) {
            return;
        }
        let whole = used.key == "pattern";
        for window in &used.windows {
            let matched = pattern.run(window, whole, &mut |site| {
                self.used[site].store(true, Ordering::Relaxed);
            });
            if matched && whole {
                return;
            }
        }
    }

    /// What was used so far. It does not depend on the number of threads.
    pub fn report(&self) -> Report {
        let reach = |index: usize| match self.reach[index].load(Ordering::Relaxed) {
            0 => Reach::Never,
            1 => Reach::Refused,
            2 => Reach::Lost,
            _ => Reach::Won,
        };
        let rules = self.pack.rules().enumerate();
        let rules = rules.map(|(index, rule)| RuleUse {
            id: rule.id.clone(),
            file: rule.file.clone(),
            line: rule.line,
            reach: reach(index),
        });
        let sites = self.sites.iter().zip(&self.used);
        let mut parts: Vec<PartUse> = sites
            .filter_map(|(site, used)| self.part(site, used.load(Ordering::Relaxed)))
            .collect();
        parts.sort_by(|a, b| {
            let key = |part: &PartUse| (part.place.line, part.place.column, part.part);
            a.place.file.cmp(&b.place.file).then(key(a).cmp(&key(b)))
        });
        let read = self.read.lock().map(|read| read.clone());
        Report {
            texts: self.texts,
            rules: rules.collect(),
            parts,
            entries: self.words.entries(&read.unwrap_or_default()),
        }
    }

    fn part(&self, site: &Site, used: bool) -> Option<PartUse> {
        let (owner, key, file, spot) = match site.owner {
            Owner::Rule(rule, key) => {
                let (file, table) = self.source.rule_tables().nth(rule)?;
                (table.id.get_ref().clone(), key, file, pattern(table, key)?)
            }
            Owner::Definition(at) => {
                let (_, define) = self.source.definitions().find(|(found, _)| *found == at)?;
                let name = format!("@{}", define.name.get_ref());
                (name, "pattern", at.0, &define.pattern)
            }
        };
        let file = self.source.file(file);
        let range = place(&file.text, spot, site.range.clone());
        let message = site.part.as_str();
        let (at, length) = (range.start, range.len());
        Some(PartUse {
            owner,
            key,
            part: site.part,
            source: spot.get_ref()[site.range.clone()].to_owned(),
            place: Diagnostic::at("V001", &file.name, &file.text, at, length, message, ""),
            used,
        })
    }
}

/// A pattern of a table.
fn pattern<'t>(table: &'t RuleTable, key: &str) -> Option<&'t crate::rules::Spot<String>> {
    match key {
        "pattern" => Some(&table.pattern),
        "before" => table.before.as_ref(),
        "after" => table.after.as_ref(),
        "not_before" => table.not_before.as_ref(),
        "not_after" => table.not_after.as_ref(),
        "sentence" => table.sentence.as_ref(),
        _ => table.not_sentence.as_ref(),
    }
}
