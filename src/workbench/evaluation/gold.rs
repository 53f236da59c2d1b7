//! Gold: texts in which people marked what a system should find.
//!
//! The form is JSON Lines, a row a text. What is wrong with a file is told with
//! its line and the row's id, and nothing is scored on a file with a fault: a
//! figure taken from half a file would look like any other figure.

use std::collections::HashSet;
use std::fmt;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::super::mention::MentionType;
use crate::source::decode_text;

/// First and last character of a stretch of text, counted in Unicode scalar
/// values from 0, the end exclusive.
pub type CharSpan = (usize, usize);

/// First and last day, inclusive.
pub type Days = (NaiveDate, NaiveDate);

/// A file of gold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldSet {
    /// Name of the set: the file's, without its extension.
    pub name: String,
    /// The types that its rows mark, in the order of the first row.
    pub annotated: Vec<MentionType>,
    /// Whether some row marks only a part of its mentions, so that what is found
    /// beyond them cannot be called wrong.
    pub partial: bool,
    /// Labels of the file of which nobody said what they stand for.
    pub unknown_labels: Vec<String>,
    /// The rows, in order.
    pub rows: Vec<GoldRow>,
}

/// A text and what is marked in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldRow {
    /// Name of the row, unique in its file.
    pub id: String,
    /// Line of the file, from 1.
    pub line: usize,
    /// The text.
    pub text: String,
    /// The day it was written.
    pub date: Option<NaiveDate>,
    /// What is marked, in the order of the file.
    pub spans: Vec<GoldSpan>,
    /// Places where what is found counts neither as right nor as wrong.
    pub other: Vec<CharSpan>,
    /// Entities of other classes: a country inside one is not counted.
    pub nested: Vec<CharSpan>,
    /// What the file's form can hold.
    pub form: Form,
}

/// What a form of gold can hold, and so what may count against the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// JSON Lines: names of countries and organizations; demonyms and anaphors
    /// are no mentions.
    Lines,
    /// brat: whatever its annotators marked; a demonym or an anaphor counts where
    /// it is marked, and nowhere else.
    Standoff,
    /// CoNLL: the same without mentions inside mentions, which count nowhere.
    Flat,
}

/// A marked mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldSpan {
    /// Of what.
    pub kind: MentionType,
    /// Where.
    pub span: CharSpan,
    /// What it denotes.
    pub value: GoldValue,
}

/// What a marked mention denotes, as far as the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoldValue {
    /// Nothing is said, or the type has no value.
    Unknown,
    /// A country: codes apart by `|` or `-`, or `HIST`.
    Code(String),
    /// A date: the days, and other days that are right too.
    Days {
        /// First and last day.
        days: Days,
        /// Other right answers.
        alternatives: Vec<Days>,
    },
    /// A date in EDTF.
    Edtf(String),
}

/// What is wrong with a line of gold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldFault {
    /// The file as the caller knows it.
    pub file: String,
    /// Line, from 1; 0 if the file as a whole is meant.
    pub line: usize,
    /// The row's id, as far as it is known.
    pub id: Option<String>,
    /// What is wrong, in one sentence.
    pub message: String,
}

/// Gold that cannot be scored on: all faults found, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldError {
    /// In order of file and line.
    pub faults: Vec<GoldFault>,
}

impl fmt::Display for GoldFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        match &self.id {
            Some(id) => write!(f, ": row `{id}`: {}", self.message),
            None => write!(f, ": {}", self.message),
        }
    }
}

impl fmt::Display for GoldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 20;
        for (index, fault) in self.faults.iter().take(SHOWN).enumerate() {
            let feed = if index > 0 { "\n" } else { "" };
            write!(f, "{feed}{fault}")?;
        }
        match self.faults.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n… and {more} more faults"),
        }
    }
}

impl std::error::Error for GoldError {}

