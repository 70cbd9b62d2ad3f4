//! The tables of the desk, and the lists that read it.

use rusqlite::{OptionalExtension as _, Row, params};

use super::plan::{Late, Plan};
use super::stage::Stage;
use crate::ids::{DocumentId, Millis};
use crate::literature::api::DocumentCard;
use crate::literature::kind::{AnnouncementSort, DocumentKind};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

pub(super) fn plan(tx: &ReadTx<'_>, document: DocumentId) -> Result<Option<Plan>, StoreError> {
    let mut query =
        tx.prepare_cached("SELECT stage, staged_at, writer, editor, department, due_on, brief FROM desk WHERE document_id = ?1")?;
    Ok(query
        .query_row([document.get()], |row| {
            Ok(Plan {
                stage: Stage::from_word(&row.get::<_, String>(0)?).unwrap_or_default(),
                staged_at: Some(row.get::<_, i64>(1)?.into()),
                writer: row.get(2)?,
                editor: row.get(3)?,
                department: row.get(4)?,
                due_on: row.get(5)?,
                brief: row.get(6)?,
            })
        })
        .optional()?)
}

pub(super) fn keep(tx: &WriteTx<'_>, document: DocumentId, plan: &Plan) -> Result<(), StoreError> {
    tx.change(
        "INSERT INTO desk (document_id, stage, staged_at, writer, editor, department, due_on, brief)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (document_id) DO UPDATE SET stage = excluded.stage, staged_at = excluded.staged_at, writer = excluded.writer,
           editor = excluded.editor, department = excluded.department, due_on = excluded.due_on, brief = excluded.brief",
        params![
            document.get(),
            plan.stage.as_str(),
            plan.staged_at.unwrap_or_else(|| tx.now()).get(),
            plan.writer,
            plan.editor,
            plan.department,
            plan.due_on,
            plan.brief
        ],
    )?;
    tx.changed(Topic::Document, document.get());
    Ok(())
}

pub(super) fn remove(tx: &WriteTx<'_>, document: DocumentId) -> Result<(), StoreError> {
    tx.change("DELETE FROM desk WHERE document_id = ?1", [document.get()])?;
    Ok(())
}

/// Which documents a list has.
#[derive(Debug, Default)]
pub(in crate::literature) struct Filter {
    /// This one alone.
    pub(in crate::literature) document: Option<DocumentId>,
    /// Those at this stage.
    pub(in crate::literature) stage: Option<Stage>,
    /// Those that somebody of this name writes; case makes no other name.
    pub(in crate::literature) writer: Option<String>,
    /// Those that are due on this day or before it.
    pub(in crate::literature) due_by: Option<String>,
    /// Those that are not released and were due before this day.
    pub(in crate::literature) late: Option<Late>,
    /// Those of this kind.
    pub(in crate::literature) kind: Option<DocumentKind>,
    /// Announcements of this sort.
    pub(in crate::literature) sort: Option<AnnouncementSort>,
}

/// Documents as lists show them, the one last worked on first. No draft is read.
pub(in crate::literature) fn cards(tx: &ReadTx<'_>, filter: &Filter) -> Result<Vec<DocumentCard>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.id, d.kind, d.headline, d.language, d.embargo_at, d.created_at, d.edited_at,
           (SELECT count(*) FROM attachment t WHERE t.document_id = d.id AND t.revision_id IS NULL AND t.inline = 0),
           (SELECT max(r.number) FROM revision r WHERE r.document_id = d.id),
           coalesce(k.stage, 'draft'), coalesce(k.writer, ''), coalesce(k.editor, ''), coalesce(k.department, ''), k.due_on,
           v.source_id,
           CASE WHEN v.id IS NULL THEN 0 ELSE (SELECT count(*) FROM translation_pair p JOIN translation_right w ON w.pair_id = p.id
             WHERE p.document_id = d.id AND p.source_block IS NOT NULL AND p.block IS NOT NULL AND p.source_text <> w.words
               AND p.source_text <> '' AND p.block_text <> '') END, d.sort
         FROM document d LEFT JOIN desk k ON k.document_id = d.id
           LEFT JOIN translation v ON v.document_id = d.id
         WHERE (?1 IS NULL OR d.id = ?1) AND (?2 IS NULL OR coalesce(k.stage, 'draft') = ?2) AND (?3 IS NULL OR k.due_on <= ?3)
           AND (?4 IS NULL OR k.due_on < ?4 AND k.stage <> 'released')
           AND (?5 IS NULL OR d.kind = ?5) AND (?6 IS NULL OR d.sort = ?6)
         ORDER BY d.edited_at DESC, d.id DESC",
    )?;
    let rows = query.query_map(
        params![
            filter.document.map(DocumentId::get),
            filter.stage.map(Stage::as_str),
            filter.due_by,
            filter.late.as_ref().map(Late::day),
            filter.kind.map(DocumentKind::as_str),
            filter.sort.map(AnnouncementSort::as_str)
        ],
        card,
    )?;
    let mut cards = rows.collect::<Result<Vec<_>, _>>()?;
    if let Some(writer) = &filter.writer {
        // SQLite folds the case of ASCII alone.
        let wanted = writer.trim().to_lowercase();
        cards.retain(|card| card.writer.to_lowercase() == wanted);
    }
    Ok(cards)
}

fn card(row: &Row<'_>) -> rusqlite::Result<DocumentCard> {
    Ok(DocumentCard {
        id: row.get::<_, i64>(0)?.into(),
        kind: DocumentKind::from_word(&row.get::<_, String>(1)?).unwrap_or_default(),
        sort: AnnouncementSort::from_word(&row.get::<_, String>(16)?),
        headline: row.get(2)?,
        language: row.get(3)?,
        embargo_at: row.get::<_, Option<i64>>(4)?.map(Millis::from),
        created_at: row.get::<_, i64>(5)?.into(),
        edited_at: row.get::<_, i64>(6)?.into(),
        attachments: row.get(7)?,
        revision: row.get(8)?,
        stage: Stage::from_word(&row.get::<_, String>(9)?).unwrap_or_default(),
        writer: row.get(10)?,
        editor: row.get(11)?,
        department: row.get(12)?,
        due_on: row.get(13)?,
        source: row.get::<_, Option<i64>>(14)?.map(Into::into),
        stale: row.get(15)?,
    })
}

/// The names of people and of departments that the desk knows, each once.
pub(in crate::literature) fn names(tx: &ReadTx<'_>) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let all = |sql: &str| -> Result<Vec<String>, StoreError> {
        let mut query = tx.prepare_cached(sql)?;
        Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    };
    Ok((
        all("SELECT writer FROM desk WHERE writer <> '' UNION SELECT editor FROM desk WHERE editor <> '' ORDER BY 1")?,
        all("SELECT DISTINCT department FROM desk WHERE department <> '' ORDER BY 1")?,
    ))
}
