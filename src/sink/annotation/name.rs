//! Document names as names of files in an archive and as parts of an IRI.

use std::fmt::Write;

/// A document's name as a relative path that every system accepts and no
/// unpacking program can be led astray with. Different names stay different.
pub fn path(doc_id: &str) -> String {
    let parts: Vec<String> = doc_id.split('/').map(part).collect();
    parts.join("/")
}

/// A document's name as the last part of a URN.
pub(super) fn urn(doc_id: &str) -> String {
    encode(doc_id, |c| c.is_ascii_alphanumeric() || "-._~/".contains(c))
}

fn part(part: &str) -> String {
    match part {
        "" => "%".to_owned(),
        "." => "%2E".to_owned(),
        ".." => "%2E%2E".to_owned(),
        _ => {
            let mut name = encode(part, |c| !c.is_control() && !"%\\:*?\"<>|".contains(c));
            // Some systems drop what ends in a dot or a blank.
            if let Some(last) = name.pop() {
                match last {
                    '.' => name.push_str("%2E"),
                    ' ' => name.push_str("%20"),
                    last => name.push(last),
                }
            }
            name
        }
    }
}

fn encode(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if stays(c) {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{path, urn};

    #[test]
    fn a_path_stays_inside_and_reads_on_every_system() {
        assert_eq!(path("أخبار/يوم 1"), "أخبار/يوم 1");
        assert_eq!(path("../../etc/passwd"), "%2E%2E/%2E%2E/etc/passwd");
        assert_eq!(path("/root"), "%/root");
        assert_eq!(path("c:\\a\n"), "c%3A%5Ca%0A");
        assert_eq!(path("50%"), "50%25");
        assert_eq!(path("a."), "a%2E");
    }

    #[test]
    fn a_urn_is_ascii() {
        assert_eq!(urn("د/a b"), "%D8%AF/a%20b");
    }
}
