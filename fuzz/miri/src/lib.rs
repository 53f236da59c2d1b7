//! The text stage and its tests by themselves, so that Miri need not build the rest.

#![allow(dead_code, unused_imports)]

#[path = "../../../src/text/mod.rs"]
mod text;
