//! What the shells ask about pins, and why somebody is in a segment.

use crate::contacts::{self, Pin};
use crate::error::Problem;
use crate::ids::{PersonId, SegmentId};
use crate::messages::Message;
use crate::workspace::Workspace;

use super::super::explain::{self, Explained};
use super::super::fields::Fields;
use super::super::pins;
use super::super::store;
use super::{by_name, missing};

/// The number of the saved segment of that name; or of that number.
///
/// # Errors
/// `segments.no_segment`.
pub async fn segment(ws: &Workspace, name_or_number: &str) -> Result<SegmentId, Problem> {
    let name = name_or_number.to_owned();
    ws.read(move |tx| Ok(by_name(tx, &name)?.id)).await
}

/// Who is pinned in a segment, then who is pinned out of it; each by name.
///
/// # Errors
/// `segments.no_segment`.
pub async fn pins(ws: &Workspace, id: SegmentId) -> Result<Vec<Pin>, Problem> {
    ws.read(move |tx| {
        store::by_id(tx, id)?.ok_or_else(|| missing(&id.to_string()))?;
        Ok(contacts::pins_in(tx, id)?)
    })
    .await
}

/// Pins somebody in a segment, or out of it, with a reason; what was said of them before is replaced. Bars stand above it.
///
/// # Errors
/// `segments.no_segment`, `contacts.no_person`, `contacts.refused` with the place `reason`, `segments.many_pins`.
pub async fn pin(ws: &Workspace, id: SegmentId, person: PersonId, inside: bool, reason: String) -> Result<Vec<Pin>, Problem> {
    let label = if inside { "segments.action.pinned_in" } else { "segments.action.pinned_out" };
    let name = named(ws, person).await?;
    ws.write(Message::new(label).with("name", name), move |tx| {
        store::by_id(tx, id)?.ok_or_else(|| missing(&id.to_string()))?;
        pins::put(tx, id, person, inside, &reason)?;
        Ok(contacts::pins_in(tx, id)?)
    })
    .await
}

/// Takes a pin away: the question decides about them again.
///
/// # Errors
/// `segments.no_segment`, `segments.no_pin`, `contacts.no_person`.
pub async fn unpin(ws: &Workspace, id: SegmentId, person: PersonId) -> Result<Vec<Pin>, Problem> {
    let name = named(ws, person).await?;
    ws.write(Message::new("segments.action.unpinned").with("name", name), move |tx| {
        store::by_id(tx, id)?.ok_or_else(|| missing(&id.to_string()))?;
        pins::take(tx, id, person)?;
        Ok(contacts::pins_in(tx, id)?)
    })
    .await
}

async fn named(ws: &Workspace, person: PersonId) -> Result<String, Problem> {
    ws.read(move |tx| Ok(contacts::label_name(&contacts::record(tx, person)?.ok_or_else(|| contacts::no_person(person))?.input))).await
}

/// Why somebody is in a segment, or is not: each condition with its verdict and with what is known of them there, what is pinned, and
/// what keeps mail from them anyway. The question is the segment's, or another that is just being written.
///
/// # Errors
/// `segments.no_segment`, `segments.bad_query`, `contacts.no_person`.
pub async fn why(ws: &Workspace, id: Option<SegmentId>, question: Option<String>, person: PersonId) -> Result<Explained, Problem> {
    let fields = ws.part::<Fields>();
    ws.read(move |tx| {
        let fields = fields.in_file(tx)?;
        let saved = id.map(|id| store::by_id(tx, id)?.ok_or_else(|| missing(&id.to_string()))).transpose()?;
        let text = question.or_else(|| saved.as_ref().map(|saved| saved.query.clone())).unwrap_or_default();
        let query = super::parse(&text, &fields).map_err(super::bad_query)?;
        let record = contacts::record(tx, person)?.ok_or_else(|| contacts::no_person(person))?;
        let why = explain::explain(tx, &query, &fields, &record)?;
        let pin = saved.map(|saved| contacts::pin_of(tx, saved.id, person)).transpose()?.flatten();
        let bar = contacts::recipients(tx, &[person])?.pop().and_then(|one| one.bar);
        let picked = pin.as_ref().map_or(why.holds, |pin| pin.inside);
        Ok(Explained { person, name: record.input.name, picked, why, pin, bar })
    })
    .await
}
