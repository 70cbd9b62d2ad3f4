//! The window's commands of `contacts` for the tree of beats.

use tidings_core::contacts::api::{BeatCard, BeatTree};
use tidings_core::contacts::{self, BeatEdit};
use tidings_core::error::Problem;
use tidings_core::ids::BeatId;

use crate::shell::Open;

/// [`contacts::api::beats`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_beats(ws: Open, search: String) -> Result<BeatTree, Problem> {
    contacts::api::beats(&ws, search).await
}

/// [`contacts::api::beat_named`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_beat_named(ws: Open, name: String) -> Result<BeatId, Problem> {
    contacts::api::beat_named(&ws, name).await
}

/// [`contacts::api::add_beat`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_add_beat(ws: Open, name: String, under: Option<BeatId>, synonyms: Vec<String>) -> Result<BeatId, Problem> {
    contacts::api::add_beat(&ws, name, under, synonyms).await
}

/// [`contacts::api::beat`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_beat(ws: Open, beat: BeatId) -> Result<BeatCard, Problem> {
    contacts::api::beat(&ws, beat).await
}

/// [`contacts::api::edit_beat`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_edit_beat(ws: Open, beat: BeatId, edit: BeatEdit) -> Result<BeatId, Problem> {
    contacts::api::edit_beat(&ws, beat, edit).await
}

/// [`contacts::api::move_beat`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_move_beat(ws: Open, beat: BeatId, under: Option<BeatId>) -> Result<(), Problem> {
    contacts::api::move_beat(&ws, beat, under).await
}

/// [`contacts::api::merge_beats`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_merge_beats(ws: Open, beat: BeatId, into: BeatId) -> Result<BeatId, Problem> {
    contacts::api::merge_beats(&ws, beat, into).await
}

/// [`contacts::api::delete_beat`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_delete_beat(ws: Open, beat: BeatId) -> Result<(), Problem> {
    contacts::api::delete_beat(&ws, beat).await
}
