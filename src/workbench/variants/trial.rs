//! A test tried again under variants.
//!
//! What must be found in the changed text is what was found in the former one,
//! by the same rule, with the same value, at the places that the edits tell.

use std::ops::Range;

use super::Variant;
use super::edits::Edits;
use crate::extract::{Extractor, Scratch};
use crate::rules::{OptOut, Rule, RulePack};
use crate::workbench::suite::{Difference, Expectation, Failure, Seen, Test, check, failure, seen};

/// What came of a test under a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The same was found.
    Held,
    /// Something else was found.
    Broken(Failure),
    /// The rule or the test says, with a reason, that it need not hold.
    OptedOut(String),
}

/// A test under a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The variant.
    pub variant: Variant,
    /// What came of it.
    pub outcome: Outcome,
}

/// Tries a test that holds under each of `variants` that has something to change
/// in its text. A test that does not hold as it stands yields nothing.
pub fn try_variants(
    pack: &RulePack,
    test: &Test,
    variants: &[Variant],
    scratch: &mut Scratch,
) -> Vec<Trial> {
    let extractor = Extractor::new(pack);
    let Ok(found) = seen(&extractor, test, &test.text, scratch) else {
        return Vec::new();
    };
    let subject = Subject::new(pack, test, &found);
    let mut trials = Vec::new();
    for &variant in variants {
        if !subject.admits(variant) {
            continue;
        }
        let edits = variant.edits(&test.text, &subject.places);
        if edits.is_empty() {
            continue;
        }
        let outcome = match subject.opt_out(variant) {
            Some(opt_out) => Outcome::OptedOut(opt_out.reason.clone()),
            None => match subject.differs(&extractor, variant, &edits, scratch) {
                None => Outcome::Held,
                Some(failure) => Outcome::Broken(failure),
            },
        };
        trials.push(Trial { variant, outcome });
    }
    trials
}

/// A test with what was found in its own text.
struct Subject<'a> {
    pack: &'a RulePack,
    test: &'a Test,
    rule: Option<&'a Rule>,
    /// All that was found.
    found: &'a [Seen],
    /// What it is about, of that.
    hits: Vec<&'a Seen>,
    /// Where the mentions stand that it is about, in order.
    places: Vec<Range<usize>>,
}

impl<'a> Subject<'a> {
    fn new(pack: &'a RulePack, test: &'a Test, found: &'a [Seen]) -> Self {
        let hits: Vec<&Seen> = found.iter().filter(|seen| test.means(pack, seen)).collect();
        let mut places: Vec<Range<usize>> = match &test.expectation {
            Expectation::Rule {
                counter: true,
                mention,
                ..
            } => occurrences(&test.text, mention.as_deref()),
            Expectation::Mention {
                counter: true,
                mention,
                ..
            } => occurrences(&test.text, Some(mention)),
            _ => hits.iter().map(|seen| seen.span.bytes()).collect(),
        };
        places.sort_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
        Self {
            pack,
            test,
            rule: test.rule().map(|rule| pack.rule(rule)),
            found,
            hits,
            places,
        }
    }

    /// Whether the pattern lets a variant be tried at all: what a rule says of
    /// itself is no opt-out.
    fn admits(&self, variant: Variant) -> bool {
        let Some(rule) = self.rule else { return true };
        match variant {
            // A proclitic parts a word from the one before, which such a rule needs
            // and on which most counter-examples hang.
            Variant::Proclitic(_) => {
                rule.before.is_none() && rule.mention.is_none() && !self.test.is_counter()
            }
            Variant::LineBreak => {
                !rule.line_bound && rule.sentence.is_none() && rule.not_sentence.is_none()
            }
            _ => true,
        }
    }

    fn opt_out(&self, variant: Variant) -> Option<&OptOut> {
        let of_rule = self.rule.map_or(&[][..], |rule| &rule.opt_outs);
        let mut all = of_rule.iter().chain(&self.test.opt_outs);
        all.find(|opt_out| opt_out.is_about(variant.as_str()))
    }

    /// What is wrong under a variant.
    fn differs(
        &self,
        extractor: &Extractor<'_>,
        variant: Variant,
        edits: &Edits,
        scratch: &mut Scratch,
    ) -> Option<Failure> {
        let changed = self.changed(variant, edits);
        let told = |mut failure: Failure| {
            failure.variant = Some(variant);
            failure
        };
        if let Expectation::Whole { .. } = changed.expectation {
            return check(self.pack, &changed, scratch).err().map(told);
        }
        let found = match seen(extractor, &changed, &changed.text, scratch) {
            Ok(found) => found,
            Err(error) => {
                let differences = vec![Difference::Error(error.to_string())];
                return Some(told(failure(self.pack, &changed, differences, Vec::new())));
            }
        };
        let differences = if variant.keeps_fold() {
            // The engine reads the same letters: it must find the same, all of it.
            let before: Vec<&Seen> = self.found.iter().collect();
            let mut differences = self.missing(&before, &changed.text, edits, &found);
            differences.extend(self.added(edits, &found));
            differences.retain(|difference| !self.is_excused(variant, difference));
            differences
        } else if self.test.is_counter() {
            self.unexpected(edits, &found)
        } else {
            self.missing(&self.hits, &changed.text, edits, &found)
        };
        (!differences.is_empty()).then(|| told(failure(self.pack, &changed, differences, found)))
    }

