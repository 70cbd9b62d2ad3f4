//! The window's commands of `rendering`.

use std::path::PathBuf;

use tidings_core::error::Problem;
use tidings_core::ids::{AccountId, DocumentId, PersonId, RevisionId};
use tidings_core::literature::api::AttachReport;
use tidings_core::messages::Message;
use tidings_core::rendering::api::{PaperCard, PdfCard, PreviewCard, WordForm};
use tidings_core::rendering::{self, Fold, Heading, Imprint, PaperSize};

use crate::grants::Granted;
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

/// [`rendering::api::pages`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_pages(
    ws: Open,
    document: DocumentId,
    paper: Option<PaperSize>,
    fold: Fold,
    first: u32,
    count: u32,
) -> Result<PaperCard, Problem> {
    rendering::api::pages(&ws, document, paper, fold, first, count).await
}

/// [`rendering::api::save_pdf`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_save_pdf(
    ws: Open,
    document: DocumentId,
    paper: Option<PaperSize>,
    fold: Fold,
    to: Granted<PathBuf>,
) -> Result<PdfCard, Problem> {
    rendering::api::save_pdf(&ws, document, paper, fold, to.0).await
}

/// [`rendering::api::save_docx`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_save_docx(ws: Open, document: DocumentId, to: Granted<PathBuf>) -> Result<(), Problem> {
    rendering::api::save_docx(&ws, document, to.0).await
}

/// [`rendering::api::save_form`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_save_form(
    ws: Open,
    document: DocumentId,
    form: WordForm,
    person: Option<PersonId>,
    to: Granted<PathBuf>,
) -> Result<Vec<Message>, Problem> {
    rendering::api::save_form(&ws, document, form, person, to.0).await
}

/// [`rendering::api::save_kit`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_save_kit(ws: Open, document: DocumentId, to: Granted<PathBuf>) -> Result<(), Problem> {
    rendering::api::save_kit(&ws, document, to.0).await
}

/// [`rendering::api::attach_pdf`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_attach_pdf(
    ws: Open,
    document: DocumentId,
    paper: Option<PaperSize>,
    fold: Fold,
) -> Result<AttachReport, Problem> {
    rendering::api::attach_pdf(&ws, document, paper, fold).await
}

/// [`rendering::api::paper`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_paper(ws: Open) -> Result<Option<PaperSize>, Problem> {
    rendering::api::paper(&ws).await
}

/// [`rendering::api::set_paper`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn rendering_set_paper(ws: Open, paper: Option<PaperSize>) -> Result<(), Problem> {
    rendering::api::set_paper(&ws, paper).await
}
