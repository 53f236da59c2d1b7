//! The changes of a text that a rule can opt out of, by name.
//!
//! What each of them does is the workbench's affair; here only the names are
//! known, so that a rule file with a name that does not exist is refused.

use serde::{Deserialize, Serialize};

/// Names of the variants. A rule may also name the part before the first hyphen
/// (`digits`, `proclitic`), which means all that begin so.
pub const VARIANT_NAMES: [&str; 23] = [
    "tashkeel-full",
    "tashkeel-partial",
    "tatweel",
    "alef-bare",
    "alef-hamza",
    "ya-final",
    "ta-marbuta",
    "digits-ascii",
    "digits-arabic",
    "digits-persian",
    "persian",
    "presentation",
    "nfd",
    "marks-between",
    "marks-within",
    "space-nbsp",
    "space-other",
    "line-break",
    "proclitic-wa",
    "proclitic-fa",
    "proclitic-bi",
    "proclitic-li",
    "proclitic-ka",
];

/// A variant that does not hold for a rule or a test, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptOut {
    /// Name of the variant, or of several by their first word.
    pub variant: String,
    /// Why, in a sentence.
    pub reason: String,
}

impl OptOut {
    /// Whether this is about the variant of a name.
    pub fn is_about(&self, name: &str) -> bool {
        means(&self.variant, name)
    }
}

/// Whether `word` is the name of a variant or the first word of it.
fn means(word: &str, name: &str) -> bool {
    let rest = name.strip_prefix(word);
    !word.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// What is wrong with an opt-out, and how to mend it.
pub fn fault_of(variant: &str, reason: &str) -> Option<(String, String)> {
    if !VARIANT_NAMES.iter().any(|name| means(variant, name)) {
        let message = format!("there is no variant `{variant}`");
        return Some((message, VARIANT_NAMES.join(", ")));
    }
    if reason.trim().is_empty() {
        let message = format!("no reason is given against the variant `{variant}`");
        let help = "a sentence on why the language makes another text of it";
        return Some((message, help.to_owned()));
    }
    None
}
