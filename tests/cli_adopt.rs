//! `nasaq adopt`: from a reader's corrections to cases that fail.

mod cli_support;

use cli_support::{Ran, Sandbox};
use nasaq::rules::RulePack;
use serde_json::{Value, json};

const FIRST: &str = "وصل الوفد إلى تونس عام 1948. ";
const SECOND: &str = "وفي العام نفسه غادر إلى المغرب.";

/// A mention as the page tells it.
fn mention(sentence: &str, kind: &str, text: &str, value: &str) -> Value {
    let before = &sentence[..sentence.find(text).unwrap()];
    let start = before.chars().count();
    json!({ "type": kind, "text": text, "start": start, "end": start + text.chars().count(), "value": value })
}

fn first() -> Value {
    let found = [
        mention(FIRST, "country", "تونس", "TUN"),
        mention(FIRST, "date", "عام 1948", "1948"),
    ];
    json!({ "text": FIRST, "found": found })
}

fn second() -> Value {
    let found = [
        mention(SECOND, "date", "العام نفسه", "1948"),
        mention(SECOND, "country", "المغرب", "MAR"),
    ];
    json!({ "text": SECOND, "found": found })
}

/// A correction of the second sentence.
fn correction(verdict: &str, mention: Value, value: Option<&str>, note: &str) -> Value {
    let mut correction = json!({
        "document": "trip.txt", "reference_date": null, "sentence": 1,
        "sentences": [first(), second()],
        "verdict": verdict, "value": value, "note": note,
    });
    correction["mention"] = mention;
    correction
}

fn adopt(sandbox: &Sandbox, corrections: &[Value]) -> Ran {
    let file = json!({
        "nasaq_corrections": 1, "version": env!("CARGO_PKG_VERSION"),
        "rule_pack": RulePack::builtin().unwrap().hash(), "corrections": corrections,
    });
    sandbox.write(
        "corrections.json",
        serde_json::to_vec_pretty(&file).unwrap(),
    );
    sandbox.run("adopt corrections.json -o cases/reader.toml")
}

/// Ids of the cases, and those that fail.
fn tried(sandbox: &Sandbox) -> (Vec<String>, Vec<String>) {
    let ran = sandbox.run("test --cases cases/reader.toml reader.toml --format json");
    let results: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:#?}"));
    let tests = results["tests"].as_array().unwrap().iter();
    let failing = tests.filter(|test| test["passed"] == json!(false));
    let failing = failing
        .map(|test| test["name"].as_str().unwrap().to_owned())
        .collect();
    let written = sandbox.read("cases/reader.toml");
    let ids = written
        .lines()
        .filter_map(|line| line.strip_prefix("id = "));
    (
        ids.map(|id| id.trim_matches('"').to_owned()).collect(),
        failing,
    )
}

#[test]
fn a_wrong_value_is_a_case_that_fails_on_exactly_this() {
    let sandbox = Sandbox::new();
    let wrong = mention(SECOND, "date", "العام نفسه", "1948");
    let ran = adopt(
        &sandbox,
        &[correction(
            "value",
            wrong,
            Some("1949"),
            "قال:\n«العام التالي»",
        )],
    );
    let ran = ran.expect(0, &[]);
    assert!(
        ran.stdout.contains("trip.txt, sentence 2: case date-"),
        "{ran:#?}"
    );
    assert!(ran.stdout.contains("which fails"), "{ran:#?}");
    let written = sandbox.read("cases/reader.toml");
    // The year meant stands in the sentence before, so that comes along.
    assert!(written.contains(FIRST), "{written}");
    assert!(
        written.contains("value = \"1949\"") && written.contains("value = \"1948\""),
        "{written}"
    );
    assert!(written.contains("قال: «العام التالي»"), "{written}");
    assert!(
        !written.contains("country"),
        "only the judged type: {written}"
    );
    let (ids, failing) = tried(&sandbox);
    assert_eq!((ids.len(), failing.len()), (1, 1));
    // The same once more adds nothing.
    let wrong = mention(SECOND, "date", "العام نفسه", "1948");
    let again = adopt(&sandbox, &[correction("value", wrong, Some("1949"), "")]).expect(0, &[]);
    assert!(
        again.stdout.contains("already") && again.stdout.contains("0 new cases"),
        "{again:#?}"
    );
}

