//! First words of the longer names of organizations: `منظمه`, `حلف`.
//!
//! They are what a later noun can point back to. Stored in rows, they are sorted
//! out by organization when they are first asked for.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::text::codes::{Code, fold_word};

use super::data::{Form, Payload};
use super::store::{Reader, Writer};

/// First words of the longer names of each organization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Heads {
    /// Organization, first and last code.
    rows: Cow<'static, [[u32; 3]]>,
    codes: Cow<'static, [Code]>,
    by_organization: OnceLock<Vec<Vec<Vec<Code>>>>,
}

impl Heads {
    /// Collects them, each once.
    pub(super) fn new(forms: &[Form]) -> Self {
        let firsts = forms.iter().filter_map(|form| {
            let Payload::Organization(organization) = form.payload else {
                return None;
            };
            let (first, _) = form.text.split_once(' ')?;
            Some((organization, first))
        });
        let (mut rows, mut codes): (Vec<[u32; 3]>, Vec<Code>) = Default::default();
        let mut last = None;
        for (organization, first) in firsts {
            if last.replace((organization, first)) == Some((organization, first)) {
                continue;
            }
            let folded = fold_word(first);
            let mut known = rows.iter().rev().take_while(|[of, ..]| *of == organization);
            if !known.any(|&[_, start, end]| codes[start as usize..end as usize] == folded) {
                let start = codes.len() as u32;
                codes.extend(folded);
                rows.push([organization, start, codes.len() as u32]);
            }
        }
        Self {
            rows: rows.into(),
            codes: codes.into(),
            ..Self::default()
        }
    }

    /// Those of one of so many organizations.
    pub(super) fn of(&self, organization: u32, organizations: usize) -> &[Vec<Code>] {
        let sorted = self.by_organization.get_or_init(|| {
            let mut sorted = vec![Vec::new(); organizations];
            for &[organization, first, last] in &self.rows[..] {
                if let Some(heads) = sorted.get_mut(organization as usize) {
                    heads.push(self.codes[first as usize..last as usize].to_vec());
                }
            }
            sorted
        });
        sorted.get(organization as usize).map_or(&[], Vec::as_slice)
    }

    pub(super) fn store(&self, writer: &mut Writer) {
        writer.slice(&self.rows);
        writer.slice(&self.codes);
    }

    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        Some(Self {
            rows: reader.slice()?,
            codes: reader.slice()?,
            ..Self::default()
        })
    }
}
