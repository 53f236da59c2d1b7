//! The patterns as they are asked here match where the engine's machines do.

use crate::extract::{Extractor, Scratch};
use crate::lexicon::Symbol;
use crate::rules::{PackSource, Recompiler, RulePack, WINDOW, bytes_of, pattern};
use crate::source::Document;

use super::progress::Program;

#[test]
fn says_what_each_machine_says_on_all_examples() {
    let pack = RulePack::builtin().unwrap();
    let source = PackSource::builtin().unwrap();
    let recompiler = Recompiler::new(&source, pack.lexicon());
    let programs: Vec<Program> = source
        .rule_tables()
        .zip(pack.rules())
        .map(|((file, table), rule)| {
            let definitions = recompiler.definitions(file);
            let node = pattern::parse(table.pattern.get_ref(), definitions).unwrap();
            Program::new(&node, rule.expression())
        })
        .collect();
    let extractor = Extractor::new(&pack);
    let mut scratch = Scratch::default();
    let mut groups = Vec::new();
    let mut matched = 0;
    for text in pack.rules().flat_map(|rule| &rule.examples) {
        let document = Document::of_text(&text.text, None);
        let seen = extractor.trace(&document, &mut scratch).unwrap();
        let symbols: Vec<Symbol> = seen.units.iter().map(|unit| unit.symbol).collect();
        // Each rule at one place of each text, another for each rule.
        for (number, (program, rule)) in programs.iter().zip(pack.rules()).enumerate() {
            let start = number % symbols.len().max(1);
            let window = &symbols[start..symbols.len().min(start + WINDOW)];
            let bytes: Vec<u8> = window.iter().copied().flat_map(bytes_of).collect();
            let machine = rule.machine().captures(&bytes, &mut groups);
            let length = groups.first().copied().flatten().map(|(_, end)| end);
            let matches = program.matches(window);
            matched += usize::from(machine);
            assert_eq!(machine, !matches.is_empty(), "{} in {}", rule.id, text.text);
            assert!(
                !machine || length.is_some_and(|length| matches.contains(&length)),
                "{} in {}: {length:?} is none of {matches:?}",
                rule.id,
                text.text
            );
        }
    }
    assert!(matched > 100, "{matched}");
}
