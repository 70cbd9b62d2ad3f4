//! What people are to each other.

use rusqlite::{OptionalExtension, params};

use super::people::not_a_word;
use super::unseen::Unseen;
use crate::contacts::fold;
use crate::contacts::kinds::RelationKind;
use crate::ids::{PersonId, RelationId};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// A relation as kept, read from the side of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::contacts) struct KeptRelation {
    pub(in crate::contacts) id: RelationId,
    pub(in crate::contacts) other: PersonId,
    pub(in crate::contacts) kind: RelationKind,
    pub(in crate::contacts) word: String,
    pub(in crate::contacts) back: String,
    pub(in crate::contacts) note: String,
    pub(in crate::contacts) name: String,
    pub(in crate::contacts) given_name: String,
    pub(in crate::contacts) family_name: String,
    pub(in crate::contacts) outlet: String,
}

/// Both sides of the person bound to `?1`: what the other is seen from there.
const SIDES: &str = "WITH side (id, other, turned, kind, word, back, note) AS (
       SELECT r.id, r.other_id, 0, r.kind, r.word, r.back, r.note FROM relation r WHERE r.person_id = ?1
       UNION ALL SELECT r.id, r.person_id, 1, r.kind, r.back, r.word, r.note FROM relation r WHERE r.other_id = ?1)
     SELECT s.id, s.other, s.turned, s.kind, s.word, s.back, s.note,
       CASE WHEN p.name <> '' THEN p.name ELSE
         COALESCE((SELECT a.address FROM address a WHERE a.person_id = p.id ORDER BY a.position LIMIT 1), '') END,
       COALESCE((SELECT o.name FROM outlet o WHERE o.id = p.outlet_id), ''), p.given_name, p.family_name
     FROM side s JOIN person p ON p.id = s.other";

fn kept(row: &rusqlite::Row<'_>) -> rusqlite::Result<KeptRelation> {
    let kind = RelationKind::from_word(row.get_ref(3)?.as_str()?).ok_or_else(|| not_a_word(3))?;
    Ok(KeptRelation {
        id: row.get::<_, i64>(0)?.into(),
        other: row.get::<_, i64>(1)?.into(),
        kind: if row.get::<_, bool>(2)? { kind.turned() } else { kind },
        word: row.get(4)?,
        back: row.get(5)?,
        note: row.get(6)?,
        name: row.get(7)?,
        outlet: row.get(8)?,
        given_name: row.get(9)?,
        family_name: row.get(10)?,
    })
}

/// All of one person, by kind and then by name.
pub(in crate::contacts) fn of(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<KeptRelation>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("p.id");
    let mut query = tx.prepare_cached(&format!("{SIDES} WHERE 1{seen} ORDER BY p.sort_key, s.other, s.id"))?;
    let mut found: Vec<KeptRelation> = query.query_map([person.get()], kept)?.collect::<Result<_, _>>()?;
    found.sort_by(|one, other| (one.kind, &one.word).cmp(&(other.kind, &other.word)));
    Ok(found)
}

/// One of them.
pub(in crate::contacts) fn one(tx: &ReadTx<'_>, person: PersonId, id: RelationId) -> Result<Option<KeptRelation>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{SIDES} WHERE s.id = ?2"))?;
    Ok(query.query_row([person.get(), id.get()], kept).optional()?)
}

/// The address that mail to somebody goes to.
pub(in crate::contacts) fn address_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Option<String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT address FROM address WHERE person_id = ?1 ORDER BY position LIMIT 1")?;
    Ok(query.query_row([person.get()], |row| row.get(0)).optional()?)
}

/// How many a person has.
pub(in crate::contacts) fn count_of(tx: &ReadTx<'_>, person: PersonId) -> Result<usize, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT (SELECT count(*) FROM relation r WHERE r.person_id = ?1) + (SELECT count(*) FROM relation r WHERE r.other_id = ?1)",
    )?;
    Ok(query.query_row([person.get()], |row| row.get::<_, i64>(0)).map(|count| usize::try_from(count).unwrap_or(usize::MAX))?)
}

