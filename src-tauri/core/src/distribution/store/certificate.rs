//! What a certificate reads of the ledger beyond the report, and the keys that signed.

use std::collections::HashMap;

use rusqlite::params;

use crate::distribution::state::DeliveryState;
use crate::ids::{DeliveryId, DistributionId, Millis};
use crate::workspace::{ReadTx, StoreError, WriteTx};

/// A row with all that is certified of it.
pub(in crate::distribution) struct CertifiedRow {
    pub(in crate::distribution) id: DeliveryId,
    pub(in crate::distribution) name: Option<String>,
    pub(in crate::distribution) address: Option<String>,
    pub(in crate::distribution) state: DeliveryState,
    pub(in crate::distribution) left_out: Option<String>,
    pub(in crate::distribution) message_id: String,
    pub(in crate::distribution) message_hash: Option<[u8; 32]>,
    pub(in crate::distribution) tries: u32,
    /// The language of its version, where that is not the main one.
    pub(in crate::distribution) language: Option<String>,
    pub(in crate::distribution) bytes: Option<i64>,
    pub(in crate::distribution) date: Option<Millis>,
    pub(in crate::distribution) at: Millis,
    pub(in crate::distribution) server: Option<String>,
    pub(in crate::distribution) tls: Option<String>,
    pub(in crate::distribution) reply_code: Option<u16>,
    pub(in crate::distribution) reply_enhanced: Option<String>,
    pub(in crate::distribution) reply: Option<String>,
    /// The Message-ID of the row that it replaces (D35).
    pub(in crate::distribution) repairs: Option<String>,
    /// When it last went in flight, and the facts of that event.
    pub(in crate::distribution) in_flight: Option<(Millis, String)>,
}

/// The next rows after `after`, by id.
pub(in crate::distribution) fn rows_after(
    tx: &ReadTx<'_>,
    id: DistributionId,
    after: i64,
    limit: u32,
) -> Result<Vec<CertifiedRow>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.id, r.name, r.address, d.state, d.left_out, d.message_id, d.message_hash, d.attempts, d.bytes, d.date_at, d.state_at, d.server, d.tls,
           (SELECT p.lines FROM delivery_event e JOIN delivery_reply p ON p.event_id = e.id WHERE e.delivery_id = d.id ORDER BY e.id DESC LIMIT 1),
           f.at, f.facts, d.reply_code, d.reply_enhanced, o.message_id,
           (SELECT t.language FROM distribution_text t WHERE t.id = d.text_id)
         FROM delivery d LEFT JOIN recipient r ON r.delivery_id = d.id LEFT JOIN delivery o ON o.id = d.repairs_id
           LEFT JOIN delivery_event f ON f.id =
             (SELECT e.id FROM delivery_event e WHERE e.delivery_id = d.id AND e.state = 'in-flight' ORDER BY e.id DESC LIMIT 1)
         WHERE d.distribution_id = ?1 AND d.id > ?2 ORDER BY d.id LIMIT ?3",
    )?;
    let rows = query.query_map(params![id.get(), after, limit], |row| {
        let went: Option<i64> = row.get(14)?;
        Ok(CertifiedRow {
            id: row.get::<_, i64>(0)?.into(),
            name: row.get(1)?,
            address: row.get(2)?,
            state: DeliveryState::of_word(&row.get::<_, String>(3)?).unwrap_or(DeliveryState::Uncertain),
            left_out: row.get(4)?,
            message_id: row.get(5)?,
            message_hash: row.get(6)?,
            language: row.get(19)?,
            tries: row.get(7)?,
            bytes: row.get(8)?,
            date: row.get::<_, Option<i64>>(9)?.map(Into::into),
            at: row.get::<_, i64>(10)?.into(),
            server: row.get(11)?,
            tls: row.get(12)?,
            reply: row.get(13)?,
            reply_code: row.get(16)?,
            reply_enhanced: row.get(17)?,
            repairs: row.get(18)?,
            in_flight: went.map(|at| Ok::<_, rusqlite::Error>((at.into(), row.get(15)?))).transpose()?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A move that ended a doubt: the state it led to, the facts, and when.
pub(in crate::distribution) struct SettledMove {
    pub(in crate::distribution) state: String,
    pub(in crate::distribution) facts: String,
    pub(in crate::distribution) at: Millis,
}

/// Every move that ended a doubt, by row. Few rows are ever in doubt, so they are read in one piece.
pub(in crate::distribution) fn settled(tx: &ReadTx<'_>, id: DistributionId) -> Result<HashMap<DeliveryId, Vec<SettledMove>>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT next.delivery_id, next.state, next.facts, next.at
         FROM delivery_event doubt JOIN delivery_event next ON next.id =
           (SELECT min(e.id) FROM delivery_event e WHERE e.delivery_id = doubt.delivery_id AND e.id > doubt.id)
         WHERE doubt.distribution_id = ?1 AND doubt.state = 'uncertain' AND doubt.delivery_id IS NOT NULL ORDER BY next.id",
    )?;
    let mut rows = query.query([id.get()])?;
    let mut found: HashMap<DeliveryId, Vec<SettledMove>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let settled = SettledMove { state: row.get(1)?, facts: row.get(2)?, at: row.get::<_, i64>(3)?.into() };
        found.entry(row.get::<_, i64>(0)?.into()).or_default().push(settled);
    }
    Ok(found)
}

/// Which servers took letters, under which TLS, and how many.
pub(in crate::distribution) fn servers(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<(String, String, u64)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT server, coalesce(tls, ''), count(*) FROM delivery
         WHERE distribution_id = ?1 AND state = 'accepted' AND server IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
    )?;
    let rows = query.query_map([id.get()], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The facts that the chain keeps of the frozen list; empty before it is frozen.
pub(in crate::distribution) fn frozen_facts(tx: &ReadTx<'_>, id: DistributionId) -> Result<String, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT facts FROM delivery_event WHERE distribution_id = ?1 AND delivery_id IS NULL AND state = 'planned' ORDER BY id LIMIT 1",
    )?;
    let mut rows = query.query([id.get()])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?.unwrap_or_default())
}

/// The ledger's last event and its link.
pub(in crate::distribution) fn head(tx: &ReadTx<'_>) -> Result<(i64, [u8; 32]), StoreError> {
    let mut query = tx.prepare_cached("SELECT id, chain FROM delivery_event ORDER BY id DESC LIMIT 1")?;
    let mut rows = query.query([])?;
    Ok(rows.next()?.map(|row| Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?))).transpose()?.unwrap_or((0, [0; 32])))
}

/// Whether this public key signed for the workspace before.
pub(in crate::distribution) fn is_known(tx: &ReadTx<'_>, public: &str) -> Result<bool, StoreError> {
    Ok(tx.query_row("SELECT EXISTS (SELECT 1 FROM signing_key WHERE public = ?1)", [public], |row| row.get(0))?)
}

/// Notes a public key that signs for the workspace.
pub(in crate::distribution) fn note_key(tx: &WriteTx<'_>, public: &str) -> Result<(), StoreError> {
    tx.change("INSERT OR IGNORE INTO signing_key (public, made_at) VALUES (?1, ?2)", params![public, tx.now().get()])?;
    Ok(())
}

/// All public keys that signed for the workspace, oldest first.
pub(in crate::distribution) fn keys(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT public FROM signing_key ORDER BY id")?;
    Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}
