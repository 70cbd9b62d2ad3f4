//! Which distributions send the same mail, and who has it by one of them.
//!
//! An *edition* is a distribution that begins a mail, original or correction, and all that send the same mail to those whom it
//! missed. Nobody gets one edition twice; a correction is another edition, to those who have the first.

use std::collections::HashMap;

use rusqlite::OptionalExtension;

use crate::contacts::Merged;
use crate::distribution::audience::{Earlier, Known};
use crate::distribution::lineage::{Answers, Parent, Relation};
use crate::ids::{DeliveryId, DistributionId, PersonId};
use crate::workspace::{ReadTx, StoreError};

/// What a distribution was made from.
pub(in crate::distribution) fn parent(tx: &ReadTx<'_>, id: DistributionId) -> Result<Option<Parent>, StoreError> {
    let mut query = tx.prepare_cached("SELECT parent_id, relation FROM distribution WHERE id = ?1")?;
    Ok(query.query_row([id.get()], |row| parent_row(row, 0)).optional()?.flatten())
}

/// A parent from two columns: the distribution and the relation.
pub(super) fn parent_row(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Option<Parent>> {
    let distribution: Option<i64> = row.get(at)?;
    let relation = row.get::<_, Option<String>>(at + 1)?.and_then(|word| Relation::of_word(&word)).unwrap_or(Relation::Missing);
    Ok(distribution.map(|id| Parent { distribution: id.into(), relation }))
}

/// All distributions of the edition that `id` belongs to: the one that began it and all that send it to those it missed.
pub(in crate::distribution) fn edition(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<DistributionId>, StoreError> {
    let mut query = tx.prepare_cached(
        "WITH RECURSIVE up (id, parent_id, relation) AS (
           SELECT id, parent_id, relation FROM distribution WHERE id = ?1
           UNION SELECT d.id, d.parent_id, d.relation FROM distribution d JOIN up ON d.id = up.parent_id AND up.relation = 'missing'),
         down (id) AS (
           SELECT id FROM up UNION SELECT d.id FROM distribution d JOIN down ON d.parent_id = down.id AND d.relation = 'missing')
         SELECT id FROM down ORDER BY id",
    )?;
    Ok(query.query_map([id.get()], |row| Ok(row.get::<_, i64>(0)?.into()))?.collect::<Result<_, _>>()?)
}

/// What the edition of a distribution with this parent was made from; none where an original begins it.
pub(in crate::distribution) fn origin(tx: &ReadTx<'_>, parent_of_it: Option<Parent>) -> Result<Option<Parent>, StoreError> {
    let mut at = parent_of_it;
    // Every step goes to an older distribution.
    while let Some(Parent { distribution, relation: Relation::Missing }) = at {
        at = parent(tx, distribution)?;
    }
    Ok(at)
}

/// The mails that a distribution with this parent answers; none where it is an original, a copy, or continues one.
pub(in crate::distribution) fn answers(tx: &ReadTx<'_>, parent_of_it: Option<Parent>) -> Result<Option<Answers>, StoreError> {
    let origin = origin(tx, parent_of_it)?.filter(|origin| origin.relation.answers());
    Ok(origin.map(|origin| Answers { distribution: origin.distribution }))
}

/// A correction of the edition that `id` belongs to that went to anybody, or is about to: the newest.
pub(in crate::distribution) fn corrected_by(tx: &ReadTx<'_>, id: DistributionId) -> Result<Option<DistributionId>, StoreError> {
    let mut newest = None;
    let mut query = tx.prepare_cached(
        "SELECT max(x.id) FROM distribution x WHERE x.parent_id = ?1 AND x.relation IN ('correction', 'embargo-change')
           AND (x.state <> 'stopped'
             OR EXISTS (SELECT 1 FROM delivery d WHERE d.distribution_id = x.id AND d.state IN ('accepted', 'in-flight', 'uncertain')))",
    )?;
    for member in edition(tx, id)? {
        let found: Option<i64> = query.query_row([member.get()], |row| row.get(0))?;
        newest = newest.max(found);
    }
    Ok(newest.map(Into::into))
}

/// Who has it, or may have it, in the edition that `id` belongs to (D31).
pub(in crate::distribution) fn earlier(tx: &ReadTx<'_>, id: DistributionId) -> Result<Known<Earlier>, StoreError> {
    said_by(tx, &edition(tx, id)?)
}

/// Rows of `id` among `rows` whose person and address have it from no other distribution of the edition, and may not have it:
/// what was sent to the missing is not sent once more by the distribution that missed them.
pub(in crate::distribution) fn not_elsewhere(
    tx: &ReadTx<'_>,
    id: DistributionId,
    rows: Vec<DeliveryId>,
) -> Result<Vec<DeliveryId>, StoreError> {
    let others: Vec<DistributionId> = edition(tx, id)?.into_iter().filter(|member| *member != id).collect();
    if others.is_empty() {
        return Ok(rows);
    }
    let (elsewhere, merged) = (said_by(tx, &others)?, Merged::read(tx)?);
    let mut query = tx.prepare_cached("SELECT person_id, address_key FROM delivery WHERE id = ?1")?;
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let (person, key): (i64, [u8; 32]) = query.query_row([row.get()], |found| Ok((found.get(0)?, found.get(1)?)))?;
        if elsewhere.of(merged.of(person.into()), &key).is_none() {
            kept.push(row);
        }
    }
    Ok(kept)
}

