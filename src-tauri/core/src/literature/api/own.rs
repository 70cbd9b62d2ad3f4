//! Files that not everybody gets, and files that go as a link.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::encoded_total;
use super::files::{AttachReport, NewFile, read_file};
use crate::error::{Place, Problem};
use crate::ids::{AssetId, DocumentId};
use crate::jobs::{Handle, Outcome, Registry};
use crate::literature::bare::{Within, look_into};
use crate::literature::files::{Judged, free_name, judge, may_keep_place};
use crate::literature::for_whom::{FileKey, ForWhom, LONGEST_SET, NewSet, Reading, same};
use crate::literature::revision::Attachment;
use crate::literature::{forms, link as links, service, store};
use crate::messages::Message;
use crate::workspace::{Workspace, WriteTx};

/// A file whose bytes are in the workspace, to be put into a set.
struct Kept {
    file: Judged,
    asset: AssetId,
    sha256: String,
    bytes: u64,
    value: String,
    keeps_place: bool,
}

/// Attaches files of which each is for those whom its name names. A file for somebody of whom the set has one already takes its place.
///
/// # Errors
/// `literature.no_document`, `literature.bad_pattern`, `literature.set_name`, `literature.set_other_key`; a file that is refused is no error
/// but a line of the report.
pub async fn attach_own(ws: &Workspace, id: DocumentId, set: NewSet, files: Vec<NewFile>) -> Result<AttachReport, Problem> {
    let mut taking = Taking::of(ws, id, set).await?;
    for file in files {
        taking.take(ws, Ok(file)).await?;
    }
    taking.attach(ws, id).await
}

/// Attaches files from the disk, as [`attach_own`] does; of a folder, all the files in it. One file at a time is in memory. It can be
/// cancelled between two files: then none is attached.
///
/// # Errors
/// As [`attach_own`]; `literature.attach_cancelled`.
pub async fn attach_own_paths(ws: &Workspace, id: DocumentId, set: NewSet, paths: Vec<PathBuf>) -> Result<AttachReport, Problem> {
    let job = ws.part::<Registry>().begin(Message::new("literature.job.attach"));
    let done = attaching(ws, id, set, paths, &job).await;
    job.end(match &done {
        Ok(_) => Outcome::Done,
        Err(problem) if problem.code == "literature.attach_cancelled" => Outcome::Cancelled,
        Err(problem) => Outcome::Failed { problem: problem.clone() },
    });
    done
}

async fn attaching(ws: &Workspace, id: DocumentId, set: NewSet, paths: Vec<PathBuf>, job: &Handle) -> Result<AttachReport, Problem> {
    let mut taking = Taking::of(ws, id, set).await?;
    let paths = with_folders(paths).await?;
    let total = paths.len() as u64;
    for (at, path) in paths.into_iter().enumerate() {
        if job.cancelled() {
            return Err(Problem::refusal("literature.attach_cancelled"));
        }
        let read = tokio::task::spawn_blocking(move || read_file(&path))
            .await
            .map_err(|error| Problem::failure("workspace.read_lost").because(error))?;
        taking.take(ws, read).await?;
        job.progress(at as u64 + 1, Some(total));
    }
    taking.attach(ws, id).await
}

/// The files that paths mean: of a folder those that stand in it, by name; hidden ones are left out, and workspaces with what lies beside
/// them, since only SQLite opens them.
///
/// # Errors
/// `workspace.read_lost`.
pub async fn with_folders(paths: Vec<PathBuf>) -> Result<Vec<PathBuf>, Problem> {
    let listed = move || paths.into_iter().flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect();
    tokio::task::spawn_blocking(listed).await.map_err(|error| Problem::failure("workspace.read_lost").because(error))
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let is_ours = |name: &str| name.rsplit_once(".tidings").is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with('-'));
    let left_out =
        |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy()).is_none_or(|name| name.starts_with('.') || is_ours(&name));
    let Ok(entries) = std::fs::read_dir(folder) else { return vec![folder.to_owned()] };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file() && !left_out(path)).collect();
    found.sort();
    found
}

/// Files on their way into a set: each is judged and kept as it comes, so that one at a time is in memory; what is attached in the end
/// is attached at once.
struct Taking {
    set: NewSet,
    reading: Reading,
    kept: Vec<Kept>,
    refused: Vec<Problem>,
}

impl Taking {
    async fn of(ws: &Workspace, id: DocumentId, mut set: NewSet) -> Result<Self, Problem> {
        set.set = set_name(&set.set)?;
        let reading = Reading::of(set.clone())?;
        let (name, key) = (set.set.clone(), set.key);
        // Before anything is read: a set of another kind takes none of them.
        set.set = ws.read(move |tx| fitting_set(&store_files(tx, id)?, &name, key)).await?;
        Ok(Self { set, reading, kept: Vec::new(), refused: Vec::new() })
    }

