//! Documents with everything that is awkward in them, for the tests of this
//! stage and of the sink.

use chrono::NaiveDate;

use super::build::{Catalog, Rows};
use super::package::hex;
use crate::calendar::Edtf;
use crate::extract::{
    Basis, Certainty, CountryKind, CountryMention, DateKind, DateMention, DateValue, Extraction,
    OrganizationKind, OrganizationMention, OrganizationRef, Place, Span,
};
use crate::lexicon::{Country, CountryStatus, Organization};
use crate::rules::RuleIndex;
use crate::source::Document;
use sha2::{Digest, Sha256};

/// A pack of two rules, four countries and one organization.
pub(crate) struct SampleCatalog {
    countries: Vec<Country>,
    organizations: Vec<Organization>,
}

impl SampleCatalog {
    pub(crate) fn new() -> Self {
        let country = |id: &str, codes: [&str; 3], status, name_en: &str, name_ar: &str| Country {
            id: id.to_owned(),
            alpha3: codes[0].to_owned(),
            alpha2: codes[1].to_owned(),
            numeric: codes[2].to_owned(),
            status,
            name_en: name_en.to_owned(),
            name_ar: name_ar.to_owned(),
        };
        let current = CountryStatus::Current;
        Self {
            countries: vec![
                country(
                    "namibia",
                    ["NAM", "NA", "516"],
                    current,
                    "Namibia",
                    "ناميبيا",
                ),
                country(
                    "belgium",
                    ["BEL", "BE", "056"],
                    current,
                    "Belgium",
                    "بلجيكا",
                ),
                country(
                    "ottoman-empire",
                    ["", "", ""],
                    CountryStatus::Former,
                    "Ottoman Empire",
                    "الدولة العثمانية",
                ),
                country(
                    "scotland",
                    ["GBR", "GB", "826"],
                    CountryStatus::Constituent,
                    "Scotland, \"Alba\"",
                    "اسكتلندا",
                ),
            ],
            organizations: vec![Organization {
                id: "nato".to_owned(),
                category: "intergovernmental",
                country: String::new(),
                acronym: "NATO".to_owned(),
                name_en: "North Atlantic Treaty Organization".to_owned(),
                name_ar: "حلف شمال الأطلسي".to_owned(),
            }],
        }
    }
}

impl Catalog for SampleCatalog {
    fn rule(&self, rule: RuleIndex) -> Option<&str> {
        ["date.year", "name.list"].get(rule.0 as usize).copied()
    }

    fn country(&self, index: u32) -> Option<&Country> {
        self.countries.get(index as usize)
    }

    fn organization(&self, index: u32) -> Option<&Organization> {
        self.organizations.get(index as usize)
    }
}

/// A document and what was found in it, found by searching for substrings.
#[derive(Clone)]
pub(crate) struct Sample {
    pub(crate) document: Document,
    pub(crate) extraction: Extraction,
}

impl Sample {
    /// A document; every line is a sentence.
    pub(crate) fn new(id: &str, text: &str) -> Self {
        let document = Document {
            id: id.to_owned(),
            source: format!("in/{id}.txt"),
            text: text.to_owned(),
            sha256: hex(&Sha256::digest(text)),
            encoding: "utf-8",
            reference_date: NaiveDate::from_ymd_opt(2016, 2, 29),
        };
        let mut sample = Self {
            document,
            extraction: Extraction {
                chars: text.chars().count(),
                ..Default::default()
            },
        };
        let mut from = 0;
        for line in text.split('\n') {
            if !line.is_empty() {
                sample
                    .extraction
                    .sentences
                    .push(sample.span(from, from + line.len()));
            }
            from += line.len() + 1;
        }
        sample
    }

    fn span(&self, byte_start: usize, byte_end: usize) -> Span {
        let chars = |to: usize| self.document.text[..to].chars().count();
        Span {
            start: chars(byte_start),
            end: chars(byte_end),
            byte_start,
            byte_end,
        }
    }

