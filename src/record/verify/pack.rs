//! Rows against the rule pack that they were made with: whether its rules and
//! names are the pack's.

use std::collections::{HashMap, HashSet};

use super::super::table::Table;
use super::Findings;
use super::files::Tables;
use super::spans::MENTIONS;
use crate::rules::RulePack;

/// Checks what a row repeats of the pack. Organizations are looked up only
/// where `gazetteer` says that the dataset was made with their names.
pub(super) fn check(tables: &Tables, pack: &RulePack, gazetteer: bool, findings: &mut Findings) {
    let rules: HashSet<&str> = pack.rules().iter().map(|rule| rule.id.as_str()).collect();
    for table in MENTIONS {
        let table = tables.table(table);
        for (index, row) in table.rows.iter().enumerate() {
            let rule = table.text(row, "rule");
            if !rules.contains(rule) {
                let message = format!("{rule:?} is no rule of the pack");
                findings.row(&table.file, index, message);
            }
        }
    }
    let countries = pack.lexicon().countries.iter().map(|country| {
        let told = [
            ("alpha3", country.alpha3.as_str()),
            ("alpha2", country.alpha2.as_str()),
            ("numeric", country.numeric.as_str()),
            ("name_ar", country.name_ar.as_str()),
            ("name_en", country.name_en.as_str()),
            ("status", country.status.as_str()),
        ];
        (country.key(), told.to_vec())
    });
    compare(
        tables,
        Table::Countries,
        "country",
        &countries.collect(),
        findings,
    );
    if !gazetteer {
        return;
    }
    let organizations = pack.lexicon().organizations.iter().map(|organization| {
        let told = [
            ("name_ar", organization.name_ar.as_str()),
            ("name_en", organization.name_en.as_str()),
            ("acronym", organization.acronym.as_str()),
            ("category", organization.category),
        ];
        (organization.id.as_str(), told.to_vec())
    });
    compare(
        tables,
        Table::Organizations,
        "org",
        &organizations.collect(),
        findings,
    );
}

/// The columns that the pack tells of an entry, by the entry's key.
type Entries<'p> = HashMap<&'p str, Vec<(&'static str, &'p str)>>;

fn compare(
    tables: &Tables,
    table: Table,
    key: &str,
    entries: &Entries<'_>,
    findings: &mut Findings,
) {
    let table = tables.table(table);
    for (index, row) in table.rows.iter().enumerate() {
        let id = table.text(row, key);
        let Some(entry) = entries.get(id) else {
            // A body in no list has an id of its own making.
            if !id.starts_with("x-") {
                let message = format!("{key} {id:?} is not in the pack");
                findings.row(&table.file, index, message);
            }
            continue;
        };
        for (column, told) in entry {
            let found = table.text(row, column);
            if found != *told {
                let message = format!("{column} of {id} is {told:?} in the pack, not {found:?}");
                findings.row(&table.file, index, message);
            }
        }
    }
}
