//! Lists of people that are kept by hand: who is on which, since when and by whom, and who was taken off.

use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params};

use super::unseen::Unseen;
use crate::ids::{ListId, Millis, PersonId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// A list as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::contacts) struct ListRow {
    pub(in crate::contacts) id: ListId,
    pub(in crate::contacts) name: String,
    pub(in crate::contacts) people: u32,
    pub(in crate::contacts) made_by: String,
    pub(in crate::contacts) created_at: Millis,
    pub(in crate::contacts) changed_at: Millis,
}

/// Somebody who came onto a list, or was taken off it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::contacts) struct StepRow {
    pub(in crate::contacts) person: PersonId,
    pub(in crate::contacts) name: String,
    pub(in crate::contacts) removed: bool,
    pub(in crate::contacts) at: Millis,
    pub(in crate::contacts) by: String,
}

/// A list that somebody is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::contacts) struct OnRow {
    pub(in crate::contacts) list: ListId,
    pub(in crate::contacts) name: String,
    pub(in crate::contacts) at: Millis,
    pub(in crate::contacts) by: String,
    /// When and by whom they were taken off again.
    pub(in crate::contacts) removed: Option<(Millis, String)>,
}

/// The columns of a list; how many are on it leaves out whom nobody sees.
fn columns(tx: &ReadTx<'_>) -> Result<String, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("lp.person_id");
    Ok(format!(
        "SELECT l.id, l.name, (SELECT count(*) FROM list_person lp WHERE lp.list_id = l.id{seen}), l.made_by, l.created_at, l.changed_at FROM list l"
    ))
}

fn list(row: &Row<'_>) -> rusqlite::Result<ListRow> {
    Ok(ListRow {
        id: row.get::<_, i64>(0)?.into(),
        name: row.get(1)?,
        people: row.get(2)?,
        made_by: row.get(3)?,
        created_at: row.get::<_, i64>(4)?.into(),
        changed_at: row.get::<_, i64>(5)?.into(),
    })
}

/// All lists by name.
pub(in crate::contacts) fn all(tx: &ReadTx<'_>) -> Result<Vec<ListRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{} ORDER BY alphabetical(l.name_key)", columns(tx)?))?;
    Ok(query.query_map([], list)?.collect::<Result<_, _>>()?)
}

/// The numbers and names of all lists, by name.
pub(in crate::contacts) fn names(tx: &ReadTx<'_>) -> Result<Vec<(ListId, String)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id, name FROM list ORDER BY alphabetical(name_key)")?;
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?.into(), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One list.
pub(in crate::contacts) fn by_id(tx: &ReadTx<'_>, id: ListId) -> Result<Option<ListRow>, StoreError> {
    Ok(tx.prepare_cached(&format!("{} WHERE l.id = ?1", columns(tx)?))?.query_row([id.get()], list).optional()?)
}

/// The list of that folded name.
pub(in crate::contacts) fn by_key(tx: &ReadTx<'_>, key: &str) -> Result<Option<ListId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM list WHERE name_key = ?1")?;
    Ok(query.query_row([key], |row| row.get::<_, i64>(0)).optional()?.map(Into::into))
}

/// Makes a list.
pub(in crate::contacts) fn insert(tx: &WriteTx<'_>, name: &str, key: &str) -> Result<ListId, StoreError> {
    let id = tx.insert(
        "INSERT INTO list (name, name_key, made_by, created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?4)",
        params![name, key, tx.actor(), tx.now().get()],
    )?;
    Ok(id.into())
}

/// Gives a list another name.
pub(in crate::contacts) fn rename(tx: &WriteTx<'_>, id: ListId, name: &str, key: &str) -> Result<(), StoreError> {
    tx.change("UPDATE list SET name = ?2, name_key = ?3, changed_at = ?4 WHERE id = ?1", params![id.get(), name, key, tx.now().get()])?;
    Ok(())
}

/// Notes that who is on it changed now.
pub(in crate::contacts) fn touch(tx: &WriteTx<'_>, id: ListId) -> Result<(), StoreError> {
    tx.change("UPDATE list SET changed_at = ?2 WHERE id = ?1", params![id.get(), tx.now().get()])?;
    Ok(())
}

/// Takes a list away.
pub(in crate::contacts) fn remove(tx: &WriteTx<'_>, id: ListId) -> Result<(), StoreError> {
    for table in ["list_person", "list_gone"] {
        tx.change(&format!("DELETE FROM {table} WHERE list_id = ?1"), [id.get()])?;
    }
    tx.change("DELETE FROM list WHERE id = ?1", [id.get()])?;
    Ok(())
}

fn numbers(who: &[PersonId]) -> Rc<Vec<Value>> {
    Rc::new(who.iter().map(|person| Value::Integer(person.get())).collect())
}

/// One of these who is not there to be seen.
pub(in crate::contacts) fn missing(tx: &ReadTx<'_>, who: &[PersonId]) -> Result<Option<PersonId>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT w.value FROM rarray(?1) w WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.id = w.value{seen}) LIMIT 1"
    ))?;
    Ok(query.query_row([numbers(who)], |row| row.get::<_, i64>(0)).optional()?.map(Into::into))
}

