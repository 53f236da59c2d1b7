//! From rule files to trees of patterns, every name of a definition resolved.
//!
//! This half of the rule compiler needs no lexicon: the lexicon is compiled
//! after it, because the words that patterns name literally are classes there.
//! The build script uses it too, so it must never need any later stage.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::diagnostic::{Diagnostic, PackError};
use crate::lexicon::PackFile;

use super::file::{self, RuleFile, RuleTable, Spot};
use super::pattern::{self, Definitions, Node, PatternError, Test};

/// A rule file that was read, and which of the given files it is.
pub type ReadFile = (usize, RuleFile);

/// Reads all rule files; the first fault of each that has one.
pub fn read_all(sources: &[PackFile]) -> (Vec<ReadFile>, Vec<Diagnostic>) {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for (index, source) in sources.iter().enumerate() {
        match file::read(source) {
            Ok(read) => files.push((index, read)),
            Err(fault) => faults.push(fault),
        }
    }
    (files, faults)
}

/// Where the lines of a file begin.
#[derive(Debug)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// Finds them.
    pub fn new(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// The line of a byte, from 1.
    pub fn line(&self, byte: usize) -> usize {
        self.0.partition_point(|&end| end < byte) + 1
    }
}

/// A word as a literal of patterns: its folded spelling, so that two spellings
/// in two rules are one class.
pub fn literal(word: &str) -> String {
    crate::text::codes::unfold(&crate::text::codes::fold_word(word))
}

/// A rule table with its patterns parsed.
#[derive(Debug)]
pub struct Parsed<'a> {
    /// The file it stands in.
    pub source: &'a PackFile,
    /// Where the lines of the file begin.
    pub lines: Rc<Lines>,
    /// The table.
    pub table: &'a RuleTable,
    /// Its pattern.
    pub pattern: Node,
    /// The patterns beside it, in the order of [`guard_sources`].
    pub guards: [Option<Node>; 6],
}

/// Keys of the patterns beside a rule's own, in the order of [`guard_sources`].
pub const GUARD_KEYS: [&str; 6] = [
    "before",
    "after",
    "not_before",
    "not_after",
    "sentence",
    "not_sentence",
];

/// The patterns beside a rule's own, as written.
pub fn guard_sources(table: &RuleTable) -> [Option<&Spot<String>>; 6] {
    [
        table.before.as_ref(),
        table.after.as_ref(),
        table.not_before.as_ref(),
        table.not_after.as_ref(),
        table.sentence.as_ref(),
        table.not_sentence.as_ref(),
    ]
}

/// Parses the patterns of all files. `faults` are those of reading them.
///
/// # Errors
/// All faults of reading and parsing.
pub fn parse_all<'a>(
    files: &'a [ReadFile],
    sources: &'a [PackFile],
    mut faults: Vec<Diagnostic>,
) -> Result<Vec<Parsed<'a>>, PackError> {
    let mut parsed = Vec::new();
    let mut ids: HashMap<&str, (&str, usize)> = HashMap::new();
    let shared = shared_definitions(files, sources, &mut faults);
    for (index, read) in files {
        let source = &sources[*index];
        let lines = Rc::new(Lines::new(&source.text));
        let own = if is_shared(source) || read.define.is_empty() {
            None
        } else {
            let mut own = shared.clone();
            define(read, source, &mut own, &mut faults);
            Some(own)
        };
        let definitions = own.as_ref().unwrap_or(&shared);
        for table in &read.rule {
            let id = table.id.get_ref();
            let span = table.id.span();
            let at = |code, message: String, help: &str| {
                Diagnostic::at(
                    code,
                    &source.name,
                    &source.text,
                    span.start,
                    span.len(),
                    message,
                    help,
                )
            };
            if !is_id(id) {
                faults.push(at(
                    "R002",
                    format!("`{id}` is no rule id"),
                    "type.words-with-hyphens, in small letters",
                ));
            }
            let here = (source.name.as_str(), lines.line(span.start));
            if let Some((file, line)) = ids.insert(id, here) {
                let before = format!("{file}:{line}");
                faults.push(at(
                    "R002",
                    format!("the id `{id}` stands twice"),
                    &format!("the first is at {before}"),
                ));
            }
            parsed.extend(parse_rule(source, &lines, table, definitions, &mut faults));
        }
    }
    if faults.is_empty() {
        Ok(parsed)
    } else {
        Err(PackError {
            diagnostics: faults,
        })
    }
}

