//! Gold in brat standoff: for each document its text and an `.ann` file with a
//! line a mention.
//!
//! Places are checked against the text that the line repeats, so that an
//! annotation of another version of a text is never scored.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::gold::{
    CharSpan, Form, GoldError, GoldFault, GoldRow, GoldSet, GoldSpan, GoldValue, within,
};
use super::labels::{LabelMeaning, Labels, Seen};
use crate::calendar::Edtf;
use crate::source::decode_text;
use crate::workbench::mention::MentionType;

/// A document of a brat collection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BratDocument {
    /// Its name: the files' path within the collection, without extension.
    pub id: String,
    /// The `.ann` file as the caller knows it.
    pub file: String,
    /// The text, as it is stored.
    pub text: Option<Vec<u8>>,
    /// The annotations, as they are stored.
    pub annotations: Vec<u8>,
}

impl GoldSet {
    /// Reads the documents of a brat collection, a row each.
    ///
    /// # Errors
    /// All faults of all files.
    pub fn from_brat(
        name: &str,
        file: &str,
        documents: &[BratDocument],
        labels: &Labels,
    ) -> Result<Self, GoldError> {
        let mut faults = Vec::new();
        let mut seen = Seen::default();
        let mut rows = Vec::new();
        for document in documents {
            match row(document, labels, &mut seen) {
                Ok(row) => rows.push(row),
                Err(more) => faults.extend(more),
            }
        }
        let annotated = seen.annotated(labels);
        if faults.is_empty() && annotated.is_empty() {
            let message = if rows.is_empty() {
                "there is no *.ann file".to_owned()
            } else {
                seen.nothing_scored()
            };
            faults.push(GoldFault {
                file: file.to_owned(),
                line: 0,
                id: None,
                message,
            });
        }
        if !faults.is_empty() {
            return Err(GoldError { faults });
        }
        Ok(Self {
            name: name.to_owned(),
            annotated,
            partial: false,
            unknown_labels: seen.unknown(labels),
            rows,
        })
    }

    /// Reads a brat collection in a zip archive, such as `extract --format brat`
    /// writes. `file` is its name in messages.
    ///
    /// # Errors
    /// All faults of all files, or that it is no such archive.
    pub fn from_brat_archive(
        name: &str,
        file: &str,
        bytes: &[u8],
        labels: &Labels,
    ) -> Result<Self, GoldError> {
        let documents = members(file, bytes).map_err(|message| GoldError {
            faults: vec![GoldFault {
                file: file.to_owned(),
                line: 0,
                id: None,
                message,
            }],
        })?;
        Self::from_brat(name, file, &documents, labels)
    }
}

/// The documents of an archive, by name.
fn members(file: &str, bytes: &[u8]) -> Result<Vec<BratDocument>, String> {
    let failed = |fault: &dyn std::fmt::Display| format!("is no zip archive: {fault}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|fault| failed(&fault))?;
    let mut texts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut documents = Vec::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).map_err(|fault| failed(&fault))?;
        let name = member.name().map_err(|fault| failed(&fault))?.into_owned();
        let mut content = Vec::new();
        let mut read = || {
            member
                .read_to_end(&mut content)
                .map_err(|fault| format!("{name}: {fault}"))
        };
        if let Some(id) = name.strip_suffix(".txt") {
            read()?;
            texts.insert(id.to_owned(), content);
        } else if let Some(id) = name.strip_suffix(".ann") {
            read()?;
            documents.push(BratDocument {
                id: id.to_owned(),
                file: format!("{file}/{name}"),
                text: None,
                annotations: content,
            });
        }
    }
    for document in &mut documents {
        document.text = texts.remove(&document.id);
    }
    Ok(documents)
}

/// A mention, before its references are known.
struct Marked<'t> {
    name: &'t str,
    label: &'t str,
    span: CharSpan,
    references: Vec<&'t str>,
}

