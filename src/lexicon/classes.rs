//! What the compiler does with a class of the data files, told by its name.
//!
//! Only the names listed here mean anything to the program; all others are for
//! the rules to know.

use super::symbols::{ClassId, SymbolBuilder};

/// Classes whose names are matched beside the units, because what stands inside
/// them must stay visible to the rules.
const BESIDE: [&str; 3] = ["ORG_NAME", "ORG_ACRONYM", "ORG_AMBIGUOUS"];

/// Classes that leave a word `PLAIN`: it could still be a common noun of a name.
const OPEN: [&str; 6] = [
    "ORG_NAME",
    "ORG_ACRONYM",
    "ORG_AMBIGUOUS",
    "ORGHEAD_WEAK",
    "ORGBACK",
    "COMMON",
];

/// Classes that say in what company a word stands, not what it is: `مصرية` may be
/// listed as a common word, and stays the generated demonym all the same.
const COMPANY: [&str; 2] = ["ANTIQUITY", "COMMON"];

/// Whether a form that grammar generates yields to a listed one of this class.
pub(crate) fn outranks_generated(name: &str) -> bool {
    !BESIDE.contains(&name) && !COMPANY.contains(&name) && !name.starts_with(TOPIC)
}

/// Classes of phrases that would hide a country or a demonym inside them, of those
/// that are themselves of a country, and of what would be hidden.
const HIDING: [&str; 2] = ["PLACE", "NOT_ORG"];
const SHOWING: [&str; 4] = ["COUNTRY", "NISBA", "GROUP", "NOT_COUNTRY"];
const HIDDEN: [&str; 2] = ["COUNTRY", "NISBA"];

/// Classes that the value of a date depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueClass {
    /// A year of two digits.
    TwoDigitYear,
    /// An ordinal.
    Ordinal,
    /// A Hijri month.
    HijriMonth,
    /// A feast of the Hijri calendar.
    HijriFeast,
    /// A feast that is counted from Easter.
    EasterFeast,
    /// The era of the Gregorian calendar.
    CommonEra,
    /// Before it.
    BeforeEra,
    /// The era of the Hijri calendar.
    HijriEra,
    /// The era of the Solar Hijri calendar.
    SolarEra,
    /// The era of the Coptic calendar.
    MartyrsEra,
}

impl ValueClass {
    /// Their names, in the same order.
    pub(super) const NAMES: [&str; 10] = [
        "YEAR2",
        "ORD",
        "HMONTH",
        "HFEAST",
        "EASTERFEAST",
        "ERA_AD",
        "ERA_BC",
        "ERA_AH",
        "ERA_SOLAR",
        "ERA_MARTYRS",
    ];
}

/// What matters of a set of classes when it is asked what a phrase hides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cover {
    /// A phrase of these classes would hide what is in it.
    pub(super) hides: bool,
    /// A word of these classes must not be hidden.
    pub(super) shows: bool,
}

impl Cover {
    /// As it is stored.
    pub(super) fn bits(self) -> u8 {
        u8::from(self.hides) | u8::from(self.shows) << 1
    }

    /// What [`Cover::bits`] told.
    pub(super) fn from_bits(bits: u8) -> Self {
        Self {
            hides: bits & 1 != 0,
            shows: bits & 2 != 0,
        }
    }
}

/// Which classes of a table make a cover.
#[derive(Clone, Debug)]
pub(super) struct Covering {
    hiding: Vec<ClassId>,
    showing: Vec<ClassId>,
    hidden: Vec<ClassId>,
}

impl Covering {
    /// Those that `find` knows.
    pub(super) fn new(find: impl Fn(&str) -> Option<ClassId>) -> Self {
        let all = |names: &[&str]| names.iter().filter_map(|name| find(name)).collect();
        Self {
            hiding: all(&HIDING),
            showing: all(&SHOWING),
            hidden: all(&HIDDEN),
        }
    }

    /// The cover of a set of classes.
    pub(super) fn of(&self, classes: &[ClassId]) -> Cover {
        let has = |any: &[ClassId]| classes.iter().any(|class| any.contains(class));
        Cover {
            hides: has(&self.hiding) && !has(&self.showing),
            shows: has(&self.hidden),
        }
    }
}

/// Whether a name is one of the gazetteer's classes: of those that name a body of
/// a list outright, and not a noun or a mark of such names.
pub(super) fn is_of_gazetteer(name: &str) -> bool {
    BESIDE.contains(&name)
}

/// Classes of words that only tell what a sentence is about begin so; they leave
/// a word what it is.
const TOPIC: &str = "TOPIC_";

/// A class of the data files.
#[derive(Clone, Copy, Debug)]
pub(super) struct DataClass {
    pub(super) id: ClassId,
    /// Two forms of one family may not share a spelling unless both say so.
    pub(super) family: Option<usize>,
    pub(super) ambiguous: bool,
    pub(super) beside: bool,
    pub(super) open: bool,
    /// Whether generated forms of the same spelling yield to its forms.
    pub(super) outranks: bool,
    /// Whether its numbers are read as numerals, and as ordinals.
    pub(super) numeral: Option<bool>,
}

impl DataClass {
    /// The class of this name, entered among the symbols.
    pub(super) fn new(name: &str, symbols: &mut SymbolBuilder) -> Self {
        let beside = BESIDE.contains(&name);
        Self {
            id: symbols.class(name),
            family: if name.starts_with("COUNTRY") {
                Some(0)
            } else {
                beside.then_some(1)
            },
            ambiguous: name.ends_with("_AMBIGUOUS"),
            beside,
            open: OPEN.contains(&name) || name.starts_with(TOPIC),
            outranks: outranks_generated(name),
            numeral: match name {
                "NUMERAL" => Some(false),
                "ORDINAL" => Some(true),
                _ => None,
            },
        }
    }
}
