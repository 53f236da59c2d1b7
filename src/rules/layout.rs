//! Layouts: where the groups of a pattern of fixed length lie.
//!
//! Many rules are a unit or a few units in a row. Once the filter has said that
//! such a rule matches, its captures are known without running anything.

use regex_syntax::hir::{Hir, HirKind};

use super::automaton::UNIT;
use super::pack::Rule;

/// Ranges of units of all groups, group 0 first.
pub type Layout = Vec<Option<(usize, usize)>>;

impl Rule {
    /// The layout of a rule whose matches are all alike; `None` where a match
    /// can have several lengths or shapes.
    pub fn layout(&self) -> Option<Layout> {
        let mut groups = vec![None; self.groups.len() + 1];
        let bytes = walk(self.machine.expression(), 0, &mut groups)?;
        groups[0] = Some((0, bytes / UNIT));
        Some(groups)
    }
}

/// Lays out an expression that begins at byte `at`; returns its end.
fn walk(hir: &Hir, at: usize, groups: &mut Layout) -> Option<usize> {
    let properties = hir.properties();
    let length = properties.minimum_len()?;
    if properties.maximum_len() != Some(length) {
        return None;
    }
    match hir.kind() {
        HirKind::Capture(capture) => {
            let end = walk(&capture.sub, at, groups)?;
            *groups.get_mut(capture.index as usize)? = Some((at / UNIT, end / UNIT));
            Some(end)
        }
        HirKind::Concat(parts) => parts.iter().try_fold(at, |at, part| walk(part, at, groups)),
        // Branches and repeats are all of one length; with captures inside, which
        // of them took part would have to be known.
        _ if properties.explicit_captures_len() == 0 => Some(at + length),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use regex_syntax::hir::Capture;

    use super::*;

    fn group(index: u32, sub: Hir) -> Hir {
        Hir::capture(Capture {
            index,
            name: None,
            sub: Box::new(sub),
        })
    }

    #[test]
    fn only_what_is_always_alike_has_a_layout() {
        let unit = || Hir::literal(*b"ab");
        let row = Hir::concat(vec![unit(), group(1, unit()), Hir::alternation(vec![unit(), Hir::literal(*b"cd")])]);
        let mut groups = vec![None; 2];
        assert_eq!(walk(&row, 0, &mut groups), Some(6));
        assert_eq!(groups[1], Some((1, 2)));
        let branch = Hir::alternation(vec![group(1, unit()), Hir::literal(*b"cd")]);
        assert_eq!(walk(&branch, 0, &mut vec![None; 2]), None);
        let lengths = Hir::alternation(vec![unit(), Hir::literal(*b"cdef")]);
        assert_eq!(walk(&lengths, 0, &mut vec![None; 1]), None);
    }
}
