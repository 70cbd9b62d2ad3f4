//! Literature's rules over its tables; composes within one transaction.

use sha2::{Digest as _, Sha256};

use super::approval;
use super::comments;
use super::document::Document;
use super::files::{self, Judged};
use super::forms::{self, LookedThrough};
use super::kind::DocumentKind;
use super::outgoing;
use super::paper::{self, EditedPaper};
use super::revision::{self, Attachment, Revision, Why, hex};
use super::shared::{self, SaidBlock};
use super::store::{self, DocumentRow};
use super::translation;
use crate::error::Problem;
use crate::ids::{AssetId, DocumentId, RevisionId};
use crate::workspace::{ReadTx, WriteTx};

/// A text longer than this is no piece of literature; the editor and the parser are not made for it.
pub const LONGEST_TEXT: usize = 2 * 1024 * 1024;

/// The document, or the problem that there is none.
pub(super) fn document(tx: &ReadTx<'_>, id: DocumentId) -> Result<DocumentRow, Problem> {
    store::document(tx, id)?.ok_or_else(|| Problem::missing("literature.no_document").with("id", id.to_string()))
}

/// Refuses a text that is too long.
pub(super) fn check_length(text: &str) -> Result<(), Problem> {
    check_size(text.len() as u64)
}

/// Refuses a text of so many bytes if that is too many: before it is read.
///
/// # Errors
/// `literature.too_long`.
pub fn check_size(bytes: u64) -> Result<(), Problem> {
    if bytes <= LONGEST_TEXT as u64 {
        return Ok(());
    }
    Err(Problem::refusal("literature.too_long").with("size", bytes.div_ceil(1024)).with("limit", LONGEST_TEXT / 1024))
}

/// Keeps `text`, which whoever works here wrote, as the document's draft. Any text is kept, however broken: what is wrong with it is said,
/// not refused (R10).
pub(super) fn save_draft(tx: &WriteTx<'_>, id: DocumentId, text: &str) -> Result<Document, Problem> {
    if document(tx, id)?.draft != text {
        approval::service::wrote(tx, id, tx.actor())?;
    }
    put_draft(tx, id, text)
}

/// Keeps `text`, whose words stood in the document before, as its draft: whoever puts them back wrote none of them.
pub(super) fn put_draft(tx: &WriteTx<'_>, id: DocumentId, text: &str) -> Result<Document, Problem> {
    check_length(text)?;
    let row = document(tx, id)?;
    let document = Document::parse(text);
    if row.draft != text {
        store::update_draft(tx, id, document.kind.unwrap_or(row.kind), &document)?;
        comments::follow(tx, id, &row.draft, text)?;
        translation::follow(tx, id, &row.draft, text)?;
        approval::service::follow(tx, id)?;
    }
    Ok(document)
}

/// Keeps `text` as the draft if the draft is still the text that `base` names. Without `base` it is kept in any case, and
/// what stood there is kept as a revision first.
pub(super) fn save_over(tx: &WriteTx<'_>, id: DocumentId, base: Option<&str>, text: &str) -> Result<Document, Problem> {
    check_length(text)?;
    let row = document(tx, id)?;
    if row.draft != text {
        match base {
            Some(base) if base != paper::base(&row.draft) => {
                return Err(Problem::refusal("literature.moved_on").todo("literature.moved_on.todo"));
            }
            Some(_) => {}
            None => drop(freeze(tx, id, Why::Restored)?),
        }
    }
    save_draft(tx, id, text)
}

/// Keeps what was edited without a sheet as the draft, if the draft is still the text that `base` names. What stood there is kept as a
/// revision.
///
/// # Errors
/// `literature.no_document`, `literature.too_long`, `literature.moved_on`: nothing has changed.
pub(crate) fn save_edited(tx: &WriteTx<'_>, id: DocumentId, base: &str, edited: EditedPaper) -> Result<(), Problem> {
    freeze(tx, id, Why::Restored)?;
    save_over(tx, id, Some(base), &paper::compose(edited).text).map(drop)
}

/// Makes a revision of the draft as it is, unless the newest revision has the same text and files: then that one.
/// A revision that was distributed says so, whatever it was made for first.
///
/// # Errors
/// `literature.no_document`.
pub fn freeze(tx: &WriteTx<'_>, id: DocumentId, why: Why) -> Result<RevisionId, Problem> {
    let row = document(tx, id)?;
    let files = store::files(tx, id, None)?;
    let said = shared::said_in(tx, &row.draft)?;
    let hash = hash(row.kind, &row.draft, &said, &files);
    let newest = store::newest_revision(tx, id)?;
    if let Some(newest) = newest.as_ref().filter(|newest| newest.hash == hash) {
        if why == Why::Distributed || why == Why::Tested && store::revision(tx, newest.id)?.is_some_and(|r| r.why == Why::Idle) {
            store::note_reason(tx, newest.id, why)?;
        }
        return Ok(newest.id);
    }
    let number = newest.map_or(1, |newest| newest.number + 1);
    let made = store::insert_revision(tx, id, number, &row.draft, &hash, why)?;
    for file in &files {
        store::insert_file(tx, id, Some(made), file)?;
    }
    shared::keep_said(tx, made, &said)?;
    Ok(made)
}

