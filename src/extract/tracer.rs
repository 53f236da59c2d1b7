//! The observer that keeps everything, as plain facts.

use chrono::NaiveDate;

use crate::lexicon::{ClassId, Payload};
use crate::rules::{Output, RuleIndex, RulePack};

use super::acceptance::{Refusal, Side};
use super::account;
use super::context::DateContext;
use super::date;
use super::examination::{
    Account, Capture, Examination, Held, InsideName, Match, Outcome, Piece, Reason, RuleName,
    SeenName, SeenUnit, Why, Winner,
};
use super::found::{self, DateFound, OrganizationFound};
use super::matcher::{Candidate, Captured};
use super::mention::{DateValue, Extraction, OrganizationRef, Span};
use super::observe::{self, Attempt, Observer};
use super::organization::{Origin, target};
use super::overlap::{rank, types};
use super::text::SegmentText;
use super::units::{NO_NUMBER, Unit};

/// Keeps what the engine tells of one segment.
pub struct Tracer<'p> {
    pack: &'p RulePack,
    reference: Option<NaiveDate>,
    seen: Examination,
    /// Winners of phase 1 so far, best first.
    winners: Vec<Candidate>,
    /// Matches of phase 2, kept apart until the end.
    joining: Vec<Match>,
    /// The date whose value is being asked for.
    pending: Option<Account>,
}

impl<'p> Tracer<'p> {
    /// An observer of a document of this date.
    pub fn new(pack: &'p RulePack, reference: Option<NaiveDate>) -> Self {
        Self {
            pack,
            reference,
            seen: Examination::default(),
            winners: Vec::new(),
            joining: Vec::new(),
            pending: None,
        }
    }

    /// The text goes on at this byte, unobserved.
    pub fn cut(&mut self, byte: usize) {
        self.seen.cut.get_or_insert(byte);
    }

    /// All that was seen.
    pub fn finish(mut self, text: &str, extraction: Extraction) -> Examination {
        let key = |found: &Match| (found.span.start, found.span.end, found.rule);
        self.seen.matches.sort_by_key(key);
        let countries = account::countries(self.pack, text, &extraction, &self.seen.matches);
        self.seen.accounts.extend(countries);
        let cut = self.seen.cut.unwrap_or(usize::MAX);
        self.seen
            .accounts
            .retain(|account| account.piece.span.byte_start < cut);
        self.seen
            .accounts
            .sort_by_key(|account| (account.piece.span, account.kind));
        self.seen.matches.append(&mut self.joining);
        self.seen.extraction = extraction;
        self.seen
    }

    fn captures(
        &self,
        rule: RuleIndex,
        text: &SegmentText<'_>,
        units: &[Option<Unit>],
    ) -> Vec<Capture> {
        let rule = self.pack.rule(rule);
        let lexicon = self.pack.lexicon();
        let symbols = lexicon.symbols();
        let named = rule.captures.iter().zip(units).zip(&rule.capture_classes);
        named
            .filter_map(|((name, unit), classes)| {
                let unit = (*unit)?;
                let mut of_unit: Vec<ClassId> = symbols.classes_of(unit.symbol).to_vec();
                of_unit.retain(|class| classes.contains(class));
                let names = of_unit
                    .iter()
                    .map(|&class| symbols.class_name(class).to_owned());
                Some(Capture {
                    name: name.clone(),
                    text: text.original(unit.first, unit.end, unit.clitic).to_owned(),
                    number: unit.number_as(lexicon, classes),
                    classes: names.collect(),
                })
            })
            .collect()
    }

    fn found(
        &self,
        text: &SegmentText<'_>,
        attempt: Attempt<'_>,
        value: Option<String>,
        outcome: Outcome,
    ) -> Match {
        let (first, end, clitic) = attempt.mention;
        let piece = piece(text, first, end, clitic);
        Match {
            rule: attempt.rule,
            name: RuleName::of(self.pack, attempt.rule),
            span: piece.span,
            text: piece.text,
            whole: text.span(attempt.whole.first, attempt.whole.end, 0),
            captures: self.captures(attempt.rule, text, attempt.captures),
            value,
            won: matches!(outcome, Outcome::Won { .. }),
            outcome,
        }
    }

