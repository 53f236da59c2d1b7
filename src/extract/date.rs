//! From drafts to values: what is missing is taken from the document's date or
//! from an earlier mention, or the value stays empty and says so.

use chrono::{Datelike, NaiveDate};

use super::context::DateContext;
use super::draft::{
    Draft, DraftDate, YearCalendar, YearPart, approximate, doubtful, month_of_year, part_of_year,
    year_of,
};
use super::mention::{Basis, Certainty, DateKind, DateValue};
use super::path::{self, DraftPath, Start};
use crate::calendar::gregorian::{self, Unit};
use crate::calendar::{
    Bound, CalendarSystem, Edtf, EdtfDate, Granularity, HijriDate, Reading, agree,
};

/// Days by which a Hijri and a Gregorian telling of one day may differ: months
/// were announced by sighting.
const SIGHTING_TOLERANCE: u32 = 2;

/// A resolved end of a date, or the whole of it.
pub(super) struct Resolved {
    pub(super) reading: Reading,
    basis: Basis,
    /// Whether the reading is the only one.
    sure: bool,
}

/// The value of a drafted date. A date told in full becomes context for the
/// ones behind it.
pub fn resolve(
    draft: &DraftDate,
    fixed: Option<Certainty>,
    context: &mut DateContext,
) -> (DateKind, DateValue) {
    let kind = match &draft.value {
        Draft::Span(..) => DateKind::Interval,
        Draft::Path(path) | Draft::PartOf(path, _) => match &path.start {
            Start::Told(start) if !matches!(**start, Draft::Path(_) | Draft::PartOf(..)) => {
                DateKind::Absolute
            }
            _ => DateKind::Relative,
        },
        _ => DateKind::Absolute,
    };
    if let Draft::Span(start, end) = &draft.value
        && (**start == Draft::Open || **end == Draft::Open)
    {
        return (
            kind,
            half_open(start, end, context).unwrap_or_else(unresolved),
        );
    }
    let Some(resolved) = point(&draft.value, context) else {
        return (kind, unresolved());
    };
    let also = draft.also.as_ref().and_then(|also| point(also, context));
    let tellings = [
        Some(&resolved.reading),
        also.as_ref().map(|also| &also.reading),
    ];
    context.hijri |= tellings.into_iter().flatten().any(is_hijri);
    let told = match &draft.value {
        Draft::Told(_) | Draft::BareYear(_) => true,
        Draft::Path(_) | Draft::PartOf(..) if resolved.basis == Basis::Explicit => true,
        // A story goes on from «5 مارس» and from «العام التالي»; what looks back
        // («العام السابق»), repeats («ذلك العام») or is not sure itself does not move it.
        Draft::Yearless { .. } | Draft::Path(_) if fixed != Some(Certainty::Uncertain) => {
            resolved.basis == Basis::Context && context.goes_on_to(&resolved.reading)
        }
        _ => false,
    };
    if told {
        context.tell(&resolved.reading);
    }
    (kind, value_of(resolved, also, draft, fixed))
}

/// A mention whose value cannot be told.
fn unresolved() -> DateValue {
    DateValue {
        edtf: None,
        earliest: None,
        latest: None,
        granularity: None,
        calendar: CalendarSystem::Gregorian.as_str(),
        calendar_value: String::new(),
        certainty: Certainty::Uncertain,
        basis: Basis::Unresolved,
    }
}

fn point(draft: &Draft, context: &DateContext) -> Option<Resolved> {
    match draft {
        Draft::Told(reading) => Some(explicit(reading.clone())),
        Draft::BareYear(year) => bare_year(*year, context),
        Draft::Yearless { part, hijri } => yearless(*part, *hijri, context),
        Draft::Path(path) => walk(path, context),
        Draft::PartOf(path, part) => {
            let of = walk(path, context)?;
            Some(Resolved {
                reading: part_of_year(of.reading.earliest.year(), *part)?,
                ..of
            })
        }
        Draft::Open => None,
        Draft::Span(start, end) => span(start, end, context),
    }
}

