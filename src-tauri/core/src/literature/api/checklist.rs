//! Checklists as the shells ask for them.

use crate::error::Problem;
use crate::ids::DocumentId;
use crate::literature::checklist::{self, CheckItem};
use crate::literature::kind::{AnnouncementSort, DocumentKind};
use crate::messages::Message;
use crate::workspace::Workspace;

/// The checklist of a document, as its kind has it now, with who ticked what.
///
/// # Errors
/// `literature.no_document`.
pub async fn checklist(ws: &Workspace, id: DocumentId) -> Result<Vec<CheckItem>, Problem> {
    ws.read(move |tx| checklist::of_document(tx, id)).await
}

/// Ticks an item of a document, or opens it again; gives the whole checklist.
///
/// # Errors
/// `literature.no_document`, `literature.no_check`: nothing has changed.
pub async fn tick(ws: &Workspace, id: DocumentId, item: String, ticked: bool, by: String) -> Result<Vec<CheckItem>, Problem> {
    let label = Message::new(if ticked { "literature.action.ticked" } else { "literature.action.unticked" });
    ws.write(label, move |tx| {
        checklist::tick(tx, id, &item, ticked, &by)?;
        checklist::of_document(tx, id)
    })
    .await
}

/// The items that documents of a kind, or announcements of a sort, are looked at for.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn checklist_of(ws: &Workspace, kind: DocumentKind, sort: Option<AnnouncementSort>) -> Result<Vec<String>, Problem> {
    ws.read(move |tx| checklist::of_kind(tx, kind, sort)).await
}

/// Sets the items that documents of a kind, or announcements of a sort, are looked at for.
///
/// # Errors
/// `literature.checklist`: nothing has changed.
pub async fn set_checklist(ws: &Workspace, kind: DocumentKind, sort: Option<AnnouncementSort>, items: Vec<String>) -> Result<(), Problem> {
    ws.write(Message::new("literature.action.checklist"), move |tx| checklist::set_of_kind(tx, kind, sort, &items)).await
}
