//! The window's commands of `contacts` for tags and for fields of the organisation's own.

use tidings_core::contacts::api::{CustomFieldCard, TagCard, Tagging};
use tidings_core::contacts::{self, CustomField, CustomFieldChange, CustomFieldInput};
use tidings_core::error::Problem;
use tidings_core::ids::{CustomFieldId, PersonId, TagId};

use crate::shell::Open;

/// [`contacts::api::custom_fields`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_custom_fields(ws: Open) -> Result<Vec<CustomFieldCard>, Problem> {
    contacts::api::custom_fields(&ws).await
}

/// [`contacts::api::add_custom_field`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_add_custom_field(ws: Open, input: CustomFieldInput) -> Result<CustomField, Problem> {
    contacts::api::add_custom_field(&ws, input).await
}

/// [`contacts::api::change_custom_field`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_change_custom_field(ws: Open, id: CustomFieldId, change: CustomFieldChange) -> Result<CustomField, Problem> {
    contacts::api::change_custom_field(&ws, id, change).await
}

/// [`contacts::api::arrange_custom_fields`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_arrange_custom_fields(ws: Open, order: Vec<CustomFieldId>) -> Result<(), Problem> {
    contacts::api::arrange_custom_fields(&ws, order).await
}

/// [`contacts::api::delete_custom_field`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_delete_custom_field(ws: Open, id: CustomFieldId) -> Result<u32, Problem> {
    contacts::api::delete_custom_field(&ws, id).await
}

/// [`contacts::api::tags`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_tags(ws: Open) -> Result<Vec<TagCard>, Problem> {
    contacts::api::tags(&ws).await
}

/// [`contacts::api::tag_people`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_tag_people(ws: Open, people: Vec<PersonId>, tagging: Tagging) -> Result<u32, Problem> {
    contacts::api::tag_people(&ws, people, tagging).await
}

/// [`contacts::api::rename_tag`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_rename_tag(ws: Open, tag: TagId, name: String) -> Result<TagId, Problem> {
    contacts::api::rename_tag(&ws, tag, name).await
}

/// [`contacts::api::delete_tag`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_delete_tag(ws: Open, tag: TagId) -> Result<(), Problem> {
    contacts::api::delete_tag(&ws, tag).await
}
