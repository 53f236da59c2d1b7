//! What the size of the gazetteer costs: the same text with more and fewer names.
//!
//! `cargo bench --bench lexicon_size [FILE]`. All packs are made here and timed in
//! turn, round after round, so that a machine that slows down slows them all; told
//! are medians. Names are made of words of the text itself, which is the worst
//! there is: each of their words is looked up and leads somewhere.

// What a bench measures, it prints.
#![allow(clippy::print_stdout)]

use std::collections::{BTreeSet, HashSet};
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

/// The file of the organization gazetteer.
const NAMES: &str = "lexicon/organization_names.csv";

fn main() {
    let text = text();
    let full = RulePack::builtin().expect("the built-in pack");
    let tenth = pack(None);
    let times = medians(&text, &[&full, &tenth]);
    println!("gazetteer                names   MB/s   share of a tenth's throughput");
    for (name, pack, time) in [("a tenth", &tenth, times[1]), ("full", &full, times[0])] {
        println!(
            "{name:<12} {:>8} keys  {:>6.1}   {:.2}",
            pack.lexicon().key_count(),
            text.len() as f64 / time / 1e6,
            times[1] / time
        );
    }
    let sizes = [1_000, 10_000, 100_000];
    let packs = sizes.map(|size| pack(Some(synthetic(&text, size))));
    let times = medians(&text, &packs.each_ref());
    println!("synthetic names          MB/s   times the time of a tenth of them");
    for (at, size) in sizes.into_iter().enumerate() {
        let ratio = at.checked_sub(1).map(|before| times[at] / times[before]);
        println!(
            "{size:>12}          {:>8.1}   {}",
            text.len() as f64 / times[at] / 1e6,
            ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"))
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

/// Every tenth row.
fn thinned(names: &str) -> String {
    let rows = names.split_inclusive('\n').enumerate();
    rows.filter(|(row, _)| row % 10 == 0)
        .map(|(_, row)| row)
        .collect()
}

/// `count` names of two to four words of the text that never stand together in
/// it: they begin everywhere and end nowhere, so that what is timed is looking for
/// names and not what is done with those that are found.
fn synthetic(text: &str, count: usize) -> String {
    let is_arabic = |word: &&str| word.chars().all(|c| ('\u{621}'..='\u{64a}').contains(&c));
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| word.chars().count() > 2)
        .filter(is_arabic)
        .collect();
    let stands: HashSet<&[&str]> = (2..=4).flat_map(|length| words.windows(length)).collect();
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        words[(state >> 16) as usize % words.len()]
    };
    let mut forms = BTreeSet::new();
    while forms.len() < count {
        let name: Vec<&str> = (0..2 + forms.len() % 3).map(|_| next()).collect();
        if !stands.contains(&name[..]) {
            forms.insert(name.join(" "));
        }
    }
    let mut rows = String::from("id,class,form\n");
    for form in forms {
        let _ = writeln!(rows, "nato,ORG_NAME,{form}");
    }
    rows
}

/// The built-in pack with a tenth of its names of organizations, and these.
fn pack(names: Option<String>) -> RulePack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |folder: &str, ending| {
        PackFile::read_folder(&root.join(folder), folder, ending).expect("the pack's files")
    };
    let mut lexicon = read("lexicon", "csv");
    for file in lexicon.iter_mut().filter(|file| file.name == NAMES) {
        file.text = thinned(&file.text);
    }
    lexicon.extend(names.map(|text| PackFile {
        name: "lexicon/synthetic_names.csv".to_owned(),
        text,
    }));
    RulePack::compile(&read("rules", "toml"), &lexicon).unwrap_or_else(|error| panic!("{error}"))
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
