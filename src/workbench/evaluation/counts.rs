//! Counts of what was marked, found and right, and the figures made of them.
//!
//! Counts can be added, figures cannot: totals are made from counts.

use serde::Serialize;
use std::ops::AddAssign;

use super::super::mention::MentionType;

/// What was counted on some rows for one type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Mentions that are marked.
    pub gold: usize,
    /// Mentions that were found and count.
    pub found: usize,
    /// Pairs with the same span.
    pub strict: usize,
    /// Pairs with the same span but for a head noun (countries, organizations).
    pub head: usize,
    /// Marked dates that something found touches.
    pub gold_touched: usize,
    /// Dates found that touch something marked.
    pub found_touched: usize,
    /// Marked dates whose days are known.
    pub valued: usize,
    /// … of which the days were found.
    pub value: usize,
    /// Countries found whose code is known.
    pub coded: usize,
    /// … of which the code is right.
    pub code: usize,
    /// Rows in which nothing at all is marked.
    pub empty_rows: usize,
    /// … in which something was found.
    pub empty_rows_hit: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.gold += more.gold;
        self.found += more.found;
        self.strict += more.strict;
        self.head += more.head;
        self.gold_touched += more.gold_touched;
        self.found_touched += more.found_touched;
        self.valued += more.valued;
        self.value += more.value;
        self.coded += more.coded;
        self.code += more.code;
        self.empty_rows += more.empty_rows;
        self.empty_rows_hit += more.empty_rows_hit;
    }
}

/// Precision, recall and their harmonic mean, each from 0 to 1; 0 where there
/// was nothing to measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Prf {
    /// Precision.
    pub p: f64,
    /// Recall.
    pub r: f64,
    /// F1.
    pub f: f64,
}

impl Prf {
    fn new(p: f64, r: f64) -> Self {
        let f = if p + r > 0.0 {
            2.0 * p * r / (p + r)
        } else {
            0.0
        };
        Self { p, r, f }
    }
}

/// The figures of one type on one set, or on all.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Of what.
    #[serde(rename = "type")]
    pub kind: MentionType,
    /// Whether only recall means anything: the rows mark a part of their mentions.
    pub partial: bool,
    /// Mentions that are marked.
    pub gold: usize,
    /// Mentions that were found and count.
    pub predicted: usize,
    /// The same span.
    pub strict: Prf,
    /// Dates: sharing a character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlap: Option<Prf>,
    /// Countries, organizations: the same span but for a head noun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<Prf>,
    /// What is particular to dates.
    #[serde(flatten)]
    pub dates: Option<DateFigures>,
    /// What is particular to countries.
    #[serde(flatten)]
    pub countries: Option<CountryFigures>,
}

/// Figures that only dates have.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DateFigures {
    /// Share of the dates with known days whose days were found; none if there
    /// are no such dates.
    pub value: Option<f64>,
    /// Dates whose days are known.
    pub valued: usize,
    /// Rows in which nothing is marked.
    pub empty_rows: usize,
    /// … in which a date was found.
    pub empty_rows_hit: usize,
}

/// Figures that only countries have.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CountryFigures {
    /// Share of the countries found (strict) and of known code whose code is
    /// right; none if there are none.
    pub code: Option<f64>,
    /// Countries found whose code is known.
    pub coded: usize,
}

/// Counts on all rows, and on those of sets that mark all their mentions: only
/// there can what was found be called wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) all: Counts,
    pub(super) whole: Counts,
    pub(super) has_whole: bool,
}

impl Sums {
    pub(super) fn add(&mut self, counts: Counts, partial: bool) {
        self.all += counts;
        if !partial {
            self.whole += counts;
            self.has_whole = true;
        }
    }

    pub(super) fn figures(&self, kind: MentionType) -> Figures {
        let Self {
            all,
            whole,
            has_whole,
        } = *self;
        // Precision needs rows that mark everything; if there are none it is
        // still told, as the public scorer tells it, with a warning flag.
        let judged = if has_whole { whole } else { all };
        let measure = |right: fn(&Counts) -> (usize, usize)| {
            let share = |part, all| ratio(part, all).unwrap_or(0.0);
            Prf::new(
                share(right(&judged).0, judged.found),
                share(right(&all).1, all.gold),
            )
        };
        let is_date = kind == MentionType::Date;
        Figures {
            kind,
            partial: !has_whole,
            gold: all.gold,
            predicted: all.found,
            strict: measure(|counts| (counts.strict, counts.strict)),
            overlap: is_date.then(|| measure(|counts| (counts.found_touched, counts.gold_touched))),
            head: (!is_date).then(|| measure(|counts| (counts.head, counts.head))),
            dates: is_date.then(|| DateFigures {
                value: ratio(all.value, all.valued),
                valued: all.valued,
                empty_rows: judged.empty_rows,
                empty_rows_hit: judged.empty_rows_hit,
            }),
            countries: (kind == MentionType::Country).then(|| CountryFigures {
                code: ratio(all.code, all.coded),
                coded: all.coded,
            }),
        }
    }
}

impl Counts {
    /// The figures of a set.
    pub fn figures(self, kind: MentionType, partial: bool) -> Figures {
        let mut sums = Sums::default();
        sums.add(self, partial);
        sums.figures(kind)
    }
}

fn ratio(part: usize, all: usize) -> Option<f64> {
    (all > 0).then(|| part as f64 / all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_nothing_are_nought_or_none() {
        let figures = Counts::default().figures(MentionType::Date, false);
        assert_eq!(figures.strict, Prf::default());
        assert_eq!(figures.dates.unwrap().value, None);
        assert!(figures.head.is_none() && figures.countries.is_none());
    }

    #[test]
    fn precision_of_a_total_leaves_partial_sets_out() {
        let counts = Counts {
            gold: 4,
            found: 8,
            strict: 2,
            ..Counts::default()
        };
        let mut sums = Sums::default();
        sums.add(counts, true);
        assert_eq!(sums.figures(MentionType::Organization).strict.p, 0.25);
        sums.add(Counts { found: 2, ..counts }, false);
        let figures = sums.figures(MentionType::Organization);
        assert_eq!((figures.strict.p, figures.strict.r), (1.0, 0.5));
        assert!(!figures.partial);
    }
}
