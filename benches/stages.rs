//! Benchmarks of each stage and of the whole engine, on text made from `input/`.
//!
//! `cargo bench`; `NASAQ_BENCH_FILE=some.txt cargo bench` times another text.

use std::{env, fs, path::Path};

use divan::Bencher;
use divan::counter::BytesCount;
use nasaq::extract::{Extractor, Scratch};
use nasaq::rules::RulePack;
use nasaq::source::Document;
use nasaq::text::{Folded, Kernel, fold, tokenize};

fn main() {
    divan::main();
}

/// Bytes of the benchmark text.
const SIZE: usize = 4 << 20;

/// Paragraphs of the input documents in an order that is shuffled but the same
/// every time: repeating one text would flatter the branch predictor.
fn text() -> String {
    if let Ok(file) = env::var("NASAQ_BENCH_FILE") {
        return fs::read_to_string(file).expect("the benchmark's text");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("input/")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let texts: Vec<String> = files
        .iter()
        .filter(|file| file.extension().is_some_and(|ending| ending == "txt"))
        .map(|file| fs::read_to_string(file).expect("a readable document"))
        .collect();
    let paragraphs: Vec<&str> = texts.iter().flat_map(|text| text.split("\n\n")).collect();
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut text = String::with_capacity(SIZE + 4096);
    while text.len() < SIZE {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text.push_str(paragraphs[state as usize % paragraphs.len()]);
        text.push_str("\n\n");
    }
    text
}

fn document(text: String) -> Document {
    Document {
        id: "bench".to_owned(),
        source: "bench".to_owned(),
        text,
        sha256: String::new(),
        encoding: "utf-8",
        reference_date: None,
    }
}

#[divan::bench]
fn folding(bencher: Bencher<'_, '_>) {
    let text = text();
    let mut folded = Folded::default();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| fold(&text, Kernel::SCALAR, &mut folded));
}

#[divan::bench]
fn tokens(bencher: Bencher<'_, '_>) {
    let text = text();
    let mut folded = Folded::default();
    fold(&text, Kernel::SCALAR, &mut folded);
    let mut tokens = Vec::new();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| tokenize(folded.codes(), Kernel::SCALAR, &mut tokens, &mut Vec::new()));
}

#[divan::bench]
fn extraction(bencher: Bencher<'_, '_>) {
    let pack = RulePack::builtin().expect("the built-in pack");
    let extractor = Extractor::new(&pack);
    let document = document(text());
    let mut scratch = Scratch::default();
    bencher
        .counter(BytesCount::of_str(&document.text))
        .bench_local(|| extractor.extract(&document, &mut scratch));
}

#[divan::bench]
fn start_up() -> RulePack {
    RulePack::builtin().expect("the built-in pack")
}
