//! `datapackage.json`: what a dataset holds and how it was made.
//!
//! A Frictionless Data Package v2. The text is a pure function of the
//! resources and the manifest, ends with a digest of itself, and names no
//! clock, machine or absolute path, so that two runs can be compared by bytes.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::columns::{REJECTS, SENTENCES};
use super::format::{AnnotationFormat, CsvStyle, DATABASE, Format};
use super::receipt;
use super::schema::{frictionless_schema, marked_schema};
use super::table::{Schema, Table};
use crate::source::Taken;

/// Name of the package's own file.
pub const PACKAGE_FILE: &str = "datapackage.json";

const PROFILE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";
const DESCRIPTION: &str = "Dates, countries and organizations extracted from Arabic text by rules, \
with their places in the text, normalised values and the rule that found each.\n\
تواريخ ودول ومنظمات استُخرجت من نصوص عربية بالقواعد، مع مواضعها في النص وقيمها الموحّدة والقاعدة التي وجدت كلًّا منها.";

const ANNOTATED_EN: &str = "The text of every document with its mentions, for programs that show or train on annotated text.";
const ANNOTATED_AR: &str =
    "نص كل وثيقة وما ورد فيها من إشارات، لبرامج عرض النصوص الموسومة والتدرّب عليها.";

const DATABASE_EN: &str =
    "All tables, and the sentences with an index for search, as one SQLite database.";
const DATABASE_AR: &str = "الجداول كلها، والجمل مع فهرس للبحث، في قاعدة بيانات SQLite واحدة.";
const DATABASE_FILE: &str = "nasaq.sqlite";

const MARKED_EN: &str = "For spreadsheets: text that would start a formula, and text that begins with an apostrophe, has an apostrophe before it.";
const MARKED_AR: &str =
    "لبرامج الجداول: كل نص قد تُفهم بدايته صيغةً حسابية، أو يبدأ بفاصلة عليا، تسبقه فاصلة عليا.";

/// How a dataset was made, as far as its maker decides it.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// Version of nasaq.
    pub version: String,
    /// Hash of the rule pack.
    pub rule_pack: String,
    /// The options that decide what is in the dataset, by name. What does not
    /// (threads, output directory) stays out.
    pub options: Map<String, Value>,
    /// The files that were read; the pipeline fills it in.
    pub inputs: Vec<Taken>,
}

impl Manifest {
    /// A manifest of this version of nasaq, without options.
    pub fn new(rule_pack: &str) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rule_pack: rule_pack.to_owned(),
            options: Map::new(),
            inputs: Vec::new(),
        }
    }
}

/// What went into a dataset: counts and one digest, so that the package stays
/// small over any corpus; the hash of each document is in `documents`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// Documents written.
    pub documents: u64,
    /// Documents set aside.
    pub rejects: u64,
    /// UTF-8 bytes of text in the documents written.
    pub bytes: u64,
    /// Characters in the documents written.
    pub chars: u64,
    /// SHA-256 over a line `SHA256␠␠DOC_ID` for each document, as `sha256sum` prints it.
    pub digest: String,
}

/// Gathers [`Inputs`], a document at a time, in order.
#[derive(Clone, Debug, Default)]
pub struct InputDigest {
    hasher: Sha256,
    inputs: Inputs,
}

impl InputDigest {
    /// Adds a document that was written.
    pub fn document(&mut self, doc_id: &str, sha256: &str, bytes: u64, chars: u64) {
        for part in [sha256, "  ", doc_id, "\n"] {
            self.hasher.update(part);
        }
        self.inputs.documents += 1;
        self.inputs.bytes += bytes;
        self.inputs.chars += chars;
    }

    /// Counts a document that was set aside.
    pub fn reject(&mut self) {
        self.inputs.rejects += 1;
    }

    /// The sums so far.
    pub fn finish(&self) -> Inputs {
        Inputs {
            digest: hex(&self.hasher.clone().finalize()),
            ..self.inputs.clone()
        }
    }
}

