//! An answer for people. Right-to-left text stands in isolates.

use std::fmt::{self, Display, Formatter};

use crate::diagnostic::isolate;
use crate::extract::{Account, Beaten, Classes, Span};

use super::answer::{Answer, Near, Stopped, Verdict};
use super::words::{Entity, Lack, Near as NearForm};

/// Forms of an entity that are shown.
const FORMS: usize = 8;

impl Display for Answer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(byte) = self.cut {
            writeln!(
                f,
                "The text is long: only its first {byte} bytes are looked at.\n"
            )?;
        }
        if self.met {
            writeln!(f, "Found: {}", self.expected)?;
            return match &self.found {
                Some(account) => write!(f, "{account}"),
                None => Ok(()),
            };
        }
        writeln!(f, "Not found: {}", self.expected)?;
        if let Some(entity) = &self.entity {
            write!(f, "\n{entity}")?;
        }
        if self.nearest.is_empty() {
            return writeln!(
                f,
                "\nNo rule came near: no unit of the text could denote it."
            );
        }
        writeln!(f, "\nNearest rules")?;
        for (index, near) in self.nearest.iter().enumerate() {
            writeln!(f, "{}. {near}", index + 1)?;
        }
        match self.more {
            0 => Ok(()),
            more => writeln!(f, "{more} more rules came near; --all shows them"),
        }
    }
}

impl Display for Near {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let rule = &self.rule;
        writeln!(
            f,
            "{}  ({}:{}, phase {})",
            rule.id, rule.file, rule.line, rule.phase
        )?;
        match &self.verdict {
            Verdict::Stopped(stopped) => write!(f, "{stopped}"),
            Verdict::Refused { piece, reason } => {
                writeln!(f, "   the pattern matches {piece}")?;
                writeln!(f, "   but the rule refuses it: {reason}")
            }
            Verdict::Lost {
                piece,
                value,
                to,
                why,
            } => {
                writeln!(f, "   matches {piece}")?;
                if let Some(value) = value {
                    writeln!(f, "   which by itself is {}", isolate(value))?;
                }
                writeln!(f, "   but lost the overlap: {}", Beaten(to, *why))
            }
            Verdict::Dropped { piece, by } => {
                writeln!(f, "   found {piece}")?;
                writeln!(f, "   but it was dropped for the {by}")
            }
            Verdict::OtherValue { account } => {
                writeln!(f, "   found it with another value:")?;
                built(f, account)
            }
            Verdict::OtherSpan { account } => {
                writeln!(f, "   found another stretch of the text:")?;
                built(f, account)
            }
            Verdict::Denied { piece } => writeln!(f, "   took the place for no mention: {piece}"),
            Verdict::Nowhere => writeln!(f, "   nothing that matters here is near to its pattern"),
        }
    }
}

fn built(f: &mut Formatter<'_>, account: &Account) -> fmt::Result {
    write!(f, "{account}")
}

impl Display for Stopped {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.unit {
            Some(unit) => {
                let Span { start, end, .. } = unit.span;
                writeln!(
                    f,
                    "   stopped at characters {start}–{end}  {}",
                    isolate(&unit.text)
                )?;
                writeln!(f, "   which is  {}", Classes(&unit.classes))?;
            }
            None => writeln!(f, "   stopped at the end of the text")?,
        }
        if let Some(taken) = &self.taken {
            writeln!(f, "   behind what it took {taken}")?;
        }
        if !self.wanted.is_empty() {
            writeln!(f, "   wanted  {}", self.wanted.join(" | "))?;
        }
        if let Some(lack) = &self.lack {
            write!(f, "{lack}")?;
        }
        match &self.change {
            Some(changed) => {
                let with = match changed.change {
                    "instead" => "with such a unit there",
                    "missing" => "with such a unit put before it",
                    _ => "without that unit",
                };
                writeln!(f, "   {with}, it would match {}", changed.piece)
            }
            None => Ok(()),
        }
    }
}

impl Display for Lack {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let listed = match self.listed {
            true => "in a list of another class only",
            false => "in no list",
        };
        writeln!(
            f,
            "   the word is {listed}; a form of such a class stands in"
        )?;
        for (class, files) in &self.files {
            writeln!(f, "     {class}: {}", files.join(", "))?;
        }
        for near in &self.nearest {
            writeln!(f, "   near to {near}")?;
        }
        Ok(())
    }
}

impl Display for NearForm {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let form = &self.form;
        let Span { start, end, .. } = self.words.span;
        write!(
            f,
            "{}  {} ({}:{}), {} off the text at {start}–{end}  {}",
            isolate(&form.form),
            form.class,
            form.file,
            form.line,
            self.distance,
            isolate(&self.words.text)
        )
    }
}

impl Display for Entity {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.known {
            write!(f, "The lexicon does not know {}", isolate(&self.key))?;
            return match self.similar.is_empty() {
                true => writeln!(f),
                false => writeln!(f, "; near to it: {}", self.similar.join(", ")),
            };
        }
        let [arabic, english] = &self.names;
        writeln!(
            f,
            "The lexicon knows {}: {english}, with {} forms  {}",
            self.key,
            self.forms.len(),
            isolate(arabic)
        )?;
        for form in self.forms.iter().take(FORMS) {
            writeln!(
                f,
                "  {} ({}:{})  {}",
                form.class,
                form.file,
                form.line,
                isolate(&form.form)
            )?;
        }
        if self.forms.len() > FORMS {
            writeln!(f, "  … and {} more", self.forms.len() - FORMS)?;
        }
        match (self.standing.is_empty(), self.nearly.is_empty()) {
            (false, _) => writeln!(f, "In the text stands")?,
            (true, false) => writeln!(f, "None of them stands in the text; the nearest words")?,
            (true, true) => writeln!(f, "None of them stands in the text.")?,
        }
        for near in self.standing.iter().chain(&self.nearly) {
            writeln!(f, "  {near}")?;
        }
        Ok(())
    }
}
