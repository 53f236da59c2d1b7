//! The lexicon of countries against what it promises: every inflection of every
//! demonym, with every proclitic, and a recorded alternative for every look-alike.

use std::collections::{BTreeMap, BTreeSet};

use nasaq::extract::{Extractor, Scratch};
use nasaq::rules::RulePack;
use nasaq::source::Document;

const DEMONYMS: &str = include_str!("../lexicon/demonyms.csv");
const NAMES: &str = include_str!("../lexicon/country_names.csv");

/// Forms that are mostly other words, so that a rule asks for more (financial), or
/// the name of a city.
const GUARDED: [&str; 6] = [
    "المالي",
    "المالية",
    "الماليون",
    "الماليين",
    "الماليات",
    "النبطية",
];

/// The class of demonyms that are mostly other words in all their forms.
const RARE: &str = "NISBA_RARE_AMBIGUOUS";

/// The rows of a lexicon file, cut at commas.
fn rows(file: &str) -> impl Iterator<Item = Vec<&str>> {
    file.lines().skip(1).map(|line| line.split(',').collect())
}

/// The definite forms of a demonym, told by hand: both genders, three numbers,
/// both cases.
fn definite(base: &str, plurals: &str) -> Vec<String> {
    const ENDINGS: [&str; 8] = ["", "ة", "ون", "ين", "ات", "ان", "تان", "تين"];
    let all = base
        .split(' ')
        .next()
        .is_some_and(|word| word.ends_with('ي'));
    let inflected = |ending: &str| {
        let words = base.split(' ').enumerate().map(|(index, word)| {
            let relation = word.ends_with('ي');
            let article = if index == 0 || (relation && all) {
                "ال"
            } else {
                ""
            };
            format!("{article}{word}{}", if relation { ending } else { "" })
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let broken = plurals.split('|').filter(|plural| !plural.is_empty());
    let broken = broken.map(|plural| format!("ال{plural}"));
    ENDINGS
        .iter()
        .map(|ending| inflected(ending))
        .chain(broken)
        .collect()
}

/// A definite form behind a proclitic: ل takes the alef of the article, and the
/// whole article where a third lam would follow.
fn attached(clitic: &str, form: &str) -> String {
    match (clitic.strip_suffix('ل'), form.strip_prefix("ال")) {
        (Some(before), Some(rest)) if rest.starts_with('ل') => format!("{before}ل{rest}"),
        (Some(before), Some(rest)) => format!("{before}لل{rest}"),
        _ => format!("{clitic}{form}"),
    }
}

#[test]
fn every_inflection_of_every_demonym_is_found() {
    let pack = RulePack::builtin().unwrap();
    let mut scratch = Scratch::default();
    let extractor = Extractor::new(&pack);
    let mut wanted: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for row in rows(DEMONYMS).filter(|row| row[2] != RARE) {
        for form in definite(row[1], row[3]) {
            wanted.entry(form).or_default().insert(row[0]);
        }
    }
    let mut missed = Vec::new();
    for (form, ids) in wanted
        .iter()
        .filter(|(form, _)| !GUARDED.contains(&form.as_str()))
    {
        for clitic in ["", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فك"] {
            let text = format!("لعل {} في كتاب", attached(clitic, form));
            let document = Document::of_text(&text, None);
            let found = extractor.extract(&document, &mut scratch).unwrap();
            let end = text.len() - " في كتاب".len();
            let right = found.countries.iter().any(|mention| {
                mention.place.span.byte_end == end
                    && mention.countries.iter().any(|&country| {
                        let country = &pack.lexicon().countries[country as usize];
                        ids.contains(country.id.as_str()) || ids.contains(country.key())
                    })
            });
            if !right {
                missed.push(text);
            }
        }
    }
    assert!(missed.is_empty(), "{} missed: {missed:#?}", missed.len());
}

#[test]
fn every_look_alike_has_its_other_readings_on_record() {
    let pack = RulePack::builtin().unwrap();
    let ambiguities = &pack.lexicon().ambiguities;
    let without: Vec<&str> = rows(NAMES)
        .filter(|row| row[1].starts_with("COUNTRY") && row[1].ends_with("_AMBIGUOUS"))
        .map(|row| row[2])
        .filter(|form| !form.contains('(') && !ambiguities.has(form))
        .collect();
    assert!(without.is_empty(), "{without:#?}");
}
