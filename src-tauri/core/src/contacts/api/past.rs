//! What the shells ask about the past.

use super::super::outlets;
use super::super::past::{self, AsItWas, Bringers, PastPage};
use super::super::service::{no_person, record};
use super::super::when;
use crate::error::{Place, Problem};
use crate::ids::{Millis, OutletId, PersonId};
use crate::messages::Message;
use crate::workspace::Workspace;

/// Most entries of one page.
const MOST: u32 = 200;

/// The end of a day, `2026-05-03`, on the clock of `zone`; without a zone, on this machine's.
///
/// # Errors
/// `contacts.refused` with the place `on`.
pub fn end_of_day(day: &str, zone: &str) -> Result<Millis, Problem> {
    when::end_of_day(day, zone).ok_or_else(|| {
        let what = Message::new("contacts.fault.date").with("text", day.trim());
        Problem::refusal("contacts.refused").with("count", 1_i64).at(Place { what: Some(what), ..Place::field("on") })
    })
}

/// What happened to a person, the newest first, from the entry `from` on; at most 200 of them.
///
/// # Errors
/// `contacts.no_person`.
pub async fn history(ws: &Workspace, person: PersonId, from: u32, limit: u32) -> Result<PastPage, Problem> {
    let bringers = ws.part::<Bringers>();
    ws.read(move |tx| {
        record(tx, person)?.ok_or_else(|| no_person(person))?;
        past::history(tx, &bringers, person, from, limit.min(MOST))
    })
    .await
}

/// A person as they stood at the end of a day, `2026-05-03`, on the clock of `zone`.
///
/// # Errors
/// `contacts.no_person`; `contacts.refused` if there is no such day.
pub async fn as_they_were(ws: &Workspace, person: PersonId, day: &str, zone: &str) -> Result<AsItWas, Problem> {
    let (bringers, at) = (ws.part::<Bringers>(), end_of_day(day, zone)?);
    ws.read(move |tx| {
        record(tx, person)?.ok_or_else(|| no_person(person))?;
        past::as_they_were(tx, &bringers, person, at)
    })
    .await
}

/// What happened to an outlet, the newest first, from the entry `from` on; at most 200 of them.
///
/// # Errors
/// `contacts.no_outlet`.
pub async fn outlet_history(ws: &Workspace, outlet: OutletId, from: u32, limit: u32) -> Result<PastPage, Problem> {
    ws.read(move |tx| {
        outlets::whole(tx, outlet)?;
        past::past_of(tx, past::OUTLET, outlet.get(), from, limit.min(MOST))
    })
    .await
}

/// An outlet as it stood at the end of a day, `2026-05-03`, on the clock of `zone`.
///
/// # Errors
/// `contacts.no_outlet`; `contacts.refused` if there is no such day.
pub async fn outlet_as_it_was(ws: &Workspace, outlet: OutletId, day: &str, zone: &str) -> Result<AsItWas, Problem> {
    let at = end_of_day(day, zone)?;
    ws.read(move |tx| {
        outlets::whole(tx, outlet)?;
        past::stood_at(tx, past::OUTLET, outlet.get(), at)
    })
    .await
}
