//! Watching the engine work.
//!
//! The stages tell an observer what they decide. One that does not listen is
//! compiled away, so that watching costs nothing where nobody does; an observer
//! must never change what is decided.

use super::acceptance::{Refusal, Whole};
use super::context::DateContext;
use super::found::{DateFound, OrganizationFound};
use super::matcher::Candidate;
use super::mention::{DateValue, OrganizationRef};
use super::organization::Origin;
use super::text::SegmentText;
use super::units::Unit;
use crate::rules::RuleIndex;

/// A match of a pattern, before it is known whether the rule accepts it.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The rule.
    pub rule: RuleIndex,
    /// The whole match.
    pub whole: Whole,
    /// First token of the mention, one past its last, codes of its proclitics.
    pub mention: (u32, u32, u8),
    /// For each capture name of the rule: the unit it captured first.
    pub captures: &'a [Option<Unit>],
}

impl Attempt<'_> {
    /// The same with these captures.
    pub fn with<'a>(&self, captures: &'a [Option<Unit>]) -> Attempt<'a> {
        Attempt { captures, ..*self }
    }
}

/// A mention of phase 1 or 2, for steps that drop it.
#[derive(Clone, Copy)]
pub enum Held<'a> {
    /// A date.
    Date(&'a DateFound),
    /// An organization.
    Organization(&'a OrganizationFound),
}

/// Who listens. Everything is told in the order in which it happens.
#[allow(unused_variables)] // the names are the documentation
pub trait Observer {
    /// Whether it listens at all: what only an observer needs is not even made
    /// for one that does not.
    const LISTENS: bool = true;

    /// A segment was read: its units are known.
    fn read(&mut self, text: &SegmentText<'_>) {}
    /// A match of phase 1 is refused.
    fn refused(&mut self, text: &SegmentText<'_>, attempt: Attempt<'_>, refusal: Refusal) {}
    /// A match of phase 1 won its place or lost it, best first.
    fn judged(&mut self, text: &SegmentText<'_>, candidate: &Candidate, won: bool) {}
    /// The units of phase 2 around some mentions, as they now are.
    fn gathered(&mut self, text: &SegmentText<'_>, units: &[Unit]) {}
    /// A match of phase 2 is refused.
    fn refused_to_join(&mut self, text: &SegmentText<'_>, attempt: Attempt<'_>, refusal: Refusal) {}
    /// A match of phase 2 gives way to a better one at the same unit.
    fn outranked(&mut self, text: &SegmentText<'_>, worse: Attempt<'_>, better: Attempt<'_>) {}
    /// A rule of phase 2 is applied; then what it drops is told.
    fn applied(&mut self, text: &SegmentText<'_>, attempt: Attempt<'_>) {}
    /// The rule applied last drops a mention.
    fn dropped(&mut self, text: &SegmentText<'_>, held: Held<'_>) {}
    /// A date is dropped that lies inside a name.
    fn inside_name(&mut self, text: &SegmentText<'_>, date: &DateFound, name: &OrganizationFound) {}
    /// A date is about to get its value from the context.
    fn dating(&mut self, text: &SegmentText<'_>, date: &DateFound, context: &DateContext) {}
    /// The same date with its value.
    fn dated(&mut self, value: &DateValue) {}
    /// It is known which body a mention denotes, or that it cannot be known.
    fn settled(
        &mut self,
        text: &SegmentText<'_>,
        (first, end, clitic): (u32, u32, u8),
        rule: RuleIndex,
        origin: Origin,
        organization: Option<&OrganizationRef>,
    ) {
    }
}

/// Nobody listens.
pub struct Unobserved;

impl Observer for Unobserved {
    const LISTENS: bool = false;
}
