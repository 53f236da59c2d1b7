//! Phases: which rules run together, and when.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::lexicon::{Reader, Writer};

use super::automaton::SymbolSet;
use super::program::Program;
use super::rule::Rule;

/// Index of a rule in its pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleIndex(pub u32);

/// When a rule runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Phase {
    /// Over the units of the text.
    First,
    /// Over units and the mentions of the first phase.
    Second,
}

/// The rules of one phase, searched together.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Which rules, by number of their pattern in the program.
    pub indices: Vec<RuleIndex>,
    /// Symbols with which any of them can begin.
    pub first: SymbolSet,
    /// All of them as one program, to be walked.
    pub program: Arc<Program>,
    /// Rules that were changed since the program was made, each with the symbols
    /// with which it can begin: what the program says of them does not hold.
    pub apart: Vec<(RuleIndex, SymbolSet)>,
}

impl Rules {
    /// Those of `rules` that run in a phase; `first` has the symbols with which any
    /// of them can begin.
    pub fn of(phase: Phase, rules: &[Rule], first: SymbolSet) -> Self {
        let of_phase = || (0..).zip(rules).filter(|(_, rule)| rule.phase == phase);
        let patterns = of_phase().map(|(_, rule)| rule.expression());
        Self {
            indices: of_phase().map(|(index, _)| RuleIndex(index)).collect(),
            first,
            program: Arc::new(Program::new(patterns, false)),
            apart: Vec::new(),
        }
    }

    pub(super) fn store(&self, writer: &mut Writer) {
        writer.slice(&self.indices.iter().map(|index| index.0).collect::<Vec<_>>());
        self.first.store(writer);
        self.program.store(writer);
    }

    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        let indices = reader.lying()?.iter().map(|&index| RuleIndex(index));
        Some(Self {
            indices: indices.collect(),
            first: SymbolSet::stored(reader)?,
            program: Arc::new(Program::stored(reader)?),
            apart: Vec::new(),
        })
    }
}
