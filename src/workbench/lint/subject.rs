//! What the lint looks at: every rule and definition with its tables, its trees
//! and its language.

use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::PackError;
use crate::lexicon::PackFile;
use crate::rules::alphabet::Alphabet;
use crate::rules::file::{self, DefineTable, RuleTable, Spot};
use crate::rules::parsed::{guard_sources, is_shared};
use crate::rules::pattern::{self, Definitions, Node};
use crate::rules::{PackSource, Phase, Rule, RulePack, SymbolSet};

use super::finding::{Code, Finding, Related};
use super::language::Language;
use super::part::{Part, Reader, Universe, origin, shift};

/// A text that a pattern is written in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written<'a> {
    pub(super) source: &'a PackFile,
    pub(super) spot: &'a Spot<String>,
}

impl Written<'_> {
    /// The bytes of the file at a place of the pattern's own text; those of the
    /// whole pattern for a place in a definition.
    pub(super) fn bytes(&self, place: &Range<usize>) -> Range<usize> {
        match origin(place) {
            (0, own) => file::place(&self.source.text, self.spot, own),
            _ => self.spot.span(),
        }
    }

    /// What stands at a place of the pattern's own text.
    pub(super) fn slice(&self, place: &Range<usize>) -> &str {
        match origin(place) {
            (0, own) => self.spot.get_ref().get(own).unwrap_or_default(),
            _ => self.spot.get_ref(),
        }
    }

    /// A finding at a place of the pattern.
    pub(super) fn finding(
        &self,
        code: Code,
        place: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        Finding::at(code, self.source, self.bytes(place), message, help)
    }

    /// A finding about the whole pattern.
    pub(super) fn whole(
        &self,
        code: Code,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        Finding::at(code, self.source, self.spot.span(), message, help)
    }
}

/// A guard of a rule.
#[derive(Debug)]
pub(super) struct GuardRead<'a> {
    /// Index in [`crate::rules::parsed::GUARD_KEYS`].
    pub(super) which: usize,
    pub(super) written: Written<'a>,
    pub(super) part: Part,
    pub(super) language: Option<Language>,
}

/// A rule with all that is known about it.
#[derive(Debug)]
pub(super) struct RuleRead<'a> {
    pub(super) rule: &'a Rule,
    pub(super) table: &'a RuleTable,
    pub(super) written: Written<'a>,
    pub(super) part: Part,
    pub(super) language: Option<Language>,
    pub(super) guards: Vec<GuardRead<'a>>,
}

impl RuleRead<'_> {
    /// The place of the rule's id, to point at from elsewhere.
    pub(super) fn related(&self, message: impl Into<String>) -> Related {
        Related {
            file: self.rule.file.clone(),
            line: self.rule.line,
            message: message.into(),
        }
    }

    pub(super) fn guard(&self, which: usize) -> Option<&GuardRead<'_>> {
        self.guards.iter().find(|guard| guard.which == which)
    }

    /// The symbols that its first unit can have.
    pub(super) fn first(&self, symbols: usize) -> SymbolSet {
        match &self.language {
            Some(language) => language.first(symbols),
            None => SymbolSet::empty(symbols),
        }
    }
}

/// A definition.
#[derive(Debug)]
pub(super) struct DefinitionRead<'a> {
    pub(super) name: &'a str,
    pub(super) table: &'a DefineTable,
    pub(super) written: Written<'a>,
    /// The tree where a pattern begins with it.
    pub(super) part: Part,
    /// The tree where it stands behind something.
    pub(super) behind: Part,
    /// Index of its file among those read.
    pub(super) file: usize,
}

/// A pack, read for the lint.
pub(super) struct Subject<'a> {
    pub(super) source: &'a PackSource,
    pub(super) pack: &'a RulePack,
    pub(super) rules: Vec<RuleRead<'a>>,
    pub(super) definitions: Vec<DefinitionRead<'a>>,
    /// One more than the largest symbol.
    pub(super) symbols: usize,
    pub(super) reader: Reader<'a>,
    pub(super) universes: Universes,
}

/// The symbols that can arise, by who looks.
#[derive(Debug)]
pub(super) struct Universes {
    /// Patterns of each phase.
    pub(super) phases: [Universe; 2],
    /// Guards, which see the units of the text in both phases.
    pub(super) guards: Universe,
    /// Anything.
    pub(super) all: Universe,
}

