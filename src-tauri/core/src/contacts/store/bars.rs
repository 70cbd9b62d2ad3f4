//! Suppressions, and what stands between people and mails.

use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

use super::people::{kind, not_a_word};
use super::unseen::Unseen;
use crate::contacts::kinds::{PersonKind, SuppressionReason};
use crate::ids::{Millis, PersonId};
use crate::net::AddressKey;
use crate::workspace::{ReadTx, StoreError, WriteTx, erase_steps_of};

/// Why somebody is barred: do-not-contact, a restriction, the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reasons {
    pub(crate) barred: Option<String>,
    pub(crate) restricted: Option<String>,
    pub(crate) suppressed: Option<SuppressionReason>,
}

/// A suppression as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SuppressionRow {
    pub(crate) id: i64,
    pub(crate) reason: SuppressionReason,
    pub(crate) evidence: String,
    pub(crate) by: String,
    pub(crate) at: Millis,
    pub(crate) lifted: Option<LiftedRow>,
    /// What else was said while it stood, in the order in which it came.
    pub(crate) further: Vec<FurtherRow>,
    /// An address that still is somebody's; none once all who held it are forgotten.
    pub(crate) address: Option<String>,
    /// Whoever holds it: of several the first who was entered.
    pub(crate) holder: Option<(PersonId, String)>,
}

impl SuppressionRow {
    /// All that was said of it, the first first: the reason, and what shows it.
    pub(crate) fn said(&self) -> impl Iterator<Item = (SuppressionReason, &str)> {
        let further = self.further.iter().map(|one| (one.reason, one.evidence.as_str()));
        std::iter::once((self.reason, self.evidence.as_str())).chain(further)
    }

    /// That its owner wants no mail at all, be it what suppressed it or what was said later; with what shows it.
    pub(crate) fn stop(&self) -> Option<(SuppressionReason, &str)> {
        self.said().find(|(reason, _)| reason.stops_all())
    }
}

/// How a suppression ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LiftedRow {
    pub(crate) at: Millis,
    pub(crate) reason: String,
    pub(crate) by: String,
}

/// A further reason while a suppression stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FurtherRow {
    pub(crate) reason: SuppressionReason,
    pub(crate) evidence: String,
    pub(crate) by: String,
    pub(crate) at: Millis,
}

/// Whether there may be further reasons of `s`: there are none where none ever came.
const MORE_SAID: &str = "s.again_at IS NOT NULL";

fn suppression_sql(tx: &ReadTx<'_>) -> Result<String, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("a.person_id");
    Ok(format!(
        "SELECT s.id, s.reason, s.evidence, s.by, s.at, s.lifted_at, s.lifted_reason, s.lifted_by, h.address, h.person_id, p.name,
                {MORE_SAID}
         FROM suppression s
         LEFT JOIN address h ON h.id = (SELECT a.id FROM address a WHERE a.key = s.key{seen} ORDER BY a.person_id LIMIT 1)
         LEFT JOIN person p ON p.id = h.person_id"
    ))
}

/// A suppression without what else was said of it, and whether there is any.
fn suppression(row: &rusqlite::Row<'_>) -> rusqlite::Result<(SuppressionRow, bool)> {
    let lifted = match row.get::<_, Option<i64>>(5)? {
        Some(at) => Some(LiftedRow { at: at.into(), reason: row.get(6)?, by: row.get(7)? }),
        None => None,
    };
    let holder = match row.get::<_, Option<i64>>(9)? {
        Some(person) => Some((person.into(), row.get(10)?)),
        None => None,
    };
    let kept = SuppressionRow {
        id: row.get(0)?,
        reason: SuppressionReason::from_word(row.get_ref(1)?.as_str()?).ok_or_else(|| not_a_word(1))?,
        evidence: row.get(2)?,
        by: row.get(3)?,
        at: row.get::<_, i64>(4)?.into(),
        lifted,
        further: Vec::new(),
        address: row.get(8)?,
        holder,
    };
    Ok((kept, row.get(11)?))
}

