//! The tables of literature.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension as _, Row, params};

use super::document::Document;
use super::files::may_keep_place;
use super::for_whom::{FileKey, ForWhom};
use super::forms::BARE;
use super::kind::{AnnouncementSort, DocumentKind};
use super::outgoing;
use super::revision::{Attachment, Revision, Why, hex};
use super::shared;
use crate::ids::{AssetId, DocumentId, Millis, RevisionId};
use crate::workspace::{ReadTx, StoreError, Topic, WriteTx};

/// SHA-256, key of the stored bytes and media type of an asset.
type AssetRow = (Vec<u8>, Vec<u8>, String);

/// The size of a chunk row.
pub(super) const CHUNK: usize = 1024 * 1024;

pub(super) struct DocumentRow {
    pub(super) kind: DocumentKind,
    pub(super) draft: String,
    pub(super) headline: String,
    pub(super) edited_at: Millis,
}

const DOCUMENT: &str = "SELECT kind, draft, headline, edited_at FROM document";

fn document_row(row: &Row<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        kind: DocumentKind::from_word(&row.get::<_, String>(0)?).unwrap_or_default(),
        draft: row.get(1)?,
        headline: row.get(2)?,
        edited_at: row.get::<_, i64>(3)?.into(),
    })
}

pub(super) fn insert_document(tx: &WriteTx<'_>, kind: DocumentKind, document: &Document) -> Result<DocumentId, StoreError> {
    let embargo = document.embargo.as_ref();
    let id = tx.insert(
        "INSERT INTO document (kind, draft, headline, language, embargo_local, embargo_zone, embargo_at, created_at, edited_at, sort, blocks)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10)",
        params![
            kind.as_str(),
            document.text,
            document.title(),
            document.language(),
            embargo.map(|e| &e.local),
            embargo.map(|e| &e.zone),
            embargo.map(|e| e.at.get()),
            tx.now().get(),
            document.sort.map_or("", AnnouncementSort::as_str),
            referred(document)
        ],
    )?;
    tx.changed(Topic::Document, id);
    Ok(id.into())
}

/// The keys of the names of the blocks that a text refers to, each once, one a line.
fn referred(document: &Document) -> String {
    let keys: BTreeSet<String> = document.references().map(shared::key).collect();
    keys.into_iter().collect::<Vec<_>>().join("\n")
}

pub(super) fn update_draft(tx: &WriteTx<'_>, id: DocumentId, kind: DocumentKind, document: &Document) -> Result<(), StoreError> {
    let embargo = document.embargo.as_ref();
    tx.change(
        "UPDATE document SET kind = ?2, draft = ?3, headline = ?4, language = ?5, embargo_local = ?6, embargo_zone = ?7,
         embargo_at = ?8, edited_at = ?9, sort = ?10, blocks = ?11 WHERE id = ?1",
        params![
            id.get(),
            kind.as_str(),
            document.text,
            document.title(),
            document.language(),
            embargo.map(|e| &e.local),
            embargo.map(|e| &e.zone),
            embargo.map(|e| e.at.get()),
            tx.now().get(),
            document.sort.map_or("", AnnouncementSort::as_str),
            referred(document)
        ],
    )?;
    tx.changed(Topic::Document, id.get());
    Ok(())
}

/// Notes that the document was worked on: its files changed.
pub(super) fn touch(tx: &WriteTx<'_>, id: DocumentId) -> Result<(), StoreError> {
    tx.change("UPDATE document SET edited_at = ?2 WHERE id = ?1", [id.get(), tx.now().get()])?;
    tx.changed(Topic::Document, id.get());
    Ok(())
}

/// Deletes a document with all that is its own; false if something else stands on it (a distribution).
pub(super) fn delete_document(tx: &WriteTx<'_>, id: DocumentId) -> Result<bool, StoreError> {
    // One by one and not by cascade: history's triggers then see the rows in an order that undo can put back.
    for sql in [
        "DELETE FROM approval_asked WHERE ask_id IN (SELECT id FROM approval_ask WHERE document_id = ?1)",
        "DELETE FROM approval_ask WHERE document_id = ?1",
        "DELETE FROM attachment WHERE document_id = ?1",
        "DELETE FROM revision_block WHERE revision_id IN (SELECT id FROM revision WHERE document_id = ?1)",
        "DELETE FROM revision WHERE document_id = ?1",
        "DELETE FROM document WHERE id = ?1",
    ] {
        match tx.change(sql, [id.get()]) {
            Err(StoreError(error)) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => return Ok(false),
            other => other?,
        };
    }
    tx.changed(Topic::Document, id.get());
    Ok(true)
}

