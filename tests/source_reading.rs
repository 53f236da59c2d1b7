//! Reading through the library: order, names, and where a fault stands.

use std::fs;
use std::path::{Path, PathBuf};

use nasaq::source::{Document, InputError, InputFormat, Inputs, Item};

fn items(paths: &[&Path], format: InputFormat) -> Vec<Item> {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    Inputs::new(&paths, format)
        .unwrap()
        .read()
        .map(|raw| raw.decode())
        .collect()
}

fn documents(items: Vec<Item>) -> Vec<Document> {
    let document = |item| match item {
        Item::Document(document) => document,
        Item::Reject(reject) => panic!("{reject:?}"),
    };
    items.into_iter().map(document).collect()
}

#[test]
fn a_mark_is_kept_out_of_the_text_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "\u{FEFF}نص").unwrap();
    let found = documents(items(&[&path], InputFormat::Auto));
    assert_eq!(
        (found[0].text.as_str(), found[0].encoding),
        ("نص", "utf-8-bom")
    );
    assert_eq!(
        (found[0].id.as_str(), found[0].source.as_str()),
        ("a.txt", "a.txt")
    );
}

#[test]
fn lines_have_their_own_id_or_their_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("x")).unwrap();
    let lines =
        "\u{FEFF}{\"text\":\"أ\"}\r\n\n{\"id\":\"two\",\"text\":\"\",\"date\":\"2020-02-29\"}";
    fs::write(folder.path().join("x/a.ndjson"), lines).unwrap();
    let found = documents(items(&[folder.path()], InputFormat::Auto));
    assert_eq!(
        (found[0].id.as_str(), found[0].encoding),
        ("x/a.ndjson:1", "utf-8-bom")
    );
    assert_eq!(
        (found[1].id.as_str(), found[1].source.as_str()),
        ("two", "x/a.ndjson:3")
    );
    assert_eq!(found[1].reference_date.unwrap().to_string(), "2020-02-29");
}

#[test]
fn the_format_decides_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.txt", "b.jsonl", "c.log"] {
        fs::write(folder.path().join(name), "{\"text\":\"\"}\n").unwrap();
    }
    let names = |format| {
        let found = documents(items(&[folder.path()], format));
        found
            .into_iter()
            .map(|document| document.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(InputFormat::Auto), ["a.txt", "b.jsonl:1"]);
    assert_eq!(names(InputFormat::Text), ["a.txt"]);
    assert_eq!(names(InputFormat::JsonLines), ["b.jsonl:1"]);
    let explicit = folder.path().join("c.log");
    assert_eq!(
        documents(items(&[&explicit], InputFormat::Auto))[0].id,
        "c.log"
    );
    assert_eq!(
        documents(items(&[&explicit], InputFormat::JsonLines))[0].id,
        "c.log:1"
    );
}

#[test]
fn a_missing_input_is_known_before_anything_is_read() {
    let missing = PathBuf::from("/no/such/place");
    let error = Inputs::new(std::slice::from_ref(&missing), InputFormat::Auto).unwrap_err();
    assert!(matches!(error, InputError::NotFound(path) if path == missing));
}
