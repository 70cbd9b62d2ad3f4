//! The window's commands of `importing`.

use std::path::PathBuf;

use tidings_core::error::Problem;
use tidings_core::ids::ImportId;
use tidings_core::importing;
use tidings_core::importing::api::outlets::{OutletImportCard, OutletInspection, OutletRequest, OutletReview, OutletRowCard};
use tidings_core::importing::api::{Decision, FileForm, ImportCard, Inspection, RowCard, StageRequest, Verdict, Which};
use tidings_core::messages::Language;

use crate::grants::Granted;
use crate::shell::Open;

/// [`importing::api::inspect`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_inspect(ws: Open, path: Granted<PathBuf>, form: FileForm) -> Result<Inspection, Problem> {
    importing::api::inspect(&ws, path.0, form).await
}

/// [`importing::api::stage`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_stage(ws: Open, request: Granted<StageRequest>) -> Result<ImportCard, Problem> {
    importing::api::stage(&ws, request.0).await
}

/// [`importing::api::apply`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_apply(ws: Open, id: ImportId) -> Result<ImportCard, Problem> {
    importing::api::apply(&ws, id).await
}

/// [`importing::api::show`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_show(ws: Open, id: ImportId) -> Result<ImportCard, Problem> {
    importing::api::show(&ws, id).await
}

/// [`importing::api::list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_list(ws: Open) -> Result<Vec<ImportCard>, Problem> {
    importing::api::list(&ws).await
}

/// [`importing::api::rows`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_rows(
    ws: Open,
    id: ImportId,
    verdict: Option<Verdict>,
    from: u32,
    count: u32,
) -> Result<Vec<RowCard>, Problem> {
    importing::api::rows(&ws, id, verdict, from, count).await
}

/// [`importing::api::decide`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_decide(ws: Open, id: ImportId, which: Which, decision: Decision) -> Result<ImportCard, Problem> {
    importing::api::decide(&ws, id, which, decision).await
}

/// [`importing::api::mend_slips`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_mend_slips(ws: Open, id: ImportId) -> Result<u32, Problem> {
    importing::api::mend_slips(&ws, id).await
}

/// [`importing::api::mend`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_mend(ws: Open, id: ImportId, row: u32, column: u32, text: String) -> Result<RowCard, Problem> {
    importing::api::mend(&ws, id, row, column, text).await
}

/// [`importing::api::discard`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_discard(ws: Open, id: ImportId) -> Result<(), Problem> {
    importing::api::discard(&ws, id).await
}

/// [`importing::api::save_refused`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_save_refused(ws: Open, id: ImportId, to: Granted<PathBuf>, language: Language) -> Result<u32, Problem> {
    importing::api::save_refused(&ws, id, to.0, language).await
}

/// [`importing::api::save_report`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_save_report(ws: Open, id: ImportId, to: Granted<PathBuf>, language: Language) -> Result<u32, Problem> {
    importing::api::save_report(&ws, id, to.0, language).await
}

/// [`importing::api::list_outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_list_outlets(ws: Open) -> Result<Vec<OutletImportCard>, Problem> {
    importing::api::list_outlets(&ws).await
}

/// [`importing::api::inspect_outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_inspect_outlets(path: Granted<PathBuf>, form: FileForm) -> Result<OutletInspection, Problem> {
    importing::api::inspect_outlets(path.0, form).await
}

/// [`importing::api::review_outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_review_outlets(ws: Open, request: Granted<OutletRequest>) -> Result<OutletReview, Problem> {
    importing::api::review_outlets(&ws, request.0).await
}

/// [`importing::api::outlet_rows`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_outlet_rows(
    ws: Open,
    request: Granted<OutletRequest>,
    verdict: Option<Verdict>,
    from: u32,
    count: u32,
) -> Result<Vec<OutletRowCard>, Problem> {
    importing::api::outlet_rows(&ws, request.0, verdict, from, count).await
}

/// [`importing::api::apply_outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_apply_outlets(
    ws: Open,
    request: Granted<OutletRequest>,
    seal: Option<String>,
) -> Result<OutletReview, Problem> {
    importing::api::apply_outlets(&ws, request.0, seal).await
}

/// [`importing::api::save_refused_outlets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_save_refused_outlets(
    ws: Open,
    request: Granted<OutletRequest>,
    to: Granted<PathBuf>,
    language: Language,
) -> Result<u32, Problem> {
    importing::api::save_refused_outlets(&ws, request.0, to.0, language).await
}

/// [`importing::api::save_outlet_report`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn importing_save_outlet_report(
    ws: Open,
    request: Granted<OutletRequest>,
    to: Granted<PathBuf>,
    language: Language,
) -> Result<u32, Problem> {
    importing::api::save_outlet_report(&ws, request.0, to.0, language).await
}
