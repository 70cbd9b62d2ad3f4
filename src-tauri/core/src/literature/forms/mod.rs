//! Files as people know them, and what goes out in their place: a picture goes without what a camera wrote into it, or as a cut of it.
//!
//! **Invariant:** the bytes that came are never changed. What a document holds are the bytes that go: its hash, its seal and its letters
//! are of these, and the same file by the same recipe gives the same.

mod store;

use std::collections::HashMap;

pub use store::{AssetUse, FileRow};

use super::approval;
use super::bare::{Within, bare, look_into};
use super::files::{self, Judged};
use super::place;
use super::recipe::{self, Recipe};
use super::revision::{Attachment, hex};
use super::service;
use crate::error::Problem;
use crate::ids::{AssetId, DocumentId, RevisionId};
use crate::workspace::{ReadTx, Workspace, WriteTx};

/// The recipe of a file that is whole but for what a camera wrote, or at least without the place where it was made.
pub(super) const BARE: &str = "bare";
/// The recipe of one that may tell that place still, since it cannot be read in every part.
const TOLD: &str = "told";

/// The bytes that go in the place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Which they are.
    pub asset: AssetId,
    /// Their SHA-256 in hex.
    pub sha256: String,
    /// Their type.
    pub media_type: String,
    /// How many they are.
    pub bytes: u64,
    /// Whether they may tell where the file was made.
    pub keeps_place: bool,
}

fn no_asset(id: AssetId) -> Problem {
    Problem::missing("literature.no_asset").with("id", id.to_string())
}

/// A file that people know.
///
/// # Errors
/// `literature.no_asset`.
pub fn file(tx: &ReadTx<'_>, asset: AssetId) -> Result<FileRow, Problem> {
    store::one(tx, asset)?.ok_or_else(|| no_asset(asset))
}

/// All files that people know, the newest first.
///
/// # Errors
/// What SQLite says.
pub fn all(tx: &ReadTx<'_>) -> Result<Vec<FileRow>, Problem> {
    Ok(store::all(tx)?)
}

/// How many documents hold each file, in whatever form; files that none holds are missing.
///
/// # Errors
/// What SQLite says.
pub fn used(tx: &ReadTx<'_>) -> Result<HashMap<AssetId, u32>, Problem> {
    Ok(store::used(tx)?)
}

/// The documents that hold a file, in whatever form; the one last worked on first.
///
/// # Errors
/// What SQLite says.
pub fn uses(tx: &ReadTx<'_>, asset: AssetId) -> Result<Vec<AssetUse>, Problem> {
    Ok(store::uses(tx, asset)?)
}

/// The texts that were kept with a file, in whatever form.
///
/// # Errors
/// What SQLite says.
pub fn kept_in(tx: &ReadTx<'_>, asset: AssetId) -> Result<Vec<RevisionId>, Problem> {
    Ok(store::kept_in(tx, asset)?)
}

/// The files that people know bytes as: themselves, or what they were made of.
///
/// # Errors
/// What SQLite says.
pub fn origins(tx: &ReadTx<'_>, asset: AssetId) -> Result<Vec<AssetId>, Problem> {
    Ok(store::origins(tx, asset)?)
}

/// Whether a text that was kept holds a file, in whatever form.
///
/// # Errors
/// What SQLite says.
pub fn is_in(tx: &ReadTx<'_>, revision: RevisionId, asset: AssetId) -> Result<bool, Problem> {
    Ok(store::is_in(tx, revision, asset)?)
}

/// A judged file whose bytes were looked through outside of the transaction, so that nobody waits for it.
#[derive(Debug)]
pub struct LookedThrough {
    /// Its name and type.
    pub file: Judged,
    bytes: Vec<u8>,
    within: Option<Within>,
}

/// Looks through a file for what goes in its place, where that takes long: what is made anew is made when it goes for the first time.
#[must_use]
pub fn look_through(file: Judged, bytes: Vec<u8>) -> LookedThrough {
    let within = files::may_keep_place(&file.media_type).then(|| look_into(&bytes));
    LookedThrough { file, bytes, within }
}

