//! The EDTF subset: what it spells, what it refuses and where, and properties over arbitrary values.

use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Edtf {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Spelling, TIMEX3, granularity, first day, last day; `-` for none.
const READ: &[(&str, &str, &str, &str, &str)] = &[
    (
        "1947-03-04",
        "1947-03-04",
        "day",
        "1947-03-04",
        "1947-03-04",
    ),
    ("1955-05", "1955-05", "month", "1955-05-01", "1955-05-31"),
    ("2024-02", "2024-02", "month", "2024-02-01", "2024-02-29"),
    ("1900-02", "1900-02", "month", "1900-02-01", "1900-02-28"),
    ("1948", "1948", "year", "1948-01-01", "1948-12-31"),
    ("0092", "0092", "year", "0092-01-01", "0092-12-31"),
    ("194X", "194", "decade", "1940-01-01", "1949-12-31"),
    ("18XX", "18", "century", "1800-01-01", "1899-12-31"),
    ("00XX", "00", "century", "0000-01-01", "0099-12-31"),
    ("1XXX", "1", "millennium", "1000-01-01", "1999-12-31"),
    ("-0752", "BC0753", "year", "-0752-01-01", "-0752-12-31"),
    ("0000", "BC0001", "year", "0000-01-01", "0000-12-31"),
    (
        "-0043-03-15",
        "BC0044-03-15",
        "day",
        "-0043-03-15",
        "-0043-03-15",
    ),
    ("-04XX", "BC04", "century", "-0499-01-01", "-0400-12-31"),
    ("-049X", "BC049", "decade", "-0499-01-01", "-0490-12-31"),
    ("-2XXX", "BC2", "millennium", "-2999-01-01", "-2000-12-31"),
    (
        "-0099/0000",
        "BC0100/BC0001",
        "interval",
        "-0099-01-01",
        "0000-12-31",
    ),
    ("Y-12000", "BC12001", "year", "-12000-01-01", "-12000-12-31"),
    ("2014-21", "2014-SP", "season", "2014-03-01", "2014-05-31"),
    ("2014-22", "2014-SU", "season", "2014-06-01", "2014-08-31"),
    ("2014-23", "2014-FA", "season", "2014-09-01", "2014-11-30"),
    ("2015-24", "2015-WI", "season", "2015-12-01", "2016-02-29"),
    ("9999-24", "9999-WI", "season", "9999-12-01", "+10000-02-29"),
    ("2015-33", "2015-Q1", "quarter", "2015-01-01", "2015-03-31"),
    ("2015-35", "2015-Q3", "quarter", "2015-07-01", "2015-09-30"),
    ("2015-36", "2015-Q4", "quarter", "2015-10-01", "2015-12-31"),
    ("2015-40", "2015-H1", "half", "2015-01-01", "2015-06-30"),
    ("2015-41", "2015-H2", "half", "2015-07-01", "2015-12-31"),
    (
        "1989/1991",
        "1989/1991",
        "interval",
        "1989-01-01",
        "1991-12-31",
    ),
    (
        "2010-07-13/2010-07-15",
        "2010-07-13/2010-07-15",
        "interval",
        "2010-07-13",
        "2010-07-15",
    ),
    ("1990/..", "1990/XXXX", "interval", "1990-01-01", "-"),
    ("../1990", "XXXX/1990", "interval", "-", "1990-12-31"),
    ("1990/", "1990/XXXX", "interval", "1990-01-01", "-"),
    ("/1990", "XXXX/1990", "interval", "-", "1990-12-31"),
    (
        "0711-07-23~",
        "0711-07-23",
        "day",
        "0711-07-23",
        "0711-07-23",
    ),
    ("18XX?", "18", "century", "1800-01-01", "1899-12-31"),
    (
        "1984%/1990~",
        "1984/1990",
        "interval",
        "1984-01-01",
        "1990-12-31",
    ),
    (
        "[2015-04-03,2015-03-04]",
        "2015-04-03",
        "day",
        "2015-03-04",
        "2015-04-03",
    ),
    (
        "[1400,1979..1980]",
        "1400",
        "year",
        "1400-01-01",
        "1980-12-31",
    ),
    ("[..1990,1995]", "XXXX/1990", "interval", "-", "1995-12-31"),
];

#[test]
fn reads_and_writes() {
    let expected = |text: &str| (text != "-").then(|| day(text));
    for &(text, timex3, granularity, earliest, latest) in READ {
        let value = parse(text);
        assert_eq!(value.to_string(), text);
        assert_eq!(value.timex3(), timex3, "{text}");
        assert_eq!(value.granularity().as_str(), granularity, "{text}");
        assert_eq!(value.earliest(), expected(earliest), "{text}");
        assert_eq!(value.latest(), expected(latest), "{text}");
    }
}

#[test]
fn refuses_and_says_where() {
    for (text, position, message) in [
        ("", 0, "a date is missing"),
        ("~", 0, "a date is missing"),
        ("194", 3, "the date breaks off"),
        ("1948-3", 6, "the date breaks off"),
        ("1948-", 5, "the date breaks off"),
        ("1948-13", 5, "13 is no month"),
        ("1948-00", 5, "00 is no month"),
        ("1948-37", 5, "37 is no month"),
        ("1948-22-01", 5, "22 is no month"),
        ("2015-02-31", 8, "day 31 is not in 2015-02"),
        ("1900-02-29", 8, "day 29 is not in 1900-02"),
        ("1948-02-1", 9, "the date breaks off"),
        ("1948-02-011", 10, "unexpected character '1'"),
        ("1948/02", 7, "the date breaks off"),
        ("1948-02-01T00", 10, "unexpected character 'T'"),
        (" 1948", 0, "unexpected character ' '"),
        ("19 48", 2, "unexpected character ' '"),
        ("19\u{664}8", 2, "unexpected character '\u{664}'"),
        ("1948\u{647}", 4, "unexpected character '\u{647}'"),
        ("19X8", 3, "`X` may only"),
        ("XXXX", 0, "`X` may only"),
        ("194X-05", 4, "unexpected character '-'"),
        ("194x", 3, "unexpected character 'x'"),
        ("-0000", 0, "there is no negative zero"),
        ("-00XX", 0, "there is no negative zero"),
        ("Y1948", 1, "`Y` is for"),
        ("Y012000", 1, "`Y` is for"),
        ("Y300000", 1, "year 300000 is out of range"),
        ("Y99999999999999999999", 1, "year"),
        ("Y12000-05", 6, "unexpected character '-'"),
        ("1948~~", 4, "unexpected character '~'"),
        ("1995/1992", 4, "the interval ends before"),
        ("../..", 2, "an interval needs"),
        ("/", 0, "an interval needs"),
        ("1948/1949/1950", 9, "unexpected character '/'"),
        ("1948/2015-02-30", 13, "day 30"),
        ("[1948]", 1, "a set needs"),
        ("[]", 1, "a date is missing"),
        ("[1948,1950", 10, "the date breaks off"),
        ("[1948,1950]~", 11, "unexpected character '~'"),
        ("[1948, 1950]", 6, "unexpected character ' '"),
        ("[1948,1950-13]", 11, "13 is no month"),
        ("[1948,1950..1949]", 10, "the interval ends before"),
    ] {
        let error = text.parse::<Edtf>().expect_err(text);
        assert_eq!(error.position(), Some(position), "{text}: {error}");
        assert!(error.to_string().starts_with(message), "{text}: {error}");
    }
}

#[test]
fn bounds_may_differ_in_precision() {
    for text in ["1948-05/1948", "1948/1948-05", "1948-05-15/194X"] {
        assert_eq!(parse(text).to_string(), text);
    }
    assert!("1949-05/1948".parse::<Edtf>().is_err());
}

#[test]
fn the_longest_years_have_days() {
    for year in [-date::LONGEST, date::LONGEST] {
        assert_eq!(
            EdtfDate::year(year).unwrap().granularity(),
            Granularity::Year
        );
    }
    for year in [i32::MIN, -date::LONGEST - 1, date::LONGEST + 1, i32::MAX] {
        let error = EdtfDate::year(year).unwrap_err();
        assert_eq!(*error.kind(), EdtfErrorKind::YearOutOfRange(year.into()));
    }
    assert!(EdtfDate::month(10_000, 1).is_err() && EdtfDate::day(-10_000, 1, 1).is_err());
}

#[test]
fn ordinals_of_both_eras() {
    let spelt = |value: Result<Edtf, EdtfError>| value.unwrap().to_string();
    assert_eq!(spelt(Edtf::century_ce(19)), "18XX");
    assert_eq!(spelt(Edtf::century_ce(1)), "00XX");
    assert_eq!(spelt(Edtf::century_bc(5)), "-04XX");
    assert_eq!(spelt(Edtf::century_bc(1)), "-0099/0000");
    assert_eq!(spelt(Edtf::millennium_ce(2)), "1XXX");
    assert_eq!(spelt(Edtf::millennium_bc(3)), "-2XXX");
    assert_eq!(spelt(Edtf::millennium_bc(1)), "-0999/0000");
    assert_eq!(spelt(Edtf::decade_bc(490)), "-0498/-0489");
    assert_eq!(spelt(Edtf::decade_bc(0)), "-0008/0000");
    assert_eq!(spelt(Edtf::year_bc(753)), "-0752");
    assert_eq!(spelt(Edtf::year_bc(1)), "0000");
    assert!(Edtf::year_bc(0).is_err() && Edtf::year_bc(u32::MAX).is_err());
    for zeroth in [
        Edtf::century_ce(0),
        Edtf::century_bc(0),
        Edtf::millennium_ce(0),
    ] {
        assert!(zeroth.is_err());
    }
    assert!(Edtf::century_ce(101).is_err() && Edtf::century_bc(u16::MAX).is_err());
    assert!(EdtfDate::century(i32::MAX).is_err() && EdtfDate::decade(i32::MIN).is_err());
}

#[test]
fn a_week_is_spelt_as_its_days_and_stays_a_week() {
    let week = Edtf::week(2014, 5).unwrap();
    assert_eq!(week.to_string(), "2014-01-27/2014-02-02");
    assert_eq!(week.timex3(), "2014-W05");
    assert_eq!(week.granularity(), Granularity::Week);
    assert_eq!(
        parse(&week.to_string()).granularity(),
        Granularity::Interval
    );
    // The first of January 2021 lies in the last week of 2020.
    let week = IsoWeek::containing(day("2021-01-01")).unwrap();
    assert_eq!((week.year(), week.week()), (2020, 53));
    assert!(Edtf::week(2021, 53).is_err() && Edtf::week(2021, 0).is_err());
    let about = Edtf::Week(week).with_qualifier(Qualifier::Approximate);
    assert_eq!(about.to_string(), "2020-12-28~/2021-01-03~");
    assert!(about.is_approximate());
}

#[test]
fn sets_are_flat_and_of_two_or_more() {
    let set = Edtf::one_of([parse("[1990,1992]"), parse("1990"), parse("1994/1995")]).unwrap();
    assert_eq!(set.to_string(), "[1990,1992,1994..1995]");
    assert_eq!(
        Edtf::one_of([parse("1990"), parse("1990")]),
        Ok(parse("1990"))
    );
    assert!(Edtf::one_of([]).is_err());
    assert!(Edtf::one_of([parse("1990"), parse("1994/")]).is_err());
    assert_eq!(Edtf::one_of([parse("1994/")]), Ok(parse("1994/")));
    let week = Edtf::one_of([Edtf::week(2014, 5).unwrap(), parse("2014")]).unwrap();
    assert_eq!(week.to_string(), "[2014-01-27..2014-02-02,2014]");
}

#[test]
fn doubts_add_up() {
    let about = parse("1990").with_qualifier(Qualifier::Approximate);
    assert_eq!(about.to_string(), "1990~");
    assert_eq!(about.timex3_mod(), Some("APPROX"));
    assert_eq!(
        about.with_qualifier(Qualifier::Uncertain).to_string(),
        "1990%"
    );
    assert!(!parse("1990?").is_approximate());
    assert_eq!(
        parse("1990/..")
            .with_qualifier(Qualifier::Approximate)
            .to_string(),
        "1990~/.."
    );
}

fn any_date() -> impl Strategy<Value = EdtfDate> {
    let year = -9_999..=9_999;
    let precision = prop_oneof![
        (-9..=9).prop_map(Precision::Millennium),
        (-99..=99).prop_map(Precision::Century),
        (-999..=999).prop_map(Precision::Decade),
        (-262_000..=262_000).prop_map(Precision::Year),
        (year.clone(), 1_u8..=2).prop_map(|(year, half)| Precision::Half { year, half }),
        (year.clone(), 1_u8..=4).prop_map(|(year, quarter)| Precision::Quarter { year, quarter }),
        (year.clone(), 0_usize..4).prop_map(|(year, season)| Precision::Season {
            year,
            season: Season::ALL[season],
        }),
        (year.clone(), 1_u8..=12).prop_map(|(year, month)| Precision::Month { year, month }),
        (year, 1_u32..=366).prop_filter_map("no 366th day", |(year, ordinal)| {
            NaiveDate::from_yo_opt(year, ordinal).map(Precision::Day)
        }),
    ];
    let qualifier = proptest::option::of(prop_oneof![
        Just(Qualifier::Approximate),
        Just(Qualifier::Uncertain),
        Just(Qualifier::Both),
    ]);
    (precision, qualifier).prop_map(|(precision, qualifier)| {
        let date = EdtfDate::new(precision).unwrap();
        qualifier.map_or(date, |qualifier| date.with_qualifier(qualifier))
    })
}

fn any_value() -> impl Strategy<Value = Edtf> {
    let bound = || {
        prop_oneof![
            4 => any_date().prop_map(Bound::Date),
            1 => Just(Bound::Open),
            1 => Just(Bound::Unknown),
        ]
    };
    let single = prop_oneof![
        any_date().prop_map(Edtf::Date),
        (bound(), bound()).prop_filter_map("no bound", |(start, end)| {
            Edtf::interval(start, end)
                .or_else(|_| Edtf::interval(end, start))
                .ok()
        }),
    ]
    .boxed();
    prop_oneof![
        3 => single.clone(),
        1 => proptest::collection::vec(single, 1..5)
            .prop_filter_map("no set", |readings| Edtf::one_of(readings).ok()),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(value in any_value()) {
        prop_assert_eq!(value.to_string().parse::<Edtf>(), Ok(value));
    }

    #[test]
    fn the_first_day_is_not_after_the_last(value in any_value()) {
        if let (Some(earliest), Some(latest)) = (value.earliest(), value.latest()) {
            prop_assert!(earliest <= latest);
            prop_assert!(value.days().is_some());
        }
    }

    #[test]
    fn any_text_is_read_or_refused_within_it(text in "[-0-9XY~?%/.,\\[\\] \u{661}\u{647}]{0,24}") {
        match text.parse::<Edtf>() {
            Ok(value) => prop_assert_eq!(value.to_string(), text),
            Err(error) => {
                let position = error.position().unwrap();
                prop_assert!(text.is_char_boundary(position), "{} at {}", error, position);
            }
        }
    }

    #[test]
    fn a_week_holds_its_day(year in -9_998..=9_998, ordinal in 1_u32..=365) {
        let on = NaiveDate::from_yo_opt(year, ordinal).unwrap();
        let week = IsoWeek::containing(on).unwrap();
        prop_assert!((week.monday().first_day()..=week.sunday().last_day()).contains(&on));
        prop_assert_eq!(IsoWeek::new(week.year(), week.week()), Ok(week));
    }
}
