//! What the shells ask about reach.

use serde::Serialize;

use super::{service, words};
use crate::contacts;
use crate::error::Problem;
use crate::ids::{PersonId, SegmentId};
use crate::messages::{Language, Message};
use crate::segments::{self, Fields, MOST_PINS, Query, Value};
use crate::workspace::Workspace;

pub use super::rank::Reason;
pub use super::service::{Found, NotOffered, Ranked, ReachedOutlet};
pub use super::wanted::Wanted;
pub use super::words::{Understood, Unknown};

/// Most journalists of a ranked list; the segment has all of them.
pub const MOST_RANKED: u32 = 5_000;
/// Outlets that are shown.
const OUTLETS: usize = 100;

/// A segment that was made of what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(specta::Type))]
pub struct SavedReach {
    /// Which.
    pub segment: SegmentId,
    /// Its name.
    pub name: String,
    /// What it asks.
    pub question: String,
    /// How many people it picks now.
    pub count: u32,
    /// How many were left out of it.
    pub left_out: u32,
    /// The list that they are on, where they are too many for pins.
    pub list: Option<String>,
}

/// Reads what somebody wrote in one field: `philanthropists in Zeeland`.
///
/// # Errors
/// `reach.long`.
pub async fn understand(ws: &Workspace, text: String) -> Result<Understood, Problem> {
    ws.read(move |tx| words::understand(tx, &text)).await
}

/// The outlets that reach whom is wanted, and the first of their journalists in rank order.
///
/// # Errors
/// `reach.nobody_asked`, `reach.many`.
pub async fn find(ws: &Workspace, wanted: Wanted, limit: u32) -> Result<Found, Problem> {
    let fields = ws.part::<Fields>();
    let limit = usize::try_from(limit.min(MOST_RANKED)).unwrap_or_default();
    ws.read(move |tx| service::find(tx, wanted, &fields, limit, OUTLETS)).await
}

/// Saves everybody who is meant as a segment: the question is what was asked. Whoever is left out is pinned out of it with the reason;
/// more than can be pinned come onto a list that the question leaves out. One undo takes all of it back.
///
/// # Errors
/// As [`find`]; `segments.bad_name`, `segments.name_taken`, `contacts.list_taken`, `contacts.no_person`.
pub async fn save(
    ws: &Workspace,
    wanted: Wanted,
    name: String,
    left_out: Vec<PersonId>,
    language: Language,
) -> Result<SavedReach, Problem> {
    let fields = ws.part::<Fields>();
    ws.write(Message::new("segments.action.saved").with("name", name.trim()), move |tx| {
        let wanted = wanted.checked()?;
        let mut question = wanted.question();
        let mut left_out = left_out;
        left_out.sort_unstable();
        left_out.dedup();
        let list = (left_out.len() > MOST_PINS).then(|| Message::new("reach.left_out_list").with("name", name.trim()).text(language));
        if let Some(list) = &list {
            let id = contacts::make_list(tx, list)?;
            contacts::put_on_list(tx, id, &left_out)?;
            let on_it = Query::Field { field: "list".to_owned(), values: vec![Value::Is(list.clone())] };
            question = Query::All { of: vec![question, Query::Not { of: Box::new(on_it) }] }.normal();
        }
        let id = segments::create(tx, &name, &question)?;
        if list.is_none() {
            let reason = Message::new("reach.left_out").with("words", shortened(&wanted.described())).text(language);
            for person in &left_out {
                segments::pin(tx, id, *person, false, &reason)?;
            }
        }
        let (name, whole) = segments::saved(tx, id, &fields)?;
        Ok(SavedReach {
            segment: id,
            name,
            question: question.to_text(),
            count: segments::count(tx, &whole, &fields)?,
            left_out: u32::try_from(left_out.len()).unwrap_or(u32::MAX),
            list,
        })
    })
    .await
}

/// Words that fit into the reason of a pin.
fn shortened(words: &str) -> String {
    const MOST: usize = 300;
    if words.chars().count() <= MOST { words.to_owned() } else { words.chars().take(MOST - 1).chain(['…']).collect() }
}