#[test]
fn corrections_of_a_sentence_are_one_case() {
    let sandbox = Sandbox::new();
    let ran = adopt(
        &sandbox,
        &[
            correction(
                "wrong",
                mention(SECOND, "country", "المغرب", "MAR"),
                None,
                "",
            ),
            correction(
                "missing",
                mention(SECOND, "organization", "نفسه", ""),
                Some(""),
                "",
            ),
        ],
    );
    let ran = ran.expect(0, &[]);
    assert!(ran.stdout.contains("1 new case in"), "{ran:#?}");
    let written = sandbox.read("cases/reader.toml");
    assert!(
        written.contains("types = [\"country\", \"organization\"]"),
        "{written}"
    );
    assert!(!written.contains("MAR"), "{written}");
    // A country needs no sentence before it.
    assert!(!written.contains(FIRST), "{written}");
    assert_eq!(tried(&sandbox).1.len(), 1);
}

#[test]
fn a_correction_that_the_rules_know_passes() {
    let sandbox = Sandbox::new();
    let mut one = correction("wrong", mention(SECOND, "country", "غادر", "TCD"), None, "");
    one["sentences"][1]["found"]
        .as_array_mut()
        .unwrap()
        .push(mention(SECOND, "country", "غادر", "TCD"));
    let ran = adopt(&sandbox, &[one]).expect(0, &[]);
    assert!(ran.stdout.contains("passes already"), "{ran:#?}");
    assert_eq!(tried(&sandbox).1.len(), 0);
}

#[test]
fn what_cannot_be_a_case_is_refused_and_nothing_is_written() {
    let sandbox = Sandbox::new();
    let country = || mention(SECOND, "country", "المغرب", "MAR");
    let named = adopt(
        &sandbox,
        &[correction("value", country(), Some("Tunisia"), "")],
    )
    .expect(1, &[]);
    assert!(named.stdout.contains("did you mean TUN?"), "{named:#?}");
    let date = mention(SECOND, "date", "العام نفسه", "1948");
    let worded = adopt(&sandbox, &[correction("value", date, Some("في 1949"), "")]).expect(1, &[]);
    assert!(worded.stdout.contains("EDTF"), "{worded:#?}");
    let mut other = correction("wrong", country(), None, "");
    other["sentences"][1]["found"][1]["value"] = json!("MRT");
    other["mention"]["value"] = json!("MRT");
    let mut kept = correction(
        "missing",
        mention(SECOND, "country", "غادر", "TCD"),
        Some("TCD"),
        "",
    );
    kept["sentences"] = other["sentences"].clone();
    let changed = adopt(&sandbox, &[kept]).expect(1, &[]);
    assert!(changed.stdout.contains("read it otherwise"), "{changed:#?}");
    let twice = [
        correction("wrong", country(), None, ""),
        correction("value", country(), Some("TUN"), ""),
    ];
    let twice = adopt(&sandbox, &twice).expect(1, &[]);
    assert!(twice.stdout.contains("judged twice"), "{twice:#?}");
    assert!(!sandbox.path().join("cases").exists());
}

#[test]
fn a_bad_file_is_told_with_its_place() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "bad.json",
        "{\n  \"nasaq_corrections\": 1,\n  \"corrections\": 7\n}\n",
    );
    sandbox.run("adopt bad.json").expect(2, &["bad.json:3:"]);
    let mut one = correction(
        "wrong",
        mention(SECOND, "country", "المغرب", "MAR"),
        None,
        "",
    );
    one["mention"]["start"] = json!(0);
    adopt(&sandbox, &[one]).expect(2, &["corrections.json: corrections[0].mention: characters"]);
    adopt(&sandbox, &[]).expect(2, &["holds no corrections"]);
    sandbox
        .run("adopt nowhere.json")
        .expect(2, &["cannot read nowhere.json"]);
    sandbox
        .run("adopt corrections.json -o cases/reader.txt")
        .expect(2, &[]);
}
