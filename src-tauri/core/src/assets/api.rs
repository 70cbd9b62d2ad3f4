//! What the shells ask of assets; one user action is one transaction, and undo takes it back.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::facts::{AssetFields, AssetKind, AssetStanding};
use super::kit::{Packed, pack};
use super::service::{self, today};
use super::store::{self, Thumbnail};
use crate::contacts;
use crate::error::{Place, Problem};
use crate::ids::{AssetCutId, AssetId, DocumentId, Millis};
use crate::literature::api::{AttachReport, NewFile};
use crate::literature::forms::{self, AssetUse, FileRow};
use crate::literature::{self, Attachment, Recipe};
use crate::messages::{Language, Message};
use crate::workspace::{ReadTx, Workspace};

/// A file as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AssetCard {
    /// Which.
    pub id: AssetId,
    /// Its type, as its bytes say.
    pub media_type: String,
    /// What it is.
    pub kind: AssetKind,
    /// Its size in bytes.
    #[cfg_attr(feature = "bindings", specta(type = u32))]
    pub bytes: u64,
    /// Since when it is here.
    pub added_at: Millis,
    /// What is known of it.
    pub fields: AssetFields,
    /// Whether it may be used today.
    pub standing: AssetStanding,
    /// What stands in its way, or will soon, in sentences.
    pub why: Vec<Message>,
    /// The day that this is about: the first after which it may not be used, of those that are over if any is; none: no day is known.
    pub ends_on: Option<String>,
    /// How many documents hold it.
    pub used: u32,
}

/// A cut of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AssetCut {
    /// Which.
    pub id: AssetCutId,
    /// Its name.
    pub name: String,
    /// How it is made.
    pub recipe: Recipe,
}

/// A file with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AssetView {
    /// The file.
    pub card: AssetCard,
    /// How wide it is upright, in pixels; none where it is no picture that can be read.
    pub width: Option<u32>,
    /// How high it is upright.
    pub height: Option<u32>,
    /// Whether the camera wrote into it where it was taken.
    pub says_where: bool,
    /// Whether it goes as other bytes than those that came.
    pub goes_bare: bool,
    /// Whether of what the camera wrote the place alone is taken out: it is of a form that cannot be made anew without a loss.
    pub only_place: bool,
    /// Whether what goes may tell where it was made, since not every part of it can be read; false where it goes whole by choice.
    pub may_say_where: bool,
    /// The cuts that are made of it.
    pub cuts: Vec<AssetCut>,
    /// The documents that hold it.
    pub uses: Vec<AssetUse>,
}

/// Which files are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AssetFilter {
    /// Words of name, caption, credit, licence, place or of people's names; all of them.
    pub words: String,
    /// What it is.
    pub kind: Option<AssetKind>,
    /// Whether it may be used.
    pub standing: Option<AssetStanding>,
    /// Only what no document holds.
    pub unused: bool,
}

/// A part of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AssetPage {
    /// How many files fit the filter.
    pub found: u32,
    /// How many there are.
    pub all: u32,
    /// Those that were asked for.
    pub cards: Vec<AssetCard>,
}

/// What became of files that were to be taken in.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AddReport {
    /// The new ones.
    pub added: Vec<AssetCard>,
    /// Those whose bytes were here already.
    pub known: Vec<AssetCard>,
    /// The others, each with its reason.
    pub refused: Vec<Problem>,
    /// What is to be known of those that are here: that some go with what a camera wrote, and what to do.
    pub told: Vec<Message>,
}

/// A file that is to go into a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct AssetPick {
    /// Which.
    pub asset: AssetId,
    /// Which cut of it; none: as it is.
    pub cut: Option<AssetCutId>,
}

/// Takes files in by their bytes. Each is judged alone; the same bytes are the same asset.
///
/// # Errors
/// What the database says; a file that is refused is a line of the report.
pub async fn add(ws: &Workspace, files: Vec<NewFile>) -> Result<AddReport, Problem> {
    add_read(ws, files.into_iter().map(Ok).collect(), &mut Vec::new()).await
}

