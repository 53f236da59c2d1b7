//! The spellings of all forms, folded, each distinct one numbered.
//!
//! Two forms are the same for a reader of text if they fold to the same codes.
//! This module finds those; whether that is a fault is the compiler's to say.

use std::collections::HashMap;

use crate::text::codes::{Code, fold_word};

use super::data::Form;
use super::hash::FastHash;

/// The folded texts of forms, in one piece.
#[derive(Debug)]
pub(super) struct Folded {
    arena: Vec<Code>,
    starts: Vec<u32>,
}

impl Folded {
    pub(super) fn new(forms: &[Form]) -> Self {
        let mut arena = Vec::with_capacity(forms.len() * 16);
        let mut starts = Vec::with_capacity(forms.len() + 1);
        starts.push(0);
        for form in forms {
            arena.extend_from_slice(&fold_word(&form.text));
            starts.push(arena.len() as u32);
        }
        Self { arena, starts }
    }

    /// The folded text of a form.
    pub(super) fn of(&self, form: usize) -> &[Code] {
        &self.arena[self.starts[form] as usize..self.starts[form + 1] as usize]
    }

    /// For each form, the number of its spelling, and how many there are.
    pub(super) fn spellings(&self) -> (Vec<u32>, usize) {
        let forms = self.starts.len() - 1;
        let mut numbers: HashMap<&[Code], u32, FastHash> =
            HashMap::with_capacity_and_hasher(forms, FastHash::default());
        let of_form = (0..forms)
            .map(|form| {
                let next = numbers.len() as u32;
                *numbers.entry(self.of(form)).or_insert(next)
            })
            .collect();
        (of_form, numbers.len())
    }
}
