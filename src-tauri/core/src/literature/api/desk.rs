//! The editorial desk as the shells ask for it.

use serde::Serialize;

use super::DocumentCard;
use crate::error::{Place, Problem};
use crate::ids::DocumentId;
use crate::literature::approval;
use crate::literature::desk::{self, Filter, Late, PlanChange, Stage};
use crate::literature::kind::{AnnouncementSort, DocumentKind};
use crate::literature::service;
use crate::messages::Message;
use crate::workspace::{ReadTx, Workspace};

/// Which documents a list has; what is not said leaves none out.
#[derive(Debug, Clone, Default)]
pub struct DeskFilter {
    /// Those at this stage.
    pub stage: Option<Stage>,
    /// Those that somebody of this name writes.
    pub writer: Option<String>,
    /// Those that are due on this day or before it, `2026-11-27`.
    pub due_by: Option<String>,
    /// Those that are not released and were due before today.
    pub late: bool,
    /// The IANA zone whose clock says which day it is: `Europe/Amsterdam`; none: UTC.
    pub zone: Option<String>,
    /// Those of this kind.
    pub kind: Option<DocumentKind>,
    /// Announcements of this sort.
    pub sort: Option<AnnouncementSort>,
}

/// Names that the desk knows, to choose from.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct DeskNames {
    /// Those who write and edit.
    pub people: Vec<String>,
    /// Departments that asked for something.
    pub departments: Vec<String>,
}

/// Documents as the desk's lists show them, the one last worked on first.
///
/// # Errors
/// `literature.plan_day` for a day that is none, `literature.plan_zone` for a zone that is none.
pub async fn list_where(ws: &Workspace, filter: DeskFilter) -> Result<Vec<DocumentCard>, Problem> {
    if let Some(day) = filter.due_by.as_deref().filter(|day| chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_err()) {
        return Err(Problem::refusal("literature.plan_day").with("text", day).at(Place::field("due")));
    }
    let zone = match filter.zone.as_deref() {
        Some(name) => name
            .trim()
            .parse::<chrono_tz::Tz>()
            .map_err(|_| Problem::refusal("literature.plan_zone").with("text", name).at(Place::field("zone")))?,
        None => chrono_tz::Tz::UTC,
    };
    ws.read(move |tx| {
        let late = filter.late.then(|| Late::at(tx.now(), zone));
        let DeskFilter { stage, writer, due_by, kind, sort, .. } = filter;
        Ok(desk::cards(tx, &Filter { document: None, stage, writer, due_by, late, kind, sort })?)
    })
    .await
}

/// Changes what the desk knows of a document: its stage, writer, editor, department, due day, brief.
///
/// # Errors
/// `literature.no_document`, `literature.plan_name`, `literature.plan_day`, `literature.plan_brief`, and why it does not go to the stage:
/// `literature.stage_unwritten`, `literature.stage_ruled`, `literature.stage_unapproved`. Nothing has changed then.
pub async fn plan(ws: &Workspace, id: DocumentId, change: PlanChange) -> Result<DocumentCard, Problem> {
    let headline = ws.read(move |tx| Ok(service::document(tx, id)?.headline)).await?;
    let label = match change.stage {
        Some(stage) => Message::new("literature.action.moved").with("headline", headline).with("stage", stage.as_str()),
        None => Message::new("literature.action.planned").with("headline", headline),
    };
    ws.write(label, move |tx| {
        desk::change(tx, id, &change)?;
        one(tx, id)
    })
    .await
}

/// The names that the desk knows.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn desk_names(ws: &Workspace) -> Result<DeskNames, Problem> {
    ws.read(|tx| {
        let (people, departments) = desk::names(tx)?;
        Ok(DeskNames { people, departments })
    })
    .await
}

/// Whoever works here goes by the name `now` from now on: what they wrote under the name before bars them from approving it as ever.
///
/// # Errors
/// What SQLite says: nothing has changed.
pub async fn write_as(ws: &Workspace, now: String) -> Result<(), Problem> {
    let before = ws.host().actor.clone();
    ws.write_quietly(move |tx| approval::service::write_as(tx, &before, &now)).await
}

/// A document as lists show it.
pub(super) fn one(tx: &ReadTx<'_>, id: DocumentId) -> Result<DocumentCard, Problem> {
    let found = desk::cards(tx, &Filter { document: Some(id), ..Filter::default() })?.pop();
    found.ok_or_else(|| Problem::missing("literature.no_document").with("id", id.to_string()))
}
