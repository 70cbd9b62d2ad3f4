//! Fields of the organisation's own, and their values.

use std::collections::BTreeMap;

use rusqlite::params;
use rusqlite::types::ValueRef;

use super::people::{Known, not_a_word};
use super::unseen::Unseen;
use crate::contacts::custom::CustomField;
use crate::contacts::kinds::CustomKind;
use crate::ids::{CustomFieldId, PersonId};
use crate::workspace::{ReadTx, Rows, StoreError, WriteTx, number, text};

/// All fields in their order.
pub(crate) fn all(tx: &ReadTx<'_>) -> Result<Vec<CustomField>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id, name, word, kind, choices FROM custom_field ORDER BY position, id")?;
    let rows = query.query_map([], |row| {
        Ok(CustomField {
            id: row.get::<_, i64>(0)?.into(),
            name: row.get(1)?,
            word: row.get(2)?,
            kind: CustomKind::from_word(row.get_ref(3)?.as_str()?).ok_or_else(|| not_a_word(3))?,
            choices: row.get_ref(4)?.as_str()?.lines().map(str::to_owned).collect(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Keeps a new field behind all others.
pub(crate) fn insert(
    tx: &WriteTx<'_>,
    name: &str,
    key: &str,
    word: &str,
    kind: CustomKind,
    choices: &[String],
) -> Result<CustomFieldId, StoreError> {
    let id = tx.insert(
        "INSERT INTO custom_field (name, name_key, word, kind, choices, position)
         VALUES (?1, ?2, ?3, ?4, ?5, (SELECT COALESCE(max(position), 0) + 1 FROM custom_field))",
        params![name, key, word, kind.word(), choices.join("\n")],
    )?;
    Ok(id.into())
}

/// Gives a field another name and other choices.
pub(crate) fn update(tx: &WriteTx<'_>, id: CustomFieldId, name: &str, key: &str, choices: &[String]) -> Result<(), StoreError> {
    tx.change(
        "UPDATE custom_field SET name = ?2, name_key = ?3, choices = ?4 WHERE id = ?1",
        params![id.get(), name, key, choices.join("\n")],
    )?;
    Ok(())
}

/// Puts the fields into this order.
pub(crate) fn arrange(tx: &WriteTx<'_>, order: &[CustomFieldId]) -> Result<(), StoreError> {
    for (position, id) in (1_i64..).zip(order) {
        tx.change("UPDATE custom_field SET position = ?2 WHERE id = ?1 AND position <> ?2", params![id.get(), position])?;
    }
    Ok(())
}

/// Rows of values of a field, so many at most.
pub(crate) fn some_rows(tx: &ReadTx<'_>, id: CustomFieldId, most: usize) -> Result<Vec<i64>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id FROM person_field WHERE field_id = ?1 LIMIT ?2")?;
    let rows = query.query_map(params![id.get(), i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes a value away.
pub(crate) fn remove_row(tx: &WriteTx<'_>, row: i64) -> Result<(), StoreError> {
    tx.change("DELETE FROM person_field WHERE id = ?1", [row])?;
    Ok(())
}

/// Takes the value of one person away.
pub(crate) fn remove_value(tx: &WriteTx<'_>, id: CustomFieldId, person: PersonId) -> Result<(), StoreError> {
    tx.change("DELETE FROM person_field WHERE field_id = ?1 AND person_id = ?2", params![id.get(), person.get()])?;
    Ok(())
}

/// Takes a field away in which nobody has a value.
pub(crate) fn remove(tx: &WriteTx<'_>, id: CustomFieldId) -> Result<(), StoreError> {
    tx.change("DELETE FROM custom_field WHERE id = ?1", [id.get()])?;
    Ok(())
}

const CHOSEN: &str = "SELECT id, person_id FROM person_field
 WHERE field_id = ?1 AND value_key = ?2 AND person_id > ?3 AND value = ?4 ORDER BY person_id LIMIT ?5";

/// Some of the values that say this choice, whose folded form is `key`, each with whose it is: of people behind `after`, in their order.
pub(crate) fn chosen(
    tx: &ReadTx<'_>,
    id: CustomFieldId,
    choice: &str,
    key: &str,
    after: Option<PersonId>,
    limit: usize,
) -> Result<Vec<(i64, PersonId)>, StoreError> {
    let mut query = tx.prepare_cached(CHOSEN)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = query.query_map(params![id.get(), key, after.map_or(0, PersonId::get), choice, limit], |row| {
        Ok((row.get(0)?, PersonId::from(row.get::<_, i64>(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How SQLite goes about finding those who chose something, a line for each step.
#[cfg(test)]
pub(crate) fn plan_of_chosen(tx: &ReadTx<'_>) -> Result<String, StoreError> {
    let mut query = tx.prepare(&format!("EXPLAIN QUERY PLAN {CHOSEN}"))?;
    let rows = query.query_map(params![1, "a", 0, "A", 900], |row| row.get::<_, String>(3))?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.join("\n"))
}

/// A value says another choice.
pub(crate) fn rename_choice(tx: &WriteTx<'_>, row: i64, is: &str, key: &str) -> Result<(), StoreError> {
    tx.change("UPDATE person_field SET value = ?2, value_key = ?3 WHERE id = ?1", params![row, is, key])?;
    Ok(())
}

/// Choices have other names wherever they were chosen: what it was, what it is, and that folded. Two may change places.
pub(crate) fn rename_choices(tx: &WriteTx<'_>, id: CustomFieldId, moves: &[(String, String, String)]) -> Result<(), StoreError> {
    let mut chosen = Vec::with_capacity(moves.len());
    for (was, is, key) in moves {
        let mut query = tx.prepare_cached("SELECT id FROM person_field WHERE field_id = ?1 AND value = ?2")?;
        let rows = query.query_map(params![id.get(), was], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
        chosen.push((rows, is, key));
    }
    for (rows, is, key) in chosen {
        for row in rows {
            tx.change("UPDATE person_field SET value = ?2, value_key = ?3 WHERE id = ?1", params![row, is, key])?;
        }
    }
    Ok(())
}

/// How many people have a value there; of a choice, that one.
pub(crate) fn filled(tx: &ReadTx<'_>, id: CustomFieldId, value: Option<&str>) -> Result<u32, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("person_id");
    let sql = format!("SELECT count(*) FROM person_field WHERE field_id = ?1 AND (?2 IS NULL OR value = ?2){seen}");
    let mut query = tx.prepare_cached(&sql)?;
    Ok(query.query_row(params![id.get(), value], |row| row.get(0))?)
}

/// Values in use that begin so.
pub(crate) fn values_in_use(tx: &ReadTx<'_>, id: CustomFieldId, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("person_id");
    let mut query = tx.prepare_cached(&format!(
        "SELECT min(value) FROM person_field WHERE field_id = ?1 AND value_key BETWEEN ?2 AND ?3{seen} GROUP BY value_key ORDER BY value_key LIMIT ?4"
    ))?;
    let rows = query.query_map(params![id.get(), beginning, format!("{beginning}\u{10FFFF}"), limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One person's values by the names of the fields.
pub(super) fn of(tx: &ReadTx<'_>, person: PersonId) -> Result<BTreeMap<String, String>, StoreError> {
    let mut query = tx
        .prepare_cached("SELECT f.name, pf.value FROM person_field pf JOIN custom_field f ON f.id = pf.field_id WHERE pf.person_id = ?1")?;
    Ok(query.query_map([person.get()], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// Writes the values of people who have none, by the names of the fields. A field that is gone meanwhile takes its value with it.
pub(super) fn insert_all<'p>(
    tx: &WriteTx<'_>,
    known: &mut Known,
    people: impl Iterator<Item = (PersonId, &'p BTreeMap<String, String>)>,
) -> Result<(), StoreError> {
    let mut all = Vec::new();
    for (person, values) in people.filter(|(_, values)| !values.is_empty()) {
        for field in fields(tx, known)? {
            let judged = values.get(&field.name).and_then(|text| field.judge(text).ok().flatten());
            all.extend(judged.map(|judged| (person, field.id, judged)));
        }
    }
    let mut rows = Rows::new("person_field (person_id, field_id, value, value_key, number)");
    for (person, field, judged) in &all {
        let measured = judged.number.map_or(ValueRef::Null, ValueRef::Real);
        rows.push([number(person.get()), number(field.get()), text(&judged.value), text(&judged.key), measured]);
    }
    rows.write(tx).map(drop)
}

/// All fields, as long as one writer lasts.
fn fields<'k>(tx: &ReadTx<'_>, known: &'k mut Known) -> Result<&'k [CustomField], StoreError> {
    Ok(match &mut known.fields {
        Some(fields) => fields,
        none => none.insert(all(tx)?),
    })
}

/// Makes these the values of a person. A field that is gone meanwhile takes its value with it.
pub(super) fn replace(tx: &WriteTx<'_>, known: &mut Known, person: PersonId, values: &BTreeMap<String, String>) -> Result<(), StoreError> {
    let held = of(tx, person)?;
    for field in fields(tx, known)? {
        let (before, after) = (held.get(&field.name), values.get(&field.name));
        if before == after {
            continue;
        }
        let Some(judged) = after.and_then(|text| field.judge(text).ok().flatten()) else {
            remove_value(tx, field.id, person)?;
            continue;
        };
        let changed = tx.change(
            "UPDATE person_field SET value = ?3, value_key = ?4, number = ?5 WHERE field_id = ?1 AND person_id = ?2",
            params![field.id.get(), person.get(), judged.value, judged.key, judged.number],
        )?;
        if changed == 0 {
            tx.insert(
                "INSERT INTO person_field (person_id, field_id, value, value_key, number) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![person.get(), field.id.get(), judged.value, judged.key, judged.number],
            )?;
        }
    }
    Ok(())
}
