//! What the shells ask of literature: one user action, one transaction.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::document::{Document, DocumentKind, Finding};
use super::front::{self, Front};
use super::revision::{Attachment, Revision, Why};
use super::store::DocumentRow;
use super::{files, service, store};
use crate::error::{Place, Problem};
use crate::ids::{AssetId, DocumentId, Millis, RevisionId};
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace};

/// A new document of a kind.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct NewDocument {
    /// Its kind.
    pub kind: DocumentKind,
    /// Its headline; may be empty.
    pub headline: String,
    /// BCP 47 language of the text; empty for English.
    pub language: String,
}

/// A document in a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DocumentCard {
    /// Its id.
    pub id: DocumentId,
    /// Its kind.
    pub kind: DocumentKind,
    /// Its headline; empty if it has none yet.
    pub headline: String,
    /// The language of the text.
    pub language: String,
    /// When its embargo lifts.
    pub embargo_at: Option<Millis>,
    /// When it was made.
    pub created_at: Millis,
    /// When it was last worked on.
    pub edited_at: Millis,
    /// How many files are attached, pictures within the text not counted.
    pub attachments: u32,
    /// The number of its newest revision; none before the first.
    pub revision: Option<u32>,
}

/// A document with its text.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DocumentView {
    /// What lists show.
    pub card: DocumentCard,
    /// The draft, Markdown with its front block.
    pub text: String,
    /// The fields of the front block.
    pub front: Front,
    /// When it may be published.
    pub embargo: Option<super::Embargo>,
    /// How many words it has.
    pub words: u32,
    /// Its files in order, pictures within the text too.
    pub files: Vec<Attachment>,
    /// What the files weigh once they are encoded for mail, in bytes (M11).
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub encoded_bytes: u64,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// What a save says.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Saved {
    /// When.
    pub at: Millis,
    /// The headline as lists show it.
    pub headline: String,
    /// How many words it has.
    pub words: u32,
    /// What is wrong with it; it is saved all the same.
    pub findings: Vec<Finding>,
}

/// A revision in the history of a document.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct RevisionCard {
    /// Its id.
    pub id: RevisionId,
    /// Its number, from 1.
    pub number: u32,
    /// Why it was made.
    pub why: Why,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Who made it.
    pub actor: String,
    /// When.
    pub made_at: Millis,
    /// Its hash in hex.
    pub hash: String,
    /// How many words it has.
    pub words: u32,
}

/// A file to attach, by its bytes: pasted, or read by a shell.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct NewFile {
    /// Its name; folders are cut off.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What became of files that were to be attached: some may be in and others refused.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AttachReport {
    /// The files that are attached now.
    pub attached: Vec<Attachment>,
    /// The others, each with its reason.
    pub refused: Vec<Problem>,
    /// What all files weigh once they are encoded for mail, in bytes.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub encoded_bytes: u64,
}

fn card(tx: &ReadTx<'_>, row: DocumentRow) -> Result<DocumentCard, Problem> {
    let attachments = store::files(tx, row.id, None)?.iter().filter(|file| !file.inline).count();
    let revision = store::newest_revision(tx, row.id)?.map(|newest| newest.number);
    Ok(DocumentCard {
        id: row.id,
        kind: row.kind,
        headline: row.headline,
        language: row.language,
        embargo_at: row.embargo_at,
        created_at: row.created_at,
        edited_at: row.edited_at,
        attachments: u32::try_from(attachments).unwrap_or(u32::MAX),
        revision,
    })
}

/// Documents as lists show them, in this order; one that is gone is left away.
///
/// # Errors
/// What SQLite says.
pub(crate) fn cards_of(tx: &ReadTx<'_>, ids: &[DocumentId]) -> Result<Vec<DocumentCard>, Problem> {
    let mut cards = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(row) = store::document(tx, *id)? {
            cards.push(card(tx, row)?);
        }
    }
    Ok(cards)
}