/// Parses the patterns of one rule; `None` if its own has a fault.
pub fn parse_rule<'a>(
    source: &'a PackFile,
    lines: &Rc<Lines>,
    table: &'a RuleTable,
    definitions: &Definitions,
    faults: &mut Vec<Diagnostic>,
) -> Option<Parsed<'a>> {
    let mut parse = |pattern: &Spot<String>| {
        pattern::parse(pattern.get_ref(), definitions)
            .map_err(|error| faults.push(pattern_fault(source, pattern, error)))
            .ok()
    };
    let pattern = parse(&table.pattern);
    let guards = guard_sources(table).map(|guard| guard.and_then(&mut parse));
    Some(Parsed {
        source,
        lines: Rc::clone(lines),
        table,
        pattern: pattern?,
        guards,
    })
}

/// What each file sees, if one definition is given another pattern.
///
/// # Errors
/// The first fault.
#[allow(dead_code)] // the program calls it, the build script does not
pub fn definitions(
    files: &[ReadFile],
    sources: &[PackFile],
    changed: Option<((usize, usize), &str)>,
) -> Result<Vec<Definitions>, Diagnostic> {
    let mut faults = Vec::new();
    let other = |at: usize, read: &RuleFile| {
        let ((_, table), pattern) = changed.filter(|((file, _), _)| *file == at)?;
        let mut define = read.define.clone();
        define[table].pattern = define[table].pattern.with(pattern.to_owned());
        let rule = Vec::new();
        Some(RuleFile { define, rule })
    };
    let mut add = |at: usize, definitions: &mut Definitions| {
        let (index, read) = &files[at];
        match other(at, read) {
            Some(read) => define(&read, &sources[*index], definitions, &mut faults),
            None => define(read, &sources[*index], definitions, &mut faults),
        }
    };
    let shares = |at: usize| is_shared(&sources[files[at].0]);
    let mut shared = Definitions::new();
    for at in (0..files.len()).filter(|&at| shares(at)) {
        add(at, &mut shared);
    }
    let mut seen = Vec::with_capacity(files.len());
    for at in 0..files.len() {
        let mut own = shared.clone();
        if !shares(at) {
            add(at, &mut own);
        }
        seen.push(own);
    }
    match faults.is_empty() {
        true => Ok(seen),
        false => Err(faults.swap_remove(0)),
    }
}

/// Whether all files see the definitions of this one.
pub fn is_shared(source: &PackFile) -> bool {
    source.name.ends_with("/definitions.toml")
}

/// Definitions of `definitions.toml`, which all files see.
fn shared_definitions(
    files: &[ReadFile],
    sources: &[PackFile],
    faults: &mut Vec<Diagnostic>,
) -> Definitions {
    let mut definitions = Definitions::new();
    for (index, read) in files {
        if is_shared(&sources[*index]) {
            define(read, &sources[*index], &mut definitions, faults);
        }
    }
    definitions
}

fn define(
    read: &RuleFile,
    source: &PackFile,
    definitions: &mut Definitions,
    faults: &mut Vec<Diagnostic>,
) {
    for table in &read.define {
        let valid = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        let name = table.name.get_ref();
        if name.is_empty() || !name.chars().all(valid) {
            let span = table.name.span();
            faults.push(Diagnostic::at(
                "R002",
                &source.name,
                &source.text,
                span.start,
                span.len(),
                format!("`{name}` is no name of a definition"),
                "capital letters, digits and _",
            ));
        }
        match pattern::parse(table.pattern.get_ref(), definitions) {
            Ok(node) => {
                definitions.insert(name.clone(), node);
            }
            Err(error) => faults.push(pattern_fault(source, &table.pattern, error)),
        }
    }
}

fn pattern_fault(source: &PackFile, pattern: &Spot<String>, error: PatternError) -> Diagnostic {
    let range = file::place(&source.text, pattern, error.range);
    Diagnostic::at(
        error.code,
        &source.name,
        &source.text,
        range.start,
        range.len(),
        error.message,
        error.help,
    )
}

/// `type.words-with-hyphens`.
fn is_id(id: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    id.split_once('.')
        .is_some_and(|(family, name)| word(family) && name.split('.').all(word))
}

/// All words that patterns name literally, folded, each once, in order of
/// appearance.
pub fn literals(parsed: &[Parsed<'_>]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut words = Vec::new();
    for rule in parsed {
        for node in std::iter::once(&rule.pattern).chain(rule.guards.iter().flatten()) {
            node.atoms(&mut |test, _| {
                test.leaves(&mut |leaf| {
                    if let Test::Word(word) = leaf {
                        let literal = literal(word);
                        if seen.insert(literal.clone()) {
                            words.push(literal);
                        }
                    }
                });
            });
        }
    }
    words
}