/// The hash over all that a text says and over what goes out of it, where that is less.
fn hash(kind: DocumentKind, source: &str, said: &[SaidBlock], files: &[Attachment]) -> [u8; 32] {
    let (whole, out) = (outgoing::with_blocks(source, said).text, outgoing::outgoing(source, said).text);
    let text = if whole == out { whole } else { format!("{whole}\0{out}") };
    revision::hash(kind, &text, files)
}

/// A revision with its files.
///
/// # Errors
/// `literature.no_revision`.
pub fn revision(tx: &ReadTx<'_>, id: RevisionId) -> Result<Revision, Problem> {
    store::revision(tx, id)?.ok_or_else(|| no_revision(id))
}

/// The hash over a revision's text and files, for whoever needs neither.
///
/// # Errors
/// `literature.no_revision`.
pub fn revision_hash(tx: &ReadTx<'_>, id: RevisionId) -> Result<[u8; 32], Problem> {
    store::revision_hash(tx, id)?.ok_or_else(|| no_revision(id))
}

fn no_revision(id: RevisionId) -> Problem {
    Problem::missing("literature.no_revision").with("id", id.to_string())
}

/// The draft as if it were a revision: for previews. Its id is 0 and its number that of the next revision.
///
/// # Errors
/// `literature.no_document`.
pub fn draft(tx: &ReadTx<'_>, id: DocumentId) -> Result<Revision, Problem> {
    let row = document(tx, id)?;
    let attachments = store::files(tx, id, None)?;
    let number = store::newest_revision(tx, id)?.map_or(1, |newest| newest.number + 1);
    let said = shared::said_in(tx, &row.draft)?;
    let outgoing = outgoing::outgoing(&row.draft, &said);
    Ok(Revision {
        id: 0.into(),
        document: id,
        number,
        kind: row.kind,
        hash: hash(row.kind, &row.draft, &said, &attachments),
        text: outgoing.text,
        rows: outgoing.rows,
        said,
        source: row.draft,
        attachments,
        why: Why::Idle,
        name: None,
        actor: String::new(),
        made_at: row.edited_at,
    })
}

/// The number of the revision whose text and files are the draft's now; none where the draft is no revision yet.
///
/// # Errors
/// `literature.no_document`.
pub fn revision_of_draft(tx: &ReadTx<'_>, id: DocumentId) -> Result<Option<u32>, Problem> {
    let hash = draft(tx, id)?.hash;
    Ok(store::newest_revision(tx, id)?.filter(|newest| newest.hash == hash).map(|newest| newest.number))
}

/// Attaches files that were read.
///
/// # Errors
/// `literature.no_document`.
pub fn attach_read(tx: &WriteTx<'_>, id: DocumentId, read: Vec<LookedThrough>) -> Result<Vec<Attachment>, Problem> {
    document(tx, id)?;
    read.into_iter().map(|file| attach(tx, id, file, false, "")).collect()
}

/// The kind of a document.
///
/// # Errors
/// `literature.no_document`.
pub fn kind(tx: &ReadTx<'_>, id: DocumentId) -> Result<DocumentKind, Problem> {
    Ok(document(tx, id)?.kind)
}

/// A document's headline, for lists of other desks; none if there is no such document.
///
/// # Errors
/// What SQLite says.
pub fn headline(tx: &ReadTx<'_>, id: DocumentId) -> Result<Option<String>, Problem> {
    Ok(store::document(tx, id)?.map(|row| row.headline))
}

/// The headline of a text as it was kept, for lists of what was sent; none if there is no such revision.
///
/// # Errors
/// What SQLite says.
pub fn kept_headline(tx: &ReadTx<'_>, id: RevisionId) -> Result<Option<String>, Problem> {
    Ok(store::revision_text(tx, id)?.map(|text| Document::parse(&text).title()))
}

/// Keeps a digest that only its maker understands with a revision: what was approved or sent (D20).
///
/// # Errors
/// What SQLite says.
pub fn seal(tx: &WriteTx<'_>, revision: RevisionId, digest: &[u8]) -> Result<(), Problem> {
    Ok(store::seal(tx, revision, digest)?)
}

/// The digest that [`seal`] kept.
///
/// # Errors
/// What SQLite says.
pub fn sealed(tx: &ReadTx<'_>, revision: RevisionId) -> Result<Option<Vec<u8>>, Problem> {
    Ok(store::sealed(tx, revision)?)
}

