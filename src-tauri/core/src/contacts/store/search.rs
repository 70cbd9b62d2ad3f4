//! The word index: contentless, so never the truth; every write of a person keeps it, and it can be made anew.

use std::collections::BTreeSet;

use rusqlite::params;

use crate::contacts::fold;
use crate::ids::PersonId;
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// Pieces of the index of one level that are merged by the way once there are so many.
const MERGED_PIECES: i64 = 16;
/// Pages that are written at a time where pieces are merged for their own sake.
const MERGED_PAGES: i64 = 64;
/// Words of a name for which the index is asked, at most.
const MOST_ASKED: usize = 16;

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

/// Those of `asked`, a word each, that stand in the name of a person or of somebody's outlet.
pub(crate) fn known_names(tx: &ReadTx<'_>, asked: &BTreeSet<String>) -> Result<BTreeSet<String>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM person_search WHERE person_search MATCH ?1)
             OR EXISTS (SELECT 1 FROM outlet_name WHERE instr(' ' || name_key || ' ', ?2) > 0)",
    )?;
    let mut known = BTreeSet::new();
    for word in asked {
        let words = fold::words(word);
        let Some(words) = words.strip_prefix(' ') else { continue };
        // Letters, digits and spaces only: nothing of FTS5's own language can be in it.
        if query.query_row([format!("{{name outlet}} : \"{words}\""), format!(" {words} ")], |row| row.get::<_, bool>(0))? {
            known.insert(word.clone());
        }
    }
    Ok(known)
}

/// Those whose name has the same words, in whatever order: which of them are the given name and which the family's does not matter. Whoever
/// is written and not seen yet is among them.
pub(crate) fn called(tx: &ReadTx<'_>, name: &str) -> Result<Vec<PersonId>, StoreError> {
    let sorted = |name: &str| {
        let words = fold::words(name);
        let mut words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    let words = sorted(name);
    let asked: BTreeSet<&String> = words.iter().take(MOST_ASKED).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    // Letters and digits only: nothing of FTS5's own language can be in it.
    let asked: Vec<String> = asked.into_iter().map(|word| format!("name : \"{word}\"")).collect();
    let mut query = tx.prepare_cached(
        "SELECT p.id, p.name FROM person p WHERE p.id IN (SELECT rowid FROM person_search WHERE person_search MATCH ?1) ORDER BY p.id",
    )?;
    let mut rows = query.query([asked.join(" AND ")])?;
    let mut called = Vec::new();
    while let Some(row) = rows.next()? {
        if sorted(&row.get::<_, String>(1)?) == words {
            called.push(PersonId::from(row.get::<_, i64>(0)?));
        }
    }
    Ok(called)
}

/// Takes a person out of the index.
pub(crate) fn forget(tx: &WriteTx<'_>, person: PersonId) -> Result<(), StoreError> {
    tx.change("DELETE FROM person_search WHERE rowid = ?1", [person.get()])?;
    Ok(())
}

/// Says whether writing to the index also merges its pieces by the way. Where very many are forgotten, a piece of which nothing is
/// left would be read through at one stroke, and whoever writes waits for that.
pub(crate) fn merge_by_the_way(tx: &WriteTx<'_>, merge: bool) -> Result<(), StoreError> {
    use rusqlite::OptionalExtension as _;
    let pieces = if merge { MERGED_PIECES } else { 0 };
    let now = tx.query_row("SELECT v FROM person_search_config WHERE k = 'automerge'", [], |row| row.get::<_, i64>(0)).optional()?;
    if now != Some(pieces) {
        tx.change("INSERT INTO person_search (person_search, rank) VALUES ('automerge', ?1)", [pieces])?;
    }
    Ok(())
}

/// Merges some of the index's pieces, until somebody waits; whether there was anything to merge. None: somebody waits, and nothing
/// is done.
pub(crate) fn merge_some(tx: &WriteTx<'_>) -> Result<Option<bool>, StoreError> {
    tx.while_nobody_waits(|| {
        let before = tx.total_changes();
        tx.change("INSERT INTO person_search (person_search, rank) VALUES ('merge', ?1)", [MERGED_PAGES])?;
        // The wish itself counts for one.
        Ok(tx.total_changes() - before > 1)
    })
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

/// Writes the whole index down anew, so that no piece of it keeps the words of somebody who is gone.
pub(crate) fn leave_nothing(tx: &WriteTx<'_>) -> Result<(), StoreError> {
    tx.change("INSERT INTO person_search (person_search) VALUES ('optimize')", [])?;
    Ok(())
}