    /// What a candidate denotes by itself.
    fn value(&self, text: &SegmentText<'_>, candidate: &Candidate) -> Option<String> {
        let lexicon = self.pack.lexicon();
        match &self.pack.rule(candidate.rule).output {
            Output::Date { certainty, .. } => {
                let draft = candidate.date.as_ref()?;
                let mut context = DateContext::new(self.reference);
                let (_, value) = date::resolve(draft, *certainty, &mut context);
                value.edtf.map(|edtf| edtf.to_string())
            }
            Output::Country(_) => {
                let found = found::country(self.pack, candidate)?;
                let keys = found.countries.iter();
                let keys: Vec<&str> = keys
                    .map(|&country| lexicon.countries[country as usize].key())
                    .collect();
                Some(keys.join(";"))
            }
            Output::Organization { .. } => {
                let found = found::organization(self.pack, candidate)?;
                let (organization, _) = target(lexicon, text, std::slice::from_ref(&found), &found);
                organization.ok().map(|known| known.id(lexicon).to_owned())
            }
            Output::Nothing { .. } => None,
        }
    }

    fn reason(&self, text: &SegmentText<'_>, attempt: Attempt<'_>, refusal: Refusal) -> Reason {
        let rule = self.pack.rule(attempt.rule);
        let captured = Captured {
            lexicon: self.pack.lexicon(),
            rule,
            units: attempt.captures,
        };
        match refusal {
            Refusal::Line => Reason::Line,
            Refusal::Tight => Reason::Tight,
            Refusal::Repeated => Reason::Repeated,
            Refusal::Condition(number) => {
                let condition = &rule.conditions[number];
                let sides = [condition.left, condition.right];
                let captures = sides.into_iter().filter_map(|side| side.capture);
                let numbers = captures
                    .map(|capture| (rule.captures[capture].clone(), captured.number(capture)));
                Reason::Condition {
                    condition: condition.told(&rule.captures),
                    numbers: numbers.collect(),
                }
            }
            Refusal::Guard(side) => self.guard(text, attempt, side),
            Refusal::Spelling(number) => {
                let (capture, expression) = &rule.spelling[number];
                let unit = captured.unit(*capture);
                let written = unit.map(|unit| text.original(unit.first, unit.end, unit.clitic));
                Reason::Spelling {
                    capture: rule.captures[*capture].clone(),
                    expression: expression.source().to_owned(),
                    text: written.unwrap_or_default().to_owned(),
                }
            }
            Refusal::Value => Reason::Value {
                template: rule.value.clone(),
                filled: filled(&rule.value, |name| {
                    let capture = rule.captures.iter().position(|known| known == name)?;
                    captured.number(capture)
                }),
            },
        }
    }

    fn guard(&self, text: &SegmentText<'_>, attempt: Attempt<'_>, side: Side) -> Reason {
        let guard = side.guard(self.pack.rule(attempt.rule));
        let units = &text.units.units;
        let span = |from: usize, to: usize| {
            let (first, last) = (units.get(from)?, units.get(to.checked_sub(1)?)?);
            Some(piece(text, first.first, last.end, 0))
        };
        let matched = guard
            .and_then(|guard| side.units(guard, text, attempt.whole))
            .and_then(|(from, to)| span(from, to));
        let (start, behind) = (attempt.whole.start, attempt.whole.behind);
        let beside = match side {
            Side::Before => start.checked_sub(1).and_then(|unit| span(unit, start)),
            Side::After => span(behind, behind + 1),
            _ => None,
        };
        Reason::Guard {
            guard: side.as_str(),
            pattern: guard.map_or_else(String::new, |guard| guard.source.clone()),
            matched,
            beside,
        }
    }

    fn held(&self, text: &SegmentText<'_>, held: observe::Held<'_>) -> Held {
        let (kind, rule, first, end, clitic) = match held {
            observe::Held::Date(date) => ("date", date.rule, date.first, date.end, date.clitic),
            observe::Held::Organization(found) => (
                "organization",
                found.rule,
                found.first,
                found.end,
                found.clitic,
            ),
        };
        Held {
            kind,
            rule: self.pack.rule_id(rule).to_owned(),
            piece: piece(text, first, end, clitic),
        }
    }

    /// The captures of the match that made a mention, and its template.
    fn maker(&self, rule: RuleIndex, span: Span) -> (Vec<Capture>, String) {
        let mut all = self.joining.iter().rev().chain(&self.seen.matches);
        let maker = all.find(|found| found.won && found.rule == rule && found.span == span);
        let captures = maker.map_or_else(Vec::new, |found| found.captures.clone());
        (captures, self.pack.rule(rule).value.clone())
    }
}

