//! Sets of classes: members that change nothing, units that never come.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::rules::SymbolSet;
use crate::rules::pattern::{Admits, Test};

use super::finding::{Code, Finding};
use super::names;
use super::part::{Part, Reader, Unit, Universe, origin};
use super::subject::{Subject, Written};

/// Redundant members, needless exclusions, units that nothing matches.
pub(super) fn check(subject: &mut Subject<'_>, findings: &mut Vec<Finding>) {
    let used = names::used(subject);
    let Subject {
        rules,
        definitions,
        reader,
        universes,
        ..
    } = subject;
    // Words that only an unused definition names are no words of the pack.
    let definitions = definitions.iter().enumerate();
    for (_, definition) in definitions.filter(|(index, _)| used.contains(index)) {
        let mut checker = Checker {
            written: definition.written,
            reader,
            universe: &universes.all,
            findings,
        };
        // The head admits most: what never comes there never comes.
        checker.tree(&definition.part, None);
    }
    for rule in rules.iter() {
        let live = rule.language.as_ref().map(|language| language.live_units());
        if live.as_ref().is_some_and(BTreeSet::is_empty) {
            continue;
        }
        let mut checker = Checker {
            written: rule.written,
            reader,
            universe: &universes.phases[rule.rule.phase as usize],
            findings,
        };
        checker.tree(&rule.part, live.as_ref());
        for guard in &rule.guards {
            let live = guard.language.as_ref().map(|guard| guard.live_units());
            if live.as_ref().is_some_and(BTreeSet::is_empty) {
                continue;
            }
            let mut checker = Checker {
                written: guard.written,
                reader: &mut *checker.reader,
                universe: &universes.guards,
                findings: &mut *checker.findings,
            };
            checker.tree(&guard.part, live.as_ref());
        }
    }
}

struct Checker<'c, 'a> {
    written: Written<'c>,
    reader: &'c mut Reader<'a>,
    universe: &'c Universe,
    findings: &'c mut Vec<Finding>,
}

impl Checker<'_, '_> {
    fn tree(&mut self, part: &Part, live: Option<&BTreeSet<usize>>) {
        let mut units: Vec<&Unit> = Vec::new();
        part.units(&mut |unit| units.push(unit));
        for unit in units {
            if origin(&unit.place).0 != 0 {
                continue;
            }
            if unit.symbols.is_empty() && names_only(&unit.test) {
                // `[A -A]` takes nothing and lets a capture be read as an A.
            } else if unit.symbols.is_empty() {
                self.report(
                    Code::DeadPart,
                    &unit.place,
                    "no text has such a unit here",
                    "no word of the lexicon and no other unit has the class with this proclitic",
                );
            } else if live.is_some_and(|live| !live.contains(&unit.number)) {
                self.report(
                    Code::DeadPart,
                    &unit.place,
                    "no match gets here: another unit that this one needs never comes",
                    "mend or remove the part",
                );
            } else if let Test::Set(any, but) = &unit.test {
                self.set(unit, any, but);
            }
        }
    }

    fn report(&mut self, code: Code, place: &Range<usize>, message: &str, help: &str) {
        self.findings
            .push(self.written.finding(code, place, message, help));
    }

    /// The symbols of members of a set at the place of a unit.
    fn symbols(&mut self, unit: &Unit, any: &[Test], but: &[Test]) -> SymbolSet {
        let test = Test::Set(any.to_vec(), but.to_vec());
        let universe = match unit.admits {
            Admits::All => &self.universe.head,
            _ => &self.universe.rest,
        };
        self.reader.symbols_of(&test, unit.admits, universe)
    }

    fn set(&mut self, unit: &Unit, any: &[Test], but: &[Test]) {
        let mut kept: Vec<bool> = vec![true; any.len()];
        for index in (0..any.len()).rev().filter(|_| any.len() > 1) {
            let mine = self.symbols(unit, &any[index..=index], but);
            let others: Vec<Test> = (0..any.len())
                .filter(|&other| other != index && kept[other])
                .map(|other| any[other].clone())
                .collect();
            let place = self.member(unit, any, index, false);
            let name = shown(&any[index]);
            if mine.is_empty() {
                kept[index] = false;
                let message = format!("no text has {name} here");
                let help = "not in the lexicon, not with this proclitic, or taken away again";
                self.report(Code::DeadPart, &place, &message, help);
            } else if !says_how(unit, &any[index])
                && !others.is_empty()
                && mine.is_within(&self.symbols(unit, &others, but))
            {
                kept[index] = false;
                let message = format!("{name} changes nothing: the other members cover it");
                self.report(Code::RedundantMember, &place, &message, "remove it");
            }
        }
        let all = self.symbols(unit, any, &[]);
        // A class may have no word in common today and one tomorrow: to take it
        // away is prudence. A word is what it is.
        for index in (0..but.len()).filter(|&index| !matches!(but[index], Test::Class(_))) {
            let taken = self.symbols(unit, &but[index..=index], &[]);
            if !taken.overlaps(&all) {
                let place = self.member(unit, but, index, true);
                let name = shown(&but[index]);
                let message = format!("there is nothing of {name} to take away");
                self.report(Code::NeedlessExclusion, &place, &message, "remove it");
            }
        }
    }

    /// Where a member of a set is written; the whole set if it is not found.
    fn member(&self, unit: &Unit, members: &[Test], index: usize, excluded: bool) -> Range<usize> {
        let mark = if excluded { "-" } else { "" };
        let written = format!("{mark}{}", source(&members[index]));
        let before = members[..index]
            .iter()
            .filter(|member| **member == members[index]);
        let nth = before.count();
        let slice = self.written.slice(&unit.place);
        let (mut at, mut found) = (0, Vec::new());
        for token in slice.split_inclusive(|c: char| c.is_whitespace() || "[]".contains(c)) {
            let word = token.trim_end_matches(|c: char| c.is_whitespace() || c == ']' || c == '[');
            if word == written {
                found.push(at..at + word.len());
            }
            at += token.len();
        }
        match found.get(nth) {
            Some(place) => unit.place.start + place.start..unit.place.start + place.end,
            None => unit.place.clone(),
        }
    }
}

/// Whether a member of a set says how a captured unit is read.
fn says_how(unit: &Unit, member: &Test) -> bool {
    unit.captured && matches!(member, Test::Class(_))
}

/// Whether a test takes away all that it names.
fn names_only(test: &Test) -> bool {
    match test {
        Test::Set(any, but) => any.iter().all(|member| but.contains(member)),
        _ => false,
    }
}

/// A test as it is written.
fn source(test: &Test) -> String {
    match test {
        Test::Any => ".".to_owned(),
        Test::Class(name) | Test::Word(name) => name.clone(),
        Test::Mark(mark) => format!("\"{mark}\""),
        Test::Set(..) => "[…]".to_owned(),
    }
}

/// A test between quotation marks.
fn shown(test: &Test) -> String {
    format!("`{}`", source(test))
}
