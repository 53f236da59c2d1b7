//! What was expected of a text.

use serde::Serialize;

use crate::calendar::Edtf;
use crate::diagnostic::isolate;
use crate::workbench::{Mention, MentionType};

/// A mention that a text should yield.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Of what; none means any type.
    #[serde(rename = "type")]
    pub kind: Option<MentionType>,
    /// Its value, if that matters.
    pub value: Option<String>,
    /// The mention as it stands in the text, if that matters.
    pub mention: Option<String>,
}

impl Question {
    /// Reads expectations: `date`, `date=1947-03-04`, `country=FRA`,
    /// `organization=nato`, `mention=…`. All are about one mention.
    ///
    /// # Errors
    /// Says which of them cannot be understood, and why.
    pub fn parse<S: AsRef<str>>(expectations: &[S]) -> Result<Self, String> {
        let mut question = Self::default();
        for expectation in expectations {
            question.add(expectation.as_ref())?;
        }
        if question == Self::default() {
            return Err(
                "nothing is expected: date=…, country=…, organization=… or mention=…".into(),
            );
        }
        Ok(question)
    }

    fn add(&mut self, expectation: &str) -> Result<(), String> {
        let (key, value) = match expectation.split_once('=') {
            Some((key, value)) => (key.trim(), Some(value.trim())),
            None => (expectation.trim(), None),
        };
        if value == Some("") {
            return Err(format!("`{expectation}` has no value"));
        }
        if key == "mention" {
            let mention = value.ok_or("`mention` needs a text: mention=…")?;
            if self.mention.replace(mention.to_owned()).is_some() {
                return Err("`mention` is given twice".to_owned());
            }
            return Ok(());
        }
        let kind: MentionType = key.parse().map_err(|_| {
            format!("`{key}` is nothing to expect: date, country, organization or mention")
        })?;
        if self.kind.replace(kind).is_some() {
            return Err("one mention has one type: it is given twice".to_owned());
        }
        if let (MentionType::Date, Some(value)) = (kind, value) {
            value
                .parse::<Edtf>()
                .map_err(|error| format!("`{value}` is no EDTF date: {error}"))?;
        }
        self.value = value.map(str::to_owned);
        Ok(())
    }

    /// Whether a mention is the one expected.
    pub fn is_met_by(&self, mention: &Mention) -> bool {
        self.kind.is_none_or(|kind| kind == mention.kind)
            && self.has_value(&mention.value)
            && self
                .mention
                .as_ref()
                .is_none_or(|text| *text == mention.text)
    }

    /// Whether a value is the one expected.
    pub(super) fn has_value(&self, value: &str) -> bool {
        self.value
            .as_deref()
            .is_none_or(|expected| expected == value)
    }

    /// Whether a rule that finds this could meet it.
    pub(super) fn asks_for(&self, finds: &str) -> bool {
        match self.kind {
            Some(kind) => kind.as_str() == finds,
            None => finds != "none",
        }
    }
}

impl std::fmt::Display for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind.map_or("mention", MentionType::as_str))?;
        if let Some(value) = &self.value {
            write!(f, " = {}", isolate(value))?;
        }
        if let Some(mention) = &self.mention {
            write!(f, "  {}", isolate(mention))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_are_read() {
        let question = Question::parse(&["date=1947-03-04", "mention=4 مارس 1947"]).unwrap();
        assert_eq!(question.kind, Some(MentionType::Date));
        assert_eq!(question.mention.as_deref(), Some("4 مارس 1947"));
        for (wrong, said) in [
            (&["date=1947-13-40"][..], "is no EDTF date"),
            (&["date", "country=FRA"], "given twice"),
            (&["year=1947"], "nothing to expect"),
            (&["mention"], "needs a text"),
            (&["country="], "has no value"),
            (&[], "nothing is expected"),
        ] {
            let error = Question::parse(wrong).unwrap_err();
            assert!(error.contains(said), "{wrong:?}: {error}");
        }
    }
}
