//! A case as it is written into a file of cases.
//!
//! The reverse of [`super::file`]: what is written here is read there as the
//! same text with the same mentions, whatever the text holds. Invisible and
//! bidirectional characters are written as escapes, so that they can be seen.

use std::fmt::Write;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::file::occurrences;
use super::{Expectation, Expected, Suite, Test};
use crate::diagnostic::PackError;
use crate::lexicon::PackFile;
use crate::record::hex;
use crate::workbench::MentionType;

/// A case before it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseText {
    /// Its id, unique in its file.
    pub id: String,
    /// What it is for, in a line.
    pub about: String,
    /// The document's date.
    pub date: Option<NaiveDate>,
    /// The types that it is about.
    pub kinds: Vec<MentionType>,
    /// The text.
    pub text: String,
    /// All mentions of these types in the text, in order of place.
    pub mentions: Vec<Expected>,
}

impl CaseText {
    /// A case that is named for its text, types and date: the same ones have the
    /// same name wherever they come from.
    pub fn new(
        about: impl Into<String>,
        date: Option<NaiveDate>,
        kinds: &[MentionType],
        text: impl Into<String>,
        mentions: Vec<Expected>,
    ) -> Self {
        let text = text.into();
        let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        let words = words.join("-");
        let day = date.map_or_else(String::new, |date| date.to_string());
        let digest = Sha256::digest(format!("{words}\0{day}\0{text}"));
        Self {
            id: format!("{words}-{}", &hex(&digest)[..12]),
            about: about.into(),
            date,
            kinds: kinds.to_vec(),
            text,
            mentions,
        }
    }

    /// The case as a `[[case]]` table of TOML, with a line end.
    pub fn to_toml(&self) -> String {
        let mut out = String::from("[[case]]\n");
        let _ = writeln!(out, "id = {}", string(&self.id));
        if !self.about.is_empty() {
            let _ = writeln!(out, "about = {}", string(&self.about));
        }
        if let Some(date) = self.date {
            let _ = writeln!(out, "date = \"{date}\"");
        }
        if self.kinds != MentionType::ALL {
            let words: Vec<String> = self
                .kinds
                .iter()
                .map(|kind| format!("\"{kind}\""))
                .collect();
            let _ = writeln!(out, "types = [{}]", words.join(", "));
        }
        let _ = writeln!(out, "text = {}", string(&self.text));
        if self.mentions.is_empty() {
            out.push_str("mentions = []\n");
            return out;
        }
        out.push_str("mentions = [\n");
        let mut behind = [0; 3];
        for mention in &self.mentions {
            let after = &mut behind[mention.kind as usize];
            let _ = writeln!(out, "  {},", self.mention(mention, *after));
            *after = mention.bytes.start + mention.text.chars().next().map_or(0, char::len_utf8);
        }
        out.push_str("]\n");
        out
    }

    /// A mention; `behind` is the byte from which the reader looks for it.
    fn mention(&self, mention: &Expected, behind: usize) -> String {
        let mut row = format!(
            "{{ type = \"{}\", text = {}",
            mention.kind,
            string(&mention.text)
        );
        let places: Vec<usize> = occurrences(&self.text, &mention.text).collect();
        if places.iter().find(|&&at| at >= behind) != Some(&mention.bytes.start) {
            let nth = places.partition_point(|&at| at < mention.bytes.start) + 1;
            let _ = write!(row, ", nth = {nth}");
        }
        let fields = [
            ("value", &mention.value),
            ("certainty", &mention.certainty),
            ("basis", &mention.basis),
            ("kind", &mention.row_kind),
            ("other_readings", &mention.other_readings),
        ];
        for (key, value) in fields {
            if let Some(value) = value {
                let _ = write!(row, ", {key} = {}", string(value));
            }
        }
        if let Some(within) = &mention.within_organization {
            let _ = write!(row, ", within_organization = {within}");
        }
        row.push_str(" }");
        row
    }

