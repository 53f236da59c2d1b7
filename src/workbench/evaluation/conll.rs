//! Gold in CoNLL files: a word a line, its tag in the last column (IOB1, IOB2,
//! BIOES or BILOU), a blank line after each sentence.
//!
//! Words with places (our own form: word, first character, one past the last,
//! tag) are put where they stood, so that what is found has the same places.
//! Words without are joined by blanks, sentences by line ends.

use std::collections::HashSet;

use super::gold::{CharSpan, Form, GoldError, GoldFault, GoldRow, GoldSet, GoldSpan, GoldValue};
use super::labels::{LabelMeaning, Labels, Seen};
use crate::source::{decode_text, unique};

/// A word and what its line tells.
struct Word<'t> {
    line: usize,
    text: &'t str,
    place: Option<CharSpan>,
    tag: Tag<'t>,
    /// Whether it begins a sentence.
    first: bool,
}

/// A tag, whatever its dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag<'t> {
    Outside,
    /// A mention begins, even beside another of its label.
    Begin(&'t str),
    /// A mention goes on, or begins where none is open.
    Inside(&'t str),
    /// … and ends with this word.
    End(&'t str),
    /// A mention of one word.
    Single(&'t str),
}

/// A document on its way.
struct Part<'t> {
    id: Option<&'t str>,
    line: usize,
    words: Vec<Word<'t>>,
}

impl GoldSet {
    /// Reads a CoNLL file. Where documents are marked (`-DOCSTART-` or
    /// `# newdoc id = …`) a row is a document, elsewhere a sentence.
    ///
    /// # Errors
    /// All faults of the file.
    pub fn from_conll(
        name: &str,
        file: &str,
        bytes: &[u8],
        labels: &Labels,
    ) -> Result<Self, GoldError> {
        let fault = |line: usize, id: Option<String>, message: String| GoldFault {
            file: file.to_owned(),
            line,
            id,
            message,
        };
        let whole = |message: String| GoldError {
            faults: vec![fault(0, None, message)],
        };
        let (text, _) = decode_text(bytes)
            .map_err(|found| whole(format!("byte {}: {}", found.offset, found.reason)))?;
        let mut reading = Reading::default();
        let mut faults = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if let Err(message) = reading.line(line, index + 1) {
                faults.push(fault(index + 1, None, message));
            }
        }
        let mut seen = Seen::default();
        let mut names = HashSet::new();
        let mut rows = Vec::new();
        for part in reading.parts() {
            let id = part
                .id
                .map_or_else(|| format!("line {}", part.line), str::to_owned);
            let id = unique(&mut names, &id);
            match row(&part, &id, labels, &mut seen) {
                Ok(row) => rows.push(row),
                Err((line, message)) => faults.push(fault(line, Some(id), message)),
            }
        }
        if !faults.is_empty() {
            faults.sort_by_key(|fault| fault.line);
            return Err(GoldError { faults });
        }
        if rows.is_empty() {
            return Err(whole("the file has no words".to_owned()));
        }
        let annotated = seen.annotated(labels);
        if annotated.is_empty() {
            return Err(whole(seen.nothing_scored()));
        }
        Ok(Self {
            name: name.to_owned(),
            annotated,
            partial: false,
            unknown_labels: seen.unknown(labels),
            rows,
        })
    }
}

/// A file that is being read.
#[derive(Default)]
struct Reading<'t> {
    parts: Vec<Part<'t>>,
    /// Whether documents are marked.
    documents: bool,
    /// Whether the lines have places; known from the first word on.
    places: Option<bool>,
    /// Whether the next word begins a sentence.
    first: bool,
}

impl<'t> Reading<'t> {
    fn line(&mut self, line: &'t str, number: usize) -> Result<(), String> {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() {
            self.first = true;
            return Ok(());
        }
        let fields: Vec<&str> = if line.contains('\t') {
            line.split('\t').collect()
        } else {
            line.split_whitespace().collect()
        };
        let tag = fields
            .last()
            .map_or(Err(String::new()), |last| tag(last.trim()));
        if line.starts_with('#') && (fields.len() < 2 || tag.is_err()) {
            if let Some((key, id)) = line[1..].split_once('=')
                && key.trim() == "newdoc id"
            {
                self.document(Some(id.trim()), number);
            }
            return Ok(());
        }
        if fields[0] == "-DOCSTART-" {
            // Our files tell the name in the line before.
            let named = self.parts.last();
            if named.is_none_or(|part| part.id.is_none() || !part.words.is_empty()) {
                self.document(None, number);
            }
            return Ok(());
        }
        if fields.len() < 2 {
            return Err("expected a word and its tag, parted by tabs or blanks".to_owned());
        }
        let text = fields[0].trim();
        if text.is_empty() {
            return Err("the line has no word".to_owned());
        }
        let place = place(&fields);
        let places = *self.places.get_or_insert(place.is_some());
        if places && place.is_none() {
            return Err(format!(
                "expected the place of `{text}` in the second and third column, as in the lines before"
            ));
        }
        let word = Word {
            line: number,
            text,
            place: place.filter(|_| places),
            tag: tag?,
            first: self.first,
        };
        if self.parts.is_empty() || (!self.documents && self.first) {
            self.parts.push(Part {
                id: None,
                line: number,
                words: Vec::new(),
            });
        }
        self.first = false;
        if let Some(part) = self.parts.last_mut() {
            part.words.push(word);
        }
        Ok(())
    }

    fn document(&mut self, id: Option<&'t str>, line: usize) {
        self.documents = true;
        self.first = true;
        self.parts.push(Part {
            id,
            line,
            words: Vec::new(),
        });
    }

    fn parts(self) -> impl Iterator<Item = Part<'t>> {
        let parts = self.parts.into_iter();
        parts.filter(|part| !part.words.is_empty())
    }
}

