//! The rows of each table: typed, borrowing from the document and the rule
//! pack, and able to hand out their cells in column order.
//!
//! Rows are only made by [`super::Rows::build`], which checks them; a row must
//! never be changed afterwards, nor know how it will be written.

use chrono::NaiveDate;

use crate::extract::Span;
use crate::lexicon::Country;

/// Takes the cells of a row, one call a column, in column order.
pub trait Cells {
    /// Text that may hold anything.
    fn text(&mut self, value: &str);
    /// Text known to need no escaping in any format: printable ASCII without
    /// quotes, commas or backslashes.
    fn plain(&mut self, value: &str);
    /// A whole number.
    fn integer(&mut self, value: u64);
    /// A truth value.
    fn boolean(&mut self, value: bool);
    /// Nothing.
    fn null(&mut self);

    /// Text, or nothing where it is empty.
    fn text_or_null(&mut self, value: &str) {
        if value.is_empty() {
            self.null();
        } else {
            self.text(value);
        }
    }

    /// A day, ISO 8601 with a sign where the year needs one.
    fn date(&mut self, value: Option<NaiveDate>) {
        match value {
            Some(day) => self.plain(DayText::new(day).as_str()),
            None => self.null(),
        }
    }
}

/// The columns that all mention tables share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MentionCells<'a> {
    /// Name of the document.
    pub doc_id: &'a str,
    /// Letter of the table and number of the mention, from 1.
    pub mention_id: (char, usize),
    /// Index of the sentence.
    pub sentence: usize,
    /// Where the mention stands.
    pub span: Span,
    /// The slice of the document.
    pub text: &'a str,
    /// Word of the `kind` column.
    pub kind: &'static str,
    /// Id of the rule.
    pub rule: &'a str,
}

impl MentionCells<'_> {
    fn cells(&self, out: &mut impl Cells) {
        out.text(self.doc_id);
        out.plain(IdText::new(self.mention_id).as_str());
        out.integer(self.sentence as u64);
        out.integer(self.span.start as u64);
        out.integer(self.span.end as u64);
        out.integer(self.span.byte_start as u64);
        out.integer(self.span.byte_end as u64);
        out.text(self.text);
        out.plain(self.kind);
        out.text(self.rule);
    }
}

/// A row of `dates`.
#[derive(Clone, Debug, PartialEq)]
pub struct DateRow<'a> {
    /// The shared columns.
    pub mention: MentionCells<'a>,
    /// EDTF, or empty.
    pub value: String,
    /// TIMEX3, or empty.
    pub timex3: String,
    /// First day.
    pub earliest: Option<NaiveDate>,
    /// Last day.
    pub latest: Option<NaiveDate>,
    /// Unit of the calendar, or empty.
    pub granularity: &'static str,
    /// Calendar of the text, or empty.
    pub calendar: &'static str,
    /// The date in that calendar, or empty.
    pub calendar_value: &'a str,
    /// How sure the value is.
    pub certainty: &'static str,
    /// Where it came from.
    pub basis: &'static str,
}

impl DateRow<'_> {
    /// Hands out the cells.
    pub fn cells(&self, out: &mut impl Cells) {
        self.mention.cells(out);
        out.text_or_null(&self.value);
        out.text_or_null(&self.timex3);
        out.date(self.earliest);
        out.date(self.latest);
        plain_or_null(out, self.granularity);
        plain_or_null(out, self.calendar);
        out.text_or_null(self.calendar_value);
        out.plain(self.certainty);
        out.plain(self.basis);
    }
}

/// A row of `countries`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountryRow<'a> {
    /// The shared columns.
    pub mention: MentionCells<'a>,
    /// The country.
    pub country: &'a Country,
    /// Whether the mention stands inside an organization's name.
    pub within_organization: bool,
    /// The readings that lost, `;`-joined, or empty.
    pub other_readings: &'a str,
}

impl CountryRow<'_> {
    /// Hands out the cells.
    pub fn cells(&self, out: &mut impl Cells) {
        self.mention.cells(out);
        out.text(self.country.key());
        out.text_or_null(&self.country.alpha3);
        out.text_or_null(&self.country.alpha2);
        out.text_or_null(&self.country.numeric);
        out.text(&self.country.name_ar);
        out.text(&self.country.name_en);
        out.plain(self.country.status.as_str());
        out.boolean(self.within_organization);
        out.text_or_null(self.other_readings);
    }
}

