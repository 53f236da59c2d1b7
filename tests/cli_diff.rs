//! `nasaq diff`: packs and datasets compared, and what is wrong with them told.

mod cli_support;

use cli_support::{Ran, Sandbox};
use serde_json::Value;

const RULES: &str = r#"
[[rule]]
id = "date.year"
type = "date"
pattern = "[عام سنة] <year:YEAR4>"
value = "{year}"
about = "A year behind its head noun."
examples = [{ text = "في عام 1948 وُقّعت", mention = "عام 1948", value = "1948" }]
counterexamples = ["وصل 1948 جنديا"]

[[rule]]
id = "date.decade"
type = "date"
pattern = "<decade:DECADE>"
value = "{decade}"
about = "A decade."
examples = [{ text = "هاجر في الستينيات", mention = "الستينيات", value = "196X" }]
counterexamples = ["هاجر ستون رجلا"]

[[rule]]
id = "country.name"
type = "country"
pattern = "<c:COUNTRY>"
value = "{c}"
about = "A country."
examples = [{ text = "زار فرنسا", mention = "فرنسا", value = "FRA" }]
counterexamples = ["زار المدينة"]
"#;

const FIRST: &str = "زار الوفد فرنسا في عام 1948 <b>ثم عاد</b>. وهاجر كثيرون في الستينيات.\n";
const SECOND: &str = "بُنيت المدرسة سنة 1931 & هُدمت عام 1950.\n";

/// Two packs: in the new one a year stands without its head, decades are
/// uncertain, and the rule of countries has another name.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("a/rules/rules.toml", RULES);
    let new = RULES
        .replace("<year:YEAR4>\"", "<mention:<year:YEAR4>>\"")
        .replace("mention = \"عام 1948\"", "mention = \"1948\"")
        .replace(
            "value = \"{decade}\"",
            "value = \"{decade}\"\ncertainty = \"uncertain\"",
        )
        .replace("country.name", "country.any-name");
    sandbox.write("b/rules/rules.toml", new);
    sandbox.write("in/first.txt", FIRST);
    sandbox.write("in/second.txt", SECOND);
    sandbox
}

fn datasets(sandbox: &Sandbox, format: &str) {
    for pack in ["a", "b"] {
        let line = format!("extract in -o out-{pack} --rules {pack} --format {format} -q");
        sandbox.run(&line).expect(0, &[]);
    }
}

fn parsed(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:#?}"))
}

