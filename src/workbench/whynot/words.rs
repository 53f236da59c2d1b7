//! What the lexicon has for a word: forms of a class, names of an entity, and the
//! nearest spellings of both.
//!
//! The data files are read again, because compiled they no longer know how a form
//! is written and where it stands.

use std::ops::Range;

use serde::Serialize;

use crate::extract::{Piece, Span};
use crate::lexicon::{Data, Form, PackFile, Payload, prefixed, read_data};
use crate::rules::PackError;
use crate::text::codes::{Code, SPACE, fold_word, is_combining};
use crate::workbench::MentionType;

/// Nearest spellings that are told.
const NEAREST: usize = 3;

/// Most words of a form that is looked for.
const LONGEST: usize = 8;

/// A form of the lexicon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KnownForm {
    /// As written.
    pub form: String,
    /// Its class.
    pub class: String,
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: usize,
}

/// A form that is spelled nearly like words of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Near {
    /// The form.
    #[serde(flatten)]
    pub form: KnownForm,
    /// Letters that differ, on folded forms.
    pub distance: usize,
    /// The words of the text.
    pub words: Piece,
}

/// What the lexicon lacks for a pattern to go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lack {
    /// Whether the word is in a list, of other classes.
    pub listed: bool,
    /// Each class that would do, with the files that hold its forms.
    pub files: Vec<(String, Vec<String>)>,
    /// The nearest spellings in those classes.
    pub nearest: Vec<Near>,
}

/// What the lexicon knows of a country or an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entity {
    /// Whether it is in the lexicon at all.
    pub known: bool,
    /// The key or id that was asked for.
    pub key: String,
    /// Its name in Arabic and in English; empty if it is not known.
    pub names: [String; 2],
    /// Keys that look alike, if it is not known.
    pub similar: Vec<String>,
    /// Its forms, in the order of the files.
    pub forms: Vec<KnownForm>,
    /// Where forms stand in the text.
    pub standing: Vec<Near>,
    /// Where words nearly like forms stand, if no form stands there.
    pub nearly: Vec<Near>,
}

/// A word of the text.
struct Word {
    bytes: Range<usize>,
    codes: Vec<Code>,
}

/// The lexicon's forms beside a text.
pub struct Words<'a> {
    text: &'a str,
    words: Vec<Word>,
    files: &'a [PackFile],
    data: Data,
    folded: Vec<Vec<Vec<Code>>>,
}

impl<'a> Words<'a> {
    /// Reads the files.
    ///
    /// # Errors
    /// Their faults; none for files of which a pack was made.
    pub fn new(files: &'a [PackFile], text: &'a str) -> Result<Self, PackError> {
        let data = read_data(files).map_err(|diagnostics| PackError { diagnostics })?;
        let fold = |form: &Form| form.text.split(' ').map(fold_word).collect();
        let folded = data.forms.iter().map(fold).collect();
        Ok(Self {
            text,
            words: words(text),
            files,
            data,
            folded,
        })
    }

    fn known(&self, index: usize) -> KnownForm {
        let form = &self.data.forms[index];
        KnownForm {
            form: form.text.clone(),
            class: self.data.classes[form.class].clone(),
            file: self.files[form.file].name.clone(),
            line: form.line,
        }
    }

    /// What the lexicon lacks so that the word at byte `at` could be of one of
    /// these classes; `listed` says that it is in a list of others.
    pub fn lack(&self, at: usize, classes: &[&str], listed: bool) -> Lack {
        let mut files = Vec::new();
        for class in classes {
            let mut of_class: Vec<String> = Vec::new();
            for form in &self.data.forms {
                let name = &self.files[form.file].name;
                if self.data.classes[form.class] == *class && !of_class.contains(name) {
                    of_class.push(name.clone());
                }
            }
            if !of_class.is_empty() && !files.iter().any(|(known, _)| known == class) {
                files.push(((*class).to_owned(), of_class));
            }
        }
        let word = self.words.iter().position(|word| word.bytes.contains(&at));
        let of = |form: &Form| classes.contains(&self.data.classes[form.class].as_str());
        Lack {
            listed,
            files,
            nearest: word.map_or_else(Vec::new, |word| self.nearest(word..word + 1, of, 1)),
        }
    }

    /// What the lexicon knows of a country or an organization.
    pub fn entity(&self, kind: MentionType, key: &str) -> Entity {
        let country = |index: usize| {
            let country = &self.data.countries[index];
            let payload = Payload::Country(index as u32);
            (payload, [country.name_ar.clone(), country.name_en.clone()])
        };
        let organization = |index: usize| {
            let body = &self.data.organizations[index];
            let payload = Payload::Organization(index as u32);
            (payload, [body.name_ar.clone(), body.name_en.clone()])
        };
        let found = match kind {
            MentionType::Organization => {
                let mut all = self.data.organizations.iter();
                all.position(|body| body.id == key).map(organization)
            }
            _ => {
                let mut all = self.data.countries.iter();
                all.position(|one| one.key() == key).map(country)
            }
        };
        let Some((payload, names)) = found else {
            return self.unknown(kind, key);
        };
        let own = |form: &Form| form.payload == payload;
        let of = (0..self.data.forms.len()).filter(|&index| own(&self.data.forms[index]));
        let standing = self.nearest(0..self.words.len(), own, 0);
        Entity {
            known: true,
            key: key.to_owned(),
            names,
            similar: Vec::new(),
            forms: of.map(|index| self.known(index)).collect(),
            nearly: if standing.is_empty() {
                self.nearest(0..self.words.len(), own, 1)
            } else {
                Vec::new()
            },
            standing,
        }
    }

