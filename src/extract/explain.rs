//! An explanation for people: what was seen in a text, which rules matched, which
//! won and why, and how each value was built.
//!
//! Right-to-left text stands in isolates, each at the end of its line or column.

use std::fmt::{self, Display, Formatter};

use chrono::NaiveDate;

use crate::diagnostic::isolate;
use crate::rules::RulePack;
use crate::source::Document;

use super::examination::{
    Account, Capture, Examination, Match, Outcome, Piece, Reason, SeenUnit, Why, Winner,
};
use super::extractor::{ExtractError, Extractor, Scratch};
use super::mention::Span;

/// Explains a text: everything that was seen and decided in it. Shown with
/// `Display`, it is meant for people.
///
/// # Errors
/// As [`Extractor::extract`].
pub fn explain(
    pack: &RulePack,
    text: &str,
    date: Option<NaiveDate>,
) -> Result<Examination, ExtractError> {
    let document = Document::of_text(text, date);
    Extractor::new(pack).trace(&document, &mut Scratch::default())
}

impl Display for Examination {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(byte) = self.cut {
            writeln!(
                f,
                "The text is long: only its first {byte} bytes are explained.\n"
            )?;
        }
        writeln!(f, "Units")?;
        for unit in &self.units {
            writeln!(f, "  {unit}")?;
        }
        if !self.names.is_empty() {
            writeln!(f, "\nNames of several words, seen beside the units")?;
            for name in &self.names {
                writeln!(f, "  {}", name.unit)?;
            }
        }
        let phases = ["Rules that matched", "Phase 2: rules over mentions"];
        for (phase, heading) in (1..).zip(phases) {
            let mut matches = self.of_phase(phase).peekable();
            if phase == 2 && matches.peek().is_none() {
                continue;
            }
            writeln!(f, "\n{heading}")?;
            if matches.peek().is_none() {
                writeln!(f, "  none")?;
            }
            for found in matches {
                write!(f, "{found}")?;
            }
        }
        if !self.inside_names.is_empty() {
            writeln!(f, "\nDropped")?;
        }
        for inside in &self.inside_names {
            writeln!(
                f,
                "  {} {}, inside the organization {}",
                place(inside.date.piece.span),
                inside.date,
                inside.name
            )?;
        }
        writeln!(f, "\nMentions")?;
        if self.accounts.is_empty() {
            writeln!(f, "  none")?;
        }
        self.accounts
            .iter()
            .try_for_each(|account| write!(f, "{account}"))
    }
}

impl Examination {
    /// The matches of a phase.
    pub fn of_phase(&self, phase: u8) -> impl Iterator<Item = &Match> {
        self.matches
            .iter()
            .filter(move |found| found.name.phase == phase)
    }
}

/// The beginning of a long pattern.
fn shortened(pattern: &str) -> String {
    const SHOWN: usize = 120;
    match pattern.char_indices().nth(SHOWN) {
        None => pattern.to_owned(),
        Some((at, _)) => {
            let word = pattern[..at].rfind(' ').unwrap_or(at);
            format!("{} …", &pattern[..word])
        }
    }
}

fn place(span: Span) -> String {
    format!("{:>4}–{:<4}", span.start, span.end)
}

impl Display for SeenUnit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", place(self.span), Classes(&self.classes))?;
        if let Some(number) = self.number {
            write!(f, "  ={number}")?;
        }
        if !self.entries.is_empty() {
            write!(f, "  [{}]", self.entries.join(" "))?;
        }
        if !self.clitic.is_empty() {
            write!(f, "  {}+", isolate(self.clitic))?;
        }
        write!(f, "  {}", isolate(&self.text))
    }
}

/// Names of classes: those of words and marks as a pattern writes them.
pub struct Classes<'a>(pub &'a [String]);

impl Display for Classes<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, class) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            match (class.strip_prefix('='), class.strip_prefix('"')) {
                (Some(word), _) => f.write_str(&isolate(word))?,
                (_, Some(mark)) => write!(f, "\"{mark}\"")?,
                _ => f.write_str(class)?,
            }
        }
        Ok(())
    }
}

