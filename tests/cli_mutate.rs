//! `nasaq test --mutate` and `nasaq test --coverage` on a pack whose figures are
//! known.

mod cli_support;

use cli_support::{Ran, Sandbox};
use serde_json::Value;

/// One rule with one guard: the guard is tested, the second alternative is not.
const RULES: &str = r#"
[[rule]]
id = "date.own"
type = "date"
pattern = '(سنة|عام) <year:YEAR4>'
not_after = 'COUNTED'
value = "{year}"
about = "A year behind its noun."
examples = [{ text = "بدأ البناء عام 1990", mention = "عام 1990", value = "1990" }]
counterexamples = ["حضر عام 1990 شخص"]
"#;

fn pack() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("pack/rules/own.toml", RULES);
    sandbox
}

fn mutate(sandbox: &Sandbox, options: &str) -> Ran {
    let line = format!("test --rules pack --mutate --format json -q {options}");
    sandbox.run(&line)
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:#?}"))
}

fn outcome<'v>(report: &'v Value, operator: &str, old: &str) -> &'v str {
    let mutants = report["mutants"].as_array().unwrap();
    let found = mutants
        .iter()
        .find(|mutant| mutant["operator"] == operator && mutant["old"] == old);
    found.unwrap_or_else(|| panic!("no {operator} of {old} in {report}"))["outcome"]
        .as_str()
        .unwrap()
}

#[test]
fn survivors_are_what_no_test_needs() {
    let sandbox = pack();
    let ran = mutate(&sandbox, "").expect(0, &[]);
    let report = json(&ran);
    assert_eq!(outcome(&report, "delete-rule", "date.own"), "killed");
    assert_eq!(outcome(&report, "drop-guard", "COUNTED"), "killed");
    assert_eq!(outcome(&report, "remove-alternative", "عام"), "killed");
    assert_eq!(outcome(&report, "remove-alternative", "سنة"), "survived");
    assert_eq!(outcome(&report, "widen-class", "YEAR4"), "survived");
    let (killed, survived) = (&report["killed"], &report["survived"]);
    let (killed, survived) = (killed.as_u64().unwrap(), survived.as_u64().unwrap());
    let score = report["score"].as_f64().unwrap();
    assert!((score - killed as f64 / (killed + survived) as f64).abs() < 1e-9);
    mutate(&sandbox, "--require score=100").expect(1, &["score is"]);
    mutate(&sandbox, "--require score=10").expect(0, &[]);
}

#[test]
fn threads_and_samples_do_not_change_outcomes() {
    let sandbox = pack();
    let one = mutate(&sandbox, "-j 1").expect(0, &[]);
    let four = mutate(&sandbox, "-j 4").expect(0, &[]);
    assert_eq!(one.stdout, four.stdout);
    let sampled = mutate(&sandbox, "--sample 3 --seed 7").expect(0, &[]);
    let again = mutate(&sandbox, "--sample 3 --seed 7 -j 1").expect(0, &[]);
    assert_eq!(json(&sampled)["tried"], 3);
    assert_eq!(sampled.stdout, again.stdout);
    let none = json(&mutate(&sandbox, "--seconds 0"));
    assert_eq!((&none["tried"], &none["score"]), (&0.into(), &Value::Null));
}

#[test]
fn a_log_is_taken_up_again() {
    let sandbox = pack();
    mutate(&sandbox, "--sample 3 --resume log").expect(0, &[]);
    let first = sandbox.read("log");
    assert_eq!(first.lines().count(), 3);
    // Half a line, as a run that was killed leaves it.
    sandbox.write("log", format!("{first}{{\"pack\""));
    let whole = mutate(&sandbox, "--resume log").expect(0, &[]);
    let log = sandbox.read("log");
    assert!(log.starts_with(&first), "{log}");
    assert_eq!(
        log.lines().count(),
        json(&whole)["count"].as_u64().unwrap() as usize
    );
    assert_eq!(whole.stdout, mutate(&sandbox, "").stdout);
    mutate(&sandbox, "--resume log").expect(0, &[]);
    assert_eq!(sandbox.read("log"), log);
    // What was noted of another pack does not count.
    let stale = log
        .replace("\"pack\":\"", "\"pack\":\"0")
        .replace("survived", "killed");
    sandbox.write("log", stale);
    assert_eq!(whole.stdout, mutate(&sandbox, "--resume log").stdout);
    sandbox.write("log", "{}\n");
    mutate(&sandbox, "--resume log").expect(2, &["log:1:"]);
}

#[test]
fn coverage_names_what_no_text_uses() {
    let sandbox = pack();
    let line = "test --rules pack --coverage --format json";
    let report = json(&sandbox.run(line).expect(0, &[]));
    assert_eq!(report["total"]["rules"]["used"], 1);
    let unused = report["unused_alternatives"].as_array().unwrap();
    let sources: Vec<&str> = unused
        .iter()
        .map(|part| part["source"].as_str().unwrap())
        .collect();
    assert_eq!(sources, ["سنة"]);
    assert_eq!(
        (&unused[0]["line"], &unused[0]["column"]),
        (&5.into(), &13.into())
    );
    sandbox
        .run("test --rules pack --coverage --require alternatives=100")
        .expect(1, &["alternatives is 50.00%"]);
    sandbox.write("texts/one.txt", "انتهى البناء سنة 1995.\n");
    sandbox
        .run("test --rules pack --coverage texts --require rules=100,alternatives=100")
        .expect(0, &[]);
}

#[test]
fn bad_usage_is_told() {
    let sandbox = pack();
    sandbox
        .run("test --rules pack --mutate date.none")
        .expect(2, &["nothing to change is meant by `date.none`"]);
    sandbox
        .run("test --rules pack --mutate --format junit")
        .expect(2, &["text or json"]);
    sandbox
        .run("test --rules pack --mutate --require rules=10")
        .expect(2, &["nothing is measured as `rules`"]);
    sandbox
        .run("test --rules pack --require rules=10")
        .expect(2, &["--coverage or --mutate"]);
    sandbox
        .run("test --rules pack --mutate --coverage")
        .expect(2, &["cannot be used with"]);
}
