//! What of a pack is made before the program is: the rules and the lexicon,
//! compiled, in one piece with the pack's hash.
//!
//! The build script writes it and the program begins with it. A pack with a
//! fault has none; then the program compiles the files itself and tells the
//! fault. This module must never need any stage behind the lexicon.

use sha2::{Digest, Sha256};

use crate::diagnostic::PackError;
use crate::lexicon::{Gazetteer, Lexicon, PackFile, Reader, Writer};

use super::compiler::{self, Compiled};
use super::phase::Rules;
use super::stored::{self, RuleList};

/// Compiles the files of a pack, as the build script does.
///
/// # Errors
/// All faults found, each with file and line.
#[allow(dead_code)] // the build script and tests call it, the program does not
pub fn write(rules: &[PackFile], lexicon: &[PackFile]) -> Result<Vec<u8>, PackError> {
    let compiled = compiler::compile(rules, lexicon, Gazetteer::On)?;
    let Compiled {
        lexicon: words,
        rules: list,
        phases,
    } = &compiled;
    let mut writer = Writer::default();
    writer.value(&hash(rules, lexicon));
    stored::store(list, phases, words.symbols().len(), &mut writer);
    words.store(&mut writer);
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
/// What the program carries of its pack.
#[derive(Debug)]
#[allow(dead_code)] // as `read`
pub struct Builtin {
    pub hash: String,
    pub rules: RuleList,
    pub phases: [Rules; 2],
    pub lexicon: Lexicon,
}

/// The parts of what [`write`] wrote; `None` if it is empty or does not fit this
/// program.
#[allow(dead_code)] // the program reads, the build script does not
pub fn read(store: &'static [u8], examples: Examples) -> Option<Builtin> {
    let mut reader = Reader::new(store);
    let hash = reader.value()?;
    let (rules, phases) = stored::stored(&mut reader, examples)?;
    Some(Builtin {
        hash,
        rules,
        phases,
        lexicon: Lexicon::stored(&mut reader)?,
    })
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