    fn place(&self, needle: &str, rule: u32) -> Place {
        let at = self
            .document
            .text
            .find(needle)
            .expect("the needle is in the text");
        let span = self.span(at, at + needle.len());
        let sentence = self
            .extraction
            .sentences
            .iter()
            .position(|s| (s.byte_start..s.byte_end).contains(&at))
            .expect("the needle is in a sentence");
        Place {
            span,
            sentence,
            rule: RuleIndex(rule),
        }
    }

    /// A date with this EDTF value; empty means unresolved.
    pub(crate) fn date(mut self, needle: &str, value: &str) -> Self {
        let edtf: Option<Edtf> = (!value.is_empty()).then(|| value.parse().expect("valid EDTF"));
        let mention = DateMention {
            place: self.place(needle, 0),
            kind: if edtf.is_some() {
                DateKind::Absolute
            } else {
                DateKind::Relative
            },
            value: DateValue {
                earliest: edtf.as_ref().and_then(Edtf::earliest),
                latest: edtf.as_ref().and_then(Edtf::latest),
                granularity: edtf.as_ref().map(Edtf::granularity),
                calendar: "gregorian",
                calendar_value: value.to_owned(),
                certainty: Certainty::Certain,
                basis: if edtf.is_some() {
                    Basis::Explicit
                } else {
                    Basis::Unresolved
                },
                edtf,
            },
        };
        self.extraction.dates.push(mention);
        self
    }

    /// A country or, of several, a group.
    pub(crate) fn country(mut self, needle: &str, countries: &[u32]) -> Self {
        let mention = CountryMention {
            place: self.place(needle, 1),
            kind: if countries.len() > 1 {
                CountryKind::Group
            } else {
                CountryKind::Name
            },
            countries: countries.to_vec(),
            within_organization: false,
            other_readings: String::new(),
        };
        self.extraction.countries.push(mention);
        self
    }

    /// An organization: the lexicon's if `derived` is empty.
    pub(crate) fn organization(mut self, needle: &str, derived: &str) -> Self {
        let organization = if derived.is_empty() {
            OrganizationRef::Known(0)
        } else {
            OrganizationRef::Derived {
                id: derived.to_owned(),
                name_ar: needle.to_owned(),
                category: "party",
            }
        };
        let mention = OrganizationMention {
            place: self.place(needle, 1),
            kind: OrganizationKind::Name,
            organization,
        };
        self.extraction.organizations.push(mention);
        self
    }

    pub(crate) fn rows<'a>(&'a self, catalog: &'a SampleCatalog) -> Rows<'a> {
        Rows::build_with(&self.document, &self.extraction, catalog).expect("the sample is sound")
    }
}

/// Three documents: full, empty of mentions, and awkward.
pub(crate) fn samples() -> Vec<Sample> {
    vec![
        Sample::new("a.txt", "انضمت بلجيكا إلى الناتو في 4 أبريل 1949، ثم بلجيكا.\nسنة 753 ق.م تأسست روما.\nفي ذلك العام حارب العثمانيون دول البنلوكس في 1989-1991.\n")
            .date("4 أبريل 1949", "1949-04-04")
            .date("سنة 753 ق.م", "-0752")
            .date("ذلك العام", "")
            .date("1989-1991", "1989/1991")
            .country("بلجيكا", &[1])
            .country("العثمانيون", &[2])
            .country("دول البنلوكس", &[1, 0])
            .organization("الناتو", ""),
        Sample::new("dir/فارغ, \"b\".txt", "لا شيء هنا."),
        Sample::new("c\u{2028}\u{85}.jsonl:1", "\u{feff}قال \"حزب\r، العمال\t\u{1}\\\u{2029}\u{7f}\" في 194X: 😀 اسكتلندا, نعم")
            .date("194X", "194X")
            .country("اسكتلندا", &[3])
            .organization("حزب\r، العمال\t\u{1}\\\u{2029}\u{7f}\"", "حزب-العمال"),
    ]
}
