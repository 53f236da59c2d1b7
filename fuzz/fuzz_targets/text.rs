//! All kernels give the same text stages for any bytes, and the way back holds.
//!
//! The modules of the text stage are compiled into the target themselves, so that it
//! builds in seconds and every instruction of it is watched.

#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../../src/text/mod.rs"]
mod text;

use libfuzzer_sys::fuzz_target;
use text::sentences::{Splitter, is_wrapped};
use text::{Folded, Kernel, fold, tokenize};

fuzz_target!(|bytes: &[u8]| {
    let valid = simdutf8::basic::from_utf8(bytes).ok();
    assert_eq!(valid, std::str::from_utf8(bytes).ok());
    let source = String::from_utf8_lossy(bytes);
    // A pattern of a few bytes becomes a text of several blocks.
    for source in [&*source, &source.repeat(9)] {
        check(source);
    }
});

fn check(source: &str) {
    let mut expected = None;
    for kernel in Kernel::all() {
        let mut folded = Folded::default();
        fold(source, kernel, &mut folded);
        way_back(source, &folded);
        let (mut tokens, mut pauses, mut sentences) = (Vec::new(), Vec::new(), Vec::new());
        tokenize(folded.codes(), kernel, &mut tokens, &mut pauses);
        let wrapped = is_wrapped(source);
        let splitter = Splitter::default();
        splitter.split(folded.codes(), &tokens, &pauses, wrapped, &mut sentences);
        let found = (folded, tokens, pauses, sentences);
        match &expected {
            None => expected = Some(found),
            Some(expected) => assert_eq!(&found, expected, "{kernel:?} {source:?}"),
        }
    }
}

/// Every code comes from a character, in order, and characters are counted right.
fn way_back(source: &str, folded: &Folded) {
    let mut before = 0;
    for index in 0..=folded.codes().len() {
        let start = folded.start_byte(source, index);
        assert!(start >= before && source.is_char_boundary(start));
        before = start;
    }
    let boundaries = source.char_indices().map(|(at, _)| at);
    for (chars, at) in boundaries.chain([source.len()]).enumerate() {
        assert_eq!(folded.chars_before(source, at), chars);
    }
}
