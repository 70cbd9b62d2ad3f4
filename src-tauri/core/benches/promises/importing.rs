//! How long 200,000 people take from a file into the workspace.

use std::time::{Duration, Instant};

use tidings_core::error::Problem;
use tidings_core::importing::api;
use tidings_core::{PLUGS, segments, workspace};

use crate::desk::Desk;
use crate::table::Table;
use crate::{Asked, crowd};

pub(crate) async fn measure(asked: &Asked, table: &mut Table) -> Result<(), Problem> {
    let csv = crowd::csv(asked.people, false);
    let (mut staged, mut applied, mut whole, mut taken_back) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..asked.runs {
        let desk = Desk::new()?;
        let path = desk.table("people.csv", &csv)?;
        let begun = Instant::now();
        let (card, staging) = desk.stage(path).await?;
        let applying = Instant::now();
        let card = api::apply(&desk.ws, card.id).await?;
        applied.push(applying.elapsed());
        staged.push(staging);
        let found = segments::api::count(&desk.ws, segments::api::Whom { query: Some("beat:heritage rotterdam".to_owned()), segment: None }).await?;
        whole.push(begun.elapsed());
        assert!(card.adds == asked.people && found > 0, "{card:?}, {found} found");
        let back: Instant = Instant::now();
        workspace::api::undo(&desk.ws, PLUGS, None).await?;
        taken_back.push(back.elapsed());
    }
    let of = format!("{} people", asked.people);
    let in_all = f64::from(asked.people) / 20.0;
    table.time(&format!("import of {of}: looked at and staged with verdicts"), &staged, None);
    table.time(&format!("import of {of}: applied"), &applied, None);
    table.time(&format!("import of {of}: in all, searchable"), &whole, Some(in_all));
    table.time(&format!("import of {of}: taken back"), &taken_back, None);
    Ok(())
}

/// The longest of some times, and the one that 95 of 100 stay below.
#[expect(dead_code, reason = "used below")]
fn longest(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default();
    (at(95), at(100))
}
