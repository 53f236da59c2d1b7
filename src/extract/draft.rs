//! Drafts: what a date rule's match says, before the context is asked.
//!
//! A template and its captures give a draft. One that is no date at all (the
//! 31st of February) makes the match fail here, so that a shorter match can win.

use crate::calendar::{CalendarSystem, Granularity};
use crate::calendar::{
    Edtf, EdtfDate, HijriDate, Qualifier, Reading, Season, SolarCalendar, SolarDate, hijri_century,
    hijri_decade,
};
use crate::lexicon::ValueClass;
use crate::rules::{Base, DateSpec, PartKind, Path, PointSpec, Step, StepUnit, YearSpec};

use super::matcher::Captured;
use super::path::{self, DraftPath};

/// The part of a year that a draft names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearPart {
    /// A month, and perhaps a day.
    Month(u8, Option<u8>),
    /// A season, a quarter, a half.
    Part(PartKind, u8),
}

/// What a match says.
#[derive(Clone, Debug, PartialEq)]
pub enum Draft {
    /// Everything.
    Told(Reading),
    /// A year without an era that could be of either calendar.
    BareYear(i32),
    /// A part of a year, without the year.
    Yearless {
        /// Which part.
        part: YearPart,
        /// Whether the month is Hijri.
        hijri: bool,
    },
    /// What a path reaches.
    Path(DraftPath),
    /// A part of the year that a path reaches.
    PartOf(DraftPath, YearPart),
    /// Open end of an interval.
    Open,
    /// From one to the other.
    Span(Box<Draft>, Box<Draft>),
}

/// A date as a match tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftDate {
    /// The value.
    pub value: Draft,
    /// The value told a second time.
    pub also: Option<Draft>,
    /// Whether the text marks it as approximate.
    pub approximate: bool,
    /// Whether the text marks it as doubtful.
    pub doubtful: bool,
}

/// Which calendar a template's numbers belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Era {
    Common,
    Before,
    Hijri,
    Solar,
    Martyrs,
}

/// Fills a template. `mention` gives the draft of a captured date mention.
pub fn draft(
    captured: &Captured<'_>,
    value: &DateSpec,
    also: Option<&DateSpec>,
    mention: &dyn Fn(usize) -> Option<DraftDate>,
) -> Option<DraftDate> {
    let filler = Filler {
        captured,
        mention,
        floor: None,
    };
    let value = filler.fill(value)?;
    let also = match also {
        Some(spec) => Some(filler.fill(spec)?),
        None => None,
    };
    let marked =
        |capture: Option<usize>| capture.is_some_and(|capture| captured.took_part(capture));
    Some(DraftDate {
        value,
        also,
        approximate: marked(captured.rule.approx),
        doubtful: marked(captured.rule.doubt),
    })
}

/// Years that could be Hijri or Gregorian ones where no era is told.
const EITHER: std::ops::Range<i32> = 1..1500;

struct Filler<'a> {
    captured: &'a Captured<'a>,
    mention: &'a dyn Fn(usize) -> Option<DraftDate>,
    /// The year before, of which a year of two digits takes the hundreds.
    floor: Option<i32>,
}

