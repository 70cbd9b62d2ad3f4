//! The files of a document: attached, taken into the text, put in order, described.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::encoded_total;
use crate::error::{Kind, Place, Problem};
use crate::ids::{AssetId, DocumentId};
use crate::literature::forms::LookedThrough;
use crate::literature::revision::Attachment;
use crate::literature::{files, forms, service, store};
use crate::messages::Message;
use crate::workspace::Workspace;

/// A file to attach, by its bytes: pasted, or read by a shell.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct NewFile {
    /// Its name; folders are cut off.
    pub name: String,
    /// Its bytes; a window sends them as base64, since a list of numbers takes a page seconds to make.
    #[serde(deserialize_with = "from_base64")]
    #[cfg_attr(feature = "bindings", specta(type = String))]
    pub bytes: Vec<u8>,
}

fn from_base64<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
    base64::Engine::decode(&base64::prelude::BASE64_STANDARD, text.as_bytes()).map_err(serde::de::Error::custom)
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
    /// What is to be known of those that are attached: that some go with what a camera wrote, and what to do.
    pub told: Vec<Message>,
}

impl AttachReport {
    /// The report of these files.
    pub(crate) fn of(attached: Vec<Attachment>, refused: Vec<Problem>, encoded_bytes: u64) -> Self {
        let told = files::place_told(attached.iter().filter(|file| file.keeps_place).map(|file| file.name.as_str()));
        Self { attached, refused, encoded_bytes, told: told.into_iter().collect() }
    }
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
    attach_looked(ws, id, read_all(paths).await?, Vec::new()).await
}

/// Takes what cameras wrote off the files of a draft that were attached before that was done at once; says how many there were. A draft that somebody
/// was asked to approve stays as it is.
///
/// # Errors
/// `literature.no_document`: nothing has changed.
pub async fn bare_files(ws: &Workspace, id: DocumentId) -> Result<usize, Problem> {
    let n = count_to_bare(ws, id).await?;
    if n == 0 {
        return Ok(0);
    }
    Ok(ws.write(Message::new("literature.action.bared").with("n", n), move |tx| forms::bare_draft(tx, id)).await?.len())
}

/// As [`bare_files`], for a look that somebody has not asked for: no act of the user, so that undo takes back what they did last.
///
/// # Errors
/// As [`bare_files`].
pub(crate) async fn bare_files_quietly(ws: &Workspace, id: DocumentId) -> Result<(), Problem> {
    if count_to_bare(ws, id).await? > 0 {
        ws.write_quietly(move |tx| forms::bare_draft(tx, id).map(drop)).await?;
    }
    Ok(())
}

/// How many files there are to change. What nobody looked at yet is read once.
async fn count_to_bare(ws: &Workspace, id: DocumentId) -> Result<usize, Problem> {
    if ws.read(move |tx| forms::is_unread(tx, id)).await? {
        ws.write_quietly(move |tx| forms::read_once(tx, id)).await?;
    }
    Ok(ws.read(move |tx| forms::to_bare(tx, id)).await?.len())
}

/// Reads files that are to be attached, all of them or none.
///
/// # Errors
/// What the first refused file is refused for.
pub async fn read_all(paths: Vec<PathBuf>) -> Result<Vec<LookedThrough>, Problem> {
    // Whatever cannot be read is refused before anything is looked through.
    let read = read_files(paths).await?.into_iter().collect::<Result<Vec<_>, _>>()?;
    off_thread(move || read.into_iter().map(looked).collect::<Result<_, _>>()).await?
}

pub(crate) async fn read_files(paths: Vec<PathBuf>) -> Result<Vec<Result<NewFile, Problem>>, Problem> {
    off_thread(move || paths.into_iter().map(|path| read_file(&path)).collect()).await
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Problem::failure("workspace.read_lost").because(error))
}

/// Judges a file that goes at once, and looks it through.
fn looked(file: NewFile) -> Result<LookedThrough, Problem> {
    Ok(forms::look_through_to_go(files::judge(&file.name, &file.bytes)?, file.bytes))
}

/// Reads a file that is to be attached; a folder, and what is too large, are refused before they are read.
pub(super) fn read_file(path: &std::path::Path) -> Result<NewFile, Problem> {
    let name = files::clean_name(&path.file_name().unwrap_or_default().to_string_lossy());
    let unreadable = |error: &dyn std::fmt::Display| {
        Problem::refusal("literature.file_unreadable").with("file", name.as_str()).todo("literature.file_unreadable.todo").because(error)
    };
    let about = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Problem { kind: Kind::Missing, ..unreadable(&error) },
        _ => unreadable(&error),
    })?;
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
    let (fit, refused) = off_thread(move || {
        let (mut fit, mut refused) = (Vec::new(), Vec::new());
        for file in read {
            match file.and_then(looked) {
                Ok(file) => fit.push(file),
                Err(problem) => refused.push(problem),
            }
        }
        (fit, refused)
    })
    .await?;
    attach_looked(ws, id, fit, refused).await
}

async fn attach_looked(ws: &Workspace, id: DocumentId, fit: Vec<LookedThrough>, refused: Vec<Problem>) -> Result<AttachReport, Problem> {
    let label = Message::new("literature.action.attached").with("count", fit.len());
    ws.write(label, move |tx| {
        let attached = service::attach_read(tx, id, fit)?;
        Ok(AttachReport::of(attached, refused, encoded_total(&store::files(tx, id, None)?)))
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
    judged.name = files::name_in_text(&judged.name);
    let label = Message::new("literature.action.picture").with("file", judged.name.as_str());
    let looked = off_thread(move || forms::look_through_to_go(judged, file.bytes)).await?;
    ws.write(label, move |tx| service::attach(tx, id, looked, true, alt.trim())).await
}

/// Takes a picture from the disk into the document, as [`add_picture`] does.
///
/// # Errors
/// As [`add_picture`], and `literature.file_unreadable`.
pub async fn add_picture_path(ws: &Workspace, id: DocumentId, path: PathBuf, alt: String) -> Result<Attachment, Problem> {
    let file = off_thread(move || read_file(&path)).await??;
    add_picture(ws, id, file, alt).await
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
        service::touch(tx, id)
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
        service::touch(tx, id)?;
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
        service::touch(tx, id)
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
