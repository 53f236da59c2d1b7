//! `nasaq audit`: what is told twice, and whether the halves agree.

mod cli_support;

use cli_support::{Ran, Sandbox};
use serde_json::Value;

fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

/// Told, agreeing and disagreeing of each check that has any.
fn counts(report: &Value) -> Vec<(String, u64, u64)> {
    let checks = report["checks"].as_array().unwrap().iter();
    let number = |check: &Value, member: &str| check[member].as_u64().unwrap();
    checks
        .map(|check| {
            let name = check["check"].as_str().unwrap().to_owned();
            (name, number(check, "agree"), number(check, "disagree"))
        })
        .filter(|(_, agree, disagree)| agree + disagree > 0)
        .collect()
}

/// Audits one text.
fn audit(text: &str, code: i32) -> Value {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", text);
    report(&sandbox.run("audit a.txt --format json").expect(code, &[]))
}

#[test]
fn what_agrees_is_counted() {
    for (check, text) in [
        (
            "hijri-gregorian",
            "عقد الاجتماع في 14 رمضان 1445 الموافق 24 مارس 2024 في المدينة.",
        ),
        (
            "hijri-gregorian",
            "ولد سنة 1319 هـ الموافق 1902 م في الواحة.",
        ),
        ("hijri-gregorian", "توفي عام 1319 هـ (1902 م) في الواحة."),
        (
            "hijri-julian",
            "كان ذلك في 4 صفر 656 هـ الموافق 10 فبراير 1258 م.",
        ),
        ("weekday", "وصل الوفد يوم الثلاثاء 4 مارس 1947 إلى الميناء."),
        ("weekday", "عاد الوفد في 5 مارس 1947 (الأربعاء) من رحلته."),
        ("month-names", "في تموز/يوليو 1958 تغير الحكم."),
        ("month-names", "في ديسمبر (كانون الأول) 1931 تغير الحكم."),
        ("month-number", "وصل في كانون الثاني (20/1/1945) ثم رحل."),
        (
            "country-code",
            "وفد من المملكة العربية السعودية (SAU) وصل أمس.",
        ),
        (
            "organization-acronym",
            "أصدرت منظمة الصحة العالمية (WHO) تحذيرا.",
        ),
    ] {
        let report = audit(text, 0);
        assert_eq!(counts(&report), [(check.to_owned(), 1, 0)], "{text}");
        assert_eq!(report["disagreements"].as_array().unwrap().len(), 0);
    }
}

#[test]
fn what_disagrees_is_listed_with_both_readings() {
    for (check, text, first, second, days) in [
        (
            "hijri-gregorian",
            "عقد الاجتماع في 14 رمضان 1445 الموافق 24 مايو 2024.",
            "14 رمضان 1445",
            "24 مايو 2024",
            Some(61),
        ),
        (
            "weekday",
            "وصل الوفد يوم الأحد 4 مارس 1947 إلى الميناء.",
            "الأحد",
            "4 مارس 1947",
            Some(-2),
        ),
        (
            "month-names",
            "في حزيران/يوليو 1959 تغير الحكم.",
            "حزيران",
            "يوليو",
            None,
        ),
        (
            "month-number",
            "وصل في شباط (20/3/1945) ثم رحل.",
            "شباط",
            "20/3/1945",
            None,
        ),
        (
            "country-code",
            "وفد من فرنسا (DEU) وصل إلى الميناء.",
            "فرنسا",
            "DEU",
            None,
        ),
    ] {
        let report = audit(text, 1);
        assert_eq!(counts(&report), [(check.to_owned(), 0, 1)], "{text}");
        let told = &report["disagreements"][0];
        assert_eq!(told["doc_id"], "a.txt");
        assert_eq!(told["days"].as_i64(), days, "{text}");
        for (half, expected) in [("first", first), ("second", second)] {
            let half = &told[half];
            assert_eq!(half["text"], expected, "{text}");
            let place = |member: &str| half[member].as_u64().unwrap() as usize;
            let (start, end) = (place("start"), place("end"));
            let slice: String = text.chars().skip(start).take(end - start).collect();
            assert_eq!(slice, expected, "{text}");
        }
    }
}

#[test]
fn an_acronym_belongs_to_one_body_in_a_document() {
    let report = audit(
        "أنشئت وزارة الثروة السمكية (MFW) قبل عام. ثم غيرت وزارة الثروة السمكية (MFX) اسمها.",
        1,
    );
    let told = &report["disagreements"][0];
    assert_eq!(told["note"], "document: the body was introduced as MFW");
    let report = audit(
        "أصدرت منظمة الصحة العالمية (WHO) تحذيرا، وقالت الأمم المتحدة (WHO) شيئا.",
        1,
    );
    assert_eq!(report["disagreements"][0]["second"]["value"], "who");
}

#[test]
fn what_is_told_once_or_in_a_row_is_no_finding() {
    for text in [
        "وصل الوفد في 4 مارس 1947 ثم غادر في 7 أبريل 1948.",
        "استمرت الحرب من مارس 1914 إلى أبريل 1918.",
        "بين مارس - أبريل 1990 ومايو/يونيو 1991.",
        "زار فرنسا (UEFA) وعاد.",
        "لا شيء هنا.",
    ] {
        assert_eq!(counts(&audit(text, 0)), [], "{text}");
    }
}

#[test]
fn the_text_report_shows_figures_places_and_readings() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "a.txt",
        "عقد في 14 رمضان 1445 الموافق 24 مارس 2024. وصل يوم الأحد 4 مارس 1947.",
    );
    let shown = sandbox.run("audit a.txt").expect(1, &[]).stdout;
    for words in [
        "1 documents\n",
        "hijri-gregorian            1       1         0     100.0%\n",
        "hijri-gregorian, days apart:  -2: 0  -1: 0  +0: 1  +1: 0  +2: 0  farther: 0\n",
        "weekday                    1       0         1       0.0%\n",
        "⟦الأحد 4 مارس 1947⟧",
        "\u{2068}1947-03-04, a Tuesday\u{2069}",
    ] {
        assert!(shown.contains(words), "no {words:?} in {shown}");
    }
}

#[test]
fn bad_input_is_told_and_threads_do_not_matter() {
    let sandbox = Sandbox::new();
    sandbox.run("audit").expect(2, &["INPUT"]);
    sandbox
        .run("audit nowhere")
        .expect(2, &["`nowhere` does not exist"]);
    let line = |id: usize| {
        format!(
            "{{\"id\":\"d{id}\",\"text\":\"وصل يوم الأحد {} مارس 1947.\"}}\n",
            id % 28 + 1
        )
    };
    let lines: String = (0..200).map(line).collect();
    sandbox.write("a.jsonl", lines);
    let one = sandbox
        .run("audit a.jsonl --format json -j 1")
        .expect(1, &[]);
    let many = sandbox
        .run("audit a.jsonl --format json -j 5")
        .expect(1, &[]);
    assert_eq!(one.stdout, many.stdout);
    assert_eq!(report(&one)["documents"], 200);
    sandbox.write(
        "b.jsonl",
        "{\"id\":\"x\"}\n{\"id\":\"y\",\"text\":\"لا شيء\"}\n",
    );
    sandbox
        .run("audit b.jsonl")
        .expect(3, &["set aside: b.jsonl:1: the object has no `text`"]);
}