/// What a file of a dataset holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Rows.
    Table(&'static Schema, Format),
    /// All tables.
    Database,
    /// The documents with their mentions.
    Annotated(AnnotationFormat),
}

impl Content {
    /// Name of the file.
    pub fn path(self) -> String {
        match self {
            Self::Table(schema, format) => format!("{}.{format}", schema.name),
            Self::Database => DATABASE_FILE.to_owned(),
            Self::Annotated(format) => format.file_name().to_owned(),
        }
    }

    /// What a file of this name in a dataset holds.
    pub fn of_path(path: &str) -> Option<Self> {
        let mut annotated = AnnotationFormat::ALL.into_iter();
        if let Some(format) = annotated.find(|format| format.file_name() == path) {
            return Some(Self::Annotated(format));
        }
        if path == DATABASE_FILE {
            return Some(Self::Database);
        }
        let (stem, extension) = path.split_once('.')?;
        let format = Format::parse(extension)?;
        if stem == REJECTS.name {
            return (format == Format::Jsonl).then_some(Self::Table(&REJECTS, format));
        }
        Some(Self::Table(Table::parse(stem)?.schema(), format))
    }
}

/// The tables of a database, those that others refer to first.
pub(crate) fn database_schemas() -> impl Iterator<Item = &'static Schema> {
    let mentions = Table::ALL
        .into_iter()
        .filter(|table| *table != Table::Documents);
    [Table::Documents.schema(), &SENTENCES]
        .into_iter()
        .chain(mentions.map(Table::schema))
        .chain([&REJECTS])
}

/// A file of the dataset, as the package describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// What it holds, in which format.
    pub content: Content,
    /// Its size.
    pub bytes: u64,
    /// Its rows, without a header; of annotated text its documents.
    pub rows: u64,
    /// SHA-256 of the file in lower-case hexadecimal.
    pub sha256: String,
    /// Of CSV, how it is written.
    pub csv: CsvStyle,
    /// Of a database, the rows of each of its tables.
    pub tables: Vec<u64>,
}

impl Resource {
    /// Name of the file.
    pub fn path(&self) -> String {
        self.content.path()
    }

    /// The resource as it stands in the package.
    pub(crate) fn describe(&self) -> Value {
        let mut object = Map::new();
        let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
        let (name, about_en, about_ar) = match self.content {
            Content::Table(schema, Format::Csv) => {
                (schema.name.to_owned(), schema.about_en, schema.about_ar)
            }
            Content::Table(schema, other) => (
                format!("{}-{other}", schema.name),
                schema.about_en,
                schema.about_ar,
            ),
            Content::Database => (format!("database-{DATABASE}"), DATABASE_EN, DATABASE_AR),
            Content::Annotated(format) => {
                (format!("annotations-{format}"), ANNOTATED_EN, ANNOTATED_AR)
            }
        };
        // A JSON file without rows tells no columns, so that to the Python
        // validator it is a faulty table; it is declared as a plain file.
        let (kind, format, media_type) = match self.content {
            Content::Table(_, format) if self.rows == 0 && format != Format::Csv => {
                ("file", format.as_str(), format.media_type())
            }
            Content::Table(_, format) => ("table", format.as_str(), format.media_type()),
            Content::Database => ("file", DATABASE, "application/vnd.sqlite3"),
            Content::Annotated(format) => ("file", format.as_str(), format.media_type()),
        };
        put("name", name.into());
        put("type", kind.into());
        put("path", self.path().into());
        put("format", format.into());
        put("mediatype", media_type.into());
        let binary = match self.content {
            Content::Table(_, format) => format == Format::Parquet,
            Content::Database => true,
            Content::Annotated(format) => format.is_archive(),
        };
        if !binary {
            put("encoding", "utf-8".into());
        }
        let about = if self.csv.spreadsheet {
            format!("{about_en} {MARKED_EN}\n{about_ar} {MARKED_AR}")
        } else {
            format!("{about_en}\n{about_ar}")
        };
        put("description", about.into());
        // The Python validator cannot count the bytes of a JSON array or of Parquet (it
        // reads past its own counter) and takes any count for wrong; the hash says it all.
        if !matches!(
            self.content,
            Content::Table(_, Format::Json | Format::Parquet)
        ) {
            put("bytes", self.bytes.into());
        }
        put("hash", format!("sha256:{}", self.sha256).into());
        let (schema, format) = match self.content {
            Content::Table(schema, format) => (schema, format),
            Content::Database => {
                put("tables", self.describe_tables());
                return object.into();
            }
            Content::Annotated(_) => {
                put("documents", self.rows.into());
                return object.into();
            }
        };
        put("rows", self.rows.into());
        if format == Format::Csv {
            put(
                "dialect",
                json!({
                    "header": true, "delimiter": ",", "lineTerminator": "\n",
                    "quoteChar": "\"", "doubleQuote": true, "skipInitialSpace": false,
                }),
            );
        }
        if self.csv.bom {
            put("bom", true.into());
        }
        if self.csv.spreadsheet {
            put("spreadsheet", true.into());
            put("schema", marked_schema(schema));
        } else {
            put("schema", frictionless_schema(schema));
        }
        object.into()
    }

