//! What stands in a page, and what must never stand in it.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::*;
use crate::record::sample::{Sample, SampleCatalog, samples};

fn options() -> ReportOptions {
    ReportOptions {
        title: "</title><script>alert(1)</script>".to_owned(),
        language: Language::Arabic,
        rule_pack: "00ff".to_owned(),
    }
}

fn page_of(samples: &[Sample], limit: usize) -> String {
    let catalog = SampleCatalog::new();
    let mut builder = ReportBuilder::new(limit);
    for sample in samples {
        builder.add(ReportDocument::from_rows(&sample.rows(&catalog)));
    }
    builder.finish(&options()).unwrap()
}

/// The contents of the script elements with this start tag.
fn scripts<'p>(page: &'p str, tag: &str) -> Vec<&'p str> {
    let parts = page.split(tag).skip(1);
    parts
        .map(|part| part.split_once("</script>").unwrap().0)
        .collect()
}

fn unpacked(packed: &str) -> Value {
    let bytes = STANDARD.decode(packed).unwrap();
    let mut text = String::new();
    flate2::read::DeflateDecoder::new(&bytes[..])
        .read_to_string(&mut text)
        .unwrap();
    serde_json::from_str(&text).unwrap()
}

const CHUNK_TAG: &str = "<script type=\"text/plain\" class=\"chunk\">";

#[test]
fn a_page_holds_the_texts_with_places_for_the_browser() {
    let page = page_of(&samples(), 10);
    let chunk = unpacked(scripts(&page, CHUNK_TAG)[0]);
    for (document, sample) in chunk.as_array().unwrap().iter().zip(samples()) {
        assert_eq!(document["text"], sample.document.text.as_str());
        let units: Vec<u16> = sample.document.text.encode_utf16().collect();
        let chars: Vec<char> = sample.document.text.chars().collect();
        for mention in document["mentions"].as_array().unwrap() {
            let at = |place: usize| mention[place].as_u64().unwrap() as usize;
            let of_units = String::from_utf16(&units[at(4)..at(5)]).unwrap();
            let of_chars: String = chars[at(2)..at(3)].iter().collect();
            assert_eq!(of_units, of_chars);
        }
    }
    let meta: Value =
        serde_json::from_str(scripts(&page, "<script type=\"application/json\" id=\"meta\">")[0])
            .unwrap();
    assert_eq!(meta["counts"]["documents"], 3);
    assert_eq!(meta["counts"]["dates"], 5);
    let index = unpacked(scripts(&page, "<script type=\"text/plain\" id=\"index\">")[0]);
    let rows = index["doc"].as_array().unwrap().len();
    for column in [
        "mention",
        "type",
        "sentence",
        "rule",
        "key",
        "certainty",
        "lo",
        "hi",
        "first",
        "last",
    ] {
        assert_eq!(index[column].as_array().unwrap().len(), rows, "{column}");
    }
}

#[test]
fn nothing_from_a_text_is_markup() {
    let hostile =
        "</script><script>alert('x')</script><img src=x onerror=alert(1)> سنة 1948 \u{202e}مقلوب";
    let sample = Sample::new("<b>&\"'</b>", hostile).date("سنة 1948", "1948");
    let page = page_of(&[sample], 10);
    // The title is escaped where it stands; the text is packed.
    assert!(!page.contains("<script>alert") && !page.contains("<img"));
    assert_eq!(
        page.matches("alert(").count(),
        2,
        "in the title and the heading"
    );
    assert!(!page.contains("<b>"));
    assert!(
        page.contains("&lt;&#x2f;title&gt;") || page.contains("&lt;/title&gt;"),
        "the title is escaped"
    );
    let policy = page.split_once("script-src 'sha256-").unwrap().1;
    let (allowed, _) = policy.split_once('\'').unwrap();
    let allowed = allowed
        .replace("&#x2f;", "/")
        .replace("&#x2b;", "+")
        .replace("&#x3d;", "=");
    assert_eq!(allowed, packing::fingerprint(scripts(&page, "<script>")[0]));
    assert_eq!(page.matches("<script>").count(), 1);
}

#[test]
fn of_many_documents_an_even_share_is_shown() {
    let many: Vec<Sample> = (0..100)
        .map(|n| Sample::new(&format!("d{n}"), "سنة 1948").date("سنة 1948", "1948"))
        .collect();
    let page = page_of(&many, 30);
    let meta: Value =
        serde_json::from_str(scripts(&page, "<script type=\"application/json\" id=\"meta\">")[0])
            .unwrap();
    assert_eq!(
        (meta["shown"].as_u64(), meta["counts"]["documents"].as_u64()),
        (Some(25), Some(100))
    );
    let names = &unpacked(scripts(&page, "<script type=\"text/plain\" id=\"index\">")[0])["names"];
    assert_eq!(names[1], "d4");
    assert_eq!(names[24], "d96");
    assert_eq!(
        page,
        page_of(&many, 30),
        "the same documents give the same page"
    );
}

#[test]
fn an_empty_report_is_a_page() {
    assert!(page_of(&[], 10).contains("<main>"));
}
