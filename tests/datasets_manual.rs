//! The pages of `docs/datasets/` are those of the tables as they are now, with
//! examples from `output/`. `UPDATE_EXPECT=1 cargo test --test datasets_manual`
//! writes them again.

use std::path::Path;
use std::{env, fs};

use nasaq::record::{REJECTS, SENTENCES, Table, manual_page};
use serde_json::{Map, Value};

/// For each column a value from the first row of the committed dataset that has one.
fn example(table: Table) -> Map<String, Value> {
    let path = Path::new("output").join(format!("{table}.json"));
    let rows: Vec<Map<String, Value>> =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let filled = |row: &&Map<String, Value>| row.values().filter(|value| !value.is_null()).count();
    // The fullest row, and of several the first.
    let mut best: Option<&Map<String, Value>> = None;
    for row in &rows {
        if best.is_none_or(|best| filled(&row) > filled(&best)) {
            best = Some(row);
        }
    }
    best.expect("the committed dataset has rows").clone()
}

#[test]
fn every_table_has_its_page() {
    let directory = Path::new("docs/datasets");
    let rejects = Map::from_iter([
        ("doc_id".to_owned(), Value::from("press/17.txt")),
        ("source".to_owned(), "press/17.txt".into()),
        ("byte_offset".to_owned(), 1207.into()),
        ("reason".to_owned(), "not UTF-8 at byte 1207".into()),
    ]);
    let mut pages: Vec<(&str, String)> = Table::ALL
        .into_iter()
        .map(|table| (table.as_str(), manual_page(table.schema(), &example(table))))
        .collect();
    pages.push((REJECTS.name, manual_page(&REJECTS, &rejects)));
    let sentence = Map::from_iter([
        ("id".to_owned(), Value::from(31)),
        ("doc_id".to_owned(), "press/17.txt".into()),
        ("sentence".to_owned(), 4.into()),
        ("start".to_owned(), 212.into()),
        ("end".to_owned(), 246.into()),
        ("byte_start".to_owned(), 388.into()),
        ("byte_end".to_owned(), 443.into()),
        (
            "text".to_owned(),
            "وصل الوفد إلى تونس في 3 مايو 1961.".into(),
        ),
    ]);
    pages.push((SENTENCES.name, manual_page(&SENTENCES, &sentence)));
    for (name, page) in pages {
        let path = directory.join(format!("{name}.md"));
        if env::var_os("UPDATE_EXPECT").is_some() {
            fs::create_dir_all(directory).unwrap();
            fs::write(&path, &page).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            written,
            page,
            "{} is not the page of the table: UPDATE_EXPECT=1 cargo test --test datasets_manual",
            path.display()
        );
    }
    let index = fs::read_to_string(directory.join("README.md")).unwrap();
    for table in Table::ALL {
        assert!(
            index.contains(&format!("({table}.md)")),
            "{table} is not in the index"
        );
    }
}

/// Each column is told in both languages, with what an empty cell means where
/// one may be.
#[test]
fn every_column_is_told_in_both_languages() {
    let schemas = Table::ALL.into_iter().map(Table::schema).chain([&REJECTS]);
    let arabic = |text: &str| text.chars().any(|c| ('\u{621}'..='\u{64a}').contains(&c));
    for schema in schemas {
        assert!(
            arabic(schema.about_ar) && !arabic(schema.about_en),
            "{}",
            schema.name
        );
        for column in schema.columns {
            let name = format!("{}.{}", schema.name, column.name);
            assert!(!column.about_en.is_empty(), "{name}");
            assert!(arabic(column.about_ar), "{name}");
            if column.nullable {
                assert!(
                    column.about_en.contains("empty"),
                    "{name}: {}",
                    column.about_en
                );
                assert!(
                    column.about_ar.contains("فارغ"),
                    "{name}: {}",
                    column.about_ar
                );
            }
        }
    }
}
