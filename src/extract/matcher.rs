//! The matcher: rules run at trigger units, matches become candidates.
//!
//! At a unit with which some rule can begin, one automaton tells which rules
//! match; only those run again with captures, then their guards are asked. No
//! rule ever looks at a unit where none can begin.

use crate::lexicon::{Entry, Lexicon, ValueClass};
use crate::rules::{
    Groups, Output, Phase, Rule, RuleIndex, RulePack, UNIT, WINDOW, Walker, symbol_of,
};
use crate::text::codes::NEWLINE;

use super::acceptance::{Refusal, Whole, accept, may_begin};
use super::draft::{DraftDate, draft};
use super::observe::{Attempt, Observer};
use super::text::SegmentText;
use super::units::{Unit, Units};

/// A rule's match, before overlaps are resolved. Tokens are counted within the
/// segment.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The rule.
    pub rule: RuleIndex,
    /// First token of the mention.
    pub first: u32,
    /// One past its last token.
    pub end: u32,
    /// Codes of proclitics that stay outside at the front.
    pub clitic: u8,
    /// The whole match, which may be more than the mention.
    pub whole: Whole,
    /// For each capture name of the rule: the unit it captured first. Empty where
    /// nobody will ask: the value of a date is told beside.
    pub captures: Vec<Option<Unit>>,
    /// The value, for a date; in a box, because candidates are moved about.
    pub date: Option<Box<DraftDate>>,
}

impl Candidate {
    /// The entry of a capture that belongs to a class the capture names.
    pub fn entry<'a>(&self, pack: &'a RulePack, capture: usize) -> Option<&'a Entry> {
        let rule = pack.rule(self.rule);
        let unit = self.captures.get(capture).copied().flatten()?;
        let classes = &rule.capture_classes[capture];
        let entries = pack.lexicon().entries(unit.entries);
        entries
            .iter()
            .find(|entry| classes.contains(&entry.class))
            .or_else(|| {
                let lexicon = pack.lexicon();
                let body = |entry: &&Entry| lexicon.category_class_of(entry);
                entries
                    .iter()
                    .find(|entry| body(entry).is_some_and(|class| classes.contains(&class)))
            })
            .or(entries.first())
    }

    /// The category that a captured head noun names, whichever of its classes the
    /// pattern asked for.
    pub fn category(&self, pack: &RulePack, capture: usize) -> Option<&'static str> {
        let asked = self.entry(pack, capture)?.category();
        asked.or_else(|| {
            let unit = self.captures.get(capture).copied().flatten()?;
            let entries = pack.lexicon().entries(unit.entries);
            entries.iter().find_map(Entry::category)
        })
    }
}

/// The captured units of a match, as rules and templates ask for them.
pub struct Captured<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) rule: &'a Rule,
    pub(super) units: &'a [Option<Unit>],
}

impl Captured<'_> {
    /// The unit of a capture.
    pub fn unit(&self, capture: usize) -> Option<Unit> {
        self.units.get(capture).copied().flatten()
    }

    /// The number of a capture.
    pub fn number(&self, capture: usize) -> Option<i32> {
        let unit = self.unit(capture)?;
        unit.number_as(self.lexicon, &self.rule.capture_classes[capture])
    }

    /// Whether a capture took part in the match.
    pub fn took_part(&self, capture: usize) -> bool {
        self.unit(capture).is_some()
    }

    /// Whether the captured unit has a class.
    pub fn has(&self, capture: usize, class: ValueClass) -> bool {
        let symbols = self.lexicon.symbols();
        self.unit(capture)
            .is_some_and(|unit| symbols.has_value_class(unit.symbol, class))
    }
}

/// Per-thread state of the automata.
#[derive(Debug)]
pub struct Machinery {
    walkers: [Walker; 2],
    groups: Groups,
    window: Vec<u8>,
    /// How far, in units, the rules that `matching` last told match.
    reach: usize,
}

impl Machinery {
    /// State for the automata of a pack.
    pub fn new(pack: &RulePack) -> Self {
        let symbols = pack.lexicon().symbols().len();
        let walker = |phase| Walker::new(&pack.phase(phase).program, symbols);
        Self {
            walkers: [walker(Phase::First), walker(Phase::Second)],
            groups: Vec::new(),
            window: Vec::new(),
            reach: 0,
        }
    }

