//! Lists the files of the built-in pack, so that adding a rule or lexicon file
//! touches no Rust.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut code = String::new();
    for (folder, ending, name) in [
        ("rules", "toml", "RULE_FILES"),
        ("lexicon", "csv", "LEXICON_FILES"),
    ] {
        println!("cargo::rerun-if-changed={folder}");
        let mut files: Vec<String> = fs::read_dir(Path::new(&root).join(folder))?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|file| file.ends_with(&format!(".{ending}")))
            .collect();
        files.sort();
        let _ = writeln!(code, "const {name}: [(&str, &str); {}] = [", files.len());
        for file in files {
            let path = format!("{root}/{folder}/{file}");
            let _ = writeln!(code, "    ({:?}, include_str!({path:?})),", format!("{folder}/{file}"));
        }
        code.push_str("];\n");
    }
    fs::write(Path::new(&out).join("builtin_pack.rs"), code)
}