impl Display for Match {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let outcome = match &self.outcome {
            Outcome::Won { .. } => "won    ",
            Outcome::Lost { .. } => "lost   ",
            Outcome::Refused { .. } => "refused",
        };
        let name = &self.name;
        writeln!(
            f,
            "  {} {outcome} {}  ({}:{}, priority {})  {}",
            place(self.span),
            name.id,
            name.file,
            name.line,
            name.priority,
            isolate(&self.text)
        )?;
        for capture in &self.captures {
            writeln!(f, "              {capture}")?;
        }
        match &self.outcome {
            Outcome::Won { dropped } => dropped
                .iter()
                .try_for_each(|held| writeln!(f, "              in place of the {held}")),
            Outcome::Lost { to, why } => writeln!(f, "              {}", Beaten(to, *why)),
            Outcome::Refused { reason } => writeln!(f, "              {reason}"),
        }
    }
}

impl Display for Capture {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} =", self.name)?;
        if let Some(number) = self.number {
            write!(f, " {number}")?;
        }
        if !self.classes.is_empty() {
            write!(f, " {}", self.classes.join(" "))?;
        }
        write!(f, "  {}", isolate(&self.text))
    }
}

impl Display for super::examination::Held {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} {}", self.kind, self.rule, self.piece)
    }
}

impl Display for Piece {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Span { start, end, .. } = self.span;
        write!(f, "at {start}–{end}  {}", isolate(&self.text))
    }
}

/// To which match a match lost its place, and why.
pub struct Beaten<'a>(pub &'a Winner, pub Why);

impl Display for Beaten<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(Winner { rule, piece }, why) = self;
        let verb = if rule.finds == "none" {
            "denied by"
        } else {
            "beaten by"
        };
        let why = match why {
            Why::Longer => "which is longer".to_owned(),
            Why::Priority => format!("as long, with the higher priority ({})", rule.priority),
            Why::EarlierStart => "as long, which begins earlier".to_owned(),
            Why::EarlierRule => format!(
                "as long, whose rule stands earlier ({}:{})",
                rule.file, rule.line
            ),
        };
        write!(f, "{verb} {}, {why}, {piece}", rule.id)
    }
}

impl Display for Reason {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line => f.write_str("it would cross a line end (line = true)"),
            Self::Tight => f.write_str("white space inside (tight = true)"),
            Self::Repeated => f.write_str("the rule made this mention already"),
            Self::Condition { condition, numbers } => {
                write!(f, "the condition `{condition}` does not hold: ")?;
                for (index, (name, number)) in numbers.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    match number {
                        Some(number) => write!(f, "{comma}{name} = {number}")?,
                        None => write!(f, "{comma}{name} took no part")?,
                    }
                }
                Ok(())
            }
            Self::Guard {
                guard,
                pattern,
                matched,
                beside,
            } => {
                match matched {
                    Some(piece) => write!(f, "{guard} matches, and must not, {piece}")?,
                    None => write!(f, "{guard} does not match")?,
                }
                if let Some(piece) = beside {
                    write!(f, "; there stands {piece}")?;
                }
                write!(
                    f,
                    "\n                {guard} = {}",
                    isolate(&shortened(pattern))
                )
            }
            Self::Spelling {
                capture,
                expression,
                text,
            } => write!(
                f,
                "the spelling of `{capture}` does not match {}, which is written  {}",
                isolate(expression),
                isolate(text)
            ),
            Self::Value { template, filled } => {
                write!(f, "the value {template} gives {filled}, which is none")
            }
        }
    }
}

impl Display for Account {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let value = if self.value.is_empty() {
            "(no value)".to_owned()
        } else {
            isolate(&self.value)
        };
        writeln!(
            f,
            "  {} {:<12} {value}  by {}  {}",
            place(self.piece.span),
            self.kind,
            self.rule,
            isolate(&self.piece.text)
        )?;
        if !self.template.is_empty() {
            writeln!(f, "              template {}", self.template)?;
        }
        for capture in &self.captures {
            writeln!(f, "              {capture}")?;
        }
        for step in &self.steps {
            writeln!(f, "              {}", step.note)?;
        }
        if !self.columns.is_empty() {
            let told = self.columns.iter().filter(|(_, value)| !value.is_empty());
            let columns: Vec<String> = told
                .map(|(name, value)| format!("{name} {value}"))
                .collect();
            writeln!(f, "              {}", columns.join(", "))?;
        }
        Ok(())
    }
}
