//! Acceptance: what a match must satisfy besides its pattern.
//!
//! White space, conditions, guards and spelling are asked here for both phases,
//! and a refusal says which of them it was. It says no more than that: what a
//! person wants to know about it is found out afterwards, by who asks.

use crate::rules::{Guard, Rule, UNIT, symbol_of};

use super::matcher::Captured;
use super::text::SegmentText;

/// How far guards look back, in units.
pub(crate) const LOOK_BEHIND: usize = 8;

/// How far guards look ahead, in units.
pub(crate) const LOOK_AHEAD: usize = 16;

/// Why a match of a pattern is no match of its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It would cross a line end.
    Line,
    /// White space inside.
    Tight,
    /// The condition of this number does not hold.
    Condition(usize),
    /// A guard matched that must not, or did not that must.
    Guard(Side),
    /// The spelling of this number does not match.
    Spelling(usize),
    /// The value is no value: no such date, no entry of the lexicon.
    Value,
    /// The rule made this mention before (phase 2).
    Repeated,
}

/// Where a guard looks, and whether it must match there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Must match just before.
    Before,
    /// Must match just after.
    After,
    /// Must not match just before.
    NotBefore,
    /// Must not match just after.
    NotAfter,
    /// Must match elsewhere in the sentence.
    Sentence,
    /// Must not match elsewhere in the sentence.
    NotSentence,
}

/// Where the whole match of a pattern stands, which may be more than its mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// Unit before which it begins.
    pub start: usize,
    /// Unit before which it ends.
    pub behind: usize,
}

impl Side {
    /// All sides, in the order in which they are asked.
    pub const ALL: [Self; 6] = [
        Self::Before,
        Self::After,
        Self::NotBefore,
        Self::NotAfter,
        Self::Sentence,
        Self::NotSentence,
    ];

    /// The key of a rule's table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
            Self::NotBefore => "not_before",
            Self::NotAfter => "not_after",
            Self::Sentence => "sentence",
            Self::NotSentence => "not_sentence",
        }
    }

    /// The guard of a rule on this side.
    pub fn guard(self, rule: &Rule) -> Option<&Guard> {
        match self {
            Self::Before => rule.before.as_ref(),
            Self::After => rule.after.as_ref(),
            Self::NotBefore => rule.not_before.as_ref(),
            Self::NotAfter => rule.not_after.as_ref(),
            Self::Sentence => rule.sentence.as_ref(),
            Self::NotSentence => rule.not_sentence.as_ref(),
        }
    }

    /// Whether the guard must match.
    pub fn is_demand(self) -> bool {
        matches!(self, Self::Before | Self::After | Self::Sentence)
    }

    /// The unit at which a guard matches on this side of a match.
    pub fn unit(self, guard: &Guard, text: &SegmentText<'_>, whole: Whole) -> Option<usize> {
        match self {
            Self::Before | Self::NotBefore => unit_before(guard, text, whole.start),
            Self::After | Self::NotAfter => {
                ahead(guard, text, whole.behind).then_some(whole.behind)
            }
            Self::Sentence | Self::NotSentence => unit_of_sentence(guard, text, whole),
        }
    }

    /// The units that a guard matches on this side: the first, and one past the
    /// last.
    pub fn units(
        self,
        guard: &Guard,
        text: &SegmentText<'_>,
        whole: Whole,
    ) -> Option<(usize, usize)> {
        let from = self.unit(guard, text, whole)?;
        if matches!(self, Self::Before | Self::NotBefore) {
            return Some((from, whole.start));
        }
        let length = guard.reach(text.units.window(from, LOOK_AHEAD))?;
        Some((from, from + length))
    }
}

/// The nearest unit from which a guard matches up to unit `start`.
fn unit_before(guard: &Guard, text: &SegmentText<'_>, start: usize) -> Option<usize> {
    let units = text.units;
    let (least, most) = guard.lengths;
    if most > 1 {
        // One look at the unit before spares most of the longer ones.
        let &before = units.haystack[..start * UNIT].last_chunk()?;
        if !guard.last().contains(symbol_of(before)) {
            return None;
        }
    }
    (least.max(1)..=LOOK_BEHIND.min(start).min(most))
        .map(|distance| start - distance)
        .find(|&from| guard.matches(&units.haystack[from * UNIT..start * UNIT]))
}

fn ahead(guard: &Guard, text: &SegmentText<'_>, at: usize) -> bool {
    let units = text.units;
    at < units.units.len() && guard.matches(units.window(at, LOOK_AHEAD))
}

/// The first unit of the sentence, outside of the match, at which a guard matches.
fn unit_of_sentence(guard: &Guard, text: &SegmentText<'_>, whole: Whole) -> Option<usize> {
    let sentence = text.sentence_of(whole.first);
    let units = text.units;
    let mut range = units.at_token(sentence.start)..units.at_token(sentence.end);
    range.find(|&index| {
        let unit = units.units[index];
        let outside = unit.end <= whole.first || unit.first >= whole.end;
        outside && ahead(guard, text, index)
    })
}

/// Whether what stands before a match that begins before unit `start` is as a rule
/// wants it: all that can be known before it is known what the match captured.
pub fn may_begin(rule: &Rule, text: &SegmentText<'_>, start: usize) -> bool {
    let found = |guard: &Guard| unit_before(guard, text, start).is_some();
    rule.before.as_ref().is_none_or(found) && !rule.not_before.as_ref().is_some_and(found)
}

/// Asks all that a rule wants of a match of its pattern, but the value, and what
/// stands before it if it is known that it [may begin](may_begin) there.
pub fn accept(
    rule: &Rule,
    text: &SegmentText<'_>,
    captured: &Captured<'_>,
    whole: Whole,
    begins: bool,
) -> Result<(), Refusal> {
    if rule.tight && !text.is_tight(whole.first, whole.end) {
        return Err(Refusal::Tight);
    }
    for (number, condition) in rule.conditions.iter().enumerate() {
        if !condition.holds(|capture| captured.number(capture)) {
            return Err(Refusal::Condition(number));
        }
    }
    for side in Side::ALL {
        if let Some(guard) = side.guard(rule)
            && !(begins && matches!(side, Side::Before | Side::NotBefore))
            && side.unit(guard, text, whole).is_some() != side.is_demand()
        {
            return Err(Refusal::Guard(side));
        }
    }
    for (number, (capture, expression)) in rule.spelling.iter().enumerate() {
        let spelled = captured.unit(*capture).is_some_and(|unit| {
            expression.is_match(text.original(unit.first, unit.end, unit.clitic))
        });
        if !spelled {
            return Err(Refusal::Spelling(number));
        }
    }
    Ok(())
}
