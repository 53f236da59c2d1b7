//! A sound dataset is found sound; anything changed in it is found.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::record::Formats;
use crate::record::sample::{Sample, SampleCatalog, samples};
use crate::record::{Format, Manifest};
use crate::sink::{DatasetWriter, Encoder};
use crate::source::Reject;

fn write(directory: &Path, formats: &[Format], samples: &[Sample]) {
    let catalog = SampleCatalog::new();
    let encoder = Encoder::new(&Formats::tables(formats));
    let mut writer = DatasetWriter::create(directory, &Formats::tables(formats)).unwrap();
    for sample in samples {
        writer
            .append(&encoder.encode(&sample.rows(&catalog)))
            .unwrap();
    }
    let reject = Reject {
        doc_id: "z".into(),
        source: "z.txt".into(),
        byte_offset: Some(7),
        reason: "invalid UTF-8".into(),
    };
    writer.reject(&reject).unwrap();
    writer.finish(&Manifest::new("00ff")).unwrap();
}

fn dataset() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("out");
    write(&directory, &Format::ALL, &samples());
    (folder, directory)
}

fn text_of(name: &str) -> Option<String> {
    samples()
        .into_iter()
        .find(|s| s.document.id == name)
        .map(|s| s.document.text)
}

#[test]
fn a_sound_dataset_is_clean() {
    let (_folder, directory) = dataset();
    let report = verify(&directory, Some(&mut text_of));
    assert_eq!(report.findings, []);
    assert_eq!(
        (report.files, report.texts, report.spans),
        (22, 3, 5 + 5 + 2)
    );
    assert_eq!(report.rows, 19 * 4 + 1);
}

#[test]
fn an_empty_dataset_is_clean() {
    let folder = tempfile::tempdir().unwrap();
    for formats in [
        &[Format::Jsonl][..],
        &[Format::Json],
        &[Format::Csv],
        &[Format::Parquet],
    ] {
        write(folder.path(), formats, &[]);
        assert_eq!(verify(folder.path(), None).findings, []);
    }
}

#[test]
fn any_changed_byte_is_found() {
    let (_folder, directory) = dataset();
    for entry in fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        let original = fs::read(&path).unwrap();
        // Every changed byte of a file of columns changes its hash, and that is all that is looked at.
        let tried = if path.extension().is_some_and(|e| e == "parquet") {
            10
        } else {
            60
        };
        let step = (original.len() / tried).max(1);
        for at in (0..original.len())
            .step_by(step)
            .chain([original.len() - 1])
        {
            for flip in [0x01, 0x20, 0x80] {
                let mut bytes = original.clone();
                bytes[at] ^= flip;
                fs::write(&path, &bytes).unwrap();
                let report = Verifier::open(&directory).finish();
                assert!(!report.is_clean(), "{} byte {at} ^ {flip}", path.display());
            }
        }
        fs::write(&path, &original).unwrap();
    }
    assert!(verify(&directory, None).is_clean());
}

#[test]
fn lost_stray_and_cut_files_are_found() {
    let (_folder, directory) = dataset();
    let path = directory.join("timeline.json");
    let original = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(
        verify(&directory, None)
            .findings
            .iter()
            .any(|f| f.file == "timeline.json")
    );
    fs::write(&path, &original[..original.len() - 3]).unwrap();
    assert!(!verify(&directory, None).is_clean());
    write(&directory, &[Format::Csv], &samples());
    fs::write(directory.join("dates.jsonl"), "").unwrap();
    let findings = verify(&directory, None).findings;
    assert_eq!(findings.len(), 1);
    assert_eq!(
        findings[0].to_string(),
        "dates.jsonl: is not in the package"
    );
}

