//! The database's own description in SQL, read off the description of the
//! tables, so that types, keys and words can be no others than elsewhere.

use super::search;
use crate::record::{
    Column, ColumnType, Domain, Inputs, Manifest, SENTENCES, Schema, database_schemas,
};

/// Version of the tables' layout, in `nasaq` and in `PRAGMA user_version`. It
/// grows when a table or column changes its name or meaning.
const VERSION: u32 = 1;
/// `NASQ`, by which `file` and others can know the database.
const APPLICATION: u32 = 0x4e41_5351;

/// What people filter and join by; primary keys have an index of their own.
const INDEXES: [(&str, &[&str]); 17] = [
    ("dates", &["doc_id", "sentence"]),
    ("dates", &["value"]),
    ("dates", &["earliest", "latest"]),
    ("dates", &["kind"]),
    ("dates", &["rule"]),
    ("countries", &["doc_id", "sentence"]),
    ("countries", &["country"]),
    ("countries", &["kind"]),
    ("countries", &["rule"]),
    ("organizations", &["doc_id", "sentence"]),
    ("organizations", &["org"]),
    ("organizations", &["category"]),
    ("organizations", &["kind"]),
    ("organizations", &["rule"]),
    ("timeline", &["doc_id", "sentence"]),
    ("timeline", &["value"]),
    ("timeline", &["earliest", "latest"]),
];

/// All mentions under each other, with what each stands for.
const MENTIONS: &str = "CREATE VIEW mentions AS
SELECT 'date' AS type, doc_id, mention_id, sentence, start, \"end\", text, kind, rule, value FROM dates
UNION ALL
SELECT 'country', doc_id, mention_id, sentence, start, \"end\", text, kind, rule, country FROM countries
UNION ALL
SELECT 'organization', doc_id, mention_id, sentence, start, \"end\", text, kind, rule, org FROM organizations;
";

/// What makes the empty database.
pub(super) fn tables() -> String {
    let mut sql = format!(
        "PRAGMA application_id = {APPLICATION};\nPRAGMA user_version = {VERSION};\n\
         CREATE TABLE nasaq (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);\n\
         CREATE TABLE nasaq_tables (name TEXT NOT NULL PRIMARY KEY, rows INTEGER NOT NULL, \
         about_en TEXT NOT NULL, about_ar TEXT NOT NULL);\n\
         CREATE TABLE nasaq_columns (\"table\" TEXT NOT NULL REFERENCES nasaq_tables (name), \
         position INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, \
         nullable INTEGER NOT NULL, about_en TEXT NOT NULL, about_ar TEXT NOT NULL, \
         PRIMARY KEY (\"table\", name));\n"
    );
    database_schemas().for_each(|schema| sql.push_str(&table(schema)));
    sql.push_str(search::CREATE);
    sql.push_str(MENTIONS);
    sql
}

fn table(schema: &Schema) -> String {
    let mut parts: Vec<String> = schema.columns.iter().map(definition).collect();
    if !schema.primary_key.is_empty() {
        parts.push(format!("PRIMARY KEY ({})", schema.primary_key.join(", ")));
    }
    let has = |name: &str| schema.position(name).is_some();
    if schema == &SENTENCES {
        parts.push("UNIQUE (doc_id, sentence)".to_owned());
    } else if has("sentence") {
        parts.push(
            "FOREIGN KEY (doc_id, sentence) REFERENCES sentences (doc_id, sentence)".to_owned(),
        );
    }
    if has("sentence") {
        parts.push("FOREIGN KEY (doc_id) REFERENCES documents (doc_id)".to_owned());
    }
    format!(
        "CREATE TABLE {} (\n  {}\n);\n",
        schema.name,
        parts.join(",\n  ")
    )
}

/// A column: quoted, because `end` is a word of SQL.
fn definition(column: &Column) -> String {
    let mut text = format!("\"{}\" {}", column.name, kind(column));
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    if let Domain::OneOf(words) = column.domain {
        let words = words.join("', '");
        text.push_str(&format!(" CHECK (\"{}\" IN ('{words}'))", column.name));
    } else if column.kind == ColumnType::Boolean {
        text.push_str(&format!(" CHECK (\"{}\" IN (0, 1))", column.name));
    }
    text
}

/// The type of a column. SQLite has neither days nor truth values: days are
/// text, as elsewhere, and truth values 0 and 1.
pub(super) fn kind(column: &Column) -> &'static str {
    match column.kind {
        ColumnType::String | ColumnType::Date => "TEXT",
        ColumnType::Integer | ColumnType::Boolean => "INTEGER",
    }
}

/// What adds a row to a table.
pub(super) fn insert(schema: &Schema) -> String {
    let places = vec!["?"; schema.columns.len()].join(", ");
    format!("INSERT INTO {} VALUES ({places})", schema.name)
}

/// What builds the indexes.
pub(super) fn indexes() -> String {
    let index = |(table, columns): &(&str, &[&str])| {
        let (name, columns) = (columns.join("_"), columns.join(", "));
        format!("CREATE INDEX {table}_by_{name} ON {table} ({columns});\n")
    };
    INDEXES.iter().map(index).collect()
}

/// What the database tells of itself, by name.
pub(super) fn facts(manifest: &Manifest, inputs: &Inputs) -> Vec<(&'static str, String)> {
    vec![
        ("schema_version", VERSION.to_string()),
        ("version", manifest.version.clone()),
        ("rule_pack", manifest.rule_pack.clone()),
        (
            "options",
            serde_json::Value::from(manifest.options.clone()).to_string(),
        ),
        ("documents", inputs.documents.to_string()),
        ("rejects", inputs.rejects.to_string()),
        ("chars", inputs.chars.to_string()),
        ("digest", format!("sha256:{}", inputs.digest)),
        ("search", search::ABOUT.to_owned()),
    ]
}