    /// What a counter-example denies and is found nevertheless.
    fn unexpected(&self, edits: &Edits, found: &[Seen]) -> Vec<Difference> {
        let places: Vec<Range<usize>> = self.places.iter().map(|p| edits.map(p.clone())).collect();
        let denied = |seen: &&Seen| {
            self.test.is_own(self.pack, seen)
                && self.test.is_value(seen)
                && (places.is_empty() || places.contains(&seen.span.bytes()))
        };
        let found = found.iter().filter(denied);
        found
            .map(|seen| Difference::Unexpected(seen.clone()))
            .collect()
    }

    /// What is found where nothing was found before.
    fn added(&self, edits: &Edits, found: &[Seen]) -> Vec<Difference> {
        let known = |seen: &&Seen| {
            let place = seen.span.bytes();
            let same =
                |before: &Seen| before.kind == seen.kind && edits.map(before.span.bytes()) == place;
            self.found.iter().any(same)
        };
        let found = found.iter().filter(|seen| !known(seen));
        found
            .map(|seen| Difference::Unexpected(seen.clone()))
            .collect()
    }

    /// Whether what is wrong comes from another rule, which says that the variant
    /// need not hold for it.
    fn is_excused(&self, variant: Variant, difference: &Difference) -> bool {
        let rule = match difference {
            Difference::Unexpected(seen) => &seen.rule,
            Difference::Missing {
                at: Some(_),
                mention: Some(_),
                rule: Some(rule),
                ..
            } => rule,
            Difference::Wrong {
                field: "rule",
                expected,
                ..
            } => expected,
            _ => return false,
        };
        let mut rules = self.pack.rules();
        rules.find(|known| known.id == *rule).is_some_and(|rule| {
            rule.opt_outs
                .iter()
                .any(|opt_out| opt_out.is_about(variant.as_str()))
        })
    }

    /// What was found in the former text and is not where it must be, or not the
    /// same.
    fn missing(
        &self,
        hits: &[&Seen],
        text: &str,
        edits: &Edits,
        found: &[Seen],
    ) -> Vec<Difference> {
        let mut differences = Vec::new();
        for hit in hits {
            let place = edits.map(hit.span.bytes());
            let mut here = found
                .iter()
                .filter(|seen| seen.kind == hit.kind && seen.span.bytes() == place);
            let same = here.clone().find(|seen| seen.rule == hit.rule);
            match same.or_else(|| here.next()) {
                None => differences.push(Difference::Missing {
                    mention: Some(text[place.clone()].to_owned()),
                    value: (!hit.value.is_empty()).then(|| hit.value.clone()),
                    at: Some(text[..place.start].chars().count()),
                    rule: Some(hit.rule.clone()),
                }),
                Some(seen) => {
                    let fields = [
                        ("rule", &hit.rule, &seen.rule),
                        ("value", &hit.value, &seen.value),
                    ];
                    let wrong = fields.into_iter().filter(|(_, before, now)| before != now);
                    differences.extend(wrong.map(|(field, before, now)| Difference::Wrong {
                        field,
                        expected: before.clone(),
                        found: now.clone(),
                        seen: seen.clone(),
                    }));
                }
            }
        }
        differences
    }

    /// The test as it reads under a variant.
    fn changed(&self, variant: Variant, edits: &Edits) -> Test {
        let text = edits.apply(&self.test.text);
        let mut expectation = self.test.expectation.clone();
        match &mut expectation {
            Expectation::Whole { mentions, .. } => {
                for wanted in mentions {
                    wanted.bytes = edits.map(wanted.bytes.clone());
                    wanted.text = text[wanted.bytes.clone()].to_owned();
                }
            }
            Expectation::Rule {
                mention: Some(mention),
                ..
            }
            | Expectation::Mention { mention, .. } => {
                if let Some(place) = self.places.first() {
                    *mention = text[edits.map(place.clone())].to_owned();
                }
            }
            Expectation::Rule { mention: None, .. } => {}
        }
        Test {
            name: format!("{}~{variant}", self.test.name),
            text,
            expectation,
            ..self.test.clone()
        }
    }
}

/// All places of a mention in a text.
fn occurrences(text: &str, mention: Option<&str>) -> Vec<Range<usize>> {
    let mention = mention.unwrap_or_default();
    if mention.is_empty() {
        return Vec::new();
    }
    let places = text.match_indices(mention);
    places.map(|(at, _)| at..at + mention.len()).collect()
}
