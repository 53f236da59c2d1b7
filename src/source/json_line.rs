//! One line of JSON Lines: `{"id": …, "text": …, "date": …}`.
//!
//! Other members are allowed and passed over, so that a line may come from
//! any system. A member of the wrong type is a fault, never a guess.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use super::encoding::{Fault, decode_text};

/// What a good line says, beside its `id`.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) text: String,
    pub(super) date: Option<NaiveDate>,
    pub(super) encoding: &'static str,
}

/// The members that are looked at; `null` is the same as absent.
#[derive(Deserialize)]
struct Members {
    id: Option<Value>,
    text: Option<Value>,
    date: Option<Value>,
}

/// Reads one line: its `id` (a string or a number) as far as it is known, and
/// what it says or why that cannot be used. Only the first line of a stream
/// may begin with a byte-order mark.
pub(super) fn parse(line: &[u8], first: bool) -> (Option<Value>, Result<Record, Fault>) {
    let (members, encoding) = match members(line, first) {
        Ok(found) => found,
        Err(fault) => return (None, Err(fault)),
    };
    let id = match identifier(members.id) {
        Ok(id) => id,
        Err(reason) => return (None, Err(Fault { offset: 0, reason })),
    };
    let outcome = text_and_date(members.text, members.date)
        .map(|(text, date)| Record {
            text,
            date,
            encoding,
        })
        .map_err(|reason| Fault { offset: 0, reason });
    (id, outcome)
}

/// Decodes a line and takes the object apart.
fn members(line: &[u8], first: bool) -> Result<(Members, &'static str), Fault> {
    let fault = |reason: &str| Fault {
        offset: 0,
        reason: reason.to_owned(),
    };
    let (text, encoding) = decode_text(line)?;
    let marked = line.len() - text.len();
    if marked > 0 && !first {
        return Err(fault("a byte-order mark in the middle of the file"));
    }
    // A struct could be read from an array too: look before parsing.
    match text.trim_start_matches([' ', '\t', '\r']).chars().next() {
        None => Err(fault("empty line: expected a JSON object")),
        Some('{') => serde_json::from_str(text)
            .map(|members| (members, encoding))
            .map_err(|error| json_fault(&error, text, marked)),
        Some(_) => Err(not_an_object(text, marked)),
    }
}

/// Tells JSON of another type from what is no JSON at all.
fn not_an_object(text: &str, marked: usize) -> Fault {
    match serde_json::from_str::<Value>(text) {
        Ok(value) => Fault {
            offset: 0,
            reason: format!("expected a JSON object, found {}", type_name(&value)),
        },
        Err(error) => json_fault(&error, text, marked),
    }
}

/// Turns a column of serde_json (counted in bytes from 1) into a byte offset.
fn json_fault(error: &serde_json::Error, text: &str, marked: usize) -> Fault {
    json_fault_at(
        error,
        marked + error.column().saturating_sub(1).min(text.len()),
    )
}

/// The same for an error whose place is known.
pub(super) fn json_fault_at(error: &serde_json::Error, offset: usize) -> Fault {
    let full = error.to_string();
    let message = full
        .rsplit_once(" at line ")
        .map_or(full.as_str(), |(message, _)| message);
    Fault {
        offset,
        reason: format!("not valid JSON: {message}"),
    }
}

/// The `id` member: a string, or a number that is kept exactly.
fn identifier(value: Option<Value>) -> Result<Option<Value>, String> {
    /// From here on a double is not the whole number that was written.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) if id.is_empty() => Err("`id` is empty".to_owned()),
        Some(Value::Number(id))
            if id.is_f64() && id.as_f64().is_some_and(|id| id.abs() >= EXACT) =>
        {
            Err("`id` is too large for a number; write it as a string".to_owned())
        }
        Some(id @ (Value::String(_) | Value::Number(_))) => Ok(Some(id)),
        Some(other) => Err(format!(
            "`id` must be a string or a number, found {}",
            type_name(&other)
        )),
    }
}

/// The `text` and `date` members.
fn text_and_date(
    text: Option<Value>,
    date: Option<Value>,
) -> Result<(String, Option<NaiveDate>), String> {
    let text = match text {
        Some(Value::String(text)) => text,
        None => return Err("the object has no `text`".to_owned()),
        Some(other) => {
            return Err(format!(
                "`text` must be a string, found {}",
                type_name(&other)
            ));
        }
    };
    let date = match date {
        None | Some(Value::Null) => None,
        Some(Value::String(date)) => Some(
            parse_day(&date)
                .ok_or_else(|| format!("`date` must be a day as YYYY-MM-DD, found {date:?}"))?,
        ),
        Some(other) => {
            return Err(format!(
                "`date` must be a day as YYYY-MM-DD, found {}",
                type_name(&other)
            ));
        }
    };
    Ok((text, date))
}

/// A day told as exactly `YYYY-MM-DD`.
pub(super) fn parse_day(text: &str) -> Option<NaiveDate> {
    // chrono alone would take `2024-1-5` and a leading sign too.
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shape {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
    } else {
        None
    }
}

/// What a JSON value is, for a message.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(line: &str) -> Fault {
        parse(line.as_bytes(), false).1.unwrap_err()
    }

    #[test]
    fn a_good_line() {
        let line = "{\"id\":7,\"x\":[1],\"text\":\"نص\",\"date\":\"2024-05-06\"}";
        let (id, record) = parse(line.as_bytes(), true);
        let record = record.unwrap();
        assert_eq!(id, Some(Value::from(7)));
        assert_eq!(record.text, "نص");
        assert_eq!(record.date, NaiveDate::from_ymd_opt(2024, 5, 6));
    }

    #[test]
    fn faults_say_what_was_expected() {
        for (line, expected) in [
            ("", "empty line"),
            ("  \t", "empty line"),
            ("[\"a\",\"b\"]", "expected a JSON object, found an array"),
            ("\"text\"", "found a string"),
            ("nonsense", "not valid JSON"),
            ("{\"text\":\"a\"", "not valid JSON"),
            ("{\"text\":\"a\"} {}", "not valid JSON: trailing characters"),
            ("{\"id\":\"a\"}", "no `text`"),
            ("{\"text\":5}", "`text` must be a string, found a number"),
            ("{\"text\":\"\",\"date\":\"2024-02-30\"}", "YYYY-MM-DD"),
            ("{\"text\":\"\",\"date\":\"2024-2-3\"}", "YYYY-MM-DD"),
            ("{\"text\":\"\",\"id\":{}}", "`id` must be"),
            ("{\"text\":\"\",\"id\":\"\"}", "`id` is empty"),
            ("{\"text\":\"\",\"id\":123456789012345678901}", "too large"),
        ] {
            let found = fault(line);
            assert!(found.reason.contains(expected), "{line}: {}", found.reason);
        }
    }

    #[test]
    fn the_place_of_a_fault_is_a_byte() {
        // The fault is the `x`, after 2-byte letters.
        let line = "{\"text\":\"نص\",x}";
        assert_eq!(fault(line).offset, line.rfind('x').unwrap());
    }

    #[test]
    fn a_fault_keeps_the_id_if_it_is_known() {
        let line = "{\"id\":\"d1\",\"date\":\"x\",\"text\":\"\"}";
        let (id, record) = parse(line.as_bytes(), false);
        assert_eq!(id, Some(Value::from("d1")));
        assert!(record.is_err());
    }
}
