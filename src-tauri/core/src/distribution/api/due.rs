//! What goes by itself, for whoever sends without a window.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::distribution::due;
pub use crate::distribution::due::{Due, DueFor};
use crate::distribution::engine::{self, Run};
use crate::distribution::state::DistributionState;
use crate::distribution::store::ledger;
use crate::error::Problem;
use crate::workspace::Workspace;

/// What comes within this time is waited for with the right to send in hand, in milliseconds.
const SOON_MS: i64 = 60_000;
/// How often it is asked whether anything is still due, in milliseconds.
const LOOK_MS: u64 = 500;

/// What goes by itself next of each distribution, the soonest first.
///
/// # Errors
/// `workspace.damaged` and its like.
pub async fn due(ws: &Workspace) -> Result<Vec<Due>, Problem> {
    let now = ws.now();
    ws.read(move |tx| due::all(tx, now)).await
}

/// Sends what is due until nothing more is within a minute, or until `until`: letters in flight finish. Gives `false`, at once, if
/// another process sends for this file (D25).
///
/// # Errors
/// Those of the engine: `distribution.other_machine`, `distribution.older_copy`, `workspace.…`.
pub async fn send_due(ws: &Workspace, until: &CancellationToken) -> Result<bool, Problem> {
    let enough = until.child_token();
    let mut engine = Box::pin(engine::run(ws, enough.clone()));
    loop {
        let clock = ws.clock();
        tokio::select! {
            ended = &mut engine => return ended,
            () = clock.sleep(Duration::from_millis(LOOK_MS)) => {}
        }
        let soon = ws.now().plus_ms(SOON_MS);
        if due(ws).await?.first().is_none_or(|next| next.at > soon) {
            enough.cancel();
            return engine.await;
        }
    }
}

/// Makes this opening of the file part of an earlier one's run: a program that closes the file while nothing is due, and opens it
/// again, has not ended in between.
pub fn continue_run(ws: &Workspace, run: &str) {
    ws.set_part(std::sync::Arc::new(Run::named(run)));
}

/// Leaves what this process sends to the one that takes the right to send next: it ends in good order, and within a quarter of an
/// hour the other goes on without asking (D16).
///
/// # Errors
/// `workspace.…`: then it is asked, as after a crash.
pub async fn hand_over(ws: &Workspace) -> Result<(), Problem> {
    let run = ws.part::<Run>().id.clone();
    ws.write_quietly(move |tx| {
        let handed = engine::handed_at(tx.now());
        for standing in ledger::unsettled(tx)? {
            if standing.run == run && standing.state != DistributionState::Stopped {
                ledger::set_settled(tx, standing.id, false, Some(&handed))?;
            }
        }
        Ok(())
    })
    .await
}
