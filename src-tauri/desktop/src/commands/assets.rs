//! The window's commands of `assets`.

use std::path::PathBuf;

use tidings_core::assets::api::{AddReport, AssetCard, AssetCut, AssetFilter, AssetPage, AssetPick, AssetView, HeldAsset, PlacedPicture};
use tidings_core::assets::{self, AssetFields};
use tidings_core::error::Problem;
use tidings_core::ids::{AssetCutId, AssetId, DocumentId};
use tidings_core::literature::api::{AttachReport, NewFile};
use tidings_core::literature::{Attachment, Recipe};
use tidings_core::messages::Language;

use crate::grants::Granted;
use crate::shell::Open;

/// [`assets::api::add`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_add(ws: Open, files: Vec<NewFile>) -> Result<AddReport, Problem> {
    assets::api::add(&ws, files).await
}

/// [`assets::api::add_paths`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_add_paths(ws: Open, paths: Granted<Vec<PathBuf>>) -> Result<AddReport, Problem> {
    assets::api::add_paths(&ws, paths.0).await
}

/// [`assets::api::page`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_page(ws: Open, filter: AssetFilter, from: u32, most: u32) -> Result<AssetPage, Problem> {
    assets::api::page(&ws, filter, from, most).await
}

/// [`assets::api::show`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_show(ws: Open, id: AssetId) -> Result<AssetView, Problem> {
    assets::api::show(&ws, id).await
}

/// [`assets::api::set`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_set(ws: Open, id: AssetId, fields: AssetFields) -> Result<AssetCard, Problem> {
    assets::api::set(&ws, id, fields).await
}

/// [`assets::api::remove`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_remove(ws: Open, id: AssetId) -> Result<(), Problem> {
    assets::api::remove(&ws, id).await
}

/// [`assets::api::make_cut`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_make_cut(ws: Open, id: AssetId, name: String, recipe: Recipe) -> Result<AssetCut, Problem> {
    assets::api::make_cut(&ws, id, name, recipe).await
}

/// [`assets::api::remove_cut`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_remove_cut(ws: Open, cut: AssetCutId) -> Result<(), Problem> {
    assets::api::remove_cut(&ws, cut).await
}

/// [`assets::api::attach`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_attach(ws: Open, document: DocumentId, picks: Vec<AssetPick>) -> Result<AttachReport, Problem> {
    assets::api::attach(&ws, document, picks).await
}

/// [`assets::api::place`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_place(ws: Open, document: DocumentId, pick: AssetPick) -> Result<PlacedPicture, Problem> {
    assets::api::place(&ws, document, pick).await
}

/// [`assets::api::fetch_pictures`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_fetch_pictures(ws: Open, document: DocumentId, fetched: bool) -> Result<Vec<Attachment>, Problem> {
    assets::api::fetch_pictures(&ws, document, fetched).await
}

/// [`assets::api::of_document`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_of_document(ws: Open, document: DocumentId) -> Result<Vec<HeldAsset>, Problem> {
    assets::api::of_document(&ws, document).await
}

/// [`assets::api::save`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_save(ws: Open, pick: AssetPick, to: Granted<PathBuf>) -> Result<(), Problem> {
    assets::api::save(&ws, pick, to.0).await
}

/// [`assets::api::save_kit`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn assets_save_kit(ws: Open, picks: Vec<AssetPick>, language: Language, to: Granted<PathBuf>) -> Result<(), Problem> {
    assets::api::save_kit(&ws, picks, language, to.0).await
}