impl GoldSet {
    /// Reads a file of gold in JSON Lines. `file` is its name in messages. Blank
    /// lines are passed over.
    ///
    /// # Errors
    /// All faults of the file.
    pub fn from_json_lines(name: &str, file: &str, bytes: &[u8]) -> Result<Self, GoldError> {
        let whole = |message: String| GoldError {
            faults: vec![GoldFault {
                file: file.to_owned(),
                line: 0,
                id: None,
                message,
            }],
        };
        let (text, _) = decode_text(bytes)
            .map_err(|fault| whole(format!("byte {}: {}", fault.offset, fault.reason)))?;
        let mut reading = Reading::default();
        let mut faults = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            if let Err((id, message)) = reading.line(line, index + 1) {
                faults.push(GoldFault {
                    file: file.to_owned(),
                    line: index + 1,
                    id,
                    message,
                });
            }
        }
        if !faults.is_empty() {
            return Err(GoldError { faults });
        }
        if reading.rows.is_empty() {
            return Err(whole("the file has no rows".to_owned()));
        }
        Ok(Self {
            name: name.to_owned(),
            annotated: reading.annotated,
            partial: reading.partial,
            unknown_labels: Vec::new(),
            rows: reading.rows,
        })
    }
}

/// A file that is being read.
#[derive(Default)]
struct Reading {
    annotated: Vec<MentionType>,
    partial: bool,
    rows: Vec<GoldRow>,
    ids: HashSet<String>,
}

impl Reading {
    /// Reads a line, or says what is wrong with it and, if known, its id.
    fn line(&mut self, line: &str, number: usize) -> Result<(), (Option<String>, String)> {
        let object: Map<String, Value> = match serde_json::from_str(line) {
            Ok(Value::Object(object)) => object,
            Ok(other) => return Err((None, format!("expected an object, found {}", name(&other)))),
            Err(error) => {
                let full = error.to_string();
                let plain = full
                    .rsplit_once(" at line ")
                    .map_or(&*full, |(plain, _)| plain);
                let column = error.column();
                return Err((
                    None,
                    format!("byte {column} of the line: not valid JSON: {plain}"),
                ));
            }
        };
        let id = identifier(&object).map_err(|message| (None, message))?;
        let row = self.row(&object, &id, number);
        let row = row.map_err(|message| (Some(id.clone()), message))?;
        if !self.ids.insert(id.clone()) {
            return Err((Some(id), "an earlier row has the same id".to_owned()));
        }
        self.rows.push(row);
        Ok(())
    }

    fn row(&mut self, row: &Map<String, Value>, id: &str, line: usize) -> Result<GoldRow, String> {
        let text = match row.get("text") {
            Some(Value::String(text)) => text.clone(),
            found => return Err(expected("text", "a string", found)),
        };
        let length = text.chars().count();
        let annotated = annotated(row.get("annotated"))?;
        if self.annotated.is_empty() {
            self.annotated.clone_from(&annotated);
        } else if self.annotated != annotated {
            return Err(format!(
                "`annotated` is {} here and {} in the first row: all rows of a file mark the same types",
                words(&annotated),
                words(&self.annotated)
            ));
        }
        let Some(Value::Array(list)) = row.get("spans") else {
            return Err(expected("spans", "an array", row.get("spans")));
        };
        let mut spans: Vec<GoldSpan> = Vec::with_capacity(list.len());
        for (index, span) in list.iter().enumerate() {
            let span = marked(span, length, &annotated)
                .map_err(|message| format!("spans[{index}]: {message}"))?;
            if spans
                .iter()
                .any(|s| (s.kind, s.span) == (span.kind, span.span))
            {
                return Err(format!("spans[{index}]: the same stretch is marked twice"));
            }
            spans.push(span);
        }
        self.partial |= match row.get("partial") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(partial)) => *partial,
            found => return Err(expected("partial", "true or false", found)),
        };
        Ok(GoldRow {
            id: id.to_owned(),
            line,
            date: match row.get("date") {
                None | Some(Value::Null) => None,
                found => Some(day("date", found)?),
            },
            spans,
            other: stretches(row, "other", length)?,
            nested: stretches(row, "nested", length)?,
            form: Form::Lines,
            text,
        })
    }
}

