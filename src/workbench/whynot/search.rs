//! The search for the rules that came nearest.

use std::cmp::Reverse;

use crate::extract::{Account, Examination, Match, Outcome, Piece, RuleName, SeenUnit, Span};
use crate::lexicon::Symbol;
use crate::rules::pattern;
use crate::rules::{PackSource, Recompiler, RuleIndex, RulePack, WINDOW};

use super::answer::{Changed, Near, Stopped, Verdict};
use super::clues::Weights;
use super::notation::{choices, notation};
use super::progress::{Change, Program, Progress};
use super::question::Question;
use super::words::{Words, piece};

/// Classes that say only what shape a word has: one with no other is in no list.
const SHAPES: [&str; 5] = ["WORD", "PLAIN", "DEF", "NISBASHAPE", "LATIN"];

/// Units before the first one that matters at which patterns are tried.
const LEAD: usize = 8;

/// Everything that the search needs.
pub struct Search<'a> {
    pub pack: &'a RulePack,
    pub source: &'a PackSource,
    pub text: &'a str,
    pub question: &'a Question,
    pub seen: &'a Examination,
    pub words: &'a Words<'a>,
    pub weights: &'a Weights,
}

/// Units from which a pattern is tried.
struct Window<'a> {
    units: Vec<&'a SeenUnit>,
    symbols: Vec<Symbol>,
    weights: Vec<u32>,
    phase: u8,
}

/// How good a verdict is: weight, then kind of verdict, then units.
type Rank = (u32, u8, Reverse<usize>);

