//! One rule: from its table and its parsed patterns to automata and templates.
//!
//! Every name is resolved here, so that nothing about a rule can fail while it
//! runs. A rule is compiled by itself; it must never depend on another.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::diagnostic::Diagnostic;
use crate::extract::{Certainty, CountryKind, OrganizationKind};
use crate::lexicon::{CATEGORIES, ClassId};

use super::alphabet::{Alphabet, Compiled};
use super::automaton::{self, LazyMachine, SymbolSet};
use super::builtin::Examples;
use super::file::{self, CounterTable, ExampleTable, Spot};
use super::parsed::{Parsed, guard_sources};
use super::pattern::{Node, PatternError};
use super::phase::Phase;
use super::rule::{CountryValue, Example, Guard, OrganizationValue, Output, Rule};
use super::spelling::Spelling;
use super::value::{self, ValueError};
use super::variants::{self, OptOut};

/// Compiles one rule.
pub struct RuleCompiler<'a> {
    /// The rule, its patterns parsed.
    pub parsed: &'a Parsed<'a>,
    /// The symbols of the lexicon.
    pub alphabet: &'a Alphabet<'a>,
    /// Whether it has its examples.
    pub examples: Examples,
}

/// The captures of a rule, by name.
struct Names {
    names: Vec<String>,
    groups: Vec<usize>,
    classes: Vec<Vec<ClassId>>,
}

impl Names {
    fn new(compiled: &Compiled) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut classes: Vec<Vec<ClassId>> = Vec::new();
        let mut groups = Vec::new();
        for (name, of) in compiled.captures.iter().zip(&compiled.capture_classes) {
            let number = names
                .iter()
                .position(|known| known == name)
                .unwrap_or_else(|| {
                    names.push(name.clone());
                    classes.push(Vec::new());
                    names.len() - 1
                });
            classes[number].extend(of);
            groups.push(number);
        }
        Self {
            names,
            groups,
            classes,
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }
}

