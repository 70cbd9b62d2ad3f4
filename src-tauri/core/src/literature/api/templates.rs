//! Templates as the shells ask for them.

use super::{DocumentCard, desk};
use crate::error::Problem;
use crate::ids::{DocumentId, TemplateId};
use crate::literature::templates::{self, Beginning, TemplateCard};
use crate::messages::Message;
use crate::workspace::Workspace;

/// The templates of one's own by name, then the program's outlines.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn templates(ws: &Workspace) -> Result<Vec<TemplateCard>, Problem> {
    ws.read(templates::list).await
}

/// The template of a name or a number.
///
/// # Errors
/// `literature.no_template`.
pub async fn template_named(ws: &Workspace, name: String) -> Result<TemplateCard, Problem> {
    ws.read(move |tx| templates::named(tx, &name)).await
}

/// Begins a text with an outline, a template, or another text. `language` is the text's, where an outline begins it; empty for English.
///
/// # Errors
/// `literature.no_template`, `literature.no_document`, `literature.no_last`: nothing was added.
pub async fn begin(ws: &Workspace, with: Beginning, language: String) -> Result<DocumentCard, Problem> {
    ws.write(Message::new("literature.action.begun"), move |tx| {
        let id = templates::begin(tx, with, &language)?;
        desk::one(tx, id)
    })
    .await
}

/// Keeps a document's text as a template; its embargo and its dateline stay behind.
///
/// # Errors
/// `literature.no_document`, `literature.template_name`, `literature.template_taken`: nothing was added.
pub async fn keep_template(ws: &Workspace, document: DocumentId, name: String) -> Result<TemplateCard, Problem> {
    let label = Message::new("literature.action.template_kept").with("name", name.trim());
    ws.write(label, move |tx| templates::keep(tx, document, &name)).await
}

/// Gives a template another name.
///
/// # Errors
/// `literature.no_template`, `literature.template_name`, `literature.template_taken`: nothing has changed.
pub async fn rename_template(ws: &Workspace, id: TemplateId, name: String) -> Result<TemplateCard, Problem> {
    let label = Message::new("literature.action.template_renamed").with("name", name.trim());
    ws.write(label, move |tx| templates::rename(tx, id, &name)).await
}

/// Deletes a template of one's own; undo brings it back.
///
/// # Errors
/// `literature.no_template`.
pub async fn delete_template(ws: &Workspace, id: TemplateId) -> Result<(), Problem> {
    ws.write(Message::new("literature.action.template_deleted"), move |tx| templates::delete(tx, id).map(drop)).await
}
