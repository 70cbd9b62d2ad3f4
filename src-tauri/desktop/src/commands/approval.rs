//! The window's commands of `distribution` and `literature` about approval.

use std::path::PathBuf;

use tidings_core::distribution;
use tidings_core::distribution::api::{ApprovalSeen, ApprovalStanding, ApprovalView, AskApproval, SendRequest};
use tidings_core::error::Problem;
use tidings_core::ids::{ApprovalAskId, DocumentId};
use tidings_core::literature::approval;
use tidings_core::literature::approval::{ApprovalRule, ApprovalWriter};
use tidings_core::messages::Language;

use crate::grants::Granted;
use crate::shell::Open;

/// [`distribution::api::approval`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_show(ws: Open, document: DocumentId) -> Result<ApprovalView, Problem> {
    distribution::api::approval(&ws, document).await
}

/// [`distribution::api::approval_barred`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_barred(ws: Open, document: DocumentId, names: Vec<String>) -> Result<Vec<ApprovalWriter>, Problem> {
    distribution::api::approval_barred(&ws, document, names).await
}

/// [`distribution::api::approval_standings`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_standings(ws: Open, documents: Vec<DocumentId>) -> Result<Vec<ApprovalStanding>, Problem> {
    distribution::api::approval_standings(&ws, documents).await
}

/// [`distribution::api::ask_approval`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_ask(ws: Open, document: DocumentId, asked: AskApproval) -> Result<ApprovalView, Problem> {
    distribution::api::ask_approval(&ws, document, asked).await
}

/// [`distribution::api::ask_approval_to_send`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_ask_to_send(ws: Open, request: SendRequest) -> Result<ApprovalView, Problem> {
    distribution::api::ask_approval_to_send(&ws, request).await
}

/// [`distribution::api::approve`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_approve(ws: Open, document: DocumentId, seen: ApprovalSeen, note: String) -> Result<ApprovalView, Problem> {
    distribution::api::approve(&ws, document, seen, note).await
}

/// [`distribution::api::send_back`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_send_back(ws: Open, document: DocumentId, seen: ApprovalSeen, note: String) -> Result<ApprovalView, Problem> {
    distribution::api::send_back(&ws, document, seen, note).await
}

/// [`distribution::api::take_back_approval`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_take_back(ws: Open, document: DocumentId, seen: Option<ApprovalAskId>) -> Result<ApprovalView, Problem> {
    distribution::api::take_back_approval(&ws, document, seen).await
}

/// [`distribution::api::withdraw_approval`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_withdraw(ws: Open, document: DocumentId, seen: Option<ApprovalAskId>) -> Result<ApprovalView, Problem> {
    distribution::api::withdraw_approval(&ws, document, seen).await
}

/// [`distribution::api::answer_with_code`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_code(ws: Open, code: String, note: String) -> Result<ApprovalView, Problem> {
    distribution::api::answer_with_code(&ws, code, note).await
}

/// [`approval::api::approval_rule`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_rule(ws: Open) -> Result<ApprovalRule, Problem> {
    approval::api::approval_rule(&ws).await
}

/// [`approval::api::set_approval_rule`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_set_rule(ws: Open, rule: ApprovalRule) -> Result<ApprovalRule, Problem> {
    approval::api::set_approval_rule(&ws, rule).await
}

/// [`distribution::api::save_review_file`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_save_review(
    ws: Open,
    document: DocumentId,
    name: String,
    to: Granted<PathBuf>,
    language: Language,
) -> Result<PathBuf, Problem> {
    distribution::api::save_review_file(&ws, document, name, to.0, language).await
}

/// [`distribution::api::answer_with_file`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn approval_answer_file(ws: Open, path: Granted<PathBuf>) -> Result<ApprovalView, Problem> {
    distribution::api::answer_with_file(&ws, path.0).await
}
