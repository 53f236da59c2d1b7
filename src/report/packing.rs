//! JSON on its way into a page: deflated and in base64, so that a page stays
//! small and no character of a text stands in its markup.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Raw deflate in base64, for `DecompressionStream("deflate-raw")`.
pub(super) fn pack(value: &Value) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    // Writing into memory does not fail.
    let _ = encoder.write_all(value.to_string().as_bytes());
    STANDARD.encode(encoder.finish().unwrap_or_default())
}

/// JSON that may stand in a `script` element.
pub(super) fn inert(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// The hash by which a policy knows a script or a style.
pub(super) fn fingerprint(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}
