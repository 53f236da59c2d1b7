//! What the engine saw, kept for people: units with their classes, matches with
//! their captures and whether they won.

use crate::lexicon::Payload;
use crate::rules::{RuleIndex, RulePack};

use super::matcher::Candidate;
use super::mention::Span;
use super::text::SegmentText;
use super::units::{NO_NUMBER, Unit};

/// A unit of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenUnit {
    /// Its place, with its proclitics.
    pub span: Span,
    /// The original text.
    pub text: String,
    /// Its proclitics, as people write them.
    pub clitic: &'static str,
    /// Names of its classes.
    pub classes: Vec<String>,
    /// The number it tells.
    pub number: Option<i32>,
    /// What the lexicon says it can denote.
    pub entries: Vec<String>,
}

/// A match of a phase-1 rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The rule.
    pub rule: RuleIndex,
    /// Place of the mention.
    pub span: Span,
    /// The mention.
    pub text: String,
    /// What each capture took, in the order of the pattern.
    pub captures: Vec<(String, String)>,
    /// Whether it won its place.
    pub won: bool,
}

/// Everything phase 1 saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examination {
    /// The units, in order.
    pub units: Vec<SeenUnit>,
    /// All matches, in order of place.
    pub matches: Vec<Match>,
}

impl SeenUnit {
    pub(super) fn new(pack: &RulePack, text: &SegmentText<'_>, unit: &Unit) -> Self {
        let lexicon = pack.lexicon();
        let symbols = lexicon.symbols();
        // A blank line is an empty token.
        let empty =
            text.tokens[unit.first as usize].start == text.tokens[unit.end as usize - 1].end;
        let (span, original) = if empty {
            (
                Span {
                    start: 0,
                    end: 0,
                    byte_start: 0,
                    byte_end: 0,
                },
                String::new(),
            )
        } else {
            (
                text.span(unit.first, unit.end, 0),
                text.original(unit.first, unit.end, 0).to_owned(),
            )
        };
        let classes = symbols
            .classes_of(unit.symbol)
            .iter()
            .map(|&class| symbols.class_name(class).to_owned());
        Self {
            span,
            text: original,
            clitic: symbols.clitic_of(unit.symbol).as_str(),
            classes: classes.collect(),
            number: (unit.number != NO_NUMBER).then_some(unit.number),
            entries: entries(pack, unit),
        }
    }
}

/// What a unit can denote, in words.
fn entries(pack: &RulePack, unit: &Unit) -> Vec<String> {
    let lexicon = pack.lexicon();
    lexicon
        .entries(unit.entries)
        .iter()
        .filter_map(|entry| match entry.payload {
            Payload::None | Payload::Category(_) => None,
            Payload::Number(number) => Some(number.to_string()),
            Payload::Country(country) => Some(lexicon.countries[country as usize].key().to_owned()),
            Payload::Group(group) => Some(lexicon.groups[group as usize].id.clone()),
            Payload::Organization(organization) => {
                Some(lexicon.organizations[organization as usize].id.clone())
            }
        })
        .collect()
}

impl Match {
    pub(super) fn new(
        pack: &RulePack,
        text: &SegmentText<'_>,
        candidate: &Candidate,
        won: bool,
    ) -> Self {
        let rule = pack.rule(candidate.rule);
        let captures = rule.captures.iter().zip(&candidate.captures);
        let taken = captures.filter_map(|(name, unit)| {
            let unit = (*unit)?;
            Some((
                name.clone(),
                text.original(unit.first, unit.end, unit.clitic).to_owned(),
            ))
        });
        Self {
            rule: candidate.rule,
            span: text.span(candidate.first, candidate.end, candidate.clitic),
            text: text
                .original(candidate.first, candidate.end, candidate.clitic)
                .to_owned(),
            captures: taken.collect(),
            won,
        }
    }
}
