//! Every fault of a rule or lexicon file, as an author sees it: each file of
//! `tests/pack_errors/` against the message in the `.txt` beside it. Run with
//! `UPDATE_EXPECT=1` to write the messages anew, then read them.

use std::path::Path;
use std::{env, fs};

use nasaq::lexicon::PackFile;
use nasaq::rules::RulePack;

/// A lexicon with one word of each kind that the cases need.
fn lexicon() -> Vec<PackFile> {
    let file = |name: &str, text: &str| PackFile {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    vec![
        file(
            "lexicon/countries.csv",
            "id,alpha3,alpha2,numeric,status,name_en,name_ar\nDEU,DEU,DE,276,current,Germany,ألمانيا\n",
        ),
        file("lexicon/words.csv", "class,form,value\nMONTH,مارس,3\n"),
    ]
}

/// The message for a case; the name tells which part of a pack it is.
fn message(name: &str, text: &str) -> String {
    let (rules, lexicon) = if let Some(stem) = name.strip_suffix(".csv") {
        let inner = match stem {
            "L005-unknown-country" => "country_names.csv",
            "L006-bad-status" | "L006-bad-code" => "countries.csv",
            _ => "case.csv",
        };
        let file = PackFile {
            name: format!("lexicon/{inner}"),
            text: text.to_owned(),
        };
        let mut lexicon = lexicon();
        lexicon.retain(|other| other.name != file.name);
        lexicon.push(file);
        (Vec::new(), lexicon)
    } else {
        let file = PackFile {
            name: "rules/case.toml".to_owned(),
            text: text.to_owned(),
        };
        (vec![file], lexicon())
    };
    match RulePack::compile(&rules, &lexicon) {
        Ok(_) => "the pack compiles\n".to_owned(),
        Err(error) => format!("{error}\n"),
    }
}

#[test]
fn every_fault_is_told_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pack_errors");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".txt"))
        .collect();
    names.sort();
    assert!(names.len() > 30);
    let mut wrong = Vec::new();
    for name in names {
        let text = fs::read_to_string(folder.join(&name)).unwrap();
        let found = message(&name, &text);
        let code = name.split('-').next().unwrap();
        assert!(
            found.contains(&format!("error[{code}]")),
            "{name}:\n{found}"
        );
        let golden = folder.join(&name).with_extension("txt");
        if env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&golden, &found).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != found {
            wrong.push(format!("{name}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn two_countries_under_one_spelling_are_a_fault() {
    let mut files = lexicon();
    files[0].text = "id,alpha3,alpha2,numeric,status,name_en,name_ar\n\
        DEU,DEU,DE,276,current,Germany,ألمانيا\nFRA,FRA,FR,250,current,France,فرنسا\n"
        .to_owned();
    files.push(PackFile {
        name: "lexicon/country_names.csv".to_owned(),
        text: "id,class,form\nDEU,COUNTRY,ألمانيا\nFRA,COUNTRY,المانيا\n".to_owned(),
    });
    let error = RulePack::compile(&[], &files).unwrap_err().to_string();
    assert!(
        error.contains("error[L008]") && error.contains("country_names.csv:3:1"),
        "{error}"
    );
}

#[test]
fn too_many_sets_of_classes_are_a_fault() {
    let mut files = lexicon();
    // Every word has classes that no other has.
    let mut rows: Vec<String> = (0..40_000u32)
        .map(|number| {
            let word: String = number
                .to_string()
                .bytes()
                .map(|digit| char::from_u32(0x628 + u32::from(digit - b'0')).unwrap())
                .collect();
            format!("C{number:05},{word},\n")
        })
        .collect();
    rows.sort();
    files.push(PackFile {
        name: "lexicon/many.csv".to_owned(),
        text: format!("class,form,value\n{}", rows.concat()),
    });
    let error = RulePack::compile(&[], &files).unwrap_err().to_string();
    assert!(error.contains("error[L009]"), "{error}");
}

#[test]
fn a_pack_that_is_not_there_is_named() {
    let error = RulePack::load(Path::new("no/such/pack")).unwrap_err();
    let shown = error.to_string();
    assert!(
        shown.contains("error[P001]") && shown.contains("no/such/pack"),
        "{shown}"
    );
}
