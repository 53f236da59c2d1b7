//! The receipt in `datapackage.json`: of which inputs, with which rules, options
//! and program a dataset was made, read back so that it can be made again.
//!
//! It never names a place that the maker did not name: paths are as they were
//! given, files as they are called within them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::package::{PACKAGE_FILE, hex, is_intact};
use super::verify::{OpenError, read_package};
use crate::source::{Taken, TakenKind};

/// Files of one directory that are listed; of more, one hash stands for all, so
/// that the package stays small over any corpus.
const LISTED: usize = 10_000;

/// What a dataset tells of its making.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// Version of nasaq.
    pub version: String,
    /// Hash of the rule pack.
    pub rule_pack: String,
    /// The options that decide what is in the dataset, by name.
    pub options: Map<String, Value>,
    /// Names of the files, the package first.
    pub files: Vec<String>,
    /// Whether the package carries the digest of itself.
    pub intact: bool,
    /// The inputs, as [`describe`] tells them; `None` in a dataset of before
    /// there were receipts.
    given: Option<Vec<Value>>,
}

impl Receipt {
    /// Reads the receipt of the dataset in a directory.
    ///
    /// # Errors
    /// If there is no package of a dataset of ours.
    pub fn open(directory: &Path) -> Result<Self, OpenError> {
        let (text, package) = read_package(directory)?;
        let told = &package["nasaq"];
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let resources = package["resources"].as_array().into_iter().flatten();
        let listed = resources.filter_map(|resource| resource["path"].as_str());
        let files = std::iter::once(PACKAGE_FILE).chain(listed);
        Ok(Self {
            version: word(&told["version"]),
            rule_pack: word(&told["rule_pack"]),
            options: told["options"].as_object().cloned().unwrap_or_default(),
            files: files.map(str::to_owned).collect(),
            intact: is_intact(&text, told["package"].as_str().unwrap_or_default()),
            given: told["inputs"]["given"].as_array().cloned(),
        })
    }

    /// The paths that were given, in order; `None` in a dataset of before there
    /// were receipts.
    pub fn given(&self) -> Option<Vec<PathBuf>> {
        let path = |input: &Value| PathBuf::from(input["path"].as_str().unwrap_or_default());
        Some(self.given.as_ref()?.iter().map(path).collect())
    }

