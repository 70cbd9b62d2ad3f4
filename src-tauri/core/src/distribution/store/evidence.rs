//! What was found of rows in the sender's own mailbox.

use rusqlite::{OptionalExtension, params};

use crate::distribution::evidence::Found;
use crate::ids::{DeliveryId, DistributionId, Millis};
use crate::messages::Message;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// A row of which nobody can know, and what is known of it.
#[derive(Debug, Clone)]
pub(in crate::distribution) struct Uncertain {
    pub(in crate::distribution) delivery: DeliveryId,
    pub(in crate::distribution) message_id: String,
    /// When its end-of-data line may have gone out.
    pub(in crate::distribution) tried_at: Millis,
    /// What was found of it at the last look.
    pub(in crate::distribution) found: Option<Found>,
}

/// The rows of a distribution of which nobody can know.
pub(in crate::distribution) fn uncertain(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<Uncertain>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.id, d.message_id,
           coalesce((SELECT max(v.at) FROM delivery_event v WHERE v.delivery_id = d.id AND v.state = 'in-flight'), d.state_at), e.found
         FROM delivery d LEFT JOIN delivery_evidence e ON e.delivery_id = d.id
         WHERE d.distribution_id = ?1 AND d.state = 'uncertain' ORDER BY d.id",
    )?;
    let rows = query.query_map([id.get()], |row| {
        Ok(Uncertain {
            delivery: row.get::<_, i64>(0)?.into(),
            message_id: row.get(1)?,
            tried_at: row.get::<_, i64>(2)?.into(),
            found: row.get::<_, Option<String>>(3)?.and_then(|word| Found::of_word(&word)),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A row that is about to go out.
#[derive(Debug, Clone)]
pub(in crate::distribution) struct Planned {
    pub(in crate::distribution) delivery: DeliveryId,
    pub(in crate::distribution) message_id: String,
    /// None where it was erased.
    pub(in crate::distribution) name: Option<String>,
    pub(in crate::distribution) address: Option<String>,
}

/// The rows of a distribution that were never tried and go out if it goes on. What was refused for now was this file's own to try.
pub(in crate::distribution) fn planned(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<Planned>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.id, d.message_id, r.name, r.address FROM delivery d LEFT JOIN recipient r ON r.delivery_id = d.id
         WHERE d.distribution_id = ?1 AND d.state = 'planned' ORDER BY d.id",
    )?;
    let rows = query.query_map([id.get()], |row| {
        Ok(Planned { delivery: row.get::<_, i64>(0)?.into(), message_id: row.get(1)?, name: row.get(2)?, address: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether a row still waits to go out.
pub(in crate::distribution) fn waits(tx: &ReadTx<'_>, row: DeliveryId) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM delivery WHERE id = ?1 AND state = 'planned')")?;
    Ok(query.query_row([row.get()], |found| found.get(0))?)
}

/// Keeps what was found of a row; what was found before is replaced.
pub(in crate::distribution) fn keep(
    tx: &WriteTx<'_>,
    row: DeliveryId,
    found: Found,
    folder: Option<&str>,
    filed_at: Option<Millis>,
) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO delivery_evidence (delivery_id, found, folder, filed_at, looked_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (delivery_id) DO UPDATE SET found = excluded.found, folder = excluded.folder, filed_at = excluded.filed_at,
           looked_at = excluded.looked_at",
        params![row.get(), found.word(), folder, filed_at.map(Millis::get), tx.now().get()],
    )?;
    Ok(())
}

/// Keeps that a look has ended, and what was in its way.
pub(in crate::distribution) fn looked(tx: &WriteTx<'_>, id: DistributionId, trouble: Option<&Message>) -> Result<(), StoreError> {
    let trouble = trouble.and_then(|message| serde_json::to_string(message).ok());
    tx.change(
        "INSERT INTO distribution_look (distribution_id, at, trouble) VALUES (?1, ?2, ?3)
         ON CONFLICT (distribution_id) DO UPDATE SET at = excluded.at, trouble = excluded.trouble",
        params![id.get(), tx.now().get(), trouble],
    )?;
    tx.changed(Topic::Delivery, id.get());
    Ok(())
}

/// When the last look ended, and what was in its way.
pub(in crate::distribution) fn last_look(tx: &ReadTx<'_>, id: DistributionId) -> Result<Option<(Millis, Option<Message>)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT at, trouble FROM distribution_look WHERE distribution_id = ?1")?;
    let read = |row: &rusqlite::Row<'_>| {
        let trouble = row.get::<_, Option<String>>(1)?.and_then(|json| serde_json::from_str(&json).ok());
        Ok((row.get::<_, i64>(0)?.into(), trouble))
    };
    Ok(query.query_row([id.get()], read).optional()?)
}
