//! Lists the files of the built-in pack, so that adding a rule or lexicon file
//! touches no Rust, and compiles them, so that the program need not.
//!
//! The crate's own modules do that, as far as they need nothing of the stages
//! behind the lexicon. A fault in the pack is no fault of the build: the program
//! is built without the compiled part and tells the fault when it starts.

#![allow(dead_code, unused_imports, missing_docs)]

#[path = "src/diagnostic.rs"]
mod diagnostic;
#[path = "src/lexicon/mod.rs"]
mod lexicon;
#[path = "src/text/mod.rs"]
mod text;

#[path = "src/calendar"]
mod calendar {
    #[path = "position.rs"]
    mod position;
    pub mod search {
        pub use super::position::Position;
    }
}

#[path = "src/extract"]
mod extract {
    #[path = "kinds.rs"]
    mod kinds;
    pub use kinds::{Certainty, CountryKind, OrganizationKind};
}

#[path = "src/rules"]
mod rules {
    #[path = "alphabet.rs"]
    mod alphabet;
    #[path = "atoms.rs"]
    mod atoms;
    #[path = "automaton.rs"]
    mod automaton;
    #[path = "builtin.rs"]
    pub mod builtin;
    #[path = "compiler.rs"]
    mod compiler;
    #[path = "expression.rs"]
    mod expression;
    #[path = "file.rs"]
    mod file;
    #[path = "layout.rs"]
    mod layout;
    #[path = "parsed.rs"]
    mod parsed;
    #[path = "pattern.rs"]
    mod pattern;
    #[path = "phase.rs"]
    mod phase;
    #[path = "program.rs"]
    mod program;
    #[path = "rule.rs"]
    mod rule;
    #[path = "rule_compiler.rs"]
    mod rule_compiler;
    #[path = "stored.rs"]
    mod stored;
    #[path = "syntax.rs"]
    mod syntax;
    #[path = "value/mod.rs"]
    mod value;
    #[path = "variants.rs"]
    mod variants;

    /// Expressions on spelling are only handed on here; the program's own tests
    /// compile them.
    mod spelling {
        #[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
        pub struct Spelling {
            source: String,
        }

        impl Spelling {
            pub fn new(source: &str) -> Result<Self, String> {
                let source = source.to_owned();
                Ok(Self { source })
            }
        }
    }
}

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

use lexicon::PackFile;

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let root = Path::new(&root);
    let out = Path::new(&out);
    for code in [
        "build.rs",
        "src/calendar/position.rs",
        "src/diagnostic.rs",
        "src/extract/kinds.rs",
        "src/lexicon",
        "src/rules",
        "src/text",
    ] {
        println!("cargo::rerun-if-changed={code}");
    }
    let rules = files(root, "rules", "toml")?;
    let lexicon = files(root, "lexicon", "csv")?;
    let store = out.join("builtin_pack.bin");
    fs::write(&store, compile(&rules, &lexicon))?;
    let mut code =
        included(out, "RULE_FILES", &rules)? + &included(out, "LEXICON_FILES", &lexicon)?;
    // Tests travel with the program, but a change of theirs is none of the pack.
    let cases = included(out, "CASE_FILES", &files(root, "cases", "toml")?)?;
    let words = included(out, "LEXICON_TEST_FILES", &files(root, "lexicon", "toml")?)?;
    fs::write(out.join("builtin_tests.rs"), cases + &words)?;
    let path = store.display().to_string();
    let _ = writeln!(
        code,
        "const STORE_BYTES: &[u8; {}] = include_bytes!({path:?});",
        fs::metadata(&store)?.len()
    );
    fs::write(out.join("builtin_pack.rs"), code)
}

/// A constant with the names and contents of files, packed.
fn included(out: &Path, constant: &str, files: &[PackFile]) -> io::Result<String> {
    let path = out.join(format!("{}.bin", constant.to_ascii_lowercase()));
    fs::write(&path, PackFile::pack_all(files))?;
    let path = path.display().to_string();
    Ok(format!(
        "const {constant}: &[u8] = include_bytes!({path:?});\n"
    ))
}

/// The compiled part of the pack; nothing if it has a fault, or if the program
/// is built for a machine of another byte order.
fn compile(rules: &[PackFile], lexicon: &[PackFile]) -> Vec<u8> {
    let order = if cfg!(target_endian = "big") {
        "big"
    } else {
        "little"
    };
    if env::var("CARGO_CFG_TARGET_ENDIAN").as_deref() != Ok(order) {
        return Vec::new();
    }
    rules::builtin::write(rules, lexicon).unwrap_or_else(|error| {
        for fault in error.diagnostics {
            println!(
                "cargo::warning={}:{}: {}",
                fault.file, fault.line, fault.message
            );
        }
        Vec::new()
    })
}

/// The files of a folder with an ending, sorted by name.
fn files(root: &Path, folder: &str, ending: &str) -> io::Result<Vec<PackFile>> {
    println!("cargo::rerun-if-changed={folder}");
    let mut names: Vec<String> = fs::read_dir(root.join(folder))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|file| {
            Path::new(file)
                .extension()
                .is_some_and(|found| found == ending)
        })
        .map(|file| format!("{folder}/{file}"))
        .collect();
    names.sort();
    let read =
        |name: String| fs::read_to_string(root.join(&name)).map(|text| PackFile { name, text });
    names.into_iter().map(read).collect()
}
