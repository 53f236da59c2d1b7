//! W3C Web Annotation as JSON-LD: one collection with one page, an item a
//! mention.

use serde_json::{Value, json};

use super::entity::Entity;
use super::name;
use crate::record::Rows;

/// Before the first item.
pub(in crate::sink) const OPEN: &str = "{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"id\":\"urn:nasaq:annotations\",\"type\":\"AnnotationCollection\",\
\"first\":{\"id\":\"urn:nasaq:annotations#1\",\"type\":\"AnnotationPage\",\"startIndex\":0,\"items\":[";
/// After the last item; the number of items follows, and then a brace.
pub(in crate::sink) const CLOSE: &str = "]},\"total\":";

/// Characters of context on each side of a quotation.
const CONTEXT: usize = 32;

pub(super) fn items(rows: &Rows<'_>, entities: &[Entity<'_>]) -> Vec<u8> {
    let source = format!("urn:nasaq:doc/{}", name::urn(rows.document().doc_id));
    let mut out = Vec::new();
    for (index, entity) in entities.iter().enumerate() {
        out.extend_from_slice(if index == 0 { b"" } else { b",\n" });
        out.extend_from_slice(item(rows, &source, entity).to_string().as_bytes());
    }
    out
}

fn item(rows: &Rows<'_>, source: &str, entity: &Entity<'_>) -> Value {
    let span = entity.mention.span;
    let text = rows.text();
    let mut body = vec![
        textual("tagging", &entity.label.title().to_lowercase()),
        textual("classifying", entity.mention.kind),
    ];
    if !entity.value.is_empty() {
        body.push(textual(
            "identifying",
            &format!("{}:{}", entity.label.authority(), entity.value),
        ));
    }
    body.extend(
        entity
            .attributes
            .iter()
            .map(|(name, value)| textual("describing", &format!("{name}={value}"))),
    );
    body.push(textual(
        "describing",
        &format!("rule={}", entity.mention.rule),
    ));
    json!({
        "id": format!("{source}#{}", entity.id()),
        "type": "Annotation",
        "motivation": "identifying",
        "body": body,
        "target": {
            "type": "SpecificResource",
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": span.start, "end": span.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": entity.mention.text,
                    "prefix": before(&text[..span.byte_start]),
                    "suffix": after(&text[span.byte_end..]),
                },
            ],
        },
    })
}

fn textual(purpose: &str, value: &str) -> Value {
    json!({"type": "TextualBody", "purpose": purpose, "value": value})
}

fn before(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .nth(CONTEXT - 1)
        .map_or(0, |(at, _)| at);
    &text[start..]
}

fn after(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(CONTEXT)
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}