/// A row of `organizations`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrganizationRow<'a> {
    /// The shared columns.
    pub mention: MentionCells<'a>,
    /// Stable id.
    pub org: &'a str,
    /// Arabic name, or empty.
    pub name_ar: &'a str,
    /// English name, or empty.
    pub name_en: &'a str,
    /// Acronym, or empty.
    pub acronym: &'a str,
    /// Category.
    pub category: &'a str,
}

impl OrganizationRow<'_> {
    /// Hands out the cells.
    pub fn cells(&self, out: &mut impl Cells) {
        self.mention.cells(out);
        out.text(self.org);
        out.text_or_null(self.name_ar);
        out.text_or_null(self.name_en);
        out.text_or_null(self.acronym);
        out.text(self.category);
    }
}

/// A row of `timeline`.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineRow<'a> {
    /// Index of its date in the document's `dates` rows.
    pub date: usize,
    /// Keys of the countries, `;`-joined, or empty.
    pub countries: String,
    /// Ids of the organizations, `;`-joined, or empty.
    pub organizations: String,
    /// The sentence.
    pub text: &'a str,
}

impl TimelineRow<'_> {
    /// Hands out the cells, given the document's `dates` rows.
    pub fn cells(&self, dates: &[DateRow<'_>], out: &mut impl Cells) {
        let date = &dates[self.date];
        out.text(date.mention.doc_id);
        out.integer(date.mention.sentence as u64);
        out.text_or_null(&date.value);
        out.date(date.earliest);
        out.date(date.latest);
        out.text_or_null(&self.countries);
        out.text_or_null(&self.organizations);
        out.text(self.text);
    }
}

/// A row of `documents`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentRow<'a> {
    /// Name of the document.
    pub doc_id: &'a str,
    /// Where it was read.
    pub source: &'a str,
    /// SHA-256 of the text.
    pub sha256: &'a str,
    /// Encoding of the source.
    pub encoding: &'a str,
    /// Day the text was written.
    pub reference_date: Option<NaiveDate>,
    /// Length in Unicode scalar values.
    pub chars: usize,
    /// Number of sentences.
    pub sentences: usize,
    /// Rows in `dates`.
    pub dates: usize,
    /// Rows in `countries`.
    pub countries: usize,
    /// Rows in `organizations`.
    pub organizations: usize,
}

impl DocumentRow<'_> {
    /// Hands out the cells.
    pub fn cells(&self, out: &mut impl Cells) {
        out.text(self.doc_id);
        out.text(self.source);
        out.plain(self.sha256);
        out.text(self.encoding);
        out.date(self.reference_date);
        out.integer(self.chars as u64);
        out.integer(self.sentences as u64);
        out.integer(self.dates as u64);
        out.integer(self.countries as u64);
        out.integer(self.organizations as u64);
    }
}

fn plain_or_null(out: &mut impl Cells, word: &str) {
    if word.is_empty() {
        out.null();
    } else {
        out.plain(word);
    }
}

/// Short ASCII text built on the stack.
struct Short {
    bytes: [u8; 32],
    length: usize,
}

impl Short {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }

    fn push(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    /// Appends a number with at least `width` digits.
    fn digits(&mut self, mut number: u64, width: usize) {
        let mut reversed = [b'0'; 20];
        let mut count = 0;
        while number > 0 || count < width {
            reversed[count] = b'0' + (number % 10) as u8;
            number /= 10;
            count += 1;
        }
        for &digit in reversed[..count].iter().rev() {
            self.push(digit);
        }
    }
}

struct DayText;

impl DayText {
    /// Writes a day as `YYYY-MM-DD`; a year outside 0 to 9999 gets its sign,
    /// and at least five digits where it is later, as ISO 8601 asks.
    #[allow(clippy::new_ret_no_self)]
    fn new(day: NaiveDate) -> Short {
        use chrono::Datelike;
        let mut text = Short {
            bytes: [0; 32],
            length: 0,
        };
        let year = day.year();
        if year < 0 {
            text.push(b'-');
        } else if year > 9999 {
            text.push(b'+');
        }
        text.digits(u64::from(year.unsigned_abs()), 4);
        text.push(b'-');
        text.digits(u64::from(day.month()), 2);
        text.push(b'-');
        text.digits(u64::from(day.day()), 2);
        text
    }
}

struct IdText;

impl IdText {
    #[allow(clippy::new_ret_no_self)]
    fn new((letter, number): (char, usize)) -> Short {
        let mut text = Short {
            bytes: [0; 32],
            length: 0,
        };
        text.push(letter as u8);
        text.digits(number as u64, 1);
        text
    }
}