/// The bytes of a file, checked against the hash that it is known by.
///
/// # Errors
/// `literature.no_asset`, `literature.asset_damaged`.
pub fn asset_bytes(tx: &ReadTx<'_>, id: AssetId) -> Result<Vec<u8>, Problem> {
    let (bytes, sha256, _) = store::asset(tx, id)?.ok_or_else(|| Problem::missing("literature.no_asset").with("id", id.to_string()))?;
    if Sha256::digest(&bytes).as_slice() != sha256.as_slice() {
        return Err(Problem::failure("literature.asset_damaged").todo("literature.asset_damaged.todo"));
    }
    Ok(bytes)
}

/// Notes that the document's files changed; an approval of it may be void by that.
pub(super) fn touch(tx: &WriteTx<'_>, id: DocumentId) -> Result<(), Problem> {
    store::touch(tx, id)?;
    approval::service::follow(tx, id)
}

/// Keeps the bytes of a file, once however often it comes; gives its number, and its SHA-256 in hex.
///
/// # Errors
/// What SQLite says.
pub fn keep_asset(tx: &WriteTx<'_>, media_type: &str, bytes: &[u8]) -> Result<(AssetId, String), Problem> {
    let sha256 = Sha256::digest(bytes);
    let id = match store::asset_by_hash(tx, &sha256)? {
        Some((id, _)) => id,
        None => store::insert_asset(tx, &sha256, media_type, bytes)?,
    };
    Ok((id, hex(&sha256)))
}

/// Writes a new document whose kind its front block says, else a press release.
///
/// # Errors
/// `literature.too_long`.
pub fn write(tx: &WriteTx<'_>, text: &str) -> Result<DocumentId, Problem> {
    check_length(text)?;
    let document = Document::parse(text);
    insert(tx, document.kind.unwrap_or_default(), &document)
}

/// Puts in a new document whose words whoever works here brings along. A headline alone begins a text that somebody else may write.
pub(super) fn insert(tx: &WriteTx<'_>, kind: DocumentKind, document: &Document) -> Result<DocumentId, Problem> {
    let id = store::insert_document(tx, kind, document)?;
    if !document.blocks.is_empty() {
        approval::service::wrote(tx, id, tx.actor())?;
    }
    Ok(id)
}

/// Puts a file into the draft: a picture within the text if `alt` says what is on it, else an attachment.
///
/// # Errors
/// `literature.no_document`, and why [`files::judge`] refuses the file.
pub fn put_in(tx: &WriteTx<'_>, id: DocumentId, name: &str, bytes: &[u8], alt: Option<&str>) -> Result<(), Problem> {
    let looked = forms::look_through_to_go(files::judge(name, bytes)?, bytes.to_vec());
    attach(tx, id, looked, alt.is_some(), alt.unwrap_or_default()).map(drop)
}

/// Attaches a file to the draft, under a name that no other file of the document has. It was looked through before, so that nobody waits
/// for that. The same file under the same name is left as it is.
pub(super) fn attach(tx: &WriteTx<'_>, id: DocumentId, looked: LookedThrough, inline: bool, alt: &str) -> Result<Attachment, Problem> {
    document(tx, id)?;
    let file = looked.file.clone();
    let original = forms::keep(tx, looked)?;
    forms::note(tx, original, &file.name)?;
    put_form(tx, id, &file, &forms::going(tx, original)?, inline, alt)
}

/// Puts what goes in the place of a file into the draft, as [`attach`] does.
pub(super) fn put_form(
    tx: &WriteTx<'_>,
    id: DocumentId,
    file: &Judged,
    form: &forms::Form,
    inline: bool,
    alt: &str,
) -> Result<Attachment, Problem> {
    document(tx, id)?;
    let present = store::files(tx, id, None)?;
    let same = present.iter().find(|other| other.asset == form.asset && other.inline == inline && (inline || other.name == file.name));
    if let Some(same) = same {
        return Ok(same.clone());
    }
    let name = files::free_name(&file.name, |name| present.iter().any(|other| other.name.to_lowercase() == name.to_lowercase()));
    let attached = Attachment {
        content_id: format!("{}@tidings", form.sha256.get(..24).unwrap_or(&form.sha256)),
        asset: form.asset,
        name,
        media_type: file.media_type.clone(),
        bytes: form.bytes,
        sha256: form.sha256.clone(),
        position: present.iter().map(|other| other.position + 1).max().unwrap_or(0),
        inline,
        alt: alt.to_owned(),
        for_whom: None,
        link: None,
        keeps_place: form.keeps_place,
    };
    store::insert_file(tx, id, None, &attached)?;
    touch(tx, id)?;
    Ok(attached)
}