fn identifier(row: &Map<String, Value>) -> Result<String, String> {
    match row.get("id") {
        Some(Value::String(id)) if !id.is_empty() => Ok(id.clone()),
        Some(Value::Number(id)) => Ok(id.to_string()),
        found => Err(expected("id", "a string or a number", found)),
    }
}

fn annotated(value: Option<&Value>) -> Result<Vec<MentionType>, String> {
    let Some(Value::Array(list)) = value else {
        return Err(expected("annotated", "an array of types", value));
    };
    let mut kinds = Vec::with_capacity(list.len());
    for word in list {
        let kind = kind(Some(word)).map_err(|message| format!("`annotated`: {message}"))?;
        if kinds.contains(&kind) {
            return Err(format!("`annotated` names {kind} twice"));
        }
        kinds.push(kind);
    }
    if kinds.is_empty() {
        return Err("`annotated` names no type".to_owned());
    }
    Ok(kinds)
}

/// Reads a marked mention of a text of `length` characters.
fn marked(value: &Value, length: usize, annotated: &[MentionType]) -> Result<GoldSpan, String> {
    let Value::Object(span) = value else {
        return Err(format!("expected an object, found {}", name(value)));
    };
    let kind = kind(span.get("type"))?;
    if !annotated.contains(&kind) {
        return Err(format!("{kind} is not among the types of `annotated`"));
    }
    let place = within(offset("start", span)?, offset("end", span)?, length)?;
    let value = match kind {
        MentionType::Date => days_of(span)?,
        MentionType::Country => match span.get("value") {
            None | Some(Value::Null) => GoldValue::Unknown,
            Some(Value::String(code)) if code.is_empty() => GoldValue::Unknown,
            Some(Value::String(code)) => GoldValue::Code(code.clone()),
            found => return Err(expected("value", "a string", found)),
        },
        MentionType::Organization => GoldValue::Unknown,
    };
    Ok(GoldSpan {
        kind,
        span: place,
        value,
    })
}

fn kind(value: Option<&Value>) -> Result<MentionType, String> {
    match value {
        Some(Value::String(word)) => word.parse(),
        found => Err(expected("type", "a string", found)),
    }
}

fn offset(key: &str, span: &Map<String, Value>) -> Result<usize, String> {
    let whole = span.get(key).and_then(Value::as_u64);
    whole
        .and_then(|number| usize::try_from(number).ok())
        .ok_or_else(|| expected(key, "a whole number", span.get(key)))
}

/// A stretch that lies in a text of `length` characters.
pub(super) fn within(start: usize, end: usize, length: usize) -> Result<CharSpan, String> {
    if start >= end {
        Err(format!("characters {start} to {end} are empty or reversed"))
    } else if end > length {
        Err(format!(
            "characters {start} to {end} are out of range: the text has {length}"
        ))
    } else {
        Ok((start, end))
    }
}

/// A list of `[start, end]`; none is an empty one.
fn stretches(row: &Map<String, Value>, key: &str, length: usize) -> Result<Vec<CharSpan>, String> {
    let list = match row.get(key) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        found => return Err(expected(key, "an array", found)),
    };
    let stretch = |(index, value): (usize, &Value)| {
        let pair: Option<(u64, u64)> = match value.as_array().map(Vec::as_slice) {
            Some([start, end]) => start.as_u64().zip(end.as_u64()),
            _ => None,
        };
        let (start, end) = pair.ok_or_else(|| format!("{key}[{index}]: expected [start, end]"))?;
        within(start as usize, end as usize, length)
            .map_err(|message| format!("{key}[{index}]: {message}"))
    };
    list.iter().enumerate().map(stretch).collect()
}

