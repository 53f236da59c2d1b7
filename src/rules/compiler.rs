//! From rule files to compiled rules, every fault reported at its place.
//!
//! The build script does this for the built-in pack and the program for any
//! other; neither may do anything that the other does not.

use crate::diagnostic::PackError;
use crate::lexicon::{Gazetteer, Lexicon, PackFile};

use super::alphabet::Alphabet;
use super::automaton::SymbolSet;
use super::builtin::Examples;
use super::parsed::{self, Parsed};
use super::phase::{Phase, Rules};
use super::rule::Rule;
use super::rule_compiler::RuleCompiler;

/// The parts of a pack.
#[derive(Debug)]
pub struct Compiled {
    /// The lexicon.
    pub lexicon: Lexicon,
    /// All rules, in the order of files and of tables in them.
    pub rules: Vec<Rule>,
    /// The rules of each phase.
    pub phases: [Rules; 2],
}

/// Compiles the files of a pack.
///
/// # Errors
/// All faults found, each with file and line.
pub fn compile(
    rule_files: &[PackFile],
    lexicon_files: &[PackFile],
    gazetteer: Gazetteer,
) -> Result<Compiled, PackError> {
    let (files, faults) = parsed::read_all(rule_files);
    let parsed = parsed::parse_all(&files, rule_files, faults)?;
    let lexicon = Lexicon::compile(lexicon_files, &parsed::literals(&parsed), gazetteer)?;
    let (rules, [first, second]) = compile_rules(&parsed, &lexicon)?;
    let phases = [
        Rules::of(Phase::First, &rules, first),
        Rules::of(Phase::Second, &rules, second),
    ];
    Ok(Compiled {
        lexicon,
        rules,
        phases,
    })
}

/// The rules, and for each phase the symbols with which any of them can begin.
fn compile_rules(
    parsed: &[Parsed<'_>],
    lexicon: &Lexicon,
) -> Result<(Vec<Rule>, [SymbolSet; 2]), PackError> {
    let alphabet = Alphabet::new(lexicon.symbols());
    let (mut rules, mut faults) = (Vec::with_capacity(parsed.len()), Vec::new());
    let mut firsts = [0, 1].map(|_| SymbolSet::empty(alphabet.symbols()));
    for parsed in parsed {
        match (RuleCompiler {
            parsed,
            alphabet: &alphabet,
            examples: Examples::With,
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
    if faults.is_empty() {
        Ok((rules, firsts))
    } else {
        Err(PackError {
            diagnostics: faults,
        })
    }
}