/// The place that a line of four columns tells.
fn place(fields: &[&str]) -> Option<CharSpan> {
    let [_, start, end, _] = fields else {
        return None;
    };
    Some((start.parse().ok()?, end.parse().ok()?))
}

fn tag(word: &str) -> Result<Tag<'_>, String> {
    let wrong =
        || format!("`{word}` is no tag: expected O, or B-, I-, E-, S-, L- or U- and a label");
    if word == "O" {
        return Ok(Tag::Outside);
    }
    let (prefix, label) = word.split_once('-').ok_or_else(wrong)?;
    if label.is_empty() {
        return Err(wrong());
    }
    match prefix {
        "B" => Ok(Tag::Begin(label)),
        "I" | "M" => Ok(Tag::Inside(label)),
        "E" | "L" => Ok(Tag::End(label)),
        "S" | "U" => Ok(Tag::Single(label)),
        _ => Err(wrong()),
    }
}

/// Makes a row of a document or a sentence.
fn row(
    part: &Part<'_>,
    id: &str,
    labels: &Labels,
    seen: &mut Seen,
) -> Result<GoldRow, (usize, String)> {
    let (text, places) = placed(part)?;
    let mut row = GoldRow {
        id: id.to_owned(),
        line: part.line,
        text,
        date: None,
        spans: Vec::new(),
        other: Vec::new(),
        nested: Vec::new(),
        form: Form::Flat,
    };
    for (label, span) in mentions(&part.words, &places) {
        seen.add(label);
        match labels.meaning(label) {
            LabelMeaning::Scored(kind) => row.spans.push(GoldSpan {
                kind,
                span,
                value: GoldValue::Unknown,
            }),
            LabelMeaning::Other => row.nested.push(span),
            LabelMeaning::Nothing => {}
        }
    }
    Ok(row)
}

/// The text, and where in it each word stands.
fn placed(part: &Part<'_>) -> Result<(String, Vec<CharSpan>), (usize, String)> {
    let mut text = String::new();
    let mut at = 0;
    let mut places = Vec::with_capacity(part.words.len());
    for (index, word) in part.words.iter().enumerate() {
        let length = word.text.chars().count();
        let gap = match word.place {
            None => usize::from(index > 0),
            Some((start, end)) if start < at => {
                let message = format!(
                    "`{}` at {start} to {end} begins before the last word ends, at {at}",
                    word.text
                );
                return Err((word.line, message));
            }
            Some((start, end)) if end != start + length => {
                let message = format!(
                    "`{}` at {start} to {end} has {length} characters",
                    word.text
                );
                return Err((word.line, message));
            }
            Some((start, _)) => start - at,
        };
        // Between sentences lines end; a wider gap there is most often a blank line.
        let ends = if word.first && index > 0 {
            gap.min(2)
        } else {
            0
        };
        text.extend(std::iter::repeat_n('\n', ends));
        text.extend(std::iter::repeat_n(' ', gap - ends));
        text.push_str(word.text);
        places.push((at + gap, at + gap + length));
        at += gap + length;
    }
    Ok((text, places))
}

