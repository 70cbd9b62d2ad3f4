//! The tables of approvals.

use rusqlite::{Row, params};

use super::ask::{ApprovalAnswer, ApprovalAsk, ApprovalAsked, ApprovalWay, ApprovalWriter, NewAsk, Wrote};
use super::rule::key;
use crate::ids::{ApprovalAskId, BlockId, DocumentId, Millis, RevisionId, TemplateId};
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
    for table in ["document_writer", "proposal_writer"] {
        tx.change(
            &format!(
                "INSERT INTO {table} (document_id, name, after_revision) SELECT DISTINCT ?2, name, 0 FROM {table} WHERE document_id = ?1"
            ),
            params![from.get(), to.get()],
        )?;
    }
    Ok(())
}

/// Notes that a proposal of somebody is taken into a document: undo of that takes the note back.
pub(super) fn note_proposer(tx: &WriteTx<'_>, document: DocumentId, name: &str) -> Result<(), StoreError> {
    if !name.is_empty() {
        tx.insert(
            "INSERT INTO proposal_writer (document_id, name, after_revision)
             SELECT ?1, ?2, (SELECT coalesce(max(id), 0) FROM revision WHERE document_id = ?1)",
            params![document.get(), name],
        )?;
    }
    Ok(())
}

/// Notes that somebody saved the words of a reusable block: they stand in every revision with it that is made from now on.
pub(super) fn note_block_writer(tx: &WriteTx<'_>, block: BlockId, name: &str) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO block_writer (block_id, name, after_revision) SELECT ?1, ?2, (SELECT coalesce(max(id), 0) FROM revision)
         WHERE ?2 <> '' AND NOT EXISTS (SELECT 1 FROM block_writer WHERE block_id = ?1 AND name = ?2)",
        params![block.get(), name],
    )?;
    Ok(())
}

/// Has whoever wrote a document be known as who wrote the template that is made of it.
pub(super) fn keep_writers(tx: &WriteTx<'_>, document: DocumentId, template: TemplateId) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO template_writer (template_id, name)
         SELECT ?2, name FROM document_writer WHERE document_id = ?1
         UNION SELECT ?2, name FROM proposal_writer WHERE document_id = ?1 AND name <> '—'",
        params![document.get(), template.get()],
    )?;
    Ok(())
}

/// Has whoever wrote a template be a writer of a document that begins with its words.
pub(super) fn begin_writers(tx: &WriteTx<'_>, template: TemplateId, document: DocumentId) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO document_writer (document_id, name, after_revision) SELECT ?2, name, 0 FROM template_writer WHERE template_id = ?1",
        params![template.get(), document.get()],
    )?;
    Ok(())
}

/// Has whatever somebody wrote under one name be written under another one too, which is theirs from now on.
pub(super) fn write_as(tx: &WriteTx<'_>, before: &str, now: &str) -> Result<(), StoreError> {
    let tables = [("document_writer", "document_id"), ("proposal_writer", "document_id"), ("block_writer", "block_id")];
    for (table, of) in tables {
        tx.change(
            &format!(
                "INSERT INTO {table} ({of}, name, after_revision) SELECT {of}, ?2, min(after_revision) FROM {table} t WHERE name = ?1
                 AND NOT EXISTS (SELECT 1 FROM {table} k WHERE k.{of} = t.{of} AND k.name = ?2 AND k.after_revision <= t.after_revision)
                 GROUP BY {of}"
            ),
            [before, now],
        )?;
    }
    tx.change(
        "INSERT INTO template_writer (template_id, name) SELECT DISTINCT template_id, ?2 FROM template_writer t WHERE name = ?1
         AND NOT EXISTS (SELECT 1 FROM template_writer k WHERE k.template_id = t.template_id AND k.name = ?2)",
        [before, now],
    )?;
    Ok(())
}

/// Whether somebody wrote something under one name that [`write_as`] would have be written under another one too.
pub(super) fn is_to_write_as(tx: &ReadTx<'_>, before: &str, now: &str) -> Result<bool, StoreError> {
    let tables = [("document_writer", "document_id"), ("proposal_writer", "document_id"), ("block_writer", "block_id")];
    for (table, of) in tables {
        let mut query = tx.prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM {table} t WHERE name = ?1 AND NOT EXISTS
               (SELECT 1 FROM {table} k WHERE k.{of} = t.{of} AND k.name = ?2 AND k.after_revision <= t.after_revision))"
        ))?;
        if query.query_row([before, now], |row| row.get(0))? {
            return Ok(true);
        }
    }
    let mut query = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM template_writer t WHERE name = ?1 AND NOT EXISTS
           (SELECT 1 FROM template_writer k WHERE k.template_id = t.template_id AND k.name = ?2))",
    )?;
    Ok(query.query_row([before, now], |row| row.get(0))?)
}

/// Every name under which words were written, however it is spelt.
pub(super) fn writer_names(tx: &ReadTx<'_>) -> Result<Vec<String>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT name FROM document_writer UNION SELECT name FROM proposal_writer
         UNION SELECT name FROM block_writer UNION SELECT name FROM template_writer",
    )?;
    Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Takes a name away that stands at no document.
pub(super) fn forget_writer(tx: &WriteTx<'_>, name: &str) -> Result<(), StoreError> {
    tx.change("DELETE FROM block_writer WHERE name = ?1", [name])?;
    tx.change("DELETE FROM template_writer WHERE name = ?1", [name])?;
    Ok(())
}

/// Whose words stood in a document before a revision of it was made: those who saved it, those whose proposals were taken, and those who
/// saved the blocks that the revision uses; each in the order in which they first did.
pub(super) fn saved_by(tx: &ReadTx<'_>, document: DocumentId, revision: RevisionId) -> Result<Vec<ApprovalWriter>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT name, 0, id FROM document_writer WHERE document_id = ?1 AND after_revision < ?2
         UNION ALL SELECT name, 1, id FROM proposal_writer WHERE document_id = ?1 AND after_revision < ?2 AND name <> '—'
         UNION ALL SELECT w.name, 2, w.id FROM revision_block r JOIN block_writer w ON w.block_id = coalesce(
           (SELECT b.id FROM block b WHERE b.name_key = r.name_key), (SELECT n.block_id FROM block_name n WHERE n.name_key = r.name_key))
           WHERE r.revision_id = ?2 AND w.after_revision < ?2
         ORDER BY 2, 3",
    )?;
    let read = |row: &Row<'_>| {
        let why = match row.get::<_, i64>(1)? {
            0 => Wrote::Saved,
            1 => Wrote::Proposed,
            _ => Wrote::Block,
        };
        Ok(ApprovalWriter { name: row.get(0)?, why })
    };
    Ok(query.query_map(params![document.get(), revision.get()], read)?.collect::<Result<_, _>>()?)
}

/// Those who saved words of a reusable block.
pub(super) fn block_writers(tx: &ReadTx<'_>, block: BlockId) -> Result<Vec<ApprovalWriter>, StoreError> {
    let mut query = tx.prepare_cached("SELECT name FROM block_writer WHERE block_id = ?1 ORDER BY id")?;
    let read = |row: &Row<'_>| Ok(ApprovalWriter { name: row.get(0)?, why: Wrote::Block });
    Ok(query.query_map([block.get()], read)?.collect::<Result<_, _>>()?)
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
