use proptest::prelude::*;

use super::*;

/// What is left of a page, with single blanks and line ends.
fn lines(source: &str) -> Vec<String> {
    let text = text_of(source);
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split('\n')
        .map(words)
        .filter(|line| !line.is_empty())
        .collect()
}

/// Checks that no character moved.
fn in_place(source: &str) {
    let text = text_of(source);
    let whole: Vec<char> = resolved(source).collect();
    assert_eq!(text.chars().count(), whole.len());
    for (kept, was) in text.chars().zip(whole) {
        assert_eq!(kept.len_utf8(), was.len_utf8());
        let blank = matches!(kept, ' ' | '\n' | '\u{A0}' | '\u{2003}' | '\u{E0020}');
        assert!(kept == was || blank, "{kept:?} for {was:?}");
    }
}

const PAGE: &str = "<!DOCTYPE html>\n<html lang=ar><head><title>عنوان</title><style>p>a{}</style>\n<body class=\"أ>ب\">\
<nav><a href='/'>الرئيسية</a></nav><h1>خبر &laquo;اليوم&raquo;</h1>\n<p>وصل <b>الوفد</b>\nإلى تونس<br>مساء&nbsp;الخميس.</p>\
<!-- <p>تعليق</p> --><script>if (a<b) document.write('<p>نص</p>')</script><ul><li>أول<li>ثان</ul><footer>حقوق</footer></html>";

#[test]
fn the_running_text_is_kept() {
    let expected = [
        "خبر «اليوم»",
        "وصل الوفد إلى تونس",
        "مساء الخميس.",
        "أول",
        "ثان",
    ];
    assert_eq!(lines(PAGE), expected);
}

#[test]
fn offsets_are_those_of_the_resolved_source() {
    in_place(PAGE);
    let whole: String = resolved(PAGE).collect();
    let text = text_of(PAGE);
    for word in ["تونس", "«اليوم»", "ثان"] {
        assert_eq!(text.find(word), whole.find(word), "{word}");
    }
}

#[test]
fn main_or_article_is_the_text_where_there_is_one() {
    let page =
        "<div>قائمة</div><article><header>عنوان</header><p>متن</p></article><div>روابط</div>";
    assert_eq!(lines(page), ["عنوان", "متن"]);
    let page = "<article>بطاقة</article><main><p>متن</p><article>ملحق</article></main>";
    assert_eq!(lines(page), ["متن", "ملحق"]);
}

#[test]
fn paragraphs_are_apart_by_a_blank_line() {
    let text = text_of("<p>أ</p><p>ب</p>");
    assert!(text.contains("أ\n  \n\n \nب"), "{text:?}");
}

#[test]
fn references_and_stray_signs() {
    assert_eq!(
        text_of("&#1575;&#x628;&amp;lt; &unknown; &#0; & 3 < 4"),
        "اب&lt; &unknown; &#0; & 3 < 4"
    );
    assert_eq!(text_of("<pre>أ\nب</pre>").matches('\n').count(), 5);
    for odd in [
        "<",
        "<p",
        "<p a=\"x>نص",
        "</",
        "&",
        "&;",
        "&#;",
        "<!--",
        "<script>",
        "<script></SCRIPT",
        "&#x110000;",
    ] {
        in_place(odd);
    }
}

proptest! {
    #[test]
    fn nothing_moves_in_any_page(parts in proptest::collection::vec(0..24_usize, 0..40), tail in ".{0,20}") {
        const PIECES: [&str; 24] = [
            "<p>", "</p>", "<script>", "</script>", "<main>", "</main>", "<article class='أ'>", "</article>", "<br/>", "<pre>",
            "</pre>", "<!--", "-->", "&amp;", "&#1575;", "&laquo;", "نص", " ", "\n", "<", ">", "\"", "😀", "<head>",
        ];
        let mut page: String = parts.iter().map(|&part| PIECES[part]).collect();
        page.push_str(&tail);
        in_place(&page);
    }
}
