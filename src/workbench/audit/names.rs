//! Countries beside their code, organizations beside their acronym.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Check;
use super::oracle::Oracle;
use crate::extract::{CountryKind, OrganizationKind, OrganizationRef};

/// Latin letters in brackets.
static BRACKET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\s?\(\s*"?([A-Z][A-Za-z&.-]{1,9})"?\s*\)"#)
        .expect("written here, and used in the tests")
});

/// A body, by its id, with its value for people.
type Body = (String, String);

impl Oracle<'_> {
    /// All names with something in Latin brackets behind them.
    pub(super) fn names(&mut self) {
        self.codes();
        self.acronyms();
    }

    /// What stands in Latin brackets behind a stretch.
    fn bracket(&self, bytes: &Range<usize>) -> Option<(Range<usize>, String)> {
        let inside = BRACKET.captures(&self.document.text[bytes.end..])?.get(1)?;
        let place = bytes.end + inside.start()..bytes.end + inside.end();
        Some((place, inside.as_str().to_owned()))
    }

    fn codes(&mut self) {
        let extraction = self.extraction;
        let countries = &self.extractor.pack().lexicon().countries;
        for found in &extraction.countries {
            let ([index], CountryKind::Name) = (found.countries.as_slice(), found.kind) else {
                continue;
            };
            let bytes = found.place.span.bytes();
            let Some((place, code)) = self.bracket(&bytes) else {
                continue;
            };
            let named = |code: &str, country: &crate::lexicon::Country| {
                country.alpha2 == code || country.alpha3 == code
            };
            let country = &countries[*index as usize];
            // Letters that are the code of no country say nothing about one.
            let Some(meant) = countries.iter().find(|country| named(&code, country)) else {
                continue;
            };
            let agrees = named(&code, country);
            let meant = if agrees { country } else { meant };
            let values = (country.key().to_owned(), meant.key().to_owned());
            self.tell(
                Check::CountryCode,
                (bytes, values.0),
                (place, values.1),
                agrees,
                None,
            );
        }
    }

    fn acronyms(&mut self) {
        let extraction = self.extraction;
        let mut by_acronym: BTreeMap<String, Body> = BTreeMap::new();
        let mut by_body: BTreeMap<String, String> = BTreeMap::new();
        for found in &extraction.organizations {
            if found.kind != OrganizationKind::Name {
                continue;
            }
            let bytes = found.place.span.bytes();
            let Some((place, written)) = self.bracket(&bytes) else {
                continue;
            };
            let acronym = letters(&written);
            let (body, known) = self.body(&found.organization);
            let earlier = (
                by_acronym.get(&acronym).cloned(),
                by_body.get(&body.0).cloned(),
            );
            let judged = self.judge(&body, known.as_deref(), &acronym, &written, earlier);
            by_acronym
                .entry(acronym.clone())
                .or_insert_with(|| body.clone());
            by_body.entry(body.0.clone()).or_insert(acronym);
            if let Some((agrees, value, note)) = judged {
                self.tell(
                    Check::OrganizationAcronym,
                    (bytes, body.1),
                    (place, value),
                    agrees,
                    None,
                );
                if let Some(telling) = self.tellings.last_mut() {
                    telling.note = note;
                }
            }
        }
    }

    /// The body of a mention, and the acronym that the lexicon has for it.
    fn body(&self, organization: &OrganizationRef) -> (Body, Option<String>) {
        let lexicon = self.extractor.pack().lexicon();
        let id = organization.id(lexicon).to_owned();
        let known = match organization {
            OrganizationRef::Known(index) => {
                let acronym = letters(&lexicon.organizations[*index as usize].acronym);
                (!acronym.is_empty()).then_some(acronym)
            }
            OrganizationRef::Derived { .. } => None,
        };
        ((id.clone(), id), known)
    }

    /// Whether a body and an acronym agree, what the acronym means and who says
    /// so; none if nobody says anything.
    fn judge(
        &self,
        body: &Body,
        known: Option<&str>,
        acronym: &str,
        written: &str,
        earlier: (Option<Body>, Option<String>),
    ) -> Option<(bool, String, String)> {
        let lexicon = self.extractor.pack().lexicon();
        let holder = lexicon
            .organizations
            .iter()
            .find(|body| letters(&body.acronym) == acronym);
        let said =
            |agrees, value: &str, note: &str| Some((agrees, value.to_owned(), note.to_owned()));
        match (earlier, known, holder) {
            (_, Some(known), _) if known == acronym => said(true, &body.1, "lexicon"),
            ((Some(other), _), _, _) if other.0 == body.0 => said(true, &body.1, "document"),
            ((Some(other), _), _, _) => said(
                false,
                &other.1,
                "document: the acronym was introduced for another body",
            ),
            ((None, Some(other)), _, _) => said(
                false,
                written,
                &format!("document: the body was introduced as {other}"),
            ),
            (_, Some(known), _) => said(
                false,
                written,
                &format!("lexicon: the body's acronym is {known}"),
            ),
            (_, None, Some(holder)) if holder.id != body.0 => {
                said(false, &holder.id, "lexicon: the acronym is another body's")
            }
            _ => None,
        }
    }
}

/// An acronym without points and dashes, in capitals.
fn letters(acronym: &str) -> String {
    let letters = acronym.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_uppercase()).collect()
}