/// Takes files in from the disk, as [`add`] does.
///
/// # Errors
/// As [`add`]; a file that cannot be read is a line of the report.
pub async fn add_paths(ws: &Workspace, paths: Vec<PathBuf>) -> Result<AddReport, Problem> {
    // A few at a time, so that many large files are never in memory together.
    let mut report = AddReport::default();
    let mut telling = Vec::new();
    for some in paths.chunks(AT_A_TIME) {
        let read = literature::api::read_files(some.to_vec()).await?;
        let AddReport { added, known, refused, told: _ } = add_read(ws, read, &mut telling).await?;
        report.added.extend(added);
        report.known.extend(known);
        report.refused.extend(refused);
    }
    report.told = literature::place_told(telling.iter().map(String::as_str)).into_iter().collect();
    Ok(report)
}

const AT_A_TIME: usize = 8;

/// Takes files in, and adds to `telling` the names of those that may tell where they were made.
async fn add_read(ws: &Workspace, read: Vec<Result<NewFile, Problem>>, telling: &mut Vec<String>) -> Result<AddReport, Problem> {
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for file in read {
        // A film is looked through, and written, for long: each before whoever else writes has to wait for all of them.
        match off_thread(move || Ok(file.and_then(service::judged))).await? {
            Ok((said, looked)) => {
                let name = looked.file.name.clone();
                let asset = ws.write_quietly(move |tx| forms::keep(tx, looked)).await?;
                kept.push((asset, name, said));
            }
            Err(problem) => refused.push(problem),
        }
    }
    if kept.is_empty() {
        return Ok(AddReport { refused, ..AddReport::default() });
    }
    let label = Message::new("assets.action.added").with("count", kept.len());
    let report = ws.write(label, move |tx| {
        let (mut added, mut known, mut telling) = (Vec::new(), Vec::new(), Vec::new());
        for (asset, name, said) in kept {
            let is_new = forms::note(tx, asset, &name)?;
            // Of one that is here already nothing is written over.
            if is_new && said != AssetFields::default() {
                store::set(tx, asset, &said)?;
            }
            let card = card(tx, asset, tx.now())?;
            if literature::may_keep_place(&card.media_type) && forms::going(tx, asset)?.keeps_place {
                telling.push(card.fields.name.clone());
            }
            if is_new { &mut added } else { &mut known }.push(card);
        }
        let told = literature::place_told(telling.iter().map(String::as_str)).into_iter().collect();
        Ok((AddReport { told, added, known, refused }, telling))
    });
    let (report, names) = report.await?;
    telling.extend(names);
    Ok(report)
}

fn card(tx: &ReadTx<'_>, asset: AssetId, now: Millis) -> Result<AssetCard, Problem> {
    let used = u32::try_from(forms::uses(tx, asset)?.len()).unwrap_or(u32::MAX);
    Ok(carded(forms::file(tx, asset)?, service::fields(tx, asset)?, used, &today(now)))
}

fn carded(row: FileRow, fields: AssetFields, used: u32, today: &str) -> AssetCard {
    AssetCard {
        id: row.asset,
        kind: AssetKind::of(&row.media_type),
        media_type: row.media_type,
        bytes: row.bytes,
        added_at: row.added_at,
        standing: fields.standing(today),
        ends_on: fields.ends_on(today),
        why: fields.ends(today).into_iter().map(|end| end.what).collect(),
        fields,
        used,
    }
}