/// Looks through a file that goes at once for what goes in its place, whatever its form.
#[must_use]
pub fn look_through_to_go(file: Judged, bytes: Vec<u8>) -> LookedThrough {
    let within = may_say_more(&file.media_type).then(|| look_into(&bytes));
    LookedThrough { file, bytes, within }
}

/// Keeps the bytes of a file and of what goes in its place; it is [`note`] that takes it among those that people know.
///
/// # Errors
/// What SQLite says.
pub fn keep(tx: &WriteTx<'_>, looked: LookedThrough) -> Result<AssetId, Problem> {
    let LookedThrough { file, bytes, within } = looked;
    let (asset, _) = service::keep_asset(tx, &file.media_type, &bytes)?;
    if let Some(within) = within
        && meant_to_go(tx, asset)?.is_none()
    {
        keep_within(tx, asset, &file.media_type, within)?;
    }
    Ok(asset)
}

fn keep_within(tx: &WriteTx<'_>, asset: AssetId, media_type: &str, within: Within) -> Result<AssetId, Problem> {
    let made = match within.bare {
        Some(bytes) => service::keep_asset(tx, media_type, &bytes)?.0,
        None => asset,
    };
    store::keep_form(tx, made, asset, if within.tells { TOLD } else { BARE })?;
    Ok(made)
}

/// Takes a file whose bytes are kept among those that people know; says whether it is new.
///
/// # Errors
/// What SQLite says.
pub fn note(tx: &WriteTx<'_>, asset: AssetId, name: &str) -> Result<bool, Problem> {
    Ok(store::note(tx, asset, name)?)
}

/// Judges the types of files anew that an earlier version took for nothing that it knew, and that are a camera's pictures or films by what
/// they begin with: else these go with the place where they were made, and nobody is told. What stands in a text that was kept keeps its type:
/// that is part of what was hashed, approved and sent.
///
/// # Errors
/// What the file says.
pub(crate) fn judge_types(ws: &Workspace) -> Result<(), Problem> {
    let found = ws.read_blocking(|tx| {
        let mut found = Vec::new();
        for (asset, beginning) in store::of_no_type(tx)? {
            let whole = if place::may_be_in_boxes(&beginning) { service::asset_bytes(tx, asset).ok() } else { None };
            found.extend(files::of_a_camera(&whole.unwrap_or(beginning)).map(|kind| (asset, kind)));
        }
        Ok(found)
    })?;
    if found.is_empty() {
        return Ok(());
    }
    ws.write_blocking(None, move |tx| found.iter().try_for_each(|(asset, kind)| Ok(store::set_type(tx, *asset, kind)?)))
}

/// Gives a file another name, and says whether it goes with what the camera wrote. Drafts that hold it get what goes from now on.
///
/// # Errors
/// `literature.no_asset`.
pub fn change(tx: &WriteTx<'_>, asset: AssetId, name: &str, whole: bool) -> Result<(), Problem> {
    let before = file(tx, asset)?;
    let was = going(tx, asset)?;
    store::change(tx, asset, name, whole)?;
    if before.whole == whole {
        return Ok(());
    }
    let is = going(tx, asset)?;
    if was.asset != is.asset {
        let drafts = store::drafts_with(tx, was.asset)?;
        store::swap(tx, was.asset, is.asset)?;
        drafts.into_iter().try_for_each(|draft| service::touch(tx, draft))?;
    }
    Ok(())
}

/// Has a picture of a draft's text fetched from an address that was judged when a mail is read; none: it goes in the mail.
///
/// # Errors
/// What SQLite says.
pub fn fetch_from(tx: &WriteTx<'_>, document: DocumentId, name: &str, link: Option<&str>) -> Result<(), Problem> {
    super::store::link_file(tx, document, name, link.unwrap_or_default())?;
    service::touch(tx, document)
}

/// Takes a file off those that people know. Its bytes stay until nothing can give it back.
///
/// # Errors
/// `literature.no_asset`.
pub fn remove(tx: &WriteTx<'_>, asset: AssetId) -> Result<(), Problem> {
    file(tx, asset)?;
    Ok(store::remove(tx, asset)?)
}

