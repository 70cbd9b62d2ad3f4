//! The window's commands of `distribution`.

use std::path::PathBuf;

use tidings_core::distribution::api::{
    AccountUse, Breakers, Carried, Correcting, DeliveryCard, DistributionCard, Everywhere, FileSet, Hours, LeftOutCard, LetterCard,
    LookCard, MailTouch, OneOff, OnlineReport, RelevanceCard, Repair, Review, Schedule, SendRequest, Settle, Start, UsualHours, Which,
};
use tidings_core::distribution::{self, CertificateFiles, CertificateForm, CheckedCertificate, DeliveryState, Expected};
use tidings_core::error::Problem;
use tidings_core::ids::{AccountId, AssetId, DeliveryId, DistributionId, DocumentId, JobId, PersonId, RevisionId};
use tidings_core::literature::NewSet;
use tidings_core::messages::Language;
use tidings_core::rendering::Heading;

use crate::grants::Granted;
use crate::shell::Open;

/// [`distribution::api::carrying`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_carrying(
    ws: Open,
    asset: AssetId,
    before: Option<DistributionId>,
    count: u32,
) -> Result<Carried, Problem> {
    distribution::api::carrying(&ws, asset, before, count).await
}

/// [`distribution::api::review`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_review(ws: Open, request: SendRequest) -> Result<Review, Problem> {
    distribution::api::review(&ws, request).await
}

/// [`distribution::api::file_sets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_file_sets(ws: Open, document: DocumentId, to: Option<String>) -> Result<Vec<FileSet>, Problem> {
    distribution::api::file_sets(&ws, document, to).await
}

/// [`distribution::api::match_files`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_match_files(
    ws: Open,
    names: Vec<String>,
    set: Option<NewSet>,
    to: Option<String>,
) -> Result<FileSet, Problem> {
    distribution::api::match_files(&ws, names, set, to).await
}

/// [`distribution::api::match_paths`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_match_paths(
    ws: Open,
    paths: Granted<Vec<PathBuf>>,
    set: Option<NewSet>,
    to: Option<String>,
) -> Result<FileSet, Problem> {
    distribution::api::match_paths(&ws, paths.0, set, to).await
}

/// [`distribution::api::review_uninterested`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_review_uninterested(ws: Open, request: SendRequest) -> Result<Vec<RelevanceCard>, Problem> {
    distribution::api::review_uninterested(&ws, request).await
}

/// [`distribution::api::review_left_out`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_review_left_out(ws: Open, request: SendRequest) -> Result<Vec<LeftOutCard>, Problem> {
    distribution::api::review_left_out(&ws, request).await
}

/// [`distribution::api::send`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_send(ws: Open, request: SendRequest, seal: String) -> Result<DistributionCard, Problem> {
    distribution::api::send(&ws, request, seal).await
}

/// [`distribution::api::test_mail`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_test_mail(
    ws: Open,
    document: DocumentId,
    account: AccountId,
    to: String,
    as_person: Option<PersonId>,
    heading: Option<Heading>,
    kept: Option<RevisionId>,
) -> Result<String, Problem> {
    distribution::api::test_mail(&ws, document, account, to, as_person, heading, kept).await
}

/// [`distribution::api::used`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_used(ws: Open, account: AccountId) -> Result<AccountUse, Problem> {
    distribution::api::used(&ws, account).await
}

/// [`distribution::api::list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_list(ws: Open) -> Result<Vec<DistributionCard>, Problem> {
    distribution::api::list(&ws).await
}

/// [`distribution::api::list_of_document`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_list_of_document(ws: Open, document: DocumentId) -> Result<Vec<DistributionCard>, Problem> {
    distribution::api::list_of_document(&ws, document).await
}

/// [`distribution::api::show`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_show(ws: Open, id: DistributionId) -> Result<DistributionCard, Problem> {
    distribution::api::show(&ws, id).await
}

/// [`distribution::api::left_out`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_left_out(ws: Open, id: DistributionId) -> Result<Vec<LeftOutCard>, Problem> {
    distribution::api::left_out(&ws, id).await
}

/// [`distribution::api::open_view`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_open_view(
    ws: Open,
    id: DistributionId,
    states: Vec<DeliveryState>,
    search: String,
    language: Option<String>,
) -> Result<u32, Problem> {
    distribution::api::open_view(&ws, id, states, search, language).await
}

/// [`distribution::api::view_rows`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_view_rows(ws: Open, from: u32, to: u32) -> Result<Vec<DeliveryCard>, Problem> {
    distribution::api::view_rows(&ws, from, to).await
}

/// [`distribution::api::take_back`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_take_back(ws: Open, id: DistributionId) -> Result<DistributionCard, Problem> {
    distribution::api::take_back(&ws, id).await
}

/// [`distribution::api::pause`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_pause(ws: Open, id: DistributionId) -> Result<DistributionCard, Problem> {
    distribution::api::pause(&ws, id).await
}

/// [`distribution::api::begin_resume`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_resume(ws: Open, id: DistributionId) -> Result<Option<JobId>, Problem> {
    distribution::api::begin_resume(&ws, id).await
}

/// [`distribution::api::without_look`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_without_look(ws: Open, id: DistributionId) -> Result<(), Problem> {
    distribution::api::without_look(&ws, id);
    Ok(())
}

/// [`distribution::api::breakers`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_breakers(ws: Open) -> Result<Breakers, Problem> {
    distribution::api::breakers(&ws).await
}

