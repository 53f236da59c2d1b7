//! Value templates: what a rule says its mention denotes.
//!
//! A template is parsed once, when the pack is compiled, into a small tree with
//! captures resolved to numbers, so that nothing about it can fail at run time
//! but the date itself. How a tree becomes a value is the extract stage's.

/// A unit of the calendar by which an anchor is moved or cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnchorUnit {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
    /// A decade.
    Decade,
    /// A century.
    Century,
}

/// Where an anchor comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnchorSource {
    /// The document's date.
    Reference,
    /// The last date told in full before.
    Context,
}

/// How far an anchor is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// By a fixed number of units.
    Fixed(i32),
    /// Forward by a captured number.
    Forward(usize),
    /// Back by a captured number.
    Back(usize),
}

/// An anchor, cut to a unit and moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Where it comes from.
    pub source: AnchorSource,
    /// Which unit.
    pub unit: AnchorUnit,
    /// How far.
    pub shift: Shift,
}

/// A year in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearSpec {
    /// A captured number.
    Capture(usize),
    /// `XXXX`: to be completed from context.
    Open,
    /// The year of an anchor.
    Anchor(Anchor),
}

/// What part of a year a template names beside months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A season, 1 (spring) to 4.
    Season,
    /// A quarter, 1 to 4.
    Quarter,
    /// A half, 1 or 2.
    Half,
}

/// One end of an interval, or a whole value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// A century, by a captured ordinal.
    Century(usize),
    /// A decade, by a captured first year (1960, or 60 for the 20th century).
    Decade(usize),
    /// The value of a captured date mention (phase 2).
    Mention(usize),
    /// A moved unit of an anchor.
    Anchor(Anchor),
}

/// A date template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        if let Some(anchor) = self.anchor(name, offset)? {
            return Ok(PointSpec::Anchor(anchor));
        }
        let number = self.number(name, offset)?;
        Ok(if name.starts_with("year") {
            PointSpec::Fields {
                year: YearSpec::Capture(number),
                month: None,
                day: None,
            }
        } else if name.starts_with("century") {
            PointSpec::Century(number)
        } else if name.starts_with("decade") {
            PointSpec::Decade(number)
        } else {
            PointSpec::Mention(number)
        })
    }

    fn pair(&self, year: &Field<'_>, name: &str, offset: usize) -> Result<PointSpec, ValueError> {
        let year = self.year(year)?;
        let number = self.number(name, offset)?;
        let part = |kind| PointSpec::Part { year, kind, number };
        Ok(if name.starts_with("season") {
            part(PartKind::Season)
        } else if name.starts_with("quarter") {
            part(PartKind::Quarter)
        } else if name.starts_with("half") {
            part(PartKind::Half)
        } else {
            PointSpec::Fields {
                year,
                month: Some(self.named(name, "month", offset)?),
                day: None,
            }
        })
    }

    fn year(&self, field: &Field<'_>) -> Result<YearSpec, ValueError> {
        match field {
            Field::Literal("XXXX", _) => Ok(YearSpec::Open),
            Field::Literal(_, offset) => {
                Err(fault(*offset, "a year is {year…}, {ref.year} or XXXX"))
            }
            Field::Hole(name, offset) => match self.anchor(name, *offset)? {
                Some(anchor) => Ok(YearSpec::Anchor(anchor)),
                None => Ok(YearSpec::Capture(self.named(name, "year", *offset)?)),
            },
        }
    }

    fn named(&self, name: &str, kind: &str, offset: usize) -> Result<usize, ValueError> {
        if name.starts_with(kind) {
            self.number(name, offset)
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

    /// `ref.day-1`, `ctx.year`, `ref.year+n`; `None` if the name is no anchor.
    fn anchor(&self, name: &str, offset: usize) -> Result<Option<Anchor>, ValueError> {
        let (source, rest) = match name.split_once('.') {
            Some(("ref", rest)) => (AnchorSource::Reference, rest),
            Some(("ctx", rest)) => (AnchorSource::Context, rest),
            _ => return Ok(None),
        };
        let cut = rest.find(['+', '-']).unwrap_or(rest.len());
        let unit = match &rest[..cut] {
            "day" => AnchorUnit::Day,
            "week" => AnchorUnit::Week,
            "month" => AnchorUnit::Month,
            "quarter" => AnchorUnit::Quarter,
            "year" => AnchorUnit::Year,
            "decade" => AnchorUnit::Decade,
            "century" => AnchorUnit::Century,
            other => {
                let message = format!(
                    "`{other}` is no unit: day, week, month, quarter, year, decade or century"
                );
                return Err(fault(offset, message));
            }
        };
        let shift = match rest[cut..].split_at_checked(1) {
            None => Shift::Fixed(0),
            Some((sign, amount)) => match (amount.parse::<i32>(), sign) {
                (Ok(fixed), "+") => Shift::Fixed(fixed),
                (Ok(fixed), _) => Shift::Fixed(-fixed),
                (Err(_), "+") => Shift::Forward(self.number(amount, offset)?),
                (Err(_), _) => Shift::Back(self.number(amount, offset)?),
            },
        };
        Ok(Some(Anchor {
            source,
            unit,
            shift,
        }))
    }
}

/// One side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operand {
    /// Captured number, or none for a plain constant.
    pub capture: Option<usize>,
    /// Constant added.
    pub plus: i32,
}

