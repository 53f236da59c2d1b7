//! Benchmarks of each stage and of the whole engine, on text made from `input/`.
//!
//! `cargo bench --bench stages`; `NASAQ_BENCH_FILE=some.txt cargo bench --bench stages`
//! times another text. The text stages are timed with every kernel that the processor
//! can run, beside the check of UTF-8; an item is a word between white space.

use std::{env, fs, path::Path};

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use nasaq::extract::{Extractor, Scratch};
use nasaq::rules::RulePack;
use nasaq::source::Document;
use nasaq::text::sentences::Splitter;
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

/// The bench text as the extractor would cut it, and how many words it has.
struct Segments {
    texts: Vec<String>,
    bytes: BytesCount,
    words: ItemsCount,
}

impl Segments {
    /// Bytes of a segment: it stays in the second-level cache, as in a run.
    const SIZE: usize = 64 << 10;

    fn new() -> Self {
        let text = text();
        let mut texts = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let mut end = Self::SIZE.min(rest.len());
            while !rest.is_char_boundary(end) {
                end -= 1;
            }
            texts.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        Self {
            bytes: BytesCount::of_str(&text),
            words: ItemsCount::new(text.split_whitespace().count()),
            texts,
        }
    }

    fn folded(&self, kernel: Kernel) -> Vec<Folded> {
        let of = |text: &String| {
            let mut folded = Folded::default();
            fold(text, kernel, &mut folded);
            folded
        };
        self.texts.iter().map(of).collect()
    }
}

/// What the text stages are held against: the cheapest look at every byte.
#[divan::bench]
fn validation(bencher: Bencher<'_, '_>) {
    let segments = Segments::new();
    bencher
        .counter(segments.bytes)
        .counter(segments.words)
        .bench_local(|| {
            let valid = |text: &&String| simdutf8::basic::from_utf8(text.as_bytes()).is_ok();
            segments.texts.iter().filter(valid).count()
        });
}

#[divan::bench(args = Kernel::all())]
fn folding(bencher: Bencher<'_, '_>, kernel: Kernel) {
    let segments = Segments::new();
    let mut folded = Folded::default();
    bencher
        .counter(segments.bytes)
        .counter(segments.words)
        .bench_local(|| {
            for text in &segments.texts {
                fold(text, kernel, &mut folded);
                divan::black_box(&folded);
            }
        });
}

#[divan::bench(args = Kernel::all())]
fn tokens(bencher: Bencher<'_, '_>, kernel: Kernel) {
    let segments = Segments::new();
    let folded = segments.folded(kernel);
    let (mut tokens, mut pauses) = (Vec::new(), Vec::new());
    bencher
        .counter(segments.bytes)
        .counter(segments.words)
        .bench_local(|| {
            for folded in &folded {
                tokenize(folded.codes(), kernel, &mut tokens, &mut pauses);
                divan::black_box((&tokens, &pauses));
            }
        });
}

#[divan::bench]
fn sentences(bencher: Bencher<'_, '_>) {
    let segments = Segments::new();
    let kernel = Kernel::detect();
    let cut = |folded: Folded| {
        let (mut tokens, mut pauses) = (Vec::new(), Vec::new());
        tokenize(folded.codes(), kernel, &mut tokens, &mut pauses);
        (folded, tokens, pauses)
    };
    let cut: Vec<_> = segments.folded(kernel).into_iter().map(cut).collect();
    let splitter = Splitter::default();
    let mut sentences = Vec::new();
    bencher
        .counter(segments.bytes)
        .counter(segments.words)
        .bench_local(|| {
            for (folded, tokens, pauses) in &cut {
                splitter.split(folded.codes(), tokens, pauses, false, &mut sentences);
                divan::black_box(&sentences);
            }
        });
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
