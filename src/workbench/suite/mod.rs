//! The suite: everything that a pack promises, as tests of their own names.
//!
//! Three kinds of test: the examples and counter-examples of each rule, those of
//! the lexicon files (`lexicon/*.toml`), and cases (`cases/*.toml`), which are
//! whole texts with all mentions that must be found in them, and no others.

mod check;
mod file;
mod near;
mod record;
mod run;
mod write;

use std::ops::Range;
use std::path::Path;

use chrono::NaiveDate;

use super::mention::MentionType;
use crate::diagnostic::{Diagnostic, PackError};
use crate::lexicon::PackFile;
use crate::rules::{OptOut, Output, RuleIndex, RulePack};

pub use check::{Difference, Failure, Seen, Wanted, check};
pub(super) use check::{failure, seen};
pub use record::{RecordError, record};
pub use run::{Run, Tally, Verdict, run};
pub use write::CaseText;

include!(concat!(env!("OUT_DIR"), "/builtin_tests.rs"));

/// A mention that a text must yield.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Of what.
    pub kind: MentionType,
    /// Where, in bytes of the text.
    pub bytes: Range<usize>,
    /// The slice.
    pub text: String,
    /// Its value, if that matters; empty means that there must be none.
    pub value: Option<String>,
    /// The word of the `certainty` column (dates), if that matters.
    pub certainty: Option<String>,
    /// The word of the `basis` column (dates), if that matters.
    pub basis: Option<String>,
    /// The word of the `kind` column (countries, organizations), if that matters.
    pub row_kind: Option<String>,
    /// `true` or `false`, the `within_organization` column (countries), if that matters.
    pub within_organization: Option<String>,
    /// The `other_readings` column (countries), if that matters.
    pub other_readings: Option<String>,
}

/// What must be found in the text of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// One rule must find a mention, or must not.
    Rule {
        /// The rule.
        rule: RuleIndex,
        /// The mention; none means any.
        mention: Option<String>,
        /// Its value, if that matters.
        value: Option<String>,
        /// Whether the rule must not find it.
        counter: bool,
    },
    /// Some rule must find a mention, or none may: an example of a lexicon file.
    Mention {
        /// Of what.
        kind: MentionType,
        /// The mention.
        mention: String,
        /// Its value, if that matters.
        value: Option<String>,
        /// Whether it must not be found.
        counter: bool,
    },
    /// All mentions of some types, and no others.
    Whole {
        /// The types.
        kinds: Vec<MentionType>,
        /// The mentions, in order of place within each type.
        mentions: Vec<Expected>,
    },
}

impl Expectation {
    /// The types that a case is about; none for all others.
    pub fn kinds(&self) -> &[MentionType] {
        match self {
            Self::Whole { kinds, .. } => kinds,
            _ => &[],
        }
    }
}

/// One test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Unique: `date.year::example-1`, `lexicon/months::counterexample-2`,
    /// `cases/archive::treaty`.
    pub name: String,
    /// File it stands in.
    pub file: String,
    /// Line of its text.
    pub line: usize,
    /// Column of its text in that line, in characters from 1.
    pub column: usize,
    /// Types that it is about; none for a rule that finds nothing.
    pub kinds: Vec<MentionType>,
    /// The text.
    pub text: String,
    /// The document's date.
    pub date: Option<NaiveDate>,
    /// What must be found.
    pub expectation: Expectation,
    /// Variants under which this test need not hold; those of its rule are the
    /// rule's.
    pub opt_outs: Vec<OptOut>,
}

/// All tests of a pack.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// The tests: rules in their order, lexicon files, cases.
    pub tests: Vec<Test>,
}

impl Suite {
    /// The examples of the rules of `pack`, with the lexicon's examples and the
    /// cases that are built in.
    ///
    /// # Errors
    /// All faults found, each with file and line.
    pub fn builtin(pack: &RulePack) -> Result<Self, PackError> {
        let words = PackFile::unpack_all(LEXICON_TEST_FILES);
        let cases = PackFile::unpack_all(CASE_FILES);
        Self::of(pack, &words, &cases)
    }

    /// The examples of the rules of `pack`, which was loaded from a directory,
    /// with those of `lexicon/*.toml` and the cases of `cases/*.toml` in it.
    ///
    /// # Errors
    /// All faults found, each with file and line.
    pub fn load(pack: &RulePack, directory: &Path) -> Result<Self, PackError> {
        let folder = |name: &str| match directory.join(name) {
            path if path.is_dir() => PackFile::read_folder(&path, name, "toml"),
            _ => Ok(Vec::new()),
        };
        Self::of(pack, &folder("lexicon")?, &folder("cases")?)
    }

