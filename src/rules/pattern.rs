//! The pattern language: trees of patterns, as the compiler sees them.
//!
//! Nothing here knows what classes exist; every atom keeps its place in the
//! source, so that later stages can complain where the author looks. Definitions
//! are put in place of their names here.

use std::collections::HashMap;
use std::ops::Range;

use crate::lexicon::Clitic;

use super::syntax::{self, Kind, Syntax};

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

/// Named patterns.
pub type Definitions = HashMap<String, Node>;

/// Parses a pattern.
///
/// # Errors
/// The first fault.
pub fn parse(source: &str, definitions: &Definitions) -> Result<Node, PatternError> {
    lower(syntax::parse(source)?, definitions)
}

/// Puts definitions in place of their names.
fn lower(syntax: Syntax, definitions: &Definitions) -> Result<Node, PatternError> {
    let all = |parts: Vec<Syntax>| {
        let lowered = parts.into_iter().map(|part| lower(part, definitions));
        lowered.collect::<Result<Vec<Node>, PatternError>>()
    };
    Ok(match syntax.kind {
        Kind::Atom(atom) => Node::Atom(atom.test, atom.admits, atom.range),
        Kind::Concat(parts) => Node::Concat(all(parts)?),
        Kind::Either(parts) => Node::Either(all(parts)?),
        Kind::Repeat {
            part,
            min,
            max,
            greedy,
        } => Node::Repeat {
            node: Box::new(lower(*part, definitions)?),
            min,
            max,
            greedy,
        },
        Kind::Capture(name, part) => Node::Capture(name, Box::new(lower(*part, definitions)?)),
        Kind::Reference(name) => definitions
            .get(&name)
            .cloned()
            .ok_or_else(|| PatternError {
                code: "R005",
                range: syntax.range,
                message: format!("nothing is defined as `{name}`"),
                help:
                    "a [[define]] with this name, before its use, in this file or definitions.toml"
                        .to_owned(),
            })?,
    })
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
