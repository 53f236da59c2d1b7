//! `nasaq test`: what it tries, what it tells, in every form.

mod cli_support;

use cli_support::Sandbox;
use serde_json::Value;

/// A pack of one rule, which has one example that holds and one that does not.
const RULE: &str = r#"
[[rule]]
id = "date.head"
type = "date"
pattern = 'YEARHEAD <year:YEAR4>'
value = "{year}"
about = "A year behind its head noun."
examples = [
  { text = "افتُتح الجسر عام 1952", mention = "عام 1952", value = "1952" },
  { text = "نُشر الكتاب سنة 1960, وبيع 5% منه", mention = "سنة 1960", value = "1961" },
]
counterexamples = ["حضر الأمين العام"]
"#;

const CASES: &str = r#"
[[case]]
id = "bridge"
types = ["date"]
text = "افتُتح الجسر عام 1952\nثم هُدم عام 1970"
mentions = [{ type = "date", text = "عام 1952", value = "1952" }]
"#;

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("pack/rules/a,b.toml", RULE);
    sandbox.write("pack/cases/towns.toml", CASES);
    sandbox
}

#[test]
fn the_builtin_pack_keeps_its_promises() {
    let ran = Sandbox::new().run("test").expect(0, &["passed, 0 failed"]);
    assert_eq!(ran.stdout, "");
    let quiet = Sandbox::new().run("test -q date.year").expect(0, &[]);
    assert_eq!(quiet.stderr, "");
}

#[test]
fn people_see_expected_and_found_in_columns() {
    let ran = sandbox()
        .run("test --rules pack")
        .expect(1, &["2 passed, 2 failed"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "FAILED date.head::example-2");
    assert_eq!(lines[1], "  --> rules/a,b.toml:10:12");
    // A mark of vowels takes no place of its own.
    assert_eq!(lines[3], "  |            ^^^^^^^^ characters 12–20");
    assert_eq!(
        lines[4],
        "  expected  date  1961  date.head  12–20  \u{2068}سنة 1960\u{2069}"
    );
    assert_eq!(
        lines[5],
        "  found     date  1960  date.head  12–20  \u{2068}سنة 1960\u{2069}"
    );
    assert_eq!(
        lines[6],
        "  = value: expected 1961, found 1960 at characters 12–20"
    );
    // The second line of the case is at fault; its characters are those of the text.
    let case = &lines[8..];
    assert_eq!(case[0], "FAILED cases/towns::bridge");
    assert!(
        case.contains(&"  |        ^^^^^^^^ characters 30–38"),
        "{case:#?}"
    );
    assert!(
        ran.stdout
            .contains("must not be found: characters 30–38, by date.head")
    );
}

#[test]
fn workflow_commands_name_the_file_from_here() {
    let ran = sandbox()
        .run("test --rules pack --format github date")
        .expect(1, &[]);
    let first = ran.stdout.lines().next().unwrap();
    assert!(
        first.starts_with(
            "::error file=pack/rules/a%2Cb.toml,line=10,col=12,title=date.head%3A%3Aexample-2::\
             expected the value 1961, found 1960"
        ),
        "{first}"
    );
    assert!(first.contains("%0Ain "), "{first}");
    assert!(first.contains("5%25"), "{first}");
    assert_eq!(ran.stdout.lines().count(), 2);
}

#[test]
fn junit_is_read_back() {
    let sandbox = sandbox();
    let ran = sandbox
        .run("test --rules pack --format junit -o junit.xml")
        .expect(1, &[]);
    assert_eq!(ran.stdout, "");
    let report = quick_junit::Report::deserialize_from_str(&sandbox.read("junit.xml")).unwrap();
    let counts: Vec<(&str, usize, usize)> = report
        .test_suites
        .iter()
        .map(|suite| (suite.name.as_str(), suite.tests, suite.failures))
        .collect();
    assert_eq!(
        counts,
        [("rules/a,b.toml", 3, 1), ("cases/towns.toml", 1, 1)]
    );
    let case = &report.test_suites[0].test_cases[1];
    assert_eq!(case.name.as_str(), "date.head::example-2");
    assert_eq!(case.classname.as_ref().unwrap().as_str(), "date.head");
    assert!(matches!(
        &case.status,
        quick_junit::TestCaseStatus::NonSuccess { message: Some(message), .. }
            if message.as_str().contains("expected the value 1961, found 1960")
    ));
}

#[test]
fn json_tells_what_was_expected_and_found() {
    let ran = sandbox()
        .run("test --rules pack --format json")
        .expect(1, &[]);
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["summary"]["tests"], 4);
    assert_eq!(told["summary"]["failed"], 2);
    let test = &told["tests"][1];
    assert_eq!(test["name"], "date.head::example-2");
    assert_eq!((&test["line"], &test["column"]), (&10.into(), &12.into()));
    assert_eq!(test["failure"]["differences"][0]["what"], "value");
    assert_eq!(test["failure"]["expected"][0]["value"], "1961");
    assert_eq!(test["failure"]["found"][0]["start"], 12);
    assert!(told["tests"][0].get("failure").is_none());
}

