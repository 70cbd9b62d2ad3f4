//! The window's commands of lists: people put together by hand.

use tidings_core::error::Problem;
use tidings_core::ids::{ListId, PersonId};
use tidings_core::segments;
use tidings_core::segments::api::{Chosen, ExportWhom, ListCard, OpenList, Placed, Whom};

use crate::shell::Open;

fn these(people: Vec<PersonId>) -> ExportWhom {
    ExportWhom { people: Some(people), ..ExportWhom::default() }
}

/// [`segments::api::lists`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn lists_all(ws: Open) -> Result<Vec<ListCard>, Problem> {
    segments::api::lists(&ws).await
}

/// [`segments::api::show_list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn lists_show(ws: Open, list: ListId) -> Result<OpenList, Problem> {
    segments::api::show_list(&ws, list).await
}

/// [`segments::api::list_of`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn lists_make(ws: Open, name: String, who: Chosen) -> Result<ListCard, Problem> {
    segments::api::list_of(&ws, name, who).await
}

/// [`segments::api::make_list`], of those whom a question picks now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lists_make_of(ws: Open, name: String, query: String) -> Result<ListCard, Problem> {
    segments::api::make_list(&ws, name, Some(Whom { query: Some(query), segment: None }.into())).await
}

/// [`segments::api::rename_list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn lists_rename(ws: Open, list: ListId, name: String) -> Result<ListCard, Problem> {
    segments::api::rename_list(&ws, list, name).await
}

/// [`segments::api::delete_list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn lists_delete(ws: Open, list: ListId) -> Result<Vec<String>, Problem> {
    segments::api::delete_list(&ws, list).await
}

/// [`segments::api::put_on_list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn lists_add_people(ws: Open, list: ListId, who: Chosen) -> Result<u32, Problem> {
    segments::api::put_on_list(&ws, list, who).await
}

/// [`segments::api::would_list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn lists_would_add(ws: Open, list: ListId, who: Chosen) -> Result<Placed, Problem> {
    segments::api::would_list(&ws, list, who).await
}

/// [`segments::api::add_to_list`], those whom a question picks now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lists_add_picked(ws: Open, list: ListId, query: String) -> Result<u32, Problem> {
    segments::api::add_to_list(&ws, list, Whom { query: Some(query), segment: None }.into()).await
}

/// [`segments::api::remove_from_list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn lists_remove_people(ws: Open, list: ListId, people: Vec<PersonId>) -> Result<u32, Problem> {
    segments::api::remove_from_list(&ws, list, these(people)).await
}
