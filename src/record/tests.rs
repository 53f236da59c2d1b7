//! Rows, their checks and their schemas.

use super::sample::{Sample, SampleCatalog, samples};
use super::*;
use crate::extract::{Basis, Certainty, CountryKind, DateKind, OrganizationKind, Span};
use crate::lexicon::CountryStatus;
use crate::rules::RuleIndex;

/// Collects rows as text, null as `∅`.
#[derive(Default)]
struct Collected {
    rows: Vec<Vec<String>>,
}

impl Collected {
    fn push(&mut self, cell: String) {
        self.rows.last_mut().expect("begun").push(cell);
    }
}

impl Cells for Collected {
    fn text(&mut self, value: &str) {
        assert!(!value.is_empty(), "an empty cell must be null");
        self.push(value.to_owned());
    }
    fn plain(&mut self, value: &str) {
        assert!(
            !value.is_empty()
                && value
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-+.:".contains(&b))
        );
        self.push(value.to_owned());
    }
    fn integer(&mut self, value: u64) {
        self.push(value.to_string());
    }
    fn boolean(&mut self, value: bool) {
        self.push(value.to_string());
    }
    fn null(&mut self) {
        self.push("∅".to_owned());
    }
}

impl RowSink for Collected {
    fn begin(&mut self) {
        self.rows.push(Vec::new());
    }
    fn end(&mut self) {}
}

fn table(sample: &Sample, table: Table) -> Vec<String> {
    let catalog = SampleCatalog::new();
    let mut out = Collected::default();
    sample.rows(&catalog).emit(table, &mut out);
    for row in &out.rows {
        assert_eq!(row.len(), table.columns().len(), "{table}: a cell a column");
    }
    out.rows.iter().map(|row| row.join("|")).collect()
}

#[test]
fn every_table_hands_out_a_cell_a_column() {
    for sample in samples() {
        for name in Table::ALL {
            table(&sample, name);
        }
    }
}

#[test]
fn columns_are_those_of_the_design() {
    let names = |table: Table| {
        table
            .columns()
            .iter()
            .map(|c| c.name)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let common = "doc_id mention_id sentence start end byte_start byte_end text kind rule";
    assert_eq!(
        names(Table::Dates),
        format!(
            "{common} value timex3 earliest latest granularity calendar calendar_value certainty basis"
        )
    );
    assert_eq!(
        names(Table::Countries),
        format!(
            "{common} country alpha3 alpha2 numeric name_ar name_en status within_organization other_readings"
        )
    );
    assert_eq!(
        names(Table::Organizations),
        format!("{common} org name_ar name_en acronym category")
    );
    assert_eq!(
        names(Table::Timeline),
        "doc_id sentence value earliest latest countries organizations text"
    );
    assert_eq!(
        names(Table::Documents),
        "doc_id source sha256 encoding reference_date chars sentences dates countries organizations"
    );
}

#[test]
fn dates_before_our_era_carry_their_sign() {
    let rows = table(&samples()[0], Table::Dates);
    assert!(
        rows[1].ends_with(
            "|-0752|BC0753|-0752-01-01|-0752-12-31|year|gregorian|-0752|certain|explicit"
        ),
        "{}",
        rows[1]
    );
    assert!(
        rows[2].ends_with("|∅|∅|∅|∅|∅|gregorian|∅|certain|unresolved"),
        "{}",
        rows[2]
    );
}

#[test]
fn a_group_gives_a_row_a_member_with_one_mention_id() {
    let rows = table(&samples()[0], Table::Countries);
    let ids: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| {
            let cells: Vec<&str> = row.split('|').collect();
            (cells[1], cells[10])
        })
        .collect();
    assert_eq!(
        ids,
        [
            ("c1", "BEL"),
            ("c2", "ottoman-empire"),
            ("c3", "BEL"),
            ("c3", "NAM")
        ]
    );
}

#[test]
fn the_timeline_joins_each_name_once() {
    let sample = samples().swap_remove(0);
    let sentences: Vec<&str> = sample.document.text.lines().collect();
    assert_eq!(
        table(&sample, Table::Timeline),
        [
            format!(
                "a.txt|0|1949-04-04|1949-04-04|1949-04-04|BEL|nato|{}",
                sentences[0]
            ),
            format!("a.txt|2|∅|∅|∅|ottoman-empire;BEL;NAM|∅|{}", sentences[2]),
            format!(
                "a.txt|2|1989/1991|1989-01-01|1991-12-31|ottoman-empire;BEL;NAM|∅|{}",
                sentences[2]
            ),
        ]
    );
}

fn refused(change: impl FnOnce(&mut Sample)) -> Fault {
    let catalog = SampleCatalog::new();
    let mut sample = samples().swap_remove(0);
    change(&mut sample);
    Rows::build_with(&sample.document, &sample.extraction, &catalog)
        .expect_err("unsound")
        .fault
}

#[test]
fn unsound_places_are_refused() {
    let place = |change: fn(&mut Span)| {
        refused(|sample| change(&mut sample.extraction.dates[0].place.span))
    };
    assert!(matches!(
        place(|s| s.byte_start += 1),
        Fault::Place(PlaceError::Chars { .. })
    ));
    assert!(matches!(
        place(|s| s.byte_end = 100_000),
        Fault::Place(PlaceError::Bytes { .. })
    ));
    assert!(matches!(
        place(|s| s.byte_end = s.byte_start),
        Fault::Place(PlaceError::Bytes { .. })
    ));
    assert!(matches!(
        place(|s| s.byte_start += 3),
        Fault::Place(PlaceError::Bytes { .. })
    ));
    assert!(matches!(
        place(|s| s.start += 1),
        Fault::Place(PlaceError::Chars { .. })
    ));
    let fault = refused(|sample| sample.extraction.dates[0].place.sentence = 1);
    assert!(matches!(fault, Fault::Place(PlaceError::Sentence(1))));
    let fault = refused(|sample| sample.extraction.dates.swap(0, 1));
    assert_eq!(fault, Fault::Order);
    let fault = refused(|sample| sample.extraction.sentences.swap(0, 1));
    assert!(matches!(fault, Fault::Place(_)));
    assert!(matches!(
        refused(|s| s.extraction.chars += 1),
        Fault::Place(PlaceError::Length { .. })
    ));
}