impl Filler<'_> {
    fn fill(&self, spec: &DateSpec) -> Option<Draft> {
        match spec {
            DateSpec::Point(point) => self.point(point),
            DateSpec::Interval(start, end) => {
                let behind = Filler {
                    floor: self.full_year(start),
                    ..*self
                };
                let (start, end) = (self.point(start)?, behind.point(end)?);
                if let (Draft::Told(a), Draft::Told(b)) = (&start, &end)
                    && a.earliest > b.latest
                {
                    return None;
                }
                Some(Draft::Span(Box::new(start), Box::new(end)))
            }
        }
    }

    /// The year of a point, if it is told with its hundreds.
    fn full_year(&self, point: &PointSpec) -> Option<i32> {
        match point {
            PointSpec::Fields {
                year: YearSpec::Capture(capture),
                ..
            } if self.era(None) != Era::Before => {
                self.captured.number(*capture).filter(|&year| year >= 100)
            }
            _ => None,
        }
    }

    fn point(&self, point: &PointSpec) -> Option<Draft> {
        match point {
            PointSpec::Open => Some(Draft::Open),
            PointSpec::Fields { year, month, day } => self.fields(year, *month, *day),
            PointSpec::Part { year, kind, number } => {
                let number = u8::try_from(self.captured.number(*number)?).ok()?;
                self.part(year, YearPart::Part(*kind, number))
            }
            PointSpec::Century(capture, added) => self.century(*capture, *added),
            PointSpec::Millennium(capture) => self.millennium(*capture),
            PointSpec::Decade(capture) => self.decade(*capture),
            PointSpec::DecadeOf { century, decade } => self.decade_of(*century, *decade),
            PointSpec::Mention(capture) => self.mention(*capture),
            PointSpec::Path(path) => Some(Draft::Path(self.path(path)?)),
        }
    }

    fn mention(&self, capture: usize) -> Option<Draft> {
        if let Some(draft) = (self.mention)(capture) {
            return Some(match draft.value {
                Draft::Told(reading) if draft.doubtful => Draft::Told(doubtful(reading)),
                Draft::Told(reading) if draft.approximate => Draft::Told(approximate(reading)),
                value => value,
            });
        }
        match self.captured.number(capture)? {
            year if EITHER.contains(&year) => Some(Draft::BareYear(year)),
            year => told(year, None, None, Era::Common).map(Draft::Told),
        }
    }

    fn path(&self, path: &Path) -> Option<DraftPath> {
        path::draft(path, self.captured, &|capture| match path.base {
            Base::Year(_) => self.base_year(path, capture),
            _ => self.mention(capture),
        })
    }

    /// The year a path begins with: without an era it is a Hijri one where the
    /// path leads to a Hijri month or feast and the number allows it.
    fn base_year(&self, path: &Path, capture: usize) -> Option<Draft> {
        let is_hijri = |step: &Step| match step {
            Step::Find(StepUnit::HijriMonth, ..) => true,
            Step::Find(StepUnit::Feast, _, feast) => {
                self.captured.has(*feast, ValueClass::HijriFeast)
            }
            _ => false,
        };
        match self.fields(&YearSpec::Capture(capture), None, None)? {
            Draft::BareYear(year) if path.steps.iter().any(is_hijri) => {
                told(year, None, None, Era::Hijri).map(Draft::Told)
            }
            draft => Some(draft),
        }
    }

    fn era(&self, month: Option<usize>) -> Era {
        if let Some(era) = self.captured.rule.era {
            for (class, found) in [
                (ValueClass::CommonEra, Era::Common),
                (ValueClass::BeforeEra, Era::Before),
                (ValueClass::SolarEra, Era::Solar),
                (ValueClass::HijriEra, Era::Hijri),
                (ValueClass::MartyrsEra, Era::Martyrs),
            ] {
                if self.captured.has(era, class) {
                    return found;
                }
            }
        }
        match month {
            Some(month) if self.captured.has(month, ValueClass::HijriMonth) => Era::Hijri,
            _ if self.captured.rule.hijri => Era::Hijri,
            _ => Era::Common,
        }
    }

    fn fields(&self, year: &YearSpec, month: Option<usize>, day: Option<usize>) -> Option<Draft> {
        let era = self.era(month);
        let small = |capture: Option<usize>| -> Option<Option<u8>> {
            match capture {
                None => Some(None),
                Some(capture) => Some(Some(u8::try_from(self.captured.number(capture)?).ok()?)),
            }
        };
        let (month, day) = (small(month)?, small(day)?);
        match (year, month) {
            (YearSpec::Capture(capture), _) => {
                let year = if era == Era::Hijri {
                    self.captured.number(*capture)?
                } else {
                    self.year(*capture)?
                };
                let says_era = self
                    .captured
                    .rule
                    .era
                    .is_some_and(|era| self.captured.took_part(era));
                if era == Era::Common && !says_era && month.is_none() && EITHER.contains(&year) {
                    return Some(Draft::BareYear(year));
                }
                told(year, month, day, era).map(Draft::Told)
            }
            (YearSpec::Open, Some(month)) => {
                exists(month, day, era)?;
                Some(Draft::Yearless {
                    part: YearPart::Month(month, day),
                    hijri: era == Era::Hijri,
                })
            }
            (YearSpec::Path(path), Some(month)) => {
                Some(Draft::PartOf(self.path(path)?, YearPart::Month(month, day)))
            }
            (YearSpec::Path(path), None) => Some(Draft::Path(self.path(path)?)),
            (YearSpec::Open, None) => None,
        }
    }

    /// A captured year; two digits are the next such year behind the start of an
    /// interval, else of the hundred years around 1980.
    fn year(&self, capture: usize) -> Option<i32> {
        const PIVOT: i32 = 30;
        const LONGEST: i32 = 60;
        let year = self.captured.number(capture)?;
        if let Some(floor) = self.floor
            && self.captured.has(capture, ValueClass::TwoDigitYear)
        {
            let behind = floor + (year - floor).rem_euclid(100);
            return (behind - floor <= LONGEST).then_some(behind);
        }
        let has_era = self
            .captured
            .rule
            .era
            .is_some_and(|era| self.captured.took_part(era));
        if !self.captured.has(capture, ValueClass::TwoDigitYear) || has_era {
            return Some(year);
        }
        Some(if year < PIVOT {
            2000 + year
        } else {
            1900 + year
        })
    }

    fn part(&self, year: &YearSpec, part: YearPart) -> Option<Draft> {
        match year {
            YearSpec::Capture(capture) => part_of_year(self.year(*capture)?, part).map(Draft::Told),
            YearSpec::Open => Some(Draft::Yearless { part, hijri: false }),
            YearSpec::Path(path) => Some(Draft::PartOf(self.path(path)?, part)),
        }
    }

    fn century(&self, capture: usize, added: u16) -> Option<Draft> {
        let number = u16::try_from(self.captured.number(capture)?)
            .ok()
            .filter(|&n| n > 0)?
            .checked_add(added)?;
        let reading = match self.era(None) {
            Era::Hijri => hijri_century(number).ok()?,
            Era::Before => {
                Reading::gregorian_as(Edtf::century_bc(number).ok()?, Granularity::Century)?
            }
            Era::Common | Era::Solar => Reading::gregorian(Edtf::century_ce(number).ok()?)?,
            Era::Martyrs => return None,
        };
        Some(Draft::Told(reading))
    }

    fn millennium(&self, capture: usize) -> Option<Draft> {
        let number = u16::try_from(self.captured.number(capture)?).ok()?;
        let value = match self.era(None) {
            Era::Before => Edtf::millennium_bc(number).ok()?,
            Era::Common => Edtf::millennium_ce(number).ok()?,
            Era::Hijri | Era::Solar | Era::Martyrs => return None,
        };
        Some(Draft::Told(Reading::gregorian(value)?))
    }

    /// A decade (60 for the sixties, or the seventh) of a century: 1860 for the
    /// nineteenth.
    fn decade_of(&self, century: usize, decade: usize) -> Option<Draft> {
        let ordinal = self.captured.has(decade, ValueClass::Ordinal);
        let (century, decade) = (
            self.captured.number(century)?,
            self.captured.number(decade)?,
        );
        let tens = if ordinal {
            (1..=10).contains(&decade).then_some((decade - 1) * 10)?
        } else {
            decade
        };
        let first = (century - 1) * 100 + tens.rem_euclid(100);
        let reading = match self.era(None) {
            Era::Hijri => hijri_decade(first).ok()?,
            Era::Before | Era::Martyrs => return None,
            Era::Common | Era::Solar => {
                Reading::gregorian(EdtfDate::decade(first.div_euclid(10)).ok()?.into())?
            }
        };
        Some(Draft::Told(reading))
    }

    fn decade(&self, capture: usize) -> Option<Draft> {
        let number = self.captured.number(capture)?;
        let first = if (0..100).contains(&number) {
            1900 + number
        } else {
            number
        };
        let reading = match self.era(None) {
            Era::Hijri => hijri_decade(number).ok()?,
            Era::Before => Reading::gregorian_as(
                Edtf::decade_bc(u16::try_from(number).ok()?).ok()?,
                Granularity::Decade,
            )?,
            Era::Martyrs => return None,
            Era::Common | Era::Solar => {
                Reading::gregorian(EdtfDate::decade(first.div_euclid(10)).ok()?.into())?
            }
        };
        Some(Draft::Told(reading))
    }
}

