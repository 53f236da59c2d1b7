//! `nasaq why-not`: each verdict in its own words.

mod cli_support;

use cli_support::Sandbox;

/// Exit code and answer.
fn asked(sandbox: &Sandbox, arguments: &[&str]) -> (Option<i32>, String) {
    let all = [&["why-not"], arguments].concat();
    let output = sandbox.nasaq(all).output().unwrap();
    let told = if output.stdout.is_empty() {
        output.stderr
    } else {
        output.stdout
    };
    (output.status.code(), String::from_utf8(told).unwrap())
}

#[track_caller]
fn check(arguments: &[&str], code: i32, said: &[&str]) {
    let (found, told) = asked(&Sandbox::new(), arguments);
    assert_eq!(found, Some(code), "{told}");
    for words in said {
        assert!(told.contains(words), "no {words:?} in\n{told}");
    }
}

#[test]
fn what_is_found_is_said_to_be() {
    check(
        &["وصل في 4 مارس 1947", "--expect", "date=1947-03-04"],
        0,
        &["Found: date", "by date.day-month-year"],
    );
}

#[test]
fn a_word_that_the_lexicon_lacks() {
    let text = "وُلد في 4 جويليلة 1962 بالمدينة";
    let mention = "mention=4 جويليلة 1962";
    check(
        &[text, "--expect", "date", "--expect", mention],
        1,
        &[
            "1. date.day-month-year",
            "stopped at characters 10–17",
            "MONTH",
            "the word is in no list",
            "lexicon/months.csv",
            "جويلية",
            "with such a unit there, it would match",
        ],
    );
    // Without the mention, words that could denote the value show the place.
    check(
        &[text, "--expect", "date=1962-07-04"],
        1,
        &["1. date.day-month-year", "stopped at characters 10–17"],
    );
}

#[test]
fn a_name_of_two_words() {
    check(
        &[
            "عقد الاجتماع في الرابع من شهر تشرين التاني سنة 1962",
            "--expect",
            "date=1962-11-04",
        ],
        1,
        &[
            "1. date.day-month-year",
            "تشرين الثاني",
            "(lexicon/months.csv",
        ],
    );
}

#[test]
fn a_date_inside_a_name() {
    check(
        &[
            "قالت حركة 6 أبريل ذلك",
            "--expect",
            "date",
            "--expect",
            "mention=6 أبريل",
        ],
        1,
        &[
            "1. date.day-month ",
            "dropped for the organization of organization.name",
        ],
    );
}

#[test]
fn an_impossible_date() {
    check(
        &[
            "حضر 30 فبراير 2010",
            "--expect",
            "date",
            "--expect",
            "mention=30 فبراير 2010",
        ],
        1,
        &["1. date.day-month-year", "gives 2010-02-30, which is none"],
    );
}

#[test]
fn another_value() {
    check(
        &[
            "وصل في 4 مارس 1947",
            "--expect",
            "date=1947-04-03",
            "--expect",
            "mention=4 مارس 1947",
        ],
        1,
        &["found it with another value", "1947-03-04"],
    );
}

#[test]
fn another_span() {
    check(
        &[
            "وصل في 4 مارس 1947",
            "--expect",
            "date",
            "--expect",
            "mention=مارس 1947",
        ],
        1,
        &[
            "another stretch of the text",
            "lost the overlap: beaten by date.day-month-year",
        ],
    );
}

#[test]
fn a_denial() {
    check(
        &["أبحرت السفينة في بحر عمان", "--expect", "country=OMN"],
        1,
        &["The lexicon knows OMN", "In the text stands", "عمان"],
    );
}

#[test]
fn entities() {
    check(
        &["زار الوزير فرنصا", "--expect", "country=FRA"],
        1,
        &[
            "None of them stands in the text; the nearest words",
            "فرنسا",
        ],
    );
    check(
        &["زار الوزير باريس", "--expect", "country=FRAN"],
        1,
        &["The lexicon does not know", "FRA"],
    );
}

