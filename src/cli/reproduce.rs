//! `nasaq reproduce DIR`: a dataset made once more from its receipt, and compared
//! byte for byte.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use nasaq::record::{Content, Format, PACKAGE_FILE, Receipt};

use super::extract::{self, ExtractArgs};
use super::{Common, Outcome, receipt, stdout};

const AFTER: &str = "\
The receipt in datapackage.json tells the inputs with their hashes, the options, the rule pack and the version of
nasaq. Inputs are looked for where they were given, counted from the working directory or else from the directory
that the dataset is in; --inputs tells another place. A dataset made with --rules needs the same --rules.

Exit codes:
  0  every file came out the same, byte for byte
  1  something differs: an input, the rules, the version or a file; each is told on a line
  2  a usage or I/O error, or no dataset with a receipt";

/// Make a dataset again from its receipt and compare every byte
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct ReproduceArgs {
    /// The directory of the dataset
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Where the inputs lie now: the directory that holds them, or the only one itself
    #[arg(long, value_name = "DIR")]
    inputs: Option<PathBuf>,
    /// Write the new dataset to DIR and keep it [default: a temporary folder]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Worker threads [default: one a core]
    #[arg(short = 'j', long, value_name = "N")]
    threads: Option<std::num::NonZeroUsize>,
}

