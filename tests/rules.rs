//! Every test of the built-in pack, each under its own name: the examples of the
//! rules, those of the lexicon, and the cases, as they stand and under all variants;
//! then the recordings (`recorded/`), as they stand.

#![allow(clippy::print_stderr, clippy::exit)] // a program of its own

use std::path::Path;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use nasaq::extract::Scratch;
use nasaq::lexicon::PackFile;
use nasaq::rules::{PackError, RulePack};
use nasaq::workbench::variants::{Outcome, Variant, try_variants};
use nasaq::workbench::{Suite, Test, check};

fn main() {
    let arguments = Arguments::from_args();
    let (pack, suite, recorded) = match read() {
        Ok(read) => read,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    };
    let promised = suite.tests.into_iter().map(|test| trial(&pack, test, true));
    let recorded = recorded
        .tests
        .into_iter()
        .map(|test| trial(&pack, test, false));
    libtest_mimic::run(&arguments, promised.chain(recorded).collect()).exit();
}

/// The pack, its suite, and the recordings.
fn read() -> Result<(Arc<RulePack>, Suite, Suite), PackError> {
    let pack = RulePack::builtin()?;
    let suite = Suite::builtin(&pack)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded");
    let mut recorded = Suite::default();
    for file in PackFile::read_folder(&folder, "recorded", "toml")? {
        recorded.add_cases(&file)?;
    }
    Ok((Arc::new(pack), suite, recorded))
}

fn trial(pack: &Arc<RulePack>, test: Test, varied: bool) -> Trial {
    let pack = Arc::clone(pack);
    Trial::test(test.name.clone(), move || {
        let mut scratch = Scratch::default();
        check(&pack, &test, &mut scratch).map_err(|failure| Failed::from(failure.to_string()))?;
        let variants = if varied { &Variant::ALL[..] } else { &[] };
        let trials = try_variants(&pack, &test, variants, &mut scratch);
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
}
