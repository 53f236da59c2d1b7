//! Alternatives that are never taken.
//!
//! In a pattern the first branch that leads to a match wins, so a branch is dead
//! if those before it match all that it does; at the end of a pattern, already
//! if they match the beginning of it. In a guard it only matters whether
//! something matches.

use std::ops::Range;

use crate::rules::pattern::Test;

use super::finding::{Code, Finding, Related};
use super::language::{Language, Stretch};
use super::part::{Part, origin};
use super::subject::{Subject, Written};

/// What a pattern is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Match,
    /// A definition: what stands behind it is not known.
    Definition,
    GuardBefore,
    GuardBehind,
}

/// Where a part stands in its pattern.
#[derive(Clone, Copy, Debug)]
struct Edge {
    first: bool,
    last: bool,
}

/// Dead branches, and lazy parts at the end.
pub(super) fn check(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    let whole = Edge {
        first: true,
        last: true,
    };
    let names: Vec<&str> = subject
        .definitions
        .iter()
        .map(|definition| definition.name)
        .collect();
    for definition in &subject.definitions {
        let checker = Checker {
            written: definition.written,
            names: &names,
            use_: Use::Definition,
        };
        // A branch of a definition is dead if it is so wherever it stands.
        let (mut head, mut behind) = (Vec::new(), Vec::new());
        checker.part(&definition.part, whole, &mut head);
        checker.part(&definition.behind, whole, &mut behind);
        let same = |a: &Finding, b: &Finding| a.diagnostic.column == b.diagnostic.column;
        head.retain(|finding| behind.iter().any(|other| same(finding, other)));
        findings.extend(head);
    }
    for rule in &subject.rules {
        let checker = Checker {
            written: rule.written,
            names: &names,
            use_: Use::Match,
        };
        checker.part(&rule.part, whole, findings);
        for guard in &rule.guards {
            let checker = Checker {
                written: guard.written,
                names: &names,
                use_: match guard.which {
                    0 | 2 => Use::GuardBefore,
                    _ => Use::GuardBehind,
                },
            };
            checker.part(&guard.part, whole, findings);
        }
    }
}

struct Checker<'a> {
    written: Written<'a>,
    /// Of the definitions, by number less one.
    names: &'a [&'a str],
    use_: Use,
}

