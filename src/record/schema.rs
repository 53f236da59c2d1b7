//! The tables' descriptions as JSON Schema (draft 2020-12) and as
//! Frictionless table schemas.
//!
//! Both are read off the one description in [`super::table`]; nothing is
//! added here that a row would not be checked against.

use serde_json::{Map, Value, json};

use super::table::{Column, ColumnType, Domain, Schema, Table};

/// The JSON Schema of one row object of a table.
pub fn json_schema(schema: &Schema) -> Value {
    let properties: Map<String, Value> = schema
        .columns
        .iter()
        .map(|c| (c.name.to_owned(), json_property(c)))
        .collect();
    let names: Vec<&str> = schema.columns.iter().map(|c| c.name).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": schema.name,
        "description": both(schema.about_en, schema.about_ar),
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false,
    })
}

/// The JSON Schemas of all tables, as one object keyed by table name.
pub fn json_schemas() -> Value {
    let schemas: Map<String, Value> = Table::ALL
        .into_iter()
        .map(|table| (table.as_str().to_owned(), json_schema(table.schema())))
        .collect();
    Value::Object(schemas)
}

/// The Frictionless table schema of a table.
///
/// Days are declared `string` with a pattern and not `date`: the Python
/// validator reads dates with `datetime.date`, which begins at year 1, and
/// would refuse `-0752-01-01`.
pub fn frictionless_schema(schema: &Schema) -> Value {
    let fields: Vec<Value> = schema.columns.iter().map(frictionless_field).collect();
    let mut object = Map::new();
    object.insert("fields".into(), fields.into());
    object.insert("missingValues".into(), json!([""]));
    if !schema.primary_key.is_empty() {
        object.insert("primaryKey".into(), json!(schema.primary_key));
    }
    object.into()
}

/// The same of CSV for spreadsheets, where an apostrophe may stand before text.
pub(crate) fn marked_schema(schema: &Schema) -> Value {
    let mut marked = frictionless_schema(schema);
    for field in marked["fields"].as_array_mut().into_iter().flatten() {
        if let Some(Value::String(pattern)) = field.pointer_mut("/constraints/pattern") {
            pattern.insert_str(1, "'?");
        }
    }
    marked
}

fn both(english: &str, arabic: &str) -> String {
    format!("{english}\n{arabic}")
}

fn json_property(column: &Column) -> Value {
    let kind = match column.kind {
        ColumnType::String | ColumnType::Date => "string",
        ColumnType::Integer => "integer",
        ColumnType::Boolean => "boolean",
    };
    let mut property = Map::new();
    let declared = if column.nullable {
        json!([kind, "null"])
    } else {
        json!(kind)
    };
    property.insert("type".into(), declared);
    property.insert(
        "description".into(),
        both(column.about_en, column.about_ar).into(),
    );
    if let Domain::OneOf(words) = column.domain {
        let mut words: Vec<Value> = words.iter().map(|&word| word.into()).collect();
        if column.nullable {
            words.push(Value::Null);
        }
        property.insert("enum".into(), words.into());
    }
    if let Some(pattern) = column.pattern() {
        property.insert("pattern".into(), pattern.into());
    } else if column.kind == ColumnType::String && column.domain == Domain::Any {
        property.insert("minLength".into(), 1.into());
    }
    if column.kind == ColumnType::Integer {
        property.insert("minimum".into(), 0.into());
    }
    property.into()
}

fn frictionless_field(column: &Column) -> Value {
    let kind = match column.kind {
        ColumnType::String | ColumnType::Date => "string",
        ColumnType::Integer => "integer",
        ColumnType::Boolean => "boolean",
    };
    let mut constraints = Map::new();
    if !column.nullable {
        constraints.insert("required".into(), true.into());
    }
    if let Domain::OneOf(words) = column.domain {
        constraints.insert("enum".into(), json!(words));
    }
    if let Some(pattern) = column.pattern() {
        constraints.insert("pattern".into(), pattern.into());
    }
    if column.kind == ColumnType::Integer {
        constraints.insert("minimum".into(), 0.into());
    }
    let mut field = Map::new();
    field.insert("name".into(), column.name.into());
    field.insert("type".into(), kind.into());
    field.insert("format".into(), "default".into());
    field.insert(
        "description".into(),
        both(column.about_en, column.about_ar).into(),
    );
    if !constraints.is_empty() {
        field.insert("constraints".into(), constraints.into());
    }
    field.into()
}
