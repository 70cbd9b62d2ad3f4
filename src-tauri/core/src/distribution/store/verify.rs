//! Whether the ledger is whole: the chain, and the sums (D31, D32).

use super::chain::{Event, link};
use crate::ids::{DeliveryId, DistributionId};
use crate::workspace::{ReadTx, StoreError};

/// The first events whose link does not follow from the one before: changed, missing or put in.
pub(in crate::distribution) fn broken_links(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare("SELECT id, distribution_id, delivery_id, state, facts, at, chain FROM delivery_event ORDER BY id")?;
    let mut rows = query.query([])?;
    let (mut head, mut last) = ([0u8; 32], 0i64);
    let mut faults = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let (state, facts): (String, String) = (row.get(3)?, row.get(4)?);
        let delivery: Option<i64> = row.get(2)?;
        let event = Event {
            distribution: DistributionId::from(row.get::<_, i64>(1)?),
            delivery: delivery.map(DeliveryId::from),
            state: &state,
            facts: &facts,
        };
        let kept: [u8; 32] = row.get(6)?;
        if id != last + 1 {
            faults.push(format!("event {} is missing", last + 1));
        } else if link(&head, id, &event, row.get::<_, i64>(5)?.into()) != kept {
            faults.push(format!("event {id} was changed"));
        }
        if faults.len() >= 20 {
            break;
        }
        (head, last) = (kept, id);
    }
    Ok(faults)
}

/// Rows whose state is not the one that their last event reached.
pub(in crate::distribution) fn rows_against_events(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare(
        "SELECT d.id, d.state, coalesce((SELECT e.state FROM delivery_event e WHERE e.delivery_id = d.id ORDER BY e.id DESC LIMIT 1), 'planned') AS told
         FROM delivery d WHERE d.state <> told LIMIT 20",
    )?;
    let rows = query.query_map([], |row| {
        Ok(format!("row {} is {} but its last event says {}", row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Distributions whose list holds another number of rows than was frozen.
pub(in crate::distribution) fn lists_against_rows(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare(
        "SELECT e.distribution_id, e.facts, (SELECT count(*) FROM delivery d WHERE d.distribution_id = e.distribution_id AND d.repairs_id IS NULL
           AND d.repairs_exclusion_id IS NULL)
         FROM delivery_event e WHERE e.delivery_id IS NULL AND e.state = 'planned'",
    )?;
    let rows = query.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?)))?;
    let mut faults = Vec::new();
    for row in rows {
        let (distribution, facts, found) = row?;
        let frozen = facts.split(' ').find_map(|fact| fact.strip_prefix("recipients=")).and_then(|n| n.parse::<i64>().ok());
        if frozen != Some(found) {
            faults.push(format!("distribution {distribution} has {found} rows, frozen were {}", frozen.unwrap_or_default()));
        }
    }
    Ok(faults)
}

/// Distributions of which other letters carry the privacy notice than when the list was frozen (L2).
pub(in crate::distribution) fn notices_against_events(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    use sha2::Digest as _;
    let mut frozen =
        tx.prepare("SELECT distribution_id, facts FROM delivery_event WHERE delivery_id IS NULL AND state = 'planned' ORDER BY id")?;
    let mut told = tx.prepare(
        "SELECT d.address_key FROM delivery d WHERE d.distribution_id = ?1 AND d.notice IS NOT NULL AND d.repairs_id IS NULL
           AND d.repairs_exclusion_id IS NULL ORDER BY d.id",
    )?;
    let rows = frozen.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let mut faults = Vec::new();
    for row in rows {
        let (distribution, facts) = row?;
        let (mut hash, mut n) = (sha2::Sha256::new(), 0);
        let mut keys = told.query([distribution])?;
        while let Some(key) = keys.next()? {
            hash.update(key.get::<_, [u8; 32]>(0)?);
            n += 1;
        }
        let kept = facts.split(' ').find_map(|fact| fact.strip_prefix("told="));
        let found = (n > 0).then(|| super::ledger::hex(&hash.finalize()));
        if kept != found.as_deref() {
            faults.push(format!("distribution {distribution} has {n} letters with the privacy notice, others than were frozen"));
        }
    }
    Ok(faults)
}

/// Rows that came onto a list by repair, and of which the chain does not name what they replace (D31, D35).
pub(in crate::distribution) fn repairs_against_events(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare(
        "SELECT d.id FROM delivery d WHERE (d.repairs_id IS NOT NULL OR d.repairs_exclusion_id IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM delivery_event e WHERE e.delivery_id = d.id AND e.state = 'planned'
             AND e.facts = coalesce('repairs=' || d.repairs_id, 'repairs-left-out=' || d.repairs_exclusion_id)) LIMIT 20",
    )?;
    let rows = query.query_map([], |row| Ok(format!("row {} was added by no repair that is told", row.get::<_, i64>(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
