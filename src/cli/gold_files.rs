//! The files of gold that a command names, each read in its own format.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::NaiveDate;
use clap::ValueEnum;
use nasaq::sink::document_path;
use nasaq::source::unique;
use nasaq::workbench::evaluation::{BratDocument, GoldError, GoldSet, Labels};

/// How gold is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum GoldFormat {
    /// By the extension: .conll, .iob, .iob2, .bio and .txt are CoNLL; .zip, .ann and directories with *.ann
    /// files are brat; all else is JSON Lines
    #[default]
    Auto,
    /// JSON Lines, a row a text
    Jsonl,
    /// A word and its IOB tag a line
    Conll,
    /// brat standoff: *.txt and *.ann
    Brat,
}

/// Reads all files; what is wrong with any of them is told at once.
pub(super) fn read_all(
    paths: &[PathBuf],
    format: GoldFormat,
    labels: &Labels,
) -> anyhow::Result<Vec<GoldSet>> {
    let mut sets = Vec::new();
    let mut faults = Vec::new();
    let mut names = HashSet::new();
    for (path, format) in files(paths, format)? {
        let stem = if path.is_dir() {
            path.file_name()
        } else {
            path.file_stem()
        };
        let name = unique(&mut names, &stem.unwrap_or_default().to_string_lossy());
        match read(&path, &name, format, labels)? {
            Ok(set) => sets.push(set),
            Err(GoldError { faults: more }) => faults.extend(more),
        }
    }
    if faults.is_empty() {
        Ok(sets)
    } else {
        Err(GoldError { faults }.into())
    }
}

fn read(
    path: &Path,
    name: &str,
    format: GoldFormat,
    labels: &Labels,
) -> anyhow::Result<Result<GoldSet, GoldError>> {
    let shown = path.display().to_string();
    if format == GoldFormat::Brat && !has_extension(path, &["zip"]) {
        let documents = brat_documents(path)?;
        return Ok(GoldSet::from_brat(name, &shown, &documents, labels));
    }
    let bytes = bytes_of(path)?;
    Ok(match format {
        GoldFormat::Brat => GoldSet::from_brat_archive(name, &shown, &bytes, labels),
        GoldFormat::Conll => GoldSet::from_conll(name, &shown, &bytes, labels),
        GoldFormat::Auto | GoldFormat::Jsonl => GoldSet::from_json_lines(name, &shown, &bytes),
    })
}

fn bytes_of(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// The files meant, with their formats: those named, and those of directories
/// by name. A directory with *.ann files is one collection.
fn files(paths: &[PathBuf], wanted: GoldFormat) -> anyhow::Result<Vec<(PathBuf, GoldFormat)>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.exists() {
            bail!("gold `{}` does not exist", path.display());
        }
        if !path.is_dir() {
            files.push((path.clone(), format_of(path, wanted)));
            continue;
        }
        let mut found = Vec::new();
        let unreadable = || format!("cannot read `{}`", path.display());
        for entry in fs::read_dir(path).with_context(unreadable)? {
            found.push(entry.with_context(unreadable)?.path());
        }
        let collection = found.iter().any(|file| has_extension(file, &["ann"]));
        if wanted == GoldFormat::Brat || (wanted == GoldFormat::Auto && collection) {
            files.push((path.clone(), GoldFormat::Brat));
            continue;
        }
        found.retain(|file| is_gold(file, wanted));
        if found.is_empty() {
            bail!("no *.jsonl, *.conll or *.ann file in `{}`", path.display());
        }
        found.sort();
        files.extend(found.into_iter().map(|file| {
            let format = format_of(&file, wanted);
            (file, format)
        }));
    }
    Ok(files)
}

const CONLL: [&str; 4] = ["conll", "iob", "iob2", "bio"];

fn format_of(path: &Path, wanted: GoldFormat) -> GoldFormat {
    match wanted {
        GoldFormat::Auto if has_extension(path, &CONLL) => GoldFormat::Conll,
        GoldFormat::Auto if has_extension(path, &["txt"]) => GoldFormat::Conll,
        GoldFormat::Auto if has_extension(path, &["zip", "ann"]) => GoldFormat::Brat,
        GoldFormat::Auto => GoldFormat::Jsonl,
        wanted => wanted,
    }
}

/// Whether a file of a directory is gold: of other names only where the caller
/// says how it is written.
fn is_gold(file: &Path, wanted: GoldFormat) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let fits = match wanted {
        GoldFormat::Jsonl => has_extension(file, &["jsonl"]),
        GoldFormat::Conll => has_extension(file, &CONLL) || has_extension(file, &["txt"]),
        GoldFormat::Auto | GoldFormat::Brat => {
            has_extension(file, &["jsonl"]) || has_extension(file, &CONLL)
        }
    };
    fits && !name.starts_with('.') && file.is_file()
}

fn has_extension(file: &Path, extensions: &[&str]) -> bool {
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    extensions.contains(&extension.to_ascii_lowercase().as_str())
}

/// The documents of a collection: of a directory and those below it, by name, or
/// the one that an *.ann file is of.
fn brat_documents(path: &Path) -> anyhow::Result<Vec<BratDocument>> {
    let mut files = Vec::new();
    if path.is_dir() {
        gather(path, &mut files)?;
    } else {
        files.push(path.to_owned());
    }
    let document = |file: &PathBuf| {
        let within = file
            .strip_prefix(path)
            .ok()
            .filter(|p| !p.as_os_str().is_empty());
        let within = within.unwrap_or_else(|| Path::new(file.file_name().unwrap_or_default()));
        let text = file.with_extension("txt");
        Ok(BratDocument {
            id: within
                .with_extension("")
                .to_string_lossy()
                .replace('\\', "/"),
            file: file.display().to_string(),
            text: text.is_file().then(|| bytes_of(&text)).transpose()?,
            annotations: bytes_of(file)?,
        })
    };
    files.iter().map(document).collect()
}

fn gather(directory: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let unreadable = || format!("cannot read `{}`", directory.display());
    let entries = fs::read_dir(directory).with_context(unreadable)?;
    let mut entries: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .with_context(unreadable)?;
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            gather(&entry, files)?;
        } else if has_extension(&entry, &["ann"]) {
            files.push(entry);
        }
    }
    Ok(())
}

/// The days on which documents were written, by the names that they have in
/// annotated text: those of files, with `%` for what a file system does not take.
pub(super) fn dates(path: &Path) -> anyhow::Result<HashMap<String, NaiveDate>> {
    let shown = path.display();
    let mut reader =
        csv::Reader::from_path(path).with_context(|| format!("cannot read `{shown}`"))?;
    let heads = reader
        .headers()
        .with_context(|| format!("cannot read `{shown}`"))?;
    let column = |name: &str| {
        heads
            .iter()
            .position(|head| head.trim_start_matches('\u{feff}') == name)
            .with_context(|| format!("{shown}:1: the table has no column `{name}`"))
    };
    let (id, date) = (column("doc_id")?, column("reference_date")?);
    let mut dates = HashMap::new();
    for record in reader.records() {
        let record = record.with_context(|| format!("cannot read `{shown}`"))?;
        let (id, date) = (&record[id], &record[date]);
        if date.is_empty() {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let day = date.parse().map_err(|_| {
            anyhow::anyhow!("{shown}:{line}: the date must be a day as YYYY-MM-DD, found {date:?}")
        })?;
        dates.insert(document_path(id), day);
        dates.insert(id.to_owned(), day);
    }
    Ok(dates)
}
