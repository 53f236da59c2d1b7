//! The tables against each other, and the columns of a row among themselves.

use super::super::days::{Told, parse_day};
use super::super::table::Table;
use super::super::timeline::join;
use super::Findings;
use super::files::{TableRows, Tables};
use super::read::{Cell, Row};
use super::spans::{Documents, MENTIONS};
use crate::calendar::Edtf;

/// Checks all that needs more than one cell.
pub(super) fn check(tables: &Tables, documents: &Documents, findings: &mut Findings) {
    for table in MENTIONS {
        check_mentions(tables.table(table), tables, documents, findings);
    }
    let dates = tables.table(Table::Dates);
    for (index, row) in dates.rows.iter().enumerate() {
        if let Some(fault) = date_fault(dates, row) {
            findings.row(&dates.file, index, fault);
        }
    }
    let countries = tables.table(Table::Countries);
    for (index, row) in countries.rows.iter().enumerate() {
        let (country, alpha3) = (
            countries.text(row, "country"),
            countries.text(row, "alpha3"),
        );
        let own_key = alpha3.is_empty() || countries.text(row, "status") == "constituent";
        if !own_key && country != alpha3 {
            findings.row(&countries.file, index, format!("country is not {alpha3}"));
        }
        let mut others = countries.text(row, "other_readings").split(';');
        if others.any(|other| other == country) {
            let fault = format!("other_readings has {country}, the reading that won");
            findings.row(&countries.file, index, fault);
        }
    }
    check_counts(tables, documents, findings);
    check_timeline(tables, documents, findings);
    if !tables.sentences().file.is_empty() {
        check_sentences(tables, documents, findings);
    }
}

/// The sentences of a database: all of each document, in order, and those of
/// the timeline word for word.
fn check_sentences(tables: &Tables, documents: &Documents, findings: &mut Findings) {
    let sentences = tables.sentences();
    for (index, row) in sentences.rows.iter().enumerate() {
        if sentences.integer(row, "id") != index as u64 + 1 {
            findings.row(&sentences.file, index, "id is not the number of the row");
        }
    }
    let of_documents = tables.table(Table::Documents);
    for (index, row) in of_documents.rows.iter().enumerate() {
        let found = documents.sentences_of(of_documents.text(row, "doc_id"));
        let numbers = found
            .iter()
            .map(|&at| sentences.integer(&sentences.rows[at], "sentence"));
        if !numbers.eq(0..of_documents.integer(row, "sentences")) {
            let fault = format!("{} does not have all sentences", sentences.file);
            findings.row(&of_documents.file, index, fault);
        }
    }
    let timeline = tables.table(Table::Timeline);
    for (index, row) in timeline.rows.iter().enumerate() {
        let found = documents.sentences_of(timeline.text(row, "doc_id"));
        let told = found.get(timeline.integer(row, "sentence") as usize);
        let told = told.map(|&at| sentences.text(&sentences.rows[at], "text"));
        if told != Some(timeline.text(row, "text")) {
            let fault = format!("text is not that of {}", sentences.file);
            findings.row(&timeline.file, index, fault);
        }
    }
}

fn check_mentions(
    table: &TableRows,
    tables: &Tables,
    documents: &Documents,
    findings: &mut Findings,
) {
    let of_documents = tables.table(Table::Documents);
    for (index, row) in table.rows.iter().enumerate() {
        let doc_id = table.text(row, "doc_id");
        let Some(document) = documents.row(doc_id, of_documents) else {
            findings.row(
                &table.file,
                index,
                format!("{doc_id:?} is not in documents"),
            );
            continue;
        };
        let number = |column| table.integer(row, column);
        let (start, end) = (number("start"), number("end"));
        let (byte_start, byte_end) = (number("byte_start"), number("byte_end"));
        let text = table.text(row, "text");
        let fault = if start >= end || byte_start >= byte_end || byte_start < start {
            "the span is empty or reversed"
        } else if end > of_documents.integer(document, "chars") {
            "the span ends beyond the document"
        } else if number("sentence") >= of_documents.integer(document, "sentences") {
            "the document has no such sentence"
        } else if end - start != text.chars().count() as u64
            || byte_end - byte_start != text.len() as u64
        {
            "the span is not as long as the text"
        } else {
            continue;
        };
        findings.row(&table.file, index, fault);
    }
}