/// Bytes of a file in base64 with a line end after each 76 characters, with some room for its headers.
#[must_use]
pub fn encoded_size(bytes: u64) -> u64 {
    let base64 = bytes.div_ceil(3) * 4;
    base64 + base64.div_ceil(76) * 2 + 300
}

fn encoded_total(files: &[Attachment]) -> u64 {
    files.iter().map(|file| encoded_size(file.bytes)).sum()
}

/// Makes a document of a kind.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn add(ws: &Workspace, new: NewDocument) -> Result<DocumentCard, Problem> {
    let language = if new.language.trim().is_empty() { "en".to_owned() } else { new.language };
    let front =
        Front { headline: Some(new.headline), language: Some(language), kind: Some(new.kind.as_str().to_owned()), ..Front::default() };
    add_text(ws, front::set("", &front), Some(new.kind)).await
}

/// Takes a Markdown file as a new document. Its kind is the caller's, else the front block's, else press release.
///
/// # Errors
/// `literature.not_text` if it is not UTF-8, `literature.empty`, `literature.too_long`, `literature.bad_front` and the other
/// faults of a front block: nothing was added.
pub async fn add_file(ws: &Workspace, bytes: Vec<u8>, kind: Option<DocumentKind>) -> Result<DocumentCard, Problem> {
    let text = read_text(bytes)?;
    if text.trim().is_empty() {
        return Err(Problem::refusal("literature.empty"));
    }
    service::check_length(&text)?;
    if let Some(fault) = Document::parse(&text).findings.into_iter().next() {
        return Err(refused_text(fault));
    }
    add_text(ws, text, kind).await
}

fn read_text(bytes: Vec<u8>) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let row = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Problem::refusal("literature.not_text")
            .with("row", row)
            .todo("literature.not_text.todo")
            .at(Place::row(u32::try_from(row).unwrap_or(u32::MAX)))
    })
}

fn refused_text(fault: Finding) -> Problem {
    let mut problem = Problem::refusal("literature.bad_text");
    problem.what = fault.what;
    problem.code = problem.what.key.to_string();
    problem.at(fault.place)
}

async fn add_text(ws: &Workspace, text: String, kind: Option<DocumentKind>) -> Result<DocumentCard, Problem> {
    let document = Document::parse(&text);
    let kind = kind.or(document.kind).unwrap_or_default();
    let label = Message::new("literature.action.added").with("headline", document.title());
    ws.write(label, move |tx| {
        let id = store::insert_document(tx, kind, &document)?;
        card(tx, service::document(tx, id)?)
    })
    .await
}

/// Keeps the draft as it is being written (R10): any text, however broken. No step of the undo list: the editor has its own.
///
/// # Errors
/// `literature.no_document`, `literature.too_long`: the draft is as it was.
pub async fn save(ws: &Workspace, id: DocumentId, text: String) -> Result<Saved, Problem> {
    ws.write_quietly(move |tx| {
        let document = service::save_draft(tx, id, &text)?;
        Ok(Saved { at: tx.now(), headline: document.title(), words: document.words(), findings: document.findings })
    })
    .await
}

/// Takes a file's bytes as the draft.
///
/// # Errors
/// As [`save`], and `literature.not_text` if they are not UTF-8.
pub async fn save_file(ws: &Workspace, id: DocumentId, bytes: Vec<u8>) -> Result<Saved, Problem> {
    save(ws, id, read_text(bytes)?).await
}

/// The document with its draft and files.
///
/// # Errors
/// `literature.no_document`.
pub async fn show(ws: &Workspace, id: DocumentId) -> Result<DocumentView, Problem> {
    ws.read(move |tx| {
        let row = service::document(tx, id)?;
        let text = row.draft.clone();
        let files = store::files(tx, id, None)?;
        let document = Document::parse(&text);
        Ok(DocumentView {
            card: card(tx, row)?,
            words: document.words(),
            front: document.front,
            embargo: document.embargo,
            encoded_bytes: encoded_total(&files),
            files,
            findings: document.findings,
            text,
        })
    })
    .await
}