/// Walks a path from where it begins, or the one that stands for it.
pub(super) fn walk(path: &DraftPath, context: &DateContext) -> Option<Resolved> {
    let gone = path_gone(path, context);
    let found = walk_one(gone, context)?;
    Some(Resolved {
        sure: found.sure && std::ptr::eq(gone, path),
        ..found
    })
}

/// The first of several paths that can be gone, or the first of all. A date of the
/// text that is too coarse to be counted from is not passed over for that of the
/// document.
pub(super) fn path_gone<'p>(path: &'p DraftPath, context: &DateContext) -> &'p DraftPath {
    let mut one = path;
    loop {
        let decided = one.start == Start::Context && context.start_of(one).is_some();
        if decided || walk_one(one, context).is_some() {
            return one;
        }
        match &one.otherwise {
            Some(next) => one = next,
            None => return path,
        }
    }
}

fn walk_one(path: &DraftPath, context: &DateContext) -> Option<Resolved> {
    let from = match &path.start {
        Start::Reference => Resolved {
            reading: path::of_day(context.reference?)?,
            basis: Basis::Reference,
            sure: true,
        },
        Start::Context => Resolved {
            reading: context.start_of(path)?.clone(),
            basis: Basis::Context,
            sure: true,
        },
        Start::Told(draft) => point(draft, context)?,
    };
    let counted_from_text = path.start != Start::Reference;
    Some(Resolved {
        reading: path::walk(&path.steps, from.reading, counted_from_text)?,
        ..from
    })
}

/// How a year without an era is read, and what decided it.
pub(super) struct YearChoice<'c> {
    /// The reading.
    pub(super) chosen: Reading,
    /// The reading in the other calendar, and the date to which the chosen one is
    /// nearer, where the document tells Hijri dates.
    pub(super) decided: Option<(Reading, &'c Reading)>,
    /// Whether the reading is the only one.
    pub(super) sure: bool,
}

/// A year without an era. Where the document tells Hijri dates, it is read in the
/// calendar that puts it nearer to the date told last (or to the first Hijri one
/// ahead); else it is Gregorian,
/// and uncertain where it could well be a Hijri year of our time.
pub(super) fn choose_year(year: i32, context: &DateContext) -> Option<YearChoice<'_>> {
    const MODERN_HIJRI: std::ops::Range<i32> = 1300..1500;
    /// The Hijri year 1450 begins in 2028: a text of our time tells no later one.
    const LAST_HIJRI: i32 = 1450;
    let common = year_of(year, YearCalendar::Common)?;
    let near = match &context.last {
        Some(last) if context.hijri => Some(last),
        _ => context.ahead.as_ref(),
    };
    let hijri = (year < LAST_HIJRI)
        .then(|| year_of(year, YearCalendar::Hijri))
        .flatten();
    if let (Some(near), Some(hijri)) = (near, hijri) {
        let distance = |reading: &Reading| (reading.earliest - near.earliest).num_days().abs();
        let (chosen, other) = if distance(&hijri) < distance(&common) {
            (hijri, common)
        } else {
            (common, hijri)
        };
        return Some(YearChoice {
            chosen,
            decided: Some((other, near)),
            sure: false,
        });
    }
    Some(YearChoice {
        chosen: common,
        decided: None,
        sure: !MODERN_HIJRI.contains(&year),
    })
}

fn bare_year(year: i32, context: &DateContext) -> Option<Resolved> {
    let choice = choose_year(year, context)?;
    Some(Resolved {
        reading: choice.chosen,
        basis: Basis::Explicit,
        sure: choice.sure,
    })
}

fn is_hijri(reading: &Reading) -> bool {
    reading.calendar.is_hijri()
}

/// The day whose year a part of a year without one takes: the year last told,
/// else that of the document.
pub(super) fn year_giver(context: &DateContext) -> Option<(NaiveDate, Basis)> {
    match (&context.last, context.reference) {
        (Some(last), _) => Some((last.earliest, Basis::Context)),
        (None, Some(reference)) => Some((reference, Basis::Reference)),
        (None, None) => None,
    }
}

