//! The rule pack: everything compiled, immutable, hashed.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::diagnostic::PackError;
use crate::lexicon::{Gazetteer, Lexicon, PackFile};

use super::automaton::SymbolSet;
use super::builtin::Examples;
use super::phase::{Phase, RuleIndex, Rules};
use super::rule::Rule;
use super::stored::RuleList;
use super::{builtin, compiler};

include!(concat!(env!("OUT_DIR"), "/builtin_pack.rs"));

/// Puts bytes where slices of numbers can lie.
#[repr(align(8))]
struct Aligned<T>(T);

/// What the build script made of the built-in pack; empty if it has a fault.
static STORE: Aligned<[u8; STORE_BYTES.len()]> = Aligned(*STORE_BYTES);

static NEXT_SERIAL: AtomicU64 = AtomicU64::new(1);

fn next_serial() -> u64 {
    NEXT_SERIAL.fetch_add(1, Ordering::Relaxed)
}

/// What stood in a pack before an exchange.
#[derive(Debug)]
pub(crate) struct Exchanged {
    rules: Vec<(RuleIndex, Rule)>,
    first: [SymbolSet; 2],
}

/// A compiled set of rules with its lexicon.
#[derive(Debug)]
pub struct RulePack {
    pub(super) lexicon: Arc<Lexicon>,
    rules: RuleList,
    pub(super) phases: [Rules; 2],
    pub(super) hash: String,
    pub(super) serial: u64,
}

impl RulePack {
    /// Compiles the pack that is built into the program.
    ///
    /// # Errors
    /// None for a released program: its own tests compile the pack.
    pub fn builtin() -> Result<Self, PackError> {
        Self::stored(Examples::With)
    }

    fn stored(examples: Examples) -> Result<Self, PackError> {
        let Some(builtin) = builtin::read(&STORE.0, examples) else {
            return Self::compile(&builtin_rules(), &builtin_lexicon());
        };
        Ok(Self {
            lexicon: Arc::new(builtin.lexicon),
            rules: builtin.rules,
            phases: builtin.phases,
            hash: builtin.hash,
            serial: next_serial(),
        })
    }

    /// [`RulePack::builtin`] for extraction alone, with or without the names of
    /// organizations: its rules have no examples, so that it is there sooner.
    ///
    /// # Errors
    /// As [`RulePack::builtin`].
    pub fn builtin_with(gazetteer: Gazetteer) -> Result<Self, PackError> {
        match gazetteer {
            Gazetteer::On => Self::stored(Examples::Without),
            Gazetteer::Off => Self::compile_with(&builtin_rules(), &builtin_lexicon(), gazetteer),
        }
    }

    /// Compiles the pack in a directory: `rules/*.toml` (or `*.toml`) and, if it
    /// has one, `lexicon/*.csv`; else the built-in lexicon.
    ///
    /// # Errors
    /// All faults found, each with file, line and column.
    pub fn load(directory: &Path) -> Result<Self, PackError> {
        Self::load_with(directory, Gazetteer::On)
    }

    /// [`RulePack::load`], with or without the names of organizations.
    ///
    /// # Errors
    /// As [`RulePack::load`].
    pub fn load_with(directory: &Path, gazetteer: Gazetteer) -> Result<Self, PackError> {
        let (rules, lexicon) = read_directory(directory)?;
        Self::compile_with(&rules, &lexicon, gazetteer)
    }

    /// Compiles files that are already in memory.
    ///
    /// # Errors
    /// All faults found, each with file, line and column.
    pub fn compile(rules: &[PackFile], lexicon: &[PackFile]) -> Result<Self, PackError> {
        Self::compile_with(rules, lexicon, Gazetteer::On)
    }

    /// [`RulePack::compile`], with or without the names of organizations. What is
    /// compiled without them has a hash of its own.
    ///
    /// # Errors
    /// As [`RulePack::compile`].
    pub fn compile_with(
        rules: &[PackFile],
        lexicon: &[PackFile],
        gazetteer: Gazetteer,
    ) -> Result<Self, PackError> {
        let hash = match gazetteer {
            Gazetteer::On => builtin::hash(rules, lexicon),
            Gazetteer::Off => {
                let mark = PackFile::from(("without-gazetteer", ""));
                builtin::hash(rules, &[lexicon, &[mark]].concat())
            }
        };
        let compiled = compiler::compile(rules, lexicon, gazetteer)?;
        Ok(Self {
            lexicon: Arc::new(compiled.lexicon),
            rules: compiled.rules.into(),
            phases: compiled.phases,
            hash,
            serial: next_serial(),
        })
    }

