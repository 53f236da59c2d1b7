//! Every example and counter-example of every built-in rule, each a test of its
//! own name: `rule-id::example-1`, `rule-id::counterexample-1`.

#![allow(clippy::print_stderr, clippy::exit)] // a program of its own

use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use nasaq::extract::Scratch;
use nasaq::rules::{RuleIndex, RulePack};
use nasaq::workbench::check;

fn main() {
    let arguments = Arguments::from_args();
    let pack = match RulePack::builtin() {
        Ok(pack) => Arc::new(pack),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    };
    let trials = (0..pack.rules().len())
        .flat_map(|index| trials(&pack, RuleIndex(index as u32)))
        .collect();
    libtest_mimic::run(&arguments, trials).exit();
}

fn trials(pack: &Arc<RulePack>, rule: RuleIndex) -> Vec<Trial> {
    let mut counts = [0, 0];
    let mut trials = Vec::new();
    for (index, example) in pack.rule(rule).examples.iter().enumerate() {
        let count = &mut counts[usize::from(example.counter)];
        *count += 1;
        let kind = if example.counter {
            "counterexample"
        } else {
            "example"
        };
        let name = format!("{}::{kind}-{count}", pack.rule_id(rule));
        let pack = Arc::clone(pack);
        trials.push(Trial::test(name, move || {
            let example = &pack.rule(rule).examples[index];
            check(&pack, rule, example, &mut Scratch::default())
                .map_err(|failure| Failed::from(failure.to_string()))
        }));
    }
    trials
}
