//! The compiled lexicon as the program carries it, and back.
//!
//! The tables that a token is looked up in are used where they lie; what is
//! small is decoded. Both ways name the parts in the same order.

use serde::{Deserialize, Serialize};

use super::ambiguities::Ambiguities;
use super::heads::Heads;
use super::lookup::Keys;
use super::reading::Readings;
use super::store::{Reader, Writer};
use super::symbols::{ClassId, SymbolTable};
use super::table::Table;
use super::trie::Trie;
use super::units::UnitSets;
use super::{Entry, Lexicon, Payload};

/// The small parts.
#[derive(Serialize, Deserialize)]
struct Small {
    units: UnitSets<u16>,
    ambiguities: Ambiguities,
}

impl Lexicon {
    /// Adds the lexicon to a store.
    pub fn store(&self, writer: &mut Writer) {
        self.keys.store(writer);
        self.readings.store(writer);
        self.trie.store(writer);
        writer.slice(&self.entries.iter().map(stored_entry).collect::<Vec<_>>());
        self.heads.store(writer);
        self.countries.store(writer);
        self.groups.store(writer);
        self.organizations.store(writer);
        self.symbols.store(writer);
        writer.value(&Small {
            units: self.units.clone(),
            ambiguities: self.ambiguities.clone(),
        });
    }

    /// The lexicon that [`Lexicon::store`] added to a store; `None` if it does not
    /// fit.
    pub fn stored(reader: &mut Reader) -> Option<Self> {
        let keys = Keys::stored(reader)?;
        let readings = Readings::stored(reader)?;
        let trie = Trie::stored(reader)?;
        let entries = reader.slice()?.iter().map(entry).collect::<Option<_>>()?;
        let heads = Heads::stored(reader)?;
        let (countries, groups) = (Table::stored(reader)?, Table::stored(reader)?);
        let organizations = Table::stored(reader)?;
        let symbols = SymbolTable::stored(reader)?;
        let small: Small = reader.value()?;
        Some(Self {
            countries,
            groups,
            organizations,
            ambiguities: small.ambiguities,
            keys,
            readings,
            trie,
            entries,
            symbols,
            units: small.units,
            heads,
        })
    }
}

/// An entry in two numbers: its class below the kind of what it denotes, and
/// which.
fn stored_entry(entry: &Entry) -> [u32; 2] {
    let (kind, which) = match entry.payload {
        Payload::None => (0, 0),
        Payload::Number(number) => (1, number as u32),
        Payload::Country(country) => (2, country),
        Payload::Group(group) => (3, group),
        Payload::Organization(organization) => (4, organization),
        Payload::Category(category) => (5, u32::from(category)),
    };
    [u32::from(entry.class.0) | kind << 16, which]
}

fn entry(&[class, which]: &[u32; 2]) -> Option<Entry> {
    let payload = match class >> 16 {
        0 => Payload::None,
        1 => Payload::Number(which as i32),
        2 => Payload::Country(which),
        3 => Payload::Group(which),
        4 => Payload::Organization(which),
        5 => Payload::Category(which as u8),
        _ => return None,
    };
    Some(Entry {
        class: ClassId(class as u16),
        payload,
    })
}
