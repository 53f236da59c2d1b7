//! Gates: bounds that figures must keep, for continuous integration.
//!
//! A gate is `[SET.]TYPE.MEASURE[.FIELD] OP NUMBER`, such as
//! `date.overlap.f>=0.95`. A name that does not exist is an error, never a gate
//! that passes; a figure that cannot be told fails its gate.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::super::mention::MentionType;
use super::counts::{Figures, Prf};
use super::gold::GoldSet;
use super::{Evaluation, SetFigures};

/// A bound on a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// As it was written, without blanks.
    source: String,
    set: Option<String>,
    kind: MentionType,
    measure: Measure,
    operator: Operator,
    limit: f64,
}

/// Why a gate is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("gate `{gate}`: {reason}")]
pub struct GateError {
    /// The gate as it was written.
    pub gate: String,
    /// What is wrong and what exists.
    pub reason: String,
}

/// What came of a gate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judgement {
    /// The gate.
    pub gate: String,
    /// The figure; none if there was nothing to measure, and then it fails.
    pub figure: Option<f64>,
    /// Whether the figure keeps the bound.
    pub passed: bool,
}

/// A figure of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Strict(Field),
    Overlap(Field),
    Head(Field),
    Value,
    Code,
    Dateless,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Precision,
    Recall,
    F1,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    AtLeast,
    Above,
    AtMost,
    Below,
}

/// Operators as written, the longer first.
const OPERATORS: [(&str, Operator); 4] = [
    (">=", Operator::AtLeast),
    ("<=", Operator::AtMost),
    (">", Operator::Above),
    ("<", Operator::Below),
];

const GRAMMAR: &str = "a gate is [SET.]TYPE.MEASURE[.FIELD] OP NUMBER, such as date.overlap.f>=0.95; OP is >=, >, <= or <";

impl FromStr for Gate {
    type Err = GateError;

    fn from_str(written: &str) -> Result<Self, GateError> {
        let source: String = written.split_whitespace().collect();
        parse(&source).map_err(|reason| GateError {
            gate: written.to_owned(),
            reason,
        })
    }
}

fn parse(source: &str) -> Result<Gate, String> {
    let at = source.find(['<', '>']).ok_or(GRAMMAR)?;
    let (name, rest) = source.split_at(at);
    let (word, operator) = OPERATORS
        .into_iter()
        .find(|(word, _)| rest.starts_with(word))
        .ok_or(GRAMMAR)?;
    let number = &rest[word.len()..];
    let limit: f64 = number
        .parse()
        .map_err(|_| format!("`{number}` is no number; {GRAMMAR}"))?;
    if !(0.0..=1.0).contains(&limit) {
        return Err(format!(
            "figures lie between 0 and 1, and `{number}` does not"
        ));
    }
    let (set, kind, measure) = figure_name(name)?;
    Ok(Gate {
        source: source.to_owned(),
        set,
        kind,
        measure,
        operator,
        limit,
    })
}

/// Reads `[SET.]TYPE.MEASURE[.FIELD]`. The name of a set may hold dots, so the
/// type is looked for from the end.
fn figure_name(name: &str) -> Result<(Option<String>, MentionType, Measure), String> {
    let parts: Vec<&str> = name.split('.').collect();
    let at = (0..parts.len())
        .rev()
        .find(|&at| parts[at].parse::<MentionType>().is_ok())
        .ok_or_else(|| {
            format!("`{name}` names no type; the types are date, country, organization; {GRAMMAR}")
        })?;
    let kind: MentionType = parts[at].parse()?;
    let measure = match &parts[at + 1..] {
        [measure] => Measure::new(measure, None, kind),
        [measure, field] => Measure::new(measure, Some(field), kind),
        _ => None,
    };
    let measure = measure.ok_or_else(|| {
        let found = parts[at + 1..].join(".");
        format!(
            "`{found}` is no figure of the type {kind}; its figures are {}",
            figures_of(kind)
        )
    })?;
    let set = (at > 0).then(|| parts[..at].join("."));
    Ok((set, kind, measure))
}

