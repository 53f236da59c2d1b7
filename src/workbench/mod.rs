//! Workbench: rules against their own examples.
//!
//! The pure side of rule testing: it says what a rule does with a text and
//! leaves showing it to the caller.

mod examples;

pub use examples::{Failure, check};
