//! The window's commands of views: the table of people as it stood once, kept under a name.

use tidings_core::error::Problem;
use tidings_core::ids::TableViewId;
use tidings_core::segments;
use tidings_core::segments::api::kept::{TableState, TableView};

use crate::shell::Open;

/// [`segments::api::views`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn views_all(ws: Open) -> Result<Vec<TableView>, Problem> {
    segments::api::views(&ws).await
}

/// [`segments::api::save_view`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn views_save(ws: Open, name: String, state: TableState) -> Result<TableView, Problem> {
    segments::api::save_view(&ws, name, state).await
}

/// [`segments::api::replace_view`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn views_replace(ws: Open, view: TableViewId, state: TableState) -> Result<TableView, Problem> {
    segments::api::replace_view(&ws, view, state).await
}

/// [`segments::api::rename_view`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn views_rename(ws: Open, view: TableViewId, name: String) -> Result<TableView, Problem> {
    segments::api::rename_view(&ws, view, name).await
}

/// [`segments::api::delete_view`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn views_delete(ws: Open, view: TableViewId) -> Result<(), Problem> {
    segments::api::delete_view(&ws, view).await
}
