//! The tables of comments.

use rusqlite::{OptionalExtension as _, Row, params};

use super::anchor::{Anchor, CommentPlace};
use super::service::{CommentAnswer, CommentOutcome};
use crate::ids::{CommentId, DocumentId, Millis};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// A comment as kept.
pub(super) struct CommentRow {
    pub(super) id: CommentId,
    pub(super) document: DocumentId,
    pub(super) text: String,
    pub(super) proposal: Option<String>,
    pub(super) written_by: String,
    pub(super) written_at: Millis,
    pub(super) anchor: Anchor,
    pub(super) outcome: Option<CommentOutcome>,
    pub(super) settled_by: Option<String>,
    pub(super) settled_at: Option<Millis>,
}

const COMMENT: &str = "SELECT id, document_id, text, proposal, written_by, written_at, block, block_text, start, length, outcome,
   settled_by, settled_at FROM comment";

fn comment_row(row: &Row<'_>) -> rusqlite::Result<CommentRow> {
    Ok(CommentRow {
        id: row.get::<_, i64>(0)?.into(),
        document: row.get::<_, i64>(1)?.into(),
        text: row.get(2)?,
        proposal: row.get(3)?,
        written_by: row.get(4)?,
        written_at: row.get::<_, i64>(5)?.into(),
        anchor: Anchor { place: CommentPlace { block: row.get(6)?, start: row.get(8)?, length: row.get(9)? }, block_text: row.get(7)? },
        outcome: row.get::<_, Option<String>>(10)?.as_deref().and_then(CommentOutcome::from_word),
        settled_by: row.get(11)?,
        settled_at: row.get::<_, Option<i64>>(12)?.map(Into::into),
    })
}

/// In the order in which they were written.
pub(super) fn of_document(tx: &ReadTx<'_>, document: DocumentId) -> Result<Vec<CommentRow>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{COMMENT} WHERE document_id = ?1 ORDER BY id"))?;
    Ok(query.query_map([document.get()], comment_row)?.collect::<Result<_, _>>()?)
}

/// How many of a document are open.
pub(super) fn open(tx: &ReadTx<'_>, document: DocumentId) -> Result<u32, StoreError> {
    let mut query = tx.prepare_cached("SELECT count(*) FROM comment WHERE document_id = ?1 AND outcome IS NULL")?;
    Ok(query.query_row([document.get()], |row| row.get(0))?)
}

pub(super) fn by_id(tx: &ReadTx<'_>, id: CommentId) -> Result<Option<CommentRow>, StoreError> {
    Ok(tx.prepare_cached(&format!("{COMMENT} WHERE id = ?1"))?.query_row([id.get()], comment_row).optional()?)
}

pub(super) fn insert(
    tx: &WriteTx<'_>,
    document: DocumentId,
    (text, proposal): (&str, Option<&str>),
    anchor: &Anchor,
    by: &str,
) -> Result<CommentId, StoreError> {
    let id = tx.insert(
        "INSERT INTO comment (document_id, text, proposal, written_by, written_at, block, block_text, start, length)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            document.get(),
            text,
            proposal,
            by,
            tx.now().get(),
            anchor.place.block,
            anchor.block_text,
            anchor.place.start,
            anchor.place.length
        ],
    )?;
    tx.changed(Topic::Document, document.get());
    Ok(id.into())
}

pub(super) fn move_to(tx: &WriteTx<'_>, id: CommentId, anchor: &Anchor) -> Result<(), StoreError> {
    let place = anchor.place;
    tx.change(
        "UPDATE comment SET block = ?2, block_text = ?3, start = ?4, length = ?5 WHERE id = ?1",
        params![id.get(), place.block, anchor.block_text, place.start, place.length],
    )?;
    Ok(())
}

pub(super) fn settle(tx: &WriteTx<'_>, row: &CommentRow, outcome: Option<CommentOutcome>, by: &str) -> Result<(), StoreError> {
    let at = outcome.map(|_| tx.now().get());
    tx.change(
        "UPDATE comment SET outcome = ?2, settled_by = ?3, settled_at = ?4 WHERE id = ?1",
        params![row.id.get(), outcome.map(CommentOutcome::as_str), outcome.map(|_| by), at],
    )?;
    tx.changed(Topic::Document, row.document.get());
    Ok(())
}

pub(super) fn delete(tx: &WriteTx<'_>, row: &CommentRow) -> Result<(), StoreError> {
    // One by one and not by cascade: history's triggers then see the rows in an order that undo can put back.
    tx.change("DELETE FROM comment_answer WHERE comment_id = ?1", [row.id.get()])?;
    tx.change("DELETE FROM comment WHERE id = ?1", [row.id.get()])?;
    tx.changed(Topic::Document, row.document.get());
    Ok(())
}

pub(super) fn insert_answer(tx: &WriteTx<'_>, row: &CommentRow, text: &str, by: &str) -> Result<(), StoreError> {
    tx.insert(
        "INSERT INTO comment_answer (comment_id, text, written_by, written_at) VALUES (?1, ?2, ?3, ?4)",
        params![row.id.get(), text, by, tx.now().get()],
    )?;
    tx.changed(Topic::Document, row.document.get());
    Ok(())
}

/// The answers to all comments of a document, in the order in which they were written.
pub(super) fn answers(tx: &ReadTx<'_>, document: DocumentId) -> Result<Vec<(CommentId, CommentAnswer)>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT a.comment_id, a.text, a.written_by, a.written_at FROM comment_answer a JOIN comment c ON c.id = a.comment_id
         WHERE c.document_id = ?1 ORDER BY a.id",
    )?;
    let rows = query.query_map([document.get()], |row| {
        let answer = CommentAnswer { text: row.get(1)?, by: row.get(2)?, at: row.get::<_, i64>(3)?.into() };
        Ok((row.get::<_, i64>(0)?.into(), answer))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
