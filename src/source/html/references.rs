//! Character references of HTML: `&amp;`, `&#1575;`, `&#x627;`.
//!
//! Those that end in a semicolon and are known; anything else stands for itself.

/// The names that are known: those of Latin-1 punctuation and of typography, which
/// texts in Arabic script use.
const NAMES: [(&str, char); 50] = [
    ("amp", '&'),
    ("apos", '\''),
    ("bdquo", '„'),
    ("brvbar", '¦'),
    ("bull", '•'),
    ("cent", '¢'),
    ("copy", '©'),
    ("dagger", '†'),
    ("deg", '°'),
    ("divide", '÷'),
    ("emsp", '\u{2003}'),
    ("ensp", '\u{2002}'),
    ("euro", '€'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("gt", '>'),
    ("hellip", '…'),
    ("iexcl", '¡'),
    ("iquest", '¿'),
    ("laquo", '«'),
    ("ldquo", '“'),
    ("lrm", '\u{200E}'),
    ("lsaquo", '‹'),
    ("lsquo", '‘'),
    ("lt", '<'),
    ("mdash", '—'),
    ("micro", 'µ'),
    ("middot", '·'),
    ("nbsp", '\u{A0}'),
    ("ndash", '–'),
    ("not", '¬'),
    ("para", '¶'),
    ("permil", '‰'),
    ("plusmn", '±'),
    ("pound", '£'),
    ("quot", '"'),
    ("raquo", '»'),
    ("rdquo", '”'),
    ("reg", '®'),
    ("rlm", '\u{200F}'),
    ("rsaquo", '›'),
    ("rsquo", '’'),
    ("sect", '§'),
    ("shy", '\u{AD}'),
    ("thinsp", '\u{2009}'),
    ("times", '×'),
    ("trade", '™'),
    ("zwj", '\u{200D}'),
    ("zwnj", '\u{200C}'),
];

/// Bytes that a reference may have between `&` and `;`.
const LONGEST: usize = 9;

/// The characters of a text with its references resolved.
pub(super) fn resolved(source: &str) -> impl Iterator<Item = char> + '_ {
    let mut rest = source;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (character, length) = match reference(rest) {
            Some(found) if first == '&' => found,
            _ => (first, first.len_utf8()),
        };
        rest = &rest[length..];
        Some(character)
    })
}

/// The reference at the beginning of a text: its character and its length.
fn reference(text: &str) -> Option<(char, usize)> {
    let inside = text.strip_prefix('&')?;
    let end = inside
        .bytes()
        .take(LONGEST + 1)
        .position(|byte| byte == b';')?;
    let name = &inside[..end];
    let character = match name.strip_prefix('#') {
        None => {
            let at = NAMES
                .binary_search_by(|(known, _)| (*known).cmp(name))
                .ok()?;
            NAMES[at].1
        }
        Some(number) => {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let (digits, radix) = match hexadecimal {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            // `from_str_radix` would take a sign.
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_alphanumeric());
            let code = plain.then(|| u32::from_str_radix(digits, radix).ok())??;
            // A control character is no text.
            char::from_u32(code).filter(|c| !c.is_control() || *c == '\n' || *c == '\t')?
        }
    };
    Some((character, end + 2))
}