fn yearless(part: YearPart, hijri: bool, context: &DateContext) -> Option<Resolved> {
    let (day, basis) = year_giver(context)?;
    let reading = in_year_of(part, hijri, day)?;
    Some(Resolved {
        reading,
        basis,
        sure: basis != Basis::Context,
    })
}

/// The part of the year, Gregorian or Hijri, in which a day lies.
fn in_year_of(part: YearPart, hijri: bool, day: NaiveDate) -> Option<Reading> {
    match part {
        YearPart::Month(month, of_month) => {
            let year = if hijri {
                HijriDate::from_gregorian(day)?.year()
            } else {
                day.year()
            };
            month_of_year(year, month, of_month, hijri)
        }
        part => part_of_year(day.year(), part),
    }
}

/// An interval; an end without a year takes it from the other.
fn span(start: &Draft, end: &Draft, context: &DateContext) -> Option<Resolved> {
    let (start, end) = match (start, end) {
        // The era stands behind the second year only.
        (Draft::BareYear(year), Draft::Told(end)) => {
            let calendar = if is_hijri(end) {
                YearCalendar::Hijri
            } else if end.latest.year() <= 0 {
                YearCalendar::BeforeCommon
            } else {
                YearCalendar::Common
            };
            (explicit(year_of(*year, calendar)?), explicit(end.clone()))
        }
        (Draft::Yearless { part, hijri }, Draft::Told(end)) => {
            let same = in_year_of(*part, *hijri, end.latest)?;
            let start = if same.earliest > end.latest {
                in_year_of(*part, *hijri, gregorian::shift(end.latest, Unit::Year, -1)?)?
            } else {
                same
            };
            (explicit(start), explicit(end.clone()))
        }
        (Draft::Told(start), Draft::Yearless { part, hijri }) => {
            let same = in_year_of(*part, *hijri, start.earliest)?;
            let end = if same.latest < start.earliest {
                in_year_of(
                    *part,
                    *hijri,
                    gregorian::shift(start.earliest, Unit::Year, 1)?,
                )?
            } else {
                same
            };
            (explicit(start.clone()), explicit(end))
        }
        (start, end) => (point(start, context)?, point(end, context)?),
    };
    let basis = if start.basis == Basis::Explicit {
        end.basis
    } else {
        start.basis
    };
    let reading = between(&start.reading, &end.reading)?;
    Some(Resolved {
        reading,
        basis,
        sure: start.sure && end.sure,
    })
}

fn explicit(reading: Reading) -> Resolved {
    Resolved {
        reading,
        basis: Basis::Explicit,
        sure: true,
    }
}

/// The stretch between two readings, of whatever calendars.
fn between(start: &Reading, end: &Reading) -> Option<Reading> {
    if let Ok(reading) = Reading::interval(start, end) {
        return Some(reading);
    }
    if start.earliest > end.latest {
        return None;
    }
    let day = |day: NaiveDate| EdtfDate::day(day.year(), day.month() as u8, day.day() as u8).ok();
    Reading::gregorian(Edtf::interval(day(start.earliest)?, day(end.latest)?).ok()?)
}

/// An interval with one open end.
fn half_open(start: &Draft, end: &Draft, context: &DateContext) -> Option<DateValue> {
    let open_start = *start == Draft::Open;
    let known = point(if open_start { end } else { start }, context)?;
    let bound = |edtf: &Edtf| match edtf {
        Edtf::Date(date) => Some(Bound::Date(*date)),
        Edtf::Interval(interval) if open_start => Some(interval.end()),
        Edtf::Interval(interval) => Some(interval.start()),
        _ => None,
    };
    let bound = bound(&known.reading.value)?;
    let value = if open_start {
        Edtf::interval(Bound::Open, bound)
    } else {
        Edtf::interval(bound, Bound::Open)
    };
    let value = value.ok()?;
    let calendar_value = if open_start {
        format!("../{}", known.reading.calendar_value)
    } else {
        format!("{}/..", known.reading.calendar_value)
    };
    Some(DateValue {
        earliest: (!open_start).then_some(known.reading.earliest),
        latest: open_start.then_some(known.reading.latest),
        granularity: Some(Granularity::Interval),
        calendar: known.reading.calendar.as_str(),
        calendar_value,
        certainty: Certainty::Certain,
        basis: known.basis,
        edtf: Some(value),
    })
}

