//! Which symbols a text can produce at all.
//!
//! A set of classes times eight proclitics makes more symbols than there are
//! texts for: no mark has a proclitic, and no word of one letter. This answers
//! for tools that reason about patterns; extraction never asks.

use super::clitics::{Clitic, Shape};
use super::symbols::{SetId, Symbol};
use super::{Lexicon, bare};

/// The symbols that can arise, each list in any order and with repeats.
#[derive(Clone, Debug, Default)]
pub struct Arising {
    /// Of units of a text.
    pub units: Vec<Symbol>,
    /// Of names of organizations of several words, which are matched beside the
    /// units, at the head of a pattern only.
    pub names: Vec<Symbol>,
    /// Of mentions of phase 1, which only patterns of phase 2 see.
    pub mentions: Vec<Symbol>,
}

impl Lexicon {
    /// All symbols that a text can produce. What a word with a proclitic is
    /// when it begins a phrase is not told apart: phrases get them all.
    pub fn arising(&self) -> Arising {
        let mut arising = Arising::default();
        for key in 0..self.key_count() as u32 {
            if !self.readings.lacks(key) {
                arising.units.push(self.readings.get(key).symbol);
            }
        }
        let behind_all = |set: SetId| Clitic::ALL.map(|clitic| Symbol::new(set, clitic));
        for (unit, name) in self.trie.all_ends() {
            arising.units.extend(unit.into_iter().flat_map(behind_all));
            arising.names.extend(name.into_iter().flat_map(behind_all));
        }
        self.unlisted_units(&mut arising.units);
        let sets = &self.units;
        arising.mentions.push(bare(sets.organization));
        arising.mentions.extend(sets.dates.map(bare));
        arising
    }

    /// Symbols of what is no word of the lexicon.
    fn unlisted_units(&self, units: &mut Vec<Symbol>) {
        let sets = &self.units;
        let bares = [sets.latin, sets.other, sets.blank, sets.long, sets.glued];
        units.extend(bares.map(bare));
        units.extend(
            sets.marks
                .iter()
                .chain(sets.digits.iter().flatten())
                .map(|&set| bare(set)),
        );
        for shape in Shape::ALL {
            let set = SetId(sets.shapes[shape as usize]);
            let clitics = match shape {
                Shape::Plain => &Clitic::ALL[..1],
                Shape::Definite | Shape::DefiniteNisba => &Clitic::ALL,
            };
            units.extend(clitics.iter().map(|&clitic| Symbol::new(set, clitic)));
        }
        for &set in sets.cardinals.iter().chain(&sets.ordinals) {
            units.extend(Clitic::ALL.map(|clitic| Symbol::new(SetId(set), clitic)));
        }
    }
}