/// All documents, the one last worked on first.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn list(ws: &Workspace) -> Result<Vec<DocumentCard>, Problem> {
    ws.read(|tx| store::documents(tx)?.into_iter().map(|row| card(tx, row)).collect()).await
}

/// The draft as a file: byte for byte as it was written.
///
/// # Errors
/// `literature.no_document`.
pub async fn markdown(ws: &Workspace, id: DocumentId) -> Result<String, Problem> {
    ws.read(move |tx| Ok(service::document(tx, id)?.draft)).await
}

/// Deletes a document that was never distributed; undo brings it back.
///
/// # Errors
/// `literature.no_document`, `literature.in_use`: nothing has changed.
pub async fn delete(ws: &Workspace, id: DocumentId) -> Result<(), Problem> {
    let headline = ws.read(move |tx| Ok(service::document(tx, id)?.headline)).await?;
    ws.write(Message::new("literature.action.deleted").with("headline", headline), move |tx| {
        store::delete_document(tx, id)?.then_some(()).ok_or_else(|| Problem::refusal("literature.in_use"))
    })
    .await
}

/// The document's revisions, the newest first.
///
/// # Errors
/// `literature.no_document`.
pub async fn history(ws: &Workspace, id: DocumentId) -> Result<Vec<RevisionCard>, Problem> {
    ws.read(move |tx| {
        service::document(tx, id)?;
        Ok(store::revisions(tx, id)?.into_iter().map(revision_card).collect())
    })
    .await
}

fn revision_card(revision: Revision) -> RevisionCard {
    RevisionCard {
        id: revision.id,
        number: revision.number,
        why: revision.why,
        name: revision.name,
        actor: revision.actor,
        made_at: revision.made_at,
        hash: super::revision::hex(&revision.hash),
        words: Document::parse(&revision.text).words(),
    }
}

/// The text of a revision.
///
/// # Errors
/// `literature.no_revision`.
pub async fn revision_text(ws: &Workspace, id: RevisionId) -> Result<String, Problem> {
    ws.read(move |tx| Ok(service::revision(tx, id)?.text)).await
}

/// Keeps the draft as a revision with a name.
///
/// # Errors
/// `literature.no_document`, `literature.no_name`.
pub async fn name_revision(ws: &Workspace, id: DocumentId, name: String) -> Result<RevisionCard, Problem> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Problem::refusal("literature.no_name").at(Place::field("name")));
    }
    ws.write(Message::new("literature.action.revision").with("name", name.as_str()), move |tx| {
        let revision = service::freeze(tx, id, Why::Named)?;
        store::name_revision(tx, revision, &name)?;
        Ok(revision_card(service::revision(tx, revision)?))
    })
    .await
}

/// Puts an older revision's text and files back as the draft. What stood there before is kept as a revision of its own.
///
/// # Errors
/// `literature.no_revision`.
pub async fn restore(ws: &Workspace, id: RevisionId) -> Result<(), Problem> {
    ws.write(Message::new("literature.action.restored"), move |tx| {
        let revision = service::revision(tx, id)?;
        service::freeze(tx, revision.document, Why::Restored)?;
        service::save_draft(tx, revision.document, &revision.text)?;
        for file in store::files(tx, revision.document, None)? {
            store::delete_file(tx, revision.document, &file.name)?;
        }
        for file in &revision.attachments {
            store::insert_file(tx, revision.document, None, file)?;
        }
        store::touch(tx, revision.document)?;
        Ok(())
    })
    .await
}

/// How long nobody writes before a revision is made by itself, in milliseconds.
pub const IDLE_MS: i64 = 10 * 60 * 1000;

