//! The table of templates.

use rusqlite::{OptionalExtension as _, Row, params};

use crate::ids::{DocumentId, TemplateId};
use crate::literature::kind::DocumentKind;
use crate::literature::shared::key;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

pub(super) struct TemplateRow {
    pub(super) id: TemplateId,
    pub(super) name: String,
    pub(super) kind: DocumentKind,
    pub(super) language: String,
    pub(super) text: String,
}

const TEMPLATE: &str = "SELECT id, name, kind, language, text FROM template";

fn template_row(row: &Row<'_>) -> rusqlite::Result<TemplateRow> {
    Ok(TemplateRow {
        id: row.get::<_, i64>(0)?.into(),
        name: row.get(1)?,
        kind: DocumentKind::from_word(&row.get::<_, String>(2)?).unwrap_or_default(),
        language: row.get(3)?,
        text: row.get(4)?,
    })
}

pub(super) fn all(tx: &ReadTx<'_>) -> Result<Vec<TemplateRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{TEMPLATE} ORDER BY name_key"))?;
    Ok(query.query_map([], template_row)?.collect::<Result<_, _>>()?)
}

pub(super) fn one(tx: &ReadTx<'_>, id: TemplateId) -> Result<Option<TemplateRow>, StoreError> {
    Ok(tx.prepare_cached(&format!("{TEMPLATE} WHERE id = ?1"))?.query_row([id.get()], template_row).optional()?)
}

pub(super) fn by_name(tx: &ReadTx<'_>, name: &str) -> Result<Option<TemplateRow>, StoreError> {
    Ok(tx.prepare_cached(&format!("{TEMPLATE} WHERE name_key = ?1"))?.query_row([key(name)], template_row).optional()?)
}

pub(super) fn insert(tx: &WriteTx<'_>, name: &str, kind: DocumentKind, language: &str, text: &str) -> Result<TemplateId, StoreError> {
    let id = tx.insert(
        "INSERT INTO template (name, name_key, kind, language, text, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![name, key(name), kind.as_str(), language, text, tx.now().get()],
    )?;
    tx.changed(Topic::Document, None);
    Ok(id.into())
}

pub(super) fn rename(tx: &WriteTx<'_>, id: TemplateId, name: &str) -> Result<(), StoreError> {
    tx.change("UPDATE template SET name = ?2, name_key = ?3 WHERE id = ?1", params![id.get(), name, key(name)])?;
    tx.changed(Topic::Document, None);
    Ok(())
}

pub(super) fn delete(tx: &WriteTx<'_>, id: TemplateId) -> Result<(), StoreError> {
    tx.change("DELETE FROM template WHERE id = ?1", [id.get()])?;
    tx.changed(Topic::Document, None);
    Ok(())
}

/// The text of a kind that was last released, else last worked on.
pub(super) fn last_of(tx: &ReadTx<'_>, kind: DocumentKind) -> Result<Option<DocumentId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.id FROM document d LEFT JOIN desk k ON k.document_id = d.id WHERE d.kind = ?1
         ORDER BY coalesce(k.stage, 'draft') = 'released' DESC, d.edited_at DESC, d.id DESC LIMIT 1",
    )?;
    Ok(query.query_row([kind.as_str()], |row| row.get::<_, i64>(0)).optional()?.map(Into::into))
}
