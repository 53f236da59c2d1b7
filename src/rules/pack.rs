//! The rule pack: everything compiled, immutable, hashed.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::diagnostic::PackError;
use crate::extract::{Certainty, CountryKind, OrganizationKind};
use crate::lexicon::{ClassId, Gazetteer, Lexicon, PackFile};

use super::automaton::{LazyMachine, SymbolSet, UNIT, symbol_of};
use super::builtin::Examples;
use super::expression::Expression;
use super::layout::Layout;
use super::program::{Machine, Program};
use super::spelling::Spelling;
use super::value::{Condition, DateSpec};
use super::variants::OptOut;
use super::{builtin, compiler};

include!(concat!(env!("OUT_DIR"), "/builtin_pack.rs"));

/// Puts bytes where slices of numbers can lie.
#[repr(align(8))]
struct Aligned<T>(T);

/// What the build script made of the built-in pack; empty if it has a fault.
static STORE: Aligned<[u8; STORE_BYTES.len()]> = Aligned(*STORE_BYTES);

static NEXT_SERIAL: AtomicU64 = AtomicU64::new(1);

/// Index of a rule in its pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleIndex(pub u32);

/// When a rule runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Over the units of the text.
    First,
    /// Over units and the mentions of the first phase.
    Second,
}

/// What a country rule's mention denotes: a capture of a lexicon unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountryValue {
    /// Capture, by name number.
    pub capture: usize,
    /// Kind of the row; by default what the lexicon unit is.
    pub kind: Option<CountryKind>,
}

/// What an organization rule's mention denotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganizationValue {
    /// The lexicon entry of a capture.
    Entry(usize),
    /// The body that a captured mention of phase 1 denotes.
    Mention(usize),
    /// A body in no list; the category comes from a captured head noun or is fixed.
    Derived {
        /// Capture of the head noun.
        head: Option<usize>,
        /// Category where there is no head.
        category: Option<&'static str>,
    },
    /// The body of a category that a captured country has, if there is one only or
    /// one bears its name; else one in no list.
    OfCountry {
        /// Capture of the country.
        capture: usize,
        /// Category of the body.
        category: &'static str,
    },
    /// The body last named that the captured noun can point back to.
    Back(usize),
}

/// What a rule yields.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// A date.
    Date {
        /// Its value.
        value: Box<DateSpec>,
        /// The value told a second time.
        also: Option<Box<DateSpec>>,
        /// Certainty, where the rule fixes it.
        certainty: Option<Certainty>,
    },
    /// A country.
    Country(CountryValue),
    /// An organization.
    Organization {
        /// Which body.
        value: OrganizationValue,
        /// Kind of the row; by default what the lexicon unit is.
        kind: Option<OrganizationKind>,
        /// Whether the mention becomes a name of the body in this document.
        alias: bool,
    },
    /// Nothing: the text is taken away from shorter matches.
    Nothing {
        /// Of which types: date, country, organization.
        types: [bool; 3],
    },
}

/// A pattern beside a match.
#[derive(Clone, Debug)]
pub struct Guard {
    /// The pattern as written.
    pub source: String,
    pub(super) machine: LazyMachine,
    /// Symbols with which it can begin; found out when they are first asked for,
    /// because most rules never come near a match.
    pub(super) first: OnceLock<SymbolSet>,
    /// Symbols with which it can end, likewise.
    pub(super) last: OnceLock<SymbolSet>,
    /// How many symbols there may be.
    pub(super) symbols: usize,
    /// Fewest and most units of its matches.
    pub lengths: (usize, usize),
}

impl Guard {
    /// Symbols with which it can begin.
    pub fn first(&self) -> &SymbolSet {
        self.first
            .get_or_init(|| self.machine.expression().first(self.symbols))
    }

    /// Symbols with which it can end.
    pub fn last(&self) -> &SymbolSet {
        self.last
            .get_or_init(|| self.machine.expression().last(self.symbols))
    }

    /// Whether it matches at the start of `units`; to their end, if it is about
    /// what stands before a match.
    pub fn matches(&self, units: &[u8]) -> bool {
        let begins = units
            .first_chunk()
            .is_some_and(|&symbol| self.first().contains(symbol_of(symbol)));
        // Of one unit that is all there is to ask.
        begins
            && match self.lengths {
                (1, 1) => units.len() == UNIT || !self.machine.is_to_the_end(),
                _ => self.machine.get().matches(units),
            }
    }

    /// Units of its match at the start of `units`.
    pub fn reach(&self, units: &[u8]) -> Option<usize> {
        self.machine.get().reach(units)
    }
}

/// An example of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The text.
    pub text: String,
    /// The mention that must (or must not) be found; none means any.
    pub mention: Option<String>,
    /// The value it must have.
    pub value: Option<String>,
    /// The document's date.
    pub date: Option<String>,
    /// Whether the rule must not find it.
    pub counter: bool,
    /// Line of the text in the rule's file.
    pub line: usize,
    /// Column of the text in that line, in characters from 1.
    pub column: usize,
    /// Variants under which it need not hold.
    pub opt_outs: Vec<OptOut>,
}