/// Joins the readings of a date told once or twice into its value.
fn value_of(
    first: Resolved,
    also: Option<Resolved>,
    draft: &DraftDate,
    fixed: Option<Certainty>,
) -> DateValue {
    let mut certainty = if first.sure {
        Certainty::Certain
    } else {
        Certainty::Uncertain
    };
    let mut reading = first.reading;
    let mut told_in = None;
    if let Some(also) = also {
        let other = also.reading;
        if agrees(&reading, &other) {
            let (value, telling) = prefer(reading, other);
            reading = value;
            told_in = telling;
        } else {
            certainty = Certainty::Conflict;
            reading = conflict(&reading, &other);
        }
    }
    if draft.approximate {
        reading = approximate(reading);
    }
    if draft.doubtful {
        reading = doubtful(reading);
        if certainty == Certainty::Certain {
            certainty = Certainty::Uncertain;
        }
    }
    if reading.value.is_approximate() && certainty == Certainty::Certain {
        certainty = Certainty::Approximate;
    }
    if certainty != Certainty::Conflict
        && let Some(fixed) = fixed
    {
        certainty = fixed;
    }
    let (calendar, calendar_value) = told_in.unwrap_or((reading.calendar, reading.calendar_value));
    DateValue {
        earliest: Some(reading.earliest),
        latest: Some(reading.latest),
        granularity: Some(reading.granularity),
        calendar: calendar.as_str(),
        calendar_value,
        certainty,
        basis: first.basis,
        edtf: Some(reading.value),
    }
}

fn agrees(a: &Reading, b: &Reading) -> bool {
    let tolerance = if a.calendar == b.calendar {
        0
    } else {
        SIGHTING_TOLERANCE + julian_lag(a.earliest)
    };
    match (a.days(), b.days()) {
        (Some(a), Some(b)) => agree(a, b, tolerance),
        _ => false,
    }
}

/// Days by which the Julian calendar, in which texts tell days before 1582, lags
/// behind the Gregorian one.
fn julian_lag(day: NaiveDate) -> u32 {
    const REFORM: i32 = 1582;
    let year = day.year();
    if year > REFORM {
        return 0;
    }
    u32::try_from(year.div_euclid(100) - year.div_euclid(400) - 2).unwrap_or(0)
}

/// Of two tellings that agree: the value is the finer one, and the Gregorian
/// one where both are as fine; the calendar of the text is the other's, if it
/// is not Gregorian.
fn prefer(a: Reading, b: Reading) -> (Reading, Option<(CalendarSystem, String)>) {
    let is_gregorian = |reading: &Reading| reading.calendar == CalendarSystem::Gregorian;
    let rank = |reading: &Reading| (reading.granularity, !is_gregorian(reading));
    let (value, other) = if rank(&b) < rank(&a) { (b, a) } else { (a, b) };
    let telling = (is_gregorian(&value) && !is_gregorian(&other))
        .then_some((other.calendar, other.calendar_value));
    (value, telling)
}

/// Of two tellings that disagree: both, as a set.
fn conflict(a: &Reading, b: &Reading) -> Reading {
    let value =
        Edtf::one_of([a.value.clone(), b.value.clone()]).unwrap_or_else(|_| a.value.clone());
    Reading {
        value,
        calendar: a.calendar,
        calendar_value: a.calendar_value.clone(),
        granularity: a.granularity,
        earliest: a.earliest.min(b.earliest),
        latest: a.latest.max(b.latest),
    }
}
