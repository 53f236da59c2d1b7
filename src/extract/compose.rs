//! Phase 2: rules over mentions, which join what phase 1 found.
//!
//! Around the mentions of phase 1 the units are gathered once more, each mention
//! now a single unit, and the rules of phase 2 run there from left to right: a
//! rule that joins mentions puts one in their place, and the run goes on from
//! it, so that chains nest.

use crate::calendar::Granularity;
use crate::lexicon::{Entry, Symbol};
use crate::rules::{OrganizationValue, Output, Phase, RuleIndex, RulePack, UNIT, WINDOW, bytes_of};

use super::acceptance::{Refusal, Whole, accept};
use super::draft::{Draft, DraftDate, YearPart, draft};
use super::found::{DateFound, Found, OrganizationFound, Target};
use super::matcher::{Captured, Machinery};
use super::mention::OrganizationKind;
use super::observe::{Attempt, Held, Observer};
use super::text::SegmentText;
use super::units::{NO_NUMBER, Unit};

/// Units before the first mention of a cluster that rules may begin with.
const LEAD: usize = 4;

/// Units behind the last mention of a cluster that rules may reach.
const TAIL: usize = 12;

/// Most rules applied to one cluster, so that a faulty rule cannot run forever.
const MOST_STEPS: usize = 400;

/// A unit of phase 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Unit(usize),
    Date(usize),
    Organization(usize),
}

/// A match of phase 2.
struct Step {
    rule: RuleIndex,
    /// Items of the whole match.
    end: usize,
    /// Its tokens.
    whole: Whole,
    /// Items of the mention.
    mention: (usize, usize),
    captures: Vec<Option<usize>>,
    date: Option<DraftDate>,
}

/// Joins the mentions of a segment.
pub fn compose<O: Observer>(
    pack: &RulePack,
    text: &SegmentText<'_>,
    machinery: &mut Machinery,
    found: &mut Found,
    observer: &mut O,
) {
    if pack.phase(Phase::Second).indices.is_empty() {
        return;
    }
    let marks = marks(text, found);
    let mut start = 0;
    while start < marks.len() {
        let mut end = start + 1;
        while end < marks.len() && marks[end].0 <= marks[end - 1].1 + TAIL {
            end += 1;
        }
        let limit = marks.get(end).map_or(text.units.units.len(), |next| next.0);
        let mut cluster = Cluster {
            pack,
            text,
            machinery,
            found,
            items: Vec::new(),
            haystack: Vec::new(),
            applied: Vec::new(),
            observer,
        };
        cluster.gather(&marks[start..end], limit);
        cluster.run();
        start = end;
    }
}

/// Live mentions that do not overlap, as first unit, unit behind, item.
fn marks(text: &SegmentText<'_>, found: &Found) -> Vec<(usize, usize, Item)> {
    let mut marks: Vec<(usize, usize, Item)> = Vec::new();
    let units = |first: u32, end: u32| (text.units.at_token(first), text.units.at_token(end));
    for (index, date) in found
        .dates
        .iter()
        .enumerate()
        .filter(|(_, date)| !date.dropped)
    {
        let (first, end) = units(date.first, date.end);
        marks.push((first, end, Item::Date(index)));
    }
    for (index, organization) in found
        .organizations
        .iter()
        .enumerate()
        .filter(|(_, o)| !o.dropped)
    {
        let (first, end) = units(organization.first, organization.end);
        marks.push((first, end, Item::Organization(index)));
    }
    marks.sort_by_key(|&(first, end, _)| (first, std::cmp::Reverse(end)));
    let mut behind = 0;
    marks.retain(|&(first, end, _)| {
        let free = first >= behind && end > first;
        if free {
            behind = end;
        }
        free
    });
    marks
}

struct Cluster<'a, 'b, O> {
    pack: &'a RulePack,
    text: &'a SegmentText<'a>,
    machinery: &'b mut Machinery,
    found: &'b mut Found,
    items: Vec<Item>,
    haystack: Vec<u8>,
    /// Rules applied, with the tokens of their mention.
    applied: Vec<(RuleIndex, u32, u32)>,
    observer: &'b mut O,
}

impl<O: Observer> Cluster<'_, '_, O> {
    fn gather(&mut self, marks: &[(usize, usize, Item)], limit: usize) {
        let Some(&(first, ..)) = marks.first() else {
            return;
        };
        let mut unit = first.saturating_sub(LEAD);
        for &(first, end, item) in marks {
            self.items.extend((unit..first).map(Item::Unit));
            self.items.push(item);
            unit = end;
        }
        self.items
            .extend((unit..(unit + TAIL).min(limit)).map(Item::Unit));
    }

