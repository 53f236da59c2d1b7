//! Whatever is changed in a dataset is found: every kind of byte in every file,
//! every character of the package, every column of every table.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;
use crate::record::package::{PACKAGE_FILE, is_intact};
use crate::record::sample::{SampleCatalog, samples};
use crate::record::{AnnotationFormat, Format, Formats, Manifest};
use crate::sink::{DatasetWriter, Encoder};

fn write(directory: &Path, formats: &Formats) {
    let catalog = SampleCatalog::new();
    let encoder = Encoder::new(formats);
    let mut writer = DatasetWriter::create(directory, formats).unwrap();
    for sample in samples() {
        writer
            .append(&encoder.encode(&sample.rows(&catalog)))
            .unwrap();
    }
    writer.finish(&Manifest::new("00ff")).unwrap();
}

/// Each format on its own, so that a verification has little to read.
fn each_format() -> Vec<Formats> {
    let mut all: Vec<Formats> = Format::ALL.iter().map(|&f| Formats::tables(&[f])).collect();
    all.push(Formats {
        tables: vec![Format::Jsonl],
        annotations: AnnotationFormat::ALL.to_vec(),
        ..Formats::default()
    });
    all
}

/// What a byte is to whoever reads it.
fn kind(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => b'0',
        b'a'..=b'z' | b'A'..=b'Z' => b'a',
        0x80..=0xbf => 0x80,
        0xc0..=0xff => 0xc0,
        sign => sign,
    }
}

/// A place for each kind of byte behind each kind of byte; of a file that is no
/// text, places spread over it.
fn places(bytes: &[u8], text: bool) -> Vec<usize> {
    if !text {
        let step = (bytes.len() / 12).max(1);
        return (0..bytes.len())
            .step_by(step)
            .chain([bytes.len() - 1])
            .collect();
    }
    let mut seen = BTreeSet::new();
    let mut places: Vec<usize> = (0..bytes.len())
        .filter(|&at| {
            let before = at.checked_sub(1).map_or(0, |before| kind(bytes[before]));
            seen.insert((before, kind(bytes[at])))
        })
        .collect();
    places.push(bytes.len() - 1);
    places
}

#[test]
fn every_kind_of_byte_in_every_file_counts() {
    for formats in each_format() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path();
        write(directory, &formats);
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let original = fs::read(&path).unwrap();
            if original.is_empty() {
                // No document was set aside; a byte where none was is found too.
                fs::write(&path, "\n").unwrap();
                assert!(!Verifier::open(directory).finish().is_clean());
                fs::write(&path, &original).unwrap();
                continue;
            }
            let text = std::str::from_utf8(&original).is_ok();
            for (turn, at) in places(&original, text).into_iter().enumerate() {
                let mut changed = original.clone();
                match turn % 3 {
                    0 => changed[at] ^= 1,
                    1 => drop(changed.remove(at)),
                    _ => changed.insert(at, original[at]),
                }
                fs::write(&path, &changed).unwrap();
                let clean = Verifier::open(directory).finish().is_clean();
                assert!(!clean, "{} byte {at}", path.display());
            }
            fs::write(&path, &original).unwrap();
        }
        assert!(Verifier::open(directory).finish().is_clean());
    }
}

#[test]
fn every_character_of_the_package_counts() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &Formats::tables(&[Format::Csv]));
    let text = fs::read_to_string(folder.path().join(PACKAGE_FILE)).unwrap();
    let (_, package) = read_package(folder.path()).unwrap();
    let digest = package["nasaq"]["package"].as_str().unwrap();
    assert!(is_intact(&text, digest));
    let told = text.find(digest).unwrap();
    for (at, c) in text.char_indices() {
        if (told..told + digest.len()).contains(&at) {
            continue;
        }
        let other = if c == '~' { "!" } else { "~" };
        let changed = [&text[..at], other, &text[at + c.len_utf8()..]].concat();
        assert!(!is_intact(&changed, digest), "character at byte {at}");
    }
    for (at, c) in digest.char_indices() {
        let other = if c == '7' { "8" } else { "7" };
        let digest = [&digest[..at], other, &digest[at + 1..]].concat();
        let changed = [&text[..told], &digest, &text[told + digest.len()..]].concat();
        assert!(
            !is_intact(&changed, &digest),
            "character {at} of the digest"
        );
    }
}

/// The file of a table with one cell changed to what another row has there, or
/// to something else of its kind.
fn with_other_cell(csv: &str, column: usize) -> Option<String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes());
    let mut records: Vec<Vec<String>> = reader
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let row = (1..records.len()).find(|&row| !records[row][column].is_empty())?;
    let cell = records[row][column].clone();
    let mut others = records[1..].iter().map(|record| &record[column]);
    let other = others
        .find(|other| !other.is_empty() && **other != cell)
        .cloned();
    let number: Option<u64> = cell.parse().ok();
    records[row][column] = match (cell.as_str(), number, other) {
        ("true", ..) => "false".to_owned(),
        ("false", ..) => "true".to_owned(),
        (_, Some(number), _) => (number + 1).to_string(),
        (_, None, Some(other)) => other,
        (_, None, None) => format!("{cell}x"),
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    records
        .iter()
        .for_each(|record| writer.write_record(record).unwrap());
    Some(String::from_utf8(writer.into_inner().unwrap()).unwrap())
}

/// A cell that was changed is found by its file's hash. A forger who mends the
/// hashes is found by what the tables and texts tell of each other, but for
/// these columns, which nothing else in the dataset repeats; those of names and
/// rules are found by [`Verifier::check_pack`].
#[test]
fn a_forged_cell_of_every_column_is_found_but_for_the_words_of_one_table() {
    let alone = [
        "dates.kind",
        "dates.timex3",
        "dates.granularity",
        "dates.calendar",
        "dates.calendar_value",
        "dates.certainty",
        "dates.rule",
        "countries.mention_id",
        "countries.kind",
        "countries.rule",
        "countries.alpha2",
        "countries.numeric",
        "countries.name_ar",
        "countries.name_en",
        "countries.status",
        "countries.within_organization",
        "countries.other_readings",
        "organizations.kind",
        "organizations.rule",
        "organizations.acronym",
        "organizations.name_ar",
        "organizations.name_en",
        "organizations.category",
        "documents.source",
        "documents.encoding",
        "documents.sentences",
        "documents.reference_date",
    ];
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path();
    write(directory, &Formats::tables(&[Format::Csv]));
    let mut text_of = |name: &str| {
        let mut samples = samples().into_iter();
        let sample = samples.find(|sample| sample.document.id == name);
        sample.map(|sample| sample.document.text)
    };
    let mut unnoticed = Vec::new();
    for table in Table::ALL {
        let path = directory.join(format!("{table}.csv"));
        let original = fs::read_to_string(&path).unwrap();
        for (at, column) in table.schema().columns.iter().enumerate() {
            let Some(changed) = with_other_cell(&original, at) else {
                continue;
            };
            fs::write(&path, changed).unwrap();
            let findings = verify(directory, Some(&mut text_of)).findings;
            assert!(!findings.is_empty(), "{table}.{}", column.name);
            if findings
                .iter()
                .all(|f| f.message.contains("the package tells"))
            {
                unnoticed.push(format!("{table}.{}", column.name));
            }
        }
        fs::write(&path, &original).unwrap();
    }
    let beyond: Vec<&String> = unnoticed
        .iter()
        .filter(|name| !alone.contains(&name.as_str()))
        .collect();
    assert!(beyond.is_empty(), "{beyond:?} of {unnoticed:?}");
}
