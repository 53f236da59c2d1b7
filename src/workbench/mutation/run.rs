//! Mutants tried on a suite.
//!
//! Only the changed rules are compiled; the lexicon and the automata of the rest
//! are the pack's own. A test can tell a mutant from the pack only if a changed
//! rule can begin somewhere in its text, before or after the change; the tests of
//! the rule itself come first.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::diagnostic::Diagnostic;
use crate::extract::{Extractor, Scratch};
use crate::lexicon::{DATE_CLASSES, Lexicon};
use crate::rules::{PackSource, Recompiler, Rule, RuleIndex, RulePack, RuleTable, SymbolSet, same};
use crate::workbench::suite::{Suite, Test, check};

use super::{Change, Mutant, Outcome};

/// Mutants that one thread takes at a time: its copy of the rules costs more than
/// a mutant.
const STRIDE: usize = 16;

/// What mutants are tried on.
#[derive(Clone, Copy, Debug)]
pub struct Trial<'p> {
    /// The source of the pack.
    pub source: &'p PackSource,
    /// The pack.
    pub pack: &'p RulePack,
    /// Its tests.
    pub suite: &'p Suite,
}

/// A test that holds for the pack, with the symbols in its text.
struct Held<'p> {
    test: &'p Test,
    symbols: SymbolSet,
}

/// Tries mutants on the threads of rayon's pool. The answers do not depend on
/// their number, unless `go_on` ends the trial early: it is asked before each
/// mutant, and `None` is the answer for those behind. `told` is called with each
/// answer, on any thread, in no order.
pub fn try_all(
    trial: Trial<'_>,
    mutants: &[&Mutant],
    go_on: &(dyn Fn() -> bool + Sync),
    told: &(dyn Fn(&Mutant, &Outcome) + Sync),
) -> Vec<Option<Outcome>> {
    let held = trial.held();
    let firsts = trial.firsts();
    let tables: Vec<(usize, &RuleTable)> = trial.source.rule_tables().collect();
    let worker = || Worker {
        trial,
        tables: &tables,
        held: &held,
        firsts: &firsts,
        compiler: Recompiler::new(trial.source, trial.pack.lexicon()),
        pack: trial.pack.sharing(),
        scratch: Scratch::default(),
    };
    mutants
        .par_iter()
        .with_min_len(STRIDE)
        .map_init(worker, |worker, mutant| {
            if !go_on() {
                return None;
            }
            let outcome = worker.judge(mutant);
            told(mutant, &outcome);
            Some(outcome)
        })
        .collect()
}

impl<'p> Trial<'p> {
    /// The tests that hold.
    fn held(&self) -> Vec<Held<'p>> {
        let Self { pack, suite, .. } = *self;
        let extractor = Extractor::new(pack);
        let each = suite.tests.par_iter().with_min_len(2 * STRIDE);
        let held = each.map_init(Scratch::default, |scratch, test| {
            check(pack, test, scratch).ok()?;
            let mut symbols = items(pack.lexicon());
            for symbol in extractor.symbols(&test.text, scratch) {
                symbols.insert(symbol);
            }
            Some(Held { test, symbols })
        });
        held.flatten_iter().collect()
    }

    /// With what each rule can begin.
    fn firsts(&self) -> Vec<SymbolSet> {
        let compiler = Recompiler::new(self.source, self.pack.lexicon());
        let any = || SymbolSet::empty(self.pack.lexicon().symbols().len());
        let first = |(file, table): (usize, &RuleTable)| {
            let compiled = compiler.rule(file, table, compiler.definitions(file));
            compiled.map_or_else(|_| any(), |(_, first)| first)
        };
        self.source.rule_tables().map(first).collect()
    }
}

/// The symbols of phase 2, which any text may come to have.
fn items(lexicon: &Lexicon) -> SymbolSet {
    let mut symbols = SymbolSet::empty(lexicon.symbols().len());
    symbols.insert(lexicon.organization_symbol());
    for class in 0..DATE_CLASSES.len() {
        symbols.insert(lexicon.date_symbol(class));
    }
    symbols
}

