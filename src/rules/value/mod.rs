//! Value templates: what a rule says its mention denotes.
//!
//! A template is parsed once, when the pack is compiled, into a small tree with
//! captures resolved to numbers, so that nothing about it can fail at run time
//! but the date itself. How a tree becomes a value is the extract stage's.

mod condition;
mod path;

use serde::{Deserialize, Serialize};

pub use condition::{Comparison, Condition, Operand, parse_condition};
pub use path::{Base, Ordinal, Path, Shift, Step, StepUnit};

/// A year in a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum YearSpec {
    /// A captured number.
    Capture(usize),
    /// `XXXX`: to be completed from context.
    Open,
    /// The year that a path reaches.
    Path(Path),
}

/// What part of a year a template names beside months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartKind {
    /// A season, 1 (spring) to 4.
    Season,
    /// A quarter, 1 to 4.
    Quarter,
    /// A half, 1 or 2.
    Half,
}

/// One end of an interval, or a whole value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PointSpec {
    /// `..`: open.
    Open,
    /// Year, month and day, the last two optional.
    Fields {
        /// The year.
        year: YearSpec,
        /// Capture of the month.
        month: Option<usize>,
        /// Capture of the day.
        day: Option<usize>,
    },
    /// A part of a year.
    Part {
        /// The year.
        year: YearSpec,
        /// Which kind of part.
        kind: PartKind,
        /// Capture of its number.
        number: usize,
    },
    /// A century, by a captured ordinal and what is added to it.
    Century(usize, u16),
    /// A millennium, by a captured ordinal.
    Millennium(usize),
    /// A decade, by a captured first year (1960, or 60 for the 20th century).
    Decade(usize),
    /// A decade of a century: 60, or the seventh, of the 19th.
    DecadeOf {
        /// Capture of the century's ordinal.
        century: usize,
        /// Capture of the decade.
        decade: usize,
    },
    /// The value of a captured date mention (phase 2).
    Mention(usize),
    /// What a path reaches.
    Path(Path),
}

/// A date template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateSpec {
    /// One point.
    Point(PointSpec),
    /// From one to another.
    Interval(PointSpec, PointSpec),
}

/// A fault in a template: byte offset, what is wrong, what was expected, and
/// whether the fault is a capture that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// Byte of the template.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
    /// Whether a name is no capture.
    pub unknown_capture: bool,
}

fn fault(offset: usize, message: impl Into<String>) -> ValueError {
    ValueError {
        offset,
        message: message.into(),
        unknown_capture: false,
    }
}

/// Parses a date template. `capture` gives the number of a capture by name.
///
/// # Errors
/// The first fault.
pub fn parse_date(
    template: &str,
    capture: &dyn Fn(&str) -> Option<usize>,
) -> Result<DateSpec, ValueError> {
    let parser = Parser { template, capture };
    match split_outside(template, '/') {
        Some(at) => {
            let (start, end) = (parser.point(0, at)?, parser.point(at + 1, template.len())?);
            Ok(DateSpec::Interval(start, end))
        }
        None => Ok(DateSpec::Point(parser.point(0, template.len())?)),
    }
}

/// Byte offset of the first `wanted` outside of braces.
fn split_outside(template: &str, wanted: char) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in template.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            c if c == wanted && depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

struct Parser<'a> {
    template: &'a str,
    capture: &'a dyn Fn(&str) -> Option<usize>,
}

