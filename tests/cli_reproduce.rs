//! `nasaq reproduce`: the receipt of a dataset, and what came of making it again.

mod cli_support;

use cli_support::{Sandbox, TEXT};
use serde_json::{Value, json};

fn package(sandbox: &Sandbox) -> Value {
    serde_json::from_str(&sandbox.read("out/datapackage.json")).unwrap()
}

/// Inputs of several kinds, and a dataset of them made with some options.
fn made() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("news/b.txt", TEXT);
    sandbox.write("news/a/c.txt", "عاد الوفد إلى تونس أمس.\n");
    sandbox.write("news/notes.pdf", "not read");
    sandbox.write("table.csv", "name,body\nx,زار الوفد مصر عام 1950\n");
    sandbox
        .run("extract news table.csv -o out --text-column body --reference-date 1999-05-06 --format parquet,csv,conll -q")
        .expect(0, &[]);
    sandbox
}

#[test]
fn the_receipt_tells_inputs_options_rules_and_version() {
    let sandbox = made();
    let told = &package(&sandbox)["nasaq"];
    assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(told["rule_pack"].as_str().unwrap().len(), 64);
    assert_eq!(
        told["options"],
        json!({"input_format": "auto", "text_column": "body", "format": ["csv", "parquet", "conll"], "reference_date": "1999-05-06"})
    );
    let given = &told["inputs"]["given"];
    assert_eq!(given[0]["path"], "news");
    assert_eq!(given[0]["kind"], "directory");
    assert_eq!(given[0]["count"], 2);
    let files = given[0]["files"].as_array().unwrap();
    let names: Vec<&str> = files.iter().map(|f| f["path"].as_str().unwrap()).collect();
    assert_eq!(names, ["a/c.txt", "b.txt"]);
    assert_eq!(files[1]["bytes"], TEXT.len());
    assert_eq!(given[1]["path"], "table.csv");
    assert_eq!(given[1]["kind"], "file");
    assert!(given[1]["hash"].as_str().unwrap().starts_with("sha256:"));
    let here = sandbox.path().to_str().unwrap();
    assert!(!sandbox.read("out/datapackage.json").contains(here));
}

#[test]
fn what_is_as_it_was_comes_out_the_same() {
    let sandbox = made();
    let ran = sandbox
        .run("reproduce out")
        .expect(0, &["13 files, every byte the same"]);
    assert_eq!(ran.stdout, "");
    // From elsewhere, and with the inputs elsewhere.
    std::fs::create_dir(sandbox.path().join("far")).unwrap();
    let far = sandbox.nasaq(["reproduce", "../out", "-q"]);
    let mut far = far;
    far.current_dir(sandbox.path().join("far"));
    assert!(far.status().unwrap().success());
    for name in ["news", "table.csv"] {
        std::fs::rename(
            sandbox.path().join(name),
            sandbox.path().join("far").join(name),
        )
        .unwrap();
    }
    sandbox
        .run("reproduce out --inputs far -o again")
        .expect(0, &["every byte the same"]);
    assert!(sandbox.files("again") == sandbox.files("out"));
    sandbox
        .run("reproduce out --inputs far -o out")
        .expect(2, &["would replace"]);
}

#[test]
fn each_difference_is_told() {
    let sandbox = made();
    sandbox.write("news/b.txt", TEXT.replace("1947", "1948"));
    sandbox.write("news/d.txt", "نص\n");
    let ran = sandbox.run("reproduce out").expect(1, &["differences"]);
    for line in [
        "input: news: b.txt changed",
        "input: news: d.txt was not there",
        "dates.csv: differs from byte ",
        "dates.parquet: differs from byte ",
        "annotations.conll: differs from byte ",
        "datapackage.json: differs from byte ",
    ] {
        assert!(ran.stdout.contains(line), "no {line:?} in {}", ran.stdout);
    }
    let line = ran
        .stdout
        .lines()
        .find(|l| l.starts_with("dates.csv"))
        .unwrap();
    assert!(line.ends_with("row 2"), "{line}");
    std::fs::remove_file(sandbox.path().join("table.csv")).unwrap();
    let ran = sandbox.run("reproduce out").expect(1, &["not made again"]);
    assert!(ran.stdout.contains("input: table.csv: is missing"));
}

