//! What is searched of a sentence.
//!
//! FTS5's `unicode61` knows no Arabic: it cuts a word at every vowel sign,
//! because those are marks and not letters, and its `remove_diacritics` knows
//! only those of Latin. A tokenizer of our own would have to be in every program
//! that opens the file. So the text is prepared before it is indexed, three
//! times, and any program can search it:
//!
//! - `spelled`: without vowel signs, tatweel and invisible marks, letters as
//!   they are spelled, so that a word from a book is found as it stands;
//! - `folded`: as the engine folds it (one alef, ya for alef maqsura, ha for ta
//!   marbuta, figures of one kind), so that bare letters find every spelling;
//! - `bare`: words that begin with what may be a proclitic, without it, so that
//!   `مصر` finds `ومصر` and `لمصر`. A word that only looks as if (`وزير`) is
//!   still found by its own letters.
//!
//! The index holds no text (`content=''`); `sentences` does.

use crate::record::{Cells, RowSink, Rows};
use crate::sink::packed::PackedRows;
use crate::text::codes::{TATWEEL, fold_word, is_combining, is_invisible, letters_of, unfold};

/// Columns of the index.
pub(super) const COLUMNS: usize = 3;

/// The index is written in few large pieces and made one at the end.
pub(super) const CREATE: &str =
    "CREATE VIRTUAL TABLE search USING fts5(spelled, folded, bare, content='', \
tokenize='unicode61 remove_diacritics 2');
INSERT INTO search (search, rank) VALUES ('automerge', 0);
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);
";

/// Adds a sentence.
pub(super) const INSERT: &str =
    "INSERT INTO search (rowid, spelled, folded, bare) VALUES (?1, ?2, ?3, ?4)";

/// Makes one piece of all.
pub(super) const OPTIMIZE: &str = "INSERT INTO search (search) VALUES ('optimize')";

/// How to search, told in the database.
pub(super) const ABOUT: &str = "SELECT s.doc_id, s.text FROM search JOIN sentences s ON s.id = search.rowid \
WHERE search MATCH 'القاهرة' ORDER BY s.id; write bare letters (ا for أ إ آ, ه for ة, ي for ى ئ, و for ؤ, no vowel signs) to find every spelling";

/// The sentences of a document: the cells of their table but the first, then
/// those of the index.
pub(in crate::sink) fn pack_sentences(rows: &Rows<'_>, out: &mut Vec<u8>) {
    let mut packed = PackedRows::new(out);
    for (index, span) in rows.sentences().iter().enumerate() {
        let text = &rows.text()[span.byte_start..span.byte_end];
        let folded = unfold(&fold_word(text));
        packed.begin();
        packed.text(rows.document().doc_id);
        packed.integer(index as u64);
        packed.integer(span.start as u64);
        packed.integer(span.end as u64);
        packed.integer(span.byte_start as u64);
        packed.integer(span.byte_end as u64);
        packed.text(text);
        packed.text(&spelled(text));
        packed.text(&folded);
        packed.text(&bare(&folded));
        packed.end();
    }
}

/// A sentence without marks, letters as they are spelled.
fn spelled(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    let seen = |c: &char| !is_combining(*c) && !is_invisible(*c) && *c != TATWEEL;
    for character in text.chars().filter(seen) {
        match letters_of(character) {
            Some(letters) => spelled.push_str(letters),
            None => spelled.push(character),
        }
    }
    spelled
}

/// The words of folded text that may begin with a proclitic, without it, each
/// as often as one can be taken off.
fn bare(folded: &str) -> String {
    let mut bare = String::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()) {
        let mut rest = word;
        for proclitics in [&['و', 'ف'][..], &['ب', 'ك', 'ل']] {
            let Some(shorter) = rest.strip_prefix(proclitics) else {
                continue;
            };
            // A word has at least three letters.
            if shorter.chars().nth(2).is_none() {
                break;
            }
            // The alef of the article is swallowed by a ل before it.
            if rest.starts_with('ل') && shorter.starts_with('ل') {
                bare.push('ا');
            }
            bare.push_str(shorter);
            bare.push(' ');
            rest = shorter;
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::{bare, spelled};
    use crate::text::codes::{fold_word, unfold};

    #[test]
    fn marks_go_and_letters_stay() {
        assert_eq!(spelled("القَاهِـرَةُ\u{200f} (ﷲ)"), "القاهرة (الله)");
    }

    #[test]
    fn proclitics_are_taken_off_one_by_one() {
        let of = |text: &str| bare(&unfold(&fold_word(text)));
        assert_eq!(of("وبالقاهرة، للأمم"), "بالقاهره القاهره الامم ");
        assert_eq!(of("ولمصر"), "لمصر مصر ");
        assert_eq!(of("مصر كل في وزير"), "زير ");
    }
}
