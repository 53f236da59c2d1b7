//! Documents that are too long to be held become the same rows as those that are.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use nasaq::pipeline::{self, Options};
use nasaq::record::{Formats, Manifest};
use nasaq::rules::RulePack;
use nasaq::source::{InputFormat, Inputs, ReadOptions, Spilling};
use nasaq::text::Kernel;

/// Sentences that need what was said before them.
const STORY: &str = "تأسست منظمة الصحة الإقليمية للبحار (مصب) في 4 مارس 1947 في تونس، وفي مايو انتقلت المنظمة إلى المغرب.\n\
    بعد عامين انضمت فرنسا إلى مصب، وفي 12 رمضان 1370هـ وقعت المنظمة اتفاقًا مع اليونسكو. وفي العام التالي خرجت منه.\n\n\
    في 5 يونيو عادت إليه، وفي عام 1372 اجتمع الأعضاء في القاهرة ثم في بيروت وفي اليوم التالي في دمشق.\n";

fn options(formats: &[&str]) -> Options {
    let mut all = Formats::default();
    for format in formats {
        assert!(all.add(format));
    }
    Options {
        threads: NonZeroUsize::new(2).unwrap(),
        chunk_size: NonZeroUsize::new(1000).unwrap(),
        reference_date: None,
        formats: all,
        kernel: Kernel::detect(),
    }
}

fn inputs(path: &Path, held: Option<usize>, format: InputFormat) -> Inputs {
    let spilling = held.map(|held| Spilling {
        folder: std::env::temp_dir(),
        held,
    });
    let options = ReadOptions {
        format,
        spilling,
        ..ReadOptions::default()
    };
    Inputs::new(&[path.to_owned()], options).unwrap()
}

fn streamed(path: &Path, held: Option<usize>) -> String {
    let pack = &RulePack::builtin().unwrap();
    let mut out = Vec::new();
    let inputs = inputs(path, held, InputFormat::Auto);
    let summary = pipeline::stream(inputs, pack, &mut out, &options(&[]), &mut ()).unwrap();
    String::from_utf8(out).unwrap() + &format!("{summary:?}")
}

fn dataset(path: &Path, held: Option<usize>) -> BTreeMap<String, Vec<u8>> {
    let pack = &RulePack::builtin().unwrap();
    let out = tempfile::tempdir().unwrap();
    let formats = options(&["csv", "json", "jsonl", "parquet"]);
    let manifest = Manifest::new(pack.hash());
    let inputs = inputs(path, held, InputFormat::Auto);
    pipeline::run(inputs, pack, out.path(), &formats, &manifest, &mut ()).unwrap();
    let files = fs::read_dir(out.path()).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read(path).unwrap())
    });
    files.collect()
}

/// A folder with documents of all kinds, each longer than what is held.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let long = STORY.repeat(1500);
    let line = |id: &str, text: &str| {
        serde_json::json!({"id": id, "text": text, "date": "1950-06-07"}).to_string() + "\n"
    };
    let lines = [
        line("a", &long),
        line("short", STORY),
        line("b", &long.replace('\n', " ")),
        // The same name again, and what is no document.
        line("a", &long),
        format!("{{\"text\":\"{}\n", STORY.replace('\n', " ").repeat(50)),
        line("c", &long.replace(' ', "")),
    ];
    let articles = format!("<doc id=\"w\">\n{long}</doc>\n<doc id=\"v\">\n{STORY}</doc>\n");
    let (page, ..) = encoding_rs::WINDOWS_1256.encode(&long);
    for (name, bytes) in [
        ("a.txt", long.clone().into_bytes()),
        ("cut.txt", [long.as_bytes(), b"\xD9"].concat()),
        ("l.jsonl", lines.concat().into_bytes()),
        ("page.txt", page.into_owned()),
        (
            "p.html",
            format!("<html><body><p>{long}</p></body></html>").into_bytes(),
        ),
        ("t.csv", format!("id,text\nrow,\"{long}\"\n").into_bytes()),
        ("wiki_00", articles.into_bytes()),
        ("z.txt", STORY.as_bytes().to_vec()),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let path = folder.path().to_owned();
    (folder, path)
}

#[test]
fn what_is_not_held_becomes_the_same_rows() {
    let (_folder, path) = folder();
    let held = streamed(&path, None);
    assert!(
        held.contains("\"kind\":\"anaphor\""),
        "the story points back"
    );
    let long = streamed(&path, Some(2000));
    let (lines, others) = (held.lines(), long.lines());
    for (one, other) in lines.zip(others) {
        assert!(one == other, "{:.300}\n{:.300}", one, other);
    }
    assert!(held == long);
    // Nearly all documents longer than that are short again.
    assert!(held == streamed(&path, Some(400_000)));
}

#[test]
fn what_is_not_held_becomes_the_same_dataset() {
    let (_folder, path) = folder();
    let held = dataset(&path, None);
    assert!(held.len() > 20);
    for (name, bytes) in dataset(&path, Some(2000)) {
        // A group of rows ends where a document has many.
        let grouped = name.ends_with(".parquet") || name == "datapackage.json";
        assert!(grouped || held[&name] == bytes, "{name}");
    }
}
