//! The window's commands of `literature` for what a text says in few words.

use std::path::PathBuf;

use tidings_core::error::Problem;
use tidings_core::ids::DocumentId;
use tidings_core::literature::cutdowns::{self, Cutdowns, Platform};
use tidings_core::rendering;

use crate::grants::Granted;
use crate::shell::Open;

/// [`cutdowns::api::show`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_cutdowns(ws: Open, id: DocumentId) -> Result<Cutdowns, Problem> {
    cutdowns::api::show(&ws, id).await
}

/// [`cutdowns::api::keep_points`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_keep_points(ws: Open, id: DocumentId, text: String) -> Result<Cutdowns, Problem> {
    cutdowns::api::keep_points(&ws, id, text).await
}

/// [`cutdowns::api::keep_post`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn literature_keep_post(ws: Open, id: DocumentId, network: Platform, text: String) -> Result<Cutdowns, Problem> {
    cutdowns::api::keep_post(&ws, id, network, text).await
}

/// [`cutdowns::api::length`]
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "what comes from the page is owned")]
pub(crate) fn literature_post_length(network: Platform, text: String) -> u32 {
    cutdowns::api::length(network, &text)
}

/// [`rendering::api::save_points`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_save_points(ws: Open, id: DocumentId, to: Granted<PathBuf>, word: bool) -> Result<(), Problem> {
    rendering::api::save_points(&ws, id, to.0, word).await
}
