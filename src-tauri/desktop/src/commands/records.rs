//! The window's commands of `records`.

use std::path::PathBuf;

use tidings_core::error::Problem;
use tidings_core::messages::Language;
use tidings_core::records;

use crate::grants::Granted;
use crate::shell::Open;

/// [`records::api::save_processing`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn records_save_processing(ws: Open, to: Granted<PathBuf>, language: Language) -> Result<PathBuf, Problem> {
    records::api::save_processing(&ws, to.0, language).await
}
