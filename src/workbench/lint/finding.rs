//! Findings: what is wrong, or worth a look, in a pack that compiles.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, isolate};
use crate::lexicon::PackFile;
use crate::workbench::annotation::{Annotation, Severity};

macro_rules! codes {
    ($($(#[$doc:meta])+ $name:ident = $code:literal, $title:literal, $severity:ident;)+) => {
        /// What a finding is about. The codes are stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])+ $name,)+
        }

        impl Code {
            /// All codes, in order.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code as it is written: `W101`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// A name of a few words: `unreachable-rule`.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            /// How much a finding of this code weighs.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }
        }
    };
}

codes! {
    /// No text can make the rule match.
    UnreachableRule = "W101", "unreachable-rule", Error;
    /// A `not_…` guard that never holds anything back.
    UselessGuard = "W102", "useless-guard", Warning;
    /// Another rule wins wherever the rule matches.
    ShadowedRule = "W201", "shadowed-rule", Warning;
    /// Another rule says the same.
    DuplicateRule = "W202", "duplicate-rule", Warning;
    /// A branch of an alternation that is never taken.
    DeadAlternative = "W301", "dead-alternative", Warning;
    /// A member of a set that the others imply.
    RedundantMember = "W302", "redundant-member", Warning;
    /// A member that a set takes away and never had.
    NeedlessExclusion = "W303", "needless-exclusion", Warning;
    /// A part of a pattern that no unit can ever match.
    DeadPart = "W304", "dead-part", Warning;
    /// A lazy part at the end of a pattern, which is never taken.
    LazyEnd = "W305", "lazy-end", Warning;
    /// A definition that no rule uses.
    UnusedDefinition = "W401", "unused-definition", Warning;
    /// A capture that nothing reads.
    UnusedCapture = "W402", "unused-capture", Warning;
    /// A comparison whose outcome is fixed.
    DecidedCondition = "W403", "decided-condition", Warning;
    /// A spelling that every text has.
    DecidedSpelling = "W404", "decided-spelling", Warning;
    /// A definition that a later one of the same name replaces.
    ReplacedDefinition = "W405", "replaced-definition", Warning;
    /// One spelling, several meanings, and nothing that decides between them.
    UndecidedCollision = "W501", "undecided-collision", Warning;
    /// One spelling, several meanings, which the pack tells apart.
    DecidedCollision = "W502", "decided-collision", Notice;
    /// A rule that is tried at too many units.
    FrequentTrigger = "W601", "frequent-trigger", Warning;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Code {
    type Err = String;

    /// Reads a code (`W101`) or its title (`unreachable-rule`).
    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.as_str().eq_ignore_ascii_case(word) || code.title() == word)
            .ok_or_else(|| format!("`{word}` is no code of a finding, such as W101"))
    }
}

/// A place that a finding refers to besides its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related {
    /// File, relative to the pack.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is there.
    pub message: String,
}

/// Something wrong, or worth a look, in a pack that compiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// Where, what and how to mend it.
    pub diagnostic: Diagnostic,
    /// Other places that matter.
    pub related: Vec<Related>,
}

impl Finding {
    /// A finding about some bytes of a file.
    pub(super) fn at(
        code: Code,
        file: &PackFile,
        bytes: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let diagnostic = Diagnostic::at(
            code.as_str(),
            &file.name,
            &file.text,
            bytes.start,
            bytes.len(),
            message,
            help,
        );
        Self {
            code,
            diagnostic,
            related: Vec::new(),
        }
    }

    /// The same with another place.
    #[must_use]
    pub(super) fn with(mut self, related: Related) -> Self {
        self.related.push(related);
        self
    }

    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The word for how much it weighs: `error`, `warning`, `note`.
    pub fn weight(&self) -> &'static str {
        match self.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Notice => "note",
        }
    }

    /// The finding as code hosts want it; `place` tells the path of a file of the
    /// pack.
    pub fn annotation(&self, place: &dyn Fn(&str) -> String) -> Annotation {
        let at = &self.diagnostic;
        let mut message = format!("{}\n{}", at.message, at.help);
        for related in &self.related {
            let Related {
                file,
                line,
                message: there,
            } = related;
            message.push_str(&format!("\nsee {}:{line}: {there}", place(file)));
        }
        Annotation {
            severity: self.severity(),
            code: self.code.as_str().to_owned(),
            title: format!("{} {}", self.code, self.code.title()),
            message,
            file: place(&at.file),
            line: at.line,
            column: at.column,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.titled(self.weight()))?;
        for Related {
            file,
            line,
            message,
        } in &self.related
        {
            write!(f, "\n see {file}:{line}: {}", isolate(message))?;
        }
        Ok(())
    }
}
