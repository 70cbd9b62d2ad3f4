//! What the shells ask about photos of people; one user action is one transaction, and undo takes it back.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::outlets::about;
use super::{PersonCard, card};
use crate::contacts::photo::{self, MOST_BYTES, Photo};
use crate::contacts::service;
use crate::contacts::store::{people, photos};
use crate::error::{Kind, Problem};
use crate::ids::{PersonId, PhotoId};
use crate::workspace::{Topic, Workspace, WriteTx, save_new};

/// What a page must know of a photo to ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct PhotoCard {
    /// Which: another one has another number.
    pub id: PhotoId,
    /// How wide it is.
    pub width: u32,
    /// How high it is.
    pub height: u32,
}

impl From<photos::PhotoRow> for PhotoCard {
    fn from(row: photos::PhotoRow) -> Self {
        let photos::PhotoRow { id, width, height } = row;
        Self { id, width, height }
    }
}

/// Makes any picture the photo of a person: small, and without what a camera wrote into it.
///
/// # Errors
/// `contacts.no_person`, `contacts.photo.…` with the reason why it can be none: nothing has changed.
pub async fn set_photo(ws: &Workspace, person: PersonId, picture: Vec<u8>) -> Result<PersonCard, Problem> {
    let label = about(ws, "contacts.action.photo_set", person).await?;
    let photo = tokio::task::spawn_blocking(move || photo::photo(&picture))
        .await
        .map_err(|error| Problem::failure("workspace.read_lost").because(error))??;
    let secret = *ws.secret();
    ws.write(label, move |tx| {
        if people::is_gone(tx, person)? {
            return Err(service::no_person(person));
        }
        if photos::set(tx, person, &photo)? {
            told(tx, person)?;
        }
        card(tx, &secret, person)
    })
    .await
}

/// The same, of a file on the disk.
///
/// # Errors
/// As [`set_photo`], and `contacts.photo.unreadable`.
pub async fn set_photo_path(ws: &Workspace, person: PersonId, path: PathBuf) -> Result<PersonCard, Problem> {
    let picture = tokio::task::spawn_blocking(move || read(&path))
        .await
        .map_err(|error| Problem::failure("workspace.read_lost").because(error))??;
    set_photo(ws, person, picture).await
}

/// Reads a file that is to be a photo; what is too large, and a folder, before it is read.
fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let unreadable = |error: std::io::Error| {
        let problem = Problem::refusal("contacts.photo.unreadable").with("file", name.as_str());
        let missing = error.kind() == std::io::ErrorKind::NotFound;
        Problem { kind: if missing { Kind::Missing } else { problem.kind }, ..problem }.because(error)
    };
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(Problem::refusal("contacts.photo.none").todo("contacts.photo.todo"));
    }
    if about.len() > MOST_BYTES as u64 {
        return Err(Problem::refusal("contacts.photo.large").with("most", MOST_BYTES / 1024 / 1024).todo("contacts.photo.todo"));
    }
    std::fs::read(path).map_err(unreadable)
}

/// A person has no photo any more.
///
/// # Errors
/// `contacts.no_person`, `contacts.no_photo`.
pub async fn remove_photo(ws: &Workspace, person: PersonId) -> Result<PersonCard, Problem> {
    let secret = *ws.secret();
    ws.write(about(ws, "contacts.action.photo_removed", person).await?, move |tx| {
        if !photos::remove(tx, person)? {
            return Err(no_photo(person));
        }
        told(tx, person)?;
        card(tx, &secret, person)
    })
    .await
}

fn no_photo(person: PersonId) -> Problem {
    Problem::missing("contacts.no_photo").with("person", person.to_string())
}

fn told(tx: &WriteTx<'_>, person: PersonId) -> Result<(), Problem> {
    people::touch(tx, person)?;
    tx.changed(Topic::Person, person.get());
    Ok(())
}

/// The photo of a person.
///
/// # Errors
/// `contacts.no_person`, `contacts.no_photo`.
async fn photo_of(ws: &Workspace, person: PersonId) -> Result<Photo, Problem> {
    ws.read(move |tx| {
        if people::is_gone(tx, person)? {
            return Err(service::no_person(person));
        }
        photos::of(tx, person)?.ok_or_else(|| no_photo(person))
    })
    .await
}

/// The photo of a person, as an address that holds its bytes.
///
/// # Errors
/// `contacts.no_person`, `contacts.no_photo`.
pub async fn photo_uri(ws: &Workspace, person: PersonId) -> Result<String, Problem> {
    Ok(photo_of(ws, person).await?.data_uri())
}

/// What was written to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SavedPhoto {
    /// The file.
    pub file: PathBuf,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// How wide it is.
    pub width: u32,
    /// How high it is.
    pub height: u32,
}

/// Writes the photo of a person to `to`, which must not exist.
///
/// # Errors
/// `contacts.no_person`, `contacts.no_photo`, `workspace.exists`, `contacts.access_unwritten`: no half file is left.
pub async fn save_photo(ws: &Workspace, person: PersonId, to: PathBuf) -> Result<SavedPhoto, Problem> {
    let photo = photo_of(ws, person).await?;
    save_new(&to, "contacts.access_unwritten", |file| file.write_all(&photo.bytes))?;
    Ok(SavedPhoto { file: to, media_type: photo.media_type.to_owned(), width: photo.width, height: photo.height })
}
