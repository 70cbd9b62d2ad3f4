//! The window's commands of `contacts` for what people are to each other.

use tidings_core::contacts::api::PersonCard;
use tidings_core::contacts::{self, Colleague, RelationInput};
use tidings_core::error::Problem;
use tidings_core::ids::{PersonId, RelationId};

use crate::shell::Open;

/// [`contacts::api::relate`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_relate(ws: Open, id: PersonId, input: RelationInput) -> Result<PersonCard, Problem> {
    contacts::api::relate(&ws, id, input).await
}

/// [`contacts::api::edit_relation`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_edit_relation(
    ws: Open,
    id: PersonId,
    relation: RelationId,
    input: RelationInput,
) -> Result<PersonCard, Problem> {
    contacts::api::edit_relation(&ws, id, relation, input).await
}

/// [`contacts::api::unrelate`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_unrelate(ws: Open, id: PersonId, relation: RelationId) -> Result<PersonCard, Problem> {
    contacts::api::unrelate(&ws, id, relation).await
}

/// [`contacts::api::suggest_people`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_suggest_people(ws: Open, beginning: String) -> Result<Vec<Colleague>, Problem> {
    contacts::api::suggest_people(&ws, beginning).await
}

/// [`contacts::api::suggest_relations`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_suggest_relations(ws: Open, beginning: String) -> Result<Vec<String>, Problem> {
    contacts::api::suggest_relations(&ws, beginning).await
}