    fn symbol(&self, item: Item) -> Symbol {
        let lexicon = self.pack.lexicon();
        match item {
            Item::Unit(unit) => self.text.units.units[unit].symbol,
            Item::Date(date) => {
                lexicon.date_symbol(date_class(&self.found.dates[date].draft.value))
            }
            Item::Organization(_) => lexicon.organization_symbol(),
        }
    }

    /// An item as a unit.
    fn unit(&self, item: Item) -> Unit {
        let (first, end, clitic) = match item {
            Item::Unit(unit) => return self.text.units.units[unit],
            Item::Date(date) => {
                let date = &self.found.dates[date];
                (date.first, date.end, date.clitic)
            }
            Item::Organization(organization) => {
                let organization = &self.found.organizations[organization];
                (organization.first, organization.end, organization.clitic)
            }
        };
        Unit {
            first,
            end,
            symbol: self.symbol(item),
            clitic,
            number: NO_NUMBER,
            entries: crate::lexicon::EntryRange::default(),
        }
    }

    fn refill(&mut self) {
        let mut haystack = std::mem::take(&mut self.haystack);
        haystack.clear();
        let symbols = self.items.iter().map(|&item| self.symbol(item));
        haystack.extend(symbols.flat_map(bytes_of));
        self.haystack = haystack;
    }

    fn run(&mut self) {
        self.refill();
        self.tell_units();
        let mut at = 0;
        let mut steps = 0;
        while at < self.items.len() && steps < MOST_STEPS {
            match self.best(at) {
                Some(step) => {
                    steps += 1;
                    self.apply(at, &step);
                    self.refill();
                    self.tell_units();
                }
                None => at += 1,
            }
        }
    }

    fn tell_units(&mut self) {
        if O::LISTENS {
            let units: Vec<Unit> = self.items.iter().map(|&item| self.unit(item)).collect();
            self.observer.gathered(self.text, &units);
        }
    }

    /// The best step at an item: the longest match, then priority, then order.
    fn best(&mut self, at: usize) -> Option<Step> {
        let rules = self.pack.phase(Phase::Second);
        if !rules.first.contains(self.symbol(self.items[at])) {
            return None;
        }
        let end = (at + WINDOW).min(self.items.len());
        let window = &self.haystack[at * UNIT..end * UNIT];
        let mut matching = Vec::new();
        self.machinery
            .matching(self.pack, Phase::Second, window, &mut matching);
        let mut best: Option<Step> = None;
        for index in matching {
            let Some(step) = self.try_rule(index, at..end) else {
                continue;
            };
            let rank = |step: &Step| (step.end, self.pack.rule(step.rule).priority);
            let Some(former) = best.take() else {
                best = Some(step);
                continue;
            };
            let (better, worse) = if rank(&step) > rank(&former) {
                (step, former)
            } else {
                (former, step)
            };
            if O::LISTENS {
                let units = [self.units(&worse), self.units(&better)];
                let attempts = [
                    self.attempt(&worse, &units[0]),
                    self.attempt(&better, &units[1]),
                ];
                self.observer.outranked(self.text, attempts[0], attempts[1]);
            }
            best = Some(better);
        }
        best
    }

    fn try_rule(&mut self, index: RuleIndex, window: std::ops::Range<usize>) -> Option<Step> {
        let rule = self.pack.rule(index);
        let at = window.start;
        let window = &self.haystack[at * UNIT..window.end * UNIT];
        let groups = self.machinery.captures(rule, window)?;
        let (_, length) = groups.first().copied().flatten()?;
        if length == 0 {
            return None;
        }
        let mut captures: Vec<Option<usize>> = vec![None; rule.captures.len()];
        let mut mention = (at, at + length);
        for (&name, group) in rule.groups.iter().zip(&groups[1..]) {
            if let Some((start, end)) = *group
                && start < end
                && captures[name].is_none()
            {
                captures[name] = Some(at + start);
                if rule.mention == Some(name) {
                    mention = (at + start, at + end);
                }
            }
        }
        let first = self.unit(self.items[at]).first;
        let end = self.unit(self.items[at + length - 1]).end;
        let mut step = Step {
            rule: index,
            end: at + length,
            whole: Whole {
                first,
                end,
                start: self.text.units.at_token(first),
                behind: self.text.units.at_token(end),
            },
            mention,
            captures,
            date: None,
        };
        match self.value(&step) {
            Ok(date) => {
                step.date = date;
                Some(step)
            }
            Err(refusal) => {
                self.tell(&step, |observer, text, attempt| {
                    observer.refused_to_join(text, attempt, refusal);
                });
                None
            }
        }
    }

