//! The window's commands of `distribution` about the privacy notice.

use tidings_core::contacts::Source;
use tidings_core::distribution;
use tidings_core::distribution::api::{Notice, NoticeCard, NoticeOf};
use tidings_core::error::Problem;
use tidings_core::ids::{AccountId, DocumentId, PersonId, RevisionId};
use tidings_core::rendering::Heading;
use tidings_core::rendering::api::PreviewCard;

use crate::shell::Open;

/// [`distribution::api::privacy_notice`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn notice_show(ws: Open) -> Result<NoticeCard, Problem> {
    distribution::api::privacy_notice(&ws).await
}

/// [`distribution::api::proposed_notice`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn notice_proposed(ws: Open) -> Result<Notice, Problem> {
    distribution::api::proposed_notice(&ws).await
}

/// [`distribution::api::set_privacy_notice`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn notice_set(ws: Open, notice: Notice) -> Result<(), Problem> {
    distribution::api::set_privacy_notice(&ws, notice).await
}

/// [`distribution::api::notice_of`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn notice_of(ws: Open, person: PersonId) -> Result<NoticeOf, Problem> {
    distribution::api::notice_of(&ws, person).await
}

/// [`distribution::api::note_given`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn notice_note_given(ws: Open, to: String, on: String, how: String) -> Result<u32, Problem> {
    distribution::api::note_given(&ws, to, on, how).await
}

/// [`distribution::api::take_back_given`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn notice_take_back(ws: Open, person: PersonId) -> Result<(), Problem> {
    distribution::api::take_back_given(&ws, person).await
}

/// [`distribution::api::notice_sources`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn notice_sources(ws: Open) -> Result<Vec<Source>, Problem> {
    distribution::api::notice_sources(&ws).await
}

/// [`distribution::api::set_own_source`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn notice_set_own_source(ws: Open, source: String, own: bool) -> Result<(), Problem> {
    distribution::api::set_own_source(&ws, source, own).await
}

/// [`distribution::api::preview`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_preview(
    ws: Open,
    document: DocumentId,
    person: Option<PersonId>,
    account: Option<AccountId>,
    heading: Option<Heading>,
    kept: Option<RevisionId>,
) -> Result<PreviewCard, Problem> {
    distribution::api::preview(&ws, document, person, account, heading, kept).await
}
