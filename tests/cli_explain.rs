//! `nasaq explain`: what was seen, which match won and why, how values were built.

mod cli_support;

use cli_support::Sandbox;

/// What `explain` says of a text.
#[track_caller]
fn explained(arguments: &[&str]) -> String {
    let all = [&["explain"], arguments].concat();
    let output = Sandbox::new().nasaq(all).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn says(told: &str, all: &[&str]) {
    for words in all {
        assert!(told.contains(words), "no {words:?} in\n{told}");
    }
}

#[test]
fn a_lost_overlap_names_its_winner_and_why() {
    let told = explained(&["وُقّعت المعاهدة في 4 مارس 1947"]);
    says(
        &told,
        &[
            "lost    date.day-month ",
            "beaten by date.day-month-year, which is longer",
            "template {year}-{month}-{day}",
            "month = 3 MONTH",
            "told in full: 1947-03-04 (gregorian)",
        ],
    );
}

#[test]
fn a_refused_match_names_its_guard_and_an_impossible_date_its_value() {
    let told = explained(&["حضر 30 فبراير 2010"]);
    says(
        &told,
        &[
            "refused date.day-month-year",
            "the value {year}-{month}-{day} gives 2010-02-30, which is none",
            "before does not match; there stands at",
        ],
    );
}

#[test]
fn a_denial_is_called_one() {
    let told = explained(&["أبحرت السفينة في بحر عمان"]);
    says(&told, &["won     country.not.phrase"]);
}

#[test]
fn phase_two_tells_what_it_joins_and_drops() {
    let told = explained(&["اجتمعت منظمة معاهدة بروكسل (BTO) أمس"]);
    says(
        &told,
        &[
            "Phase 2: rules over mentions",
            "won     organization.bracket.acronym",
            "in place of the organization of organization.acronym",
            "the same body as the mention at",
        ],
    );
}

#[test]
fn anchors_tell_what_they_resolve_to() {
    let told = explained(&["وصل الوفد أمس", "--date", "2024-05-06"]);
    says(
        &told,
        &["ref is 2024-05-06, the document's date", "2024-05-05"],
    );
    let told = explained(&["وصل الوفد أمس"]);
    says(
        &told,
        &["the document has no date (--date gives one)", "(no value)"],
    );
}

#[test]
fn a_year_is_read_by_its_neighbourhood() {
    let told = explained(&["توفي سنة 450 هـ وكان مولده سنة 390 في المدينة"]);
    says(&told, &["nearer to", "islamic"]);
}

#[test]
fn organizations_tell_their_origin() {
    let told = explained(&["أعلنت جمعية أصدقاء المرضى الخيرية ذلك، وأكدت الجمعية موقفها"]);
    says(
        &told,
        &["in no list: the id is made of the name", "points back"],
    );
}

#[test]
fn tools_get_json() {
    let told = explained(&["وصل في 4 مارس 1947", "--format", "json"]);
    let seen: serde_json::Value = serde_json::from_str(&told).unwrap();
    let account = &seen["accounts"][0];
    assert_eq!(account["value"], "1947-03-04");
    assert_eq!(account["span"]["start"], 7);
    let lost = seen["matches"].as_array().unwrap().iter();
    let mut lost = lost.filter(|found| found["outcome"]["is"] == "lost");
    let first = lost.next().unwrap();
    assert_eq!(first["outcome"]["why"], "longer");
    assert_eq!(first["outcome"]["to"]["rule"]["id"], "date.day-month-year");
}
