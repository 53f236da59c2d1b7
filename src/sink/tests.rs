//! What is written reads back as what was meant, and a failure leaves no trace.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;

use super::csv::CsvRows;
use super::filter::FilterEncoder;
use super::json::{JsonRows, keys, push_string};
use super::table_file::Body;
use super::*;
use crate::record::sample::{SampleCatalog, samples};
use crate::record::{
    AnnotationFormat, Cells, CsvStyle, Formats, PACKAGE_FILE, RowSink, Table, json_schema, verify,
};
use crate::source::Reject;

/// What no line of JSON may hold as it stands.
fn line_end_or_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

proptest! {
    #[test]
    fn json_strings_round_trip(text in any::<String>()) {
        let mut out = Vec::new();
        push_string(&mut out, &text);
        let line = String::from_utf8(out).unwrap();
        prop_assert!(!line.contains(line_end_or_control), "not one line");
        prop_assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }

    #[test]
    fn awkward_json_strings_round_trip(text in "[ابجد \u{80}-\u{a0}\u{2020}-\u{2030}\u{0}-\u{2f}\\\\\u{7f}]{0,90}") {
        let mut out = Vec::new();
        push_string(&mut out, &text);
        let line = String::from_utf8(out).unwrap();
        prop_assert!(!line.contains(line_end_or_control), "not one line");
        prop_assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }

    #[test]
    fn csv_rows_round_trip(rows in prop::collection::vec(prop::collection::vec("[ابج,\"\n\r \t;😀a]{0,40}", 3), 1..6)) {
        let mut out = Vec::new();
        let mut writer = CsvRows::new(&mut out, CsvStyle::default());
        for row in &rows {
            writer.begin();
            row.iter().for_each(|cell| writer.text_or_null(cell));
            writer.end();
        }
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(&out[..]);
        let read: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        // A reader skips a line with nothing in it, and these lines have two commas at least.
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn marked_cells_never_start_a_formula_and_come_back(cell in "[=+@\\-\t\r\n'＝＋－＠a\",]{1,9}") {
        let mut out = Vec::new();
        let style = CsvStyle { bom: false, spreadsheet: true };
        let mut writer = CsvRows::new(&mut out, style);
        writer.text(&cell);
        writer.end();
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(&out[..]);
        let read = reader.records().next().unwrap().unwrap()[0].to_owned();
        prop_assert!(!read.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']));
        prop_assert_eq!(read.strip_prefix('\'').unwrap_or(&read), cell);
    }

    #[test]
    fn csv_quotes_only_where_needed(text in "[ابج;😀a' ]{1,70}") {
        let mut out = Vec::new();
        let mut writer = CsvRows::new(&mut out, CsvStyle::default());
        writer.text(&text);
        writer.end();
        prop_assert_eq!(String::from_utf8(out).unwrap(), text + "\n");
    }
}

#[test]
fn arabic_stays_readable_in_json() {
    let mut out = Vec::new();
    push_string(&mut out, "«سنة ١٩٤٨» â \u{2026} \"\u{1}\u{2028}\u{85}");
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "\"«سنة ١٩٤٨» â \u{2026} \\\"\\u0001\\u2028\\u0085\""
    );
}

fn write(directory: &Path, formats: &[Format]) -> Result<Summary, SinkError> {
    write_in(directory, &Formats::tables(formats))
}

/// Every format of tables.
fn all_tables() -> Formats {
    Formats {
        database: true,
        ..Formats::tables(&Format::ALL)
    }
}

fn write_in(directory: &Path, formats: &Formats) -> Result<Summary, SinkError> {
    let catalog = SampleCatalog::new();
    let encoder = Encoder::new(formats);
    let mut writer = DatasetWriter::create(directory, formats)?;
    let mut encoded = Encoded::default();
    for sample in samples() {
        encoder.encode_into(&sample.rows(&catalog), &mut encoded);
        assert_eq!(writer.append(&encoded)?, Appended::Written);
    }
    writer.finish(&Manifest::new("00ff"))
}

/// Every file of a directory, hidden ones too, with its content.
fn snapshot(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(&path).unwrap_or_default(),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn every_row_object_matches_its_json_schema() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &Format::ALL).unwrap();
    for table in Table::ALL {
        let schema = json_schema(table.schema());
        let validator = jsonschema::validator_for(&schema).unwrap();
        let text = fs::read_to_string(folder.path().join(format!("{table}.json"))).unwrap();
        let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
        assert!(!rows.is_empty());
        for row in &rows {
            assert!(validator.is_valid(row), "{table}: {row}");
        }
        let lines = fs::read_to_string(folder.path().join(format!("{table}.jsonl"))).unwrap();
        let of_lines: Vec<Value> = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(rows, of_lines);
    }
}