/// How two numbers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Less.
    Less,
    /// Less or equal.
    LessOrEqual,
    /// Equal.
    Equal,
    /// Not equal.
    NotEqual,
}

/// A condition on captured numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Left side.
    pub left: Operand,
    /// Relation.
    pub relation: Comparison,
    /// Right side.
    pub right: Operand,
}

impl Condition {
    /// Whether it holds; `number` gives captured numbers. A condition on a
    /// capture that took no part holds.
    pub fn holds(&self, number: impl Fn(usize) -> Option<i32>) -> bool {
        let value = |operand: Operand| match operand.capture {
            Some(capture) => number(capture).map(|value| value + operand.plus),
            None => Some(operand.plus),
        };
        match (value(self.left), value(self.right)) {
            (Some(left), Some(right)) => match self.relation {
                Comparison::Less => left < right,
                Comparison::LessOrEqual => left <= right,
                Comparison::Equal => left == right,
                Comparison::NotEqual => left != right,
            },
            _ => true,
        }
    }
}

/// Parses `first < last + 200`.
///
/// # Errors
/// The first fault.
pub fn parse_condition(
    text: &str,
    capture: &dyn Fn(&str) -> Option<usize>,
) -> Result<Condition, ValueError> {
    const RELATIONS: [(&str, Comparison, bool); 6] = [
        ("<=", Comparison::LessOrEqual, false),
        (">=", Comparison::LessOrEqual, true),
        ("!=", Comparison::NotEqual, false),
        ("<", Comparison::Less, false),
        (">", Comparison::Less, true),
        ("=", Comparison::Equal, false),
    ];
    let found = RELATIONS.iter().find_map(|&(sign, relation, swap)| {
        text.split_once(sign)
            .map(|(left, right)| (left, right, relation, swap, sign.len()))
    });
    let Some((left, right, relation, swap, width)) = found else {
        return Err(fault(0, "no comparison: one of < <= = != >= >"));
    };
    let a = parse_operand(left, 0, capture)?;
    let b = parse_operand(right, left.len() + width, capture)?;
    let (left, right) = if swap { (b, a) } else { (a, b) };
    Ok(Condition {
        left,
        relation,
        right,
    })
}

fn parse_operand(
    text: &str,
    offset: usize,
    capture: &dyn Fn(&str) -> Option<usize>,
) -> Result<Operand, ValueError> {
    let trimmed = text.trim();
    let offset = offset + (text.len() - text.trim_start().len());
    if let Ok(plus) = trimmed.parse() {
        return Ok(Operand {
            capture: None,
            plus,
        });
    }
    let cut = trimmed.find(['+', '-']).unwrap_or(trimmed.len());
    let name = trimmed[..cut].trim();
    let number = capture(name).ok_or_else(|| ValueError {
        offset,
        message: format!("the pattern has no capture `{name}`"),
        unknown_capture: true,
    })?;
    let plus = match &trimmed[cut..] {
        "" => 0,
        tail => tail
            .replace(' ', "")
            .parse()
            .map_err(|_| fault(offset + cut, format!("`{tail}` is no number")))?,
    };
    Ok(Operand {
        capture: Some(number),
        plus,
    })
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
            Ok(DateSpec::Point(PointSpec::Century(4)))
        );
        assert_eq!(
            date("{ref.year-n}"),
            Ok(DateSpec::Point(PointSpec::Anchor(Anchor {
                source: AnchorSource::Reference,
                unit: AnchorUnit::Year,
                shift: Shift::Back(7),
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

    #[test]
    fn conditions() {
        let holds = |text: &str, year, year2| {
            parse_condition(text, &capture).unwrap().holds(|number| {
                [(0, year), (3, year2)]
                    .iter()
                    .find(|(n, _)| *n == number)
                    .map(|(_, v)| *v)
            })
        };
        assert!(holds("year < year2", 1989, 1991));
        assert!(!holds("year2 < year + 100", 1800, 1991));
        assert!(holds("year >= 1000", 1000, 0));
        assert!(holds("year != year2", 1, 2));
        assert!(parse_condition("year 3", &capture).is_err());
        assert!(
            parse_condition("nix < 3", &capture)
                .unwrap_err()
                .unknown_capture
        );
    }
}
