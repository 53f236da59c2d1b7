//! What an atom wants, in the notation of rule authors.

use crate::diagnostic::isolate;
use crate::lexicon::Clitic;
use crate::rules::pattern::{Admits, Test};

use super::progress::Atom;

/// An atom as it is written in a pattern; Arabic stands in isolates.
pub fn notation(atom: &Atom) -> String {
    let prefix = match atom.admits {
        Admits::Default => "",
        Admits::All => "*+",
        Admits::These([Clitic::And]) => "w+",
        Admits::These([Clitic::By]) => "b+",
        Admits::These([Clitic::To]) => "l+",
        Admits::These([Clitic::As]) => "k+",
        Admits::These(_) => "p+",
    };
    format!("{prefix}{}", of_test(&atom.test))
}

fn of_test(test: &Test) -> String {
    match test {
        Test::Any => ".".to_owned(),
        Test::Class(class) => class.clone(),
        Test::Word(word) => isolate(word),
        Test::Mark(mark) => format!("\"{mark}\""),
        Test::Set(any, but) => {
            let any = any.iter().map(of_test);
            let but = but.iter().map(|test| format!("-{}", of_test(test)));
            let parts: Vec<String> = any.chain(but).collect();
            format!("[{}]", parts.join(" "))
        }
    }
}

/// The classes one of which a unit must have, and the words one of which it can
/// be.
pub fn choices<'t>(test: &'t Test) -> (Vec<&'t str>, Vec<&'t str>) {
    let (mut classes, mut words) = (Vec::new(), Vec::new());
    let mut visit = |test: &'t Test| match test {
        Test::Class(class) => classes.push(class.as_str()),
        Test::Word(word) => words.push(word.as_str()),
        _ => {}
    };
    match test {
        Test::Set(any, _) => any.iter().for_each(visit),
        test => visit(test),
    }
    (classes, words)
}
