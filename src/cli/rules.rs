//! `nasaq rules list|show ID`: the rules in force.

use std::fmt::Write;

use anyhow::anyhow;
use clap::{Args, Subcommand};
use nasaq::rules::{Rule, RulePack};

use super::{Common, Outcome, check, stdout};

/// List the rules in force, or show one of them
#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    command: RulesCommand,
}

/// What to do with the rules.
#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// List every rule: id, kind and what it finds
    List,
    /// List the classes that patterns can name
    Classes,
    /// Look for faults of a pack that compiles: what is never reached, shadowed, undecided or dear
    Check(check::CheckArgs),
    /// Show one rule with its pattern, value and examples
    Show {
        /// The rule's id, as in the `rule` column of a dataset
        id: String,
    },
}

pub(super) fn run(args: &RulesArgs, common: &Common) -> anyhow::Result<Outcome> {
    let pack = common.pack()?;
    let text = match &args.command {
        RulesCommand::List => list(pack),
        RulesCommand::Classes => classes(pack),
        RulesCommand::Show { id } => show(pack, id)?,
        RulesCommand::Check(args) => return check::run(args, common),
    };
    stdout::print(&text)?;
    Ok(Outcome::Done)
}

/// A line for every rule, in columns.
fn list(pack: &RulePack) -> String {
    let rows: Vec<[String; 3]> = pack
        .rules()
        .map(|rule| {
            [
                rule.id.clone(),
                rule.kind_of_output().to_owned(),
                rule.about.clone(),
            ]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let (ids, kinds) = (width(0), width(1));
    let mut text = String::new();
    for [id, kind, about] in &rows {
        let _ = writeln!(text, "{id:ids$}  {kind:kinds$}  {about}");
    }
    let _ = writeln!(text, "{} rules, pack {}", rows.len(), pack.hash());
    text
}

/// The classes, one a line, without those of single words and marks.
fn classes(pack: &RulePack) -> String {
    let mut names: Vec<&str> = pack
        .lexicon()
        .symbols()
        .class_names()
        .filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
        .collect();
    names.sort_unstable();
    names.join("\n") + "\n"
}

/// All that a rule says. Arabic stands at the end of its line or on one of its
/// own, so that a terminal that reorders it does not scramble the rest.
fn show(pack: &RulePack, id: &str) -> anyhow::Result<String> {
    let rule: &Rule = pack
        .rules()
        .find(|rule| rule.id == id)
        .ok_or_else(|| anyhow!("there is no rule `{id}`{}", nearest(pack, id)))?;
    let mut text = String::new();
    let _ = writeln!(text, "{}", rule.id);
    let _ = writeln!(text, "  {}", rule.about);
    let _ = writeln!(text, "  type     {}", rule.kind_of_output());
    let _ = writeln!(text, "  phase    {}", rule.phase as u8 + 1);
    let _ = writeln!(text, "  defined  {}:{}", rule.file, rule.line);
    let _ = writeln!(text, "  pattern  {}", rule.pattern);
    let _ = writeln!(text, "  value    {}", rule.value);
    for example in &rule.examples {
        let heading = if example.counter { "not" } else { "example" };
        let _ = writeln!(text, "  {heading}\n    {}", example.text);
        if let Some(mention) = &example.mention {
            let _ = writeln!(text, "    → {mention}");
        }
        if let Some(value) = &example.value {
            let _ = writeln!(text, "    = {value}");
        }
    }
    Ok(text)
}

/// Rules whose id holds a part of the one asked for.
fn nearest(pack: &RulePack, id: &str) -> String {
    let part = id.rsplit('.').next().unwrap_or(id);
    let near: Vec<String> = pack
        .rules()
        .map(|rule| rule.id.to_string())
        .filter(|known| !part.is_empty() && known.contains(part))
        .take(5)
        .collect();
    if near.is_empty() {
        "; `nasaq rules list` lists them all".to_owned()
    } else {
        format!("; did you mean {}?", near.join(", "))
    }
}
