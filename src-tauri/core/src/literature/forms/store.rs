//! The tables of files as people know them and of what is made of them.

use rusqlite::{OptionalExtension as _, params};

use crate::ids::{AssetId, DocumentId, Millis, RevisionId};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// A file of the workspace, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Its bytes as they came.
    pub asset: AssetId,
    /// Its name.
    pub name: String,
    /// Its type, as its bytes say.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
    /// Whether it goes with what the camera wrote into it.
    pub whole: bool,
    /// Since when it is here.
    pub added_at: Millis,
}

const FILE: &str =
    "SELECT f.asset_id, f.name, a.media_type, a.bytes, f.whole, f.added_at FROM asset_file f JOIN asset a ON a.id = f.asset_id";

fn file_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<FileRow> {
    Ok(FileRow {
        asset: row.get::<_, i64>(0)?.into(),
        name: row.get(1)?,
        media_type: row.get(2)?,
        bytes: row.get::<_, i64>(3)?.unsigned_abs(),
        whole: row.get(4)?,
        added_at: row.get::<_, i64>(5)?.into(),
    })
}

/// The newest first.
pub(super) fn all(tx: &ReadTx<'_>) -> Result<Vec<FileRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{FILE} ORDER BY f.added_at DESC, f.id DESC"))?;
    Ok(query.query_map([], file_row)?.collect::<Result<_, _>>()?)
}

pub(super) fn one(tx: &ReadTx<'_>, asset: AssetId) -> Result<Option<FileRow>, StoreError> {
    Ok(tx.prepare_cached(&format!("{FILE} WHERE f.asset_id = ?1"))?.query_row([asset.get()], file_row).optional()?)
}

/// Puts a file among those that people know; false if it is there.
pub(super) fn note(tx: &WriteTx<'_>, asset: AssetId, name: &str) -> Result<bool, StoreError> {
    if one(tx, asset)?.is_some() {
        return Ok(false);
    }
    tx.insert("INSERT INTO asset_file (asset_id, name, added_at) VALUES (?1, ?2, ?3)", params![asset.get(), name, tx.now().get()])?;
    tx.changed(Topic::Asset, asset.get());
    Ok(true)
}

pub(super) fn change(tx: &WriteTx<'_>, asset: AssetId, name: &str, whole: bool) -> Result<(), StoreError> {
    tx.change(
        "UPDATE asset_file SET name = ?2, whole = ?3 WHERE asset_id = ?1 AND (name <> ?2 OR whole <> ?3)",
        params![asset.get(), name, whole],
    )?;
    Ok(())
}

pub(super) fn remove(tx: &WriteTx<'_>, asset: AssetId) -> Result<(), StoreError> {
    tx.change("DELETE FROM asset_file WHERE asset_id = ?1", [asset.get()])?;
    tx.changed(Topic::Asset, asset.get());
    Ok(())
}

pub(super) fn form(tx: &ReadTx<'_>, of: AssetId, recipe: &str) -> Result<Option<AssetId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT asset_id FROM asset_form WHERE of_asset_id = ?1 AND recipe = ?2")?;
    Ok(query.query_row(params![of.get(), recipe], |row| row.get::<_, i64>(0)).optional()?.map(Into::into))
}

pub(super) fn keep_form(tx: &WriteTx<'_>, asset: AssetId, of: AssetId, recipe: &str) -> Result<(), StoreError> {
    tx.insert("INSERT INTO asset_form (asset_id, of_asset_id, recipe) VALUES (?1, ?2, ?3)", params![asset.get(), of.get(), recipe])?;
    Ok(())
}

/// Whether bytes were looked through and tell nothing of where they were made.
pub(super) fn is_bare(tx: &ReadTx<'_>, asset: AssetId) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM asset_form WHERE asset_id = ?1 AND recipe = ?2)")?;
    Ok(query.query_row(params![asset.get(), super::BARE], |row| row.get(0))?)
}

/// Size, SHA-256 and type of bytes that are kept.
pub(super) fn about(tx: &ReadTx<'_>, asset: AssetId) -> Result<Option<(u64, Vec<u8>, String)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT bytes, sha256, media_type FROM asset WHERE id = ?1")?;
    Ok(query.query_row([asset.get()], |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?, row.get(2)?))).optional()?)
}

/// So many of a file's first bytes say its type.
const FIRST: i64 = 4096;

