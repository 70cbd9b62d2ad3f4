//! The window's commands of `contacts`.

use std::path::PathBuf;

use tidings_core::contacts::api::{
    DuplicatePair, DuplicatesLeft, ForgetPreview, KindCount, MergePreview, PersonCard, PersonPatch, Slips, Suggested, SuppressionCard,
    SuppressionsAsked, SuppressionsPage, Unsubscribed,
};
use tidings_core::contacts::{self, AsItWas, MergeField, PastPage, PersonInput, Special, SuppressionReason};
use tidings_core::error::Problem;
use tidings_core::ids::PersonId;
use tidings_core::messages::Language;

use crate::grants::Granted;
use crate::shell::Open;

/// [`contacts::api::show`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_show(ws: Open, id: PersonId) -> Result<PersonCard, Problem> {
    contacts::api::show(&ws, id).await
}

/// [`contacts::api::history`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_history(ws: Open, id: PersonId, from: u32, limit: u32) -> Result<PastPage, Problem> {
    contacts::api::history(&ws, id, from, limit).await
}

/// [`contacts::api::as_they_were`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_as_they_were(ws: Open, id: PersonId, day: String, zone: String) -> Result<AsItWas, Problem> {
    contacts::api::as_they_were(&ws, id, &day, &zone).await
}

/// [`contacts::api::add`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_add(ws: Open, person: PersonInput) -> Result<PersonCard, Problem> {
    contacts::api::add(&ws, person).await
}

/// [`contacts::api::edit`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_edit(ws: Open, id: PersonId, patch: PersonPatch) -> Result<PersonCard, Problem> {
    contacts::api::edit(&ws, id, patch).await
}

/// [`contacts::api::delete`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_delete(ws: Open, people: Vec<PersonId>) -> Result<u32, Problem> {
    contacts::api::delete(&ws, people).await
}

/// [`contacts::api::do_not_contact`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_do_not_contact(ws: Open, id: PersonId, reason: String) -> Result<PersonCard, Problem> {
    contacts::api::do_not_contact(&ws, id, reason).await
}

/// [`contacts::api::allow_contact`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_allow_contact(ws: Open, id: PersonId, reason: String) -> Result<PersonCard, Problem> {
    contacts::api::allow_contact(&ws, id, reason).await
}

/// [`contacts::api::special`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_special(text: String) -> Vec<Special> {
    contacts::api::special(&text)
}

/// [`contacts::api::restrict`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_restrict(ws: Open, id: PersonId, reason: String) -> Result<PersonCard, Problem> {
    contacts::api::restrict(&ws, id, reason).await
}

/// [`contacts::api::lift_restriction`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_lift_restriction(ws: Open, id: PersonId, reason: String) -> Result<PersonCard, Problem> {
    contacts::api::lift_restriction(&ws, id, reason).await
}

/// [`contacts::api::agree_to_embargoes`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_agree_to_embargoes(ws: Open, id: PersonId, note: String) -> Result<PersonCard, Problem> {
    contacts::api::agree_to_embargoes(&ws, id, note).await
}

/// [`contacts::api::end_embargo_agreement`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_end_embargo_agreement(ws: Open, id: PersonId) -> Result<PersonCard, Problem> {
    contacts::api::end_embargo_agreement(&ws, id).await
}

/// [`contacts::api::unsubscribe`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_unsubscribe(ws: Open, id: PersonId, evidence: String) -> Result<Unsubscribed, Problem> {
    contacts::api::unsubscribe(&ws, id, evidence).await
}

/// [`contacts::api::suppress`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_suppress(
    ws: Open,
    address: String,
    reason: SuppressionReason,
    evidence: String,
) -> Result<SuppressionCard, Problem> {
    contacts::api::suppress(&ws, address, reason, evidence).await
}

/// [`contacts::api::unsuppress`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_unsuppress(ws: Open, address: String, reason: String) -> Result<(), Problem> {
    contacts::api::unsuppress(&ws, address, reason).await
}

/// [`contacts::api::suppressions`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_suppressions(
    ws: Open,
    asked: SuppressionsAsked,
    before: Option<u32>,
    limit: u32,
) -> Result<SuppressionsPage, Problem> {
    contacts::api::suppressions(&ws, asked, before, limit).await
}

/// [`contacts::api::suppression_of`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_suppression_of(ws: Open, id: u32) -> Result<Vec<SuppressionCard>, Problem> {
    contacts::api::suppression_of(&ws, id).await
}

/// [`contacts::api::suggest`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_suggest(ws: Open, what: Suggested, beginning: String) -> Result<Vec<String>, Problem> {
    contacts::api::suggest(&ws, what, beginning).await
}

/// [`contacts::api::kinds`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_kinds(ws: Open) -> Result<Vec<KindCount>, Problem> {
    contacts::api::kinds(&ws).await
}

/// [`contacts::api::duplicates_left`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_duplicates_left(ws: Open) -> Result<DuplicatesLeft, Problem> {
    contacts::api::duplicates_left(&ws).await
}

/// [`contacts::api::duplicates`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_duplicates(ws: Open, from: u32, count: u32) -> Result<Vec<DuplicatePair>, Problem> {
    contacts::api::duplicates(&ws, from, count).await
}

/// [`contacts::api::look_for_duplicates`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_look_for_duplicates(ws: Open) -> Result<bool, Problem> {
    contacts::api::look_for_duplicates(&ws).await
}

/// [`contacts::api::slips`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_slips(ws: Open, limit: u32) -> Result<Slips, Problem> {
    contacts::api::slips(&ws, limit).await
}

/// [`contacts::api::meant`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_meant(ws: Open, written: String) -> Result<Option<String>, Problem> {
    contacts::api::meant(&ws, &written).await
}

/// [`contacts::api::mend_slips`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_mend_slips(ws: Open, people: Option<Vec<PersonId>>) -> Result<u32, Problem> {
    contacts::api::mend_slips(&ws, people).await
}

/// [`contacts::api::keep_domain`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_keep_domain(ws: Open, said: String) -> Result<String, Problem> {
    contacts::api::keep_domain(&ws, said).await
}

/// [`contacts::api::doubt_domain`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_doubt_domain(ws: Open, said: String) -> Result<String, Problem> {
    contacts::api::doubt_domain(&ws, said).await
}

/// [`contacts::api::apart`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_apart(ws: Open, one: PersonId, other: PersonId) -> Result<bool, Problem> {
    contacts::api::apart(&ws, one, other).await
}

/// [`contacts::api::merge_preview`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_merge_preview(ws: Open, keep: PersonId, other: PersonId) -> Result<MergePreview, Problem> {
    contacts::api::merge_preview(&ws, keep, other).await
}

/// [`contacts::api::merge`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_merge(ws: Open, keep: PersonId, other: PersonId, take: Vec<MergeField>) -> Result<PersonCard, Problem> {
    contacts::api::merge(&ws, keep, other, take).await
}

/// [`contacts::api::save_access`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_save_access(ws: Open, id: PersonId, to: Granted<PathBuf>, language: Language) -> Result<PathBuf, Problem> {
    contacts::api::save_access(&ws, id, to.0, language).await
}

/// [`contacts::api::forget_preview`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_forget_preview(ws: Open, id: PersonId) -> Result<ForgetPreview, Problem> {
    contacts::api::forget_preview(&ws, id).await
}

/// [`contacts::api::forget`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn contacts_forget(ws: Open, id: PersonId) -> Result<ForgetPreview, Problem> {
    contacts::api::forget(&ws, id).await
}
