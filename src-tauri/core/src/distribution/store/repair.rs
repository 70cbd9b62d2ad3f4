//! Rows that replace a refused one, or bring somebody onto the list who was left out for the address (D35).

use rusqlite::{OptionalExtension, params};

use super::ledger::{Chain, Event};
use super::lineage::thread_of;
use crate::distribution::audience::{Answered, Chosen};
use crate::distribution::notice::NoticeWay;
use crate::distribution::service::list_word;
use crate::distribution::state::{Because, DeliveryState};
use crate::ids::{DeliveryId, DistributionId, PersonId};
use crate::workspace::{ReadTx, StoreError, Topic};

/// What a row replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::distribution) enum Replaces {
    /// A row that was refused, or left out at the last instant.
    Row(DeliveryId),
    /// Somebody who was left out at Send: the line of the exclusions.
    LeftOut(i64),
}

/// A row that may be replaced.
pub(in crate::distribution) struct Broken {
    pub(in crate::distribution) state: DeliveryState,
    /// Why it was left out at the last instant.
    pub(in crate::distribution) left_out: Option<String>,
    pub(in crate::distribution) person: PersonId,
    pub(in crate::distribution) key: [u8; 32],
    /// None where it was erased; its name too.
    pub(in crate::distribution) address: Option<String>,
    pub(in crate::distribution) name: Option<String>,
    /// Merge fields as sealed at Send, JSON.
    pub(in crate::distribution) fields: Option<String>,
    pub(in crate::distribution) answers: Option<Answered>,
    /// The row that has replaced it.
    pub(in crate::distribution) replaced_by: Option<DeliveryId>,
    /// Which version of the text it names.
    pub(in crate::distribution) text: Option<i64>,
}

/// One row of a distribution.
pub(in crate::distribution) fn row(tx: &ReadTx<'_>, id: DistributionId, row: DeliveryId) -> Result<Option<Broken>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.state, d.left_out, d.person_id, d.address_key, r.name, r.fields, d.answers_id, d.thread,
           (SELECT n.id FROM delivery n WHERE n.repairs_id = d.id), r.address, d.text_id
         FROM delivery d LEFT JOIN recipient r ON r.delivery_id = d.id WHERE d.id = ?2 AND d.distribution_id = ?1",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        let thread = row.get::<_, Option<String>>(7)?.unwrap_or_default();
        Ok(Broken {
            state: DeliveryState::of_word(&row.get::<_, String>(0)?).unwrap_or(DeliveryState::Uncertain),
            left_out: row.get(1)?,
            person: row.get::<_, i64>(2)?.into(),
            key: row.get(3)?,
            name: row.get(4)?,
            fields: row.get(5)?,
            answers: row.get::<_, Option<i64>>(6)?.map(|id| Answered { delivery: id.into(), thread: thread_of(&thread) }),
            replaced_by: row.get::<_, Option<i64>>(8)?.map(Into::into),
            address: row.get(9)?,
            text: row.get(10)?,
        })
    };
    Ok(query.query_row([id.get(), row.get()], read).optional()?)
}

/// Somebody who was left out at Send.
pub(in crate::distribution) struct LeftOutLine {
    pub(in crate::distribution) line: i64,
    pub(in crate::distribution) reason: String,
    /// The row that brought them onto the list since.
    pub(in crate::distribution) replaced_by: Option<DeliveryId>,
}

/// The line of the exclusions that names this person.
pub(in crate::distribution) fn left_out(tx: &ReadTx<'_>, id: DistributionId, person: PersonId) -> Result<Option<LeftOutLine>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT e.id, e.reason, (SELECT n.id FROM delivery n WHERE n.repairs_exclusion_id = e.id)
         FROM exclusion e WHERE e.distribution_id = ?1 AND e.person_id = ?2",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(LeftOutLine { line: row.get(0)?, reason: row.get(1)?, replaced_by: row.get::<_, Option<i64>>(2)?.map(Into::into) })
    };
    Ok(query.query_row([id.get(), person.get()], read).optional()?)
}

/// Who has this address on the list: the row's name; empty where it was erased.
pub(in crate::distribution) fn on_list(tx: &ReadTx<'_>, id: DistributionId, key: &[u8; 32]) -> Result<Option<String>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT coalesce(r.name, '') FROM delivery d LEFT JOIN recipient r ON r.delivery_id = d.id
         WHERE d.distribution_id = ?1 AND d.address_key = ?2",
    )?;
    Ok(query.query_row(params![id.get(), key], |row| row.get(0)).optional()?)
}

/// Those of `rows` that no other row has replaced.
pub(in crate::distribution) fn not_replaced(tx: &ReadTx<'_>, rows: Vec<DeliveryId>) -> Result<Vec<DeliveryId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM delivery n WHERE n.repairs_id = ?1)")?;
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        if !query.query_row([row.get()], |found| found.get::<_, bool>(0))? {
            kept.push(row);
        }
    }
    Ok(kept)
}

/// How many rows came onto the list by repair (D31).
pub(in crate::distribution) fn count(tx: &ReadTx<'_>, id: DistributionId) -> Result<u32, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT count(*) FROM delivery WHERE distribution_id = ?1 AND (repairs_id IS NOT NULL OR repairs_exclusion_id IS NOT NULL)",
    )?;
    Ok(query.query_row([id.get()], |row| row.get(0))?)
}

/// Writes the row that replaces; the chain names what it replaces.
pub(in crate::distribution) fn insert(
    chain: &mut Chain<'_, '_>,
    id: DistributionId,
    chosen: &Chosen,
    message_id: &str,
    replaces: Replaces,
    because: Option<Because>,
    (way, text): (NoticeWay, Option<i64>),
) -> Result<DeliveryId, StoreError> {
    let tx = chain.tx();
    let (row, line) = match replaces {
        Replaces::Row(row) => (Some(row.get()), None),
        Replaces::LeftOut(line) => (None, Some(line)),
    };
    let new = tx.insert(
        "INSERT INTO delivery (distribution_id, address_key, person_id, list_kind, message_id, state_at, answers_id, thread, repairs_id,
           repairs_exclusion_id, because, notice, text_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        params![
            id.get(),
            chosen.key,
            chosen.person.get(),
            list_word(chosen.list_kind),
            message_id,
            tx.now().get(),
            chosen.answers.as_ref().map(|answered| answered.delivery.get()),
            chosen.answers.as_ref().map(|answered| answered.thread.join(" ")),
            row,
            line,
            because.map(Because::word),
            way.of(&chosen.values),
            text,
        ],
    )?;
    let fields = serde_json::to_string(&chosen.values).unwrap_or_else(|_| "{}".to_owned());
    tx.insert(
        "INSERT INTO recipient (delivery_id, address, name, fields) VALUES (?1, ?2, ?3, ?4)",
        params![new, chosen.address.as_typed(), chosen.name, fields],
    )?;
    let facts = match replaces {
        Replaces::Row(row) => format!("repairs={row}"),
        Replaces::LeftOut(line) => format!("repairs-left-out={line}"),
    };
    let planned = DeliveryState::Planned.word();
    chain.append(&Event { distribution: id, delivery: Some(new.into()), state: planned, facts: &facts })?;
    tx.changed(Topic::Delivery, id.get());
    tx.changed(Topic::Distribution, id.get());
    Ok(new.into())
}
