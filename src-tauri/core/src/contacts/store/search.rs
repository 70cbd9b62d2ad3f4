//! The word index: contentless, so never the truth; every write of a person keeps it, and it can be made anew.

use rusqlite::params;

use crate::contacts::fold;
use crate::ids::PersonId;
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// Writes the words of one person as they stand now; forgets them if the person is gone.
pub(crate) fn index(tx: &WriteTx<'_>, person: PersonId) -> Result<(), StoreError> {
    forget(tx, person)?;
    let Some((name, outlet, city, addresses)) = texts(tx, person)? else { return Ok(()) };
    insert(tx, person, &words(&name, &outlet, &addresses, &city))
}

/// The words by which somebody is found; `addresses` follow one another.
pub(crate) fn words(name: &str, outlet: &str, addresses: &str, city: &str) -> [String; 4] {
    [name, outlet, addresses, city].map(fold::words)
}

/// Writes the words of a person that has none in the index yet.
pub(crate) fn insert(tx: &WriteTx<'_>, person: PersonId, words: &[String; 4]) -> Result<(), StoreError> {
    let [name, outlet, addresses, city] = words;
    tx.insert(
        "INSERT INTO person_search (rowid, name, outlet, address, city) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![person.get(), name, outlet, addresses, city],
    )?;
    Ok(())
}

/// Takes a person out of the index.
pub(crate) fn forget(tx: &WriteTx<'_>, person: PersonId) -> Result<(), StoreError> {
    tx.change("DELETE FROM person_search WHERE rowid = ?1", [person.get()])?;
    Ok(())
}

/// Makes the whole index anew.
pub(crate) fn rebuild(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    tx.change("INSERT INTO person_search (person_search) VALUES ('delete-all')", [])?;
    let ids = {
        let mut query = tx.prepare("SELECT id FROM person ORDER BY id")?;
        query.query_map([], |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?.collect::<Result<Vec<_>, _>>()?
    };
    for person in ids {
        if let Some((name, outlet, city, addresses)) = texts(tx, person)? {
            insert(tx, person, &words(&name, &outlet, &addresses, &city))?;
        }
    }
    Ok(())
}

type Texts = (String, String, String, String);

fn texts(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<Texts>, StoreError> {
    use rusqlite::OptionalExtension as _;
    let mut query = tx.prepare_cached(
        "SELECT p.name, COALESCE(o.name, ''), p.city,
                COALESCE((SELECT group_concat(address, char(10) ORDER BY position) FROM address WHERE person_id = p.id), '')
         FROM person p LEFT JOIN outlet o ON o.id = p.outlet_id WHERE p.id = ?1",
    )?;
    Ok(query.query_row([person.get()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).optional()?)
}
