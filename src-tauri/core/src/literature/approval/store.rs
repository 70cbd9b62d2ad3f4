//! The tables of approvals.

use rusqlite::{Row, params};

use super::ask::{ApprovalAnswer, ApprovalAsk, ApprovalAsked, ApprovalWay, NewAsk};
use super::rule::key;
use crate::ids::{ApprovalAskId, DocumentId, Millis, RevisionId};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

const ASK: &str =
    "SELECT a.id, a.document_id, a.revision_id, r.number, a.digest, a.sealed, a.envelope, a.needed, a.ordered, a.asked_by, r.actor,
     a.asked_at, a.withdrawn_at, r.hash, coalesce(k.writer, '') FROM approval_ask a
     JOIN revision r ON r.id = a.revision_id LEFT JOIN desk k ON k.document_id = a.document_id";

fn ask_row(row: &Row<'_>) -> rusqlite::Result<ApprovalAsk> {
    Ok(ApprovalAsk {
        id: row.get::<_, i64>(0)?.into(),
        document: row.get::<_, i64>(1)?.into(),
        revision: row.get::<_, i64>(2)?.into(),
        number: row.get(3)?,
        digest: row.get(4)?,
        sealed: row.get(5)?,
        envelope: row.get(6)?,
        needed: row.get(7)?,
        ordered: row.get(8)?,
        asked_by: row.get(9)?,
        writer: row.get(10)?,
        asked_at: row.get::<_, i64>(11)?.into(),
        withdrawn_at: row.get::<_, Option<i64>>(12)?.map(Into::into),
        revision_hash: row.get(13)?,
        planned_writer: row.get(14)?,
        saved_by: Vec::new(),
        people: Vec::new(),
    })
}

fn asked_of(tx: &ReadTx<'_>, ask: ApprovalAskId) -> Result<Vec<ApprovalAsked>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT name, answer, way, note, noted_by, answered_at FROM approval_asked WHERE ask_id = ?1 ORDER BY position, id",
    )?;
    let rows = query.query_map([ask.get()], |row| {
        Ok(ApprovalAsked {
            name: row.get(0)?,
            answer: ApprovalAnswer::of_word(&row.get::<_, String>(1)?),
            way: ApprovalWay::of_word(&row.get::<_, String>(2)?),
            note: row.get(3)?,
            noted_by: row.get(4)?,
            at: row.get::<_, Option<i64>>(5)?.map(Into::into),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many askings of one document are looked at; what is older than so many is history.
const LOOKED_AT: u32 = 50;

/// Those of a document, the newest first.
pub(super) fn of_document(tx: &ReadTx<'_>, document: DocumentId) -> Result<Vec<ApprovalAsk>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{ASK} WHERE a.document_id = ?1 ORDER BY a.id DESC LIMIT ?2"))?;
    let mut asks: Vec<ApprovalAsk> = query.query_map(params![document.get(), LOOKED_AT], ask_row)?.collect::<Result<_, _>>()?;
    for ask in &mut asks {
        ask.people = asked_of(tx, ask.id)?;
        ask.saved_by = saved_by(tx, ask.document, ask.revision)?;
    }
    Ok(asks)
}

/// Notes that somebody saved words of a document: they stand in every revision that is made from now on.
pub(super) fn note_writer(tx: &WriteTx<'_>, document: DocumentId, name: &str) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO document_writer (document_id, name, after_revision)
         SELECT ?1, ?2, (SELECT coalesce(max(id), 0) FROM revision WHERE document_id = ?1)
         WHERE ?2 <> '' AND NOT EXISTS (SELECT 1 FROM document_writer WHERE document_id = ?1 AND name = ?2)",
        params![document.get(), name],
    )?;
    Ok(())
}

/// Has everybody who saved words of a document be a writer of another one, which begins with those words.
pub(super) fn copy_writers(tx: &WriteTx<'_>, from: DocumentId, to: DocumentId) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO document_writer (document_id, name, after_revision) SELECT ?2, name, 0 FROM document_writer WHERE document_id = ?1",
        params![from.get(), to.get()],
    )?;
    Ok(())
}

/// Those who saved words before a revision was made, in the order in which they first did.
pub(super) fn saved_by(tx: &ReadTx<'_>, document: DocumentId, revision: RevisionId) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT name FROM document_writer WHERE document_id = ?1 AND after_revision < ?2 ORDER BY id")?;
    Ok(query.query_map(params![document.get(), revision.get()], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The documents of the newest askings that were not taken back, the newest first.
pub(super) fn documents(tx: &ReadTx<'_>, most: u32) -> Result<Vec<DocumentId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT document_id FROM approval_ask WHERE withdrawn_at IS NULL GROUP BY document_id ORDER BY max(id) DESC LIMIT ?1",
    )?;
    Ok(query.query_map([most], |row| row.get::<_, i64>(0).map(Into::into))?.collect::<Result<_, _>>()?)
}

/// Every asking that is not older than `since`, in any document: for a code that names none.
pub(super) fn since(tx: &ReadTx<'_>, since: Millis) -> Result<Vec<ApprovalAsk>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{ASK} WHERE a.asked_at >= ?1 ORDER BY a.id DESC"))?;
    let mut asks: Vec<ApprovalAsk> = query.query_map([since.get()], ask_row)?.collect::<Result<_, _>>()?;
    for ask in &mut asks {
        ask.people = asked_of(tx, ask.id)?;
        ask.saved_by = saved_by(tx, ask.document, ask.revision)?;
    }
    Ok(asks)
}

pub(super) fn insert(
    tx: &WriteTx<'_>,
    new: &NewAsk,
    revision: RevisionId,
    needed: u32,
    ordered: bool,
    people: &[String],
) -> Result<ApprovalAskId, StoreError> {
    let id = tx.insert(
        "INSERT INTO approval_ask (document_id, revision_id, digest, sealed, envelope, needed, ordered, asked_by, asked_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            new.document.get(),
            revision.get(),
            new.digest,
            new.sealed,
            new.envelope,
            needed,
            ordered,
            new.asked_by.as_deref().unwrap_or_else(|| tx.actor()),
            tx.now().get()
        ],
    )?;
    for (position, name) in people.iter().enumerate() {
        tx.insert(
            "INSERT INTO approval_asked (ask_id, position, name, name_key) VALUES (?1, ?2, ?3, ?4)",
            params![id, i64::try_from(position).unwrap_or(i64::MAX), name, key(name)],
        )?;
    }
    tx.changed(Topic::Document, new.document.get());
    Ok(id.into())
}

pub(super) fn answer(
    tx: &WriteTx<'_>,
    ask: &ApprovalAsk,
    name: &str,
    answer: ApprovalAnswer,
    way: ApprovalWay,
    note: &str,
) -> Result<(), StoreError> {
    tx.change(
        "UPDATE approval_asked SET answer = ?3, way = ?4, note = ?5, noted_by = ?6, answered_at = ?7 WHERE ask_id = ?1 AND name_key = ?2",
        params![ask.id.get(), key(name), answer.word(), way.word(), note, tx.actor(), tx.now().get()],
    )?;
    tx.changed(Topic::Document, ask.document.get());
    Ok(())
}

pub(super) fn withdraw(tx: &WriteTx<'_>, ask: &ApprovalAsk) -> Result<(), StoreError> {
    tx.change("UPDATE approval_ask SET withdrawn_at = ?2 WHERE id = ?1", [ask.id.get(), tx.now().get()])?;
    tx.changed(Topic::Document, ask.document.get());
    Ok(())
}