fn figures_of(kind: MentionType) -> &'static str {
    match kind {
        MentionType::Date => {
            "strict.p, strict.r, strict.f, overlap.p, overlap.r, overlap.f, value, dateless"
        }
        MentionType::Country => "strict.p, strict.r, strict.f, head.p, head.r, head.f, code",
        MentionType::Organization => "strict.p, strict.r, strict.f, head.p, head.r, head.f",
    }
}

impl Measure {
    fn new(word: &str, field: Option<&str>, kind: MentionType) -> Option<Self> {
        use MentionType::{Country, Date};
        let field = match field {
            None => None,
            Some("p") => Some(Field::Precision),
            Some("r") => Some(Field::Recall),
            Some("f") => Some(Field::F1),
            Some(_) => return None,
        };
        Some(match (word, field, kind) {
            ("strict", Some(field), _) => Self::Strict(field),
            ("overlap", Some(field), Date) => Self::Overlap(field),
            ("head", Some(field), kind) if kind != Date => Self::Head(field),
            ("value", None, Date) => Self::Value,
            ("dateless", None, Date) => Self::Dateless,
            ("code", None, Country) => Self::Code,
            _ => return None,
        })
    }

    fn of(self, figures: &Figures) -> Option<f64> {
        match self {
            Self::Strict(field) => Some(field.of(figures.strict)),
            Self::Overlap(field) => figures.overlap.map(|prf| field.of(prf)),
            Self::Head(field) => figures.head.map(|prf| field.of(prf)),
            Self::Value => figures.dates?.value,
            Self::Code => figures.countries?.code,
            Self::Dateless => {
                let dates = figures.dates?;
                let share = dates.empty_rows_hit as f64 / dates.empty_rows as f64;
                (dates.empty_rows > 0).then_some(share)
            }
        }
    }

    /// Whether the figure supposes that a text marks all its mentions.
    fn needs_all(self) -> bool {
        match self {
            Self::Strict(field) | Self::Overlap(field) | Self::Head(field) => {
                field != Field::Recall
            }
            Self::Dateless => true,
            Self::Value | Self::Code => false,
        }
    }
}

impl Field {
    fn of(self, prf: Prf) -> f64 {
        match self {
            Self::Precision => prf.p,
            Self::Recall => prf.r,
            Self::F1 => prf.f,
        }
    }
}

