//! What the reading of corrections refuses, with the field it names.

use serde_json::{Value, json};

use super::*;

fn file() -> Value {
    json!({
        "nasaq_corrections": 1,
        "version": "0.1.0",
        "rule_pack": "00ff",
        "corrections": [{
            "document": "a.txt",
            "reference_date": "2010-05-20",
            "sentence": 0,
            "sentences": [{
                "text": "وصل إلى تونس 𐤀 عام 1948.",
                "found": [
                    { "type": "country", "text": "تونس", "start": 8, "end": 12, "value": "TUN" },
                    { "type": "date", "text": "عام 1948", "start": 15, "end": 23, "value": "1948" },
                ],
            }],
            "verdict": "value",
            "mention": { "type": "date", "text": "عام 1948", "start": 15, "end": 23, "value": "1948" },
            "value": "1949",
            "note": "",
        }],
    })
}

fn error(file: &Value) -> String {
    Corrections::read(&file.to_string())
        .expect_err("this must be refused")
        .to_string()
}

#[test]
fn places_count_characters_and_not_units_of_utf_16() {
    let read = Corrections::read(&file().to_string()).unwrap();
    let Judgement::Value(mention) = &read.corrections[0].judgement else {
        panic!("{read:#?}");
    };
    assert_eq!(mention.value.as_deref(), Some("1949"));
    assert_eq!(
        &read.corrections[0].sentences[0].text[mention.bytes.clone()],
        "عام 1948"
    );
}

#[test]
fn what_cannot_be_is_told_with_its_field() {
    let told = |change: &dyn Fn(&mut Value), words: &str| {
        let mut file = file();
        change(&mut file);
        let error = error(&file);
        assert!(error.contains(words), "{error}");
    };
    told(
        &|file| file["nasaq_corrections"] = json!(2),
        "nasaq_corrections: is of shape 2",
    );
    told(
        &|file| *file = json!({"corrections": []}),
        "nasaq_corrections: is not there",
    );
    let one = |change: fn(&mut Value), words: &str| {
        told(&|file| change(&mut file["corrections"][0]), words)
    };
    one(
        |one| one["mention"]["start"] = json!(14),
        "corrections[0].mention: characters 14 to 23",
    );
    one(
        |one| one["mention"]["end"] = json!(900),
        "corrections[0].mention: characters 15 to 900",
    );
    one(
        |one| one["mention"]["end"] = json!(3),
        "corrections[0].mention",
    );
    one(
        |one| one["mention"]["type"] = json!("country"),
        "corrections[0].mention: is not among",
    );
    one(
        |one| one["verdict"] = json!("missing"),
        "corrections[0].mention: is among",
    );
    one(
        |one| one["verdict"] = json!("right"),
        "unknown variant `right`",
    );
    one(|one| one["value"] = json!(" "), "corrections[0].value");
    one(
        |one| one["reference_date"] = json!("20.5."),
        "corrections[0].reference_date: `20.5.`",
    );
    one(
        |one| one["sentences"] = json!([]),
        "corrections[0].sentences",
    );
    one(|one| one["nota"] = json!(""), "unknown field `nota`");
    one(
        |one| one["sentences"][0]["found"][1]["text"] = json!("سنة 1948"),
        "corrections[0].sentences[0].found[1]",
    );
}

#[test]
fn a_fault_of_the_syntax_has_its_line() {
    let Err(CorrectionsError::Shape { line, .. }) =
        Corrections::read("{\n\"nasaq_corrections\": ,}")
    else {
        panic!("this must be refused");
    };
    assert_eq!(line, 2);
}
