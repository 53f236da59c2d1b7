//! Pages for people: self-contained HTML from a template, everything that comes
//! from a text escaped, every stretch of text in a `<bdi>`.

use minijinja::{AutoEscape, Environment, Error, Value, value::Serde};
use serde::Serialize;

/// The frame of all pages: head, style, light and dark.
const FRAME: &str = include_str!("templates/frame.html");

/// Fills a template, which may begin with `{% extends "frame.html" %}`. The same
/// context gives the same bytes.
///
/// # Errors
/// A fault of the template; none for one that a test has filled.
pub(super) fn fill(template: &str, context: impl Serialize) -> Result<String, Error> {
    let mut pages = Environment::new();
    pages.set_auto_escape_callback(|_| AutoEscape::Html);
    pages.add_template("frame.html", FRAME)?;
    pages.add_template("page.html", template)?;
    pages
        .get_template("page.html")?
        .render(Value::from(Serde(context)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_a_text_is_escaped() {
        let template =
            "{% extends \"frame.html\" %}{% block body %}<bdi>{{ text }}</bdi>{% endblock %}";
        let context = minijinja::context! { text => "<script>alert(1)</script>", title => "<b>" };
        let page = fill(template, context).unwrap();
        assert!(page.contains("&lt;script&gt;"), "{page}");
        assert!(page.contains("<title>&lt;b&gt;</title>"), "{page}");
        assert!(!page.contains("<script>alert"), "{page}");
    }
}