/// Makes a row of a document.
fn row(
    document: &BratDocument,
    labels: &Labels,
    seen: &mut Seen,
) -> Result<GoldRow, Vec<GoldFault>> {
    let fault = |line: usize, message: String| GoldFault {
        file: document.file.clone(),
        line,
        id: None,
        message,
    };
    let Some(text) = &document.text else {
        return Err(vec![fault(
            0,
            "the text beside it (*.txt) is missing".to_owned(),
        )]);
    };
    let decoded = |bytes: &[u8], what: &str| {
        let decoded = decode_text(bytes).map(|(text, _)| text.to_owned());
        decoded.map_err(|found| {
            vec![fault(
                0,
                format!("{what}: byte {}: {}", found.offset, found.reason),
            )]
        })
    };
    let text = decoded(text, "the text beside it")?;
    let annotations = decoded(&document.annotations, "the annotations")?;
    let chars: Vec<char> = text.chars().collect();
    let mut marked: Vec<Marked<'_>> = Vec::new();
    let mut faults = Vec::new();
    for (index, line) in annotations.lines().enumerate() {
        let read = match line.as_bytes().first() {
            Some(b'T') => mention(line, &chars).map(|mention| marked.push(mention)),
            Some(b'N') => reference(line, &mut marked),
            // Relations, events, attributes and notes are not scored.
            _ => Ok(()),
        };
        if let Err(message) = read {
            faults.push(fault(index + 1, message));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut row = GoldRow {
        id: document.id.clone(),
        line: 1,
        text,
        date: None,
        spans: Vec::new(),
        other: Vec::new(),
        nested: Vec::new(),
        form: Form::Standoff,
    };
    for mention in &marked {
        seen.add(mention.label);
        match labels.meaning(mention.label) {
            LabelMeaning::Scored(kind) => {
                let again = |span: &GoldSpan| (span.kind, span.span) == (kind, mention.span);
                if !row.spans.iter().any(again) {
                    row.spans.push(GoldSpan {
                        kind,
                        span: mention.span,
                        value: value(kind, &mention.references),
                    });
                }
            }
            LabelMeaning::Other => row.nested.push(mention.span),
            LabelMeaning::Nothing => {}
        }
    }
    Ok(row)
}

/// Reads `T1⇥LABEL 0 4⇥text`; of a mention in pieces (`0 4;6 9`) the whole stretch.
fn mention<'t>(line: &'t str, chars: &[char]) -> Result<Marked<'t>, String> {
    let wrong = || "expected `T1`, `LABEL START END` and the text, parted by tabs".to_owned();
    let mut fields = line.splitn(3, '\t');
    let (Some(name), Some(what), Some(told)) = (fields.next(), fields.next(), fields.next()) else {
        return Err(wrong());
    };
    let (label, places) = what.split_once(' ').ok_or_else(wrong)?;
    let mut pieces = Vec::new();
    for piece in places.split(';') {
        let (start, end) = piece.split_once(' ').ok_or_else(wrong)?;
        let number = |word: &str| word.parse::<usize>().map_err(|_| wrong());
        pieces.push(within(number(start)?, number(end)?, chars.len())?);
    }
    let shown: Vec<String> = pieces
        .iter()
        .map(|&(start, end)| chars[start..end].iter().collect())
        .collect();
    let same = |one: &str, other: &str| one.split_whitespace().eq(other.split_whitespace());
    if !same(&shown.join(" "), told) {
        return Err(format!(
            "the text has `{}` there, not `{told}`",
            shown.join(" ")
        ));
    }
    let start = pieces.iter().map(|piece| piece.0).min().unwrap_or_default();
    let end = pieces.iter().map(|piece| piece.1).max().unwrap_or_default();
    Ok(Marked {
        name,
        label,
        span: (start, end),
        references: Vec::new(),
    })
}

