//! Names that many mentions share, each told once and then meant by number:
//! rules, countries, organizations. Numbers follow the order of the names'
//! ids, so that the same documents give the same page.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::document::{Label, ReportDocument};

/// A country or an organization.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    pub(super) id: String,
    ar: String,
    en: String,
    category: String,
}

impl Named {
    pub(super) fn country(id: &str, ar: &str, en: &str) -> Self {
        Self::organization(id, ar, en, "")
    }

    pub(super) fn organization(id: &str, ar: &str, en: &str, category: &str) -> Self {
        Self {
            id: id.to_owned(),
            ar: ar.to_owned(),
            en: en.to_owned(),
            category: category.to_owned(),
        }
    }
}

/// All names of a page.
pub(super) struct Names {
    rules: Vec<String>,
    countries: BTreeMap<String, (usize, Named)>,
    organizations: BTreeMap<String, (usize, Named)>,
}

impl Names {
    pub(super) fn of(documents: &[&ReportDocument]) -> Self {
        let mentions = || documents.iter().flat_map(|document| &document.mentions);
        let rules: BTreeSet<&str> = mentions().map(|told| told.rule.as_str()).collect();
        let numbered = |label| {
            let mut found = BTreeMap::new();
            for key in mentions()
                .filter(|told| told.label == label)
                .flat_map(|told| &told.keys)
            {
                // The first name that a document gave a body stands.
                found
                    .entry(key.id.clone())
                    .or_insert_with(|| (0, key.clone()));
            }
            found
                .values_mut()
                .enumerate()
                .for_each(|(at, entry)| entry.0 = at);
            found
        };
        Self {
            rules: rules.into_iter().map(str::to_owned).collect(),
            countries: numbered(Label::Country),
            organizations: numbered(Label::Organization),
        }
    }

    pub(super) fn rules(&self) -> &[String] {
        &self.rules
    }

    pub(super) fn rule(&self, id: &str) -> usize {
        self.rules
            .binary_search_by(|rule| rule.as_str().cmp(id))
            .unwrap_or_default()
    }

    pub(super) fn place(&self, label: Label, key: &Named) -> Option<usize> {
        let names = match label {
            Label::Date => return None,
            Label::Country => &self.countries,
            Label::Organization => &self.organizations,
        };
        names.get(&key.id).map(|(at, _)| *at)
    }

    pub(super) fn countries(&self) -> Value {
        told(&self.countries)
    }

    pub(super) fn organizations(&self) -> Value {
        told(&self.organizations)
    }

    /// A row a mention (for a group a row a country), a column a property.
    pub(super) fn index(&self, documents: &[&ReportDocument]) -> Value {
        let mut columns = Columns::default();
        for (number, document) in documents.iter().enumerate() {
            for (mention, told) in document.mentions.iter().enumerate() {
                let years = told.date.years();
                let keys: Vec<Option<usize>> = match told.label {
                    Label::Date => vec![None],
                    label => told.keys.iter().map(|key| self.place(label, key)).collect(),
                };
                for key in keys {
                    columns.doc.push(number);
                    columns.mention.push(mention);
                    columns.kind.push(told.label as u8);
                    columns.sentence.push(told.sentence);
                    columns.rule.push(self.rule(&told.rule));
                    columns.key.push(key.map_or(-1, |key| key as i64));
                    columns.certainty.push(told.certainty_index());
                    columns.lo.push(years.map(|years| years[0]));
                    columns.hi.push(years.map(|years| years[1]));
                    let days = told.date.month_days();
                    columns.first.push(days.map(|days| days[0]));
                    columns.last.push(days.map(|days| days[1]));
                }
            }
        }
        let names: Vec<&str> = documents
            .iter()
            .map(|document| document.id.as_str())
            .collect();
        json!({
            "names": names,
            "doc": columns.doc,
            "mention": columns.mention,
            "type": columns.kind,
            "sentence": columns.sentence,
            "rule": columns.rule,
            "key": columns.key,
            "certainty": columns.certainty,
            "lo": columns.lo,
            "hi": columns.hi,
            "first": columns.first,
            "last": columns.last,
        })
    }
}

#[derive(Default)]
struct Columns {
    doc: Vec<usize>,
    mention: Vec<usize>,
    kind: Vec<u8>,
    sentence: Vec<usize>,
    rule: Vec<usize>,
    key: Vec<i64>,
    certainty: Vec<i32>,
    lo: Vec<Option<i32>>,
    hi: Vec<Option<i32>>,
    first: Vec<Option<u32>>,
    last: Vec<Option<u32>>,
}

fn told(names: &BTreeMap<String, (usize, Named)>) -> Value {
    let list = names.values().map(
        |(_, name)| json!({"id": name.id, "ar": name.ar, "en": name.en, "category": name.category}),
    );
    Value::Array(list.collect())
}
