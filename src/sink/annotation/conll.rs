//! CoNLL: a word a line with its place and its IOB2 tag, a blank line after
//! each sentence, `-DOCSTART-` before each document.
//!
//! Columns are parted by tabs: word, first character, one past the last, tag;
//! readers of the two-column form take the first and the last.

use std::io::Write;

use super::entity::{Entity, outermost};
use super::words::{cuts, words};
use crate::record::Rows;

pub(super) fn document(rows: &Rows<'_>, entities: &[Entity<'_>]) -> Vec<u8> {
    let kept: Vec<&Entity<'_>> = outermost(entities).collect();
    let cuts = cuts(kept.iter().copied());
    let mut out = Vec::new();
    let name = rows.document().doc_id.replace(char::is_control, " ");
    let _ = write!(out, "# newdoc id = {name}\n-DOCSTART-\t0\t0\tO\n\n");
    let mut kept = kept.into_iter().peekable();
    for sentence in rows.sentences() {
        let text = &rows.text()[sentence.bytes()];
        for word in words(text, sentence.start, sentence.byte_start, &cuts) {
            while kept
                .next_if(|entity| entity.mention.span.end <= word.start)
                .is_some()
            {}
            let inside = kept
                .peek()
                .filter(|entity| entity.mention.span.start <= word.start);
            let tag = match inside {
                None => "O".to_owned(),
                Some(entity) if entity.mention.span.start == word.start => {
                    format!("B-{}", entity.label.tag())
                }
                Some(entity) => format!("I-{}", entity.label.tag()),
            };
            let _ = writeln!(out, "{}\t{}\t{}\t{tag}", word.text, word.start, word.end);
        }
        out.push(b'\n');
    }
    out
}
