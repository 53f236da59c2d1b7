//! Whether text holds a byte that a format must treat with care.
//!
//! Most cells are short and hold none. They are looked at sixteen bytes at a
//! time, without branches, so that the compiler makes vector code of it.

const WIDTH: usize = 16;

/// Whether any byte is special. `special` must not hold for `b'a'`, which
/// fills up what is shorter than a block.
#[inline]
pub(crate) fn any(bytes: &[u8], special: impl Fn(u8) -> bool + Copy) -> bool {
    let in_block = |block: &[u8; WIDTH]| block.iter().fold(false, |any, &byte| any | special(byte));
    let Some(last) = bytes.last_chunk::<WIDTH>() else {
        let mut padded = [b'a'; WIDTH];
        padded[..bytes.len()].copy_from_slice(bytes);
        return in_block(&padded);
    };
    // The last block may overlap the one before it.
    bytes.as_chunks::<WIDTH>().0.iter().any(in_block) || in_block(last)
}
