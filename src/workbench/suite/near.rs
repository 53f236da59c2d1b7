//! Names near a filter that means no test.

use super::Suite;

/// Names that are told at most.
const SHOWN: usize = 5;

impl Suite {
    /// What a filter that means no test may have meant: rules, files and tests
    /// whose name holds it or is spelled much like it, the nearest first.
    pub fn near(&self, filter: &str) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for test in &self.tests {
            names.extend([test.group(), test.file.as_str()]);
        }
        let of_test = |name: &&str| name.contains(filter);
        names.extend(
            self.tests
                .iter()
                .map(|test| test.name.as_str())
                .filter(of_test),
        );
        names.sort_unstable();
        names.dedup();
        let mut near: Vec<(usize, &str)> = names
            .into_iter()
            .filter_map(|name| Some((distance(filter, name)?, name)))
            .collect();
        near.sort_unstable();
        near.truncate(SHOWN);
        near.into_iter().map(|(_, name)| name).collect()
    }
}

/// How far a name is from a filter; none if they have little in common.
fn distance(filter: &str, name: &str) -> Option<usize> {
    if filter.is_empty() {
        return None;
    }
    let whole = strsim::damerau_levenshtein(filter, name);
    let last = name.rsplit(['.', '/']).next().unwrap_or(name);
    let part = strsim::damerau_levenshtein(filter, last) + 1;
    let nearest = whole.min(part);
    if name.contains(filter) {
        return Some(nearest.min(2));
    }
    (nearest <= filter.chars().count() / 3 + 1).then_some(nearest)
}
