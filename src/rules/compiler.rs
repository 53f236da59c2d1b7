//! From rule files to a pack, every fault reported at its place.
//!
//! The built-in pack comes with its files read and its lexicon compiled; from
//! there on it goes the same way as any other.

mod rule;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, PackError};
use crate::lexicon::{Gazetteer, Lexicon, PackFile};

use super::alphabet::Alphabet;
use super::automaton::SymbolSet;
use super::builtin::Examples;
use super::pack::{Phase, Rule, RuleIndex, RulePack, Rules};
use super::parsed::{self, Parsed, ReadFile};
use super::program::Program;
pub use rule::RuleCompiler;

/// Compiles a pack; the hash is left empty.
pub fn compile(
    rule_files: &[PackFile],
    lexicon_files: &[PackFile],
    gazetteer: Gazetteer,
) -> Result<RulePack, PackError> {
    let (files, faults) = parsed::read_all(rule_files);
    let parsed = parsed::parse_all(&files, rule_files, faults)?;
    let lexicon = Lexicon::compile(lexicon_files, &parsed::literals(&parsed), gazetteer)?;
    assemble(&parsed, lexicon, Examples::With)
}

/// Compiles a pack of files that were read before and of a lexicon that was
/// compiled for them; the hash is left empty.
pub fn finish(
    files: &[ReadFile],
    rule_files: &[PackFile],
    lexicon: Lexicon,
    examples: Examples,
) -> Result<RulePack, PackError> {
    let parsed = parsed::parse_all(files, rule_files, Vec::new())?;
    assemble(&parsed, lexicon, examples)
}

fn assemble(
    parsed: &[Parsed<'_>],
    lexicon: Lexicon,
    examples: Examples,
) -> Result<RulePack, PackError> {
    let alphabet = Alphabet::new(lexicon.symbols());
    let (mut rules, mut faults) = (Vec::with_capacity(parsed.len()), Vec::new());
    let mut firsts = [0, 1].map(|_| SymbolSet::empty(alphabet.symbols()));
    for parsed in parsed {
        match (RuleCompiler {
            parsed,
            alphabet: &alphabet,
            examples,
        })
        .rule()
        {
            Ok((rule, first)) => {
                firsts[rule.phase as usize].extend(&first);
                rules.push(rule);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(PackError {
            diagnostics: faults,
        });
    }
    let of = |phase, first| {
        rules_of(phase, &rules, first).map_err(|message| too_large(parsed, &message))
    };
    let [first, second] = firsts;
    let phases = [of(Phase::First, first)?, of(Phase::Second, second)?];
    Ok(RulePack {
        lexicon: Arc::new(lexicon),
        rules,
        phases,
        hash: String::new(),
        serial: 0,
    })
}

fn too_large(parsed: &[Parsed<'_>], message: &str) -> PackError {
    let (file, text) = parsed.first().map_or(("rules", ""), |parsed| {
        (&parsed.source.name, &parsed.source.text)
    });
    Diagnostic::at(
        "R013",
        file,
        text,
        0,
        1,
        format!("the rules of one phase are too large together: {message}"),
        "shorten bounded repeats",
    )
    .into()
}

fn rules_of(phase: Phase, rules: &[Rule], first: SymbolSet) -> Result<Rules, String> {
    let of_phase = || {
        rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.phase == phase)
    };
    Ok(Rules {
        indices: of_phase()
            .map(|(index, _)| RuleIndex(index as u32))
            .collect(),
        first,
        program: Arc::new(Program::new(
            of_phase().map(|(_, rule)| rule.machine.expression()),
            false,
        )),
        apart: Vec::new(),
    })
}
