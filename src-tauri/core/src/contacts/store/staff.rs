//! Who leads whom, and which number is whose.

use rusqlite::{OptionalExtension, ToSql, params};

use super::unseen::Unseen;
use crate::contacts::fold;
use crate::ids::PersonId;
use crate::net::EmailAddress;
use crate::workspace::{ReadTx, StoreError, WriteTx, secret_of};

/// Most of whom one question tells that they are led.
const MOST_LED: u32 = 100;

/// Somebody with a name.
pub(in crate::contacts) type Named = (PersonId, String);

fn named(row: &rusqlite::Row<'_>) -> rusqlite::Result<Named> {
    Ok((row.get::<_, i64>(0)?.into(), row.get(1)?))
}

/// A person as they are called: by name, else by address.
const NAMED: &str = "p.id, CASE WHEN p.name <> '' THEN p.name ELSE
       COALESCE((SELECT a.address FROM address a WHERE a.person_id = p.id ORDER BY a.position LIMIT 1), '') END";

/// Who leads a person.
pub(in crate::contacts) fn manager_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<Named>, StoreError> {
    let sql = format!("SELECT {NAMED} FROM person l JOIN person p ON p.id = l.manager_id WHERE l.id = ?1");
    let found = tx.prepare_cached(&sql)?.query_row([person.get()], named).optional()?;
    let unseen = Unseen::read(tx)?;
    Ok(found.filter(|(id, _)| !unseen.has(*id)))
}

/// Whom a person leads, by name.
pub(in crate::contacts) fn led_by(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<Named>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let sql = format!("SELECT {NAMED} FROM person p WHERE p.manager_id = ?1{seen} ORDER BY p.sort_key, p.id LIMIT ?2");
    let mut query = tx.prepare_cached(&sql)?;
    Ok(query.query_map(params![person.get(), MOST_LED], named)?.collect::<Result<_, _>>()?)
}

/// Who holds an address, by its hash, which has an index.
const BY_ADDRESS: &str = "SELECT p.id, p.kind = 'employee' FROM address a JOIN person p ON p.id = a.person_id WHERE a.key = ?1 ORDER BY a.position, p.id LIMIT 3";

/// How SQLite goes about finding whom an address means (Q2).
#[cfg(test)]
pub(in crate::contacts) fn plan_of_address(tx: &ReadTx<'_>) -> Result<String, StoreError> {
    let mut query = tx.prepare(&format!("EXPLAIN QUERY PLAN {BY_ADDRESS}"))?;
    let steps = query.query_map([1], |row| row.get::<_, String>(3))?;
    Ok(steps.collect::<Result<Vec<_>, _>>()?.join("\n"))
}

