//! The file formats that a table can be written in.

/// A file format of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// RFC 4180 with LF, quoted only where needed.
    Csv,
    /// One JSON array, a row object a line.
    Json,
    /// JSON Lines: a row object a line.
    Jsonl,
}

impl Format {
    /// All formats, in the order in which they are written.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Json, Self::Jsonl];

    /// The format's name, also the extension of its files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
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
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
