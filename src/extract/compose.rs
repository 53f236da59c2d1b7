//! Phase 2: rules over mentions, which join what phase 1 found.
//!
//! Around the mentions of phase 1 the units are gathered once more, each mention
//! now a single unit, and the rules of phase 2 run there from left to right: a
//! rule that joins mentions puts one in their place, and the run goes on from
//! it, so that chains nest.

use crate::calendar::Granularity;
use crate::lexicon::Symbol;
use crate::rules::{Output, Phase, Rule, RuleIndex, RulePack, UNIT, WINDOW, bytes_of};

use super::draft::{Draft, DraftDate, YearPart, draft};
use super::found::{DateFound, Found, OrganizationFound, Target};
use super::matcher::{Captured, Machinery, guarded};
use super::mention::OrganizationKind;
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
    /// Items of the mention.
    mention: (usize, usize),
    captures: Vec<Option<usize>>,
    date: Option<DraftDate>,
}

/// Joins the mentions of a segment.
pub fn compose(
    pack: &RulePack,
    text: &SegmentText<'_>,
    machinery: &mut Machinery,
    found: &mut Found,
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

struct Cluster<'a, 'b> {
    pack: &'a RulePack,
    text: &'a SegmentText<'a>,
    machinery: &'b mut Machinery,
    found: &'b mut Found,
    items: Vec<Item>,
    haystack: Vec<u8>,
    /// Rules applied, with the tokens of their mention.
    applied: Vec<(RuleIndex, u32, u32)>,
}

impl Cluster<'_, '_> {
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
        let symbols: Vec<Symbol> = self.items.iter().map(|&item| self.symbol(item)).collect();
        self.haystack.clear();
        self.haystack.extend(symbols.into_iter().flat_map(bytes_of));
    }

    fn run(&mut self) {
        self.refill();
        let mut at = 0;
        let mut steps = 0;
        while at < self.items.len() && steps < MOST_STEPS {
            match self.best(at) {
                Some(step) => {
                    steps += 1;
                    self.apply(at, &step);
                    self.refill();
                }
                None => at += 1,
            }
        }
    }

    /// The best step at an item: the longest match, then priority, then order.
    fn best(&mut self, at: usize) -> Option<Step> {
        let rules = self.pack.phase(Phase::Second);
        if !rules.first.contains(self.symbol(self.items[at])) {
            return None;
        }
        let end = (at + WINDOW).min(self.items.len());
        let window = self.haystack[at * UNIT..end * UNIT].to_vec();
        let mut matching = Vec::new();
        self.machinery
            .matching(self.pack, Phase::Second, &window, &mut matching);
        let mut best: Option<Step> = None;
        for index in matching {
            let Some(step) = self.try_rule(index, at, &window) else {
                continue;
            };
            let rank = |step: &Step| (step.end, self.pack.rule(step.rule).priority);
            if best.as_ref().is_none_or(|best| rank(&step) > rank(best)) {
                best = Some(step);
            }
        }
        best
    }

    fn try_rule(&mut self, index: RuleIndex, at: usize, window: &[u8]) -> Option<Step> {
        let rule = self.pack.rule(index);
        let groups = self.machinery.captures(rule, window)?.to_vec();
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
        let first = self.unit(self.items[mention.0]);
        let last = self.unit(self.items[mention.1 - 1]);
        if self.applied.contains(&(index, first.first, last.end)) {
            return None;
        }
        let whole = (
            self.unit(self.items[at]),
            self.unit(self.items[at + length - 1]),
        );
        if rule.tight && !self.text.is_tight(whole.0.first, whole.1.end) {
            return None;
        }
        if rule.line_bound && self.crosses_line(whole.0.first, whole.1.end) {
            return None;
        }
        let units: Vec<Option<Unit>> = captures
            .iter()
            .map(|capture| capture.map(|item| self.unit(self.items[item])))
            .collect();
        self.accept(rule, &units, whole)?;
        let date = match &rule.output {
            Output::Date { value, also, .. } => {
                let captured = self.captured(rule, &units);
                let told = |capture: usize| self.drafted(captures.get(capture).copied().flatten()?);
                Some(draft(&captured, value, also.as_deref(), &told)?)
            }
            _ => None,
        };
        Some(Step {
            rule: index,
            end: at + length,
            mention,
            captures,
            date,
        })
    }

    fn captured<'s>(&'s self, rule: &'s Rule, units: &'s [Option<Unit>]) -> Captured<'s> {
        Captured {
            lexicon: self.pack.lexicon(),
            rule,
            units,
        }
    }

    fn crosses_line(&self, first: u32, end: u32) -> bool {
        (first + 1..end).any(|token| {
            self.text
                .gap(token - 1, token)
                .contains(&crate::text::codes::NEWLINE)
        })
    }

    /// Asks conditions, spelling and guards.
    fn accept(&self, rule: &Rule, units: &[Option<Unit>], whole: (Unit, Unit)) -> Option<()> {
        let captured = self.captured(rule, units);
        let holds = rule
            .conditions
            .iter()
            .all(|condition| condition.holds(|number| captured.number(number)));
        let spelled = rule.spelling.iter().all(|(capture, expression)| {
            units[*capture].is_some_and(|unit| {
                expression.is_match(self.text.original(unit.first, unit.end, unit.clitic))
            })
        });
        let start = self.text.units.at_token(whole.0.first);
        let behind = self.text.units.at_token(whole.1.end);
        (holds && spelled && guarded(rule, self.text.units, start, behind)).then_some(())
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
                let crate::rules::OrganizationValue::Mention(capture) = value else {
                    return;
                };
                let of = step.captures.get(*capture).copied().flatten();
                if let Some(Item::Organization(of)) = of.map(|item| self.items[item]) {
                    self.identify(step.rule, range, of, (*kind, *alias), (first, last));
                }
            }
            Output::Nothing { types } => {
                self.drop_within(range, types[0], types[2]);
            }
            Output::Country(_) => {}
        }
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
                Item::Date(date) if dates => self.found.dates[date].dropped = true,
                Item::Organization(organization) if organizations => {
                    self.found.organizations[organization].dropped = true;
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
