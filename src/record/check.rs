//! What a cell must be before it may stand in a row.
//!
//! The same demands as the schema makes, but told in code that costs a few
//! nanoseconds a row; a test holds the two together.

use super::columns::CALENDARS;
use super::days::Told;
use super::fault::{Fault, RecordError};
use super::row::DateRow;
use super::table::Table;
use crate::calendar::Edtf;
use crate::lexicon::{CATEGORIES, Country};
use crate::source::Document;

/// A cell that its column does not allow.
pub(super) fn cell(column: &'static str, value: &str) -> Fault {
    Fault::Cell {
        column,
        value: value.to_owned(),
    }
}

/// Text that may not be empty.
pub(super) fn filled<'t>(column: &'static str, text: &'t str) -> Result<&'t str, Fault> {
    if text.is_empty() {
        Err(cell(column, text))
    } else {
        Ok(text)
    }
}

/// An identifier that can stand in a list joined by semicolons.
pub(super) fn listable<'t>(column: &'static str, text: &'t str) -> Result<&'t str, Fault> {
    if text.is_empty() || text.contains(';') {
        Err(cell(column, text))
    } else {
        Ok(text)
    }
}

/// A code of so many characters of one class, or nothing.
pub(super) fn code(
    column: &'static str,
    text: &str,
    length: usize,
    class: fn(&u8) -> bool,
) -> Result<(), Fault> {
    if text.is_empty() || (text.len() == length && text.as_bytes().iter().all(class)) {
        Ok(())
    } else {
        Err(cell(column, text))
    }
}

/// What the lexicon must give for a country row.
pub(super) fn check_country(country: &Country) -> Result<(), Fault> {
    listable("country", country.key())?;
    code("alpha3", &country.alpha3, 3, u8::is_ascii_uppercase)?;
    code("alpha2", &country.alpha2, 2, u8::is_ascii_uppercase)?;
    code("numeric", &country.numeric, 3, u8::is_ascii_digit)?;
    filled("name_ar", &country.name_ar)?;
    filled("name_en", &country.name_en)?;
    Ok(())
}

/// A fault of the document itself.
pub(super) fn of_document(document: &Document, fault: Fault) -> RecordError {
    RecordError {
        doc_id: document.id.clone(),
        table: Table::Documents,
        number: 0,
        fault,
    }
}

/// What is known of a document from outside.
pub(super) fn check_document(document: &Document) -> Result<(), RecordError> {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    let fault = if document.id.is_empty() {
        cell("doc_id", "")
    } else if document.source.is_empty() {
        cell("source", "")
    } else if document.encoding.is_empty() {
        cell("encoding", "")
    } else if document.sha256.len() != 64 || !document.sha256.bytes().all(hex) {
        cell("sha256", &document.sha256)
    } else {
        return Ok(());
    };
    Err(of_document(document, fault))
}

/// The days of a row against each other and against its value.
pub(super) fn check_days(row: &DateRow<'_>, value: Option<&Edtf>) -> Result<(), Fault> {
    let told = Told {
        earliest: row.earliest,
        latest: row.latest,
        calendar: row.calendar,
        certainty: row.certainty,
    };
    if told.in_order() && value.is_none_or(|value| told.agrees(value)) {
        return Ok(());
    }
    let (earliest, latest) = (row.earliest, row.latest);
    Err(Fault::Days {
        value: row.value.clone(),
        earliest,
        latest,
    })
}

/// The words that come from outside the engine's own types.
pub(super) fn check_calendar(calendar: &'static str) -> Result<&'static str, Fault> {
    if calendar.is_empty() || CALENDARS.contains(&calendar) {
        Ok(calendar)
    } else {
        Err(cell("calendar", calendar))
    }
}

/// One of the categories of organizations.
pub(super) fn check_category(category: &str) -> Result<&str, Fault> {
    if CATEGORIES.contains(&category) {
        Ok(category)
    } else {
        Err(cell("category", category))
    }
}
