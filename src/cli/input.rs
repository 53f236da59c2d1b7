//! The options that say how inputs are read: the same for every command that
//! reads documents, so that a dataset can be looked at and verified with the very
//! words it was made with.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use nasaq::record::Manifest;
use nasaq::source::{
    Columns, Encoding, InputError, InputFormat, Inputs, Limits, NameDates, ReadOptions, Spilling,
};

use super::extract::parse_size;

/// How to read the inputs.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(super) struct InputArgs {
    /// How to read the inputs; auto decides by the extension
    #[arg(long, value_enum, default_value_t = Format::Auto, value_name = "FORMAT")]
    pub(super) input_format: Format,
    /// Encoding of documents without a byte-order mark: utf-8, utf-16le, utf-16be, windows-1256 or
    /// iso-8859-6 [default: found by itself]
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,
    /// Column of a table with the text [default: text]
    #[arg(long, value_name = "NAME")]
    text_column: Option<String>,
    /// Column of a table with the names of the documents [default: id, if there is one]
    #[arg(long, value_name = "NAME")]
    id_column: Option<String>,
    /// Column of a table with the days the documents were written [default: date, if there is one]
    #[arg(long, value_name = "NAME")]
    date_column: Option<String>,
    /// Where in a file's name the day stands on which it was written: as YYYY-MM-DD or YYYYMMDD, or a regular
    /// expression with the groups year, month and day
    #[arg(long, value_name = "PATTERN")]
    date_from_name: Option<NameDates>,
    /// Refuse compressed files and archives that expand to more than this; K, M and G are understood
    #[arg(long, value_name = "BYTES", default_value = "64G", value_parser = parse_size)]
    max_expanded: NonZeroUsize,
    /// Refuse compressed files that expand more than this many times
    #[arg(long, value_name = "TIMES", default_value = "200")]
    max_ratio: NonZeroU64,
}

/// What holds where nothing is said.
impl Default for InputArgs {
    fn default() -> Self {
        Self {
            input_format: Format::Auto,
            encoding: None,
            text_column: None,
            id_column: None,
            date_column: None,
            date_from_name: None,
            max_expanded: default_expanded(),
            max_ratio: NonZeroU64::new(200).unwrap_or(NonZeroU64::MAX),
        }
    }
}

/// The same as the default of `--max-expanded`, where so much can be counted.
fn default_expanded() -> NonZeroUsize {
    let bytes = usize::try_from(Limits::default().max_expanded);
    bytes
        .ok()
        .and_then(NonZeroUsize::new)
        .unwrap_or(NonZeroUsize::MAX)
}

/// How to read an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// By the extension; standard input is text
    Auto,
    /// A file is a document
    Text,
    /// A line is a document
    Jsonl,
    /// A row of a table with commas is a document
    Csv,
    /// A row of a table with tabs is a document
    Tsv,
    /// A row of a Parquet file is a document
    Parquet,
    /// A page of HTML is a document
    Html,
    /// An article of WikiExtractor, `<doc …>` to `</doc>`, is a document
    Wiki,
}

impl From<Format> for InputFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Auto => Self::Auto,
            Format::Text => Self::Text,
            Format::Jsonl => Self::JsonLines,
            Format::Csv => Self::Csv,
            Format::Tsv => Self::Tsv,
            Format::Parquet => Self::Parquet,
            Format::Html => Self::Html,
            Format::Wiki => Self::Extracts,
        }
    }
}

impl InputArgs {
    /// The inputs, checked.
    pub(super) fn inputs(&self, paths: &[PathBuf]) -> Result<Inputs, InputError> {
        Inputs::new(paths, self.options())
    }

    /// The same for inputs that lie elsewhere than where they were given.
    pub(super) fn moved(&self, paths: &[(PathBuf, PathBuf)]) -> Result<Inputs, InputError> {
        Inputs::moved(paths, self.options())
    }

    fn options(&self) -> ReadOptions {
        ReadOptions {
            format: self.input_format.into(),
            encoding: self.encoding,
            columns: Columns {
                text: self.text_column.clone(),
                id: self.id_column.clone(),
                date: self.date_column.clone(),
            },
            limits: Limits {
                max_expanded: self.max_expanded.get() as u64,
                max_ratio: self.max_ratio.get(),
            },
            dates: self.date_from_name.clone(),
            spilling: Some(Spilling::into_folder(std::env::temp_dir())),
        }
    }

    /// Tells in a dataset how its inputs were read: the format always, the rest
    /// where it was said.
    pub(super) fn record(&self, manifest: &mut Manifest) {
        let format = self.input_format.to_possible_value();
        let format = format.as_ref().map_or("auto", |value| value.get_name());
        let mut put = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                manifest.options.insert(name.to_owned(), value.into());
            }
        };
        put("input_format", Some(format));
        put("encoding", self.encoding.map(Encoding::as_str));
        put("text_column", self.text_column.as_deref());
        put("id_column", self.id_column.as_deref());
        put("date_column", self.date_column.as_deref());
        let dates = self.date_from_name.as_ref().map(NameDates::as_str);
        put("date_from_name", dates);
        // Limits decide which documents are set aside; the usual ones go without saying.
        let usual = Self::default();
        let (size, ratio) = (self.max_expanded.get(), self.max_ratio.get());
        let size = (self.max_expanded != usual.max_expanded).then(|| size.to_string());
        let ratio = (self.max_ratio != usual.max_ratio).then(|| ratio.to_string());
        put("max_expanded", size.as_deref());
        put("max_ratio", ratio.as_deref());
    }
}
