//! spaCy's `Doc` as JSON, a document a line, as `Doc.to_json` gives it and
//! `Doc.from_json` reads it.
//!
//! `ents` cannot overlap and hold the outer mentions; `spans["nasaq"]` holds
//! all of them. Every character but single blanks belongs to a token, as
//! spaCy needs to give the text back.

use serde_json::{Value, json};

use super::entity::{Entity, outermost};
use super::words::{Word, cuts, words};
use crate::record::Rows;

pub(super) fn line(rows: &Rows<'_>, entities: &[Entity<'_>]) -> Vec<u8> {
    let cuts = boundaries(rows, entities);
    let tokens: Vec<Value> = tokens(rows.text(), &cuts)
        .into_iter()
        .enumerate()
        .map(|(id, (start, end))| json!({"id": id, "start": start, "end": end}))
        .collect();
    let sentences: Vec<Value> = rows
        .sentences()
        .iter()
        .map(|span| json!({"start": span.start, "end": span.end}))
        .collect();
    let document = json!({
        "text": rows.text(),
        "ents": outermost(entities).map(span).collect::<Vec<_>>(),
        "sents": sentences,
        "tokens": tokens,
        "spans": {"nasaq": entities.iter().map(span).collect::<Vec<_>>()},
        "doc_id": rows.document().doc_id,
    });
    let mut out = document.to_string().into_bytes();
    out.push(b'\n');
    out
}

fn span(entity: &Entity<'_>) -> Value {
    json!({
        "start": entity.mention.span.start,
        "end": entity.mention.span.end,
        "label": entity.label.tag(),
        "kb_id": entity.value,
        "id": entity.id(),
    })
}

/// Where a token must not run on: at the ends of mentions and sentences.
fn boundaries(rows: &Rows<'_>, entities: &[Entity<'_>]) -> Vec<usize> {
    let mut all = cuts(entities.iter());
    all.extend(
        rows.sentences()
            .iter()
            .flat_map(|s| [s.byte_start, s.byte_end]),
    );
    all.sort_unstable();
    all.dedup();
    all
}

/// The words, and between them what is more than a single blank.
fn tokens(text: &str, cuts: &[usize]) -> Vec<(usize, usize)> {
    let mut tokens = Vec::new();
    let (mut at, mut byte) = (0, 0);
    for Word {
        text: word,
        start,
        end,
        byte: from,
    } in words(text, 0, 0, cuts)
    {
        gap(&mut tokens, &text[byte..from], at);
        tokens.push((start, end));
        (at, byte) = (end, from + word.len());
    }
    gap(&mut tokens, &text[byte..], at);
    tokens
}

/// A blank after a token belongs to that token; what is left is a token.
fn gap(tokens: &mut Vec<(usize, usize)>, gap: &str, at: usize) {
    let owned = !tokens.is_empty() && gap.starts_with(' ');
    let length = gap.chars().count();
    let start = at + usize::from(owned);
    if start < at + length {
        tokens.push((start, at + length));
    }
}
