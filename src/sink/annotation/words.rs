//! Words as annotation formats want them: no space inside, signs on their own,
//! and a cut wherever a mention begins or ends, so that a mention is always a
//! run of whole words (`وفرنسا` becomes `و`, `فرنسا`).

use std::ops::Range;

use super::entity::Entity;

/// A word and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'t> {
    /// The word itself.
    pub(super) text: &'t str,
    /// First character, counted in the document.
    pub(super) start: usize,
    /// One past the last character.
    pub(super) end: usize,
    /// First byte, counted in the document.
    pub(super) byte: usize,
}

/// The words of a stretch of the text. `start` is the number of characters
/// before it, `byte` the number of bytes; `cuts` are byte places, ascending.
pub(super) fn words<'t>(text: &'t str, start: usize, byte: usize, cuts: &[usize]) -> Vec<Word<'t>> {
    let mut words: Vec<Word<'t>> = Vec::new();
    let mut cuts = cuts
        .iter()
        .copied()
        .skip_while(|&cut| cut <= byte)
        .peekable();
    let mut open = false;
    for (count, (at, c)) in text.char_indices().enumerate() {
        let place = byte + at;
        let mut cut = false;
        while cuts.next_if(|&next| next <= place).is_some() {
            cut = true;
        }
        let end = at + c.len_utf8();
        if c.is_whitespace() {
            open = false;
        } else if let Some(last) = words.last_mut().filter(|_| open && !cut && is_letter(c)) {
            last.text = &text[last.byte - byte..end];
            last.end = start + count + 1;
        } else {
            open = is_letter(c);
            words.push(Word {
                text: &text[at..end],
                start: start + count,
                end: start + count + 1,
                byte: place,
            });
        }
    }
    words
}

/// Where mentions begin and end, in bytes, ascending, each place once.
pub(super) fn cuts<'e, 'r: 'e>(entities: impl Iterator<Item = &'e Entity<'r>>) -> Vec<usize> {
    let mut cuts: Vec<usize> = entities
        .flat_map(|entity| {
            let Range { start, end } = entity.mention.span.bytes();
            [start, end]
        })
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// Letters, digits, the marks on letters, and the joiners between them.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
        || unicode_normalization::char::is_combining_mark(c)
        || matches!(c, '\u{200c}' | '\u{200d}' | '_')
}

#[cfg(test)]
mod tests {
    use super::words;

    fn shown(text: &str, cuts: &[usize]) -> Vec<String> {
        words(text, 100, 1000, cuts)
            .iter()
            .map(|word| format!("{} {}-{} {}", word.text, word.start, word.end, word.byte))
            .collect()
    }

    #[test]
    fn signs_stand_alone_and_marks_stay() {
        assert_eq!(
            shown("قال: «مُدُن»", &[]),
            [
                "قال 100-103 1000",
                ": 103-104 1006",
                "« 105-106 1008",
                "مُدُن 106-111 1010",
                "» 111-112 1020"
            ]
        );
    }

    #[test]
    fn a_mention_cuts_a_word() {
        assert_eq!(
            shown("وفرنسا", &[1002, 1012]),
            ["و 100-101 1000", "فرنسا 101-106 1002"]
        );
    }
}
