//! The file formats of a dataset: those of tables, and those in which programs
//! exchange annotated text.

/// A file format of a table; every table gets a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// RFC 4180 with LF, quoted only where needed.
    Csv,
    /// One JSON array, a row object a line.
    Json,
    /// JSON Lines: a row object a line.
    Jsonl,
    /// Apache Parquet, compressed with zstd.
    Parquet,
}

impl Format {
    /// All formats, in the order in which they are written.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Json, Self::Jsonl, Self::Parquet];

    /// The format's name, also the extension of its files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }

    /// Reads a format's name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// The format's media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Json => "application/json",
            Self::Jsonl => "application/jsonl",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A format of annotated text; one file holds the text of all documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnnotationFormat {
    /// brat standoff: an archive with a text and an `.ann` file a document.
    Brat,
    /// CoNLL with IOB2 tags: a word a line.
    Conll,
    /// TimeML 1.2.1: an archive with an XML file a document.
    TimeMl,
    /// W3C Web Annotation: one JSON-LD collection.
    WebAnnotation,
    /// spaCy's `Doc` as JSON Lines, a document a line.
    Spacy,
}

impl AnnotationFormat {
    /// All formats, in the order in which they are written.
    pub const ALL: [Self; 5] = [
        Self::Brat,
        Self::Conll,
        Self::TimeMl,
        Self::WebAnnotation,
        Self::Spacy,
    ];

    /// The format's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Brat => "brat",
            Self::Conll => "conll",
            Self::TimeMl => "timeml",
            Self::WebAnnotation => "jsonld",
            Self::Spacy => "spacy",
        }
    }

    /// Reads a format's name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// Name of the file.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Brat => "brat.zip",
            Self::Conll => "annotations.conll",
            Self::TimeMl => "timeml.zip",
            Self::WebAnnotation => "annotations.jsonld",
            Self::Spacy => "annotations.spacy.jsonl",
        }
    }

    /// Whether the file is an archive, with files for each document.
    pub fn is_archive(self) -> bool {
        matches!(self, Self::Brat | Self::TimeMl)
    }

    /// The format's media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Brat | Self::TimeMl => "application/zip",
            Self::Conll => "text/tab-separated-values",
            Self::WebAnnotation => "application/ld+json",
            Self::Spacy => "application/jsonl",
        }
    }
}

impl std::fmt::Display for AnnotationFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Name of the format that is one database.
pub const DATABASE: &str = "sqlite";

/// How CSV is written for programs that show it to people. Nothing of it
/// touches another format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvStyle {
    /// Whether a file begins with the byte order mark by which spreadsheets
    /// know UTF-8.
    pub bom: bool,
    /// Whether text that would start a formula has an apostrophe before it.
    pub spreadsheet: bool,
}

impl CsvStyle {
    /// The byte order mark in UTF-8.
    pub const BOM: &'static str = "\u{feff}";

    /// Whether text begins with what a spreadsheet takes for the beginning of a
    /// formula, or with the apostrophe itself, so that it can be taken off again.
    pub fn is_marked(text: &str) -> bool {
        text.starts_with([
            '=', '+', '-', '@', '\t', '\r', '\n', '\'', '＝', '＋', '－', '＠',
        ])
    }
}

/// What a dataset is to be written in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formats {
    /// Formats of the tables.
    pub tables: Vec<Format>,
    /// Whether all tables go into one SQLite database, too.
    pub database: bool,
    /// Formats of the annotated text.
    pub annotations: Vec<AnnotationFormat>,
    /// How CSV is written.
    pub csv: CsvStyle,
}

impl Formats {
    /// Tables only.
    pub fn tables(tables: &[Format]) -> Self {
        Self {
            tables: tables.to_vec(),
            ..Self::default()
        }
    }

    /// Each format once, in the order in which formats are written.
    pub fn in_order(&self) -> Self {
        let mut ordered = self.clone();
        ordered.tables.sort_unstable();
        ordered.tables.dedup();
        ordered.annotations.sort_unstable();
        ordered.annotations.dedup();
        ordered
    }

    /// Adds a format by name; gives whether there is one of this name.
    pub fn add(&mut self, word: &str) -> bool {
        let table = Format::parse(word);
        let annotation = AnnotationFormat::parse(word);
        self.tables.extend(table);
        self.annotations.extend(annotation);
        self.database |= word == DATABASE;
        table.is_some() || annotation.is_some() || word == DATABASE
    }

    /// The names of those that are asked for, in order.
    pub fn names_in_use(&self) -> impl Iterator<Item = &'static str> + '_ {
        let tables = self.tables.iter().map(|format| format.as_str());
        let tables = tables.chain(self.database.then_some(DATABASE));
        tables.chain(self.annotations.iter().map(|format| format.as_str()))
    }

    /// The names of all formats.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let tables = Format::ALL.into_iter().map(Format::as_str);
        tables.chain([DATABASE]).chain(
            AnnotationFormat::ALL
                .into_iter()
                .map(AnnotationFormat::as_str),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Formats;

    #[test]
    fn names_are_read_and_order_is_fixed() {
        let mut formats = Formats::default();
        for name in Formats::names() {
            assert!(formats.add(name), "{name}");
        }
        let ordered = formats.clone();
        formats.tables.reverse();
        formats.annotations.reverse();
        assert!(formats.add("csv") && formats.add("brat") && !formats.add("xls"));
        assert_eq!(formats.in_order(), ordered);
    }
}
