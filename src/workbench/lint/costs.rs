//! What each rule costs: how large it is, how often it is tried and for what.

use serde::Serialize;

use crate::extract::Survey;
use crate::rules::{Phase, SymbolSet};

use super::finding::{Code, Finding};
use super::subject::{RuleRead, Subject};

/// How often a rule of phase 1 was tried on texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Trials {
    /// Units with which it can begin.
    pub tried: u64,
    /// Places where its pattern matched.
    pub matched: u64,
    /// Places where conditions and guards let it through, too.
    pub candidates: u64,
    /// Candidates that won their place.
    pub won: u64,
}

/// What a rule costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// Id of the rule.
    pub rule: String,
    /// 1 or 2.
    pub phase: u8,
    /// Units of its pattern, repeats unrolled: states of its automaton.
    pub states: usize,
    /// About how many bytes that takes.
    pub bytes: usize,
    /// Whether all its matches are alike, so that its captures are known without
    /// running it once more.
    pub fixed: bool,
    /// Symbols with which it can begin, of those that can arise.
    pub symbols: usize,
    /// What came of it on texts; phase 2 runs beside mentions only and is not
    /// counted.
    pub trials: Option<Trials>,
    /// Mentions that are the rule's in the end.
    pub mentions: Option<u64>,
}

/// The costs of all rules, the dearest first: by trials, then by size.
pub(super) fn costs(subject: &Subject<'_>, survey: Option<&Survey>) -> Vec<Cost> {
    let index_of = |rule: &RuleRead<'_>| {
        let mut all = subject.pack.rules();
        all.position(|known| std::ptr::eq(known, rule.rule))
    };
    let cost = |rule: &RuleRead<'_>| {
        let index = index_of(rule).unwrap_or(0);
        let first = rule.first(subject.symbols);
        let phase1 = rule.rule.phase == Phase::First;
        let trials = survey.filter(|_| phase1).map(|survey| Trials {
            tried: tried(&first, survey),
            matched: survey.matched[index],
            candidates: survey.candidates[index],
            won: survey.won[index],
        });
        Cost {
            rule: rule.rule.id.clone(),
            phase: rule.rule.phase as u8 + 1,
            states: rule.language.as_ref().map_or(0, |language| language.size()),
            bytes: rule.rule.size(),
            fixed: rule.rule.layout().is_some(),
            symbols: first.count(),
            trials,
            mentions: survey.map(|survey| survey.mentions[index]),
        }
    };
    let mut costs: Vec<Cost> = subject.rules.iter().map(cost).collect();
    costs.sort_by_cached_key(|cost| {
        let tried = cost.trials.map_or(0, |trials| trials.tried);
        (std::cmp::Reverse((tried, cost.states)), cost.rule.clone())
    });
    costs
}

/// Units that have one of these symbols.
fn tried(first: &SymbolSet, survey: &Survey) -> u64 {
    let counts = (0..).zip(&survey.symbols);
    let counted = counts
        .filter(|&(symbol, &count)| count > 0 && first.contains(crate::lexicon::Symbol(symbol)));
    counted.map(|(_, count)| count).sum()
}

/// Rules of phase 1 that are tried at more than `most` of 100 units.
pub(super) fn check(
    subject: &Subject<'_>,
    costs: &[Cost],
    survey: &Survey,
    most: f64,
    findings: &mut Vec<Finding>,
) {
    for cost in costs {
        let Some(Trials { tried, won, .. }) = cost.trials else {
            continue;
        };
        let share = 100.0 * tried as f64 / survey.units.max(1) as f64;
        let rule = subject.rules.iter().find(|rule| rule.rule.id == cost.rule);
        if let Some(rule) = rule.filter(|_| share > most) {
            let message = format!(
                "`{}` is tried at {share:.1}% of the units and won {won} times in {tried}",
                cost.rule
            );
            let help = "begin it with a narrower class, or turn what stands before the mention into a guard";
            findings.push(rule.written.whole(Code::FrequentTrigger, message, help));
        }
    }
}