/// Makes a revision of each document on which nobody wrote for ten minutes; gives how many. For a timer of the shell.
///
/// # Errors
/// `workspace.disk_full` and its like.
pub async fn keep_idle(ws: &Workspace) -> Result<u32, Problem> {
    let before = ws.now().plus_ms(-IDLE_MS);
    let due = ws.read(move |tx| Ok(store::edited_before(tx, before)?)).await?;
    if due.is_empty() {
        return Ok(0);
    }
    ws.write_quietly(move |tx| {
        let mut made = 0;
        for id in due {
            let newest = store::newest_revision(tx, id)?.map(|newest| newest.id);
            made += u32::from(Some(service::freeze(tx, id, Why::Idle)?) != newest);
        }
        Ok(made)
    })
    .await
}

/// Attaches files by their bytes. Each is judged alone: some may be in and others refused.
///
/// # Errors
/// `literature.no_document`; a file that is refused is no error but a line of the report.
pub async fn attach(ws: &Workspace, id: DocumentId, new: Vec<NewFile>) -> Result<AttachReport, Problem> {
    attach_read(ws, id, new.into_iter().map(Ok).collect()).await
}

/// Attaches files from the disk, as [`attach`] does.
///
/// # Errors
/// As [`attach`]; a file that cannot be read is a line of the report.
pub async fn attach_paths(ws: &Workspace, id: DocumentId, paths: Vec<PathBuf>) -> Result<AttachReport, Problem> {
    attach_read(ws, id, read_files(paths).await?).await
}

/// Attaches files from the disk, all of them or none: for a sending that is to go with them.
///
/// # Errors
/// `literature.no_document`, and what the first refused file is refused for: then none is attached.
pub async fn attach_all_paths(ws: &Workspace, id: DocumentId, paths: Vec<PathBuf>) -> Result<AttachReport, Problem> {
    let read = read_files(paths).await?.into_iter().collect::<Result<Vec<_>, _>>()?;
    for file in &read {
        files::judge(&file.name, &file.bytes)?;
    }
    attach(ws, id, read).await
}

async fn read_files(paths: Vec<PathBuf>) -> Result<Vec<Result<NewFile, Problem>>, Problem> {
    tokio::task::spawn_blocking(move || paths.into_iter().map(|path| read_file(&path)).collect())
        .await
        .map_err(|error| Problem::failure("workspace.read_lost").because(error))
}

/// Reads a file that is to be attached; a folder, and what is too large, are refused before they are read.
fn read_file(path: &std::path::Path) -> Result<NewFile, Problem> {
    let name = files::clean_name(&path.file_name().unwrap_or_default().to_string_lossy());
    let unreadable = |error: &dyn std::fmt::Display| {
        Problem::refusal("literature.file_unreadable").with("file", name.as_str()).todo("literature.file_unreadable.todo").because(error)
    };
    let about = std::fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !about.is_file() {
        return Err(Problem::refusal("literature.file_folder").with("file", name.as_str()));
    }
    if about.len() > files::LARGEST_FILE {
        return Err(Problem::refusal("literature.file_too_big")
            .with("file", name.as_str())
            .with("limit", files::LARGEST_FILE / (1024 * 1024)));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(&error))?;
    Ok(NewFile { name, bytes })
}

async fn attach_read(ws: &Workspace, id: DocumentId, read: Vec<Result<NewFile, Problem>>) -> Result<AttachReport, Problem> {
    let mut refused = Vec::new();
    let mut judged = Vec::new();
    for file in read {
        match file.and_then(|file| files::judge(&file.name, &file.bytes).map(|verdict| (verdict, file.bytes))) {
            Ok(fit) => judged.push(fit),
            Err(problem) => refused.push(problem),
        }
    }
    let label = Message::new("literature.action.attached").with("count", judged.len());
    ws.write(label, move |tx| {
        service::document(tx, id)?;
        let attached = judged.iter().map(|(file, bytes)| service::attach(tx, id, file, bytes, false, "")).collect::<Result<Vec<_>, _>>()?;
        Ok(AttachReport { attached, refused, encoded_bytes: encoded_total(&store::files(tx, id, None)?) })
    })
    .await
}