/// The value of a date.
fn days_of(span: &Map<String, Value>) -> Result<GoldValue, String> {
    let (earliest, latest) = (span.get("earliest"), span.get("latest"));
    if earliest.is_none() && latest.is_none() {
        return Ok(GoldValue::Unknown);
    }
    let days = in_order(day("earliest", earliest)?, day("latest", latest)?)?;
    let mut alternatives = Vec::new();
    match span.get("alternatives") {
        None | Some(Value::Null) => {}
        Some(Value::Array(list)) => {
            for (index, pair) in list.iter().enumerate() {
                let at = |message| format!("alternatives[{index}]: {message}");
                let [first, last] = pair.as_array().map_or(&[][..], Vec::as_slice) else {
                    return Err(at("expected [earliest, latest]".to_owned()));
                };
                let first = day("earliest", Some(first)).map_err(at)?;
                let last = day("latest", Some(last)).map_err(at)?;
                alternatives.push(in_order(first, last).map_err(at)?);
            }
        }
        found => return Err(expected("alternatives", "an array", found)),
    }
    Ok(GoldValue::Days { days, alternatives })
}

fn in_order(first: NaiveDate, last: NaiveDate) -> Result<Days, String> {
    if first <= last {
        Ok((first, last))
    } else {
        Err(format!("`earliest` {first} is after `latest` {last}"))
    }
}

/// A day told as exactly `YYYY-MM-DD`.
fn day(key: &str, value: Option<&Value>) -> Result<NaiveDate, String> {
    let Some(Value::String(word)) = value else {
        return Err(expected(key, "a day as YYYY-MM-DD", value));
    };
    // chrono alone would take `2024-1-5` too.
    NaiveDate::parse_from_str(word, "%Y-%m-%d")
        .ok()
        .filter(|day| day.to_string() == *word)
        .ok_or_else(|| format!("`{key}` must be a day as YYYY-MM-DD, found {word:?}"))
}

fn expected(key: &str, what: &str, found: Option<&Value>) -> String {
    match found {
        None => format!("`{key}` is missing: expected {what}"),
        Some(value) => format!("`{key}` must be {what}, found {}", name(value)),
    }
}

