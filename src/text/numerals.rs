//! Numbers in words: cardinals up to 9,999 and ordinals up to 100.
//!
//! The lexicon knows the single number words in every gender and case ending;
//! this module knows how they join. Both orders are read: thousands first
//! (`ألف وتسعمائة وتسعة وأربعين`) and the classical one, units first
//! (`تسع وأربعين وتسعمائة وألف`). It must never accept a run that no Arabic
//! speaker would read as one number (`ثلاثة أربعة`).

/// A number word as the lexicon tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberWord {
    /// 1–10, the tens, 100 to 900, 1,000, 2,000.
    pub value: u16,
    /// Whether it is an ordinal (`الثالث`).
    pub ordinal: bool,
    /// Whether the conjunction و is attached to it.
    pub joined: bool,
}

/// A number told by one or more words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeral {
    /// Its value.
    pub value: u16,
    /// Whether it is an ordinal.
    pub ordinal: bool,
    /// How many words tell it.
    pub words: usize,
}

/// Largest number that is read.
pub const LARGEST: u16 = 9_999;

/// Reads the longest number that begins at the first word. `word` gives the
/// number word at a distance, or `None` where there is no number word.
pub fn parse(word: impl Fn(usize) -> Option<NumberWord>) -> Option<Numeral> {
    let first = word(0)?;
    if first.ordinal {
        parse_ordinal(first, word)
    } else {
        parse_cardinal(word)
    }
}

/// `الثالث`, `الثالث عشر`, `الحادي والعشرين`, `العشرون`.
fn parse_ordinal(first: NumberWord, word: impl Fn(usize) -> Option<NumberWord>) -> Option<Numeral> {
    let ordinal = |value, words| Numeral {
        value,
        ordinal: true,
        words,
    };
    if first.value < 10 {
        match word(1) {
            Some(next) if next.value == 10 && !next.ordinal && !next.joined => {
                return Some(ordinal(10 + first.value, 2));
            }
            Some(next) if is_tens(next.value) && next.ordinal && next.joined => {
                return Some(ordinal(next.value + first.value, 2));
            }
            _ => {}
        }
    }
    (first.value <= 100).then(|| ordinal(first.value, 1))
}

fn is_tens(value: u16) -> bool {
    (20..=90).contains(&value)
}

/// One additive part of a cardinal: below 100, hundreds, or thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    value: u16,
    words: usize,
}

fn parse_cardinal(word: impl Fn(usize) -> Option<NumberWord>) -> Option<Numeral> {
    // Behind a definite thousand the rest has the article too: `الألفان والواحد
    // والعشرون`.
    let thousand = word(0).is_some_and(|first| first.value >= 1000);
    let fits = |at: usize, found: &NumberWord| !found.ordinal || thousand && at > 0 && found.joined;
    let cardinal = |at: usize| word(at).filter(|found| fits(at, found));
    let mut total = 0;
    let mut words = 0;
    let (mut small, mut hundreds, mut thousands) = (false, false, false);
    while cardinal(words).is_some_and(|next| words == 0 || next.joined) {
        let Some(mut part) = parse_part(cardinal, words) else {
            break;
        };
        // What was read so far multiplies a following ألف: `خمسة وعشرون ألفا` is
        // beyond the largest number, `ثلاثة آلاف` is not.
        if part.value < 10
            && cardinal(words + part.words).is_some_and(|next| next.value == 1000 && !next.joined)
        {
            part = Part {
                value: part.value * 1000,
                words: part.words + 1,
            };
        }
        let taken = match part.value {
            0..100 => &mut small,
            100..1000 => &mut hundreds,
            _ => &mut thousands,
        };
        if *taken {
            break;
        }
        *taken = true;
        total += part.value;
        words += part.words;
    }
    (words > 0 && total <= LARGEST).then_some(Numeral {
        value: total,
        ordinal: false,
        words,
    })
}

/// Reads one part: a simple word, a unit with عشر, a unit with و and tens, or a
/// unit with مائة.
fn parse_part(cardinal: impl Fn(usize) -> Option<NumberWord>, at: usize) -> Option<Part> {
    let first = cardinal(at)?;
    let next = cardinal(at + 1);
    let part = |value, words| Some(Part { value, words });
    if let (1..10, Some(next)) = (first.value, next) {
        if next.value == 10 && !next.joined {
            return part(10 + first.value, 2);
        }
        if next.value == 100 && !next.joined && first.value >= 3 {
            return part(first.value * 100, 2);
        }
        if is_tens(next.value) && next.joined {
            return part(first.value + next.value, 2);
        }
    }
    part(first.value, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a list such as `1000 +900 +9 +40`: `+` for و, `o` for an ordinal.
    fn read(list: &str) -> Option<(u16, usize)> {
        let words: Vec<NumberWord> = list
            .split(' ')
            .map(|word| NumberWord {
                value: word.trim_matches(['+', 'o']).parse().unwrap(),
                ordinal: word.ends_with('o'),
                joined: word.starts_with('+'),
            })
            .collect();
        parse(|at| words.get(at).copied()).map(|numeral| (numeral.value, numeral.words))
    }

    #[test]
    fn cardinals() {
        assert_eq!(read("1000 +900 +9 +40"), Some((1949, 4)));
        assert_eq!(read("9 +40 +900 +1000"), Some((1949, 4)));
        assert_eq!(read("2000 +1 10"), Some((2011, 3)));
        assert_eq!(read("2 +30 +100"), Some((132, 3)));
        assert_eq!(read("1000 +9 100 +9 +40"), Some((1949, 5)));
        assert_eq!(read("3 1000 +500"), Some((3500, 3)));
        assert_eq!(read("3 10"), Some((13, 2)));
        assert_eq!(read("9 1000 +900 +9 +90"), Some((9999, 5)));
        assert_eq!(read("2000 +1o +20o"), Some((2021, 3)));
    }

    #[test]
    fn a_run_that_is_no_number_stops() {
        assert_eq!(read("3 4"), Some((3, 1)));
        assert_eq!(read("20 +3"), Some((20, 1)));
        assert_eq!(read("900 +800"), Some((900, 1)));
        assert_eq!(read("3 +20o"), Some((3, 1)));
    }

    #[test]
    fn ordinals() {
        assert_eq!(read("3o"), Some((3, 1)));
        assert_eq!(read("3o 10"), Some((13, 2)));
        assert_eq!(read("1o +20o"), Some((21, 2)));
        assert_eq!(read("20o"), Some((20, 1)));
        assert_eq!(read("3o 4o"), Some((3, 1)));
    }
}
