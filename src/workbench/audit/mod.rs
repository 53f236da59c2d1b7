//! Audit: what a text tells twice, read twice and compared. It needs no gold.
//!
//! Each half is read as a text of its own, by the same rules but without its
//! neighbour, so that agreement is evidence and not an echo: the engine itself
//! reads the two together and may let one decide the other. Which half is right
//! is never decided here, nor whether the text or the rules are to blame.

mod dates;
mod months;
mod names;
mod oracle;
mod report;

use std::collections::BTreeMap;

use serde::Serialize;

use self::oracle::Oracle;
use super::context::Context;
use crate::pipeline::{Options, PipelineError, Progress, visit};
use crate::rules::RulePack;
use crate::source::{Inputs, Reject};

/// What is told twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// A date by the Hijri and by the Gregorian calendar. Days agree if at most
    /// two apart (the month is announced by sighting); years and months if they
    /// share a day or are at most two days apart.
    HijriGregorian,
    /// A Hijri day beside a day before 15 October 1582, which texts tell by the
    /// Julian calendar; they agree if at most two days apart.
    HijriJulian,
    /// A date told twice in one calendar.
    SameCalendar,
    /// A weekday beside a Gregorian day. Days before 15 October 1582 are passed
    /// over: texts tell them by the Julian calendar.
    Weekday,
    /// A weekday beside a Hijri day; they agree if at most one day apart.
    WeekdayHijri,
    /// A Levantine name of a month beside another one.
    MonthNames,
    /// The number of a month beside its name.
    MonthNumber,
    /// A country beside an ISO 3166 code in brackets.
    CountryCode,
    /// An organization beside an acronym in brackets that the lexicon or an
    /// earlier place of the document speaks of too.
    OrganizationAcronym,
}

impl Check {
    /// All checks, in the order in which they are reported.
    pub const ALL: [Self; 9] = [
        Self::HijriGregorian,
        Self::HijriJulian,
        Self::SameCalendar,
        Self::Weekday,
        Self::WeekdayHijri,
        Self::MonthNames,
        Self::MonthNumber,
        Self::CountryCode,
        Self::OrganizationAcronym,
    ];

    /// The word for it in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HijriGregorian => "hijri-gregorian",
            Self::HijriJulian => "hijri-julian",
            Self::SameCalendar => "same-calendar",
            Self::Weekday => "weekday",
            Self::WeekdayHijri => "weekday-hijri",
            Self::MonthNames => "month-names",
            Self::MonthNumber => "month-number",
            Self::CountryCode => "country-code",
            Self::OrganizationAcronym => "organization-acronym",
        }
    }
}

/// One half of what is told twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Half {
    /// First character in the document, in Unicode scalar values.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The slice.
    pub text: String,
    /// What it says when it is read alone.
    pub value: String,
}

/// A thing told twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Telling {
    /// What kind of thing.
    pub check: Check,
    /// Name of the document.
    pub doc_id: String,
    /// Where the document was read.
    pub source: String,
    /// Whether the halves agree.
    pub agrees: bool,
    /// Days from the first half to the second, where both tell a day.
    pub days: Option<i64>,
    /// The half that stands first.
    pub first: Half,
    /// The other half.
    pub second: Half,
    /// What the second half is held against, where that is not in the first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Both in their text.
    pub context: Context,
}

/// What came of one check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How often the halves agree.
    pub agree: u64,
    /// How often they do not.
    pub disagree: u64,
    /// Tellings by the days between the halves, where both tell a day.
    pub days: BTreeMap<i64, u64>,
    /// The first tellings that agree.
    pub examples: Vec<Telling>,
}

impl Tally {
    /// All tellings.
    pub fn told(&self) -> u64 {
        self.agree + self.disagree
    }

    /// Share of the tellings that agree, from 0 to 1; none if there are none.
    pub fn agreement(&self) -> Option<f64> {
        (self.told() > 0).then(|| self.agree as f64 / self.told() as f64)
    }
}

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Documents read.
    pub documents: u64,
    /// Documents that could not be read.
    pub set_aside: Vec<Reject>,
    /// By check; a check without tellings has an entry too.
    pub tallies: BTreeMap<Check, Tally>,
    /// Every telling whose halves disagree, in order of documents and place.
    pub disagreements: Vec<Telling>,
}

/// Agreeing examples that are kept for each check.
const EXAMPLES: usize = 3;

impl Audit {
    fn add(&mut self, tellings: Vec<Telling>) {
        self.documents += 1;
        for telling in tellings {
            let tally = self.tallies.entry(telling.check).or_default();
            if let Some(days) = telling.days {
                *tally.days.entry(days).or_default() += 1;
            }
            if !telling.agrees {
                tally.disagree += 1;
                self.disagreements.push(telling);
                continue;
            }
            tally.agree += 1;
            if tally.examples.len() < EXAMPLES {
                tally.examples.push(telling);
            }
        }
    }
}

/// Audits all inputs with the rules of a pack, in parallel; the outcome does not
/// depend on the number of threads.
///
/// # Errors
/// If there are no documents or threads cannot be started.
pub fn audit(
    inputs: Inputs,
    pack: &RulePack,
    options: &Options,
    progress: &mut dyn Progress,
) -> Result<Audit, PipelineError> {
    let mut audit = Audit::default();
    for check in Check::ALL {
        audit.tallies.insert(check, Tally::default());
    }
    let make = |document: &_, extraction: &_| Ok(Oracle::new(pack, document, extraction).ask());
    visit(inputs, pack, options, progress, make, |made| match made {
        Ok(tellings) => audit.add(tellings),
        Err(reject) => audit.set_aside.push(reject),
    })?;
    Ok(audit)
}
