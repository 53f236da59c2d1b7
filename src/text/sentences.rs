//! Sentences: where one ends, so that a timeline can say what stood beside a
//! date.
//!
//! A sentence ends at a full stop, exclamation or question mark that white
//! space follows, at a blank line, and at a line end, unless the document is
//! hard-wrapped; after [`LONGEST`] tokens in any case. The stop after a lone letter (`د.`, `ق.م.`) ends nothing unless
//! the letter is an era mark behind a number.

use super::codes::{Code, NEWLINE, SPACE, fold_word, mark};
use super::tokens::{Token, TokenKind};

/// Tokens after which a sentence ends in any case: a text without punctuation
/// must not become one sentence that a timeline repeats for each of its dates.
pub const LONGEST: usize = 200;

/// A sentence as a range of tokens; `end` is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
}

/// The marks and letters that matter here, looked up once.
#[derive(Clone, Debug)]
pub struct Splitter {
    stop: Code,
    ends: [Code; 2],
    closers: [Code; 4],
    eras: [Code; 2],
}

impl Default for Splitter {
    fn default() -> Self {
        let of = |character| mark(character).unwrap_or(SPACE);
        let letter = |text| fold_word(text).first().copied().unwrap_or(SPACE);
        Self {
            stop: of('.'),
            ends: [of('!'), of('?')],
            closers: [of(')'), of(']'), of('"'), of('\'')],
            eras: [letter("م"), letter("ه")],
        }
    }
}

impl Splitter {
    /// Replaces `sentences` with the sentences of `tokens`. `pauses` are the tokens
    /// behind which one may end, as [`tokenize`](super::tokenize) tells them: nothing
    /// else is looked at. `wrapped` says that single line ends do not end a sentence.
    /// Blank-line tokens belong to none.
    pub fn split(
        &self,
        codes: &[Code],
        tokens: &[Token],
        pauses: &[u32],
        wrapped: bool,
        sentences: &mut Vec<Sentence>,
    ) {
        sentences.clear();
        let mut start = 0;
        let mut push = |start: usize, end: usize| {
            if start < end {
                sentences.push(Sentence {
                    start: start as u32,
                    end: end as u32,
                });
            }
        };
        for &pause in pauses {
            let pause = pause as usize;
            while start + LONGEST < pause {
                push(start, start + LONGEST + 1);
                start += LONGEST + 1;
            }
            if tokens[pause].kind == TokenKind::Blank {
                push(start, pause);
                start = pause + 1;
            } else if start + LONGEST == pause || self.ends_after(codes, tokens, pause, wrapped) {
                push(start, pause + 1);
                start = pause + 1;
            }
        }
        while start + LONGEST < tokens.len() {
            push(start, start + LONGEST + 1);
            start += LONGEST + 1;
        }
        push(start, tokens.len());
    }

    /// Whether a sentence ends behind the token at `index`.
    fn ends_after(&self, codes: &[Code], tokens: &[Token], index: usize, wrapped: bool) -> bool {
        let token = tokens[index];
        let Some(next) = tokens.get(index + 1) else {
            return false;
        };
        let gap = &codes[token.end as usize..next.start as usize];
        if gap.is_empty() {
            return false;
        }
        if !wrapped && gap.contains(&NEWLINE) {
            return true;
        }
        token.kind == TokenKind::Mark && self.is_terminal(codes, tokens, index)
    }

    /// Whether the mark at `index`, or the mark before it if this one only
    /// closes a bracket or a quotation, ends a sentence.
    fn is_terminal(&self, codes: &[Code], tokens: &[Token], index: usize) -> bool {
        let mut at = index;
        // A text of nothing but brackets must not cost the square of its length.
        let least = index.saturating_sub(LONGEST);
        while at > least && self.closers.contains(&codes[tokens[at].start as usize]) {
            at -= 1;
        }
        let code = codes[tokens[at].start as usize];
        if self.ends.contains(&code) {
            return true;
        }
        if code != self.stop {
            return false;
        }
        if at == 0 {
            return true;
        }
        let before = tokens[at - 1];
        let single = before.kind == TokenKind::Word && before.end - before.start == 1;
        if !single {
            return true;
        }
        let era = self.eras.contains(&codes[before.start as usize]);
        era && at > 1 && tokens[at - 2].kind == TokenKind::Number
    }
}