/// Runs of words with one label.
fn mentions<'t>(words: &[Word<'t>], places: &[CharSpan]) -> Vec<(&'t str, CharSpan)> {
    let mut found: Vec<(&str, CharSpan)> = Vec::new();
    let mut open = false;
    for (word, &place) in words.iter().zip(places) {
        let (label, begins, ends) = match word.tag {
            Tag::Outside => {
                open = false;
                continue;
            }
            Tag::Begin(label) => (label, true, false),
            Tag::Inside(label) => (label, false, false),
            Tag::End(label) => (label, false, true),
            Tag::Single(label) => (label, true, true),
        };
        match found.last_mut() {
            Some(last) if open && !begins && !word.first && last.0 == label => last.1.1 = place.1,
            _ => found.push((label, place)),
        }
        open = !ends;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::mention::MentionType;

    fn read(text: &str, rules: &[&str]) -> Result<GoldSet, GoldError> {
        let rules: Vec<_> = rules.iter().map(|rule| rule.parse().unwrap()).collect();
        GoldSet::from_conll("own", "own.conll", text.as_bytes(), &Labels::new(&rules))
    }

    fn slices(row: &GoldRow) -> Vec<String> {
        let chars: Vec<char> = row.text.chars().collect();
        let slice = |span: &GoldSpan| chars[span.span.0..span.span.1].iter().collect();
        row.spans.iter().map(slice).collect()
    }

    #[test]
    fn words_without_places_are_joined() {
        let text = "زار O\nالوفد O\nجمهورية B-LOC\nمصر I-LOC\nوالجامعة B-ORG\nالعربية I-ORG\n\nعام B-DATE\n1950 I-DATE\n";
        let set = read(text, &["LOC=country"]).unwrap();
        assert_eq!(set.annotated, MentionType::ALL);
        assert_eq!(set.rows.len(), 2, "a row a sentence");
        assert_eq!(set.rows[0].text, "زار الوفد جمهورية مصر والجامعة العربية");
        assert_eq!(slices(&set.rows[0]), ["جمهورية مصر", "والجامعة العربية"]);
        assert_eq!((set.rows[1].id.as_str(), set.rows[1].line), ("line 8", 8));
    }

    #[test]
    fn words_with_places_stand_where_they_stood() {
        let text = "# newdoc id = a b\n-DOCSTART-\t0\t0\tO\n\nو\t1\t2\tO\nمصر\t2\t5\tB-COUNTRY\n\n1950\t8\t12\tB-DATE\n";
        let set = read(text, &[]).unwrap();
        assert_eq!(set.rows[0].id, "a b");
        assert_eq!(set.rows[0].text, " ومصر\n\n 1950");
        assert_eq!(slices(&set.rows[0]), ["مصر", "1950"]);
    }

    #[test]
    fn every_dialect_of_tags_is_read() {
        for (tags, count) in [
            (["I-ORG", "I-ORG", "B-ORG"], 2),
            (["B-ORG", "I-ORG", "B-ORG"], 2),
            (["B-ORG", "E-ORG", "S-ORG"], 2),
            (["U-ORG", "B-ORG", "L-ORG"], 2),
            (["B-ORG", "I-DATE", "I-ORG"], 3),
            (["B-ORG", "O", "I-ORG"], 2),
        ] {
            let text: String = tags.iter().map(|tag| format!("كلمة {tag}\n")).collect();
            let set = read(&text, &[]).unwrap();
            assert_eq!(set.rows[0].spans.len(), count, "{tags:?}");
        }
    }

    #[test]
    fn other_labels_are_told_and_hold_countries() {
        let set = read("# a comment\nمصر B-LOC\nقال O\n\nعام B-DATE\n", &[]).unwrap();
        assert_eq!(set.unknown_labels, ["LOC"]);
        assert_eq!(set.rows[0].nested, [(0, 3)]);
        let set = read("# O\nمصر B-LOC\n\nعام B-DATE\n", &["LOC=nothing"]).unwrap();
        assert_eq!(set.rows[0].text, "# مصر", "a number sign can be a word");
        assert!(set.unknown_labels.is_empty() && set.rows[0].nested.is_empty());
    }

    #[test]
    fn a_fault_is_told_with_its_line() {
        for (text, line, message) in [
            ("مصر O\nقال\n", 2, "expected a word and its tag"),
            ("مصر X-LOC\n", 1, "`X-LOC` is no tag"),
            ("مصر B-\n", 1, "`B-` is no tag"),
            ("مصر\t0\t3\tO\nقال\tO\n", 2, "expected the place of `قال`"),
            (
                "مصر\t0\t3\tO\nقال\t2\t5\tO\n",
                2,
                "begins before the last word ends, at 3",
            ),
            ("مصر\t0\t4\tO\n", 1, "has 3 characters"),
            ("\tO\n", 1, "no word"),
        ] {
            let error = read(text, &[]).unwrap_err().to_string();
            assert!(error.starts_with(&format!("own.conll:{line}: ")), "{error}");
            assert!(error.contains(message), "{message} is not in {error}");
        }
        for (text, message) in [
            ("\n\n", "own.conll: the file has no words"),
            (
                "مصر B-LOC\n",
                "own.conll: no label is a type; map them with --label LABEL=TYPE: LOC",
            ),
            ("مصر O\n", "own.conll: nothing is marked"),
        ] {
            assert_eq!(read(text, &[]).unwrap_err().to_string(), message);
        }
    }
}