/// Fills in what else was said while it stood.
fn with_further(tx: &ReadTx<'_>, (mut row, more): (SuppressionRow, bool)) -> Result<SuppressionRow, StoreError> {
    if !more {
        return Ok(row);
    }
    let mut query = tx.prepare_cached("SELECT reason, evidence, by, at FROM suppression_further WHERE suppression_id = ?1 ORDER BY id")?;
    let rows = query.query_map([row.id], |further| {
        Ok(FurtherRow {
            reason: SuppressionReason::from_word(further.get_ref(0)?.as_str()?).ok_or_else(|| not_a_word(0))?,
            evidence: further.get(1)?,
            by: further.get(2)?,
            at: further.get::<_, i64>(3)?.into(),
        })
    })?;
    row.further = rows.collect::<Result<_, _>>()?;
    Ok(row)
}

/// The suppression of this address that stands.
pub(crate) fn standing(tx: &ReadTx<'_>, key: &AddressKey) -> Result<Option<SuppressionRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{} WHERE s.key = ?1 AND s.lifted_at IS NULL", suppression_sql(tx)?))?;
    query.query_row([key.0], suppression).optional()?.map(|row| with_further(tx, row)).transpose()
}

/// Why this address must not be mailed; none if it may.
pub(crate) fn reason_standing(tx: &ReadTx<'_>, key: &AddressKey) -> Result<Option<SuppressionReason>, StoreError> {
    let mut query = tx.prepare_cached("SELECT reason FROM suppression WHERE key = ?1 AND lifted_at IS NULL")?;
    Ok(query.query_row([key.0], |row| reason(row, 0)).optional()?.flatten())
}

/// The key of the address that a suppression is about.
pub(crate) fn key_of(tx: &ReadTx<'_>, id: i64) -> Result<Option<AddressKey>, StoreError> {
    let mut query = tx.prepare_cached("SELECT key FROM suppression WHERE id = ?1")?;
    Ok(query.query_row([id], |row| row.get(0)).optional()?.map(AddressKey))
}

/// All suppressions of this address, lifted ones too, the newest first.
pub(crate) fn past(tx: &ReadTx<'_>, key: &AddressKey) -> Result<Vec<SuppressionRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{} WHERE s.key = ?1 ORDER BY s.id DESC", suppression_sql(tx)?))?;
    let rows = query.query_map([key.0], suppression)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(|row| with_further(tx, row)).collect()
}

fn page_sql(tx: &ReadTx<'_>, lifted: bool) -> Result<String, StoreError> {
    let which = if lifted { "IS NOT NULL" } else { "IS NULL" };
    Ok(format!(
        "{} WHERE s.id < ?1 AND s.lifted_at {which} AND (?2 IS NULL OR s.reason = ?2 OR ({MORE_SAID} AND EXISTS
           (SELECT 1 FROM suppression_further f WHERE f.suppression_id = s.id AND f.reason = ?2))) ORDER BY s.id DESC",
        suppression_sql(tx)?
    ))
}

/// How SQLite goes about the list of those that were lifted (Q2).
#[cfg(test)]
pub(in crate::contacts) fn plan_of_lifted(tx: &ReadTx<'_>) -> Result<String, StoreError> {
    let mut query = tx.prepare(&format!("EXPLAIN QUERY PLAN {}", page_sql(tx, true)?))?;
    let steps = query.query_map([1, 1], |row| row.get::<_, String>(3))?;
    Ok(steps.collect::<Result<Vec<_>, _>>()?.join("\n"))
}

/// Suppressions that stand, or those that were lifted, for this reason, be it the first or a further one, or for any: the newest first, older
/// than `before`, `limit` of those that `wanted` takes. They are read one by one until so many are found, so that a long list is never held whole.
pub(crate) fn page(
    tx: &ReadTx<'_>,
    lifted: bool,
    reason: Option<SuppressionReason>,
    before: Option<i64>,
    limit: usize,
    mut wanted: impl FnMut(&SuppressionRow) -> bool,
) -> Result<Vec<SuppressionRow>, StoreError> {
    let mut query = tx.prepare_cached(&page_sql(tx, lifted)?)?;
    let mut rows = query.query(params![before.unwrap_or(i64::MAX), reason.map(SuppressionReason::word)])?;
    let mut found = Vec::new();
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        let row = with_further(tx, suppression(row)?)?;
        if wanted(&row) {
            found.push(row);
        }
    }
    Ok(found)
}