    fn unknown(&self, kind: MentionType, key: &str) -> Entity {
        let keys: Vec<(&str, &str)> = match kind {
            MentionType::Organization => {
                let all = self.data.organizations.iter();
                all.map(|body| (body.id.as_str(), body.name_en.as_str()))
                    .collect()
            }
            _ => {
                let all = self.data.countries.iter();
                all.map(|one| (one.key(), one.name_en.as_str())).collect()
            }
        };
        let asked = key.to_lowercase();
        let mut near: Vec<(usize, &str)> = keys
            .into_iter()
            .map(|(key, name)| {
                let by = |other: &str| strsim::damerau_levenshtein(&asked, &other.to_lowercase());
                (by(key).min(by(name)), key)
            })
            .filter(|(distance, _)| *distance <= 1 + asked.chars().count() / 5)
            .collect();
        near.sort_unstable();
        Entity {
            known: false,
            key: key.to_owned(),
            names: [String::new(), String::new()],
            similar: near
                .iter()
                .take(NEAREST)
                .map(|&(_, key)| key.to_owned())
                .collect(),
            forms: Vec::new(),
            standing: Vec::new(),
            nearly: Vec::new(),
        }
    }

    /// Forms that stand at some words of the text, as they are or (`tolerance` 1)
    /// with some letters otherwise: the nearest ones, or all where none may differ.
    fn nearest(&self, at: Range<usize>, of: impl Fn(&Form) -> bool, tolerance: usize) -> Vec<Near> {
        let mut found: Vec<(usize, usize, usize, usize)> = Vec::new();
        for (index, form) in self.folded.iter().enumerate() {
            if form.len() > LONGEST || !of(&self.data.forms[index]) {
                continue;
            }
            for start in at.clone() {
                let Some(words) = self.words.get(start..start + form.len()) else {
                    break;
                };
                if let Some(distance) = distance(form, words, tolerance > 0) {
                    found.push((distance, start, usize::MAX - form.len(), index));
                }
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|&mut (_, start, length, _)| (start, length));
        let most = if tolerance == 0 { usize::MAX } else { NEAREST };
        found
            .into_iter()
            .take(most)
            .map(|(distance, start, length, index)| {
                let last = start + (usize::MAX - length) - 1;
                let bytes = self.words[start].bytes.start..self.words[last].bytes.end;
                Near {
                    form: self.known(index),
                    distance,
                    words: piece(self.text, bytes),
                }
            })
            .collect()
    }
}

/// Letters in which words differ from a form, if they are few; the first word may
/// have proclitics.
fn distance(form: &[Vec<Code>], words: &[Word], tolerant: bool) -> Option<usize> {
    let join = |first: &[Code]| {
        let mut all = first.to_vec();
        for word in &form[1..] {
            all.push(SPACE);
            all.extend(word);
        }
        all
    };
    let written: Vec<Code> = words
        .iter()
        .map(|word| word.codes.as_slice())
        .collect::<Vec<_>>()
        .join(&SPACE);
    let letters: usize = form.iter().map(Vec::len).sum();
    let allowed = if tolerant {
        (letters / 3).clamp(1, 3)
    } else {
        0
    };
    let mut best = None;
    prefixed(&form[0], &mut Vec::new(), |with| {
        let whole = join(with.codes);
        if whole.len().abs_diff(written.len()) > allowed {
            return;
        }
        let distance = if whole == written {
            0
        } else if allowed > 0 {
            strsim::generic_damerau_levenshtein(&whole, &written)
        } else {
            return;
        };
        if distance <= allowed && best.is_none_or(|best| distance < best) {
            best = Some(distance);
        }
    });
    best
}

/// The words of a text: runs of letters and digits with their marks.
fn words(text: &str) -> Vec<Word> {
    let within = |c: char| c.is_alphanumeric() || is_combining(c) || c == '\u{640}';
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(within) {
        let start = at + found;
        let end = text[start..]
            .find(|c| !within(c))
            .map_or(text.len(), |length| start + length);
        words.push(Word {
            bytes: start..end,
            codes: fold_word(&text[start..end]),
        });
        at = end;
    }
    words
}

/// A stretch of a text.
pub fn piece(text: &str, bytes: Range<usize>) -> Piece {
    let start = text[..bytes.start].chars().count();
    let slice = &text[bytes.clone()];
    Piece {
        span: Span {
            start,
            end: start + slice.chars().count(),
            byte_start: bytes.start,
            byte_end: bytes.end,
        },
        text: slice.to_owned(),
    }
}
