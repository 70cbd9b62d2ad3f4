//! The window's commands of `accounts`.

use secrecy::SecretString;
use tauri::AppHandle;
use tauri::ipc::Channel;
use tauri_plugin_opener::OpenerExt as _;
use tidings_core::accounts::api::{
    AccountCard, AccountInput, DkimCard, DkimInput, DkimSeen, DomainReport, OwnAddressCard, ReadingCard, ReadingInput, ReadingStep,
    ReadingTested, SignInCard, SignedIn, TestStep, Tested,
};
use tidings_core::accounts::{self, Forgotten, Kept, Preset, Presets, Probe, Providers, SignIn};
use tidings_core::error::Problem;
use tidings_core::ids::{AccountId, JobId};
use tidings_core::messages::Language;

use crate::shell::Open;

/// [`accounts::api::list`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_list(ws: Open) -> Result<Vec<AccountCard>, Problem> {
    accounts::api::list(&ws).await
}

/// [`accounts::api::add`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_add(ws: Open, input: AccountInput) -> Result<AccountCard, Problem> {
    accounts::api::add(&ws, input).await
}

/// [`accounts::api::edit`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_edit(ws: Open, id: AccountId, input: AccountInput) -> Result<AccountCard, Problem> {
    accounts::api::edit(&ws, id, input).await
}

/// [`accounts::api::remove`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_remove(ws: Open, id: AccountId) -> Result<Forgotten, Problem> {
    accounts::api::remove(&ws, id).await
}

/// [`accounts::api::keep_password`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_keep_password(ws: Open, id: AccountId, password: String) -> Result<Kept, Problem> {
    accounts::api::keep_password(&ws, id, SecretString::from(password)).await
}

/// [`accounts::api::use_password`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_use_password(ws: Open, id: AccountId, password: String) -> Result<(), Problem> {
    accounts::api::use_password(&ws, id, SecretString::from(password)).await
}

/// [`accounts::api::test`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_test(ws: Open, id: AccountId, tell: Channel<TestStep>) -> Result<Tested, Problem> {
    // A page that is gone hears nothing; the test goes on.
    accounts::api::test(&ws, id, move |step| drop(tell.send(step))).await
}

/// [`accounts::api::presets`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_presets() -> Result<Presets, Problem> {
    Ok(accounts::api::presets())
}

/// [`accounts::api::preset_for`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_preset_for(address: String) -> Result<Option<Preset>, Problem> {
    Ok(accounts::api::preset_for(&address))
}

/// [`accounts::api::own_addresses`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_own_addresses(ws: Open) -> Result<Vec<OwnAddressCard>, Problem> {
    accounts::api::own_addresses(&ws).await
}

/// [`accounts::api::send_code`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_send_code(ws: Open, id: AccountId, address: String, language: Language) -> Result<(), Problem> {
    accounts::api::send_code(&ws, id, address, language).await
}

/// [`accounts::api::confirm_code`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_confirm_code(ws: Open, address: String, code: String) -> Result<(), Problem> {
    accounts::api::confirm_code(&ws, address, code).await
}

/// [`accounts::api::forget_address`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_forget_address(ws: Open, address: String) -> Result<(), Problem> {
    accounts::api::forget_address(&ws, address).await
}

/// [`accounts::api::trust_certificate`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_trust_certificate(ws: Open, id: AccountId, fingerprint: String) -> Result<AccountCard, Problem> {
    accounts::api::trust_certificate(&ws, id, fingerprint).await
}

/// [`accounts::api::show_reading`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_reading(ws: Open, id: AccountId) -> Result<ReadingCard, Problem> {
    accounts::api::show_reading(&ws, id).await
}

/// [`accounts::api::set_reading`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_set_reading(ws: Open, id: AccountId, wanted: Option<ReadingInput>) -> Result<ReadingCard, Problem> {
    accounts::api::set_reading(&ws, id, wanted).await
}

/// [`accounts::api::keep_reading_password`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_keep_reading_password(ws: Open, id: AccountId, password: Option<String>) -> Result<Kept, Problem> {
    accounts::api::keep_reading_password(&ws, id, password.map(SecretString::from)).await
}