fn date_fault(dates: &TableRows, row: &Row) -> Option<String> {
    let value = dates.text(row, "value");
    let told = Told {
        earliest: parse_day(dates.text(row, "earliest")),
        latest: parse_day(dates.text(row, "latest")),
        calendar: dates.text(row, "calendar"),
        certainty: dates.text(row, "certainty"),
    };
    if value.is_empty() != (dates.text(row, "basis") == "unresolved") {
        return Some(format!(
            "value {value:?} with basis {}",
            dates.text(row, "basis")
        ));
    }
    if !told.in_order() {
        return Some("latest is before earliest".to_owned());
    }
    if value.is_empty() {
        return None;
    }
    match value.parse::<Edtf>() {
        Err(fault) => Some(format!("value {value:?}: {fault}")),
        Ok(edtf) if !told.agrees(&edtf) => {
            Some(format!("earliest and latest are not those of {value}"))
        }
        Ok(_) => None,
    }
}

fn check_counts(tables: &Tables, documents: &Documents, findings: &mut Findings) {
    let of_documents = tables.table(Table::Documents);
    for (index, row) in of_documents.rows.iter().enumerate() {
        for table in MENTIONS {
            let told = of_documents.integer(row, table.as_str());
            let found = documents
                .rows_of(of_documents.text(row, "doc_id"), table)
                .len() as u64;
            if told != found {
                let message = format!("{table} is {told}, the table has {found} rows");
                findings.row(&of_documents.file, index, message);
            }
        }
    }
}

/// Makes the timeline again from the other tables and compares, row by row.
fn check_timeline(tables: &Tables, documents: &Documents, findings: &mut Findings) {
    let timeline = tables.table(Table::Timeline);
    let mut rows = timeline.rows.iter().enumerate();
    for doc in tables.table(Table::Documents).rows.iter() {
        let doc_id = tables.table(Table::Documents).text(doc, "doc_id");
        for expected in expected_timeline(doc_id, tables, documents) {
            let Some((index, row)) = rows.next() else {
                findings.file(&timeline.file, format!("a row of {doc_id} is missing"));
                return;
            };
            if row.get(..expected.len()) != Some(&expected) {
                findings.row(&timeline.file, index, "is not what the other tables give");
                return;
            }
        }
    }
    for (index, _) in rows {
        findings.row(&timeline.file, index, "has no date mention");
    }
}

/// The timeline rows of a document, without their text.
fn expected_timeline(doc_id: &str, tables: &Tables, documents: &Documents) -> Vec<Row> {
    let dates = tables.table(Table::Dates);
    let mut expected: Vec<Row> = Vec::new();
    let mut named: Option<(u64, [Cell; 2])> = None;
    for row in documents
        .rows_of(doc_id, Table::Dates)
        .iter()
        .map(|&at| &dates.rows[at])
    {
        let sentence = dates.integer(row, "sentence");
        if named.as_ref().is_none_or(|(home, _)| *home != sentence) {
            let names = [(Table::Countries, "country"), (Table::Organizations, "org")];
            let ids = names.map(|(table, column)| {
                ids_in(
                    tables.table(table),
                    documents.rows_of(doc_id, table),
                    sentence,
                    column,
                )
            });
            named = Some((sentence, ids));
        }
        let Some((_, [countries, organizations])) = &named else {
            continue;
        };
        if *countries == Cell::Null && *organizations == Cell::Null {
            continue;
        }
        let mut cells: Row = ["doc_id", "sentence", "value", "earliest", "latest"]
            .iter()
            .map(|column| dates.cell(row, column).clone())
            .collect();
        cells.extend([countries.clone(), organizations.clone()]);
        expected.push(cells);
    }
    expected
}

fn ids_in(table: &TableRows, rows: &[usize], sentence: u64, column: &str) -> Cell {
    let begin = rows.partition_point(|&at| table.integer(&table.rows[at], "sentence") < sentence);
    let here = rows[begin..]
        .iter()
        .map(|&at| &table.rows[at])
        .take_while(|row| table.integer(row, "sentence") == sentence);
    let joined = join(here.map(|row| table.text(row, column)));
    if joined.is_empty() {
        Cell::Null
    } else {
        Cell::Text(joined)
    }
}