/// Takes a picture into the document for use within the text; the Markdown names it by the `name` that comes back.
/// A picture is no attachment: it is shown where it stands.
///
/// # Errors
/// As a refused file of [`attach`], and `literature.no_picture` if mail cannot show it; `literature.no_document`.
pub async fn add_picture(ws: &Workspace, id: DocumentId, file: NewFile, alt: String) -> Result<Attachment, Problem> {
    let mut judged = files::judge(&file.name, &file.bytes)?;
    if !files::is_picture(&judged.media_type) {
        return Err(Problem::refusal("literature.no_picture")
            .with("file", judged.name.as_str())
            .todo("literature.no_picture.todo")
            .at(Place::field("file")));
    }
    // A name without spaces needs no brackets in Markdown.
    judged.name = judged.name.split_whitespace().collect::<Vec<_>>().join("-").replace(['(', ')', '[', ']'], "-");
    ws.write(Message::new("literature.action.picture").with("file", judged.name.as_str()), move |tx| {
        service::attach(tx, id, &judged, &file.bytes, true, alt.trim())
    })
    .await
}

/// Takes a file off the draft.
///
/// # Errors
/// `literature.no_file`.
pub async fn detach(ws: &Workspace, id: DocumentId, name: String) -> Result<(), Problem> {
    ws.write(Message::new("literature.action.detached").with("file", name.as_str()), move |tx| {
        service::document(tx, id)?;
        if !store::delete_file(tx, id, &name)? {
            return Err(Problem::missing("literature.no_file").with("file", name));
        }
        Ok(store::touch(tx, id)?)
    })
    .await
}

/// Puts the draft's files in the order of `names`; files that are not named follow in the order they had.
///
/// # Errors
/// `literature.no_file` if a name is none of the document's.
pub async fn reorder(ws: &Workspace, id: DocumentId, names: Vec<String>) -> Result<Vec<Attachment>, Problem> {
    ws.write(Message::new("literature.action.reordered"), move |tx| {
        service::document(tx, id)?;
        let present = store::files(tx, id, None)?;
        if let Some(stranger) = names.iter().find(|name| !present.iter().any(|file| file.name == **name)) {
            return Err(Problem::missing("literature.no_file").with("file", stranger.as_str()));
        }
        let rest = present.iter().map(|file| &file.name).filter(|name| !names.contains(name));
        for (position, name) in names.iter().chain(rest).enumerate() {
            store::place_file(tx, id, name, u32::try_from(position).unwrap_or(u32::MAX))?;
        }
        store::touch(tx, id)?;
        Ok(store::files(tx, id, None)?)
    })
    .await
}

/// Says what is to be seen on a picture.
///
/// # Errors
/// `literature.no_file`.
pub async fn describe(ws: &Workspace, id: DocumentId, name: String, alt: String) -> Result<(), Problem> {
    ws.write(Message::new("literature.action.described").with("file", name.as_str()), move |tx| {
        if !store::describe_file(tx, id, &name, alt.trim())? {
            return Err(Problem::missing("literature.no_file").with("file", name));
        }
        Ok(store::touch(tx, id)?)
    })
    .await
}

/// The bytes of a file and their type, for the window to show.
///
/// # Errors
/// `literature.no_asset`, `literature.asset_damaged`.
pub async fn asset(ws: &Workspace, id: AssetId) -> Result<(String, Vec<u8>), Problem> {
    ws.read(move |tx| {
        let bytes = service::asset_bytes(tx, id)?;
        let media_type = store::asset(tx, id)?.map(|(_, _, media_type)| media_type).unwrap_or_default();
        Ok((media_type, bytes))
    })
    .await
}
