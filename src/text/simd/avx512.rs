//! AVX-512 with VBMI2: 64 bytes a step, a table of 128 entries in one instruction.

use std::arch::x86_64::*;

use super::{BLOCK, Blocks, Cursor, Folding, WINDOW, all_lengthen, walk};
use crate::text::classes::Classes;
use crate::text::codes::{Code, FIRST_LETTER, FIRST_WORD, LATIN_A, NEWLINE, SPACE};
use crate::text::tables::Tables;

/// Reads a whole register.
#[inline]
#[target_feature(enable = "avx512f")]
fn load(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: all 64 bytes that are read belong to the array, and reading needs no
    // alignment.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

/// Writes a whole register.
#[inline]
#[target_feature(enable = "avx512f")]
fn store(bytes: &mut [u8; 64], value: __m512i) {
    // SAFETY: all 64 bytes that are written belong to the array, which nobody else
    // may touch meanwhile, and writing needs no alignment.
    unsafe { _mm512_storeu_si512(bytes.as_mut_ptr().cast(), value) }
}

/// The 64 bytes from a place on.
#[inline(always)]
fn at<const FROM: usize, const LENGTH: usize>(bytes: &[u8; LENGTH]) -> &[u8; 64] {
    const { assert!(FROM + 64 <= LENGTH) };
    match bytes[FROM..].first_chunk() {
        Some(chunk) => chunk,
        None => unreachable!(),
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn all(byte: u8) -> __m512i {
    _mm512_set1_epi8(byte as i8)
}

/// A table of 128 entries.
type Half = (__m512i, __m512i);

#[inline]
#[target_feature(enable = "avx512f")]
fn half<const FROM: usize, const NEXT: usize, const LENGTH: usize>(table: &[Code; LENGTH]) -> Half {
    (
        load(at::<FROM, LENGTH>(table)),
        load(at::<NEXT, LENGTH>(table)),
    )
}

/// The entries of the low seven bits of each byte of `index`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn look_up(table: Half, index: __m512i) -> __m512i {
    _mm512_permutex2var_epi8(table.0, index, table.1)
}

/// Folds blocks as [`super::Kernel::fold_blocks`] says.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,popcnt,bmi1,bmi2,lzcnt")]
pub(super) fn fold_blocks(
    source: &[u8],
    tables: &Tables,
    cursor: &mut Cursor,
    out: &mut Blocks<'_>,
) {
    let ascii = half::<0, 64, 128>(&tables.ascii);
    let arabic_low = half::<0, 64, 256>(&tables.arabic);
    let arabic_high = half::<128, 192, 256>(&tables.arabic);
    // Read only where there are such characters.
    let latin = || half::<0, 64, 128>(&tables.latin);
    let general = || load(&tables.general);
    let fold = |window: &[u8; WINDOW], counts: u64, room: &mut [Code; BLOCK]| {
        let first = load(at::<0, WINDOW>(window));
        let second = load(at::<1, WINDOW>(window));
        let low_bits = _mm512_and_si512(second, all(0x3f));
        let continued = _mm512_cmplt_epi8_mask(first, all(0xc0));
        let arabic = _mm512_cmpeq_epi8_mask(_mm512_and_si512(first, all(0xfc)), all(0xd8));
        // Bits 6 and 7 of the code point are the lowest two of the first byte; the
        // shift of pairs of bytes moves nothing across that the mask leaves.
        let high_bits = _mm512_and_si512(
            _mm512_slli_epi16::<6>(_mm512_and_si512(first, all(3))),
            all(0xc0),
        );
        let point = _mm512_or_si512(high_bits, low_bits);
        let of_arabic = _mm512_mask_blend_epi8(
            _mm512_movepi8_mask(point),
            look_up(arabic_low, point),
            look_up(arabic_high, point),
        );
        let mut codes = _mm512_mask_blend_epi8(arabic, look_up(ascii, first), of_arabic);
        let other = _mm512_movepi8_mask(first) & !continued & !arabic;
        if other != 0 {
            let latins = _mm512_cmpeq_epi8_mask(_mm512_and_si512(first, all(0xfe)), all(0xc2));
            let generals = _mm512_cmpeq_epi8_mask(first, all(0xe2))
                & _mm512_cmpeq_epi8_mask(second, all(0x80));
            if other & !latins & !generals & counts != 0 {
                return None;
            }
            codes = _mm512_mask_mov_epi8(codes, latins, look_up(latin(), point));
            let third = load(at::<2, WINDOW>(window));
            let of_general = _mm512_permutexvar_epi8(third, general());
            codes = _mm512_mask_mov_epi8(codes, generals, of_general);
        }
        let tatweels = arabic & _mm512_cmpeq_epi8_mask(point, all(0x40));
        if tatweels != 0 {
            let letters = arabic & _mm512_cmpge_epu8_mask(codes, all(FIRST_LETTER));
            if !all_lengthen(tatweels, letters) {
                return None;
            }
        }
        let keep = _mm512_test_epi8_mask(codes, codes) & !continued & counts;
        store(room, _mm512_maskz_compress_epi8(keep, codes));
        Some(Folding { keep, continued })
    };
    walk(source, cursor, out, fold);
}

/// Tells classes as [`super::Kernel::classify`] says.
#[target_feature(enable = "avx512f,avx512bw,popcnt,bmi1,bmi2,lzcnt")]
pub(super) fn classify(blocks: &[[Code; BLOCK]], mut take: impl FnMut(&Classes)) {
    for block in blocks {
        let codes = load(block);
        take(&Classes {
            newline: _mm512_cmpeq_epi8_mask(codes, all(NEWLINE)),
            space: _mm512_cmpeq_epi8_mask(codes, all(SPACE)),
            word: _mm512_cmpge_epu8_mask(codes, all(FIRST_WORD)),
            letter: _mm512_cmpge_epu8_mask(codes, all(LATIN_A)),
            arabic: _mm512_cmpge_epu8_mask(codes, all(FIRST_LETTER)),
        });
    }
}