impl Observer for Tracer<'_> {
    fn read(&mut self, text: &SegmentText<'_>) {
        let units = text.units.units.iter();
        self.seen.units = units.map(|unit| seen(self.pack, text, unit)).collect();
        let names = text.units.names.iter().map(|name| SeenName {
            start: name.unit as usize,
            behind: text.units.at_token(name.as_unit.end),
            unit: seen(self.pack, text, &name.as_unit),
        });
        self.seen.names = names.collect();
    }

    fn refused(&mut self, text: &SegmentText<'_>, attempt: Attempt<'_>, refusal: Refusal) {
        let reason = self.reason(text, attempt, refusal);
        let found = self.found(text, attempt, None, Outcome::Refused { reason });
        self.seen.matches.push(found);
    }

    fn judged(&mut self, text: &SegmentText<'_>, candidate: &Candidate, won: bool) {
        let outcome = if won {
            self.winners.push(candidate.clone());
            Outcome::Won {
                dropped: Vec::new(),
            }
        } else {
            let own = types(&self.pack.rule(candidate.rule).output);
            let beats = |winner: &&Candidate| {
                let theirs = types(&self.pack.rule(winner.rule).output);
                let meet = winner.first < candidate.end && candidate.first < winner.end;
                meet && (0..3).any(|kind| own[kind] && theirs[kind])
            };
            let Some(winner) = self.winners.iter().find(beats) else {
                return;
            };
            let to = Winner {
                rule: RuleName::of(self.pack, winner.rule),
                piece: piece(text, winner.first, winner.end, winner.clitic),
            };
            Outcome::Lost {
                to: Box::new(to),
                why: why(self.pack, winner, candidate),
            }
        };
        let attempt = Attempt {
            rule: candidate.rule,
            whole: candidate.whole,
            mention: (candidate.first, candidate.end, candidate.clitic),
            captures: &candidate.captures,
        };
        let value = self.value(text, candidate);
        let found = self.found(text, attempt, value, outcome);
        self.seen.matches.push(found);
    }

    fn gathered(&mut self, text: &SegmentText<'_>, units: &[Unit]) {
        let units = units.iter().map(|unit| seen(self.pack, text, unit));
        self.seen.joints.push(units.collect());
    }

    fn refused_to_join(&mut self, text: &SegmentText<'_>, attempt: Attempt<'_>, refusal: Refusal) {
        if refusal == Refusal::Repeated {
            return;
        }
        let reason = self.reason(text, attempt, refusal);
        let found = self.found(text, attempt, None, Outcome::Refused { reason });
        // A place is tried again after each step.
        if !self.joining.contains(&found) {
            self.joining.push(found);
        }
    }

    fn outranked(&mut self, text: &SegmentText<'_>, worse: Attempt<'_>, better: Attempt<'_>) {
        let (first, end, clitic) = better.mention;
        let to = Winner {
            rule: RuleName::of(self.pack, better.rule),
            piece: piece(text, first, end, clitic),
        };
        let priority = |attempt: Attempt<'_>| self.pack.rule(attempt.rule).priority;
        let why = if better.whole.end > worse.whole.end {
            Why::Longer
        } else if priority(better) > priority(worse) {
            Why::Priority
        } else {
            Why::EarlierRule
        };
        let to = Box::new(to);
        let found = self.found(text, worse, None, Outcome::Lost { to, why });
        self.joining.push(found);
    }

    fn applied(&mut self, text: &SegmentText<'_>, attempt: Attempt<'_>) {
        let dropped = Vec::new();
        let found = self.found(text, attempt, None, Outcome::Won { dropped });
        self.joining.push(found);
    }

    fn dropped(&mut self, text: &SegmentText<'_>, held: observe::Held<'_>) {
        let held = self.held(text, held);
        if let Some(Match {
            outcome: Outcome::Won { dropped },
            ..
        }) = self.joining.last_mut()
        {
            dropped.push(held);
        }
    }

    fn inside_name(&mut self, text: &SegmentText<'_>, date: &DateFound, name: &OrganizationFound) {
        let date = self.held(text, observe::Held::Date(date));
        let name = self.held(text, observe::Held::Organization(name));
        self.seen.inside_names.push(InsideName { date, name });
    }

    fn dating(&mut self, text: &SegmentText<'_>, date: &DateFound, context: &DateContext) {
        let piece = piece(text, date.first, date.end, date.clitic);
        let (captures, template) = self.maker(date.rule, piece.span);
        let steps = account::date_steps(&date.draft, date.certainty, context, &captures);
        self.pending = Some(Account {
            kind: "date",
            piece,
            rule: self.pack.rule_id(date.rule).to_owned(),
            template,
            captures,
            steps,
            value: String::new(),
            columns: Vec::new(),
        });
    }

    fn dated(&mut self, value: &DateValue) {
        if let Some(mut account) = self.pending.take() {
            account.value = value
                .edtf
                .as_ref()
                .map_or_else(String::new, ToString::to_string);
            account.columns = account::date_columns(value);
            self.seen.accounts.push(account);
        }
    }

    fn settled(
        &mut self,
        text: &SegmentText<'_>,
        (first, end, clitic): (u32, u32, u8),
        rule: RuleIndex,
        origin: Origin,
        organization: Option<&OrganizationRef>,
    ) {
        let piece = piece(text, first, end, clitic);
        let (captures, template) = self.maker(rule, piece.span);
        let same = match origin {
            Origin::Same(first, end, clitic) => Some(self::piece(text, first, end, clitic)),
            _ => None,
        };
        self.seen.accounts.push(Account {
            kind: "organization",
            rule: self.pack.rule_id(rule).to_owned(),
            template,
            steps: account::organization_steps(self.pack, origin, organization, same.as_ref()),
            value: organization
                .map_or("", |organization| organization.id(self.pack.lexicon()))
                .to_owned(),
            columns: Vec::new(),
            captures,
            piece,
        });
    }
}