#[test]
fn unsound_values_are_refused() {
    let fault = refused(|s| s.extraction.dates[0].place.rule = RuleIndex(9));
    assert_eq!(fault, Fault::Rule(RuleIndex(9)));
    let fault = refused(|s| s.extraction.dates[0].value.basis = Basis::Unresolved);
    assert!(matches!(fault, Fault::Basis { .. }));
    let fault = refused(|s| s.extraction.dates[0].value.latest = None);
    assert!(matches!(fault, Fault::Days { .. }));
    let fault = refused(|s| {
        let value = &mut s.extraction.dates[3].value;
        std::mem::swap(&mut value.earliest, &mut value.latest);
    });
    assert!(matches!(fault, Fault::Days { .. }));
    let fault = refused(|s| s.extraction.dates[0].value.calendar = "lunar");
    assert!(matches!(
        fault,
        Fault::Cell {
            column: "calendar",
            ..
        }
    ));
    assert_eq!(
        refused(|s| s.extraction.countries[0].countries.clear()),
        Fault::NoCountry
    );
    assert_eq!(
        refused(|s| s.extraction.countries[2].countries[0] = 0),
        Fault::Country(0)
    );
    assert_eq!(
        refused(|s| s.extraction.countries[0].countries[0] = 77),
        Fault::Country(77)
    );
    assert!(matches!(
        refused(|s| s.document.id.clear()),
        Fault::Cell {
            column: "doc_id",
            ..
        }
    ));
    assert!(matches!(
        refused(|s| s.document.sha256.make_ascii_uppercase()),
        Fault::Cell {
            column: "sha256",
            ..
        }
    ));
}

#[test]
fn a_refusal_names_document_table_and_mention() {
    let catalog = SampleCatalog::new();
    let mut sample = samples().swap_remove(0);
    sample.extraction.dates[1].place.rule = RuleIndex(9);
    let error = Rows::build_with(&sample.document, &sample.extraction, &catalog).unwrap_err();
    assert_eq!(error.to_string(), "a.txt: dates mention 2: unknown rule 9");
}

#[test]
fn the_words_of_the_schema_are_those_of_the_types() {
    let words = |table: Table, column: &str| {
        let at = table.schema().position(column).expect("column");
        match table.columns()[at].domain {
            Domain::OneOf(words) => words.to_vec(),
            _ => Vec::new(),
        }
    };
    use Certainty as C;
    assert_eq!(
        words(Table::Dates, "certainty"),
        [
            C::Certain,
            C::Approximate,
            C::Uncertain,
            C::Ambiguous,
            C::Conflict
        ]
        .map(C::as_str)
    );
    assert_eq!(
        words(Table::Dates, "basis"),
        [
            Basis::Explicit,
            Basis::Reference,
            Basis::Context,
            Basis::Unresolved
        ]
        .map(Basis::as_str)
    );
    assert_eq!(
        words(Table::Dates, "kind"),
        [DateKind::Absolute, DateKind::Interval, DateKind::Relative].map(DateKind::as_str)
    );
    assert_eq!(
        words(Table::Countries, "kind"),
        [CountryKind::Name, CountryKind::Demonym, CountryKind::Group].map(CountryKind::as_str)
    );
    use OrganizationKind as O;
    assert_eq!(
        words(Table::Organizations, "kind"),
        [O::Name, O::Acronym, O::Alias, O::Anaphor].map(O::as_str)
    );
    use CountryStatus as S;
    assert_eq!(
        words(Table::Countries, "status"),
        [S::Current, S::Former, S::Territory, S::Constituent].map(S::as_str)
    );
}

#[test]
fn every_column_is_described_in_both_languages() {
    for schema in Table::ALL.map(Table::schema).into_iter().chain([&REJECTS]) {
        for column in schema.columns {
            assert!(
                column.about_en.ends_with('.') && column.about_ar.ends_with('.'),
                "{}",
                column.name
            );
            assert!(
                column.about_ar.chars().any(|c| ('ا'..='ي').contains(&c)),
                "{}",
                column.name
            );
            if let Some(pattern) = column.pattern() {
                assert!(regex::Regex::new(pattern).is_ok(), "{pattern}");
            }
        }
        for key in schema.primary_key {
            assert!(schema.position(key).is_some());
        }
    }
}

#[test]
fn days_are_read_as_they_are_written() {
    use crate::record::days::parse_day;
    let pattern = regex::Regex::new(DATE_PATTERN).unwrap();
    for (text, year) in [
        ("1948-05-14", 1948),
        ("-0752-05-14", -752),
        ("0000-05-14", 0),
        ("+12000-05-14", 12_000),
    ] {
        let day = parse_day(text).expect(text);
        assert_eq!(day, chrono::NaiveDate::from_ymd_opt(year, 5, 14).unwrap());
        assert!(pattern.is_match(text));
        let mut out = Collected::default();
        out.begin();
        out.date(Some(day));
        assert_eq!(out.rows, [[text]]);
    }
    assert_eq!(parse_day("1949-02-29"), None);
}
