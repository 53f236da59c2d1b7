//! Paths: where a relative date is found, step by step.
//!
//! `{ref.week-1.weekday=weekday}` begins with the document's date, goes to the
//! week before, and in it to the weekday that was captured. A path is parsed
//! here and walked by the extract stage; it must never know a date.

use serde::{Deserialize, Serialize};

use crate::calendar::search::Position;

use super::{ValueError, fault};

/// Where a path begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Base {
    /// `ref`: the document's date.
    Reference,
    /// `ctx`: the last date told in full before.
    Context,
    /// A captured year.
    Year(usize),
    /// A captured date mention (phase 2).
    Mention(usize),
}

/// What a step goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepUnit {
    /// A day; its number is that of the month.
    Day,
    /// A week, Monday to Sunday.
    Week,
    /// A weekday, 1 (Monday) to 7.
    Weekday,
    /// A month of the Gregorian calendar.
    Month,
    /// A season, 1 (spring) to 4.
    Season,
    /// A quarter of a year.
    Quarter,
    /// A half of a year.
    Half,
    /// A year.
    Year,
    /// A decade.
    Decade,
    /// A century.
    Century,
    /// A month of the Hijri calendar.
    HijriMonth,
    /// A year of the Hijri calendar.
    HijriYear,
    /// A feast or a memorial day; its class says what its number means.
    Feast,
}

/// How far a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shift {
    /// By a fixed number of units.
    Fixed(i32),
    /// Forward by a captured number.
    Forward(usize),
    /// Back by a captured number.
    Back(usize),
}

/// Which of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ordinal {
    /// A fixed one, from 1.
    Fixed(i32),
    /// A captured one.
    Captured(usize),
    /// `last`.
    Last,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// `month`, `day-1`, `year+n`: the unit around the first day reached so far,
    /// moved.
    Move(StepUnit, Shift),
    /// `weekday>weekday`, `month=month`: the unit that has the captured number.
    Find(StepUnit, Position, usize),
    /// `day#last`, `week#2`, `weekday#n=weekday`: one of the units within the
    /// stretch reached so far; of those that have a captured number, if one is
    /// given.
    Nth(StepUnit, Ordinal, Option<usize>),
}

/// A whole path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    /// Where it begins.
    pub base: Base,
    /// Its steps.
    pub steps: Vec<Step>,
    /// The path that is gone where this one cannot be.
    pub otherwise: Option<Box<Path>>,
}

/// The units by name.
const UNITS: [(&str, StepUnit); 13] = [
    ("day", StepUnit::Day),
    ("week", StepUnit::Week),
    ("weekday", StepUnit::Weekday),
    ("month", StepUnit::Month),
    ("season", StepUnit::Season),
    ("quarter", StepUnit::Quarter),
    ("half", StepUnit::Half),
    ("year", StepUnit::Year),
    ("decade", StepUnit::Decade),
    ("century", StepUnit::Century),
    ("hmonth", StepUnit::HijriMonth),
    ("hyear", StepUnit::HijriYear),
    ("feast", StepUnit::Feast),
];

/// Where a unit of a given number lies relative to the stretch reached so far, by
/// sign, the longer ones first.
const POSITIONS: [(&str, Position); 5] = [
    (">=", Position::From),
    ("<=", Position::UpTo),
    ("=", Position::Within),
    (">", Position::After),
    ("<", Position::Before),
];

/// Parses a path, or several with `|` between them; `None` if `name` has no
/// step. `capture` gives the number of a capture by name, `offset` is the byte
/// of `name` in the template.
///
/// # Errors
/// The first fault.
pub fn parse(
    name: &str,
    offset: usize,
    capture: &dyn Fn(&str) -> Option<usize>,
) -> Result<Option<Path>, ValueError> {
    let (name, others) = match name.split_once('|') {
        Some((first, others)) => (first, Some(others)),
        None => (name, None),
    };
    let Some((base, rest)) = name.split_once('.') else {
        return Ok(None);
    };
    let otherwise = match others {
        Some(others) => {
            let offset = offset + name.len() + 1;
            let path = parse(others, offset, capture)?
                .ok_or_else(|| fault(offset, "a path stands on each side of |"))?;
            Some(Box::new(path))
        }
        None => None,
    };
    let reader = Reader { capture };
    let start = match base {
        "ref" => Base::Reference,
        "ctx" => Base::Context,
        base if base.starts_with("year") => Base::Year(reader.number(base, offset)?),
        base => Base::Mention(reader.number(base, offset)?),
    };
    let mut at = offset + base.len() + 1;
    let mut steps = Vec::new();
    for part in rest.split('.') {
        steps.push(reader.step(part, at)?);
        at += part.len() + 1;
    }
    Ok(Some(Path {
        base: start,
        steps,
        otherwise,
    }))
}

struct Reader<'a> {
    capture: &'a dyn Fn(&str) -> Option<usize>,
}

