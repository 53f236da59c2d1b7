//! Atoms by number: what the patterns of a pack take, each once.
//!
//! Those of the built-in pack lie in the program and are decoded when they are
//! first asked for: a short run meets few of them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::lexicon::{FastHash, Reader, Values, Writer};

use super::expression::OneOf;

/// Atoms by number.
#[derive(Clone, Debug, Default)]
pub struct Atoms {
    held: Vec<OnceLock<Arc<OneOf>>>,
    stored: Values,
}

impl Atoms {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// The atom of a number.
    #[inline]
    pub fn get(&self, number: u32) -> &Arc<OneOf> {
        self.held[number as usize]
            .get_or_init(|| Arc::new(self.stored.get(number as usize).unwrap_or_default()))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<OneOf>> {
        (0..self.len() as u32).map(|number| self.get(number))
    }

    /// Adds an atom; returns its number.
    pub fn push(&mut self, atom: Arc<OneOf>) -> u32 {
        self.held.push(atom.into());
        self.held.len() as u32 - 1
    }

    pub(super) fn store(&self, writer: &mut Writer) {
        Values::store((0..self.len()).map(|at| &**self.get(at as u32)), writer);
    }

    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        let stored = Values::stored(reader)?;
        let mut held = Vec::new();
        held.resize_with(stored.len(), OnceLock::new);
        Some(Self { held, stored })
    }
}

/// Numbers atoms: one that many patterns share is one.
#[derive(Debug, Default)]
pub(super) struct AtomNumbers {
    known: HashMap<usize, u32, FastHash>,
}

impl AtomNumbers {
    /// The number of an atom, added to `atoms` if it is new. Equal ones are known
    /// by where they lie.
    pub(super) fn of(&mut self, atom: &Arc<OneOf>, atoms: &mut Atoms) -> u32 {
        *self
            .known
            .entry(Arc::as_ptr(atom) as usize)
            .or_insert_with(|| atoms.push(Arc::clone(atom)))
    }
}
