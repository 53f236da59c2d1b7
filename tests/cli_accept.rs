//! `nasaq accept`: from a changed rule to cases that hold it.

mod cli_support;

use cli_support::Sandbox;
use nasaq::rules::RulePack;
use nasaq::workbench::Suite;

const RULES: &str = r#"
[[rule]]
id = "date.year"
type = "date"
pattern = "[عام سنة] <year:YEAR4>"
value = "{year}"
about = "A year behind its head noun."
examples = [{ text = "في عام 1948 وُقّعت", mention = "عام 1948", value = "1948" }]
counterexamples = ["وصل 1948 جنديا"]
"#;

const SAME_YEAR: &str = r#"
[[rule]]
id = "date.same-year"
type = "date"
pattern = "العام نفسه"
value = "{ctx.year}"
about = "The year told before."
examples = [{ text = "في عام 1948 بدأ وفي العام نفسه انتهى", mention = "العام نفسه", value = "1948" }]
counterexamples = ["العام الدراسي"]
"#;

/// In the new pack a year stands without its head, and `العام نفسه` is a date.
fn sandbox(text: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("a/rules/rules.toml", RULES);
    let new = RULES
        .replace("<year:YEAR4>\"", "<mention:<year:YEAR4>>\"")
        .replace("mention = \"عام 1948\"", "mention = \"1948\"");
    sandbox.write("b/rules/rules.toml", new + SAME_YEAR);
    sandbox.write("in/text.txt", text);
    sandbox
        .run("diff --rules a --rules b in --format json -o review.json -q")
        .expect(1, &[]);
    sandbox
}

/// The suite of the new pack, with what was accepted.
fn suite(sandbox: &Sandbox) -> (RulePack, Suite) {
    let directory = sandbox.path().join("b");
    let pack = RulePack::load(&directory).unwrap_or_else(|error| panic!("{error}"));
    let suite = Suite::load(&pack, &directory).unwrap_or_else(|error| panic!("{error}"));
    (pack, suite)
}

/// Names of cases that the new pack does not pass.
fn failing(sandbox: &Sandbox) -> Vec<String> {
    let (pack, suite) = suite(sandbox);
    let mut scratch = nasaq::extract::Scratch::default();
    let tests = suite.tests.iter();
    tests
        .filter_map(|test| nasaq::workbench::check(&pack, test, &mut scratch).err())
        .map(|failure| failure.name)
        .collect()
}

fn cases(sandbox: &Sandbox) -> usize {
    let (_, suite) = suite(sandbox);
    suite
        .tests
        .iter()
        .filter(|test| test.name.starts_with("cases/"))
        .count()
}

