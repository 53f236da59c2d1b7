//! Paths of relative dates: drafted from a match, walked when the context is
//! known.
//!
//! A step that cannot be gone (no fifth Friday, a day counted from a year)
//! leaves the mention without a value; nothing is guessed.

use chrono::{NaiveDate, Weekday};

use crate::calendar::gregorian::{self, Unit};
use crate::calendar::search::{self, Feast, Numbered, Position};
use crate::calendar::{EdtfDate, Granularity, HijriDate, Reading, Season};
use crate::lexicon::ValueClass;
use crate::rules::{Base, Ordinal, Path, Shift, Step, StepUnit};

use super::draft::Draft;
use super::matcher::Captured;

/// Where a drafted path begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// The document's date.
    Reference,
    /// The last date told in full before.
    Context,
    /// A date of the match itself.
    Told(Box<Draft>),
}

/// A step with its numbers known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// To the unit around the first day, moved.
    Move(StepUnit, i32),
    /// To the unit of that number.
    Find(Numbered, Position),
    /// To one of those units within; 0 is the last.
    Nth(Numbered, usize),
    /// To a day or week of the stretch; 0 is the last.
    Count(StepUnit, usize),
}

/// A drafted path.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftPath {
    /// Where it begins.
    pub start: Start,
    /// Its steps.
    pub steps: Vec<Go>,
    /// The path that is gone where this one cannot be.
    pub otherwise: Option<Box<DraftPath>>,
}

impl DraftPath {
    /// How long a stretch it leads to, as far as the words tell.
    pub fn granularity(&self) -> Option<Granularity> {
        let unit = match self.steps.last()? {
            Go::Move(unit, _) | Go::Count(unit, _) => *unit,
            Go::Find(numbered, _) | Go::Nth(numbered, _) => match numbered {
                Numbered::Day(_) | Numbered::Weekday(_) | Numbered::Feast(_) => StepUnit::Day,
                Numbered::Month(_) | Numbered::HijriMonth(_) => StepUnit::Month,
                _ => return None,
            },
        };
        match unit {
            StepUnit::Day => Some(Granularity::Day),
            StepUnit::Week => Some(Granularity::Week),
            StepUnit::Month | StepUnit::HijriMonth => Some(Granularity::Month),
            StepUnit::Year | StepUnit::HijriYear => Some(Granularity::Year),
            _ => None,
        }
    }
}

/// The path with the numbers of a match; `None` if one of them is none. `told`
/// drafts the capture that a path begins with.
pub fn draft(
    path: &Path,
    captured: &Captured<'_>,
    told: &dyn Fn(usize) -> Option<Draft>,
) -> Option<DraftPath> {
    let otherwise = match &path.otherwise {
        Some(path) => Some(Box::new(draft(path, captured, told)?)),
        None => None,
    };
    let start = match path.base {
        Base::Reference => Start::Reference,
        Base::Context => Start::Context,
        Base::Year(capture) | Base::Mention(capture) => Start::Told(Box::new(told(capture)?)),
    };
    let steps = path.steps.iter().map(|step| go(*step, captured));
    Some(DraftPath {
        start,
        steps: steps.collect::<Option<_>>()?,
        otherwise,
    })
}

fn go(step: Step, captured: &Captured<'_>) -> Option<Go> {
    match step {
        Step::Move(unit, shift) => {
            let by = match shift {
                Shift::Fixed(by) => by,
                Shift::Forward(capture) => captured.number(capture)?,
                Shift::Back(capture) => -captured.number(capture)?,
            };
            Some(Go::Move(unit, by))
        }
        Step::Find(unit, position, capture) => {
            Some(Go::Find(numbered(unit, capture, captured)?, position))
        }
        Step::Nth(unit, ordinal, number) => {
            let nth = match ordinal {
                Ordinal::Last => 0,
                Ordinal::Fixed(nth) => usize::try_from(nth).ok().filter(|&nth| nth > 0)?,
                Ordinal::Captured(capture) => {
                    let nth = captured.number(capture)?;
                    usize::try_from(nth).ok().filter(|&nth| nth > 0)?
                }
            };
            match number {
                Some(capture) => Some(Go::Nth(numbered(unit, capture, captured)?, nth)),
                None => Some(Go::Count(unit, nth)),
            }
        }
    }
}

/// A unit with the number that was captured.
fn numbered(unit: StepUnit, capture: usize, captured: &Captured<'_>) -> Option<Numbered> {
    let number = captured.number(capture)?;
    let small = || u8::try_from(number).ok();
    match unit {
        StepUnit::Day => small().map(Numbered::Day),
        StepUnit::Weekday => {
            let from_monday = u8::try_from(number.checked_sub(1)?).ok()?;
            Weekday::try_from(from_monday).ok().map(Numbered::Weekday)
        }
        StepUnit::Month => small().map(Numbered::Month),
        StepUnit::Season => small().map(Numbered::Season),
        StepUnit::Quarter => small().map(Numbered::Quarter),
        StepUnit::Half => small().map(Numbered::Half),
        StepUnit::HijriMonth => small().map(Numbered::HijriMonth),
        StepUnit::Feast => feast(number, capture, captured).map(Numbered::Feast),
        StepUnit::Week
        | StepUnit::Year
        | StepUnit::Decade
        | StepUnit::Century
        | StepUnit::HijriYear => None,
    }
}

