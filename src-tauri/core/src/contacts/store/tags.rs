//! Words that users put on people.

use rusqlite::{OptionalExtension, params};

use super::people::Known;
use super::unseen::Unseen;
use crate::contacts::fold;
use crate::ids::{PersonId, TagId};
use crate::workspace::{ReadTx, Rows, StoreError, Topic, WriteTx, number};

/// A tag, and how many people have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TagRow {
    pub(crate) id: TagId,
    pub(crate) name: String,
    pub(crate) people: u32,
}

/// The tags of one person, by name.
pub(super) fn of(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<String>, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT t.name FROM person_tag pt JOIN tag t ON t.id = pt.tag_id WHERE pt.person_id = ?1 ORDER BY t.name_key")?;
    Ok(query.query_map([person.get()], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The tag of that name, made if there is none.
pub(crate) fn named(tx: &WriteTx<'_>, known: &mut Known, name: &str) -> Result<TagId, StoreError> {
    let key = fold::key(name);
    if let Some(id) = known.tags.get(&key) {
        return Ok((*id).into());
    }
    let id = match by_key(tx, &key)? {
        Some(id) => id.get(),
        None => {
            let id = tx.insert("INSERT INTO tag (name, name_key) VALUES (?1, ?2)", params![name, key])?;
            if !known.silent {
                tx.changed(Topic::CustomField, None);
            }
            id
        }
    };
    known.tags.insert(key, id);
    Ok(id.into())
}

/// The tag of that folded name.
pub(crate) fn by_key(tx: &ReadTx<'_>, key: &str) -> Result<Option<TagId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM tag WHERE name_key = ?1")?;
    Ok(query.query_row([key], |row| row.get::<_, i64>(0)).optional()?.map(Into::into))
}

/// Makes these the tags of a person.
pub(super) fn replace(tx: &WriteTx<'_>, known: &mut Known, person: PersonId, tags: &[String]) -> Result<(), StoreError> {
    let wanted = tags.iter().map(|name| named(tx, known, name)).collect::<Result<Vec<_>, _>>()?;
    let held = {
        let mut query = tx.prepare_cached("SELECT id, tag_id FROM person_tag WHERE person_id = ?1")?;
        let rows = query.query_map([person.get()], |row| Ok((row.get::<_, i64>(0)?, TagId::from(row.get::<_, i64>(1)?))))?;
        rows.collect::<Result<Vec<_>, _>>()?
    };
    for (row, _) in held.iter().filter(|(_, tag)| !wanted.contains(tag)) {
        tx.change("DELETE FROM person_tag WHERE id = ?1", [row])?;
    }
    wanted.iter().try_for_each(|tag| put(tx, person, *tag).map(drop))
}

/// Puts tags on people who have none.
pub(super) fn insert_all<'p>(
    tx: &WriteTx<'_>,
    known: &mut Known,
    people: impl Iterator<Item = (PersonId, &'p [String])>,
) -> Result<(), StoreError> {
    let mut rows = Rows::new("person_tag (person_id, tag_id)");
    for (person, names) in people {
        let mut put: Vec<TagId> = Vec::with_capacity(names.len());
        for name in names {
            let tag = named(tx, known, name)?;
            // Two spellings may be one tag.
            if !put.contains(&tag) {
                put.push(tag);
                rows.push([number(person.get()), number(tag.get())]);
            }
        }
    }
    rows.write(tx).map(drop)
}

/// Puts a tag on a person; `false` if they had it.
pub(crate) fn put(tx: &WriteTx<'_>, person: PersonId, tag: TagId) -> Result<bool, StoreError> {
    let done = tx.change(
        "INSERT INTO person_tag (person_id, tag_id) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM person_tag WHERE tag_id = ?2 AND person_id = ?1)",
        params![person.get(), tag.get()],
    )?;
    Ok(done > 0)
}

/// Takes a tag off a person; `false` if they had it not.
pub(crate) fn take(tx: &WriteTx<'_>, person: PersonId, tag: TagId) -> Result<bool, StoreError> {
    Ok(tx.change("DELETE FROM person_tag WHERE tag_id = ?1 AND person_id = ?2", params![tag.get(), person.get()])? > 0)
}

/// All tags by name.
pub(crate) fn all(tx: &ReadTx<'_>) -> Result<Vec<TagRow>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("pt.person_id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT t.id, t.name, (SELECT count(*) FROM person_tag pt WHERE pt.tag_id = t.id{seen}) FROM tag t ORDER BY alphabetical(t.name_key)"
    ))?;
    let rows = query.query_map([], |row| Ok(TagRow { id: row.get::<_, i64>(0)?.into(), name: row.get(1)?, people: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives a tag another name.
pub(crate) fn rename(tx: &WriteTx<'_>, tag: TagId, name: &str, key: &str) -> Result<(), StoreError> {
    tx.change("UPDATE tag SET name = ?2, name_key = ?3 WHERE id = ?1", params![tag.get(), name, key])?;
    Ok(())
}

/// The rows by which people have this tag, so many at most.
pub(crate) fn some_rows(tx: &ReadTx<'_>, tag: TagId, most: usize) -> Result<Vec<i64>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM person_tag WHERE tag_id = ?1 LIMIT ?2")?;
    let rows = query.query_map(params![tag.get(), i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes the tag of this row off whoever has it.
pub(crate) fn take_row(tx: &WriteTx<'_>, row: i64) -> Result<(), StoreError> {
    tx.change("DELETE FROM person_tag WHERE id = ?1", [row])?;
    Ok(())
}

/// Whoever has the tag of this row has `into` in its place.
pub(crate) fn move_row(tx: &WriteTx<'_>, row: i64, into: TagId) -> Result<(), StoreError> {
    let moved = tx.change(
        "UPDATE person_tag SET tag_id = ?2 WHERE id = ?1
           AND NOT EXISTS (SELECT 1 FROM person_tag other WHERE other.tag_id = ?2 AND other.person_id = person_tag.person_id)",
        params![row, into.get()],
    )?;
    if moved == 0 { take_row(tx, row) } else { Ok(()) }
}

/// Takes a tag away that nobody has.
pub(crate) fn remove(tx: &WriteTx<'_>, tag: TagId) -> Result<(), StoreError> {
    tx.change("DELETE FROM tag WHERE id = ?1", [tag.get()])?;
    Ok(())
}
