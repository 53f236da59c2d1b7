//! Rule files: TOML tables with the place of every value.
//!
//! This is the format of `docs/RULES.md` and nothing else: unknown keys are
//! faults, and what a value means is decided by the compiler.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::Diagnostic;
use crate::lexicon::PackFile;

/// A whole rule file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Named patterns.
    #[serde(default)]
    pub define: Vec<DefineTable>,
    /// The rules.
    #[serde(default)]
    pub rule: Vec<Spanned<RuleTable>>,
}

/// A `[[define]]` table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefineTable {
    /// Its name, in capitals.
    pub name: Spanned<String>,
    /// The pattern it stands for.
    pub pattern: Spanned<String>,
}

/// A `[[rule]]` table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the keys are documented in docs/RULES.md
pub struct RuleTable {
    pub id: Spanned<String>,
    pub r#type: Spanned<String>,
    pub kind: Option<Spanned<String>>,
    pub phase: Option<Spanned<u8>>,
    pub pattern: Spanned<String>,
    pub before: Option<Spanned<String>>,
    pub after: Option<Spanned<String>>,
    pub not_before: Option<Spanned<String>>,
    pub not_after: Option<Spanned<String>>,
    pub sentence: Option<Spanned<String>>,
    pub not_sentence: Option<Spanned<String>>,
    #[serde(default)]
    pub r#where: Vec<Spanned<String>>,
    #[serde(default)]
    pub spelling: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub tight: bool,
    #[serde(default)]
    pub line: bool,
    #[serde(default)]
    pub priority: i32,
    pub value: Option<Spanned<String>>,
    pub also: Option<Spanned<String>>,
    pub certainty: Option<Spanned<String>>,
    pub category: Option<Spanned<String>>,
    #[serde(default)]
    pub alias: bool,
    pub about: Spanned<String>,
    #[serde(default)]
    pub examples: Vec<ExampleTable>,
    #[serde(default)]
    pub counterexamples: Vec<Spanned<CounterTable>>,
}

/// An example: a text and what the rule must find in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleTable {
    /// The text.
    pub text: Spanned<String>,
    /// The mention, as it stands in the text.
    pub mention: Option<Spanned<String>>,
    /// Its value: EDTF, country key or organization id.
    pub value: Option<String>,
    /// The document's date.
    pub date: Option<String>,
}

/// A counter-example: a text in which the rule must find nothing, or must not
/// find the mention given.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum CounterTable {
    /// The rule finds nothing here.
    Text(String),
    /// The rule does not find this mention here.
    Mention {
        /// The text.
        text: String,
        /// The mention, as it stands in the text.
        mention: String,
        /// The document's date.
        #[serde(default)]
        date: Option<String>,
    },
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
pub fn place(text: &str, value: &Spanned<String>, range: Range<usize>) -> Range<usize> {
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