/// Whether single line ends in `text` look like hard wrapping: most lines are
/// nearly as long as the longest, which is no longer than a terminal is wide.
pub fn is_wrapped(text: &str) -> bool {
    const SAMPLE_LINES: usize = 200;
    const WIDTHS: std::ops::RangeInclusive<usize> = 50..=130;
    let mut lengths = Vec::new();
    for line in text.lines().take(SAMPLE_LINES) {
        let line = line.trim();
        let widest = *WIDTHS.end();
        // In most texts the first paragraph settles it.
        if line.len() > widest * char::MAX.len_utf8() || line.chars().nth(widest).is_some() {
            return false;
        }
        lengths.push(line.chars().count());
    }
    let longest = lengths.iter().copied().max().unwrap_or(0);
    if !WIDTHS.contains(&longest) {
        return false;
    }
    // Lines that another line follows within the same paragraph.
    let continued: Vec<usize> = lengths
        .windows(2)
        .filter(|pair| pair[0] > 0 && pair[1] > 0)
        .map(|pair| pair[0])
        .collect();
    let full = continued
        .iter()
        .filter(|&&length| length * 5 >= longest * 4)
        .count();
    continued.len() >= 3 && full * 10 >= continued.len() * 8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::codes::unfold;
    use crate::text::{Kernel, tokenize};

    fn split(text: &str) -> Vec<String> {
        let codes = fold_word(text);
        let (mut tokens, mut pauses) = (Vec::new(), Vec::new());
        tokenize(&codes, Kernel::detect(), &mut tokens, &mut pauses);
        let mut sentences = Vec::new();
        let splitter = Splitter::default();
        splitter.split(&codes, &tokens, &pauses, is_wrapped(text), &mut sentences);
        sentences
            .iter()
            .map(|s| {
                let (first, last) = (tokens[s.start as usize], tokens[s.end as usize - 1]);
                unfold(&codes[first.start as usize..last.end as usize])
            })
            .collect()
    }

    #[test]
    fn marks_and_lines_end_sentences() {
        assert_eq!(split("جاء. ذهب؟ عاد!"), ["جاء.", "ذهب?", "عاد!"]);
        assert_eq!(split("عنوان\nنص\n\nنص"), ["عنوان", "نص", "نص"]);
        assert_eq!(split("قال \"نعم.\" ثم مضي"), ["قال \"نعم.\"", "ثم مضي"]);
    }

    #[test]
    fn stops_that_end_nothing() {
        assert_eq!(split("قال د. احمد 3.5 كم"), ["قال د. احمد 3.5 كم"]);
        assert_eq!(split("سنه 753 ق.م. في"), ["سنه 753 ق.م. في"]);
        assert_eq!(split("سنه 969 م. ثم"), ["سنه 969 م.", "ثم"]);
    }

    #[test]
    fn a_text_without_stops_is_cut() {
        let sentences = split(&"كلمه ".repeat(3 * LONGEST));
        assert_eq!(sentences.len(), 3);
    }

    #[test]
    fn wrapped_lines_go_on() {
        let line = "كلمات كثيره تملا السطر حتي اخره ثم ينكسر السطر عند عرض الشاشه المعتاد\n";
        let text = line.repeat(5);
        assert!(is_wrapped(&text));
        assert_eq!(split(&text).len(), 1);
        assert!(!is_wrapped("قصير\nقصير جدا\nسطر\nسطر اخر\n"));
    }

    /// The sentences, asked of every token.
    fn one_by_one(
        splitter: &Splitter,
        codes: &[Code],
        tokens: &[Token],
        wrapped: bool,
    ) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        let mut start = 0;
        let mut push = |start: usize, end: usize| {
            let (start, end) = (start as u32, end as u32);
            sentences.extend((start < end).then_some(Sentence { start, end }));
        };
        for (index, token) in tokens.iter().enumerate() {
            let blank = token.kind == TokenKind::Blank;
            let full = index - start >= LONGEST;
            if blank || full || splitter.ends_after(codes, tokens, index, wrapped) {
                push(start, if blank { index } else { index + 1 });
                start = index + 1;
            }
        }
        push(start, tokens.len());
        sentences
    }

    proptest! {
        #[test]
        fn only_pauses_need_be_looked_at(
            pieces in proptest::collection::vec("[. !?)\"\n]|[ \n] ?[\n.]?|م|سنه|كلمه |[0-9] |(و ){90}", 0..300),
            wrapped: bool,
        ) {
            let codes = fold_word(&pieces.concat());
            let (mut tokens, mut pauses) = (Vec::new(), Vec::new());
            tokenize(&codes, Kernel::detect(), &mut tokens, &mut pauses);
            let splitter = Splitter::default();
            let mut sentences = Vec::new();
            splitter.split(&codes, &tokens, &pauses, wrapped, &mut sentences);
            prop_assert_eq!(sentences, one_by_one(&splitter, &codes, &tokens, wrapped));
        }
    }
}
