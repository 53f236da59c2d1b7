//! Patterns with a group around every part that need not take part in a match.
//!
//! The instrumented pattern matches what the pattern matches and prefers what it
//! prefers; its groups tell which alternatives, options and members were used.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::rules::alphabet::Alphabet;
use crate::rules::automaton::LazyMachine;
use crate::rules::expression::Expression;
use crate::rules::{
    Atom, Kind, PackSource, Spot, SymbolSet, Syntax, TableIndex, UNIT, UnitTest, parse_pattern,
    symbol_of,
};

/// What a part of a pattern is to the rest of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// One of several alternatives.
    Alternative,
    /// What may be absent, present.
    Present,
    /// What may be absent, absent.
    Absent,
    /// A member of a set.
    Member,
}

impl Part {
    /// The word for it in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alternative => "alternative",
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Member => "member",
        }
    }
}

/// Where a pattern is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Owner {
    /// Beside a rule, by its number, under this key.
    Rule(usize, &'static str),
    /// As a definition.
    Definition(TableIndex),
}

/// A part that may be used or not.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub owner: Owner,
    pub part: Part,
    /// Bytes of the pattern.
    pub range: Range<usize>,
}

/// All sites of a pack, each once, however many rules use its definition.
#[derive(Default)]
pub(super) struct Sites {
    pub all: Vec<Site>,
    known: HashMap<(Owner, Part, usize, usize), usize>,
}

impl Sites {
    fn of(&mut self, owner: Owner, part: Part, range: &Range<usize>) -> usize {
        let next = self.all.len();
        let site = *self
            .known
            .entry((owner, part, range.start, range.end))
            .or_insert(next);
        if site == next {
            let range = range.clone();
            self.all.push(Site { owner, part, range });
        }
        site
    }
}

/// What a group tells when it took part.
enum Told {
    /// One site was used.
    Site(usize),
    /// A unit of a set was read: every member that it is was used.
    Members(Arc<Vec<(SymbolSet, usize)>>),
}

/// An instrumented pattern.
pub(super) struct Instrumented {
    machine: LazyMachine,
    groups: Vec<Told>,
    /// All its sites.
    pub sites: Vec<usize>,
}

impl Instrumented {
    /// Calls `used` with the sites that take part in a match at the start of a
    /// window; whether there is a match, of the `whole` window if that is asked.
    pub fn run(&self, window: &[u8], whole: bool, used: &mut impl FnMut(usize)) -> bool {
        let mut groups = Vec::new();
        if !self.machine.get().captures(window, &mut groups) {
            return false;
        }
        let end = groups.first().copied().flatten().map(|(_, end)| end);
        if whole && end != Some(window.len() / UNIT) {
            return false;
        }
        for (told, group) in self.groups.iter().zip(groups.iter().skip(1)) {
            let Some((start, _)) = *group else { continue };
            match told {
                Told::Site(site) => used(*site),
                Told::Members(members) => {
                    let Some(&unit) = window[start * UNIT..].first_chunk() else {
                        continue;
                    };
                    let symbol = symbol_of(unit);
                    let held = members.iter().filter(|(set, _)| set.contains(symbol));
                    held.for_each(|&(_, site)| used(site));
                }
            }
        }
        true
    }
}

/// Instruments the pattern under a key of a rule; `None` if it has a fault or
/// nothing in it that need not take part.
pub(super) fn instrument(
    source: &PackSource,
    alphabet: &Alphabet<'_>,
    sites: &mut Sites,
    (file, rule, key): (usize, usize, &'static str),
    pattern: &Spot<String>,
    to_the_end: bool,
) -> Option<Instrumented> {
    let mut walk = Walk {
        source,
        alphabet,
        sites,
        groups: Vec::new(),
    };
    let syntax = parse_pattern(pattern.get_ref()).ok()?;
    let owner = Owner::Rule(rule, key);
    let (expression, _) = walk.part(&syntax, owner, file, true)?;
    let groups = walk.groups;
    let mut own = Vec::new();
    for told in &groups {
        match told {
            Told::Site(site) => own.push(*site),
            Told::Members(members) => own.extend(members.iter().map(|&(_, site)| site)),
        }
    }
    own.sort_unstable();
    own.dedup();
    (!groups.is_empty()).then(|| Instrumented {
        machine: LazyMachine::new(expression, to_the_end),
        groups,
        sites: own,
    })
}

struct Walk<'a> {
    source: &'a PackSource,
    alphabet: &'a Alphabet<'a>,
    sites: &'a mut Sites,
    groups: Vec<Told>,
}