    /// The tests of a pack and of files that are in memory.
    ///
    /// # Errors
    /// All faults found, each with file and line.
    pub fn of(
        pack: &RulePack,
        lexicon: &[PackFile],
        cases: &[PackFile],
    ) -> Result<Self, PackError> {
        let mut tests = Vec::new();
        let mut faults = Vec::new();
        rule_tests(pack, &mut tests, &mut faults);
        for source in lexicon {
            file::words(source, &mut tests, &mut faults);
        }
        for source in cases {
            file::cases(source, &mut tests, &mut faults);
        }
        if faults.is_empty() {
            Ok(Self { tests })
        } else {
            Err(PackError {
                diagnostics: faults,
            })
        }
    }

    /// Adds the cases of a file, as `cases/*.toml` of a pack.
    ///
    /// # Errors
    /// All faults found, each with file and line.
    pub fn add_cases(&mut self, source: &PackFile) -> Result<(), PackError> {
        let mut faults = Vec::new();
        file::cases(source, &mut self.tests, &mut faults);
        if faults.is_empty() {
            Ok(())
        } else {
            Err(PackError {
                diagnostics: faults,
            })
        }
    }

    /// Tests that one of `filters` means; all if there are none.
    pub fn filtered<'s>(&'s self, filters: &'s [String]) -> impl Iterator<Item = &'s Test> {
        self.tests.iter().filter(|test| test.is_meant_by(filters))
    }
}

impl Test {
    /// Whether one of `filters` means this test; an empty list means every test.
    ///
    /// A filter is the beginning of a name that ends where a word of the name does
    /// (`date.year`, `lexicon/months`), a part of the name between `::`
    /// (`example-1`), `example` or `counterexample`, a type, or a file: its path
    /// or its last part, with a line or without (`dates-days.toml:12`).
    pub fn is_meant_by(&self, filters: &[String]) -> bool {
        filters.is_empty() || filters.iter().any(|filter| self.is_meant(filter))
    }

    fn is_meant(&self, filter: &str) -> bool {
        let begins = |name: &str| {
            let rest = name.strip_prefix(filter);
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        let part = |part: &str| {
            part == filter
                || part
                    .rsplit_once('-')
                    .is_some_and(|(word, _)| word == filter)
        };
        let (file, line) = match filter.rsplit_once(':') {
            Some((file, line)) => (file, line.parse().ok()),
            None => (filter, None),
        };
        let in_file = self.file == file || self.file.ends_with(&format!("/{file}"));
        (!filter.is_empty() && begins(&self.name))
            || self.name.split("::").last().is_some_and(part)
            || self.kinds.iter().any(|kind| kind.as_str() == filter)
            || (in_file && line.is_none_or(|line: usize| line == self.line))
    }

    /// Id of the rule, or name of the file without its ending: what stands before
    /// `::` in the name.
    pub fn group(&self) -> &str {
        self.name.split("::").next().unwrap_or_default()
    }

    /// The rule whose own example this is.
    pub fn rule(&self) -> Option<RuleIndex> {
        match self.expectation {
            Expectation::Rule { rule, .. } => Some(rule),
            _ => None,
        }
    }
}

fn kinds_of(output: &Output) -> Vec<MentionType> {
    match output {
        Output::Date { .. } => vec![MentionType::Date],
        Output::Country(_) => vec![MentionType::Country],
        Output::Organization { .. } => vec![MentionType::Organization],
        Output::Nothing { .. } => Vec::new(),
    }
}

fn rule_tests(pack: &RulePack, tests: &mut Vec<Test>, faults: &mut Vec<Diagnostic>) {
    for (index, rule) in pack.rules().enumerate() {
        let mut counts = [0; 2];
        for example in &rule.examples {
            let count = &mut counts[usize::from(example.counter)];
            *count += 1;
            let kind = if example.counter {
                "counterexample"
            } else {
                "example"
            };
            let date = example.date.as_ref().map(|date| date.parse::<NaiveDate>());
            let Ok(date) = date.transpose() else {
                faults.push(Diagnostic {
                    code: "R014",
                    message: format!(
                        "the date of an example of `{}` is no date: {}",
                        rule.id,
                        example.date.as_deref().unwrap_or_default()
                    ),
                    file: rule.file.clone(),
                    line: example.line,
                    column: 1,
                    source: String::new(),
                    length: 0,
                    help: "YYYY-MM-DD".to_owned(),
                });
                continue;
            };
            tests.push(Test {
                name: format!("{}::{kind}-{count}", rule.id),
                file: rule.file.clone(),
                line: example.line,
                column: example.column,
                kinds: kinds_of(&rule.output),
                text: example.text.clone(),
                date,
                expectation: Expectation::Rule {
                    rule: RuleIndex(index as u32),
                    mention: example.mention.clone(),
                    value: example.value.clone(),
                    counter: example.counter,
                },
                opt_outs: example.opt_outs.clone(),
            });
        }
    }
}