    /// Asks all that a rule wants of a match; the value, for a date.
    fn value(&self, step: &Step) -> Result<Option<DraftDate>, Refusal> {
        let rule = self.pack.rule(step.rule);
        let (first, end, _) = self.tokens(step);
        if self.applied.contains(&(step.rule, first, end)) {
            return Err(Refusal::Repeated);
        }
        if rule.line_bound && self.crosses_line(step.whole.first, step.whole.end) {
            return Err(Refusal::Line);
        }
        let units = self.units(step);
        let captured = Captured {
            lexicon: self.pack.lexicon(),
            rule,
            units: &units,
        };
        accept(rule, self.text, &captured, step.whole, false)?;
        let Output::Date { value, also, .. } = &rule.output else {
            return Ok(None);
        };
        let told = |capture: usize| self.drafted(step.captures.get(capture).copied().flatten()?);
        let date = draft(&captured, value, also.as_deref(), &told);
        date.map(Some).ok_or(Refusal::Value)
    }

    /// The captured items as units.
    fn units(&self, step: &Step) -> Vec<Option<Unit>> {
        let captures = step.captures.iter();
        captures
            .map(|capture| capture.map(|item| self.unit(self.items[item])))
            .collect()
    }

    /// Tokens of the mention, and its proclitics.
    fn tokens(&self, step: &Step) -> (u32, u32, u8) {
        let first = self.unit(self.items[step.mention.0]);
        let last = self.unit(self.items[step.mention.1 - 1]);
        (first.first, last.end, first.clitic)
    }