/// What goes in the place of a file as it stands.
///
/// # Errors
/// `literature.no_asset`.
pub fn going(tx: &WriteTx<'_>, asset: AssetId) -> Result<Form, Problem> {
    if file(tx, asset)?.whole {
        return known(tx, asset);
    }
    if let Some(made) = meant_to_go(tx, asset)? {
        return known(tx, made);
    }
    let media_type = known(tx, asset)?.media_type;
    if !may_say_more(&media_type) {
        return known(tx, asset);
    }
    let made = keep_within(tx, asset, &media_type, look_into(&service::asset_bytes(tx, asset)?))?;
    known(tx, made)
}

/// What was made to go in the place of a file; none where nobody looked yet.
fn meant_to_go(tx: &ReadTx<'_>, asset: AssetId) -> Result<Option<AssetId>, Problem> {
    Ok(match store::form(tx, asset, BARE)? {
        Some(made) => Some(made),
        None => store::form(tx, asset, TOLD)?,
    })
}

/// Notes of bytes that are kept for one person alone that they do not tell where they were made.
///
/// # Errors
/// What SQLite says.
pub(super) fn note_bare(tx: &WriteTx<'_>, asset: AssetId) -> Result<(), Problem> {
    if store::form(tx, asset, BARE)?.is_none() {
        store::keep_form(tx, asset, asset, BARE)?;
    }
    Ok(())
}

/// The pictures of a draft that are not meant to say more than is to be seen on them, with what goes in their place; none where nobody
/// looked yet. What is a form of a file goes as it was made; of one that is whole somebody decided so.
fn meant_bare(tx: &ReadTx<'_>, document: DocumentId) -> Result<Vec<(Attachment, Option<AssetId>)>, Problem> {
    let mut found = Vec::new();
    for held in service::draft(tx, document)?.attachments {
        let picture = held.for_whom.is_none() && may_say_more(&held.media_type);
        if picture && store::one(tx, held.asset)?.is_some_and(|file| !file.whole) {
            let form = meant_to_go(tx, held.asset)?;
            found.push((held, form));
        }
    }
    Ok(found)
}

/// The files of a draft that say more than is to be seen on them, and were not meant to: they were attached before that was taken off at once.
///
/// # Errors
/// `literature.no_document`.
pub fn unbared(tx: &ReadTx<'_>, document: DocumentId) -> Result<Vec<Attachment>, Problem> {
    let mut found = Vec::new();
    for (held, form) in meant_bare(tx, document)? {
        let says_more = match form {
            Some(made) => made != held.asset,
            None => bare(&service::asset_bytes(tx, held.asset)?).is_some(),
        };
        if says_more {
            found.push(held);
        }
    }
    Ok(found)
}

/// Whether a draft has pictures of which nobody looked yet whether they say more than is to be seen.
///
/// # Errors
/// `literature.no_document`.
pub fn is_unread(tx: &ReadTx<'_>, document: DocumentId) -> Result<bool, Problem> {
    Ok(meant_bare(tx, document)?.iter().any(|(_, form)| form.is_none()))
}

/// Looks at those pictures, and keeps what goes in their place: they are read once, however often it is asked. The draft stays as it is.
///
/// # Errors
/// `literature.no_document`, `literature.asset_damaged`.
pub fn read_once(tx: &WriteTx<'_>, document: DocumentId) -> Result<(), Problem> {
    for (held, form) in meant_bare(tx, document)? {
        if form.is_none() {
            going(tx, held.asset)?;
        }
    }
    Ok(())
}

/// Whether somebody was asked to approve exactly this draft, and nobody sent it back.
fn is_asked_about(tx: &ReadTx<'_>, document: DocumentId) -> Result<bool, Problem> {
    let asks: Vec<_> = approval::service::asks(tx, document)?.into_iter().filter(|ask| ask.withdrawn_at.is_none()).collect();
    if asks.is_empty() {
        return Ok(false);
    }
    let hash = service::draft(tx, document)?.hash;
    Ok(asks.iter().any(|ask| ask.revision_hash == hash && ask.sent_back().is_none()))
}

/// The [`unbared`] files that may be changed: none while an asking of exactly this draft stands, since what was approved goes as it was approved.
///
/// # Errors
/// `literature.no_document`.
pub fn to_bare(tx: &ReadTx<'_>, document: DocumentId) -> Result<Vec<Attachment>, Problem> {
    let found = unbared(tx, document)?;
    if found.is_empty() || is_asked_about(tx, document)? { Ok(Vec::new()) } else { Ok(found) }
}

