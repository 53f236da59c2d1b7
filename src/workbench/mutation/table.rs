//! Changes of rule tables: which keys there are and what each may become.

use crate::rules::parsed::GUARD_KEYS;
use crate::rules::{RuleTable, Spot, parse_pattern};

use super::operator::Operator;
use super::pattern::{self, Cut};
use super::value;

/// A key of a rule's table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A key with a text.
    Text(&'static str),
    /// A condition, by number.
    Where(usize),
    /// The spelling of a capture.
    Spelling(String),
    /// A flag.
    Flag(&'static str),
    /// The priority.
    Priority,
}

impl Key {
    /// The key as it is written.
    pub fn name(&self) -> &str {
        match self {
            Self::Text(name) | Self::Flag(name) => name,
            Self::Where(_) => "where",
            Self::Spelling(_) => "spelling",
            Self::Priority => "priority",
        }
    }
}

/// Another value of a key; none takes it away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub key: Key,
    pub value: Option<String>,
}

/// Words of a row that a rule may set, with what they may be.
const COUNTRY_KINDS: [&str; 3] = ["name", "demonym", "group"];
const ORGANIZATION_KINDS: [&str; 3] = ["name", "acronym", "alias"];

/// A change of a table, before it is known where in the file it is.
#[derive(Debug)]
pub(super) struct Draft {
    pub edit: Edit,
    /// What is changed in the value.
    pub cut: Cut,
    /// The value.
    pub old: String,
}

/// All changes of a table but that it is deleted.
pub(super) fn drafts(table: &RuleTable) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for name in ["pattern"].into_iter().chain(GUARD_KEYS) {
        let Some(spot) = text(table, name) else {
            continue;
        };
        if name != "pattern" {
            drafts.push(dropped(
                Key::Text(name),
                spot.get_ref(),
                Operator::DropGuard,
            ));
        }
        if let Ok(syntax) = parse_pattern(spot.get_ref()) {
            let cuts = pattern::cuts(spot.get_ref(), &syntax);
            push(&mut drafts, &Key::Text(name), spot.get_ref(), cuts);
        }
    }
    for (index, condition) in table.r#where.iter().enumerate() {
        let key = Key::Where(index);
        drafts.push(dropped(
            key.clone(),
            condition.get_ref(),
            Operator::DropCondition,
        ));
        let cuts = value::condition_cuts(condition.get_ref());
        push(&mut drafts, &key, condition.get_ref(), cuts);
    }
    for (capture, spelling) in &table.spelling {
        let key = Key::Spelling(capture.clone());
        drafts.push(dropped(key, spelling.get_ref(), Operator::DropSpelling));
    }
    for (name, set) in [
        ("tight", table.tight),
        ("line", table.line),
        ("alias", table.alias),
    ] {
        if set {
            drafts.push(dropped(Key::Flag(name), "true", Operator::DropFlag));
        }
    }
    row(table, &mut drafts);
    drafts
}

/// Changes of what a rule makes of its match.
fn row(table: &RuleTable, drafts: &mut Vec<Draft>) {
    let kind = table.r#type.get_ref().as_str();
    if let Some(template) = table.value.as_ref().filter(|_| kind == "date") {
        let cuts = value::date_cuts(template.get_ref());
        push(drafts, &Key::Text("value"), template.get_ref(), cuts);
    }
    if let Some(also) = &table.also {
        drafts.push(dropped(
            Key::Text("also"),
            also.get_ref(),
            Operator::DropAlso,
        ));
    }
    if let Some(word) = &table.certainty {
        drafts.push(dropped(
            Key::Text("certainty"),
            word.get_ref(),
            Operator::ChangeWord,
        ));
    }
    let kinds = match kind {
        "country" => &COUNTRY_KINDS[..],
        _ => &ORGANIZATION_KINDS[..],
    };
    for (name, word, known) in [
        ("kind", &table.kind, kinds),
        ("category", &table.category, &crate::lexicon::CATEGORIES[..]),
    ] {
        let Some(word) = word else { continue };
        let other = known.iter().find(|known| *known != word.get_ref());
        if let Some(other) = other {
            let cut = Cut::of(Operator::ChangeWord, 0..word.get_ref().len(), *other);
            push(drafts, &Key::Text(name), word.get_ref(), vec![cut]);
        }
    }
    if table.priority != 0 {
        let old = table.priority.to_string();
        drafts.push(dropped(Key::Priority, &old, Operator::DropPriority));
    }
}

fn dropped(key: Key, old: &str, operator: Operator) -> Draft {
    Draft {
        edit: Edit { key, value: None },
        cut: Cut::of(operator, 0..old.len(), ""),
        old: old.to_owned(),
    }
}

fn push(drafts: &mut Vec<Draft>, key: &Key, old: &str, cuts: Vec<Cut>) {
    for cut in cuts {
        let value = Some(cut.apply(old));
        let key = key.clone();
        drafts.push(Draft {
            edit: Edit { key, value },
            cut,
            old: old.to_owned(),
        });
    }
}

/// A text of a table.
fn text<'t>(table: &'t RuleTable, name: &str) -> Option<&'t Spot<String>> {
    match name {
        "pattern" => Some(&table.pattern),
        "before" => table.before.as_ref(),
        "after" => table.after.as_ref(),
        "not_before" => table.not_before.as_ref(),
        "not_after" => table.not_after.as_ref(),
        "sentence" => table.sentence.as_ref(),
        "not_sentence" => table.not_sentence.as_ref(),
        "value" => table.value.as_ref(),
        "also" => table.also.as_ref(),
        "kind" => table.kind.as_ref(),
        "certainty" => table.certainty.as_ref(),
        "category" => table.category.as_ref(),
        _ => None,
    }
}

impl Edit {
    /// Where in its file the value is, if it has a place there.
    pub fn spot<'t>(&self, table: &'t RuleTable) -> Option<&'t Spot<String>> {
        match &self.key {
            Key::Text(name) => text(table, name),
            Key::Where(index) => table.r#where.get(*index),
            Key::Spelling(capture) => table.spelling.get(capture),
            Key::Flag(_) | Key::Priority => None,
        }
    }

    /// The changed table.
    pub fn apply(&self, table: &RuleTable) -> RuleTable {
        let mut table = table.clone();
        let changed = |spot: &Option<Spot<String>>| -> Option<Spot<String>> {
            Some(spot.as_ref()?.with(self.value.clone()?))
        };
        match &self.key {
            Key::Text("pattern") => {
                let value = self.value.clone().unwrap_or_default();
                table.pattern = table.pattern.with(value);
            }
            Key::Text(name) => {
                let field = match *name {
                    "before" => &mut table.before,
                    "after" => &mut table.after,
                    "not_before" => &mut table.not_before,
                    "not_after" => &mut table.not_after,
                    "sentence" => &mut table.sentence,
                    "not_sentence" => &mut table.not_sentence,
                    "value" => &mut table.value,
                    "also" => &mut table.also,
                    "kind" => &mut table.kind,
                    "certainty" => &mut table.certainty,
                    _ => &mut table.category,
                };
                *field = changed(field);
            }
            Key::Where(index) => match &self.value {
                Some(value) => table.r#where[*index] = table.r#where[*index].with(value.clone()),
                None => {
                    table.r#where.remove(*index);
                }
            },
            Key::Spelling(capture) => {
                table.spelling.remove(capture);
            }
            Key::Flag("tight") => table.tight = false,
            Key::Flag("line") => table.line = false,
            Key::Flag(_) => table.alias = false,
            Key::Priority => table.priority = 0,
        }
        table
    }
}
