//! How often the rules are tried, match and win on texts: what a rule costs.
//!
//! Counting walks the texts a second time beside the extraction proper; it must
//! never be part of it.

use crate::rules::{Phase, RulePack};

use super::matcher::{self, Candidate, Machinery};
use super::mention::Extraction;
use super::observe::Unobserved;
use super::overlap::{Taken, resolve};
use super::text::SegmentText;

/// Counts over texts, the last four by rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Documents.
    pub documents: u64,
    /// Units of the texts.
    pub units: u64,
    /// Units, and names beside them, by symbol.
    pub symbols: Vec<u64>,
    /// Places at which the filter said that the rule of phase 1 matches.
    pub matched: Vec<u64>,
    /// Places at which conditions and guards let it through, too.
    pub candidates: Vec<u64>,
    /// Candidates that won their place.
    pub won: Vec<u64>,
    /// Mentions of the rule in the end; for phase 2 this is all there is.
    pub mentions: Vec<u64>,
}

impl Survey {
    /// No counts yet, for the rules of a pack.
    pub fn new(pack: &RulePack) -> Self {
        let rules = || vec![0; pack.rules().len()];
        Self {
            documents: 0,
            units: 0,
            symbols: vec![0; pack.lexicon().symbols().len()],
            matched: rules(),
            candidates: rules(),
            won: rules(),
            mentions: rules(),
        }
    }

    pub(super) fn segment(
        &mut self,
        pack: &RulePack,
        text: &SegmentText<'_>,
        machinery: &mut Machinery,
        candidates: &mut Vec<Candidate>,
        taken: &mut Taken,
    ) {
        self.units += text.units.units.len() as u64;
        let names = text.units.names.iter().map(|name| &name.as_unit);
        for unit in text.units.units.iter().chain(names) {
            if let Some(count) = self.symbols.get_mut(usize::from(unit.symbol.0)) {
                *count += 1;
            }
        }
        let rules = pack.phase(Phase::First);
        let mut found = Vec::new();
        for (index, unit) in text.units.units.iter().enumerate() {
            if rules.first.contains(unit.symbol) {
                let window = text.units.window(index, crate::rules::WINDOW);
                machinery.matching(pack, Phase::First, window, &mut found);
                for rule in &found {
                    self.matched[rule.0 as usize] += 1;
                }
            }
        }
        matcher::find(pack, text, machinery, candidates, &mut Unobserved);
        taken.reset(text.tokens.len());
        resolve(pack, candidates, taken, |candidate, won| {
            self.candidates[candidate.rule.0 as usize] += 1;
            self.won[candidate.rule.0 as usize] += u64::from(won);
        });
    }

    pub(super) fn document(&mut self, extraction: &Extraction) {
        self.documents += 1;
        let dates = extraction.dates.iter().map(|date| date.place.rule);
        let countries = extraction.countries.iter().map(|found| found.place.rule);
        let organizations = extraction
            .organizations
            .iter()
            .map(|found| found.place.rule);
        for rule in dates.chain(countries).chain(organizations) {
            self.mentions[rule.0 as usize] += 1;
        }
    }
}
