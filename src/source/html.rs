//! HTML to text without moving a character.
//!
//! The text of a page is its source with character references resolved and
//! everything that is no running text blanked out, character for character and byte
//! for byte. So an offset in the text is the same offset in the resolved source, and
//! no map has to be kept. This must never change the length of anything.

mod references;

use references::resolved;

/// Elements whose contents are no running text of the page.
const SILENT: [&str; 21] = [
    "aside", "audio", "button", "canvas", "datalist", "dialog", "footer", "head", "iframe", "math",
    "menu", "nav", "noscript", "object", "script", "select", "style", "svg", "template",
    "textarea", "video",
];

/// Elements whose contents are not markup.
const RAW: [&str; 3] = ["script", "style", "textarea"];

/// Elements that are paragraphs of their own.
const PARAGRAPHS: [&str; 22] = [
    "address",
    "article",
    "blockquote",
    "body",
    "caption",
    "details",
    "div",
    "dl",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "main",
    "p",
    "pre",
    "section",
    "table",
];

/// Elements that are lines of their own.
const LINES: [&str; 12] = [
    "br", "dd", "dt", "hr", "li", "ol", "option", "summary", "td", "th", "tr", "ul",
];

/// The text of a page; as long as [`resolved`] makes its source.
pub(super) fn text_of(source: &str) -> String {
    let within = main_element(source);
    let mut page = Page {
        text: String::with_capacity(source.len()),
        silent: Vec::new(),
        within,
        depth: 0,
        preformatted: 0,
    };
    for part in Parts::new(source) {
        page.add(&part);
    }
    page.text
}

/// The element that has the text of the page, if it says which.
fn main_element(source: &str) -> Option<&'static str> {
    let has = |name: &str| {
        Parts::new(source).any(
            |part| matches!(part, Part::Tag { name: found, close: false, .. } if found == name),
        )
    };
    ["main", "article"].into_iter().find(|name| has(name))
}

/// What a page is made of.
#[derive(Debug)]
enum Part<'s> {
    /// Running text, with references.
    Text(&'s str),
    /// A tag with the name in lower case.
    Tag {
        source: &'s str,
        name: String,
        close: bool,
    },
    /// A comment, a declaration, the inside of a script.
    Other(&'s str),
}

/// Takes a page apart; every byte is in one part.
struct Parts<'s> {
    rest: &'s str,
    /// The element whose inside is no markup, if its tag came last.
    raw: Option<String>,
}

impl<'s> Parts<'s> {
    fn new(source: &'s str) -> Self {
        Self {
            rest: source,
            raw: None,
        }
    }

    /// Cuts that many bytes off.
    fn cut(&mut self, bytes: usize) -> &'s str {
        let (part, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        part
    }
}

impl<'s> Iterator for Parts<'s> {
    type Item = Part<'s>;

    fn next(&mut self) -> Option<Part<'s>> {
        if self.rest.is_empty() {
            return None;
        }
        if let Some(name) = self.raw.take() {
            let end = end_of_raw(self.rest, &name);
            if end > 0 {
                return Some(Part::Other(self.cut(end)));
            }
        }
        if !is_markup(self.rest) {
            let text = self.rest;
            // A `<` that begins no markup is text.
            let end = text
                .match_indices('<')
                .map(|(at, _)| at)
                .find(|&at| is_markup(&text[at..]));
            return Some(Part::Text(self.cut(end.unwrap_or(text.len()))));
        }
        let source = self.cut(end_of_markup(self.rest));
        let inside = source.trim_start_matches('<');
        let close = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let length = inside
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .unwrap_or(inside.len());
        let name = inside[..length].to_ascii_lowercase();
        if name.is_empty() {
            return Some(Part::Other(source));
        }
        if !close && RAW.contains(&name.as_str()) {
            self.raw = Some(name.clone());
        }
        Some(Part::Tag {
            source,
            name,
            close,
        })
    }
}

/// Whether markup begins here.
fn is_markup(rest: &str) -> bool {
    match rest.as_bytes() {
        [b'<', b'!' | b'?', ..] => true,
        [b'<', b'/', next, ..] | [b'<', next, ..] => next.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Where the markup that begins here ends: a `>` in quotes does not end a tag.
fn end_of_markup(rest: &str) -> usize {
    if rest.starts_with("<!--") {
        return rest.find("-->").map_or(rest.len(), |at| at + 3);
    }
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quote that is never closed: the first `>` ends it after all.
    rest.find('>').map_or(rest.len(), |at| at + 1)
}

/// Where the inside of a script ends.
fn end_of_raw(rest: &str, name: &str) -> usize {
    let bytes = rest.as_bytes();
    let found = memchr::memmem::find_iter(bytes, b"</").find(|&at| {
        let inside = &bytes[at + 2..];
        inside
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    });
    found.unwrap_or(rest.len())
}

/// The text of a page so far.
struct Page {
    text: String,
    /// The open elements that have no running text.
    silent: Vec<String>,
    /// The element that has the text, if the page has it.
    within: Option<&'static str>,
    /// How many of those are open.
    depth: usize,
    /// How many `<pre>` are open.
    preformatted: usize,
}

impl Page {
    fn add(&mut self, part: &Part<'_>) {
        match part {
            Part::Text(source) => self.running(source),
            Part::Other(source) => self.blank(source),
            Part::Tag {
                source,
                name,
                close,
            } => {
                let start = self.text.len();
                self.blank(source);
                self.nest(name, *close, source.ends_with("/>"));
                if PARAGRAPHS.contains(&name.as_str()) {
                    self.line_end(start);
                }
                if PARAGRAPHS.contains(&name.as_str()) || LINES.contains(&name.as_str()) {
                    self.line_end(self.text.len() - 1);
                }
            }
        }
    }

    /// Puts a line end in the place of a blank.
    fn line_end(&mut self, at: usize) {
        if self.text.as_bytes().get(at) == Some(&b' ') {
            self.text.replace_range(at..=at, "\n");
        }
    }

    /// Keeps count of the elements that are open.
    fn nest(&mut self, name: &str, close: bool, empty: bool) {
        if Some(name) == self.within {
            self.depth = match close {
                true => self.depth.saturating_sub(1),
                false => self.depth + 1,
            };
        }
        if name == "pre" {
            self.preformatted = match close {
                true => self.preformatted.saturating_sub(1),
                false => self.preformatted + 1,
            };
        }
        if close {
            if let Some(at) = self.silent.iter().rposition(|open| open == name) {
                self.silent.truncate(at);
            }
        } else if name == "body" {
            // The end tag of `head` may be left out.
            self.silent.clear();
        } else if SILENT.contains(&name) && !empty {
            self.silent.push(name.to_owned());
        }
    }

    /// Adds text, or blanks where no text counts.
    fn running(&mut self, source: &str) {
        let outside = self.within.is_some() && self.depth == 0;
        if outside || !self.silent.is_empty() {
            return self.blank(source);
        }
        let preformatted = self.preformatted > 0;
        self.text.extend(resolved(source).map(|c| match c {
            // In running text a line end is a blank.
            '\n' | '\r' | '\t' if !preformatted => ' ',
            '\0' => ' ',
            c => c,
        }));
    }

    /// Adds as many blanks, each as long as what stands in its place.
    fn blank(&mut self, source: &str) {
        self.text
            .extend(resolved(source).map(|c| match c.len_utf8() {
                1 => ' ',
                2 => '\u{A0}',
                3 => '\u{2003}',
                _ => '\u{E0020}',
            }));
    }
}

#[cfg(test)]
mod tests;
