//! The window's commands of `contacts` for photos of people.

use std::path::PathBuf;

use tidings_core::contacts;
use tidings_core::contacts::api::{PersonCard, SavedPhoto};
use tidings_core::error::Problem;
use tidings_core::ids::PersonId;
use tidings_core::literature::api::NewFile;

use crate::grants::Granted;
use crate::shell::Open;

/// [`contacts::api::set_photo`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_set_photo(ws: Open, id: PersonId, file: NewFile) -> Result<PersonCard, Problem> {
    contacts::api::set_photo(&ws, id, file.bytes).await
}

/// [`contacts::api::set_photo_path`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_set_photo_path(ws: Open, id: PersonId, path: Granted<PathBuf>) -> Result<PersonCard, Problem> {
    contacts::api::set_photo_path(&ws, id, path.0).await
}

/// [`contacts::api::remove_photo`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_remove_photo(ws: Open, id: PersonId) -> Result<PersonCard, Problem> {
    contacts::api::remove_photo(&ws, id).await
}

/// [`contacts::api::photo_uri`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_photo(ws: Open, id: PersonId) -> Result<String, Problem> {
    contacts::api::photo_uri(&ws, id).await
}

/// [`contacts::api::save_photo`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_save_photo(ws: Open, id: PersonId, to: Granted<PathBuf>) -> Result<SavedPhoto, Problem> {
    contacts::api::save_photo(&ws, id, to.0).await
}
