//! The notation of patterns, as it is written.
//!
//! The parser knows the notation of `docs/RULES.md` and nothing else. Its tree
//! keeps the place of every part, names of definitions included, for the
//! compiler and for tools that change patterns or say which part took part in a
//! match.

use std::ops::Range;

use crate::lexicon::Clitic;

use super::pattern::{Admits, PatternError, Test};

/// A part of a pattern with its bytes in the source, brackets included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syntax {
    /// Bytes of the source.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a part of a pattern is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One unit.
    Atom(Atom),
    /// One after the other.
    Concat(Vec<Syntax>),
    /// One of several, the first preferred.
    Either(Vec<Syntax>),
    /// Repeated; `max` is `None` for no bound.
    Repeat {
        /// What is repeated.
        part: Box<Syntax>,
        /// At least.
        min: u32,
        /// At most.
        max: Option<u32>,
        /// Whether more is preferred.
        greedy: bool,
    },
    /// Captured under a name.
    Capture(String, Box<Syntax>),
    /// The name of a definition.
    Reference(String),
}

/// Bytes of the members of a set: those to have, those not to have.
pub type Members = [Vec<Range<usize>>; 2];

/// One unit as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atom {
    /// What the unit must be.
    pub test: Test,
    /// Which proclitics it admits.
    pub admits: Admits,
    /// Bytes of the whole, without brackets of a group around it.
    pub range: Range<usize>,
    /// Where the test begins, behind the proclitics.
    pub test_start: usize,
    /// Bytes of the members of a set, those to have and those not to have, in
    /// the order of [`Test::Set`].
    pub members: Members,
}

