//! Layouts: where the groups of a pattern of fixed length lie.
//!
//! Many rules are a unit or a few units in a row. Once the filter has said that
//! such a rule matches, its captures are known without running anything.

use super::expression::Expression;
use super::rule::Rule;

/// Ranges of units of all groups, group 0 first.
pub type Layout = Vec<Option<(usize, usize)>>;

impl Rule {
    /// The layout of a rule whose matches are all alike; `None` where a match
    /// can have several lengths or shapes.
    pub fn layout(&self) -> Option<&Layout> {
        let laid_out = || {
            let mut groups = vec![None; self.groups.len() + 1];
            let units = walk(self.machine.expression(), 0, &mut groups)?;
            groups[0] = Some((0, units));
            Some(groups)
        };
        self.layout.get_or_init(laid_out).as_ref()
    }
}

/// Lays out an expression that begins at unit `at`; returns its end.
fn walk(expression: &Expression, at: usize, groups: &mut Layout) -> Option<usize> {
    match expression {
        Expression::Group(index, sub) => {
            let end = walk(sub, at, groups)?;
            *groups.get_mut(*index as usize)? = Some((at, end));
            Some(end)
        }
        Expression::Concat(parts) => parts.iter().try_fold(at, |at, part| walk(part, at, groups)),
        // Branches and repeats are all of one length; with captures inside, which
        // of them took part would have to be known.
        _ => match expression.fixed_length()? {
            (length, false) => Some(at + length),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::expression::OneOf;
    use super::*;

    fn unit() -> Expression {
        Expression::Atom(Arc::new(OneOf(vec![(vec![(0, 0)], vec![(1, 1)])])))
    }

    fn group(index: u32, sub: Expression) -> Expression {
        Expression::Group(index, Box::new(sub))
    }

    #[test]
    fn only_what_is_always_alike_has_a_layout() {
        let row = Expression::Concat(vec![
            unit(),
            group(1, unit()),
            Expression::Either(vec![unit(), unit()]),
        ]);
        let mut groups = vec![None; 2];
        assert_eq!(walk(&row, 0, &mut groups), Some(3));
        assert_eq!(groups[1], Some((1, 2)));
        let branch = Expression::Either(vec![group(1, unit()), unit()]);
        assert_eq!(walk(&branch, 0, &mut vec![None; 2]), None);
        let lengths = Expression::Either(vec![unit(), Expression::Concat(vec![unit(), unit()])]);
        assert_eq!(walk(&lengths, 0, &mut vec![None; 1]), None);
        let twice = Expression::Repeat {
            sub: Box::new(unit()),
            min: 2,
            max: Some(2),
            greedy: true,
        };
        assert_eq!(walk(&twice, 0, &mut vec![None; 1]), Some(2));
    }
}
