//! Text: from a document to folded codes, tokens, sentences and numerals.
//!
//! Each step keeps the way back: a code knows its byte, a token its codes. No
//! stage behind this one sees a character again, but for the few that ask how
//! a word was spelled in the original.

mod classes;
pub mod codes;
mod fold;
pub mod numerals;
mod offsets;
mod presentation;
pub mod sentences;
mod simd;
mod tables;
mod tokens;

pub use classes::Classes;
pub use fold::{Folded, PADDING, fold};
pub use offsets::OffsetMap;
pub use simd::{Kernel, Level, string_of};
pub use tokens::{Token, TokenKind, tokenize, tokens_of};
