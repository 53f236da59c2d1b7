//! Pages, articles of an encyclopedia, and days in the names of files.

use encoding_rs::WINDOWS_1256;
use nasaq::source::{InputFormat, ReadOptions};

use super::{Folder, TEXT, documents, items, rejects};

#[test]
fn a_page_is_its_running_text_in_place() {
    let folder = Folder::new();
    let page = format!(
        "<!DOCTYPE html>\n<html><head><meta charset=windows-1256><title>ع</title></head>\n\
         <body><nav>فرنسا</nav><p>{TEXT}</p><script>var مصر;</script></body></html>\n"
    );
    let bytes = WINDOWS_1256.encode(&page).0;
    for (name, options) in [
        ("a.html", ReadOptions::default()),
        ("a.log", ReadOptions::from(InputFormat::Html)),
    ] {
        let found = documents(&folder.write(name, &bytes), &options);
        let document = &found[0];
        assert_eq!(document.encoding, "windows-1256");
        assert_eq!(document.text.len(), page.len());
        assert_eq!(document.text.find(TEXT), page.find(TEXT));
        assert_eq!(document.text.trim(), TEXT);
    }
    // A page that is read as text keeps its markup.
    let path = folder.write("a.html", &page);
    let found = documents(&path, &ReadOptions::from(InputFormat::Text));
    assert_eq!(found[0].text, page);
}

const EXTRACT: &str = "<doc id=\"7\" url=\"https://example.org/?curid=7\" title=\"الأول\">\nالأول\n\nمتن.\n</doc>\n\
<doc id=\"\" url=\"\" title=\"\">\n</doc>\n";

#[test]
fn articles_are_documents() {
    let folder = Folder::new();
    for name in ["AA/wiki_00", "b.txt"] {
        let path = folder.write(name, EXTRACT);
        let name = name.trim_start_matches("AA/");
        let found = documents(&path, &ReadOptions::default());
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].id.as_str(), found[0].text.as_str()),
            ("7", "الأول\n\nمتن.\n")
        );
        assert_eq!(found[0].source, format!("{name}:1"));
        assert_eq!(found[1].id, format!("{name}:6"));
    }
    // In a folder, and as one text where the caller says so.
    assert_eq!(
        items(folder.path(), &ReadOptions::from(InputFormat::Extracts)).len(),
        2
    );
    let path = folder.write("b.txt", EXTRACT);
    let found = documents(&path, &ReadOptions::from(InputFormat::Text));
    assert_eq!(found[0].text, EXTRACT);
}

#[test]
fn broken_articles_are_set_aside_with_their_line() {
    let folder = Folder::new();
    let broken =
        "قبل\nقبل\n<doc id=\"1\">\nأول\n<doc id=\"2\">\nثان\n</doc>\nبعد\n<doc id=\"3\">\nثالث";
    let path = folder.write("wiki_01", broken);
    let options = ReadOptions::from(InputFormat::Extracts);
    let found = rejects(&path, &options);
    let said: Vec<_> = found
        .iter()
        .map(|r| (r.source.as_str(), r.reason.as_str()))
        .collect();
    let outside = "text outside of <doc> and </doc>";
    let unclosed = "the article has no </doc>";
    let expected = [
        ("wiki_01:1", outside),
        ("wiki_01:3", unclosed),
        ("wiki_01:8", outside),
        ("wiki_01:9", unclosed),
    ];
    assert_eq!(said, expected);
    assert_eq!(items(&path, &options).len(), 5);
}

#[test]
fn the_name_of_a_file_tells_its_day() {
    let folder = Folder::new();
    folder.write("2024-05-06.txt", TEXT);
    folder.write("notes.txt", TEXT);
    folder.write("2023-01-02/a.csv", "text,date\nنص,2020-02-29\nنص,\n");
    folder.write("2023-01-02/b.jsonl", "{\"text\":\"نص\"}\n");
    let options = ReadOptions {
        dates: Some("YYYY-MM-DD".parse().unwrap()),
        ..ReadOptions::default()
    };
    let day = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
    let found = documents(folder.path(), &options);
    let days: Vec<_> = found
        .into_iter()
        .map(|document| (document.source, day(document.reference_date)))
        .collect();
    let expected = [
        ("2023-01-02/a.csv:2", Some("2020-02-29")),
        ("2023-01-02/a.csv:3", Some("2023-01-02")),
        ("2023-01-02/b.jsonl:1", Some("2023-01-02")),
        ("2024-05-06.txt", Some("2024-05-06")),
        ("notes.txt", None),
    ];
    let expected: Vec<_> = expected
        .map(|(source, day)| (source.to_owned(), day.map(str::to_owned)))
        .into();
    assert_eq!(days, expected);
}