/// Lets the files of a draft go without what cameras wrote, as [`to_bare`] says; which they were.
///
/// # Errors
/// `literature.no_document`.
pub fn bare_draft(tx: &WriteTx<'_>, document: DocumentId) -> Result<Vec<Attachment>, Problem> {
    let found = to_bare(tx, document)?;
    for held in &found {
        let is = going(tx, held.asset)?;
        store::swap_in(tx, document, held.asset, is.asset)?;
    }
    if !found.is_empty() {
        service::touch(tx, document)?;
    }
    Ok(found)
}

/// A cut of a picture.
///
/// # Errors
/// As [`recipe::cut`], and `literature.no_asset`.
pub fn cut(tx: &WriteTx<'_>, asset: AssetId, recipe: &Recipe) -> Result<Form, Problem> {
    let words = recipe.words();
    if let Some(made) = store::form(tx, asset, &words)? {
        return known(tx, made);
    }
    let made = recipe::cut(&service::asset_bytes(tx, asset)?, recipe)?;
    let (id, _) = service::keep_asset(tx, made.media_type, &made.bytes)?;
    store::keep_form(tx, id, asset, &words)?;
    known(tx, id)
}

/// Keeps a cut that was made outside of the transaction, so that nobody waits for it.
///
/// # Errors
/// What SQLite says.
pub fn keep_cut(tx: &WriteTx<'_>, asset: AssetId, recipe: &Recipe, made: &recipe::Made) -> Result<(), Problem> {
    let words = recipe.words();
    if store::form(tx, asset, &words)?.is_none() {
        let (id, _) = service::keep_asset(tx, made.media_type, &made.bytes)?;
        store::keep_form(tx, id, asset, &words)?;
    }
    Ok(())
}

/// Type and bytes of what goes in the place of a file, or of a cut of it, for a file on the disk; nothing is kept of it.
///
/// # Errors
/// As [`cut`].
pub fn sent(tx: &ReadTx<'_>, asset: AssetId, recipe: Option<&Recipe>) -> Result<(String, Vec<u8>), Problem> {
    let about = file(tx, asset)?;
    let made = match recipe {
        Some(recipe) => store::form(tx, asset, &recipe.words())?,
        None if about.whole => Some(asset),
        None => meant_to_go(tx, asset)?,
    };
    if let Some(made) = made {
        return Ok((known(tx, made)?.media_type, service::asset_bytes(tx, made)?));
    }
    let bytes = service::asset_bytes(tx, asset)?;
    Ok(match recipe {
        Some(recipe) => {
            let made = recipe::cut(&bytes, recipe)?;
            (made.media_type.to_owned(), made.bytes)
        }
        None => {
            let made = bare(&bytes).unwrap_or(bytes);
            (about.media_type, made)
        }
    })
}

/// Puts a file of the workspace, or a cut of it, into a draft.
///
/// # Errors
/// As [`cut`]; `literature.no_document`, `literature.no_picture` if it is to stand in the text and mail cannot show it.
pub fn put(
    tx: &WriteTx<'_>,
    id: DocumentId,
    asset: AssetId,
    recipe: Option<&Recipe>,
    name: &str,
    inline: Option<&str>,
) -> Result<Attachment, Problem> {
    let form = match recipe {
        Some(recipe) => cut(tx, asset, recipe)?,
        None => going(tx, asset)?,
    };
    let mut name = files::clean_name(name);
    if inline.is_some() {
        if !files::is_picture(&form.media_type) {
            return Err(Problem::refusal("literature.no_picture").with("file", name).todo("literature.no_picture.todo"));
        }
        name = files::name_in_text(&name);
    }
    let judged = Judged { name, media_type: form.media_type.clone() };
    service::put_form(tx, id, &judged, &form, inline.is_some(), inline.unwrap_or_default())
}

fn known(tx: &ReadTx<'_>, asset: AssetId) -> Result<Form, Problem> {
    let (bytes, sha256, media_type) = store::about(tx, asset)?.ok_or_else(|| no_asset(asset))?;
    let keeps_place = files::may_keep_place(&media_type) && !store::is_bare(tx, asset)?;
    Ok(Form { asset, sha256: hex(&sha256), media_type, bytes, keeps_place })
}

