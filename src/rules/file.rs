//! Rule files: TOML tables with the place of every value.
//!
//! This is the format of `docs/RULES.md` and nothing else: unknown keys are
//! faults, and what a value means is decided by the compiler.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use toml::Spanned;

use crate::diagnostic::Diagnostic;
use crate::lexicon::PackFile;

/// A value with its place in the file. It is read from TOML, and is stored with
/// the built-in pack in a form that knows no TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot<T> {
    value: T,
    start: u32,
    end: u32,
}

impl<T> Spot<T> {
    /// The value.
    pub fn get_ref(&self) -> &T {
        &self.value
    }

    /// Another value in the same place.
    pub fn with(&self, value: T) -> Self {
        Self {
            value,
            start: self.start,
            end: self.end,
        }
    }

    /// Its bytes in the file, quotation marks included.
    pub fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spot<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let spanned = Spanned::<T>::deserialize(deserializer)?;
            let Range { start, end } = spanned.span();
            let (start, end) = (start as u32, end as u32);
            let value = spanned.into_inner();
            Ok(Self { value, start, end })
        } else {
            let (value, start, end) = Deserialize::deserialize(deserializer)?;
            Ok(Self { value, start, end })
        }
    }
}

impl<T: Serialize> Serialize for Spot<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.value, self.start, self.end).serialize(serializer)
    }
}

/// A whole rule file.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Named patterns.
    #[serde(default)]
    pub define: Vec<DefineTable>,
    /// The rules.
    #[serde(default)]
    pub rule: Vec<RuleTable>,
}

/// A `[[define]]` table.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct DefineTable {
    /// Its name, in capitals.
    pub name: Spot<String>,
    /// The pattern it stands for.
    pub pattern: Spot<String>,
}

/// A `[[rule]]` table.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the keys are documented in docs/RULES.md
pub struct RuleTable {
    pub id: Spot<String>,
    pub r#type: Spot<String>,
    pub kind: Option<Spot<String>>,
    pub phase: Option<Spot<u8>>,
    pub pattern: Spot<String>,
    pub before: Option<Spot<String>>,
    pub after: Option<Spot<String>>,
    pub not_before: Option<Spot<String>>,
    pub not_after: Option<Spot<String>>,
    pub sentence: Option<Spot<String>>,
    pub not_sentence: Option<Spot<String>>,
    #[serde(default)]
    pub r#where: Vec<Spot<String>>,
    #[serde(default)]
    pub spelling: BTreeMap<String, Spot<String>>,
    #[serde(default)]
    pub tight: bool,
    #[serde(default)]
    pub line: bool,
    #[serde(default)]
    pub priority: i32,
    pub value: Option<Spot<String>>,
    pub also: Option<Spot<String>>,
    pub certainty: Option<Spot<String>>,
    pub calendar: Option<Spot<String>>,
    pub category: Option<Spot<String>>,
    #[serde(default)]
    pub alias: bool,
    pub about: Spot<String>,
    #[serde(default)]
    pub examples: Vec<ExampleTable>,
    #[serde(default)]
    pub counterexamples: Vec<Spot<CounterTable>>,
    #[serde(default)]
    pub variants: BTreeMap<String, Spot<String>>,
}

/// An example: a text and what the rule must find in it.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleTable {
    /// The text.
    pub text: Spot<String>,
    /// The mention, as it stands in the text.
    pub mention: Option<Spot<String>>,
    /// Its value: EDTF, country key or organization id.
    pub value: Option<String>,
    /// The document's date.
    pub date: Option<String>,
    /// Variants under which it need not hold, with the reason.
    #[serde(default)]
    pub variants: BTreeMap<String, Spot<String>>,
}

/// A counter-example: a text in which the rule must find nothing, or must not
/// find the mention given.
#[derive(Clone, Debug, serde::Serialize)]
pub struct CounterTable {
    /// The text.
    pub text: String,
    /// The mention, as it stands in the text.
    pub mention: Option<String>,
    /// The document's date.
    pub date: Option<String>,
}

/// How authors write a counter-example.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum WrittenCounter {
    Text(String),
    Mention {
        text: String,
        mention: String,
        #[serde(default)]
        date: Option<String>,
    },
}

impl<'de> Deserialize<'de> for CounterTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (text, mention, date) = if deserializer.is_human_readable() {
            match WrittenCounter::deserialize(deserializer)? {
                WrittenCounter::Text(text) => (text, None, None),
                WrittenCounter::Mention {
                    text,
                    mention,
                    date,
                } => (text, Some(mention), date),
            }
        } else {
            // The fields as `Serialize` writes them, in a form without names.
            Deserialize::deserialize(deserializer)?
        };
        Ok(Self {
            text,
            mention,
            date,
        })
    }
}

/// Reads a rule file.
///
/// # Errors
/// The first fault of syntax or of keys.
pub fn read(file: &PackFile) -> Result<RuleFile, Diagnostic> {
    toml::from_str(&file.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        Diagnostic::at(
            "R001",
            &file.name,
            &file.text,
            span.start,
            span.len().max(1),
            error.message().replace('\n', " "),
            "see docs/RULES.md for the keys of a rule",
        )
    })
}

/// The place in the file of a range within a string value. Exact for literal
/// strings (single quotation marks), which is how patterns are written; a value
/// with escapes gets the place of the whole value.
pub fn place(text: &str, value: &Spot<String>, range: Range<usize>) -> Range<usize> {
    let span = value.span();
    let raw = &text[span.clone()];
    let quotes = ["'''\n", "\"\"\"\n", "'''", "\"\"\"", "'", "\""]
        .into_iter()
        .find(|quote| raw.starts_with(quote))
        .map_or(0, str::len);
    let start = span.start + quotes;
    let exact = text.get(start..start + value.get_ref().len()) == Some(value.get_ref().as_str());
    if exact {
        start + range.start..start + range.end.max(range.start)
    } else {
        span
    }
}
