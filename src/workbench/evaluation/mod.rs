//! Evaluation: what the rules find, held against what people marked.
//!
//! The measures are those of the public scorer of the development sets, to the
//! digit; beyond them it tells what each rule did, which values are taken for
//! which, and every single error. It reads gold and extracts, nothing else:
//! whether a figure is good enough is for a [`Gate`] that the caller names.

mod brat;
mod conll;
mod counts;
mod gate;
mod gold;
mod labels;
mod likeness;
mod listing;
mod report;
mod score;

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;

use self::counts::Sums;
use self::score::{RowScore, RuleOnRow};
use super::mention::{MentionType, read};
use crate::extract::{ExtractError, Extractor, Scratch};

pub use brat::BratDocument;
pub use counts::{CountryFigures, Counts, DateFigures, Figures, Prf};
pub use gate::{Gate, GateError, Judgement};
pub use gold::{CharSpan, Days, Form, GoldError, GoldFault, GoldRow, GoldSet, GoldSpan, GoldValue};
pub use labels::{LabelMeaning, LabelRule, Labels};
pub use score::{ErrorKind, EvaluationError, Side};

/// Figures of one type on one set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetFigures {
    /// Name of the set.
    pub set: String,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// What a rule did on the sets that mark all their mentions. Recall has no place
/// here: what was missed was missed by all rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleFigures {
    /// Of what.
    #[serde(rename = "type")]
    pub kind: MentionType,
    /// Its id.
    pub rule: String,
    /// Mentions it found that count.
    pub found: usize,
    /// … with the span of a marked one.
    pub right: usize,
    /// … without.
    pub wrong: usize,
    /// … that touch a marked one, whatever the span.
    pub touched: usize,
    /// Marked values (days, codes) that its mentions meet.
    pub valued: usize,
    /// … and tell rightly.
    pub value_right: usize,
}

/// A value taken for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// Of what.
    #[serde(rename = "type")]
    pub kind: MentionType,
    /// The marked value.
    pub expected: String,
    /// The one that was found; empty if the mention had none.
    pub found: String,
    /// How often.
    pub count: usize,
    /// The first mention concerned, as marked.
    pub text: String,
}

/// All that an evaluation says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Figures by set, each with its types in the set's own order.
    pub sets: Vec<SetFigures>,
    /// Figures over all sets, by type.
    pub totals: Vec<Figures>,
    /// What each rule did, most wrong first within a type.
    pub rules: Vec<RuleFigures>,
    /// Values taken for others, most frequent first within a type.
    pub confusions: Vec<Confusion>,
    /// Every error, by set and type, in order of rows.
    #[serde(skip)]
    pub errors: Vec<EvaluationError>,
}

/// Extracts from the texts of `sets`, in parallel, and scores what is found. The
/// outcome does not depend on the number of threads.
///
/// # Errors
/// As [`Extractor::extract`].
pub fn evaluate(extractor: &Extractor<'_>, sets: &[GoldSet]) -> Result<Evaluation, ExtractError> {
    let mut all = Gathered::default();
    for set in sets {
        let rows: Vec<Vec<RowScore>> = set
            .rows
            .par_iter()
            .map_init(Scratch::default, |scratch, row| {
                let found = read(extractor, &row.text, row.date, scratch)?;
                let score = |&kind| score::score(&set.name, row, &found, kind);
                Ok(set.annotated.iter().map(score).collect())
            })
            .collect::<Result<_, ExtractError>>()?;
        all.add(set, rows);
    }
    Ok(all.finish())
}

#[derive(Default)]
struct Gathered {
    sets: Vec<SetFigures>,
    sums: BTreeMap<MentionType, Sums>,
    rules: BTreeMap<(MentionType, String), RuleFigures>,
    confusions: BTreeMap<(MentionType, String, String), (usize, String)>,
    errors: Vec<EvaluationError>,
}

impl Gathered {
    /// Adds the scores of a set: for each row those of each type.
    fn add(&mut self, set: &GoldSet, rows: Vec<Vec<RowScore>>) {
        let mut errors: Vec<Vec<EvaluationError>> = vec![Vec::new(); set.annotated.len()];
        let mut counts = vec![Counts::default(); set.annotated.len()];
        for row in rows {
            for (index, score) in row.into_iter().enumerate() {
                counts[index] += score.counts;
                if !set.partial {
                    for (rule, did) in score.rules {
                        self.rule(set.annotated[index], rule, did);
                    }
                }
                errors[index].extend(score.errors);
            }
        }
        for (&kind, counts) in set.annotated.iter().zip(counts) {
            self.sums.entry(kind).or_default().add(counts, set.partial);
            self.sets.push(SetFigures {
                set: set.name.clone(),
                figures: counts.figures(kind, set.partial),
            });
        }
        let told = |error: &EvaluationError| !(set.partial && error.error == ErrorKind::Wrong);
        for error in errors.into_iter().flatten().filter(told) {
            self.confusion(&error);
            self.errors.push(error);
        }
    }

    fn rule(&mut self, kind: MentionType, rule: String, did: RuleOnRow) {
        let figures = self
            .rules
            .entry((kind, rule))
            .or_insert_with_key(|key| RuleFigures {
                kind,
                rule: key.1.clone(),
                found: 0,
                right: 0,
                wrong: 0,
                touched: 0,
                valued: 0,
                value_right: 0,
            });
        figures.found += 1;
        figures.right += usize::from(did.strict);
        figures.wrong += usize::from(!did.strict);
        figures.touched += usize::from(did.touched);
        figures.valued += did.valued;
        figures.value_right += did.value;
    }

    fn confusion(&mut self, error: &EvaluationError) {
        if let (ErrorKind::Value, Some(gold), Some(found)) =
            (error.error, &error.gold, &error.found)
        {
            let key = (error.kind, gold.value.clone(), found.value.clone());
            let entry = self
                .confusions
                .entry(key)
                .or_insert_with(|| (0, gold.text.clone()));
            entry.0 += 1;
        }
    }

    fn finish(self) -> Evaluation {
        let mut rules: Vec<RuleFigures> = self.rules.into_values().collect();
        rules.sort_by_key(|rule| {
            (
                rule.kind,
                std::cmp::Reverse(rule.wrong),
                std::cmp::Reverse(rule.found),
            )
        });
        let confusion = |((kind, expected, found), (count, text))| Confusion {
            kind,
            expected,
            found,
            count,
            text,
        };
        let mut confusions: Vec<Confusion> = self.confusions.into_iter().map(confusion).collect();
        confusions.sort_by_key(|confusion| (confusion.kind, std::cmp::Reverse(confusion.count)));
        Evaluation {
            sets: self.sets,
            totals: self
                .sums
                .iter()
                .map(|(&kind, sums)| sums.figures(kind))
                .collect(),
            rules,
            confusions,
            errors: self.errors,
        }
    }
}
