//! Writing time and size of every format, on a million mentions.
//!
//! `cargo bench --bench formats` prints the table of `docs/datasets/README.md`;
//! `NASAQ_BENCH_FILE=some.txt` takes another text, `NASAQ_BENCH_MENTIONS` another
//! number of mentions, `NASAQ_BENCH_ROUNDS` another number of rounds.
//!
//! Time is processor time of the one thread that encodes and writes, so that
//! other programs on the machine count little; formats take turns, and each
//! figure is a median over the rounds of one run.

#![allow(clippy::print_stdout)]

#[path = "formats/text.rs"]
mod text;

use std::{env, fs};

use nasaq::extract::{Extraction, Extractor, Scratch};
use nasaq::record::{Formats, Manifest, Rows};
use nasaq::rules::RulePack;
use nasaq::sink::{DatasetWriter, Encoder};
use nasaq::source::Document;

/// A document and what was found in it.
type Extracted = (Document, Extraction);

fn main() {
    // `cargo bench -- --test` only asks whether it runs.
    let trial = env::args().any(|word| word == "--test");
    let number = |name: &str, usual: usize| {
        env::var(name).map_or(usual, |word| word.parse().expect("a number"))
    };
    let wanted = number(
        "NASAQ_BENCH_MENTIONS",
        if trial { 2_000 } else { 1_000_000 },
    );
    let rounds = number("NASAQ_BENCH_ROUNDS", if trial { 1 } else { 5 });
    let pack = RulePack::builtin().expect("the built-in pack");
    let extracted = extract(&pack, wanted);
    let count = |(_, found): &Extracted| mentions(found);
    let mentions: usize = extracted.iter().map(count).sum();
    let bytes: usize = extracted
        .iter()
        .map(|(document, _)| document.text.len())
        .sum();
    println!(
        "{mentions} mentions in {} documents, {:.1} MB of text; medians of {rounds} rounds\n",
        extracted.len(),
        bytes as f64 / 1e6
    );
    let rows: Vec<Rows<'_>> = extracted
        .iter()
        .map(|(document, found)| Rows::build(document, found, &pack).expect("sound rows"))
        .collect();
    let names: Vec<&str> = Formats::names().collect();
    let mut taken = vec![Vec::new(); names.len()];
    let mut sizes = vec![0; names.len()];
    for _ in 0..rounds {
        for (at, name) in names.iter().enumerate() {
            let (seconds, size) = write(name, &rows);
            taken[at].push(seconds);
            sizes[at] = size;
        }
    }
    let medians: Vec<f64> = taken.into_iter().map(median).collect();
    println!(
        "| format | time (s) | times CSV's time | size (MB) | times CSV's size |\n|---|---|---|---|---|"
    );
    for ((name, seconds), size) in names.iter().zip(&medians).zip(&sizes) {
        println!(
            "| `{name}` | {seconds:.2} | {:.2} | {:.1} | {:.3} |",
            seconds / medians[0],
            *size as f64 / 1e6,
            *size as f64 / sizes[0] as f64,
        );
    }
}

fn mentions(found: &Extraction) -> usize {
    found.dates.len() + found.countries.len() + found.organizations.len()
}

/// Documents with at least so many mentions.
fn extract(pack: &RulePack, wanted: usize) -> Vec<Extracted> {
    let extractor = Extractor::new(pack);
    let mut scratch = Scratch::default();
    let mut found = Vec::new();
    let mut total = 0;
    for document in text::documents() {
        let extraction = extractor
            .extract(&document, &mut scratch)
            .expect("the text can be read");
        total += mentions(&extraction);
        found.push((document, extraction));
        if total >= wanted {
            break;
        }
    }
    found
}

/// Encodes and writes all documents; gives processor time and bytes of tables or
/// annotations.
fn write(format: &str, rows: &[Rows<'_>]) -> (f64, u64) {
    let mut formats = Formats::default();
    assert!(formats.add(format), "{format} is a format");
    let folder = tempfile::tempdir().expect("a folder");
    let before = processor_time();
    let encoder = Encoder::new(&formats);
    let mut writer = DatasetWriter::create(folder.path(), &formats).expect("a dataset");
    let mut encoded = Default::default();
    for rows in rows {
        encoder.encode_into(rows, &mut encoded);
        writer.append(&encoded).expect("room on the disk");
    }
    let summary = writer.finish(&Manifest::new("")).expect("room on the disk");
    let seconds = processor_time() - before;
    (
        seconds,
        summary.resources.iter().map(|file| file.bytes).sum(),
    )
}

/// Seconds that this thread has been on a processor, as Linux tells; elsewhere
/// the time that has gone by.
fn processor_time() -> f64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(
        || {
            let now = std::time::SystemTime::now();
            now.duration_since(std::time::UNIX_EPOCH)
                .expect("a clock")
                .as_secs_f64()
        },
        |nanoseconds| nanoseconds / 1e9,
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
