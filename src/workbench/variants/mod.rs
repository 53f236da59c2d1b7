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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::codes::fold_word;

    #[test]
    fn names_mean_one_variant_or_a_family() {
        assert_eq!(Variant::named("tatweel"), Ok(vec![Variant::Tatweel]));
        assert_eq!(Variant::named("digits").unwrap().len(), 3);
        assert_eq!(Variant::named("proclitic").unwrap().len(), 5);
        assert!(Variant::named("digit").is_err());
        assert!(Variant::named("").is_err());
        for variant in Variant::ALL {
            assert_eq!(variant.as_str().parse(), Ok(variant));
        }
        let mut sorted = Variant::ALL;
        sorted.sort_unstable();
        assert_eq!(sorted, Variant::ALL, "declared in the order of the names");
    }

    fn arabic() -> impl Strategy<Value = String> {
        let character = prop_oneof![
            8 => proptest::char::range('\u{621}', '\u{63a}'),
            8 => proptest::char::range('\u{641}', '\u{64a}'),
            3 => Just(' '),
            2 => proptest::char::range('\u{64b}', '\u{655}'),
            1 => Just('\u{640}'),
            1 => proptest::char::range('0', '9'),
            1 => proptest::char::range('\u{660}', '\u{669}'),
            1 => proptest::char::range('A', 'z'),
            1 => Just('\u{6a9}'),
            1 => Just('\u{200f}'),
            1 => Just('é'),
        ];
        proptest::collection::vec(character, 0..80).prop_map(|all| all.into_iter().collect())
    }

    proptest! {
        #[test]
        fn the_fold_is_kept_where_it_is_promised(text in arabic()) {
            for variant in Variant::ALL.into_iter().filter(|variant| variant.keeps_fold()) {
                let changed = variant.edits(&text, &[]).apply(&text);
                prop_assert_eq!(fold_word(&changed), fold_word(&text), "{}: {:?}", variant, changed);
            }
        }

        #[test]
        fn every_stretch_keeps_its_letters(text in arabic(), ends in (0usize..80, 0usize..80)) {
            // A stretch that begins and ends at characters, in the changed text.
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (one, other) = (ends.0 % bounds.len(), ends.1 % bounds.len());
            let stretch = bounds[one.min(other)]..bounds[one.max(other)];
            for variant in Variant::ALL.into_iter().filter(|variant| variant.keeps_fold()) {
                let edits = variant.edits(&text, &[]);
                let changed = edits.apply(&text);
                let slice = changed.get(edits.map(stretch.clone()));
                prop_assert!(slice.is_some(), "{variant} cuts a character");
                // A ligature cannot be cut: there may be more, never less.
                let (slice, before) = (fold_word(slice.unwrap()), fold_word(&text[stretch.clone()]));
                if variant == Variant::Presentation {
                    prop_assert!(before.iter().all(|code| slice.contains(code)));
                } else {
                    prop_assert_eq!(slice, before, "{}: {:?}", variant, changed);
                }
            }
        }
    }
}
