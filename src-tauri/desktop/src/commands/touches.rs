//! The window's commands of `touches`.

use tidings_core::contacts::{Every, KeptUntil, TouchInput, When};
use tidings_core::error::Problem;
use tidings_core::ids::{PersonId, TouchId};
use tidings_core::touches;
use tidings_core::touches::api::{
    ConcernedCard, EntryKind, ReminderCard, RetentionCard, RetentionRule, TimelineEntry, TimelinePlace, TouchCard, TouchSum,
};

use crate::shell::Open;

/// [`touches::api::when`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_when(ws: Open, text: String, zone: String) -> Result<When, Problem> {
    touches::api::when(&ws, &text, &zone)
}

/// [`touches::api::add`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_add(ws: Open, person: PersonId, touch: TouchInput) -> Result<TouchCard, Problem> {
    touches::api::add(&ws, person, touch).await
}

/// [`touches::api::edit`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_edit(ws: Open, id: TouchId, touch: TouchInput) -> Result<TouchCard, Problem> {
    touches::api::edit(&ws, id, touch).await
}

/// [`touches::api::delete`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_delete(ws: Open, id: TouchId) -> Result<(), Problem> {
    touches::api::delete(&ws, id).await
}

/// [`touches::api::timeline`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_timeline(
    ws: Open,
    person: PersonId,
    kinds: Vec<EntryKind>,
    after: Option<TimelinePlace>,
    limit: u32,
) -> Result<Vec<TimelineEntry>, Problem> {
    touches::api::timeline(&ws, person, kinds, after, limit).await
}

/// [`touches::api::sum`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_sum(ws: Open, person: PersonId) -> Result<TouchSum, Problem> {
    touches::api::sum(&ws, person).await
}

/// [`touches::api::keep_in_touch`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_keep_in_touch(ws: Open, person: PersonId, every: Option<Every>) -> Result<Option<ReminderCard>, Problem> {
    touches::api::keep_in_touch(&ws, person, every).await
}

/// [`touches::api::put_off`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_put_off(ws: Open, person: PersonId, days: u32) -> Result<Option<ReminderCard>, Problem> {
    touches::api::put_off(&ws, person, days).await
}

/// [`touches::api::retention`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_retention(ws: Open) -> Result<RetentionCard, Problem> {
    touches::api::retention(&ws).await
}

/// [`touches::api::set_retention`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_set_retention(ws: Open, rule: RetentionRule) -> Result<RetentionCard, Problem> {
    touches::api::set_retention(&ws, rule).await
}

/// [`touches::api::concerned`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_concerned(ws: Open, skip: u32, limit: u32) -> Result<Vec<ConcernedCard>, Problem> {
    touches::api::concerned(&ws, skip, limit).await
}

/// [`touches::api::keep`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_keep(ws: Open, person: PersonId, until: String, reason: String) -> Result<KeptUntil, Problem> {
    touches::api::keep(&ws, person, until, reason).await
}

/// [`touches::api::kept`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_kept(ws: Open, person: PersonId) -> Result<Option<KeptUntil>, Problem> {
    touches::api::kept(&ws, person).await
}

/// [`touches::api::keep_no_longer`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn touches_keep_no_longer(ws: Open, person: PersonId) -> Result<(), Problem> {
    touches::api::keep_no_longer(&ws, person).await
}
