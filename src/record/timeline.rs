//! Which countries and organizations share a sentence with a date.
//!
//! A timeline row says no more than that: it must never claim that the date
//! and the names belong to one event.

use super::place::Origin;
use super::row::{CountryRow, DateRow, OrganizationRow, TimelineRow};
use std::collections::HashSet;

use crate::extract::Span;

/// The timeline rows of a document, one a date, from its other rows.
pub(crate) fn rows<'a>(
    (text, origin): (&'a str, Origin),
    sentences: &[Span],
    dates: &[DateRow<'a>],
    countries: &[CountryRow<'a>],
    organizations: &[OrganizationRow<'a>],
) -> Vec<TimelineRow<'a>> {
    let mut rows: Vec<TimelineRow<'a>> = Vec::new();
    let mut countries = countries;
    let mut organizations = organizations;
    let mut named: Option<(usize, String, String)> = None;
    for (index, date) in dates.iter().enumerate() {
        let sentence = date.mention.sentence;
        if named.as_ref().is_none_or(|(home, ..)| *home != sentence) {
            let keys = take(&mut countries, sentence, |row| row.mention.sentence);
            let ids = take(&mut organizations, sentence, |row| row.mention.sentence);
            let keys = join(keys.iter().map(|row| row.country.key()));
            let ids = join(ids.iter().map(|row| row.org));
            named = Some((sentence, keys, ids));
        }
        if let Some((_, keys, ids)) = &named
            && !(keys.is_empty() && ids.is_empty())
        {
            let span = sentences[sentence - origin.sentence];
            rows.push(TimelineRow {
                date: index,
                countries: keys.clone(),
                organizations: ids.clone(),
                text: &text[origin.bytes(span)],
            });
        }
    }
    rows
}

/// Takes the rows of a sentence from the front of a list in sentence order,
/// dropping those of earlier sentences.
fn take<'s, T>(rows: &mut &'s [T], sentence: usize, home: impl Fn(&T) -> usize) -> &'s [T] {
    let skip = rows.iter().take_while(|row| home(row) < sentence).count();
    let length = rows[skip..]
        .iter()
        .take_while(|row| home(row) == sentence)
        .count();
    let taken = &rows[skip..skip + length];
    *rows = &rows[skip + length..];
    taken
}

/// Names that are sought one by one.
const FEW: usize = 16;

/// Joins ids by semicolons in order of first appearance, each once.
pub(crate) fn join<'i>(ids: impl Iterator<Item = &'i str>) -> String {
    let mut joined = String::new();
    let mut seen: HashSet<&str> = HashSet::new();
    // Most sentences name a few only.
    let mut few: Vec<&str> = Vec::new();
    for id in ids {
        let is_new = if few.len() < FEW {
            let is_new = !few.contains(&id);
            few.extend(is_new.then_some(id));
            is_new
        } else {
            !few.contains(&id) && seen.insert(id)
        };
        if is_new {
            if !joined.is_empty() {
                joined.push(';');
            }
            joined.push_str(id);
        }
    }
    joined
}
