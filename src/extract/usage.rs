//! The observer that keeps what rules used, for those who measure which parts of
//! a pack are used: symbols and words, and nothing of what was found.

use crate::rules::{RuleIndex, RulePack, UNIT, bytes_of};
use crate::text::codes::unfold;

use super::acceptance::{LOOK_AHEAD, LOOK_BEHIND, Refusal, Side, Whole};
use super::matcher::Candidate;
use super::observe::{Attempt, Observer};
use super::text::SegmentText;
use super::units::Unit;

/// A pattern that matched. Symbols take two bytes each.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    /// Its rule.
    pub rule: RuleIndex,
    /// Its key in the rule's table.
    pub key: &'static str,
    /// What it saw. The rule's own pattern matches one of these as a whole; a
    /// guard matches at the beginning of some, one before a match all of it.
    pub windows: Vec<Vec<u8>>,
}

/// What was used in a text.
#[derive(Debug)]
pub(crate) struct Usage<'p> {
    pack: &'p RulePack,
    /// Patterns that matched.
    pub used: Vec<Used>,
    /// Rules whose match was refused.
    pub refused: Vec<RuleIndex>,
    /// Rules of phase 1 whose match was accepted, and whether it won its place.
    pub judged: Vec<(RuleIndex, bool)>,
    /// Rules of phase 2 that were outranked (`false`) or applied.
    pub joined: Vec<(RuleIndex, bool)>,
    /// Units and names, folded, words parted by blanks, without the proclitics.
    pub words: Vec<String>,
    /// The units of phase 2 as they are now.
    units: Vec<Unit>,
}

impl<'p> Usage<'p> {
    /// Nothing used yet.
    pub fn new(pack: &'p RulePack) -> Self {
        Self {
            pack,
            used: Vec::new(),
            refused: Vec::new(),
            judged: Vec::new(),
            joined: Vec::new(),
            words: Vec::new(),
            units: Vec::new(),
        }
    }

    /// Notes what one guard saw.
    fn guard(&mut self, text: &SegmentText<'_>, rule: RuleIndex, whole: Whole, side: Side) {
        let units = text.units;
        let windows = match side {
            Side::Before | Side::NotBefore => {
                let starts = whole.start.saturating_sub(LOOK_BEHIND)..whole.start;
                starts
                    .map(|from| units.haystack[from * UNIT..whole.start * UNIT].to_vec())
                    .collect()
            }
            Side::After | Side::NotAfter if whole.behind < units.units.len() => {
                vec![units.window(whole.behind, LOOK_AHEAD).to_vec()]
            }
            Side::After | Side::NotAfter => Vec::new(),
            Side::Sentence | Side::NotSentence => {
                let sentence = text.sentence_of(whole.first);
                let range = units.at_token(sentence.start)..units.at_token(sentence.end);
                let outside = range.filter(|&index| {
                    let unit = units.units[index];
                    unit.end <= whole.first || unit.first >= whole.end
                });
                outside
                    .map(|index| units.window(index, LOOK_AHEAD).to_vec())
                    .collect()
            }
        };
        let key = side.as_str();
        self.used.push(Used { rule, key, windows });
    }

    /// Notes the pattern of an accepted match and the guards that let it pass.
    fn accepted(
        &mut self,
        text: &SegmentText<'_>,
        rule: RuleIndex,
        whole: Whole,
        windows: Vec<Vec<u8>>,
    ) {
        let key = "pattern";
        self.used.push(Used { rule, key, windows });
        for side in Side::ALL {
            if side.is_demand() && side.guard(self.pack.rule(rule)).is_some() {
                self.guard(text, rule, whole, side);
            }
        }
    }

    fn refuse(&mut self, text: &SegmentText<'_>, attempt: Attempt<'_>, refusal: Refusal) {
        self.refused.push(attempt.rule);
        if let Refusal::Guard(side) = refusal
            && !side.is_demand()
        {
            self.guard(text, attempt.rule, attempt.whole, side);
        }
    }
}

impl Observer for Usage<'_> {
    fn read(&mut self, text: &SegmentText<'_>) {
        let names = text.units.names.iter().map(|name| &name.as_unit);
        for unit in text.units.units.iter().chain(names) {
            let word = word(text, unit);
            // Behind `ل` the article has lost its alef.
            if unit.clitic > 0 && word.starts_with('ل') {
                self.words.push(format!("ا{word}"));
            }
            self.words.push(word);
        }
    }

    fn refused(&mut self, text: &SegmentText<'_>, attempt: Attempt<'_>, refusal: Refusal) {
        self.refuse(text, attempt, refusal);
    }

    fn judged(&mut self, text: &SegmentText<'_>, candidate: &Candidate, won: bool) {
        let (rule, whole) = (candidate.rule, candidate.whole);
        let units = text.units;
        let mut windows = vec![units.haystack[whole.start * UNIT..whole.behind * UNIT].to_vec()];
        // The match may begin with a name beside the units.
        for name in &units.names {
            let next = units.at_token(name.as_unit.end);
            if name.unit as usize == whole.start && next <= whole.behind {
                let mut window = bytes_of(name.as_unit.symbol).to_vec();
                window.extend_from_slice(&units.haystack[next * UNIT..whole.behind * UNIT]);
                windows.push(window);
            }
        }
        self.judged.push((rule, won));
        self.accepted(text, rule, whole, windows);
    }

    fn gathered(&mut self, _: &SegmentText<'_>, units: &[Unit]) {
        self.units.clear();
        self.units.extend_from_slice(units);
    }

    fn refused_to_join(&mut self, text: &SegmentText<'_>, attempt: Attempt<'_>, refusal: Refusal) {
        self.refuse(text, attempt, refusal);
    }

    fn outranked(&mut self, _: &SegmentText<'_>, worse: Attempt<'_>, _: Attempt<'_>) {
        self.joined.push((worse.rule, false));
    }

    fn applied(&mut self, text: &SegmentText<'_>, attempt: Attempt<'_>) {
        let Whole { first, end, .. } = attempt.whole;
        let inside = self
            .units
            .iter()
            .filter(|unit| unit.first >= first && unit.end <= end);
        let window = inside.flat_map(|unit| bytes_of(unit.symbol)).collect();
        self.joined.push((attempt.rule, true));
        self.accepted(text, attempt.rule, attempt.whole, vec![window]);
    }
}

/// A unit as it is folded.
fn word(text: &SegmentText<'_>, unit: &Unit) -> String {
    let codes = text.folded.codes();
    let tokens = &text.tokens[unit.first as usize..unit.end as usize];
    let mut word = String::new();
    for (index, token) in tokens.iter().enumerate() {
        let codes = token.codes(codes);
        if index == 0 {
            word.push_str(&unfold(&codes[usize::from(unit.clitic).min(codes.len())..]));
        } else {
            word.push(' ');
            word.push_str(&unfold(codes));
        }
    }
    word
}
