//! The matcher: rules run at trigger units, matches become candidates.
//!
//! At a unit with which some rule can begin, one automaton tells which rules
//! match; only those run again with captures, then their guards are asked. No
//! rule ever looks at a unit where none can begin.

use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};

use crate::lexicon::{Entry, Lexicon};
use crate::rules::{
    Guard, Layout, Phase, Rule, RuleIndex, RulePack, Rules, UNIT, WINDOW, symbol_of,
};
use crate::text::codes::NEWLINE;

use super::draft::{DraftDate, draft};
use super::text::SegmentText;
use super::units::{Unit, Units};

/// How far guards look back, in units.
pub(crate) const LOOK_BEHIND: usize = 8;

/// How far guards look ahead, in units.
pub(crate) const LOOK_AHEAD: usize = 16;

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
    /// For each capture name of the rule: the unit it captured first.
    pub captures: Vec<Option<Unit>>,
    /// The value, for a date.
    pub date: Option<DraftDate>,
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
            .or(entries.first())
    }
}

/// The captured units of a match, as rules and templates ask for them.
pub struct Captured<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) rule: &'a Rule,
    pub(super) units: &'a [Option<Unit>],
}

impl Captured<'_> {
    /// The number of a capture.
    pub fn number(&self, capture: usize) -> Option<i32> {
        let unit = self.units.get(capture).copied().flatten()?;
        unit.number_as(self.lexicon, &self.rule.capture_classes[capture])
    }

    /// Whether a capture took part in the match.
    pub fn took_part(&self, capture: usize) -> bool {
        self.units.get(capture).is_some_and(Option::is_some)
    }

    /// Whether the captured unit has a class.
    pub fn has(&self, capture: usize, class: &str) -> bool {
        let symbols = self.lexicon.symbols();
        match (
            self.units.get(capture).copied().flatten(),
            symbols.find_class(class),
        ) {
            (Some(unit), Some(class)) => symbols.has(unit.symbol, class),
            _ => false,
        }
    }
}

/// Per-thread state of the automata.
#[derive(Debug)]
pub struct Machinery {
    caches: [Cache; 2],
    slots: Vec<Option<NonMaxUsize>>,
    groups: Layout,
    window: Vec<u8>,
    /// How far, in bytes of the window, the rules that `matching` last told
    /// match; `None` if it is not sure that they do.
    reach: Option<usize>,
}

impl Machinery {
    /// State for the automata of a pack.
    pub fn new(pack: &RulePack) -> Self {
        let [first, second] = [pack.phase(Phase::First), pack.phase(Phase::Second)];
        Self {
            caches: [first.filter.create_cache(), second.filter.create_cache()],
            slots: Vec::new(),
            groups: Vec::new(),
            window: Vec::new(),
            reach: None,
        }
    }

    /// Replaces `found` with the rules of a phase that match at the start of a
    /// window, in no particular order.
    pub fn matching(
        &mut self,
        pack: &RulePack,
        phase: Phase,
        window: &[u8],
        found: &mut Vec<RuleIndex>,
    ) {
        found.clear();
        let rules = pack.phase(phase);
        self.reach = self.walk(phase, rules, window, found);
        if self.reach.is_none() {
            // The lazy automaton gave up: every rule is asked by itself.
            found.clear();
            found.extend_from_slice(&rules.indices);
        }
        for (rule, first) in &rules.apart {
            found.retain(|told| told != rule);
            let begins = window
                .first_chunk()
                .is_some_and(|&symbol| first.contains(symbol_of(symbol)));
            if begins && pack.rule(*rule).machine().matches(window) {
                found.push(*rule);
                // The filter did not see how far this one reaches.
                self.reach = self.reach.map(|_| window.len());
            }
        }
    }

    /// Walks the automaton until no rule can match any more; returns where the
    /// longest match ends. Match states are reached one byte late.
    fn walk(
        &mut self,
        phase: Phase,
        rules: &Rules,
        window: &[u8],
        found: &mut Vec<RuleIndex>,
    ) -> Option<usize> {
        let dfa = &rules.filter;
        let cache = &mut self.caches[phase as usize];
        let mut reach = 0;
        let mut state = dfa
            .start_state_forward(cache, &Input::new(window).anchored(Anchored::Yes))
            .ok()?;
        for (at, &byte) in window.iter().enumerate() {
            state = dfa.next_state(cache, state, byte).ok()?;
            if state.is_tagged() {
                if state.is_dead() {
                    return Some(reach);
                }
                if !state.is_match() {
                    return None;
                }
                note(dfa, cache, state, rules, found);
                reach = at;
            }
        }
        state = dfa.next_eoi_state(cache, state).ok()?;
        if state.is_match() {
            note(dfa, cache, state, rules, found);
            reach = window.len();
        }
        Some(reach)
    }

    /// The ranges of units of all groups of a rule that `matching` told, in a
    /// window that may have been shortened since.
    pub fn captures<'a>(
        &'a mut self,
        rule: &'a Rule,
        window: &[u8],
    ) -> Option<&'a [Option<(usize, usize)>]> {
        if let (Some(_), Some(layout)) = (self.reach, rule.layout()) {
            let (_, length) = layout.first().copied().flatten()?;
            return (length * UNIT <= window.len()).then_some(&layout[..]);
        }
        // No rule that was told reaches farther, so none needs to see more.
        let window = &window[..self.reach.unwrap_or(window.len()).min(window.len())];
        rule.machine()
            .captures(window, &mut self.slots, &mut self.groups)
            .then_some(&self.groups[..])
    }
}

