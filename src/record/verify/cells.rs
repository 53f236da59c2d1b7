//! Rows against their schema: empty cells, words, patterns, keys.

use std::collections::HashMap;

use regex::Regex;

use super::super::days::parse_day;
use super::super::table::{Column, ColumnType, Domain, Schema};
use super::Findings;
use super::read::{Cell, Row};

/// Checks every row of a file that could be read.
pub(super) fn check(file: &str, schema: &Schema, rows: &[Row], findings: &mut Findings) {
    let patterns: Vec<Option<Regex>> = schema
        .columns
        .iter()
        .map(|column| {
            column
                .pattern()
                .and_then(|pattern| Regex::new(pattern).ok())
        })
        .collect();
    let key: Vec<usize> = schema
        .primary_key
        .iter()
        .filter_map(|column| schema.position(column))
        .collect();
    let mut seen: HashMap<Vec<&Cell>, usize> = HashMap::new();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        for ((cell, column), pattern) in row.iter().zip(schema.columns).zip(&patterns) {
            if let Some(fault) = fault(cell, column, pattern.as_ref()) {
                findings.row(file, index, format!("{}: {fault}", column.name));
            }
        }
        if !key.is_empty()
            && let Some(first) = seen.insert(key.iter().map(|&at| &row[at]).collect(), index)
        {
            let names = schema.primary_key.join(", ");
            findings.row(file, index, format!("same {names} as row {}", first + 1));
        }
    }
}

fn fault(cell: &Cell, column: &Column, pattern: Option<&Regex>) -> Option<String> {
    let Cell::Text(text) = cell else {
        return (*cell == Cell::Null && !column.nullable).then(|| "is empty".to_owned());
    };
    if let Domain::OneOf(words) = column.domain
        && !words.contains(&text.as_str())
    {
        return Some(format!("{text:?} is not one of {}", words.join(", ")));
    }
    if pattern.is_some_and(|pattern| !pattern.is_match(text)) {
        return Some(format!(
            "{text:?} does not match {}",
            column.pattern().unwrap_or_default()
        ));
    }
    (column.kind == ColumnType::Date && parse_day(text).is_none())
        .then(|| format!("{text:?} is no day of the calendar"))
}
