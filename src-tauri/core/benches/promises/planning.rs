//! How long Send takes for a long list, and whom it keeps waiting meanwhile.

use std::time::Instant;

use tidings_core::distribution::api;
use tidings_core::error::Problem;
use tidings_core::importing;

use crate::desk::Desk;
use crate::importing::{EDIT_MS, Edits};
use crate::table::Table;
use crate::{crowd, pace};

/// How many people the list holds.
const PEOPLE: u32 = 50_000;

/// Measures the page before Send, and Send itself: one transaction writes the whole list (D21), and gives way to whoever edits.
pub(crate) async fn measure(table: &mut Table) -> Result<(), Problem> {
    let desk = Desk::new()?;
    let path = desk.table("people.csv", &crowd::csv(PEOPLE))?;
    let (card, _) = desk.stage(path).await?;
    importing::api::apply(&desk.ws, card.id).await?;
    let document = pace::release(&desk, None).await?;
    // Nobody listens there: nothing is sent.
    let account = pace::account(&desk, 9, 8).await?;
    let request = pace::request(document, account, "kind:journalist");
    let edits = Edits::begin(&desk.ws).await?;
    let begun = Instant::now();
    let review = api::review(&desk.ws, request.clone()).await?;
    let looked = begun.elapsed();
    let while_looking = edits.end().await?;
    let begun = Instant::now();
    let alone = api::send(&desk.ws, request.clone(), review.seal).await?;
    let frozen = begun.elapsed();
    let review = api::review(&desk.ws, request.clone()).await?;
    // As the wait of whoever edits decides, not their number: each makes the list begin anew.
    let edits = Edits::of_a_person(&desk.ws).await?;
    let begun = Instant::now();
    let sent = api::send(&desk.ws, request, review.seal).await?;
    let written = begun.elapsed();
    let while_written = edits.end().await?;
    assert!(alone.recipients == PEOPLE && sent.recipients == PEOPLE, "{alone:?}, {sent:?}");
    table.time(&format!("the page before Send, {PEOPLE} people: every letter made and read back"), &[looked], None);
    table.time(&format!("Send, {PEOPLE} people: the list frozen"), &[frozen], None);
    table.time(&format!("Send, {PEOPLE} people, edits meanwhile: the list frozen"), &[written], None);
    table.waits("an edit while the letters are looked at", while_looking, EDIT_MS);
    table.waits("an edit while the list is frozen", while_written, EDIT_MS);
    Ok(())
}
