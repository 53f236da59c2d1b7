//! A change as it is reported and reviewed.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::compare::{ChangeKind, Pair};
use super::passage::{Ground, Passage};
use super::sighting::Sighting;
use crate::record::hex;
use crate::workbench::{Context, MentionType};

/// Characters shown on each side of a change.
const WIDTH: usize = 60;

/// What a reviewer says of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The new behaviour is right.
    Right,
    /// The old behaviour was right.
    Wrong,
}

/// What is known of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its name.
    pub id: String,
    /// Where it was read.
    pub source: String,
    /// The day it was written, `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// One change of one mention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Stable: the same change of the same document has it in every report.
    pub id: String,
    /// In what way the mention differs.
    pub change: ChangeKind,
    /// Of what it is a mention.
    #[serde(rename = "type")]
    pub kind: MentionType,
    /// Name of the document.
    pub document: String,
    /// Where the document was read.
    pub source: String,
    /// The day the document was written, `YYYY-MM-DD`, if that is known.
    #[serde(default)]
    pub date: Option<String>,
    /// The mention on the old side.
    pub old: Option<Sighting>,
    /// The mention on the new side.
    pub new: Option<Sighting>,
    /// The stretch that old and new cover together, with its neighbourhood; none
    /// where no text is known.
    pub context: Option<Context>,
    /// The sentences around it; none where no text is known.
    pub passage: Option<Passage>,
    /// What the reviewer says; null until then.
    #[serde(default)]
    pub verdict: Option<Verdict>,
}

/// A piece of the stretch that a change covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is inside the old mention.
    pub old: bool,
    /// Whether it is inside the new mention.
    pub new: bool,
}

impl Change {
    /// A change of a document, with its neighbourhood where there is text.
    pub fn new(
        origin: &Origin,
        pair: Pair,
        old: &[Sighting],
        new: &[Sighting],
        ground: Option<Ground<'_>>,
    ) -> Option<Self> {
        let (before, after) = (pair.old.map(|at| &old[at]), pair.new.map(|at| &new[at]));
        let kind = before.or(after)?.kind;
        let sides = [before, after].into_iter().flatten();
        let start = sides.clone().map(|side| side.byte_start).min()?;
        let end = sides.map(|side| side.byte_end).max()?;
        let known = ground.and_then(|ground| Some((ground, ground.within(&(start..end))?)));
        Some(Self {
            id: id(&origin.id, pair.change, before, after),
            change: pair.change,
            kind,
            document: origin.id.clone(),
            source: origin.source.clone(),
            date: origin.date.clone(),
            old: before.cloned(),
            new: after.cloned(),
            context: known
                .as_ref()
                .map(|(ground, bytes)| Context::of(ground.text, bytes.clone(), WIDTH)),
            passage: known
                .and_then(|(ground, _)| Passage::around(&ground, &(start..end), kind, old, new)),
            verdict: None,
        })
    }

    /// The rules concerned, old and new; the same twice where there is only one
    /// side.
    pub fn rules(&self) -> (&str, &str) {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => (&old.rule, &new.rule),
            (Some(one), None) | (None, Some(one)) => (&one.rule, &one.rule),
            (None, None) => ("", ""),
        }
    }

    /// The columns in which the two sides differ, with what they say.
    pub fn columns(&self) -> Vec<(&'static str, &str, &str)> {
        let (Some(old), Some(new)) = (&self.old, &self.new) else {
            return Vec::new();
        };
        let both = old.columns().into_iter().zip(new.columns());
        both.filter(|((_, old), (_, new))| old != new)
            .map(|((column, old), (_, new))| (column, old, new))
            .collect()
    }

    /// The stretch that old and new cover together, cut where one of them ends.
    pub fn pieces(&self) -> Vec<Piece> {
        let sides = [self.old.as_ref(), self.new.as_ref()];
        let there = || sides.into_iter().flatten();
        let mut edges: Vec<usize> = there()
            .flat_map(|side| [side.byte_start, side.byte_end])
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let covers = |side: Option<&Sighting>, from: usize| {
            side.is_some_and(|side| (side.byte_start..side.byte_end).contains(&from))
        };
        let piece = |edges: &[usize]| {
            let [from, to] = [edges[0], edges[1]];
            let text = there().find_map(|side| {
                let (from, to) = (
                    from.checked_sub(side.byte_start)?,
                    to.checked_sub(side.byte_start)?,
                );
                side.text.get(from..to)
            })?;
            Some(Piece {
                text: text.replace(char::is_whitespace, " "),
                old: covers(sides[0], from),
                new: covers(sides[1], from),
            })
        };
        edges.windows(2).filter_map(piece).collect()
    }
}

/// The name of a change: of what it says, where.
pub(in crate::workbench) fn id(
    document: &str,
    change: ChangeKind,
    old: Option<&Sighting>,
    new: Option<&Sighting>,
) -> String {
    let mut hasher = Sha256::new();
    let mut part = |text: &str| {
        hasher.update(text);
        hasher.update([0]);
    };
    part(document);
    part(change.as_str());
    let mut kind = None;
    for side in [old, new] {
        let Some(side) = side else {
            part("");
            continue;
        };
        kind = Some(side.kind);
        part(side.kind.as_str());
        part(&side.start.to_string());
        part(&side.end.to_string());
        part(&side.rule);
        side.columns().iter().for_each(|(_, text)| part(text));
    }
    let digest = hex(&hasher.finalize());
    format!("{}-{}", kind.map_or("", MentionType::as_str), &digest[..12])
}
