//! The file of corrections, as the page of `nasaq report` writes it.
//!
//! People edit it and pages of other versions write it, so nothing in it is
//! taken on trust: whatever does not hold together is told with its field.

use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::workbench::MentionType;
use crate::workbench::suite::Expected;

/// Number of the shape of the file; another shape gets another number.
const SHAPE: u64 = 1;

/// The corrections of a reader.
#[derive(Debug)]
pub struct Corrections {
    /// Hash of the rule pack that the reader looked at.
    pub rule_pack: String,
    pub(super) corrections: Vec<Correction>,
}

impl Corrections {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.corrections.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.corrections.is_empty()
    }
}

/// One of them.
#[derive(Debug)]
pub(super) struct Correction {
    pub(super) document: String,
    pub(super) date: Option<NaiveDate>,
    /// Number of the sentence in its document.
    pub(super) number: usize,
    /// The sentence, behind those before it, with the blanks between them.
    pub(super) sentences: Vec<Sentence>,
    pub(super) judgement: Judgement,
    pub(super) note: String,
}

/// A sentence with what was found in it.
#[derive(Debug)]
pub(super) struct Sentence {
    pub(super) text: String,
    pub(super) found: Vec<Expected>,
}

/// What a reader says.
#[derive(Clone, Debug)]
pub(super) enum Judgement {
    /// This is no mention.
    Wrong(Expected),
    /// This is one, of the value given.
    Value(Expected),
    /// This is one and was not found; its value may be unknown.
    Missing(Expected),
}

impl Judgement {
    pub(super) fn mention(&self) -> &Expected {
        match self {
            Self::Wrong(mention) | Self::Value(mention) | Self::Missing(mention) => mention,
        }
    }
}

/// Why a file holds no corrections.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionsError {
    /// It is not of the shape.
    #[error("{line}:{column}: {message}")]
    Shape {
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// A field says what cannot be.
    #[error(" {field}: {message}")]
    Field {
        /// The field: `corrections[2].mention`.
        field: String,
        /// What is wrong.
        message: String,
    },
}

