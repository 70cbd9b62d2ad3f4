//! By what people are held, in memory: of most rows of a large table it is known at once that nobody is.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::contacts::names;
use crate::contacts::person::PersonInput;
use crate::net::AddressKey;
use crate::workspace::{ReadTx, StoreError};

/// Marks of all addresses and names, and of the addresses that are suppressed, as of one snapshot. Two may have one mark:
/// whoever is perhaps held must be looked for in the file.
#[derive(Debug, Default)]
pub struct Held {
    addresses: HashSet<u64>,
    names: HashSet<u64>,
    suppressed: HashSet<u64>,
}

impl Held {
    /// Reads them all.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(tx: &ReadTx<'_>) -> Result<Self, StoreError> {
        let keys = |sql: &str| -> Result<HashSet<u64>, StoreError> {
            let mut query = tx.prepare_cached(sql)?;
            let rows = query.query_map([], |row| Ok(mark_of_key(row.get_ref(0)?.as_blob()?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        let mut query = tx.prepare_cached("SELECT sort_key FROM person")?;
        let names = query.query_map([], |row| Ok(mark_of_name(row.get_ref(0)?.as_str()?)))?.collect::<Result<_, _>>()?;
        Ok(Self {
            addresses: keys("SELECT key FROM address")?,
            names,
            suppressed: keys("SELECT key FROM suppression WHERE lifted_at IS NULL")?,
        })
    }

    /// Whether somebody perhaps has this address.
    #[must_use]
    pub fn may_have(&self, key: &AddressKey) -> bool {
        self.addresses.contains(&mark_of_key(&key.0))
    }

    /// Whether somebody perhaps has this name.
    #[must_use]
    pub fn may_be_named(&self, person: &PersonInput) -> bool {
        self.names.contains(&mark_of_name(&names::sort_key(&person.name, &person.given_name, &person.family_name, "")))
    }

    /// Whether this address is perhaps suppressed.
    #[must_use]
    pub fn may_be_suppressed(&self, key: &AddressKey) -> bool {
        self.suppressed.contains(&mark_of_key(&key.0))
    }
}

/// The first bytes of a keyed hash are a mark as they are.
fn mark_of_key(key: &[u8]) -> u64 {
    key.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
}

fn mark_of_name(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}
