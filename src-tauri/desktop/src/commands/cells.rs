//! The window's commands of `contacts` for cells of the table of people.

use tidings_core::contacts::api::{Paste, Pasted, Setting};
use tidings_core::contacts::{self, CellEdit, EditedCells};
use tidings_core::error::Problem;
use tidings_core::ids::PersonId;

use crate::shell::Open;

/// [`contacts::api::preview_cells`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_preview_cells(ws: Open, edits: Vec<CellEdit>) -> Result<EditedCells, Problem> {
    contacts::api::preview_cells(&ws, edits).await
}

/// [`contacts::api::edit_cells`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_edit_cells(ws: Open, edits: Vec<CellEdit>) -> Result<EditedCells, Problem> {
    contacts::api::edit_cells(&ws, edits).await
}

/// [`contacts::api::paste`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_paste(ws: Open, paste: Paste, apply: bool) -> Result<Pasted, Problem> {
    contacts::api::paste(&ws, paste, apply).await
}

/// [`contacts::api::preview_set`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_preview_set(ws: Open, people: Vec<PersonId>, setting: Setting) -> Result<EditedCells, Problem> {
    contacts::api::preview_set(&ws, people, setting).await
}

/// [`contacts::api::set_people`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_set_people(ws: Open, people: Vec<PersonId>, setting: Setting) -> Result<EditedCells, Problem> {
    contacts::api::set_people(&ws, people, setting).await
}
