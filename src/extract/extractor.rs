//! The extractor: a document goes in, everything found in it comes out.
//!
//! An [`Extractor`] borrows the pack and is free to share; a [`Scratch`] belongs
//! to one thread and keeps its memory from document to document.

use chrono::NaiveDate;

use crate::lexicon::Symbol;
use crate::rules::RulePack;
use crate::source::Document;
use crate::text::codes::unfold;
use crate::text::sentences::{Sentence, Splitter, is_wrapped};
use crate::text::{Folded, Kernel, Token, fold, tokenize};

use super::compose::compose;
use super::context::DateContext;
use super::date;
use super::examination::Examination;
use super::found::Found;
use super::matcher::{self, Candidate, Machinery};
use super::mention::{
    CountryKind, CountryMention, DateMention, Extraction, OrganizationKind, Place, Span,
};
use super::observe::{Observer, Unobserved};
use super::organization::OrganizationContext;
use super::overlap::{Taken, resolve};
use super::segment;
use super::survey::Survey;
use super::text::SegmentText;
use super::tracer::Tracer;
use super::units::Units;
use super::usage::Usage;

/// A document could not be worked on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// Places are counted with 32 bits within a segment and a segment is cut
    /// from a document in memory.
    #[error("the document has {0} bytes; at most 4 GiB can be worked on")]
    TooLarge(usize),
}

/// Bytes of text that are looked at to tell whether a document is hard-wrapped.
const WRAP_SAMPLE: usize = 16 << 10;

/// Memory of one thread.
#[derive(Debug, Default)]
pub struct Scratch {
    folded: Folded,
    tokens: Vec<Token>,
    pauses: Vec<u32>,
    sentences: Vec<Sentence>,
    units: Units,
    candidates: Vec<Candidate>,
    taken: Taken,
    found: Found,
    machinery: Option<(u64, Machinery)>,
}

/// Extracts with the rules of a pack. Cheap to make and to copy.
#[derive(Clone, Debug)]
pub struct Extractor<'p> {
    pack: &'p RulePack,
    kernel: Kernel,
    splitter: Splitter,
    segment: usize,
}

/// A segment of a document.
#[derive(Clone, Copy)]
struct Segment<'a> {
    source: &'a str,
    /// Bytes of the document before it.
    base: usize,
    /// Whether the document is hard-wrapped.
    wrapped: bool,
}

/// What a document has said so far.
#[derive(Debug)]
struct State {
    dates: DateContext,
    organizations: OrganizationContext,
    /// Characters before the segment.
    chars: usize,
    /// Sentences before the segment.
    sentences: usize,
    extraction: Extraction,
}

impl State {
    fn new(reference: Option<NaiveDate>) -> Self {
        Self {
            dates: DateContext::new(reference),
            organizations: OrganizationContext::default(),
            chars: 0,
            sentences: 0,
            extraction: Extraction::default(),
        }
    }
}

/// A document that is worked on part by part, because it is too long to be held.
/// What one part says counts for those behind it, as it does for the segments of
/// a document that is held.
#[derive(Debug)]
pub struct Course {
    wrapped: bool,
    bytes: usize,
    state: State,
}

impl<'p> Extractor<'p> {
    /// An extractor with the rules of `pack`.
    pub fn new(pack: &'p RulePack) -> Self {
        Self {
            pack,
            kernel: Kernel::detect(),
            splitter: Splitter::default(),
            segment: segment::LONGEST,
        }
    }

    /// The same extractor, working on segments of at most `bytes` bytes (at least
    /// 64). Smaller ones cost speed; mentions do not depend on it as long as the
    /// text has blank lines to cut at.
    #[must_use]
    pub fn with_segment(mut self, bytes: usize) -> Self {
        self.segment = bytes.max(64);
        self
    }

