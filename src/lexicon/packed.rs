//! Files as the program carries them: deflated, because only tools read them.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::PackFile;

impl PackFile {
    /// Packs files together.
    pub fn pack_all(files: &[Self]) -> Vec<u8> {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|file| (file.name.as_str(), file.text.as_str()))
            .collect();
        pack(&files)
    }

    /// The files that were packed together; none if they do not fit.
    pub fn unpack_all(packed: &[u8]) -> Vec<Self> {
        let files: Vec<(String, String)> = unpack(packed).unwrap_or_default();
        files
            .into_iter()
            .map(|(name, text)| Self { name, text })
            .collect()
    }
}

/// Deflates a value: what only tools ask for need not be large.
pub fn pack(value: &impl Serialize) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail.
    let _ = encoder.write_all(&postcard::to_allocvec(value).unwrap_or_default());
    encoder.finish().unwrap_or_default()
}

/// The value that [`pack`] packed; `None` if it does not fit.
pub fn unpack<T: DeserializeOwned>(packed: &[u8]) -> Option<T> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut bytes).ok()?;
    postcard::from_bytes(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_back() {
        let files = [("a.toml", ""), ("b.csv", "class,form\n")].map(PackFile::from);
        assert_eq!(PackFile::unpack_all(&PackFile::pack_all(&files)), files);
        assert!(PackFile::unpack_all(&[1, 2, 3]).is_empty());
    }
}
