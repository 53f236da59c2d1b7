//! `nasaq rules check`: what each finding takes, in every form.

mod cli_support;

use cli_support::Sandbox;
use serde_json::Value;

/// A rule of dates with a pattern, and further keys.
fn rule(id: &str, pattern: &str, more: &str) -> String {
    format!(
        "[[rule]]\nid = \"date.{id}\"\ntype = \"date\"\npattern = '{pattern}'\nvalue = \"{{year}}\"\n{more}\n\
         about = \"A year.\"\nexamples = [{{ text = \"افتتح الجسر عام 1952\", mention = \"1952\" }}]\n\
         counterexamples = [\"حضر الأمين العام\"]\n"
    )
}

/// The codes and lines of what is found in one rule file, without collisions.
fn found(rules: &str) -> Vec<(String, u64)> {
    let sandbox = Sandbox::new();
    sandbox.write("pack/rules/x.toml", rules);
    let words = "class,form,value\nCOUNTED,كتابا,\nMONTH,مارس,3\n";
    sandbox.write("pack/lexicon/words.csv", words);
    let ran = sandbox.run("rules check --rules pack --format json --allow W501,W502 -q");
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:#?}"));
    let findings = report["findings"].as_array().unwrap().iter();
    let told = findings.map(|finding| {
        let code = finding["code"].as_str().unwrap().to_owned();
        (code, finding["line"].as_u64().unwrap())
    });
    told.collect()
}

fn codes(rules: &str) -> Vec<String> {
    found(rules).into_iter().map(|(code, _)| code).collect()
}

/// One rule with this pattern and these keys.
fn of(pattern: &str, more: &str) -> Vec<String> {
    codes(&rule("one", pattern, more))
}

const NONE: [&str; 0] = [];

#[test]
fn unreachable_rules_and_guards() {
    assert_eq!(of("عام <year:YEAR4>", ""), NONE);
    // No mark has a proclitic, and mentions are seen in phase 2 only.
    assert_eq!(of("DATE <year:YEAR4>", ""), ["W101"]);
    assert_eq!(of("DATE <year:YEAR4>", "phase = 2"), NONE);
    assert_eq!(of("<year:YEAR4>", "before = 'DATE'"), ["W101"]);
    assert_eq!(of("<year:YEAR4>", "before = '.{9}'"), ["W101"]);
    assert_eq!(of("<year:YEAR4>", "not_before = 'DATE'"), ["W102"]);
    assert_eq!(of("<year:YEAR4>", "not_after = 'COUNTED'"), NONE);
    // Phase 2 asks the sentence too.
    assert_eq!(of("DATE <year:YEAR4>", "phase = 2\nsentence = 'عام'"), NONE);
}

#[test]
fn shadowed_and_duplicate_rules() {
    let wide = rule("wide", "[عام سنة] <year:YEAR4>", "");
    let narrow = |more: &str| rule("narrow", "سنة <year:YEAR4>", more);
    assert_eq!(codes(&(wide.clone() + &narrow(""))), ["W201"]);
    assert_eq!(codes(&(wide.clone() + &narrow("before = 'في'"))), ["W201"]);
    assert_eq!(codes(&(wide.clone() + &narrow("priority = 1"))), NONE);
    // A rival that asks for more leaves room.
    let asking = rule("wide", "[عام سنة] <year:YEAR4>", "before = 'في'");
    assert_eq!(codes(&(asking + &narrow(""))), NONE);
    assert_eq!(
        codes(&(wide.clone() + &rule("same", "[سنة عام] <year:YEAR4>", ""))),
        ["W202"]
    );
    // One that can be longer wins elsewhere.
    let longer = rule("longer", "سنة <year:YEAR4> م?", "");
    assert_eq!(codes(&(wide + &longer)), NONE);
}

#[test]
fn alternatives_that_are_never_taken() {
    assert_eq!(of("(عام|سنة|عام) <year:YEAR4>", ""), ["W301"]);
    assert_eq!(of("(WORD|عام) <year:YEAR4>", ""), ["W301"]);
    assert_eq!(of("(عام|WORD) <year:YEAR4>", ""), NONE);
    // At the end the shorter branch wins; elsewhere it may not lead on.
    assert_eq!(of("<year:YEAR4> (م|م WORD)", ""), ["W301"]);
    assert_eq!(of("(عام|عام WORD) <year:YEAR4>", ""), NONE);
    assert_eq!(of("<year:YEAR4>", "not_before = 'عام|WORD'"), ["W301"]);
    assert_eq!(of("<year:YEAR4> WORD??", ""), ["W305"]);
}

#[test]
fn members_of_sets() {
    assert_eq!(of("[عام سنة] <year:YEAR4>", ""), NONE);
    assert_eq!(of("[عام WORD] <year:YEAR4>", ""), ["W302"]);
    assert_eq!(of("[عام -سنة] <year:YEAR4>", ""), ["W303"]);
    assert_eq!(of("(عام|w+\"(\") <year:YEAR4>", ""), ["W304"]);
    // This names a class for the capture and takes nothing.
    assert_eq!(of("<year:YEAR4|[MONTH -MONTH]>", ""), NONE);
}

