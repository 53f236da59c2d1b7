//! The phrases of the lexicon: a trie over words.
//!
//! A step is one probe of a table of edges, behind a bitmap that says of nearly
//! all steps which lead nowhere that they do: most first words of names are common
//! nouns, and what follows them in a text is hardly ever the name. What a path
//! ends in is told for the units and for the names of organizations beside them.
//! The trie knows words by number; it must never see a text.

use std::borrow::Cow;

use super::EntryRange;
use super::clitics::Clitic;
use super::store::{Reader, Writer};
use super::symbols::{SetId, Symbol};

/// No set: the path ends nothing.
const NOTHING: u32 = u32::MAX;

/// A phrase of the lexicon that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    set: SetId,
    /// What it can denote.
    pub entries: EntryRange,
}

impl Phrase {
    /// Its symbol when its first word has this proclitic.
    pub fn symbol(&self, clitic: Clitic) -> Symbol {
        Symbol::new(self.set, clitic)
    }
}

/// What a path ends in: first and last entry and the set of its symbol, for the
/// units and for the names beside.
pub(super) type Ends = [u32; 6];

/// A path that ends nothing.
const NO_END: [u32; 3] = [0, 0, NOTHING];

/// The ends of a path of which neither is known yet.
pub(super) const NO_ENDS: Ends = [0, 0, NOTHING, 0, 0, NOTHING];

/// One end.
pub(super) fn end(found: Option<(EntryRange, SetId)>) -> [u32; 3] {
    found.map_or(NO_END, |(EntryRange(first, last), set)| {
        [first, last, u32::from(set.0)]
    })
}

/// The trie. Node 0 is none; the nodes of first words are told by the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trie {
    /// Open addressing: node, word, node below; node 0 is empty.
    edges: Cow<'static, [[u32; 3]]>,
    /// Bits of the hashes of all edges, so many for each slot that few are set.
    filter: Cow<'static, [u64]>,
    ends: Cow<'static, [Ends]>,
}

/// Slots whose bits share a word of the filter: eight bits a slot, sixteen or
/// more an edge.
const SLOTS_A_WORD: usize = 8;

#[inline]
fn hash(node: u32, word: u32) -> u64 {
    let key = u64::from(node) << 32 | u64::from(word);
    let product = u128::from(key) * u128::from(0x9e37_79b9_7f4a_7c15u64);
    product as u64 ^ (product >> 64) as u64
}

/// Word and bit of a filter of `words` words, of other bits of the hash than the
/// slot's.
#[inline]
fn filter_bit(hash: u64, words: usize) -> (usize, u64) {
    let at = (hash >> 32) as usize & (words - 1);
    (at, 1 << (hash >> 58))
}

impl Trie {
    /// A trie with room for about this many nodes.
    pub(super) fn with_capacity(nodes: usize) -> Self {
        let slots = (nodes * 2).next_power_of_two().max(16);
        Self {
            edges: vec![[0; 3]; slots].into(),
            filter: vec![0; slots / SLOTS_A_WORD].into(),
            ends: vec![NO_ENDS].into(),
        }
    }

    /// Number of nodes, with the one that is none.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A new node that no edge leads to.
    pub(super) fn root(&mut self) -> u32 {
        let node = self.ends.len() as u32;
        self.ends.to_mut().push(NO_ENDS);
        node
    }

    /// The node below, made if it is new.
    pub(super) fn descend(&mut self, node: u32, word: u32) -> u32 {
        match self.slot(node, word) {
            Ok(below) => below,
            Err(slot) => {
                let below = self.root();
                self.lead(slot, [node, word, below]);
                if self.ends.len() * 2 > self.edges.len() {
                    self.grow();
                }
                below
            }
        }
    }

    fn grow(&mut self) {
        let slots = self.edges.len() * 2;
        let edges = std::mem::replace(&mut self.edges, vec![[0; 3]; slots].into());
        self.filter = vec![0; slots / SLOTS_A_WORD].into();
        for &[node, word, below] in edges.iter().filter(|edge| edge[0] != 0) {
            if let Err(slot) = self.slot(node, word) {
                self.lead(slot, [node, word, below]);
            }
        }
    }

    /// Enters an edge in its slot.
    fn lead(&mut self, slot: usize, [node, word, below]: [u32; 3]) {
        self.edges.to_mut()[slot] = [node, word, below];
        let (at, bit) = filter_bit(hash(node, word), self.filter.len());
        self.filter.to_mut()[at] |= bit;
    }

    /// The node below, or the slot where its edge would be.
    #[inline]
    fn slot(&self, node: u32, word: u32) -> Result<u32, usize> {
        let mask = self.edges.len() - 1;
        let mut slot = hash(node, word) as usize & mask;
        loop {
            match self.edges[slot] {
                [0, ..] => return Err(slot),
                [from, by, below] if from == node && by == word => return Ok(below),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    /// The node below, if there is one.
    #[inline]
    pub(super) fn below(&self, node: u32, word: u32) -> Option<u32> {
        let (at, bit) = filter_bit(hash(node, word), self.filter.len());
        if self.filter[at] & bit == 0 {
            return None;
        }
        self.slot(node, word).ok()
    }

    /// Says what a path ends in.
    pub(super) fn set_ends(&mut self, node: u32, ends: Ends) {
        self.ends.to_mut()[node as usize] = ends;
    }

    /// What a path ends in: a unit, a name beside.
    #[inline]
    pub(super) fn ends(&self, node: u32) -> (Option<Phrase>, Option<Phrase>) {
        let phrase = |first, last, set| {
            (set != NOTHING).then_some(Phrase {
                set: SetId(set as u16),
                entries: EntryRange(first, last),
            })
        };
        let [a, b, unit, c, d, name] = self.ends[node as usize];
        (phrase(a, b, unit), phrase(c, d, name))
    }

    /// The sets of all ends: of a unit, of a name beside.
    pub(super) fn all_ends(&self) -> impl Iterator<Item = (Option<SetId>, Option<SetId>)> {
        let set = |set| (set != NOTHING).then_some(SetId(set as u16));
        self.ends
            .iter()
            .map(move |&[_, _, unit, _, _, name]| (set(unit), set(name)))
    }

    pub(super) fn store(&self, writer: &mut Writer) {
        writer.slice(&self.edges);
        writer.slice(&self.filter);
        writer.slice(&self.ends);
    }

    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        let trie = Self {
            edges: reader.slice()?,
            filter: reader.slice()?,
            ends: reader.slice()?,
        };
        let sound = trie.edges.len().is_power_of_two() && trie.filter.len().is_power_of_two();
        sound.then_some(trie)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_share_their_beginnings() {
        let mut trie = Trie::with_capacity(1);
        let root = trie.root();
        for word in 0..100 {
            let node = trie.descend(root, word);
            trie.descend(node, 7);
        }
        assert_eq!(trie.len(), 202);
        for word in 0..100 {
            let node = trie.below(root, word).unwrap();
            assert_eq!(trie.descend(root, word), node);
            assert!(trie.below(node, 7).is_some() && trie.below(node, 8).is_none());
        }
    }
}
