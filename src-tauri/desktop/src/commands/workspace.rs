//! The window's commands of `workspace`.

use std::path::PathBuf;

use tidings_core::error::Problem;
use tidings_core::ids::ActionId;
use tidings_core::workspace::api::{ActionCard, Backups, Check, Undone, WorkspaceCard};
use tidings_core::workspace::{self, Faults};

use crate::grants::Granted;
use crate::shell::Open;
use crate::windows::blocking;

/// [`workspace::api::info`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn workspace_info(ws: Open) -> Result<WorkspaceCard, Problem> {
    workspace::api::info(&ws).await
}

/// [`workspace::api::rename`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn workspace_rename(ws: Open, organisation: String) -> Result<(), Problem> {
    workspace::api::rename(&ws, organisation).await
}

/// [`workspace::api::undo`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn workspace_undo(ws: Open, action: Option<ActionId>) -> Result<Undone, Problem> {
    workspace::api::undo(&ws, tidings_core::PLUGS, action).await
}

/// [`workspace::api::redo`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn workspace_redo(ws: Open, action: Option<ActionId>) -> Result<Undone, Problem> {
    workspace::api::redo(&ws, tidings_core::PLUGS, action).await
}

/// [`workspace::api::history`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn workspace_history(ws: Open, limit: u32) -> Result<Vec<ActionCard>, Problem> {
    workspace::api::history(&ws, limit).await
}

/// [`tidings_core::verify`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn workspace_verify(ws: Open) -> Result<Vec<Check>, Problem> {
    tidings_core::verify(&ws).await
}

/// [`workspace::api::backup`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn workspace_backup(ws: Open, to: Granted<PathBuf>) -> Result<(), Problem> {
    workspace::api::backup(&ws, to.0).await
}

/// [`workspace::api::backup_daily`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn workspace_backup_daily(ws: Open) -> Result<Option<PathBuf>, Problem> {
    workspace::api::backup_daily(&ws).await
}

/// [`workspace::api::backups`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn workspace_backups(ws: Open) -> Result<Backups, Problem> {
    workspace::api::backups(&ws).await
}

/// [`workspace::api::restore`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn workspace_restore(from: Granted<PathBuf>, to: Granted<PathBuf>) -> Result<(), Problem> {
    blocking(move || workspace::api::restore(&from.0, &to.0, &Faults::default())).await
}
