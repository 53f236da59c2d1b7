//! A page of the manual for each table, read off its description, so that the
//! manual cannot tell of other columns than there are.

use serde_json::{Map, Value};

use super::table::{Column, ColumnType, Domain, Schema};

/// The page of a table in Markdown, English and Arabic. `example` is a row
/// object of the table; where it leaves a column empty, so does the page.
pub fn manual_page(schema: &Schema, example: &Map<String, Value>) -> String {
    let mut page = format!(
        "# {}\n\n{}\n\n<p dir=\"rtl\" lang=\"ar\">{}</p>\n\n",
        schema.name, schema.about_en, schema.about_ar
    );
    if !schema.primary_key.is_empty() {
        page.push_str(&format!("Key: `{}`.\n\n", schema.primary_key.join("`, `")));
    }
    page.push_str("| column | type | example | meaning | المعنى |\n|---|---|---|---|---|\n");
    for column in schema.columns {
        let kind = kind_of(column);
        let example = example_of(example.get(column.name));
        page.push_str(&format!(
            "| `{}` | {kind} | {example} | {} | {} |\n",
            column.name,
            cell(column.about_en),
            cell(column.about_ar),
        ));
    }
    page
}

/// Type, allowed values and whether the cell may be empty.
fn kind_of(column: &Column) -> String {
    let mut kind = match (column.kind, column.domain) {
        (_, Domain::OneOf(words)) => format!("one of `{}`", words.join("`, `")),
        (ColumnType::Date, _) => "day, ISO 8601".to_owned(),
        (ColumnType::Integer, _) => "whole number".to_owned(),
        (ColumnType::Boolean, _) => "`true` or `false`".to_owned(),
        (ColumnType::String, Domain::Pattern(pattern)) => format!("text, `{}`", cell(pattern)),
        (ColumnType::String, Domain::Any) => "text".to_owned(),
    };
    if column.nullable {
        kind.push_str("; may be empty");
    }
    kind
}

/// Characters of an example that are shown.
const SHOWN: usize = 60;

fn example_of(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => return String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("`{}`", cell(&shown))
}

/// Text that does not end a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
