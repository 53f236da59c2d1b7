//! `nasaq schema [TABLE]`: what the rows of a table look like, as JSON Schema.

use clap::Args;
use nasaq::record::{Table, json_schema, json_schemas};

use super::{Outcome, stdout};

/// Print the JSON Schema of a table's rows
#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// dates, countries, organizations, timeline or documents; without it, all of them
    #[arg(value_parser = parse_table)]
    table: Option<Table>,
}

pub(super) fn run(args: &SchemaArgs) -> anyhow::Result<Outcome> {
    let schema = match args.table {
        Some(table) => json_schema(table.schema()),
        None => json_schemas(),
    };
    stdout::print(&format!("{schema:#}\n"))?;
    Ok(Outcome::Done)
}

/// Reads the name of a table.
fn parse_table(word: &str) -> Result<Table, String> {
    Table::parse(word).ok_or_else(|| {
        let names: Vec<&str> = Table::ALL.into_iter().map(Table::as_str).collect();
        format!("no such table; the tables are {}", names.join(", "))
    })
}