/// Reads `N1⇥Reference T1 ISO3166:FRA⇥France` and gives it to its mention.
fn reference<'t>(line: &'t str, marked: &mut [Marked<'t>]) -> Result<(), String> {
    let mut fields = line.split('\t').nth(1).unwrap_or_default().split(' ');
    let (_, of, what) = (fields.next(), fields.next(), fields.next());
    let (Some(of), Some(what)) = (of, what) else {
        return Err("expected `N1`, `Reference T1 LIST:ID` and a name, parted by tabs".to_owned());
    };
    let Some(mention) = marked.iter_mut().find(|mention| mention.name == of) else {
        return Err(format!("`{of}` is no mention above"));
    };
    if let Some(date) = what.strip_prefix("EDTF:") {
        date.parse::<Edtf>()
            .map_err(|fault| format!("`{date}`: {fault}"))?;
    }
    mention.references.push(what);
    Ok(())
}

/// What the references tell, in the lists that we know.
fn value(kind: MentionType, references: &[&str]) -> GoldValue {
    let of = |list: &str| -> Vec<&str> {
        let ids = references.iter().filter_map(|what| what.strip_prefix(list));
        ids.collect()
    };
    match kind {
        MentionType::Date => match of("EDTF:").first() {
            Some(date) => GoldValue::Edtf((*date).to_owned()),
            None => GoldValue::Unknown,
        },
        MentionType::Country => match of("ISO3166:").as_slice() {
            [] => GoldValue::Unknown,
            codes => GoldValue::Code(codes.join("|")),
        },
        MentionType::Organization => GoldValue::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "زار الوفد فرنسا\nعام 1950.";

    fn read(annotations: &str) -> Result<GoldSet, GoldError> {
        let document = BratDocument {
            id: "a".to_owned(),
            file: "own/a.ann".to_owned(),
            text: Some(TEXT.into()),
            annotations: annotations.into(),
        };
        GoldSet::from_brat("own", "own", &[document], &Labels::default())
    }

    #[test]
    fn mentions_and_references_are_read() {
        let set = read(
            "T1\tCountry 10 15\tفرنسا\nT2\tDate 10 15;16 24\tفرنسا عام 1950\nT3\tPER 0 3\tزار\n\
             A1\tCountryKind T1 name\nN1\tReference T1 ISO3166:FRA\tFrance\nN2\tReference T2 EDTF:1950\t1950\n\
             #1\tAnnotatorNotes T1\tc1 x\nR1\tNear Arg1:T1 Arg2:T2\n",
        )
        .unwrap();
        assert_eq!(set.annotated, [MentionType::Date, MentionType::Country]);
        assert_eq!(set.unknown_labels, ["PER"]);
        let row = &set.rows[0];
        assert_eq!(row.spans[0].value, GoldValue::Code("FRA".to_owned()));
        assert_eq!(row.spans[1].span, (10, 24));
        assert_eq!(row.spans[1].value, GoldValue::Edtf("1950".to_owned()));
        assert_eq!(row.nested, [(0, 3)]);
    }

    #[test]
    fn a_fault_is_told_with_file_and_line() {
        for (line, message) in [
            ("T1\tDate 16\t1950", "expected `T1`"),
            ("T1 Date 16 24 عام 1950", "expected `T1`"),
            ("T1\tDate 16 99\tعام 1950", "out of range"),
            ("T1\tDate 16 23\tعام 1951", "the text has `عام 195` there"),
            ("N1\tReference T7 EDTF:1950\t", "`T7` is no mention above"),
            ("N1\tReference\t", "expected `N1`"),
            ("N1\tReference T0 EDTF:19505\t", "`19505`"),
        ] {
            let error = read(&format!("T0\tDate 16 24\tعام 1950\n{line}\n")).unwrap_err();
            let error = error.to_string();
            assert!(error.starts_with("own/a.ann:2: "), "{error}");
            assert!(error.contains(message), "{message} is not in {error}");
        }
        let error = GoldSet::from_brat_archive("a", "a.zip", b"no", &Labels::default());
        assert!(
            error
                .unwrap_err()
                .to_string()
                .starts_with("a.zip: is no zip archive")
        );
        let lost = BratDocument {
            file: "own/b.ann".to_owned(),
            ..BratDocument::default()
        };
        let error = GoldSet::from_brat("own", "own", &[lost], &Labels::default());
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("own/b.ann: the text beside it")
        );
    }
}
