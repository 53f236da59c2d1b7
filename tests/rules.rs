//! Every test of the built-in pack, each under its own name: the examples of the
//! rules, those of the lexicon, and the cases.

#![allow(clippy::print_stderr, clippy::exit)] // a program of its own

use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use nasaq::extract::Scratch;
use nasaq::rules::RulePack;
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
            check(&pack, &test, &mut Scratch::default())
                .map_err(|failure| Failed::from(failure.to_string()))
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}