/// Notes the rules that match in a state.
fn note(dfa: &DFA, cache: &Cache, state: LazyStateID, rules: &Rules, found: &mut Vec<RuleIndex>) {
    for index in 0..dfa.match_len(cache, state) {
        let rule = rules
            .indices
            .get(dfa.match_pattern(cache, state, index).as_usize());
        if let Some(&rule) = rule
            && !found.contains(&rule)
        {
            found.push(rule);
        }
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
pub fn find(
    pack: &RulePack,
    text: &SegmentText<'_>,
    machinery: &mut Machinery,
    candidates: &mut Vec<Candidate>,
) {
    candidates.clear();
    let rules = pack.phase(Phase::First);
    let units = text.units;
    let mut found = Vec::new();
    for (index, unit) in units.units.iter().enumerate() {
        if !rules.first.contains(unit.symbol) {
            continue;
        }
        let window = Window {
            bytes: units.window(index, WINDOW),
            first: *unit,
            start: index,
            next: index + 1,
        };
        machinery.matching(pack, Phase::First, window.bytes, &mut found);
        for &rule in &found {
            candidates.extend(try_rule(pack, text, machinery, rule, window));
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
            candidates.extend(try_rule(pack, text, machinery, rule, window));
        }
    }
    machinery.window = bytes;
}

/// Runs one rule in a window and asks its conditions and guards.
fn try_rule(
    pack: &RulePack,
    text: &SegmentText<'_>,
    machinery: &mut Machinery,
    index: RuleIndex,
    window: Window<'_>,
) -> Option<Candidate> {
    let rule = pack.rule(index);
    let units = text.units;
    let bytes = if rule.line_bound {
        &window.bytes[..line_length(text, window) * UNIT]
    } else {
        window.bytes
    };
    let groups = machinery.captures(rule, bytes)?;
    let (_, length) = groups.first().copied().flatten()?;
    if length == 0 {
        return None;
    }
    let mut captures: Vec<Option<Unit>> = vec![None; rule.captures.len()];
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
    let last = window.unit(units, length - 1);
    if rule.tight && !text.is_tight(window.first.first, last.end) {
        return None;
    }
    let captured = Captured {
        lexicon: pack.lexicon(),
        rule,
        units: &captures,
    };
    if !rule
        .conditions
        .iter()
        .all(|condition| condition.holds(|number| captured.number(number)))
    {
        return None;
    }
    let behind = window.index(length);
    if !guarded(rule, units, window.start, behind)
        || !sentence_guarded(rule, text, window.first.first, last.end)
    {
        return None;
    }
    for (capture, expression) in &rule.spelling {
        let unit = captures[*capture]?;
        if !expression.is_match(text.original(unit.first, unit.end, unit.clitic)) {
            return None;
        }
    }
    let date = match &rule.output {
        crate::rules::Output::Date { value, also, .. } => {
            Some(draft(&captured, value, also.as_deref(), &|_| None)?)
        }
        _ => None,
    };
    let first = window.unit(units, mention.0);
    let last = window.unit(units, mention.1 - 1);
    Some(Candidate {
        rule: index,
        first: first.first,
        end: last.end,
        clitic: first.clitic,
        captures,
        date,
    })
}

/// Units of the window before the first line end inside it.
fn line_length(text: &SegmentText<'_>, window: Window<'_>) -> usize {
    let total = window.bytes.len() / UNIT;
    (1..total)
        .find(|&position| {
            let before = window.unit(text.units, position - 1).end - 1;
            let after = window.unit(text.units, position).first;
            text.gap(before, after).contains(&NEWLINE)
        })
        .unwrap_or(total)
}

/// Asks the guards beside a match that begins before unit `start` and ends
/// before unit `behind`.
pub fn guarded(rule: &Rule, units: &Units, start: usize, behind: usize) -> bool {
    let before = |guard: &Guard| {
        (1..=LOOK_BEHIND.min(start)).any(|distance| {
            let from = start - distance;
            guard.first.contains(units.units[from].symbol)
                && guard.matches(&units.haystack[from * UNIT..start * UNIT])
        })
    };
    let after = |guard: &Guard| {
        behind < units.units.len()
            && guard.first.contains(units.units[behind].symbol)
            && guard.matches(units.window(behind, LOOK_AHEAD))
    };
    rule.before.as_ref().is_none_or(before)
        && rule.after.as_ref().is_none_or(after)
        && !rule.not_before.as_ref().is_some_and(before)
        && !rule.not_after.as_ref().is_some_and(after)
}

/// Asks the guards on the rest of the sentence.
fn sentence_guarded(rule: &Rule, text: &SegmentText<'_>, first: u32, end: u32) -> bool {
    if rule.sentence.is_none() && rule.not_sentence.is_none() {
        return true;
    }
    let sentence = text.sentence_of(first);
    let units = text.units;
    let range = units.at_token(sentence.start)..units.at_token(sentence.end);
    let holds = |guard: &Guard| {
        range.clone().any(|index| {
            let unit = units.units[index];
            let outside = unit.end <= first || unit.first >= end;
            outside
                && guard.first.contains(unit.symbol)
                && guard.matches(units.window(index, LOOK_AHEAD))
        })
    };
    rule.sentence.as_ref().is_none_or(holds) && !rule.not_sentence.as_ref().is_some_and(holds)
}
