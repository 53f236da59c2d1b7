//! A proclitic glued to the first word of a mention.

use std::ops::Range;

use super::edits::Edits;
use super::spelling::is_letter;
use crate::text::codes::{TATWEEL, is_combining};

/// A particle that Arabic writes together with the next word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Proclitic {
    /// و, and.
    Wa,
    /// ف, and then.
    Fa,
    /// ب, by or in.
    Bi,
    /// ل, for; it swallows the alef of the article.
    Li,
    /// ك, like.
    Ka,
}

impl Proclitic {
    fn letter(self) -> &'static str {
        match self {
            Self::Wa => "و",
            Self::Fa => "ف",
            Self::Bi => "ب",
            Self::Li => "ل",
            Self::Ka => "ك",
        }
    }

    fn is_conjunction(self) -> bool {
        matches!(self, Self::Wa | Self::Fa)
    }
}

/// The proclitic before the first word of each mention that begins a word and is
/// not part of another one. A word that is itself a particle takes conjunctions
/// only; a preposition needs a word of three letters, as the lexicon has it.
pub(super) fn before(text: &str, mentions: &[Range<usize>], proclitic: Proclitic) -> Edits {
    let mut edits = Edits::default();
    let mut behind = 0;
    for mention in mentions {
        let start = mention.start;
        let begins = text[..start]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace);
        if start < behind || !begins || !admits(first_word(&text[start..]), proclitic) {
            continue;
        }
        behind = mention.end;
        edits.insert(start, proclitic.letter());
        let swallowed = match proclitic {
            Proclitic::Li => swallowed(&text[start..]),
            _ => 0,
        };
        if swallowed > 0 {
            edits.replace(start..start + swallowed, "");
        }
    }
    edits
}

/// The letters at the beginning of a text, with their signs.
fn first_word(text: &str) -> &str {
    let end = text.find(|c| !is_letter(c) && !is_combining(c) && c != TATWEEL);
    &text[..end.unwrap_or(text.len())]
}

/// Words at the head of mentions that are particles themselves: a preposition
/// cannot govern them.
const PARTICLES: [&str; 16] = [
    "من",
    "بين",
    "منذ",
    "قبل",
    "بعد",
    "حتى",
    "خلال",
    "ما",
    "أثناء",
    "حوالي",
    "نحو",
    "زهاء",
    "في",
    "ذلك",
    "هذا",
    "هذه",
];

fn admits(word: &str, proclitic: Proclitic) -> bool {
    let letters = word.chars().filter(|&c| is_letter(c)).count();
    let bare: String = word.chars().filter(|&c| is_letter(c)).collect();
    if proclitic.is_conjunction() {
        letters >= 2
    } else {
        letters >= 3 && !PARTICLES.contains(&bare.as_str())
    }
}

/// Bytes of the article that ل swallows: its alef, and the whole article before
/// another lam (`اللجنة`, `للجنة`).
fn swallowed(text: &str) -> usize {
    let mut letters = first_word(text)
        .char_indices()
        .filter(|&(_, c)| is_letter(c));
    let mut next = || letters.next();
    let (Some((_, 'ا')), Some((lam, 'ل')), Some((third, c)), Some(_)) =
        (next(), next(), next(), next())
    else {
        return 0;
    };
    if c == 'ل' { third } else { lam }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, mention: &str, proclitic: Proclitic) -> Option<(String, String)> {
        let start = text.find(mention).unwrap();
        let range = start..start + mention.len();
        let edits = before(text, std::slice::from_ref(&range), proclitic);
        let changed = edits.apply(text);
        let slice = changed[edits.map(range)].to_owned();
        (!edits.is_empty()).then_some((changed, slice))
    }

    #[test]
    fn the_proclitic_stays_outside() {
        let of = |text, mention, proclitic| changed(text, mention, proclitic).unwrap();
        let pair = |text: &str, slice: &str| (text.to_owned(), slice.to_owned());
        let (text, name) = ("زار الناتو", "الناتو");
        assert_eq!(of(text, name, Proclitic::Wa), pair("زار والناتو", name));
        assert_eq!(of(text, name, Proclitic::Bi), pair("زار بالناتو", name));
        assert_eq!(of(text, name, Proclitic::Li), pair("زار للناتو", "لناتو"));
        assert_eq!(
            of("اللجنة الدولية", "اللجنة الدولية", Proclitic::Li),
            pair("للجنة الدولية", "لجنة الدولية")
        );
        assert_eq!(
            of("زار ألمانيا", "ألمانيا", Proclitic::Li),
            pair("زار لألمانيا", "ألمانيا")
        );
    }

    #[test]
    fn what_cannot_bear_it_is_left_alone() {
        assert_eq!(changed("في 4 مارس", "4 مارس", Proclitic::Wa), None);
        assert_eq!(changed("(الناتو)", "الناتو", Proclitic::Wa), None);
        assert_eq!(changed("والناتو", "الناتو", Proclitic::Wa), None);
        let text = "من عام 1992 إلى عام 1995";
        assert_eq!(changed(text, text, Proclitic::Li), None);
        assert!(changed(text, text, Proclitic::Wa).is_some());
    }
}
