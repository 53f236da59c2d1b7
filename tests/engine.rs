//! Behaviour of the engine beyond single rules: each test is named for what
//! once went wrong, or could.

use nasaq::extract::{Extraction, Extractor, OrganizationKind, Scratch};
use nasaq::lexicon::Gazetteer;
use nasaq::rules::RulePack;
use nasaq::source::Document;

struct Found {
    text: String,
    extraction: Extraction,
    pack: RulePack,
}

fn extract(text: &str) -> Found {
    extract_with(RulePack::builtin().unwrap(), text)
}

fn extract_with(pack: RulePack, text: &str) -> Found {
    let document = Document {
        id: "t".to_owned(),
        source: "t".to_owned(),
        text: text.to_owned(),
        sha256: String::new(),
        encoding: "utf-8",
        reference_date: None,
    };
    let extraction = Extractor::new(&pack)
        .extract(&document, &mut Scratch::default())
        .unwrap();
    Found {
        text: text.to_owned(),
        extraction,
        pack,
    }
}

impl Found {
    fn slice(&self, span: nasaq::extract::Span) -> &str {
        let slice = &self.text[span.byte_start..span.byte_end];
        let chars: String = self
            .text
            .chars()
            .skip(span.start)
            .take(span.end - span.start)
            .collect();
        assert_eq!(slice, chars, "bytes and characters agree");
        slice
    }

    fn dates(&self) -> Vec<(&str, String)> {
        let value = |date: &nasaq::extract::DateMention| {
            date.value
                .edtf
                .as_ref()
                .map_or_else(String::new, ToString::to_string)
        };
        let dates = self.extraction.dates.iter();
        dates
            .map(|date| (self.slice(date.place.span), value(date)))
            .collect()
    }

    fn countries(&self) -> Vec<(&str, &str)> {
        let key = |index: u32| self.pack.lexicon().countries[index as usize].key();
        let countries = self.extraction.countries.iter();
        countries
            .map(|country| (self.slice(country.place.span), key(country.countries[0])))
            .collect()
    }

    fn organizations(&self) -> Vec<(&str, &str, OrganizationKind)> {
        let organizations = self.extraction.organizations.iter();
        organizations
            .map(|found| {
                let place = self.slice(found.place.span);
                let id = found.organization.id(self.pack.lexicon());
                (place, id, found.kind)
            })
            .collect()
    }
}

#[test]
fn proclitics_and_brackets_stay_outside_marks_inside() {
    let found = extract("عاد من (مِصْرَ) ولُبنان، وكتب لـفرنسا وللمغرب.");
    assert_eq!(
        found.countries(),
        [
            ("مِصْرَ", "EGY"),
            ("لُبنان", "LBN"),
            ("فرنسا", "FRA"),
            ("لمغرب", "MAR")
        ]
    );
}

#[test]
fn a_radical_alef_stays_behind_a_preposition() {
    let found = extract("قدمت القرض لألمانيا ولألبانيا.");
    assert_eq!(found.countries(), [("ألمانيا", "DEU"), ("ألبانيا", "ALB")]);
}

#[test]
fn without_the_gazetteer_only_the_grammar_names_organizations() {
    let text = "اجتمعت وزارة الخارجية اليونانية مع الناتو في 4 مارس 1947.";
    let with = extract(text);
    let without = extract_with(RulePack::builtin_with(Gazetteer::Off).unwrap(), text);
    let names = |found: &Found| -> Vec<String> {
        let found = found.organizations();
        found.iter().map(|found| found.0.to_owned()).collect()
    };
    assert_eq!(names(&with), ["وزارة الخارجية اليونانية", "الناتو"]);
    assert_eq!(names(&without), ["وزارة الخارجية اليونانية"]);
    assert_eq!(with.dates(), without.dates());
    assert_eq!(with.countries(), without.countries());
    assert_ne!(with.pack.hash(), without.pack.hash());
}

#[test]
fn a_demonym_shows_inside_the_name_of_a_place() {
    let found = extract("افتتح المعرض في مدينة ليون الفرنسية.");
    assert!(found.countries().contains(&("الفرنسية", "FRA")));
}

