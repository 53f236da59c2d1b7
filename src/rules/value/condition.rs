//! Conditions on captured numbers: `first < last + 200`.

use serde::{Deserialize, Serialize};

use super::{ValueError, fault};

/// One side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operand {
    /// Captured number, or none for a plain constant.
    pub capture: Option<usize>,
    /// Constant added.
    pub plus: i32,
}

/// How two numbers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Left side.
    pub left: Operand,
    /// Relation.
    pub relation: Comparison,
    /// Right side.
    pub right: Operand,
}

impl Condition {
    /// The condition as an author writes it, with the names of the captures.
    pub fn told(&self, captures: &[String]) -> String {
        let side = |operand: Operand| match operand.capture {
            None => operand.plus.to_string(),
            Some(capture) => match operand.plus {
                0 => captures[capture].clone(),
                plus if plus < 0 => format!("{} - {}", captures[capture], -plus),
                plus => format!("{} + {plus}", captures[capture]),
            },
        };
        let relation = match self.relation {
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Equal => "=",
            Comparison::NotEqual => "!=",
        };
        format!("{} {relation} {}", side(self.left), side(self.right))
    }

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
        ["year", "year2"].iter().position(|&known| known == name)
    }

    #[test]
    fn conditions() {
        let holds = |text: &str, year, year2| {
            parse_condition(text, &capture).unwrap().holds(|number| {
                [(0, year), (1, year2)]
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
