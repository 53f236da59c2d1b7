//! The lexicon's data files, read and checked.
//!
//! A linguist edits CSV; this module turns the files into entities and written
//! forms and reports every fault with its line. It must never guess at a bad
//! row: a pack with a fault does not load.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::diagnostic::{Diagnostic, PackError};

use super::ambiguities::{Ambiguities, KINDS};
use super::classes::is_of_gazetteer;
use super::entities::{CATEGORIES, Country, CountryStatus, Group, Organization};
use super::forms::{expand, inflect_nisba};
use super::hash::FastHash;

/// A file of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// Name relative to the pack, with `/`: `lexicon/countries.csv`.
    pub name: String,
    /// Content.
    pub text: String,
}

impl From<(&str, &str)> for PackFile {
    fn from((name, text): (&str, &str)) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
        }
    }
}

impl PackFile {
    /// The files of a folder with an ending, sorted by name; `prefix` is the
    /// folder's name in the pack.
    ///
    /// # Errors
    /// The folder or one of the files cannot be read.
    pub fn read_folder(folder: &Path, prefix: &str, ending: &str) -> Result<Vec<Self>, PackError> {
        let unreadable = |path: &Path, error| PackError::unreadable(path, &error);
        let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| {
                Path::new(name)
                    .extension()
                    .is_some_and(|found| found == ending)
            })
            .collect();
        names.sort();
        let read = |name: String| {
            let path = folder.join(&name);
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            Ok(Self {
                name: format!("{prefix}/{name}"),
                text,
            })
        };
        names.into_iter().map(read).collect()
    }
}

/// What a written form denotes, beyond its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payload {
    /// Nothing but the class.
    None,
    /// A number: a month, a weekday, a decade, a numeral.
    Number(i32),
    /// A country, by index.
    Country(u32),
    /// A group of countries, by index.
    Group(u32),
    /// An organization, by index.
    Organization(u32),
    /// The category of an organization's head noun, an index into [`CATEGORIES`].
    Category(u8),
}

/// A written form with its class and what it denotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// As written, alternations expanded.
    pub text: String,
    /// Its class, an index into [`Data::classes`].
    pub class: usize,
    /// What it denotes.
    pub payload: Payload,
    /// File it stands in, an index into the files given.
    pub file: usize,
    /// Line it stands in, from 1.
    pub line: usize,
    /// Whether grammar generated it, so that it yields to a listed form.
    pub generated: bool,
}

/// Everything the data files say.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// Countries, sorted by id.
    pub countries: Vec<Country>,
    /// Groups of countries, sorted by id.
    pub groups: Vec<Group>,
    /// Organizations, sorted by id.
    pub organizations: Vec<Organization>,
    /// What names of countries mean elsewhere.
    pub ambiguities: Ambiguities,
    /// Names of the classes of forms, in order of appearance.
    pub classes: Vec<String>,
    /// All forms, in the order of the files.
    pub forms: Vec<Form>,
}

impl Data {
    /// Forgets the names of organizations. Their classes stay, empty, for rules
    /// that name them.
    pub(super) fn forget_gazetteer(&mut self) {
        let classes = &self.classes;
        self.forms
            .retain(|form| !is_of_gazetteer(&classes[form.class]));
    }
}

/// Reads the files; the tables of entities are read before what refers to them.
///
/// # Errors
/// All faults found, each with file and line.
pub fn read(files: &[PackFile]) -> Result<Data, Vec<Diagnostic>> {
    let mut reader = Reader::default();
    let order = |name: &str| match base(name) {
        "countries.csv" => 0,
        "organizations.csv" => 1,
        _ => 2,
    };
    let mut indices: Vec<usize> = (0..files.len()).collect();
    indices.sort_by_key(|&index| (order(&files[index].name), index));
    for index in indices {
        reader.file(index, &files[index]);
    }
    if reader.faults.is_empty() {
        Ok(reader.data)
    } else {
        Err(reader.faults)
    }
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// A row with what is needed to complain about it.
struct Row<'a> {
    file: usize,
    name: &'a str,
    text: &'a str,
    line: usize,
    offset: usize,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    fn cell(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default()
    }

    fn fault(&self, code: &'static str, column: usize, message: String, help: &str) -> Diagnostic {
        let cell = self.cell(column);
        let line = self.text[self.offset..].lines().next().unwrap_or_default();
        let within = if cell.is_empty() {
            0
        } else {
            line.find(cell).unwrap_or(0)
        };
        let length = if cell.is_empty() {
            line.len()
        } else {
            cell.len()
        };
        Diagnostic::at(
            code,
            self.name,
            self.text,
            self.offset + within,
            length,
            message,
            help,
        )
    }
}