/// A day, month or year of an era.
fn told(year: i32, month: Option<u8>, day: Option<u8>, era: Era) -> Option<Reading> {
    match era {
        Era::Hijri => HijriDate::observed(year, month, day)
            .ok()?
            .to_gregorian()
            .ok(),
        Era::Solar | Era::Martyrs => {
            let calendar = if era == Era::Solar {
                SolarCalendar::Persian
            } else {
                SolarCalendar::Coptic
            };
            let date = SolarDate::new(calendar, year, month, day).ok()?;
            date.to_gregorian().ok()
        }
        Era::Before => gregorian_date(1 - year, month, day),
        Era::Common => gregorian_date(year, month, day),
    }
}

fn gregorian_date(year: i32, month: Option<u8>, day: Option<u8>) -> Option<Reading> {
    let date = match (month, day) {
        (Some(month), Some(day)) => EdtfDate::day(year, month, day),
        (Some(month), None) => EdtfDate::month(year, month),
        (None, _) => EdtfDate::year(year),
    };
    Reading::gregorian(date.ok()?.into())
}

/// A year of our era, of the Hijri one, or before our era.
pub fn year_of(year: i32, calendar: YearCalendar) -> Option<Reading> {
    let era = match calendar {
        YearCalendar::Common => Era::Common,
        YearCalendar::Hijri => Era::Hijri,
        YearCalendar::BeforeCommon => Era::Before,
    };
    told(year, None, None, era)
}

