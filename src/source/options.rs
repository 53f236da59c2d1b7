//! How inputs are to be read: what the caller says, beside which inputs.

use super::encoding::Encoding;
use super::expand::Limits;
use super::formats::InputFormat;
use super::name_dates::NameDates;
use super::spill::Spilling;

/// What the caller says of all inputs.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// How the bytes are laid out.
    pub format: InputFormat,
    /// The encoding, where no byte-order mark says otherwise; by itself it is
    /// found by declaration and letters.
    pub encoding: Option<Encoding>,
    /// The columns of tables.
    pub columns: Columns,
    /// How much a compressed file may expand.
    pub limits: Limits,
    /// Where in the name of a file the day of its documents stands.
    pub dates: Option<NameDates>,
    /// Where to keep what is too long to be held in memory; without it everything
    /// is held.
    pub spilling: Option<Spilling>,
}

impl From<InputFormat> for ReadOptions {
    fn from(format: InputFormat) -> Self {
        Self {
            format,
            ..Self::default()
        }
    }
}

/// The columns of a table that are read, by the names in its first row. One that
/// is not named by the caller has a usual name, and need not be there unless it is
/// the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The text of the document; usually `text`.
    pub text: Option<String>,
    /// Its name; usually `id`.
    pub id: Option<String>,
    /// The day it was written; usually `date`.
    pub date: Option<String>,
}

/// Where the columns are in one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) text: usize,
    pub(super) id: Option<usize>,
    pub(super) date: Option<usize>,
}

impl Columns {
    /// Finds the columns among the names of a table, or says which is missing.
    pub(super) fn places(&self, names: &[String]) -> Result<Places, String> {
        let text = place(names, self.text.as_deref(), "text", "--text-column")?;
        let Some(text) = text else {
            let known = names.join(", ");
            return Err(format!(
                "the table has no column `text`; say with --text-column which it is: {known}"
            ));
        };
        Ok(Places {
            text,
            id: place(names, self.id.as_deref(), "id", "--id-column")?,
            date: place(names, self.date.as_deref(), "date", "--date-column")?,
        })
    }
}

/// The place of one column; nothing if it is not there and was not asked for.
fn place(
    names: &[String],
    wanted: Option<&str>,
    usual: &str,
    option: &str,
) -> Result<Option<usize>, String> {
    let name = wanted.unwrap_or(usual);
    let mut found = (0..names.len()).filter(|&index| names[index] == name);
    match (found.next(), found.next()) {
        (Some(_), Some(_)) => Err(format!("the table has two columns `{name}`")),
        (Some(index), None) => Ok(Some(index)),
        (None, _) if wanted.is_none() => Ok(None),
        (None, _) => Err(format!(
            "the table has no column `{name}` ({option}); it has {}",
            names.join(", ")
        )),
    }
}