/// Changes a file and tells the package the new hash, as a careful forger would.
fn forge(directory: &Path, file: &str, from: &str, to: &str) -> Vec<String> {
    let path = directory.join(file);
    let text = fs::read_to_string(&path).unwrap();
    let forged = text.replacen(from, to, 1);
    assert_ne!(text, forged, "{from} is not in {file}");
    fs::write(&path, &forged).unwrap();
    let findings = verify(directory, Some(&mut text_of)).findings;
    fs::write(&path, &text).unwrap();
    findings
        .iter()
        .filter(|f| f.file == file)
        .map(|f| f.to_string())
        .filter(|f| !f.contains("the package tells"))
        .collect()
}

#[test]
fn rows_that_break_their_schema_are_found_beside_the_hash() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path();
    write(directory, &[Format::Csv], &samples());
    for (file, from, to, expected) in [
        (
            "dates.csv",
            ",certain,",
            ",sure,",
            "certainty: \"sure\" is not one of",
        ),
        (
            "dates.csv",
            "a.txt,d2,",
            "a.txt,d1,",
            "same doc_id, mention_id as row 1",
        ),
        (
            "dates.csv",
            "1949-04-04,1949-04-04,day",
            "1949-04-31,1949-04-04,day",
            "no day of the calendar",
        ),
        (
            "dates.csv",
            "1949-04-04,1949-04-04,day",
            "1949-04-03,1949-04-04,day",
            "are not those of",
        ),
        (
            "dates.csv",
            "a.txt,d1,0,",
            "a.txt,d1,00,",
            "not of the column's type",
        ),
        (
            "dates.csv",
            "a.txt,d1,0,",
            "a.txt,d1,9,",
            "no such sentence",
        ),
        ("dates.csv", "a.txt,d1,", "x.txt,d1,", "not in documents"),
        (
            "dates.csv",
            "4 أبريل",
            "5 أبريل",
            "not what stands at those bytes",
        ),
        ("dates.csv", ",-0752,", ",-07Z2,", "does not match"),
        ("countries.csv", "BEL", "BEX", "country is not BEL"),
        ("countries.csv", "false", "no", "not of the column's type"),
        (
            "timeline.csv",
            ",nato,",
            ",un,",
            "not what the other tables give",
        ),
        (
            "timeline.csv",
            "انضمت",
            "انسحبت",
            "not the sentence around the date",
        ),
        (
            "documents.csv",
            ",3,4,4,1",
            ",3,4,4,2",
            "organizations is 2",
        ),
        (
            "rejects.jsonl",
            "\"reason\":\"invalid UTF-8\"",
            "\"reason\":null",
            "reason: is empty",
        ),
    ] {
        let found = forge(directory, file, from, to);
        assert!(
            found.iter().any(|f| f.contains(expected)),
            "{file} {from} → {to}: {found:?}"
        );
    }
}

#[test]
fn a_changed_source_is_found() {
    let (_folder, directory) = dataset();
    let report = verify(
        &directory,
        Some(&mut |name| text_of(name).map(|t| t.replace("1949", "1950"))),
    );
    assert!(report.findings.iter().any(|f| f.message.contains("sha256")));
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.message.contains("those bytes"))
    );
    let report = verify(&directory, Some(&mut |_| None));
    assert_eq!(report.findings.len(), 3);
    let mut verifier = Verifier::open(&directory);
    verifier.check_text("a.txt", &text_of("a.txt").unwrap());
    assert_eq!(
        verifier.finish().findings.len(),
        2,
        "two documents had no text"
    );
}

#[test]
fn texts_that_were_set_aside_are_passed_over() {
    let (_folder, directory) = dataset();
    let mut verifier = Verifier::open(&directory);
    for sample in samples() {
        verifier.check_text(&sample.document.id, &sample.document.text);
    }
    verifier.check_text("z", "in the rejects");
    verifier.check_text("a.txt", "a second document of that name");
    assert_eq!(verifier.finish().findings, []);
    let mut verifier = Verifier::open(&directory);
    verifier.check_text("unheard of", "text");
    assert!(
        verifier.finish().findings[0]
            .message
            .contains("is not in documents")
    );
}
