//! When it starts: said, and changed until then (D26).

use super::act::own;
use super::before::EmbargoMode;
use super::watch::{DistributionCard, card};
use crate::distribution::engine::{Brakes, Run};
use crate::distribution::schedule::{Schedule, Start};
use crate::distribution::service::{self, SequenceMemory};
use crate::distribution::state::DistributionState;
use crate::distribution::store::ledger::{self, Chain};
use crate::distribution::store::{report, schedule};
use crate::error::Problem;
use crate::ids::DistributionId;
use crate::workspace::Workspace;

/// The instant that a local time on a named clock means.
///
/// # Errors
/// `distribution.schedule.…`: a time that cannot be read, is missing or comes twice, with what may be meant; one that has passed.
pub async fn when(ws: &Workspace, said: Schedule) -> Result<Start, Problem> {
    said.judged(EmbargoMode::None, None, ws.now())
}

/// Lets a distribution start at another time: one that is scheduled or held, or that waits for the user and of which nothing has left.
///
/// # Errors
/// `distribution.not_found`, `distribution.schedule.begun`, `distribution.schedule.everywhere`, those of [`when`], `distribution.schedule.after_lift`,
/// `distribution.schedule.before_lift`, `distribution.other_machine`, `distribution.older_copy`: nothing has changed.
pub async fn reschedule(ws: &Workspace, id: DistributionId, said: Schedule) -> Result<DistributionCard, Problem> {
    service::refuse_copy(ws, &SequenceMemory::of(ws).await?).await?;
    let run = ws.part::<Run>().id.clone();
    let shown = ws
        .write_quietly(move |tx| {
            let standing = own(tx, id)?;
            let waits = matches!(standing.state, DistributionState::Scheduled | DistributionState::Holding | DistributionState::Paused);
            if !waits || report::span(tx, id)?.is_some() {
                return Err(Problem::refusal("distribution.schedule.begun").todo("distribution.schedule.begun.todo"));
            }
            let shown = card(tx, id)?;
            if shown.hours.is_some_and(|hours| hours.since.is_some()) {
                return Err(Problem::refusal("distribution.schedule.everywhere").todo("distribution.schedule.everywhere.todo"));
            }
            let start = said.judged(EmbargoMode::of_word(&standing.embargo), standing.due_at, tx.now())?;
            let mut chain = Chain::at_head(tx)?;
            schedule::keep(&mut chain, id, &start)?;
            ledger::set_state(&mut chain, id, DistributionState::Scheduled, None, None)?;
            ledger::set_settled(tx, id, false, Some(&run))?;
            card(tx, id)
        })
        .await?;
    ws.part::<Brakes>().of(id).follow(shown.state);
    Ok(shown)
}
