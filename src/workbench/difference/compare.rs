//! Two lists of mentions of one document, side by side.
//!
//! Mentions of one type pair up by equal spans first, then by the largest
//! overlap; what is left over was added or removed. Pairing must not depend on
//! which side is called old: the comparison read backwards is its mirror.

use serde::{Deserialize, Serialize};

use super::sighting::Sighting;

/// In what way a mention differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ChangeKind {
    /// Only the new side has it.
    #[serde(rename = "added")]
    Added,
    /// Only the old side has it.
    #[serde(rename = "removed")]
    Removed,
    /// Both have one there, with other edges.
    #[serde(rename = "re-spanned")]
    Respanned,
    /// The same stretch, understood otherwise.
    #[serde(rename = "re-valued")]
    Revalued,
    /// The same in every respect, but found by another rule.
    #[serde(rename = "re-attributed")]
    Reattributed,
}

impl ChangeKind {
    /// All kinds, in the order in which they are counted.
    pub const ALL: [Self; 5] = [
        Self::Added,
        Self::Removed,
        Self::Respanned,
        Self::Revalued,
        Self::Reattributed,
    ];

    /// The word for it in reports and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Respanned => "re-spanned",
            Self::Revalued => "re-valued",
            Self::Reattributed => "re-attributed",
        }
    }
}

/// Two sightings that belong together but are not equal, by their places in the
/// lists compared; at least one is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// In what way they differ.
    pub change: ChangeKind,
    /// Place in the old list.
    pub old: Option<usize>,
    /// Place in the new list.
    pub new: Option<usize>,
}

/// All that differs between two lists, which are in order of place, in order of
/// place.
pub fn compare(old: &[Sighting], new: &[Sighting]) -> Vec<Pair> {
    let mut partner_of_old: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    let overlapping = overlaps(old, new);
    for (before, after) in overlapping {
        if partner_of_old[before].is_none() && !taken[after] {
            partner_of_old[before] = Some(after);
            taken[after] = true;
        }
    }
    let mut pairs: Vec<Pair> = Vec::new();
    for (index, partner) in partner_of_old.into_iter().enumerate() {
        let change = match partner {
            None => Some(ChangeKind::Removed),
            Some(after) => difference(&old[index], &new[after]),
        };
        pairs.extend(change.map(|change| Pair {
            change,
            old: Some(index),
            new: partner,
        }));
    }
    let added = (0..new.len()).filter(|&index| !taken[index]);
    pairs.extend(added.map(|index| Pair {
        change: ChangeKind::Added,
        old: None,
        new: Some(index),
    }));
    pairs.sort_by_key(|pair| {
        let sides = [pair.old.map(|at| &old[at]), pair.new.map(|at| &new[at])];
        let orders = sides.into_iter().flatten().map(Sighting::order);
        (orders.clone().min(), orders.max())
    });
    pairs
}

/// How two sightings that belong together differ.
fn difference(old: &Sighting, new: &Sighting) -> Option<ChangeKind> {
    if old.span() != new.span() {
        Some(ChangeKind::Respanned)
    } else if !old.says_the_same(new) {
        Some(ChangeKind::Revalued)
    } else {
        (old.rule != new.rule).then_some(ChangeKind::Reattributed)
    }
}

