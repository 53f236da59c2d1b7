//! The small commands, the summary and the help.

mod cli_support;

use cli_support::{Sandbox, TEXT};

#[test]
fn help_tells_the_exit_codes() {
    let sandbox = Sandbox::new();
    for line in ["--help", "extract --help", "extract -h"] {
        let ran = sandbox.run(line).expect(0, &[]);
        assert!(
            ran.stdout
                .contains("3  finished, but some documents were set aside"),
            "{line}"
        );
    }
    assert!(
        sandbox
            .run("extract --help")
            .stdout
            .contains("{\"id\":…,\"error\":…}")
    );
    sandbox.run("frobnicate").expect(2, &["frobnicate"]);
}

#[test]
fn completions_and_manual_come_out() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = sandbox.run(&format!("completions {shell}")).expect(0, &[]);
        assert!(
            ran.stdout.contains("nasaq") && ran.stdout.contains("extract"),
            "{shell}"
        );
    }
    let page = sandbox.run("man").expect(0, &[]).stdout;
    assert!(
        page.contains(".TH nasaq 1") && page.contains("explain"),
        "{page}"
    );
    let page = sandbox.run("man extract").expect(0, &[]).stdout;
    assert!(page.contains("reference"), "{page}");
    sandbox
        .run("man frobnicate")
        .expect(2, &["no command `frobnicate`"]);
}

#[test]
fn schemas_are_json() {
    let sandbox = Sandbox::new();
    let all: serde_json::Value =
        serde_json::from_str(&sandbox.run("schema").expect(0, &[]).stdout).unwrap();
    let dates: serde_json::Value =
        serde_json::from_str(&sandbox.run("schema dates").expect(0, &[]).stdout).unwrap();
    assert_eq!(all["dates"], dates);
    sandbox
        .run("schema people")
        .expect(2, &["the tables are dates, countries"]);
}

#[test]
fn rules_are_listed_and_shown() {
    let sandbox = Sandbox::new();
    let list = sandbox.run("rules list").expect(0, &[]).stdout;
    let id = list.split_whitespace().next().unwrap();
    let shown = sandbox
        .run(&format!("rules show {id}"))
        .expect(0, &[])
        .stdout;
    assert!(
        shown.starts_with(id) && shown.contains("pattern"),
        "{shown}"
    );
    sandbox
        .run("rules show no.such-rule")
        .expect(2, &["no rule `no.such-rule`"]);
}

#[test]
fn explain_answers_on_standard_output() {
    let sandbox = Sandbox::new();
    let ran = sandbox.feed("explain -", TEXT.as_bytes()).expect(0, &[]);
    assert!(ran.stdout.contains("1947"), "{ran:?}");
    sandbox
        .feed("explain -", b"ab\xFF")
        .expect(2, &["standard input, byte 2", "malformed"]);
    let day = sandbox
        .nasaq(["explain", TEXT, "--date", "2024-05-06"])
        .output()
        .unwrap();
    assert_eq!(day.status.code(), Some(0));
}

#[test]
fn the_summary_is_for_people_and_quiet_means_quiet() {
    let sandbox = Sandbox::new();
    sandbox.write("input/a.txt", TEXT);
    let ran = sandbox
        .run("")
        .expect(0, &["documents", "most named countries", "France", "MB/s"]);
    assert_eq!(ran.stdout, "");
    let ran = sandbox.run("-q").expect(0, &[]);
    assert_eq!((ran.stdout, ran.stderr), (String::new(), String::new()));
}

#[test]
fn verify_finds_what_was_changed() {
    let sandbox = Sandbox::new();
    sandbox.write("input/a.txt", TEXT);
    sandbox.run("-q").expect(0, &[]);
    sandbox.run("verify output").expect(0, &["nothing wrong"]);
    sandbox.run("verify output input").expect(0, &["1 texts"]);
    let table = sandbox.read("output/countries.csv");
    sandbox.write("output/countries.csv", table.replace("FRA", "FRZ"));
    let ran = sandbox.run("verify output").expect(1, &["finding"]);
    assert!(ran.stdout.contains("countries.csv"), "{ran:?}");
    sandbox
        .run("verify nowhere")
        .expect(2, &["`nowhere` is not a directory"]);
}

#[test]
fn a_dataset_that_is_not_there_is_a_finding_not_a_success() {
    let sandbox = Sandbox::new();
    sandbox.write("empty/notes.txt", "");
    let ran = sandbox.run("verify empty");
    assert_ne!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn a_reader_that_goes_away_is_no_error_for_any_command() {
    let sandbox = Sandbox::new();
    for line in ["schema", "rules list", "completions bash", "man"] {
        let mut command = sandbox.nasaq(line.split(' '));
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command.stdout(writer).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), stderr.as_str()),
            (Some(0), ""),
            "{line}"
        );
    }
}

#[test]
fn a_cause_is_told_once() {
    let sandbox = Sandbox::new();
    sandbox.write("input/a.txt", TEXT);
    sandbox.write("taken", "");
    let ran = sandbox.run("extract -o taken").expect(2, &["nasaq: "]);
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
    assert_eq!(
        ran.stderr.matches("xist").count() + ran.stderr.matches("directory").count(),
        1,
        "{ran:?}"
    );
}