#[test]
fn an_acronym_in_brackets_is_an_alias_from_then_on() {
    let found = extract("تأسست الهيئة الوطنية للملاحة النهرية (NRNA) عام 1998. ثم وقعت NRNA عقدا.");
    let organizations = found.organizations();
    let named: Vec<_> = organizations
        .iter()
        .filter(|(text, ..)| *text == "NRNA")
        .collect();
    assert_eq!(named.len(), 2, "{organizations:?}");
    assert!(named.iter().all(|(_, id, _)| *id == organizations[0].1));
}

#[test]
fn a_noun_points_back_only_where_one_body_can_be_meant() {
    let found = extract("انضمت الدولة إلى منظمة الصحة العالمية. وأشادت المنظمة بالخطوة.");
    assert!(
        found
            .organizations()
            .contains(&("المنظمة", "who", OrganizationKind::Anaphor))
    );
    let two = extract("اجتمعت منظمة الصحة العالمية ومنظمة العمل الدولية. وأشادت المنظمة بالخطوة.");
    assert!(
        !two.organizations()
            .iter()
            .any(|(text, ..)| *text == "المنظمة")
    );
}

#[test]
fn years_without_an_era_follow_the_neighbourhood() {
    let found = extract("ولد سنة 334 هـ. ومات سنة 403 بعد مرض.");
    assert_eq!(found.dates()[1].1, "1012/1013");
    let plain = extract("سقطت المدينة سنة 410 وانتهت الدولة سنة 476.");
    assert_eq!(plain.dates()[1].1, "0476");
}

#[test]
fn tellings_that_disagree_are_kept_as_a_conflict() {
    let found = extract("وقع في 1319 هـ الموافق 1950 م.");
    let date = &found.extraction.dates[0];
    assert_eq!(date.value.certainty.as_str(), "conflict");
    assert!(found.dates()[0].1.starts_with('['));
}

#[test]
fn a_date_that_does_not_exist_gives_way_to_the_part_that_does() {
    let found = extract("كتب في 31 فبراير 1950 رسالة.");
    assert!(found.dates().iter().all(|(_, value)| value != "1950-02-31"));
    assert!(found.dates().iter().any(|(_, value)| value == "1950-02"));
}

#[test]
fn ligatures_controls_and_decomposed_letters_change_nothing() {
    let plain = extract("زار حزب الله في مصر");
    let hard = extract("زار\u{200f} حزب \u{fdf2} في\u{200c} \u{fee3}\u{febc}\u{feae}");
    assert_eq!(plain.organizations()[0].1, hard.organizations()[0].1);
    assert_eq!(plain.countries()[0].1, hard.countries()[0].1);
    let decomposed = extract("وصل إلى ا\u{654}لمانيا عام ١٩٤٧");
    assert_eq!(decomposed.countries(), [("ا\u{654}لمانيا", "DEU")]);
    assert_eq!(decomposed.dates()[0].1, "1947");
}

#[test]
fn nothing_is_found_across_a_blank_line() {
    assert_eq!(
        extract("في 4 مارس\n1947 وقع").dates()[0].1,
        "1947-03-04",
        "a line end is only a space"
    );
    assert!(
        extract("في 4 مارس\n\n1947 وقع")
            .dates()
            .iter()
            .all(|(_, value)| value != "1947-03-04")
    );
}

#[test]
fn odd_documents_yield_nothing_and_do_not_fail() {
    for text in [
        "",
        " \n\n\t",
        "\u{feff}",
        "....!!!",
        "🌍🌍",
        "ـــــ",
        "\u{64b}\u{64c}",
        "و",
        "12345678901234567890",
    ] {
        let found = extract(text);
        assert_eq!(found.extraction.chars, text.chars().count());
        assert!(
            found.dates().is_empty() && found.countries().is_empty(),
            "{text:?}"
        );
    }
}

