//! The window's commands of `practice`.

use std::path::PathBuf;

use tidings_core::error::Problem;
use tidings_core::ids::{PracticeMailId, ViewId};
use tidings_core::practice;
use tidings_core::practice::{PracticeConduct, PracticeLetter, PracticeMail};
use tidings_core::segments::ViewCard;

use crate::grants::Granted;
use crate::shell::Open;

/// [`practice::api::conduct`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_conduct(ws: Open) -> Result<PracticeConduct, Problem> {
    practice::api::conduct(&ws).await
}

/// [`practice::api::set_conduct`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_set_conduct(ws: Open, conduct: PracticeConduct) -> Result<PracticeConduct, Problem> {
    practice::api::set_conduct(&ws, conduct).await
}

/// [`practice::api::open_view`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_open_view(ws: Open, search: String) -> Result<ViewCard, Problem> {
    practice::api::open_view(&ws, search).await
}

/// [`practice::api::view_rows`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_view_rows(ws: Open, view: ViewId, from: u32, to: u32) -> Result<Vec<Option<PracticeMail>>, Problem> {
    practice::api::view_rows(&ws, view, from, to).await
}

/// [`practice::api::close_view`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_close_view(ws: Open, view: ViewId) -> Result<(), Problem> {
    practice::api::close_view(&ws, view);
    Ok(())
}

/// [`practice::api::count`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_count(ws: Open) -> Result<u32, Problem> {
    practice::api::count(&ws).await
}

/// [`practice::api::read`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_read(ws: Open, id: PracticeMailId) -> Result<PracticeLetter, Problem> {
    practice::api::read(&ws, id).await
}

/// [`practice::api::save_file`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_save_file(ws: Open, id: PracticeMailId, number: u32, to: Granted<PathBuf>) -> Result<(), Problem> {
    practice::api::save_file(&ws, id, number, to.0).await
}

/// [`practice::api::save_mail`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_save_mail(ws: Open, id: PracticeMailId, to: Granted<PathBuf>) -> Result<(), Problem> {
    practice::api::save_mail(&ws, id, to.0).await
}

/// [`practice::api::remove`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_remove(ws: Open, id: PracticeMailId) -> Result<(), Problem> {
    practice::api::remove(&ws, id).await
}

/// [`practice::api::empty`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn practice_empty(ws: Open, seen: u32) -> Result<u32, Problem> {
    practice::api::empty(&ws, seen).await
}