impl Gate {
    /// Whether what it names exists in `sets`.
    ///
    /// # Errors
    /// Tells what does exist.
    pub fn check(&self, sets: &[GoldSet]) -> Result<(), GateError> {
        let fault = |reason: String| GateError {
            gate: self.source.clone(),
            reason,
        };
        let named = sets.iter().filter(|set| match &self.set {
            Some(name) => set.name == *name,
            None => true,
        });
        if let (Some(name), None) = (&self.set, named.clone().next()) {
            let names: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
            return Err(fault(format!(
                "no set `{name}`; the sets are {}",
                names.join(", ")
            )));
        }
        let mut marking = named
            .clone()
            .filter(|set| set.annotated.contains(&self.kind));
        if marking.clone().next().is_none() {
            let mut kinds: Vec<MentionType> = named.flat_map(|set| set.annotated.clone()).collect();
            kinds.sort_unstable();
            kinds.dedup();
            let kinds: Vec<&str> = kinds.into_iter().map(MentionType::as_str).collect();
            let which = self
                .set
                .as_deref()
                .map_or("any set".to_owned(), |set| format!("set `{set}`"));
            return Err(fault(format!(
                "{} is not marked in {which}; marked are {}",
                self.kind,
                kinds.join(", ")
            )));
        }
        if self.measure.needs_all() && marking.all(|set| set.partial) {
            return Err(fault(
                "the rows mark only a part of their mentions, so that only recall can be told"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// Holds the figure against the bound.
    pub fn judge(&self, evaluation: &Evaluation) -> Judgement {
        let figures = match &self.set {
            None => evaluation
                .totals
                .iter()
                .find(|figures| figures.kind == self.kind),
            Some(name) => {
                let is_meant =
                    |set: &&SetFigures| set.set == *name && set.figures.kind == self.kind;
                evaluation
                    .sets
                    .iter()
                    .find(is_meant)
                    .map(|set| &set.figures)
            }
        };
        let figure = figures.and_then(|figures| self.measure.of(figures));
        let keeps = |figure: f64| match self.operator {
            Operator::AtLeast => figure >= self.limit,
            Operator::Above => figure > self.limit,
            Operator::AtMost => figure <= self.limit,
            Operator::Below => figure < self.limit,
        };
        Judgement {
            gate: self.source.clone(),
            figure,
            passed: figure.is_some_and(keeps),
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.passed { "passed" } else { "FAILED" };
        match self.figure {
            // Not rounded to the bound: 0.94996 must not read as 0.95.
            Some(figure) => write!(f, "{word}  {}  ({figure:.6})", self.gate),
            None => write!(f, "{word}  {}  (nothing to measure)", self.gate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Counts;
    use super::*;

    fn evaluation() -> Evaluation {
        let counts = Counts {
            gold: 4,
            found: 4,
            strict: 2,
            gold_touched: 3,
            found_touched: 3,
            ..Counts::default()
        };
        let figures = counts.figures(MentionType::Date, false);
        Evaluation {
            sets: vec![SetFigures {
                set: "a.b".to_owned(),
                figures,
            }],
            totals: vec![figures],
            rules: Vec::new(),
            confusions: Vec::new(),
            errors: Vec::new(),
        }
    }

    fn set(name: &str, kind: MentionType, partial: bool) -> GoldSet {
        GoldSet {
            name: name.to_owned(),
            annotated: vec![kind],
            partial,
            unknown_labels: Vec::new(),
            rows: Vec::new(),
        }
    }

    #[test]
    fn gates_are_judged() {
        let evaluation = evaluation();
        for (gate, figure, passed) in [
            ("date.strict.f>=0.5", Some(0.5), true),
            ("date.strict.f > 0.5", Some(0.5), false),
            ("a.b.date.overlap.r<=0.75", Some(0.75), true),
            ("a.b.date.overlap.p<0.75", Some(0.75), false),
            ("date.value>=0", None, false),
            ("date.dateless<=1", None, false),
        ] {
            let gate: Gate = gate.parse().unwrap();
            let judgement = gate.judge(&evaluation);
            assert_eq!(
                (judgement.figure, judgement.passed),
                (figure, passed),
                "{gate}"
            );
        }
    }

    #[test]
    fn what_does_not_exist_is_named_with_what_does() {
        for (gate, reason) in [
            ("date.overlap.f", "a gate is"),
            ("date.overlap.f=0.5", "a gate is"),
            ("date.overlap.f>=95", "between 0 and 1"),
            ("date.overlap.f>=high", "no number"),
            (
                "person.strict.f>=0.5",
                "the types are date, country, organization",
            ),
            (
                "date.head.f>=0.5",
                "`head.f` is no figure of the type date; its figures are strict.p",
            ),
            ("date.strict>=0.5", "`strict` is no figure"),
            ("country.value>=0.5", "head.f, code"),
            ("organization.code>=0.5", "`code` is no figure"),
        ] {
            let error = gate.parse::<Gate>().unwrap_err().to_string();
            assert!(error.contains(gate) && error.contains(reason), "{error}");
        }
        let sets = [
            set("a", MentionType::Date, false),
            set("b", MentionType::Country, true),
        ];
        for (gate, reason) in [
            ("c.date.strict.f>=0.5", "no set `c`; the sets are a, b"),
            (
                "b.date.strict.f>=0.5",
                "date is not marked in set `b`; marked are country",
            ),
            (
                "organization.head.f>=0.5",
                "not marked in any set; marked are date, country",
            ),
            ("b.country.strict.f>=0.5", "only recall"),
        ] {
            let error = gate
                .parse::<Gate>()
                .unwrap()
                .check(&sets)
                .unwrap_err()
                .to_string();
            assert!(error.contains(reason), "{error}");
        }
        for gate in [
            "date.strict.p>=0.5",
            "a.date.value>=0.5",
            "b.country.strict.r>=0.5",
            "country.code>=0.5",
        ] {
            assert_eq!(gate.parse::<Gate>().unwrap().check(&sets), Ok(()), "{gate}");
        }
    }
}
