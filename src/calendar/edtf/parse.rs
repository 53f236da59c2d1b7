//! The strict EDTF parser. It reads what [`Display`](std::fmt::Display) writes and the rest of the subset, and
//! says at which byte anything else goes wrong. It must never repair: no spaces, no lower case, no missing zeros.

use std::str::FromStr;

use super::date::FOUR_DIGITS;
use super::error::{EdtfError, EdtfErrorKind};
use super::{Bound, Edtf, EdtfDate, Interval, Precision, Qualifier, Season};

impl FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(inner) = text.strip_prefix('[') {
            return parse_set(inner, 1);
        }
        match text.split_once('/') {
            Some((start, end)) => {
                let start_bound = parse_bound(start, 0)?;
                let end_bound = parse_bound(end, start.len() + 1)?;
                Self::interval(start_bound, end_bound)
                    .map_err(|error| EdtfError::at(error.kind().clone(), start.len()))
            }
            None => parse_date(text, 0).map(Self::Date),
        }
    }
}

impl FromStr for EdtfDate {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_date(text, 0)
    }
}

fn parse_bound(text: &str, base: usize) -> Result<Bound, EdtfError> {
    match text {
        "" => Ok(Bound::Unknown),
        ".." => Ok(Bound::Open),
        _ => parse_date(text, base).map(Bound::Date),
    }
}

/// The rest of a set, after its opening bracket.
fn parse_set(text: &str, base: usize) -> Result<Edtf, EdtfError> {
    let Some((inner, after)) = text.split_once(']') else {
        return Err(EdtfError::at(
            EdtfErrorKind::UnexpectedEnd,
            base + text.len(),
        ));
    };
    if !after.is_empty() {
        return Err(unexpected(text, inner.len() + 1, base));
    }
    let mut readings = Vec::new();
    let mut at = base;
    for element in inner.split(',') {
        readings.push(parse_element(element, at)?);
        at += element.len() + 1;
    }
    if readings.len() < 2 {
        return Err(EdtfError::at(EdtfErrorKind::Set, base));
    }
    Edtf::one_of(readings).map_err(|error| EdtfError::at(error.kind().clone(), base))
}

fn parse_element(text: &str, base: usize) -> Result<Edtf, EdtfError> {
    let Some((start, end)) = text.split_once("..") else {
        return parse_date(text, base).map(Edtf::Date);
    };
    let end_at = base + start.len() + 2;
    let bound = |part: &str, at| {
        if part.is_empty() {
            Ok(Bound::Open)
        } else {
            parse_date(part, at).map(Bound::Date)
        }
    };
    Interval::new(bound(start, base)?, bound(end, end_at)?)
        .map(Edtf::Interval)
        .map_err(|error| EdtfError::at(error.kind().clone(), base + start.len()))
}

/// One date; `base` is where it begins in the whole text, for the error.
fn parse_date(text: &str, base: usize) -> Result<EdtfDate, EdtfError> {
    let qualifier = text.bytes().next_back().and_then(Qualifier::from_sign);
    let body = match qualifier {
        Some(qualifier) => text.strip_suffix(qualifier.sign()).unwrap_or(text),
        None => text,
    };
    if body.is_empty() {
        return Err(EdtfError::at(EdtfErrorKind::Empty, base));
    }
    let date = match body.strip_prefix('Y') {
        Some(number) => parse_long_year(number, base + 1)?,
        None => parse_plain(body, base)?,
    };
    Ok(match qualifier {
        Some(qualifier) => date.with_qualifier(qualifier),
        None => date,
    })
}

/// `12000`, `-12000`, after the `Y`.
fn parse_long_year(text: &str, base: usize) -> Result<EdtfDate, EdtfError> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let digits_at = text.len() - digits.len();
    if let Some(stray) = digits.bytes().position(|byte| !byte.is_ascii_digit()) {
        return Err(unexpected(text, digits_at + stray, base));
    }
    if digits.len() <= 4 || digits.starts_with('0') {
        return Err(EdtfError::at(EdtfErrorKind::NeedlessLongYear, base));
    }
    // A number too long for i64 is out of range all the more.
    let number: i64 = text.parse().unwrap_or(i64::MAX);
    let out_of_range = || EdtfError::at(EdtfErrorKind::YearOutOfRange(number), base);
    let year = i32::try_from(number).map_err(|_| out_of_range())?;
    EdtfDate::year(year).map_err(|_| out_of_range())
}

