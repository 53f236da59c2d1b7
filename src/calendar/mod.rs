//! Calendar values: what a date *is*, once the text has been read.
//!
//! The story in one paragraph. Text rules decide which numbers and names a mention is made of; this module turns
//! them into a value that cannot be wrong. [`Edtf`] is the value every dataset row carries (ISO 8601-2), built
//! only by constructors that check. [`gregorian`] moves about the calendar from an anchor day (“last month”), [`search`] finds a unit by its number
//! (“the coming Friday”).
//! [`HijriDate`] and [`SolarDate`] read a day, month or year of another calendar and give a [`Reading`]: the
//! Gregorian value, the name of the reckoning, and the exact first and last day. [`DayRange`] tells whether two
//! tellings of one date agree.
//!
//! Nothing here knows Arabic, reads a clock, or does any I/O.

mod agreement;
mod edtf;
mod granularity;
pub mod gregorian;
mod hijri;
mod position;
mod reading;
pub mod search;
mod solar;
mod system;

pub use agreement::{DayRange, agree};
pub use edtf::{
    Alternatives, Bound, Edtf, EdtfDate, EdtfError, EdtfErrorKind, Interval, IsoWeek, Precision,
    Qualifier, Season,
};
pub use granularity::Granularity;
pub use hijri::{HijriDate, Reckoning, hijri_century, hijri_decade};
pub use reading::{Reading, ReadingError};
pub use solar::{SolarCalendar, SolarDate};
pub use system::{CalendarSystem, UnknownCalendar};
