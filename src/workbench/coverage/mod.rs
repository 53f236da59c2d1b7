//! Coverage: which rules, which parts of their patterns and which entries of the
//! lexicon no text uses.
//!
//! A rule is used when a match of it wins its place (or, in phase 2, is applied).
//! A part of a pattern is used when it takes part in an accepted match; a part of
//! a guard, when the guard matches beside one, whether that lets the match pass or
//! blocks it. An entry is used when it is read in a text. Nothing here judges
//! whether what was found is right: that is what tests do.

mod instrument;
mod json;
mod lexicon;
mod run;
mod text;

pub use instrument::Part;
pub use json::json;
pub use run::Coverage;
pub use text::{Listing, text};

use crate::diagnostic::Diagnostic;

/// How far a rule comes in any text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Its pattern never matches.
    Never,
    /// Its pattern matches, its guards or its value always refuse.
    Refused,
    /// Its matches always lose their place to others.
    Lost,
    /// A match wins its place.
    Won,
}

impl Reach {
    /// The word for it in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Refused => "refused",
            Self::Lost => "lost",
            Self::Won => "won",
        }
    }
}

/// A rule.
#[derive(Clone, Debug)]
pub struct RuleUse {
    /// Its id.
    pub id: String,
    /// File it stands in.
    pub file: String,
    /// Line of its id.
    pub line: usize,
    /// How far it comes.
    pub reach: Reach,
}

/// A part of a pattern.
#[derive(Clone, Debug)]
pub struct PartUse {
    /// Id of the rule, or `@NAME` of the definition.
    pub owner: String,
    /// Key of the pattern.
    pub key: &'static str,
    /// What it is to the rest.
    pub part: Part,
    /// The part as written.
    pub source: String,
    /// Where it stands.
    pub place: Diagnostic,
    /// Whether it was used.
    pub used: bool,
}

/// A row of a lexicon file.
#[derive(Clone, Debug)]
pub struct EntryUse {
    /// File it stands in.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Class of its forms.
    pub class: String,
    /// Its first form.
    pub form: String,
    /// How many forms it stands for.
    pub forms: usize,
    /// How many of them were read.
    pub read: usize,
}

/// What was used.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Texts that were read.
    pub texts: usize,
    /// All rules, in their order.
    pub rules: Vec<RuleUse>,
    /// All parts of patterns that need not take part, by file and place.
    pub parts: Vec<PartUse>,
    /// All rows of the lexicon, by file and line.
    pub entries: Vec<EntryUse>,
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Used.
    pub used: usize,
    /// In all.
    pub all: usize,
}

impl Share {
    fn of(used: impl Iterator<Item = bool>) -> Self {
        used.fold(Self::default(), |share, used| Self {
            used: share.used + usize::from(used),
            all: share.all + 1,
        })
    }

    /// In percent; none if there is nothing.
    pub fn percent(&self) -> Option<f64> {
        (self.all > 0).then(|| self.used as f64 * 100.0 / self.all as f64)
    }
}

impl Report {
    /// Files with anything in them, in order.
    pub fn files(&self) -> Vec<&str> {
        let rules = self.rules.iter().map(|rule| rule.file.as_str());
        let parts = self.parts.iter().map(|part| part.place.file.as_str());
        let entries = self.entries.iter().map(|entry| entry.file.as_str());
        let mut files: Vec<&str> = rules.chain(parts).chain(entries).collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Rules of a file (of all files) that won a place.
    pub fn rules_share(&self, file: Option<&str>) -> Share {
        let own = self.rules.iter();
        let own = own.filter(|rule| file.is_none_or(|file| rule.file == file));
        Share::of(own.map(|rule| rule.reach == Reach::Won))
    }

    /// Parts of patterns in a file (in all files) that were used.
    pub fn parts_share(&self, file: Option<&str>) -> Share {
        let own = self.parts.iter();
        let own = own.filter(|part| file.is_none_or(|file| part.place.file == file));
        Share::of(own.map(|part| part.used))
    }

    /// Rows of a file (of all files) of which a form was read.
    pub fn entries_share(&self, file: Option<&str>) -> Share {
        let own = self.entries.iter();
        let own = own.filter(|entry| file.is_none_or(|file| entry.file == file));
        Share::of(own.map(|entry| entry.read > 0))
    }

    /// The share that a name of `--require` means.
    pub fn share(&self, name: &str) -> Option<Share> {
        match name {
            "rules" => Some(self.rules_share(None)),
            "alternatives" => Some(self.parts_share(None)),
            "entries" => Some(self.entries_share(None)),
            _ => None,
        }
    }
}

/// Names of what is measured.
pub const MEASURES: [&str; 3] = ["rules", "alternatives", "entries"];