/// A changed rule with the symbols with which it can begin.
type Changed = (RuleIndex, Rule, SymbolSet);

struct Worker<'p, 's> {
    trial: Trial<'p>,
    tables: &'s [(usize, &'p RuleTable)],
    held: &'s [Held<'p>],
    firsts: &'s [SymbolSet],
    compiler: Recompiler<'p>,
    pack: RulePack,
    scratch: Scratch,
}

impl Worker<'_, '_> {
    fn judge(&mut self, mutant: &Mutant) -> Outcome {
        let mut changed = match self.compile(mutant) {
            Ok(changed) => changed,
            Err(fault) => {
                let why = fault.message;
                return Outcome::Stillborn { why };
            }
        };
        if !matches!(mutant.change, Change::Delete) {
            let pack = self.trial.pack;
            changed.retain(|(index, rule, _)| !same(pack.rule(*index), rule));
        }
        if changed.is_empty() {
            return Outcome::Equivalent;
        }
        let mut symbols = SymbolSet::empty(self.pack.lexicon().symbols().len());
        let mut rules = Vec::with_capacity(changed.len());
        for (index, _, first) in &changed {
            symbols.extend(&self.firsts[index.0 as usize]);
            symbols.extend(first);
            rules.push(*index);
        }
        let exchanged = self.pack.exchange(changed);
        let killer = self.killer(&rules, &symbols);
        self.pack.restore(exchanged);
        match killer {
            Some(by) => Outcome::Killed { by },
            None => Outcome::Survived,
        }
    }

    /// The changed rules.
    fn compile(&self, mutant: &Mutant) -> Result<Vec<Changed>, Diagnostic> {
        let rule = |index: RuleIndex| self.tables[index.0 as usize];
        match &mutant.change {
            Change::Delete => {
                let nothing = SymbolSet::empty(self.pack.lexicon().symbols().len());
                let deleted = |&index| (index, self.pack.rule(index).clone(), nothing.clone());
                Ok(mutant.rules.iter().map(deleted).collect())
            }
            Change::Rule(edit) => {
                let compiled = mutant.rules.iter().map(|&index| {
                    let (file, table) = rule(index);
                    let definitions = self.compiler.definitions(file);
                    let (rule, first) =
                        self.compiler.rule(file, &edit.apply(table), definitions)?;
                    Ok((index, rule, first))
                });
                compiled.collect()
            }
            Change::Definition(at, pattern) => {
                let definitions = self.compiler.redefined(*at, pattern)?;
                let compiled = mutant.rules.iter().map(|&index| {
                    let (file, table) = rule(index);
                    let (rule, first) = self.compiler.rule(file, table, &definitions[file])?;
                    Ok((index, rule, first))
                });
                compiled.collect()
            }
        }
    }

    /// The first test that fails for the pack as it is now: tests of the changed
    /// rules first, then all others in whose text one of them can begin.
    fn killer(&mut self, rules: &[RuleIndex], symbols: &SymbolSet) -> Option<String> {
        let Self {
            held,
            pack,
            scratch,
            ..
        } = self;
        let own = |held: &&Held<'_>| held.test.rule().is_some_and(|rule| rules.contains(&rule));
        let others = held.iter().filter(|held| !own(held));
        let touched = others.filter(|held| held.symbols.meets(symbols));
        held.iter()
            .filter(own)
            .chain(touched)
            .find(|held| fails(pack, held.test, scratch))
            .map(|held| held.test.name.clone())
    }
}

/// Whether a test fails. A mutant that makes the engine panic is noticed, too.
fn fails(pack: &RulePack, test: &Test, scratch: &mut Scratch) -> bool {
    let mut own = std::mem::take(scratch);
    let checked = catch_unwind(AssertUnwindSafe(|| {
        let failed = check(pack, test, &mut own).is_err();
        (failed, own)
    }));
    match checked {
        Ok((failed, own)) => {
            *scratch = own;
            failed
        }
        Err(_) => true,
    }
}