impl Reader<'_> {
    fn number(&self, name: &str, offset: usize) -> Result<usize, ValueError> {
        (self.capture)(name).ok_or_else(|| ValueError {
            offset,
            message: format!("the pattern has no capture `{name}`"),
            unknown_capture: true,
        })
    }

    fn step(&self, part: &str, offset: usize) -> Result<Step, ValueError> {
        let cut = part
            .find(|c: char| !c.is_ascii_lowercase())
            .unwrap_or(part.len());
        let (word, rest) = part.split_at(cut);
        let unit = unit(word, offset)?;
        let behind = offset + cut;
        if let Some(rest) = rest.strip_prefix('#') {
            return self.nth(unit, rest, behind + 1);
        }
        for (sign, position) in POSITIONS {
            if let Some(name) = rest.strip_prefix(sign) {
                let number = self.number(name, behind + sign.len())?;
                return Ok(Step::Find(unit, position, number));
            }
        }
        if matches!(unit, StepUnit::Weekday | StepUnit::Feast) {
            let message = format!("`{word}` needs its number: {word}=… or {word}>…");
            return Err(fault(offset, message));
        }
        Ok(Step::Move(unit, self.shift(rest, behind)?))
    }

    fn nth(&self, unit: StepUnit, rest: &str, offset: usize) -> Result<Step, ValueError> {
        let (which, number) = match rest.split_once('=') {
            Some((which, name)) => {
                let number = self.number(name, offset + which.len() + 1)?;
                (which, Some(number))
            }
            None => (rest, None),
        };
        let ordinal = match which.parse() {
            Ok(fixed) => Ordinal::Fixed(fixed),
            Err(_) if which == "last" => Ordinal::Last,
            Err(_) => Ordinal::Captured(self.number(which, offset)?),
        };
        Ok(Step::Nth(unit, ordinal, number))
    }

    fn shift(&self, text: &str, offset: usize) -> Result<Shift, ValueError> {
        let Some((sign, amount)) = text.split_at_checked(1) else {
            return Ok(Shift::Fixed(0));
        };
        match (sign, amount.parse::<i32>()) {
            ("+", Ok(fixed)) => Ok(Shift::Fixed(fixed)),
            ("-", Ok(fixed)) => Ok(Shift::Fixed(-fixed)),
            ("+", Err(_)) => Ok(Shift::Forward(self.number(amount, offset + 1)?)),
            ("-", Err(_)) => Ok(Shift::Back(self.number(amount, offset + 1)?)),
            _ => Err(fault(
                offset,
                "a step ends with +1, -n, #2, #last, =x, <x, >x",
            )),
        }
    }
}

fn unit(word: &str, offset: usize) -> Result<StepUnit, ValueError> {
    let found = UNITS.iter().find(|(name, _)| *name == word);
    found.map(|&(_, unit)| unit).ok_or_else(|| {
        let names: Vec<&str> = UNITS.iter().map(|&(name, _)| name).collect();
        fault(offset, format!("`{word}` is no unit: {}", names.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> Result<Option<Path>, ValueError> {
        let known = ["year", "month", "weekday", "a", "n"];
        parse(name, 1, &|name| known.iter().position(|&k| k == name))
    }

    #[test]
    fn paths() {
        let steps = |name| path(name).unwrap().unwrap().steps;
        assert_eq!(path("month"), Ok(None));
        assert_eq!(
            path("ref.week-1.weekday=weekday").unwrap().unwrap(),
            Path {
                base: Base::Reference,
                steps: vec![
                    Step::Move(StepUnit::Week, Shift::Fixed(-1)),
                    Step::Find(StepUnit::Weekday, Position::Within, 2),
                ],
                otherwise: None,
            }
        );
        assert_eq!(
            path("year.hmonth=month").unwrap().unwrap().base,
            Base::Year(0)
        );
        assert_eq!(path("a.day#last").unwrap().unwrap().base, Base::Mention(3));
        assert_eq!(
            steps("a.weekday#n=weekday"),
            [Step::Nth(StepUnit::Weekday, Ordinal::Captured(4), Some(2))]
        );
        assert_eq!(
            steps("ref.month>=month"),
            [Step::Find(StepUnit::Month, Position::From, 1)]
        );
        assert_eq!(
            steps("ctx.year+n"),
            [Step::Move(StepUnit::Year, Shift::Forward(4))]
        );
    }

    #[test]
    fn several_paths() {
        let first = path("ctx.day+1|ref.day+1|ref.week").unwrap().unwrap();
        assert_eq!(first.base, Base::Context);
        let second = *first.otherwise.unwrap();
        assert_eq!(second.base, Base::Reference);
        let third = *second.otherwise.unwrap();
        assert_eq!(third.steps, [Step::Move(StepUnit::Week, Shift::Fixed(0))]);
        assert_eq!(third.otherwise, None);
    }

    #[test]
    fn faults_name_their_place() {
        let error = |name| path(name).unwrap_err();
        assert_eq!(error("ref.fortnight").offset, 5);
        assert_eq!(error("ref.week.weekday").offset, 10);
        assert_eq!(error("ref.month>nix").offset, 11);
        assert!(error("ref.month>nix").unknown_capture);
        assert!(error("nix.day#1").unknown_capture);
        assert_eq!(error("ctx.day+1|ref.nix").offset, 15);
        assert_eq!(error("ctx.day+1|month").offset, 11);
        assert!(path("ref.day*2").is_err());
        assert!(path("ref.").is_err());
    }
}
