//! The window's commands of `proofing`.

use std::path::PathBuf;

use tidings_core::error::Problem;
use tidings_core::ids::{DocumentId, HouseWordId};
use tidings_core::proofing::api::{BlockProof, BlockWords, Proof, RuleCard};
use tidings_core::proofing::{self, Dictionary, HouseWord, HouseWordEdit, Ignore, Rule};

use crate::grants::Granted;
use crate::shell::Open;

/// [`proofing::api::proof`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_proof(ws: Open, id: DocumentId) -> Result<Proof, Problem> {
    proofing::api::proof(&ws, id).await
}

/// [`proofing::api::proof_block`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_proof_block(ws: Open, words: BlockWords) -> Result<BlockProof, Problem> {
    proofing::api::proof_block(&ws, words).await
}

/// [`proofing::api::ignore`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_ignore(
    ws: Open,
    id: DocumentId,
    rule: Rule,
    words: String,
    around: String,
    how: Ignore,
) -> Result<(), Problem> {
    proofing::api::ignore(&ws, id, rule, words, around, how).await
}

/// [`proofing::api::show_ignored`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_show_ignored(ws: Open, id: DocumentId) -> Result<u32, Problem> {
    proofing::api::show_ignored(&ws, id).await
}

/// [`proofing::api::rules`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_rules(ws: Open) -> Result<Vec<RuleCard>, Problem> {
    proofing::api::rules(&ws).await
}

/// [`proofing::api::set_rule`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_set_rule(ws: Open, rule: Rule, on: bool) -> Result<(), Problem> {
    proofing::api::set_rule(&ws, rule, on).await
}

/// [`proofing::api::house_words`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_house_words(ws: Open) -> Result<Vec<HouseWord>, Problem> {
    proofing::api::house_words(&ws).await
}

/// [`proofing::api::add_house_word`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_add_house_word(ws: Open, edit: HouseWordEdit) -> Result<HouseWordId, Problem> {
    proofing::api::add_house_word(&ws, edit).await
}

/// [`proofing::api::edit_house_word`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_edit_house_word(ws: Open, id: HouseWordId, edit: HouseWordEdit) -> Result<(), Problem> {
    proofing::api::edit_house_word(&ws, id, edit).await
}

/// [`proofing::api::remove_house_word`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_remove_house_word(ws: Open, id: HouseWordId) -> Result<(), Problem> {
    proofing::api::remove_house_word(&ws, id).await
}

/// [`proofing::api::dictionaries`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_dictionaries(ws: Open) -> Result<Vec<Dictionary>, Problem> {
    proofing::api::dictionaries(&ws).await
}

/// [`proofing::api::add_dictionary`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_add_dictionary(ws: Open, path: Granted<PathBuf>) -> Result<Vec<Dictionary>, Problem> {
    proofing::api::add_dictionary(&ws, path.0).await
}

/// [`proofing::api::remove_dictionary`]
#[tauri::command]
#[specta::specta]
pub(crate) async fn proofing_remove_dictionary(ws: Open, language: String) -> Result<(), Problem> {
    proofing::api::remove_dictionary(&ws, language).await
}
