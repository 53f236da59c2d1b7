//! Rows for programs that show or train on annotated text: brat standoff,
//! CoNLL, TimeML, W3C Web Annotation, spaCy.
//!
//! Every format is made from the same list of [`Entity`]s, itself read off the
//! checked rows, so that no format can tell another story than the tables. A
//! format that cannot hold a mention within a mention keeps the outer one.
//! Nothing here may change a character of the text or count it differently:
//! all places are Unicode scalar values of the original.

mod brat;
mod conll;
mod entity;
mod name;
mod spacy;
mod timeml;
mod web;
mod words;

pub(super) use brat::CONFIGURATION;
pub use name::path as document_path;
pub(super) use web::{CLOSE, OPEN};

use entity::entities;

use crate::record::{AnnotationFormat, Rows};

/// What a document becomes in an annotation format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Bytes that follow those of the document before it.
    Bytes(Vec<u8>),
    /// Items of one array, parted by commas, and their number.
    Items(Vec<u8>, u64),
    /// Files of an archive: name and content.
    Files(Vec<(String, Vec<u8>)>),
}

/// Encodes a document in each of the formats.
pub(super) fn encode(rows: &Rows<'_>, formats: &[AnnotationFormat]) -> Vec<Piece> {
    if formats.is_empty() {
        return Vec::new();
    }
    let entities = entities(rows);
    let encode = |&format: &AnnotationFormat| match format {
        AnnotationFormat::Brat => Piece::Files(brat::files(rows, &entities)),
        AnnotationFormat::TimeMl => Piece::Files(vec![timeml::file(rows)]),
        AnnotationFormat::Conll => Piece::Bytes(conll::document(rows, &entities)),
        AnnotationFormat::Spacy => Piece::Bytes(spacy::line(rows, &entities)),
        AnnotationFormat::WebAnnotation => {
            Piece::Items(web::items(rows, &entities), entities.len() as u64)
        }
    };
    formats.iter().map(encode).collect()
}

#[cfg(test)]
mod tests;
