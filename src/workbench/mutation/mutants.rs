//! All mutants of a pack, in the order of its files.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::Diagnostic;
use crate::rules::{
    Kind, PackSource, RuleIndex, RuleTable, Spot, Syntax, TableIndex, parse_pattern, place,
};

use super::operator::Operator;
use super::pattern::{self, Cut};
use super::table::{self, Draft};
use super::{Change, Mutant};

/// All mutants: those of each definition that a rule uses, and those of each
/// rule, file by file.
pub fn mutants(source: &PackSource) -> Vec<Mutant> {
    let users = users(source);
    let mut mutants = Vec::new();
    for (at, define) in source.definitions() {
        let Some(rules) = users.get(&at) else {
            continue;
        };
        let text = define.pattern.get_ref();
        let cuts = parse_pattern(text).map(|syntax| pattern::cuts(text, &syntax));
        let mut names = Names::default();
        for cut in cuts.unwrap_or_default() {
            let change = Change::Definition(at, cut.apply(text));
            let target = Target {
                name: format!("@{}", define.name.get_ref()),
                scope: source.file(at.0).name.clone(),
                rules: rules.clone(),
            };
            let place = spotted(source, at.0, &define.pattern, &cut);
            mutants.extend(names.mutant(&target, "pattern", text, &cut, place, change));
        }
    }
    for (index, (file, table)) in source.rule_tables().enumerate() {
        of_rule(source, file, table, RuleIndex(index as u32), &mut mutants);
    }
    mutants
}

fn of_rule(
    source: &PackSource,
    file: usize,
    table: &RuleTable,
    rule: RuleIndex,
    mutants: &mut Vec<Mutant>,
) {
    let target = Target {
        name: table.id.get_ref().clone(),
        scope: String::new(),
        rules: vec![rule],
    };
    let mut names = Names::default();
    let id = table.id.get_ref();
    let whole = Cut::of(Operator::DeleteRule, 0..id.len(), "");
    let place = spotted(source, file, &table.id, &whole);
    mutants.extend(names.mutant(&target, "rule", id, &whole, place, Change::Delete));
    for Draft { edit, cut, old } in table::drafts(table) {
        let key = edit.key.name().to_owned();
        let place = match edit.spot(table) {
            Some(spot) => spotted(source, file, spot, &cut),
            None => spotted(source, file, &table.id, &whole),
        };
        mutants.extend(names.mutant(&target, &key, &old, &cut, place, Change::Rule(edit)));
    }
}

/// What is changed.
struct Target {
    name: String,
    /// The file, for what is known by its name in one file only.
    scope: String,
    rules: Vec<RuleIndex>,
}

/// The place of a cut in its file.
fn spotted(source: &PackSource, file: usize, spot: &Spot<String>, cut: &Cut) -> Diagnostic {
    let file = source.file(file);
    let range = place(&file.text, spot, cut.about.clone());
    let message = cut.operator.as_str();
    Diagnostic::at(
        "M001",
        &file.name,
        &file.text,
        range.start,
        range.len(),
        message,
        "",
    )
}

/// Ids that were given, and what was done before.
#[derive(Default)]
struct Names {
    ids: HashMap<String, usize>,
    done: HashSet<(String, String)>,
}

impl Names {
    /// The mutant of a change; none if another change comes to the same text.
    fn mutant(
        &mut self,
        target: &Target,
        key: &str,
        text: &str,
        cut: &Cut,
        place: Diagnostic,
        change: Change,
    ) -> Option<Mutant> {
        let nth = match &change {
            Change::Rule(edit) => format!("{key} {:?}", edit.key),
            _ => key.to_owned(),
        };
        let result = match &change {
            Change::Rule(table::Edit { value: None, .. }) | Change::Delete => String::new(),
            _ => cut
                .apply(text)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
        };
        if !self.done.insert((nth, result)) {
            return None;
        }
        let at = text[..cut.about.start].chars().count() + 1;
        let scope = match target.scope.as_str() {
            "" => String::new(),
            scope => format!("{scope}:"),
        };
        let base = format!("{scope}{}/{}@{key}:{at}", target.name, cut.operator);
        let count = self.ids.entry(base.clone()).or_insert(0);
        *count += 1;
        let id = match *count {
            1 => base,
            count => format!("{base}.{count}"),
        };
        Some(Mutant {
            id,
            target: target.name.clone(),
            operator: cut.operator,
            key: key.to_owned(),
            old: text[cut.about.clone()].to_owned(),
            new: cut.with.trim().to_owned(),
            place,
            rules: target.rules.clone(),
            change,
        })
    }
}

/// The rules that use each definition, straight or through another.
fn users(source: &PackSource) -> HashMap<TableIndex, Vec<RuleIndex>> {
    let mut users: HashMap<TableIndex, Vec<RuleIndex>> = HashMap::new();
    for (index, (file, table)) in source.rule_tables().enumerate() {
        let mut seen = HashSet::new();
        let texts = [
            Some(&table.pattern),
            table.before.as_ref(),
            table.after.as_ref(),
            table.not_before.as_ref(),
            table.not_after.as_ref(),
            table.sentence.as_ref(),
            table.not_sentence.as_ref(),
        ];
        for text in texts.into_iter().flatten() {
            references(source, file, text.get_ref(), &mut seen);
        }
        for at in seen {
            users.entry(at).or_default().push(RuleIndex(index as u32));
        }
    }
    users
}

/// The definitions that a pattern of a file uses.
fn references(source: &PackSource, file: usize, text: &str, seen: &mut HashSet<TableIndex>) {
    let Ok(syntax) = parse_pattern(text) else {
        return;
    };
    let mut names = Vec::new();
    named(&syntax, &mut names);
    for name in names {
        if let Some((at, define)) = source.definition(file, name)
            && seen.insert(at)
        {
            references(source, at.0, define.pattern.get_ref(), seen);
        }
    }
}

fn named<'s>(syntax: &'s Syntax, names: &mut Vec<&'s str>) {
    match &syntax.kind {
        Kind::Atom(_) => {}
        Kind::Concat(parts) | Kind::Either(parts) => {
            for part in parts {
                named(part, names);
            }
        }
        Kind::Repeat { part, .. } | Kind::Capture(_, part) => named(part, names),
        Kind::Reference(name) => names.push(name),
    }
}
