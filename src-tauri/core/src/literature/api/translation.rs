//! Versions in other languages as the shells ask for them.

use serde::Serialize;

use super::{DocumentCard, desk};
use crate::error::Problem;
use crate::ids::{DocumentId, Millis, PairId};
use crate::literature::desk::Stage;
use crate::literature::service;
use crate::literature::translation::{self, Family, SideBySide};
use crate::messages::Message;
use crate::workspace::Workspace;

/// A version of a document in a language.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct LanguageVersion {
    /// The document that it is.
    pub document: DocumentId,
    /// BCP 47 language of its text.
    pub language: String,
    /// Its headline.
    pub headline: String,
    /// Whether the others are translations of it.
    pub is_source: bool,
    /// Where it stands on the editorial desk.
    pub stage: Stage,
    /// When it was last worked on.
    pub edited_at: Millis,
    /// Paragraphs whose source says something else since.
    pub stale: u32,
    /// Paragraphs that still have the source's words.
    pub untranslated: u32,
    /// Paragraphs that only the source has.
    pub missing: u32,
    /// Paragraphs that the source has no more.
    pub left_over: u32,
}

/// The versions of a document, whichever of them it is: the source first.
///
/// # Errors
/// `literature.no_document`.
pub async fn versions(ws: &Workspace, id: DocumentId) -> Result<Vec<LanguageVersion>, Problem> {
    ws.read(move |tx| {
        service::document(tx, id)?;
        let Family { source, versions } = translation::family(tx, id)?;
        let mut found = Vec::with_capacity(versions.len());
        for (document, language) in versions {
            let DocumentCard { headline, stage, edited_at, .. } = desk::one(tx, document)?;
            let side = if document == source { None } else { Some(translation::side_by_side(tx, document)?) };
            let count = |of: fn(&SideBySide) -> u32| side.as_ref().map_or(0, of);
            found.push(LanguageVersion {
                document,
                language,
                headline,
                is_source: document == source,
                stage,
                edited_at,
                stale: count(|side| side.stale),
                untranslated: count(|side| side.untranslated),
                missing: count(|side| side.missing),
                left_over: count(|side| side.left_over),
            });
        }
        Ok(found)
    })
    .await
}

/// Begins a version of a document in a language, with the source's words in the place of what is to be translated.
///
/// # Errors
/// `literature.no_document`, `literature.translation_language`, `literature.translation_there`: nothing was added.
pub async fn translate(ws: &Workspace, id: DocumentId, language: String) -> Result<DocumentCard, Problem> {
    let headline = ws.read(move |tx| Ok(service::document(tx, id)?.headline)).await?;
    let label = Message::new("literature.action.translated").with("headline", headline).with("language", language.trim());
    ws.write(label, move |tx| {
        let made = translation::translate(tx, id, &language)?;
        desk::one(tx, made)
    })
    .await
}

/// A translation beside its source, paragraph by paragraph.
///
/// # Errors
/// `literature.no_document`, `literature.no_translation`.
pub async fn side_by_side(ws: &Workspace, id: DocumentId) -> Result<SideBySide, Problem> {
    ws.read(move |tx| translation::side_by_side(tx, id)).await
}

/// Says that a paragraph of a translation is right as it is; without one, all that are stale or untranslated.
///
/// # Errors
/// `literature.no_document`, `literature.no_translation`, `literature.no_pair`: nothing has changed.
pub async fn mark_right(ws: &Workspace, id: DocumentId, pair: Option<PairId>) -> Result<SideBySide, Problem> {
    ws.write(Message::new("literature.action.marked_right"), move |tx| {
        translation::mark_right(tx, id, pair)?;
        translation::side_by_side(tx, id)
    })
    .await
}

/// Writes what one paragraph of a translation says: its block, or the source's block that it has none for yet. Nothing said takes it out.
/// As every writing of a draft it is no step of the undo list, but for what is taken out.
///
/// # Errors
/// `literature.no_document`, `literature.no_translation`, `literature.moved_on`, `literature.no_pair`, `literature.too_long`: nothing has
/// changed.
pub async fn say(
    ws: &Workspace,
    id: DocumentId,
    place: (Option<u32>, Option<u32>),
    base: String,
    text: String,
) -> Result<SideBySide, Problem> {
    if text.trim().is_empty() {
        return ws.write(Message::new("literature.action.taken_out"), move |tx| translation::say(tx, id, place, &base, "")).await;
    }
    ws.write_quietly(move |tx| translation::say(tx, id, place, &base, &text)).await
}
