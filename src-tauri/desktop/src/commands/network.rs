//! The window's commands of `network`.

use tidings_core::error::Problem;
use tidings_core::network;
use tidings_core::network::api::ConnectionCard;

use crate::shell::Open;

/// [`network::api::log`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn network_log(ws: Open, most: u32) -> Result<Vec<ConnectionCard>, Problem> {
    network::api::log(&ws, most).await
}

/// [`network::api::clear`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn network_clear(ws: Open) -> Result<(), Problem> {
    network::api::clear(&ws).await
}
