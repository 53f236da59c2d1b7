//! Labels of other people's corpora as types of ours.
//!
//! What a label means is the user's to say: `GPE` is a country in one corpus and
//! a city in the next. Without a word only names that leave no doubt are mapped.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::super::mention::MentionType;

/// What a label stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelMeaning {
    /// Mentions that are scored.
    Scored(MentionType),
    /// Entities of another class: a country inside one is not counted.
    Other,
    /// Nothing: as if it were not marked.
    Nothing,
}

/// One mapping: `LOC=country`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelRule {
    label: String,
    meaning: LabelMeaning,
}

impl FromStr for LabelRule {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let expected = || {
            "expected LABEL=TYPE, and as type date, country, organization, other or nothing"
                .to_owned()
        };
        let (label, meaning) = word.split_once('=').ok_or_else(expected)?;
        if label.is_empty() {
            return Err(expected());
        }
        let meaning = match meaning {
            "other" => LabelMeaning::Other,
            "nothing" => LabelMeaning::Nothing,
            kind => LabelMeaning::Scored(kind.parse().map_err(|_| expected())?),
        };
        Ok(Self {
            label: label.to_owned(),
            meaning,
        })
    }
}

/// Which label stands for what.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    rules: Vec<LabelRule>,
}

impl Labels {
    /// The usual meanings, but for what `rules` say; the last word counts.
    pub fn new(rules: &[LabelRule]) -> Self {
        Self {
            rules: rules.to_vec(),
        }
    }

    /// What a label stands for, in capitals or not.
    pub(super) fn meaning(&self, label: &str) -> LabelMeaning {
        let mut rules = self.rules.iter().rev();
        let told = rules.find(|rule| rule.label.eq_ignore_ascii_case(label));
        told.map_or_else(|| usual(label), |rule| rule.meaning)
    }

    fn is_told(&self, label: &str) -> bool {
        let mut rules = self.rules.iter();
        rules.any(|rule| rule.label.eq_ignore_ascii_case(label))
    }
}

fn usual(label: &str) -> LabelMeaning {
    let kind = match label.to_ascii_uppercase().as_str() {
        "DATE" | "TIMEX" | "TIMEX3" => MentionType::Date,
        "COUNTRY" => MentionType::Country,
        "ORG" | "ORGANIZATION" | "ORGANISATION" => MentionType::Organization,
        _ => return LabelMeaning::Other,
    };
    LabelMeaning::Scored(kind)
}

/// The labels that a file was seen to use.
#[derive(Debug, Default)]
pub(super) struct Seen {
    labels: BTreeSet<String>,
}

impl Seen {
    pub(super) fn add(&mut self, label: &str) {
        if !self.labels.contains(label) {
            self.labels.insert(label.to_owned());
        }
    }

    /// The types that the file marks.
    pub(super) fn annotated(&self, labels: &Labels) -> Vec<MentionType> {
        let scored = |kind: &MentionType| {
            let mut seen = self.labels.iter();
            seen.any(|label| labels.meaning(label) == LabelMeaning::Scored(*kind))
        };
        MentionType::ALL.into_iter().filter(scored).collect()
    }

    /// The labels of which neither the user nor custom says what they are.
    pub(super) fn unknown(&self, labels: &Labels) -> Vec<String> {
        let unknown = |label: &&String| {
            labels.meaning(label) == LabelMeaning::Other && !labels.is_told(label)
        };
        self.labels.iter().filter(unknown).cloned().collect()
    }

    /// Why nothing can be scored.
    pub(super) fn nothing_scored(&self) -> String {
        let names: Vec<&str> = self.labels.iter().map(String::as_str).collect();
        match names.as_slice() {
            [] => "nothing is marked".to_owned(),
            names => format!(
                "no label is a type; map them with --label LABEL=TYPE: {}",
                names.join(", ")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_has_the_last_word() {
        let rule = |word: &str| word.parse::<LabelRule>();
        let labels = Labels::new(&[
            rule("GPE=other").unwrap(),
            rule("gpe=country").unwrap(),
            rule("ORG=nothing").unwrap(),
        ]);
        let country = LabelMeaning::Scored(MentionType::Country);
        assert_eq!(labels.meaning("GPE"), country);
        assert_eq!(labels.meaning("ORG"), LabelMeaning::Nothing);
        assert_eq!(labels.meaning("Country"), country);
        assert_eq!(labels.meaning("PER"), LabelMeaning::Other);
        for bad in ["GPE", "=date", "GPE=river"] {
            assert!(rule(bad).unwrap_err().contains("LABEL=TYPE"), "{bad}");
        }
    }
}