/// Files that fit a filter, the newest first: `most` of them from the one at `from`.
///
/// # Errors
/// What SQLite says.
pub async fn page(ws: &Workspace, filter: AssetFilter, from: u32, most: u32) -> Result<AssetPage, Problem> {
    let now = ws.now();
    ws.read(move |tx| {
        let (rows, mut known, used) = (forms::all(tx)?, store::all_about(tx)?, forms::used(tx)?);
        service::name_people(tx, known.values_mut())?;
        let (today, all) = (today(now), u32::try_from(rows.len()).unwrap_or(u32::MAX));
        let words = contacts::words(&filter.words);
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut found = Vec::new();
        for row in rows {
            let mut fields = known.remove(&row.asset).unwrap_or_default();
            (fields.name, fields.whole) = (row.name.clone(), row.whole);
            let times = used.get(&row.asset).copied().unwrap_or(0);
            let fits = filter.kind.is_none_or(|kind| kind == AssetKind::of(&row.media_type))
                && filter.standing.is_none_or(|standing| standing == fields.standing(&today))
                && !(filter.unused && times > 0)
                && fields.has_words(&words);
            if fits {
                found.push((row, fields, times));
            }
        }
        let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let shown = found.into_iter().skip(from as usize).take(most.min(MOST_A_PAGE) as usize);
        Ok(AssetPage { found: count, all, cards: shown.map(|(row, fields, times)| carded(row, fields, times, &today)).collect() })
    })
    .await
}

const MOST_A_PAGE: u32 = 500;

/// A file with all that is known of it.
///
/// # Errors
/// `literature.no_asset`.
pub async fn show(ws: &Workspace, id: AssetId) -> Result<AssetView, Problem> {
    // How large it is, whoever makes the small picture finds out.
    thumbnail(ws, id).await?;
    let now = ws.now();
    ws.read(move |tx| {
        let card = card(tx, id, now)?;
        let (says_where, goes_bare, may_say_where) = service::written_into(tx, id, &card.media_type, card.fields.whole)?;
        let size = store::size(tx, id)?;
        Ok(AssetView {
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            says_where,
            goes_bare,
            only_place: literature::may_keep_place(&card.media_type),
            may_say_where,
            cuts: cuts(tx, id)?,
            uses: forms::uses(tx, id)?,
            card,
        })
    })
    .await
}

fn cuts(tx: &ReadTx<'_>, id: AssetId) -> Result<Vec<AssetCut>, Problem> {
    let read = |(id, name, words): (AssetCutId, String, String)| Some(AssetCut { id, name, recipe: Recipe::of_words(&words)? });
    Ok(store::cuts(tx, id)?.into_iter().filter_map(read).collect())
}

/// Says what is known of a file, all of it.
///
/// # Errors
/// `literature.no_asset`, `contacts.no_person`, and what a field is refused for: nothing has changed.
pub async fn set(ws: &Workspace, id: AssetId, fields: AssetFields) -> Result<AssetCard, Problem> {
    let fields = fields.checked()?;
    ws.write(Message::new("assets.action.set").with("file", fields.name.as_str()), move |tx| {
        let numbers: Vec<_> = fields.people.iter().filter_map(|person| person.person).collect();
        let there = contacts::recipients(tx, &numbers)?;
        if let Some(gone) = numbers.iter().find(|number| !there.iter().any(|one| one.person == **number)) {
            return Err(contacts::no_person(*gone));
        }
        forms::change(tx, id, &fields.name, fields.whole)?;
        store::set(tx, id, &fields)?;
        card(tx, id, tx.now())
    })
    .await
}

/// Takes a file away.
///
/// # Errors
/// `literature.no_asset`; `assets.in_use` with the documents that hold it: it stays.
pub async fn remove(ws: &Workspace, id: AssetId) -> Result<(), Problem> {
    let name = ws.read(move |tx| Ok(forms::file(tx, id)?.name)).await?;
    ws.write(Message::new("assets.action.removed").with("file", name.as_str()), move |tx| {
        let uses = forms::uses(tx, id)?;
        if let Some(first) = uses.first() {
            let mut problem = Problem::refusal("assets.in_use").with("file", name.as_str()).with("first", first.headline.as_str());
            problem = problem.with("more", uses.len() - 1).todo("assets.in_use.todo");
            problem.places = uses.iter().take(20).map(|one| Place::field(one.headline.as_str())).collect();
            return Err(problem);
        }
        store::remove(tx, id)?;
        forms::remove(tx, id)
    })
    .await
}