    /// The test that the case is once it has been written and read again.
    ///
    /// # Errors
    /// A fault of the case: two of one id, or a mention that is not in the text.
    pub fn test(&self) -> Result<Test, PackError> {
        let mut suite = Suite::default();
        suite.add_cases(&PackFile {
            name: "cases/new.toml".to_owned(),
            text: self.to_toml(),
        })?;
        let mut tests = suite.tests;
        Ok(tests.remove(0))
    }

    /// Whether a test says all that the case does, by whatever name.
    pub fn is(&self, test: &Test) -> bool {
        let Expectation::Whole { kinds, mentions } = &test.expectation else {
            return false;
        };
        self.is_about(test) && *kinds == self.kinds && *mentions == self.mentions
    }

    /// Whether a test is a case about the same text and date.
    pub fn is_about(&self, test: &Test) -> bool {
        let case = matches!(test.expectation, Expectation::Whole { .. });
        case && test.text == self.text && test.date == self.date
    }
}

/// A string of TOML: as it stands where that can be read, else with escapes.
fn string(text: &str) -> String {
    let hidden = |c: char| must_be_escaped(c) && c != '\n';
    if text.chars().any(hidden) || text.contains("'''") || text.ends_with('\'') {
        return escaped(text);
    }
    if text.contains('\n') || (text.contains(['"', '\\']) && text.contains('\'')) {
        // The first line end behind the quotes is not part of the string.
        return format!("'''\n{text}'''");
    }
    if text.contains(['"', '\\']) {
        return format!("'{text}'");
    }
    format!("\"{text}\"")
}

fn escaped(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if must_be_escaped(c) => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Controls, and what no editor shows: joiners, marks of direction, byte-order
/// marks, blanks that are not the usual one.
fn must_be_escaped(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{a0}' | '\u{202f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn expected(kind: MentionType, text: &str, at: usize, value: &str) -> Expected {
        Expected {
            kind,
            bytes: at..at + text.len(),
            text: text.to_owned(),
            value: Some(value.to_owned()),
            certainty: None,
            basis: None,
            row_kind: None,
            within_organization: None,
            other_readings: None,
        }
    }

    fn comes_back(case: &CaseText) {
        let test = case.test().unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(test.text, case.text, "{}", case.to_toml());
        assert!(case.is(&test), "{}\n{test:#?}", case.to_toml());
    }

    #[test]
    fn a_case_is_read_as_it_was_meant() {
        let text = "قال \"نعم\" سنة 1947\nثم 'لا' سنة 1947،\u{200f} و\\1947";
        let places: Vec<usize> = text.match_indices("1947").map(|(at, _)| at).collect();
        // The first occurrence is no mention: the others need their numbers.
        let mentions = places[1..]
            .iter()
            .map(|&at| expected(MentionType::Date, "1947", at, "1947"));
        let mut case = CaseText::new("نص", None, &[MentionType::Date], text, mentions.collect());
        case.date = "2024-05-06".parse().ok();
        comes_back(&case);
        assert!(case.to_toml().contains("nth = 2"), "{}", case.to_toml());
        assert!(!case.to_toml().contains('\u{200f}'));
        // Equal cases have equal names; the date and the type matter.
        let again = CaseText::new("", None, &[MentionType::Date], text, Vec::new());
        assert_eq!(
            again.id,
            CaseText::new("x", None, &[MentionType::Date], text, Vec::new()).id
        );
        assert_ne!(
            again.id,
            CaseText::new("", None, &[MentionType::Country], text, Vec::new()).id
        );
    }

    #[test]
    fn a_mention_may_overlap_its_own_repetition() {
        let text = "1 1 1 1";
        let mention = expected(MentionType::Date, "1 1", 2, "0001");
        let case = CaseText::new("", None, &MentionType::ALL, text, vec![mention]);
        comes_back(&case);
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "[\\PCa'\"\\\\\n\r\t\u{200e}\u{feff}\u{2029}\u{0}]{1,30}", from in 0_usize..30, length in 1_usize..6) {
            let places: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = from % (places.len() - 1);
            let to = (from + length).min(places.len() - 1);
            let slice = &text[places[from]..places[to]];
            let mention = expected(MentionType::Organization, slice, places[from], &text);
            comes_back(&CaseText::new(slice, None, &MentionType::ALL, text.as_str(), vec![mention]));
        }
    }
}