    /// The same extractor with another way to compute the text stages; what it finds
    /// does not depend on it.
    #[must_use]
    pub fn with_kernel(mut self, kernel: Kernel) -> Self {
        self.kernel = kernel;
        self
    }

    /// The pack it works with.
    pub fn pack(&self) -> &'p RulePack {
        self.pack
    }

    /// Extracts from a document.
    ///
    /// # Errors
    /// [`ExtractError::TooLarge`].
    pub fn extract(
        &self,
        document: &Document,
        scratch: &mut Scratch,
    ) -> Result<Extraction, ExtractError> {
        let mut unobserved = Unobserved;
        self.run(document, scratch, |extractor, segment, scratch, state| {
            extractor.segment(segment, scratch, state, &mut unobserved);
        })
    }

    /// [`Extractor::trace`] for a text without a date; of a long one, for its first
    /// segment.
    pub fn examine(&self, text: &str, scratch: &mut Scratch) -> Examination {
        let range = segment::cut(text, self.segment).next().unwrap_or(0..0);
        let document = Document::of_text(&text[range], None);
        // A segment is never too large.
        self.trace(&document, scratch).unwrap_or_default()
    }

    /// Extracts from a document and tells everything that happened in its first
    /// segment. For people who ask why.
    ///
    /// # Errors
    /// [`ExtractError::TooLarge`].
    pub fn trace(
        &self,
        document: &Document,
        scratch: &mut Scratch,
    ) -> Result<Examination, ExtractError> {
        let mut tracer = Tracer::new(self.pack, document.reference_date);
        let extraction = self.run(document, scratch, |extractor, segment, scratch, state| {
            if segment.base == 0 {
                extractor.segment(segment, scratch, state, &mut tracer);
            } else {
                tracer.cut(segment.base);
                extractor.segment(segment, scratch, state, &mut Unobserved);
            }
        })?;
        Ok(tracer.finish(&document.text, extraction))
    }

    /// Extracts from a document and tells what was used.
    ///
    /// # Errors
    /// [`ExtractError::TooLarge`].
    pub(crate) fn usage(
        &self,
        document: &Document,
        scratch: &mut Scratch,
    ) -> Result<Usage<'p>, ExtractError> {
        let mut usage = Usage::new(self.pack);
        self.run(document, scratch, |extractor, segment, scratch, state| {
            extractor.segment(segment, scratch, state, &mut usage);
        })?;
        Ok(usage)
    }

    /// A written form as a usage tells words.
    pub(crate) fn word_of(&self, form: &str, scratch: &mut Scratch) -> String {
        self.read(form, false, scratch);
        let codes = scratch.folded.codes();
        let words = scratch
            .tokens
            .iter()
            .map(|token| unfold(token.codes(codes)));
        words.collect::<Vec<_>>().join(" ")
    }

    /// Begins a document that is worked on part by part. Its beginning is at least
    /// [`Extractor::BEGINNING`] bytes, or all there is.
    pub fn begin(&self, beginning: &str, reference: Option<NaiveDate>) -> Course {
        Course {
            wrapped: is_wrapped(sample(beginning)),
            bytes: 0,
            state: State::new(reference),
        }
    }

    /// Bytes of a document that [`Extractor::begin`] looks at.
    pub const BEGINNING: usize = WRAP_SAMPLE + 4;

    /// Bytes of a text that must be known to tell where its next part ends.
    pub fn window(&self) -> usize {
        self.segment + 4
    }

    /// Bytes of the next part of a text, given what follows: [`Extractor::window`]
    /// bytes of it, or all that is left.
    pub fn part(&self, window: &str) -> usize {
        segment::first(window, self.segment)
    }

    /// Extracts from the next part of a document. All places count from the beginning
    /// of the document; [`Extraction::chars`] is that of all parts so far.
    pub fn go_on(&self, course: &mut Course, part: &str, scratch: &mut Scratch) -> Extraction {
        let segment = Segment {
            source: part,
            base: course.bytes,
            wrapped: course.wrapped,
        };
        course.bytes += part.len();
        self.segment(segment, scratch, &mut course.state, &mut Unobserved);
        std::mem::take(&mut course.state.extraction)
    }

    /// Cuts a document into segments and works on each.
    fn run(
        &self,
        document: &Document,
        scratch: &mut Scratch,
        mut work: impl FnMut(&Self, Segment<'_>, &mut Scratch, &mut State),
    ) -> Result<Extraction, ExtractError> {
        let text = document.text.as_str();
        if u32::try_from(text.len()).is_err() {
            return Err(ExtractError::TooLarge(text.len()));
        }
        let wrapped = is_wrapped(sample(text));
        let mut state = State::new(document.reference_date);
        for range in segment::cut(text, self.segment) {
            let segment = Segment {
                source: &text[range.clone()],
                base: range.start,
                wrapped,
            };
            work(self, segment, scratch, &mut state);
        }
        Ok(state.extraction)
    }

    /// Works on one segment.
    fn segment<O: Observer>(
        &self,
        Segment {
            source,
            base,
            wrapped,
        }: Segment<'_>,
        scratch: &mut Scratch,
        state: &mut State,
        observer: &mut O,
    ) {
        self.read(source, wrapped, scratch);
        let Scratch {
            candidates,
            taken,
            found,
            machinery: held,
            folded,
            tokens,
            sentences,
            units,
            ..
        } = scratch;
        let text = SegmentText {
            source,
            folded,
            tokens,
            units,
            sentences,
            byte_base: base,
            char_base: state.chars,
        };
        let machinery = machinery(self.pack, held);
        observer.read(&text);
        matcher::find(self.pack, &text, machinery, candidates, observer);
        taken.reset(text.tokens.len());
        resolve(self.pack, candidates, taken, |candidate, won| {
            observer.judged(&text, candidate, won);
        });
        found.fill(self.pack, candidates);
        compose(self.pack, &text, machinery, found, observer);
        found.drop_dates_in_names(|date, name| observer.inside_name(&text, date, name));
        self.finish(&text, found, state, observer);
        state.chars += text.folded.chars_before(source, source.len());
        state.extraction.chars = state.chars;
    }

    /// The text and lexicon stages.
    fn read(&self, source: &str, wrapped: bool, scratch: &mut Scratch) {
        fold(source, self.kernel, &mut scratch.folded);
        tokenize(
            scratch.folded.codes(),
            self.kernel,
            &mut scratch.tokens,
            &mut scratch.pauses,
        );
        self.splitter.split(
            scratch.folded.codes(),
            &scratch.tokens,
            &scratch.pauses,
            wrapped,
            &mut scratch.sentences,
        );
        scratch
            .units
            .gather(self.pack, scratch.folded.padded(), &scratch.tokens);
    }

    /// The symbols of the units of a text, and of the names beside them.
    pub(crate) fn symbols(&self, text: &str, scratch: &mut Scratch) -> Vec<Symbol> {
        let mut symbols = Vec::new();
        for range in segment::cut(text, self.segment) {
            self.read(&text[range], false, scratch);
            let Units { units, names, .. } = &scratch.units;
            symbols.extend(units.iter().map(|unit| unit.symbol));
            symbols.extend(names.iter().map(|name| name.as_unit.symbol));
        }
        symbols
    }

    /// Counts how often the rules are tried, match and win in a document.
    ///
    /// # Errors
    /// As [`Extractor::extract`].
    pub fn survey(
        &self,
        document: &Document,
        scratch: &mut Scratch,
        survey: &mut Survey,
    ) -> Result<(), ExtractError> {
        survey.document(&self.extract(document, scratch)?);
        let wrapped = is_wrapped(sample(&document.text));
        for range in segment::cut(&document.text, self.segment) {
            let source = &document.text[range];
            self.read(source, wrapped, scratch);
            let text = SegmentText {
                source,
                folded: &scratch.folded,
                tokens: &scratch.tokens,
                units: &scratch.units,
                sentences: &scratch.sentences,
                byte_base: 0,
                char_base: 0,
            };
            let machinery = machinery(self.pack, &mut scratch.machinery);
            let (candidates, taken) = (&mut scratch.candidates, &mut scratch.taken);
            survey.segment(self.pack, &text, machinery, candidates, taken);
        }
        Ok(())
    }

    /// Turns what was found in a segment into mentions.
    fn finish<O: Observer>(
        &self,
        text: &SegmentText<'_>,
        found: &mut Found,
        state: &mut State,
        observer: &mut O,
    ) {
        let sentence_base = state.sentences;
        let organizations =
            state
                .organizations
                .resolve(self.pack, text, found, sentence_base, observer);
        found.dates.retain(|date| !date.dropped);
        found.dates.sort_by_key(|date| (date.first, date.end));
        let place = |first, end, clitic, rule| Place {
            span: text.span(first, end, clitic),
            sentence: sentence_base + text.sentence_index(first),
            rule,
        };
        state
            .dates
            .look_ahead(found.dates.iter().map(|date| &date.draft));
        state.extraction.dates.reserve(found.dates.len());
        state.extraction.countries.reserve(found.countries.len());
        for date in &found.dates {
            observer.dating(text, date, &state.dates);
            let (kind, value) = date::resolve(&date.draft, date.certainty, &mut state.dates);
            observer.dated(&value);
            state.extraction.dates.push(DateMention {
                place: place(date.first, date.end, date.clitic, date.rule),
                kind,
                value,
            });
        }
        let names: Vec<Span> = organizations
            .iter()
            .filter(|organization| organization.kind != OrganizationKind::Anaphor)
            .map(|organization| organization.place.span)
            .collect();
        for country in found.countries.drain(..) {
            let codes = text.codes(country.first, country.end, country.clitic);
            let written = text.original(country.first, country.end, country.clitic);
            let ambiguities = &self.pack.lexicon().ambiguities;
            let other_readings = ambiguities.others(codes, &country.countries);
            let place = place(country.first, country.end, country.clitic, country.rule);
            state.extraction.countries.push(CountryMention {
                place,
                kind: match country.kind {
                    CountryKind::Name if is_adverbial(written) => CountryKind::Demonym,
                    kind => kind,
                },
                countries: country.countries,
                within_organization: is_within(place.span, &names),
                other_readings,
            });
        }
        state.extraction.organizations.extend(organizations);
        let sentences = text
            .sentences
            .iter()
            .map(|sentence| text.span(sentence.start, sentence.end, 0));
        state.extraction.sentences.extend(sentences);
        state.sentences += text.sentences.len();
    }
}

/// Whether a name is written with the tanwin of an adjective: `تركياً` is no
/// `تركيا`, though both fold to the same.
fn is_adverbial(written: &str) -> bool {
    ["يًا", "ياً"].iter().any(|ending| written.ends_with(ending))
}

/// Whether a span lies inside one of `names`, which are in order of place.
fn is_within(span: Span, names: &[Span]) -> bool {
    let behind = names.partition_point(|name| name.start <= span.start);
    names[..behind]
        .iter()
        .rev()
        .take(4)
        .any(|name| span.end <= name.end)
}

/// The first bytes of a text.
fn sample(text: &str) -> &str {
    let mut end = WRAP_SAMPLE.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The automata's state for this pack.
fn machinery<'s>(pack: &RulePack, held: &'s mut Option<(u64, Machinery)>) -> &'s mut Machinery {
    if held
        .as_ref()
        .is_none_or(|(serial, _)| *serial != pack.serial())
    {
        *held = None;
    }
    &mut held
        .get_or_insert_with(|| (pack.serial(), Machinery::new(pack)))
        .1
}
