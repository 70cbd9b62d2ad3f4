//! The tables of blocks.

use rusqlite::{OptionalExtension as _, Row, params};

use super::{BlockEdit, BlockSort, BlockUse, SaidBlock, key};
use crate::ids::{BlockId, DocumentId, Millis, RevisionId};
use crate::literature::desk::Stage;
use crate::literature::kind::DocumentKind;
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

pub(super) struct BlockRow {
    pub(super) id: BlockId,
    pub(super) name: String,
    pub(super) sort: BlockSort,
    pub(super) language: String,
    pub(super) text: String,
    pub(super) changed_at: Millis,
}

const BLOCK: &str = "SELECT id, name, sort, language, text, changed_at FROM block";

fn block_row(row: &Row<'_>) -> rusqlite::Result<BlockRow> {
    Ok(BlockRow {
        id: row.get::<_, i64>(0)?.into(),
        name: row.get(1)?,
        sort: BlockSort::from_word(&row.get::<_, String>(2)?).unwrap_or(BlockSort::Other),
        language: row.get(3)?,
        text: row.get(4)?,
        changed_at: row.get::<_, i64>(5)?.into(),
    })
}

pub(super) fn all(tx: &ReadTx<'_>) -> Result<Vec<BlockRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{BLOCK} ORDER BY sort, name_key"))?;
    Ok(query.query_map([], block_row)?.collect::<Result<_, _>>()?)
}

pub(super) fn one(tx: &ReadTx<'_>, id: BlockId) -> Result<Option<BlockRow>, StoreError> {
    Ok(tx.prepare_cached(&format!("{BLOCK} WHERE id = ?1"))?.query_row([id.get()], block_row).optional()?)
}

/// The block of this name, or that had it.
pub(super) fn by_name(tx: &ReadTx<'_>, name: &str) -> Result<Option<BlockRow>, StoreError> {
    let sql = format!(
        "{BLOCK} WHERE name_key = ?1 OR id = (SELECT block_id FROM block_name WHERE name_key = ?1) ORDER BY name_key = ?1 DESC LIMIT 1"
    );
    Ok(tx.prepare_cached(&sql)?.query_row([key(name)], block_row).optional()?)
}

/// The keys under which texts refer to a block: its name, and those that it had.
pub(super) fn keys(tx: &ReadTx<'_>, id: BlockId) -> Result<Vec<String>, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT name_key FROM block WHERE id = ?1 UNION SELECT name_key FROM block_name WHERE block_id = ?1")?;
    Ok(query.query_map([id.get()], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

pub(super) fn insert(tx: &WriteTx<'_>, block: &BlockEdit) -> Result<BlockId, StoreError> {
    let id = tx.insert(
        "INSERT INTO block (name, name_key, sort, language, text, created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
        params![block.name, key(&block.name), block.sort.as_str(), block.language, block.text, tx.now().get()],
    )?;
    tx.changed(Topic::Document, None);
    Ok(id.into())
}

pub(super) fn update(tx: &WriteTx<'_>, id: BlockId, block: &BlockEdit) -> Result<(), StoreError> {
    tx.change(
        "UPDATE block SET name = ?2, name_key = ?3, sort = ?4, language = ?5, text = ?6, changed_at = ?7 WHERE id = ?1",
        params![id.get(), block.name, key(&block.name), block.sort.as_str(), block.language, block.text, tx.now().get()],
    )?;
    tx.changed(Topic::Document, None);
    Ok(())
}

/// Notes a name that a block had; one that it has again is none.
pub(super) fn had_name(tx: &WriteTx<'_>, id: BlockId, before: &str, now: &str) -> Result<(), StoreError> {
    tx.change("DELETE FROM block_name WHERE block_id = ?1 AND name_key = ?2", params![id.get(), key(now)])?;
    tx.change("INSERT INTO block_name (block_id, name_key) VALUES (?1, ?2) ON CONFLICT DO NOTHING", params![id.get(), key(before)])?;
    Ok(())
}

pub(super) fn delete(tx: &WriteTx<'_>, id: BlockId) -> Result<(), StoreError> {
    // One by one and not by cascade: history's triggers then see the rows in an order that undo can put back.
    tx.change("DELETE FROM block_name WHERE block_id = ?1", [id.get()])?;
    tx.change("DELETE FROM block WHERE id = ?1", [id.get()])?;
    tx.changed(Topic::Document, None);
    Ok(())
}

/// Every text that refers to blocks, with the keys of their names; no draft is read.
pub(super) fn referring(tx: &ReadTx<'_>) -> Result<Vec<(DocumentId, String)>, StoreError> {
    let mut query = tx.prepare_cached("SELECT id, blocks FROM document WHERE blocks <> ''")?;
    Ok(query.query_map([], |row| Ok((row.get::<_, i64>(0)?.into(), row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// A text as the list of a block's uses shows it, and when it was last worked on.
pub(super) fn used_in(tx: &ReadTx<'_>, id: DocumentId) -> Result<Option<(BlockUse, Millis)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.id, d.headline, d.kind, coalesce(k.stage, 'draft'), d.edited_at
         FROM document d LEFT JOIN desk k ON k.document_id = d.id WHERE d.id = ?1",
    )?;
    let read = |row: &Row<'_>| {
        let shown = BlockUse {
            document: row.get::<_, i64>(0)?.into(),
            headline: row.get(1)?,
            kind: DocumentKind::from_word(&row.get::<_, String>(2)?).unwrap_or_default(),
            stage: Stage::from_word(&row.get::<_, String>(3)?).unwrap_or_default(),
        };
        Ok((shown, row.get::<_, i64>(4)?.into()))
    };
    Ok(query.query_row([id.get()], read).optional()?)
}

/// Keeps what the blocks of a revision say.
pub(in crate::literature) fn keep_said(tx: &WriteTx<'_>, revision: RevisionId, said: &[SaidBlock]) -> Result<(), StoreError> {
    for block in said {
        tx.insert(
            "INSERT INTO revision_block (revision_id, name, name_key, text) VALUES (?1, ?2, ?3, ?4)",
            params![revision.get(), block.name, key(&block.name), block.text],
        )?;
    }
    Ok(())
}

/// What the blocks of a revision said when it was made.
pub(in crate::literature) fn said_of(tx: &ReadTx<'_>, revision: RevisionId) -> Result<Vec<SaidBlock>, StoreError> {
    let mut query = tx.prepare_cached("SELECT name, text FROM revision_block WHERE revision_id = ?1 ORDER BY id")?;
    Ok(query.query_map([revision.get()], |row| Ok(SaidBlock { name: row.get(0)?, text: row.get(1)? }))?.collect::<Result<_, _>>()?)
}
