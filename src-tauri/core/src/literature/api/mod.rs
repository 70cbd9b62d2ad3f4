//! What the shells ask of literature: one user action, one transaction.

mod checklist;
mod comments;
mod desk;
mod files;
mod own;
mod revisions;
mod shared;
mod templates;
mod translation;
mod word;

use serde::{Deserialize, Serialize};

use super::desk::{Filter, Plan, Stage};
use super::document::{Document, Finding};
use super::front::{self, Front};
use super::kind::{AnnouncementSort, DocumentKind, OutlinePart, outline};
use super::paper::{self, EditedPaper, KeptBlock, Paper};
use super::revision::{Attachment, Why};
use super::{service, store};
use crate::error::{Place, Problem};
use crate::ids::{ActionId, DocumentId, Millis, RevisionId};
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace, WriteTx, deleted_by};

pub use checklist::{checklist, checklist_of, set_checklist, tick};
pub use comments::{answer_comment, comment, comment_deletion, comments, delete_comment, settle_comment, take_comment};
pub use desk::{DeskFilter, DeskNames, desk_names, list_where, plan, write_as};
pub use files::{
    AttachReport, NewFile, add_picture, add_picture_path, asset, attach, attach_all_paths, attach_paths, bare_files, describe, detach,
    read_all, reorder,
};
pub(crate) use files::{bare_files_quietly, read_files};
pub use own::{assign, attach_own, attach_own_paths, change_set, detach_set, link, with_folders};
pub use revisions::{
    ChangeStep, change_between, changed_since, difference, history, name_revision, numbered, restore, revision_text, take_change_back,
};
pub use shared::{BlockOnPaper, add_block, block, block_named, block_on_paper, blocks, delete_block, save_block};
pub use templates::{begin, delete_template, keep_template, rename_template, template_named, templates};
pub use translation::{LanguageVersion, mark_right, say, side_by_side, translate, versions};
pub use word::{WordReport, WordWithin, import_word, put_word, word_within};

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
    /// What an announcement is about; none for every other kind, and where nobody said it.
    pub sort: Option<AnnouncementSort>,
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
    /// Where it stands on the editorial desk.
    pub stage: Stage,
    /// Who writes it; empty for nobody yet.
    pub writer: String,
    /// Who reads it before it goes out; empty for nobody yet.
    pub editor: String,
    /// The department that asked for it; empty if none did.
    pub department: String,
    /// The day on which it is due, `2026-11-27`.
    pub due_on: Option<String>,
    /// The document that it is a translation of; none of what is none.
    pub source: Option<DocumentId>,
    /// Paragraphs of a translation whose source says something else since.
    pub stale: u32,
}

/// A document with its text.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DocumentView {
    /// What lists show.
    pub card: DocumentCard,
    /// What the editorial desk knows of it.
    pub plan: Plan,
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
    /// What the files of one mail weigh at most once they are encoded, in bytes (M11).
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
    /// Names the text that is kept now: the next save says that it stands on it.
    pub base: String,
}

impl Saved {
    fn of(tx: &WriteTx<'_>, document: Document) -> Result<Self, Problem> {
        let references = super::shared::findings(tx, &document)?;
        Ok(Self {
            at: tx.now(),
            headline: document.title(),
            words: document.words(),
            base: paper::base(&document.text),
            findings: document.findings.into_iter().chain(references).collect(),
        })
    }
}

/// What a save of the editor's blocks says.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SavedPaper {
    /// As every save says it.
    pub saved: Saved,
    /// The text that is kept now.
    pub text: String,
    /// The bytes of the front block.
    pub head: String,
    /// The bytes between the front block and the first block.
    pub lead: String,
    /// Where each block stands now; one of which nothing was written is left out.
    pub blocks: Vec<KeptBlock>,
    /// The bytes after the last block.
    pub tail: String,
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

/// Documents as lists show them, in this order; one that is gone is left away.
///
/// # Errors
/// What SQLite says.
pub(crate) fn cards_of(tx: &ReadTx<'_>, ids: &[DocumentId]) -> Result<Vec<DocumentCard>, Problem> {
    let mut cards = Vec::with_capacity(ids.len());
    for id in ids {
        cards.extend(super::desk::cards(tx, &Filter { document: Some(*id), ..Filter::default() })?);
    }
    Ok(cards)
}

/// A kind of document with the parts that it has.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct KindOutline {
    /// The kind.
    pub kind: DocumentKind,
    /// Its parts, in their order.
    pub parts: &'static [OutlinePart],
}

/// The outline of every kind, in the order in which kinds are offered.
#[must_use]
pub fn outlines() -> Vec<KindOutline> {
    DocumentKind::ALL.map(|kind| KindOutline { kind, parts: outline(kind) }).into()
}

/// Bytes of a file in base64 with a line end after each 76 characters, with some room for its headers.
#[must_use]
pub fn encoded_size(bytes: u64) -> u64 {
    let base64 = bytes.div_ceil(3) * 4;
    base64 + base64.div_ceil(76) * 2 + 300
}

/// What the draft's files weigh once they are encoded for mail, in bytes.
pub(crate) fn encoded_of(tx: &ReadTx<'_>, id: DocumentId) -> Result<u64, Problem> {
    Ok(encoded_total(&store::files(tx, id, None)?))
}

