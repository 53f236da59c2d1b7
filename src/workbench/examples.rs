//! A rule against one of its examples.

use chrono::NaiveDate;

use crate::diagnostic::isolate;
use crate::extract::{Extraction, Extractor, Match, Place, Scratch};
use crate::rules::{Example, Output, RuleIndex, RulePack};
use crate::source::Document;

/// Why an example does not hold, for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}\n  text  {}", isolate(text))]
pub struct Failure {
    /// File of the rule.
    pub file: String,
    /// Line of the example.
    pub line: usize,
    /// What was expected and what was found.
    pub message: String,
    /// The text.
    pub text: String,
}

/// A mention as examples speak of it.
struct Found {
    rule: RuleIndex,
    text: String,
    value: String,
}

/// Tries one example of a rule.
///
/// An example holds if the rule itself finds the mention, with the value given; a
/// counter-example if the rule finds nothing (or not that mention). A `not-…`
/// rule finds something if its match wins its place.
///
/// # Errors
/// What was expected and what was found instead.
pub fn check(
    pack: &RulePack,
    rule: RuleIndex,
    example: &Example,
    scratch: &mut Scratch,
) -> Result<(), Failure> {
    let fail = |message: String| Failure {
        file: pack.rule(rule).file.clone(),
        line: example.line,
        message,
        text: example.text.clone(),
    };
    let found = find(pack, rule, example, scratch).map_err(fail)?;
    let own: Vec<&Found> = found.iter().filter(|found| found.rule == rule).collect();
    let same = |found: &&&Found| {
        example
            .mention
            .as_ref()
            .is_none_or(|mention| *mention == found.text)
    };
    let hit = own.iter().find(same);
    let others = || {
        let list: Vec<String> = found
            .iter()
            .map(|found| {
                format!(
                    "{} {} = {}",
                    pack.rule_id(found.rule),
                    isolate(&found.text),
                    found.value
                )
            })
            .collect();
        if list.is_empty() {
            "nothing".to_owned()
        } else {
            list.join(", ")
        }
    };
    match (example.counter, hit) {
        (true, None) => Ok(()),
        (true, Some(found)) => Err(fail(format!(
            "finds {}, and must not",
            isolate(&found.text)
        ))),
        (false, None) => {
            let mention = example.mention.as_deref().unwrap_or("anything");
            Err(fail(format!(
                "expected {}; found {}",
                isolate(mention),
                others()
            )))
        }
        (false, Some(found)) => match &example.value {
            Some(value) if *value != found.value => Err(fail(format!(
                "expected the value {value}; found {}",
                found.value
            ))),
            _ => Ok(()),
        },
    }
}

fn find(
    pack: &RulePack,
    rule: RuleIndex,
    example: &Example,
    scratch: &mut Scratch,
) -> Result<Vec<Found>, String> {
    let extractor = Extractor::new(pack);
    if let Output::Nothing { .. } = pack.rule(rule).output {
        let examination = extractor.examine(&example.text, scratch);
        let won = |found: &&Match| found.won;
        return Ok(examination
            .matches
            .iter()
            .filter(won)
            .map(|found| Found {
                rule: found.rule,
                text: found.text.clone(),
                value: String::new(),
            })
            .collect());
    }
    let reference_date = match &example.date {
        Some(date) => Some(
            date.parse::<NaiveDate>()
                .map_err(|_| format!("`{date}` is no date"))?,
        ),
        None => None,
    };
    let document = Document {
        id: "example".to_owned(),
        source: "example".to_owned(),
        text: example.text.clone(),
        sha256: String::new(),
        encoding: "utf-8",
        reference_date,
    };
    let extraction = extractor
        .extract(&document, scratch)
        .map_err(|error| error.to_string())?;
    Ok(mentions(pack, &example.text, &extraction))
}

fn mentions(pack: &RulePack, text: &str, extraction: &Extraction) -> Vec<Found> {
    let slice = |place: &Place| text[place.span.byte_start..place.span.byte_end].to_owned();
    let dates = extraction.dates.iter().map(|date| Found {
        rule: date.place.rule,
        text: slice(&date.place),
        value: date
            .value
            .edtf
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
    });
    let countries = extraction.countries.iter().map(|country| Found {
        rule: country.place.rule,
        text: slice(&country.place),
        value: country.keys(pack.lexicon()),
    });
    let organizations = extraction.organizations.iter().map(|found| Found {
        rule: found.place.rule,
        text: slice(&found.place),
        value: found.organization.id(pack.lexicon()).to_owned(),
    });
    dates.chain(countries).chain(organizations).collect()
}