/// Ids of the changes, in order.
fn ids(sandbox: &Sandbox) -> Vec<String> {
    let review: serde_json::Value = serde_json::from_str(&sandbox.read("review.json")).unwrap();
    let changes = review["changes"].as_array().unwrap().iter();
    changes
        .map(|change| change["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Writes a verdict into the review, as an author does.
fn judge(sandbox: &Sandbox, id: &str, verdict: &str) {
    let text = sandbox.read("review.json");
    let at = text.find(&format!("\"id\": \"{id}\"")).unwrap();
    let (head, tail) = text.split_at(at);
    let tail = tail.replacen(
        "\"verdict\": null",
        &format!("\"verdict\": \"{verdict}\""),
        1,
    );
    sandbox.write("review.json", format!("{head}{tail}"));
}

#[test]
fn a_change_that_is_right_becomes_a_case_that_passes() {
    let sandbox = sandbox("بُنيت المدرسة عام 1931. وقال \"نعم\" سنة 1950\u{200f}، ثم عاد.\n");
    let ran = sandbox
        .run("accept review.json --all right --rules b")
        .expect(0, &[]);
    assert!(
        ran.stdout.contains("2 new cases in b/cases/accepted.toml"),
        "{ran:#?}"
    );
    assert_eq!(failing(&sandbox), Vec::<String>::new());
    assert_eq!(cases(&sandbox), 2);
    let written = sandbox.read("b/cases/accepted.toml");
    assert!(
        written.contains("text = \"1931\", value = \"1931\""),
        "{written}"
    );
    // The same once more adds nothing.
    let again = sandbox
        .run("accept review.json --all right --rules b")
        .expect(0, &[]);
    assert!(
        again.stdout.contains("is cases/accepted::date-"),
        "{again:#?}"
    );
    assert_eq!(sandbox.read("b/cases/accepted.toml"), written);
    // Nor does it in another file.
    sandbox
        .run("accept review.json --all right --rules b --file other.toml")
        .expect(0, &[]);
    assert!(!sandbox.path().join("b/cases/other.toml").exists());
}

#[test]
fn a_change_that_is_wrong_becomes_a_case_that_fails_until_mended() {
    let sandbox = sandbox("بُنيت المدرسة عام 1931. وهُدمت سنة 1950.\n");
    let all = ids(&sandbox);
    judge(&sandbox, &all[0], "wrong");
    judge(&sandbox, &all[1], "right");
    let ran = sandbox.run("accept review.json --rules b").expect(0, &[]);
    assert!(ran.stdout.contains("which fails"), "{ran:#?}");
    assert!(ran.stdout.contains("1 of the changes fail"), "{ran:#?}");
    let failing = failing(&sandbox);
    assert_eq!((failing.len(), cases(&sandbox)), (1, 2), "{failing:?}");
    let written = sandbox.read("b/cases/accepted.toml");
    assert!(written.contains("text = \"عام 1931\""), "{written}");
}

#[test]
fn a_case_needs_a_verdict_on_all_of_its_text() {
    let sandbox = sandbox("بُنيت المدرسة عام 1931 وهُدمت سنة 1950.\n");
    let all = ids(&sandbox);
    let line = format!("accept review.json --all right --only {} --rules b", all[0]);
    let ran = sandbox.run(&line).expect(1, &[]);
    let said = format!("refused: {}, in the same text, has no verdict", all[1]);
    assert!(ran.stdout.contains(&said), "{ran:#?}");
    assert!(!sandbox.path().join("b/cases").exists());
    // Different verdicts in one sentence make one case with both.
    judge(&sandbox, &all[0], "right");
    judge(&sandbox, &all[1], "wrong");
    let ran = sandbox.run("accept review.json --rules b").expect(0, &[]);
    assert!(ran.stdout.contains("1 new case in"), "{ran:#?}");
    let written = sandbox.read("b/cases/accepted.toml");
    let wanted = ["text = \"1931\"", "text = \"سنة 1950\""];
    assert!(
        wanted.iter().all(|words| written.contains(words)),
        "{written}"
    );
}

#[test]
fn a_sentence_that_does_not_stand_alone_gets_those_before_it() {
    let sandbox = sandbox("بدأت الحرب في عام 1947. كان الشتاء قاسيا. وانتهت في العام نفسه.\n");
    sandbox
        .run("accept review.json --all right --rules b")
        .expect(0, &[]);
    assert_eq!(failing(&sandbox), Vec::<String>::new());
    let written = sandbox.read("b/cases/accepted.toml");
    let whole = "text = \"بدأت الحرب في عام 1947. كان الشتاء قاسيا. وانتهت في العام نفسه.\"";
    assert!(written.contains(whole), "{written}");
    assert!(
        written.contains("value = \"1947\", certainty = \"certain\", basis = \"context\""),
        "{written}"
    );
}

#[test]
fn what_needs_more_than_its_paragraph_is_refused() {
    let sandbox = sandbox("بدأت الحرب في عام 1947.\n\nوانتهت في العام نفسه.\n");
    let ran = sandbox
        .run("accept review.json --all right --rules b")
        .expect(1, &[]);
    assert!(
        ran.stdout
            .contains("refused: it does not stand alone: expected the value 1947"),
        "{ran:#?}"
    );
    assert_eq!((cases(&sandbox), failing(&sandbox).len()), (1, 0));
}

#[test]
fn what_is_there_is_kept() {
    let sandbox = sandbox("بُنيت المدرسة عام 1931.\n");
    let mine = "# mine\n[[case]]\nid = \"a\"\ntext = 'سنة 1950'\nmentions = [\n  { type = \"date\", text = \"1950\" }, # so\n]";
    sandbox.write("cases/own.toml", mine);
    sandbox
        .run("accept review.json --all right --rules b --cases cases --file own.toml")
        .expect(0, &[]);
    let written = sandbox.read("cases/own.toml");
    assert!(
        written.starts_with(mine) && written.matches("[[case]]").count() == 2,
        "{written}"
    );
    // A file that cannot be read is told and left as it is.
    sandbox.write("cases/own.toml", "[[case]]\nid = 5\n");
    sandbox
        .run("accept review.json --all right --rules b --cases cases")
        .expect(2, &["cases/own.toml:2"]);
    assert_eq!(sandbox.read("cases/own.toml"), "[[case]]\nid = 5\n");
}

#[test]
fn a_dry_run_shows_and_writes_nothing() {
    let sandbox = sandbox("بُنيت المدرسة عام 1931.\n");
    let ran = sandbox.run("accept review.json --all right --rules b --dry-run");
    let ran = ran.expect(0, &["1 new case"]);
    assert!(ran.stdout.starts_with("[[case]]\n"), "{ran:#?}");
    assert!(!sandbox.path().join("b/cases").exists());
}

#[test]
fn a_review_without_texts_is_refused() {
    let sandbox = sandbox("بُنيت المدرسة عام 1931.\n");
    for pack in ["a", "b"] {
        sandbox
            .run(&format!("extract in -o out-{pack} --rules {pack} -q"))
            .expect(0, &[]);
    }
    sandbox
        .run("diff out-a out-b --format json -o review.json")
        .expect(1, &[]);
    let ran = sandbox
        .run("accept review.json --all right --rules b")
        .expect(1, &[]);
    assert!(
        ran.stdout.contains("make the review with --input"),
        "{ran:#?}"
    );
}

#[test]
fn bad_reviews_are_told_with_file_and_line() {
    let sandbox = sandbox("بُنيت المدرسة عام 1931.\n");
    let good = sandbox.read("review.json");
    let fails = |text: &str, said: &[&str]| {
        sandbox.write("review.json", text);
        sandbox.run("accept review.json --rules b").expect(2, said);
    };
    fails(&good, &["no change in review.json has a verdict"]);
    let line = good
        .lines()
        .position(|line| line.contains("\"verdict\""))
        .unwrap()
        + 1;
    let place = format!("review.json:{line}:");
    fails(
        &good.replace("\"verdict\": null", "\"verdict\": \"maybe\""),
        &[&place, "maybe"],
    );
    fails(
        &good.replace("\"verdict\"", "\"verdit\""),
        &["review.json:", "verdit"],
    );
    fails(&good[..good.len() / 2], &["review.json:", "EOF"]);
    fails(
        &good.replace("\"shape\": 1", "\"shape\": 9"),
        &["review.json:1:", "shape 9"],
    );
    fails(
        "{}",
        &[
            "review.json:1:",
            "is not what `nasaq diff --format json` writes",
        ],
    );
    // Places that are not those of the text.
    let moved = good.replace("\"verdict\": null", "\"verdict\": \"right\"");
    let moved = moved.replace("بُنيت المدرسة عام 1931.", "بُنيت");
    sandbox.write("review.json", moved);
    let ran = sandbox.run("accept review.json --rules b").expect(1, &[]);
    assert!(ran.stdout.contains("was it edited?"), "{ran:#?}");
    sandbox
        .run("accept none.json")
        .expect(2, &["cannot read none.json"]);
    sandbox.write("review.json", &good);
    let ran = sandbox.run("accept review.json --all right --only date-x --rules b");
    ran.expect(2, &["review.json has no change `date-x`"]);
    let ran = sandbox.run("accept review.json --all right --file ../x.toml");
    ran.expect(2, &["without a directory"]);
}
