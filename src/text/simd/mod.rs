//! Vectors: the one place that speaks to the processor's wide registers.
//!
//! Nothing outside this module may contain `unsafe`. Its entrances are safe: they
//! take a [`Kernel`], which nobody can have that the processor cannot run, and
//! slices, whose bounds are checked. Each way gives the answer of the portable
//! code or says that it cannot and leaves the block to it; it must never differ.
//!
//! There is none for NEON: it could be neither built nor tested where the others
//! were. Another processor runs the portable code.

#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;

use super::classes::Classes;
use super::codes::Code;
#[cfg(target_arch = "x86_64")]
use super::tables::TABLES;

/// Bytes and codes that are worked on at once: one bit of a machine word each.
pub(super) const BLOCK: usize = 64;

/// Bytes that folding a block looks at: its own and those of a character of three
/// bytes that begins with its last one.
#[cfg(target_arch = "x86_64")]
const WINDOW: usize = BLOCK + 2;

/// Wide registers that a processor may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// None: portable code, which is what the others are measured and tested against.
    Scalar,
    /// 32 bytes.
    Avx2,
    /// 64 bytes, with permutations and compression of bytes (VBMI, VBMI2).
    Avx512,
}

impl Level {
    /// All levels, the slowest first.
    pub const ALL: [Self; 3] = [Self::Scalar, Self::Avx2, Self::Avx512];

    /// Whether this processor has it.
    fn is_here(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return match self {
            Self::Scalar => true,
            Self::Avx2 => has_bits() && std::arch::is_x86_feature_detected!("avx2"),
            Self::Avx512 => {
                has_bits()
                    && std::arch::is_x86_feature_detected!("avx512f")
                    && std::arch::is_x86_feature_detected!("avx512bw")
                    && std::arch::is_x86_feature_detected!("avx512vbmi")
                    && std::arch::is_x86_feature_detected!("avx512vbmi2")
            }
        };
        #[cfg(not(target_arch = "x86_64"))]
        return self == Self::Scalar;
    }
}

/// Whether the processor has the instructions on sets of bits that both vector kernels
/// are compiled for. Every one with AVX2 has them.
#[cfg(target_arch = "x86_64")]
fn has_bits() -> bool {
    std::arch::is_x86_feature_detected!("popcnt")
        && std::arch::is_x86_feature_detected!("lzcnt")
        && std::arch::is_x86_feature_detected!("bmi1")
        && std::arch::is_x86_feature_detected!("bmi2")
}

/// A way to compute the text stages. All give the same result.
///
/// The field is private so that a level other than [`Level::Scalar`] is only ever
/// held after the processor was asked: the soundness of this module rests on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kernel(Level);

impl Kernel {
    /// Portable.
    pub const SCALAR: Self = Self(Level::Scalar);

    /// The best one for this processor.
    pub fn detect() -> Self {
        let best = Level::ALL.into_iter().rev().find_map(Self::at);
        best.unwrap_or(Self::SCALAR)
    }

    /// The one of that level, if the processor has it.
    pub fn at(level: Level) -> Option<Self> {
        level.is_here().then_some(Self(level))
    }

    /// All that this processor can run, the slowest first.
    pub fn all() -> impl Iterator<Item = Self> {
        Level::ALL.into_iter().filter_map(Self::at)
    }

    /// Its level.
    pub fn level(self) -> Level {
        self.0
    }

    /// Folds the blocks of `source`, which is UTF-8, from `cursor` on, up to the end
    /// or to the first block that holds something which is none of
    /// [`tables`](super::tables). The portable kernel folds nothing here.
    pub(super) fn fold_blocks(self, source: &[u8], cursor: &mut Cursor, out: &mut Blocks<'_>) {
        match self.0 {
            Level::Scalar => {}
            // SAFETY: `self` has this level, so `Kernel::at` found that the processor
            // has every feature that the function is compiled for.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => unsafe { avx2::fold_blocks(source, &TABLES, cursor, out) },
            // SAFETY: the same.
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => unsafe { avx512::fold_blocks(source, &TABLES, cursor, out) },
            #[cfg(not(target_arch = "x86_64"))]
            Level::Avx2 | Level::Avx512 => {}
        }
    }

