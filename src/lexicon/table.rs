//! Rows that are decoded one by one, when they are first asked for: of thousands
//! of bodies a text names a few.

use std::ops::Index;
use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::store::{Reader, Values, Writer};

/// Rows by number.
#[derive(Clone)]
pub struct Table<T> {
    held: Vec<OnceLock<Box<T>>>,
    stored: Values,
    read: fn(Values, usize) -> Option<T>,
}

impl<T> From<Vec<T>> for Table<T> {
    fn from(rows: Vec<T>) -> Self {
        Self {
            held: rows.into_iter().map(|row| Box::new(row).into()).collect(),
            stored: Values::default(),
            read: |_, _| None,
        }
    }
}

impl<T> Table<T> {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// A row, if there is one of this number.
    #[inline]
    pub fn get(&self, number: usize) -> Option<&T> {
        let row = self.held.get(number)?;
        Some(row.get_or_init(|| self.decode(number)))
    }

    #[cold]
    fn decode(&self, number: usize) -> Box<T> {
        // The build script wrote it, with the same types.
        let row = (self.read)(self.stored, number);
        Box::new(row.unwrap_or_else(|| unreachable!("a row in the program cannot be read")))
    }

    /// All rows.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &T> + Clone {
        (0..self.len()).map(|number| &self[number])
    }
}

impl<T: Serialize + DeserializeOwned> Table<T> {
    pub(super) fn store(&self, writer: &mut Writer) {
        Values::store(self.iter(), writer);
    }

    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        let stored = Values::stored(reader)?;
        let mut held = Vec::new();
        held.resize_with(stored.len(), OnceLock::new);
        Some(Self {
            held,
            stored,
            read: |stored, number| stored.get(number),
        })
    }
}

impl<T> Index<usize> for Table<T> {
    type Output = T;

    #[inline]
    fn index(&self, number: usize) -> &T {
        self.held[number].get_or_init(|| self.decode(number))
    }
}

impl<T: PartialEq> PartialEq for Table<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Eq> Eq for Table<T> {}

impl<T> std::fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("rows", &self.len()).finish()
    }
}
