//! nasaq (نَسَق) reads Arabic text and writes datasets: which dates, countries and
//! organizations are named, where exactly, with what normalised value, found by
//! which rule.
//!
//! ```
//! use nasaq::extract::{Extractor, Scratch};
//! use nasaq::rules::RulePack;
//! use nasaq::source::Document;
//!
//! let pack = RulePack::builtin()?;
//! let extractor = Extractor::new(&pack);
//! let text = "زار الوزير فرنسا في 4 مارس 1947.";
//! let document = Document {
//!     id: "visit".into(),
//!     source: "visit.txt".into(),
//!     text: text.into(),
//!     sha256: String::new(),
//!     encoding: "utf-8",
//!     reference_date: None,
//! };
//! let found = extractor.extract(&document, &mut Scratch::default())?;
//! assert_eq!(found.dates[0].value.edtf.as_ref().unwrap().to_string(), "1947-03-04");
//! assert_eq!(pack.lexicon().countries[found.countries[0].countries[0] as usize].key(), "FRA");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The stages, each a module that knows only the one before it: [`source`] →
//! [`text`] → [`lexicon`] → [`rules`] → [`extract`] → [`record`] → [`sink`];
//! [`pipeline`] runs them in parallel, [`workbench`] tries rules on their examples.
#![deny(missing_docs)]

pub mod calendar;
pub mod diagnostic;
pub mod extract;
pub mod lexicon;
pub mod pipeline;
pub mod record;
pub mod report;
pub mod rules;
pub mod sink;
pub mod source;
pub mod text;
pub mod workbench;
