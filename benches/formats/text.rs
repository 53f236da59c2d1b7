//! Text without end, made from the documents of `input/`.
//!
//! Repeating them would flatter every format that compresses. So paragraphs come
//! in a shuffled order, years and other figures are others each time, and a
//! quarter of the words are replaced by others of the same documents.

use std::{env, fs, path::Path};

use nasaq::source::Document;

/// Bytes of a document, at least.
const LENGTH: usize = 6_000;
/// One word of so many is replaced.
const REPLACED: u64 = 4;

/// Documents, the same every time, for as long as they are asked for; of a file
/// that was named only as many as it has.
pub fn documents() -> Box<dyn Iterator<Item = Document>> {
    if let Ok(file) = env::var("NASAQ_BENCH_FILE") {
        let text = fs::read_to_string(file).expect("the benchmark's text");
        return Box::new(cut(&text).into_iter().enumerate().map(document));
    }
    Box::new(varied().enumerate().map(document))
}

fn document((number, text): (usize, String)) -> Document {
    Document {
        id: format!("texts/{number:04}.txt"),
        source: format!("texts/{number:04}.txt"),
        text,
        sha256: format!("{number:064x}"),
        encoding: "utf-8",
        reference_date: None,
    }
}

/// A text in documents, cut at blank lines.
fn cut(text: &str) -> Vec<String> {
    let mut documents = vec![String::new()];
    for paragraph in text.split_inclusive("\n\n") {
        if documents.last().is_some_and(|last| last.len() >= LENGTH) {
            documents.push(String::new());
        }
        if let Some(last) = documents.last_mut() {
            last.push_str(paragraph);
        }
    }
    documents
}

fn varied() -> impl Iterator<Item = String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("input/")
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    let texts: Vec<String> = files
        .iter()
        .map(|file| fs::read_to_string(file).expect("a readable document"))
        .collect();
    let words: Vec<String> = texts
        .iter()
        .flat_map(|text| text.split_whitespace())
        .filter(|word| word.chars().all(char::is_alphabetic))
        .map(str::to_owned)
        .collect();
    let paragraphs: Vec<String> = texts
        .iter()
        .flat_map(|text| text.split("\n\n"))
        .map(str::to_owned)
        .collect();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    std::iter::repeat_with(move || {
        let mut text = String::with_capacity(LENGTH + 2_000);
        while text.len() < LENGTH {
            vary(dice.of(&paragraphs), &words, &mut dice, &mut text);
            text.push_str("\n\n");
        }
        text
    })
}

/// A paragraph with other figures and some other words.
fn vary(paragraph: &str, words: &[String], dice: &mut Dice, text: &mut String) {
    for piece in paragraph.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        let space = &piece[word.len()..];
        if word.chars().any(char::is_numeric) {
            // The first figure of a number stays: years stay years.
            let mut first = true;
            for character in word.chars() {
                let zero = match character {
                    '0'..='9' => '0',
                    '٠'..='٩' => '٠',
                    _ => {
                        first = true;
                        text.push(character);
                        continue;
                    }
                };
                let other = u32::from(zero) + (dice.next() % 10) as u32;
                let kept = std::mem::replace(&mut first, false);
                text.push(if kept {
                    character
                } else {
                    char::from_u32(other).unwrap_or(character)
                });
            }
        } else if dice.next().is_multiple_of(REPLACED) && word.chars().all(char::is_alphabetic) {
            text.push_str(dice.of(words));
        } else {
            text.push_str(word);
        }
        text.push_str(space);
    }
}

/// Numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    fn of<'l>(&mut self, list: &'l [String]) -> &'l str {
        &list[self.next() as usize % list.len()]
    }
}
