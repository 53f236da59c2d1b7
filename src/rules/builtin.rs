//! What of a pack is made before the program is: the rule files, read, and the
//! lexicon, compiled for them, in one piece with the pack's hash.
//!
//! The build script writes it and the program begins with it. A pack with a
//! fault has none; then the program compiles the files itself and tells the
//! fault. This module must never need any stage behind the lexicon.

use sha2::{Digest, Sha256};

use crate::diagnostic::PackError;
use crate::lexicon::{Gazetteer, Lexicon, PackFile, Reader, Writer};

use super::parsed::{self, ReadFile};

/// Reads and compiles the files of a pack as far as the build script does.
///
/// # Errors
/// All faults found, each with file and line.
#[allow(dead_code)] // the build script and tests call it, the program does not
pub fn write(rules: &[PackFile], lexicon: &[PackFile]) -> Result<Vec<u8>, PackError> {
    let (files, faults) = parsed::read_all(rules);
    let parsed = parsed::parse_all(&files, rules, faults)?;
    let compiled = Lexicon::compile(lexicon, &parsed::literals(&parsed), Gazetteer::On)?;
    let mut writer = Writer::default();
    writer.value(&hash(rules, lexicon));
    writer.value(&without_examples(&files));
    writer.value(&files);
    compiled.store(&mut writer);
    Ok(writer.into_bytes())
}

/// Whether the examples of rules are wanted: whoever only extracts need not wait
/// for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)] // the program reads, the build script does not
pub enum Examples {
    /// They are.
    With,
    /// They are not.
    Without,
}

/// The parts of what [`write`] wrote: the hash, the rule files and the lexicon;
/// `None` if it is empty or does not fit this program.
#[allow(dead_code)] // the program reads, the build script does not
pub fn read(store: &'static [u8], examples: Examples) -> Option<(String, Vec<ReadFile>, Lexicon)> {
    let mut reader = Reader::new(store);
    let hash = reader.value()?;
    let files = match examples {
        Examples::With => {
            reader.pass_over()?;
            reader.value()?
        }
        Examples::Without => {
            let files = reader.value()?;
            reader.pass_over()?;
            files
        }
    };
    Some((hash, files, Lexicon::stored(&mut reader)?))
}

/// The same files without what only tests ask for.
fn without_examples(files: &[ReadFile]) -> Vec<ReadFile> {
    let mut bare = files.to_vec();
    for rule in bare.iter_mut().flat_map(|(_, file)| &mut file.rule) {
        rule.examples.clear();
        rule.counterexamples.clear();
        rule.variants.clear();
    }
    bare
}

/// Names and contents, with lengths between, so that no two packs share a hash
/// by moving text from one file to the next.
pub fn hash(rules: &[PackFile], lexicon: &[PackFile]) -> String {
    let mut hasher = Sha256::new();
    for file in rules.iter().chain(lexicon) {
        for part in [&file.name, &file.text] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
