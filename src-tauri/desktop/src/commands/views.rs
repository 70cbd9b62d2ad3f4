//! The window's commands of views: the table of people as it stood once, kept under a name.

use tidings_core::error::Problem;
use tidings_core::ids::TableViewId;
use tidings_core::segments::api::kept::{self, TableState, TableView};

use crate::shell::Open;

/// [`kept::all`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn views_all(ws: Open) -> Result<Vec<TableView>, Problem> {
    kept::all(&ws).await
}

/// [`kept::save`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn views_save(ws: Open, name: String, state: TableState) -> Result<TableView, Problem> {
    kept::save(&ws, name, state).await
}

/// [`kept::replace`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn views_replace(ws: Open, view: TableViewId, state: TableState) -> Result<TableView, Problem> {
    kept::replace(&ws, view, state).await
}

/// [`kept::rename`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn views_rename(ws: Open, view: TableViewId, name: String) -> Result<TableView, Problem> {
    kept::rename(&ws, view, name).await
}

/// [`kept::delete`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn views_delete(ws: Open, view: TableViewId) -> Result<(), Problem> {
    kept::delete(&ws, view).await
}