/// One field of a point: a hole or a literal.
enum Field<'a> {
    Hole(&'a str, usize),
    Literal(&'a str, usize),
}

impl<'a> Parser<'a> {
    fn point(&self, from: usize, to: usize) -> Result<PointSpec, ValueError> {
        let mut fields = Vec::new();
        let mut at = from;
        loop {
            let end = split_outside(&self.template[at..to], '-').map_or(to, |found| at + found);
            fields.push(self.field(at, end)?);
            if end == to {
                break;
            }
            at = end + 1;
        }
        match &fields[..] {
            [Field::Literal("..", _)] => Ok(PointSpec::Open),
            [Field::Hole(name, offset)] => self.single(name, *offset),
            [year, Field::Hole(name, offset)] => self.pair(year, name, *offset),
            [year, Field::Hole(month, m), Field::Hole(day, d)] => Ok(PointSpec::Fields {
                year: self.year(year)?,
                month: Some(self.named(month, "month", *m)?),
                day: Some(self.named(day, "day", *d)?),
            }),
            _ => Err(fault(
                from,
                "not a date: {year}-{month}-{day}, {century}, {ref.day-1}, … or two of them around /",
            )),
        }
    }

    fn field(&self, from: usize, to: usize) -> Result<Field<'a>, ValueError> {
        let text = &self.template[from..to];
        match text.strip_prefix('{') {
            Some(inner) => inner
                .strip_suffix('}')
                .map(|name| Field::Hole(name, from + 1))
                .ok_or_else(|| fault(from, "the hole is not closed")),
            None => Ok(Field::Literal(text, from)),
        }
    }

    fn single(&self, name: &str, offset: usize) -> Result<PointSpec, ValueError> {
        // The tens of an ordinal that another one shares: `السابع والثامن عشر`.
        if let Some((century, added)) = name.split_once('+')
            && century.starts_with("century")
        {
            let added = added
                .parse()
                .map_err(|_| fault(offset, "what is added to a century is a number"))?;
            return Ok(PointSpec::Century(self.number(century, offset)?, added));
        }
        if let Some(path) = path::parse(name, offset, self.capture)? {
            return Ok(PointSpec::Path(path));
        }
        let number = self.number(name, offset)?;
        Ok(if name.starts_with("year") {
            PointSpec::Fields {
                year: YearSpec::Capture(number),
                month: None,
                day: None,
            }
        } else if name.starts_with("century") {
            PointSpec::Century(number, 0)
        } else if name.starts_with("millennium") {
            PointSpec::Millennium(number)
        } else if name.starts_with("decade") {
            PointSpec::Decade(number)
        } else {
            PointSpec::Mention(number)
        })
    }

    fn pair(&self, year: &Field<'_>, name: &str, offset: usize) -> Result<PointSpec, ValueError> {
        if let Field::Hole(century, at) = year
            && century.starts_with("century")
        {
            return Ok(PointSpec::DecadeOf {
                century: self.number(century, *at)?,
                decade: self.number(self.checked(name, "decade", offset)?, offset)?,
            });
        }
        let year = self.year(year)?;
        let number = self.number(name, offset)?;
        let parts = [
            ("season", PartKind::Season),
            ("quarter", PartKind::Quarter),
            ("half", PartKind::Half),
        ];
        match parts.into_iter().find(|(part, _)| name.starts_with(part)) {
            Some((_, kind)) => Ok(PointSpec::Part { year, kind, number }),
            None => Ok(PointSpec::Fields {
                year,
                month: Some(self.named(name, "month", offset)?),
                day: None,
            }),
        }
    }

    fn year(&self, field: &Field<'_>) -> Result<YearSpec, ValueError> {
        match field {
            Field::Literal("XXXX", _) => Ok(YearSpec::Open),
            Field::Literal(_, offset) => {
                Err(fault(*offset, "a year is {year…}, {ref.year} or XXXX"))
            }
            Field::Hole(name, offset) => match path::parse(name, *offset, self.capture)? {
                Some(path) => Ok(YearSpec::Path(path)),
                None => Ok(YearSpec::Capture(self.named(name, "year", *offset)?)),
            },
        }
    }

    fn named(&self, name: &str, kind: &str, offset: usize) -> Result<usize, ValueError> {
        self.number(self.checked(name, kind, offset)?, offset)
    }

    /// The name, if it begins as one of its kind must.
    fn checked<'n>(&self, name: &'n str, kind: &str, offset: usize) -> Result<&'n str, ValueError> {
        if name.starts_with(kind) {
            Ok(name)
        } else {
            Err(fault(
                offset,
                format!("`{name}` stands where a {kind} should: its name must begin with `{kind}`"),
            ))
        }
    }

    fn number(&self, name: &str, offset: usize) -> Result<usize, ValueError> {
        (self.capture)(name).ok_or_else(|| ValueError {
            offset,
            message: format!("the pattern has no capture `{name}`"),
            unknown_capture: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(name: &str) -> Option<usize> {
        [
            "year", "month", "day", "year2", "century", "a", "b", "n", "quarter",
        ]
        .iter()
        .position(|&known| known == name)
    }

    fn date(template: &str) -> Result<DateSpec, ValueError> {
        parse_date(template, &capture)
    }

    #[test]
    fn templates() {
        let fields = |year, month, day| PointSpec::Fields { year, month, day };
        assert_eq!(
            date("{year}-{month}-{day}"),
            Ok(DateSpec::Point(fields(
                YearSpec::Capture(0),
                Some(1),
                Some(2)
            )))
        );
        assert_eq!(
            date("XXXX-{month}-{day}"),
            Ok(DateSpec::Point(fields(YearSpec::Open, Some(1), Some(2))))
        );
        assert_eq!(
            date("{a}/{b}"),
            Ok(DateSpec::Interval(
                PointSpec::Mention(5),
                PointSpec::Mention(6)
            ))
        );
        assert_eq!(
            date("{century}"),
            Ok(DateSpec::Point(PointSpec::Century(4, 0)))
        );
        assert_eq!(
            date("{century+10}"),
            Ok(DateSpec::Point(PointSpec::Century(4, 10)))
        );
        assert!(date("{century+x}").is_err());
        assert_eq!(
            date("{ref.year-n}"),
            Ok(DateSpec::Point(PointSpec::Path(Path {
                base: Base::Reference,
                steps: vec![Step::Move(StepUnit::Year, Shift::Back(7))],
                otherwise: None,
            })))
        );
        assert!(matches!(
            date("{year}/.."),
            Ok(DateSpec::Interval(_, PointSpec::Open))
        ));
    }

    #[test]
    fn faults_name_their_place() {
        assert_eq!(date("{year}-{nix}").unwrap_err().offset, 8);
        assert!(date("{year}-{nix}").unwrap_err().unknown_capture);
        assert!(date("{ref.fortnight}").is_err());
        assert!(date("{year").is_err());
        assert!(date("1948-{month}").is_err());
    }
}