    fn attempt<'u>(&self, step: &Step, captures: &'u [Option<Unit>]) -> Attempt<'u> {
        Attempt {
            rule: step.rule,
            whole: step.whole,
            mention: self.tokens(step),
            captures,
        }
    }

    /// Tells an observer that listens of a match.
    fn tell(&mut self, step: &Step, tell: impl FnOnce(&mut O, &SegmentText<'_>, Attempt<'_>)) {
        if O::LISTENS {
            let units = self.units(step);
            let attempt = self.attempt(step, &units);
            tell(self.observer, self.text, attempt);
        }
    }

    fn crosses_line(&self, first: u32, end: u32) -> bool {
        (first + 1..end).any(|token| {
            self.text
                .gap(token - 1, token)
                .contains(&crate::text::codes::NEWLINE)
        })
    }

    /// The draft of a date item.
    fn drafted(&self, item: usize) -> Option<DraftDate> {
        match self.items[item] {
            Item::Date(date) => Some(self.found.dates[date].draft.clone()),
            _ => None,
        }
    }

    fn apply(&mut self, at: usize, step: &Step) {
        let rule = self.pack.rule(step.rule);
        let first = self.unit(self.items[step.mention.0]);
        let last = self.unit(self.items[step.mention.1 - 1]);
        self.applied.push((step.rule, first.first, last.end));
        self.tell(step, |observer, text, attempt| {
            observer.applied(text, attempt)
        });
        let range = step.mention.0.max(at)..step.mention.1;
        match &rule.output {
            Output::Date { certainty, .. } => {
                let Some(draft) = step.date.clone() else {
                    return;
                };
                let date = DateFound {
                    first: first.first,
                    end: last.end,
                    clitic: first.clitic,
                    rule: step.rule,
                    draft,
                    certainty: *certainty,
                    dropped: false,
                };
                self.drop_within(range.clone(), true, false);
                self.found.dates.push(date);
                self.items
                    .splice(range, [Item::Date(self.found.dates.len() - 1)]);
            }
            Output::Organization { value, kind, alias } => {
                let item = |capture: usize| {
                    let item = step.captures.get(capture).copied().flatten()?;
                    Some(self.items[item])
                };
                let (kind, alias) = (*kind, *alias);
                match *value {
                    OrganizationValue::Mention(capture) => {
                        if let Some(Item::Organization(of)) = item(capture) {
                            self.identify(step.rule, range, of, (kind, alias), (first, last));
                        }
                    }
                    OrganizationValue::Derived { head, category } => {
                        let head = head.and_then(item);
                        let category = head.and_then(|head| self.category(head)).or(category);
                        if let Some(category) = category {
                            self.found.organizations.push(OrganizationFound {
                                first: first.first,
                                end: last.end,
                                clitic: first.clitic,
                                rule: step.rule,
                                kind,
                                target: Target::Derived { category },
                                alias,
                                dropped: false,
                            });
                            self.name(range);
                        }
                    }
                    _ => {}
                }
            }
            Output::Nothing { types } => {
                self.drop_within(range, types[0], types[2]);
            }
            Output::Country(_) => {}
        }
    }

    /// The category that a head noun names, or that of a body.
    fn category(&self, item: Item) -> Option<&'static str> {
        let lexicon = self.pack.lexicon();
        let target = match item {
            Item::Organization(of) => &self.found.organizations[of].target,
            Item::Unit(unit) => {
                let entries = lexicon.entries(self.text.units.units[unit].entries);
                return entries.iter().find_map(Entry::category);
            }
            Item::Date(_) => return None,
        };
        match target {
            Target::Known(body) => Some(lexicon.organizations[*body as usize].category),
            Target::Derived { category } => Some(category),
            Target::SameAs(other) => self.category(Item::Organization(*other)),
            Target::Back { .. } => None,
        }
    }

    /// Makes a range of items the name of the body that was found last. What was
    /// the beginning of that name is no mention any more; a body named inside it
    /// stays one (`نقابة العاملين في جامعة القاهرة`).
    fn name(&mut self, range: std::ops::Range<usize>) {
        self.drop_within(range.start..range.start + 1, false, true);
        self.drop_within(range.clone(), true, false);
        let item = Item::Organization(self.found.organizations.len() - 1);
        self.items.splice(range, [item]);
    }

    /// Makes a range of items a mention of the body that mention `of` denotes. If
    /// that one only points back (`الحلف (الناتو)`), it is the range that says who
    /// is meant.
    fn identify(
        &mut self,
        rule: RuleIndex,
        range: std::ops::Range<usize>,
        of: usize,
        (kind, alias): (Option<OrganizationKind>, bool),
        (first, last): (Unit, Unit),
    ) {
        let own = match self.items[range.clone()] {
            [Item::Organization(own)] => Some(own),
            _ => None,
        };
        if let Target::Back { .. } = self.found.organizations[of].target {
            if let Some(own) = own {
                self.found.organizations[of].target = Target::SameAs(own);
            }
            return;
        }
        let implied = own.and_then(|own| self.found.organizations[own].kind);
        self.drop_within(range.clone(), false, true);
        self.found.organizations.push(OrganizationFound {
            first: first.first,
            end: last.end,
            clitic: first.clitic,
            rule,
            kind: kind.or(implied),
            target: Target::SameAs(of),
            alias,
            dropped: false,
        });
        let item = Item::Organization(self.found.organizations.len() - 1);
        self.items.splice(range, [item]);
    }

    /// Drops the mentions among a range of items.
    fn drop_within(&mut self, range: std::ops::Range<usize>, dates: bool, organizations: bool) {
        for item in &self.items[range] {
            match *item {
                Item::Date(date) if dates => {
                    let date = &mut self.found.dates[date];
                    date.dropped = true;
                    self.observer.dropped(self.text, Held::Date(date));
                }
                Item::Organization(organization) if organizations => {
                    let organization = &mut self.found.organizations[organization];
                    organization.dropped = true;
                    self.observer
                        .dropped(self.text, Held::Organization(organization));
                }
                _ => {}
            }
        }
    }
}

/// Index in [`crate::lexicon::DATE_CLASSES`].
fn date_class(draft: &Draft) -> usize {
    match draft {
        Draft::Told(reading) => match reading.granularity {
            Granularity::Day => 0,
            Granularity::Month => 1,
            Granularity::Year => 2,
            Granularity::Decade => 3,
            Granularity::Century => 4,
            _ => 6,
        },
        Draft::BareYear(_) => 2,
        Draft::Yearless {
            part: YearPart::Month(_, None),
            ..
        } => 7,
        Draft::Yearless { .. } => 5,
        Draft::Path(path) => match path.granularity() {
            Some(Granularity::Day) => 8,
            Some(Granularity::Week) => 9,
            Some(Granularity::Month) => 10,
            Some(Granularity::Year) => 11,
            _ => 6,
        },
        Draft::PartOf(_, YearPart::Month(_, day)) => {
            if day.is_some() {
                8
            } else {
                10
            }
        }
        _ => 6,
    }
}