#[test]
fn a_changed_dataset_is_told() {
    let sandbox = made();
    let dates = sandbox.read("out/dates.csv");
    sandbox.write("out/dates.csv", dates.replace("1947", "1974"));
    std::fs::remove_file(sandbox.path().join("out/countries.parquet")).unwrap();
    let text = sandbox.read("out/datapackage.json");
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    sandbox.write(
        "out/datapackage.json",
        text.replace(&version, "\"version\": \"0.0.9\""),
    );
    let ran = sandbox.run("reproduce out").expect(1, &[]);
    for line in [
        "datapackage.json: does not match the digest",
        "version: ",
        "dates.csv: differs from byte",
        "countries.parquet: is missing",
    ] {
        assert!(ran.stdout.contains(line), "no {line:?} in {}", ran.stdout);
    }
}

#[test]
fn standard_input_can_be_given_again() {
    let sandbox = Sandbox::new();
    sandbox
        .feed("extract - -o out -q", TEXT.as_bytes())
        .expect(0, &[]);
    assert_eq!(
        package(&sandbox)["nasaq"]["inputs"]["given"],
        json!([{"path": "-", "kind": "stream"}])
    );
    sandbox
        .feed("reproduce out", TEXT.as_bytes())
        .expect(0, &["every byte the same"]);
    let ran = sandbox
        .feed("reproduce out", "عام 1950".as_bytes())
        .expect(1, &[]);
    assert!(ran.stdout.contains("dates.csv: differs"));
}

#[test]
fn what_has_no_receipt_is_refused() {
    let sandbox = made();
    sandbox.run("reproduce news").expect(2, &["not a dataset"]);
    let text = sandbox.read("out/datapackage.json");
    sandbox.write(
        "out/datapackage.json",
        text.replace("\"given\"", "\"taken\""),
    );
    sandbox.run("reproduce out").expect(2, &["tells no inputs"]);
    sandbox.write(
        "out/datapackage.json",
        text.replace("\"reference_date\"", "\"moon_phase\""),
    );
    sandbox
        .run("reproduce out")
        .expect(2, &["options that this nasaq does not have", "moon-phase"]);
}

#[test]
fn verify_and_report_know_the_receipt() {
    let sandbox = made();
    sandbox
        .run("verify out news table.csv --text-column body")
        .expect(0, &[]);
    // The same text in other bytes.
    sandbox.write("news/b.txt", format!("\u{feff}{TEXT}"));
    let ran = sandbox
        .run("verify out news table.csv --text-column body")
        .expect(1, &[]);
    assert!(
        ran.stdout.contains("input news: b.txt changed"),
        "{}",
        ran.stdout
    );
    sandbox
        .run("report out")
        .expect(0, &["report.html: 3 of 3 documents"]);
    std::fs::create_dir(sandbox.path().join("far")).unwrap();
    std::fs::rename(
        sandbox.path().join("table.csv"),
        sandbox.path().join("far/table.csv"),
    )
    .unwrap();
    sandbox
        .run("report out")
        .expect(2, &["table.csv is not here", "--texts"]);
}

#[test]
fn verify_looks_rules_and_names_up() {
    let input = concat!(env!("CARGO_MANIFEST_DIR"), "/input");
    let sandbox = Sandbox::new();
    sandbox
        .run(&format!("extract {input} -o out --format csv -q"))
        .expect(0, &[]);
    sandbox
        .run(&format!("verify out {input}"))
        .expect(0, &["nothing wrong"]);
    for (file, from, to, said) in [
        (
            "countries",
            ",France,",
            ",Francia,",
            "name_en of FRA is \"France\" in the pack",
        ),
        ("dates", ",date.", ",dates.", "is no rule of the pack"),
        (
            "organizations",
            ",intergovernmental",
            ",company",
            "category of ",
        ),
    ] {
        let path = format!("out/{file}.csv");
        let table = sandbox.read(&path);
        sandbox.write(&path, table.replacen(from, to, 1));
        let ran = sandbox.run("verify out").expect(1, &[]);
        assert!(ran.stdout.contains(said), "no {said:?} in {}", ran.stdout);
        sandbox.write(&path, table);
    }
    // The names of organizations are not looked up where they were not used.
    sandbox
        .run(&format!(
            "extract {input} -o out --format csv --without-gazetteer -q"
        ))
        .expect(0, &[]);
    sandbox.run("verify out -v").expect(0, &[]);
}