    /// How the inputs at hand differ from those that the dataset was made of, a
    /// sentence a file; paths are not compared.
    pub fn changes(&self, now: &[Taken]) -> Vec<String> {
        let then = self.given.as_deref().unwrap_or_default();
        if then.len() != now.len() {
            return vec![format!(
                "{} inputs, the dataset was made of {}",
                now.len(),
                then.len()
            )];
        }
        let mut changes = Vec::new();
        for (then, now) in then.iter().zip(describe(now)) {
            let before = changes.len();
            if then["kind"] != now["kind"] {
                changes.push(format!(
                    "{}: is a {}, was a {}",
                    word(&then["path"]),
                    word(&now["kind"]),
                    word(&then["kind"])
                ));
            } else if then["files"].is_array() && now["files"].is_array() {
                compare_files(then, &now, &mut changes);
            }
            if changes.len() == before && then["hash"] != now["hash"] {
                changes.push(format!(
                    "{}: changed ({} bytes, were {})",
                    word(&then["path"]),
                    now["bytes"],
                    then["bytes"]
                ));
            }
        }
        changes
    }
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Tells which files of a directory are gone, new or changed.
fn compare_files(then: &Value, now: &Value, changes: &mut Vec<String>) {
    let by_name = |input: &Value| -> BTreeMap<String, Value> {
        let files = input["files"].as_array().into_iter().flatten();
        files
            .map(|file| (word(&file["path"]).to_owned(), file.clone()))
            .collect()
    };
    let root = word(&then["path"]);
    let (then, mut now) = (by_name(then), by_name(now));
    for (name, file) in then {
        match now.remove(&name) {
            None => changes.push(format!("{root}: {name} is missing")),
            Some(found) if found != file => changes.push(format!(
                "{root}: {name} changed ({} bytes, were {})",
                found["bytes"], file["bytes"]
            )),
            Some(_) => {}
        }
    }
    changes.extend(
        now.keys()
            .map(|name| format!("{root}: {name} was not there")),
    );
}

/// The inputs as the package tells them. The hash of a directory is that of the
/// lines `SHA256␠␠NAME` of its files, as `sha256sum` prints them.
pub(super) fn describe(taken: &[Taken]) -> Vec<Value> {
    taken.iter().map(describe_one).collect()
}

fn describe_one(taken: &Taken) -> Value {
    let mut told = Map::new();
    let mut put = |key: &str, value: Value| told.insert(key.to_owned(), value);
    put("path", taken.path.clone().into());
    put("kind", taken.kind.as_str().into());
    let bytes: u64 = taken.files.iter().map(|file| file.bytes).sum();
    let hash =
        |sha256: &Option<String>| Value::from(sha256.as_ref().map(|hex| format!("sha256:{hex}")));
    match taken.kind {
        TakenKind::Stream => {}
        TakenKind::File => {
            put("bytes", bytes.into());
            put(
                "hash",
                hash(&taken.files.first().and_then(|file| file.sha256.clone())),
            );
        }
        TakenKind::Directory => {
            let mut hasher = Sha256::new();
            for file in &taken.files {
                for part in [
                    file.sha256.as_deref().unwrap_or("-"),
                    "  ",
                    &file.name,
                    "\n",
                ] {
                    hasher.update(part);
                }
            }
            put("count", taken.files.len().into());
            put("bytes", bytes.into());
            put("hash", hash(&Some(hex(&hasher.finalize()))));
            if taken.files.len() <= LISTED {
                let files = taken.files.iter().map(|file| {
                    json!({"path": file.name, "bytes": file.bytes, "hash": hash(&file.sha256)})
                });
                put("files", files.collect::<Vec<Value>>().into());
            }
        }
    }
    told.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::TakenFile;

    fn directory(files: &[(&str, &str)]) -> Taken {
        let file = |(name, sha256): &(&str, &str)| TakenFile {
            name: (*name).to_owned(),
            bytes: 7,
            sha256: Some((*sha256).to_owned()),
        };
        Taken {
            path: "in".to_owned(),
            kind: TakenKind::Directory,
            files: files.iter().map(file).collect(),
        }
    }

    fn receipt(taken: &[Taken]) -> Receipt {
        Receipt {
            version: String::new(),
            rule_pack: String::new(),
            options: Map::new(),
            files: Vec::new(),
            intact: true,
            given: Some(describe(taken)),
        }
    }

    #[test]
    fn each_difference_of_the_inputs_is_told() {
        let then = receipt(&[directory(&[("a", "01"), ("b", "02")])]);
        assert_eq!(
            then.changes(&[directory(&[("a", "01"), ("b", "02")])]),
            Vec::<String>::new()
        );
        assert_eq!(
            then.changes(&[directory(&[("a", "03"), ("c", "02")])]),
            [
                "in: a changed (7 bytes, were 7)",
                "in: b is missing",
                "in: c was not there"
            ]
        );
        assert_eq!(then.changes(&[]), ["0 inputs, the dataset was made of 1"]);
        let file = Taken {
            kind: TakenKind::File,
            ..directory(&[("in", "01")])
        };
        assert_eq!(then.changes(&[file]), ["in: is a file, was a directory"]);
    }

    #[test]
    fn of_many_files_one_hash_is_kept() {
        let names: Vec<String> = (0..=LISTED).map(|number| format!("{number}")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "01")).collect();
        let then = receipt(&[directory(&files)]);
        assert!(describe(&[directory(&files)])[0].get("files").is_none());
        let mut other = files.clone();
        other[5].1 = "02";
        assert_eq!(then.changes(&[directory(&files)]), Vec::<String>::new());
        assert_eq!(
            then.changes(&[directory(&other)]),
            ["in: changed (70007 bytes, were 70007)"]
        );
    }
}
