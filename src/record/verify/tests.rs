//! A sound dataset is found sound; anything changed in it is found.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::*;
use crate::record::sample::{Sample, SampleCatalog, samples};
use crate::record::{CsvStyle, Formats};
use crate::record::{Format, Manifest};
use crate::sink::{DatasetWriter, Encoder};
use crate::source::Reject;

fn write(directory: &Path, formats: &[Format], samples: &[Sample]) {
    write_in(directory, &Formats::tables(formats), samples);
}

fn write_in(directory: &Path, formats: &Formats, samples: &[Sample]) {
    let catalog = SampleCatalog::new();
    let encoder = Encoder::new(formats);
    let mut writer = DatasetWriter::create(directory, formats).unwrap();
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
    let formats = Formats {
        database: true,
        ..Formats::tables(&Format::ALL)
    };
    write_in(&directory, &formats, &samples());
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
        (23, 3, 5 + 5 + 2)
    );
    assert_eq!(report.rows, 19 * 5 + 5 + 2);
}

/// Tables in a database alone.
fn database() -> Formats {
    Formats {
        database: true,
        ..Formats::default()
    }
}

/// Runs SQL on the database, and makes the package tell its new hash.
fn change_database(directory: &Path, sql: &str) -> Vec<String> {
    let path = directory.join("nasaq.sqlite");
    let package = directory.join(crate::record::PACKAGE_FILE);
    let hash = || super::super::hex(&Sha256::digest(fs::read(&path).unwrap()));
    let (original, told, before) = (
        fs::read(&path).unwrap(),
        fs::read(&package).unwrap(),
        hash(),
    );
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("PRAGMA foreign_keys = OFF")
        .unwrap();
    connection.execute_batch(sql).unwrap();
    connection.close().unwrap();
    let changed = String::from_utf8(told.clone())
        .unwrap()
        .replace(&before, &hash());
    fs::write(&package, changed).unwrap();
    let report = verify(directory, Some(&mut text_of));
    fs::write(&path, original).unwrap();
    fs::write(&package, told).unwrap();
    report.findings.iter().map(Finding::to_string).collect()
}

#[test]
fn every_change_of_a_database_is_found_by_its_content() {
    let folders = [dataset(), {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("out");
        write_in(&directory, &database(), &samples());
        (folder, directory)
    }];
    for (_folder, directory) in &folders {
        assert_eq!(verify(directory, Some(&mut text_of)).findings, []);
        for (sql, expected) in [
            (
                "UPDATE dates SET value = '1950-04-04' WHERE mention_id = 'd1'",
                "nasaq.sqlite: dates",
            ),
            (
                "UPDATE countries SET country = 'NAM' WHERE mention_id = 'c1'",
                "nasaq.sqlite: countries",
            ),
            (
                "UPDATE countries SET start = 'x' WHERE mention_id = 'c1'",
                "not of the column's type",
            ),
            (
                "UPDATE sentences SET text = 'غيرها' WHERE id = 2",
                "nasaq.sqlite: sentences",
            ),
            (
                "DELETE FROM sentences WHERE id = 5",
                "does not have all sentences",
            ),
            (
                "DELETE FROM documents WHERE doc_id = 'a.txt'",
                "refers to what is not there",
            ),
            (
                "DROP VIEW mentions; DROP TABLE timeline",
                "nasaq.sqlite: timeline",
            ),
        ] {
            let found = change_database(directory, sql);
            assert!(
                found.iter().any(|f| f.contains(expected)),
                "{sql}: {found:?}"
            );
        }
    }
}

#[test]
fn a_dataset_of_a_database_alone_can_be_worked_with() {
    let folder = tempfile::tempdir().unwrap();
    write_in(folder.path(), &database(), &samples());
    let stored = StoredDataset::open(folder.path()).unwrap();
    assert_eq!(
        (stored.rows(Table::Dates), stored.rows(Table::Documents)),
        (5, 3)
    );
    fs::write(folder.path().join("nasaq.sqlite"), "SQLite format 3").unwrap();
    let fault = StoredDataset::open(folder.path()).unwrap_err();
    assert!(fault.to_string().contains("other hash"), "{fault}");
}

#[test]
fn marks_of_csv_stand_where_they_should_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut formats = Formats::tables(&[Format::Csv, Format::Json]);
    formats.csv = CsvStyle {
        bom: true,
        spreadsheet: true,
    };
    write_in(folder.path(), &formats, &samples());
    assert_eq!(verify(folder.path(), Some(&mut text_of)).findings, []);
    for (from, to, expected) in [
        ("'-0752-01-01", "-0752-01-01", "could start a formula"),
        (",absolute,", ",'absolute,", "an apostrophe too many"),
        ("\u{feff}", "", "has no byte order mark"),
    ] {
        let found = forge(folder.path(), "dates.csv", from, to);
        assert!(
            found.iter().any(|f| f.contains(expected)),
            "{from}: {found:?}"
        );
    }
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
    write_in(folder.path(), &database(), &[]);
    assert_eq!(verify(folder.path(), None).findings, []);
}

#[test]
fn any_changed_byte_is_found() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &Format::ALL, &samples());
    flip_bytes(folder.path());
    write_in(folder.path(), &database(), &samples());
    flip_bytes(folder.path());
}

/// Changes bytes of every file, one at a time, and asks that it be noticed.
fn flip_bytes(directory: &Path) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let original = fs::read(&path).unwrap();
        // Every changed byte of such a file changes its hash, and that is all that is looked at.
        let hashed = |e: &std::ffi::OsStr| e == "parquet" || e == "sqlite";
        let tried = if path.extension().is_some_and(hashed) {
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
                let report = Verifier::open(directory).finish();
                assert!(!report.is_clean(), "{} byte {at} ^ {flip}", path.display());
            }
        }
        fs::write(&path, &original).unwrap();
    }
    assert!(verify(directory, None).is_clean());
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