#[test]
fn one_rule_is_asked() {
    check(
        &[
            "وصل في 4 مارس 1947",
            "--expect",
            "date=1947",
            "--rule",
            "date.bare-year",
        ],
        1,
        &["1. date.bare-year", "refuses it: before does not match"],
    );
    check(
        &["نص", "--expect", "date", "--rule", "date.nix"],
        2,
        &["there is no rule `date.nix`"],
    );
}

/// A pack with a rule for each of what the built-in one has no short example of.
fn pack() -> Sandbox {
    let sandbox = Sandbox::new();
    let rule = |id: &str, body: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\ntype = \"date\"\nabout = \"A test.\"\nexamples = [{{ text = \"عام 1948\", mention = \"عام 1948\" }}]\ncounterexamples = [\"نص\"]\n{body}\n"
        )
    };
    let rules = [
        rule(
            "date.where",
            "pattern = 'حقبة <year:YEAR4> <year2:YEAR4>'\nvalue = '{year}/{year2}'\nwhere = ['year < year2']",
        ),
        rule(
            "date.tight",
            "pattern = '<year:YEAR4> \"-\" YEAR2'\nvalue = '{year}'\ntight = true",
        ),
        rule(
            "date.line",
            "pattern = 'دورة <year:YEAR4>'\nvalue = '{year}'\nline = true",
        ),
        rule(
            "date.guard",
            "pattern = 'موسم <year:YEAR4>'\nvalue = '{year}'\nnot_after = 'جندي'",
        ),
        rule(
            "date.spelled",
            "pattern = 'سنة <year:YEAR4> <mark:LATIN>'\nvalue = '{year}'\nspelling = { mark = '^AD$' }",
        ),
    ];
    sandbox.write("pack/rules/dates.toml", rules.concat());
    sandbox
}

#[test]
fn conditions_guards_and_the_rest() {
    let sandbox = pack();
    for (text, rule, said) in [
        (
            "حقبة 1990 1980",
            "date.where",
            "`year < year2` does not hold: year = 1990, year2 = 1980",
        ),
        (
            "1990 - 91",
            "date.tight",
            "white space inside (tight = true)",
        ),
        (
            "دورة\n1990",
            "date.line",
            "it would cross a line end (line = true)",
        ),
        (
            "موسم 1990 جندي",
            "date.guard",
            "not_after matches, and must not, at 10–14",
        ),
        (
            "سنة 1990 BC",
            "date.spelled",
            "the spelling of `mark` does not match",
        ),
    ] {
        let asked = asked(
            &sandbox,
            &[
                "--rules",
                "pack",
                text,
                "--expect",
                "date=1990",
                "--rule",
                rule,
            ],
        );
        assert_eq!(asked.0, Some(1), "{text}: {}", asked.1);
        assert!(
            asked.1.contains(said),
            "{text}: no {said:?} in\n{}",
            asked.1
        );
    }
}

#[test]
fn tools_get_json() {
    let (code, told) = asked(
        &Sandbox::new(),
        &[
            "وصل في 30 فبراير 2010",
            "--expect",
            "date",
            "--expect",
            "mention=30 فبراير 2010",
            "--format",
            "json",
        ],
    );
    assert_eq!(code, Some(1));
    let answer: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(answer["met"], false);
    assert_eq!(answer["nearest"][0]["verdict"], "refused");
    assert_eq!(answer["nearest"][0]["reason"]["reason"], "value");
    assert!(answer["nearest"].as_array().unwrap().len() <= 3);
}

#[test]
fn bad_questions_are_told() {
    check(
        &["نص", "--expect", "date=1947-13-01"],
        2,
        &["is no EDTF date"],
    );
    check(
        &["نص", "--expect", "mention=غيره"],
        2,
        &["the mention is not in the text"],
    );
    check(&["نص", "--expect", "year=1947"], 2, &["nothing to expect"]);
    let ran = Sandbox::new().feed("why-not - --expect date", b"ab\xff");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("standard input, byte 2"), "{ran:?}");
}
