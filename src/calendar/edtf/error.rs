//! What can be wrong with an EDTF value, and where. One error type for the parser and the constructors, so that
//! a rule that builds an impossible date and a file that spells one are told the same thing.

use std::fmt;

/// An EDTF value could not be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdtfError {
    kind: EdtfErrorKind,
    position: Option<usize>,
}

impl EdtfError {
    /// What was wrong.
    pub const fn kind(&self) -> &EdtfErrorKind {
        &self.kind
    }

    /// The byte offset in the parsed text; `None` when the value came from a constructor.
    pub const fn position(&self) -> Option<usize> {
        self.position
    }

    pub(super) const fn at(kind: EdtfErrorKind, position: usize) -> Self {
        Self {
            kind,
            position: Some(position),
        }
    }
}

impl From<EdtfErrorKind> for EdtfError {
    fn from(kind: EdtfErrorKind) -> Self {
        Self {
            kind,
            position: None,
        }
    }
}

impl fmt::Display for EdtfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)?;
        match self.position {
            Some(position) => write!(f, " (at byte {position})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for EdtfError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        None
    }
}

/// The ways in which an EDTF value can be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EdtfErrorKind {
    /// Nothing where a date should be.
    #[error("a date is missing")]
    Empty,
    /// A character that has no place there.
    #[error("unexpected character {0:?}")]
    UnexpectedCharacter(char),
    /// The text stops inside a date.
    #[error("the date breaks off")]
    UnexpectedEnd,
    /// A `Y` year that four digits would have told, or that has a leading zero.
    #[error("`Y` is for years of five digits or more, without leading zeros")]
    NeedlessLongYear,
    /// A digit after an `X`, or no digit at all.
    #[error("`X` may only stand for the last digits of a year, and not for all of them")]
    Mask,
    /// `-0000`, `-000X`, `-00XX`.
    #[error("there is no negative zero")]
    NegativeZero,
    /// A year that the precision or the day arithmetic cannot hold.
    #[error("year {0} is out of range")]
    YearOutOfRange(i64),
    /// The two digits after the year.
    #[error("{0:02} is no month (01–12), season (21–24), quarter (33–36) or half (40, 41)")]
    Month(u8),
    /// A quarter beyond the fourth.
    #[error("{0} is no quarter (1–4)")]
    Quarter(u8),
    /// A half beyond the second.
    #[error("{0} is no half (1, 2)")]
    Half(u8),
    /// A day that the month does not have.
    #[error("day {day} is not in {year:04}-{month:02}")]
    Day {
        /// The year.
        year: i32,
        /// The month.
        month: u8,
        /// The day asked for.
        day: u8,
    },
    /// A week that the ISO year does not have.
    #[error("week {week} is not in the ISO year {year}")]
    Week {
        /// The ISO year.
        year: i32,
        /// The week asked for.
        week: u8,
    },
    /// An interval that ends before it begins.
    #[error("the interval ends before it begins")]
    Reversed,
    /// An interval with no date in it.
    #[error("an interval needs at least one date")]
    NoBound,
    /// A set with nothing in it, or something a set cannot hold.
    #[error("a set needs dates or ranges with an open or a dated end")]
    Set,
}
