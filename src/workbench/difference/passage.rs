//! The text around a change: enough of it to read, and to make a case of.
//!
//! A passage holds whole sentences, the last of them those in which the change
//! stands, and all mentions of its type that both sides found in it, so that a
//! case can state the full expectation. No mention may be cut by its edges.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::sighting::Sighting;
use crate::extract::Span;
use crate::workbench::MentionType;

/// Characters that a passage reaches back at most, before the change's sentence.
const REACH: usize = 2000;

/// Sentences of a document with what was found in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// First character, counted in the document.
    pub start: usize,
    /// The text.
    pub text: String,
    /// Bytes of the text at which it may begin to be a text of its own, from the
    /// beginning of the passage to that of the sentence of the change.
    pub beginnings: Vec<usize>,
    /// All mentions of the change's type on the old side, places in `text`.
    pub old: Vec<Sighting>,
    /// All mentions of the change's type on the new side, places in `text`.
    pub new: Vec<Sighting>,
}

/// The text in which changes are looked up: a document, or as much of one as is
/// known.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The text.
    pub text: &'a str,
    /// First character of it, counted in the document.
    pub start: usize,
    /// First byte of it, counted in the document.
    pub byte_start: usize,
    /// The sentences of the document, or those that lie within the text.
    pub sentences: &'a [Span],
}

impl Ground<'_> {
    /// Bytes of the text at which a stretch of the document lies.
    pub(super) fn within(&self, bytes: &Range<usize>) -> Option<Range<usize>> {
        let start = bytes.start.checked_sub(self.byte_start)?;
        let end = bytes.end.checked_sub(self.byte_start)?;
        self.text.get(start..end).map(|_| start..end)
    }
}

impl Passage {
    /// Whether every place in it is one: a file may have been edited by hand.
    pub(super) fn is_sound(&self) -> bool {
        let stands = |found: &Sighting| {
            let bytes = found.span().bytes();
            bytes.start < bytes.end
                && self.text.get(bytes) == Some(found.text.as_str())
                && self.text[..found.byte_start].chars().count() == found.start
        };
        let sides = self.old.iter().chain(&self.new);
        let in_order = |side: &[Sighting]| side.is_sorted_by_key(Sighting::order);
        let mut beginnings = self.beginnings.iter();
        sides.into_iter().all(stands)
            && in_order(&self.old)
            && in_order(&self.new)
            && beginnings.all(|&at| at < self.text.len() && self.text.is_char_boundary(at))
    }

    /// The passage around `bytes` of the document, or nothing if no whole
    /// sentences hold it. `old` and `new` are all sightings of the document, in
    /// order of place.
    pub fn around(
        ground: &Ground<'_>,
        bytes: &Range<usize>,
        kind: MentionType,
        old: &[Sighting],
        new: &[Sighting],
    ) -> Option<Self> {
        let sentences = ground.sentences;
        let mut first = sentences.partition_point(|s| s.byte_end <= bytes.start);
        let mut last = sentences.partition_point(|s| s.byte_start < bytes.end);
        let sides = [old, new];
        let cuts = |edge: usize| {
            let all = sides.iter().flat_map(|side| near(side, edge));
            all.filter(|found| found.kind == kind)
                .any(|found| found.byte_start < edge && edge < found.byte_end)
        };
        while cuts(sentences.get(first)?.byte_start) {
            first = first.checked_sub(1)?;
        }
        while cuts(sentences.get(last.checked_sub(1)?)?.byte_end) {
            last += 1;
        }
        let (core, end) = (sentences[first], sentences[last - 1]);
        if core.byte_start > bytes.start || end.byte_end < bytes.end {
            return None;
        }
        let mut starts = vec![core];
        for pair in sentences[..=first].windows(2).rev() {
            let gap = ground.within(&(pair[0].byte_end..pair[1].byte_start))?;
            let blank = ground.text[gap].matches('\n').count() > 1;
            if blank || core.start - pair[0].start > REACH {
                break;
            }
            if !cuts(pair[0].byte_start) {
                starts.push(pair[0]);
            }
        }
        starts.reverse();
        let base = starts[0];
        let stretch = base.byte_start..end.byte_end;
        let inside = |side: &[Sighting]| {
            let from = side.partition_point(|found| found.byte_start < stretch.start);
            let here = side[from..]
                .iter()
                .take_while(|found| found.byte_start < stretch.end);
            here.filter(|found| found.kind == kind)
                .map(|found| found.moved(|at| at - base.start, |at| at - base.byte_start))
                .collect()
        };
        Some(Self {
            start: base.start,
            text: ground.text[ground.within(&stretch)?].to_owned(),
            beginnings: starts
                .iter()
                .map(|start| start.byte_start - base.byte_start)
                .collect(),
            old: inside(old),
            new: inside(new),
        })
    }
}

/// The sightings that could reach across byte `edge`: a match is no longer than
/// 32 units, so not many of them begin before it and end behind it.
fn near(side: &[Sighting], edge: usize) -> &[Sighting] {
    const BEFORE: usize = 64;
    let behind = side.partition_point(|found| found.byte_start < edge);
    &side[behind.saturating_sub(BEFORE)..behind]
}