impl Walk<'_> {
    /// A group that tells something; its number is the next.
    fn group(&mut self, told: Told) -> u32 {
        self.groups.push(told);
        self.groups.len() as u32
    }

    fn site(&mut self, owner: Owner, part: Part, range: &Range<usize>) -> u32 {
        let site = self.sites.of(owner, part, range);
        self.group(Told::Site(site))
    }

    /// The expression of a part and whether it can match nothing.
    fn part(
        &mut self,
        syntax: &Syntax,
        owner: Owner,
        file: usize,
        head: bool,
    ) -> Option<(Expression, bool)> {
        match &syntax.kind {
            Kind::Atom(atom) => Some((self.atom(atom, owner, head)?, false)),
            Kind::Concat(parts) => {
                let mut row = Vec::with_capacity(parts.len());
                let mut nullable = true;
                for part in parts {
                    let (expression, empty) = self.part(part, owner, file, head && nullable)?;
                    row.push(expression);
                    nullable &= empty;
                }
                Some((Expression::Concat(row), nullable))
            }
            Kind::Either(branches) => {
                let mut either = Vec::with_capacity(branches.len());
                let mut nullable = false;
                for branch in branches {
                    let group = self.site(owner, Part::Alternative, &branch.range);
                    let (expression, empty) = self.part(branch, owner, file, head)?;
                    either.push(Expression::Group(group, Box::new(expression)));
                    nullable |= empty;
                }
                Some((Expression::Either(either), nullable))
            }
            Kind::Repeat {
                part,
                min,
                max,
                greedy,
            } => self.repeat(syntax, part, (*min, *max, *greedy), owner, file, head),
            Kind::Capture(_, part) => self.part(part, owner, file, head),
            Kind::Reference(name) => {
                let (at, define) = self.source.definition(file, name)?;
                let syntax = parse_pattern(define.pattern.get_ref()).ok()?;
                self.part(&syntax, Owner::Definition(at), at.0, head)
            }
        }
    }

    fn repeat(
        &mut self,
        whole: &Syntax,
        part: &Syntax,
        (min, max, greedy): (u32, Option<u32>, bool),
        owner: Owner,
        file: usize,
        head: bool,
    ) -> Option<(Expression, bool)> {
        let repeated = |sub, min| Expression::Repeat {
            sub: Box::new(sub),
            min,
            max,
            greedy,
        };
        if min > 0 {
            let (sub, empty) = self.part(part, owner, file, head)?;
            return Some((repeated(sub, min), empty));
        }
        let absent = |walk: &mut Self| {
            let group = walk.site(owner, Part::Absent, &whole.range);
            Expression::Group(group, Box::new(Expression::Concat(Vec::new())))
        };
        // Groups are numbered in the order in which they stand.
        let before = (!greedy).then(|| absent(self));
        let group = self.site(owner, Part::Present, &whole.range);
        let (sub, _) = self.part(part, owner, file, head)?;
        let present = Expression::Group(group, Box::new(repeated(sub, 1)));
        let either = match before {
            Some(absent) => vec![absent, present],
            None => vec![present, absent(self)],
        };
        Some((Expression::Either(either), true))
    }

    fn atom(&mut self, atom: &Atom, owner: Owner, head: bool) -> Option<Expression> {
        let units = |test: &UnitTest| self.alphabet.units(test, atom.admits, head);
        let whole = units(&atom.test)?;
        let UnitTest::Set(any, but) = &atom.test else {
            return Some(Expression::Atom(whole.0));
        };
        if any.len() < 2 {
            return Some(Expression::Atom(whole.0));
        }
        let mut each = Vec::with_capacity(any.len());
        let mut members = Vec::with_capacity(any.len());
        for (member, range) in any.iter().zip(&atom.members[0]) {
            let only = UnitTest::Set(vec![member.clone()], but.clone());
            let (unit, symbols) = units(&only)?;
            each.push(unit);
            members.push((symbols, self.sites.of(owner, Part::Member, range)));
        }
        // A unit may be several members: the group that took it asks them all.
        let members = Arc::new(members);
        let branches = each.into_iter().map(|unit| {
            let group = self.group(Told::Members(Arc::clone(&members)));
            Expression::Group(group, Box::new(Expression::Atom(unit)))
        });
        Some(Expression::Either(branches.collect()))
    }
}
