//! AVX2: 32 bytes a step, tables of sixteen entries, and a table that says how to
//! close the gaps among eight codes.

use std::arch::x86_64::*;

use super::{BLOCK, Blocks, Cursor, Folding, WINDOW, all_lengthen, walk};
use crate::text::classes::Classes;
use crate::text::codes::{Code, FIRST_LETTER, FIRST_WORD, LATIN_A, NEWLINE, SPACE};
use crate::text::tables::Tables;

/// Reads a whole register.
#[inline]
#[target_feature(enable = "avx2")]
fn load(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: all 32 bytes that are read belong to the array, and reading needs no
    // alignment.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

/// Reads sixteen entries of a table into both halves of a register.
#[inline]
#[target_feature(enable = "avx2")]
fn load_row(row: &[Code; 16]) -> __m256i {
    // SAFETY: all 16 bytes that are read belong to the array, and reading needs no
    // alignment.
    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(row.as_ptr().cast()) })
}

/// The 32 bytes from a place on.
#[inline(always)]
fn at<const LENGTH: usize>(bytes: &[u8; LENGTH], from: usize) -> &[u8; 32] {
    match bytes[from..].first_chunk() {
        Some(chunk) => chunk,
        None => unreachable!(),
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn all(byte: u8) -> __m256i {
    _mm256_set1_epi8(byte as i8)
}

#[inline]
#[target_feature(enable = "avx2")]
fn bits(mask: __m256i) -> u64 {
    u64::from(_mm256_movemask_epi8(mask) as u32)
}

/// Bytes of `values` that are at least `least`, taken without a sign.
#[inline]
#[target_feature(enable = "avx2")]
fn at_least(values: __m256i, least: u8) -> __m256i {
    _mm256_cmpeq_epi8(_mm256_max_epu8(values, all(least)), values)
}

/// The entries of a part of a table: `row` tells which sixteen of them, counted from
/// `FIRST`, the low four bits of `column` which one; 0 for other rows.
#[inline]
#[target_feature(enable = "avx2")]
fn look_up<const FIRST: usize, const ROWS: usize, const LENGTH: usize>(
    table: &[Code; LENGTH],
    row: __m256i,
    column: __m256i,
) -> __m256i {
    let (rows, _) = table.as_chunks::<16>();
    let mut found = _mm256_setzero_si256();
    for (number, entries) in rows.iter().enumerate().skip(FIRST).take(ROWS) {
        let here = _mm256_cmpeq_epi8(row, all(number as u8));
        let entries = _mm256_shuffle_epi8(load_row(entries), column);
        found = _mm256_or_si256(found, _mm256_and_si256(here, entries));
    }
    found
}

/// For each set of eight bytes: where those of it are, in order.
const GATHER: [[u8; 8]; 256] = {
    let mut gather = [[0; 8]; 256];
    let mut set = 0;
    while set < 256 {
        let (mut from, mut to) = (0, 0);
        while from < 8 {
            if set >> from & 1 == 1 {
                gather[set][to] = from as u8;
                to += 1;
            }
            from += 1;
        }
        set += 1;
    }
    gather
};

/// Writes the bytes of `codes` that `keep` names, one behind the other, from `len`
/// on, which moves; as much as eight bytes of room behind them are written over.
#[inline]
#[target_feature(enable = "avx2")]
fn compress(codes: __m256i, keep: u32, room: &mut [Code; BLOCK], len: &mut usize) {
    let halves = [
        _mm256_castsi256_si128(codes),
        _mm256_extracti128_si256::<1>(codes),
    ];
    let sets = keep.to_le_bytes();
    for (half, sets) in halves.into_iter().zip(sets.as_chunks::<2>().0) {
        let eights = [half, _mm_bsrli_si128::<8>(half)];
        for (eight, &set) in eights.into_iter().zip(sets) {
            let order = i64::from_le_bytes(GATHER[usize::from(set)]);
            let closed = _mm_shuffle_epi8(eight, _mm_cvtsi64_si128(order));
            let written = _mm_cvtsi128_si64(closed).to_le_bytes();
            room[*len..*len + 8].copy_from_slice(&written);
            *len += set.count_ones() as usize;
        }
    }
}

/// Half a block: its codes, the bytes that yield one, those that go on with a
/// character; nothing if it holds something that is in no table.
#[inline]
#[target_feature(enable = "avx2")]
fn fold_half(window: &[u8; WINDOW], from: usize, counts: u32, tables: &Tables) -> Option<Half> {
    let first = load(at(window, from));
    let second = load(at(window, from + 1));
    let low_nibble = all(0x0f);
    let continued = _mm256_cmpgt_epi8(all(0xc0), first);
    let arabic = _mm256_cmpeq_epi8(_mm256_and_si256(first, all(0xfc)), all(0xd8));
    // The row is bits 4 to 7 of the code point: the lowest two of the first byte and
    // bits 4 and 5 of the second. The shifts of pairs of bytes move nothing across
    // that the masks leave.
    let row = _mm256_or_si256(
        _mm256_slli_epi16::<2>(_mm256_and_si256(first, all(3))),
        _mm256_and_si256(_mm256_srli_epi16::<4>(second), all(3)),
    );
    let column = _mm256_and_si256(second, low_nibble);
    let mut of_arabic = look_up::<0, 8, 256>(&tables.arabic, row, column);
    if bits(_mm256_and_si256(arabic, at_least(row, 8))) != 0 {
        let high = look_up::<8, 8, 256>(&tables.arabic, row, column);
        of_arabic = _mm256_or_si256(of_arabic, high);
    }
    let ascii_row = _mm256_and_si256(_mm256_srli_epi16::<4>(first), low_nibble);
    let ascii_column = _mm256_and_si256(first, low_nibble);
    let of_ascii = look_up::<0, 8, 128>(&tables.ascii, ascii_row, ascii_column);
    let mut codes = _mm256_blendv_epi8(of_ascii, of_arabic, arabic);
    let counts = u64::from(counts);
    let other = bits(_mm256_andnot_si256(
        _mm256_or_si256(continued, arabic),
        first,
    )) & counts;
    if other != 0 {
        let latins = _mm256_cmpeq_epi8(_mm256_and_si256(first, all(0xfe)), all(0xc2));
        let generals = _mm256_and_si256(
            _mm256_cmpeq_epi8(first, all(0xe2)),
            _mm256_cmpeq_epi8(second, all(0x80)),
        );
        if other & !bits(_mm256_or_si256(latins, generals)) != 0 {
            return None;
        }
        // The first bytes C2 and C3 end in two and three: rows 8 to 15 of the code
        // point, of which the table has the lowest three bits.
        let latin_row = _mm256_and_si256(row, all(7));
        let of_latin = look_up::<0, 8, 128>(&tables.latin, latin_row, column);
        codes = _mm256_blendv_epi8(codes, of_latin, latins);
        let third = load(at(window, from + 2));
        let of_general = look_up::<0, 4, 64>(
            &tables.general,
            _mm256_and_si256(_mm256_srli_epi16::<4>(third), all(3)),
            _mm256_and_si256(third, low_nibble),
        );
        codes = _mm256_blendv_epi8(codes, of_general, generals);
    }
    let is_tatweel = _mm256_and_si256(
        _mm256_cmpeq_epi8(row, all(4)),
        _mm256_cmpeq_epi8(column, _mm256_setzero_si256()),
    );
    let dropped = _mm256_or_si256(continued, _mm256_cmpeq_epi8(codes, _mm256_setzero_si256()));
    Some(Half {
        codes,
        keep: !bits(dropped) & counts,
        continued: bits(continued),
        tatweels: bits(_mm256_and_si256(arabic, is_tatweel)),
        letters: bits(_mm256_and_si256(arabic, at_least(codes, FIRST_LETTER))),
    })
}

/// What half a block folds to.
struct Half {
    codes: __m256i,
    keep: u64,
    continued: u64,
    tatweels: u64,
    letters: u64,
}

/// Folds blocks as [`super::Kernel::fold_blocks`] says.
#[target_feature(enable = "avx2,popcnt,bmi1,bmi2,lzcnt")]
pub(super) fn fold_blocks(
    source: &[u8],
    tables: &Tables,
    cursor: &mut Cursor,
    out: &mut Blocks<'_>,
) {
    let fold = |window: &[u8; WINDOW], counts: u64, room: &mut [Code; BLOCK]| {
        let low = fold_half(window, 0, counts as u32, tables)?;
        let high = fold_half(window, 32, (counts >> 32) as u32, tables)?;
        let both = |low: u64, high: u64| low | high << 32;
        let tatweels = both(low.tatweels, high.tatweels);
        if tatweels != 0 && !all_lengthen(tatweels, both(low.letters, high.letters)) {
            return None;
        }
        let mut len = 0;
        compress(low.codes, low.keep as u32, room, &mut len);
        compress(high.codes, high.keep as u32, room, &mut len);
        Some(Folding {
            keep: both(low.keep, high.keep),
            continued: both(low.continued, high.continued),
        })
    };
    walk(source, cursor, out, fold);
}

/// Tells classes as [`super::Kernel::classify`] says.
#[target_feature(enable = "avx2,popcnt,bmi1,bmi2,lzcnt")]
pub(super) fn classify(blocks: &[[Code; BLOCK]], mut take: impl FnMut(&Classes)) {
    for block in blocks {
        let (low, high) = (load(at(block, 0)), load(at(block, 32)));
        let same = |code| {
            bits(_mm256_cmpeq_epi8(low, all(code))) | bits(_mm256_cmpeq_epi8(high, all(code))) << 32
        };
        let least = |code| bits(at_least(low, code)) | bits(at_least(high, code)) << 32;
        take(&Classes {
            newline: same(NEWLINE),
            space: same(SPACE),
            word: least(FIRST_WORD),
            letter: least(LATIN_A),
            arabic: least(FIRST_LETTER),
        });
    }
}
