//! What a document says of its own encoding: `<?xml encoding="…"?>`,
//! `<meta charset="…">` or `<meta … content="text/html; charset=…">`.
//!
//! Only the first kilobyte is looked at, as browsers do, and only if the document
//! begins as markup does: a text *about* markup declares nothing.

use super::Encoding;

/// Bytes within which a declaration counts.
const WITHIN: usize = 1024;

/// The encoding that is declared, if it is one that nasaq reads.
pub(super) fn declared(bytes: &[u8]) -> Option<Encoding> {
    let head = bytes[..bytes.len().min(WITHIN)].to_ascii_lowercase();
    let start = head.trim_ascii_start();
    if !start.starts_with(b"<") {
        return None;
    }
    let name = match start.strip_prefix(b"<?xml") {
        Some(rest) => {
            let end = memchr::memmem::find(rest, b"?>")?;
            value(&rest[..end], b"encoding")?
        }
        None => metas(start).find_map(|meta| value(meta, b"charset"))?,
    };
    let encoding: Encoding = std::str::from_utf8(name).ok()?.parse().ok()?;
    match encoding {
        // What could be read so far is ASCII, so it cannot be UTF-16.
        Encoding::Utf16Le | Encoding::Utf16Be => Some(Encoding::Utf8),
        encoding => Some(encoding),
    }
}

/// The insides of all `<meta …>` elements.
fn metas(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    memchr::memmem::find_iter(head, b"<meta").map(|at| {
        let rest = &head[at + 5..];
        &rest[..memchr::memchr(b'>', rest).unwrap_or(rest.len())]
    })
}

/// What stands behind `name =`, with or without quotes.
fn value<'a>(within: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let at = memchr::memmem::find(within, name)?;
    let rest = within[at + name.len()..].trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let rest = match rest {
        [b'"' | b'\'', rest @ ..] => rest,
        rest => rest,
    };
    let end = rest
        .iter()
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)))
        .unwrap_or(rest.len());
    Some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_of_markup_count() {
        for (head, expected) in [
            (
                "<?xml version=\"1.0\" encoding=\"windows-1256\"?><a/>",
                Some(Encoding::Windows1256),
            ),
            (
                "<?xml version='1.0' encoding='ISO-8859-6' ?>",
                Some(Encoding::Iso88596),
            ),
            (
                "\n<html><head><META CHARSET=cp1256>",
                Some(Encoding::Windows1256),
            ),
            (
                "<html><meta name=x><meta http-equiv=Content-Type content='text/html; charset=windows-1256'>",
                Some(Encoding::Windows1256),
            ),
            ("<meta charset=utf-8>", Some(Encoding::Utf8)),
            ("<meta charset=koi8-r>", None),
            ("<meta charset", None),
            ("<?xml version='1.0'?><meta charset=cp1256>", None),
            ("write <meta charset=cp1256> into the head", None),
            ("", None),
        ] {
            assert_eq!(declared(head.as_bytes()), expected, "{head}");
        }
    }
}