    async fn take(&mut self, ws: &Workspace, read: Result<NewFile, Problem>) -> Result<(), Problem> {
        match read.and_then(|file| Ok((judge(&file.name, &file.bytes)?, file.bytes))).and_then(|(file, bytes)| {
            let value = self.reading.whose(&file.name)?;
            Ok((file, bytes, value))
        }) {
            Ok((file, bytes, value)) => {
                // One person's alone, and on no desk: what is kept of it is what goes.
                let Within { bare, tells, .. } = look_into(&bytes);
                let bytes = bare.unwrap_or(bytes);
                let (media_type, size) = (file.media_type.clone(), bytes.len() as u64);
                let keeps_place = tells && may_keep_place(&media_type);
                let kept = move |tx: &WriteTx<'_>| {
                    let kept = service::keep_asset(tx, &media_type, &bytes)?;
                    if may_keep_place(&media_type) && !keeps_place {
                        forms::note_bare(tx, kept.0)?;
                    }
                    Ok(kept)
                };
                let (asset, sha256) = ws.write_quietly(kept).await?;
                self.kept.push(Kept { file, asset, sha256, bytes: size, value, keeps_place });
            }
            Err(refused) => self.refused.push(refused),
        }
        Ok(())
    }

    async fn attach(self, ws: &Workspace, id: DocumentId) -> Result<AttachReport, Problem> {
        let Self { set, kept, refused, .. } = self;
        let label = Message::new("literature.action.attached_own").with("count", kept.len()).with("set", set.set.as_str());
        if kept.is_empty() {
            let encoded_bytes = ws.read(move |tx| Ok(encoded_total(&store_files(tx, id)?))).await?;
            return Ok(AttachReport::of(Vec::new(), refused, encoded_bytes));
        }
        ws.write(label, move |tx| {
            let attached = put_in(tx, id, &set, kept)?;
            Ok(AttachReport::of(attached, refused, encoded_total(&store::files(tx, id, None)?)))
        })
        .await
    }
}

fn store_files(tx: &crate::workspace::ReadTx<'_>, id: DocumentId) -> Result<Vec<Attachment>, Problem> {
    service::document(tx, id)?;
    Ok(store::files(tx, id, None)?)
}

/// A set's name as it is kept.
fn set_name(name: &str) -> Result<String, Problem> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > LONGEST_SET || name.contains(char::is_control) {
        return Err(Problem::refusal("literature.set_name").at(Place::field("set")));
    }
    Ok(name)
}

/// The set's name as the document has it already, if it has; one of another key is refused.
fn fitting_set(present: &[Attachment], name: &str, key: FileKey) -> Result<String, Problem> {
    let mut sets = present.iter().filter_map(|file| file.for_whom.as_ref());
    match sets.find(|whom| whom.set.to_lowercase() == name.to_lowercase()) {
        None => Ok(name.to_owned()),
        Some(whom) if whom.key == key => Ok(whom.set.clone()),
        Some(whom) => Err(Problem::refusal("literature.set_other_key")
            .with("set", whom.set.as_str())
            .with("key", whom.key.word())
            .at(Place::field("key"))),
    }
}

fn put_in(tx: &WriteTx<'_>, id: DocumentId, set: &NewSet, kept: Vec<Kept>) -> Result<Vec<Attachment>, Problem> {
    service::document(tx, id)?;
    let mut present = store::files(tx, id, None)?;
    let name = fitting_set(&present, &set.set, set.key)?;
    let of_set = |file: &Attachment| file.for_whom.as_ref().filter(|whom| whom.set == name).and_then(|whom| same(whom.key, &whom.value));
    let coming: HashSet<Option<String>> = kept.iter().map(|one| same(set.key, &one.value)).collect();
    for old in present.iter().filter(|file| of_set(file).is_some_and(|whose| coming.contains(&Some(whose)))) {
        store::delete_file(tx, id, &old.name)?;
    }
    present.retain(|file| of_set(file).is_none_or(|whose| !coming.contains(&Some(whose))));
    store::change_set(tx, id, &name, &name, set.optional)?;
    let mut taken: HashSet<String> = present.iter().map(|file| file.name.to_lowercase()).collect();
    let first = present.iter().map(|file| file.position + 1).max().unwrap_or(0);
    let mut attached = Vec::with_capacity(kept.len());
    for (position, one) in (first..).zip(kept) {
        let free = free_name(&one.file.name, |name| taken.contains(&name.to_lowercase()));
        taken.insert(free.to_lowercase());
        let whom = ForWhom { set: name.clone(), key: set.key, value: one.value, optional: set.optional };
        let file = Attachment {
            content_id: format!("{}@tidings", one.sha256.get(..24).unwrap_or(&one.sha256)),
            asset: one.asset,
            name: free,
            media_type: one.file.media_type,
            bytes: one.bytes,
            sha256: one.sha256,
            position,
            inline: false,
            alt: String::new(),
            for_whom: Some(whom),
            link: None,
            keeps_place: one.keeps_place,
        };
        store::insert_file(tx, id, None, &file)?;
        attached.push(file);
    }
    service::touch(tx, id)?;
    Ok(attached)
}

