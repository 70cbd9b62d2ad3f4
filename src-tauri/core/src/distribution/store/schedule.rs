//! When a distribution starts by itself (D26).

use rusqlite::{OptionalExtension, params};

use crate::distribution::schedule::{Late, Start, WITHIN_MS};
use crate::distribution::state::DistributionState;
use crate::distribution::store::chain::{Chain, Event};
use crate::ids::DistributionId;
use crate::workspace::{ReadTx, StoreError, Topic};

/// The columns that [`start_row`] reads, in its order.
pub(super) const START: &str = "start_at, start_local, start_zone, late, late_within_ms";

/// A start from a row, whose columns of [`START`] begin at `from`.
pub(super) fn start_row(row: &rusqlite::Row<'_>, from: usize) -> rusqlite::Result<Option<Start>> {
    let Some(at) = row.get::<_, Option<i64>>(from)? else { return Ok(None) };
    Ok(Some(Start {
        at: at.into(),
        local: row.get::<_, Option<String>>(from + 1)?.unwrap_or_default(),
        zone: row.get::<_, Option<String>>(from + 2)?.unwrap_or_default(),
        late: Late::of_word(&row.get::<_, String>(from + 3)?).unwrap_or_default(),
        within_ms: row.get::<_, Option<u32>>(from + 4)?.unwrap_or(WITHIN_MS),
    }))
}

/// Keeps when it starts; the chain has it.
pub(in crate::distribution) fn keep(chain: &mut Chain<'_, '_>, id: DistributionId, start: &Start) -> Result<(), StoreError> {
    let tx = chain.tx();
    tx.change(
        "UPDATE distribution SET start_at = ?2, start_local = ?3, start_zone = ?4, late = ?5, late_within_ms = ?6 WHERE id = ?1",
        params![id.get(), start.at.get(), start.local, start.zone, start.late.word(), start.within_ms],
    )?;
    let facts = format!("start={} late={} within={}", start.at.get(), start.late.word(), start.within_ms);
    chain.append(&Event { distribution: id, delivery: None, state: DistributionState::Scheduled.word(), facts: &facts })?;
    tx.changed(Topic::Distribution, id.get());
    Ok(())
}

/// When it starts, or was to start.
pub(in crate::distribution) fn of(tx: &ReadTx<'_>, id: DistributionId) -> Result<Option<Start>, StoreError> {
    let mut query = tx.prepare_cached(&format!("SELECT {START} FROM distribution WHERE id = ?1"))?;
    Ok(query.query_row([id.get()], |row| start_row(row, 0)).optional()?.flatten())
}