fn fault(range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> PatternError {
    PatternError {
        code: "R003",
        range,
        message: message.into(),
        help: help.into(),
    }
}

/// Parses a pattern.
///
/// # Errors
/// The first fault.
pub fn parse(source: &str) -> Result<Syntax, PatternError> {
    let mut parser = Parser {
        source,
        at: 0,
        depth: 0,
    };
    let syntax = parser.either()?;
    match parser.peek() {
        None => Ok(syntax),
        Some(c) => Err(fault(
            parser.at..parser.at + c.len_utf8(),
            format!("`{c}` closes nothing"),
            "remove it, or open the group or capture before it",
        )),
    }
}

/// Deepest nesting of groups.
const DEEPEST: usize = 40;

struct Parser<'a> {
    source: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    /// A part that begins at byte `start` and ends here.
    fn from(&self, start: usize, kind: Kind) -> Syntax {
        let range = start..self.at;
        Syntax { range, kind }
    }

    fn skip_space(&mut self) {
        self.at = self.source.len() - self.rest().trim_start().len();
    }

    fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.rest().chars().next()
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len_utf8();
        }
        found
    }

    fn here(&self) -> Range<usize> {
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        self.at..self.at + length
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn either(&mut self) -> Result<Syntax, PatternError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(fault(
                self.here(),
                "groups nest too deeply",
                "use a [[define]]",
            ));
        }
        let mut choices = vec![self.concat()?];
        while self.peek() == Some('|') {
            self.at += 1;
            choices.push(self.concat()?);
        }
        self.depth -= 1;
        Ok(if choices.len() == 1 {
            choices.swap_remove(0)
        } else {
            joined(choices, Kind::Either)
        })
    }

    fn concat(&mut self) -> Result<Syntax, PatternError> {
        let start = self.at;
        let mut items = Vec::new();
        while let Some(c) = self.peek() {
            if matches!(c, '|' | ')' | '>' | ']') {
                break;
            }
            let item = self.item()?;
            items.push(self.quantified(item)?);
        }
        match items.len() {
            0 => Err(fault(
                start..self.here().end.max(start),
                "nothing stands here",
                "a class, a word, a mark in quotation marks, a group or a capture",
            )),
            1 => Ok(items.swap_remove(0)),
            _ => Ok(joined(items, Kind::Concat)),
        }
    }

    fn quantified(&mut self, node: Syntax) -> Result<Syntax, PatternError> {
        let start = self.at;
        let (min, max) = match self.rest().chars().next() {
            Some('?') => (0, Some(1)),
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('{') => return self.counted(node, start),
            _ => return Ok(node),
        };
        self.at += 1;
        Ok(self.repeat(node, min, max))
    }

    fn repeat(&mut self, node: Syntax, min: u32, max: Option<u32>) -> Syntax {
        let start = node.range.start;
        let kind = Kind::Repeat {
            part: Box::new(node),
            min,
            max,
            greedy: !self.eat('?'),
        };
        self.from(start, kind)
    }

    fn counted(&mut self, node: Syntax, start: usize) -> Result<Syntax, PatternError> {
        self.at += 1;
        let inner = self.take_while(|c| c != '}');
        let closed = self.eat('}');
        let range = start..self.at;
        let bad = |message: &str| fault(range.clone(), message, "{2}, {2,4} or {2,}, at most 32");
        if !closed {
            return Err(bad("the count is not closed"));
        }
        let (low, high) = inner
            .split_once(',')
            .map_or((inner, Some(inner)), |(a, b)| (a, Some(b)));
        let number = |text: &str| text.trim().parse::<u32>().ok().filter(|&n| n <= 32);
        let min = number(low).ok_or_else(|| bad("not a count"))?;
        let max = match high {
            Some(text) if text.trim().is_empty() => None,
            Some(text) => Some(number(text).ok_or_else(|| bad("not a count"))?),
            None => None,
        };
        if max.is_some_and(|max| max < min || max == 0) {
            return Err(bad("the count is empty"));
        }
        Ok(self.repeat(node, min, max))
    }

    fn item(&mut self) -> Result<Syntax, PatternError> {
        match self.peek() {
            Some('(') => self.group(),
            Some('<') => self.capture(),
            Some('@') => self.reference(),
            _ => self.atom(),
        }
    }

    fn group(&mut self) -> Result<Syntax, PatternError> {
        let open = self.at;
        self.at += 1;
        let node = self.either()?;
        self.skip_space();
        if !self.eat(')') {
            return Err(fault(
                open..open + 1,
                "the group is not closed",
                "a ) after it",
            ));
        }
        Ok(self.from(open, node.kind))
    }

    fn capture(&mut self) -> Result<Syntax, PatternError> {
        let open = self.at;
        self.at += 1;
        let name = self.take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if name.is_empty() || !self.eat(':') {
            return Err(fault(
                open..self.at.max(open + 1),
                "a capture needs a name",
                "<name:…>, the name in small letters and digits",
            ));
        }
        let node = self.either()?;
        self.skip_space();
        if !self.eat('>') {
            return Err(fault(
                open..open + 1,
                "the capture is not closed",
                "a > after it",
            ));
        }
        Ok(self.from(open, Kind::Capture(name.to_owned(), Box::new(node))))
    }

    fn reference(&mut self) -> Result<Syntax, PatternError> {
        let start = self.at;
        self.at += 1;
        let name = self.take_while(is_class_character);
        Ok(self.from(start, Kind::Reference(name.to_owned())))
    }

    fn atom(&mut self) -> Result<Syntax, PatternError> {
        let start = self.at;
        let admits = self.admits();
        let test_start = self.at;
        let (test, members) = match self.rest().chars().next() {
            Some('[') => self.set()?,
            _ => (self.test()?, Default::default()),
        };
        let atom = Atom {
            test,
            admits,
            range: start..self.at,
            test_start,
            members,
        };
        Ok(self.from(start, Kind::Atom(atom)))
    }

    fn admits(&mut self) -> Admits {
        const KINDS: [(&str, Admits); 6] = [
            ("w+", Admits::These(&[Clitic::And])),
            ("b+", Admits::These(&[Clitic::By])),
            ("l+", Admits::These(&[Clitic::To])),
            ("k+", Admits::These(&[Clitic::As])),
            ("p+", Admits::These(&[Clitic::By, Clitic::To, Clitic::As])),
            ("*+", Admits::All),
        ];
        for (prefix, admits) in KINDS {
            if self.rest().starts_with(prefix) {
                self.at += prefix.len();
                return admits;
            }
        }
        Admits::Default
    }

    fn test(&mut self) -> Result<Test, PatternError> {
        let start = self.at;
        match self.rest().chars().next() {
            Some('.') => {
                self.at += 1;
                Ok(Test::Any)
            }
            Some('"') => self.mark(),
            Some('[') => self.set().map(|(test, _)| test),
            Some(c) if c.is_ascii_uppercase() => {
                Ok(Test::Class(self.take_while(is_class_character).to_owned()))
            }
            Some(c) if is_word_character(c) => {
                Ok(Test::Word(self.take_while(is_word_character).to_owned()))
            }
            Some(c) => Err(fault(
                self.here(),
                format!("`{c}` begins nothing"),
                "a class in capitals, a word, a mark in quotation marks, a group or a capture",
            )),
            None => Err(fault(
                start..start,
                "the pattern ends here",
                "a class, a word or a mark",
            )),
        }
    }

    fn mark(&mut self) -> Result<Test, PatternError> {
        let start = self.at;
        self.at += 1;
        let inner = self.take_while(|c| c != '"');
        // The quotation mark itself is written """.
        let inner = if inner.is_empty() && self.rest().starts_with("\"\"") {
            self.at += 1;
            "\""
        } else {
            inner
        };
        let closed = self.eat('"');
        let mut characters = inner.chars();
        match (characters.next(), characters.next()) {
            (Some(mark), None) if closed && crate::text::codes::mark(mark).is_some() => {
                Ok(Test::Mark(mark))
            }
            _ => Err(fault(
                start..self.at,
                "not a mark",
                "one punctuation mark between quotation marks",
            )),
        }
    }

    fn set(&mut self) -> Result<(Test, Members), PatternError> {
        let open = self.at;
        self.at += 1;
        let (mut any, mut but) = (Vec::new(), Vec::new());
        let mut members = [Vec::new(), Vec::new()];
        loop {
            match self.peek() {
                Some(']') => break,
                Some('-') => {
                    let start = self.at;
                    self.at += 1;
                    but.push(self.test()?);
                    members[1].push(start..self.at);
                }
                Some(_) => {
                    let start = self.at;
                    any.push(self.test()?);
                    members[0].push(start..self.at);
                }
                None => {
                    return Err(fault(
                        open..open + 1,
                        "the set is not closed",
                        "a ] after it",
                    ));
                }
            }
        }
        self.at += 1;
        if any.is_empty() {
            any.push(Test::Any);
        }
        Ok((Test::Set(any, but), members))
    }
}

/// Several parts as one.
fn joined(parts: Vec<Syntax>, kind: fn(Vec<Syntax>) -> Kind) -> Syntax {
    let start = parts.first().map_or(0, |part| part.range.start);
    let end = parts.last().map_or(start, |part| part.range.end);
    Syntax {
        range: start..end,
        kind: kind(parts),
    }
}

fn is_class_character(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'
}

fn is_word_character(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{64a}')
        || c.is_alphabetic() && !c.is_ascii_uppercase()
        || ('\u{64b}'..='\u{652}').contains(&c)
        || c == '\u{640}'
}
