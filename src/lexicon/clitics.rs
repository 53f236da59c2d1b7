//! Proclitics: what stands glued to the front of a word, and what shape a word
//! of no list has.
//!
//! Arabic writes و, ف, ب, ل, ك together with the next word, and the article too.
//! Words of the lexicon are expanded with every proclitic when the pack is
//! compiled, so that a token is one probe; words of no list are judged by
//! their first letters alone.

use crate::text::codes::{ALEF, BA, Code, FA, HA, KAF, LAM, WAW, YA};

/// Which proclitics stand before a word. و and ف count as one conjunction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Clitic {
    /// None.
    None,
    /// و or ف.
    And,
    /// ب.
    By,
    /// ل.
    To,
    /// ك.
    As,
    /// و or ف, then ب.
    AndBy,
    /// و or ف, then ل.
    AndTo,
    /// و or ف, then ك.
    AndAs,
}

impl Clitic {
    /// All, the bare word first.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::And,
        Self::By,
        Self::To,
        Self::As,
        Self::AndBy,
        Self::AndTo,
        Self::AndAs,
    ];

    /// The letters, as people write them.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::And => "و",
            Self::By => "ب",
            Self::To => "ل",
            Self::As => "ك",
            Self::AndBy => "وب",
            Self::AndTo => "ول",
            Self::AndAs => "وك",
        }
    }

    /// The proclitic with this number; none for a number of no proclitic.
    #[inline]
    pub(super) fn from_number(number: u32) -> Self {
        Self::ALL
            .get(number as usize)
            .copied()
            .unwrap_or(Self::None)
    }

    const fn of(and: bool, preposition: Option<Code>) -> Self {
        match (and, preposition) {
            (false, None) => Self::None,
            (true, None) => Self::And,
            (false, Some(BA)) => Self::By,
            (false, Some(LAM)) => Self::To,
            (false, Some(_)) => Self::As,
            (true, Some(BA)) => Self::AndBy,
            (true, Some(LAM)) => Self::AndTo,
            (true, Some(_)) => Self::AndAs,
        }
    }
}

/// A word with proclitics before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefixed<'a> {
    /// All its codes.
    pub codes: &'a [Code],
    /// How many of them are proclitics.
    pub length: usize,
    /// Which, and how they are written before it.
    pub prefix: Prefix,
}

/// How proclitics are written before a word: which letters, and whether the word
/// stays whole behind ل. Told in five bits, so that a word with proclitics need
/// not be kept: the word and this say how it is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix(u8);

/// What each of [`PREFIXES`] is, and how many letters it has.
const READ: [(Clitic, usize); PREFIXES.len()] = {
    let mut read = [(Clitic::None, 0); PREFIXES.len()];
    let mut at = 0;
    while at < read.len() {
        let (conjunction, preposition) = PREFIXES[at];
        let and = conjunction.is_some();
        read[at] = (
            Clitic::of(and, preposition),
            and as usize + preposition.is_some() as usize,
        );
        at += 1;
    }
    read
};

impl Prefix {
    /// Bits that a prefix takes.
    pub(super) const BITS: u32 = 5;

    fn new(prefix: usize, whole: bool) -> Self {
        Self((prefix << 1) as u8 | u8::from(whole))
    }

    /// One that reads as these proclitics of so many letters.
    pub(super) fn reading(clitic: Clitic, length: usize) -> Self {
        let prefix = READ.iter().position(|&read| read == (clitic, length));
        Self::new(prefix.unwrap_or(0), true)
    }

    pub(super) fn from_number(number: u32) -> Self {
        let prefix = number as usize >> 1;
        Self::new(
            if prefix < READ.len() { prefix } else { 0 },
            number & 1 != 0,
        )
    }

    pub(super) fn number(self) -> u32 {
        u32::from(self.0)
    }

    /// The proclitics.
    #[inline]
    pub fn clitic(self) -> Clitic {
        READ[usize::from(self.0 >> 1)].0
    }

    /// Their letters.
    #[inline]
    pub fn length(self) -> usize {
        READ[usize::from(self.0 >> 1)].1
    }

    /// Whether `codes` are a word with these proclitics.
    pub(super) fn spells(self, codes: &[Code], word: &[Code]) -> bool {
        let (conjunction, preposition) = PREFIXES[usize::from(self.0 >> 1)];
        let letters = conjunction.into_iter().chain(preposition);
        let Some((front, rest)) = codes.split_at_checked(self.length()) else {
            return false;
        };
        let whole = self.0 & 1 != 0;
        let expected = if whole {
            word
        } else {
            after(preposition, word)
        };
        front.iter().copied().eq(letters) && rest == expected
    }
}

/// Conjunctions and prepositions before a word, fewer letters first.
const PREFIXES: [(Option<Code>, Option<Code>); 12] = [
    (None, None),
    (Some(WAW), None),
    (Some(FA), None),
    (None, Some(BA)),
    (None, Some(LAM)),
    (None, Some(KAF)),
    (Some(WAW), Some(BA)),
    (Some(FA), Some(BA)),
    (Some(WAW), Some(LAM)),
    (Some(FA), Some(LAM)),
    (Some(WAW), Some(KAF)),
    (Some(FA), Some(KAF)),
];

/// How many of [`PREFIXES`] a word admits. Words of one letter admit none and
/// words of two only a conjunction: `لم` is not ل + م.
pub fn prefixes_of(word: &[Code]) -> usize {
    match word.len() {
        0 | 1 => 1,
        2 => 3,
        _ => PREFIXES.len(),
    }
}