fn kinds(report: &Value) -> Vec<String> {
    let changes = report["changes"].as_array().unwrap().iter();
    changes
        .map(|change| {
            format!(
                "{} {}",
                change["type"].as_str().unwrap(),
                change["change"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn nothing_differs_from_itself() {
    let sandbox = sandbox();
    for line in [
        "diff --rules a --rules a in",
        "diff --rules builtin --rules builtin in",
    ] {
        let ran = sandbox.run(line).expect(0, &[]);
        assert!(ran.stdout.contains("No mention differs."), "{ran:#?}");
    }
    datasets(&sandbox, "csv,json");
    sandbox.run("diff out-a out-a").expect(0, &[]);
}

#[test]
fn packs_are_compared_by_rule_and_in_context() {
    let sandbox = sandbox();
    let ran = sandbox.run("diff --rules a --rules b in").expect(1, &[]);
    for words in [
        "date.year: 3 changes",
        "country.name → country.any-name: 1 change",
        "certainty certain → uncertain",
        "characters 19–27 → 23–27",
        "\u{2068}زار الوفد فرنسا في ⟦عام 1948⟧ <b>ثم عاد</b>",
        "5 changes in 2 of 2 documents",
    ] {
        assert!(ran.stdout.contains(words), "no {words:?} in {}", ran.stdout);
    }
    let json = sandbox
        .run("diff --rules a --rules b in --format json")
        .expect(1, &[]);
    assert_eq!(
        kinds(&parsed(&json)),
        [
            "country re-attributed",
            "date re-spanned",
            "date re-valued",
            "date re-spanned",
            "date re-spanned"
        ]
    );
}

#[test]
fn threads_do_not_decide_and_the_way_back_is_the_mirror() {
    let sandbox = sandbox();
    let line = "diff --rules a --rules b in --format json --threads";
    let one = sandbox.run(&format!("{line} 1")).expect(1, &[]);
    let four = sandbox.run(&format!("{line} 4")).expect(1, &[]);
    assert_eq!(one.stdout, four.stdout);
    let back = sandbox
        .run("diff --rules b --rules a in --format json")
        .expect(1, &[]);
    let (forth, back) = (parsed(&one), parsed(&back));
    let sides = |report: &Value, sides: [&str; 2]| -> Vec<[Value; 2]> {
        let changes = report["changes"].as_array().unwrap().iter();
        changes
            .map(|change| sides.map(|side| change[side].clone()))
            .collect()
    };
    assert_eq!(sides(&forth, ["old", "new"]), sides(&back, ["new", "old"]));
}

#[test]
fn filters_and_samples() {
    let sandbox = sandbox();
    let report = |options: &str, code: i32| {
        let line = format!("diff --rules a --rules b in --format json {options}");
        parsed(&sandbox.run(&line).expect(code, &[]))
    };
    assert_eq!(kinds(&report("--type country", 1)).len(), 1);
    assert_eq!(kinds(&report("--type country --ignore rule", 0)).len(), 0);
    assert_eq!(kinds(&report("--rule date.decade", 1)), ["date re-valued"]);
    assert_eq!(kinds(&report("--rule country.any-name", 1)).len(), 1);
    let sampled = report("--sample 1", 1);
    assert_eq!(kinds(&sampled).len(), 3, "one of each rule");
    assert_eq!(sampled["summary"]["changes"], 5, "all are counted");
    assert_eq!(sampled, report("--sample 1 --threads 3", 1));
    let ran = sandbox.run("diff --rules a --rules b in --rule date.yaer");
    ran.expect(2, &["neither pack has a rule `date.yaer`"]);
}

#[test]
fn datasets_tell_the_same_as_their_packs() {
    let sandbox = sandbox();
    let packs = sandbox
        .run("diff --rules a --rules b in --format json")
        .expect(1, &[]);
    let packs = parsed(&packs);
    for format in ["csv", "json", "jsonl"] {
        datasets(&sandbox, format);
        let ran = sandbox
            .run("diff out-a out-b --input in --format json")
            .expect(1, &[]);
        assert_eq!(parsed(&ran)["changes"], packs["changes"], "{format}");
        // Without texts: what shares a sentence with a country has its sentence.
        let ran = sandbox.run("diff out-a out-b --format json").expect(1, &[]);
        let blind = parsed(&ran);
        assert_eq!(kinds(&blind), kinds(&packs));
        let (change, whole) = (&blind["changes"][1], &packs["changes"][1]);
        assert_eq!(change["id"], whole["id"]);
        assert_eq!(change["passage"], whole["passage"]);
        assert_eq!(blind["changes"][4]["context"], Value::Null);
        let ran = sandbox.run("diff out-a out-b").expect(1, &[]);
        assert!(
            ran.stdout.contains("3 changes shown without context"),
            "{ran:#?}"
        );
    }
}

#[test]
fn documents_of_one_dataset_and_other_texts_are_told() {
    let sandbox = sandbox();
    sandbox
        .run("extract in -o out-a --rules a -q")
        .expect(0, &[]);
    sandbox.write("in/third.txt", "نص آخر.\n");
    sandbox.write("in/first.txt", "نص تغيّر في عام 1999.\n");
    std::fs::remove_file(sandbox.path().join("in/second.txt")).unwrap();
    sandbox
        .run("extract in -o out-b --rules a -q")
        .expect(0, &[]);
    let ran = sandbox.run("diff out-a out-b").expect(1, &[]);
    for words in [
        "1 document only in the old dataset: second.txt",
        "1 document only in the new dataset: third.txt",
        "1 document with another text, not compared: first.txt",
    ] {
        assert!(ran.stdout.contains(words), "no {words:?} in {ran:#?}");
    }
}

#[test]
fn pages_and_markdown_escape_what_comes_from_texts() {
    let sandbox = sandbox();
    let page = sandbox
        .run("diff --rules a --rules b in --format html")
        .expect(1, &[])
        .stdout;
    assert!(
        page.contains("<del>عام </del><mark>1948</mark> &lt;b&gt;ثم عاد&lt;"),
        "{page}"
    );
    assert!(
        !page.contains("<b>ثم") && page.contains("dir=\"rtl\""),
        "{page}"
    );
    let text = sandbox
        .run("diff --rules a --rules b in --format markdown")
        .expect(1, &[])
        .stdout;
    assert!(text.contains("| date.year | 0 | 0 | 3 | 0 | 0 |"), "{text}");
    assert!(
        text.contains("<del>عام </del><b>1948</b> &lt;b&gt;ثم عاد&lt;/b&gt;"),
        "{text}"
    );
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
    let ran = sandbox.run("diff --rules a --rules b in --format html -o x/page.html");
    ran.expect(2, &["cannot write x/page.html"]);
    sandbox
        .run("diff --rules a --rules b in --format html -o page.html")
        .expect(1, &["5 changes"]);
    assert_eq!(sandbox.read("page.html"), page);
}

#[test]
fn usage_errors_say_what_to_do() {
    let sandbox = sandbox();
    for (line, said) in [
        ("diff in", "expected two datasets"),
        ("diff --rules a in", "give --rules twice"),
        (
            "diff --rules a --rules b --rules a in",
            "give --rules twice",
        ),
        ("diff in in", "has no datapackage.json"),
        ("diff none none", "none/datapackage.json"),
        (
            "diff --rules a --rules b none",
            "input `none` does not exist",
        ),
        ("diff --rules a --rules none in", "none"),
        (
            "diff --rules a --rules b in --input in",
            "the inputs stand alone",
        ),
        (
            "diff --rules a --rules b in --type place",
            "`place` is no type",
        ),
        (
            "extract --rules a --rules b in",
            "cannot be used multiple times",
        ),
    ] {
        sandbox.run(line).expect(2, &[said]);
    }
}

#[test]
fn datasets_that_cannot_be_read_are_told_with_file_and_line() {
    let sandbox = sandbox();
    datasets(&sandbox, "csv");
    let good = sandbox.read("out-b/dates.csv");
    let fails = |said: &[&str]| {
        sandbox.run("diff out-a out-b").expect(2, said);
    };
    // Cut within a row, within its last cell, and between rows.
    let third = good.match_indices('\n').nth(1).unwrap().0 + 1;
    sandbox.write("out-b/dates.csv", &good[..third + 20]);
    fails(&["out-b/dates.csv:3: ", "cells"]);
    sandbox.write("out-b/dates.csv", &good[..good.len() - 3]);
    fails(&["out-b/dates.csv: ", "other hash"]);
    sandbox.write("out-b/dates.csv", &good[..third]);
    fails(&["out-b/dates.csv:3: ends after 1 rows, datapackage.json tells 4 rows"]);
    sandbox.write("out-b/dates.csv", good.replacen("value", "wert", 1));
    fails(&["out-b/dates.csv:1: the header is not the table's columns"]);
    std::fs::remove_file(sandbox.path().join("out-b/dates.csv")).unwrap();
    fails(&["out-b/dates.csv: "]);
    sandbox.write("out-b/dates.csv", &good);
    let package = sandbox.read("out-b/datapackage.json");
    sandbox.write(
        "out-b/datapackage.json",
        package.replace("\"certainty\"", "\"sureness\""),
    );
    fails(&["out-b/datapackage.json: dates.csv has other columns"]);
    sandbox.write(
        "out-b/datapackage.json",
        package.replace("timeline.csv", "times.csv"),
    );
    fails(&["out-b/datapackage.json: lists no table `timeline`"]);
    sandbox.write("out-b/datapackage.json", &package[..40]);
    fails(&["out-b/datapackage.json:", "is not JSON"]);
    sandbox.write("out-b/datapackage.json", "{\"name\": \"x\"}");
    fails(&["is not the package of a nasaq dataset"]);
    sandbox.write("out-b/datapackage.json", package);
    sandbox.run("diff out-a out-b").expect(1, &[]);
}
