//! Variants: changes of a text that leave its meaning as it is.
//!
//! What a rule finds must not hang on whether a writer sets vowels, which digits
//! a keyboard has or where a line was broken. Each variant is a function from a
//! text to [`Edits`]; from these follow the changed text and where every mention
//! must stand in it. A variant may never ask the engine what it would find.

mod edits;
mod proclitic;
mod shaping;
mod spacing;
mod spelling;
mod trial;

use std::fmt;
use std::str::FromStr;

use crate::rules::VARIANT_NAMES;

pub use edits::Edits;
pub use proclitic::Proclitic;
pub use trial::{Outcome, Trial, try_variants};

/// A change that leaves the meaning of a text as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Variant {
    /// A vowel sign behind every letter, plausible or not.
    TashkeelFull,
    /// A vowel sign behind every third letter.
    TashkeelPartial,
    /// A tatweel wherever two letters join.
    Tatweel,
    /// Every alef bare: `أ إ آ ٱ` become `ا`.
    AlefBare,
    /// Every alef another one: `ا` becomes `أ`, `أ` becomes `إ`, and so on.
    AlefHamza,
    /// `ي` at the end of a word becomes `ى`, and `ى` becomes `ي`.
    YaFinal,
    /// `ة` at the end of a word becomes `ه`, and `ه` becomes `ة`.
    TaMarbuta,
    /// Digits 0–9.
    DigitsAscii,
    /// Digits ٠–٩.
    DigitsArabic,
    /// Digits ۰–۹.
    DigitsPersian,
    /// The keys of a Persian or Urdu keyboard: `ک` and `ی`.
    Persian,
    /// Presentation forms, ligatures of lam and alef among them.
    Presentation,
    /// Canonical decomposition: hamza and madda as marks of their own.
    Nfd,
    /// RLM, LRM, ZWNJ, ZWJ, a byte order mark around words.
    MarksBetween,
    /// The same inside of words and numbers.
    MarksWithin,
    /// A no-break space for every space.
    SpaceNbsp,
    /// A tab, a thin, ideographic, … space for every space.
    SpaceOther,
    /// A line end for every space inside the mentions.
    LineBreak,
    /// A proclitic before the mention's first word.
    Proclitic(Proclitic),
}

impl Variant {
    /// All variants, in the order of [`VARIANT_NAMES`].
    pub const ALL: [Self; VARIANT_NAMES.len()] = [
        Self::TashkeelFull,
        Self::TashkeelPartial,
        Self::Tatweel,
        Self::AlefBare,
        Self::AlefHamza,
        Self::YaFinal,
        Self::TaMarbuta,
        Self::DigitsAscii,
        Self::DigitsArabic,
        Self::DigitsPersian,
        Self::Persian,
        Self::Presentation,
        Self::Nfd,
        Self::MarksBetween,
        Self::MarksWithin,
        Self::SpaceNbsp,
        Self::SpaceOther,
        Self::LineBreak,
        Self::Proclitic(Proclitic::Wa),
        Self::Proclitic(Proclitic::Fa),
        Self::Proclitic(Proclitic::Bi),
        Self::Proclitic(Proclitic::Li),
        Self::Proclitic(Proclitic::Ka),
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        let place = Self::ALL.iter().position(|&variant| variant == self);
        place.map_or("", |place| VARIANT_NAMES[place])
    }

    /// Whether the folded text must stay the same, code for code.
    pub fn keeps_fold(self) -> bool {
        !matches!(self, Self::LineBreak | Self::Proclitic(_))
    }

    /// The variants that a name means: one, or all that begin with a word.
    ///
    /// # Errors
    /// The name is no variant's; the error lists them all.
    pub fn named(word: &str) -> Result<Vec<Self>, String> {
        let begins = |variant: &Self| {
            let rest = variant.as_str().strip_prefix(word);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let meant: Vec<Self> = Self::ALL.into_iter().filter(begins).collect();
        if word.is_empty() || meant.is_empty() {
            let known = VARIANT_NAMES.join(", ");
            return Err(format!("there is no variant `{word}`; there are {known}"));
        }
        Ok(meant)
    }

    /// The change of a text whose mentions stand at `mentions` (bytes, in order);
    /// empty if it has nothing to change.
    pub fn edits(self, text: &str, mentions: &[std::ops::Range<usize>]) -> Edits {
        match self {
            Self::TashkeelFull => spelling::tashkeel(text, 1),
            Self::TashkeelPartial => spelling::tashkeel(text, 3),
            Self::Tatweel => spelling::tatweel(text),
            Self::AlefBare => spelling::bare_alef(text),
            Self::AlefHamza => spelling::other_alef(text),
            Self::YaFinal => spelling::last_letter(text, 'ي', 'ى'),
            Self::TaMarbuta => spelling::last_letter(text, 'ة', 'ه'),
            Self::DigitsAscii => spelling::digits(text, '0'),
            Self::DigitsArabic => spelling::digits(text, '\u{660}'),
            Self::DigitsPersian => spelling::digits(text, '\u{6f0}'),
            Self::Persian => spelling::persian(text),
            Self::Presentation => shaping::presentation(text),
            Self::Nfd => spelling::decomposed(text),
            Self::MarksBetween => spacing::marks_between(text),
            Self::MarksWithin => spacing::marks_within(text),
            Self::SpaceNbsp => spacing::spaces(text, &["\u{a0}"]),
            Self::SpaceOther => spacing::spaces(text, &spacing::SPACES),
            Self::LineBreak => spacing::line_breaks(text, mentions),
            Self::Proclitic(proclitic) => proclitic::before(text, mentions, proclitic),
        }
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Variant {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let meant = Self::named(word)?;
        match meant.as_slice() {
            [one] => Ok(*one),
            _ => Err(format!("`{word}` means more than one variant")),
        }
    }
}