#[test]
fn a_spelling_is_read_through_vowels_and_presentation_forms() {
    // المَجَرِيّ with its vowels, and in presentation forms.
    for text in [
        "غادر الوفد المَجَرِيّ القاعة",
        "غادر الوفد \u{fe8d}\u{fedf}\u{fee4}\u{fea0}\u{feae}\u{fef1} القاعة",
    ] {
        let found = extract(text);
        let countries = found.countries();
        assert_eq!(countries.len(), 1, "{text}");
        assert_eq!(countries[0].1, "HUN");
    }
    assert!(extract("اتسع المَجرَى بعد الفيضان").countries().is_empty());
}

#[test]
fn an_acronym_with_invisible_marks_is_an_acronym() {
    let found = extract("أنشئت وزارة الثروة السمكية (M\u{200e}F\u{200e}W) قبل عام");
    let acronym = found.extraction.organizations.iter();
    let acronym = acronym
        .filter(|found| found.kind == OrganizationKind::Acronym)
        .count();
    assert_eq!(acronym, 1);
}

#[test]
fn a_body_is_the_same_behind_a_preposition_that_swallows_the_alef() {
    let id = |text: &str| {
        let found = extract(text);
        let organization = &found.extraction.organizations[0];
        organization
            .organization
            .id(found.pack.lexicon())
            .to_owned()
    };
    let whole = id("انتقلت القيادة العامة للدفاع الجوي");
    assert_eq!(whole, "x-القياده-العامه-للدفاع-الجوي");
    assert_eq!(id("انتقلت للقيادة العامة للدفاع الجوي"), whole);
    assert_eq!(
        id("يدير للتجمع الوطني المالطي الحوار"),
        "x-التجمع-الوطني-المالطي"
    );
}

#[test]
fn a_word_of_one_rule_hides_no_head_noun_from_the_others() {
    // «لشركة» and «لصحيفة» once stood in guards as words of their own.
    for text in [
        "وقعت لشركة سونطراك العقد",
        "صدر العدد الأول من لصحيفة \"الضياء\" في القاهرة",
    ] {
        assert_eq!(extract(text).extraction.organizations.len(), 1, "{text}");
    }
}

#[test]
fn a_decade_in_arabic_digits_is_a_decade() {
    assert_eq!(
        extract("ازدهرت الموسيقى في ١٩٦٠s كثيرا").dates(),
        [("١٩٦٠s", "196X".to_owned())]
    );
}

#[test]
fn a_state_on_the_field_is_its_team() {
    let teams = |text: &str| -> Vec<(String, String)> {
        let found = extract(text);
        let named = found.organizations();
        let named = named.iter().map(|(text, id, _)| (*text, *id));
        named
            .map(|(text, id)| (text.to_owned(), id.to_owned()))
            .collect()
    };
    let named = |text: &str, id: &str| vec![(text.to_owned(), id.to_owned())];
    assert_eq!(
        teams("فاز الفريق في المباراة على ماليزيا بهدفين."),
        named("ماليزيا", "malaysia-national-football-team")
    );
    // Four bodies of the kind belong to one state: the name decides.
    assert_eq!(
        teams("سجل المهاجم هدفين في مرمى إنجلترا."),
        named("إنجلترا", "england-national-football-team")
    );
    assert_eq!(teams("أقيمت المباراة في ماليزيا."), []);
}

#[test]
fn a_body_within_a_body_stays_a_mention() {
    let found = extract("أضربت نقابة العاملين في جامعة طنطا يومين.");
    assert_eq!(
        found.organizations(),
        [
            (
                "نقابة العاملين في جامعة طنطا",
                "x-نقابه-العاملين-في-جامعه-طنطا",
                OrganizationKind::Name
            ),
            ("جامعة طنطا", "tanta-university", OrganizationKind::Name),
        ]
    );
}

#[test]
fn a_nisba_with_tanwin_is_not_the_country_that_folds_to_it() {
    let found = extract("وظّف النادي مدرباً إيطالياً يقيم في تركيا ومساعداً روسيًا.");
    let kinds: Vec<&str> = found
        .extraction
        .countries
        .iter()
        .map(|country| country.kind.as_str())
        .collect();
    assert_eq!(kinds, ["demonym", "name", "demonym"]);
}