    /// Tells the classes of each block of codes, in order. `take` is compiled for the
    /// processor in question along with what calls it.
    #[inline]
    pub(super) fn classify(self, blocks: &[[Code; BLOCK]], mut take: impl FnMut(&Classes)) {
        match self.0 {
            // SAFETY: `self` has this level, so `Kernel::at` found that the processor
            // has every feature that the function is compiled for.
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => unsafe { avx2::classify(blocks, take) },
            // SAFETY: the same.
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => unsafe { avx512::classify(blocks, take) },
            _ => blocks.iter().for_each(|block| take(&Classes::of(block))),
        }
    }
}

/// The same bytes as text, if they are UTF-8, else the bytes. Checks them at the speed of
/// memory, as [`String::from_utf8`] does not.
///
/// # Errors
/// The bytes, if they are not UTF-8.
pub fn string_of(bytes: Vec<u8>) -> Result<String, Vec<u8>> {
    match simdutf8::basic::from_utf8(&bytes) {
        // SAFETY: just these bytes were found to be UTF-8, and nothing touched them since.
        Ok(_) => Ok(unsafe { String::from_utf8_unchecked(bytes) }),
        Err(_) => Err(bytes),
    }
}

/// How far folding has come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cursor {
    /// The next block of the source.
    pub(super) block: usize,
    /// Codes so far.
    pub(super) codes: usize,
    /// Characters of the source so far.
    pub(super) chars: usize,
}

/// Where folding writes, a block of the source at a time.
pub(super) struct Blocks<'a> {
    /// The codes; a block of room behind the last one is written over.
    pub(super) codes: &'a mut [Code],
    /// Bytes of each block that yielded a code, one bit each; added to what is there.
    pub(super) keep: &'a mut [u64],
    /// Characters that begin before each block.
    pub(super) chars: &'a mut [u32],
}

/// What folding one block tells, its codes aside.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
struct Folding {
    /// Bytes that yielded a code.
    keep: u64,
    /// Bytes that go on with a character.
    continued: u64,
}

/// Walks the blocks of a source: the part that both vector kernels share. Inlined into
/// each, so that `fold` is inlined in turn and keeps its tables in registers. `fold`
/// gets a block with what follows it, the bytes of it that count, and room for its
/// codes; it answers nothing if it cannot fold the block.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn walk(
    source: &[u8],
    cursor: &mut Cursor,
    out: &mut Blocks<'_>,
    fold: impl Fn(&[u8; WINDOW], u64, &mut [Code; BLOCK]) -> Option<Folding>,
) {
    let Cursor {
        mut block,
        mut codes,
        mut chars,
    } = *cursor;
    let mut last = [0; WINDOW];
    loop {
        let rest = source.get(block * BLOCK..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        let window = rest.first_chunk::<WINDOW>().unwrap_or_else(|| {
            last = [0; WINDOW];
            last[..rest.len()].copy_from_slice(rest);
            &last
        });
        let counts = if rest.len() < BLOCK {
            (1 << rest.len()) - 1
        } else {
            !0
        };
        let Some(room) = out
            .codes
            .get_mut(codes..)
            .and_then(<[Code]>::first_chunk_mut)
        else {
            break;
        };
        let Some(Folding { keep, continued }) = fold(window, counts, room) else {
            break;
        };
        out.keep[block] |= keep;
        out.chars[block] = chars as u32;
        codes += keep.count_ones() as usize;
        chars += (!continued & counts).count_ones() as usize;
        block += 1;
    }
    *cursor = Cursor {
        block,
        codes,
        chars,
    };
}

/// Whether every tatweel of `tatweels` stands behind one of `letters`, both told by
/// their first bytes: then each lengthens a word.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn all_lengthen(tatweels: u64, letters: u64) -> bool {
    tatweels & !(letters << 2) == 0
}
