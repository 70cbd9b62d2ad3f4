//! What the shells ask about views: the table of people as it stood once, kept under a name.

use crate::error::Problem;
use crate::ids::TableViewId;
use crate::messages::Message;
use crate::workspace::Workspace;

use super::super::fields::Fields;
use super::super::kept;
pub use kept::{TableState, TableView, ViewColumn, ViewedTable};

/// All views by name.
///
/// # Errors
/// What the file says.
pub async fn all(ws: &Workspace) -> Result<Vec<TableView>, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| kept::all(tx, &fields)).await
}

/// The view of that name, however it is written; or of that number.
///
/// # Errors
/// `segments.no_view`.
pub async fn named(ws: &Workspace, name_or_number: &str) -> Result<TableView, Problem> {
    let (fields, name) = (ws.part::<Fields>(), name_or_number.to_owned());
    ws.read(move |tx| kept::view(tx, &fields, kept::named(tx, &name)?)).await
}

/// Keeps the table as it stands under a name that no other view has, however it is written.
///
/// # Errors
/// `contacts.refused` and `segments.view_taken` (both with the place `name`), `segments.no_column`, `segments.no_segment`,
/// `segments.bad_query`, `segments.view.asks_people`, `segments.view.bad_columns`, `segments.view.bad_search`, `segments.many_views`: nothing has changed.
pub async fn save(ws: &Workspace, name: String, state: TableState) -> Result<TableView, Problem> {
    let fields = ws.part::<Fields>();
    ws.write(Message::new("segments.action.view_saved").with("name", name.trim()), move |tx| {
        let id = kept::save(tx, &fields, &name, state)?;
        kept::view(tx, &fields, id)
    })
    .await
}

/// Puts the table as it stands in the place of what a view showed; the name stays.
///
/// # Errors
/// `segments.no_view`, and as [`save`].
pub async fn replace(ws: &Workspace, id: TableViewId, state: TableState) -> Result<TableView, Problem> {
    let (fields, name) = (ws.part::<Fields>(), name_of(ws, id).await?);
    ws.write(Message::new("segments.action.view_replaced").with("name", name), move |tx| {
        kept::replace(tx, &fields, id, state)?;
        kept::view(tx, &fields, id)
    })
    .await
}

/// Gives a view another name.
///
/// # Errors
/// `segments.no_view`, `contacts.refused`, `segments.view_taken`: nothing has changed.
pub async fn rename(ws: &Workspace, id: TableViewId, name: String) -> Result<TableView, Problem> {
    let fields = ws.part::<Fields>();
    ws.write(Message::new("segments.action.view_renamed").with("name", name.trim()), move |tx| {
        kept::rename(tx, id, &name)?;
        kept::view(tx, &fields, id)
    })
    .await
}

/// Takes a view away; whom it showed stays. Undo brings it back.
///
/// # Errors
/// `segments.no_view`.
pub async fn delete(ws: &Workspace, id: TableViewId) -> Result<(), Problem> {
    let name = name_of(ws, id).await?;
    ws.write(Message::new("segments.action.view_deleted").with("name", name), move |tx| kept::delete(tx, id)).await
}

async fn name_of(ws: &Workspace, id: TableViewId) -> Result<String, Problem> {
    let fields = ws.part::<Fields>();
    Ok(ws.read(move |tx| kept::view(tx, &fields, id)).await?.name)
}
