//! The tables of saved segments and of kept views; they alone say SQL.

pub(super) mod kept;

use rusqlite::{OptionalExtension, Row, params};

use crate::contacts::fold_key;
use crate::ids::{Millis, SegmentId};
use crate::workspace::{ReadTx, StoreError, WriteTx, alphabetical};

/// A saved segment as kept.
pub(super) struct Saved {
    pub(super) id: SegmentId,
    pub(super) name: String,
    pub(super) query: String,
    pub(super) changed_at: Millis,
}

const SAVED: &str = "SELECT id, name, query, changed_at FROM segment";

fn saved(row: &Row<'_>) -> rusqlite::Result<Saved> {
    Ok(Saved { id: row.get::<_, i64>(0)?.into(), name: row.get(1)?, query: row.get(2)?, changed_at: row.get::<_, i64>(3)?.into() })
}

pub(super) fn insert(tx: &WriteTx<'_>, name: &str, key: &str, query: &str) -> Result<SegmentId, StoreError> {
    let id = tx.insert(
        "INSERT INTO segment (name, name_key, query, created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?4)",
        params![name, key, query, tx.now().get()],
    )?;
    Ok(id.into())
}

pub(super) fn update(tx: &WriteTx<'_>, id: SegmentId, name: &str, key: &str, query: &str) -> Result<(), StoreError> {
    tx.change(
        "UPDATE segment SET name = ?2, name_key = ?3, query = ?4, changed_at = ?5 WHERE id = ?1",
        params![id.get(), name, key, query, tx.now().get()],
    )?;
    Ok(())
}

pub(super) fn delete(tx: &WriteTx<'_>, id: SegmentId) -> Result<(), StoreError> {
    tx.change("DELETE FROM segment WHERE id = ?1", [id.get()])?;
    Ok(())
}

pub(super) fn by_id(tx: &ReadTx<'_>, id: SegmentId) -> Result<Option<Saved>, StoreError> {
    Ok(tx.prepare_cached(&format!("{SAVED} WHERE id = ?1"))?.query_row([id.get()], saved).optional()?)
}

pub(super) fn by_name(tx: &ReadTx<'_>, key: &str) -> Result<Option<Saved>, StoreError> {
    Ok(tx.prepare_cached(&format!("{SAVED} WHERE name_key = ?1"))?.query_row([key], saved).optional()?)
}

pub(super) fn all(tx: &ReadTx<'_>) -> Result<Vec<Saved>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{SAVED} ORDER BY name_key"))?;
    let mut all: Vec<Saved> = query.query_map([], saved)?.collect::<Result<_, _>>()?;
    // What tells two segments apart has the accents in it, by which nothing is put in order.
    all.sort_by_cached_key(|one| alphabetical(&fold_key(&one.name)).into_owned());
    Ok(all)
}