pub(super) fn run(args: &ReproduceArgs, common: &Common) -> anyhow::Result<Outcome> {
    let directory = &args.directory;
    let told = Receipt::open(directory)?;
    if told.given().is_none() {
        bail!(
            "{}: the dataset was made by an earlier nasaq and tells no inputs",
            directory.join(PACKAGE_FILE).display()
        );
    }
    let mut differences = Differences::default();
    if !told.intact {
        differences.tell(PACKAGE_FILE, "does not match the digest that it carries");
    }
    let mut options = receipt::options(&told)?;
    options.threads = args.threads;
    differences.version(&told);
    match receipt::locate(&told, directory, args.inputs.as_deref()) {
        Err(missing) => missing
            .iter()
            .for_each(|path| differences.tell("input", format!("{}: is missing", path.display()))),
        Ok(places) => again(&told, &options, &places, args, common, &mut differences)?,
    }
    stdout::print(&differences.lines)?;
    if !common.quiet {
        let outcome = match (differences.compared, differences.count) {
            (0, _) => "not made again".to_owned(),
            (files, 0) => format!("{files} files, every byte the same"),
            (files, 1) => format!("{files} files, 1 difference"),
            (files, count) => format!("{files} files, {count} differences"),
        };
        let _ = writeln!(io::stderr().lock(), "{}: {outcome}", directory.display());
    }
    Ok(if differences.count == 0 {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// Runs with the inputs at their places and compares what comes out.
fn again(
    told: &Receipt,
    options: &ExtractArgs,
    places: &[(PathBuf, PathBuf)],
    args: &ReproduceArgs,
    common: &Common,
    differences: &mut Differences,
) -> anyhow::Result<()> {
    let inputs = options.reading.moved(places)?;
    let pack = common.pack_with(options.gazetteer.into())?;
    if pack.hash() != told.rule_pack {
        let message = format!(
            "{}, the dataset was made with {}",
            pack.hash(),
            told.rule_pack
        );
        differences.tell("rule pack", message);
    }
    for change in told.changes(&inputs.clone().exclude(&args.directory).taken()) {
        differences.tell("input", change);
    }
    let scratch = tempfile::tempdir().context("cannot make a temporary folder")?;
    let made = args.output.as_deref().unwrap_or(scratch.path());
    if same_place(made, &args.directory) {
        bail!("the new dataset would replace the one that it is compared with");
    }
    let inputs = inputs.exclude(&args.directory);
    extract::again(inputs, pack, options, made, common.quiet)?;
    let of_made = Receipt::open(made)?;
    let names: BTreeSet<&String> = told.files.iter().chain(&of_made.files).collect();
    for name in names {
        differences.compared += 1;
        if let Some(difference) = compare(&args.directory.join(name), &made.join(name), name)? {
            differences.tell(name, difference);
        }
    }
    Ok(())
}

fn same_place(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| fs::canonicalize(path).ok();
    place(one).is_some_and(|one| Some(one) == place(other))
}

/// What differs, a line each.
#[derive(Default)]
struct Differences {
    lines: String,
    count: usize,
    compared: usize,
}

impl Differences {
    fn tell(&mut self, of: &str, what: impl AsRef<str>) {
        self.lines.push_str(&format!("{of}: {}\n", what.as_ref()));
        self.count += 1;
    }

    fn version(&mut self, told: &Receipt) {
        let ours = env!("CARGO_PKG_VERSION");
        if told.version != ours {
            let message = format!("{ours}, the dataset was made with {}", told.version);
            self.tell("version", message);
        }
    }
}

/// Says how a file differs from the one that was made again.
fn compare(stored: &Path, made: &Path, name: &str) -> anyhow::Result<Option<String>> {
    match (stored.is_file(), made.is_file()) {
        (false, _) => return Ok(Some("is missing".to_owned())),
        (true, false) => return Ok(Some("is not made again".to_owned())),
        (true, true) => {}
    }
    let unreadable = |path: &Path| format!("cannot read `{}`", path.display());
    let open = |path: &Path| File::open(path).with_context(|| unreadable(path));
    let place = first_difference(BufReader::new(open(stored)?), BufReader::new(open(made)?));
    let Some(byte) = place.with_context(|| unreadable(stored))? else {
        return Ok(None);
    };
    let row = row_at(BufReader::new(open(stored)?), byte, name);
    let row = row.with_context(|| unreadable(stored))?;
    Ok(Some(match row {
        Some(row) => format!("differs from byte {byte} on, {row}"),
        None => format!("differs from byte {byte} on"),
    }))
}

/// Place of the first byte, from 0, in which two files differ.
fn first_difference(mut one: impl BufRead, mut other: impl BufRead) -> io::Result<Option<u64>> {
    let mut place = 0;
    loop {
        let (here, there) = (one.fill_buf()?, other.fill_buf()?);
        let length = here.len().min(there.len());
        let differs = here.iter().zip(there).position(|(a, b)| a != b);
        if let Some(at) = differs {
            return Ok(Some(place + at as u64));
        }
        if length == 0 {
            let both_end = here.is_empty() && there.is_empty();
            return Ok((!both_end).then_some(place));
        }
        one.consume(length);
        other.consume(length);
        place += length as u64;
    }
}

/// The row or line in which a byte stands, where the file has such.
fn row_at(file: impl Read, byte: u64, name: &str) -> io::Result<Option<String>> {
    let format = match Content::of_path(name) {
        Some(Content::Table(_, format)) => Some(format),
        Some(Content::Annotated(format)) if format.is_archive() => return Ok(None),
        Some(Content::Database) => return Ok(None),
        Some(Content::Annotated(_)) | None => None,
    };
    if !matches!(
        format,
        None | Some(Format::Csv | Format::Json | Format::Jsonl)
    ) {
        return Ok(None);
    }
    // A line end within quotes ends no row; doubled quotes leave this as it was.
    let (mut ends, mut quoted) = (0_u64, false);
    for byte in BufReader::new(file.take(byte)).bytes() {
        let byte = byte?;
        quoted ^= format == Some(Format::Csv) && byte == b'"';
        ends += u64::from(byte == b'\n' && !quoted);
    }
    Ok(Some(match format {
        Some(Format::Csv) if ends == 0 => "in the header".to_owned(),
        Some(Format::Csv) => format!("row {ends}"),
        Some(Format::Json) if ends > 0 => format!("row {ends}"),
        Some(Format::Jsonl) => format!("row {}", ends + 1),
        _ => format!("line {}", ends + 1),
    }))
}