#[test]
fn sarif_is_read_back() {
    let ran = sandbox()
        .run("test --rules pack --format sarif")
        .expect(1, &[]);
    let log: serde_sarif::sarif::Sarif = serde_json::from_str(&ran.stdout).unwrap();
    let results = log.runs[0].results.as_ref().unwrap();
    assert_eq!(results.len(), 2);
    assert_eq!(results[0].rule_id.as_deref(), Some("test/wrong"));
    let places = results[1].locations.as_ref().unwrap();
    let place = places[0].physical_location.as_ref().unwrap();
    let uri = place.artifact_location.as_ref().unwrap().uri.as_deref();
    assert_eq!(uri, Some("pack/cases/towns.toml"));
    assert_eq!(place.region.as_ref().unwrap().start_line, Some(5));
}

#[test]
fn filters_mean_rules_names_files_and_types() {
    let sandbox = sandbox();
    let names = |filters: &str| {
        let ran = sandbox
            .run(&format!("test --rules pack --list {filters}"))
            .expect(0, &[]);
        ran.stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let [first, second, counter, case] = [
        "date.head::example-1",
        "date.head::example-2",
        "date.head::counterexample-1",
        "cases/towns::bridge",
    ];
    assert_eq!(names(""), [first, second, counter, case]);
    assert_eq!(names("date.head"), [first, second, counter]);
    assert_eq!(names("date"), [first, second, counter, case]);
    assert_eq!(names("example"), [first, second]);
    assert_eq!(names("counterexample"), [counter]);
    assert_eq!(names("date.head::example-2"), [second]);
    assert_eq!(names("cases"), [case]);
    assert_eq!(names("bridge"), [case]);
    assert_eq!(names("towns.toml"), [case]);
    assert_eq!(names("rules/a,b.toml:10"), [second]);
    assert_eq!(names("bridge example-1"), [first, case]);
}

#[test]
fn a_filter_that_means_nothing_is_told_with_near_names() {
    let sandbox = sandbox();
    sandbox.run("test --rules pack date.haed").expect(
        2,
        &["no test is meant by `date.haed`", "did you mean date.head"],
    );
    sandbox
        .run("test --rules pack date.head zebra")
        .expect(2, &["no test is meant by `zebra`; `nasaq test --list`"]);
    // Half a word means nothing.
    sandbox
        .run("test --rules pack date.hea")
        .expect(2, &["date.head"]);
}

#[test]
fn cases_from_elsewhere_are_added() {
    let sandbox = sandbox();
    sandbox.write("more/one.toml", CASES);
    sandbox
        .run("test --cases more one.toml")
        .expect(1, &["0 passed, 1 failed"]);
    sandbox
        .run("test --cases more/one.toml --list more/one")
        .expect(0, &[]);
    sandbox
        .run("test --cases none.toml")
        .expect(2, &["cannot read the cases `none.toml`"]);
    sandbox.write("bad/x.toml", "[[case]]\nid = \"x\"\ntekst = \"\"\n");
    sandbox
        .run("test --cases bad")
        .expect(2, &["error[C001]", "bad/x.toml:3:1"]);
    std::fs::create_dir(sandbox.path().join("empty")).unwrap();
    sandbox
        .run("test --cases empty")
        .expect(2, &["no *.toml file in `empty`"]);
}

#[test]
fn a_result_that_cannot_be_written_is_an_error() {
    Sandbox::new()
        .run("test date.year -o missing/result.txt")
        .expect(2, &["cannot write `missing/result.txt`"]);
}

/// A rule that knows its word by the last letter as it is written.
const SPELLED: &str = r#"
[[rule]]
id = "country.spelled"
type = "country"
pattern = '<c:[المجري]>'
value = "{c}"
kind = "demonym"
spelling = { c = "ي$" }
about = "The adjective of Hungary, by its last letter."
examples = [{ text = "غادر الوفد المجري القاعة", mention = "المجري", value = "HUN" }]
counterexamples = ["اتسع النهر بعد الفيضان"]
"#;

#[test]
fn variants_that_break_a_rule_are_told_in_every_form() {
    let sandbox = Sandbox::new();
    sandbox.write("pack/rules/spelled.toml", SPELLED);
    let ran = sandbox
        .run("test --rules pack --variants=ya-final,persian,tatweel")
        .expect(1, &["1 passed, 1 failed", "5 variants, 0 opted out"]);
    let name = "country.spelled::example-1~ya-final";
    assert!(
        ran.stdout.contains(&format!("FAILED {name}")),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("country.spelled is broken by ya-final, persian\n")
    );
    let row = |name: &str| {
        let line = ran.stdout.lines().find(|line| line.starts_with(name));
        line.unwrap()
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(row("ya-final"), ["ya-final", "1", "1", "0"]);
    assert_eq!(row("tatweel"), ["tatweel", "2", "0", "0"]);
    // Without the option the failures are told, the table is not.
    let ran = sandbox.run("test --rules pack").expect(1, &["1 failed"]);
    assert!(ran.stdout.contains(name) && !ran.stdout.contains("opted out"));
    sandbox
        .run("test --rules pack --variants=none")
        .expect(0, &["2 passed, 0 failed"]);

    let github = sandbox
        .run("test --rules pack --format github")
        .expect(1, &[]);
    assert!(
        github
            .stdout
            .contains("title=country.spelled%3A%3Aexample-1~ya-final::")
    );
    let json = sandbox
        .run("test --rules pack --format json")
        .expect(1, &[]);
    let told: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(told["tests"][0]["passed"], false);
    assert_eq!(told["tests"][0]["variants"][0]["variant"], "ya-final");
    assert_eq!(told["variants"][5]["name"], "ya-final");
    assert_eq!(told["variants"][5]["broken"], 1);
    let sarif = sandbox
        .run("test --rules pack --format sarif")
        .expect(1, &[]);
    assert!(sarif.stdout.contains("\"variant/ya-final\""));
    let junit = sandbox
        .run("test --rules pack --format junit")
        .expect(1, &[]);
    let report = quick_junit::Report::deserialize_from_str(&junit.stdout).unwrap();
    assert_eq!((report.tests, report.failures), (4, 2));
}

#[test]
fn a_rule_opts_out_with_a_reason() {
    let sandbox = Sandbox::new();
    let with = |line: &str| {
        let rule = SPELLED.replace("kind = ", &format!("{line}\nkind = "));
        sandbox.write("pack/rules/spelled.toml", rule);
    };
    with("variants = { ya-final = \"The letter tells.\", persian = \"One letter for two.\" }");
    let ran = sandbox
        .run("test --rules pack --variants -v")
        .expect(0, &["2 passed, 0 failed", "3 opted out"]);
    assert!(
        ran.stdout
            .contains("country.spelled::example-1~ya-final: \u{2068}The letter tells.")
    );
    with("variants = { ya = \"The letter tells.\", persian = \"One letter for two.\" }");
    sandbox.run("test --rules pack").expect(0, &[]);
    with("variants = { vowels = \"…\" }");
    sandbox.run("test --rules pack").expect(
        2,
        &[
            "error[R015]",
            "there is no variant `vowels`",
            "tashkeel-full",
        ],
    );
    with("variants = { tatweel = \" \" }");
    sandbox
        .run("test --rules pack")
        .expect(2, &["error[R015]", "no reason is given"]);
}

#[test]
fn a_case_opts_out_with_a_reason() {
    let sandbox = Sandbox::new();
    let case = |line: &str| {
        let text = format!(
            "[[case]]\nid = \"river\"\ntypes = [\"country\"]\n{line}\ntext = \"غادر الوفد المجري القاعة\"\n\
             mentions = [{{ type = \"country\", text = \"المجري\", value = \"HUN\" }}]\n"
        );
        sandbox.write("case.toml", text);
    };
    case("");
    sandbox
        .run("test --cases case.toml case.toml")
        .expect(1, &["0 passed, 1 failed"]);
    case("variants = { ya-final = \"The letter tells.\", persian = \"One letter for two.\" }");
    sandbox
        .run("test --cases case.toml case.toml")
        .expect(0, &["2 opted out"]);
    case("variants = { ya-final = \"\" }");
    sandbox
        .run("test --cases case.toml case.toml")
        .expect(2, &["error[C006]", "case.toml:4"]);
}

#[test]
fn an_unknown_variant_is_a_usage_error() {
    Sandbox::new()
        .run("test --variants=vowels")
        .expect(2, &["there is no variant `vowels`", "tashkeel-full"]);
}
