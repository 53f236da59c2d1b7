//! Which body is meant: ids, aliases that the document itself introduces, and
//! definite nouns that point back.

use memchr::memmem;

use crate::lexicon::{Lexicon, shape};
use crate::rules::{RuleIndex, RulePack};
use crate::text::codes::{ALEF, BA, Code, FA, FIRST_WORD, KAF, LAM, SPACE, WAW, unfold};

use super::found::{Found, OrganizationFound, Target};
use super::mention::{OrganizationKind, OrganizationMention, OrganizationRef, Place};
use super::observe::Observer;
use super::text::SegmentText;

/// Sentences that a definite noun may look back.
const REACH: usize = 2;

/// Most introduced names that are looked for at a time, the latest ones: a
/// document of many GB must not grow slower as it goes.
const MOST_ALIASES: usize = 32;

/// A name that the document introduced for a body.
#[derive(Clone, Debug)]
struct Alias {
    codes: Vec<Code>,
    organization: OrganizationRef,
    kind: OrganizationKind,
    rule: RuleIndex,
}

/// A body named not long ago.
#[derive(Clone, Debug)]
struct Recent {
    sentence: usize,
    organization: OrganizationRef,
    /// The first word of the mention; beside it count those of the body's names.
    head: Vec<Code>,
    category: &'static str,
}

/// What a document has said about organizations so far.
#[derive(Clone, Debug, Default)]
pub struct OrganizationContext {
    aliases: Vec<Alias>,
    recent: Vec<Recent>,
}

/// How it is known which body a mention denotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is one of the lexicon.
    Entry,
    /// It is in no list: its id is made of its name.
    Derived,
    /// Rules said that it is the same as the mention of these tokens, with these
    /// proclitics.
    Same(u32, u32, u8),
    /// The document introduced the name for the body, by this rule.
    Alias(RuleIndex),
    /// It points back to a body with this noun among its names (by its head), or
    /// of this category only.
    Back {
        /// What the noun names.
        category: &'static str,
        /// How many bodies named not long ago could be meant.
        candidates: usize,
        /// Whether they have the noun in their names.
        by_head: bool,
    },
}

/// A mention on its way to be one.
struct Pending {
    first: u32,
    end: u32,
    clitic: u8,
    rule: RuleIndex,
    kind: OrganizationKind,
    organization: Result<OrganizationRef, &'static str>,
    origin: Origin,
}

impl OrganizationContext {
    /// Resolves the organizations of a segment, adding later uses of names that
    /// the document introduced. `sentence_base` counts the sentences before.
    pub fn resolve<O: Observer>(
        &mut self,
        pack: &RulePack,
        text: &SegmentText<'_>,
        found: &Found,
        sentence_base: usize,
        observer: &mut O,
    ) -> Vec<OrganizationMention> {
        let lexicon = pack.lexicon();
        let live: Vec<&OrganizationFound> =
            found.organizations.iter().filter(|o| !o.dropped).collect();
        let mut pending: Vec<Pending> = Vec::with_capacity(live.len());
        let mut introduced: Vec<(u32, Alias)> = Vec::new();
        for organization in live {
            let (target, origin) = target(lexicon, text, &found.organizations, organization);
            let kind = organization.kind.unwrap_or(OrganizationKind::Name);
            if let (true, Ok(target)) = (organization.alias, &target) {
                introduced.push((
                    organization.end,
                    Alias {
                        codes: text
                            .codes(organization.first, organization.end, organization.clitic)
                            .to_vec(),
                        organization: target.clone(),
                        kind: if kind == OrganizationKind::Acronym {
                            kind
                        } else {
                            OrganizationKind::Alias
                        },
                        rule: organization.rule,
                    },
                ));
            }
            pending.push(Pending {
                first: organization.first,
                end: organization.end,
                clitic: organization.clitic,
                rule: organization.rule,
                kind: match organization.target {
                    Target::Back { .. } => OrganizationKind::Anaphor,
                    _ => kind,
                },
                organization: target,
                origin,
            });
        }
        let before = self.aliases.iter().map(|alias| (0, alias));
        let here = introduced.iter().map(|(from, alias)| (*from, alias));
        for (from, alias) in before.chain(here) {
            later_uses(text, alias, from, &mut pending);
        }
        for (_, alias) in introduced {
            self.aliases.retain(|known| known.codes != alias.codes);
            self.aliases.push(alias);
        }
        let surplus = self.aliases.len().saturating_sub(MOST_ALIASES);
        self.aliases.drain(..surplus);
        pending.sort_by_key(|mention| (mention.first, mention.end));
        pending
            .into_iter()
            .filter_map(|mention| self.settle(lexicon, text, &mention, sentence_base, observer))
            .collect()
    }

