//! The window's commands of `campaigns`.

use tidings_core::campaigns;
use tidings_core::campaigns::CampaignInput;
use tidings_core::campaigns::api::{Belonging, CampaignCard, CampaignName, CampaignPatch, OpenCampaign};
use tidings_core::error::Problem;
use tidings_core::ids::{CampaignId, DocumentId};

use crate::shell::Open;

/// [`campaigns::api::list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn campaigns_list(ws: Open) -> Result<Vec<CampaignCard>, Problem> {
    campaigns::api::list(&ws).await
}

/// [`campaigns::api::show`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn campaigns_show(ws: Open, id: CampaignId) -> Result<OpenCampaign, Problem> {
    campaigns::api::show(&ws, id).await
}

/// [`campaigns::api::add`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn campaigns_add(ws: Open, campaign: CampaignInput) -> Result<CampaignCard, Problem> {
    campaigns::api::add(&ws, campaign).await
}

/// [`campaigns::api::edit`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn campaigns_edit(ws: Open, id: CampaignId, patch: CampaignPatch) -> Result<CampaignCard, Problem> {
    campaigns::api::edit(&ws, id, patch).await
}

/// [`campaigns::api::delete`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn campaigns_delete(ws: Open, id: CampaignId) -> Result<(), Problem> {
    campaigns::api::delete(&ws, id).await
}

/// [`campaigns::api::put`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn campaigns_put(ws: Open, id: CampaignId, document: DocumentId) -> Result<CampaignCard, Problem> {
    campaigns::api::put(&ws, id, document).await
}

/// [`campaigns::api::take_out`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn campaigns_take_out(ws: Open, document: DocumentId) -> Result<(), Problem> {
    campaigns::api::take_out(&ws, document).await
}

/// [`campaigns::api::gather`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn campaigns_gather(ws: Open, id: CampaignId) -> Result<CampaignCard, Problem> {
    campaigns::api::gather(&ws, id).await
}

/// [`campaigns::api::of_document`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn campaigns_of_document(ws: Open, document: DocumentId) -> Result<Option<CampaignName>, Problem> {
    campaigns::api::of_document(&ws, document).await
}

/// [`campaigns::api::belonging`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn campaigns_belonging(ws: Open) -> Result<Vec<Belonging>, Problem> {
    campaigns::api::belonging(&ws).await
}
