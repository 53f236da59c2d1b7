//! nasaq
pub mod calendar;
pub mod diagnostic;
pub mod extract;
pub mod lexicon;
pub mod pipeline;
pub mod record;
pub mod rules;
pub mod sink;
pub mod source;
pub mod text;