/// How many of these people are on a list.
pub(in crate::contacts) fn held(tx: &ReadTx<'_>, id: ListId, who: &[PersonId]) -> Result<u32, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT count(*) FROM rarray(?2) w WHERE EXISTS (SELECT 1 FROM list_person lp WHERE lp.list_id = ?1 AND lp.person_id = w.value)",
    )?;
    Ok(query.query_row(params![id.get(), numbers(who)], |row| row.get(0))?)
}

/// Puts people on a list; how many were not on it.
pub(in crate::contacts) fn put(tx: &WriteTx<'_>, id: ListId, who: &[PersonId]) -> Result<usize, StoreError> {
    tx.change(
        "INSERT INTO list_person (list_id, person_id, added_at, added_by)
         SELECT DISTINCT ?1, w.value, ?3, ?4 FROM rarray(?2) w
          WHERE NOT EXISTS (SELECT 1 FROM list_person lp WHERE lp.list_id = ?1 AND lp.person_id = w.value)",
        params![id.get(), numbers(who), tx.now().get(), tx.actor()],
    )
}

/// Takes people off a list; how many were on it.
pub(in crate::contacts) fn take(tx: &WriteTx<'_>, id: ListId, who: &[PersonId]) -> Result<usize, StoreError> {
    let who = numbers(who);
    tx.change(
        "INSERT INTO list_gone (list_id, person_id, added_at, added_by, removed_at, removed_by)
         SELECT list_id, person_id, added_at, added_by, ?3, ?4 FROM list_person
          WHERE list_id = ?1 AND person_id IN (SELECT w.value FROM rarray(?2) w)",
        params![id.get(), who.clone(), tx.now().get(), tx.actor()],
    )?;
    tx.change("DELETE FROM list_person WHERE list_id = ?1 AND person_id IN (SELECT w.value FROM rarray(?2) w)", params![id.get(), who])
}

/// Who came onto a list and who was taken off it, the latest first.
pub(in crate::contacts) fn steps(tx: &ReadTx<'_>, id: ListId, limit: u32) -> Result<Vec<StepRow>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("s.person_id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT s.person_id, p.name, s.removed, s.at, s.by FROM (
           SELECT * FROM (SELECT person_id, 0 AS removed, added_at AS at, added_by AS by FROM list_person s WHERE list_id = ?1{seen}
             ORDER BY added_at DESC, person_id LIMIT ?2)
           UNION ALL SELECT person_id, 0, added_at, added_by FROM list_gone WHERE list_id = ?1
           UNION ALL SELECT person_id, 1, removed_at, removed_by FROM list_gone WHERE list_id = ?1
         ) s JOIN person p ON p.id = s.person_id WHERE 1{seen} ORDER BY s.at DESC, s.removed DESC, p.sort_key, p.id LIMIT ?2"
    ))?;
    let rows = query.query_map(params![id.get(), limit], |row| {
        Ok(StepRow {
            person: row.get::<_, i64>(0)?.into(),
            name: row.get(1)?,
            removed: row.get(2)?,
            at: row.get::<_, i64>(3)?.into(),
            by: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The lists that somebody is on, by name, and then those that they were taken off.
pub(in crate::contacts) fn of(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<OnRow>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT l.id, l.name, s.added_at, s.added_by, s.removed_at, s.removed_by FROM (
           SELECT list_id, added_at, added_by, NULL AS removed_at, '' AS removed_by FROM list_person WHERE person_id = ?1
           UNION ALL SELECT list_id, added_at, added_by, removed_at, removed_by FROM list_gone WHERE person_id = ?1
         ) s JOIN list l ON l.id = s.list_id ORDER BY s.removed_at IS NOT NULL, alphabetical(l.name_key), s.removed_at",
    )?;
    let rows = query.query_map([person.get()], |row| {
        let removed_at: Option<i64> = row.get(4)?;
        let removed_by: String = row.get(5)?;
        Ok(OnRow {
            list: row.get::<_, i64>(0)?.into(),
            name: row.get(1)?,
            at: row.get::<_, i64>(2)?.into(),
            by: row.get(3)?,
            removed: removed_at.map(|at| (at.into(), removed_by)),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What is known of `other` having been taken off lists is known of `keep`.
pub(in crate::contacts) fn hand_over(tx: &WriteTx<'_>, keep: PersonId, other: PersonId) -> Result<(), StoreError> {
    tx.change("UPDATE list_gone SET person_id = ?1 WHERE person_id = ?2", params![keep.get(), other.get()])?;
    Ok(())
}