impl RuleCompiler<'_> {
    fn fault(
        &self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::at(
            code,
            &self.parsed.source.name,
            &self.parsed.source.text,
            span.start,
            span.len(),
            message,
            help,
        )
    }

    fn line<T>(&self, spot: &Spot<T>) -> usize {
        self.parsed.lines.line(spot.span().start)
    }

    fn column<T>(&self, spot: &Spot<T>) -> usize {
        let before = &self.parsed.source.text[..spot.span().start];
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        before[line..].chars().count() + 1
    }

    /// The rule, and the symbols with which it can begin.
    ///
    /// # Errors
    /// The first fault.
    pub fn rule(&self) -> Result<(Rule, SymbolSet), Diagnostic> {
        let table = self.parsed.table;
        let compiled = self.compile(&self.parsed.pattern, &table.pattern)?;
        if compiled.nullable {
            let help = "at least one unit that is not optional";
            return Err(self.fault(
                "R011",
                table.pattern.span(),
                "the pattern matches nothing at all",
                help,
            ));
        }
        let first = compiled.expression.first(self.alphabet.symbols());
        if first.is_empty() {
            let help = "the classes that a set takes away leave no unit";
            return Err(self.fault(
                "R011",
                table.pattern.span(),
                "the pattern can never match",
                help,
            ));
        }
        automaton::check_size(&compiled.expression).map_err(|error| {
            self.fault(
                "R013",
                table.pattern.span(),
                error,
                "shorten bounded repeats",
            )
        })?;
        let names = Names::new(&compiled);
        let output = self.output(&names)?;
        let conditions = table
            .r#where
            .iter()
            .map(|text| {
                value::parse_condition(text.get_ref(), &|name| names.find(name))
                    .map_err(|error| self.value_fault("R008", text, error))
            })
            .collect::<Result<_, _>>()?;
        let spelling = self.spelling(&names)?;
        let examples = self.examples()?;
        let [before, after, not_before, not_after, sentence, not_sentence] = self.guards()?;
        let rule = Rule {
            id: table.id.get_ref().clone(),
            file: self.parsed.source.name.clone(),
            line: self.line(&table.id),
            about: table.about.get_ref().clone(),
            pattern: table.pattern.get_ref().clone(),
            value: table
                .value
                .as_ref()
                .map_or_else(String::new, |value| value.get_ref().clone()),
            phase: self.phase()?,
            priority: table.priority,
            tight: table.tight,
            line_bound: table.line,
            output,
            mention: names.find("mention"),
            era: names.find("era"),
            approx: names.find("approx"),
            doubt: names.find("doubt"),
            hijri: self.hijri()?,
            captures: names.names,
            groups: names.groups,
            capture_classes: names.classes,
            before,
            after,
            not_before,
            not_after,
            sentence,
            not_sentence,
            conditions,
            spelling,
            examples,
            opt_outs: self.opt_outs(&table.variants)?,
            machine: LazyMachine::new(compiled.expression, false),
            layout: OnceLock::new(),
        };
        Ok((rule, first))
    }

    fn compile(&self, node: &Node, source: &Spot<String>) -> Result<Compiled, Diagnostic> {
        self.told(self.alphabet.compile(node), source)
    }

    /// A fault of a pattern at its place.
    fn told(
        &self,
        compiled: Result<Compiled, PatternError>,
        source: &Spot<String>,
    ) -> Result<Compiled, Diagnostic> {
        compiled.map_err(|error| {
            // A fault inside a definition has a range of the definition's own
            // text; the whole pattern is shown then.
            let within = error.range.end <= source.get_ref().len();
            let range = if within {
                error.range
            } else {
                0..source.get_ref().len()
            };
            let place = file::place(&self.parsed.source.text, source, range);
            self.fault(error.code, place, error.message, error.help)
        })
    }

    fn phase(&self) -> Result<Phase, Diagnostic> {
        match &self.parsed.table.phase {
            None => Ok(Phase::First),
            Some(phase) => match phase.get_ref() {
                1 => Ok(Phase::First),
                2 => Ok(Phase::Second),
                other => Err(self.fault(
                    "R012",
                    phase.span(),
                    format!("there is no phase {other}"),
                    "1 or 2",
                )),
            },
        }
    }

    /// Whether years without an era are Hijri in this rule.
    fn hijri(&self) -> Result<bool, Diagnostic> {
        let calendars = [("hijri", true), ("gregorian", false)];
        let told = self.word(self.parsed.table.calendar.as_ref(), "calendar", &calendars)?;
        Ok(told.unwrap_or(false))
    }

    fn guards(&self) -> Result<[Option<Guard>; 6], Diagnostic> {
        let sources = guard_sources(self.parsed.table);
        let mut guards = [const { None }; 6];
        for (index, (node, source)) in self.parsed.guards.iter().zip(sources).enumerate() {
            let (Some(node), Some(source)) = (node, source) else {
                continue;
            };
            let before = index == 0 || index == 2;
            let follows = index == 1 || index == 3;
            let compiled = if follows {
                self.told(self.alphabet.compile_following(node), source)?
            } else {
                self.compile(node, source)?
            };
            automaton::check_size(&compiled.expression).map_err(|error| {
                self.fault("R013", source.span(), error, "shorten bounded repeats")
            })?;
            guards[index] = Some(Guard {
                source: source.get_ref().clone(),
                first: OnceLock::new(),
                last: OnceLock::new(),
                symbols: self.alphabet.symbols(),
                lengths: compiled.expression.lengths(),
                machine: LazyMachine::new(compiled.expression, before),
            });
        }
        Ok(guards)
    }

    fn value_fault(
        &self,
        code: &'static str,
        source: &Spot<String>,
        error: ValueError,
    ) -> Diagnostic {
        let code = if error.unknown_capture { "R006" } else { code };
        let at = error.offset.min(source.get_ref().len());
        let place = file::place(
            &self.parsed.source.text,
            source,
            at..(at + 1).min(source.get_ref().len()),
        );
        self.fault(code, place, error.message, "see “Values” in docs/RULES.md")
    }

    fn output(&self, names: &Names) -> Result<Output, Diagnostic> {
        let table = self.parsed.table;
        match table.r#type.get_ref().as_str() {
            "none" => Ok(Output::Nothing { types: [true; 3] }),
            "not-date" => Ok(Output::Nothing {
                types: [true, false, false],
            }),
            "not-country" => Ok(Output::Nothing {
                types: [false, true, false],
            }),
            "not-organization" => Ok(Output::Nothing {
                types: [false, false, true],
            }),
            "date" => self.date(names),
            "country" => {
                let kind = self.word(
                    table.kind.as_ref(),
                    "kind",
                    &[
                        ("name", CountryKind::Name),
                        ("demonym", CountryKind::Demonym),
                        ("group", CountryKind::Group),
                    ],
                )?;
                let capture = self.value_capture(names)?;
                Ok(Output::Country(CountryValue { capture, kind }))
            }
            "organization" => self.organization(names),
            other => {
                let message = format!("there is no type `{other}`");
                Err(self.fault(
                    "R012",
                    table.r#type.span(),
                    message,
                    "date, country, organization, or none, not-date, not-country, not-organization",
                ))
            }
        }
    }

    fn word<T: Copy>(
        &self,
        word: Option<&Spot<String>>,
        what: &str,
        known: &[(&str, T)],
    ) -> Result<Option<T>, Diagnostic> {
        let Some(word) = word else { return Ok(None) };
        let found = known.iter().find(|(name, _)| name == word.get_ref());
        found.map(|&(_, value)| Some(value)).ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|&(name, _)| name).collect();
            let message = format!("there is no {what} `{}`", word.get_ref());
            self.fault("R012", word.span(), message, names.join(", "))
        })
    }

    fn value(&self) -> Result<&Spot<String>, Diagnostic> {
        let table = self.parsed.table;
        table.value.as_ref().ok_or_else(|| {
            self.fault(
                "R007",
                table.id.span(),
                "the rule has no value",
                "value = …, see docs/RULES.md",
            )
        })
    }

    fn date(&self, names: &Names) -> Result<Output, Diagnostic> {
        let table = self.parsed.table;
        let parse = |source: &Spot<String>| {
            value::parse_date(source.get_ref(), &|name| names.find(name))
                .map(Box::new)
                .map_err(|error| self.value_fault("R007", source, error))
        };
        Ok(Output::Date {
            value: parse(self.value()?)?,
            also: table.also.as_ref().map(parse).transpose()?,
            certainty: self.word(
                table.certainty.as_ref(),
                "certainty",
                &[
                    ("certain", Certainty::Certain),
                    ("approximate", Certainty::Approximate),
                    ("uncertain", Certainty::Uncertain),
                    ("ambiguous", Certainty::Ambiguous),
                ],
            )?,
        })
    }

    /// The capture that a value `{x}` names.
    fn value_capture(&self, names: &Names) -> Result<usize, Diagnostic> {
        let value = self.value()?;
        let name = value
            .get_ref()
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        let name = name.ok_or_else(|| {
            self.fault(
                "R007",
                value.span(),
                "not a value of this type",
                "{capture}, or derive for an organization",
            )
        })?;
        names.find(name).ok_or_else(|| {
            let message = format!("the pattern has no capture `{name}`");
            self.fault(
                "R006",
                value.span(),
                message,
                "see “Values” in docs/RULES.md",
            )
        })
    }

    /// The value `{c.national-team}`: capture and category.
    fn body_of_country(&self, names: &Names) -> Result<Option<(usize, &'static str)>, Diagnostic> {
        let value = self.value()?;
        let inner = value
            .get_ref()
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        let Some((name, category)) = inner.and_then(|inner| inner.split_once('.')) else {
            return Ok(None);
        };
        let known = CATEGORIES.into_iter().find(|&known| known == category);
        match names.find(name).zip(known) {
            Some(found) => Ok(Some(found)),
            None => Err(self.fault(
                "R006",
                value.span(),
                "not a capture and a category",
                "{capture.category}, as in {c.national-team}",
            )),
        }
    }

    fn organization(&self, names: &Names) -> Result<Output, Diagnostic> {
        let table = self.parsed.table;
        let kind = self.word(
            table.kind.as_ref(),
            "kind",
            &[
                ("name", OrganizationKind::Name),
                ("acronym", OrganizationKind::Acronym),
                ("alias", OrganizationKind::Alias),
                ("anaphor", OrganizationKind::Anaphor),
            ],
        )?;
        let categories: Vec<(&str, &'static str)> =
            CATEGORIES.iter().map(|&name| (name, name)).collect();
        let category = self.word(table.category.as_ref(), "category", &categories)?;
        let source = self.value()?;
        let value = if source.get_ref() == "derive" {
            let head = names.find("head");
            if head.is_none() && category.is_none() {
                let help = "a capture `head`, or category = …";
                return Err(self.fault("R007", source.span(), "nothing tells the category", help));
            }
            OrganizationValue::Derived { head, category }
        } else if let Some((capture, category)) = self.body_of_country(names)? {
            OrganizationValue::OfCountry { capture, category }
        } else {
            let capture = self.value_capture(names)?;
            if kind == Some(OrganizationKind::Anaphor) {
                OrganizationValue::Back(capture)
            } else if self.phase()? == Phase::Second {
                OrganizationValue::Mention(capture)
            } else {
                OrganizationValue::Entry(capture)
            }
        };
        Ok(Output::Organization {
            value,
            kind,
            alias: table.alias,
        })
    }

    fn spelling(&self, names: &Names) -> Result<Vec<(usize, Spelling)>, Diagnostic> {
        let mut compiled = Vec::new();
        for (name, source) in &self.parsed.table.spelling {
            let capture = names.find(name).ok_or_else(|| {
                let message = format!("the pattern has no capture `{name}`");
                self.fault(
                    "R006",
                    source.span(),
                    message,
                    "spelling = { capture = \"expression\" }",
                )
            })?;
            let expression = Spelling::new(source.get_ref()).map_err(|error| {
                let message = error
                    .lines()
                    .last()
                    .unwrap_or_default()
                    .replace("error: ", "");
                self.fault(
                    "R009",
                    source.span(),
                    message,
                    "a regular expression over the original text",
                )
            })?;
            compiled.push((capture, expression));
        }
        Ok(compiled)
    }

    fn opt_outs(
        &self,
        variants: &BTreeMap<String, Spot<String>>,
    ) -> Result<Vec<OptOut>, Diagnostic> {
        let of = |(variant, reason): (&String, &Spot<String>)| {
            if let Some((message, help)) = variants::fault_of(variant, reason.get_ref()) {
                return Err(self.fault("R015", reason.span(), message, help));
            }
            Ok(OptOut {
                variant: variant.clone(),
                reason: reason.get_ref().clone(),
            })
        };
        variants.iter().map(of).collect()
    }

    fn examples(&self) -> Result<Vec<Example>, Diagnostic> {
        if self.examples == Examples::Without {
            return Ok(Vec::new());
        }
        let table = self.parsed.table;
        if table.about.get_ref().trim().is_empty() {
            return Err(self.fault(
                "R010",
                table.about.span(),
                "`about` is empty",
                "a sentence on what the rule is for",
            ));
        }
        if table.examples.is_empty() || table.counterexamples.is_empty() {
            let missing = if table.examples.is_empty() {
                "example"
            } else {
                "counter-example"
            };
            let message = format!("the rule has no {missing}");
            return Err(self.fault(
                "R010",
                table.id.span(),
                message,
                "at least one of each: they are the rule's test",
            ));
        }
        let positive = table.examples.iter().map(|example| self.example(example));
        let negative = table
            .counterexamples
            .iter()
            .map(|counter| self.counterexample(counter));
        positive.chain(negative).collect()
    }

    fn counterexample(&self, counter: &Spot<CounterTable>) -> Result<Example, Diagnostic> {
        let CounterTable {
            text,
            mention,
            date,
        } = counter.get_ref();
        if mention
            .as_ref()
            .is_some_and(|mention| !text.contains(mention.as_str()))
        {
            let help = "the mention exactly as it stands in the text";
            return Err(self.fault(
                "R014",
                counter.span(),
                "the mention is not in the text",
                help,
            ));
        }
        Ok(Example {
            text: text.clone(),
            mention: mention.clone(),
            value: None,
            date: date.clone(),
            counter: true,
            line: self.line(counter),
            column: self.column(counter),
            opt_outs: Vec::new(),
        })
    }

    fn example(&self, example: &ExampleTable) -> Result<Example, Diagnostic> {
        let text = example.text.get_ref();
        if let Some(mention) = &example.mention
            && !text.contains(mention.get_ref().as_str())
        {
            let help = "the mention exactly as it stands in the text";
            return Err(self.fault(
                "R014",
                mention.span(),
                "the mention is not in the text",
                help,
            ));
        }
        if example.mention.is_none() && !self.parsed.table.r#type.get_ref().starts_with("no") {
            let help = "mention = …, exactly as it stands in the text";
            return Err(self.fault(
                "R014",
                example.text.span(),
                "the example has no mention",
                help,
            ));
        }
        Ok(Example {
            text: text.clone(),
            mention: example
                .mention
                .as_ref()
                .map(|mention| mention.get_ref().clone()),
            value: example.value.clone(),
            date: example.date.clone(),
            counter: false,
            line: self.line(&example.text),
            column: self.column(&example.text),
            opt_outs: self.opt_outs(&example.variants)?,
        })
    }
}
