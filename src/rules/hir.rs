//! Expressions as regex-syntax has them: the measure of what they mean.

use regex_syntax::hir::{Capture, Class, ClassBytes, ClassBytesRange, Hir, Repetition};

use super::expression::{Expression, OneOf, Run};

impl OneOf {
    fn to_hir(&self) -> Hir {
        let class = |runs: &[Run]| {
            let ranges = runs
                .iter()
                .map(|&(first, last)| ClassBytesRange::new(first, last));
            Hir::class(Class::Bytes(ClassBytes::new(ranges)))
        };
        let branch =
            |(highs, lows): &(Vec<Run>, Vec<Run>)| Hir::concat(vec![class(highs), class(lows)]);
        Hir::alternation(self.0.iter().map(branch).collect())
    }
}

impl Expression {
    /// The same as regex-syntax has it.
    pub fn to_hir(&self) -> Hir {
        match self {
            Self::Atom(unit) => unit.to_hir(),
            Self::Concat(parts) => Hir::concat(parts.iter().map(Self::to_hir).collect()),
            Self::Either(parts) => Hir::alternation(parts.iter().map(Self::to_hir).collect()),
            Self::Repeat {
                sub,
                min,
                max,
                greedy,
            } => Hir::repetition(Repetition {
                min: *min,
                max: *max,
                greedy: *greedy,
                sub: Box::new(sub.to_hir()),
            }),
            Self::Group(index, sub) => Hir::capture(Capture {
                index: *index,
                name: None,
                sub: Box::new(sub.to_hir()),
            }),
        }
    }
}