/// As much of the file as says what it is.
#[derive(Deserialize)]
struct Head {
    nasaq_corrections: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileBody {
    #[serde(rename = "nasaq_corrections")]
    _shape: u64,
    #[serde(rename = "version")]
    _version: String,
    rule_pack: String,
    corrections: Vec<CorrectionBody>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectionBody {
    document: String,
    reference_date: Option<String>,
    sentence: usize,
    sentences: Vec<SentenceBody>,
    verdict: Word,
    mention: MentionBody,
    value: Option<String>,
    note: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Wrong,
    Value,
    Missing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SentenceBody {
    text: String,
    found: Vec<MentionBody>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MentionBody {
    r#type: MentionType,
    text: String,
    /// Place in characters of the sentence.
    start: usize,
    end: usize,
    value: String,
}

impl Corrections {
    /// Reads the text of a `corrections.json`.
    ///
    /// # Errors
    /// It is no JSON, not such a file, of another shape, or a field says what
    /// cannot be: a mention that is not in its sentence, a date that is none.
    pub fn read(text: &str) -> Result<Self, CorrectionsError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let head: Head = serde_json::from_str(text).map_err(|error| shape(&error))?;
        match head.nasaq_corrections {
            Some(SHAPE) => {}
            Some(other) => {
                let message = format!("is of shape {other}; this version of nasaq reads {SHAPE}");
                return Err(fault("nasaq_corrections", message));
            }
            None => {
                let message = "is not there: this is not what a page of `nasaq report` writes";
                return Err(fault("nasaq_corrections", message));
            }
        }
        let body: FileBody = serde_json::from_str(text).map_err(|error| shape(&error))?;
        let corrections = body.corrections.into_iter().enumerate();
        Ok(Self {
            rule_pack: body.rule_pack,
            corrections: corrections
                .map(|(at, body)| correction(&format!("corrections[{at}]"), body))
                .collect::<Result<_, _>>()?,
        })
    }
}

fn correction(field: &str, body: CorrectionBody) -> Result<Correction, CorrectionsError> {
    let date = match &body.reference_date {
        Some(day) => Some(day.parse().map_err(|_| {
            let message = format!("`{day}` is no date: YYYY-MM-DD");
            fault(&format!("{field}.reference_date"), message)
        })?),
        None => None,
    };
    let mut sentences = Vec::new();
    for (at, sentence) in body.sentences.iter().enumerate() {
        let mut found = Vec::new();
        for (nth, mention) in sentence.found.iter().enumerate() {
            let field = format!("{field}.sentences[{at}].found[{nth}]");
            found.push(expected(&field, &sentence.text, mention)?);
        }
        let text = sentence.text.clone();
        sentences.push(Sentence { text, found });
    }
    if sentences.len() > body.sentence + 1 {
        let message = "more sentences than there are up to this one";
        return Err(fault(&format!("{field}.sentences"), message));
    }
    let Some(own) = sentences.last() else {
        return Err(fault(&format!("{field}.sentences"), "is empty"));
    };
    let mention = expected(&format!("{field}.mention"), &own.text, &body.mention)?;
    let judgement = judgement(field, &body, mention, own)?;
    Ok(Correction {
        document: body.document,
        date,
        number: body.sentence,
        sentences,
        judgement,
        note: body.note.unwrap_or_default(),
    })
}

fn judgement(
    field: &str,
    body: &CorrectionBody,
    mut mention: Expected,
    own: &Sentence,
) -> Result<Judgement, CorrectionsError> {
    let known = own.found.iter().any(|found| is_same(found, &mention));
    let value = body.value.as_deref().map_or("", str::trim);
    let of_mention = |message: &str| Err(fault(&format!("{field}.mention"), message));
    match body.verdict {
        Word::Wrong | Word::Value if !known => of_mention("is not among those found"),
        Word::Missing if known => of_mention("is among those found: not missing"),
        Word::Wrong => Ok(Judgement::Wrong(mention)),
        Word::Value if value.is_empty() => Err(fault(
            &format!("{field}.value"),
            "the right value is not told",
        )),
        Word::Value => {
            mention.value = Some(value.to_owned());
            Ok(Judgement::Value(mention))
        }
        Word::Missing => {
            mention.value = (!value.is_empty()).then(|| value.to_owned());
            Ok(Judgement::Missing(mention))
        }
    }
}

/// Whether two mentions are of one type and place.
pub(super) fn is_same(one: &Expected, other: &Expected) -> bool {
    one.kind == other.kind && one.bytes == other.bytes
}

/// A mention of a sentence, if it stands there.
fn expected(field: &str, text: &str, body: &MentionBody) -> Result<Expected, CorrectionsError> {
    let bytes = bytes(text, body.start..body.end);
    match bytes.filter(|bytes| text[bytes.clone()] == body.text && !bytes.is_empty()) {
        Some(bytes) => Ok(Expected {
            kind: body.r#type,
            bytes,
            text: body.text.clone(),
            value: Some(body.value.clone()),
            certainty: None,
            basis: None,
            row_kind: None,
            within_organization: None,
            other_readings: None,
        }),
        None => {
            let (start, end) = (body.start, body.end);
            let message = format!("characters {start} to {end} of the sentence are not its text");
            Err(fault(field, message))
        }
    }
}

fn bytes(text: &str, chars: Range<usize>) -> Option<Range<usize>> {
    let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let start = places.nth(chars.start)?;
    let end = match chars.end.checked_sub(chars.start)? {
        0 => start,
        more => places.nth(more - 1)?,
    };
    Some(start..end)
}

fn fault(field: &str, message: impl Into<String>) -> CorrectionsError {
    CorrectionsError::Field {
        field: field.to_owned(),
        message: message.into(),
    }
}

fn shape(error: &serde_json::Error) -> CorrectionsError {
    let message = error.to_string();
    // The place is told in front.
    let message = message.split(" at line ").next().unwrap_or_default();
    CorrectionsError::Shape {
        line: error.line(),
        column: error.column(),
        message: message.to_owned(),
    }
}
