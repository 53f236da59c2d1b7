//! Changes of patterns: cuts and pastes in their text, found in their syntax.

use std::ops::Range;

use crate::rules::{Admits, Atom, Kind, Syntax, UnitTest};

use super::operator::Operator;

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// What kind of change it is.
    pub operator: Operator,
    /// Bytes that the change is about, for people.
    pub about: Range<usize>,
    /// Bytes that are replaced.
    pub range: Range<usize>,
    /// By what.
    pub with: String,
}

impl Cut {
    /// A change of exactly what it is about.
    pub fn of(operator: Operator, range: Range<usize>, with: impl Into<String>) -> Self {
        Self {
            operator,
            about: range.clone(),
            range,
            with: with.into(),
        }
    }

    /// The changed text.
    pub fn apply(&self, text: &str) -> String {
        format!(
            "{}{}{}",
            &text[..self.range.start],
            self.with,
            &text[self.range.end..]
        )
    }
}

/// All changes of a pattern, in order of place.
pub(super) fn cuts(source: &str, syntax: &Syntax) -> Vec<Cut> {
    let mut walk = Walk {
        source,
        cuts: Vec::new(),
    };
    walk.part(syntax, true, true);
    walk.swaps(syntax);
    let mut cuts = walk.cuts;
    cuts.sort_by_key(|cut| (cut.about.start, cut.about.end));
    cuts
}

/// A class and one that is broader, as every unit of the first has the second.
const BROADER: [(&str, &str); 22] = [
    ("MONTH", "[MONTH HMONTH]"),
    ("HMONTH", "[MONTH HMONTH]"),
    ("DAY", "NUM"),
    ("MONTHNUM", "NUM"),
    ("YEAR4", "NUM"),
    ("YEAR3", "NUM"),
    ("YEAR2", "NUM"),
    ("N1", "NUM"),
    ("N2", "NUM"),
    ("N3", "NUM"),
    ("N4", "NUM"),
    ("CARDDAY", "CARD"),
    ("CARDYEAR", "CARD"),
    ("ORDDAY", "ORD"),
    ("DEF", "WORD"),
    ("NISBASHAPE", "DEF"),
    ("PLAIN", "WORD"),
    ("DATEDAY", "DATE"),
    ("DATEMONTH", "DATE"),
    ("DATEYEAR", "DATE"),
    ("DATEPARTIAL", "DATE"),
    ("DATEOTHER", "DATE"),
];

/// Classes for which there is nothing broader that says anything.
const BROADEST: [&str; 8] = [
    "WORD", "NUM", "CARD", "ORD", "DATE", "ORG", "LATIN", "BLANK",
];

struct Walk<'a> {
    source: &'a str,
    cuts: Vec<Cut>,
}

