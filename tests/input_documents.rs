//! What is extracted from each document of `input/`, as snapshots that are
//! reviewed by eye: `cargo insta review`, or read `tests/snapshots/`.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use nasaq::extract::{Extraction, Extractor, OrganizationRef, Place, Scratch};
use nasaq::rules::RulePack;
use nasaq::source::Document;

fn input() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("input")
}

fn document(id: &str, text: String, date: Option<&str>) -> Document {
    Document {
        id: id.to_owned(),
        source: id.to_owned(),
        text,
        sha256: String::new(),
        encoding: "utf-8",
        reference_date: date.map(|date| date.parse().unwrap()),
    }
}

/// All documents of `input/`: text files, and the lines of JSON Lines files.
fn documents() -> Vec<Document> {
    let mut files: Vec<_> = fs::read_dir(input())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut documents = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&file).unwrap();
        if name.ends_with(".jsonl") {
            for line in text.lines() {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                let id = line["id"].as_str().unwrap();
                documents.push(document(
                    id,
                    line["text"].as_str().unwrap().to_owned(),
                    line["date"].as_str(),
                ));
            }
        } else {
            documents.push(document(name, text, None));
        }
    }
    documents
}

/// A line for every mention, in order of place; the Arabic stands last.
fn listing(pack: &RulePack, text: &str, found: &Extraction) -> String {
    let mut lines: Vec<(usize, usize, String)> = Vec::new();
    let mut push = |place: &Place, what: String| {
        let span = place.span;
        let slice = text[span.byte_start..span.byte_end].replace('\n', "⏎");
        assert_eq!(slice.chars().count(), span.end - span.start);
        let line = format!(
            "{}–{} {what} {} | {slice}",
            span.start,
            span.end,
            pack.rule_id(place.rule)
        );
        lines.push((span.start, span.end, line));
    };
    for date in &found.dates {
        let value = &date.value;
        let edtf = value
            .edtf
            .as_ref()
            .map_or("-".to_owned(), ToString::to_string);
        let calendar = if value.calendar == "gregorian" {
            String::new()
        } else {
            format!(" {}:{}", value.calendar, value.calendar_value)
        };
        let (certainty, basis) = (value.certainty.as_str(), value.basis.as_str());
        push(
            &date.place,
            format!("date {edtf}{calendar} {certainty} {basis}"),
        );
    }
    for country in &found.countries {
        let keys = country.keys(pack.lexicon());
        let within = if country.within_organization {
            " within"
        } else {
            ""
        };
        push(
            &country.place,
            format!("country {} {}{within}", keys, country.kind.as_str()),
        );
    }
    for organization in &found.organizations {
        let id = match &organization.organization {
            OrganizationRef::Known(index) => {
                pack.lexicon().organizations[*index as usize].id.clone()
            }
            OrganizationRef::Derived { category, .. } => format!("(new {category})"),
        };
        push(
            &organization.place,
            format!("organization {id} {}", organization.kind.as_str()),
        );
    }
    lines.sort();
    let mut listing = String::new();
    for (_, _, line) in lines {
        let _ = writeln!(listing, "{line}");
    }
    listing
}

#[test]
fn every_document_yields_what_was_reviewed() {
    let pack = RulePack::builtin().unwrap();
    let extractor = Extractor::new(&pack);
    let mut scratch = Scratch::default();
    let documents = documents();
    assert!(documents.len() >= 12 + 6);
    for document in documents {
        let found = extractor.extract(&document, &mut scratch).unwrap();
        let name = document.id.trim_end_matches(".txt").to_owned();
        insta::assert_snapshot!(name, listing(&pack, &document.text, &found));
    }
}

#[test]
fn every_text_file_has_three_hundred_words() {
    for document in documents()
        .iter()
        .filter(|document| document.id.ends_with(".txt"))
    {
        let words = document.text.split_whitespace().count();
        assert!(words >= 300, "{}: {words}", document.id);
    }
}

/// Mentions do not depend on how a document is cut into segments.
#[test]
fn small_segments_change_nothing() {
    let pack = RulePack::builtin().unwrap();
    let mut scratch = Scratch::default();
    let mut compared = 0;
    for document in documents() {
        let whole = Extractor::new(&pack)
            .extract(&document, &mut scratch)
            .unwrap();
        for bytes in [900, 2000, 5000] {
            let cut = Extractor::new(&pack)
                .with_segment(bytes)
                .extract(&document, &mut scratch)
                .unwrap();
            // Paragraphs longer than a segment have to be cut within.
            let longest = document.text.split("\n\n").map(str::len).max().unwrap_or(0);
            if longest + 2 <= bytes {
                compared += usize::from(document.text.len() > bytes);
                assert_eq!(whole, cut, "{} in segments of {bytes} bytes", document.id);
            } else {
                assert_eq!(whole.chars, cut.chars);
            }
        }
    }
    assert!(compared >= 5, "only {compared} documents were really cut");
}
