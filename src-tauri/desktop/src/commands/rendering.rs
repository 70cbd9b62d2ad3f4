//! The window's commands of `rendering`.

use tidings_core::error::Problem;
use tidings_core::ids::{AccountId, DocumentId, PersonId, RevisionId};
use tidings_core::rendering::api::PreviewCard;
use tidings_core::rendering::{self, Heading, Imprint};

use crate::shell::Open;

/// [`rendering::api::preview`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_preview(
    ws: Open,
    document: DocumentId,
    person: Option<PersonId>,
    account: Option<AccountId>,
    heading: Option<Heading>,
    kept: Option<RevisionId>,
) -> Result<PreviewCard, Problem> {
    rendering::api::preview(&ws, document, person, account, heading, kept).await
}

/// [`rendering::api::imprint`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_imprint(ws: Open) -> Result<Imprint, Problem> {
    rendering::api::imprint(&ws).await
}

/// [`rendering::api::set_imprint`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_set_imprint(ws: Open, imprint: Imprint) -> Result<(), Problem> {
    rendering::api::set_imprint(&ws, imprint).await
}

/// [`rendering::api::one_click`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_one_click(ws: Open) -> Result<String, Problem> {
    rendering::api::one_click(&ws).await
}

/// [`rendering::api::set_one_click`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_set_one_click(ws: Open, text: String) -> Result<(), Problem> {
    rendering::api::set_one_click(&ws, text).await
}