/// What a JSON value is, for a message.
fn name(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "a boolean".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.chars().count() <= 30 => format!("{text:?}"),
        Value::String(_) => "a string".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn words(kinds: &[MentionType]) -> String {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Result<GoldSet, GoldError> {
        GoldSet::from_json_lines("own", "own.jsonl", lines.as_bytes())
    }

    #[test]
    fn a_good_file() {
        let set = read(concat!(
            "{\"id\":1,\"text\":\"في 4 مارس 1947\",\"date\":\"1950-01-02\",\"annotated\":[\"date\"],\"spans\":[{\"start\":3,\"end\":14,",
            "\"type\":\"date\",\"earliest\":\"1947-03-04\",\"latest\":\"1947-03-04\",\"alternatives\":[[\"1947-04-03\",\"1947-04-03\"]]}]}\n",
            "\n{\"id\":\"b\",\"text\":\"نص\",\"date\":null,\"annotated\":[\"date\"],\"spans\":[],\"other\":[[0,2]],\"nested\":[],\"partial\":true}\n",
        ))
        .unwrap();
        assert_eq!(set.annotated, [MentionType::Date]);
        assert!(set.partial);
        assert_eq!((set.rows[0].id.as_str(), set.rows[0].line), ("1", 1));
        assert_eq!((set.rows[1].id.as_str(), set.rows[1].line), ("b", 3));
        assert_eq!(set.rows[1].other, [(0, 2)]);
        let GoldValue::Days { days, alternatives } = &set.rows[0].spans[0].value else {
            panic!("it has a value");
        };
        assert_eq!(days.0.to_string(), "1947-03-04");
        assert_eq!(alternatives[0].0.to_string(), "1947-04-03");
    }

    #[test]
    fn each_fault_is_told_with_line_and_id() {
        const HEAD: &str = "{\"id\":\"r\",\"text\":\"في مصر\",\"annotated\":[\"country\"],";
        const DATE: &str = "{\"id\":\"r\",\"text\":\"في مصر\",\"annotated\":[\"date\"],\"spans\":[{\"type\":\"date\",\"start\":0,\"end\":2,";
        for (line, message) in [
            ("[1]".to_owned(), "expected an object, found an array"),
            ("{\"id\":\"r\"".to_owned(), "not valid JSON"),
            ("{\"text\":\"a\"}".to_owned(), "`id` is missing"),
            (
                "{\"id\":\"r\",\"text\":7}".to_owned(),
                "row `r`: `text` must be a string, found 7",
            ),
            (
                "{\"id\":\"r\",\"text\":\"a\",\"spans\":[]}".to_owned(),
                "`annotated` is missing",
            ),
            (
                "{\"id\":\"r\",\"text\":\"a\",\"annotated\":[]}".to_owned(),
                "names no type",
            ),
            (
                "{\"id\":\"r\",\"text\":\"a\",\"annotated\":[\"person\"]}".to_owned(),
                "`person` is no type",
            ),
            (format!("{HEAD}\"span\":[]}}"), "`spans` is missing"),
            (
                format!("{HEAD}\"spans\":[{{\"start\":0,\"end\":7,\"type\":\"country\"}}]}}"),
                "characters 0 to 7 are out of range: the text has 6",
            ),
            (
                format!("{HEAD}\"spans\":[{{\"start\":3,\"end\":3,\"type\":\"country\"}}]}}"),
                "empty or reversed",
            ),
            (
                format!("{HEAD}\"spans\":[{{\"start\":-1,\"end\":3,\"type\":\"country\"}}]}}"),
                "`start` must be a whole number, found -1",
            ),
            (
                format!("{HEAD}\"spans\":[{{\"start\":0,\"end\":3,\"type\":\"river\"}}]}}"),
                "spans[0]: `river` is no type",
            ),
            (
                format!("{HEAD}\"spans\":[{{\"start\":0,\"end\":3,\"type\":\"date\"}}]}}"),
                "date is not among the types",
            ),
            (
                format!("{HEAD}\"spans\":[],\"other\":[[1]]}}"),
                "other[0]: expected [start, end]",
            ),
            (
                format!("{HEAD}\"spans\":[],\"nested\":[[5,9]]}}"),
                "nested[0]: characters 5 to 9 are out of range",
            ),
            (
                format!("{HEAD}\"spans\":[],\"date\":\"1999-2-3\"}}"),
                "`date` must be a day as YYYY-MM-DD",
            ),
            (
                format!("{DATE}\"earliest\":\"1999-02-30\",\"latest\":\"1999-03-01\"}}]}}"),
                "`earliest` must be a day",
            ),
            (
                format!("{DATE}\"earliest\":\"1999-02-03\"}}]}}"),
                "`latest` is missing",
            ),
            (
                format!("{DATE}\"earliest\":\"1999-02-03\",\"latest\":\"1998-02-03\"}}]}}"),
                "is after `latest`",
            ),
        ] {
            let error = read(&format!("\n{line}\n")).unwrap_err().to_string();
            assert!(error.starts_with("own.jsonl:2: "), "{error}");
            assert!(error.contains(message), "{message} is not in {error}");
        }
    }

    #[test]
    fn rows_of_a_file_belong_together() {
        let row = |id: &str, kind: &str| {
            format!("{{\"id\":\"{id}\",\"text\":\"a\",\"annotated\":[\"{kind}\"],\"spans\":[]}}\n")
        };
        let error = read(&(row("a", "date") + &row("a", "date"))).unwrap_err();
        assert!(
            error.to_string().contains(":2: row `a`: an earlier row"),
            "{error}"
        );
        let error = read(&(row("a", "date") + &row("b", "country"))).unwrap_err();
        assert!(error.to_string().contains("mark the same types"), "{error}");
        let error = read("\n").unwrap_err();
        assert_eq!(error.to_string(), "own.jsonl: the file has no rows");
    }
}
