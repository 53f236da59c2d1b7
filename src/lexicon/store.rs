//! How the built-in lexicon lies in the program: slices one behind the other.
//!
//! Every slice begins at a multiple of eight bytes, behind its length, so that
//! it is used where it lies. The bytes are written by the build script for a
//! machine of the same byte order; a store that does not fit is refused and
//! must never be guessed at.

use std::borrow::Cow;

use bytemuck::{AnyBitPattern, NoUninit};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Alignment of every slice.
const ALIGN: usize = 8;

/// Writes a store.
#[derive(Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// Adds a slice.
    pub fn slice<T: NoUninit>(&mut self, slice: &[T]) {
        let bytes: &[u8] = bytemuck::cast_slice(slice);
        self.0
            .extend_from_slice(&(bytes.len() as u64).to_ne_bytes());
        self.0.extend_from_slice(bytes);
        self.0.resize(self.0.len().next_multiple_of(ALIGN), 0);
    }

    /// Adds a value that is small enough to be decoded. One that cannot be
    /// encoded leaves nothing, and the store does not fit.
    pub fn value(&mut self, value: &impl Serialize) {
        self.slice(&postcard::to_allocvec(value).unwrap_or_default());
    }

    /// The bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Reads a store in the order of its writing.
#[derive(Clone, Copy, Debug)]
pub struct Reader(&'static [u8]);

impl Reader {
    /// Reads `store` from its beginning.
    pub fn new(store: &'static [u8]) -> Self {
        Self(store)
    }

    fn bytes(&mut self) -> Option<&'static [u8]> {
        let (length, rest) = self.0.split_first_chunk()?;
        let length = usize::try_from(u64::from_ne_bytes(*length)).ok()?;
        let bytes = rest.get(..length)?;
        self.0 = rest.get(length.next_multiple_of(ALIGN)..)?;
        Some(bytes)
    }

    /// The next slice, where it lies.
    pub fn slice<T: AnyBitPattern>(&mut self) -> Option<Cow<'static, [T]>> {
        self.lying().map(Cow::Borrowed)
    }

    /// The next slice, for whoever never changes it.
    pub fn lying<T: AnyBitPattern>(&mut self) -> Option<&'static [T]> {
        bytemuck::try_cast_slice(self.bytes()?).ok()
    }

    /// The next value, decoded.
    pub fn value<T: DeserializeOwned>(&mut self) -> Option<T> {
        postcard::from_bytes(self.bytes()?).ok()
    }
}

/// Values that are decoded one by one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Values {
    /// Where each begins, and where the last one ends.
    starts: &'static [u32],
    bytes: &'static [u8],
}

impl Values {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a number; `None` if it does not fit.
    pub fn get<T: DeserializeOwned>(&self, number: usize) -> Option<T> {
        let (&from, &to) = (self.starts.get(number)?, self.starts.get(number + 1)?);
        postcard::from_bytes(self.bytes.get(from as usize..to as usize)?).ok()
    }

    /// Adds values to a store.
    pub fn store<T: Serialize>(values: impl Iterator<Item = T>, writer: &mut Writer) {
        let (mut starts, mut bytes) = (vec![0u32], Vec::new());
        for value in values {
            bytes.extend(postcard::to_allocvec(&value).unwrap_or_default());
            starts.push(bytes.len() as u32);
        }
        writer.slice(&starts);
        writer.slice(&bytes);
    }

    /// The values that [`Values::store`] added to a store; `None` if they do not fit.
    pub fn stored(reader: &mut Reader) -> Option<Self> {
        Some(Self {
            starts: reader.lying()?,
            bytes: reader.lying()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(align(8))]
    struct Aligned<const N: usize>([u8; N]);

    #[test]
    fn slices_come_back() {
        let mut writer = Writer::default();
        writer.slice(&[1u8, 2, 3]);
        writer.slice(&[[4u32, 5]]);
        writer.value(&("six", 7u64));
        let bytes = writer.into_bytes();
        let held: &'static Aligned<64> = Box::leak(Box::new(Aligned({
            let mut held = [0; 64];
            held[..bytes.len()].copy_from_slice(&bytes);
            held
        })));
        let mut reader = Reader::new(&held.0[..bytes.len()]);
        assert_eq!(reader.slice::<u8>().unwrap()[..], [1, 2, 3]);
        assert_eq!(reader.slice::<[u32; 2]>().unwrap()[..], [[4, 5]]);
        assert_eq!(
            reader.value::<(String, u64)>().unwrap(),
            ("six".to_owned(), 7)
        );
        assert!(reader.slice::<u8>().is_none());
    }
}
