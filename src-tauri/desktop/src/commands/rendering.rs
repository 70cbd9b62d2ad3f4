//! The window's commands of `rendering`.

use tidings_core::error::Problem;
use tidings_core::ids::{AccountId, DocumentId, PersonId};
use tidings_core::rendering;
use tidings_core::rendering::api::PreviewCard;

use crate::shell::Open;

/// [`rendering::api::preview`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_preview(
    ws: Open,
    document: DocumentId,
    person: Option<PersonId>,
    account: Option<AccountId>,
) -> Result<PreviewCard, Problem> {
    rendering::api::preview(&ws, document, person, account).await
}