impl Walk<'_> {
    fn cut(&mut self, operator: Operator, range: Range<usize>, with: impl Into<String>) {
        self.cuts.push(Cut::of(operator, range, with));
    }

    /// Changes of a part. `head` says that a match can begin here, `alone` that
    /// nothing stands beside it, so that it cannot be taken away.
    fn part(&mut self, syntax: &Syntax, head: bool, alone: bool) {
        match &syntax.kind {
            Kind::Atom(atom) => self.atom(atom, head),
            Kind::Concat(parts) => {
                let mut head = head;
                for part in parts {
                    self.part(part, head, false);
                    head &= matches!(part.kind, Kind::Repeat { min: 0, .. });
                }
            }
            Kind::Either(branches) => self.either(branches, head),
            Kind::Repeat { part, min, max, .. } => {
                self.repeat(syntax, part, *min, *max, alone);
                // A repeat that cannot be taken away may lose its last part.
                self.part(part, head, true);
            }
            Kind::Capture(name, part) => {
                if matches!(name.as_str(), "era" | "approx" | "doubt" | "mention") {
                    let inner = &self.source[part.range.clone()];
                    self.cut(
                        Operator::DropCapture,
                        syntax.range.clone(),
                        format!("({inner})"),
                    );
                }
                self.part(part, head, true);
            }
            Kind::Reference(_) => {}
        }
    }

    fn either(&mut self, branches: &[Syntax], head: bool) {
        for (index, branch) in branches.iter().enumerate() {
            let range = match index.checked_sub(1) {
                Some(before) => branches[before].range.end..branch.range.end,
                None => branch.range.start..branches[1].range.start,
            };
            self.cuts.push(Cut {
                operator: Operator::RemoveAlternative,
                about: branch.range.clone(),
                range,
                with: String::new(),
            });
            self.part(branch, head, true);
        }
    }

    fn repeat(&mut self, whole: &Syntax, part: &Syntax, min: u32, max: Option<u32>, alone: bool) {
        use Operator::{DropOptional, MakeMandatory, ShortenRepeat};
        let inner = &self.source[part.range.clone()];
        let mut put = |operator, with: String| self.cut(operator, whole.range.clone(), with);
        match (min, max) {
            (0, Some(1)) => put(MakeMandatory, inner.to_owned()),
            (0, None) => {
                put(MakeMandatory, format!("{inner}+"));
                put(ShortenRepeat, format!("{inner}?"));
            }
            (1, None) => put(ShortenRepeat, inner.to_owned()),
            (min, None) => put(ShortenRepeat, format!("{inner}{{{min}}}")),
            (min, Some(max)) if min < max => {
                put(MakeMandatory, format!("{inner}{{{},{max}}}", min + 1));
                put(ShortenRepeat, format!("{inner}{{{min},{}}}", max - 1));
            }
            (min, Some(_)) if min > 1 => put(ShortenRepeat, format!("{inner}{{{}}}", min - 1)),
            _ => {}
        }
        if min == 0 && !alone {
            put(DropOptional, String::new());
        }
    }

    fn atom(&mut self, atom: &Atom, head: bool) {
        let prefix = atom.range.start..atom.test_start;
        if !prefix.is_empty() {
            // At the head an atom admits every proclitic unless it says so.
            if !head {
                self.cut(Operator::DropClitic, prefix.clone(), "");
            }
            if !matches!(atom.admits, Admits::All) {
                self.cut(Operator::WidenClitic, prefix, "*+");
            }
        }
        let test = atom.test_start..atom.range.end;
        match &atom.test {
            UnitTest::Class(name) => {
                if let Some(broader) = broader(name) {
                    self.cut(Operator::WidenClass, test, broader);
                }
            }
            UnitTest::Word(_) => self.cut(Operator::WidenClass, test, "WORD"),
            UnitTest::Mark(_) => self.cut(Operator::WidenClass, test, "."),
            UnitTest::Set(any, _) => self.set(atom, any),
            UnitTest::Any => {}
        }
    }

    fn set(&mut self, atom: &Atom, any: &[UnitTest]) {
        let [members, exclusions] = &atom.members;
        for (member, test) in members.iter().zip(any) {
            if members.len() > 1 {
                self.cut(Operator::RemoveMember, member.clone(), "");
            }
            if let UnitTest::Class(name) = test
                && let Some(&(_, broader)) = BROADER.iter().find(|(class, _)| class == name)
                && !any
                    .iter()
                    .any(|other| other != test && says(other, broader))
            {
                let broader = broader.trim_matches(['[', ']']);
                self.cut(Operator::WidenClass, member.clone(), broader);
            }
        }
        for exclusion in exclusions {
            self.cut(Operator::DropExclusion, exclusion.clone(), "");
        }
    }

    /// Captures of the same thing, or a day and a month, that change places.
    fn swaps(&mut self, syntax: &Syntax) {
        let mut captures = Vec::new();
        collect(self.source, syntax, &mut captures);
        let mut names: Vec<&str> = captures.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        let family = |name: &str| match name.trim_end_matches(|c: char| c.is_ascii_digit()) {
            "day" | "month" => "day or month".to_owned(),
            "a" | "b" => "mention".to_owned(),
            other => other.to_owned(),
        };
        for (index, first) in names.iter().enumerate() {
            for second in &names[index + 1..] {
                if family(first) == family(second) {
                    self.swap(&captures, first, second);
                }
            }
        }
    }

    fn swap(&mut self, captures: &[(&str, usize)], first: &str, second: &str) {
        let of_both = captures
            .iter()
            .filter(|(name, _)| *name == first || *name == second);
        let mut places: Vec<(usize, &str)> = of_both.map(|&(name, at)| (at, name)).collect();
        places.sort_unstable();
        let (Some(&(start, _)), Some(&(last, name))) = (places.first(), places.last()) else {
            return;
        };
        let end = last + name.len();
        let mut with = String::new();
        let mut at = start;
        for (place, name) in places {
            with.push_str(&self.source[at..place]);
            with.push_str(if name == first { second } else { first });
            at = place + name.len();
        }
        self.cut(Operator::SwapCaptures, start..end, with);
    }
}