    /// Replaces `found` with the rules of a phase that match at the start of a
    /// window: those with the shorter matches first, then in their order.
    #[inline]
    pub fn matching(
        &mut self,
        pack: &RulePack,
        phase: Phase,
        window: &[u8],
        found: &mut Vec<RuleIndex>,
    ) {
        found.clear();
        let rules = pack.phase(phase);
        let note = |pattern: u32| {
            let rule = rules.indices[pattern as usize];
            if !found.contains(&rule) {
                found.push(rule);
            }
        };
        self.reach = self.walkers[phase as usize].walk(&rules.program, window, note);
        for (rule, first) in &rules.apart {
            found.retain(|told| told != rule);
            let begins = window
                .first_chunk()
                .is_some_and(|&symbol| first.contains(symbol_of(symbol)));
            if begins && pack.rule(*rule).machine().matches(window) {
                found.push(*rule);
                // The walker did not see how far this one reaches.
                self.reach = window.len() / UNIT;
            }
        }
    }

    /// The ranges of units of all groups of a rule that `matching` told, in a
    /// window that may have been shortened since.
    pub fn captures<'a>(
        &'a mut self,
        rule: &'a Rule,
        window: &[u8],
    ) -> Option<&'a [Option<(usize, usize)>]> {
        if let Some(layout) = rule.layout() {
            let (_, length) = layout.first().copied().flatten()?;
            return (length * UNIT <= window.len()).then_some(&layout[..]);
        }
        // No rule that was told reaches farther, so none needs to see more.
        let window = &window[..(self.reach * UNIT).min(window.len())];
        rule.machine()
            .captures(window, &mut self.groups)
            .then_some(&self.groups[..])
    }
}

/// Where a window of units stands: its first unit may be a name beside.
#[derive(Clone, Copy)]
struct Window<'a> {
    bytes: &'a [u8],
    /// The unit the window begins with.
    first: Unit,
    /// Index of the unit before which it begins.
    start: usize,
    /// Index of the unit that follows the first.
    next: usize,
}

impl Window<'_> {
    fn unit(&self, units: &Units, position: usize) -> Unit {
        if position == 0 {
            self.first
        } else {
            units.units[self.next + position - 1]
        }
    }

    /// Index of the unit at a position behind the first.
    fn index(&self, position: usize) -> usize {
        self.next + position - 1
    }
}

/// Finds all candidates of phase 1 in a segment.
pub fn find<O: Observer>(
    pack: &RulePack,
    text: &SegmentText<'_>,
    machinery: &mut Machinery,
    candidates: &mut Vec<Candidate>,
    observer: &mut O,
) {
    candidates.clear();
    let rules = pack.phase(Phase::First);
    let units = text.units;
    let mut found = Vec::new();
    let mut captures = Vec::new();
    for (index, &symbol) in units.haystack.as_chunks::<UNIT>().0.iter().enumerate() {
        if !rules.first.contains(symbol_of(symbol)) {
            continue;
        }
        let window = Window {
            bytes: units.window(index, WINDOW),
            first: units.units[index],
            start: index,
            next: index + 1,
        };
        machinery.matching(pack, Phase::First, window.bytes, &mut found);
        for &rule in &found {
            let tried = try_rule(pack, text, machinery, rule, window, &mut captures, observer);
            candidates.extend(tried);
        }
    }
    let mut bytes = std::mem::take(&mut machinery.window);
    for name in &units.names {
        if !rules.first.contains(name.as_unit.symbol) {
            continue;
        }
        let next = units.at_token(name.as_unit.end);
        bytes.clear();
        bytes.extend_from_slice(&crate::rules::bytes_of(name.as_unit.symbol));
        bytes.extend_from_slice(units.window(next, WINDOW - 1));
        let window = Window {
            bytes: &bytes,
            first: name.as_unit,
            start: name.unit as usize,
            next,
        };
        machinery.matching(pack, Phase::First, window.bytes, &mut found);
        for &rule in &found {
            let tried = try_rule(pack, text, machinery, rule, window, &mut captures, observer);
            candidates.extend(tried);
        }
    }
    machinery.window = bytes;
}