    /// Makes the mention, if it can be said which body is meant.
    fn settle<O: Observer>(
        &mut self,
        lexicon: &Lexicon,
        text: &SegmentText<'_>,
        pending: &Pending,
        sentence_base: usize,
        observer: &mut O,
    ) -> Option<OrganizationMention> {
        let sentence = sentence_base + text.sentence_index(pending.first);
        self.recent
            .retain(|recent| recent.sentence + REACH >= sentence);
        let (organization, origin) = match &pending.organization {
            Ok(organization) => (Some(organization.clone()), pending.origin),
            Err(category) => {
                let noun = text.codes(pending.first, pending.end, pending.clitic);
                self.referent(lexicon, noun, category)
            }
        };
        let place = (pending.first, pending.end, pending.clitic);
        observer.settled(text, place, pending.rule, origin, organization.as_ref());
        let organization = organization?;
        if pending.kind != OrganizationKind::Anaphor {
            self.recent
                .push(recent(lexicon, text, pending, &organization, sentence));
        }
        Some(OrganizationMention {
            place: Place {
                span: text.span(pending.first, pending.end, pending.clitic),
                sentence,
                rule: pending.rule,
            },
            kind: pending.kind,
            organization,
        })
    }

    /// The one body named not long ago that a noun can point to; none if two
    /// could be meant.
    fn referent(
        &self,
        lexicon: &Lexicon,
        noun: &[Code],
        category: &'static str,
    ) -> (Option<OrganizationRef>, Origin) {
        let bare = match noun {
            [ALEF, LAM, rest @ ..] => rest,
            // ل + article: the alef is not written.
            [LAM, rest @ ..] => rest,
            other => other,
        };
        let fits = |recent: &&Recent| {
            let named = match recent.organization {
                OrganizationRef::Known(known) => lexicon.heads_of(known),
                OrganizationRef::Derived { .. } => &[],
            };
            recent.head == bare || named.iter().any(|head| head == bare)
        };
        let related = |recent: &&Recent| recent.category == category;
        let by_head: Vec<&Recent> = self.recent.iter().filter(fits).collect();
        let has_head = !by_head.is_empty();
        let candidates = if has_head {
            by_head
        } else {
            self.recent.iter().filter(related).collect()
        };
        let last = candidates.last();
        let mut nearest: Vec<&OrganizationRef> = candidates
            .iter()
            .filter(|candidate| last.is_some_and(|last| candidate.sentence == last.sentence))
            .map(|candidate| &candidate.organization)
            .collect();
        nearest.dedup();
        let origin = Origin::Back {
            category,
            candidates: nearest.len(),
            by_head: has_head,
        };
        let one = match nearest[..] {
            [one] => Some(one.clone()),
            _ => None,
        };
        (one, origin)
    }
}

/// The body of a mention, or the category of the noun that points back.
pub(super) fn target(
    lexicon: &Lexicon,
    text: &SegmentText<'_>,
    all: &[OrganizationFound],
    found: &OrganizationFound,
) -> (Result<OrganizationRef, &'static str>, Origin) {
    let mut named = found;
    let mut same = None;
    let told = |same: Option<&OrganizationFound>, origin| {
        same.map_or(origin, |same| {
            Origin::Same(same.first, same.end, same.clitic)
        })
    };
    // A mention can only be the same as one that was there before it, and
    // `Back` ones are pointed at what stood beside them: the chain ends.
    for _ in 0..all.len() {
        match named.target {
            Target::Known(organization) => {
                return (
                    Ok(OrganizationRef::Known(organization)),
                    told(same, Origin::Entry),
                );
            }
            Target::Derived { category } => {
                return (
                    Ok(derived(lexicon, text, named, category)),
                    told(same, Origin::Derived),
                );
            }
            Target::Back { category } => return (Err(category), Origin::Entry),
            Target::SameAs(other) => {
                named = &all[other];
                same = Some(named);
            }
        }
    }
    (Err(""), Origin::Entry)
}

