//! Looking for people who may be there twice.

use super::unseen::Unseen;
use crate::ids::PersonId;
use crate::workspace::{ReadTx, StoreError};

/// An address that several people hold, and whether each holds it as the first.
pub(in crate::contacts) type Holders = (String, Vec<(PersonId, bool)>);

/// Every address that more than one person holds, with them by id; in the order of the addresses.
pub(in crate::contacts) fn shared_addresses(tx: &ReadTx<'_>) -> Result<Vec<Holders>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("person_id");
    // The keyed hash is the same exactly where the normalised form is, and has an index.
    let mut query = tx.prepare_cached(&format!(
        "SELECT normalised, person_id, position = 0 FROM address
         WHERE key IN (SELECT key FROM address WHERE 1{seen} GROUP BY key HAVING count(*) > 1){seen}
         ORDER BY normalised, person_id"
    ))?;
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, bool>(2)?)))?;
    let mut shared: Vec<Holders> = Vec::new();
    for row in rows {
        let (address, person, first) = row?;
        match shared.last_mut() {
            Some((last, holders)) if *last == address => holders.push((person.into(), first)),
            _ => shared.push((address, vec![(person.into(), first)])),
        }
    }
    Ok(shared)
}

/// People of one name, of whom at least one has no address; by id, in the order of the names.
pub(in crate::contacts) fn namesakes_without_address(tx: &ReadTx<'_>) -> Result<Vec<Vec<PersonId>>, StoreError> {
    let unseen = Unseen::read(tx)?;
    let (p_seen, q_seen) = (unseen.and_seen("p.id"), unseen.and_seen("q.id"));
    let mut query = tx.prepare_cached(&format!(
        "SELECT q.sort_key, q.id FROM person q WHERE q.name <> ''{q_seen} AND q.sort_key IN (
           SELECT p.sort_key FROM person p WHERE p.name <> '' AND p.sort_key <> ''{p_seen}
             AND NOT EXISTS (SELECT 1 FROM address a WHERE a.person_id = p.id))
         ORDER BY q.sort_key, q.id"
    ))?;
    let rows = query.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let mut named: Vec<(String, Vec<PersonId>)> = Vec::new();
    for row in rows {
        let (name, person) = row?;
        match named.last_mut() {
            Some((last, people)) if *last == name => people.push(person.into()),
            _ => named.push((name, vec![person.into()])),
        }
    }
    Ok(named.into_iter().map(|(_, people)| people).filter(|people| people.len() > 1).collect())
}