    /// A pack of the same rules that shares the lexicon and whatever automata
    /// were built, for trying changed rules.
    pub(crate) fn sharing(&self) -> Self {
        Self {
            lexicon: Arc::clone(&self.lexicon),
            rules: self.rules.clone(),
            phases: self.phases.clone(),
            hash: self.hash.clone(),
            serial: self.serial,
        }
    }

    /// Puts changed rules in their places, each with the symbols with which it
    /// can begin, and gives back what [`RulePack::restore`] needs. A rule keeps
    /// its phase.
    pub(crate) fn exchange(&mut self, changed: Vec<(RuleIndex, Rule, SymbolSet)>) -> Exchanged {
        let mut exchanged = Exchanged {
            rules: Vec::with_capacity(changed.len()),
            first: [0, 1].map(|phase| self.phases[phase].first.clone()),
        };
        for (index, rule, first) in changed {
            let phase = &mut self.phases[rule.phase as usize];
            phase.first.extend(&first);
            phase.apart.push((index, first));
            exchanged
                .rules
                .push((index, self.rules.replace(index, rule)));
        }
        exchanged
    }

    /// Takes back an exchange.
    pub(crate) fn restore(&mut self, exchanged: Exchanged) {
        for (phase, first) in self.phases.iter_mut().zip(exchanged.first) {
            phase.apart.clear();
            phase.first = first;
        }
        for (index, rule) in exchanged.rules {
            self.rules.replace(index, rule);
        }
    }

    /// The compiled lexicon.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// All rules, in the order of files and of tables in them.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Rule> + DoubleEndedIterator + Clone {
        (0..self.rules.len()).map(|at| self.rules.get(RuleIndex(at as u32)))
    }

    /// A rule.
    pub fn rule(&self, index: RuleIndex) -> &Rule {
        self.rules.get(index)
    }

    /// Id of a rule.
    pub fn rule_id(&self, index: RuleIndex) -> &str {
        &self.rule(index).id
    }

    /// The rules of a phase.
    pub fn phase(&self, phase: Phase) -> &Rules {
        &self.phases[phase as usize]
    }

    /// Tells apart the packs of one process, so that per-thread caches know whose
    /// they are.
    pub(crate) fn serial(&self) -> u64 {
        self.serial
    }

    /// SHA-256 of all rule and lexicon files, in lower-case hexadecimal.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// The rule and lexicon files of a pack in a directory.
pub(super) fn read_directory(
    directory: &Path,
) -> Result<(Vec<PackFile>, Vec<PackFile>), PackError> {
    let inner = directory.join("rules");
    let folder = if inner.is_dir() {
        inner.as_path()
    } else {
        directory
    };
    let rules = PackFile::read_folder(folder, "rules", "toml")?;
    if rules.is_empty() {
        let error = std::io::Error::new(std::io::ErrorKind::NotFound, "no *.toml file in it");
        return Err(PackError::unreadable(folder, &error));
    }
    let words = directory.join("lexicon");
    let lexicon = if words.is_dir() {
        PackFile::read_folder(&words, "lexicon", "csv")?
    } else {
        builtin_lexicon()
    };
    Ok((rules, lexicon))
}

/// The built-in rule files.
pub fn builtin_rules() -> Vec<PackFile> {
    PackFile::unpack_all(RULE_FILES)
}

/// The built-in lexicon files.
pub fn builtin_lexicon() -> Vec<PackFile> {
    PackFile::unpack_all(LEXICON_FILES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_pack_is_the_compiled_one() {
        let (rules, lexicon) = (builtin_rules(), builtin_lexicon());
        let compiled =
            RulePack::compile(&rules, &lexicon).unwrap_or_else(|error| panic!("{error}"));
        let stored = RulePack::builtin().unwrap();
        assert_eq!(stored.hash, compiled.hash);
        assert!(
            stored.lexicon == compiled.lexicon,
            "{stored:?} {:?}",
            compiled.lexicon
        );
        for key in 0..compiled.lexicon.key_count() as u32 {
            assert_eq!(
                stored.lexicon.reading_of(key),
                compiled.lexicon.reading_of(key)
            );
        }
        assert_eq!(stored.rules().len(), compiled.rules().len());
        for (stored, compiled) in stored.rules().zip(compiled.rules()) {
            assert_eq!(format!("{stored:?}"), format!("{compiled:?}"));
        }
        for (stored, compiled) in stored.phases.iter().zip(&compiled.phases) {
            assert_eq!(stored.indices, compiled.indices);
            assert!(stored.first == compiled.first);
            assert!(stored.program.is_the_same_as(&compiled.program));
        }
        let write = || builtin::write(&rules, &lexicon).unwrap();
        assert!(write() == write());
    }
}
