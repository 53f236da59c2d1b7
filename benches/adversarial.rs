//! Texts that are made to be slow: four times the text must take at most 4.2 times
//! the time.
//!
//! `cargo bench --bench adversarial [NAME]` prints, for each kind of text, its speed
//! and what four times of it take, at two sizes: within one segment of the engine
//! (64 KB against 256 KB) and across segments (512 KB against 2 MB). Each time is the
//! least of several rounds, in which the sizes take turns, because other programs
//! only ever add to it. It ends with an error where a bound is broken.

use std::env;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use nasaq::extract::{Extractor, Scratch};
use nasaq::rules::RulePack;
use nasaq::source::Document;

/// What four times the text may cost.
const BOUND: f64 = 4.2;

/// Sizes that are held against each other.
const SIZES: [(usize, usize); 2] = [(64 << 10, 256 << 10), (512 << 10, 2 << 20)];

/// Rounds of each measurement.
const ROUNDS: usize = 7;

/// Kinds of text: what comes once, and what is repeated.
const KINDS: [(&str, &str, &str); 24] = [
    ("one word", "", "كتاب "),
    ("one country", "", "فرنسا "),
    ("one organization", "", "اليونسكو "),
    (
        "triggers",
        "",
        "في عام 4 مارس 1947 هـ الموافق قبل بعد القرن ",
    ),
    ("years joined", "", "1990 و"),
    ("days joined", "", "4 مارس 1947 و"),
    ("years and dashes", "", "1990-"),
    ("digits", "", "1"),
    ("digits apart", "", "1 "),
    ("digits and strokes", "", "1/"),
    ("no spaces", "", "كتاب"),
    ("letters and digits", "", "ا1"),
    ("closing brackets", "", ") "),
    ("opening brackets", "", "( "),
    ("brackets about words", "", "(منظمة "),
    ("full stops", "", ". "),
    ("line ends", "", "\n"),
    ("blanks", "", " "),
    ("tatweels", "", "ـ"),
    ("vowel signs", "ا", "\u{64e}"),
    ("ligatures", "", "\u{fdfa}"),
    ("demonyms joined", "", "الفرنسية والألمانية و"),
    ("ministries", "", "وزارة الخارجية "),
    (
        "one alias",
        "تأسست منظمة الصحة الإقليمية (مصب) اليوم. ",
        "مصب ",
    ),
];

fn text(before: &str, unit: &str, bytes: usize) -> Document {
    let count = (bytes - before.len()) / unit.len();
    Document::of_text(&(before.to_owned() + &unit.repeat(count)), None)
}

fn time(extractor: &Extractor<'_>, document: &Document, scratch: &mut Scratch) -> Duration {
    let started = Instant::now();
    let found = extractor.extract(document, scratch);
    let took = started.elapsed();
    assert!(found.is_ok());
    took
}

#[allow(clippy::print_stdout)]
fn main() -> ExitCode {
    let pack = RulePack::builtin().expect("the built-in pack");
    let extractor = Extractor::new(&pack);
    let mut scratch = Scratch::default();
    let wanted = env::args().skip(1).find(|word| !word.starts_with('-'));
    let mut broken = false;
    for (name, before, unit) in KINDS {
        if wanted
            .as_ref()
            .is_some_and(|wanted| !name.contains(wanted.as_str()))
        {
            continue;
        }
        let mut row = format!("{name:22}");
        for (short, long) in SIZES {
            let (one, four) = (text(before, unit, short), text(before, unit, long));
            let (mut once, mut fourfold) = (Duration::MAX, Duration::MAX);
            for _ in 0..ROUNDS {
                once = once.min(time(&extractor, &one, &mut scratch));
                fourfold = fourfold.min(time(&extractor, &four, &mut scratch));
            }
            let ratio = fourfold.as_secs_f64() / once.as_secs_f64();
            let speed = long as f64 / fourfold.as_secs_f64() / 1e6;
            // What takes less than the clock can tell has no ratio.
            let fails = ratio > BOUND && fourfold > Duration::from_millis(2);
            broken |= fails;
            let mark = if fails { " !" } else { "  " };
            row += &format!("{speed:9.1} MB/s  x{ratio:5.2}{mark}");
        }
        println!("{row}");
    }
    ExitCode::from(u8::from(broken))
}
