//! The window's commands of `rendering` for how mails and papers look.

use std::path::PathBuf;

use tidings_core::error::Problem;
use tidings_core::ids::DocumentId;
use tidings_core::literature::api::NewFile;
use tidings_core::rendering::theme::api::{ThemeCard, ThemePreview};
use tidings_core::rendering::{Theme, theme};

use crate::grants::Granted;
use crate::shell::Open;

/// [`theme::api::show`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_theme(ws: Open) -> Result<ThemeCard, Problem> {
    theme::api::show(&ws).await
}

/// [`theme::api::set`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_set_theme(ws: Open, theme: Theme) -> Result<ThemeCard, Problem> {
    theme::api::set(&ws, theme).await
}

/// [`theme::api::reset`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_reset_theme(ws: Open) -> Result<ThemeCard, Problem> {
    theme::api::reset(&ws).await
}

/// [`theme::api::set_logo`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_set_logo(ws: Open, file: NewFile) -> Result<ThemeCard, Problem> {
    theme::api::set_logo(&ws, file.bytes).await
}

/// [`theme::api::set_logo_path`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_set_logo_path(ws: Open, path: Granted<PathBuf>) -> Result<ThemeCard, Problem> {
    theme::api::set_logo_path(&ws, path.0).await
}

/// [`theme::api::preview`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_theme_preview(ws: Open, document: DocumentId) -> Result<ThemePreview, Problem> {
    theme::api::preview(&ws, document).await
}