impl Universes {
    fn new(pack: &RulePack) -> Self {
        let symbols = pack.lexicon().symbols().len();
        let arising = pack.lexicon().arising();
        let set = |lists: &[&[crate::lexicon::Symbol]]| {
            let mut set = SymbolSet::empty(symbols);
            for &symbol in lists.iter().flat_map(|list| list.iter()) {
                set.insert(symbol);
            }
            set
        };
        let units = set(&[&arising.units]);
        let named = set(&[&arising.units, &arising.names]);
        let joined = set(&[&arising.units, &arising.mentions]);
        let all = set(&[&arising.units, &arising.names, &arising.mentions]);
        let same = |set: &SymbolSet| Universe {
            head: set.clone(),
            rest: set.clone(),
        };
        Self {
            phases: [
                Universe {
                    head: named,
                    rest: units.clone(),
                },
                same(&joined),
            ],
            guards: same(&units),
            all: same(&all),
        }
    }
}

impl<'a> Subject<'a> {
    /// Reads the trees of a pack that was compiled from `source`.
    ///
    /// # Errors
    /// None for a source that the pack was compiled from.
    pub(super) fn new(
        source: &'a PackSource,
        pack: &'a RulePack,
        alphabet: &'a Alphabet<'a>,
    ) -> Result<Self, PackError> {
        let symbols = pack.lexicon().symbols().len();
        let mut subject = Self {
            source,
            pack,
            rules: Vec::with_capacity(pack.rules().len()),
            definitions: Vec::new(),
            symbols,
            reader: Reader::new(alphabet, symbols),
            universes: Universes::new(pack),
        };
        subject.fill()?;
        Ok(subject)
    }

    fn fill(&mut self) -> Result<(), PackError> {
        let mut shared = Definitions::new();
        let (rules, read) = (self.source.rules(), self.source.read());
        for (at, (index, file)) in read.iter().enumerate() {
            if is_shared(&rules[*index]) {
                self.define(at, &rules[*index], &file.define, &mut shared)?;
            }
        }
        let by_id: HashMap<&str, &'a Rule> = self
            .pack
            .rules()
            .map(|rule| (rule.id.as_str(), rule))
            .collect();
        for (at, (index, file)) in read.iter().enumerate() {
            let source = &rules[*index];
            let mut own = shared.clone();
            if !is_shared(source) {
                self.define(at, source, &file.define, &mut own)?;
            }
            for table in &file.rule {
                if let Some(rule) = by_id.get(table.id.get_ref().as_str()) {
                    self.rule(rule, table, source, &own)?;
                }
            }
        }
        Ok(())
    }

    fn define(
        &mut self,
        file: usize,
        source: &'a PackFile,
        tables: &'a [DefineTable],
        definitions: &mut Definitions,
    ) -> Result<(), PackError> {
        for table in tables {
            let written = Written {
                source,
                spot: &table.pattern,
            };
            let mut node = self.parse(written, definitions)?;
            let part = self.tree(written, &node, None)?;
            let behind = self
                .reader
                .tree_behind(&node, &self.universes.all)
                .map_err(|error| fault(written, &error))?;
            self.definitions.push(DefinitionRead {
                name: table.name.get_ref(),
                table,
                written,
                part,
                behind,
                file,
            });
            shift(&mut node, self.definitions.len());
            definitions.insert(table.name.get_ref().clone(), node);
        }
        Ok(())
    }

    fn rule(
        &mut self,
        rule: &'a Rule,
        table: &'a RuleTable,
        source: &'a PackFile,
        definitions: &Definitions,
    ) -> Result<(), PackError> {
        let written = Written {
            source,
            spot: &table.pattern,
        };
        let node = self.parse(written, definitions)?;
        let part = self.tree(written, &node, Some(rule.phase))?;
        let mut guards = Vec::new();
        for (which, spot) in guard_sources(table).into_iter().enumerate() {
            let Some(spot) = spot else { continue };
            let written = Written { source, spot };
            let node = self.parse(written, definitions)?;
            let part = self
                .reader
                .tree(&node, &self.universes.guards)
                .map_err(|error| fault(written, &error))?;
            guards.push(GuardRead {
                which,
                written,
                language: Language::of(&part),
                part,
            });
        }
        self.rules.push(RuleRead {
            rule,
            table,
            written,
            language: Language::of(&part),
            part,
            guards,
        });
        Ok(())
    }

    fn parse(&self, written: Written<'_>, definitions: &Definitions) -> Result<Node, PackError> {
        pattern::parse(written.spot.get_ref(), definitions).map_err(|error| fault(written, &error))
    }

    fn tree(
        &mut self,
        written: Written<'_>,
        node: &Node,
        phase: Option<Phase>,
    ) -> Result<Part, PackError> {
        let universe = match phase {
            Some(phase) => &self.universes.phases[phase as usize],
            None => &self.universes.all,
        };
        self.reader
            .tree(node, universe)
            .map_err(|error| fault(written, &error))
    }
}

fn fault(written: Written<'_>, error: &pattern::PatternError) -> PackError {
    crate::diagnostic::Diagnostic::at(
        error.code,
        &written.source.name,
        &written.source.text,
        written.spot.span().start,
        written.spot.span().len(),
        error.message.clone(),
        error.help.clone(),
    )
    .into()
}