/// Keeps a cut of a picture beside it; the picture itself stays as it is.
///
/// # Errors
/// `literature.no_asset`, `literature.bad_cut`, `literature.picture_…` with the reason why none can be made.
pub async fn make_cut(ws: &Workspace, id: AssetId, name: String, recipe: Recipe) -> Result<AssetCut, Problem> {
    let (file, bytes) = ws.read(move |tx| Ok((forms::file(tx, id)?, literature::asset_bytes(tx, id)?))).await?;
    // One at a time: a large picture takes much memory while it is unpacked.
    let _turn = turn().await?;
    let made = off_thread(move || literature::cut(&bytes, &recipe)).await?;
    let ending = if made.media_type == "image/png" { "png" } else { "jpg" };
    let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
    let given = name.trim();
    let given = if given.is_empty() { format!("{stem}-{}x{}", made.width, made.height) } else { given.to_owned() };
    let given = given.strip_suffix(&format!(".{ending}")).unwrap_or(&given).to_owned();
    let name = literature::clean_name(&format!("{given}.{ending}"));
    let label = Message::new("assets.action.cut").with("file", file.name.as_str());
    ws.write(label, move |tx| {
        forms::file(tx, id)?;
        forms::keep_cut(tx, id, &recipe, &made)?;
        let cut = store::keep_cut(tx, id, &name, &recipe.words())?;
        Ok(AssetCut { id: cut, name, recipe })
    })
    .await
}

/// Takes a cut away; documents that hold it keep it.
///
/// # Errors
/// `assets.no_cut`.
pub async fn remove_cut(ws: &Workspace, cut: AssetCutId) -> Result<(), Problem> {
    ws.write(Message::new("assets.action.cut_removed"), move |tx| match store::remove_cut(tx, cut)? {
        Some(_) => Ok(()),
        None => Err(Problem::missing("assets.no_cut")),
    })
    .await
}

/// Which cut of a file is meant; its name for whoever gets it.
fn chosen(tx: &ReadTx<'_>, pick: AssetPick) -> Result<(String, Option<Recipe>), Problem> {
    let file = forms::file(tx, pick.asset)?;
    let Some(wanted) = pick.cut else { return Ok((file.name, None)) };
    let cut = cuts(tx, pick.asset)?.into_iter().find(|cut| cut.id == wanted).ok_or_else(|| Problem::missing("assets.no_cut"))?;
    Ok((cut.name, Some(cut.recipe)))
}

/// Attaches files of the workspace to a document, as they go: without what a camera wrote, or as a cut.
///
/// # Errors
/// `literature.no_document`, `literature.no_asset`, `assets.no_cut`: none is attached.
pub async fn attach(ws: &Workspace, document: DocumentId, picks: Vec<AssetPick>) -> Result<AttachReport, Problem> {
    ws.write(Message::new("literature.action.attached").with("count", picks.len()), move |tx| {
        let mut attached = Vec::new();
        for pick in picks {
            let (name, recipe) = chosen(tx, pick)?;
            attached.push(forms::put(tx, document, pick.asset, recipe.as_ref(), &name, None)?);
        }
        let encoded_bytes = literature::api::encoded_of(tx, document)?;
        Ok(AttachReport::of(attached, Vec::new(), encoded_bytes))
    })
    .await
}

/// A picture of the workspace that stands in a document's text now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PlacedPicture {
    /// The file as the document has it.
    pub file: Attachment,
    /// What stands below it in the text: caption and credit.
    pub title: String,
}

/// Takes a picture of the workspace into a document for use within the text.
///
/// # Errors
/// As [`attach`]; `literature.no_picture` if mail cannot show it.
pub async fn place(ws: &Workspace, document: DocumentId, pick: AssetPick) -> Result<PlacedPicture, Problem> {
    let name = ws.read(move |tx| Ok(chosen(tx, pick)?.0)).await?;
    ws.write(Message::new("literature.action.picture").with("file", name.as_str()), move |tx| {
        let ((name, recipe), fields) = (chosen(tx, pick)?, service::fields(tx, pick.asset)?);
        let file = forms::put(tx, document, pick.asset, recipe.as_ref(), &name, Some(&fields.alt))?;
        Ok(PlacedPicture { file, title: fields.title() })
    })
    .await
}

