//! Rows of tables as documents.

use std::fs::File;
use std::sync::Arc;

use nasaq::source::{Columns, InputFormat, ReadOptions};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::{Folder, TEXT, documents, rejects};

fn columns(text: &str) -> ReadOptions {
    ReadOptions {
        columns: Columns {
            text: Some(text.to_owned()),
            ..Columns::default()
        },
        ..ReadOptions::default()
    }
}

#[test]
fn a_row_is_a_document_with_its_line() {
    let folder = Folder::new();
    let table =
        "id,date,text\n7,2024-05-06,\"سطر\nثان، و\"\"مقتبس\"\"\"\n,,نص\n8,2024-05-06T07:08:09Z,\n";
    let found = documents(&folder.write("t.csv", table), &ReadOptions::default());
    let names: Vec<_> = found
        .iter()
        .map(|d| (d.id.as_str(), d.source.as_str()))
        .collect();
    assert_eq!(
        names,
        [("7", "t.csv:2"), ("t.csv:4", "t.csv:4"), ("8", "t.csv:5")]
    );
    assert_eq!(found[0].text, "سطر\nثان، و\"مقتبس\"");
    assert_eq!(found[0].reference_date.unwrap().to_string(), "2024-05-06");
    assert_eq!(found[1].reference_date, None);
    assert_eq!(found[2].reference_date.unwrap().to_string(), "2024-05-06");
}

#[test]
fn delimiters_are_told_by_extension_and_first_line() {
    let folder = Folder::new();
    for (name, table) in [
        ("t.tsv", format!("id\ttext\na\t{TEXT}\n")),
        ("t.csv", format!("\u{FEFF}id;text\na;{TEXT}\n")),
        ("t.csv", format!("id,\"text\"\na,\"{TEXT}\"")),
    ] {
        let found = documents(&folder.write(name, table), &ReadOptions::default());
        assert_eq!((found[0].id.as_str(), found[0].text.as_str()), ("a", TEXT));
    }
    // The extension does not count where the format is said.
    let options = ReadOptions::from(InputFormat::Tsv);
    let path = folder.write("t.log", format!("text\tid\n{TEXT}\ta\n"));
    assert_eq!(documents(&path, &options)[0].id, "a");
}

#[test]
fn bad_rows_are_set_aside_with_their_line() {
    let folder = Folder::new();
    let table = b"id,text,date\na,one,2020-01-01\nb,two\nc,\xFF,\nd,four,soon\ne,five,\n";
    let path = folder.write("t.csv", table);
    let found = rejects(&path, &ReadOptions::default());
    let said = |index: usize, source: &str, id: &str, reason: &str| {
        let reject = &found[index];
        assert_eq!(
            (reject.source.as_str(), reject.doc_id.as_str()),
            (source, id)
        );
        assert!(reject.reason.contains(reason), "{reject:?}");
    };
    assert_eq!(found.len(), 3);
    said(0, "t.csv:3", "t.csv:3", "2 cells, the first row has 3");
    said(1, "t.csv:4", "c", "0xFF");
    said(2, "t.csv:5", "d", "YYYY-MM-DD");
    assert_eq!(found[0].byte_offset, Some(30));
}

#[test]
fn a_table_without_the_column_says_what_it_has() {
    let folder = Folder::new();
    let path = folder.write("t.csv", "title,body\na,b\n");
    let found = rejects(&path, &ReadOptions::default());
    assert!(
        found[0]
            .reason
            .contains("--text-column which it is: title, body"),
        "{found:?}"
    );
    assert_eq!(documents(&path, &columns("body"))[0].text, "b");
    let found = rejects(&path, &columns("content"));
    assert!(found[0].reason.contains("no column `content`"), "{found:?}");
    let found = rejects(
        &folder.write("t.csv", "text,text\na,b\n"),
        &ReadOptions::default(),
    );
    assert!(found[0].reason.contains("two columns"), "{found:?}");
    let found = rejects(&folder.write("t.csv", ""), &ReadOptions::default());
    assert!(found[0].reason.contains("empty"), "{found:?}");
}