/// `1947-03-04` and everything shorter or masked.
fn parse_plain(text: &str, base: usize) -> Result<EdtfDate, EdtfError> {
    let negative = text.starts_with('-');
    let head_at = usize::from(negative);
    let (digits, masked) = parse_head(text, head_at, base)?;
    if negative && digits == 0 {
        return Err(EdtfError::at(EdtfErrorKind::NegativeZero, base));
    }
    let number = if negative { -digits } else { digits };
    debug_assert!(number.abs() <= FOUR_DIGITS);

    let month_at = head_at + 5;
    let rest_is_empty = text.len() < month_at;
    let precision = match masked {
        _ if !rest_is_empty && masked > 0 => return Err(unexpected(text, month_at - 1, base)),
        0 if !rest_is_empty => return parse_parts(text, number, month_at, base),
        0 => Precision::Year(number),
        1 => Precision::Decade(number),
        2 => Precision::Century(number),
        _ => Precision::Millennium(number),
    };
    EdtfDate::new(precision).map_err(|error| EdtfError::at(error.kind().clone(), base))
}

/// The four characters of a year: its digits as a number and how many `X` follow them.
fn parse_head(text: &str, head_at: usize, base: usize) -> Result<(i32, u8), EdtfError> {
    let mut digits = 0;
    let mut masked = 0;
    for at in head_at..head_at + 4 {
        match text.as_bytes().get(at) {
            Some(byte @ b'0'..=b'9') if masked == 0 => {
                digits = digits * 10 + i32::from(byte - b'0')
            }
            Some(b'X') if at > head_at => masked += 1,
            Some(b'X' | b'0'..=b'9') => return Err(EdtfError::at(EdtfErrorKind::Mask, base + at)),
            Some(_) => return Err(unexpected(text, at, base)),
            None => return Err(EdtfError::at(EdtfErrorKind::UnexpectedEnd, base + at)),
        }
    }
    Ok((digits, masked))
}

/// The month or code after a year, and the day after a month.
fn parse_parts(text: &str, year: i32, month_at: usize, base: usize) -> Result<EdtfDate, EdtfError> {
    let month = parse_two_digits(text, month_at, base)?;
    let day_at = month_at + 3;
    if text.len() >= day_at {
        let day = parse_two_digits(text, day_at, base)?;
        if text.len() > day_at + 2 {
            return Err(unexpected(text, day_at + 2, base));
        }
        return EdtfDate::day(year, month, day).map_err(|error| {
            let at = match error.kind() {
                EdtfErrorKind::Day { .. } => day_at,
                _ => month_at,
            };
            EdtfError::at(error.kind().clone(), base + at)
        });
    }
    let precision = match (Season::from_code(month), month) {
        (Some(season), _) => Precision::Season { year, season },
        (None, 33..=36) => Precision::Quarter {
            year,
            quarter: month - 32,
        },
        (None, 40 | 41) => Precision::Half {
            year,
            half: month - 39,
        },
        _ => Precision::Month { year, month },
    };
    EdtfDate::new(precision).map_err(|error| EdtfError::at(error.kind().clone(), base + month_at))
}

/// A hyphen just before `at`, and two digits at it.
fn parse_two_digits(text: &str, at: usize, base: usize) -> Result<u8, EdtfError> {
    if text.as_bytes().get(at - 1) != Some(&b'-') {
        return Err(unexpected(text, at - 1, base));
    }
    let mut number = 0;
    for at in at..at + 2 {
        match text.as_bytes().get(at) {
            Some(byte @ b'0'..=b'9') => number = number * 10 + (byte - b'0'),
            Some(_) => return Err(unexpected(text, at, base)),
            None => return Err(EdtfError::at(EdtfErrorKind::UnexpectedEnd, base + at)),
        }
    }
    Ok(number)
}

/// The error for whatever stands at that byte.
fn unexpected(text: &str, at: usize, base: usize) -> EdtfError {
    let kind = match text.get(at..).and_then(|rest| rest.chars().next()) {
        Some(character) => EdtfErrorKind::UnexpectedCharacter(character),
        None => EdtfErrorKind::UnexpectedEnd,
    };
    EdtfError::at(kind, base + at)
}
