//! The first few of a distribution (D15), kept apart from the rows: a list of any length is written as before.

use rusqlite::params;

use crate::distribution::first::{First, FirstRows};
use crate::distribution::state::DeliveryState;
use crate::ids::{DeliveryId, DistributionId, Millis};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// Keeps with a new distribution that only its first few may go for now.
pub(in crate::distribution) fn ask_for(tx: &WriteTx<'_>, id: DistributionId, first: First) -> Result<(), StoreError> {
    tx.change(
        "UPDATE distribution SET first_n = ?2, first_wait_ms = ?3, first_open = 1 WHERE id = ?1",
        params![id.get(), first.count, first.wait_ms],
    )?;
    Ok(())
}

/// What was asked for at Send, if anything.
pub(in crate::distribution) fn asked_for(tx: &ReadTx<'_>, id: DistributionId) -> Result<Option<First>, StoreError> {
    let (count, wait_ms) =
        tx.query_row("SELECT first_n, first_wait_ms FROM distribution WHERE id = ?1", [id.get()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Some(First { count, wait_ms }).filter(|first| first.count > 0))
}

/// Marks the rows of these addresses as the first.
pub(in crate::distribution) fn mark<'k>(
    tx: &WriteTx<'_>,
    id: DistributionId,
    keys: impl IntoIterator<Item = &'k [u8; 32]>,
) -> Result<(), StoreError> {
    for key in keys {
        tx.change(
            "INSERT INTO delivery_first (delivery_id, distribution_id)
             SELECT id, distribution_id FROM delivery WHERE distribution_id = ?1 AND address_key = ?2",
            params![id.get(), key],
        )?;
    }
    Ok(())
}

/// The rest may go: the user said so, or its time came.
pub(in crate::distribution) fn over(tx: &WriteTx<'_>, id: DistributionId) -> Result<(), StoreError> {
    tx.change("UPDATE distribution SET first_open = 0, first_until_at = NULL WHERE id = ?1", [id.get()])?;
    tx.changed(Topic::Distribution, id.get());
    Ok(())
}

/// When the rest goes by itself; none: it waits for the user.
pub(in crate::distribution) fn set_until(tx: &WriteTx<'_>, id: DistributionId, until: Option<Millis>) -> Result<(), StoreError> {
    tx.change("UPDATE distribution SET first_until_at = ?2 WHERE id = ?1", params![id.get(), until.map(Millis::get)])?;
    tx.changed(Topic::Distribution, id.get());
    Ok(())
}

/// Where the first few stand.
pub(in crate::distribution) fn rows(tx: &ReadTx<'_>, id: DistributionId) -> Result<FirstRows, StoreError> {
    let mut query = tx.prepare_cached(
        // Who waits for a domain that refused others (D13) is not on the way: to the rest that is as good as left out.
        "SELECT CASE WHEN d.because IS 'domain' THEN 'cancelled' ELSE d.state END, count(*),
                min(d.next_try_at) FILTER (WHERE d.state = 'refused-temporary')
         FROM delivery_first f JOIN delivery d ON d.id = f.delivery_id WHERE f.distribution_id = ?1 GROUP BY 1",
    )?;
    let mut found = FirstRows::default();
    let mut rows = query.query([id.get()])?;
    while let Some(row) = rows.next()? {
        let Some(state) = DeliveryState::of_word(&row.get::<_, String>(0)?) else { continue };
        found.by_state.push((state, row.get(1)?));
        found.next_try_at = found.next_try_at.or(row.get::<_, Option<i64>>(2)?.map(Into::into));
    }
    Ok(found)
}

/// Who the first few are.
pub(in crate::distribution) fn ids(tx: &ReadTx<'_>, id: DistributionId) -> Result<Vec<DeliveryId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT delivery_id FROM delivery_first WHERE distribution_id = ?1 ORDER BY delivery_id")?;
    Ok(query.query_map([id.get()], |row| Ok(row.get::<_, i64>(0)?.into()))?.collect::<Result<_, _>>()?)
}
