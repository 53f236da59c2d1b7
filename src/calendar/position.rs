//! Where a unit of a calendar lies, as rules tell it.
//!
//! The build script compiles rules too, so this must never need any calendar.

use serde::{Deserialize, Serialize};

/// Where a unit lies relative to a stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Position {
    /// It is the first that begins in the stretch.
    Within,
    /// It is the first that begins behind the stretch.
    After,
    /// It is the last that ends before the stretch.
    Before,
    /// It is the first that does not end before the stretch.
    From,
    /// It is the last that does not begin behind the stretch.
    UpTo,
}