/// Names of captures, with the byte where each stands.
fn collect<'s>(source: &str, syntax: &'s Syntax, captures: &mut Vec<(&'s str, usize)>) {
    match &syntax.kind {
        Kind::Atom(_) | Kind::Reference(_) => {}
        Kind::Concat(parts) | Kind::Either(parts) => {
            for part in parts {
                collect(source, part, captures);
            }
        }
        Kind::Repeat { part, .. } => collect(source, part, captures),
        Kind::Capture(name, part) => {
            // The range may begin with the bracket of a group around the capture.
            let before = &source[..part.range.start];
            captures.extend(
                before
                    .rfind(&format!("<{name}:"))
                    .map(|at| (name.as_str(), at + 1)),
            );
            collect(source, part, captures);
        }
    }
}

/// A class that says less; none if it says as little as can be.
fn broader(name: &str) -> Option<&'static str> {
    if BROADEST.contains(&name) {
        return None;
    }
    let known = BROADER.iter().find(|(class, _)| *class == name);
    Some(known.map_or("WORD", |(_, broader)| broader))
}

/// Whether a member of a set says already what a broader class would.
fn says(member: &UnitTest, broader: &str) -> bool {
    match member {
        UnitTest::Class(name) => broader
            .trim_matches(['[', ']'])
            .split(' ')
            .any(|of| of == name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parse_pattern;

    /// The changed patterns, each with its operator.
    fn changed(source: &str) -> Vec<String> {
        let syntax = parse_pattern(source).unwrap();
        let of = |cut: &Cut| format!("{}: {}", cut.operator, cut.apply(source));
        cuts(source, &syntax).iter().map(of).collect()
    }

    #[test]
    fn alternatives_and_members() {
        assert_eq!(
            changed("NUM (WORD|ORG|DATE)"),
            [
                "remove-alternative: NUM (ORG|DATE)",
                "remove-alternative: NUM (WORD|DATE)",
                "remove-alternative: NUM (WORD|ORG)",
            ]
        );
        assert_eq!(
            changed("[NUM WORD -ORG]"),
            [
                "remove-member: [ WORD -ORG]",
                "remove-member: [NUM  -ORG]",
                "drop-exclusion: [NUM WORD ]",
            ]
        );
        assert_eq!(changed("[NUM -ORG]"), ["drop-exclusion: [NUM ]"]);
    }

    #[test]
    fn repeats() {
        assert_eq!(
            changed("NUM? NUM"),
            ["make-mandatory: NUM NUM", "drop-optional:  NUM"]
        );
        assert_eq!(
            changed("NUM NUM*"),
            [
                "make-mandatory: NUM NUM+",
                "shorten-repeat: NUM NUM?",
                "drop-optional: NUM "
            ]
        );
        assert_eq!(changed("NUM+"), ["shorten-repeat: NUM"]);
        assert_eq!(
            changed("NUM{2,4}"),
            ["make-mandatory: NUM{3,4}", "shorten-repeat: NUM{2,3}"]
        );
        assert_eq!(changed("NUM{2}"), ["shorten-repeat: NUM{1}"]);
        // What stands alone cannot be taken away.
        assert_eq!(changed("(NUM?|ORG)")[1], "make-mandatory: (NUM|ORG)");
    }

    #[test]
    fn classes_words_and_proclitics() {
        assert_eq!(
            changed("DAY MONTH"),
            ["widen-class: NUM MONTH", "widen-class: DAY [MONTH HMONTH]"]
        );
        assert_eq!(
            changed("[DAY MONTH HMONTH]")[1],
            "widen-class: [NUM MONTH HMONTH]"
        );
        assert_eq!(
            changed("w+NUM w+NUM"),
            [
                "widen-clitic: *+NUM w+NUM",
                "drop-clitic: w+NUM NUM",
                "widen-clitic: w+NUM *+NUM",
            ]
        );
        assert_eq!(
            changed("NUM عام \"/\""),
            ["widen-class: NUM WORD \"/\"", "widen-class: NUM عام ."]
        );
    }

    #[test]
    fn captures() {
        assert_eq!(
            changed("<day:NUM> <month:NUM> <era:(ORG|DATE)>")[..2],
            [
                "swap-captures: <month:NUM> <day:NUM> <era:(ORG|DATE)>",
                "drop-capture: <day:NUM> <month:NUM> ((ORG|DATE))",
            ]
        );
    }
}