/// [`accounts::api::use_reading_password`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_use_reading_password(ws: Open, id: AccountId, password: String) -> Result<(), Problem> {
    accounts::api::use_reading_password(&ws, id, SecretString::from(password)).await
}

/// [`accounts::api::trust_reading_certificate`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_trust_reading_certificate(ws: Open, id: AccountId, fingerprint: String) -> Result<ReadingCard, Problem> {
    accounts::api::trust_reading_certificate(&ws, id, fingerprint).await
}

/// [`accounts::api::test_reading`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_test_reading(ws: Open, id: AccountId, tell: Channel<ReadingStep>) -> Result<ReadingTested, Problem> {
    // A page that is gone hears nothing; the test goes on.
    accounts::api::test_reading(&ws, id, move |step| drop(tell.send(step))).await
}

/// [`accounts::api::probe`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_probe(ws: Open, id: AccountId, language: Language) -> Result<Probe, Problem> {
    accounts::api::probe(&ws, id, language).await
}

/// [`accounts::api::sign_in_providers`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_sign_in_providers() -> Result<Providers, Problem> {
    Ok(accounts::api::sign_in_providers())
}

/// [`accounts::api::show_sign_in`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_show_sign_in(ws: Open, id: AccountId) -> Result<SignInCard, Problem> {
    accounts::api::show_sign_in(&ws, id).await
}

/// [`accounts::api::set_sign_in`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_set_sign_in(
    ws: Open,
    id: AccountId,
    wanted: Option<SignIn>,
    secret: Option<String>,
) -> Result<SignInCard, Problem> {
    accounts::api::set_sign_in(&ws, id, wanted, secret.map(SecretString::from)).await
}

/// [`accounts::api::sign_in`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_sign_in(
    app: AppHandle,
    ws: Open,
    id: AccountId,
    language: Language,
    tell: Channel<String>,
) -> Result<SignedIn, Problem> {
    let open = move |address: &str| {
        // The page shows the address too: where no browser opens it is copied into one.
        drop(tell.send(address.to_owned()));
        drop(app.opener().open_url(address, None::<&str>));
    };
    accounts::api::sign_in(&ws, id, language, open).await
}

/// [`accounts::api::cancel_sign_in`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_cancel_sign_in(ws: Open, id: AccountId) -> Result<bool, Problem> {
    Ok(accounts::api::cancel_sign_in(&ws, id))
}

/// [`accounts::api::dkim`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_dkim(ws: Open, id: AccountId) -> Result<DkimCard, Problem> {
    accounts::api::dkim(&ws, id).await
}

/// [`accounts::api::make_dkim`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_make_dkim(ws: Open, id: AccountId, input: DkimInput) -> Result<DkimCard, Problem> {
    accounts::api::make_dkim(&ws, id, input).await
}

/// [`accounts::api::look_for_dkim`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_look_for_dkim(ws: Open, id: AccountId) -> Result<Vec<DkimSeen>, Problem> {
    accounts::api::look_for_dkim(&ws, id).await
}

/// [`accounts::api::sign_with_dkim`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_sign_with_dkim(ws: Open, id: AccountId, on: bool, unseen: bool) -> Result<DkimCard, Problem> {
    accounts::api::sign_with_dkim(&ws, id, on, unseen).await
}

/// [`accounts::api::remove_dkim`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_remove_dkim(ws: Open, id: AccountId, selector: String) -> Result<DkimCard, Problem> {
    accounts::api::remove_dkim(&ws, id, selector).await
}

/// [`accounts::api::domain_report`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_domain_report(ws: Open, id: AccountId) -> Result<Option<DomainReport>, Problem> {
    accounts::api::domain_report(&ws, id).await
}

/// [`accounts::api::begin_domain_check`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_check_domain(ws: Open, id: AccountId) -> Result<JobId, Problem> {
    Ok(accounts::api::begin_domain_check(&ws, id))
}

/// [`accounts::api::resolver`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_resolver(ws: Open) -> Result<String, Problem> {
    accounts::api::resolver(&ws).await
}

/// [`accounts::api::set_resolver`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn accounts_set_resolver(ws: Open, text: String) -> Result<(), Problem> {
    accounts::api::set_resolver(&ws, text).await
}
