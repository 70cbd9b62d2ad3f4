//! The window's commands of `rendering` for how mails and papers look.

use std::path::PathBuf;

use tidings_core::error::Problem;
use tidings_core::ids::DocumentId;
use tidings_core::literature::api::NewFile;
use tidings_core::rendering::theme::api::{ThemeCard, ThemePreview};
use tidings_core::rendering::{self, Theme};

use crate::grants::Granted;
use crate::shell::Open;

/// [`rendering::theme::api::show`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_theme(ws: Open) -> Result<ThemeCard, Problem> {
    rendering::theme::api::show(&ws).await
}

/// [`rendering::theme::api::set`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_set_theme(ws: Open, theme: Theme) -> Result<ThemeCard, Problem> {
    rendering::theme::api::set(&ws, theme).await
}

/// [`rendering::theme::api::reset`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_reset_theme(ws: Open) -> Result<ThemeCard, Problem> {
    rendering::theme::api::reset(&ws).await
}

/// [`rendering::theme::api::set_logo`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_set_logo(ws: Open, file: NewFile) -> Result<ThemeCard, Problem> {
    rendering::theme::api::set_logo(&ws, file.bytes).await
}

/// [`rendering::theme::api::set_logo_path`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_set_logo_path(ws: Open, path: Granted<PathBuf>) -> Result<ThemeCard, Problem> {
    rendering::theme::api::set_logo_path(&ws, path.0).await
}

/// [`rendering::theme::api::preview`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_theme_preview(ws: Open, document: DocumentId) -> Result<ThemePreview, Problem> {
    rendering::theme::api::preview(&ws, document).await
}
