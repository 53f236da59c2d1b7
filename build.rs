//! Lists the files of the built-in pack, so that adding a rule or lexicon file
//! touches no Rust, and compiles its lexicon, so that the program need not.
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

mod rules {
    #[path = "../src/rules/builtin.rs"]
    pub mod builtin;
    #[path = "../src/rules/file.rs"]
    mod file;
    #[path = "../src/rules/parsed.rs"]
    mod parsed;
    #[path = "../src/rules/pattern.rs"]
    mod pattern;
    #[path = "../src/rules/syntax.rs"]
    mod syntax;
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
        "src/diagnostic.rs",
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
        included(root, "RULE_FILES", &rules) + &included(root, "LEXICON_FILES", &lexicon);
    // Tests travel with the program, but a change of theirs is none of the pack.
    let cases = included(root, "CASE_FILES", &files(root, "cases", "toml")?);
    let words = included(root, "LEXICON_TEST_FILES", &files(root, "lexicon", "toml")?);
    fs::write(out.join("builtin_tests.rs"), cases + &words)?;
    let path = store.display().to_string();
    let _ = writeln!(
        code,
        "const STORE_BYTES: &[u8; {}] = include_bytes!({path:?});",
        fs::metadata(&store)?.len()
    );
    fs::write(out.join("builtin_pack.rs"), code)
}

/// A constant with the names and contents of files.
fn included(root: &Path, constant: &str, files: &[PackFile]) -> String {
    let mut code = format!("const {constant}: [(&str, &str); {}] = [\n", files.len());
    for PackFile { name, .. } in files {
        let path = root.join(name).display().to_string();
        let _ = writeln!(code, "    ({name:?}, include_str!({path:?})),");
    }
    code + "];\n"
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
