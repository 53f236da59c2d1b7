//! What a segment yielded, before the document is asked: the working form of
//! mentions between matching and resolving.

use crate::lexicon::Payload;
use crate::rules::{OrganizationValue, Output, RuleIndex, RulePack};

use super::draft::DraftDate;
use super::matcher::Candidate;
use super::mention::{Certainty, CountryKind, OrganizationKind};

/// A date; tokens are counted within the segment.
#[derive(Clone, Debug)]
pub struct DateFound {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// Codes of proclitics at the front.
    pub clitic: u8,
    /// The rule.
    pub rule: RuleIndex,
    /// What it says.
    pub draft: DraftDate,
    /// Certainty that the rule fixes.
    pub certainty: Option<Certainty>,
    /// Whether another mention took its place.
    pub dropped: bool,
}

/// A country.
#[derive(Clone, Debug)]
pub struct CountryFound {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// Codes of proclitics at the front.
    pub clitic: u8,
    /// The rule.
    pub rule: RuleIndex,
    /// Kind of the row.
    pub kind: CountryKind,
    /// Which countries.
    pub countries: Vec<u32>,
}

/// Which body an organization mention denotes.
#[derive(Clone, Debug)]
pub enum Target {
    /// One of the lexicon.
    Known(u32),
    /// One in no list.
    Derived {
        /// Its category.
        category: &'static str,
    },
    /// The same as another mention of the segment.
    SameAs(usize),
    /// The last one that a definite noun can point back to.
    Back {
        /// Category that the noun names.
        category: &'static str,
    },
}

/// An organization.
#[derive(Clone, Debug)]
pub struct OrganizationFound {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// Codes of proclitics at the front.
    pub clitic: u8,
    /// The rule.
    pub rule: RuleIndex,
    /// Kind that the rule fixes or the lexicon implies.
    pub kind: Option<OrganizationKind>,
    /// Which body.
    pub target: Target,
    /// Whether the mention becomes a name of the body from here on.
    pub alias: bool,
    /// Whether another mention took its place.
    pub dropped: bool,
}

/// Everything found in a segment.
#[derive(Debug, Default)]
pub struct Found {
    /// Dates.
    pub dates: Vec<DateFound>,
    /// Countries.
    pub countries: Vec<CountryFound>,
    /// Organizations.
    pub organizations: Vec<OrganizationFound>,
}

impl Found {
    /// Replaces what is held with the winners of phase 1.
    pub fn fill(&mut self, pack: &RulePack, candidates: &mut Vec<Candidate>) {
        self.dates.clear();
        self.countries.clear();
        self.organizations.clear();
        for candidate in candidates.drain(..) {
            match &pack.rule(candidate.rule).output {
                Output::Date { certainty, .. } => {
                    let certainty = *certainty;
                    self.dates.extend(candidate.date.map(|draft| DateFound {
                        first: candidate.first,
                        end: candidate.end,
                        clitic: candidate.clitic,
                        rule: candidate.rule,
                        draft: *draft,
                        certainty,
                        dropped: false,
                    }));
                }
                Output::Country(_) => self.countries.extend(country(pack, &candidate)),
                Output::Organization { .. } => {
                    self.organizations.extend(organization(pack, &candidate))
                }
                Output::Nothing { .. } => {}
            }
        }
    }

    /// Drops dates that lie inside an organization's name.
    /// `dropped` is told of each and of the name.
    pub fn drop_dates_in_names(&mut self, mut dropped: impl FnMut(&DateFound, &OrganizationFound)) {
        for organization in self.organizations.iter().filter(|o| !o.dropped) {
            if matches!(organization.target, Target::Back { .. }) {
                continue;
            }
            for date in &mut self.dates {
                let inside = organization.first <= date.first && date.end <= organization.end;
                if inside && !date.dropped {
                    date.dropped = true;
                    dropped(date, organization);
                }
            }
        }
    }
}

pub(super) fn country(pack: &RulePack, candidate: &Candidate) -> Option<CountryFound> {
    let Output::Country(value) = &pack.rule(candidate.rule).output else {
        return None;
    };
    let lexicon = pack.lexicon();
    let entry = candidate.entry(pack, value.capture)?;
    let class = lexicon.symbols().class_name(entry.class);
    let (countries, kind) = match entry.payload {
        Payload::Country(country) if class.starts_with("NISBA") => {
            (vec![country], CountryKind::Demonym)
        }
        Payload::Country(country) => (vec![country], CountryKind::Name),
        Payload::Group(group) => (
            lexicon.groups[group as usize].members.clone(),
            CountryKind::Group,
        ),
        _ => return None,
    };
    Some(CountryFound {
        first: candidate.first,
        end: candidate.end,
        clitic: candidate.clitic,
        rule: candidate.rule,
        kind: value.kind.unwrap_or(kind),
        countries,
    })
}

pub(super) fn organization(pack: &RulePack, candidate: &Candidate) -> Option<OrganizationFound> {
    let Output::Organization { value, kind, alias } = &pack.rule(candidate.rule).output else {
        return None;
    };
    let category_of = |capture: usize| candidate.category(pack, capture);
    let mut implied = None;
    let target = match *value {
        OrganizationValue::Entry(capture) => {
            let entry = candidate.entry(pack, capture)?;
            let Payload::Organization(organization) = entry.payload else {
                return None;
            };
            if pack.lexicon().symbols().class_name(entry.class) == "ORG_ACRONYM" {
                implied = Some(OrganizationKind::Acronym);
            }
            Target::Known(organization)
        }
        OrganizationValue::Derived { head, category } => Target::Derived {
            category: head.and_then(category_of).or(category)?,
        },
        OrganizationValue::Back(capture) => Target::Back {
            category: category_of(capture)?,
        },
        OrganizationValue::OfCountry { capture, category } => {
            let Payload::Country(country) = candidate.entry(pack, capture)?.payload else {
                return None;
            };
            match pack.lexicon().body_of_country(country, category) {
                Some(body) => Target::Known(body),
                None => Target::Derived { category },
            }
        }
        OrganizationValue::Mention(_) => return None,
    };
    Some(OrganizationFound {
        first: candidate.first,
        end: candidate.end,
        clitic: candidate.clitic,
        rule: candidate.rule,
        kind: kind.or(implied),
        target,
        alias: *alias,
        dropped: false,
    })
}