/// Whom these words point to, if it is one person only: an address, a number of the staff, a name; employees before others.
pub(in crate::contacts) fn meant(tx: &ReadTx<'_>, words: &str) -> Result<Option<PersonId>, StoreError> {
    let unseen = Unseen::read(tx)?;
    let ask = |sql: &str, by: &dyn ToSql| -> Result<Vec<(PersonId, bool)>, StoreError> {
        let mut query = tx.prepare_cached(sql)?;
        let rows = query.query_map([by], |row| Ok((PersonId::from(row.get::<_, i64>(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().filter(|(id, _)| !unseen.has(*id)).collect())
    };
    let one = |found: Vec<(PersonId, bool)>| {
        let of_house: Vec<PersonId> = found.iter().filter(|(_, employee)| *employee).map(|(id, _)| *id).collect();
        match (of_house.as_slice(), found.as_slice()) {
            ([one], _) | ([], [(one, _)]) => Some(*one),
            _ => None,
        }
    };
    // `Ruth Abernathy <ruth@coast.example.net>` says the address.
    let inner = words.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>')).unwrap_or(words);
    if let Ok(address) = EmailAddress::parse(inner.trim()) {
        return Ok(one(ask(BY_ADDRESS, &address.key(&secret_of(tx)?).0)?));
    }
    let key = fold::key(words);
    if key.is_empty() {
        return Ok(None);
    }
    let by_number = ask("SELECT p.id, p.kind = 'employee' FROM person p WHERE p.staff_key = ?1 AND p.staff_key <> '' LIMIT 3", &key)?;
    if let Some(found) = one(by_number) {
        return Ok(Some(found));
    }
    let (given, family) = crate::contacts::names::split(words);
    let sort_key = crate::contacts::names::sort_key(words, &given, &family, "");
    Ok(one(ask("SELECT p.id, p.kind = 'employee' FROM person p WHERE p.sort_key = ?1 AND p.name <> '' LIMIT 3", &sort_key)?))
}

/// Who has this name, and these as its parts, if it is one person only.
pub(in crate::contacts) fn named_in_parts(tx: &ReadTx<'_>, name: &str, given: &str, family: &str) -> Result<Option<PersonId>, StoreError> {
    let unseen = Unseen::read(tx)?;
    let key = crate::contacts::names::sort_key(name, given, family, "");
    let mut query = tx.prepare_cached(
        "SELECT id FROM person WHERE sort_key = ?1 AND name = ?2 AND given_name = ?3 AND family_name = ?4 AND name <> '' LIMIT 3",
    )?;
    let found = query.query_map([key.as_str(), name, given, family], |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?;
    let mut found = found.collect::<Result<Vec<_>, _>>()?.into_iter().filter(|id| !unseen.has(*id));
    Ok(found.next().filter(|_| found.next().is_none()))
}

/// The manager of a person is this one from now on, and no words any more.
pub(in crate::contacts) fn set_manager(tx: &WriteTx<'_>, person: PersonId, manager: PersonId) -> Result<(), StoreError> {
    tx.change("UPDATE person SET manager_id = ?2, manager = '' WHERE id = ?1", params![person.get(), manager.get()])?;
    Ok(())
}

/// Words for managers to whom nobody was found yet, each once.
pub(in crate::contacts) fn open_managers(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT DISTINCT manager FROM person WHERE manager <> ''")?;
    let rows = query.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All whose manager these words name are led by this one, but themselves.
pub(in crate::contacts) fn set_open(tx: &WriteTx<'_>, words: &str, manager: PersonId) -> Result<(), StoreError> {
    tx.change(
        "UPDATE person SET manager_id = ?2, manager = '' WHERE manager = ?1 AND manager <> '' AND id <> ?2",
        params![words, manager.get()],
    )?;
    Ok(())
}

/// Words for a manager that name nobody any more.
pub(in crate::contacts) fn forget_words(tx: &WriteTx<'_>, words: &str) -> Result<(), StoreError> {
    tx.change("UPDATE person SET manager = '' WHERE manager = ?1 AND manager <> ''", [words])?;
    Ok(())
}

/// Whoever `other` led, `keep` leads now; nobody leads themselves.
pub(super) fn hand_over(tx: &WriteTx<'_>, keep: PersonId, other: PersonId) -> Result<(), StoreError> {
    tx.change("UPDATE person SET manager_id = ?2 WHERE manager_id = ?1", params![other.get(), keep.get()])?;
    tx.change("UPDATE person SET manager_id = NULL WHERE id = ?1 AND manager_id = ?1", [keep.get()])?;
    Ok(())
}

/// The employees with this number of the staff.
pub(in crate::contacts) fn with_number(tx: &ReadTx<'_>, number: &str) -> Result<Vec<Named>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let sql =
        format!("SELECT {NAMED} FROM person p WHERE p.staff_key = ?1 AND p.staff_key <> '' AND p.kind = 'employee'{seen} ORDER BY p.id");
    let mut query = tx.prepare_cached(&sql)?;
    Ok(query.query_map([fold::key(number)], named)?.collect::<Result<_, _>>()?)
}