    /// The tables of a database: name, rows, schema.
    fn describe_tables(&self) -> Value {
        let tables = database_schemas().zip(&self.tables);
        tables
            .map(|(schema, rows)| {
                json!({"name": schema.name, "rows": rows, "schema": frictionless_schema(schema)})
            })
            .collect()
    }
}

/// How a resource of a package says that its CSV is written.
pub(crate) fn csv_style(resource: &Value) -> CsvStyle {
    let told = |key: &str| resource[key] == Value::Bool(true);
    CsvStyle {
        bom: told("bom"),
        spreadsheet: told("spreadsheet"),
    }
}

/// The text of `datapackage.json`.
pub(crate) fn describe(resources: &[Resource], inputs: &Inputs, manifest: &Manifest) -> String {
    let package = json!({
        "$schema": PROFILE,
        "name": "nasaq-dataset",
        "title": "Dates, countries and organizations in Arabic text — تواريخ ودول ومنظمات في نصوص عربية",
        "description": DESCRIPTION,
        "version": manifest.version,
        "resources": resources.iter().map(Resource::describe).collect::<Vec<_>>(),
        "nasaq": {
            "version": manifest.version,
            "rule_pack": manifest.rule_pack,
            "options": manifest.options,
            "inputs": {
                "documents": inputs.documents,
                "rejects": inputs.rejects,
                "bytes": inputs.bytes,
                "chars": inputs.chars,
                "digest": format!("sha256:{}", inputs.digest),
                "given": receipt::describe(&manifest.inputs),
            },
            "package": UNSIGNED,
        },
    });
    let mut text = format!("{package:#}");
    text.push('\n');
    let digest = hex(&Sha256::digest(&text));
    text.replace(UNSIGNED, &format!("sha256:{digest}"))
}

/// Every name that a dataset's files can have.
pub(crate) fn file_names() -> Vec<String> {
    let tables = Table::ALL
        .into_iter()
        .flat_map(|table| Format::ALL.map(|format| format!("{table}.{format}")));
    let rejects = format!("{}.{}", REJECTS.name, Format::Jsonl);
    let annotated = AnnotationFormat::ALL.map(AnnotationFormat::file_name);
    tables
        .chain(annotated.map(str::to_owned))
        .chain([DATABASE_FILE, PACKAGE_FILE].map(str::to_owned))
        .chain([rejects])
        .collect()
}

/// Stands for the package's own digest while that is computed.
const UNSIGNED: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

/// Whether the text of a package carries the digest of itself.
pub(crate) fn is_intact(text: &str, digest: &str) -> bool {
    let unsigned = text.replacen(digest, UNSIGNED, 1);
    text.matches(digest).count() == 1
        && digest.strip_prefix("sha256:") == Some(&hex(&Sha256::digest(unsigned)))
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from(b"0123456789abcdef"[usize::from(half)]));
        }
    }
    text
}
