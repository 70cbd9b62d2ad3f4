//! The window's commands of `contacts` for outlets, and for who works where.

use tidings_core::contacts::api::{OutletCard, OutletPaste, OutletQuestion, OutletSetting, PastedOutlets, PersonCard, SuggestedOfOutlets};
use tidings_core::contacts::{
    self, AsItWas, Copied, EditedOutlets, Move, OutletCellEdit, OutletColumn, OutletInput, OutletPatch, OutletRow, PastPage, PositionInput,
};
use tidings_core::error::Problem;
use tidings_core::ids::{OutletId, PersonId, PositionId};

use crate::shell::Open;

/// [`contacts::api::outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_outlets(ws: Open, question: OutletQuestion) -> Result<Vec<OutletId>, Problem> {
    contacts::api::outlets(&ws, question).await
}

/// [`contacts::api::outlet_rows`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_outlet_rows(ws: Open, ids: Vec<OutletId>) -> Result<Vec<OutletRow>, Problem> {
    contacts::api::outlet_rows(&ws, ids).await
}

/// [`contacts::api::outlet`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_outlet(ws: Open, id: OutletId) -> Result<OutletCard, Problem> {
    contacts::api::outlet(&ws, id).await
}

/// [`contacts::api::outlet_history`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_outlet_history(ws: Open, id: OutletId, from: u32, limit: u32) -> Result<PastPage, Problem> {
    contacts::api::outlet_history(&ws, id, from, limit).await
}

/// [`contacts::api::outlet_as_it_was`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_outlet_as_it_was(ws: Open, id: OutletId, day: String, zone: String) -> Result<AsItWas, Problem> {
    contacts::api::outlet_as_it_was(&ws, id, &day, &zone).await
}

/// [`contacts::api::outlet_named`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_outlet_named(ws: Open, named: String) -> Result<OutletId, Problem> {
    contacts::api::outlet_named(&ws, &named).await
}

/// [`contacts::api::add_outlet`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_add_outlet(ws: Open, input: OutletInput) -> Result<OutletCard, Problem> {
    contacts::api::add_outlet(&ws, input).await
}

/// [`contacts::api::edit_outlet`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_edit_outlet(ws: Open, id: OutletId, patch: OutletPatch) -> Result<OutletCard, Problem> {
    contacts::api::edit_outlet(&ws, id, patch).await
}

/// [`contacts::api::merge_outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_merge_outlets(ws: Open, keep: OutletId, other: OutletId) -> Result<OutletCard, Problem> {
    contacts::api::merge_outlets(&ws, keep, other).await
}

/// [`contacts::api::delete_outlet`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_delete_outlet(ws: Open, id: OutletId) -> Result<u32, Problem> {
    contacts::api::delete_outlet(&ws, id).await
}

/// [`contacts::api::delete_outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_delete_outlets(ws: Open, ids: Vec<OutletId>) -> Result<u32, Problem> {
    contacts::api::delete_outlets(&ws, ids).await
}

/// [`contacts::api::edit_outlet_cells`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_edit_outlet_cells(ws: Open, edits: Vec<OutletCellEdit>) -> Result<EditedOutlets, Problem> {
    contacts::api::edit_outlet_cells(&ws, edits, true).await
}

/// [`contacts::api::paste_outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_paste_outlets(ws: Open, paste: OutletPaste, apply: bool) -> Result<PastedOutlets, Problem> {
    contacts::api::paste_outlets(&ws, paste, apply).await
}

/// [`contacts::api::set_outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_set_outlets(
    ws: Open,
    outlets: Vec<OutletId>,
    setting: OutletSetting,
    apply: bool,
) -> Result<EditedOutlets, Problem> {
    contacts::api::set_outlets(&ws, outlets, setting, apply).await
}

/// [`contacts::api::copy_outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_copy_outlets(ws: Open, outlets: Vec<OutletId>, columns: Vec<OutletColumn>) -> Result<Copied, Problem> {
    contacts::api::copy_outlets(&ws, outlets, columns).await
}

/// [`contacts::api::suggest_of_outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_suggest_of_outlets(ws: Open, what: SuggestedOfOutlets, beginning: String) -> Result<Vec<String>, Problem> {
    contacts::api::suggest_of_outlets(&ws, what, beginning).await
}

/// [`contacts::api::move_person`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_move(ws: Open, id: PersonId, to: Move) -> Result<PersonCard, Problem> {
    contacts::api::move_person(&ws, id, to).await
}

/// [`contacts::api::add_position`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_add_position(ws: Open, id: PersonId, input: PositionInput) -> Result<PersonCard, Problem> {
    contacts::api::add_position(&ws, id, input).await
}

/// [`contacts::api::edit_position`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_edit_position(ws: Open, id: PositionId, input: PositionInput) -> Result<PersonCard, Problem> {
    contacts::api::edit_position(&ws, id, input).await
}

/// [`contacts::api::delete_position`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_delete_position(ws: Open, id: PositionId) -> Result<PersonCard, Problem> {
    contacts::api::delete_position(&ws, id).await
}
