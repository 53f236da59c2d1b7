//! The things that lexicon entries denote: countries, groups and
//! organizations, as their tables give them.

use serde::{Deserialize, Serialize};

/// How a country of the lexicon stands in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CountryStatus {
    /// A sovereign state of today.
    Current,
    /// A state that exists no more.
    Former,
    /// A dependent territory with an ISO 3166-1 code.
    Territory,
    /// A constituent country of the United Kingdom.
    Constituent,
}

impl CountryStatus {
    /// The word used in the tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Former => "former",
            Self::Territory => "territory",
            Self::Constituent => "constituent",
        }
    }

    /// Reads the word used in the tables.
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::Current,
            Self::Former,
            Self::Territory,
            Self::Constituent,
        ]
        .into_iter()
        .find(|status| status.as_str() == word)
    }
}

/// A row of `lexicon/countries.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Country {
    /// The lexicon's own id.
    pub id: String,
    /// ISO 3166-1 alpha-3 (for former states the withdrawn code), or empty.
    pub alpha3: String,
    /// ISO 3166-1 alpha-2, or empty.
    pub alpha2: String,
    /// ISO 3166-1 numeric, three digits, or empty.
    pub numeric: String,
    /// State, former state, territory or constituent country.
    pub status: CountryStatus,
    /// English name.
    pub name_en: String,
    /// Arabic name.
    pub name_ar: String,
}

impl Country {
    /// The value of the `country` column: the alpha-3 code, else the lexicon's
    /// id. Constituent countries keep their own id beside the alpha-3 code of
    /// the state they belong to.
    pub fn key(&self) -> &str {
        if self.alpha3.is_empty() || self.status == CountryStatus::Constituent {
            &self.id
        } else {
            &self.alpha3
        }
    }
}

/// A named group of states, from `lexicon/groups.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The lexicon's id.
    pub id: String,
    /// Members, as indices into the table of countries.
    pub members: Vec<u32>,
}

/// The categories of organizations, in the order of the documentation.
pub const CATEGORIES: [&str; 20] = [
    "intergovernmental",
    "state",
    "military",
    "court",
    "parliament",
    "party",
    "movement",
    "armed-group",
    "company",
    "bank",
    "university",
    "media",
    "club",
    "national-team",
    "union",
    "federation",
    "foundation",
    "ngo",
    "religious",
    "research",
];

/// One of [`CATEGORIES`].
pub type Category = &'static str;

/// A category in a store: its number.
pub mod stored_category {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    use super::{CATEGORIES, Category};

    /// Writes a category.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(name: &Category, serializer: S) -> Result<S::Ok, S::Error> {
        number(name).serialize(serializer)
    }

    /// Reads a category.
    ///
    /// # Errors
    /// A number that no category has.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Category, D::Error> {
        named(usize::deserialize(deserializer)?)
    }

    fn number(name: &str) -> usize {
        let known = CATEGORIES.iter().position(|known| *known == name);
        known.unwrap_or(CATEGORIES.len())
    }

    fn named<E: Error>(number: usize) -> Result<Category, E> {
        let name = CATEGORIES.get(number).copied();
        name.ok_or_else(|| E::custom("no such category"))
    }

    /// The same where there may be none.
    pub mod some {
        use super::{Category, Deserialize, Deserializer, Serialize, Serializer, named, number};

        /// Writes a category, if there is one.
        ///
        /// # Errors
        /// Those of the serializer.
        pub fn serialize<S: Serializer>(
            name: &Option<Category>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            name.map(number).serialize(serializer)
        }

        /// Reads a category, if there is one.
        ///
        /// # Errors
        /// A number that no category has.
        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Category>, D::Error> {
            let number = Option::<usize>::deserialize(deserializer)?;
            number.map(named).transpose()
        }
    }
}

/// The class that names of bodies of a category have beside their own: `ORG_CLUB`.
pub fn category_class(category: &str) -> String {
    format!("ORG_{}", category.to_ascii_uppercase().replace('-', "_"))
}

/// A row of `lexicon/organizations.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Stable id (`nato`).
    pub id: String,
    /// One of [`CATEGORIES`].
    #[serde(with = "stored_category")]
    pub category: Category,
    /// Key of the country it belongs to, or empty.
    pub country: String,
    /// Usual Latin acronym, or empty.
    pub acronym: String,
    /// English name.
    pub name_en: String,
    /// Arabic name.
    pub name_ar: String,
}
