//! The window's commands of the calendar file.

use std::path::PathBuf;

use tidings_core::error::Problem;
use tidings_core::messages::Language;
use tidings_core::today;
use tidings_core::today::api::CalendarFile;

use crate::grants::Granted;
use crate::shell::Open;

/// [`today::api::save_calendar`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn today_save_calendar(ws: Open, to: Granted<PathBuf>, zone: String, language: Language) -> Result<CalendarFile, Problem> {
    today::api::save_calendar(&ws, to.0, Some(zone), language).await
}