/// The relation that says the same of these two, from whichever side it was noted.
pub(in crate::contacts) fn same(tx: &ReadTx<'_>, person: PersonId, other: PersonId, key: &str) -> Result<Option<RelationId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT r.id FROM relation r WHERE r.person_id = ?1 AND r.other_id = ?2 AND r.word_key = ?3
         UNION ALL SELECT r.id FROM relation r WHERE r.person_id = ?2 AND r.other_id = ?1 AND r.back_key = ?3 LIMIT 1",
    )?;
    let found = query.query_row(params![person.get(), other.get(), key], |row| row.get::<_, i64>(0)).optional()?;
    Ok(found.map(Into::into))
}

/// Keeps a relation; of each word it takes what was written and its folded form.
pub(in crate::contacts) fn insert(
    tx: &WriteTx<'_>,
    person: PersonId,
    other: PersonId,
    kind: RelationKind,
    word: [&str; 2],
    back: [&str; 2],
    note: &str,
) -> Result<RelationId, StoreError> {
    let id = tx.insert(
        "INSERT INTO relation (person_id, other_id, kind, word, word_key, back, back_key, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![person.get(), other.get(), kind.word(), word[0], word[1], back[0], back[1], note],
    )?;
    Ok(id.into())
}

/// Makes a relation what is said of it, from the side of the first of the two.
pub(in crate::contacts) fn update(
    tx: &WriteTx<'_>,
    id: RelationId,
    between: [PersonId; 2],
    kind: RelationKind,
    word: [&str; 2],
    back: [&str; 2],
    note: &str,
) -> Result<(), StoreError> {
    tx.change(
        "UPDATE relation SET person_id = ?2, other_id = ?3, kind = ?4, word = ?5, word_key = ?6, back = ?7, back_key = ?8, note = ?9 WHERE id = ?1",
        params![id.get(), between[0].get(), between[1].get(), kind.word(), word[0], word[1], back[0], back[1], note],
    )?;
    Ok(())
}

/// Takes a relation away.
pub(in crate::contacts) fn remove(tx: &WriteTx<'_>, id: RelationId) -> Result<(), StoreError> {
    tx.change("DELETE FROM relation WHERE id = ?1", [id.get()])?;
    Ok(())
}

/// What `other` was to third people `keep` is from now on. What both are stays once, and nobody is anything to themselves: what is left
/// goes with `other`.
pub(in crate::contacts) fn hand_over(tx: &WriteTx<'_>, keep: PersonId, other: PersonId) -> Result<(), StoreError> {
    for one in of(tx, other)?.into_iter().filter(|one| one.other != keep) {
        let key = fold::key(if one.word.is_empty() { one.kind.word() } else { &one.word });
        if same(tx, keep, one.other, &key)?.is_none() {
            tx.change(
                "UPDATE relation SET person_id = CASE person_id WHEN ?2 THEN ?3 ELSE person_id END,
                   other_id = CASE other_id WHEN ?2 THEN ?3 ELSE other_id END WHERE id = ?1",
                params![one.id.get(), other.get(), keep.get()],
            )?;
        }
    }
    Ok(())
}

/// What a person is to everybody but `but`, a text each: `assistant-of: Ruth Abernathy`.
pub(in crate::contacts) fn said(tx: &ReadTx<'_>, person: PersonId, but: PersonId) -> Result<Vec<String>, StoreError> {
    let said = of(tx, person)?.into_iter().filter(|one| one.other != but).map(|one| {
        let word = if one.word.is_empty() { one.kind.word() } else { &one.word };
        format!("{word}: {}", one.name)
    });
    Ok(said.collect())
}

/// Words of people's own that are in use, for completion: those whose folded form begins so.
pub(in crate::contacts) fn words_in_use(tx: &ReadTx<'_>, beginning: &str, limit: u32) -> Result<Vec<String>, StoreError> {
    let key = fold::fold(beginning);
    let mut query = tx.prepare_cached(
        "SELECT min(word), word_key FROM (
           SELECT word, word_key FROM relation WHERE word_key BETWEEN ?1 AND ?2 AND word <> ''
           UNION ALL SELECT back, back_key FROM relation WHERE back_key BETWEEN ?1 AND ?2 AND back <> '')
         GROUP BY word_key ORDER BY word_key LIMIT ?3",
    )?;
    let rows = query.query_map(params![key, format!("{key}\u{10FFFF}"), limit], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
