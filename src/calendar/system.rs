//! The names of the calendars a date can be told in. They are the CLDR identifiers, written to the `calendar`
//! column; this file must never convert anything.

use std::fmt;
use std::str::FromStr;

/// A calendar, by its CLDR identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CalendarSystem {
    /// Proleptic Gregorian, `gregorian`.
    Gregorian,
    /// Hijri by the Umm al-Qura tables, `islamic-umalqura`.
    IslamicUmmAlQura,
    /// Hijri by the tabular (arithmetic) rule, Friday epoch, `islamic-civil`.
    IslamicCivil,
    /// Solar Hijri of Iran and Afghanistan, `persian`.
    Persian,
    /// Coptic (era of the martyrs), `coptic`.
    Coptic,
    /// Julian, `julian`.
    Julian,
}

impl CalendarSystem {
    /// Every calendar known here.
    pub const ALL: [Self; 6] = [
        Self::Gregorian,
        Self::IslamicUmmAlQura,
        Self::IslamicCivil,
        Self::Persian,
        Self::Coptic,
        Self::Julian,
    ];

    /// Whether it is one of the Hijri reckonings (of the moon).
    pub const fn is_hijri(self) -> bool {
        matches!(self, Self::IslamicUmmAlQura | Self::IslamicCivil)
    }

    /// The identifier written in a dataset.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gregorian => "gregorian",
            Self::IslamicUmmAlQura => "islamic-umalqura",
            Self::IslamicCivil => "islamic-civil",
            Self::Persian => "persian",
            Self::Coptic => "coptic",
            Self::Julian => "julian",
        }
    }
}

impl fmt::Display for CalendarSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name given is not one of [`CalendarSystem::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a calendar known here")]
pub struct UnknownCalendar(pub String);

impl FromStr for CalendarSystem {
    type Err = UnknownCalendar;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|system| system.as_str() == name)
            .ok_or_else(|| UnknownCalendar(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for system in CalendarSystem::ALL {
            assert_eq!(system.as_str().parse(), Ok(system));
        }
        assert!("lunar".parse::<CalendarSystem>().is_err());
    }
}
