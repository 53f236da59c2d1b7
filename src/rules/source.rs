//! The source of a pack: its files, for tools that change a rule and try it.
//!
//! A changed rule is compiled by itself against the lexicon that the pack has:
//! a change must never bring in a word that no rule names.

use std::path::Path;
use std::rc::Rc;

use crate::diagnostic::{Diagnostic, PackError};
use crate::lexicon::{Lexicon, PackFile};

use super::alphabet::Alphabet;
use super::automaton::SymbolSet;
use super::builtin::Examples;
use super::file::{DefineTable, RuleTable};
use super::pack::{RulePack, builtin_lexicon, builtin_rules, read_directory};
use super::parsed::{self, Lines, ReadFile};
use super::pattern::Definitions;
use super::rule::Rule;
use super::rule_compiler::RuleCompiler;

/// The files of a pack, the rule files read.
#[derive(Debug)]
pub struct PackSource {
    rules: Vec<PackFile>,
    lexicon: Vec<PackFile>,
    files: Vec<ReadFile>,
}

/// Where a table stands: index of its file among those read, index of the table.
pub(crate) type TableIndex = (usize, usize);

impl PackSource {
    /// The source of the pack that is built into the program.
    ///
    /// # Errors
    /// None for a released program: its own tests compile the pack.
    pub fn builtin() -> Result<Self, PackError> {
        Self::new(builtin_rules(), builtin_lexicon())
    }

    /// The source of the pack in a directory, as [`RulePack::load`] takes it.
    ///
    /// # Errors
    /// Files that cannot be read, and rule files that are no TOML or have keys
    /// that no rule has.
    pub fn load(directory: &Path) -> Result<Self, PackError> {
        let (rules, lexicon) = read_directory(directory)?;
        Self::new(rules, lexicon)
    }

    /// The source of files that are already in memory.
    ///
    /// # Errors
    /// Rule files that are no TOML or have keys that no rule has.
    pub fn new(rules: Vec<PackFile>, lexicon: Vec<PackFile>) -> Result<Self, PackError> {
        let (files, faults) = parsed::read_all(&rules);
        if faults.is_empty() {
            Ok(Self {
                rules,
                lexicon,
                files,
            })
        } else {
            Err(PackError {
                diagnostics: faults,
            })
        }
    }

    /// The pack.
    ///
    /// # Errors
    /// All faults found, each with file, line and column.
    pub fn compile(&self) -> Result<RulePack, PackError> {
        RulePack::compile(&self.rules, &self.lexicon)
    }

    /// The rule files.
    pub fn rules(&self) -> &[PackFile] {
        &self.rules
    }

    /// The rule files as they were read, each with its index in
    /// [`PackSource::rules`].
    pub(crate) fn read(&self) -> &[ReadFile] {
        &self.files
    }

    /// The lexicon files.
    pub fn lexicon(&self) -> &[PackFile] {
        &self.lexicon
    }

    /// All rule tables in the order of [`RulePack::rules`], each with its file.
    pub(crate) fn rule_tables(&self) -> impl Iterator<Item = (usize, &RuleTable)> {
        let files = self.files.iter().enumerate();
        files.flat_map(|(at, (_, file))| file.rule.iter().map(move |table| (at, table)))
    }

    /// All definitions in order, each with its place.
    pub(crate) fn definitions(&self) -> impl Iterator<Item = (TableIndex, &DefineTable)> {
        let files = self.files.iter().enumerate();
        files.flat_map(|(at, (_, file))| {
            let tables = file.define.iter().enumerate();
            tables.map(move |(table, found)| ((at, table), found))
        })
    }

    /// The rule file of a table.
    pub(crate) fn file(&self, at: usize) -> &PackFile {
        &self.rules[self.files[at].0]
    }

    /// The definition that a name means in a file.
    pub(crate) fn definition(&self, file: usize, name: &str) -> Option<(TableIndex, &DefineTable)> {
        let last_in = |at: usize| {
            let tables = self.files[at].1.define.iter().enumerate();
            let mut named = tables.filter(|(_, table)| table.name.get_ref() == name);
            named.next_back().map(|(table, found)| ((at, table), found))
        };
        let shared = (0..self.files.len()).filter(|&at| parsed::is_shared(self.file(at)));
        std::iter::once(file).chain(shared).find_map(last_in)
    }
}

/// Compiles single rules of a pack anew. Belongs to one thread.
pub(crate) struct Recompiler<'s> {
    source: &'s PackSource,
    alphabet: Alphabet<'s>,
    lines: Vec<Rc<Lines>>,
    /// What each file sees.
    definitions: Vec<Definitions>,
}

impl<'s> Recompiler<'s> {
    /// A compiler of rules of `source`, whose lexicon was compiled before.
    pub(crate) fn new(source: &'s PackSource, lexicon: &'s Lexicon) -> Self {
        let lines = (0..source.files.len()).map(|at| Rc::new(Lines::new(&source.file(at).text)));
        Self {
            source,
            alphabet: Alphabet::new(lexicon.symbols()),
            lines: lines.collect(),
            definitions: parsed::definitions(&source.files, &source.rules, None)
                .unwrap_or_default(),
        }
    }

    /// The symbols of the lexicon.
    pub(crate) fn alphabet(&self) -> &Alphabet<'s> {
        &self.alphabet
    }

    /// What a file sees.
    pub(crate) fn definitions(&self, file: usize) -> &Definitions {
        &self.definitions[file]
    }

    /// What each file sees if one definition has another pattern.
    ///
    /// # Errors
    /// The first fault.
    pub(crate) fn redefined(
        &self,
        at: TableIndex,
        pattern: &str,
    ) -> Result<Vec<Definitions>, Diagnostic> {
        parsed::definitions(&self.source.files, &self.source.rules, Some((at, pattern)))
    }

    /// Compiles a table of a file.
    ///
    /// # Errors
    /// The first fault.
    pub(crate) fn rule(
        &self,
        file: usize,
        table: &RuleTable,
        definitions: &Definitions,
    ) -> Result<(Rule, SymbolSet), Diagnostic> {
        let mut faults = Vec::new();
        let source = self.source.file(file);
        let parsed = parsed::parse_rule(source, &self.lines[file], table, definitions, &mut faults);
        let Some(parsed) = parsed.filter(|_| faults.is_empty()) else {
            return Err(faults.swap_remove(0));
        };
        let compiler = RuleCompiler {
            parsed: &parsed,
            alphabet: &self.alphabet,
            examples: Examples::With,
        };
        compiler.rule()
    }
}
