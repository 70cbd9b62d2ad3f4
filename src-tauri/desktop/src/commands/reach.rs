//! The window's commands of `reach`.

use tidings_core::error::Problem;
use tidings_core::ids::PersonId;
use tidings_core::messages::Language;
use tidings_core::reach;
use tidings_core::reach::api::{Found, SavedReach, Understood, Wanted};

use crate::shell::Open;

/// [`reach::api::understand`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn reach_understand(ws: Open, text: String) -> Result<Understood, Problem> {
    reach::api::understand(&ws, text).await
}

/// [`reach::api::find`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn reach_find(ws: Open, wanted: Wanted, limit: u32) -> Result<Found, Problem> {
    reach::api::find(&ws, wanted, limit).await
}

/// [`reach::api::save`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn reach_save(
    ws: Open,
    wanted: Wanted,
    name: String,
    left_out: Vec<PersonId>,
    language: Language,
) -> Result<SavedReach, Problem> {
    reach::api::save(&ws, wanted, name, left_out, language).await
}