/// A compiled rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Stable id.
    pub id: String,
    /// File it stands in.
    pub file: String,
    /// Line of its id.
    pub line: usize,
    /// What it is for, in a sentence.
    pub about: String,
    /// The pattern as written.
    pub pattern: String,
    /// The value as written.
    pub value: String,
    /// When it runs.
    pub phase: Phase,
    /// Wins among matches of equal length.
    pub priority: i32,
    /// No white space inside a match.
    pub tight: bool,
    /// No line end inside a match.
    pub line_bound: bool,
    /// What it yields.
    pub output: Output,
    /// Distinct capture names; a capture's number indexes them.
    pub captures: Vec<String>,
    /// For each group of the machine, from group 1: the number of its name.
    pub groups: Vec<usize>,
    /// For each capture name: the classes its atoms name.
    pub capture_classes: Vec<Vec<ClassId>>,
    /// Number of the capture `mention`, if there is one.
    pub mention: Option<usize>,
    /// Number of the capture `era`, if there is one.
    pub era: Option<usize>,
    /// Number of the capture `approx`, if there is one.
    pub approx: Option<usize>,
    /// Number of the capture `doubt`, if there is one.
    pub doubt: Option<usize>,
    /// Whether its years are Hijri where no era is captured.
    pub hijri: bool,
    /// Must match just before.
    pub before: Option<Guard>,
    /// Must match just after.
    pub after: Option<Guard>,
    /// Must not match just before.
    pub not_before: Option<Guard>,
    /// Must not match just after.
    pub not_after: Option<Guard>,
    /// Must match elsewhere in the sentence.
    pub sentence: Option<Guard>,
    /// Must not match elsewhere in the sentence.
    pub not_sentence: Option<Guard>,
    /// Conditions on captured numbers.
    pub conditions: Vec<Condition>,
    /// Regular expressions for the original spelling of captures.
    pub spelling: Vec<(usize, Spelling)>,
    /// Examples and counter-examples.
    pub examples: Vec<Example>,
    /// Variants under which the examples need not hold.
    pub opt_outs: Vec<OptOut>,
    pub(super) machine: LazyMachine,
    pub(super) layout: OnceLock<Option<Layout>>,
}

impl Rule {
    /// The pattern, every class resolved.
    pub(crate) fn expression(&self) -> &Expression {
        self.machine.expression()
    }

    /// The machine with captures; built when the rule first comes near a match.
    pub fn machine(&self) -> &Machine {
        self.machine.get()
    }

    /// About how many bytes the automaton of its pattern takes.
    pub fn size(&self) -> usize {
        self.machine.expression().size()
    }

    /// The word for what the rule finds.
    pub fn kind_of_output(&self) -> &'static str {
        match self.output {
            Output::Date { .. } => "date",
            Output::Country(_) => "country",
            Output::Organization { .. } => "organization",
            Output::Nothing { .. } => "none",
        }
    }
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
    pub(super) rules: Vec<Rule>,
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
        match builtin::read(&STORE.0, examples) {
            Some((hash, files, lexicon)) => {
                compiler::finish(&files, &builtin_rules(), lexicon, examples)
                    .map(|pack| pack.named(hash))
            }
            None => Self::compile(&builtin_rules(), &builtin_lexicon()),
        }
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

    fn named(mut self, hash: String) -> Self {
        self.hash = hash;
        self.serial = NEXT_SERIAL.fetch_add(1, Ordering::Relaxed);
        self
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
        Ok(compiler::compile(rules, lexicon, gazetteer)?.named(hash))
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
            let held = std::mem::replace(&mut self.rules[index.0 as usize], rule);
            exchanged.rules.push((index, held));
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
            self.rules[index.0 as usize] = rule;
        }
    }

    /// The compiled lexicon.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// All rules, in the order of files and of tables in them.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// A rule.
    pub fn rule(&self, index: RuleIndex) -> &Rule {
        &self.rules[index.0 as usize]
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
    RULE_FILES.map(PackFile::from).into()
}

/// The built-in lexicon files.
pub fn builtin_lexicon() -> Vec<PackFile> {
    LEXICON_FILES.map(PackFile::from).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_pack_is_the_compiled_one() {
        let (rules, lexicon) = (builtin_rules(), builtin_lexicon());
        let compiled =
            RulePack::compile(&rules, &lexicon).unwrap_or_else(|error| panic!("{error}"));
        let (hash, _, stored) = builtin::read(&STORE.0, Examples::With).unwrap();
        assert_eq!(hash, compiled.hash);
        assert!(
            stored == *compiled.lexicon,
            "{stored:?} {:?}",
            compiled.lexicon
        );
        for key in 0..stored.key_count() as u32 {
            assert_eq!(stored.reading_of(key), compiled.lexicon.reading_of(key));
        }
        assert!(builtin::write(&rules, &lexicon).unwrap() == STORE.0);
    }
}