/// The columns of the files that hold forms, and which are the sort key.
const HEADERS: [(&str, usize); 9] = [
    ("id,alpha3,alpha2,numeric,status,name_en,name_ar", 1),
    ("id,category,country,acronym,name_en,name_ar", 1),
    ("id,form,members", 2),
    ("id,class,form", 3),
    ("id,form,class,plural", 2),
    ("form,category,class", 1),
    ("form,reading,kind,english", 2),
    ("class,form", 2),
    ("class,form,value", 2),
];

#[derive(Default)]
struct Reader {
    data: Data,
    country_ids: HashMap<String, u32, FastHash>,
    group_ids: HashMap<String, u32, FastHash>,
    organization_ids: HashMap<String, u32, FastHash>,
    class_numbers: HashMap<String, usize, FastHash>,
    faults: Vec<Diagnostic>,
}

impl Reader {
    fn file(&mut self, index: usize, file: &PackFile) {
        let header = file.text.lines().next().unwrap_or_default();
        let Some(&(_, key)) = HEADERS.iter().find(|(known, _)| *known == header) else {
            let known: Vec<&str> = HEADERS.iter().map(|(header, _)| *header).collect();
            self.faults.push(Diagnostic::at(
                "L001",
                &file.name,
                &file.text,
                0,
                header.len(),
                "the header is not one of a lexicon file",
                format!("expected one of: {}", known.join(" | ")),
            ));
            return;
        };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(file.text.as_bytes());
        let columns = header.split(',').count();
        let (mut record, mut previous) = (csv::StringRecord::new(), csv::StringRecord::new());
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let offset = error.position().map_or(0, |at| at.byte() as usize);
                    self.faults.push(Diagnostic::at(
                        "L002",
                        &file.name,
                        &file.text,
                        offset,
                        1,
                        format!("not a CSV row: {error}"),
                        "quote cells that contain a comma or a quotation mark",
                    ));
                    break;
                }
            }
            let (line, offset) = record
                .position()
                .map_or((0, 0), |at| (at.line() as usize, at.byte() as usize));
            let row = Row {
                file: index,
                name: &file.name,
                text: &file.text,
                line,
                offset,
                record: &record,
            };
            if row.record.len() != columns {
                let message = format!("{} cells instead of {columns}", row.record.len());
                self.faults.push(row.fault(
                    "L002",
                    0,
                    message,
                    "one cell for each column of the header",
                ));
                continue;
            }
            let order = previous.iter().take(key).cmp(row.record.iter().take(key));
            if !previous.is_empty() && order != Ordering::Less {
                let same = order == Ordering::Equal;
                let message = if same {
                    "the row stands twice"
                } else {
                    "the row is out of order"
                };
                self.faults.push(row.fault(
                    if same { "L004" } else { "L003" },
                    0,
                    message.to_owned(),
                    "rows are sorted by the bytes of their first columns, each once",
                ));
            }
            if let Err(fault) = self.row(header, &row) {
                self.faults.push(fault);
            }
            std::mem::swap(&mut record, &mut previous);
        }
    }

    fn row(&mut self, header: &str, row: &Row<'_>) -> Result<(), Diagnostic> {
        match header {
            "id,alpha3,alpha2,numeric,status,name_en,name_ar" => self.country(row),
            "id,category,country,acronym,name_en,name_ar" => self.organization(row),
            "id,form,members" => self.group(row),
            "id,class,form" => self.name(row),
            "id,form,class,plural" => self.demonym(row),
            "form,reading,kind,english" => self.ambiguity(row),
            "form,category,class" => {
                let category = category(row, 1)?;
                self.forms(row, 0, row.cell(2), Payload::Category(category))
            }
            "class,form" => self.forms(row, 1, row.cell(0), Payload::None),
            _ => {
                let payload = match row.cell(2) {
                    "" => Payload::None,
                    value => Payload::Number(value.parse().map_err(|_| {
                        row.fault(
                            "L006",
                            2,
                            format!("`{value}` is not a whole number"),
                            "a number or nothing",
                        )
                    })?),
                };
                self.forms(row, 1, row.cell(0), payload)
            }
        }
    }

    fn country(&mut self, row: &Row<'_>) -> Result<(), Diagnostic> {
        let status = CountryStatus::parse(row.cell(4)).ok_or_else(|| {
            let message = format!("`{}` is no status", row.cell(4));
            row.fault(
                "L006",
                4,
                message,
                "current, former, territory or constituent",
            )
        })?;
        for (column, length, digits) in [(1, 3, false), (2, 2, false), (3, 3, true)] {
            let code = row.cell(column);
            let fits = |c: char| {
                if digits {
                    c.is_ascii_digit()
                } else {
                    c.is_ascii_uppercase()
                }
            };
            if !code.is_empty() && (code.len() != length || !code.chars().all(fits)) {
                let message = format!("`{code}` is not an ISO 3166 code");
                return Err(row.fault("L006", column, message, "AAA, AA or 999, or empty"));
            }
        }
        self.country_ids
            .insert(row.cell(0).to_owned(), self.data.countries.len() as u32);
        self.data.countries.push(Country {
            id: row.cell(0).to_owned(),
            alpha3: row.cell(1).to_owned(),
            alpha2: row.cell(2).to_owned(),
            numeric: row.cell(3).to_owned(),
            status,
            name_en: row.cell(5).to_owned(),
            name_ar: row.cell(6).to_owned(),
        });
        Ok(())
    }

    fn organization(&mut self, row: &Row<'_>) -> Result<(), Diagnostic> {
        let category = category(row, 1)?;
        if !row.cell(2).is_empty() {
            self.country_index(row, 2, row.cell(2))?;
        }
        self.organization_ids
            .insert(row.cell(0).to_owned(), self.data.organizations.len() as u32);
        self.data.organizations.push(Organization {
            id: row.cell(0).to_owned(),
            category: CATEGORIES[usize::from(category)],
            country: row.cell(2).to_owned(),
            acronym: row.cell(3).to_owned(),
            name_en: row.cell(4).to_owned(),
            name_ar: row.cell(5).to_owned(),
        });
        Ok(())
    }

    fn group(&mut self, row: &Row<'_>) -> Result<(), Diagnostic> {
        let members = row
            .cell(2)
            .split(';')
            .map(|id| self.country_index(row, 2, id))
            .collect::<Result<Vec<u32>, Diagnostic>>()?;
        let index = match self.group_ids.get(row.cell(0)) {
            Some(&index) if self.data.groups[index as usize].members != members => {
                let message = format!("`{}` has other members in a row before", row.cell(0));
                return Err(row.fault(
                    "L006",
                    2,
                    message,
                    "the same members in every row of a group",
                ));
            }
            Some(&index) => index,
            None => {
                let index = self.data.groups.len() as u32;
                self.group_ids.insert(row.cell(0).to_owned(), index);
                self.data.groups.push(Group {
                    id: row.cell(0).to_owned(),
                    members,
                });
                index
            }
        };
        self.forms(row, 1, "GROUP", Payload::Group(index))
    }

    /// A name of a country or an organization: the id tells which.
    fn name(&mut self, row: &Row<'_>) -> Result<(), Diagnostic> {
        let id = row.cell(0);
        let payload = if base(row.name).starts_with("country") {
            Payload::Country(self.country_index(row, 0, id)?)
        } else {
            let index = self.organization_ids.get(id).copied().ok_or_else(|| {
                row.fault(
                    "L005",
                    0,
                    format!("there is no organization `{id}`"),
                    "an id of organizations.csv",
                )
            })?;
            Payload::Organization(index)
        };
        self.forms(row, 2, row.cell(1), payload)
    }

    fn demonym(&mut self, row: &Row<'_>) -> Result<(), Diagnostic> {
        let payload = Payload::Country(self.country_index(row, 0, row.cell(0))?);
        for inflected in inflect_nisba(row.cell(1), row.cell(3).split('|')) {
            // Only the bare form of a demonym is also a name or a common word; a class of
            // its own says that a reading is not the usual one in any inflection.
            let own = !matches!(row.cell(2), "NISBA" | "NISBA_AMBIGUOUS");
            let kept = inflected.bare || own;
            let class = self.class(if kept { row.cell(2) } else { "NISBA" });
            let generated = inflected.form != row.cell(1);
            self.push(row, inflected.form, class, payload, generated);
        }
        Ok(())
    }

    /// One reading of a form that has several.
    fn ambiguity(&mut self, row: &Row<'_>) -> Result<(), Diagnostic> {
        let (reading, kind) = (row.cell(1), row.cell(2));
        let (country, told) = match kind {
            "country" => {
                let index = self.country_index(row, 1, reading)?;
                let key = self.data.countries[index as usize].key().to_owned();
                (Some(index), key)
            }
            _ if KINDS.contains(&kind) && !reading.is_empty() && !reading.contains(';') => {
                (None, format!("{kind}:{reading}"))
            }
            _ => {
                let help = format!("a name without `;`, and one of: {}", KINDS.join(", "));
                return Err(row.fault(
                    "L006",
                    2,
                    format!("`{reading}` is no reading of the kind `{kind}`"),
                    &help,
                ));
            }
        };
        for form in expand(row.cell(0))
            .map_err(|message| row.fault("L007", 0, message, "(x|y|) stands for x, y or nothing"))?
        {
            self.data.ambiguities.add(&form, country, &told);
        }
        Ok(())
    }

    fn country_index(&self, row: &Row<'_>, column: usize, id: &str) -> Result<u32, Diagnostic> {
        self.country_ids.get(id).copied().ok_or_else(|| {
            row.fault(
                "L005",
                column,
                format!("there is no country `{id}`"),
                "an id of countries.csv",
            )
        })
    }

    fn forms(
        &mut self,
        row: &Row<'_>,
        column: usize,
        class: &str,
        payload: Payload,
    ) -> Result<(), Diagnostic> {
        let valid = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        if class.is_empty() || !class.chars().all(valid) {
            let message = format!("`{class}` is no class name");
            return Err(row.fault("L006", column, message, "capital letters, digits and _"));
        }
        let forms = expand(row.cell(column)).map_err(|message| {
            row.fault("L007", column, message, "(x|y|) stands for x, y or nothing")
        })?;
        let class = self.class(class);
        for form in forms {
            self.push(row, form, class, payload, false);
        }
        Ok(())
    }

    fn class(&mut self, name: &str) -> usize {
        if let Some(&class) = self.class_numbers.get(name) {
            return class;
        }
        let class = self.data.classes.len();
        self.data.classes.push(name.to_owned());
        self.class_numbers.insert(name.to_owned(), class);
        class
    }

    fn push(
        &mut self,
        row: &Row<'_>,
        text: String,
        class: usize,
        payload: Payload,
        generated: bool,
    ) {
        self.data.forms.push(Form {
            text,
            class,
            payload,
            file: row.file,
            line: row.line,
            generated,
        });
    }
}

fn category(row: &Row<'_>, column: usize) -> Result<u8, Diagnostic> {
    let word = row.cell(column);
    CATEGORIES
        .iter()
        .position(|&known| known == word)
        .map(|index| index as u8)
        .ok_or_else(|| {
            let help = format!("expected one of: {}", CATEGORIES.join(", "));
            row.fault("L006", column, format!("`{word}` is no category"), &help)
        })
}
