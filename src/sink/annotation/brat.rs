//! brat standoff: for each document its text and an `.ann` file, and one
//! `annotation.conf` for all (Stenetorp et al. 2012).

use std::fmt::Write;

use super::entity::{Entity, Label};
use super::name;
use crate::record::Rows;

/// What brat must know of the types before it shows a collection.
pub(in crate::sink) const CONFIGURATION: (&str, &str) = (
    "annotation.conf",
    "[entities]\nDate\nCountry\nOrganization\n\n[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n[events]\n\n[attributes]\n\
     DateKind\tArg:Date, Value:absolute|interval|relative\n\
     Certainty\tArg:Date, Value:certain|approximate|uncertain|ambiguous|conflict\n\
     Basis\tArg:Date, Value:explicit|reference|context|unresolved\n\
     CountryKind\tArg:Country, Value:name|demonym|group\n\
     WithinOrganization\tArg:Country\n\
     OrganizationKind\tArg:Organization, Value:name|acronym|alias|anaphor\n",
);

pub(super) fn files(rows: &Rows<'_>, entities: &[Entity<'_>]) -> Vec<(String, Vec<u8>)> {
    let path = name::path(rows.document().doc_id);
    vec![
        (format!("{path}.txt"), rows.text().as_bytes().to_vec()),
        (format!("{path}.ann"), standoff(entities).into_bytes()),
    ]
}

fn standoff(entities: &[Entity<'_>]) -> String {
    let mut out = String::new();
    let mut attribute = 0;
    let mut reference = 0;
    for (index, entity) in entities.iter().enumerate() {
        let number = index + 1;
        let (places, text) = fragments(entity);
        let _ = writeln!(out, "T{number}\t{} {places}\t{text}", entity.label.title());
        for (name, value) in attributes(entity) {
            attribute += 1;
            let _ = writeln!(out, "A{attribute}\t{name} T{number}{value}");
        }
        let title = if entity.title.is_empty() {
            &entity.value
        } else {
            &entity.title
        };
        let titles = title.split(';').chain(std::iter::repeat(""));
        for (value, title) in entity
            .value
            .split(';')
            .filter(|value| !value.is_empty())
            .zip(titles)
        {
            reference += 1;
            let authority = entity.label.authority();
            let _ = writeln!(
                out,
                "N{reference}\tReference T{number} {authority}:{value}\t{title}"
            );
        }
        let _ = writeln!(
            out,
            "#{number}\tAnnotatorNotes T{number}\t{} {}",
            entity.id(),
            entity.mention.rule
        );
    }
    out
}

/// The attributes that the configuration declares; the value is empty where
/// the attribute's being there says it all.
fn attributes(entity: &Entity<'_>) -> Vec<(String, String)> {
    let told = |name: &str| {
        let found = entity.attributes.iter().find(|(key, _)| *key == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let mut list = vec![(
        format!("{}Kind", entity.label.title()),
        format!(" {}", entity.mention.kind),
    )];
    match entity.label {
        Label::Date => {
            list.push(("Certainty".into(), format!(" {}", told("certainty"))));
            list.push(("Basis".into(), format!(" {}", told("basis"))));
        }
        Label::Country if told("within_organization") == "true" => {
            list.push(("WithinOrganization".into(), String::new()));
        }
        Label::Country | Label::Organization => {}
    }
    list
}

/// Places and text of a mention. brat knows no line end inside a piece, so a
/// mention that runs over one is told in pieces, joined by a blank.
fn fragments(entity: &Entity<'_>) -> (String, String) {
    let (mut places, mut text) = (String::new(), String::new());
    let mut at = entity.mention.span.start;
    for line in entity.mention.text.split(is_line_end) {
        let length = line.chars().count();
        if length > 0 {
            if !places.is_empty() {
                places.push(';');
                text.push(' ');
            }
            let _ = write!(places, "{at} {}", at + length);
            text.push_str(line);
        }
        at += length + 1;
    }
    (places, text)
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