/// Why one match stands before another in the order of overlaps.
fn why(pack: &RulePack, winner: &Candidate, loser: &Candidate) -> Why {
    let (theirs, own) = (rank(pack, winner), rank(pack, loser));
    if theirs.0 != own.0 {
        Why::Longer
    } else if theirs.1 != own.1 {
        Why::Priority
    } else if (theirs.2, theirs.3) != (own.2, own.3) {
        Why::EarlierStart
    } else {
        Why::EarlierRule
    }
}

/// A template with numbers in its holes, as far as they are known.
fn filled(template: &str, number: impl Fn(&str) -> Option<i32>) -> String {
    let mut shown = String::new();
    let mut rest = template;
    while let Some((plain, tail)) = rest.split_once('{') {
        shown.push_str(plain);
        let Some((name, tail)) = tail.split_once('}') else {
            break;
        };
        match number(name) {
            Some(number) if name.starts_with("year") => shown.push_str(&format!("{number:04}")),
            Some(number) => shown.push_str(&format!("{number:02}")),
            None => shown.push_str(&format!("{{{name}}}")),
        }
        rest = tail;
    }
    shown + rest
}

fn piece(text: &SegmentText<'_>, first: u32, end: u32, clitic: u8) -> Piece {
    // A blank line is an empty token.
    let of = |token: u32| text.tokens[token as usize];
    if of(first).start == of(end - 1).end {
        return Piece {
            span: Span {
                start: 0,
                end: 0,
                byte_start: 0,
                byte_end: 0,
            },
            text: String::new(),
        };
    }
    Piece {
        span: text.span(first, end, clitic),
        text: text.original(first, end, clitic).to_owned(),
    }
}

fn seen(pack: &RulePack, text: &SegmentText<'_>, unit: &Unit) -> SeenUnit {
    let lexicon = pack.lexicon();
    let symbols = lexicon.symbols();
    let Piece {
        span,
        text: original,
    } = piece(text, unit.first, unit.end, 0);
    let classes = symbols
        .classes_of(unit.symbol)
        .iter()
        .map(|&class| symbols.class_name(class).to_owned());
    SeenUnit {
        span,
        text: original,
        clitic: symbols.clitic_of(unit.symbol).as_str(),
        classes: classes.collect(),
        number: (unit.number != NO_NUMBER).then_some(unit.number),
        entries: entries(pack, unit),
        symbol: unit.symbol,
    }
}

/// What a unit can denote, in words.
fn entries(pack: &RulePack, unit: &Unit) -> Vec<String> {
    let lexicon = pack.lexicon();
    lexicon
        .entries(unit.entries)
        .iter()
        .filter_map(|entry| match entry.payload {
            Payload::None | Payload::Category(_) => None,
            Payload::Number(number) => Some(number.to_string()),
            Payload::Country(country) => Some(lexicon.countries[country as usize].key().to_owned()),
            Payload::Group(group) => Some(lexicon.groups[group as usize].id.clone()),
            Payload::Organization(organization) => {
                Some(lexicon.organizations[organization as usize].id.clone())
            }
        })
        .collect()
}