fn said_by(tx: &ReadTx<'_>, members: &[DistributionId]) -> Result<Known<Earlier>, StoreError> {
    let (mut found, merged) = (Known::default(), Merged::read(tx)?);
    for member in members {
        let mut query = tx.prepare_cached(
            "SELECT person_id, address_key, state FROM delivery
             WHERE distribution_id = ?1 AND state IN ('accepted', 'in-flight', 'uncertain', 'claimed', 'planned', 'refused-temporary')",
        )?;
        let mut rows = query.query([member.get()])?;
        while let Some(row) = rows.next()? {
            let says = if row.get::<_, String>(2)? == "accepted" { Earlier::Has } else { Earlier::MayHave };
            found.note(merged.of(row.get::<_, i64>(0)?.into()), row.get(1)?, says);
        }
    }
    Ok(found)
}

/// A row whose person has the mail, or may have it.
#[derive(Debug, Clone)]
pub(in crate::distribution) struct Holder {
    pub(in crate::distribution) delivery: DeliveryId,
    pub(in crate::distribution) person: PersonId,
    pub(in crate::distribution) key: [u8; 32],
    /// None where it was erased.
    pub(in crate::distribution) address: Option<String>,
    pub(in crate::distribution) name: String,
    /// Merge fields as they were filled then, JSON.
    pub(in crate::distribution) fields: String,
    /// The Message-IDs of a mail that answers this one: those that it answers itself, and its own.
    pub(in crate::distribution) thread: Vec<String>,
    /// The language of the version that it was, where it went in several.
    pub(in crate::distribution) language: Option<String>,
}

/// Everybody whose row of the edition that `id` belongs to is accepted or uncertain, once each: by the accepted row where there are two.
pub(in crate::distribution) fn holders(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<Holder>, StoreError> {
    let mut found: Vec<Holder> = Vec::new();
    let mut places: HashMap<PersonId, usize> = HashMap::new();
    let mut query = tx.prepare_cached(
        "SELECT d.id, d.person_id, d.address_key, r.address, coalesce(r.name, ''), coalesce(r.fields, '{}'), d.message_id, d.thread,
           (SELECT t.language FROM distribution_text t WHERE t.id = d.text_id
              OR d.text_id IS NULL AND t.distribution_id = d.distribution_id AND t.position = 0)
         FROM delivery d LEFT JOIN recipient r ON r.delivery_id = d.id
         WHERE d.distribution_id = ?1 AND d.state = ?2 ORDER BY d.id",
    )?;
    for state in ["accepted", "uncertain"] {
        for member in edition(tx, id)? {
            let mut rows = query.query((member.get(), state))?;
            while let Some(row) = rows.next()? {
                let person: PersonId = row.get::<_, i64>(1)?.into();
                let mut thread = thread_of(&row.get::<_, Option<String>>(7)?.unwrap_or_default());
                thread.push(row.get(6)?);
                places.entry(person).or_insert_with(|| found.len());
                if places.get(&person) == Some(&found.len()) {
                    let (address, name, fields, language) = (row.get(3)?, row.get(4)?, row.get(5)?, row.get(8)?);
                    let (delivery, key) = (row.get::<_, i64>(0)?.into(), row.get(2)?);
                    found.push(Holder { delivery, person, key, address, name, fields, thread, language });
                }
            }
        }
    }
    found.sort_by_key(|holder| holder.delivery);
    Ok(found)
}

/// A thread as the database keeps it: Message-IDs with a blank between.
pub(super) fn thread_of(kept: &str) -> Vec<String> {
    kept.split_ascii_whitespace().map(str::to_owned).collect()
}