/// What the files of one mail weigh at most: those that everybody gets, and the largest of each set.
fn encoded_total(files: &[Attachment]) -> u64 {
    let mut largest: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    for file in files {
        if let Some(whom) = &file.for_whom {
            let most = largest.entry(&whom.set).or_default();
            *most = (*most).max(encoded_size(file.bytes));
        }
    }
    let everybodys = files.iter().filter(|file| file.for_whom.is_none() && file.link.is_none());
    everybodys.map(|file| encoded_size(file.bytes)).sum::<u64>() + largest.values().sum::<u64>()
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

/// Makes a document of a short letter: its subject, and its text as Markdown.
///
/// # Errors
/// `literature.empty` without a subject or a text (the place says which), `literature.too_long`: nothing was added.
pub async fn add_letter(ws: &Workspace, kind: DocumentKind, language: String, subject: &str, text: &str) -> Result<DocumentCard, Problem> {
    for (field, value) in [("subject", subject), ("text", text)] {
        if value.trim().is_empty() {
            return Err(Problem::refusal("literature.empty").at(Place::field(field)));
        }
    }
    let (subject, kind_word) = (subject.split_whitespace().collect::<Vec<_>>().join(" "), kind.as_str().to_owned());
    let front = Front { subject: Some(subject), language: Some(language), kind: Some(kind_word), ..Front::default() };
    let whole = format!("{}\n{}\n", front::set("", &front).trim_end(), text.trim());
    service::check_length(&whole)?;
    add_text(ws, whole, Some(kind)).await
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
        let id = service::insert(tx, kind, &document)?;
        desk::one(tx, id)
    })
    .await
}

/// Keeps the draft as it is being written (R10): any text, however broken. No step of the undo list: the editor has its own.
///
/// # Errors
/// `literature.no_document`, `literature.too_long`: the draft is as it was.
pub async fn save(ws: &Workspace, id: DocumentId, text: String) -> Result<Saved, Problem> {
    ws.write_quietly(move |tx| Saved::of(tx, service::save_draft(tx, id, &text)?)).await
}

/// The document as the editor holds it: blocks that carry their own source (W1).
///
/// # Errors
/// `literature.no_document`.
pub async fn open(ws: &Workspace, id: DocumentId) -> Result<Paper, Problem> {
    ws.read(move |tx| Ok(paper::open(&service::document(tx, id)?.draft))).await
}

/// Keeps the blocks of the editor as the draft: every block that was not touched keeps its bytes. `base` names the text
/// that the editing began with; where another stands there meanwhile, nothing is kept. Without `base` the editor's text
/// is kept in any case, and what stood there becomes a revision.
///
/// # Errors
/// `literature.moved_on` if the draft was changed elsewhere; as [`save`].
pub async fn save_paper(ws: &Workspace, id: DocumentId, base: Option<String>, edited: EditedPaper) -> Result<SavedPaper, Problem> {
    ws.write_quietly(move |tx| {
        let composed = paper::compose(edited);
        let document = service::save_over(tx, id, base.as_deref(), &composed.text)?;
        Ok(SavedPaper {
            saved: Saved::of(tx, document)?,
            text: composed.text,
            head: composed.head,
            lead: composed.lead,
            blocks: composed.blocks,
            tail: composed.tail,
        })
    })
    .await
}

/// Keeps the draft as [`save`] does, unless it was changed elsewhere since `base`, as [`save_paper`] does.
///
/// # Errors
/// As [`save_paper`].
pub async fn save_text(ws: &Workspace, id: DocumentId, base: Option<String>, text: String) -> Result<Saved, Problem> {
    ws.write_quietly(move |tx| Saved::of(tx, service::save_over(tx, id, base.as_deref(), &text)?)).await
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
        let text = service::document(tx, id)?.draft;
        let files = store::files(tx, id, None)?;
        let document = Document::parse(&text);
        let references = super::shared::findings(tx, &document)?;
        Ok(DocumentView {
            card: desk::one(tx, id)?,
            plan: super::desk::plan(tx, id)?,
            words: document.words(),
            front: document.front,
            embargo: document.embargo,
            encoded_bytes: encoded_total(&files),
            files,
            findings: document.findings.into_iter().chain(references).collect(),
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
    desk::list_where(ws, DeskFilter::default()).await
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
        super::checklist::remove_all(tx, id)?;
        super::comments::remove_all(tx, id)?;
        super::cutdowns::remove_all(tx, id)?;
        super::desk::remove(tx, id)?;
        super::translation::remove_all(tx, id)?;
        store::delete_document(tx, id)?.then_some(()).ok_or_else(|| Problem::refusal("literature.in_use"))
    })
    .await
}

/// The act that deleted a document which is not there any more: undoing it brings the document back.
///
/// # Errors
/// `literature.not_deleted`.
pub async fn deletion(ws: &Workspace, id: DocumentId) -> Result<ActionId, Problem> {
    ws.read(move |tx| {
        let gone = if store::document(tx, id)?.is_some() { None } else { deleted_by(tx, "document", id.get())? };
        gone.ok_or_else(|| Problem::missing("literature.not_deleted").with("what", "document").with("id", id.to_string()))
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
