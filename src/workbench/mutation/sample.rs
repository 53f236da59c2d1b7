//! Which mutants are tried, and in which order.

use sha2::{Digest, Sha256};

use super::Mutant;

/// The mutants of the rules, definitions and files that `filters` mean; all if
/// there are none. A filter is the beginning of a rule's id or of a mutant's, a
/// definition as `@NAME`, or a file.
pub fn chosen<'m>(mutants: &'m [Mutant], filters: &[String]) -> Vec<&'m Mutant> {
    let meant = |mutant: &&Mutant| {
        filters.is_empty()
            || filters.iter().any(|filter| {
                let file = mutant.place.file.as_str();
                let (rule, place) = filter.split_once('/').unwrap_or((filter, ""));
                let by_rule = mutant.target == rule && place.is_empty()
                    || mutant.target.starts_with(&format!("{rule}.")) && place.is_empty()
                    || mutant.id.starts_with(filter.as_str()) && !place.is_empty();
                by_rule || file == filter || file.rsplit('/').next() == Some(filter)
            })
    };
    mutants.iter().filter(meant).collect()
}

/// The same mutants in an order that depends on nothing but `seed` and their
/// ids, at most `most` of them: a trial that ends early has tried a fair sample.
pub fn sample<'m>(mutants: &[&'m Mutant], seed: u64, most: Option<usize>) -> Vec<&'m Mutant> {
    let rank = |mutant: &Mutant| -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(seed.to_le_bytes());
        hasher.update(&mutant.id);
        hasher.finalize().into()
    };
    let mut ranked: Vec<([u8; 32], &Mutant)> = mutants
        .iter()
        .map(|mutant| (rank(mutant), *mutant))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let ranked = ranked.into_iter().map(|(_, mutant)| mutant);
    ranked.take(most.unwrap_or(usize::MAX)).collect()
}
