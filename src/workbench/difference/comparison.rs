//! The sum of all changes: counts by type and rule, and examples.
//!
//! Examples are drawn by a hash of the seed and the change, so that neither the
//! number of threads nor what else was found decides which are shown.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::change::{Change, Origin};
use super::compare::{ChangeKind, Pair, compare};
use super::passage::Ground;
use super::sighting::Sighting;
use crate::source::Reject;
use crate::workbench::MentionType;

/// Which changes count.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// These types; all if empty.
    pub types: Vec<MentionType>,
    /// Changes that one of these rules has a part in; all if empty.
    pub rules: Vec<String>,
    /// Whether a mention that only another rule finds is no change.
    pub ignore_rule: bool,
}

impl Filter {
    fn wants(&self, pair: &Pair, old: &[Sighting], new: &[Sighting]) -> bool {
        let sides = [pair.old.map(|at| &old[at]), pair.new.map(|at| &new[at])];
        let sides = || sides.into_iter().flatten();
        let ruled = |side: &Sighting| self.rules.contains(&side.rule);
        !(self.ignore_rule && pair.change == ChangeKind::Reattributed)
            && sides().all(|side| self.wants_type(side.kind))
            && (self.rules.is_empty() || sides().any(ruled))
    }

    fn wants_type(&self, kind: MentionType) -> bool {
        self.types.is_empty() || self.types.contains(&kind)
    }
}

/// Changes by kind, in the order of [`ChangeKind::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([u64; ChangeKind::ALL.len()]);

impl Counts {
    /// How many of a kind.
    pub fn of(&self, kind: ChangeKind) -> u64 {
        self.0[kind as usize]
    }

    /// How many in all.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    fn add(&mut self, kind: ChangeKind) {
        self.0[kind as usize] += 1;
    }
}

impl Serialize for Counts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(ChangeKind::ALL.map(|kind| (kind, self.of(kind))))
    }
}

/// The changes of one document.
#[derive(Clone, Debug, Default)]
pub struct DocumentChanges {
    /// Mentions by type, old and new, in the order of [`MentionType::ALL`].
    pub mentions: [[u64; 2]; 3],
    /// The changes, in order of place.
    pub changes: Vec<Change>,
}

impl DocumentChanges {
    /// Compares a document's mentions, which are in order of place. `ground`
    /// gives the text in which a change stands, if it is to be had.
    pub fn find<'g>(
        origin: &Origin,
        old: &[Sighting],
        new: &[Sighting],
        filter: &Filter,
        ground: impl Fn(&Pair) -> Option<Ground<'g>>,
    ) -> Self {
        let mut mentions = [[0; 2]; 3];
        for (side, list) in [old, new].into_iter().enumerate() {
            for sighting in list.iter().filter(|found| filter.wants_type(found.kind)) {
                mentions[sighting.kind as usize][side] += 1;
            }
        }
        let pairs = if old == new {
            Vec::new()
        } else {
            compare(old, new)
        };
        let wanted = pairs
            .into_iter()
            .filter(|pair| filter.wants(pair, old, new));
        let change = |pair: Pair| Change::new(origin, pair, old, new, ground(&pair));
        Self {
            mentions,
            changes: wanted.filter_map(change).collect(),
        }
    }
}

/// How many examples to keep, and which.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sampling {
    /// Examples of each rule (or pair of rules); none means all changes.
    pub of_each_rule: Option<usize>,
    /// Another seed draws others.
    pub seed: u64,
}

/// Totals of a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TypeCounts {
    /// Mentions on the old side.
    pub old: u64,
    /// Mentions on the new side.
    pub new: u64,
    /// Changes.
    pub changes: Counts,
}

/// The changes that a rule, or a pair of rules, has a part in.
#[derive(Clone, Debug, Default)]
pub struct RuleCounts {
    /// How many.
    pub counts: Counts,
    /// Those kept, by rank in the draw, then by number.
    kept: BTreeMap<(u64, u64), Change>,
}

/// What was found by comparing.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// What the old side is, for people.
    pub old: String,
    /// What the new side is, for people.
    pub new: String,
    /// Documents compared.
    pub documents: u64,
    /// Documents with changes.
    pub changed: u64,
    /// Documents that could not be worked on, with the reason.
    pub set_aside: Vec<String>,
    /// Names of documents that only the old dataset has.
    pub only_old: Vec<String>,
    /// Names of documents that only the new dataset has.
    pub only_new: Vec<String>,
    /// Names of documents whose text is not the same on both sides, so that their
    /// mentions are not compared.
    pub other_text: Vec<String>,
    /// Where the text around the changes comes from.
    pub context: &'static str,
    types: [TypeCounts; 3],
    rules: BTreeMap<(String, String), RuleCounts>,
    sampling: Sampling,
    seen: u64,
}

impl Comparison {
    /// Nothing compared yet.
    pub fn new(old: impl Into<String>, new: impl Into<String>, sampling: Sampling) -> Self {
        Self {
            old: old.into(),
            new: new.into(),
            sampling,
            ..Self::default()
        }
    }