/// Has the pictures of a document whose address on the web is known fetched from there when a mail is read, or puts all of them into the
/// mail again; those that changed. A picture without an address stays in the mail.
///
/// # Errors
/// `literature.no_document`; `assets.nothing_fetched` if that changes none.
pub async fn fetch_pictures(ws: &Workspace, document: DocumentId, fetched: bool) -> Result<Vec<Attachment>, Problem> {
    let label = Message::new(if fetched { "assets.action.fetched" } else { "assets.action.enclosed" });
    ws.write(label, move |tx| service::fetch_pictures(tx, document, fetched)).await
}

/// What is known of each file of a draft that people know: by the number of the bytes that the document holds.
///
/// # Errors
/// `literature.no_document`.
pub async fn of_document(ws: &Workspace, document: DocumentId) -> Result<Vec<HeldAsset>, Problem> {
    let now = ws.now();
    ws.read(move |tx| {
        let mut held = Vec::new();
        for file in literature::draft(tx, document)?.attachments.iter().filter(|file| file.for_whom.is_none()) {
            if let Some(origin) = forms::origins(tx, file.asset)?.into_iter().next() {
                held.push(HeldAsset { file: file.asset, card: card(tx, origin, now)? });
            }
        }
        Ok(held)
    })
    .await
}

/// A file of a document, and which asset it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct HeldAsset {
    /// The bytes that the document holds.
    pub file: AssetId,
    /// The asset that they are, or were made of.
    pub card: AssetCard,
}

/// Files whose licence or consent ended or ends within 30 days, those that are in use first: what Today shows.
///
/// # Errors
/// What SQLite says.
pub async fn ending(ws: &Workspace) -> Result<Vec<AssetCard>, Problem> {
    let now = ws.now();
    ws.read(move |tx| {
        let mut found = Vec::new();
        for asset in store::ending(tx, &super::facts::ahead(&today(now)))? {
            match card(tx, asset, now) {
                Ok(card) if card.standing != AssetStanding::Free => found.push(card),
                Ok(_) => {}
                Err(gone) if gone.code == "literature.no_asset" => {}
                Err(problem) => return Err(problem),
            }
        }
        found.sort_by_key(|card| (card.used == 0, card.standing != AssetStanding::Ended, card.fields.name.clone()));
        Ok(found)
    })
    .await
}

/// The bytes of a file as it goes, or of a cut of it: its name, and what it is.
///
/// # Errors
/// As [`attach`], and `assets.ended` for a file that may not be used any more.
pub async fn export(ws: &Workspace, pick: AssetPick) -> Result<(String, Vec<u8>), Problem> {
    let now = ws.now();
    ws.read(move |tx| {
        may_go(tx, pick.asset, now)?;
        let (name, recipe) = chosen(tx, pick)?;
        Ok((name, forms::sent(tx, pick.asset, recipe.as_ref())?.1))
    })
    .await
}

/// Writes a file as it goes to a path that the user chose; what stood there is replaced.
///
/// # Errors
/// As [`export`]; `importing.unwritable`.
pub async fn save(ws: &Workspace, pick: AssetPick, path: PathBuf) -> Result<(), Problem> {
    let (_, bytes) = export(ws, pick).await?;
    write_file(path, bytes).await
}

fn may_go(tx: &ReadTx<'_>, asset: AssetId, now: Millis) -> Result<(), Problem> {
    let ends = service::fields(tx, asset)?.ends(&today(now));
    match ends.into_iter().find(|end| end.blocks) {
        Some(end) => Err(service::ended(end.what)),
        None => Ok(()),
    }
}

