//! Compiled rules as the program carries them, and back.
//!
//! A rule is decoded when it is first asked for, its patterns with it: a short
//! text comes near a few rules only. Examples lie apart, because extraction never
//! reads them. What is read here must equal what compiling the files gives.

use std::sync::{Arc, OnceLock};

use crate::lexicon::{Reader, Values, Writer, pack, unpack};

use super::atoms::{AtomNumbers, Atoms};
use super::automaton::LazyMachine;
use super::builtin::Examples;
use super::expression::Expression;
use super::phase::{RuleIndex, Rules};
use super::rule::{Example, Rule};

/// A rule, then its pattern and those beside it in code.
type StoredRule = (Rule, [Option<Vec<u32>>; 7]);

/// The rules of the built-in pack.
#[derive(Clone, Debug)]
pub struct StoredRules {
    rules: Values,
    atoms: Arc<Atoms>,
    symbols: usize,
    wanted: Examples,
    packed: &'static [u8],
    examples: OnceLock<Vec<Vec<Example>>>,
}

impl StoredRules {
    fn rule(&self, at: usize) -> Option<Rule> {
        let (mut rule, codes): StoredRule = self.rules.get(at)?;
        let [own, guards @ ..] = codes;
        let expression = |code: Vec<u32>| Expression::decode(&mut code.into_iter(), &self.atoms);
        rule.machine = LazyMachine::new(expression(own?)?, false);
        for (index, (guard, code)) in rule.guards_mut().into_iter().zip(guards).enumerate() {
            if let (Some(guard), Some(code)) = (guard, code) {
                // What stands before a match ends where the match begins.
                let before = index == 0 || index == 2;
                guard.machine = LazyMachine::new(expression(code)?, before);
                guard.symbols = self.symbols;
            }
        }
        if self.wanted == Examples::With {
            let all = self
                .examples
                .get_or_init(|| unpack(self.packed).unwrap_or_default());
            rule.examples.clone_from(all.get(at)?);
        }
        Some(rule)
    }
}

/// The rules of a pack, in the order of files and of tables in them.
#[derive(Clone, Debug)]
pub struct RuleList {
    rules: Vec<OnceLock<Box<Rule>>>,
    stored: Option<StoredRules>,
}

impl From<Vec<Rule>> for RuleList {
    fn from(rules: Vec<Rule>) -> Self {
        Self {
            rules: rules
                .into_iter()
                .map(|rule| Box::new(rule).into())
                .collect(),
            stored: None,
        }
    }
}

impl RuleList {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// A rule.
    #[inline]
    pub fn get(&self, index: RuleIndex) -> &Rule {
        let at = index.0 as usize;
        self.rules[at].get_or_init(|| self.decode(at))
    }

    #[cold]
    fn decode(&self, at: usize) -> Box<Rule> {
        let stored = self.stored.as_ref().and_then(|stored| stored.rule(at));
        // The build script wrote it, with the same types.
        Box::new(stored.unwrap_or_else(|| unreachable!("the rule in the program cannot be read")))
    }

    /// Puts another rule in the place of one, which it returns.
    pub fn replace(&mut self, index: RuleIndex, rule: Rule) -> Rule {
        self.get(index);
        let held = std::mem::replace(&mut self.rules[index.0 as usize], Box::new(rule).into());
        held.into_inner()
            .map_or_else(|| unreachable!("it was asked for"), |rule| *rule)
    }
}

/// Adds rules and phases to a store.
pub fn store(rules: &[Rule], phases: &[Rules; 2], symbols: usize, writer: &mut Writer) {
    let (mut atoms, mut numbers) = (Atoms::default(), AtomNumbers::default());
    let stored: Vec<StoredRule> = rules
        .iter()
        .map(|rule| {
            let mut rule = rule.clone();
            let mut code = |machine: &LazyMachine| {
                let mut code = Vec::new();
                let mut number = |atom: &_| numbers.of(atom, &mut atoms);
                machine.expression().encode(&mut code, &mut number);
                code
            };
            let own = Some(code(&rule.machine));
            let guards = rule
                .guards_mut()
                .map(|guard| guard.as_ref().map(|guard| code(&guard.machine)));
            let mut codes = [const { None }; 7];
            for (place, code) in codes.iter_mut().zip(std::iter::once(own).chain(guards)) {
                *place = code;
            }
            (rule, codes)
        })
        .collect();
    Values::store(stored.iter(), writer);
    atoms.store(writer);
    writer.value(&symbols);
    let examples: Vec<&Vec<Example>> = rules.iter().map(|rule| &rule.examples).collect();
    writer.slice(&pack(&examples));
    for phase in phases {
        phase.store(writer);
    }
}

/// What [`store`] added to a store; `None` if it does not fit.
pub fn stored(reader: &mut Reader, wanted: Examples) -> Option<(RuleList, [Rules; 2])> {
    let rules = Values::stored(reader)?;
    let stored = StoredRules {
        rules,
        atoms: Arc::new(Atoms::stored(reader)?),
        symbols: reader.value()?,
        wanted,
        packed: reader.lying()?,
        examples: OnceLock::new(),
    };
    let phases = [Rules::stored(reader)?, Rules::stored(reader)?];
    let mut held = Vec::new();
    held.resize_with(rules.len(), OnceLock::new);
    let list = RuleList {
        rules: held,
        stored: Some(stored),
    };
    Some((list, phases))
}