impl Search<'_> {
    /// The rules, the nearest first; only `rule` if it is given.
    pub fn nearest(&self, rule: Option<&str>) -> Vec<Near> {
        let windows = self.windows();
        let recompiler = Recompiler::new(self.source, self.pack.lexicon());
        let mut near: Vec<(Rank, RuleIndex, Near)> = Vec::new();
        for (index, (file, table)) in self.source.rule_tables().enumerate() {
            let index = RuleIndex(index as u32);
            let name = RuleName::of(self.pack, index);
            let meant = match rule {
                Some(rule) => rule == name.id,
                None => self.question.asks_for(name.finds),
            };
            if !meant {
                continue;
            }
            let definitions = recompiler.definitions(file);
            let program = pattern::parse(table.pattern.get_ref(), definitions)
                .map(|node| Program::new(&node, self.pack.rule(index).expression()));
            let happened = self.happened(index);
            let stopped = program
                .ok()
                .and_then(|program| self.stopped(&program, name.phase, &windows));
            let best = [happened, stopped]
                .into_iter()
                .flatten()
                .max_by_key(|(rank, _)| *rank);
            let best = best.or_else(|| {
                rule.is_some()
                    .then_some(((0, 0, Reverse(0)), Verdict::Nowhere))
            });
            if let Some((rank, verdict)) = best {
                let pattern = self.pack.rule(index).pattern.clone();
                let weight = rank.0;
                near.push((
                    rank,
                    index,
                    Near {
                        rule: name,
                        pattern,
                        verdict,
                        weight,
                    },
                ));
            }
        }
        // Among equals, where a word is spelled nearly like one that was wanted.
        near.sort_by_key(|(rank, index, near)| (Reverse(*rank), !near.is_misspelled(), *index));
        near.into_iter().map(|(_, _, near)| near).collect()
    }

    /// All places at which a pattern is worth trying.
    fn windows(&self) -> Vec<Window<'_>> {
        let units = &self.seen.units;
        let from_unit =
            (0..units.len()).map(|start| (units[start..].iter().take(WINDOW).collect(), 1));
        let from_name = self.seen.names.iter().map(|name| {
            let behind = units[name.behind..].iter().take(WINDOW - 1);
            (std::iter::once(&name.unit).chain(behind).collect(), 1)
        });
        let joined = self.seen.joints.iter().flat_map(|joint| {
            let starts = 0..joint.len();
            starts.map(move |start| (joint[start..].iter().take(WINDOW).collect(), 2))
        });
        let all = from_unit.chain(from_name).chain(joined);
        all.filter_map(|(units, phase)| self.window(units, phase))
            .collect()
    }

    /// A window, if something near its start matters.
    fn window<'w>(&self, units: Vec<&'w SeenUnit>, phase: u8) -> Option<Window<'w>> {
        let weights: Vec<u32> = units.iter().map(|unit| self.weights.of(unit)).collect();
        let near = weights.iter().take(LEAD).any(|&weight| weight > 0);
        near.then(|| Window {
            symbols: units.iter().map(|unit| unit.symbol).collect(),
            units,
            weights,
            phase,
        })
    }

    /// Weight of the units of a stretch of the text.
    fn weight(&self, span: Span) -> u32 {
        let inside = |unit: &&SeenUnit| {
            unit.span.byte_start >= span.byte_start && unit.span.byte_end <= span.byte_end
                || unit.span.byte_start < span.byte_start && unit.span.byte_end > span.byte_start
        };
        let units = self.seen.units.iter().filter(inside);
        units.map(|unit| self.weights.of(unit)).sum()
    }

    /// The best of what became of the matches of a rule.
    fn happened(&self, rule: RuleIndex) -> Option<(Rank, Verdict)> {
        let own = self.seen.matches.iter().filter(|found| found.rule == rule);
        own.filter_map(|found| {
            let weight = self.weight(found.whole);
            let exact = self.question.mention.as_deref() == Some(found.text.as_str());
            let right = found
                .value
                .as_deref()
                .is_some_and(|value| self.question.value.as_deref() == Some(value));
            let class = 3 + u8::from(exact) + u8::from(right);
            let length = found.span.end - found.span.start;
            (weight > 0).then(|| ((weight, class, Reverse(length)), self.verdict(found)))
        })
        .max_by_key(|(rank, _)| *rank)
    }

    fn verdict(&self, found: &Match) -> Verdict {
        let piece = Piece {
            span: found.span,
            text: found.text.clone(),
        };
        match &found.outcome {
            Outcome::Refused { reason } => Verdict::Refused {
                piece,
                reason: reason.clone(),
            },
            Outcome::Lost { to, why } => Verdict::Lost {
                piece,
                value: found.value.clone(),
                to: to.clone(),
                why: *why,
            },
            Outcome::Won { .. } => self.won(found, piece),
        }
    }

    /// A match that won its place and still is not what was expected.
    fn won(&self, found: &Match, piece: Piece) -> Verdict {
        let own =
            |account: &&Account| account.piece.span == piece.span && account.rule == found.name.id;
        if let Some(account) = self.seen.accounts.iter().find(own) {
            let account = Box::new(account.clone());
            let mention = self.question.mention.as_deref();
            return if mention.is_none_or(|mention| mention == piece.text)
                && !self.question.has_value(&account.value)
            {
                Verdict::OtherValue { account }
            } else {
                Verdict::OtherSpan { account }
            };
        }
        let inside = self.seen.inside_names.iter();
        if let Some(inside) = inside
            .clone()
            .find(|inside| inside.date.piece.span == piece.span)
        {
            let by = inside.name.clone();
            return Verdict::Dropped { piece, by };
        }
        for joining in self.seen.of_phase(2) {
            if let Outcome::Won { dropped } = &joining.outcome
                && dropped.iter().any(|held| held.piece.span == piece.span)
            {
                let by = crate::extract::Held {
                    kind: joining.name.finds,
                    rule: joining.name.id.clone(),
                    piece: Piece {
                        span: joining.span,
                        text: joining.text.clone(),
                    },
                };
                return Verdict::Dropped { piece, by };
            }
        }
        Verdict::Denied { piece }
    }

    /// Where the pattern of a rule stopped at the place where it came farthest.
    fn stopped(
        &self,
        program: &Program,
        phase: u8,
        windows: &[Window<'_>],
    ) -> Option<(Rank, Verdict)> {
        let mut best: Option<(Rank, &Window<'_>, Progress)> = None;
        for window in windows.iter().filter(|window| window.phase == phase) {
            let progress = program.run(&window.symbols, &window.weights);
            let Some(rank) = rank(&progress, &window.weights) else {
                continue;
            };
            if best.as_ref().is_none_or(|(held, ..)| rank > *held) {
                best = Some((rank, window, progress));
            }
        }
        let (rank, window, progress) = best?;
        Some((rank, self.tell(program, window, &progress)))
    }

    fn tell(&self, program: &Program, window: &Window<'_>, progress: &Progress) -> Verdict {
        let (at, atoms) = match repairing(progress, &window.weights) {
            Some(repair) => (repair.at, &repair.wanted),
            None => (progress.stopped, &progress.wanted),
        };
        let unit = window.units.get(at).copied();
        let mut wanted: Vec<String> = Vec::new();
        let mut classes: Vec<&str> = Vec::new();
        for &number in atoms {
            let atom = program.atom(number);
            let written = notation(atom);
            if !wanted.contains(&written) {
                wanted.push(written);
            }
            classes.extend(choices(&atom.test).0);
        }
        let listless = |unit: &&SeenUnit| {
            let shape = |class: &String| SHAPES.contains(&class.as_str());
            !unit.classes.is_empty() && unit.classes.iter().all(shape)
        };
        let word = |unit: &&SeenUnit| {
            unit.classes
                .iter()
                .any(|class| class == "WORD" || class == "LATIN")
        };
        let lack = unit.filter(word).map(|unit| {
            let first = unit.text.char_indices().next_back().map_or(0, |(at, _)| at);
            self.words
                .lack(unit.span.byte_start + first, &classes, !listless(&unit))
        });
        let change = repairing(progress, &window.weights).map(|repair| Changed {
            change: repair.change.as_str(),
            piece: self.stretch(&window.units[..repair.length.max(1)]),
        });
        Verdict::Stopped(Box::new(Stopped {
            taken: (at > 0).then(|| self.stretch(&window.units[..at])),
            unit: unit.cloned(),
            wanted,
            change,
            lack: lack.filter(|lack| {
                !lack.files.is_empty() && (!lack.listed || !lack.nearest.is_empty())
            }),
        }))
    }

    fn stretch(&self, units: &[&SeenUnit]) -> Piece {
        let start = units.first().map_or(0, |unit| unit.span.byte_start);
        let end = units.last().map_or(0, |unit| unit.span.byte_end);
        piece(self.text, start..end.max(start))
    }
}

/// The repair, if it takes more that matters than the pattern did by itself.
fn repairing<'p>(progress: &'p Progress, weights: &[u32]) -> Option<&'p super::progress::Repair> {
    let taken: u32 = weights[..progress.stopped].iter().sum();
    let repair = progress.repair.as_ref()?;
    (repair.weight >= taken && repair.weight > 0).then_some(repair)
}

/// How near a pattern came to matching where it does not; `None` if it took
/// nothing that matters, or no more than a match of its own.
fn rank(progress: &Progress, weights: &[u32]) -> Option<Rank> {
    let sum = |units: usize| weights[..units].iter().sum::<u32>();
    let matched = progress.matches.last().map_or(0, |&length| sum(length));
    let rank = match repairing(progress, weights) {
        Some(repair) => {
            let class = u8::from(repair.width == 1) + u8::from(repair.change == Change::Instead);
            (repair.weight, class, Reverse(repair.length))
        }
        None => (sum(progress.stopped), 0, Reverse(progress.stopped)),
    };
    (rank.0 > matched).then_some(rank)
}
