//! The table of ticks.

use std::collections::BTreeMap;

use crate::ids::{DocumentId, Millis};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// Who ticked each item, and when.
pub(super) fn ticked(tx: &ReadTx<'_>, document: DocumentId) -> Result<BTreeMap<String, (String, Millis)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT item, ticked_by, ticked_at FROM document_check WHERE document_id = ?1")?;
    let rows = query.query_map([document.get()], |row| Ok((row.get(0)?, (row.get(1)?, row.get::<_, i64>(2)?.into()))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn tick(tx: &WriteTx<'_>, document: DocumentId, item: &str, by: &str) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO document_check (document_id, item, ticked_by, ticked_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        (document.get(), item, by, tx.now().get()),
    )?;
    tx.changed(Topic::Document, document.get());
    Ok(())
}

pub(super) fn open(tx: &WriteTx<'_>, document: DocumentId, item: &str) -> Result<(), StoreError> {
    tx.change("DELETE FROM document_check WHERE document_id = ?1 AND item = ?2", (document.get(), item))?;
    tx.changed(Topic::Document, document.get());
    Ok(())
}

pub(super) fn remove_all(tx: &WriteTx<'_>, document: DocumentId) -> Result<(), StoreError> {
    tx.change("DELETE FROM document_check WHERE document_id = ?1", [document.get()])?;
    Ok(())
}
