//! The window's command of `today`.

use tidings_core::error::Problem;
use tidings_core::today::{self, Need};

use crate::shell::Open;

/// [`today::api::needs`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn today_needs(ws: Open, zone: Option<String>) -> Result<Vec<Need>, Problem> {
    today::api::needs(&ws, zone).await
}