#[test]
fn two_runs_are_equal_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("deep/two"));
    assert_eq!(
        write_in(&one, &all_tables()).unwrap(),
        write_in(&two, &all_tables()).unwrap()
    );
    assert_eq!(snapshot(&one), snapshot(&two));
    let package: Value =
        serde_json::from_slice(&fs::read(one.join(PACKAGE_FILE)).unwrap()).unwrap();
    assert_eq!(package["nasaq"]["inputs"]["documents"], 3);
}

#[test]
fn files_of_a_former_run_go_and_those_of_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    write_in(folder.path(), &all_tables()).unwrap();
    assert!(folder.path().join("nasaq.sqlite").exists());
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    write(folder.path(), &[Format::Csv]).unwrap();
    let names: Vec<String> = snapshot(folder.path())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let expected = "countries.csv datapackage.json dates.csv documents.csv notes.txt organizations.csv rejects.jsonl timeline.csv";
    assert_eq!(names.join(" "), expected);
}

#[test]
fn annotated_text_is_part_of_the_dataset() {
    let catalog = SampleCatalog::new();
    let mut formats = Formats::tables(&[Format::Csv]);
    formats.annotations = AnnotationFormat::ALL.to_vec();
    let write = |directory: &Path| {
        let encoder = Encoder::new(&formats);
        let mut writer = DatasetWriter::create(directory, &formats).unwrap();
        for sample in samples() {
            let encoded = encoder.encode(&sample.rows(&catalog));
            assert_eq!(writer.append(&encoded).unwrap(), Appended::Written);
        }
        writer.finish(&Manifest::new("00ff")).unwrap();
        snapshot(directory)
    };
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let files = write(&one);
    assert_eq!(files, write(&two), "two runs are equal to the byte");
    assert!(verify(&one, None).is_clean(), "{:?}", verify(&one, None));

    let collection: Value =
        serde_json::from_slice(&fs::read(one.join("annotations.jsonld")).unwrap()).unwrap();
    let items = collection["first"]["items"].as_array().unwrap().len();
    assert_eq!(collection["total"].as_u64(), Some(items as u64));
    let archive = File::open(one.join("brat.zip")).unwrap();
    let names: Vec<String> = zip::ZipArchive::new(archive)
        .unwrap()
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    assert_eq!(
        names,
        [
            "annotation.conf",
            "a.txt.txt",
            "a.txt.ann",
            "dir/فارغ, %22b%22.txt.txt",
            "dir/فارغ, %22b%22.txt.ann",
            "c\u{2028}%C2%85.jsonl%3A1.txt",
            "c\u{2028}%C2%85.jsonl%3A1.ann",
        ]
    );
    for format in AnnotationFormat::ALL {
        let path = one.join(format.file_name());
        let bytes = fs::read(&path).unwrap();
        let mut changed = bytes.clone();
        changed[bytes.len() / 2] ^= 1;
        fs::write(&path, &changed).unwrap();
        assert!(!verify(&one, None).is_clean(), "{format}");
        fs::write(&path, &bytes).unwrap();
    }
}

#[test]
fn a_dropped_writer_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("fresh");
    drop(DatasetWriter::create(&fresh, &all_tables()).unwrap());
    assert!(!fresh.exists());
    write(folder.path(), &Format::ALL).unwrap();
    let before = snapshot(folder.path());
    let mut writer =
        DatasetWriter::create(folder.path(), &Formats::tables(&[Format::Csv])).unwrap();
    let catalog = SampleCatalog::new();
    writer
        .append(
            &Encoder::new(&Formats::tables(&[Format::Csv])).encode(&samples()[0].rows(&catalog)),
        )
        .unwrap();
    drop(writer);
    assert_eq!(snapshot(folder.path()), before);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_names_the_file_and_leaves_the_former_dataset() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &Format::ALL).unwrap();
    let before = snapshot(folder.path());
    let mut writer =
        DatasetWriter::create(folder.path(), &Formats::tables(&[Format::Csv])).unwrap();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let Body::Lines(file) = &mut writer.files[0].body else {
        panic!("CSV is lines");
    };
    file.out = BufWriter::new(full);
    let catalog = SampleCatalog::new();
    let encoded =
        Encoder::new(&Formats::tables(&[Format::Csv])).encode(&samples()[0].rows(&catalog));
    writer.append(&encoded).unwrap();
    let error = writer.finish(&Manifest::new("00ff")).unwrap_err();
    let path = folder.path().join("dates.csv");
    assert_eq!(
        error.to_string(),
        format!("cannot write {}: No space left on device", path.display())
    );
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn a_failed_move_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[Format::Csv]).unwrap();
    let before = snapshot(folder.path());
    let writer = DatasetWriter::create(folder.path(), &all_tables()).unwrap();
    // The last file to be moved is gone, so every other one has been moved by then.
    let error = writer.finish_without(PACKAGE_FILE).unwrap_err();
    assert_eq!(error.path(), folder.path().join(PACKAGE_FILE));
    assert_eq!(snapshot(folder.path()), before);
    fs::create_dir(folder.path().join("dates.json")).unwrap();
    let before = snapshot(folder.path());
    let error = write(folder.path(), &Format::ALL).unwrap_err();
    assert!(
        error.to_string().contains("cannot replace") && error.to_string().contains("dates.json"),
        "{error}"
    );
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn an_output_directory_that_is_a_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    fs::write(&path, "").unwrap();
    let error = DatasetWriter::create(&path, &Formats::tables(&Format::ALL)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot create {}: File exists", path.display())
    );
}