/// A kit for the press: these files as they go, with a text of their captions, credits and licences; one ZIP.
///
/// # Errors
/// As [`export`]; `assets.empty_kit` without any file.
pub async fn kit(ws: &Workspace, picks: Vec<AssetPick>, language: Language) -> Result<Vec<u8>, Problem> {
    if picks.is_empty() {
        return Err(Problem::refusal("assets.empty_kit"));
    }
    let now = ws.now();
    let files = ws
        .read(move |tx| {
            let (mut files, mut about) = (Vec::new(), Vec::new());
            for pick in picks {
                may_go(tx, pick.asset, now)?;
                let (name, recipe) = chosen(tx, pick)?;
                files.push(Packed { bytes: forms::sent(tx, pick.asset, recipe.as_ref())?.1, name: name.clone() });
                about.push((name, pick.asset));
            }
            let captions = service::captions_of(tx, &about, language)?;
            files.push(Packed { name: "captions.txt".to_owned(), bytes: captions.into_bytes() });
            Ok(files)
        })
        .await?;
    off_thread(move || pack(&files)).await
}

/// Writes a kit to a path that the user chose; what stood there is replaced.
///
/// # Errors
/// As [`kit`]; `importing.unwritable`.
pub async fn save_kit(ws: &Workspace, picks: Vec<AssetPick>, language: Language, path: PathBuf) -> Result<(), Problem> {
    write_file(path, kit(ws, picks, language).await?).await
}

/// A small picture of a file and its type, made once and kept; none where it is no picture that can be read.
///
/// # Errors
/// `literature.no_asset`.
pub async fn thumbnail(ws: &Workspace, id: AssetId) -> Result<Option<(String, Vec<u8>)>, Problem> {
    let kept = move |tx: &ReadTx<'_>| Ok(store::thumbnail(tx, id)?);
    let found = match ws.read(kept).await? {
        Some(found) => found,
        None => {
            let _turn = turn().await?;
            // Whoever waited may find that it was made meanwhile.
            match ws.read(kept).await? {
                Some(found) => found,
                None => make_small(ws, id).await?,
            }
        }
    };
    Ok((found.width > 0).then_some((found.media_type, found.data)))
}

async fn make_small(ws: &Workspace, id: AssetId) -> Result<Thumbnail, Problem> {
    let (file, bytes) = ws.read(move |tx| Ok((forms::file(tx, id)?, literature::asset_bytes(tx, id)?))).await?;
    let made = match AssetKind::of(&file.media_type) {
        AssetKind::Picture => off_thread(move || literature::small(&bytes)).await.ok(),
        _ => None,
    };
    let small = match made {
        Some((made, width, height)) => Thumbnail { width, height, media_type: made.media_type.to_owned(), data: made.bytes },
        None => Thumbnail { width: 0, height: 0, media_type: String::new(), data: Vec::new() },
    };
    let kept = small.clone();
    ws.write_quietly(move |tx| Ok(store::keep_thumbnail(tx, id, &kept)?)).await?;
    Ok(small)
}

/// One picture is unpacked at a time.
static TURN: Semaphore = Semaphore::const_new(1);

async fn turn() -> Result<tokio::sync::SemaphorePermit<'static>, Problem> {
    TURN.acquire().await.map_err(|error| Problem::failure("workspace.read_lost").because(error))
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Problem::failure("workspace.read_lost").because(error))?
}

/// Puts a file in the place of whatever stood there, whole or not at all.
async fn write_file(path: PathBuf, bytes: Vec<u8>) -> Result<(), Problem> {
    off_thread(move || {
        let unwritable = |error: &dyn std::fmt::Display| {
            Problem::failure("importing.unwritable").with("file", path.display().to_string()).because(error)
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| unwritable(&error))?;
        std::io::Write::write_all(&mut file, &bytes).map_err(|error| unwritable(&error))?;
        file.persist(&path).map_err(|error| unwritable(&error.error)).map(drop)
    })
    .await
}
