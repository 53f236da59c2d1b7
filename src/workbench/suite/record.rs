//! Recordings: what a pack finds in the texts of cases, written down as what
//! must be found.
//!
//! A recording says nothing about what is right. It is there so that no change
//! of a rule goes unnoticed; whoever records anew reads the difference first.

use crate::diagnostic::PackError;
use crate::extract::{ExtractError, Extractor, Scratch};
use crate::lexicon::PackFile;
use crate::workbench::mention::{self, Details, Mention};

use super::write::CaseText;
use super::{Expected, Suite};

/// A file of cases could not be recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// It has a fault.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// One of its texts could not be worked on.
    #[error(transparent)]
    Extract(#[from] ExtractError),
}

/// The content of a file of cases with the mentions that are found now, whatever
/// stood there before. What stands before the first case stays.
///
/// # Errors
/// A fault of the file, or a text that is too long.
pub fn record(extractor: &Extractor<'_>, file: &PackFile) -> Result<String, RecordError> {
    let mut suite = Suite::default();
    suite.add_cases(file)?;
    let head = file.text.find("[[case]]").unwrap_or(file.text.len());
    let mut out = file.text[..head].to_owned();
    let mut scratch = Scratch::default();
    for (index, test) in suite.tests.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let kinds = test.expectation.kinds();
        let found = mention::read(extractor, &test.text, test.date, &mut scratch)?;
        let found = found.iter().filter(|found| kinds.contains(&found.kind));
        let case = CaseText {
            id: test.name.rsplit("::").next().unwrap_or_default().to_owned(),
            about: String::new(),
            date: test.date,
            kinds: kinds.to_vec(),
            text: test.text.clone(),
            mentions: found.map(expected).collect(),
        };
        out.push_str(&case.to_toml());
    }
    Ok(out)
}

/// A mention as what must be found.
fn expected(found: &Mention) -> Expected {
    let word = |word: &str| Some(word.to_owned());
    let (certainty, basis, row_kind) = match &found.details {
        Details::Date {
            certainty, basis, ..
        } => (word(certainty), word(basis), None),
        Details::Country { kind, .. } => (None, None, word(kind.as_str())),
        Details::Organization { kind } => (None, None, word(kind.as_str())),
    };
    Expected {
        kind: found.kind,
        bytes: found.span.bytes(),
        text: found.text.clone(),
        value: Some(found.value.clone()),
        certainty,
        basis,
        row_kind,
        within_organization: None,
        other_readings: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RulePack;
    use crate::workbench::{MentionType, check};

    #[test]
    fn what_is_recorded_holds() {
        let pack = RulePack::builtin().unwrap();
        let text = "# kept\n\n[[case]]\nid = \"a\"\ntext = \"زار فرنسا عام 1947 ثم عاد عام 1947\"\n\n\
                    [[case]]\nid = \"b\"\ndate = \"2016-01-01\"\ntypes = [\"date\"]\ntext = \"وصل من فرنسا أمس\"\n";
        let file = PackFile::from(("recorded/x.toml", text));
        let mut suite = Suite::default();
        suite.add_cases(&file).unwrap();
        let mut scratch = Scratch::default();
        assert!(check(&pack, &suite.tests[0], &mut scratch).is_err());
        let recorded = record(&Extractor::new(&pack), &file).unwrap();
        assert!(
            recorded.starts_with("# kept\n\n[[case]]\nid = \"a\"\n"),
            "{recorded}"
        );
        let mut suite = Suite::default();
        suite
            .add_cases(&PackFile::from(("recorded/x.toml", recorded.as_str())))
            .unwrap();
        assert_eq!(suite.tests.len(), 2);
        assert_eq!(suite.tests[1].expectation.kinds(), [MentionType::Date]);
        for test in &suite.tests {
            check(&pack, test, &mut scratch).unwrap();
        }
    }
}