/// Runs one rule in a window and asks its conditions and guards. `captures` is
/// scratch: most matches come to nothing, and then nothing was allocated.
fn try_rule<O: Observer>(
    pack: &RulePack,
    text: &SegmentText<'_>,
    machinery: &mut Machinery,
    index: RuleIndex,
    window: Window<'_>,
    captures: &mut Vec<Option<Unit>>,
    observer: &mut O,
) -> Option<Candidate> {
    let rule = pack.rule(index);
    // An observer is told of the match, too; nobody else needs its captures.
    if !O::LISTENS && !may_begin(rule, text, window.start) {
        return None;
    }
    let bytes = if rule.line_bound {
        &window.bytes[..line_length(text, window, machinery.reach) * UNIT]
    } else {
        window.bytes
    };
    let Some(groups) = machinery.captures(rule, bytes) else {
        if bytes.len() < window.bytes.len() {
            let groups = machinery.captures(rule, window.bytes)?;
            let attempt = attempt(text, index, rule, window, groups, captures)?;
            observer.refused(text, attempt.with(captures), Refusal::Line);
        }
        return None;
    };
    let attempt = attempt(text, index, rule, window, groups, captures)?;
    let captured = Captured {
        lexicon: pack.lexicon(),
        rule,
        units: captures,
    };
    let accepted = accept(rule, text, &captured, attempt.whole, !O::LISTENS);
    let date = accepted.and_then(|()| match &rule.output {
        Output::Date { value, also, .. } => {
            let date = draft(&captured, value, also.as_deref(), &|_| None);
            date.map(Some).ok_or(Refusal::Value)
        }
        _ => Ok(None),
    });
    match date {
        Ok(date) => {
            let (first, end, clitic) = attempt.mention;
            let names_an_entry = matches!(
                rule.output,
                Output::Country(_) | Output::Organization { .. }
            );
            Some(Candidate {
                rule: index,
                first,
                end,
                clitic,
                whole: attempt.whole,
                captures: if O::LISTENS || names_an_entry {
                    captures.clone()
                } else {
                    Vec::new()
                },
                date: date.map(Box::new),
            })
        }
        Err(refusal) => {
            observer.refused(text, attempt.with(captures), refusal);
            None
        }
    }
}

/// What the groups of a match took: units by capture, into `captures`, and the
/// place of it all.
fn attempt(
    text: &SegmentText<'_>,
    index: RuleIndex,
    rule: &Rule,
    window: Window<'_>,
    groups: &[Option<(usize, usize)>],
    captures: &mut Vec<Option<Unit>>,
) -> Option<Attempt<'static>> {
    let units = text.units;
    let (_, length) = groups.first().copied().flatten()?;
    if length == 0 {
        return None;
    }
    captures.clear();
    captures.resize(rule.captures.len(), None);
    let mut mention = (0, length);
    for (&name, group) in rule.groups.iter().zip(&groups[1..]) {
        if let Some((start, end)) = *group
            && start < end
            && captures[name].is_none()
        {
            captures[name] = Some(window.unit(units, start));
            if rule.mention == Some(name) {
                mention = (start, end);
            }
        }
    }
    let first = window.unit(units, mention.0);
    let last = window.unit(units, mention.1 - 1);
    Some(Attempt {
        rule: index,
        whole: Whole {
            first: window.first.first,
            end: window.unit(units, length - 1).end,
            start: window.start,
            behind: window.index(length),
        },
        mention: (first.first, last.end, first.clitic),
        captures: &[],
    })
}

/// Units of the window before the first line end among its first `most` units; all
/// of them if there is none.
fn line_length(text: &SegmentText<'_>, window: Window<'_>, most: usize) -> usize {
    let total = window.bytes.len() / UNIT;
    (1..total.min(most))
        .find(|&position| {
            let before = window.unit(text.units, position - 1).end - 1;
            let after = window.unit(text.units, position).first;
            text.gap(before, after).contains(&NEWLINE)
        })
        .unwrap_or(total)
}
