//! What the number of rules costs: the same text with the rules of the pack, and
//! with three more for each of them.
//!
//! `cargo bench --bench rule_count [FILE]`. Both packs are made here and timed in
//! turn, round after round; told are medians. The rules added have the shapes that
//! rules have. A third begin with a class of which every text is full and go on to a
//! word that stands nowhere, the others begin with such a word: what is timed is
//! having rules and not what is done with what they find.

// What a bench measures, it prints.
#![allow(clippy::print_stdout)]

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;
use std::{env, fs};

use nasaq::extract::{Extractor, Scratch};
use nasaq::lexicon::PackFile;
use nasaq::rules::RulePack;
use nasaq::source::Document;

/// Rounds; odd, so that a median is one of them.
const ROUNDS: usize = 15;

/// Bytes of the text, at most.
const SIZE: usize = 8 << 20;

/// Rules that are added for each of the pack.
const MORE: usize = 3;

/// Triggers of the rules added; each begins as many.
const TRIGGERS: usize = 40;

fn main() {
    let text = text();
    let (few, many) = (pack(0), pack(MORE));
    let times = medians(&text, &[&few, &many]);
    println!("rules     MB/s   times the time of the pack's own");
    for (pack, time) in [(&few, times[0]), (&many, times[1])] {
        println!(
            "{:>5} {:>8.1}   {:.2}",
            pack.rules().len(),
            text.len() as f64 / time / 1e6,
            time / times[0]
        );
    }
}

/// The named file, or the documents of `input/`.
fn text() -> String {
    let mut text = match env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'))
    {
        Some(file) => fs::read_to_string(file).expect("the benchmark's text"),
        None => {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
            let mut files: Vec<_> = fs::read_dir(folder)
                .expect("input/")
                .flatten()
                .map(|entry| entry.path())
                .filter(|file| file.extension().is_some_and(|ending| ending == "txt"))
                .collect();
            files.sort();
            let texts: Vec<String> = files.iter().flat_map(fs::read_to_string).collect();
            texts.join("\n\n")
        }
    };
    let mut end = text.len().min(SIZE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

/// The pack with so many more rules for each of its own.
fn pack(more: usize) -> RulePack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |folder: &str, ending| {
        PackFile::read_folder(&root.join(folder), folder, ending).expect("the pack's files")
    };
    let mut rules = read("rules", "toml");
    let own = RulePack::compile(&rules, &read("lexicon", "csv"))
        .unwrap_or_else(|error| panic!("{error}"));
    let mut added = String::new();
    for number in 0..own.rules().len() * more {
        let _ = write!(
            added,
            "[[rule]]\nid = \"none.synthetic-{number}\"\ntype = \"none\"\n\
             pattern = \"{}\"\nabout = \"Synthetic.\"\nexamples = [ {{ text = \"س\" }} ]\n\
             counterexamples = [ \"س\" ]\n\n",
            pattern(number)
        );
    }
    if more > 0 {
        rules.push(PackFile {
            name: "rules/synthetic.toml".to_owned(),
            text: added,
        });
    }
    RulePack::compile(&rules, &read("lexicon", "csv")).unwrap_or_else(|error| panic!("{error}"))
}

/// A trigger of its own, then classes, words, options and repeats; every third
/// begins with a class of the pack.
fn pattern(number: usize) -> String {
    const CLASSES: [&str; 8] = [
        "DEF", "PLAIN", "MONTH", "COUNTRY", "NISBA", "DAY", "YEAR4", "ORGHEAD",
    ];
    const HEADS: [&str; 3] = ["ORGHEAD", "MONTH", "COUNTRY"];
    let class = |step: usize| CLASSES[number / TRIGGERS / step % CLASSES.len()];
    let trigger = format!("ضظغذ{}", letters(number % TRIGGERS));
    let word = format!("ظضذغ{}", letters(number));
    if number.is_multiple_of(3) {
        let head = HEADS[number / 3 % HEADS.len()];
        return format!("{head} {}? {word} [{} NUM]+", class(1), class(8));
    }
    format!(
        "{trigger} {} ({word}|{} من)? {}{{1,3}}",
        class(1),
        class(8),
        class(64)
    )
}

/// A number in letters.
fn letters(number: usize) -> String {
    const DIGITS: [char; 10] = ['ب', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ر', 'ز', 'س'];
    let digits = number.to_string();
    digits
        .bytes()
        .map(|digit| DIGITS[usize::from(digit - b'0')])
        .collect()
}

/// The median of the seconds that each pack takes.
fn medians(text: &str, packs: &[&RulePack]) -> Vec<f64> {
    let document = Document {
        id: "bench".to_owned(),
        source: "bench".to_owned(),
        text: text.to_owned(),
        sha256: String::new(),
        encoding: "utf-8",
        reference_date: None,
    };
    let mut scratches: Vec<Scratch> = packs.iter().map(|_| Scratch::default()).collect();
    let mut times = vec![Vec::new(); packs.len()];
    for round in 0..=ROUNDS {
        for (at, pack) in packs.iter().enumerate() {
            let started = Instant::now();
            Extractor::new(pack)
                .extract(&document, &mut scratches[at])
                .expect("a text that is not too large");
            // The first round builds the machines.
            if round > 0 {
                times[at].push(started.elapsed().as_secs_f64());
            }
        }
    }
    times
        .iter_mut()
        .map(|times| {
            times.sort_by(f64::total_cmp);
            times[ROUNDS / 2]
        })
        .collect()
}
