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
    let rules: HashSet<&str> = pack.rules().map(|rule| rule.id.as_str()).collect();
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
        &grouped(countries),
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
        &grouped(organizations),
        findings,
    );
}

/// Columns and what the pack has in them.
type Entry<'p> = Vec<(&'static str, &'p str)>;

/// The entries of each key: a state and the former one of the same code share theirs.
type Entries<'p> = HashMap<&'p str, Vec<Entry<'p>>>;

fn grouped<'p>(entries: impl Iterator<Item = (&'p str, Entry<'p>)>) -> Entries<'p> {
    let mut groups = Entries::new();
    for (key, entry) in entries {
        groups.entry(key).or_default().push(entry);
    }
    groups
}

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
        let Some(group) = entries.get(id) else {
            // A body in no list has an id of its own making.
            if !id.starts_with("x-") {
                let message = format!("{key} {id:?} is not in the pack");
                findings.row(&table.file, index, message);
            }
            continue;
        };
        let faults = |entry: &Entry<'_>| -> Vec<String> {
            let wrong = entry
                .iter()
                .filter(|(column, told)| table.text(row, column) != *told);
            let message = |(column, told): &(&str, &str)| {
                let found = table.text(row, column);
                format!("{column} of {id} is {told:?} in the pack, not {found:?}")
            };
            wrong.map(message).collect()
        };
        let nearest = group.iter().map(faults).min_by_key(Vec::len);
        for message in nearest.into_iter().flatten() {
            findings.row(&table.file, index, message);
        }
    }
}
