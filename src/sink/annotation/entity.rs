//! Mentions as annotation tools know them: a label, a stretch of text, a
//! reference to something in the world, and some attributes.

use crate::record::{CountryRow, DateRow, MentionCells, OrganizationRow, Rows};

/// What a mention is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Label {
    /// A row of `organizations`.
    Organization,
    /// A row of `countries`, or several of a group.
    Country,
    /// A row of `dates`.
    Date,
}

impl Label {
    /// The name of the type, as brat and the Web Annotation show it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Date => "Date",
            Self::Country => "Country",
            Self::Organization => "Organization",
        }
    }

    /// The tag, as CoNLL and spaCy write it.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Country => "COUNTRY",
            Self::Organization => "ORGANIZATION",
        }
    }

    /// The list that [`Entity::value`] is a member of.
    pub(super) fn authority(self) -> &'static str {
        match self {
            Self::Date => "EDTF",
            Self::Country => "ISO3166",
            Self::Organization => "ORG",
        }
    }
}

/// A mention with all that annotation formats tell of it.
#[derive(Clone, Debug)]
pub(super) struct Entity<'r> {
    pub(super) label: Label,
    pub(super) mention: MentionCells<'r>,
    /// EDTF, country keys joined with `;`, or id of the body; empty where
    /// unresolved.
    pub(super) value: String,
    /// What a reader would call it: a name in English or Arabic, or empty.
    pub(super) title: String,
    /// The other columns that are not empty, by name, in column order.
    pub(super) attributes: Vec<(&'static str, String)>,
}

impl Entity<'_> {
    /// The id of the mention in the tables.
    pub(super) fn id(&self) -> String {
        let (letter, number) = self.mention.mention_id;
        format!("{letter}{number}")
    }
}

/// The mentions of a document in order of place; of two that begin at one
/// place the longer first.
pub(super) fn entities<'r>(rows: &'r Rows<'r>) -> Vec<Entity<'r>> {
    let dates = rows.dates().iter().map(date);
    let countries = rows
        .countries()
        .chunk_by(|one, next| one.mention.mention_id == next.mention.mention_id)
        .map(country);
    let organizations = rows.organizations().iter().map(organization);
    let mut all: Vec<Entity<'r>> = dates.chain(countries).chain(organizations).collect();
    all.sort_by_key(|entity| {
        let span = entity.mention.span;
        (span.start, usize::MAX - span.end, entity.label)
    });
    all
}

/// Those that no other one holds or cuts: what a format without nesting keeps.
pub(super) fn outermost<'e, 'r>(
    entities: &'e [Entity<'r>],
) -> impl Iterator<Item = &'e Entity<'r>> {
    let mut reached = 0;
    entities.iter().filter(move |entity| {
        let span = entity.mention.span;
        let free = span.start >= reached;
        if free {
            reached = span.end;
        }
        free
    })
}

fn date<'r>(row: &'r DateRow<'r>) -> Entity<'r> {
    let day = |day: Option<chrono::NaiveDate>| day.map_or(String::new(), |day| day.to_string());
    Entity {
        label: Label::Date,
        mention: row.mention,
        value: row.value.clone(),
        title: row.value.clone(),
        attributes: filled([
            ("timex3", row.timex3.clone()),
            ("earliest", day(row.earliest)),
            ("latest", day(row.latest)),
            ("granularity", row.granularity.to_owned()),
            ("calendar", row.calendar.to_owned()),
            ("calendar_value", row.calendar_value.to_owned()),
            ("certainty", row.certainty.to_owned()),
            ("basis", row.basis.to_owned()),
        ]),
    }
}

fn country<'r>(members: &'r [CountryRow<'r>]) -> Entity<'r> {
    let row = &members[0];
    let join = |part: fn(&CountryRow<'_>) -> String| {
        let parts: Vec<String> = members.iter().map(part).collect();
        parts.join(";")
    };
    Entity {
        label: Label::Country,
        mention: row.mention,
        value: join(|row| row.country.key().to_owned()),
        title: join(|row| row.country.name_en.clone()),
        attributes: filled([
            ("name_ar", join(|row| row.country.name_ar.clone())),
            ("status", join(|row| row.country.status.as_str().to_owned())),
            ("within_organization", row.within_organization.to_string()),
        ]),
    }
}

fn organization<'r>(row: &'r OrganizationRow<'r>) -> Entity<'r> {
    let title = if row.name_en.is_empty() {
        row.name_ar
    } else {
        row.name_en
    };
    Entity {
        label: Label::Organization,
        mention: row.mention,
        value: row.org.to_owned(),
        title: title.to_owned(),
        attributes: filled([
            ("name_ar", row.name_ar.to_owned()),
            ("acronym", row.acronym.to_owned()),
            ("category", row.category.to_owned()),
        ]),
    }
}

fn filled<const N: usize>(attributes: [(&'static str, String); N]) -> Vec<(&'static str, String)> {
    attributes
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
