//! Each format gives back the text and every place in it.

use serde_json::Value;

use super::{Piece, encode};
use crate::record::sample::{Sample, SampleCatalog, samples};
use crate::record::{AnnotationFormat, Rows};

/// A mention within a mention, a mention over a line end, a proclitic, markup.
fn nested() -> Sample {
    Sample::new(
        "أخبار/٢.txt",
        "وقال حزب العمال البلجيكي في سنة\r\n1948: <b>&</b>  «بلجيكا»\n",
    )
    .date("سنة\r\n1948", "1948")
    .country("البلجيكي", &[1])
    .country("بلجيكا»", &[1])
    .organization("حزب العمال البلجيكي", "حزب-العمال-البلجيكي")
}

fn one(rows: &Rows<'_>, format: AnnotationFormat) -> Piece {
    encode(rows, &[format]).remove(0)
}

fn text_of(piece: Piece) -> String {
    match piece {
        Piece::Bytes(bytes) | Piece::Items(bytes, _) => String::from_utf8(bytes).unwrap(),
        Piece::Files(mut files) => String::from_utf8(files.pop().unwrap().1).unwrap(),
    }
}

fn chars(text: &str, start: u64, end: u64) -> String {
    let (start, end) = (start as usize, end as usize);
    text.chars().skip(start).take(end - start).collect()
}

fn all() -> Vec<Sample> {
    let mut all = samples();
    all.push(nested());
    all
}

#[test]
fn brat_tells_places_attributes_and_references() {
    let catalog = SampleCatalog::new();
    let sample = nested();
    let Piece::Files(files) = one(&sample.rows(&catalog), AnnotationFormat::Brat) else {
        panic!("brat is an archive");
    };
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["أخبار/٢.txt.txt", "أخبار/٢.txt.ann"]);
    assert_eq!(files[0].1, sample.document.text.as_bytes());
    assert_eq!(
        String::from_utf8_lossy(&files[1].1),
        "T1\tOrganization 5 24\tحزب العمال البلجيكي\n\
         A1\tOrganizationKind T1 name\n\
         N1\tReference T1 ORG:حزب-العمال-البلجيكي\tحزب العمال البلجيكي\n\
         #1\tAnnotatorNotes T1\to1 name.list\n\
         T2\tCountry 16 24\tالبلجيكي\n\
         A2\tCountryKind T2 name\n\
         N2\tReference T2 ISO3166:BEL\tBelgium\n\
         #2\tAnnotatorNotes T2\tc1 name.list\n\
         T3\tDate 28 31;33 37\tسنة 1948\n\
         A3\tDateKind T3 absolute\n\
         A4\tCertainty T3 certain\n\
         A5\tBasis T3 explicit\n\
         N3\tReference T3 EDTF:1948\t1948\n\
         #3\tAnnotatorNotes T3\td1 date.year\n\
         T4\tCountry 50 57\tبلجيكا»\n\
         A6\tCountryKind T4 name\n\
         N4\tReference T4 ISO3166:BEL\tBelgium\n\
         #4\tAnnotatorNotes T4\tc2 name.list\n"
    );
}

#[test]
fn conll_has_a_word_a_line_and_keeps_the_outer_mention() {
    let catalog = SampleCatalog::new();
    let sample = nested();
    let text = text_of(one(&sample.rows(&catalog), AnnotationFormat::Conll));
    let tags: Vec<String> = text
        .lines()
        .filter(|line| line.contains("\tB-") || line.contains("\tI-"))
        .map(|line| line.replace('\t', " "))
        .collect();
    assert_eq!(
        tags,
        [
            "حزب 5 8 B-ORGANIZATION",
            "العمال 9 15 I-ORGANIZATION",
            "البلجيكي 16 24 I-ORGANIZATION",
            "سنة 28 31 B-DATE",
            "1948 33 37 I-DATE",
            "بلجيكا 50 56 B-COUNTRY",
            "» 56 57 I-COUNTRY",
        ]
    );
    for sample in all() {
        let text = text_of(one(&sample.rows(&catalog), AnnotationFormat::Conll));
        for line in text.lines().skip(2).filter(|line| !line.is_empty()) {
            let cells: Vec<&str> = line.split('\t').collect();
            let (start, end) = (cells[1].parse().unwrap(), cells[2].parse().unwrap());
            assert_eq!(chars(&sample.document.text, start, end), cells[0]);
        }
    }
}