pub(super) fn document(tx: &ReadTx<'_>, id: DocumentId) -> Result<Option<DocumentRow>, StoreError> {
    Ok(tx.query_row(&format!("{DOCUMENT} WHERE id = ?1"), [id.get()], document_row).optional()?)
}

/// Documents that were last worked on before `before`.
pub(super) fn edited_before(tx: &ReadTx<'_>, before: Millis) -> Result<Vec<DocumentId>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT d.id FROM document d WHERE d.edited_at <= ?1
           AND d.edited_at > coalesce((SELECT max(r.made_at) FROM revision r WHERE r.document_id = d.id), -1) ORDER BY d.id",
    )?;
    Ok(query.query_map([before.get()], |row| row.get::<_, i64>(0).map(Into::into))?.collect::<Result<_, _>>()?)
}

pub(super) fn files(tx: &ReadTx<'_>, document: DocumentId, revision: Option<RevisionId>) -> Result<Vec<Attachment>, StoreError> {
    let mut query = tx.prepare_cached(
        "SELECT t.asset_id, t.name, a.media_type, a.bytes, a.sha256, t.position, t.inline, t.content_id, t.alt,
           t.set_name, t.for_field, t.for_value, t.optional, t.link || t.shown_at,
           EXISTS (SELECT 1 FROM asset_form r WHERE r.asset_id = a.id AND r.recipe = ?3)
         FROM attachment t JOIN asset a ON a.id = t.asset_id
         WHERE t.document_id = ?1 AND t.revision_id IS ?2 ORDER BY t.position, t.id",
    )?;
    let rows = query.query_map(params![document.get(), revision.map(RevisionId::get), BARE], |row| {
        let media_type: String = row.get(2)?;
        Ok(Attachment {
            asset: row.get::<_, i64>(0)?.into(),
            name: row.get(1)?,
            keeps_place: may_keep_place(&media_type) && !row.get::<_, bool>(14)?,
            media_type,
            bytes: row.get::<_, i64>(3)?.unsigned_abs(),
            sha256: hex(&row.get::<_, Vec<u8>>(4)?),
            position: row.get(5)?,
            inline: row.get(6)?,
            content_id: row.get(7)?,
            alt: row.get(8)?,
            for_whom: match FileKey::of_word(&row.get::<_, String>(10)?) {
                Some(key) => Some(ForWhom { set: row.get(9)?, key, value: row.get(11)?, optional: row.get(12)? }),
                None => None,
            },
            link: Some(row.get(13)?).filter(|link: &String| !link.is_empty()),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn insert_file(
    tx: &WriteTx<'_>,
    document: DocumentId,
    revision: Option<RevisionId>,
    file: &Attachment,
) -> Result<(), StoreError> {
    let whom = file.for_whom.as_ref();
    tx.insert(
        "INSERT INTO attachment (document_id, revision_id, asset_id, name, position, inline, content_id, alt,
           set_name, for_field, for_value, optional, link, shown_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, iif(?6, '', ?13), iif(?6, ?13, ''))",
        params![
            document.get(),
            revision.map(RevisionId::get),
            file.asset.get(),
            file.name,
            file.position,
            file.inline,
            file.content_id,
            file.alt,
            whom.map_or("", |whom| whom.set.as_str()),
            whom.map_or("", |whom| whom.key.word()),
            whom.map_or("", |whom| whom.value.as_str()),
            whom.is_some_and(|whom| whom.optional),
            file.link.as_deref().unwrap_or_default()
        ],
    )?;
    Ok(())
}

/// Gives a set of the draft another name, and says whether a mail goes without where it has no file for somebody.
pub(super) fn change_set(tx: &WriteTx<'_>, document: DocumentId, set: &str, name: &str, optional: bool) -> Result<bool, StoreError> {
    Ok(tx.change(
        "UPDATE attachment SET set_name = ?3, optional = ?4 WHERE document_id = ?1 AND revision_id IS NULL AND set_name = ?2 AND set_name <> ''",
        params![document.get(), set, name, optional],
    )? > 0)
}

/// Takes a set off the draft; says how many files it had.
pub(super) fn delete_set(tx: &WriteTx<'_>, document: DocumentId, set: &str) -> Result<usize, StoreError> {
    tx.change(
        "DELETE FROM attachment WHERE document_id = ?1 AND revision_id IS NULL AND set_name = ?2 AND set_name <> ''",
        params![document.get(), set],
    )
}

/// Says whose a file of a set is.
pub(super) fn assign_file(tx: &WriteTx<'_>, document: DocumentId, name: &str, value: &str) -> Result<(), StoreError> {
    tx.change(
        "UPDATE attachment SET for_value = ?3 WHERE document_id = ?1 AND revision_id IS NULL AND name = ?2 AND set_name <> ''",
        params![document.get(), name, value],
    )?;
    Ok(())
}

/// Lets a file go as a link, or a picture of the text be fetched from there; an empty one: as a part of the mail.
pub(super) fn link_file(tx: &WriteTx<'_>, document: DocumentId, name: &str, link: &str) -> Result<(), StoreError> {
    tx.change(
        "UPDATE attachment SET link = iif(inline, '', ?3), shown_at = iif(inline, ?3, '')
         WHERE document_id = ?1 AND revision_id IS NULL AND name = ?2",
        params![document.get(), name, link],
    )?;
    Ok(())
}

/// Takes a file off the draft; says whether it was there.
pub(super) fn delete_file(tx: &WriteTx<'_>, document: DocumentId, name: &str) -> Result<bool, StoreError> {
    Ok(tx.change("DELETE FROM attachment WHERE document_id = ?1 AND revision_id IS NULL AND name = ?2", params![document.get(), name])? > 0)
}

pub(super) fn place_file(tx: &WriteTx<'_>, document: DocumentId, name: &str, position: u32) -> Result<(), StoreError> {
    tx.change(
        "UPDATE attachment SET position = ?3 WHERE document_id = ?1 AND revision_id IS NULL AND name = ?2 AND position IS NOT ?3",
        params![document.get(), name, position],
    )?;
    Ok(())
}

pub(super) fn describe_file(tx: &WriteTx<'_>, document: DocumentId, name: &str, alt: &str) -> Result<bool, StoreError> {
    Ok(tx.change(
        "UPDATE attachment SET alt = ?3 WHERE document_id = ?1 AND revision_id IS NULL AND name = ?2",
        params![document.get(), name, alt],
    )? > 0)
}

pub(super) fn asset_by_hash(tx: &ReadTx<'_>, sha256: &[u8]) -> Result<Option<(AssetId, String)>, StoreError> {
    Ok(tx
        .query_row("SELECT id, media_type FROM asset WHERE sha256 = ?1", [sha256], |row| Ok((row.get::<_, i64>(0)?.into(), row.get(1)?)))
        .optional()?)
}

pub(super) fn insert_asset(tx: &WriteTx<'_>, sha256: &[u8], media_type: &str, bytes: &[u8]) -> Result<AssetId, StoreError> {
    let id = tx.insert(
        "INSERT INTO asset (sha256, media_type, bytes, created_at) VALUES (?1, ?2, ?3, ?4)",
        params![sha256, media_type, i64::try_from(bytes.len()).unwrap_or(i64::MAX), tx.now().get()],
    )?;
    for (position, chunk) in bytes.chunks(CHUNK).enumerate() {
        tx.insert(
            "INSERT INTO asset_chunk (asset_id, position, data) VALUES (?1, ?2, ?3)",
            params![id, i64::try_from(position).unwrap_or(i64::MAX), chunk],
        )?;
    }
    tx.changed(Topic::Asset, id);
    Ok(id.into())
}

/// The bytes of a file and what its hash should be; none if there is no such file.
pub(super) fn asset(tx: &ReadTx<'_>, id: AssetId) -> Result<Option<AssetRow>, StoreError> {
    let found: Option<(Vec<u8>, String)> =
        tx.query_row("SELECT sha256, media_type FROM asset WHERE id = ?1", [id.get()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((sha256, media_type)) = found else { return Ok(None) };
    let mut query = tx.prepare_cached("SELECT data FROM asset_chunk WHERE asset_id = ?1 ORDER BY position")?;
    let mut rows = query.query([id.get()])?;
    let mut bytes = Vec::new();
    while let Some(row) = rows.next()? {
        bytes.extend_from_slice(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
    }
    Ok(Some((bytes, sha256, media_type)))
}

const REVISION: &str = "SELECT r.id, r.document_id, r.number, d.kind, r.text, r.hash,
       CASE WHEN r.reason = 'idle' AND EXISTS (SELECT 1 FROM approval_ask a WHERE a.revision_id = r.id) THEN 'asked' ELSE r.reason END,
       r.name, r.actor, r.made_at
     FROM revision r JOIN document d ON d.id = r.document_id";

fn revision_row(row: &Row<'_>) -> rusqlite::Result<Revision> {
    Ok(Revision {
        id: row.get::<_, i64>(0)?.into(),
        document: row.get::<_, i64>(1)?.into(),
        number: row.get(2)?,
        kind: DocumentKind::from_word(&row.get::<_, String>(3)?).unwrap_or_default(),
        text: String::new(),
        source: row.get(4)?,
        said: Vec::new(),
        rows: Vec::new(),
        hash: row.get(5)?,
        attachments: Vec::new(),
        why: Why::from_word(&row.get::<_, String>(6)?),
        name: row.get(7)?,
        actor: row.get(8)?,
        made_at: row.get::<_, i64>(9)?.into(),
    })
}

pub(super) fn revision(tx: &ReadTx<'_>, id: RevisionId) -> Result<Option<Revision>, StoreError> {
    let found = tx.prepare_cached(&format!("{REVISION} WHERE r.id = ?1"))?.query_row([id.get()], revision_row).optional()?;
    let Some(mut revision) = found else { return Ok(None) };
    revision.attachments = files(tx, revision.document, Some(id))?;
    revision.said = shared::said_of(tx, id)?;
    let outgoing = outgoing::outgoing(&revision.source, &revision.said);
    (revision.text, revision.rows) = (outgoing.text, outgoing.rows);
    Ok(Some(revision))
}

pub(super) fn revision_hash(tx: &ReadTx<'_>, id: RevisionId) -> Result<Option<[u8; 32]>, StoreError> {
    let mut query = tx.prepare_cached("SELECT hash FROM revision WHERE id = ?1")?;
    Ok(query.query_row([id.get()], |row| row.get(0)).optional()?)
}

pub(super) fn revision_text(tx: &ReadTx<'_>, id: RevisionId) -> Result<Option<String>, StoreError> {
    let mut query = tx.prepare_cached("SELECT text FROM revision WHERE id = ?1")?;
    Ok(query.query_row([id.get()], |row| row.get(0)).optional()?)
}

/// The newest first; without their files, and without what goes out of them.
pub(super) fn revisions(tx: &ReadTx<'_>, document: DocumentId) -> Result<Vec<Revision>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{REVISION} WHERE r.document_id = ?1 ORDER BY r.number DESC"))?;
    Ok(query.query_map([document.get()], revision_row)?.collect::<Result<_, _>>()?)
}

/// The one with this number; without its files, and without what goes out of it.
pub(super) fn revision_numbered(tx: &ReadTx<'_>, document: DocumentId, number: u32) -> Result<Option<Revision>, StoreError> {
    let mut query = tx.prepare_cached(&format!("{REVISION} WHERE r.document_id = ?1 AND r.number = ?2"))?;
    Ok(query.query_row([document.get(), i64::from(number)], revision_row).optional()?)
}

pub(super) struct Newest {
    pub(super) id: RevisionId,
    pub(super) number: u32,
    pub(super) hash: [u8; 32],
}

pub(super) fn newest_revision(tx: &ReadTx<'_>, document: DocumentId) -> Result<Option<Newest>, StoreError> {
    Ok(tx
        .query_row("SELECT id, number, hash FROM revision WHERE document_id = ?1 ORDER BY number DESC LIMIT 1", [document.get()], |row| {
            Ok(Newest { id: row.get::<_, i64>(0)?.into(), number: row.get(1)?, hash: row.get(2)? })
        })
        .optional()?)
}

pub(super) fn insert_revision(
    tx: &WriteTx<'_>,
    document: DocumentId,
    number: u32,
    text: &str,
    hash: &[u8; 32],
    why: Why,
) -> Result<RevisionId, StoreError> {
    let id = tx.insert(
        "INSERT INTO revision (document_id, number, text, hash, reason, actor, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![document.get(), number, text, hash, why.as_str(), tx.actor(), tx.now().get()],
    )?;
    tx.changed(Topic::Document, document.get());
    Ok(id.into())
}

pub(super) fn note_reason(tx: &WriteTx<'_>, revision: RevisionId, why: Why) -> Result<(), StoreError> {
    tx.change("UPDATE revision SET reason = ?2 WHERE id = ?1", params![revision.get(), why.as_str()])?;
    Ok(())
}

pub(super) fn name_revision(tx: &WriteTx<'_>, revision: RevisionId, name: &str) -> Result<(), StoreError> {
    tx.change("UPDATE revision SET name = ?2, reason = 'named' WHERE id = ?1", params![revision.get(), name])?;
    Ok(())
}

pub(super) fn seal(tx: &WriteTx<'_>, revision: RevisionId, digest: &[u8]) -> Result<(), StoreError> {
    tx.change("UPDATE revision SET seal = ?2 WHERE id = ?1", params![revision.get(), digest])?;
    Ok(())
}

pub(super) fn sealed(tx: &ReadTx<'_>, revision: RevisionId) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(tx.query_row("SELECT seal FROM revision WHERE id = ?1", [revision.get()], |row| row.get(0)).optional()?.flatten())
}