    /// Adds a document. The order in which documents come is that of the report.
    pub fn add(&mut self, document: DocumentChanges) {
        self.documents += 1;
        self.changed += u64::from(!document.changes.is_empty());
        for (totals, [old, new]) in self.types.iter_mut().zip(document.mentions) {
            totals.old += old;
            totals.new += new;
        }
        for change in document.changes {
            self.types[change.kind as usize].changes.add(change.change);
            let (old, new) = change.rules();
            let rule = self.rules.entry((old.to_owned(), new.to_owned()));
            let rule = rule.or_default();
            rule.counts.add(change.change);
            self.seen += 1;
            let Some(room) = self.sampling.of_each_rule else {
                rule.kept.insert((0, self.seen), change);
                continue;
            };
            let rank = rank(self.sampling.seed, &change.id);
            rule.kept.insert((rank, self.seen), change);
            if rule.kept.len() > room {
                rule.kept.pop_last();
            }
        }
    }

    /// Adds a document that could not be worked on.
    pub fn set_aside(&mut self, reject: &Reject) {
        self.set_aside
            .push(format!("{}: {}", reject.source, reject.reason));
    }

    /// Whether anything differs.
    pub fn differs(&self) -> bool {
        let lists = [&self.only_old, &self.only_new, &self.other_text];
        self.seen > 0 || lists.iter().any(|list| !list.is_empty())
    }

    /// All changes together.
    pub fn total(&self) -> u64 {
        self.seen
    }

    /// Totals by type, in order.
    pub fn types(&self) -> impl Iterator<Item = (MentionType, &TypeCounts)> {
        MentionType::ALL.into_iter().zip(&self.types)
    }

    /// Old rule, new rule and their changes: most changes first, then by name.
    pub fn rules(&self) -> Vec<(&str, &str, &RuleCounts)> {
        let rows = self.rules.iter();
        let mut rows: Vec<_> = rows
            .map(|((old, new), counts)| (old.as_str(), new.as_str(), counts))
            .collect();
        rows.sort_by_key(|(_, _, rule)| std::cmp::Reverse(rule.counts.total()));
        rows
    }

    /// All changes kept, in the order of the documents.
    pub fn changes(&self) -> Vec<&Change> {
        let kept = self.rules.values().flat_map(|rule| rule.kept.iter());
        let mut kept: Vec<_> = kept
            .map(|((_, number), change)| (*number, change))
            .collect();
        kept.sort_by_key(|(number, _)| *number);
        kept.into_iter().map(|(_, change)| change).collect()
    }
}

impl RuleCounts {
    /// The changes kept, in the order of the documents.
    pub fn examples(&self) -> Vec<&Change> {
        let mut kept: Vec<_> = self.kept.iter().collect();
        kept.sort_by_key(|((_, number), _)| *number);
        kept.into_iter().map(|(_, change)| change).collect()
    }
}

/// Where a change comes in the draw.
fn rank(seed: u64, id: &str) -> u64 {
    let digest = Sha256::new()
        .chain_update(seed.to_le_bytes())
        .chain_update(id);
    let digest = digest.finalize();
    u64::from_le_bytes(std::array::from_fn(|index| digest[index]))
}

#[cfg(test)]
mod tests {
    use super::super::compare::tests::sighting;
    use super::*;

    fn origin(id: &str) -> Origin {
        Origin {
            id: id.to_owned(),
            source: id.to_owned(),
            date: None,
        }
    }

    fn many(sampling: Sampling, order: impl Iterator<Item = usize>) -> Comparison {
        let mut comparison = Comparison::new("a", "b", sampling);
        for index in order {
            let rule = ["date.a", "date.b"][index % 2];
            let new = [sighting(MentionType::Date, index, index + 4, "1947", rule)];
            let found = |_: &Pair| None;
            let origin = origin("d");
            comparison.add(DocumentChanges::find(
                &origin,
                &[],
                &new,
                &Filter::default(),
                found,
            ));
        }
        comparison
    }

    #[test]
    fn a_sample_shows_each_rule_and_does_not_depend_on_the_order() {
        let sampling = |seed| Sampling {
            of_each_rule: Some(3),
            seed,
        };
        let ids = |comparison: &Comparison| {
            let mut ids: Vec<String> = comparison.changes().iter().map(|c| c.id.clone()).collect();
            ids.sort();
            ids
        };
        let forth = many(sampling(1), 0..100);
        assert_eq!(forth.total(), 100);
        for (_, _, rule) in forth.rules() {
            assert_eq!((rule.counts.total(), rule.examples().len()), (50, 3));
        }
        assert_eq!(ids(&forth), ids(&many(sampling(1), (0..100).rev())));
        assert_ne!(ids(&forth), ids(&many(sampling(2), 0..100)));
        assert_eq!(many(Sampling::default(), 0..100).changes().len(), 100);
    }

    #[test]
    fn a_filter_leaves_out_what_is_not_asked_for() {
        let old = [sighting(MentionType::Date, 0, 4, "1947", "date.a")];
        let new = [
            sighting(MentionType::Date, 0, 4, "1947", "date.b"),
            sighting(MentionType::Country, 5, 9, "FRA", "country.c"),
        ];
        let count = |filter: Filter| {
            let found = DocumentChanges::find(&origin("d"), &old, &new, &filter, |_| None);
            found.changes.len()
        };
        assert_eq!(count(Filter::default()), 2);
        let rules = |rule: &str| Filter {
            rules: vec![rule.to_owned()],
            ..Filter::default()
        };
        assert_eq!((count(rules("date.a")), count(rules("date.x"))), (1, 0));
        let ignored = Filter {
            ignore_rule: true,
            ..Filter::default()
        };
        assert_eq!(count(ignored), 1);
        let dates = Filter {
            types: vec![MentionType::Date],
            ..Filter::default()
        };
        assert_eq!(count(dates), 1);
    }
}