#[test]
fn names_and_conditions() {
    let define = "[[define]]\nname = \"HEAD\"\npattern = 'عام'\n";
    let with = |pattern: &str| codes(&(define.to_owned() + &rule("one", pattern, "")));
    assert_eq!(with("@HEAD <year:YEAR4>"), NONE);
    assert_eq!(with("<year:YEAR4>"), ["W401"]);
    let twice = format!("{define}{define}{}", rule("one", "@HEAD <year:YEAR4>", ""));
    assert_eq!(codes(&twice), ["W405"]);
    assert_eq!(of("<head:عام> <year:YEAR4>", ""), ["W402"]);
    assert_eq!(
        of("<head:عام> <year:YEAR4>", "spelling = { head = \"م$\" }"),
        NONE
    );
    assert_eq!(
        of("<head:عام> <year:YEAR4>", "spelling = { head = \"م*\" }"),
        ["W404"]
    );
    assert_eq!(of("<year:YEAR4>", "where = [\"year > 1900\"]"), NONE);
    assert_eq!(of("<year:YEAR4>", "where = [\"year > 999\"]"), ["W403"]);
    assert_eq!(of("<year:YEAR4>", "where = [\"year < 1000\"]"), ["W403"]);
}

/// A lexicon in which `نيسان` is a month and a company's name.
fn collision(class: &str, guard: &str) -> String {
    let sandbox = Sandbox::new();
    sandbox.write(
        "pack/lexicon/months.csv",
        "class,form,value\nMONTH,نيسان,4\n",
    );
    sandbox.write(
        "pack/lexicon/organizations.csv",
        "id,category,country,acronym,name_en,name_ar\nnissan,company,,,Nissan,نيسان\n",
    );
    let row = format!("id,class,form\nnissan,{class},نيسان\n");
    sandbox.write("pack/lexicon/organization_names.csv", row);
    let rules = format!(
        "[[rule]]\nid = \"organization.name\"\ntype = \"organization\"\npattern = '<o:{class}>'\nvalue = \"{{o}}\"\n{guard}\n\
         about = \"A name.\"\nexamples = [{{ text = \"باعت نيسان سيارات\", mention = \"نيسان\" }}]\n\
         counterexamples = [\"باعت سيارات\"]\n"
    );
    sandbox.write("pack/rules/x.toml", rules);
    let ran = sandbox
        .run("rules check --rules pack --all -q")
        .expect(0, &[]);
    ran.stdout
}

#[test]
fn collisions_are_decided_or_not() {
    let open = collision("ORG_NAME", "");
    assert!(open.contains("warning[W501]"), "{open}");
    assert!(open.contains("lexicon/organization_names.csv:2"), "{open}");
    let guarded = collision("ORG_AMBIGUOUS", "before = 'شركة'");
    assert!(
        guarded.contains("note[W502]") && !guarded.contains("W501"),
        "{guarded}"
    );
}

#[test]
fn the_builtin_pack_has_no_errors_and_can_be_counted_on_texts() {
    let sandbox = Sandbox::new();
    sandbox.write("in/a.txt", cli_support::TEXT);
    let ran = sandbox
        .run("rules check in --allow W501")
        .expect(0, &["0 errors"]);
    assert!(ran.stdout.contains("tried‰"), "{}", ran.stdout);
    assert!(ran.stdout.contains("1 documents"), "{}", ran.stdout);
    // Hardly a rule is tried at no unit at all of such a text.
    let ran = sandbox.run("rules check in --most-tried 0 --deny warnings");
    ran.expect(1, &["warnings"]);
}

#[test]
fn forms_and_exit_codes() {
    let sandbox = Sandbox::new();
    let rules = rule("one", "(عام|سنة|عام) <year:YEAR4>", "");
    sandbox.write("pack/rules/x.toml", rules);
    let run = |more: &str| {
        sandbox.run(&format!(
            "rules check --rules pack --allow undecided-collision,W502 {more}"
        ))
    };
    let text = run("").expect(0, &["0 errors, 1 warning, 0 notes"]).stdout;
    assert!(text.contains("rules/x.toml:4:"), "{text}");
    assert!(
        text.contains("see rules/x.toml:4: \u{2068}عام\u{2069}"),
        "{text}"
    );
    run("--deny warnings").expect(1, &[]);
    run("--deny warnings --allow W301").expect(0, &[]);
    run("--allow W999").expect(2, &["W999"]);
    let github = run("--format github").expect(0, &[]).stdout;
    assert!(
        github.starts_with("::warning file=pack/rules/x.toml,line=4,col="),
        "{github}"
    );
    let sarif: Value = serde_json::from_str(&run("--format sarif").expect(0, &[]).stdout).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "W301");
    let unreachable = rule("one", "DATE <year:YEAR4>", "");
    sandbox.write("pack/rules/x.toml", unreachable);
    run("").expect(1, &["1 error, "]);
    sandbox.write("pack/rules/x.toml", "[[rule]]\n");
    run("").expect(2, &["error[R001]"]);
    run("missing.txt").expect(2, &[]);
}
