//! Every test of the built-in pack, each under its own name: the examples of the
//! rules, those of the lexicon, and the cases; as they stand and under all variants.

#![allow(clippy::print_stderr, clippy::exit)] // a program of its own

use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use nasaq::extract::Scratch;
use nasaq::rules::RulePack;
use nasaq::workbench::variants::{Outcome, Variant, try_variants};
use nasaq::workbench::{Suite, check};

fn main() {
    let arguments = Arguments::from_args();
    let read = RulePack::builtin().and_then(|pack| Ok((Suite::builtin(&pack)?, Arc::new(pack))));
    let (suite, pack) = match read {
        Ok(read) => read,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    };
    let trials = suite.tests.into_iter().map(|test| {
        let pack = Arc::clone(&pack);
        Trial::test(test.name.clone(), move || {
            let mut scratch = Scratch::default();
            check(&pack, &test, &mut scratch)
                .map_err(|failure| Failed::from(failure.to_string()))?;
            let trials = try_variants(&pack, &test, &Variant::ALL, &mut scratch);
            let broken = trials.into_iter().filter_map(|trial| match trial.outcome {
                Outcome::Broken(failure) => Some(failure.to_string()),
                Outcome::Held | Outcome::OptedOut(_) => None,
            });
            let told: Vec<String> = broken.collect();
            match told.is_empty() {
                true => Ok(()),
                false => Err(Failed::from(told.join("\n"))),
            }
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}