#[test]
fn a_second_document_of_the_same_name_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = SampleCatalog::new();
    let sample = &samples()[0];
    let encoded = Encoder::new(&Formats::tables(&[Format::Json])).encode(&sample.rows(&catalog));
    let mut writer =
        DatasetWriter::create(folder.path(), &Formats::tables(&[Format::Json])).unwrap();
    assert_eq!(writer.append(&encoded).unwrap(), Appended::Written);
    assert_eq!(writer.append(&encoded).unwrap(), Appended::Duplicate);
    writer
        .reject(&Reject {
            doc_id: String::new(),
            source: "-".into(),
            byte_offset: None,
            reason: "\"x\"".into(),
        })
        .unwrap();
    let summary = writer.finish(&Manifest::new("00ff")).unwrap();
    assert_eq!(
        (summary.rows(Table::Documents), summary.inputs.rejects),
        (1, 2)
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("rejects.jsonl")).unwrap(),
        "{\"doc_id\":\"a.txt\",\"source\":\"in/a.txt.txt\",\"byte_offset\":null,\"reason\":\"an earlier document has the same id\"}\n\
         {\"doc_id\":null,\"source\":\"-\",\"byte_offset\":null,\"reason\":\"\\\"x\\\"\"}\n"
    );
}

#[test]
fn the_filter_gives_one_line_with_the_callers_id() {
    let catalog = SampleCatalog::new();
    let encoder = FilterEncoder::new();
    for sample in samples() {
        let mut out = Vec::new();
        encoder.document("{\"k\":\n1e400}", &sample.rows(&catalog), &mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("{\"id\":{\"k\": 1e400},\"dates\":["));
        assert_eq!(text.lines().count(), 1);
        let line: Value = serde_json::from_str(&text.replace("1e400", "1")).unwrap();
        let names: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert_eq!(
            names,
            ["id", "dates", "countries", "organizations", "timeline"]
        );
        assert_eq!(
            line["dates"].as_array().unwrap().len(),
            sample.extraction.dates.len()
        );
    }
    let mut out = Vec::new();
    encoder.error("", "no \"text\"", &mut out);
    assert_eq!(out, b"{\"id\":null,\"error\":\"no \\\"text\\\"\"}\n");
}

#[test]
fn an_array_has_a_row_a_line() {
    let mut out = Vec::new();
    let keys = keys(Table::Documents.schema());
    let catalog = SampleCatalog::new();
    let sample = &samples()[1];
    sample.rows(&catalog).emit(
        Table::Documents,
        &mut JsonRows::separated(&mut out, &keys, ",\n"),
    );
    assert!(out.starts_with(b"{\"doc_id\":\"dir/"));
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[Format::Json]).unwrap();
    let text = fs::read_to_string(folder.path().join("documents.json")).unwrap();
    assert_eq!(text.lines().count(), 5);
    assert!(text.starts_with("[\n{") && text.ends_with("}\n]\n") && text.contains("},\n{"));
    DatasetWriter::create(folder.path(), &Formats::tables(&[Format::Json]))
        .unwrap()
        .finish(&Manifest::new("0"))
        .unwrap();
    assert_eq!(fs::read(folder.path().join("dates.json")).unwrap(), b"[]\n");
}

#[test]
fn csv_for_spreadsheets_has_its_marks_and_json_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut formats = Formats::tables(&[Format::Csv, Format::Json]);
    formats.csv = CsvStyle {
        bom: true,
        spreadsheet: true,
    };
    write_in(folder.path(), &formats).unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let dates = read("dates.csv");
    assert!(dates.starts_with("\u{feff}doc_id,"));
    assert!(
        dates.contains(",'-0752,BC0753,'-0752-01-01,'-0752-12-31,"),
        "{dates}"
    );
    assert!(read("dates.json").contains("\"earliest\":\"-0752-01-01\""));
    let package: Value = serde_json::from_str(&read(PACKAGE_FILE)).unwrap();
    let resource = &package["resources"][0];
    assert_eq!(
        (&resource["bom"], &resource["spreadsheet"]),
        (&true.into(), &true.into())
    );
    assert!(
        verify(folder.path(), None).is_clean(),
        "{:?}",
        verify(folder.path(), None)
    );
}
