//! TimeML 1.2.1: the text with its dates as `TIMEX3` elements.
//!
//! Only dates have a place in TimeML; countries and organizations are left to
//! the other formats.

use quick_xml::escape::escape;

use super::name;
use crate::record::{DateRow, Rows};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<TimeML xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
xsi:noNamespaceSchemaLocation=\"http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd\">\n";

/// What TIMEX3 writes where nothing is known of a date.
const UNKNOWN: &str = "XXXX";

pub(super) fn file(rows: &Rows<'_>) -> (String, Vec<u8>) {
    let document = rows.document();
    let mut out = String::from(HEAD);
    out.push_str(&format!("<DOCID>{}</DOCID>\n", xml(document.doc_id)));
    if let Some(day) = document.reference_date {
        out.push_str(&format!(
            "<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"{day}\" temporalFunction=\"false\" functionInDocument=\"CREATION_TIME\">{day}</TIMEX3></DCT>\n"
        ));
    }
    out.push_str("<TEXT>");
    let mut done = 0;
    for (index, row) in rows.dates().iter().enumerate() {
        let span = row.mention.span.bytes();
        out.push_str(&xml(&rows.text()[done..span.start]));
        out.push_str(&element(index + 1, row, document.reference_date.is_some()));
        done = span.end;
    }
    out.push_str(&xml(&rows.text()[done..]));
    out.push_str("</TEXT>\n</TimeML>\n");
    (
        format!("{}.tml", name::path(document.doc_id)),
        out.into_bytes(),
    )
}

fn element(number: usize, row: &DateRow<'_>, dated: bool) -> String {
    let value = if row.timex3.is_empty() {
        UNKNOWN
    } else {
        &row.timex3
    };
    let approximate = if row.certainty == "approximate" {
        " mod=\"APPROX\""
    } else {
        ""
    };
    let from_document = row.basis == "reference";
    let anchor = if from_document && dated {
        " anchorTimeID=\"t0\""
    } else {
        ""
    };
    format!(
        "<TIMEX3 tid=\"t{number}\" type=\"DATE\" value=\"{}\"{approximate} temporalFunction=\"{}\" functionInDocument=\"NONE\"{anchor}>{}</TIMEX3>",
        xml(value),
        row.basis != "explicit",
        xml(row.mention.text),
    )
}

/// Text that XML can hold: marks escaped, and U+FFFD for the controls that
/// XML 1.0 cannot hold at all, so that places stay what they are. A carriage
/// return is written as a reference, or a reader would drop it.
fn xml(text: &str) -> String {
    let is_foreign = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    escape(text)
        .replace(is_foreign, "\u{fffd}")
        .replace('\r', "&#13;")
}
