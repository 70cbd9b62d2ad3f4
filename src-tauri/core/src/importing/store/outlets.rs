//! The imports of outlets that there were.

use rusqlite::params;

use crate::ids::{ActionId, Millis};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// An import of outlets that did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::importing) struct OutletImport {
    /// The act of it.
    pub(in crate::importing) action: ActionId,
    /// The file's name.
    pub(in crate::importing) file: String,
    /// Outlets that it added.
    pub(in crate::importing) adds: u32,
    /// Rows that changed an outlet.
    pub(in crate::importing) changes: u32,
    /// Rows that were refused.
    pub(in crate::importing) refused: u32,
    /// When.
    pub(in crate::importing) applied_at: Millis,
}

/// Notes what this transaction's act brings in.
pub(in crate::importing) fn insert(tx: &WriteTx<'_>, file: &str, adds: u32, changes: u32, refused: u32) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO outlet_import (action_id, file, adds, changes, refused, applied_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![tx.action().map(ActionId::get), file, adds, changes, refused, tx.now().get()],
    )?;
    tx.changed(Topic::Import, None);
    Ok(())
}

/// The newest first, at most a hundred.
pub(in crate::importing) fn all(tx: &ReadTx<'_>) -> Result<Vec<OutletImport>, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT action_id, file, adds, changes, refused, applied_at FROM outlet_import ORDER BY id DESC LIMIT 100")?;
    let rows = query.query_map([], |row| {
        Ok(OutletImport {
            action: row.get::<_, i64>(0)?.into(),
            file: row.get(1)?,
            adds: row.get(2)?,
            changes: row.get(3)?,
            refused: row.get(4)?,
            applied_at: row.get::<_, i64>(5)?.into(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
