//! The pattern language: from text to a tree.
//!
//! The parser knows the notation of `docs/RULES.md` and nothing of what classes
//! exist; every node keeps its place in the source, so that later stages can
//! complain where the author looks. Definitions are put in place of their names
//! here.

use std::collections::HashMap;
use std::ops::Range;

use crate::lexicon::Clitic;

/// Which proclitics an atom admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admits {
    /// None, or every one at the head of a pattern.
    Default,
    /// Exactly these.
    These(&'static [Clitic]),
    /// Every one and none.
    All,
}

/// What a unit must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// Any unit but a blank line.
    Any,
    /// A unit of this class.
    Class(String),
    /// This word, in any spelling that folds to it.
    Word(String),
    /// This mark.
    Mark(char),
    /// A unit for which one of the first holds and none of the second.
    Set(Vec<Test>, Vec<Test>),
}

/// A node of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// One unit; the range is its place in the source.
    Atom(Test, Admits, Range<usize>),
    /// One after the other.
    Concat(Vec<Node>),
    /// One of several, the first preferred.
    Either(Vec<Node>),
    /// Repeated; `max` is `None` for no bound.
    Repeat {
        /// What is repeated.
        node: Box<Node>,
        /// At least.
        min: u32,
        /// At most.
        max: Option<u32>,
        /// Whether more is preferred.
        greedy: bool,
    },
    /// Captured under a name.
    Capture(String, Box<Node>),
}

/// A fault in a pattern: where, what, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// Stable code.
    pub code: &'static str,
    /// Bytes of the pattern at fault.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub help: String,
}

fn fault(range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> PatternError {
    PatternError {
        code: "R003",
        range,
        message: message.into(),
        help: help.into(),
    }
}

/// Named patterns.
pub type Definitions = HashMap<String, Node>;

/// Parses a pattern.
///
/// # Errors
/// The first fault.
pub fn parse(source: &str, definitions: &Definitions) -> Result<Node, PatternError> {
    let mut parser = Parser {
        source,
        at: 0,
        definitions,
        depth: 0,
    };
    let node = parser.either()?;
    match parser.peek() {
        None => Ok(node),
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
    definitions: &'a Definitions,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
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

    fn either(&mut self) -> Result<Node, PatternError> {
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
            Node::Either(choices)
        })
    }

    fn concat(&mut self) -> Result<Node, PatternError> {
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
            _ => Ok(Node::Concat(items)),
        }
    }

    fn quantified(&mut self, node: Node) -> Result<Node, PatternError> {
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

    fn repeat(&mut self, node: Node, min: u32, max: Option<u32>) -> Node {
        Node::Repeat {
            node: Box::new(node),
            min,
            max,
            greedy: !self.eat('?'),
        }
    }

    fn counted(&mut self, node: Node, start: usize) -> Result<Node, PatternError> {
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

    fn item(&mut self) -> Result<Node, PatternError> {
        match self.peek() {
            Some('(') => self.group(),
            Some('<') => self.capture(),
            Some('@') => self.reference(),
            _ => self.atom(),
        }
    }

    fn group(&mut self) -> Result<Node, PatternError> {
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
        Ok(node)
    }

    fn capture(&mut self) -> Result<Node, PatternError> {
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
        Ok(Node::Capture(name.to_owned(), Box::new(node)))
    }

    fn reference(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        self.at += 1;
        let name = self.take_while(is_class_character);
        self.definitions
            .get(name)
            .cloned()
            .ok_or_else(|| PatternError {
                code: "R005",
                range: start..self.at,
                message: format!("nothing is defined as `{name}`"),
                help:
                    "a [[define]] with this name, before its use, in this file or definitions.toml"
                        .to_owned(),
            })
    }

    fn atom(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        let admits = self.admits();
        let test = self.test()?;
        Ok(Node::Atom(test, admits, start..self.at))
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
            Some('[') => self.set(),
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

    fn set(&mut self) -> Result<Test, PatternError> {
        let open = self.at;
        self.at += 1;
        let (mut any, mut but) = (Vec::new(), Vec::new());
        loop {
            match self.peek() {
                Some(']') => break,
                Some('-') => {
                    self.at += 1;
                    but.push(self.test()?);
                }
                Some(_) => any.push(self.test()?),
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
        Ok(Test::Set(any, but))
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

impl Node {
    /// Calls `visit` for every atom.
    pub fn atoms<'a>(&'a self, visit: &mut impl FnMut(&'a Test, &Range<usize>)) {
        match self {
            Self::Atom(test, _, range) => visit(test, range),
            Self::Concat(nodes) | Self::Either(nodes) => {
                for node in nodes {
                    node.atoms(visit);
                }
            }
            Self::Repeat { node, .. } | Self::Capture(_, node) => node.atoms(visit),
        }
    }
}

impl Test {
    /// Calls `visit` for every simple test within this one.
    pub fn leaves<'a>(&'a self, visit: &mut impl FnMut(&'a Test)) {
        match self {
            Self::Set(any, but) => {
                for test in any.iter().chain(but) {
                    test.leaves(visit);
                }
            }
            leaf => visit(leaf),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(source: &str) -> Node {
        parse(source, &Definitions::new()).unwrap_or_else(|e| panic!("{source}: {e:?}"))
    }

    fn err(source: &str) -> PatternError {
        parse(source, &Definitions::new()).unwrap_err()
    }

    #[test]
    fn notation() {
        let Node::Concat(items) = ok("<day:DAY> من? w+عام [A B -C]{2,4} (\"(\"|.)*?") else {
            panic!("not a sequence");
        };
        assert_eq!(items.len(), 5);
        assert!(matches!(&items[0], Node::Capture(name, _) if name == "day"));
        assert!(
            matches!(&items[2], Node::Atom(Test::Word(word), Admits::These([Clitic::And]), _) if word == "عام")
        );
        assert!(matches!(
            &items[3],
            Node::Repeat {
                min: 2,
                max: Some(4),
                greedy: true,
                ..
            }
        ));
        assert!(matches!(
            &items[4],
            Node::Repeat {
                min: 0,
                max: None,
                greedy: false,
                ..
            }
        ));
        assert!(matches!(ok("\"\"\""), Node::Atom(Test::Mark('"'), ..)));
    }

    #[test]
    fn faults_name_their_place() {
        for (source, range) in [
            ("A (B", 2..3),
            ("A )", 2..3),
            ("<:A>", 0..1),
            ("<a:A", 0..1),
            ("[A", 0..1),
            ("A{9", 1..3),
            ("A{4,2}", 1..6),
            ("\"ab\"", 0..4),
            ("A | ", 3..4),
            ("", 0..0),
            ("A $", 2..3),
            ("@X", 0..2),
        ] {
            assert_eq!(err(source).range, range, "{source}");
        }
    }

    #[test]
    fn definitions_are_put_in_place() {
        let mut definitions = Definitions::new();
        definitions.insert("Y".to_owned(), ok("YEAR4|YEAR3"));
        let node = parse("عام <year:@Y>", &definitions).unwrap();
        let mut names = Vec::new();
        node.atoms(&mut |test, _| {
            if let Test::Class(class) = test {
                names.push(class.clone());
            }
        });
        assert_eq!(names, ["YEAR4", "YEAR3"]);
    }
}