fn recent(
    lexicon: &Lexicon,
    text: &SegmentText<'_>,
    pending: &Pending,
    organization: &OrganizationRef,
    sentence: usize,
) -> Recent {
    let codes = text.codes(pending.first, pending.end, pending.clitic);
    let first = codes
        .split(|&code| code < FIRST_WORD)
        .next()
        .unwrap_or_default();
    let category = match organization {
        OrganizationRef::Known(known) => lexicon.organizations[*known as usize].category,
        OrganizationRef::Derived { category, .. } => category,
    };
    Recent {
        sentence,
        organization: organization.clone(),
        head: first.to_vec(),
        category,
    }
}

/// A body in no list: its id is its folded name with hyphens.
fn derived(
    lexicon: &Lexicon,
    text: &SegmentText<'_>,
    found: &OrganizationFound,
    category: &'static str,
) -> OrganizationRef {
    let mut words: Vec<String> = Vec::new();
    let mut article = "";
    for token in &text.tokens[found.first as usize..found.end as usize] {
        let mut codes = token.codes(text.folded.codes());
        if words.is_empty() {
            if is_swallowed(lexicon, codes, usize::from(found.clitic)) {
                article = "ا";
            }
            codes = &codes[usize::from(found.clitic).min(codes.len())..];
        }
        if codes.first().is_some_and(|&code| code >= FIRST_WORD) {
            let article = if words.is_empty() { article } else { "" };
            words.push(format!("{article}{}", unfold(codes)));
        }
    }
    let original = text.original(found.first, found.end, found.clitic);
    let name = original.split_whitespace().collect::<Vec<_>>().join(" ");
    OrganizationRef::Derived {
        id: format!("x-{}", words.join("-")),
        name_ar: format!("{article}{name}"),
        category,
    }
}

/// Whether the last of `clitic` proclitics of a word is a ل that swallowed the alef
/// of its article: the name is the same with and without it.
fn is_swallowed(lexicon: &Lexicon, word: &[Code], clitic: usize) -> bool {
    let before = clitic.checked_sub(1).and_then(|last| word.get(last));
    let (Some(&LAM), Some(rest @ [LAM, ..])) = (before, word.get(clitic..)) else {
        return false;
    };
    match lexicon.without_proclitics(word) {
        Some([ALEF, whole @ ..]) => whole == rest,
        Some(_) => false,
        // A word of no list takes ل as a proclitic only before the article.
        None => true,
    }
}

/// Later uses of a name that the document introduced: whole words, perhaps with
/// proclitics, that are not part of another organization's name. A use that was
/// already found means the body that the document says it means.
fn later_uses(text: &SegmentText<'_>, alias: &Alias, from: u32, pending: &mut Vec<Pending>) {
    let codes = text.folded.codes();
    let start = text
        .tokens
        .get(from as usize)
        .map_or(codes.len(), |token| token.start as usize);
    let finder = memmem::Finder::new(&alias.codes);
    for found in finder.find_iter(&codes[start..]) {
        let (begin, end) = (start + found, start + found + alias.codes.len());
        let Some((first, behind, clitic)) = whole_words(text, begin, end) else {
            continue;
        };
        let overlapping = pending
            .iter_mut()
            .find(|other| other.first < behind && first < other.end);
        match overlapping {
            Some(same) if same.first == first && same.end == behind => {
                if same.organization.is_ok() {
                    same.organization = Ok(alias.organization.clone());
                    same.origin = Origin::Alias(alias.rule);
                }
            }
            Some(_) => {}
            None => pending.push(Pending {
                first,
                end: behind,
                clitic,
                rule: alias.rule,
                kind: alias.kind,
                organization: Ok(alias.organization.clone()),
                origin: Origin::Alias(alias.rule),
            }),
        }
    }
}

/// The tokens that a stretch of codes covers wholly, but for proclitics.
fn whole_words(text: &SegmentText<'_>, begin: usize, end: usize) -> Option<(u32, u32, u8)> {
    let first = text
        .tokens
        .partition_point(|token| (token.end as usize) <= begin);
    let last = text
        .tokens
        .partition_point(|token| (token.end as usize) < end);
    let (head, tail) = (text.tokens.get(first)?, text.tokens.get(last)?);
    if tail.end as usize != end {
        return None;
    }
    let before = &text.folded.codes()[head.start as usize..begin];
    let proclitic = match before {
        [] => true,
        [WAW | FA | BA | LAM | KAF] | [WAW | FA, BA | LAM | KAF] => {
            shape(&text.folded.codes()[begin..head.end as usize]).2 == 0
        }
        _ => false,
    };
    let blank = text.folded.codes()[begin..end].first() == Some(&SPACE);
    (proclitic && !blank).then_some((first as u32, last as u32 + 1, before.len() as u8))
}
