//! The page itself: template, style and script, which are built in.

use minijinja::{AutoEscape, Environment, context};
use serde_json::Value;

use super::packing::{fingerprint, inert};

const TEMPLATE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/style.css");
const SCRIPT: [&str; 9] = [
    include_str!("page/strings.js"),
    include_str!("page/data.js"),
    include_str!("page/dom.js"),
    include_str!("page/filter.js"),
    include_str!("page/timeline.js"),
    include_str!("page/charts.js"),
    include_str!("page/documents.js"),
    include_str!("page/review.js"),
    include_str!("page/main.js"),
];

/// The page could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the page cannot be made: {0}")]
pub struct ReportError(#[from] minijinja::Error);

/// The language in which a page opens; its reader can change it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, left to right.
    #[default]
    English,
    /// Arabic, right to left.
    Arabic,
}

/// What a page says of itself.
#[derive(Clone, Debug)]
pub struct ReportOptions {
    /// Title of the page.
    pub title: String,
    /// Language in which it opens.
    pub language: Language,
    /// Hash of the rule pack.
    pub rule_pack: String,
}

/// Fills the page.
pub(super) fn fill(
    options: &ReportOptions,
    meta: &Value,
    index: &str,
    chunks: &[String],
) -> Result<String, ReportError> {
    let script = format!(
        "\"use strict\";\n(() => {{\n{}\n}})();\n",
        SCRIPT.join("\n")
    );
    let (language, direction, noscript) = match options.language {
        Language::English => (
            "en",
            "ltr",
            "This page needs JavaScript; it uses no network.",
        ),
        Language::Arabic => (
            "ar",
            "rtl",
            "تحتاج هذه الصفحة إلى جافاسكربت، ولا تستعمل الشبكة.",
        ),
    };
    let mut pages = Environment::new();
    pages.set_auto_escape_callback(|_| AutoEscape::Html);
    pages.add_template("report.html", TEMPLATE)?;
    let page = pages.get_template("report.html")?.render(context! {
        title => options.title.as_str(),
        language,
        direction,
        noscript,
        version => env!("CARGO_PKG_VERSION"),
        style => STYLE,
        style_hash => fingerprint(STYLE),
        script => script.as_str(),
        script_hash => fingerprint(&script),
        meta => inert(meta),
        index,
        chunks => minijinja::Value::from(minijinja::value::Serde(chunks)),
    })?;
    Ok(page)
}