/// Files that were taken for nothing known and are in no text that was kept, and how they begin.
pub(super) fn of_no_type(tx: &ReadTx<'_>) -> Result<Vec<(AssetId, Vec<u8>)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT a.id, (SELECT substr(c.data, 1, ?1) FROM asset_chunk c WHERE c.asset_id = a.id AND c.position = 0) FROM asset a
         WHERE a.media_type = 'application/octet-stream'
           AND NOT EXISTS (SELECT 1 FROM attachment t WHERE t.asset_id = a.id AND t.revision_id IS NOT NULL)",
    )?;
    let rows = query.query_map([FIRST], |row| Ok((row.get::<_, i64>(0)?.into(), row.get::<_, Option<Vec<u8>>>(1)?.unwrap_or_default())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives a file that stands in no text that was kept another type.
pub(super) fn set_type(tx: &WriteTx<'_>, asset: AssetId, media_type: &str) -> Result<(), StoreError> {
    tx.change(
        "UPDATE asset SET media_type = ?2 WHERE id = ?1
           AND NOT EXISTS (SELECT 1 FROM attachment t WHERE t.asset_id = ?1 AND t.revision_id IS NOT NULL)",
        params![asset.get(), media_type],
    )?;
    tx.changed(Topic::Asset, asset.get());
    Ok(())
}

/// The files that bytes are, or were made of: the bytes themselves where nothing is known of them.
pub(super) fn origins(tx: &ReadTx<'_>, asset: AssetId) -> Result<Vec<AssetId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT asset_id FROM asset_file WHERE asset_id = ?1
         UNION SELECT r.of_asset_id FROM asset_form r JOIN asset_file f ON f.asset_id = r.of_asset_id WHERE r.asset_id = ?1",
    )?;
    Ok(query.query_map([asset.get()], |row| row.get::<_, i64>(0).map(Into::into))?.collect::<Result<_, _>>()?)
}

/// Every file that a document holds, itself or in a form of it; with how many documents hold it.
pub(super) fn used(tx: &ReadTx<'_>) -> Result<std::collections::HashMap<AssetId, u32>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT origin, count(DISTINCT document_id) FROM (
           SELECT f.asset_id AS origin, t.document_id FROM asset_file f JOIN attachment t ON t.asset_id = f.asset_id
           UNION ALL
           SELECT r.of_asset_id, t.document_id FROM asset_form r JOIN attachment t ON t.asset_id = r.asset_id
         ) GROUP BY origin",
    )?;
    Ok(query.query_map([], |row| Ok((row.get::<_, i64>(0)?.into(), row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// A document that holds a file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AssetUse {
    /// Which document.
    pub document: DocumentId,
    /// Its headline.
    pub headline: String,
    /// Whether its draft holds it now.
    pub now: bool,
    /// How many texts of it that were kept hold it.
    pub kept: u32,
    /// How many of these were distributed.
    pub sent: u32,
}

pub(super) fn uses(tx: &ReadTx<'_>, of: AssetId) -> Result<Vec<AssetUse>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.id, d.headline, max(t.revision_id IS NULL), count(DISTINCT t.revision_id),
           count(DISTINCT CASE WHEN v.reason = 'distributed' THEN v.id END)
         FROM attachment t JOIN document d ON d.id = t.document_id LEFT JOIN revision v ON v.id = t.revision_id
         WHERE t.asset_id IN (SELECT ?1 UNION SELECT asset_id FROM asset_form WHERE of_asset_id = ?1)
         GROUP BY d.id ORDER BY d.edited_at DESC, d.id DESC",
    )?;
    let rows = query.query_map([of.get()], |row| {
        Ok(AssetUse {
            document: row.get::<_, i64>(0)?.into(),
            headline: row.get(1)?,
            now: row.get(2)?,
            kept: row.get(3)?,
            sent: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The texts that were kept with a file or a form of it.
pub(super) fn kept_in(tx: &ReadTx<'_>, of: AssetId) -> Result<Vec<RevisionId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT DISTINCT revision_id FROM attachment
         WHERE revision_id IS NOT NULL AND asset_id IN (SELECT ?1 UNION SELECT asset_id FROM asset_form WHERE of_asset_id = ?1)",
    )?;
    Ok(query.query_map([of.get()], |row| row.get::<_, i64>(0).map(Into::into))?.collect::<Result<_, _>>()?)
}

/// Whether a text that was kept holds a file or a form of it.
pub(super) fn is_in(tx: &ReadTx<'_>, revision: RevisionId, of: AssetId) -> Result<bool, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM attachment WHERE revision_id = ?1 AND for_field = ''
           AND asset_id IN (SELECT ?2 UNION SELECT asset_id FROM asset_form WHERE of_asset_id = ?2))",
    )?;
    Ok(query.query_row(params![revision.get(), of.get()], |row| row.get(0))?)
}

/// Drafts whose files are these bytes.
pub(super) fn drafts_with(tx: &ReadTx<'_>, asset: AssetId) -> Result<Vec<DocumentId>, StoreError> {
    let mut query = tx.prepare_cached("SELECT DISTINCT document_id FROM attachment WHERE asset_id = ?1 AND revision_id IS NULL")?;
    Ok(query.query_map([asset.get()], |row| row.get::<_, i64>(0).map(Into::into))?.collect::<Result<_, _>>()?)
}

/// Puts other bytes in the place of some in one draft.
pub(super) fn swap_in(tx: &WriteTx<'_>, document: DocumentId, from: AssetId, to: AssetId) -> Result<(), StoreError> {
    let which = params![from.get(), to.get(), document.get()];
    tx.change(
        "UPDATE attachment SET asset_id = ?2 WHERE asset_id = ?1 AND document_id = ?3 AND revision_id IS NULL AND for_field = ''",
        which,
    )?;
    Ok(())
}

/// Puts other bytes in the place of some in every draft.
pub(super) fn swap(tx: &WriteTx<'_>, from: AssetId, to: AssetId) -> Result<(), StoreError> {
    tx.change("UPDATE attachment SET asset_id = ?2 WHERE asset_id = ?1 AND revision_id IS NULL", params![from.get(), to.get()])?;
    Ok(())
}