/// Calls `visit` for the word with every proclitic it admits, itself first.
/// `buffer` is scratch.
pub fn prefixed(word: &[Code], buffer: &mut Vec<Code>, mut visit: impl FnMut(Prefixed<'_>)) {
    for (number, &(conjunction, preposition)) in PREFIXES[..prefixes_of(word)].iter().enumerate() {
        buffer.clear();
        buffer.extend(conjunction.into_iter().chain(preposition));
        let length = buffer.len();
        let rest = after(preposition, word);
        if rest.len() < word.len() {
            // Not every ال is the article: `لألمانيا` keeps its alef.
            buffer.extend_from_slice(word);
            visit(Prefixed {
                codes: buffer,
                length,
                prefix: Prefix::new(number, true),
            });
            buffer.truncate(length);
        }
        buffer.extend_from_slice(rest);
        visit(Prefixed {
            codes: buffer,
            length,
            prefix: Prefix::new(number, false),
        });
    }
}

/// What is left of a word behind a preposition: ل swallows the alef of the
/// article, and the whole article before another lam (`اللجنة`, `للجنة`).
fn after(preposition: Option<Code>, word: &[Code]) -> &[Code] {
    match (preposition, word) {
        (Some(LAM), [ALEF, LAM, LAM, ..]) if word.len() > 3 => &word[2..],
        (Some(LAM), [ALEF, LAM, _, ..]) if word.len() > 3 => &word[1..],
        _ => word,
    }
}

/// The outer form of a word of Arabic letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Shape {
    /// Nothing to be seen.
    Plain,
    /// With the article.
    Definite,
    /// With the article and the ending of an adjective of relation.
    DefiniteNisba,
}

impl Shape {
    /// All shapes.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Definite, Self::DefiniteNisba];
}

/// Shape of a word of no list, its proclitics and how many letters they take.
/// Proclitics are seen only before the article: elsewhere they could be the
/// word's own letters.
#[inline]
pub fn shape(word: &[Code]) -> (Shape, Clitic, usize) {
    let definite = |rest: &[Code]| match rest {
        [ALEF, LAM, _, _, .., YA] | [ALEF, LAM, _, _, .., YA, HA] => Shape::DefiniteNisba,
        _ => Shape::Definite,
    };
    match word {
        [ALEF, LAM, _, _, ..] => (definite(word), Clitic::None, 0),
        [WAW | FA, ALEF, LAM, _, _, ..] => (definite(&word[1..]), Clitic::And, 1),
        [LAM, LAM, _, _, ..] => (nisba(word), Clitic::To, 1),
        [WAW | FA, LAM, LAM, _, _, ..] => (nisba(word), Clitic::AndTo, 2),
        [letter @ (BA | KAF), ALEF, LAM, _, _, _, ..] => {
            (definite(&word[1..]), Clitic::of(false, Some(*letter)), 1)
        }
        [WAW | FA, letter @ (BA | KAF), ALEF, LAM, _, _, _, ..] => {
            (definite(&word[2..]), Clitic::of(true, Some(*letter)), 2)
        }
        _ => (Shape::Plain, Clitic::None, 0),
    }
}

fn nisba(word: &[Code]) -> Shape {
    match word {
        [_, _, _, _, .., YA] | [_, _, _, _, .., YA, HA] => Shape::DefiniteNisba,
        _ => Shape::Definite,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::codes::{fold_word, unfold};

    fn forms(word: &str) -> Vec<String> {
        let mut forms = Vec::new();
        prefixed(&fold_word(word), &mut Vec::new(), |form| {
            forms.push(unfold(form.codes))
        });
        forms
    }

    #[test]
    fn words_take_proclitics() {
        let all = forms("الناتو");
        for form in [
            "الناتو",
            "والناتو",
            "بالناتو",
            "للناتو",
            "وللناتو",
            "كالناتو",
        ] {
            assert!(all.contains(&form.to_owned()), "{form}");
        }
        assert!(forms("اللجنة").contains(&"للجنه".to_owned()));
        assert!(forms("ألمانيا").contains(&"لالمانيا".to_owned()));
        assert!(forms("مصر").contains(&"لمصر".to_owned()));
        assert_eq!(forms("م"), ["م"]);
        assert_eq!(forms("من"), ["من", "ومن", "فمن"]);
    }

    #[test]
    fn a_prefix_spells_what_it_stands_for() {
        for word in ["الناتو", "اللجنة", "ألمانيا", "مصر", "من", "م", "اللهب"]
        {
            let word = fold_word(word);
            prefixed(&word, &mut Vec::new(), |form| {
                assert!(form.prefix.spells(form.codes, &word));
                assert!(!form.prefix.spells(&form.codes[1..], &word));
                assert_eq!(form.prefix.length(), form.length);
                assert_eq!(Prefix::from_number(form.prefix.number()), form.prefix);
            });
        }
        for clitic in Clitic::ALL {
            let length = clitic.as_str().chars().count();
            let prefix = Prefix::reading(clitic, length);
            assert_eq!((prefix.clitic(), prefix.length()), (clitic, length));
        }
    }

    #[test]
    fn shapes_are_seen_through_proclitics() {
        let of = |word: &str| shape(&fold_word(word));
        assert_eq!(of("الحلفاء"), (Shape::Definite, Clitic::None, 0));
        assert_eq!(of("والأطلسية"), (Shape::DefiniteNisba, Clitic::And, 1));
        assert_eq!(of("للرد"), (Shape::Definite, Clitic::To, 1));
        assert_eq!(of("بالقمة"), (Shape::Definite, Clitic::By, 1));
        assert_eq!(of("بالي"), (Shape::Plain, Clitic::None, 0));
        assert_eq!(of("حلف"), (Shape::Plain, Clitic::None, 0));
    }
}
