//! The phrases of the lexicon: a trie over words.
//!
//! A step is one probe of a table of edges. What a path ends in is told for the
//! units and for the names of organizations beside them. The trie knows words
//! by number; it must never see a text.

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
    ends: Cow<'static, [Ends]>,
}

#[inline]
fn hash(node: u32, word: u32) -> usize {
    let key = u64::from(node) << 32 | u64::from(word);
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}

impl Trie {
    /// A trie with room for about this many nodes.
    pub(super) fn with_capacity(nodes: usize) -> Self {
        Self {
            edges: vec![[0; 3]; (nodes * 2).next_power_of_two().max(16)].into(),
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
                self.edges.to_mut()[slot] = [node, word, below];
                if self.ends.len() * 2 > self.edges.len() {
                    self.grow();
                }
                below
            }
        }
    }

    fn grow(&mut self) {
        let empty = vec![[0; 3]; self.edges.len() * 2];
        let edges = std::mem::replace(&mut self.edges, empty.into());
        for &[node, word, below] in edges.iter().filter(|edge| edge[0] != 0) {
            if let Err(slot) = self.slot(node, word) {
                self.edges.to_mut()[slot] = [node, word, below];
            }
        }
    }

    /// The node below, or the slot where its edge would be.
    #[inline]
    fn slot(&self, node: u32, word: u32) -> Result<u32, usize> {
        let mask = self.edges.len() - 1;
        let mut slot = hash(node, word) & mask;
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
        writer.slice(&self.ends);
    }

    pub(super) fn stored(reader: &mut Reader) -> Option<Self> {
        let trie = Self {
            edges: reader.slice()?,
            ends: reader.slice()?,
        };
        trie.edges.len().is_power_of_two().then_some(trie)
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
