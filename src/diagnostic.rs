//! Errors of rule and lexicon files, told so that an author can mend them.
//!
//! A diagnostic has a stable code, a place (file, line, column in characters),
//! the source line with a caret, and what was expected. Right-to-left text is
//! wrapped in isolates when it is shown, so that a terminal does not reorder
//! the rest of the line; the column number holds even where it does.

use std::fmt;

use crate::text::codes::is_combining;

/// One fault in a file of a rule pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, `R…` for rules, `L…` for the lexicon.
    pub code: &'static str,
    /// What is wrong, in one sentence.
    pub message: String,
    /// File, relative to the pack.
    pub file: String,
    /// Line, from 1; 0 where the fault has no line.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The source line.
    pub source: String,
    /// Characters of the source line that are at fault, from the column on.
    pub length: usize,
    /// What was expected, or how to mend it.
    pub help: String,
}

impl Diagnostic {
    /// A diagnostic for `length` bytes at byte `offset` of `text`, the content
    /// of `file`.
    pub fn at(
        code: &'static str,
        file: &str,
        text: &str,
        offset: usize,
        length: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let source = text[line_start..].lines().next().unwrap_or_default();
        let mut end = (offset + length).min(line_start + source.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Self {
            code,
            message: message.into(),
            file: file.to_owned(),
            line: text[..offset].matches('\n').count() + 1,
            column: text[line_start..offset].chars().count() + 1,
            source: source.to_owned(),
            length: text.get(offset..end).map_or(1, |part| part.chars().count()),
            help: help.into(),
        }
    }
}

/// The character that starts an isolate whose direction its content decides.
const ISOLATE: char = '\u{2068}';
/// The character that ends an isolate.
const POP: char = '\u{2069}';

/// Wraps text that may run from right to left in an isolate.
pub fn isolate(text: &str) -> String {
    format!("{ISOLATE}{text}{POP}")
}

/// Puts every run of right-to-left words of a line into an isolate; everything
/// else stays as it is.
fn isolate_runs(line: &str) -> String {
    let is_rtl = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}');
    let mut shown = String::with_capacity(line.len() + 16);
    let mut inside = false;
    for c in line.chars() {
        if is_rtl(c) != inside {
            shown.push(if inside { POP } else { ISOLATE });
            inside = !inside;
        }
        shown.push(c);
    }
    if inside {
        shown.push(POP);
    }
    shown
}

impl Diagnostic {
    /// The diagnostic as it is shown to people, under a word that says how much
    /// it weighs: `error`, `warning`, `note`.
    pub fn titled(&self, severity: &str) -> String {
        let isolated = Self {
            message: isolate_runs(&self.message),
            help: isolate_runs(&self.help),
            ..self.clone()
        };
        let mut shown = String::new();
        // Writing to a string does not fail.
        let _ = isolated.write(severity, &mut shown);
        shown
    }

    fn write(&self, severity: &str, f: &mut impl fmt::Write) -> fmt::Result {
        write!(f, "{severity}[{}]: {}", self.code, self.message)?;
        if self.line > 0 {
            let margin = " ".repeat(self.line.to_string().len());
            write!(
                f,
                "\n{margin}--> {}:{}:{}\n{}",
                self.file,
                self.line,
                self.column,
                self.excerpt()
            )?;
        }
        if !self.help.is_empty() {
            write!(f, "\nhelp: {}", self.help)?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write("error", f)
    }
}

impl Diagnostic {
    /// The source line with carets under what is meant, without a line feed at
    /// the end.
    pub fn excerpt(&self) -> String {
        let gutter = self.line.to_string();
        let margin = " ".repeat(gutter.len());
        let shown = |c: &char| !is_combining(*c);
        let before = self
            .source
            .chars()
            .take(self.column - 1)
            .filter(shown)
            .count();
        let marked = self
            .source
            .chars()
            .skip(self.column - 1)
            .take(self.length.max(1));
        let carets = "^".repeat(marked.filter(shown).count().max(1));
        format!(
            "{margin} |\n{gutter} | {}\n{margin} | {}{carets}",
            isolate_runs(&self.source),
            " ".repeat(before),
        )
    }
}

/// A rule pack that does not compile: all faults that were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    /// At least one.
    pub diagnostics: Vec<Diagnostic>,
}

impl PackError {
    /// The files could not be read at all.
    pub fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Self {
        Diagnostic {
            code: "P001",
            message: format!("cannot read {}: {error}", path.display()),
            file: path.display().to_string(),
            line: 0,
            column: 1,
            source: String::new(),
            length: 0,
            help: "a pack is a directory with rules/*.toml and, if it has its own, lexicon/*.csv"
                .to_owned(),
        }
        .into()
    }
}

impl From<Diagnostic> for PackError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostics: vec![diagnostic],
        }
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 20;
        for (index, diagnostic) in self.diagnostics.iter().take(SHOWN).enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{diagnostic}")?;
        }
        match self.diagnostics.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n\n… and {more} more faults"),
        }
    }
}

impl std::error::Error for PackError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_names_its_place_and_isolates_arabic() {
        let text = "a = 1\npattern = \"عام <year:\"\n";
        let offset = text.find('<').unwrap();
        let diagnostic = Diagnostic::at(
            "R001",
            "rules/x.toml",
            text,
            offset,
            6,
            "open capture",
            "close it with >",
        );
        assert_eq!((diagnostic.line, diagnostic.column), (2, 16));
        let shown = diagnostic.to_string();
        assert!(shown.contains("rules/x.toml:2:16"), "{shown}");
        assert!(shown.contains("\u{2068}عام\u{2069}"), "{shown}");
        assert!(shown.contains("|                ^^^^^^"), "{shown}");
    }
}