/// Pairs of one type that share a character, the best first: equal spans, then
/// the most shared bytes, then the place, told the same way from both sides.
fn overlaps(old: &[Sighting], new: &[Sighting]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    // Behind these no earlier mention of the new side reaches.
    let mut furthest = 0;
    let reach: Vec<usize> = new
        .iter()
        .map(|after| {
            furthest = furthest.max(after.byte_end);
            furthest
        })
        .collect();
    for (at_old, before) in old.iter().enumerate() {
        let first = reach.partition_point(|&end| end <= before.byte_start);
        for (at_new, after) in new.iter().enumerate().skip(first) {
            if after.byte_start >= before.byte_end {
                break;
            }
            let from = before.byte_start.max(after.byte_start);
            let to = before.byte_end.min(after.byte_end);
            if before.kind != after.kind || from >= to {
                continue;
            }
            let other_edges = before.span() != after.span();
            let whole = (
                before.byte_start.min(after.byte_start),
                before.byte_end.max(after.byte_end),
            );
            let rank = (other_edges, usize::MAX - (to - from), from, to, whole);
            found.push((rank, at_old, at_new));
        }
    }
    found.sort_unstable();
    found
        .into_iter()
        .map(|(_, before, after)| (before, after))
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::workbench::MentionType;

    /// A sighting of ASCII text, so that characters are bytes.
    pub(in super::super) fn sighting(
        kind: MentionType,
        start: usize,
        end: usize,
        value: &str,
        rule: &str,
    ) -> Sighting {
        Sighting {
            kind,
            start,
            end,
            byte_start: start,
            byte_end: end,
            text: "x".repeat(end - start),
            value: value.to_owned(),
            rule: rule.to_owned(),
            row_kind: "name".to_owned(),
            certainty: String::new(),
            basis: String::new(),
            earliest: String::new(),
            latest: String::new(),
        }
    }

    fn kinds(old: &[Sighting], new: &[Sighting]) -> Vec<ChangeKind> {
        let pairs = compare(old, new);
        pairs.into_iter().map(|pair| pair.change).collect()
    }

    #[test]
    fn each_kind_of_change_is_told() {
        use MentionType::{Country, Date};
        let old = [
            sighting(Date, 0, 4, "1947", "a"),
            sighting(Date, 10, 14, "1948", "a"),
            sighting(Date, 20, 24, "1949", "a"),
            sighting(Date, 30, 34, "1950", "a"),
            sighting(Date, 40, 44, "1951", "a"),
        ];
        let new = [
            sighting(Date, 0, 4, "1947", "b"),
            sighting(Date, 8, 14, "1948", "a"),
            sighting(Date, 20, 24, "1949~", "a"),
            sighting(Country, 30, 34, "FRA", "c"),
            sighting(Date, 40, 44, "1951", "a"),
        ];
        use ChangeKind::{Added, Reattributed, Removed, Respanned, Revalued};
        assert_eq!(
            kinds(&old, &new),
            [Reattributed, Respanned, Revalued, Removed, Added]
        );
        let mut other = old[0].clone();
        other.certainty = "uncertain".to_owned();
        assert_eq!(kinds(&old[..1], &[other]), [Revalued]);
    }

    #[test]
    fn an_equal_span_goes_before_a_longer_overlap() {
        let date = |start, end| sighting(MentionType::Date, start, end, "1947", "a");
        let old = [date(0, 20), date(5, 10)];
        let new = [date(5, 10)];
        let pairs = compare(&old, &new);
        assert_eq!(pairs.len(), 1);
        assert_eq!(
            (pairs[0].change, pairs[0].old),
            (ChangeKind::Removed, Some(0))
        );
        // The best of two overlaps is the one that is re-spanned.
        let old = [date(0, 10), date(10, 14)];
        let new = [date(2, 12)];
        let pairs = compare(&old, &new);
        assert_eq!(pairs[0].change, ChangeKind::Respanned);
        assert_eq!((pairs[0].old, pairs[0].new), (Some(0), Some(0)));
        assert_eq!(
            (pairs[1].change, pairs[1].old),
            (ChangeKind::Removed, Some(1))
        );
    }

    fn list() -> impl Strategy<Value = Vec<Sighting>> {
        let one = (0_usize..3, 0_usize..40, 1_usize..8, 0_u8..3, 0_u8..3);
        let one = one.prop_map(|(kind, start, length, value, rule)| {
            let kind = MentionType::ALL[kind];
            sighting(
                kind,
                start,
                start + length,
                &value.to_string(),
                &rule.to_string(),
            )
        });
        proptest::collection::vec(one, 0..12).prop_map(|mut list| {
            list.sort_by_key(Sighting::order);
            // No extraction reports one place and type twice.
            list.dedup_by_key(|sighting| sighting.order());
            list
        })
    }

    fn mirrored(pair: Pair) -> Pair {
        let change = match pair.change {
            ChangeKind::Added => ChangeKind::Removed,
            ChangeKind::Removed => ChangeKind::Added,
            other => other,
        };
        Pair {
            change,
            old: pair.new,
            new: pair.old,
        }
    }

    proptest! {
        #[test]
        fn nothing_differs_from_itself(list in list()) {
            prop_assert_eq!(compare(&list, &list), Vec::new());
        }

        #[test]
        fn read_backwards_it_is_its_mirror(old in list(), new in list()) {
            let forth = compare(&old, &new);
            let mut back: Vec<Pair> = compare(&new, &old).into_iter().map(mirrored).collect();
            let key = |pair: &Pair| (pair.old, pair.new);
            let mut sorted = forth.clone();
            sorted.sort_by_key(key);
            back.sort_by_key(key);
            prop_assert_eq!(&sorted, &back);
            // Nothing is told twice, and all that is only on one side is told.
            for (at, side) in [(0, &old), (1, &new)] {
                let told: Vec<usize> =
                    forth.iter().filter_map(|pair| [pair.old, pair.new][at]).collect();
                let mut once = told.clone();
                once.sort_unstable();
                once.dedup();
                prop_assert_eq!(once.len(), told.len());
                let other = [&new, &old][at];
                for (index, sighting) in side.iter().enumerate() {
                    if !other.contains(sighting) {
                        prop_assert!(told.contains(&index));
                    }
                }
            }
        }
    }
}
