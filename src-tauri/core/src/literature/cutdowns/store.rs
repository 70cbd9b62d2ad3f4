//! The table of cut-downs.

use std::collections::BTreeMap;

use crate::ids::DocumentId;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// What was written in a proposal's place, by the word of its form.
pub(super) fn kept(tx: &ReadTx<'_>, document: DocumentId) -> Result<BTreeMap<String, String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT form, text FROM document_cutdown WHERE document_id = ?1")?;
    let rows = query.query_map([document.get()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn keep(tx: &WriteTx<'_>, document: DocumentId, form: &str, text: &str) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO document_cutdown (document_id, form, text, changed_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (document_id, form) DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at WHERE text <> excluded.text",
        (document.get(), form, text, tx.now().get()),
    )?;
    tx.changed(Topic::Document, document.get());
    Ok(())
}

pub(super) fn remove(tx: &WriteTx<'_>, document: DocumentId, form: &str) -> Result<(), StoreError> {
    tx.change("DELETE FROM document_cutdown WHERE document_id = ?1 AND form = ?2", (document.get(), form))?;
    tx.changed(Topic::Document, document.get());
    Ok(())
}

pub(super) fn remove_all(tx: &WriteTx<'_>, document: DocumentId) -> Result<(), StoreError> {
    tx.change("DELETE FROM document_cutdown WHERE document_id = ?1", [document.get()])?;
    Ok(())
}