/// A Parquet file with a number, a text and a day in each row.
fn write_parquet(path: &std::path::Path, texts: &[&str]) {
    let schema =
        "message m { required int32 n; optional binary body (UTF8); optional int32 day (DATE); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let file = File::create(path).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::default()).unwrap();
    // Two row groups.
    for (group, texts) in texts.chunks(texts.len().div_ceil(2)).enumerate() {
        let mut rows = writer.next_row_group().unwrap();
        let count = texts.len();
        let numbers: Vec<i32> = (0..count).map(|row| (group * 100 + row) as i32).collect();
        let mut column = rows.next_column().unwrap().unwrap();
        column
            .typed::<Int32Type>()
            .write_batch(&numbers, None, None)
            .unwrap();
        column.close().unwrap();
        let bodies: Vec<ByteArray> = texts.iter().map(|&text| ByteArray::from(text)).collect();
        let mut column = rows.next_column().unwrap().unwrap();
        let there = vec![1; count];
        column
            .typed::<ByteArrayType>()
            .write_batch(&bodies, Some(&there), None)
            .unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        // The first row of a group has no day.
        let there: Vec<i16> = (0..count).map(|row| i16::from(row > 0)).collect();
        let days = vec![19_849; count - 1];
        column
            .typed::<Int32Type>()
            .write_batch(&days, Some(&there), None)
            .unwrap();
        column.close().unwrap();
        rows.close().unwrap();
    }
    writer.close().unwrap();
}

#[test]
fn rows_of_parquet() {
    let folder = Folder::new();
    let path = folder.path().join("t.parquet");
    write_parquet(&path, &["أول", "ثان", "ثالث", TEXT]);
    let mut options = columns("body");
    options.columns.date = Some("day".to_owned());
    let found = documents(&path, &options);
    let texts: Vec<&str> = found.iter().map(|d| d.text.as_str()).collect();
    assert_eq!(texts, ["أول", "ثان", "ثالث", TEXT]);
    assert_eq!(found[2].source, "t.parquet:3");
    assert_eq!(found[2].reference_date, None);
    assert_eq!(found[3].reference_date.unwrap().to_string(), "2024-05-06");
    // A number is a name as good as any.
    options.columns.id = Some("n".to_owned());
    let ids: Vec<String> = documents(&path, &options)
        .into_iter()
        .map(|d| d.id)
        .collect();
    assert_eq!(ids, ["0", "1", "100", "101"]);
    let found = rejects(&path, &columns("text"));
    assert!(found[0].reason.contains("no column `text`"), "{found:?}");
}

#[test]
fn a_parquet_file_that_is_none_is_set_aside() {
    let folder = Folder::new();
    let path = folder.path().join("t.parquet");
    write_parquet(&path, &["أول", "ثان"]);
    let whole = std::fs::read(&path).unwrap();
    for cut in [0, 3, 8, whole.len() / 2, whole.len() - 1] {
        let cut = folder.write("cut.parquet", &whole[..cut]);
        assert_eq!(rejects(&cut, &columns("body")).len(), 1);
    }
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        // Whatever it says now, it says it in order.
        super::items(&folder.write("odd.parquet", bytes), &columns("body"));
    }
}

#[test]
fn a_former_dataset_in_a_folder_is_no_input() {
    let folder = Folder::new();
    folder.write("a.txt", TEXT);
    folder.write("old/dates.csv", "doc_id,text\na,نص\n");
    folder.write(
        "old/datapackage.json",
        "{\n  \"name\": \"nasaq-dataset\"\n}",
    );
    folder.write("other/datapackage.json", "{\"name\": \"news\"}");
    folder.write("other/news.csv", "id,text\nn,نص\n");
    let found = documents(folder.path(), &ReadOptions::default());
    let ids: Vec<&str> = found.iter().map(|document| document.id.as_str()).collect();
    assert_eq!(ids, ["a.txt", "n"]);
}
