//! What the shells ask when people are put somewhere out of a table: onto a list, or into a segment. What would become of them is told
//! before anything is done.

use serde::{Deserialize, Serialize};

use crate::contacts;
use crate::error::Problem;
use crate::ids::{ListId, PersonId, SegmentId, ViewId};
use crate::messages::Message;
use crate::workspace::Workspace;

use super::super::exporting::ExportWhom;
use super::super::view::Views;
use super::super::{pins, store};
use super::{ListCard, lists, missing};

/// Who is meant in a table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub enum Chosen {
    /// These people.
    People(Vec<PersonId>),
    /// Everybody in an open view: a million people are one number.
    View(ViewId),
}

impl Chosen {
    fn people(self, ws: &Workspace) -> Result<Vec<PersonId>, Problem> {
        match self {
            Self::People(people) => Ok(people),
            Self::View(view) => ws.part::<Views>().ids(view, 0, u32::MAX),
        }
    }

    fn whom(self, ws: &Workspace) -> Result<ExportWhom, Problem> {
        Ok(ExportWhom { people: Some(self.people(ws)?), ..ExportWhom::default() })
    }
}

/// What putting people somewhere does, or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct Placed {
    /// How many come.
    pub people: u32,
    /// How many are there already, and stay as they are.
    pub there: u32,
    /// Of those who come: how many were pinned out.
    pub turned: u32,
}

/// What [`put_on_list`] would do. Nothing changes.
///
/// # Errors
/// `contacts.no_list`, `segments.view_closed`.
pub async fn would_list(ws: &Workspace, id: ListId, who: Chosen) -> Result<Placed, Problem> {
    let people = who.people(ws)?;
    ws.read(move |tx| {
        contacts::list(tx, id)?;
        let there = contacts::on_list_already(tx, id, &people)?;
        Ok(Placed { people: count(people.len()).saturating_sub(there), there, turned: 0 })
    })
    .await
}

/// Puts whoever is meant on a list; how many were not on it before.
///
/// # Errors
/// `contacts.no_list`, `contacts.no_person`, `segments.view_closed`: nothing has changed.
pub async fn put_on_list(ws: &Workspace, id: ListId, who: Chosen) -> Result<u32, Problem> {
    lists::add_people(ws, id, who.whom(ws)?).await
}

/// Makes a list of whoever is meant.
///
/// # Errors
/// As [`lists::make`], and `segments.view_closed`.
pub async fn list_of(ws: &Workspace, name: String, who: Chosen) -> Result<ListCard, Problem> {
    lists::make(ws, name, Some(who.whom(ws)?)).await
}

/// What [`pin_people`] would do. Nothing changes.
///
/// # Errors
/// As [`pin_people`], but for the reason.
pub async fn would_pin(ws: &Workspace, id: SegmentId, who: Chosen, inside: bool) -> Result<Placed, Problem> {
    let people = who.people(ws)?;
    ws.read(move |tx| {
        store::by_id(tx, id)?.ok_or_else(|| missing(&id.to_string()))?;
        pins::coming(tx, id, &people, inside).map(|(_, joined)| joined)
    })
    .await
}

/// Pins people in a segment, or out of it, with one reason for all of them, in one act. Whoever is pinned so already stays as they are,
/// with the reason that was given then.
///
/// # Errors
/// `segments.no_segment`, `contacts.no_person`, `contacts.refused` with the place `reason`, `segments.many_pins`, `segments.view_closed`:
/// nothing has changed.
pub async fn pin_people(ws: &Workspace, id: SegmentId, who: Chosen, inside: bool, reason: String) -> Result<Placed, Problem> {
    let people = who.people(ws)?;
    let name = ws.read(move |tx| Ok(store::by_id(tx, id)?.ok_or_else(|| missing(&id.to_string()))?.name)).await?;
    let label = if inside { "segments.action.many_pinned_in" } else { "segments.action.many_pinned_out" };
    ws.write(Message::new(label).with("name", name), move |tx| {
        store::by_id(tx, id)?.ok_or_else(|| missing(&id.to_string()))?;
        let (coming, joined) = pins::coming(tx, id, &people, inside)?;
        coming.into_iter().try_for_each(|person| pins::put(tx, id, person, inside, &reason))?;
        Ok(joined)
    })
    .await
}

/// So many, as shells count.
fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