/// Whether files of a type may hold more than is to be seen or heard, that is taken out where it can be without a loss.
#[must_use]
pub fn may_say_more(media_type: &str) -> bool {
    matches!(media_type, "image/jpeg" | "image/png" | "image/webp" | "image/gif") || files::may_keep_place(media_type)
}

#[cfg(test)]
mod tests {
    use super::{LookedThrough, service};
    use crate::literature::api;
    use crate::literature::bare::Within;
    use crate::literature::files::Judged;
    use crate::messages::Message;
    use crate::workspace::testing::Desk;

    #[tokio::test]
    async fn what_was_found_before_the_transaction_goes_and_is_not_looked_for_again() {
        let desk = Desk::new();
        let id = api::add_file(&desk.ws, b"---\nheadline: The lens is back\n---\n\nWords.\n".to_vec(), None).await.unwrap().id;
        for (name, media_type) in [("way.mov", "video/quicktime"), ("lens.jpg", "image/jpeg")] {
            let within = Within { says_where: true, bare: Some(format!("{name} without its place").into_bytes()), tells: false };
            let file = Judged { name: name.to_owned(), media_type: media_type.to_owned() };
            let looked = LookedThrough { file, bytes: format!("{name} as it came").into_bytes(), within: Some(within) };
            let label = Message::new("literature.action.attached").with("count", 1);
            let attached = desk.ws.write(label, move |tx| service::attach(tx, id, looked, false, "")).await.unwrap();
            let (kept_as, bytes) = api::asset(&desk.ws, attached.asset).await.unwrap();
            assert_eq!((kept_as.as_str(), String::from_utf8(bytes).unwrap()), (media_type, format!("{name} without its place")));
            assert!(!attached.keeps_place, "{name}");
        }
    }

    #[tokio::test]
    async fn a_film_that_an_earlier_version_took_for_nothing_known_is_one_once_the_file_is_opened() {
        use crate::literature::placed_fixtures::{film, heic, track};
        let desk = Desk::new();
        let text = "---\nheadline: The lens is back\n---\n\nWords.\n";
        let mut ids = Vec::new();
        let way = film(&track(b"camm", b""));
        // Without a brand, as films once were.
        let (plain, unknown) = (way[20..].to_vec(), b"nothing known \0\xff".to_vec());
        for (name, bytes) in [("way.mov", way), ("lens.heic", heic()), ("plan.bin", unknown), ("plain.mov", plain)] {
            let id = api::add_file(&desk.ws, text.as_bytes().to_vec(), None).await.unwrap().id;
            let file = Judged { name: name.to_owned(), media_type: "application/octet-stream".to_owned() };
            let looked = LookedThrough { file, bytes, within: None };
            let label = Message::new("literature.action.attached").with("count", 1);
            let attached = desk.ws.write(label, move |tx| service::attach(tx, id, looked, false, "")).await.unwrap();
            assert_eq!((attached.media_type.as_str(), attached.keeps_place), ("application/octet-stream", false));
            ids.push((id, attached.asset));
        }
        let kept = api::name_revision(&desk.ws, ids[1].0, "For the board".to_owned()).await.unwrap();
        let ws = desk.reopened();
        let kind = async |at: usize| api::asset(&ws, ids[at].1).await.unwrap().0;
        assert_eq!((kind(0).await.as_str(), kind(3).await.as_str()), ("video/quicktime", "video/quicktime"));
        assert_eq!(kind(2).await, "application/octet-stream");
        assert_eq!(kind(1).await, "application/octet-stream", "it stands in a text that was kept");
        let document = ids[1].0;
        assert_eq!(ws.read(move |tx| service::revision_of_draft(tx, document)).await.unwrap(), Some(kept.number));
        // From here on it is as any film: the place goes, and what cannot be read is told.
        let document = ids[0].0;
        assert_eq!(api::bare_files(&ws, document).await.unwrap(), 1);
        let held = ws.read(move |tx| service::draft(tx, document)).await.unwrap().attachments;
        assert!(held[0].keeps_place && held[0].asset != ids[0].1 && held[0].media_type == "video/quicktime", "{held:?}");
    }
}
