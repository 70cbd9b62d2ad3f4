//! The rules of assets over their tables; composes within one transaction.

use std::collections::{BTreeMap, HashMap};

use super::facts::{AssetFields, End};
use super::store;
use crate::contacts;
use crate::error::Problem;
use crate::ids::{AssetId, DocumentId, Millis, PersonId, RevisionId};
use crate::literature::api::NewFile;
use crate::literature::{self, Attachment, forms};
use crate::messages::{Language, Message};
use crate::workspace::{ReadTx, WriteTx};

/// Something about a file that goes: in a sentence, and whether nothing may go with it.
#[derive(Debug, Clone, PartialEq)]
pub struct AssetFinding {
    /// The file.
    pub asset: AssetId,
    /// What is the matter.
    pub what: Message,
    /// Whether it stops what would go.
    pub blocks: bool,
}

/// Today, `YYYY-MM-DD`, as days of the law are counted everywhere.
pub(super) fn today(now: Millis) -> String {
    now.to_rfc3339().chars().take(10).collect()
}

/// What is known of a file, with the names of today.
pub(super) fn fields(tx: &ReadTx<'_>, asset: AssetId) -> Result<AssetFields, Problem> {
    let file = forms::file(tx, asset)?;
    let mut fields = AssetFields { name: file.name, whole: file.whole, ..store::about(tx, asset)? };
    name_people(tx, std::iter::once(&mut fields))?;
    Ok(fields)
}

/// Gives everybody who is one of the contacts their name of today.
pub(super) fn name_people<'f>(tx: &ReadTx<'_>, all: impl Iterator<Item = &'f mut AssetFields>) -> Result<(), Problem> {
    let mut people: Vec<_> = all.flat_map(|fields| fields.people.iter_mut()).filter(|person| person.person.is_some()).collect();
    if people.is_empty() {
        return Ok(());
    }
    let mut numbers: Vec<PersonId> = people.iter().filter_map(|person| person.person).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let names: HashMap<PersonId, String> = contacts::recipients(tx, &numbers)?
        .into_iter()
        .map(|one| (one.person, if one.name.is_empty() { one.address.unwrap_or_default() } else { one.name }))
        .collect();
    for person in &mut people {
        person.name = person.person.and_then(|number| names.get(&number).cloned()).unwrap_or_default();
    }
    Ok(())
}

/// What is to be said of files that would go: an end of a licence or a consent that has come or is near, and consents that nobody noted.
///
/// # Errors
/// What SQLite says.
pub fn findings(tx: &ReadTx<'_>, files: &[Attachment], now: Millis) -> Result<Vec<AssetFinding>, Problem> {
    let today = today(now);
    let mut found = Vec::new();
    for (asset, fields) in known_of(tx, files)? {
        found.extend(fields.ends(&today).into_iter().map(|End { what, blocks, .. }| AssetFinding { asset, what, blocks }));
    }
    Ok(found)
}

/// Has the pictures of a draft whose place on the web is known fetched from there, or puts all of them into the mail again; those that changed.
pub(super) fn fetch_pictures(tx: &WriteTx<'_>, document: DocumentId, fetched: bool) -> Result<Vec<Attachment>, Problem> {
    let mut changed = Vec::new();
    let pictures = crate::literature::draft(tx, document)?.attachments.into_iter();
    for picture in pictures.filter(|file| file.inline && file.link.is_some() != fetched) {
        let mut link = None;
        if fetched {
            for origin in forms::origins(tx, picture.asset)? {
                link = link.or(Some(store::about(tx, origin)?.link).filter(|link| !link.is_empty()));
            }
            if link.is_none() {
                continue;
            }
        }
        forms::fetch_from(tx, document, &picture.name, link.as_deref())?;
        changed.push(Attachment { link, ..picture });
    }
    if changed.is_empty() {
        return Err(Problem::refusal("assets.nothing_fetched").todo("assets.nothing_fetched.todo"));
    }
    Ok(changed)
}

