//! The window's commands of `segments`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tidings_core::contacts::{AsItWas, PastPage, PersonRow, Pin};
use tidings_core::error::Problem;
use tidings_core::ids::{OutletId, PersonId, SegmentId, ViewId};
use tidings_core::messages::Language;
use tidings_core::segments::api::{
    Answer, Chosen, Copied, DeletedSegment, ExportForm, ExportSum, ExportWhom, OpenSegment, Placed, SegmentCard, Whom,
};
use tidings_core::segments::{self, Completion, Explained, Query, ViewCard, ViewQuestion};

use crate::grants::Granted;
use crate::shell::Open;

/// [`segments::api::ask`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_ask(ws: Open, text: String, segment: Option<SegmentId>) -> Result<Answer, Problem> {
    segments::api::ask(&ws, text, segment).await
}

/// [`segments::api::ask_chips`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_ask_chips(ws: Open, chips: Query, segment: Option<SegmentId>) -> Result<Answer, Problem> {
    segments::api::ask_chips(&ws, chips, segment).await
}

/// [`segments::api::complete`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_complete(ws: Open, text: String, cursor: u32) -> Result<Vec<Completion>, Problem> {
    segments::api::complete(&ws, text, cursor).await
}

/// [`segments::api::fields`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_fields(ws: Open) -> Result<Vec<String>, Problem> {
    segments::api::fields(&ws).await
}

/// [`segments::api::save`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_save(ws: Open, name: String, text: String) -> Result<SegmentCard, Problem> {
    segments::api::save(&ws, name, text).await
}

/// [`segments::api::change`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_change(ws: Open, id: SegmentId, name: Option<String>, text: Option<String>) -> Result<SegmentCard, Problem> {
    segments::api::change(&ws, id, name, text).await
}

/// [`segments::api::list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_list(ws: Open) -> Result<Vec<SegmentCard>, Problem> {
    segments::api::list(&ws).await
}

/// [`segments::api::show`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_show(ws: Open, name_or_number: String) -> Result<OpenSegment, Problem> {
    segments::api::show(&ws, &name_or_number).await
}

/// [`segments::api::history`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_history(ws: Open, id: SegmentId, from: u32, limit: u32) -> Result<PastPage, Problem> {
    segments::api::history(&ws, id, from, limit).await
}

/// [`segments::api::as_it_was`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_as_it_was(ws: Open, id: SegmentId, day: String, zone: String) -> Result<AsItWas, Problem> {
    segments::api::as_it_was(&ws, id, &day, &zone).await
}

/// [`segments::api::delete`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_delete(ws: Open, name_or_number: String) -> Result<DeletedSegment, Problem> {
    segments::api::delete(&ws, &name_or_number).await
}

/// [`segments::api::count`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_count(ws: Open, whom: Whom) -> Result<u32, Problem> {
    segments::api::count(&ws, whom).await
}

/// [`segments::api::open_view`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_open_view(ws: Open, question: ViewQuestion) -> Result<ViewCard, Problem> {
    segments::api::open_view(&ws, question).await
}

/// [`segments::api::view_rows`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_view_rows(ws: Open, view: ViewId, from: u32, to: u32) -> Result<Vec<Option<PersonRow>>, Problem> {
    segments::api::view_rows(&ws, view, from, to).await
}

/// [`segments::api::view_cells`]; a column that this program does not know says nothing.
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_view_cells(
    ws: Open,
    view: ViewId,
    from: u32,
    to: u32,
    columns: Vec<String>,
) -> Result<Vec<BTreeMap<String, String>>, Problem> {
    let columns = columns.iter().filter_map(|word| word.parse().ok()).collect();
    segments::api::view_cells(&ws, view, from, to, columns).await
}

/// [`segments::api::view_people`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_view_people(ws: Open, view: ViewId, from: u32, to: u32) -> Result<Vec<PersonId>, Problem> {
    segments::api::view_people(&ws, view, from, to).await
}

/// [`segments::api::view_place`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_view_place(ws: Open, view: ViewId, person: PersonId) -> Result<Option<u32>, Problem> {
    segments::api::view_place(&ws, view, person).await
}

/// [`segments::api::copy`]; a column that this program does not know is left out.
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_copy(ws: Open, people: Vec<PersonId>, columns: Vec<String>) -> Result<Copied, Problem> {
    let columns = columns.iter().filter_map(|word| word.parse().ok()).collect();
    segments::api::copy(&ws, people, columns).await
}

/// [`segments::api::close_view`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_close_view(ws: Open, view: ViewId) -> Result<(), Problem> {
    segments::api::close_view(&ws, view).await;
    Ok(())
}

/// [`segments::api::export_to`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_export(
    ws: Open,
    about: ExportWhom,
    form: ExportForm,
    to: Granted<PathBuf>,
    language: Language,
) -> Result<ExportSum, Problem> {
    segments::api::export_to(&ws, about, form, language, to.0).await
}

/// [`segments::api::export_outlets_to`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_export_outlets(
    ws: Open,
    outlets: Vec<OutletId>,
    form: ExportForm,
    to: Granted<PathBuf>,
    language: Language,
) -> Result<u32, Problem> {
    segments::api::export_outlets_to(&ws, outlets, form, language, to.0).await
}

/// [`segments::api::pin`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_pin(
    ws: Open,
    segment: SegmentId,
    person: PersonId,
    inside: bool,
    reason: String,
) -> Result<Vec<Pin>, Problem> {
    segments::api::pin(&ws, segment, person, inside, reason).await
}

/// [`segments::api::pin_people`], in it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_pin_people(ws: Open, segment: SegmentId, who: Chosen, reason: String) -> Result<Placed, Problem> {
    segments::api::pin_people(&ws, segment, who, true, reason).await
}

/// [`segments::api::would_pin`], in it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_would_pin(ws: Open, segment: SegmentId, who: Chosen) -> Result<Placed, Problem> {
    segments::api::would_pin(&ws, segment, who, true).await
}

/// [`segments::api::unpin`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_unpin(ws: Open, segment: SegmentId, person: PersonId) -> Result<Vec<Pin>, Problem> {
    segments::api::unpin(&ws, segment, person).await
}

/// [`segments::api::why`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn segments_why(
    ws: Open,
    segment: Option<SegmentId>,
    question: Option<String>,
    person: PersonId,
) -> Result<Explained, Problem> {
    segments::api::why(&ws, segment, question, person).await
}