/// How many suppressions stand, and how many were lifted.
pub(crate) fn count(tx: &ReadTx<'_>) -> Result<(u32, u32), StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT (SELECT count(*) FROM suppression WHERE lifted_at IS NULL), (SELECT count(*) FROM suppression WHERE lifted_at IS NOT NULL)",
    )?;
    Ok(query.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Suppresses an address; its row's id.
pub(crate) fn suppress(tx: &WriteTx<'_>, key: &AddressKey, reason: SuppressionReason, evidence: &str) -> Result<i64, StoreError> {
    tx.insert(
        "INSERT INTO suppression (key, reason, evidence, at, by) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![key.0, reason.word(), evidence, tx.now().get(), tx.actor()],
    )
}

/// Notes that there was another reason while this suppression stood; its row's id.
pub(crate) fn again(tx: &WriteTx<'_>, id: i64, reason: SuppressionReason, evidence: &str) -> Result<i64, StoreError> {
    let (now, actor) = (tx.now().get(), tx.actor());
    let further = tx.insert(
        "INSERT INTO suppression_further (suppression_id, reason, evidence, by, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, reason.word(), evidence, actor, now],
    )?;
    tx.change("UPDATE suppression SET again_at = ?2 WHERE id = ?1", params![id, now])?;
    Ok(further)
}

/// Keeps that a suppression was confirmed while it stood, without words of it: it stays then, though what made it is taken back.
pub(crate) fn confirm(tx: &WriteTx<'_>, id: i64) -> Result<(), StoreError> {
    tx.change("UPDATE suppression SET again_at = ?2 WHERE id = ?1 AND again_at IS NULL", params![id, tx.now().get()])?;
    Ok(())
}

/// Takes a further reason away that was a mistake, unless the suppression was lifted since; the suppression and its address's key. That there
/// was one stays: no mail goes out because of it.
pub(crate) fn withdraw_further(tx: &WriteTx<'_>, id: i64) -> Result<Option<(i64, AddressKey)>, StoreError> {
    let of = tx
        .prepare_cached(
            "SELECT s.id, s.key FROM suppression_further f JOIN suppression s ON s.id = f.suppression_id
             WHERE f.id = ?1 AND s.lifted_at IS NULL",
        )?
        .query_row([id], |row| Ok((row.get(0)?, AddressKey(row.get(1)?))))
        .optional()?;
    if of.is_some() {
        tx.change("DELETE FROM suppression_further WHERE id = ?1", [id])?;
    }
    Ok(of)
}

/// Takes a suppression away that was a mistake, unless there was another reason since; the address's key.
pub(crate) fn withdraw(tx: &WriteTx<'_>, id: i64) -> Result<Option<AddressKey>, StoreError> {
    let key = tx
        .prepare_cached("DELETE FROM suppression WHERE id = ?1 AND lifted_at IS NULL AND again_at IS NULL RETURNING key")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(key.map(AddressKey))
}

/// Lifts the suppression that stands; `false` if none does.
pub(crate) fn lift(tx: &WriteTx<'_>, key: &AddressKey, reason: &str) -> Result<bool, StoreError> {
    let lifted = tx.change(
        "UPDATE suppression SET lifted_at = ?2, lifted_reason = ?3, lifted_by = ?4 WHERE key = ?1 AND lifted_at IS NULL",
        params![key.0, tx.now().get(), reason, tx.actor()],
    )?;
    Ok(lifted > 0)
}

/// Everybody whose address has this key.
pub(crate) fn people_with(tx: &ReadTx<'_>, key: &AddressKey) -> Result<Vec<PersonId>, StoreError> {
    let seen = Unseen::read(tx)?.and_seen("person_id");
    let mut query = tx.prepare_cached(&format!("SELECT person_id FROM address WHERE key = ?1{seen} ORDER BY person_id"))?;
    let rows = query.query_map([key.0], |row| Ok(PersonId::from(row.get::<_, i64>(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What the person is, do-not-contact and a restriction with their reasons, and the suppression that stands: in one look, for the claim of each row
/// (D19). `None` says that the person is gone.
pub(crate) fn now(tx: &ReadTx<'_>, person: PersonId, key: &AddressKey) -> Result<Option<(PersonKind, Reasons)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT p.kind, CASE WHEN p.barred_at IS NOT NULL THEN p.barred_reason END,
                (SELECT r.reason FROM restriction r WHERE r.person_id = p.id),
                (SELECT s.reason FROM suppression s WHERE s.key = ?2 AND s.lifted_at IS NULL)
         FROM person p WHERE p.id = COALESCE((SELECT m.into_id FROM person_merged m WHERE m.gone_id = ?1), ?1)",
    )?;
    let found = query.query_row(params![person.get(), key.0], |row| {
        Ok((kind(row, 0)?, Reasons { barred: row.get(1)?, restricted: row.get(2)?, suppressed: reason(row, 3)? }))
    });
    Ok(found.optional()?)
}

/// What a distribution must know about one person.
pub(crate) struct RecipientRow {
    pub(crate) person: PersonId,
    pub(crate) kind: PersonKind,
    pub(crate) name: String,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    pub(crate) salutation: String,
    pub(crate) greeting: String,
    pub(crate) role: String,
    pub(crate) outlet: String,
    pub(crate) city: String,
    pub(crate) country: String,
    pub(crate) language: String,
    pub(crate) address: Option<String>,
    pub(crate) reasons: Reasons,
}

/// The time zones of those people of whom one is known.
pub(crate) fn time_zones(tx: &ReadTx<'_>, people: &[PersonId]) -> Result<HashMap<PersonId, String>, StoreError> {
    let ids = Rc::new(people.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached("SELECT id, time_zone FROM person WHERE id IN rarray(?1) AND time_zone <> ''")?;
    let unseen = Unseen::read(tx)?;
    let rows = query.query_map([ids], |row| Ok((PersonId::from(row.get::<_, i64>(0)?), row.get::<_, String>(1)?)))?;
    let known = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(known.into_iter().filter(|(person, _)| !unseen.has(*person)).collect())
}

/// The language that each of `people` reads: their own, else their outlet's; who has neither is not among them.
pub(crate) fn languages(tx: &ReadTx<'_>, people: &[PersonId]) -> Result<HashMap<PersonId, String>, StoreError> {
    let ids = Rc::new(people.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(
        "SELECT p.id, CASE WHEN p.language <> '' THEN p.language ELSE COALESCE(o.language, '') END
         FROM person p LEFT JOIN outlet o ON o.id = p.outlet_id WHERE p.id IN rarray(?1)",
    )?;
    let rows = query.query_map([ids], |row| Ok((PersonId::from(row.get::<_, i64>(0)?), row.get::<_, String>(1)?)))?;
    let known = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(known.into_iter().filter(|(_, language)| !language.is_empty()).collect())
}

/// Those of `people` that exist, by id, each made into what is kept of it as it is read.
pub(crate) fn recipients<T>(tx: &ReadTx<'_>, people: &[PersonId], make: impl Fn(RecipientRow) -> T) -> Result<Vec<T>, StoreError> {
    let ids = Rc::new(people.iter().map(|id| Value::Integer(id.get())).collect::<Vec<_>>());
    let mut query = tx.prepare_cached(
        "SELECT p.id, p.kind, p.name, p.given_name, p.family_name, p.salutation, p.greeting, p.role, COALESCE(o.name, ''), p.city, p.country,
                p.language, CASE WHEN p.barred_at IS NOT NULL THEN p.barred_reason END, a.address, s.reason, r.reason
         FROM person p
         LEFT JOIN outlet o ON o.id = p.outlet_id
         LEFT JOIN address a ON a.person_id = p.id AND a.position = 0
         LEFT JOIN suppression s ON s.key = a.key AND s.lifted_at IS NULL
         LEFT JOIN restriction r ON r.person_id = p.id
         WHERE p.id IN rarray(?1) ORDER BY p.id",
    )?;
    let unseen = Unseen::read(tx)?;
    let rows = query.query_map([ids], |row| {
        Ok(RecipientRow {
            person: row.get::<_, i64>(0)?.into(),
            kind: kind(row, 1)?,
            name: row.get(2)?,
            given_name: row.get(3)?,
            family_name: row.get(4)?,
            salutation: row.get(5)?,
            greeting: row.get(6)?,
            role: row.get(7)?,
            outlet: row.get(8)?,
            city: row.get(9)?,
            country: row.get(10)?,
            language: row.get(11)?,
            address: row.get(13)?,
            reasons: Reasons { barred: row.get(12)?, restricted: row.get(15)?, suppressed: reason(row, 14)? },
        })
    })?;
    let seen = rows.filter(|row| row.as_ref().map_or(true, |row| !unseen.has(row.person)));
    Ok(seen.map(|row| row.map(&make)).collect::<Result<_, _>>()?)
}

fn reason(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Option<SuppressionReason>> {
    let Some(word) = row.get_ref(index)?.as_str_or_null()? else { return Ok(None) };
    SuppressionReason::from_word(word).map(Some).ok_or_else(|| not_a_word(index))
}

/// Takes away what was written about suppressing an address in words that may name somebody, out of the steps of history too: nothing
/// that is taken back later brings the words or mail to them back.
pub(crate) fn forget_words(tx: &WriteTx<'_>, key: &AddressKey) -> Result<(), StoreError> {
    tx.change(
        "UPDATE suppression_further SET evidence = '' WHERE suppression_id IN (SELECT id FROM suppression WHERE key = ?1)",
        params![key.0],
    )?;
    // What stood before is said beside it: an import refuses whoever was forgotten by the first reason alone.
    tx.change(
        "INSERT INTO suppression_further (suppression_id, reason, evidence, by, at)
         SELECT id, reason, '', by, at FROM suppression WHERE key = ?1 AND lifted_at IS NULL AND reason <> 'erased'",
        params![key.0],
    )?;
    tx.change(
        "UPDATE suppression SET evidence = '', reason = CASE WHEN lifted_at IS NULL THEN 'erased' ELSE reason END,
                lifted_reason = CASE WHEN lifted_at IS NULL THEN '' ELSE '—' END WHERE key = ?1",
        params![key.0],
    )?;
    let mut all = tx.prepare("SELECT id FROM suppression WHERE key = ?1")?;
    let ids = all.query_map([key.0], |row| row.get::<_, i64>(0))?.collect::<Result<Vec<_>, _>>()?;
    erase_steps_of(tx, ("suppression", "key", &key.0), ("suppression_further", "suppression_id"), &ids)
}

/// Those of a person's addresses that must not be mailed, in their order, and why: of several reasons the strongest.
pub(crate) fn suppressed_of(tx: &ReadTx<'_>, person: PersonId) -> Result<Vec<(String, SuppressionReason)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT a.address, s.reason, f.reason FROM address a JOIN suppression s ON s.key = a.key AND s.lifted_at IS NULL
         LEFT JOIN suppression_further f ON f.suppression_id = s.id
         WHERE a.person_id = ?1 ORDER BY a.position",
    )?;
    let rows = query.query_map([person.get()], |row| {
        let first = reason(row, 1)?.unwrap_or(SuppressionReason::Asked);
        Ok((row.get(0)?, reason(row, 2)?.map_or(first, |further| first.stronger(further))))
    })?;
    let mut found: Vec<(String, SuppressionReason)> = Vec::new();
    for row in rows {
        let (address, why) = row?;
        match found.last_mut().filter(|(held, _)| *held == address) {
            Some((_, strongest)) => *strongest = strongest.stronger(why),
            None => found.push((address, why)),
        }
    }
    Ok(found)
}