fn no_set(set: &str) -> Problem {
    Problem::missing("literature.no_set").with("set", set)
}

/// Gives a set of the draft another name, and says whether a mail goes without where it has no file for somebody.
///
/// # Errors
/// `literature.no_set`, `literature.set_name`, `literature.set_taken`.
pub async fn change_set(ws: &Workspace, id: DocumentId, set: String, name: String, optional: bool) -> Result<(), Problem> {
    let name = set_name(&name)?;
    ws.write(Message::new("literature.action.set_changed").with("set", name.as_str()), move |tx| {
        service::document(tx, id)?;
        let taken = store::files(tx, id, None)?
            .iter()
            .any(|file| file.for_whom.as_ref().is_some_and(|whom| whom.set != set && whom.set.to_lowercase() == name.to_lowercase()));
        if taken {
            return Err(Problem::refusal("literature.set_taken").with("set", name.as_str()).at(Place::field("set")));
        }
        if !store::change_set(tx, id, &set, &name, optional)? {
            return Err(no_set(&set));
        }
        service::touch(tx, id)
    })
    .await
}

/// Takes a whole set off the draft; says how many files it had.
///
/// # Errors
/// `literature.no_set`.
pub async fn detach_set(ws: &Workspace, id: DocumentId, set: String) -> Result<u32, Problem> {
    ws.write(Message::new("literature.action.detached").with("file", set.as_str()), move |tx| {
        service::document(tx, id)?;
        let gone = store::delete_set(tx, id, &set)?;
        if gone == 0 {
            return Err(no_set(&set));
        }
        service::touch(tx, id)?;
        Ok(u32::try_from(gone).unwrap_or(u32::MAX))
    })
    .await
}

/// Says whose a file of a set is, whatever its name says.
///
/// # Errors
/// `literature.no_file`, `literature.file_no_address`, `literature.file_same_person`.
pub async fn assign(ws: &Workspace, id: DocumentId, name: String, value: String) -> Result<(), Problem> {
    let value = value.trim().to_owned();
    ws.write(Message::new("literature.action.assigned").with("file", name.as_str()).with("value", value.as_str()), move |tx| {
        service::document(tx, id)?;
        let present = store::files(tx, id, None)?;
        let mine = present.iter().find(|file| file.name == name).and_then(|file| file.for_whom.clone());
        let mine = mine.ok_or_else(|| Problem::missing("literature.no_file").with("file", name.as_str()))?;
        let refused =
            |code: &'static str| Problem::refusal(code).with("file", name.as_str()).with("value", value.as_str()).at(Place::field("value"));
        let key = same(mine.key, &value).ok_or_else(|| refused("literature.file_no_address"))?;
        let other = present.iter().find(|file| {
            let whom = file.for_whom.as_ref().filter(|whom| whom.set == mine.set && file.name != name);
            whom.and_then(|whom| same(whom.key, &whom.value)).is_some_and(|theirs| theirs == key)
        });
        if let Some(other) = other {
            return Err(refused("literature.file_same_person").with("other", other.name.as_str()));
        }
        store::assign_file(tx, id, &name, &value)?;
        service::touch(tx, id)
    })
    .await
}

/// Lets a file go as a link to where the organisation put it on its own site, or, without one, as a part of the mail again. A picture of the
/// text is fetched from there when a mail is read. Nothing is uploaded and nothing added to the address; the file stays in the workspace, so
/// that what it is can be told and checked.
///
/// # Errors
/// `literature.no_file`; `literature.link` with the reason; `literature.link_own` for a file that not everybody gets.
pub async fn link(ws: &Workspace, id: DocumentId, name: String, link: Option<String>) -> Result<Attachment, Problem> {
    let link = link.map(|text| links::judge(&text)).transpose()?;
    let label = if link.is_some() { "literature.action.linked" } else { "literature.action.unlinked" };
    ws.write(Message::new(label).with("file", name.as_str()), move |tx| {
        let present = store_files(tx, id)?;
        let file = present.into_iter().find(|file| file.name == name);
        let file = file.ok_or_else(|| Problem::missing("literature.no_file").with("file", name.as_str()))?;
        if file.for_whom.is_some() {
            return Err(Problem::refusal("literature.link_own").with("file", name.as_str()));
        }
        store::link_file(tx, id, &name, link.as_deref().unwrap_or_default())?;
        service::touch(tx, id)?;
        Ok(Attachment { link, ..file })
    })
    .await
}
