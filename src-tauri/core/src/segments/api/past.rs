//! What the shells ask about a segment's past.

use crate::contacts::{self, AsItWas, PastPage};
use crate::error::Problem;
use crate::ids::SegmentId;
use crate::workspace::Workspace;

use super::super::{past, store};
use super::missing;

/// Most entries of one page.
const MOST: u32 = 200;

/// What happened to a segment, the newest first, from the entry `from` on; at most 200 of them.
///
/// # Errors
/// `segments.no_segment`.
pub async fn history(ws: &Workspace, segment: SegmentId, from: u32, limit: u32) -> Result<PastPage, Problem> {
    ws.read(move |tx| {
        store::by_id(tx, segment)?.ok_or_else(|| missing(&segment.to_string()))?;
        contacts::past_of(tx, past::SEGMENT, segment.get(), from, limit.min(MOST))
    })
    .await
}

/// A segment as it stood at the end of a day, `2026-05-03`, on the clock of `zone`.
///
/// # Errors
/// `segments.no_segment`; `contacts.refused` if there is no such day.
pub async fn as_it_was(ws: &Workspace, segment: SegmentId, day: &str, zone: &str) -> Result<AsItWas, Problem> {
    let at = contacts::api::end_of_day(day, zone)?;
    ws.read(move |tx| {
        store::by_id(tx, segment)?.ok_or_else(|| missing(&segment.to_string()))?;
        contacts::stood_at(tx, past::SEGMENT, segment.get(), at)
    })
    .await
}