/// [`distribution::api::set_breakers`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_set_breakers(ws: Open, wanted: Breakers) -> Result<Breakers, Problem> {
    distribution::api::set_breakers(&ws, wanted).await
}

/// [`distribution::api::usual_hours`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_usual_hours(ws: Open) -> Result<UsualHours, Problem> {
    distribution::api::usual_hours(&ws).await
}

/// [`distribution::api::set_usual_hours`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_set_usual_hours(ws: Open, wanted: UsualHours) -> Result<UsualHours, Problem> {
    distribution::api::set_usual_hours(&ws, wanted).await
}

/// [`distribution::api::everywhere`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_everywhere(ws: Open, said: Schedule, hours: Option<Hours>) -> Result<Everywhere, Problem> {
    distribution::api::everywhere(&ws, said, hours).await
}

/// [`distribution::api::release_domain`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_release_domain(ws: Open, id: DistributionId, domain: String) -> Result<DistributionCard, Problem> {
    distribution::api::release_domain(&ws, id, domain).await
}

/// [`distribution::api::when`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_when(ws: Open, said: Schedule) -> Result<Start, Problem> {
    distribution::api::when(&ws, said).await
}

/// [`distribution::api::reschedule`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_reschedule(ws: Open, id: DistributionId, said: Schedule) -> Result<DistributionCard, Problem> {
    distribution::api::reschedule(&ws, id, said).await
}

/// [`distribution::api::first_few`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_first_few(ws: Open, id: DistributionId) -> Result<Vec<DeliveryCard>, Problem> {
    distribution::api::first_few(&ws, id).await
}

/// [`distribution::api::letter`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_letter(ws: Open, delivery: DeliveryId) -> Result<LetterCard, Problem> {
    distribution::api::letter(&ws, delivery).await
}

/// [`distribution::api::keep_waiting`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_keep_waiting(ws: Open, id: DistributionId) -> Result<DistributionCard, Problem> {
    distribution::api::keep_waiting(&ws, id).await
}

/// [`distribution::api::resume_account`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_resume_account(ws: Open, account: AccountId) -> Result<Vec<DistributionCard>, Problem> {
    distribution::api::resume_account(&ws, account).await
}

/// [`distribution::api::stop`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_stop(ws: Open, id: DistributionId) -> Result<DistributionCard, Problem> {
    distribution::api::stop(&ws, id).await
}

/// [`distribution::api::resolve`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_resolve(ws: Open, id: DistributionId, which: Which, how: Settle) -> Result<u32, Problem> {
    distribution::api::resolve(&ws, id, which, how).await
}

/// [`distribution::api::retry`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_retry(ws: Open, id: DistributionId) -> Result<u32, Problem> {
    distribution::api::retry(&ws, id).await
}

/// [`distribution::api::missing`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_missing(ws: Open, id: DistributionId) -> Result<SendRequest, Problem> {
    distribution::api::missing(&ws, id).await
}

/// [`distribution::api::correct`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_correct(
    ws: Open,
    id: DistributionId,
    document: Option<DocumentId>,
    what: Correcting,
) -> Result<SendRequest, Problem> {
    distribution::api::correct(&ws, id, document, what).await
}

/// [`distribution::api::copy`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_copy(ws: Open, id: DistributionId, to: Option<String>) -> Result<SendRequest, Problem> {
    distribution::api::copy(&ws, id, to).await
}

/// [`distribution::api::repair`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_repair(ws: Open, id: DistributionId, wanted: Repair) -> Result<DistributionCard, Problem> {
    distribution::api::repair(&ws, id, wanted).await
}

/// [`distribution::api::to_one`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_to_one(ws: Open, person: PersonId, account: AccountId, what: OneOff) -> Result<SendRequest, Problem> {
    distribution::api::to_one(&ws, person, account, what).await
}

/// [`distribution::api::touches`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_touches(ws: Open, person: PersonId, limit: u32) -> Result<Vec<MailTouch>, Problem> {
    distribution::api::touches(&ws, person, limit).await
}

/// [`distribution::api::export_csv`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_export_csv(ws: Open, id: DistributionId, to: Granted<PathBuf>) -> Result<u32, Problem> {
    distribution::api::export_csv(&ws, id, to.0).await
}

/// [`distribution::api::certificate`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_certificate(
    ws: Open,
    id: DistributionId,
    form: CertificateForm,
    language: Language,
    to: Granted<PathBuf>,
) -> Result<CertificateFiles, Problem> {
    distribution::api::certificate(&ws, id, form, language, to.0).await
}

/// [`distribution::api::verify_certificate`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_verify_certificate(file: Granted<PathBuf>) -> Result<CheckedCertificate, Problem> {
    distribution::api::verify_certificate(&file.0, Expected::default()).await
}

/// [`distribution::api::copy_question`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_copy_question(ws: Open) -> Result<Option<Problem>, Problem> {
    distribution::api::copy_question(&ws).await
}

/// [`distribution::api::adopt`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_adopt(ws: Open, moved: bool) -> Result<(), Problem> {
    distribution::api::adopt(&ws, moved).await
}

/// [`distribution::api::look_card`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_look_card(ws: Open, id: DistributionId) -> Result<LookCard, Problem> {
    distribution::api::look_card(&ws, id).await
}

/// [`distribution::api::begin_look`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_look(ws: Open, id: DistributionId) -> Result<JobId, Problem> {
    Ok(distribution::api::begin_look(&ws, id))
}

/// [`distribution::api::check_online`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn distribution_check_online(ws: Open, request: SendRequest) -> Result<OnlineReport, Problem> {
    distribution::api::check_online(&ws, request).await
}
