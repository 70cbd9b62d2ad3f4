//! The window's commands of `contacts` and `distribution` about consent.

use tidings_core::contacts::{self, ConsentGround, ConsentInput, ConsentStanding, RecipientKind};
use tidings_core::distribution;
use tidings_core::distribution::api::{ConsentCard, PressNews, SendRequest};
use tidings_core::error::Problem;
use tidings_core::ids::PersonId;

use crate::shell::Open;

/// [`contacts::api::consent_of`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_of(ws: Open, person: PersonId) -> Result<ConsentStanding, Problem> {
    contacts::api::consent_of(&ws, person).await
}

/// [`contacts::api::set_recipient_kind`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_set_recipient_kind(ws: Open, person: PersonId, kind: Option<RecipientKind>) -> Result<(), Problem> {
    contacts::api::set_recipient_kind(&ws, person, kind).await
}

/// [`contacts::api::note_consent`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_note(ws: Open, person: PersonId, input: ConsentInput) -> Result<(), Problem> {
    contacts::api::note_consent(&ws, person, input).await
}

/// [`contacts::api::end_consent`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_end(ws: Open, person: PersonId, ground: ConsentGround) -> Result<(), Problem> {
    contacts::api::end_consent(&ws, person, ground).await
}

/// [`distribution::api::press_news`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_press_news(ws: Open) -> Result<PressNews, Problem> {
    distribution::api::press_news(&ws).await
}

/// [`distribution::api::set_press_news`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn consent_set_press_news(ws: Open, decided: PressNews) -> Result<(), Problem> {
    distribution::api::set_press_news(&ws, decided).await
}

/// [`distribution::api::review_without_consent`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_review_without_consent(ws: Open, request: SendRequest) -> Result<Vec<ConsentCard>, Problem> {
    distribution::api::review_without_consent(&ws, request).await
}