/// A feast, by the class of its name: month and day as one number, or the days
/// from Easter.
fn feast(number: i32, capture: usize, captured: &Captured<'_>) -> Option<Feast> {
    if captured.has(capture, ValueClass::EasterFeast) {
        return i16::try_from(number).ok().map(Feast::Easter);
    }
    let (month, day) = (
        u8::try_from(number / 100).ok()?,
        u8::try_from(number % 100).ok()?,
    );
    if captured.has(capture, ValueClass::HijriFeast) {
        Some(Feast::Hijri(month, day))
    } else {
        Some(Feast::Gregorian(month, day))
    }
}

/// Walks the steps from a reading.
pub fn walk(steps: &[Go], mut reading: Reading, counted_from_text: bool) -> Option<Reading> {
    for step in steps {
        reading = match *step {
            Go::Move(unit, by) => {
                // A day counted from a year would be a precision nobody told.
                if counted_from_text && reading.granularity > coarsest(unit) {
                    return None;
                }
                moved(unit, by, reading.earliest)?
            }
            Go::Find(Numbered::Day(day), Position::Within) if is_hijri_month(&reading) => {
                day_of(usize::from(day), &reading)?
            }
            Go::Find(numbered, position) => {
                let leaves = position != Position::Within;
                if counted_from_text && leaves && reading.granularity > Granularity::Month {
                    return None;
                }
                search::find(numbered, position, reading.days()?)?
            }
            Go::Nth(numbered, nth) => search::nth(numbered, nth, reading.days()?)?,
            Go::Count(StepUnit::Week, nth) => search::nth_week(nth, reading.days()?)?,
            Go::Count(StepUnit::Day, nth) => day_of(nth, &reading)?,
            Go::Count(unit, nth) => {
                let nth = u8::try_from(nth).ok().filter(|&nth| nth > 0)?;
                let numbered = match unit {
                    StepUnit::Month => Numbered::Month(nth),
                    StepUnit::Quarter => Numbered::Quarter(nth),
                    StepUnit::Half => Numbered::Half(nth),
                    StepUnit::HijriMonth => Numbered::HijriMonth(nth),
                    _ => return None,
                };
                search::find(numbered, Position::Within, reading.days()?)?
            }
        };
    }
    Some(reading)
}

fn is_hijri_month(reading: &Reading) -> bool {
    reading.calendar.is_hijri() && reading.granularity == Granularity::Month
}

/// The `nth` day of a stretch; of a Hijri month, in its own calendar.
fn day_of(nth: usize, reading: &Reading) -> Option<Reading> {
    let counted = search::nth_day(nth, reading.days()?)?;
    if !is_hijri_month(reading) {
        return Some(counted);
    }
    let hijri = HijriDate::from_gregorian(counted.earliest)?;
    hijri.to_gregorian().ok()
}

/// The unit around a day, moved.
fn moved(unit: StepUnit, by: i32, day: NaiveDate) -> Option<Reading> {
    let unit = match unit {
        StepUnit::Day => Unit::Day,
        StepUnit::Week => Unit::Week,
        StepUnit::Month => Unit::Month,
        StepUnit::Quarter => Unit::Quarter,
        StepUnit::Half => Unit::Half,
        StepUnit::Year => Unit::Year,
        StepUnit::Decade => Unit::Decade,
        StepUnit::Century => Unit::Century,
        StepUnit::HijriYear => {
            let year = HijriDate::from_gregorian(day)?.year() + by;
            return HijriDate::new(year, None, None).ok()?.to_gregorian().ok();
        }
        StepUnit::HijriMonth => {
            let date = HijriDate::from_gregorian(day)?;
            let months = date.year() * 12 + i32::from(date.month()?) - 1 + by;
            let month = u8::try_from(months.rem_euclid(12)).ok()? + 1;
            let date = HijriDate::new(months.div_euclid(12), Some(month), None).ok()?;
            return date.to_gregorian().ok();
        }
        StepUnit::Season => {
            let (year, season) = gregorian::season_of(day);
            let index = Season::ALL.iter().position(|&other| other == season)?;
            let index = i32::try_from(index).ok()? + by;
            let season = Season::ALL[index.rem_euclid(4) as usize];
            let date = EdtfDate::season(year + index.div_euclid(4), season).ok()?;
            return Reading::gregorian(date.into());
        }
        StepUnit::Weekday | StepUnit::Feast => return None,
    };
    Reading::gregorian(gregorian::of_unit(day, unit, by).ok()?)
}

/// The coarsest date from which a unit can be counted.
fn coarsest(unit: StepUnit) -> Granularity {
    match unit {
        StepUnit::Day | StepUnit::Week | StepUnit::Weekday | StepUnit::Feast => Granularity::Day,
        StepUnit::Month | StepUnit::HijriMonth => Granularity::Month,
        StepUnit::Decade => Granularity::Decade,
        StepUnit::Century => Granularity::Century,
        _ => Granularity::Year,
    }
}

/// The stretch that one day is.
pub fn of_day(day: NaiveDate) -> Option<Reading> {
    moved(StepUnit::Day, 0, day)
}