#[test]
fn timeml_reads_back_as_the_text() {
    let catalog = SampleCatalog::new();
    for sample in all() {
        let xml = text_of(one(&sample.rows(&catalog), AnnotationFormat::TimeMl));
        let start = xml.find("<TEXT>").unwrap() + "<TEXT>".len();
        let body = &xml[start..xml.find("</TEXT>").unwrap()];
        let mut text = String::new();
        for (index, part) in body.split('<').enumerate() {
            let shown = if index == 0 {
                part
            } else {
                part.split_once('>').unwrap().1
            };
            text.push_str(&quick_xml::escape::unescape(shown).unwrap());
        }
        let expected = sample.document.text.replace('\u{1}', "\u{fffd}");
        assert_eq!(text, expected);
        assert_eq!(
            body.matches("<TIMEX3 ").count(),
            sample.extraction.dates.len()
        );
    }
    let xml = text_of(one(&samples()[0].rows(&catalog), AnnotationFormat::TimeMl));
    assert!(xml.contains("<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"2016-02-29\""));
    assert!(xml.contains("value=\"1949-04-04\" temporalFunction=\"false\" functionInDocument=\"NONE\">4 أبريل 1949</TIMEX3>"), "{xml}");
    assert!(
        xml.contains("value=\"XXXX\" temporalFunction=\"true\""),
        "{xml}"
    );
}

#[test]
fn spacy_tokens_give_the_text_back() {
    let catalog = SampleCatalog::new();
    for sample in all() {
        let line = text_of(one(&sample.rows(&catalog), AnnotationFormat::Spacy));
        assert_eq!(line.matches('\n').count(), 1);
        let doc: Value = serde_json::from_str(&line).unwrap();
        let text = doc["text"].as_str().unwrap();
        assert_eq!(text, sample.document.text);
        let place = |object: &Value| {
            (
                object["start"].as_u64().unwrap(),
                object["end"].as_u64().unwrap(),
            )
        };
        let tokens: Vec<(u64, u64)> = doc["tokens"]
            .as_array()
            .unwrap()
            .iter()
            .map(place)
            .collect();
        let mut at = 0;
        for &(start, end) in &tokens {
            assert!(start == at || chars(text, at, start) == " ", "{at} {start}");
            assert!(end > start);
            at = end;
        }
        for span in doc["spans"]["nasaq"].as_array().unwrap() {
            let (start, end) = place(span);
            assert!(tokens.iter().any(|token| token.0 == start), "{span}");
            assert!(tokens.iter().any(|token| token.1 == end), "{span}");
        }
    }
}

#[test]
fn web_annotations_select_what_they_quote() {
    let catalog = SampleCatalog::new();
    for sample in all() {
        let piece = one(&sample.rows(&catalog), AnnotationFormat::WebAnnotation);
        let items: Vec<Value> = serde_json::from_str(&format!("[{}]", text_of(piece))).unwrap();
        let found = &sample.extraction;
        let count = found.dates.len() + found.countries.len() + found.organizations.len();
        assert_eq!(items.len(), count);
        for item in &items {
            let [position, quote] = item["target"]["selector"].as_array().unwrap().as_slice()
            else {
                panic!("two selectors");
            };
            let (start, end) = (
                position["start"].as_u64().unwrap(),
                position["end"].as_u64().unwrap(),
            );
            let text = &sample.document.text;
            assert_eq!(chars(text, start, end), quote["exact"].as_str().unwrap());
            let prefix = quote["prefix"].as_str().unwrap();
            assert_eq!(
                chars(text, start - prefix.chars().count() as u64, start),
                prefix
            );
            let suffix = quote["suffix"].as_str().unwrap();
            assert_eq!(
                chars(text, end, end + suffix.chars().count() as u64),
                suffix
            );
        }
    }
}