impl Checker<'_> {
    fn part(&self, part: &Part, edge: Edge, findings: &mut Vec<Finding>) {
        match part {
            Part::Unit(_) => {}
            Part::Row(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    let edge = Edge {
                        first: edge.first && index == 0,
                        last: edge.last && index + 1 == parts.len(),
                    };
                    self.part(part, edge, findings);
                }
            }
            Part::Either(branches) => {
                self.branches(part, branches, edge, findings);
                for branch in branches {
                    self.part(branch, edge, findings);
                }
            }
            Part::Repeat {
                part: inner,
                greedy,
                ..
            } => {
                if !greedy && edge.last && self.use_ == Use::Match {
                    findings.extend(self.lazy(part));
                }
                let inside = Edge {
                    first: false,
                    last: false,
                };
                self.part(inner, inside, findings);
            }
            Part::Capture(inner) => self.part(inner, edge, findings),
        }
    }

    fn lazy(&self, part: &Part) -> Option<Finding> {
        let place = part.place().filter(|place| origin(place).0 == 0)?;
        Some(self.written.finding(
            Code::LazyEnd,
            &place,
            "nothing follows, so no more of this lazy part is ever taken than must be",
            "drop the second ?, or the part",
        ))
    }

    /// Whether the alternation is written in this text, and not in a definition
    /// that it uses.
    fn is_own(&self, part: &Part) -> bool {
        let mut first = None;
        let mut own = false;
        part.units(&mut |unit| {
            let (definition, _) = origin(&unit.place);
            let first = *first.get_or_insert(definition);
            own |= definition == 0 || definition != first;
        });
        own
    }

    fn branches(&self, part: &Part, branches: &[Part], edge: Edge, findings: &mut Vec<Finding>) {
        if !self.is_own(part) {
            return;
        }
        let stretch = Stretch {
            before: self.use_ == Use::GuardBefore && edge.first,
            behind: match self.use_ {
                Use::Match | Use::GuardBehind => edge.last,
                _ => false,
            },
            mention: false,
        };
        let mut kept: Vec<bool> = vec![true; branches.len()];
        let guard = matches!(self.use_, Use::GuardBefore | Use::GuardBehind);
        // From the last branch: of two that say the same, the later one goes.
        for index in (0..branches.len()).rev() {
            let rivals: Vec<usize> = (0..branches.len())
                .filter(|&rival| rival < index || (guard && rival > index && kept[rival]))
                .collect();
            if says_how(&branches[index]) {
                continue;
            }
            if let Some(by) = covered(branches, index, &rivals, stretch) {
                kept[index] = false;
                findings.push(self.dead(branches, index, &by, stretch));
            }
        }
    }

    fn dead(&self, branches: &[Part], index: usize, by: &[usize], stretch: Stretch) -> Finding {
        let place = self.place(branches, index);
        let where_ = match (stretch.before, stretch.behind) {
            (true, _) => "the end of all that it does",
            (_, true) => "the beginning of all that it does",
            _ => "all that it does",
        };
        let (message, help) = match by {
            [_] => (
                format!("this alternative changes nothing: another one matches {where_}"),
                if self.use_ == Use::Match {
                    "remove it, or put it first if it should win"
                } else {
                    "remove it"
                },
            ),
            _ => (
                format!("this alternative changes nothing: the others together match {where_}"),
                "remove it",
            ),
        };
        let finding = self
            .written
            .finding(Code::DeadAlternative, &place, message, help);
        match by {
            [one] => self.pointing(finding, &self.place(branches, *one)),
            _ => finding,
        }
    }

    /// Where a branch is written: where its units are, or the `@NAME` that stands
    /// for them; the whole pattern if neither can be told.
    fn place(&self, branches: &[Part], index: usize) -> Range<usize> {
        let whole = 0..self.written.spot.get_ref().len();
        let place = match branches[index].place() {
            Some(place) => place,
            None => return self.mixed(&branches[index]).unwrap_or(whole),
        };
        let (definition, _) = origin(&place);
        let Some(name) = definition.checked_sub(1).and_then(|at| self.names.get(at)) else {
            return place;
        };
        let is_same = |branch: &&Part| {
            let place = branch.place();
            place.is_some_and(|place| origin(&place).0 == definition)
        };
        let nth = branches[..index].iter().filter(is_same).count();
        let pattern = self.written.spot.get_ref();
        let written = format!("@{name}");
        let longer = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let mut found = pattern
            .match_indices(&written)
            .map(|(at, name)| at..at + name.len())
            .filter(|place| !pattern[place.end..].starts_with(longer));
        found.nth(nth).unwrap_or(whole)
    }

    /// The units of a branch that are written in this text.
    fn mixed(&self, branch: &Part) -> Option<Range<usize>> {
        let mut own: Option<Range<usize>> = None;
        branch.units(&mut |unit| {
            if origin(&unit.place).0 == 0 {
                let start = own.as_ref().map_or(unit.place.start, |own| own.start);
                own = Some(start..unit.place.end);
            }
        });
        own
    }

    fn pointing(&self, finding: Finding, place: &Range<usize>) -> Finding {
        let bytes = self.written.bytes(place);
        let line = self.written.source.text[..bytes.start]
            .matches('\n')
            .count()
            + 1;
        let related = Related {
            file: self.written.source.name.clone(),
            line,
            message: self.written.slice(place).to_owned(),
        };
        finding.with(related)
    }
}

/// Whether a branch names classes by which a captured unit is read.
fn says_how(branch: &Part) -> bool {
    let mut says = false;
    branch.units(&mut |unit| {
        unit.test
            .leaves(&mut |leaf| says |= unit.captured && matches!(leaf, Test::Class(_)));
    });
    says
}

/// The rivals that together match all that a branch does; one alone, if it can.
fn covered(
    branches: &[Part],
    index: usize,
    rivals: &[usize],
    stretch: Stretch,
) -> Option<Vec<usize>> {
    let mine = Language::of(&branches[index]).filter(|mine| !mine.is_empty())?;
    let together: Vec<Part> = rivals
        .iter()
        .map(|&rival| branches[rival].clone())
        .collect();
    let all = Language::of_any(&together)?;
    if mine.is_within(&all, stretch) != Some(true) {
        return None;
    }
    let alone = rivals.iter().find(|&&rival| {
        Language::of(&branches[rival])
            .is_some_and(|rival| mine.is_within(&rival, stretch) == Some(true))
    });
    Some(match alone {
        Some(&one) => vec![one],
        None => rivals.to_vec(),
    })
}
