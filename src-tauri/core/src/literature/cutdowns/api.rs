//! What the shells ask of a document in few words; one user action is one transaction, and undo takes it back.

use super::{Cutdowns, Platform, cutdowns, keep};
use crate::error::Problem;
use crate::ids::DocumentId;
use crate::messages::Message;
use crate::workspace::Workspace;

/// A document in few words: what was written, else what is proposed from the draft.
///
/// # Errors
/// `literature.no_document`.
pub async fn show(ws: &Workspace, document: DocumentId) -> Result<Cutdowns, Problem> {
    ws.read(move |tx| cutdowns(tx, document)).await
}

/// Keeps talking points in Markdown, or lets the proposal stand again with an empty text.
///
/// # Errors
/// `literature.no_document`, `literature.cutdown`: nothing has changed.
pub async fn keep_points(ws: &Workspace, document: DocumentId, text: String) -> Result<Cutdowns, Problem> {
    ws.write(Message::new("literature.action.points"), move |tx| {
        keep(tx, document, None, &text)?;
        cutdowns(tx, document)
    })
    .await
}

/// Keeps a post for a network, or lets the proposal stand again with an empty text. One that is too long is kept, and says so.
///
/// # Errors
/// As [`keep_points`].
pub async fn keep_post(ws: &Workspace, document: DocumentId, network: Platform, text: String) -> Result<Cutdowns, Problem> {
    ws.write(Message::new("literature.action.post"), move |tx| {
        keep(tx, document, Some(network), &text)?;
        cutdowns(tx, document)
    })
    .await
}

/// How long a text would be on a network, as that counts, while it is being typed.
#[must_use]
pub fn length(network: Platform, text: &str) -> u32 {
    network.length(text)
}