/// How a year without an era is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearCalendar {
    /// As one of our era.
    Common,
    /// As a Hijri one.
    Hijri,
    /// As one before our era.
    BeforeCommon,
}

/// A month (with a day) of a year, in the Gregorian or Hijri calendar.
pub fn month_of_year(year: i32, month: u8, day: Option<u8>, hijri: bool) -> Option<Reading> {
    told(
        year,
        Some(month),
        day,
        if hijri { Era::Hijri } else { Era::Common },
    )
}

/// A part of a Gregorian year.
pub fn part_of_year(year: i32, part: YearPart) -> Option<Reading> {
    let date = match part {
        YearPart::Month(month, day) => return gregorian_date(year, Some(month), day),
        YearPart::Part(PartKind::Season, number) => {
            EdtfDate::season(year, *Season::ALL.get(usize::from(number).checked_sub(1)?)?)
        }
        YearPart::Part(PartKind::Quarter, number) => EdtfDate::quarter(year, number),
        YearPart::Part(PartKind::Half, number) => EdtfDate::half(year, number),
    };
    Reading::gregorian(date.ok()?.into())
}

/// Whether some year has this day.
fn exists(month: u8, day: Option<u8>, era: Era) -> Option<()> {
    const LEAP: i32 = 2000;
    let year = if era == Era::Hijri { 1445 } else { LEAP };
    told(year, Some(month), day, era).map(|_| ())
}

/// The same reading, marked as approximate.
pub fn approximate(mut reading: Reading) -> Reading {
    reading.value = reading.value.with_qualifier(Qualifier::Approximate);
    if reading.calendar == CalendarSystem::Gregorian {
        reading.calendar_value = reading.value.to_string();
    }
    reading
}

/// The same reading, marked as doubtful.
pub fn doubtful(mut reading: Reading) -> Reading {
    reading.value = reading.value.with_qualifier(Qualifier::Uncertain);
    if reading.calendar == CalendarSystem::Gregorian {
        reading.calendar_value = reading.value.to_string();
    }
    reading
}