/// Why nothing may go with these files now; none if it may.
///
/// # Errors
/// What SQLite says.
pub fn refusal(tx: &ReadTx<'_>, files: &[Attachment], now: Millis) -> Result<Option<Problem>, Problem> {
    let stops = findings(tx, files, now)?.into_iter().find(|found| found.blocks);
    Ok(stops.map(|found| ended(found.what)))
}

/// As [`refusal`], of the files of a text that was kept: asked before every claim, so only files that end at all are looked at.
///
/// # Errors
/// What SQLite says.
pub fn stops(tx: &ReadTx<'_>, revision: RevisionId, now: Millis) -> Result<Option<Problem>, Problem> {
    let today = today(now);
    for asset in store::ending(tx, &today)? {
        if !forms::is_in(tx, revision, asset)? {
            continue;
        }
        if let Some(end) = fields(tx, asset)?.ends(&today).into_iter().find(|end| end.blocks) {
            return Ok(Some(ended(end.what)));
        }
    }
    Ok(None)
}

/// What was written into a file beside what is to be seen or heard: whether it says where it was made, whether other bytes go in its place, and
/// whether those may say where still, though nobody chose that it goes whole.
pub(super) fn written_into(tx: &ReadTx<'_>, asset: AssetId, media_type: &str, whole: bool) -> Result<(bool, bool, bool), Problem> {
    if !forms::may_say_more(media_type) {
        return Ok((false, false, false));
    }
    let within = literature::look_into(&literature::asset_bytes(tx, asset)?);
    Ok((within.says_where, within.bare.is_some(), within.tells && !whole && literature::may_keep_place(media_type)))
}

/// A file that may be taken in, looked through, with what the picture says of itself: to be written over.
///
/// # Errors
/// Why [`literature::judge`] refuses it.
pub(super) fn judged(file: NewFile) -> Result<(AssetFields, forms::LookedThrough), Problem> {
    let NewFile { name, bytes } = file;
    let verdict = literature::judge(&name, &bytes)?;
    let literature::Told { caption, credit } = literature::told(&bytes);
    let said = AssetFields { caption, credit, taken_on: literature::taken_on(&bytes), ..AssetFields::default() };
    Ok((said, forms::look_through(verdict, bytes)))
}

/// The refusal of a file that may not be used any more.
pub(super) fn ended(what: Message) -> Problem {
    Problem { what, ..Problem::refusal("assets.ended").todo("assets.ended.todo") }
}

/// What is known of the files of a document, each once; own files of single people are on no desk.
fn known_of(tx: &ReadTx<'_>, files: &[Attachment]) -> Result<BTreeMap<AssetId, AssetFields>, Problem> {
    let mut known = BTreeMap::new();
    for file in files.iter().filter(|file| file.for_whom.is_none()) {
        for asset in forms::origins(tx, file.asset)? {
            if let std::collections::btree_map::Entry::Vacant(place) = known.entry(asset) {
                place.insert(fields(tx, asset)?);
            }
        }
    }
    Ok(known)
}

/// What a kit tells of its files: captions, credits, licences.
///
/// # Errors
/// What SQLite says.
pub fn captions_of(tx: &ReadTx<'_>, files: &[(String, AssetId)], language: Language) -> Result<String, Problem> {
    let mut text = String::new();
    for (name, asset) in files {
        let about = fields(tx, *asset)?;
        let mut line = |key, value: &str| {
            if !value.is_empty() {
                text.push_str(&Message::new(key).with("text", value).text(language));
                text.push_str("\r\n");
            }
        };
        line("assets.captions.file", name);
        line("assets.captions.caption", &about.caption);
        line("assets.captions.alt", &about.alt);
        line("assets.captions.credit", &about.credit);
        line("assets.captions.licence", &about.licence);
        line("assets.captions.until", about.licence_until.as_deref().unwrap_or_default());
        line("assets.captions.taken", about.taken_on.as_deref().unwrap_or_default());
        line("assets.captions.place", &about.place);
        text.push_str("\r\n");
    }
    Ok(text)
}
